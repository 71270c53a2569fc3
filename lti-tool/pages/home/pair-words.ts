import type { Contact, MyPair, Pair } from '../../../service/api/pairs.js';
import type { PageContext } from '../../web/context.js';
import { pauseWords } from '../pairs/pair-words.js';

/** What comes next in a pair, as the mentor's card and the pair's page say it. */
export interface NextStep {
  /** A date that was agreed, said by `layout/near`; null: none. */
  agreedOn: string | null;
  text: string;
  /** True: somebody should do something about it. */
  urgent: boolean;
}

/** Says what comes next: the agreed date, or for how long there was no meeting. */
export function nextStep(
  ctx: Pick<PageContext, 't'>,
  pair: Pick<Pair, 'nextMeetingOn' | 'reason' | 'state'>,
): NextStep {
  const { code, days } = pair.reason;
  const urgent =
    code === 'no_meeting_for' || code === 'first_meeting_missing' || code === 'due_soon';
  if (pair.nextMeetingOn !== null) {
    return {
      agreedOn: pair.nextMeetingOn,
      text: ctx.t('home.next.agreed'),
      urgent: code === 'no_meeting_for',
    };
  }
  return { agreedOn: null, text: ctx.t(`home.next.${code}`, { n: days }), urgent };
}

/** Somebody to write to; without an address `href` is empty. */
export interface ContactWords {
  personId: string;
  name: string;
  email: string;
  href: string;
  /** Key of the words where there is no address. */
  none: 'home.contact.none' | 'home.contact.closed';
}

/** The people of a pair with the links that write to them (RFC 6068). */
export const contactWords = (contacts: readonly Contact[]): ContactWords[] =>
  contacts.map(({ personId, name, email, closed }) => ({
    none: closed ? 'home.contact.closed' : 'home.contact.none',
    personId,
    name,
    email: email ?? '',
    href: email === null ? '' : `mailto:${encodeURIComponent(email).replace('%40', '@')}`,
  }));

/** Names said at once; of more, only how many. */
const NAMES_SHOWN = 3;

/** «А, Б и В», or «А, Б, В и ещё 7». */
export function peopleInWords(
  ctx: Pick<PageContext, 't' | 'fmt'>,
  people: readonly { name: string }[],
): string {
  const names = people.map((person) => person.name);
  if (names.length <= NAMES_SHOWN + 1) return ctx.fmt.list(names);
  const rest = ctx.t('home.andMore', { n: names.length - NAMES_SHOWN });
  return `${names.slice(0, NAMES_SHOWN).join(', ')} ${rest}`;
}

interface Sides extends Pick<MyPair, 'contacts'> {
  /** Null: staff. */
  mySide: MyPair['mySide'] | null;
}

/** Whether all whom this person of the pair meets took their consent back: nothing new is written then. */
const isFrozen = ({ contacts, mySide }: Sides): boolean => {
  const others = contacts.filter(({ side }) => side !== mySide);
  return others.length > 0 && others.every(({ closed }) => closed);
};

/** Why no meetings are logged now, with the reason that was given; '' for a pair that works. */
export function stoppedWords(
  ctx: Pick<PageContext, 't' | 'fmt' | 'ref'>,
  pair: Pick<MyPair, 'state' | 'stateReason' | 'pause'> & Sides,
): string {
  if (pair.state === 'active') return isFrozen(pair) ? ctx.t('home.stopped.frozen') : '';
  const said = pair.stateReason ?? pauseWords(ctx, pair);
  const reason = said.replace(/[.\s]+$/, '');
  return ctx.t(`home.stopped.${pair.state}`, { reason, has: reason ? 'yes' : 'no' });
}

/** Why no meetings of a pair are logged now: for its own sake, or because the reader withdrew and no other is there on their side. */
export function whyStopped(
  ctx: Pick<PageContext, 't' | 'fmt' | 'ref'>,
  pair: MyPair,
  withdrawn: boolean,
): string {
  const words = stoppedWords(ctx, pair);
  if (words !== '' || !withdrawn) return words;
  if (pair.mySide === 'mentee') return ctx.t('home.stopped.own');
  const others = pair.contacts.filter(({ side }) => side === 'mentor');
  return others.every(({ closed }) => closed) ? ctx.t('home.stopped.own') : '';
}
