import type { FieldProblem } from '../../shared/errors.js';
import type { Form, SurveyRole, WaveState } from '../api/reference.js';
import type { WaveFields } from '../api/survey-waves.js';

/** The state that is stored; the dates say the rest. */
export type StoredState = 'draft' | 'open' | 'closed';

interface Running {
  state: StoredState;
  startsOn: string;
  endsOn: string;
}

/** What a wave is on a day: opened, it waits for its first day and ends with its last. */
export function waveStateOn({ state, startsOn, endsOn }: Running, today: string): WaveState {
  if (state !== 'open') return state;
  if (today < startsOn) return 'planned';
  return today > endsOn ? 'closed' : 'open';
}

/**
 * What is wrong with the fields of a wave, by field.
 * @param usable the forms of the programme
 */
export function waveProblems(
  fields: WaveFields,
  role: SurveyRole,
  usable: readonly Form[],
): FieldProblem[] {
  const found: FieldProblem[] = [];
  if (fields.endsOn < fields.startsOn) found.push({ path: 'endsOn', code: 'wave.dates' });
  if (fields.form !== null && role === 'curator')
    found.push({ path: 'form', code: 'wave.formForRole' });
  else if (fields.form !== null && !usable.includes(fields.form))
    found.push({ path: 'form', code: 'wave.formNotUsed' });
  if (!fields.anonymous && fields.breakdown !== 'none')
    found.push({ path: 'breakdown', code: 'wave.breakdown' });
  return found;
}

/** What of a wave is settled by the first answer: whom it asks, and what they were promised. */
export const SETTLED = ['form', 'groups', 'anonymous', 'breakdown'] as const;

type Known = WaveFields & Running & { answered: boolean };

/** Which of the settled fields a change touches. */
export function settledChanges(wave: WaveFields, next: WaveFields): string[] {
  return SETTLED.filter((name) => JSON.stringify(wave[name]) !== JSON.stringify(next[name]));
}

/**
 * What may not be changed of a wave now. An anonymous one whose results can be read stays as it is:
 * one answer more, and the difference of the results would be that answer.
 */
export function waveChangeProblems(wave: Known, next: WaveFields, today: string): FieldProblem[] {
  const found: FieldProblem[] = [];
  if (wave.answered)
    for (const path of settledChanges(wave, next)) found.push({ path, code: 'wave.answered' });
  const over = waveStateOn(wave, today) === 'closed';
  if (wave.anonymous && over && (next.endsOn !== wave.endsOn || next.startsOn !== wave.startsOn))
    found.push({ path: 'endsOn', code: 'wave.closedForGood' });
  return found;
}

/** Why a wave cannot be brought into a state; null: it can. */
export function stateProblem(
  wave: Running & { anonymous: boolean },
  to: 'open' | 'closed',
  today: string,
): FieldProblem | null {
  if (to === 'closed')
    return wave.state === 'open' ? null : { path: 'state', code: 'wave.transition' };
  if (wave.state === 'open') return { path: 'state', code: 'wave.transition' };
  if (wave.state === 'closed' && wave.anonymous)
    return { path: 'state', code: 'wave.closedForGood' };
  return wave.endsOn < today ? { path: 'endsOn', code: 'wave.over' } : null;
}

/** What decides whether a wave asks somebody who holds its role. */
export interface AskedFacts {
  /** Forms of the pairs in which they are on that side. */
  forms: readonly Form[];
  group: string | null;
}

/** Whether a wave asks somebody who holds its role. */
export function asks(
  { form, groups }: { form: Form | null; groups: readonly string[] | null },
  facts: AskedFacts,
): boolean {
  if (form !== null && !facts.forms.includes(form)) return false;
  return groups === null || (facts.group !== null && groups.includes(facts.group));
}
