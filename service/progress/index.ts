/** What other features may use of progress. */
export { refreshEveryone, refreshProgress, type Whose } from './refresh-progress.js';
