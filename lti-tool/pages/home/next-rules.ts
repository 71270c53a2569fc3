/**
 * What waits for a mentor or a mentee, and in which order: the first is the one next thing of their home. Pure: no
 * page, no words. A further thing is one entry of FINDERS, its words `next.<kind>.*`, and where it leads
 * (`next-words.ts`).
 */
import type { OwnMonth } from '../../../service/api/monthly-feedback.js';
import type { MyPair } from '../../../service/api/pairs.js';
import type { PlannedInBrief } from '../../../service/api/planned-meetings.js';
import type { MenteePlan } from '../../../service/api/plans.js';
import { addDays } from '../../../shared/dates.js';

/** A pair as far as the order asks. */
export type NextPair = Pick<
  MyPair,
  | 'pairId'
  | 'state'
  | 'startsOn'
  | 'endsOn'
  | 'meetingsHeld'
  | 'reason'
  | 'waiting'
  | 'objected'
  | 'planned'
  | 'closingHeld'
> & {
  /** Why no meetings are written down now; '': they are. */
  stopped: string;
  /** The reader has thanked the other side. */
  thanked: boolean;
};

export interface NextFacts {
  side: 'mentor' | 'mentee';
  today: string;
  pairs: readonly NextPair[];
  plans: readonly (MenteePlan & { pairId: string })[];
  months: readonly OwnMonth[];
  /** Surveys that wait, the first to end first. */
  surveys: readonly { waveId: string; title: string; endsOn: string }[];
  /** Own requests to the curator that have an answer which is to be read. */
  answers: readonly { helpRequestId: string; pairId: string; answeredOn: string }[];
  /** Events to come to which they are invited. */
  events: readonly { id: string; title: string; onDate: string; link: string | null }[];
  /** A consent that they can give is missing. */
  consent: boolean;
}

export type NextKind =
  | 'consent'
  | 'meeting'
  | 'held'
  | 'answer'
  | 'objected'
  | 'help_answered'
  | 'confirm'
  | 'first_meeting'
  | 'plan_confirm'
  | 'rhythm'
  | 'survey'
  | 'month'
  | 'plan_make'
  | 'closing'
  | 'event'
  | 'thanks';

/** Something that waits for the reader. */
export interface Next {
  kind: NextKind;
  /** The pair that it is of; null: of none. */
  pairId: string | null;
  /** What it is about, of its kind: a planned meeting, a record, a plan, a wave. */
  id: string | null;
  /** The day on which it falls due; null: there is none. */
  dueOn: string | null;
  /** How many: days, records. */
  n: number;
  planned?: PlannedInBrief;
  title?: string;
  /** Whom it is of, where the pair has more people. */
  name?: string;
  link?: string | null;
}

interface Finder {
  kind: NextKind;
  /** By what is lost when it waits (0–100); the greater comes first. */
  weight: number;
  find(facts: NextFacts): Omit<Next, 'kind'>[];
}

/** The first meeting is held within a week of the start (methodology §10). */
const FIRST_DAYS = 7;
/** A record is confirmed within two weeks: then it is a signal. */
const CONFIRM_DAYS = 14;
/** The closing meeting is arranged, and thanks are said, in the last days of a pair. */
const LAST_DAYS = 30;

const atWork = ({ pairs }: NextFacts): NextPair[] =>
  pairs.filter(({ state, stopped }) => state === 'active' && stopped === '');

/** Whether the reader’s answer to a proposal is waited for: of a day that is past none is. */
export const awaitsAnswer = (
  one: Pick<PlannedInBrief, 'state' | 'myAnswer' | 'onDate' | 'proposedSide'>,
  { side, today }: Pick<NextFacts, 'side' | 'today'>,
): boolean =>
  one.state === 'proposed' &&
  one.myAnswer === null &&
  one.onDate >= today &&
  (side === 'mentee' || one.proposedSide !== 'mentor');

