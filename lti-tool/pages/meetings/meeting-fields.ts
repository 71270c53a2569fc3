import type { InputOf } from '../../../service/api/endpoint.js';
import { AppError, type FieldProblem } from '../../../service/api/errors.js';
import type { Contract } from '../../../service/api/index.js';
import type { Meeting, MeetingFields } from '../../../service/api/meetings.js';
import { stillAhead } from '../../../service/api/next-meeting.js';
import type { Pair } from '../../../service/api/pairs.js';
import type { PageContext } from '../../web/context.js';
import {
  type FormValues,
  fieldList,
  fieldOrNull,
  fieldText,
  type Labels,
} from '../../web/forms.js';

type LogInput = InputOf<Contract['logMeeting']>;
export type FieldsInput = Omit<
  LogInput,
  'programmeId' | 'pairId' | 'idempotencyKey' | 'ifDayKnown'
>;

/** Lengths offered as one tap, in minutes; any other is typed. */
export const USUAL_LENGTHS: readonly number[] = [15, 30, 45, 60, 90];
/** Value of the radio button «other length». */
export const OWN_LENGTH = 'own';
/** So many links a meeting has at most (contract). */
export const MAX_LINKS = 10;
/** Greatest length of the free texts in characters (contract). */
export const MAX_TEXT = 2000;

export const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Field → label; the keys are also the names that the service's problems are shown at. */
export function meetingLabels(ctx: PageContext): Labels {
  const names = [
    'heldOn',
    'kind',
    'minutes',
    'format',
    'attendeeIds',
    'done',
    'agreed',
    'nextOn',
    'topic',
    'links',
    'files',
  ];
  const labels: Record<string, string> = {};
  for (const name of names) labels[name] = ctx.t(`meetings.field.${name}`);
  for (let n = 0; n < MAX_LINKS; n += 1)
    labels[`links.${n}`] = ctx.t('meetings.field.link', { n: n + 1 });
  return labels;
}

const lengthValues = (minutes: number) =>
  USUAL_LENGTHS.includes(minutes)
    ? { minutes: String(minutes), minutesOwn: '' }
    : { minutes: OWN_LENGTH, minutesOwn: String(minutes) };

/**
 * What stands in the form of a new meeting: today, the next kind, the usual length and format, all
 * came, and the agreed date that still lies ahead.
 */
export function newValues(
  pair: {
    nextKind: string;
    usualMinutes: number;
    usualFormat: string;
    mentees: Pair['mentees'];
    nextMeetingOn: string | null;
  },
  today: string,
): FormValues {
  const nextOn = stillAhead(pair.nextMeetingOn, { today, heldOn: today }) ?? '';
  return {
    heldOn: today,
    nextOn,
    nextShown: nextOn,
    kind: pair.nextKind,
    ...lengthValues(pair.usualMinutes),
    format: pair.usualFormat,
    attendeeIds: pair.mentees.map((mentee) => mentee.personId),
  };
}

/** What stands in the form that corrects a stored meeting. */
export function storedValues(meeting: Meeting): FormValues {
  return {
    heldOn: meeting.heldOn,
    kind: meeting.kind,
    ...lengthValues(meeting.minutes),
    format: meeting.format,
    topic: meeting.topic ?? '',
    done: meeting.done,
    agreed: meeting.agreed,
    nextOn: meeting.nextOn ?? '',
    attendeeIds: meeting.attendance
      .filter((person) => person.came)
      .map((person) => person.personId),
    linkUrl: meeting.links.map((link) => link.url),
    linkTitle: meeting.links.map((link) => link.title ?? ''),
  };
}

/** The values of a repeated text field with the empty ones kept, so that rows stay together. */
function rowsOf(body: unknown, name: string): string[] {
  const value = (body as Record<string, unknown> | null | undefined)?.[name];
  return (Array.isArray(value) ? value : [value]).map((entry) =>
    typeof entry === 'string' ? entry.trim() : '',
  );
}

/** «example.ru/page» means https; anything with a scheme of its own is left to the service's check. */
export const withScheme = (url: string) =>
  /^[\w-]+(\.[\w-]+)+([/?#:]|$)/.test(url) ? `https://${url}` : url;

/** The rows of links that have something in them. */
export function linkRows(body: unknown): { url: string; title: string }[] {
  const titles = rowsOf(body, 'linkTitle');
  return rowsOf(body, 'linkUrl')
    .map((url, row) => ({ url: withScheme(url), title: titles[row] ?? '' }))
    .filter((link) => link.url !== '' || link.title !== '')
    .slice(0, MAX_LINKS + 1);
}

/** Reads a posted form into the contract's fields. Nothing is checked here: the service does that. */
export function readFields(body: unknown): FieldsInput {
  const length = fieldText(body, 'minutes');
  return {
    kind: fieldText(body, 'kind') as MeetingFields['kind'],
    heldOn: fieldText(body, 'heldOn'),
    minutes:
      length === OWN_LENGTH ? fieldText(body, 'minutesOwn').trim().replace(',', '.') : length,
    format: fieldText(body, 'format') as MeetingFields['format'],
    topic: fieldOrNull(body, 'topic') as MeetingFields['topic'],
    done: fieldText(body, 'done'),
    agreed: fieldText(body, 'agreed'),
    nextOn: fieldOrNull(body, 'nextOn'),
    attendeeIds: fieldList(body, 'attendeeIds'),
    links: linkRows(body),
  };
}

/**
 * Reads the form of a new meeting. A next date that was left as it stood in the form says nothing: the
 * service keeps what is agreed by then. One that was emptied takes the agreed date back.
 */
export function readNewFields(body: unknown): FieldsInput {
  const { nextOn, ...fields } = readFields(body);
  return (nextOn ?? '') === fieldText(body, 'nextShown') ? fields : { ...fields, nextOn };
}

/** A text that is too long is told with both counts; dates are told as people write them. */
function inWords(ctx: PageContext, problem: FieldProblem): FieldProblem {
  const given = problem.params ?? {};
  const params: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(given)) {
    params[name] = typeof value === 'string' && ISO_DATE.test(value) ? ctx.fmt.date(value) : value;
  }
  if (problem.code !== 'text.tooLong') return { ...problem, params };
  const max = typeof given['max'] === 'number' ? given['max'] : MAX_TEXT;
  const length = fieldText(ctx.req.body, problem.path).replace(/\r\n?/g, '\n').trim().length;
  if (length <= max) return { ...problem, params };
  return { ...problem, code: 'text.tooLongBy', params: { max, length, over: length - max } };
}

/**
 * Runs what a form writes so that nothing typed is lost to any expected failure: problems are told
 * with their counts and dates, and a service that does not answer becomes a problem of the form,
 * shown above it.
 */
export async function keepingTyped<T>(ctx: PageContext, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === 'unavailable' || error.code === 'too_many') {
      throw new AppError('conflict', error.message, {
        problems: [{ path: '', code: 'form.tryAgain' }],
        cause: error,
      });
    }
    const problems = error.problems.map((problem) => inWords(ctx, problem));
    throw new AppError(error.code, error.message, {
      problems,
      details: error.details,
      cause: error,
    });
  }
}
