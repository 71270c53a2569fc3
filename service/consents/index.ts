/** What other features may ask of consents: may these people's data be used, and if not, why; what one said. */
export { readConsentGaps } from './consent-gaps.js';
export { readConsentOutlooks } from './consent-outlooks.js';
export {
  type DataUses,
  isConsentWithdrawn,
  mayUseData,
  type PublicationStanding,
  readEverRepresented,
  readPublication,
  readRepresentatives,
  withdrawnAmong,
  withdrawnOf,
} from './consent-standing.js';
export { withdrawalsOf } from './consent-store.js';
export { readGiven } from './consent-text.js';
export type { ConsentOutlook } from './outlook-rules.js';
