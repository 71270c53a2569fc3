/** How far the closing of a pair is, and what is next in it (methodology §3 stage 7). */
import { addDays } from '../../shared/dates.js';
import type { ClosingStepView } from '../api/closing.js';
import {
  CLOSING_AHEAD_DAYS,
  CLOSING_STEPS,
  type ClosingStep,
  type ClosingStepState,
  type FinalSurvey,
  REFLECTION_DAYS,
  type ReportState,
} from '../api/closing-reference.js';
import type { Form, PairState } from '../api/reference.js';

/** Somebody who is in the pair, or was when it ended. */
export interface ClosingPerson {
  personId: string;
  side: 'mentor' | 'mentee';
  survey: FinalSurvey;
  reflected: boolean;
  paperId: string | null;
  result: boolean;
  /** Their consent was withdrawn: nothing new is asked of them, and nothing issued. */
  frozen: boolean;
}

export interface ClosingPair {
  state: PairState;
  endsOn: string;
  closedOn: string | null;
}

export interface ClosingFacts {
  pair: ClosingPair;
  today: string;
  closingMeetingOn: string | null;
  people: readonly ClosingPerson[];
  report: ReportState | null;
  hasCase: boolean;
  wishes: readonly { made: boolean }[];
}

export const isOver = ({ state }: Pick<ClosingPair, 'state'>): boolean =>
  state === 'completed' || state === 'terminated';

/** The day from which a pair is closed: its last month, as the thanks and the score have it. */
export const closesFrom = (pair: Pick<ClosingPair, 'endsOn'>): string =>
  addDays(pair.endsOn, -CLOSING_AHEAD_DAYS);

/** True once the closing has begun: the last month, or an end. */
export const hasBegun = (pair: ClosingPair, today: string): boolean =>
  isOver(pair) || (pair.state !== 'draft' && today >= closesFrom(pair));

/** The last day on which a first reflection is taken; null: the pair goes on. */
export const reflectionUntil = (pair: ClosingPair): string | null =>
  isOver(pair) ? addDays(pair.closedOn ?? pair.endsOn, REFLECTION_DAYS) : null;

/** While the pair goes on a reflection is written and changed; after it, written once, for a month. */
export function mayReflect(pair: ClosingPair, written: boolean, today: string): boolean {
  if (!hasBegun(pair, today)) return false;
  const until = reflectionUntil(pair);
  return until === null || (!written && today <= until);
}

/** Who gets a paper: after a pair that was completed both sides, before its time is up only in its last month. */
export const mayHavePaper = (pair: ClosingPair, today: string): boolean =>
  pair.state !== 'terminated' && hasBegun(pair, today);

/** How far one person's final survey is. */
export function surveyOf(
  person: { side: 'mentor' | 'mentee'; group: string | null; answered: boolean },
  form: Form,
  waves: readonly {
    waveId: string;
    role: string;
    form: Form | null;
    groups: readonly string[] | null;
    now: 'draft' | 'planned' | 'open' | 'closed';
    endsOn: string;
  }[],
): { survey: FinalSurvey; waveId: string | null; endsOn: string | null } {
  if (person.answered) return { survey: 'answered', waveId: null, endsOn: null };
  const theirs = waves.filter(
    (wave) =>
      wave.role === person.side &&
      (wave.form === null || wave.form === form) &&
      (wave.groups === null || (person.group !== null && wave.groups.includes(person.group))),
  );
  for (const now of ['open', 'planned', 'closed'] as const) {
    const found = theirs.find((wave) => wave.now === now);
    if (found)
      return {
        survey: now === 'closed' ? 'missed' : now,
        waveId: found.waveId,
        endsOn: found.endsOn,
      };
  }
  return { survey: 'none', waveId: null, endsOn: null };
}

type Counted = Pick<ClosingStepView, 'state' | 'done' | 'of'>;

const counted = (done: number, of: number, otherwise: ClosingStepState): Counted => ({
  state: of === 0 ? 'none' : done >= of ? 'done' : otherwise,
  done,
  of,
});

const single = (state: ClosingStepState): Counted => ({
  state,
  done: state === 'done' ? 1 : 0,
  of: state === 'none' ? 0 : 1,
});

function meetingStep({ pair, closingMeetingOn }: ClosingFacts, open: ClosingStepState): Counted {
  if (closingMeetingOn !== null) return single('done');
  // Of a pair that is over none can be held any more: why there was none stands at its end.
  return single(isOver(pair) ? 'none' : open);
}

