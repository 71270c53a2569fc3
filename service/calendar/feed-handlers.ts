import { randomBytes } from 'node:crypto';
import { todayIn, toIso } from '../../shared/clock.js';
import { addDays } from '../../shared/dates.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, notFound } from '../../shared/errors.js';
import { sha256 } from '../../shared/seal.js';
import { recordChange } from '../audit/index.js';
import { type Authority, ownId } from '../authorise.js';
import { withdrawnAmong } from '../consents/index.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { pairRowsByIds } from '../pairs/index.js';
import { spanOf } from '../planned-meetings/index.js';
import { type FeedEvent, feedStore, type OpenedFeed } from './feed-store.js';

type Names =
  | 'getMyCalendarFeed'
  | 'makeMyCalendarFeed'
  | 'changeMyCalendarFeed'
  | 'revokeMyCalendarFeed'
  | 'readCalendarFeed';

/** 128 random bits. */
const TOKEN_BYTES = 16;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Calendar programs ask some times an hour; whoever asks more is no calendar. */
const READS_AN_HOUR = 60;
/** Days back and ahead of which a calendar shows meetings. */
const DAYS_BACK = 90;
const DAYS_AHEAD = 400;
/** A cancelled meeting is told for so long: until then every calendar has struck it out. */
const CANCELLED_DAYS = 30;

/** What the database holds of a token. */
const hashOf = (token: string): string => sha256(`calendar feed ${token}`);

const placeOf = (authority: Authority) => ({
  organisationId: authority.organisationId,
  programmeId: authority.programmeId,
  personId: ownId(authority),
});

function make(deps: ServiceDeps, { authority, input }: Call<'makeMyCalendarFeed'>) {
  const place = placeOf(authority);
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  return inTransaction(deps.db, async (trx) => {
    const { programmeId, personId } = place;
    const today = todayIn(authority.timeZone, deps.clock);
    const frozen = await withdrawnAmong(trx, { programmeId, today }, [personId]);
    if (frozen.size > 0) throw new AppError('conflict', 'the consent was withdrawn');
    const { withNames } = input;
    const now = deps.clock.now();
    const feedId = await feedStore(trx).replace({
      ...place,
      tokenHash: hashOf(token),
      withNames,
      now,
    });
    await recordChange(trx, deps.clock, authority, {
      action: 'made',
      entity: 'calendar_feed',
      entityId: feedId,
      after: { withNames },
    });
    return { token };
  });
}

/** Whether an address is still answered: its person takes part, and their consent holds. */
async function isOpen(deps: ServiceDeps, feed: OpenedFeed): Promise<boolean> {
  if (feed.merged || feed.left || feed.roles === 0) return false;
  const { programmeId, personId, timeZone } = feed;
  const of = { programmeId, today: todayIn(timeZone, deps.clock) };
  return (await withdrawnAmong(deps.db, of, [personId])).size === 0;
}

/** The short names of the other side of each pair; two statements. */
async function othersOf(deps: ServiceDeps, feed: OpenedFeed, events: readonly FeedEvent[]) {
  const ids = [...new Set(events.map((one) => one.pairId))];
  const pairs = await pairRowsByIds(deps.db, feed.programmeId, ids);
  return (event: FeedEvent) => {
    const side = event.mySide === 'mentor' ? 'mentees' : 'mentors';
    const names = pairs.get(event.pairId)?.shortNames[side] ?? [];
    return { names: feed.withNames ? names : [], others: names.length };
  };
}

async function read(deps: ServiceDeps, { input }: Call<'readCalendarFeed'>) {
  const store = feedStore(deps.db);
  const feed = await store.open(hashOf(input.token));
  if (!feed || !(await isOpen(deps, feed))) throw notFound('calendar');
  const now = deps.clock.now();
  const reads = await store.countRead(feed.feedId, now - (now % HOUR), now);
  if (reads > READS_AN_HOUR) throw new AppError('too_many', 'this calendar is read too often');
  const { timeZone } = feed;
  const today = todayIn(timeZone, deps.clock);
  const days = { from: addDays(today, -DAYS_BACK), to: addDays(today, DAYS_AHEAD) };
  const events = await store.events(feed, days, now - CANCELLED_DAYS * DAY);
  const others = await othersOf(deps, feed, events);
  return {
    programmeTitle: feed.programmeTitle,
    withNames: feed.withNames,
    timeZone,
    events: events.map((event) => {
      const { pairId: _pair, minutes: _minutes, ...rest } = event;
      const span = spanOf(event, timeZone);
      return {
        ...rest,
        ...others(event),
        startsAt: span === null ? null : toIso(span.from),
        endsAt: span === null ? null : toIso(span.to),
        createdAt: toIso(event.createdAt),
        changedAt: toIso(event.changedAt),
      };
    }),
  };
}

/** Private addresses from which a person's calendar program reads their meetings. */
export function feedHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  const store = feedStore(deps.db);
  return {
    async getMyCalendarFeed({ authority }) {
      const { programmeId, personId } = authority;
      const feed = personId === null ? null : await store.ofPerson(programmeId, personId);
      if (feed === null) return { feed: null };
      const { createdAt, lastReadAt, withNames } = feed;
      return {
        feed: {
          createdAt: toIso(createdAt),
          lastReadAt: lastReadAt === null ? null : toIso(lastReadAt),
          withNames,
        },
      };
    },
    makeMyCalendarFeed: (call) => make(deps, call),
    async changeMyCalendarFeed({ authority, input }) {
      const { withNames } = input;
      return inTransaction(deps.db, async (trx) => {
        const place = placeOf(authority);
        const feed = await feedStore(trx).ofPerson(place.programmeId, place.personId);
        if (feed === null) throw notFound('calendar');
        await feedStore(trx).setNames(place, withNames);
        await recordChange(trx, deps.clock, authority, {
          action: 'changed',
          entity: 'calendar_feed',
          entityId: feed.feedId,
          before: { withNames: feed.withNames },
          after: { withNames },
        });
        return { withNames };
      });
    },
    async revokeMyCalendarFeed({ authority }) {
      return inTransaction(deps.db, async (trx) => {
        const place = placeOf(authority);
        const feed = await feedStore(trx).ofPerson(place.programmeId, place.personId);
        if (feed === null) return { revoked: false };
        await feedStore(trx).remove(place);
        await recordChange(trx, deps.clock, authority, {
          action: 'revoked',
          entity: 'calendar_feed',
          entityId: feed.feedId,
        });
        return { revoked: true };
      });
    },
    readCalendarFeed: (call) => read(deps, call),
  };
}
