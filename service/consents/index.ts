/** What other features may ask of consents: may these people's data be used, and if not, why. */
export { type DataUses, mayUseData } from './consent-standing.js';
