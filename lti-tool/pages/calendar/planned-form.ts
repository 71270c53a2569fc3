import type { InputOf } from '../../../service/api/endpoint.js';
import {
  type Contract,
  MEETING_FORMATS,
  MEETING_KINDS,
  type MeetingKind,
  TOPICS,
} from '../../../service/api/index.js';
import type { MyPair } from '../../../service/api/pairs.js';
import type { PlannedFields, PlannedMeeting } from '../../../service/api/planned-meetings.js';
import { addDays, latest } from '../../../shared/dates.js';
import type { PageContext } from '../../web/context.js';
import { type FormValues, fieldOrNull, fieldText, type Labels } from '../../web/forms.js';
import { optionsOf } from '../meetings/form-model.js';
import { withScheme } from '../meetings/meeting-fields.js';

type PlannedInput = InputOf<Contract['planMeeting']>;
type Fields = Omit<PlannedInput, 'programmeId' | 'pairId' | 'idempotencyKey'>;

const TEXTS = ['kind', 'onDate', 'startsAt', 'minutes', 'format', 'topic', 'place', 'link', 'note'];
const REPEAT = ['unit', 'every', 'until', 'count', 'skip'];
/** A first meeting is due within so many days of the start (methodology §10). */
const FIRST_MEETING_DAYS = 7;

/** Field → label; the keys are also the names that the service's problems are shown at. */
export const plannedLabels = ({ t }: Pick<PageContext, 't'>): Labels => ({
  ...Object.fromEntries(TEXTS.map((name) => [name, t(`planned.${name}`)])),
  ...Object.fromEntries(REPEAT.map((name) => [`repeat.${name}`, t(`planned.repeat.${name}`)])),
  agreed: t('planned.agreed'),
  scope: t('planned.scope'),
  overlapOk: t('planned.overlapOk'),
});

/**
 * The day that a next meeting is offered for: of a pair that has not met the last of its first week, else as
 * long after the last one as the programme's rhythm is; never before tomorrow.
 */
export function dueOn(
  pair: Pick<MyPair, 'startsOn' | 'lastMeetingOn'>,
  everyDays: number,
  today: string,
): string {
  const due =
    pair.lastMeetingOn === null
      ? addDays(pair.startsOn, FIRST_MEETING_DAYS)
      : addDays(pair.lastMeetingOn, everyDays);
  return latest(due, addDays(today, 1));
}

type NewPlannedPair = Pick<
  MyPair,
  'startsOn' | 'lastMeetingOn' | 'nextKind' | 'usualMinutes' | 'usualFormat'
>;

/** What stands in the form of a new meeting. */
export const newPlannedValues = (ctx: PageContext, pair: NewPlannedPair): FormValues => ({
  kind: pair.nextKind,
  onDate: dueOn(pair, ctx.me.programme.meetingEveryDays, ctx.fmt.today),
  startsAt: '',
  minutes: String(pair.usualMinutes),
  format: pair.usualFormat,
  topic: '',
  'repeat.unit': '',
  'repeat.every': '1',
});

/** What stands in the form that changes one. */
export const plannedValues = (plan: PlannedMeeting): FormValues => ({
  ...Object.fromEntries(
    TEXTS.map((name) => [name, String(plan[name as keyof PlannedFields] ?? '')]),
  ),
  scope: 'one',
});

/** «12.01.2027» as the contract has dates; what is no such date stays as it was typed. */
export function isoOf(typed: string): string {
  const found = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(typed.trim());
  if (!found) return typed.trim();
  const [, day = '', month = '', year = ''] = found;
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/** Days that are left out, as they are typed: with spaces, commas or lines between them. */
const readSkipped = (text: string): string[] =>
  text
    .split(/[\s,;]+/)
    .filter(Boolean)
    .map(isoOf);

/** Reads a posted form into the contract's fields; the service checks them. */
export function readPlanned(body: unknown): Fields {
  const unit = fieldText(body, 'repeat.unit');
  return {
    kind: fieldText(body, 'kind') as MeetingKind,
    onDate: fieldText(body, 'onDate'),
    startsAt: fieldOrNull(body, 'startsAt'),
    minutes: fieldText(body, 'minutes'),
    format: fieldText(body, 'format') as Fields['format'],
    topic: fieldOrNull(body, 'topic') as Fields['topic'],
    place: fieldOrNull(body, 'place'),
    link: withScheme(fieldText(body, 'link').trim()) || null,
    note: fieldOrNull(body, 'note'),
    agreed: fieldText(body, 'agreed') === 'yes',
    overlapOk: fieldText(body, 'overlapOk') === 'yes',
    repeat:
      unit === 'week' || unit === 'month'
        ? {
            unit,
            every: fieldText(body, 'repeat.every') || '1',
            until: fieldOrNull(body, 'repeat.until'),
            count: fieldOrNull(body, 'repeat.count'),
            skip: readSkipped(fieldText(body, 'repeat.skip')),
          }
        : null,
  };
}

/** The lists that the form chooses from. */
export const plannedOptions = (ctx: PageContext) => ({
  kinds: optionsOf(ctx, 'meetingKind', MEETING_KINDS),
  formats: optionsOf(ctx, 'meetingFormat', MEETING_FORMATS),
  topics: optionsOf(ctx, 'topic', TOPICS),
  today: ctx.fmt.today,
});

/** Fields in words, for the page that shows what changed meanwhile. */
export const plannedInWords = (ctx: PageContext, values: FormValues): Record<string, string> => ({
  ...Object.fromEntries(TEXTS.map((name) => [name, fieldText(values, name)])),
  onDate: ctx.fmt.date(fieldText(values, 'onDate') || null),
  kind: ctx.ref('meetingKind', fieldText(values, 'kind')),
  format: ctx.ref('meetingFormat', fieldText(values, 'format')),
  topic: ctx.ref('topic', fieldText(values, 'topic')),
});
