import { MATCH_FORMATS } from '../../../api/match-codes.js';
import { codeLists } from './code-lists.js';

/** Ways of meeting that suit both. */
export const format = codeLists(({ formats }) => formats, MATCH_FORMATS, 1);
