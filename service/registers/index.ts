/** What other features may ask of the registers: the columns of the mentors, to be frozen under an order. */
export { readMentorCells } from './read-register.js';
export { importsSettled } from './run-import.js';
export { writeResults } from './write-results.js';
