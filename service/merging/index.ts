/** What other features may ask of duplicates: by what rules two people look like one, and what names a person. */
export { readCandidates } from './candidates.js';
export { type Candidate, nameWords, reasonsFor } from './duplicate-rules.js';
export { MOVED_COLUMNS } from './merge-tables.js';
