import { z } from 'zod';
import { id, idempotencyKey, isoDate, isoDateTime, personRef, text } from './common.js';
import { line } from './contacts.js';
import { endpoint } from './endpoint.js';
import {
  CONTINUATIONS,
  END_DECISIONS,
  END_REASONS,
  INITIATIVES,
  JOINING_REASONS,
  MENTOR_CHANGE_REASONS,
  NEXT_PLACES,
  PAIR_EVENT_KINDS,
  PAUSE_REASONS,
  THANKS_LENGTH,
} from './pair-life-reference.js';
import { pair } from './pairs.js';

const STAFF = ['coordinator', 'curator'] as const;
const READERS = ['coordinator', 'curator', 'head', 'mentor', 'mentee'] as const;
const tag = 'pairs';
const version = z.number().int();
const atPair = { programmeId: id, pairId: id };
/** What every change of a pair carries: the version that it rests on, and the key of its form. */
const change = { ...atPair, version, idempotencyKey };
const order = { orderNumber: line(50), orderDate: isoDate.nullable().default(null) };
const note = line(1000);

/** One thing that happened to a pair, as the caller may know it. */
export const pairEvent = z.object({
  eventId: id,
  kind: z.enum(PAIR_EVENT_KINDS),
  onDate: isoDate,
  /** Whom it is about; of a change of mentor, who left. */
  person: personRef.nullable(),
  /** Who came in their place. */
  other: personRef.nullable(),
  /** A code of the list that belongs to the kind; null: there is none, or it is not for the caller. */
  reason: z.string().nullable(),
  /** There is a reason, which the caller does not get. */
  reasonKept: z.boolean(),
  note: z.string().nullable(),
  fromDate: isoDate.nullable(),
  toDate: isoDate.nullable(),
  orderNumber: z.string().nullable(),
  orderDate: isoDate.nullable(),
  initiative: z.enum(INITIATIVES).nullable(),
  decision: z.enum(END_DECISIONS).nullable(),
  /** The day of the closing talk; null: none was held, or nothing was said of it. */
  talkOn: isoDate.nullable(),
  talkHeld: z.boolean().nullable(),
  /** Why no closing meeting is in the log. */
  noClosing: z.string().nullable(),
  by: z.string().nullable(),
  at: isoDateTime,
});
export type PairEvent = z.infer<typeof pairEvent>;

export const thanks = z.object({
  thanksId: id,
  side: z.enum(['mentor', 'mentee']),
  author: personRef,
  text: z.string(),
  mine: z.boolean(),
  /** Hidden by the staff: the text is '' for all but them and the author. */
  hidden: z.boolean(),
  hiddenReason: z.string().nullable(),
  at: isoDateTime,
  version,
});
export type Thanks = z.infer<typeof thanks>;

/** Who was in a pair on which side, from when to when. */
const place = z.object({
  person: personRef,
  side: z.enum(['mentor', 'mentee']),
  joinedOn: isoDate,
  leftOn: isoDate.nullable(),
});

const bulkRefusal = z.object({ pairId: id, title: z.string(), code: z.string() });

