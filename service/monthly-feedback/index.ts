/** What other features may ask of monthly feedback. */

export { monthWaiting } from './months-waiting.js';
export { type MonthlyFact, readMonthlyFacts } from './programme-months.js';
