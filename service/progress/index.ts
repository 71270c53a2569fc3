/** What other features may use of progress. */
export { type ScoreSettings, scoreChanges } from './preview-progress.js';
export { refreshEveryone, refreshProgress, type Whose } from './refresh-progress.js';
