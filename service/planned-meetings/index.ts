/** What other features may ask of planned meetings. */
export { openPlansOf } from './brief-store.js';
export {
  cancelPlansOf,
  followLog,
  nextAgreedOn,
  readNextAgreed,
  reopenPlansOf,
} from './of-pair.js';
export { spanOf } from './time-rules.js';
