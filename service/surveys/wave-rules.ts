import type { FieldProblem } from '../../shared/errors.js';
import {
  type Form,
  type PairState,
  type SurveyRole,
  UNFINISHED_PAIR_STATES,
  type WaveAmong,
  type WaveState,
} from '../api/reference.js';
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
  if (fields.among === 'finished' && role === 'curator')
    found.push({ path: 'among', code: 'wave.amongForRole' });
  if (!fields.anonymous && fields.breakdown !== 'none')
    found.push({ path: 'breakdown', code: 'wave.breakdown' });
  return found;
}

/** What of a wave is settled by the first answer: whom it asks, and what they were promised. */
export const SETTLED = ['form', 'groups', 'among', 'guests', 'anonymous', 'breakdown'] as const;

type Known = WaveFields & Running & Pick<Asking, 'list'> & { answered: boolean };

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
  // Whom somebody would not work with, and who says so, is what a ballot is for.
  if (wave.list && next.anonymous) found.push({ path: 'anonymous', code: 'wave.ballotNamed' });
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

/**
 * Why a wave cannot be opened for whom it asks; null: it can. One that waits for its first day may have
 * nobody yet.
 * @param asked people whom it would ask now
 */
export function openingProblem(
  wave: { startsOn: string },
  asked: number,
  today: string,
): FieldProblem | null {
  return asked === 0 && wave.startsOn <= today ? { path: '', code: 'wave.nobody' } : null;
}

/** Pairs that go on; a wave of a form asks those who are in one. */
export const GOING_ON: readonly PairState[] = ['active', 'paused'];

/** What decides whether a wave asks somebody who holds its role. */
export interface AskedFacts {
  /** The pairs in which they are on that side, without those that they have left. */
  pairs: readonly { form: Form; state: PairState }[];
  /** They wait for another pair, by a coordinator's decision. */
  waiting: boolean;
  group: string | null;
  /** They come from the LMS. */
  hasAccount: boolean;
  /** The waves on whose lists they stand; left out where no wave has a list. */
  lists?: ReadonlySet<string> | undefined;
}

/** Whom a wave asks among those who hold its role. */
export interface Asking {
  form: Form | null;
  groups: readonly string[] | null;
  among: WaveAmong;
  guests: boolean;
  /** The wave whose list of people is asked and nobody else; null or left out: there is no list. */
  list?: string | null | undefined;
}

/** The forms of somebody's pairs that are more than a draft, in order. */
export const formsOf = ({ pairs }: Pick<AskedFacts, 'pairs'>): Form[] =>
  [...new Set(pairs.filter(({ state }) => state !== 'draft').map(({ form }) => form))].sort();

/**
 * Whether somebody has finished: a pair of theirs is completed, and none goes on or is suggested. A pair
 * that ended early finishes nothing, they wait for another one.
 */
function hasFinished({ pairs, waiting }: Pick<AskedFacts, 'pairs' | 'waiting'>): boolean {
  const unfinished: readonly PairState[] = UNFINISHED_PAIR_STATES;
  if (pairs.some(({ state }) => unfinished.includes(state))) return false;
  return !waiting && pairs.some(({ state }) => state === 'completed');
}

function isAmong({ form, among }: Asking, facts: AskedFacts): boolean {
  if (form === null) return among === 'everyone' || hasFinished(facts) === (among === 'finished');
  const ofForm = facts.pairs.filter((pair) => pair.form === form);
  if (among === 'everyone') return formsOf({ pairs: ofForm }).length > 0;
  if (among === 'current') return ofForm.some(({ state }) => GOING_ON.includes(state));
  return hasFinished({ pairs: ofForm, waiting: false });
}

/** Whether a wave asks somebody who holds its role; the same is said in SQL by audience-store.ts. */
export function asks(wave: Asking, facts: AskedFacts): boolean {
  const { groups, list } = wave;
  if (list && !facts.lists?.has(list)) return false;
  if (!isAmong(wave, facts) || !(wave.guests || facts.hasAccount)) return false;
  return groups === null || (facts.group !== null && groups.includes(facts.group));
}
