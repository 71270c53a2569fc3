import type { FieldProblem } from '../../shared/errors.js';
import type { AnswerState, SheetState } from '../api/reference.js';
import { codeOf } from './sheet-code-rules.js';

/** Why a sheet cannot be entered, or only over what is there; null: it can. */
export function entryProblem(
  sheet: { state: SheetState; online: AnswerState },
  { anonymous, replace }: { anonymous: boolean; replace: boolean },
): FieldProblem | null {
  if (anonymous) {
    // Nothing leads back to what was entered: there is nothing that could be replaced.
    return sheet.state === 'entered' ? { path: 'code', code: 'sheet.enteredAnonymous' } : null;
  }
  if (replace) return null;
  if (sheet.state === 'entered') return { path: 'replace', code: 'sheet.entered' };
  if (sheet.online === 'submitted') return { path: 'replace', code: 'sheet.answered' };
  return sheet.online === 'draft' ? { path: 'replace', code: 'sheet.begun' } : null;
}

/** What is wrong with an order of sheets. */
export function orderProblems(
  { anonymous, parts }: { anonymous: boolean; parts: readonly string[] | null },
  { blank, part }: { blank: number | undefined; part: string | null },
): FieldProblem[] {
  if (!anonymous) return blank === undefined ? [] : [{ path: 'blank', code: 'sheet.blankNamed' }];
  const found: FieldProblem[] = [];
  if (blank === undefined) found.push({ path: 'blank', code: 'sheet.blank' });
  const known = parts === null ? part === null : part !== null && parts.includes(part);
  if (!known) found.push({ path: 'part', code: 'sheet.part' });
  return found;
}

/**
 * New codes that are not taken.
 * @param random a whole number from 0 to below its argument
 */
export function freshCodes(
  n: number,
  taken: ReadonlySet<string>,
  random: (below: number) => number,
): string[] {
  const fresh = new Set<string>();
  while (fresh.size < n) {
    const code = codeOf(random(10_000_000));
    if (!taken.has(code)) fresh.add(code);
  }
  return [...fresh];
}
