import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { isDuplicate } from '../../shared/db/db-errors.js';
import { newId } from '../../shared/ids.js';
import type { PersonPlace } from './reflection-store.js';

export interface WishRow {
  pairId: string;
  personId: string;
  name: string;
  wished: boolean;
  note: string | null;
  saidAt: number;
  madeOn: string | null;
  version: number;
}

const COLUMNS = {
  pairId: 'w.pair_id',
  personId: 'w.person_id',
  name: 'p.name',
  wished: 'w.wished',
  note: 'w.note',
  saidAt: 'w.said_at',
  madeOn: 'w.made_on',
  version: 'w.version',
};

type Stored = Omit<WishRow, 'wished' | 'saidAt'> & {
  wished: number | boolean;
  saidAt: number | string;
};

const wishFrom = (row: Stored): WishRow => ({
  ...row,
  wished: Boolean(row.wished),
  saidAt: Number(row.saidAt),
});

/** The SQL of the wishes of mentees to become mentors; on a transaction: `wishStore(trx)`. */
export function wishStore(db: Db) {
  const wishes = (programmeId: string): Knex.QueryBuilder =>
    db('mentor_wishes as w')
      .join('people as p', 'p.id', 'w.person_id')
      .where('w.programme_id', programmeId);

  return {
    async find(programmeId: string, personId: string): Promise<WishRow | null> {
      const row: Stored | undefined = await wishes(programmeId)
        .where('w.person_id', personId)
        .first(COLUMNS);
      return row ? wishFrom(row) : null;
    },

    async ofPeople(programmeId: string, personIds: readonly string[]): Promise<WishRow[]> {
      const rows: Stored[] = await wishes(programmeId)
        .whereIn('w.person_id', [...personIds])
        .select(COLUMNS);
      return rows.map(wishFrom);
    },

    async ofPairs(programmeId: string, pairIds: readonly string[]): Promise<WishRow[]> {
      const rows: Stored[] = await wishes(programmeId)
        .whereIn('w.pair_id', [...pairIds])
        .orderBy(['p.sort_key', 'p.id'])
        .select(COLUMNS);
      return rows.map(wishFrom);
    },

    /** Those who want it: who is not in the base of mentors yet first, in the order of names. */
    async page(
      programmeId: string,
      page: number,
      pageSize: number,
    ): Promise<{ rows: WishRow[]; total: number }> {
      const wanted = () => wishes(programmeId).where('w.wished', true);
      const rows: Stored[] = await wanted()
        .orderByRaw('case when w.made_on is null then 0 else 1 end')
        .orderBy(['p.sort_key', 'p.id'])
        .limit(pageSize)
        .offset((page - 1) * pageSize)
        .select(COLUMNS);
      const [sum] = (await wanted().count({ n: '*' })) as { n: number | string }[];
      return { rows: rows.map(wishFrom), total: Number(sum?.n ?? 0) };
    },

    /** Writes over the version that was seen (0: none yet); false: there is a newer one. One wish a programme. */
    async save(
      place: PersonPlace,
      said: { wished: boolean; note: string | null; now: number },
      version: number,
    ): Promise<boolean> {
      const key = { programme_id: place.programmeId, person_id: place.personId };
      const columns = { wished: said.wished, note: said.note, said_at: said.now };
      if (version > 0) {
        const met = await db('mentor_wishes')
          .where({ ...key, version })
          .update({ ...columns, pair_id: place.pairId, version: version + 1 });
        return met === 1;
      }
      try {
        await db('mentor_wishes').insert({
          id: newId(),
          organisation_id: place.organisationId,
          ...key,
          pair_id: place.pairId,
          ...columns,
        });
        return true;
      } catch (error) {
        if (isDuplicate(error)) return false;
        throw error;
      }
    },

    /** Two who press at once pass here one after the other. */
    async lock(programmeId: string): Promise<void> {
      await db('programmes').where('id', programmeId).forUpdate().first('id');
    },

    async made(
      programmeId: string,
      personIds: readonly string[],
      { on, by }: { on: string; by: string | null },
    ): Promise<void> {
      await db('mentor_wishes')
        .where('programme_id', programmeId)
        .whereIn('person_id', [...personIds])
        .update({ made_on: on, made_by: by });
    },
  };
}
