import { z } from 'zod';
import {
  id,
  idempotencyKey,
  isoDate,
  pageOf,
  paging,
  pairShortNames,
  personRef,
  text,
} from './common.js';
import { line } from './contacts.js';
import { endpoint } from './endpoint.js';
import { contact } from './pairs.js';
import { FORMS, PAIR_STATES } from './reference.js';
import { SIGNAL_ACTIONS, SIGNAL_CODES, SIGNAL_STATES, SIGNAL_STEPS } from './signal-reference.js';

/** Those who read the work list; notes are for those who work it off. */
export const SIGNAL_READERS = ['coordinator', 'curator', 'head'] as const;
export const SIGNAL_WORKERS = ['coordinator', 'curator'] as const;

const severity = z.number().int().min(1).max(3);

/** What was done about an episode. */
const done = z.object({
  action: z.enum(SIGNAL_ACTIONS),
  /** The day on which it was done. */
  on: isoDate,
  /** The signal stays away until this day; null: as long as it lasts. */
  until: isoDate.nullable(),
  severity,
  by: z.string().nullable(),
  /** Null for those who may not read it, too. */
  note: z.string().nullable(),
  /** Taken back. */
  undone: z.boolean(),
});
export type SignalDone = z.infer<typeof done>;

/** Why a pair needs somebody, as a code with its numbers; the pages say it in words. */
const signal = z.object({
  code: z.enum(SIGNAL_CODES),
  severity,
  /** The day on which it began, told from the facts: pair, code and this day name the episode. */
  since: isoDate,
  /** Days that the code counts: of silence, of waiting; until an end, those that are left. */
  days: z.number().int(),
  /** How many: requests, records, people, contacts, mentees of the mentor. */
  n: z.number().int(),
  /** Ratings before and now, in tenths; the capacity of a mentor; 0 where the code has none. */
  from: z.number(),
  to: z.number(),
  /** The meeting that it is about. */
  meetingId: id.nullable(),
  /** Whom it is about, where that is not the pair as a whole. */
  people: z.array(personRef),
  steps: z.array(z.enum(SIGNAL_STEPS)),
  state: z.enum(SIGNAL_STATES),
  /** The latest that was done; null: nothing, or it was taken back. */
  done: done.nullable(),
  /** It had been put aside, and is back: `worse`, it got more severe; `due`, its day came. */
  back: z.enum(['worse', 'due']).nullable(),
});
export type PairSignal = z.infer<typeof signal>;

const item = z.object({
  pairId: id,
  title: z.string(),
  mentors: z.array(personRef),
  mentees: z.array(personRef),
  shortNames: pairShortNames,
  form: z.enum(FORMS),
  state: z.enum(PAIR_STATES),
  /** How to reach the people of the pair, mentors first. */
  contacts: z.array(contact),
  /** The worst first; those that meet the filter before the others. */
  signals: z.array(signal),
  /** How many of them meet the filter. */
  matching: z.number().int(),
});
export type SignalItem = z.infer<typeof item>;

const episode = z.object({
  code: z.enum(SIGNAL_CODES),
  since: isoDate,
  /** The greatest that it had. */
  severity,
  /** The day on which it was first seen, and the one on which it was seen no more. */
  openedOn: isoDate,
  endedOn: isoDate.nullable(),
  /** `gone`: the facts changed; `pair_state`: the pair was paused or closed. */
  endedHow: z.enum(['gone', 'pair_state']).nullable(),
  actions: z.array(done),
});
export type SignalEpisode = z.infer<typeof episode>;

const ofRule = z.object({
  code: z.enum(SIGNAL_CODES),
  episodes: z.number().int(),
  /** Led to something: somebody acted on it, or the pair was paused or closed. */
  acted: z.number().int(),
  falseAlarms: z.number().int(),
  /** Ended with nobody's doing. */
  byItself: z.number().int(),
  /** Goes on, and nobody has acted yet. */
  waiting: z.number().int(),
  /** Whole per cent of the episodes that led to something; null: too few to say. */
  share: z.number().int().nullable(),
});
export type RulePrecision = z.infer<typeof ofRule>;

const inProgramme = { programmeId: id };
const tag = 'signals';

export const signals = {
  listSignals: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/signals',
    summary:
      'The work list: pairs that need somebody, ordered by need; all signals of a pair together.',
    tag,
    access: SIGNAL_READERS,
    input: z.object({
      ...inProgramme,
      search: text(100).optional(),
      form: z.enum(FORMS).optional(),
      severity: z.coerce.number().int().min(1).max(3).optional(),
      code: z.enum(SIGNAL_CODES).optional(),
      state: z.enum(SIGNAL_STATES).default('open'),
      ...paging,
    }),
    output: pageOf(item).extend({
      today: isoDate,
      /** Pairs of the caller's forms, whatever the filter; each counts once, by its worst open signal. */
      counts: z.object({
        open: z.number().int(),
        bySeverity: z.array(z.object({ severity, pairs: z.number().int() })),
        /** Pairs with something in work, put off, dismissed. */
        inWork: z.number().int(),
        snoozed: z.number().int(),
        dismissed: z.number().int(),
      }),
    }),
  }),

  getPairSignals: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/pairs/{pairId}/signals',
    summary: 'What calls for attention in one pair, and what did before, the latest first.',
    tag,
    access: SIGNAL_READERS,
    input: z.object({ ...inProgramme, pairId: id }),
    output: item.omit({ matching: true }).extend({
      today: isoDate,
      history: z.array(episode),
    }),
  }),

  actOnSignal: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/pairs/{pairId}/signals/actions',
    summary: 'Notes what was done about a signal of a pair, or puts it off until a day.',
    tag,
    access: SIGNAL_WORKERS,
    input: z.object({
      ...inProgramme,
      pairId: id,
      code: z.enum(SIGNAL_CODES),
      since: isoDate,
      action: z.enum(SIGNAL_ACTIONS),
      /** When to look again; required to put it off, after today and at most 30 days ahead. */
      until: isoDate.nullable().default(null),
      /** Private to coordinator and curators; required to put it off. */
      note: line(1000),
      idempotencyKey,
    }),
    output: z.object({ pairId: id, state: z.enum(SIGNAL_STATES) }),
  }),

  getSignalPrecision: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/signal-rules',
    summary: 'How often each rule was right: its episodes, and what came of them.',
    tag,
    access: SIGNAL_READERS,
    input: z.object({
      ...inProgramme,
      form: z.enum(FORMS).optional(),
      /** Days on which episodes were first seen; by default the programme year up to today. */
      from: isoDate.optional(),
      to: isoDate.optional(),
    }),
    output: z.object({ from: isoDate, to: isoDate, rules: z.array(ofRule) }),
  }),

  recordSignals: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/signals/record',
    summary: 'Writes down which signals have come up and which have ended; run daily by the tool.',
    tag,
    access: 'system',
    input: z.object({ ...inProgramme }),
    output: z.object({ opened: z.number().int(), ended: z.number().int() }),
  }),
};
