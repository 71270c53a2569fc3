/** What other features may read of meetings: how pairs fare, without a word of what was written. */
export { type PairMatter, readPairMatters, readPairRatings } from './meeting-facts-store.js';
export type { PairRatings } from './rating-rules.js';
