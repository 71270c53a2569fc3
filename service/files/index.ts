/** Files of other features: kept before a record refers to them, tied to it, opened, swept away. */
export { cleanFile } from './clean-file.js';
export { attachFile, detachFile, findFile, keepFile, openFile } from './keep-file.js';
