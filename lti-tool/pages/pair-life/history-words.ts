import type { PairEvent, Thanks } from '../../../service/api/pair-life.js';
import type { PageContext } from '../../web/context.js';
import type { PairLife } from './action.js';

/** The list of codes to which the reason of each kind belongs. */
const REASON_LISTS: Readonly<Partial<Record<PairEvent['kind'], string>>> = {
  paused: 'pauseReason',
  mentor_changed: 'mentorChangeReason',
  mentee_joined: 'joiningReason',
  mentee_left: 'endReason',
  terminated: 'endReason',
  mentee_next: 'nextPlace',
};

export interface HistoryLine {
  iso: string;
  date: string;
  /** What happened, in one sentence. */
  what: string;
  /** Reason, order, decision and so on, each with its label. */
  facts: string[];
  note: string;
  by: string;
}

function factsOf(ctx: PageContext, event: PairEvent): string[] {
  const { t, fmt } = ctx;
  const list = REASON_LISTS[event.kind];
  const said = (key: string, words: string) => (words === '' ? '' : t(key, { words }));
  const reason = list && event.kind !== 'mentee_next' ? ctx.ref(list, event.reason) : '';
  const order =
    event.orderNumber === null
      ? ''
      : [
          t('pairs.orderNo', { number: event.orderNumber }),
          event.orderDate && t('pairs.orderOf', { date: fmt.date(event.orderDate) }),
        ]
          .filter(Boolean)
          .join(' ');
  const talk =
    event.talkHeld === null
      ? ''
      : t(`life.history.talk.${event.talkHeld}`, {
          date: fmt.date(event.talkOn) || 'none',
        });
  return [
    said('life.history.reason', event.reasonKept ? t('life.history.kept') : reason),
    said('life.history.initiative', ctx.ref('initiative', event.initiative)),
    said('life.history.decision', ctx.ref('endDecision', event.decision)),
    talk,
    said('life.history.noClosing', event.noClosing ?? ''),
    said('life.history.order', order),
  ].filter((fact) => fact !== '');
}

/** One event in words: «Наставник сменился: вместо … – …». */
function lineOf(ctx: PageContext, event: PairEvent): HistoryLine {
  const { t, fmt } = ctx;
  const what = t(`life.event.${event.kind}`, {
    person: event.person?.name ?? '',
    other: event.other?.name ?? '',
    from: fmt.date(event.fromDate) || 'none',
    to: fmt.date(event.toDate) || 'none',
    place: event.kind === 'mentee_next' ? ctx.ref('nextPlace', event.reason) : '',
  });
  return {
    iso: event.onDate,
    date: fmt.date(event.onDate),
    what,
    facts: factsOf(ctx, event),
    note: event.note ?? '',
    by:
      event.by === null ? '' : t('life.history.by', { name: event.by, at: fmt.dateTime(event.at) }),
  };
}

/** The history of a pair with who was in it from when to when. */
export function historyModel(ctx: PageContext, life: PairLife) {
  const { t, fmt } = ctx;
  return {
    lines: life.events.map((event) => lineOf(ctx, event)),
    // Where nobody has come or gone, the people of the pair say it all.
    places: life.places.some(({ leftOn }) => leftOn !== null)
      ? life.places.map(({ person, side, joinedOn, leftOn }) => ({
          name: person.name,
          side: ctx.ref('role', side),
          dates: t('life.history.dates', {
            from: fmt.date(joinedOn),
            to: fmt.date(leftOn) || 'none',
          }),
        }))
      : [],
  };
}

export interface ThanksLine {
  thanksId: string;
  author: string;
  text: string;
  hidden: string;
  /** Page on which staff hide it or show it again; '' for others. */
  hidePath: string;
  hideWords: string;
}

/** Thanks in the order in which they were written, one's own left out. */
export function thanksModel(ctx: PageContext, life: PairLife, mayHide: boolean): ThanksLine[] {
  return life.thanks
    .filter(({ mine }) => !mine)
    .map((one: Thanks) => ({
      thanksId: one.thanksId,
      author: ctx.t('life.thanks.by', {
        name: one.author.name,
        role: ctx.ref('role', one.side).toLowerCase(),
      }),
      text: one.text,
      hidden: one.hidden ? ctx.t('life.thanks.hidden', { reason: one.hiddenReason ?? '' }) : '',
      hidePath: mayHide ? `thanks/${one.thanksId}` : '',
      hideWords: ctx.t(one.hidden ? 'life.thanks.show' : 'life.thanks.hide'),
    }));
}
