import type { Knex } from 'knex';
import type { Db } from '../../../shared/db/connect.js';
import { fromJson, toJson } from '../../../shared/db/dialect.js';
import { newId } from '../../../shared/ids.js';
import type { BrokenRule, MatchOrigin } from '../../api/reference.js';
import { bulkInsert } from '../../db/bulk.js';

/** What a run suggests to one mentee now. */
export interface Place {
  menteeId: string;
  unitId: string | null;
  /** In hundredths. */
  score: number | null;
  locked: boolean;
  origin: MatchOrigin | null;
  directive: string | null;
  loosen: BrokenRule[];
}

interface Row extends Omit<Place, 'locked' | 'loosen'> {
  locked: number | boolean;
  loosen: unknown;
}

const place = ({ locked, loosen, ...row }: Row): Place => ({
  ...row,
  locked: Boolean(locked),
  loosen: loosen === null ? [] : fromJson<BrokenRule[]>(loosen),
});

const columnsOf = (one: Place) => ({
  unit_id: one.unitId,
  score: one.score,
  locked: one.locked,
  origin: one.origin,
  directive: one.directive,
  loosen: one.loosen.length === 0 ? null : toJson(one.loosen),
});

/** The SQL of what a run suggests. */
export function placeStore(db: Db) {
  return {
    /** Of all mentees of a run, in no order. */
    async all(runId: string): Promise<Place[]> {
      const rows: Row[] = await db('match_places').where('run_id', runId).select({
        menteeId: 'mentee_id',
        unitId: 'unit_id',
        score: 'score',
        locked: 'locked',
        origin: 'origin',
        directive: 'directive',
        loosen: 'loosen',
      });
      return rows.map(place);
    },

    /** Figures of many runs at once: how many have somebody, the sum of scores, how many are locked. */
    async figures(runIds: readonly string[]) {
      const rows: {
        runId: string;
        mentees: number;
        matched: number;
        total: number | null;
        locked: number;
      }[] = await db('match_places')
        .whereIn('run_id', [...runIds])
        .groupBy('run_id')
        .select('run_id as runId')
        .count({ mentees: '*', matched: 'unit_id' })
        .sum({ total: 'score' })
        .select(db.raw('sum(case when locked then 1 else 0 end) as locked'));
      return new Map(
        rows.map(({ runId, mentees, matched, total, locked }) => [
          runId,
          {
            mentees: Number(mentees),
            matched: Number(matched),
            total: Number(total ?? 0),
            locked: Number(locked),
          },
        ]),
      );
    },

    async insert(
      of: { organisationId: string; programmeId: string; runId: string; now: number },
      places: readonly Place[],
    ): Promise<void> {
      await bulkInsert(
        db as Knex,
        'match_places',
        places.map((one) => ({
          id: newId(),
          organisation_id: of.organisationId,
          programme_id: of.programmeId,
          run_id: of.runId,
          mentee_id: one.menteeId,
          ...columnsOf(one),
          created_at: of.now,
        })),
      );
    },

    async set(runId: string, one: Place): Promise<void> {
      await db('match_places')
        .where({ run_id: runId, mentee_id: one.menteeId })
        .update(columnsOf(one));
    },
  };
}
