import ical, { ICalCalendarMethod, ICalEventStatus, ICalEventTransparency } from 'ical-generator';
import type { OutputOf } from '../../../service/api/endpoint.js';
import type { Contract } from '../../../service/api/index.js';
import type { Translate } from '../../web/i18n.js';

type Feed = OutputOf<Contract['readCalendarFeed']>;
type FeedEvent = Feed['events'][number];

const STATUS = {
  proposed: ICalEventStatus.TENTATIVE,
  agreed: ICalEventStatus.CONFIRMED,
  held: ICalEventStatus.CONFIRMED,
  cancelled: ICalEventStatus.CANCELLED,
} as const;
/** How often a calendar program is asked to come again, in seconds. */
const COME_AGAIN = 3600;
const DAY_MS = 86_400_000;

/** «Встреча с наставником»; «Встреча: Кузнецова М. С.» for who wants names. */
function summaryOf(t: Translate, { mySide, names, others }: FeedEvent): string {
  if (names.length > 0 && names.length <= 2)
    return t('calendar.event.named', { names: names.join(', ') });
  if (mySide === 'mentee') return t('calendar.event.mentor');
  return others > 1 ? t('calendar.event.group', { n: others }) : t('calendar.event.mentee');
}

/** Beginning and end; of a day without a time, the day. */
function timesOf({ startsAt, endsAt, onDate }: FeedEvent) {
  if (startsAt !== null && endsAt !== null)
    return { start: new Date(startsAt), end: new Date(endsAt), allDay: false };
  const start = new Date(`${onDate}T00:00:00Z`);
  return { start, end: new Date(start.getTime() + DAY_MS), allDay: true };
}

/**
 * A calendar by RFC 5545. Every meeting is an event of its own with moments in UTC: what the clock on the
 * wall shows then the service has computed, so no program's own rules of time zones come into it.
 * It says nothing but when, where and with what kind of meeting: no note, and names only if wanted.
 */
export function calendarText(t: Translate, feed: Feed, origin: string): string {
  const calendar = ical({
    name: t('calendar.event.calendar'),
    prodId: { company: 'Nastavnik', product: 'Nastavnik', language: 'RU' },
    method: ICalCalendarMethod.PUBLISH,
    ttl: COME_AGAIN,
  });
  for (const event of feed.events) {
    const changed = new Date(event.changedAt);
    calendar.createEvent({
      id: `${event.plannedMeetingId}@${new URL(origin).hostname}`,
      sequence: event.version,
      ...timesOf(event),
      stamp: changed,
      created: new Date(event.createdAt),
      lastModified: changed,
      summary: summaryOf(t, event),
      description: t(`ref.meetingKind.${event.kind}`),
      status: STATUS[event.state],
      transparency:
        event.state === 'cancelled'
          ? ICalEventTransparency.TRANSPARENT
          : ICalEventTransparency.OPAQUE,
      ...(event.place ? { location: event.place } : {}),
      ...(event.link ? { url: event.link } : {}),
    });
  }
  return calendar.toString();
}
