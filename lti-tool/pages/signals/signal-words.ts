import type { SignalCode, SignalStep } from '../../../service/api/index.js';
import {
  type PairSignal,
  SIGNAL_WORKERS,
  type SignalDone,
  type SignalEpisode,
  type SignalItem,
} from '../../../service/api/signals.js';
import type { PageContext } from '../../web/context.js';
import { unbroken } from '../pairs/pair-words.js';

type Words = Pick<PageContext, 't' | 'fmt' | 'ref'>;

/** Beside the word of a severity, so that colour alone says nothing; and the class of its colour. */
export const SEVERITY_SIGNS: Readonly<Record<number, string>> = { 3: '▲', 2: '◐', 1: '◦' };
const SEVERITY_CLASSES: Readonly<Record<number, string>> = { 3: 'out', 2: 'attention', 1: 'none' };

export const severityWords = ({ t }: Pick<PageContext, 't'>, severity: number): string =>
  t(`signals.severity.${severity}`);

/** Who may note what was done. */
export const mayAct = ({ role }: Pick<PageContext, 'role'>): boolean =>
  (SIGNAL_WORKERS as readonly string[]).includes(role);

type People = Pick<SignalItem, 'mentors' | 'mentees' | 'shortNames'>;

/** «Громов В. С.»: how somebody of a pair is called beside its other people. */
function shortName(
  { mentors, mentees, shortNames }: People,
  person: { personId: string; name: string },
) {
  const short = [...shortNames.mentors, ...shortNames.mentees];
  const at = [...mentors, ...mentees].findIndex(({ personId }) => personId === person.personId);
  return unbroken(short[at] ?? person.name);
}

/** Why a pair needs somebody: «18 дней без встречи». */
export function signalWords({ t, fmt }: Words, signal: PairSignal, pair: People): string {
  const { code, days, n, from, to, people } = signal;
  return t(`signals.reason.${code}`, {
    days,
    n,
    from: fmt.number(from, 1),
    to: code === 'over_capacity' ? to : fmt.number(to, 1),
    people: fmt.list(people.map((person) => shortName(pair, person))),
  });
}

/** «в работе: написали 12.03.2026, вернётся 19.03.2026»; '' of an open signal that nobody has touched. */
export function stateWords({ t, fmt }: Words, { state, done, back }: PairSignal): string {
  if (done === null) return '';
  const words = { on: fmt.date(done.on), by: done.by ?? t('signals.somebody') };
  const did = t(`signals.did.${done.action}`, words);
  if (back !== null) return t(`signals.back.${back}`, { did });
  return done.until === null
    ? t(`signals.held.${state}`, { did })
    : t(`signals.heldUntil.${state}`, { did, until: fmt.date(done.until) });
}

/** Whose word is asked for: a mentee's silence is a mentee's, most else is the mentor's to put right. */
const MENTEES_FIRST: ReadonlySet<SignalCode> = new Set([
  'help_asked',
  'no_feedback',
  'unconfirmed',
  'low_ratings',
  'rating_fell',
]);

/** The link that writes to whom a signal is about (RFC 6068); null: none of them has an address. */
function mailHref({ code, people }: PairSignal, { contacts }: Contacts) {
  const ids = new Set(people.map(({ personId }) => personId));
  const side = MENTEES_FIRST.has(code) ? 'mentee' : 'mentor';
  const to = contacts.filter((one) => (ids.size > 0 ? ids.has(one.personId) : one.side === side));
  const emails = to.flatMap(({ email }) => email ?? []);
  if (emails.length === 0) return null;
  return `mailto:${emails.map((one) => encodeURIComponent(one).replace('%40', '@')).join(',')}`;
}
type Contacts = Pick<SignalItem, 'contacts' | 'pairId'>;

export interface StepLink {
  step: SignalStep;
  label: string;
  href: string;
  /** Opens the reader's mail. */
  mail: boolean;
}

/** Where a step is done, for who may do it; null: not by this reader. */
function hrefOf(ctx: PageContext, step: SignalStep, signal: PairSignal, pair: Contacts) {
  const { pairId } = pair;
  const works = mayAct(ctx);
  const change = (name: string) => (works ? ctx.url(`pairs/${pairId}/${name}`) : null);
  const [person] = signal.people;
  const hrefs: Readonly<Record<SignalStep, string | null>> = {
    answer_help: works ? ctx.url('help-requests', { state: 'open' }) : null,
    write: mailHref(signal, pair) ?? ctx.url(`pairs/${pairId}`),
    plan_talk: works ? ctx.url(`signals/${pairId}`, { action: 'talk', code: signal.code }) : null,
    open_meeting: signal.meetingId === null ? null : ctx.url(`meetings/${signal.meetingId}`),
    open_pair: ctx.url(`pairs/${pairId}`),
    consents:
      person === undefined
        ? null
        : ctx.url(
            ctx.role === 'coordinator'
              ? `participants/${person.personId}/consents`
              : `participants/${person.personId}`,
          ),
    edit_pair: works ? ctx.url(`pairs/${pairId}/edit`) : null,
    close: change('end'),
    pause: change('pause'),
    resume: change('resume'),
    // Runs of matching are the coordinator's; a curator makes a pair by hand.
    rematch: works ? ctx.url(ctx.role === 'coordinator' ? 'matching' : 'pairs/new') : null,
  };
  return hrefs[step];
}

/** The steps that a signal offers to this reader, the first the likeliest. */
export function stepLinks(ctx: PageContext, signal: PairSignal, pair: Contacts): StepLink[] {
  return signal.steps.flatMap((step) => {
    const href = hrefOf(ctx, step, signal, pair);
    if (href === null) return [];
    const mail = href.startsWith('mailto:');
    return [{ step, href, mail, label: ctx.t(`signals.step.${step}`) }];
  });
}

/** A signal as the list and the pages of a pair show it. */
export function signalModel(ctx: PageContext, signal: PairSignal, pair: Contacts & People) {
  return {
    key: `${signal.code}:${signal.since}`,
    code: signal.code,
    state: signal.state,
    sign: SEVERITY_SIGNS[signal.severity] ?? '',
    colour: SEVERITY_CLASSES[signal.severity] ?? 'none',
    severity: severityWords(ctx, signal.severity),
    words: signalWords(ctx, signal, pair),
    since: ctx.t('signals.since', { date: ctx.fmt.date(signal.since) }),
    standing: stateWords(ctx, signal),
    note: signal.done?.note ?? '',
    steps: stepLinks(ctx, signal, pair),
  };
}

const doneWords = ({ t, fmt }: Words, done: SignalDone): string => {
  const did = t(`signals.did.${done.action}`, {
    on: fmt.date(done.on),
    by: done.by ?? t('signals.somebody'),
  });
  const words =
    done.action === 'snoozed' && done.until !== null
      ? t('signals.didUntil', { did, until: fmt.date(done.until) })
      : did;
  return done.undone ? t('signals.undone', { did: words }) : words;
};

/** An episode of the history: what it was, from when to when, and what was done. */
export function episodeModel(ctx: PageContext, episode: SignalEpisode) {
  const { t, fmt } = ctx;
  const ended =
    episode.endedOn === null
      ? t('signals.history.goesOn')
      : t(`signals.history.${episode.endedHow ?? 'gone'}`, { date: fmt.date(episode.endedOn) });
  return {
    title: ctx.ref('signalCode', episode.code),
    severity: severityWords(ctx, episode.severity),
    span: t('signals.history.span', { date: fmt.date(episode.since), ended }),
    actions: episode.actions.map((one) => ({ words: doneWords(ctx, one), note: one.note ?? '' })),
  };
}
