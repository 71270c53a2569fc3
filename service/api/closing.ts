import { z } from 'zod';
import {
  CLOSING_LACKS,
  CLOSING_STEP_STATES,
  CLOSING_STEPS,
  FINAL_SURVEYS,
  QUOTABLE,
  QUOTE_PERMISSIONS,
  QUOTE_STANDINGS,
  REFLECTION_LENGTH,
  REPORT_STATES,
} from './closing-reference.js';
import {
  id,
  idempotencyKey,
  isoDate,
  isoDateTime,
  pageOf,
  paging,
  pairShortNames,
  personRef,
  text,
} from './common.js';
import { line } from './contacts.js';
import { endpoint } from './endpoint.js';
import { FORMS, PAIR_STATES } from './reference.js';

const READERS = ['coordinator', 'curator', 'head', 'mentor', 'mentee'] as const;
const STAFF = ['coordinator', 'curator', 'head'] as const;
const tag = 'closing';
const version = z.coerce.number().int().min(0);
const atPair = { programmeId: id, pairId: id };
const path = '/programmes/{programmeId}/pairs/{pairId}/closing' as const;

/** A step of a closing as it stands in the data. */
export const closingStep = z.object({
  step: z.enum(CLOSING_STEPS),
  state: z.enum(CLOSING_STEP_STATES),
  /** Of the people of whom it is asked. */
  done: z.number().int(),
  of: z.number().int(),
});
export type ClosingStepView = z.infer<typeof closingStep>;

/** Somebody of a pair, as far as the caller may know. */
const closingPerson = personRef.extend({
  side: z.enum(['mentor', 'mentee']),
  survey: z.enum(FINAL_SURVEYS),
  waveId: id.nullable(),
  surveyEndsOn: isoDate.nullable(),
  reflected: z.boolean(),
  /** A certificate or thanks that hold. */
  paperId: id.nullable(),
  /** «Результаты программы» of the register are written. */
  result: z.boolean(),
});

const pairHead = {
  pairId: id,
  shortNames: pairShortNames,
  form: z.enum(FORMS),
  state: z.enum(PAIR_STATES),
  startsOn: isoDate,
  endsOn: isoDate,
  closedOn: isoDate.nullable(),
};

const wish = z.object({
  wished: z.boolean(),
  note: z.string(),
  saidAt: isoDateTime,
  /** They were made a candidate. */
  madeOn: isoDate.nullable(),
  version: z.number().int(),
});

export const closingView = z.object({
  ...pairHead,
  today: isoDate,
  mySide: z.enum(['mentor', 'mentee']).nullable(),
  steps: z.array(closingStep),
  /** What the caller does next; null: nothing is theirs to do now. */
  next: z.enum(CLOSING_STEPS).nullable(),
  closingMeetingOn: isoDate.nullable(),
  /** For staff everybody; for a mentor or mentee themself. */
  people: z.array(closingPerson),
  reportState: z.enum(REPORT_STATES).nullable(),
  hasCase: z.boolean(),
  /** Mentees of the pair who said that they want to be mentors; for a mentee their own word. */
  wishes: z.array(wish.extend({ person: personRef })),
});
export type ClosingView = z.infer<typeof closingView>;

export const listedClosing = z.object({
  ...pairHead,
  steps: z.array(closingStep),
  reportState: z.enum(REPORT_STATES).nullable(),
  closingMeetingOn: isoDate.nullable(),
});
export type ListedClosing = z.infer<typeof listedClosing>;

const answer = text(REFLECTION_LENGTH).default('');
const reflectionWords = z.object({ changed: answer, valuable: answer, hard: answer, next: answer });
export type ReflectionWords = z.infer<typeof reflectionWords>;

const myReflection = z.object({
  words: reflectionWords,
  quote: z.enum(QUOTE_PERMISSIONS),
  version: z.number().int(),
  mayWrite: z.boolean(),
  /** The last day on which it can be written for the first time after the end; null: the pair goes on. */
  until: isoDate.nullable(),
  frozen: z.boolean(),
  /** A quote of theirs needs the consent of their representative to publication, which is not there. */
  needsRepresentative: z.boolean(),
  /** Their name may stand beside it: there is a consent to publication. */
  mayBeNamed: z.boolean(),
});
export type MyReflection = z.infer<typeof myReflection>;

