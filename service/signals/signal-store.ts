import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { newId } from '../../shared/ids.js';
import type { Form } from '../api/reference.js';
import type { Severity, SignalAction, SignalCode } from '../api/signal-reference.js';
import { bulkInsert } from '../db/bulk.js';
import type { Deed } from './need-rules.js';

/** Something that was done about a signal, with who did it and what they noted. */
export interface StoredDeed extends Deed {
  deedId: string;
  pairId: string;
  by: string | null;
  note: string | null;
}

/** What names an episode. */
export interface EpisodeKey {
  pairId: string;
  code: SignalCode;
  since: string;
}

/** An episode as it is stored. */
export interface StoredEpisode extends EpisodeKey {
  episodeId: string;
  severity: Severity;
  openedOn: string;
  endedOn: string | null;
  endedHow: 'gone' | 'pair_state' | null;
}

/** A signal that is seen today. */
export interface Seen extends EpisodeKey {
  form: Form;
  severity: Severity;
}

interface Place {
  organisationId: string;
  programmeId: string;
}

const EPISODE_COLUMNS = {
  episodeId: 'id',
  pairId: 'pair_id',
  code: 'code',
  since: 'since',
  severity: 'severity',
  openedOn: 'opened_on',
  endedOn: 'ended_on',
  endedHow: 'ended_how',
};

/** Episodes of one pair that are shown: more than a year of them. */
const MOST_EPISODES = 200;
const CHUNK = 400;

type DeedRow = Omit<StoredDeed, 'undone' | 'severity'> & {
  undone: number | boolean;
  severity: number;
};

/** The SQL of signals; on a transaction: `signalStore(trx)`. */
export function signalStore(db: Db) {
  const deeds = (programmeId: string): Knex.QueryBuilder<object, DeedRow[]> =>
    db('signal_actions as a')
      .leftJoin('people as p', 'p.id', 'a.acted_by')
      .where('a.programme_id', programmeId)
      .orderBy('a.id')
      .select({
        deedId: 'a.id',
        pairId: 'a.pair_id',
        code: 'a.code',
        since: 'a.since',
        severity: 'a.severity',
        action: 'a.action',
        on: 'a.acted_on',
        until: 'a.until_on',
        note: 'a.note',
        by: 'p.name',
        undone: 'a.undone',
      });
  const stored = (rows: DeedRow[]): StoredDeed[] =>
    rows.map((row) => ({
      ...row,
      severity: Number(row.severity) as Severity,
      undone: Boolean(row.undone),
    }));

  return {
    /** All that was done in a programme and not taken back, the oldest first: one statement. */
    async standingDeeds(programmeId: string): Promise<StoredDeed[]> {
      return stored(await deeds(programmeId).where('a.undone', false));
    },

    /** All that was ever done about one pair, the oldest first. */
    async deedsOfPair(programmeId: string, pairId: string): Promise<StoredDeed[]> {
      return stored(await deeds(programmeId).where('a.pair_id', pairId));
    },

    /** The episodes of one pair, those that go on first, then the latest. */
    async episodesOfPair(programmeId: string, pairId: string): Promise<StoredEpisode[]> {
      return db('signal_episodes')
        .where({ programme_id: programmeId, pair_id: pairId })
        .orderByRaw('case when ended_on is null then 0 else 1 end')
        .orderBy('opened_on', 'desc')
        .orderBy('id', 'desc')
        .limit(MOST_EPISODES)
        .select(EPISODE_COLUMNS);
    },

    /** The episodes of a programme that go on. */
    async openEpisodes(programmeId: string): Promise<StoredEpisode[]> {
      return db('signal_episodes')
        .where('programme_id', programmeId)
        .whereNull('ended_on')
        .select(EPISODE_COLUMNS);
    },

    /** How many episodes that began after a day go on, by the form of their pairs. */
    async openedAfter(programmeId: string, day: string): Promise<{ form: Form; n: number }[]> {
      const rows: { form: Form; n: number | string }[] = await db('signal_episodes')
        .where('programme_id', programmeId)
        .whereNull('ended_on')
        .where('opened_on', '>', day)
        .groupBy('pair_form')
        .select({ form: 'pair_form', n: db.raw('count(*)') });
      return rows.map(({ form, n }) => ({ form, n: Number(n) }));
    },

    /**
     * Writes down signals that are seen. One that is written down already goes on, also when it had ended: a
     * pair, a code and a day name one episode, whoever writes it down and how often.
     */
    async open(place: Place, seen: readonly Seen[], today: string, now: number): Promise<void> {
      for (let from = 0; from < seen.length; from += CHUNK) {
        await db('signal_episodes')
          .insert(
            seen.slice(from, from + CHUNK).map(({ pairId, form, code, since, severity }) => ({
              id: newId(),
              organisation_id: place.organisationId,
              programme_id: place.programmeId,
              pair_id: pairId,
              pair_form: form,
              code,
              since,
              severity,
              opened_on: today,
              created_at: now,
            })),
          )
          .onConflict(['pair_id', 'code', 'since'])
          .merge({ ended_on: null, ended_how: null });
      }
    },

    /** Keeps the greatest severity that was seen of episodes. */
    async worsen(episodeIds: readonly string[], severity: Severity): Promise<void> {
      for (let from = 0; from < episodeIds.length; from += CHUNK) {
        await db('signal_episodes')
          .whereIn('id', episodeIds.slice(from, from + CHUNK))
          .where('severity', '<', severity)
          .update({ severity });
      }
    },

    /** Ends episodes that are not seen any more; one that somebody else has ended stays as it is. */
    async end(
      episodeIds: readonly string[],
      how: 'gone' | 'pair_state',
      today: string,
    ): Promise<void> {
      for (let from = 0; from < episodeIds.length; from += CHUNK) {
        await db('signal_episodes')
          .whereIn('id', episodeIds.slice(from, from + CHUNK))
          .whereNull('ended_on')
          .update({ ended_on: today, ended_how: how });
      }
    },

    async addDeed(
      place: Place,
      deed: EpisodeKey & {
        severity: Severity;
        action: SignalAction;
        on: string;
        until: string | null;
        note: string | null;
        by: string | null;
      },
      now: number,
    ): Promise<string> {
      const id = newId();
      await bulkInsert(db, 'signal_actions', [
        {
          id,
          organisation_id: place.organisationId,
          programme_id: place.programmeId,
          pair_id: deed.pairId,
          code: deed.code,
          since: deed.since,
          severity: deed.severity,
          action: deed.action,
          acted_on: deed.on,
          until_on: deed.until,
          note: deed.note,
          acted_by: deed.by,
          undone: false,
          created_at: now,
        },
      ]);
      return id;
    },

    /** Marks something as undone. */
    async undo(deedId: string): Promise<void> {
      await db('signal_actions').where('id', deedId).update({ undone: true });
    },
  };
}
