import type { PageContext } from '../../web/context.js';
import { nearWords } from '../calendar/planned-words.js';
import { monthWords } from '../monthly/month-words.js';
import type { Next } from './next-rules.js';

/** What a button of the next thing does: opens a page, or sends a form of hidden fields. */
export interface NextAction {
  label: string;
  /** Path below the session; an outside address stands in `link`. */
  path: string;
  link: string | null;
  /** Sent by POST with these; null: it is opened. */
  fields: Record<string, string> | null;
}

/** A thing that waits, in words. */
export interface NextView {
  kind: Next['kind'];
  title: string;
  /** Why, in a sentence. */
  why: string;
  /** «до 10.12.2026»; '': there is no day. */
  due: string;
  late: boolean;
  main: NextAction;
  other: NextAction | null;
  /** The whole of it in a line, as the list of what comes next has it. */
  line: string;
}

/** Who stands on the other side of a pair. */
export type Others = ReadonlyMap<string, { names: string; n: number }>;

const opens = (label: string, path: string): NextAction => ({
  label,
  path,
  link: null,
  fields: null,
});

const sends = (label: string, path: string, fields: Record<string, string>): NextAction => ({
  label,
  path,
  link: null,
  fields,
});

/** Where each kind leads. */
function actionsOf(ctx: PageContext, next: Next): Pick<NextView, 'main' | 'other'> {
  const { kind, id, pairId, planned } = next;
  const label = ctx.t(`next.${kind}.do`);
  const open = (path: string) => ({ main: opens(label, path), other: null });
  const version = String(planned?.version ?? 0);
  const details = opens(ctx.t('next.details'), `calendar/${id}`);
  switch (kind) {
    case 'consent':
      return open('me/consents/own');
    case 'meeting':
      return ctx.role === 'mentor' && next.dueOn === ctx.fmt.today
        ? { main: sends(ctx.t('next.held.do'), `calendar/${id}/held`, { version }), other: details }
        : open(`calendar/${id}`);
    case 'held':
      return { main: sends(label, `calendar/${id}/held`, { version }), other: details };
    case 'answer':
      return {
        main: sends(label, `calendar/${id}/answer`, { version, answer: 'agrees', back: 'home' }),
        other: opens(ctx.t('next.answer.other'), `calendar/${id}`),
      };
    case 'objected':
    case 'confirm':
      return open(`meetings/${id}`);
    case 'help_answered':
      return open(`my/help/${id}`);
    case 'first_meeting':
    case 'rhythm':
    case 'closing':
      return open(`calendar/new/${pairId}`);
    case 'plan_confirm':
      return open(`plans/${id}`);
    case 'plan_make':
      return open(id === null ? `plans/new/${pairId}/${next.title}` : `plans/${id}`);
    case 'survey':
      return open(`my-surveys/${id}`);
    case 'month':
      return open(`my/pairs/${pairId}/month`);
    case 'event':
      return next.link
        ? { main: { ...opens(label, ''), link: next.link }, other: null }
        : open('calendar');
    case 'thanks':
      return open(`my/pairs/${pairId}/thanks`);
  }
}

/** What stands in the title of a kind beside the other side’s names. */
function paramsOf(ctx: PageContext, next: Next): Record<string, string> {
  const { kind, planned, title = '', dueOn } = next;
  const { fmt } = ctx;
  if (planned) return { when: nearWords(ctx, planned), kind: ctx.ref('meetingKind', planned.kind) };
  if (kind === 'month') return { month: monthWords(ctx, title) };
  if (kind === 'confirm' || kind === 'objected') return { date: fmt.date(title) };
  if (kind === 'event' && dueOn !== null) return { title, when: fmt.near(dueOn) };
  return { title };
}

/** Kinds whose title says the day already. */
const SAYS_DAY: ReadonlySet<Next['kind']> = new Set([
  'meeting',
  'held',
  'answer',
  'event',
  'rhythm',
]);

/** A thing that waits in the words of the reader. */
export function nextView(ctx: PageContext, next: Next, others: Others): NextView {
  const { t, fmt } = ctx;
  const { kind, dueOn, n } = next;
  const other = next.pairId === null ? undefined : others.get(next.pairId);
  const who = next.name ?? other?.names ?? '';
  const words = {
    ...paramsOf(ctx, next),
    n,
    who,
    many: other && other.n > 1 ? 'yes' : 'no',
    side: ctx.role,
    today: dueOn === fmt.today ? 'yes' : 'no',
    fresh: next.kind === 'plan_make' && next.id === null ? 'yes' : 'no',
  };
  const late = dueOn !== null && dueOn < fmt.today;
  const saysDue = dueOn !== null && !SAYS_DAY.has(kind);
  const date = saysDue ? fmt.date(dueOn) : '';
  const near = saysDue ? fmt.near(dueOn) : '';
  const due = saysDue
    ? t(late ? 'next.late' : 'next.due', { date, near: near === date ? 'none' : near })
    : '';
  const title = t(`next.${kind}.title`, words);
  const of = n > 1 && kind === 'month' ? '' : who;
  const until = saysDue ? t(late ? 'next.lineLate' : 'next.lineDue', { date }) : '';
  const line = [title, title.includes(of) ? '' : of, until].filter(Boolean).join(' · ');
  return {
    kind,
    title,
    why: t(`next.${kind}.why`, words),
    due,
    late,
    line,
    ...actionsOf(ctx, next),
  };
}
