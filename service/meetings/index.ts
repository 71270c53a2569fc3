/** What other features may ask of the meeting log. */
export { insertMeeting } from './log-meeting.js';
export { readVisibleMeeting, viewMeeting } from './meeting-view.js';
