import { type Meeting, type MeetingFields, meetingFields } from '../../../service/api/meetings.js';
import type { PageContext } from '../../web/context.js';

/** The fields of a meeting in words, by field name; '' where there is nothing. */
export type FieldWords = Record<keyof MeetingFields, string>;
export const FIELD_NAMES = Object.keys(meetingFields.shape) as (keyof MeetingFields)[];

/** Something with the fields of a meeting of which nobody knows whether they are right. */
type Loose = Readonly<Partial<Record<keyof MeetingFields, unknown>>>;

const asText = (value: unknown) => (typeof value === 'string' ? value : '');

/** Links one a line, «title: address». */
export function linksInWords(links: unknown): string {
  if (!Array.isArray(links)) return '';
  return links
    .map((link: { url?: unknown; title?: unknown }) =>
      [asText(link.title), asText(link.url)].filter(Boolean).join(': '),
    )
    .join('\n');
}

/**
 * Says stored or typed fields in words.
 * @param nameOf names of the people of the pair; others are left out
 */
export function fieldsInWords(
  ctx: Pick<PageContext, 'ref' | 'fmt'>,
  fields: Loose,
  nameOf: ReadonlyMap<string, string>,
): FieldWords {
  const date = (value: unknown) =>
    /^\d{4}-\d{2}-\d{2}$/.test(asText(value)) ? ctx.fmt.date(asText(value)) : asText(value);
  const minutes = Number(fields.minutes);
  const ids = Array.isArray(fields.attendeeIds) ? fields.attendeeIds : [];
  return {
    heldOn: date(fields.heldOn),
    kind: ctx.ref('meetingKind', asText(fields.kind)),
    minutes:
      Number.isFinite(minutes) && minutes > 0 ? ctx.fmt.minutes(minutes) : asText(fields.minutes),
    format: ctx.ref('meetingFormat', asText(fields.format)),
    topic: ctx.ref('topic', asText(fields.topic)),
    done: asText(fields.done),
    agreed: asText(fields.agreed),
    nextOn: date(fields.nextOn),
    // In order of names: the order in which people were ticked says nothing.
    attendeeIds: ids
      .map((personId) => nameOf.get(asText(personId)) ?? '')
      .filter(Boolean)
      .sort((a, b) => a.localeCompare(b, 'ru'))
      .join(', '),
    links: linksInWords(fields.links),
  };
}

/** id → name of all who may have come to a meeting. */
export const namesOf = (meeting: Pick<Meeting, 'attendance'>): Map<string, string> =>
  new Map(meeting.attendance.map((person) => [person.personId, person.name]));

/** A stored meeting as the fields that a form has. */
export function fieldsOf(meeting: Meeting): MeetingFields {
  const { kind, heldOn, minutes, format, topic, done, agreed, nextOn, links } = meeting;
  const attendeeIds = meeting.attendance
    .filter((person) => person.came)
    .map((person) => person.personId);
  return { kind, heldOn, minutes, format, topic, done, agreed, nextOn, attendeeIds, links };
}

/** Where the confirmations of a meeting stand: a shape, a word, a class. */
export interface ConfirmationWords {
  mark: string;
  text: string;
  tone: 'good' | 'warn' | 'bad' | 'none';
}

/** @param counts came, confirmed and disputed, as the log's rows have them */
export function confirmationWords(
  t: PageContext['t'],
  counts: { came: number; confirmed: number; disputed: number },
): ConfirmationWords {
  const { came, confirmed, disputed } = counts;
  if (disputed > 0)
    return { mark: '✗', text: t('meetings.state.disputed', { n: disputed, came }), tone: 'bad' };
  if (came > 0 && confirmed >= came)
    return { mark: '✓', text: t('meetings.state.confirmed'), tone: 'good' };
  if (confirmed > 0)
    return { mark: '◐', text: t('meetings.state.partly', { n: confirmed, came }), tone: 'warn' };
  return { mark: '◌', text: t('meetings.state.waiting'), tone: 'none' };
}
