import type { PlannedState } from '../../../service/api/index.js';
import type { PlannedInBrief } from '../../../service/api/planned-meetings.js';
import type { PageContext } from '../../web/context.js';
import { awaitsAnswer } from '../home/next-rules.js';

const MARKS = { proposed: '◌', agreed: '●', held: '✓', cancelled: '✗' } as const;
const TONES = { proposed: 'attention', agreed: 'good', held: 'good', cancelled: 'out' } as const;

/** A state with its sign and colour. */
export const plannedState = (ctx: Pick<PageContext, 'ref'>, state: PlannedState) => ({
  mark: MARKS[state],
  tone: TONES[state],
  word: ctx.ref('plannedState', state),
});

/** «20.11.2026 в 15:00»; without a time the day alone. */
export const whenWords = (
  { t, fmt }: Pick<PageContext, 't' | 'fmt'>,
  { onDate, startsAt }: { onDate: string; startsAt: string | null },
): string => {
  const date = fmt.date(onDate);
  return startsAt === null ? date : t('planned.at', { date, time: startsAt });
};

/** «сегодня в 15:00», «завтра в 15:00»; further away as whenWords(). */
export function nearWords(
  { t, fmt }: Pick<PageContext, 't' | 'fmt'>,
  { onDate, startsAt }: { onDate: string; startsAt: string | null },
): string {
  const date = fmt.near(onDate);
  return startsAt === null ? date : t('planned.at', { date, time: startsAt });
}

/** A planned meeting on the card of its pair. */
export interface PlannedLine {
  plannedMeetingId: string;
  href: string;
  /** «Сегодня в 15:00», with the kind. */
  words: string;
  /** What is special of it: it waits for an answer, somebody cannot come. */
  note: string;
  tone: 'good' | 'attention' | 'out' | 'none';
  /** One tap tells that it was held. */
  held: boolean;
  /** The caller's answer is waited for. */
  answer: boolean;
  version: number;
}

/** The planned meetings of a pair's card, with the link that proposes one more; null: nothing is planned in it now. */
export interface CardPlanned {
  lines: PlannedLine[];
  /** Path of the form that proposes one. */
  plan: string;
  words: string;
  back: 'home' | 'pair';
}

/** The lines that a card shows; the rest is in the calendar. */
const LINES_SHOWN = 3;

function noteOf(ctx: Pick<PageContext, 't'>, one: PlannedInBrief, awaits: boolean): string {
  if (awaits) return ctx.t('planned.line.awaitsYou');
  if (one.declined > 0) return ctx.t('planned.line.declined', { n: one.declined });
  return one.state === 'proposed' ? ctx.t('planned.line.awaits') : '';
}

/** Whether the reader's answer is waited for, as the card knows it: of a day that is past none is. */
export function awaitsMe(ctx: Pick<PageContext, 'role' | 'fmt'>, one: PlannedInBrief): boolean {
  if (ctx.role !== 'mentor' && ctx.role !== 'mentee') return false;
  return awaitsAnswer(one, { side: ctx.role, today: ctx.fmt.today });
}

/**
 * The planned meetings of a pair as its card says them: the earliest first.
 * @param leads whether the caller tells meetings: a mentor, staff
 */
function plannedLines(
  ctx: Pick<PageContext, 't' | 'fmt' | 'ref' | 'url' | 'role'>,
  planned: readonly PlannedInBrief[],
  leads: boolean,
): PlannedLine[] {
  const { today } = ctx.fmt;
  return planned.slice(0, LINES_SHOWN).map((one) => {
    const answer = awaitsMe(ctx, one);
    const past = one.onDate < today;
    const tone =
      answer || past ? 'attention' : one.declined > 0 ? 'out' : plannedState(ctx, one.state).tone;
    return {
      plannedMeetingId: one.plannedMeetingId,
      href: ctx.url(`calendar/${one.plannedMeetingId}`),
      words: [
        ctx.t('planned.line.when', { when: nearWords(ctx, one) }),
        ctx.ref('meetingKind', one.kind),
      ].join(' · '),
      note: past ? ctx.t('planned.line.past') : noteOf(ctx, one, answer),
      tone,
      held: leads && one.onDate <= today,
      answer,
      version: one.version,
    };
  });
}

/**
 * What a card says of planned meetings. Where none is open it offers the one that is due by its kind
 * (methodology §10): the organisational one in the first week, and so on.
 */
export function cardPlanned(
  ctx: Pick<PageContext, 't' | 'fmt' | 'ref' | 'url' | 'role'>,
  pair: { pairId: string; planned: readonly PlannedInBrief[]; nextKind: string },
  options: { leads: boolean; back: CardPlanned['back'] },
): CardPlanned {
  const ahead = pair.planned.some((one) => one.onDate >= ctx.fmt.today);
  const kind = ctx.ref('meetingKind', pair.nextKind).toLowerCase();
  return {
    lines: plannedLines(ctx, pair.planned, options.leads),
    plan: `calendar/new/${pair.pairId}`,
    words: ahead ? ctx.t('planned.propose') : ctx.t('planned.proposeKind', { kind }),
    back: options.back,
  };
}

/** Whether the lines say the agreed day already, so that it is not said twice. */
export const saysNext = (
  planned: CardPlanned | null,
  nextMeetingOn: string | null,
  shown: readonly PlannedInBrief[],
): boolean =>
  planned !== null &&
  nextMeetingOn !== null &&
  shown.slice(0, planned.lines.length).some((one) => one.onDate === nextMeetingOn);
