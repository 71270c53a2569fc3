/** What of a pair's history each reader gets: «staff» is whoever makes pairs or reads the programme. */
import {
  OPEN_PAUSE_REASONS,
  type PairEventKind,
  PRIVATE_END_REASONS,
  type Role,
} from '../api/index.js';
import type { PairEvent } from '../api/pair-life.js';

/** Who asks: by role; the people of a pair with the day on which they left it, if they did. */
export interface HistoryReader {
  role: Role | 'system';
  personId: string | null;
  joinedOn: string | null;
  leftOn: string | null;
}

const isMember = ({ role }: HistoryReader): boolean => role === 'mentor' || role === 'mentee';
const within = (list: readonly string[], code: string | null): boolean =>
  code !== null && list.includes(code);

/** Kinds that concern everybody of a pair; of the others only those whom they are about read. */
const FOR_ALL: readonly PairEventKind[] = [
  'paused',
  'resumed',
  'mentor_changed',
  'mentee_joined',
  'mentee_left',
  'prolonged',
  'completed',
  'terminated',
  'reopened',
  'followed',
];

/** An event without what is the staff's: reasons, notes, on whose wish, what comes next. */
function forMembers(event: PairEvent): PairEvent {
  const open = event.kind === 'paused' && within(OPEN_PAUSE_REASONS, event.reason);
  return {
    ...event,
    reason: open ? event.reason : null,
    // That there is a reason is no news for them: nothing hints at one.
    reasonKept: false,
    note: null,
    initiative: null,
    decision: null,
    talkOn: null,
    talkHeld: null,
    noClosing: null,
    by: null,
  };
}

/**
 * An event as this reader gets it; null: it is not for them. Concerns for somebody's safety the coordinator
 * alone reads, and so where a mentee goes: both touch on the work of the psychologist. Who has left a pair
 * learns nothing of what came after.
 */
export function eventFor(event: PairEvent, reader: HistoryReader): PairEvent | null {
  if (reader.role === 'coordinator') return event;
  if (event.kind === 'mentee_next') return null;
  if (isMember(reader)) {
    if (!FOR_ALL.includes(event.kind)) return null;
    if (reader.leftOn !== null && event.onDate > reader.leftOn) return null;
    return forMembers(event);
  }
  if (!within(PRIVATE_END_REASONS, event.reason)) return event;
  return { ...event, reason: null, reasonKept: true, note: null, initiative: null };
}
