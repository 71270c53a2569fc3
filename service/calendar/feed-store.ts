import type { Db } from '../../shared/db/connect.js';
import { newId } from '../../shared/ids.js';
import type { MeetingKind } from '../api/index.js';
import type { PlannedState } from '../api/planned-meeting-reference.js';

export interface StoredFeed {
  feedId: string;
  organisationId: string;
  programmeId: string;
  personId: string;
  withNames: boolean;
  createdAt: number;
  lastReadAt: number | null;
}

/** A feed by its token, with what decides whether it is still answered. */
export interface OpenedFeed extends StoredFeed {
  programmeTitle: string;
  timeZone: string;
  /** The record of its person was merged into another one. */
  merged: boolean;
  /** The LMS no longer names its person in the course. */
  left: boolean;
  /** Roles that its person holds as mentor or mentee. */
  roles: number;
}

export interface FeedEvent {
  plannedMeetingId: string;
  pairId: string;
  mySide: 'mentor' | 'mentee';
  kind: MeetingKind;
  onDate: string;
  startsAt: string | null;
  minutes: number;
  state: PlannedState;
  place: string | null;
  link: string | null;
  createdAt: number;
  changedAt: number;
  version: number;
}

const COLUMNS = {
  feedId: 'f.id',
  organisationId: 'f.organisation_id',
  programmeId: 'f.programme_id',
  personId: 'f.person_id',
  withNames: 'f.with_names',
  createdAt: 'f.created_at',
  lastReadAt: 'f.last_read_at',
};

type Row<F> = Omit<F, 'withNames' | 'createdAt' | 'lastReadAt'> & {
  withNames: unknown;
  createdAt: unknown;
  lastReadAt: unknown;
};

const storedOf = (row: Row<StoredFeed>): StoredFeed => ({
  ...row,
  withNames: Boolean(row.withNames),
  createdAt: Number(row.createdAt),
  lastReadAt: row.lastReadAt === null ? null : Number(row.lastReadAt),
});

/** Events of one feed: a person's meetings of a year and a half. */
const MOST_EVENTS = 2000;

/** The SQL of private calendar addresses; on a transaction: `feedStore(trx)`. */
export function feedStore(db: Db) {
  const own = ({ programmeId, personId }: Pick<StoredFeed, 'programmeId' | 'personId'>) => ({
    programme_id: programmeId,
    person_id: personId,
  });

  return {
    async ofPerson(programmeId: string, personId: string): Promise<StoredFeed | null> {
      const row = await db('calendar_feeds as f')
        .where({ 'f.programme_id': programmeId, 'f.person_id': personId })
        .first<Row<StoredFeed> | undefined>(COLUMNS);
      return row ? storedOf(row) : null;
    },

    /** Puts a new address in the place of the one before. */
    async replace(feed: {
      organisationId: string;
      programmeId: string;
      personId: string;
      tokenHash: string;
      withNames: boolean;
      now: number;
    }): Promise<string> {
      await db('calendar_feeds').where(own(feed)).delete();
      const id = newId();
      await db('calendar_feeds').insert({
        id,
        organisation_id: feed.organisationId,
        ...own(feed),
        token_hash: feed.tokenHash,
        with_names: feed.withNames,
        created_at: feed.now,
      });
      return id;
    },

    setNames: (of: { programmeId: string; personId: string }, withNames: boolean) =>
      db('calendar_feeds').where(own(of)).update({ with_names: withNames }),

    remove: (of: { programmeId: string; personId: string }): Promise<number> =>
      db('calendar_feeds').where(own(of)).delete(),

    async open(tokenHash: string): Promise<OpenedFeed | null> {
      const row = await db('calendar_feeds as f')
        .join('programmes as g', 'g.id', 'f.programme_id')
        .join('organisations as o', 'o.id', 'f.organisation_id')
        .join('people as p', 'p.id', 'f.person_id')
        .leftJoin('members as m', (join) =>
          join.on('m.programme_id', 'f.programme_id').andOn('m.person_id', 'f.person_id'),
        )
        .where('f.token_hash', tokenHash)
        .first({
          ...COLUMNS,
          programmeTitle: 'g.title',
          timeZone: 'o.time_zone',
          merged: db.raw('case when p.merged_into is null then 0 else 1 end'),
          lmsStatus: 'm.lms_status',
          roles: db.raw(
            `(select count(*) from participations t where t.programme_id = f.programme_id
              and t.person_id = f.person_id and t.role in ('mentor', 'mentee') and t.state <> 'withdrawn')`,
          ),
        });
      if (!row) return null;
      return {
        ...storedOf(row),
        programmeTitle: row.programmeTitle,
        timeZone: row.timeZone,
        merged: Number(row.merged) === 1,
        left: row.lmsStatus === null || row.lmsStatus === 'left',
        roles: Number(row.roles),
      };
    },

    /** Counts a read of this hour. @returns how many there were, this one among them */
    async countRead(feedId: string, window: number, now: number): Promise<number> {
      await db('calendar_feeds')
        .where('id', feedId)
        .update({
          read_count: db.raw('case when window_start = ? then read_count + 1 else 1 end', [window]),
          window_start: window,
          last_read_at: now,
        });
      const row = await db('calendar_feeds').where('id', feedId).first('read_count');
      return Number(row?.read_count ?? 0);
    },

    /**
     * The planned meetings of the pairs in which somebody stands, of some days; of cancelled ones those
     * that were cancelled since a moment.
     */
    async events(
      { programmeId, personId }: StoredFeed,
      days: { from: string; to: string },
      cancelledSince: number,
    ): Promise<FeedEvent[]> {
      const rows: FeedEvent[] = await db('pair_members as pm')
        .join('planned_meetings as q', 'q.pair_id', 'pm.pair_id')
        .where({ 'pm.programme_id': programmeId, 'pm.person_id': personId })
        .whereNull('pm.left_on')
        .whereBetween('q.on_date', [days.from, days.to])
        .where((shown) =>
          shown.whereNot('q.state', 'cancelled').orWhere('q.changed_at', '>=', cancelledSince),
        )
        .orderBy(['q.on_date', 'q.id'])
        .limit(MOST_EVENTS)
        .select({
          plannedMeetingId: 'q.id',
          pairId: 'q.pair_id',
          mySide: 'pm.side',
          kind: 'q.kind',
          onDate: 'q.on_date',
          startsAt: 'q.starts_at',
          minutes: 'q.minutes',
          state: 'q.state',
          place: 'q.place',
          link: 'q.link',
          createdAt: 'q.created_at',
          changedAt: 'q.changed_at',
          version: 'q.version',
        });
      return rows.map((row) => ({
        ...row,
        createdAt: Number(row.createdAt),
        changedAt: Number(row.changedAt),
      }));
    },
  };
}