const planned = (facts: NextFacts, which: (one: PlannedInBrief) => boolean): Omit<Next, 'kind'>[] =>
  atWork(facts).flatMap(({ pairId, planned: all }) =>
    all
      .filter(which)
      .map((one) => ({ pairId, id: one.plannedMeetingId, dueOn: one.onDate, n: 0, planned: one })),
  );

const hasAhead = ({ planned: all }: NextPair, today: string): boolean =>
  all.some(({ onDate }) => onDate >= today);

const bare = { id: null, n: 0 };

/** Everything that can wait. What a person has is found by each in turn. */
export const FINDERS: readonly Finder[] = [
  {
    // Without it nothing of them may be written at all.
    kind: 'consent',
    weight: 130,
    find: ({ consent }) => (consent ? [{ ...bare, pairId: null, dueOn: null }] : []),
  },
  {
    // Today’s, and tomorrow’s to be ready for; once the day is past it is to be told of.
    kind: 'meeting',
    weight: 72,
    find: (facts) =>
      planned(
        facts,
        ({ state, onDate }) =>
          state === 'agreed' && onDate >= facts.today && onDate <= addDays(facts.today, 1),
      ),
  },
  {
    kind: 'held',
    weight: 80,
    find: (facts) =>
      facts.side === 'mentor' ? planned(facts, ({ onDate }) => onDate < facts.today) : [],
  },
  {
    kind: 'answer',
    weight: 84,
    find: (facts) => planned(facts, (one) => awaitsAnswer(one, facts)),
  },
  {
    kind: 'objected',
    weight: 82,
    find: (facts) =>
      facts.side === 'mentor'
        ? atWork(facts).flatMap(({ pairId, objected }) =>
            objected.map(({ meetingId, heldOn }) => ({
              pairId,
              id: meetingId,
              dueOn: null,
              n: 0,
              title: heldOn,
            })),
          )
        : [],
  },
  {
    kind: 'help_answered',
    weight: 86,
    find: ({ answers }) =>
      answers.map(({ helpRequestId, pairId }) => ({
        pairId,
        id: helpRequestId,
        dueOn: null,
        n: 0,
      })),
  },
  {
    kind: 'confirm',
    weight: 78,
    find: ({ side, pairs }) =>
      side === 'mentee'
        ? pairs.flatMap(({ pairId, waiting }) =>
            waiting.map(({ meetingId, heldOn }) => ({
              pairId,
              id: meetingId,
              dueOn: addDays(heldOn, CONFIRM_DAYS),
              n: 0,
              title: heldOn,
            })),
          )
        : [],
  },
  {
    kind: 'first_meeting',
    weight: 76,
    find: (facts) =>
      atWork(facts)
        .filter((pair) => pair.meetingsHeld === 0 && pair.planned.length === 0)
        .filter(({ startsOn }) => startsOn <= facts.today)
        .map(({ pairId, startsOn }) => ({
          ...bare,
          pairId,
          dueOn: addDays(startsOn, FIRST_DAYS),
        })),
  },
  {
    kind: 'plan_confirm',
    weight: 74,
    find: ({ side, plans }) =>
      side === 'mentee'
        ? plans.flatMap(({ pairId, plan }) =>
            plan?.state === 'offered' ? [{ ...bare, pairId, id: plan.planId, dueOn: null }] : [],
          )
        : [],
  },
  {
    kind: 'rhythm',
    weight: 70,
    find: (facts) =>
      atWork(facts)
        .filter((pair) => pair.meetingsHeld > 0 && !hasAhead(pair, facts.today))
        .filter(({ reason }) => reason.code === 'no_meeting_for' || reason.code === 'due_soon')
        // A mentee is not pressed before the time: arranging is the mentor’s first.
        .filter(({ reason }) => facts.side === 'mentor' || reason.code === 'no_meeting_for')
        .map(({ pairId, reason }) => ({
          ...bare,
          pairId,
          dueOn: reason.code === 'no_meeting_for' ? facts.today : null,
          n: reason.days,
        })),
  },
  {
    kind: 'survey',
    weight: 66,
    find: ({ surveys }) =>
      surveys.map(({ waveId, title, endsOn }) => ({
        pairId: null,
        id: waveId,
        dueOn: endsOn,
        n: 0,
        title,
      })),
  },
  {
    // One thing for all pairs: the form leads from one to the next.
    kind: 'month',
    weight: 64,
    find({ months }) {
      const open = months.filter(({ answer }) => answer === null);
      const [first] = open;
      if (first === undefined) return [];
      const { pairId, month, until } = first;
      return [{ pairId, id: null, dueOn: until, n: open.length, title: month }];
    },
  },
  {
    // Only where the term of the plan is past: before it, it is the pair’s own pace.
    kind: 'plan_make',
    weight: 58,
    find: (facts) =>
      facts.side === 'mentor'
        ? facts.plans
            .filter(
              ({ unconfirmedDays, plan }) => unconfirmedDays !== null && plan?.state !== 'offered',
            )
            .filter(({ pairId }) => atWork(facts).some((pair) => pair.pairId === pairId))
            .map(({ pairId, personId, name, plan, unconfirmedDays }) => ({
              pairId,
              id: plan?.planId ?? null,
              dueOn: null,
              n: unconfirmedDays ?? 0,
              title: personId,
              name,
            }))
        : [],
  },
  {
    kind: 'closing',
    weight: 56,
    find: (facts) =>
      atWork(facts)
        .filter(({ endsOn }) => endsOn <= addDays(facts.today, LAST_DAYS))
        .filter(
          ({ planned: all, meetingsHeld }) =>
            meetingsHeld > 0 && !all.some(({ kind }) => kind === 'closing'),
        )
        .filter(({ closingHeld }) => !closingHeld)
        .map(({ pairId, endsOn }) => ({ ...bare, pairId, dueOn: endsOn })),
  },
  {
    kind: 'event',
    weight: 54,
    find: ({ events, today }) =>
      events
        .filter(({ onDate }) => onDate <= addDays(today, 1))
        .map(({ id, title, onDate, link }) => ({
          pairId: null,
          id,
          dueOn: onDate,
          n: 0,
          title,
          link,
        })),
  },
  {
    kind: 'thanks',
    weight: 30,
    find: ({ pairs, today }) =>
      pairs
        .filter(({ state, thanked }) => !thanked && state !== 'draft' && state !== 'terminated')
        .filter(({ endsOn, state }) => state === 'completed' || endsOn <= addDays(today, LAST_DAYS))
        // Long after the end nobody is reminded of it any more.
        .filter(({ endsOn }) => endsOn >= addDays(today, -LAST_DAYS))
        .map(({ pairId }) => ({ ...bare, pairId, dueOn: null })),
  },
];

/** What falls due today, or should have been done, stands higher; what does tomorrow a little. */
const DUE_NOW = 20;
const DUE_SOON = 5;

/** How much something presses today. */
function pressing({ kind, dueOn }: Next, today: string): number {
  const weight = FINDERS.find((one) => one.kind === kind)?.weight ?? 0;
  if (dueOn === null) return weight;
  if (dueOn <= today) return weight + DUE_NOW;
  return dueOn <= addDays(today, 1) ? weight + DUE_SOON : weight;
}

/**
 * Everything that waits for somebody, the one next thing first: by how much it presses; of the equal by the day on
 * which it falls due; then as the pairs stand.
 */
export function inOrder(facts: NextFacts): Next[] {
  const last = '9999-12-31';
  return FINDERS.flatMap(({ kind, find }) => find(facts).map((one) => ({ ...one, kind }) as Next))
    .map((one) => ({ one, press: pressing(one, facts.today) }))
    .sort((a, b) => {
      if (a.press !== b.press) return b.press - a.press;
      const [x, y] = [a.one.dueOn ?? last, b.one.dueOn ?? last];
      return x < y ? -1 : Number(x > y);
    })
    .map(({ one }) => one);
}