function reflectionStep({ pair, people, today }: ClosingFacts, open: ClosingStepState): Counted {
  const asked = people.filter(({ frozen, reflected }) => !frozen || reflected);
  const done = asked.filter(({ reflected }) => reflected).length;
  const until = reflectionUntil(pair);
  return counted(done, asked.length, until !== null && today > until ? 'none' : open);
}

function surveyStep({ people }: ClosingFacts, open: ClosingStepState): Counted {
  const asked = people.filter(({ frozen, survey }) => !frozen || survey === 'answered');
  const done = asked.filter(({ survey }) => survey === 'answered').length;
  const waits = asked.some(({ survey }) => survey === 'open' || survey === 'none');
  return counted(done, asked.length, waits ? open : 'later');
}

function reportStep({ report }: ClosingFacts, open: ClosingStepState): Counted {
  if (report === 'accepted') return single('done');
  return single(report === 'submitted' ? 'waits' : open);
}

function stepOf(step: ClosingStep, facts: ClosingFacts, open: ClosingStepState): Counted {
  const { pair, people, today, wishes } = facts;
  switch (step) {
    case 'meeting':
      return meetingStep(facts, open);
    case 'survey':
      return surveyStep(facts, open);
    case 'reflection':
      return reflectionStep(facts, open);
    case 'report':
      return reportStep(facts, open);
    case 'case':
      return single(facts.hasCase ? 'done' : pair.state === 'terminated' ? 'none' : open);
    case 'papers': {
      const got = people.filter(({ paperId }) => paperId !== null).length;
      const can = people.filter(({ frozen, paperId }) => !frozen || paperId !== null).length;
      if (got === 0 && hasBegun(pair, today) && !mayHavePaper(pair, today)) return single('none');
      return counted(got, can, open);
    }
    case 'results': {
      const can = people.filter(({ frozen, result }) => !frozen || result);
      return counted(can.filter(({ result }) => result).length, can.length, open);
    }
    case 'mentor':
      return counted(wishes.filter(({ made }) => made).length, wishes.length, 'todo');
  }
}

/** Every step of a closing, in order. Before its time what is not done is for later. */
export function stepsOf(facts: ClosingFacts): ClosingStepView[] {
  const open = hasBegun(facts.pair, facts.today) ? 'todo' : 'later';
  return CLOSING_STEPS.map((step) => ({ step, ...stepOf(step, facts, open) }));
}

export interface Viewer {
  role: string;
  personId: string | null;
}

/** The steps that somebody sees: a mentee has no part in the report, the case and the registers. */
export const STEPS_SEEN: Readonly<Record<'mentor' | 'mentee', readonly ClosingStep[]>> = {
  mentor: ['meeting', 'survey', 'reflection', 'report', 'case', 'papers'],
  mentee: ['meeting', 'survey', 'reflection', 'papers', 'mentor'],
};

/** The steps that a reader can do themself. */
const OWN: Readonly<Record<string, readonly ClosingStep[]>> = {
  mentor: ['meeting', 'survey', 'reflection', 'report', 'case'],
  mentee: ['survey', 'reflection'],
  curator: ['meeting', 'report', 'case', 'results'],
  coordinator: ['meeting', 'survey', 'report', 'case', 'papers', 'results', 'mentor'],
};

/**
 * What a reader does next: the first step in order that is theirs. A curator and a coordinator decide on a
 * report that was handed in, before all else: the mentor waits for it. A draft of the mentor they leave alone.
 */
export function nextFor(facts: ClosingFacts, role: string): ClosingStep | null {
  const steps = stepsOf(facts);
  const own = OWN[role] ?? [];
  const isStaff = role === 'coordinator' || role === 'curator';
  const state = (step: ClosingStep) => steps.find((one) => one.step === step)?.state;
  if (isStaff && state('report') === 'waits') return 'report';
  // Who has a wave answers it; where there is none, the coordinator is to open one.
  const wanted = isStaff ? 'none' : 'open';
  const can = (step: ClosingStep): boolean => {
    if (state(step) !== 'todo') return false;
    if (step === 'survey')
      return facts.people.some(({ survey, frozen }) => survey === wanted && !frozen);
    return !(isStaff && step === 'report');
  };
  return own.find(can) ?? null;
}
