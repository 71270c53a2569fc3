/** What other features may ask of monthly feedback. */
export { type MonthlyFact, readMonthlyFacts } from './programme-months.js';
