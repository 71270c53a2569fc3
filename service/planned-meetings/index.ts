/** What other features may ask of planned meetings. */
export { openPlannedOf } from './brief-store.js';
export {
  cancelPlannedOf,
  followLog,
  nextAgreedOn,
  readNextAgreed,
  reopenPlannedOf,
} from './of-pair.js';
export { spanOf } from './time-rules.js';
