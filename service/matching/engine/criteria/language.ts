import { MATCH_LANGUAGES } from '../../../api/match-codes.js';
import { codeLists } from './code-lists.js';

/** Languages in which both can talk. */
export const language = codeLists(({ languages }) => languages, MATCH_LANGUAGES, 1);
