import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { newId } from '../../shared/ids.js';
import type { AnswerState, SheetState, SurveyRole } from '../api/reference.js';
import type { Authority } from '../authorise.js';
import { bulkInsert } from '../db/bulk.js';
import { type Audience, missingFrom } from './audience-queries.js';

/** A sheet as it is listed. */
export interface StoredSheet {
  sheetId: string;
  code: string;
  personId: string | null;
  name: string | null;
  groupName: string | null;
  part: string | null;
  state: SheetState;
  online: AnswerState;
}

export interface NewSheet {
  code: string;
  personId: string | null;
  part: string | null;
}

type Place = Pick<Authority, 'organisationId' | 'programmeId'>;

/** Sheets in one programme; no college prints more. */
const MOST_CODES = 100_000;

/** The SQL of the sheets of paper; on a transaction: `sheetStore(trx)`. */
export function sheetStore(db: Db) {
  const ofWave = (programmeId: string, waveId: string): Knex.QueryBuilder =>
    db('survey_sheets as s').where({ 's.programme_id': programmeId, 's.wave_id': waveId });

  const read = (query: Knex.QueryBuilder): Knex.QueryBuilder =>
    query
      .leftJoin('people as p', 'p.id', 's.person_id')
      .leftJoin('members as m', (join) =>
        join.on('m.programme_id', 's.programme_id').andOn('m.person_id', 's.person_id'),
      )
      .leftJoin('survey_receipts as r', (join) =>
        join.on('r.wave_id', 's.wave_id').andOn('r.person_id', 's.person_id'),
      )
      .select({
        sheetId: 's.id',
        code: 's.code',
        personId: 's.person_id',
        name: 'p.name',
        groupName: 'm.group_name',
        part: 's.part',
        state: 's.state',
        online: db.raw("coalesce(r.state, 'none')"),
      });

  return {
    async insert(place: Place, waveId: string, sheets: readonly NewSheet[]): Promise<void> {
      await bulkInsert(
        db,
        'survey_sheets',
        sheets.map(({ code, personId, part }) => ({
          id: newId(),
          organisation_id: place.organisationId,
          programme_id: place.programmeId,
          wave_id: waveId,
          code,
          person_id: personId,
          part,
          state: 'printed',
        })),
      );
    },

    /** Codes that are taken in a programme: a sheet of another wave is told apart by its own. */
    async codes(programmeId: string): Promise<Set<string>> {
      const rows: { code: string }[] = await db('survey_sheets')
        .where('programme_id', programmeId)
        .limit(MOST_CODES)
        .select('code');
      return new Set(rows.map(({ code }) => code));
    },

    /** People who are asked, have not answered and have no sheet. */
    async without(
      audience: Audience,
      atMost: number,
    ): Promise<{ personId: string; hasAccount: boolean }[]> {
      const rows: { person_id: string; lms_status: string }[] = await missingFrom(db, audience)
        .whereNotIn(
          't.person_id',
          db('survey_sheets')
            .where({ programme_id: audience.programmeId, wave_id: audience.waveId })
            .whereNotNull('person_id')
            .select('person_id'),
        )
        .limit(atMost)
        .select('t.person_id', 'm.lms_status');
      return rows.map((row) => ({
        personId: row.person_id,
        hasAccount: row.lms_status === 'active',
      }));
    },

    /** One page, in the order of names, or of codes where they are nobody's. */
    async list(
      programmeId: string,
      waveId: string,
      { state, page, pageSize }: { state?: SheetState | undefined; page: number; pageSize: number },
    ): Promise<StoredSheet[]> {
      const query = read(ofWave(programmeId, waveId));
      if (state !== undefined) query.where('s.state', state);
      return query
        .orderBy('m.sort_key')
        .orderBy('s.code')
        .limit(pageSize)
        .offset((page - 1) * pageSize);
    },

    async counts(programmeId: string, waveId: string): Promise<Record<SheetState, number>> {
      const rows: { state: SheetState; n: number | string }[] = await ofWave(programmeId, waveId)
        .groupBy('s.state')
        .select('s.state')
        .count({ n: '*' });
      const counts = { printed: 0, entered: 0 };
      for (const { state, n } of rows) counts[state] = Number(n);
      return counts;
    },

    /** The sheet of a code and its wave, in any wave of the programme; or null. */
    async find(
      programmeId: string,
      code: string,
    ): Promise<(StoredSheet & { waveId: string }) | null> {
      const row = await read(
        db('survey_sheets as s').where({ 's.programme_id': programmeId, 's.code': code }),
      )
        .select({ waveId: 's.wave_id' })
        .first();
      return row ?? null;
    },

    /** Notes that a sheet was entered; false: it was. */
    async noteEntered(sheetId: string): Promise<boolean> {
      const met = await db('survey_sheets')
        .where({ id: sheetId, state: 'printed' })
        .update({ state: 'entered' });
      return met === 1;
    },

    /** The groups of those who hold a role, '' among them where somebody has none. */
    async groupsOf(programmeId: string, role: SurveyRole, atMost: number): Promise<string[]> {
      const rows: { group_name: string | null }[] = await db('participations as t')
        .join('members as m', (join) =>
          join.on('m.programme_id', 't.programme_id').andOn('m.person_id', 't.person_id'),
        )
        .where({ 't.programme_id': programmeId, 't.role': role })
        .whereNot('t.state', 'withdrawn')
        .distinct('m.group_name')
        .orderBy('m.group_name')
        .limit(atMost);
      return [...new Set(rows.map((row) => row.group_name ?? ''))];
    },
  };
}
