/** What other features may ask of consents: may these people's data be used, and if not, why; what one said. */
export { type DataUses, mayUseData } from './consent-standing.js';
export { readGiven } from './consent-text.js';
