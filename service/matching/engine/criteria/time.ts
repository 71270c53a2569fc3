import { MATCH_TIMES } from '../../../api/match-codes.js';
import { codeLists } from './code-lists.js';

/** Times of the week at which both can: two are as good as more, since meetings are every other week. */
export const time = codeLists(({ times }) => times, MATCH_TIMES, 2);
