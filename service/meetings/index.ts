/** What other features may ask of the meeting log, and how pairs fare in it, without a word of what was written. */
export { insertMeeting } from './log-meeting.js';
export { type PairMatter, readPairMatters } from './meeting-facts-store.js';
export { readVisibleMeeting, viewMeeting } from './meeting-view.js';