export const closing = {
  listClosings: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/closings',
    summary: 'Pairs that end soon or have ended, with how far each step of their closing is.',
    tag,
    access: STAFF,
    input: z.object({
      programmeId: id,
      search: text(100).optional(),
      form: z.enum(FORMS).optional(),
      when: z.enum(['ending', 'over']).optional(),
      lacks: z.enum(CLOSING_LACKS).optional(),
      ...paging,
    }),
    output: pageOf(listedClosing),
  }),

  getClosing: endpoint({
    method: 'GET',
    path,
    summary: 'How far the closing of a pair is, for its people their own part.',
    tag,
    access: READERS,
    input: z.object(atPair),
    output: closingView,
  }),

  getMyReflection: endpoint({
    method: 'GET',
    path: `${path}/my-reflection`,
    summary: 'What the caller wrote at the end of their pair, and whether it can be written now.',
    tag,
    access: ['mentor', 'mentee'],
    input: z.object(atPair),
    output: myReflection,
  }),

  saveReflection: endpoint({
    method: 'PUT',
    path: `${path}/my-reflection`,
    summary: 'Writes the caller’s reflection while the pair goes on; version 0 for the first time.',
    tag,
    access: ['mentor', 'mentee'],
    input: z.object({
      ...atPair,
      ...reflectionWords.shape,
      quote: z.enum(QUOTE_PERMISSIONS),
      version,
      idempotencyKey,
    }),
    output: z.object({ version: z.number().int() }),
  }),

  setQuotePermission: endpoint({
    method: 'POST',
    path: `${path}/my-reflection/quote`,
    summary: 'Allows quotes of the caller’s reflection or takes that back, at any time.',
    tag,
    access: ['mentor', 'mentee'],
    input: z.object({ ...atPair, quote: z.enum(QUOTE_PERMISSIONS), version }),
    output: z.object({ version: z.number().int() }),
  }),

  listReflections: endpoint({
    method: 'GET',
    path: `${path}/reflections`,
    summary: 'What the people of a pair wrote at its end.',
    tag,
    access: ['coordinator', 'curator'],
    input: z.object(atPair),
    output: z.object({
      rows: z.array(
        z.object({
          person: personRef,
          side: z.enum(['mentor', 'mentee']),
          words: reflectionWords,
          quote: z.enum(QUOTE_STANDINGS),
          at: isoDateTime,
        }),
      ),
    }),
  }),

  sayMentorWish: endpoint({
    method: 'PUT',
    path: `${path}/my-wish`,
    summary: 'A mentee says that they want to become a mentor, or takes that back.',
    tag,
    access: ['mentee'],
    input: z.object({ ...atPair, wished: z.boolean(), note: line(500), version }),
    output: wish,
  }),

  listMentorWishes: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/mentor-wishes',
    summary: 'Mentees who want to become mentors; who was made a candidate stands last.',
    tag,
    access: ['coordinator'],
    input: z.object({ programmeId: id, ...paging }),
    output: pageOf(wish.extend({ person: personRef, pairId: id, shortNames: pairShortNames })),
  }),

  makeMentorCandidates: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/mentor-wishes/candidates',
    summary: 'Takes those who want it into the base of mentors as candidates; nobody twice.',
    tag,
    access: ['coordinator'],
    input: z.object({
      programmeId: id,
      personIds: z.array(id).min(1, 'people.noneChosen').max(500, 'people.tooMany'),
    }),
    output: z.object({ made: z.number().int(), unchanged: z.number().int() }),
  }),
};

/** A quote that a case may take, and whether it does. */
export const caseQuote = z.object({
  reflectionId: id,
  question: z.enum(QUOTABLE),
  side: z.enum(['mentor', 'mentee']),
  /** '' where it is not named. */
  name: z.string(),
  text: z.string(),
  chosen: z.boolean(),
});
export type CaseQuote = z.infer<typeof caseQuote>;