export const pairLife = {
  getPairLife: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/pairs/{pairId}/life',
    summary:
      'What happened to a pair, and the thanks in it: all for the staff, for its people what concerns them.',
    tag,
    access: READERS,
    input: z.object(atPair),
    output: z.object({
      today: isoDate,
      version,
      /** The latest first. */
      events: z.array(pairEvent),
      /** Of the staff: everybody who is or was in it. */
      places: z.array(place),
      thanks: z.array(thanks),
      /** The caller may write thanks today. */
      mayThank: z.boolean(),
      /** Thanks are given from this day on. */
      thanksFrom: isoDate,
      /** The day of the closing meeting in the log; null: there is none. */
      closingMeetingOn: isoDate.nullable(),
      lastMeetingOn: isoDate.nullable(),
    }),
  }),

  myFormerPairs: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/my/former-pairs',
    summary: 'The pairs that the caller has left: they read what was theirs until then.',
    tag,
    access: ['mentor', 'mentee'],
    input: z.object({ programmeId: id }),
    output: z.object({
      pairs: z.array(z.object({ pairId: id, title: z.string(), leftOn: isoDate })),
      /** The pairs in which the caller has thanked the other side. */
      thanked: z.array(id),
    }),
  }),

  pausePair: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/pairs/{pairId}/pause',
    summary: 'Lets a pair rest; its days count neither for the rhythm nor for the progress.',
    tag,
    access: STAFF,
    input: z.object({
      ...change,
      reason: z.enum(PAUSE_REASONS),
      note,
      fromOn: isoDate,
      untilOn: isoDate.nullable().default(null),
    }),
    output: pair,
  }),

  resumePair: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/pairs/{pairId}/resumption',
    summary: 'Has a pair work again from a day on.',
    tag,
    access: STAFF,
    input: z.object({ ...change, onDate: isoDate }),
    output: pair,
  }),

  changeMentor: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/pairs/{pairId}/mentor',
    summary: 'Gives a pair another mentor; the history stays.',
    tag,
    access: STAFF,
    input: z.object({
      ...change,
      leavingId: id,
      comingId: id,
      onDate: isoDate,
      reason: z.enum(MENTOR_CHANGE_REASONS),
      note,
      ...order,
    }),
    output: pair,
  }),

  addMentee: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/pairs/{pairId}/mentees',
    summary: 'Takes a mentee into a group.',
    tag,
    access: STAFF,
    input: z.object({
      ...change,
      personId: id,
      onDate: isoDate,
      reason: z.enum(JOINING_REASONS),
      note,
    }),
    output: pair,
  }),

  removeMentee: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/pairs/{pairId}/leavings',
    summary: 'A mentee leaves a group; with the last one the pair ends, if that is said.',
    tag,
    access: STAFF,
    input: z.object({
      ...change,
      personId: id,
      onDate: isoDate,
      reason: z.enum(END_REASONS),
      note,
      next: z.enum(NEXT_PLACES),
      endPair: z.boolean().default(false),
    }),
    output: pair,
  }),

  prolongPair: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/pairs/{pairId}/prolongation',
    summary: 'Gives a pair a later end.',
    tag,
    access: STAFF,
    input: z.object({ ...change, endsOn: isoDate, note, ...order }),
    output: pair,
  }),

  endPairEarly: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/pairs/{pairId}/early-end',
    summary: 'Ends a pair before its time: why, on whose wish, and where each mentee goes.',
    tag,
    access: STAFF,
    input: z.object({
      ...change,
      onDate: isoDate,
      reason: z.enum(END_REASONS),
      initiative: z.enum(INITIATIVES),
      note,
      talkHeld: z.boolean(),
      talkOn: isoDate.nullable().default(null),
      next: z.array(z.object({ personId: id, next: z.enum(NEXT_PLACES) })).max(40),
    }),
    output: pair,
  }),

  endPair: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/pairs/{pairId}/end',
    summary:
      'Ends a pair with a decision: it is over, it goes on, or the mentee gets another mentor.',
    tag,
    access: STAFF,
    input: z.object({
      ...change,
      decision: z.enum(END_DECISIONS),
      onDate: isoDate,
      note,
      /** Why no closing meeting is in the log. */
      noClosing: line(500),
      continuation: z.enum(CONTINUATIONS).nullable().default(null),
      /** The dates of what goes on; a prolonged pair has its beginning already. */
      nextStartsOn: isoDate.nullable().default(null),
      nextEndsOn: isoDate.nullable().default(null),
      ...order,
    }),
    output: pair.extend({ followingId: id.nullable() }),
  }),

  endPairs: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/pairs-ending',
    summary: 'Ends many pairs with one decision; those that cannot be are named with the reason.',
    tag,
    access: STAFF,
    input: z.object({
      programmeId: id,
      idempotencyKey,
      pairIds: z.array(id).min(1, 'life.noPairs').max(500, 'life.tooManyPairs'),
      decision: z.enum(END_DECISIONS),
      onDate: isoDate,
      note,
      /** Of pairs that go on: their new end. */
      nextEndsOn: isoDate.nullable().default(null),
      ...order,
    }),
    output: z.object({ done: z.number().int(), refused: z.array(bulkRefusal) }),
  }),

  saveThanks: endpoint({
    method: 'PUT',
    path: '/programmes/{programmeId}/pairs/{pairId}/thanks',
    summary: 'Thanks to the other side; version 0 for the first time.',
    tag,
    access: ['mentor', 'mentee'],
    input: z.object({
      ...change,
      text: text(THANKS_LENGTH).pipe(z.string().min(1, 'required')),
    }),
    output: z.object({ thanksId: id, version }),
  }),

  hideThanks: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/thanks/{thanksId}/hiding',
    summary: 'Hides thanks that are improper, with the reason, or shows them again.',
    tag,
    access: STAFF,
    input: z.object({
      programmeId: id,
      thanksId: id,
      hidden: z.boolean(),
      reason: line(500),
      version,
    }),
    output: z.object({ thanksId: id, pairId: id, version }),
  }),
};
