import type { PairSignal, SignalDone, SignalItem } from '../api/signals.js';
import { SIGNAL_WORKERS } from '../api/signals.js';
import type { Authority } from '../authorise.js';
import type { PairInBrief } from '../pairs/index.js';
import type { Standing } from './need-rules.js';
import type { StoredDeed } from './signal-store.js';

/** Whether a caller reads the notes: coordinator and curators write them for each other. */
const readsNotes = ({ role }: Pick<Authority, 'role'>): boolean =>
  (SIGNAL_WORKERS as readonly string[]).includes(role);

export function doneView(deed: StoredDeed, reader: Pick<Authority, 'role'>): SignalDone {
  const { action, on, until, severity, by, note, undone } = deed;
  return { action, on, until, severity, by, note: readsNotes(reader) ? note : null, undone };
}

export function signalView(
  signal: Standing<StoredDeed>,
  reader: Pick<Authority, 'role'>,
): PairSignal {
  const { code, severity, since, days, state, back, done } = signal;
  return {
    code,
    severity,
    since,
    days,
    n: signal.n ?? 0,
    from: signal.from ?? 0,
    to: signal.to ?? 0,
    meetingId: signal.meetingId ?? null,
    people: (signal.people ?? []).map(({ personId, name }) => ({ personId, name })),
    steps: [...signal.steps],
    state,
    done: done === null ? null : doneView(done, reader),
    back,
  };
}

/** A pair as the list shows it. */
export function pairView(pair: PairInBrief): Omit<SignalItem, 'signals' | 'matching'> {
  const { pairId, title, form, state, people } = pair;
  const side = (which: 'mentor' | 'mentee') => people.filter((one) => one.side === which);
  const refs = (which: 'mentor' | 'mentee') =>
    side(which).map(({ personId, name }) => ({ personId, name }));
  return {
    pairId,
    title,
    form,
    state,
    mentors: refs('mentor'),
    mentees: refs('mentee'),
    shortNames: {
      mentors: side('mentor').map((one) => one.shortName),
      mentees: side('mentee').map((one) => one.shortName),
    },
    contacts: people.map(({ personId, name, side: on, email }) => ({
      personId,
      name,
      side: on,
      email,
      closed: false,
    })),
  };
}
