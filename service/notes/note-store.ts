import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { newId } from '../../shared/ids.js';
import type { Form } from '../api/reference.js';

/** What notes are about: a pair or a person. */
export type About = { pairId: string } | { personId: string };

export interface StoredNote {
  noteId: string;
  pairId: string | null;
  personId: string | null;
  authorId: string;
  author: string;
  text: string;
  shared: boolean;
  withdrawnAt: number | null;
  createdAt: number;
  updatedAt: number;
  version: number;
}

const columnOf = (about: About) =>
  'pairId' in about ? { 'n.pair_id': about.pairId } : { 'n.person_id': about.personId };

/** The SQL of notes; on a transaction: `noteStore(trx)`. */
export function noteStore(db: Db) {
  async function read(query: Knex.QueryBuilder): Promise<StoredNote[]> {
    const rows: StoredNote[] = await query.join('people as p', 'p.id', 'n.author_id').select({
      noteId: 'n.id',
      pairId: 'n.pair_id',
      personId: 'n.person_id',
      authorId: 'n.author_id',
      author: 'p.name',
      text: 'n.text',
      shared: 'n.shared',
      withdrawnAt: 'n.withdrawn_at',
      createdAt: 'n.created_at',
      updatedAt: 'n.updated_at',
      version: 'n.version',
    });
    return rows.map((row) => ({
      ...row,
      shared: Boolean(row.shared),
      withdrawnAt: row.withdrawnAt === null ? null : Number(row.withdrawnAt),
      createdAt: Number(row.createdAt),
      updatedAt: Number(row.updatedAt),
    }));
  }
  const ofProgramme = (programmeId: string) =>
    db('staff_notes as n').where('n.programme_id', programmeId);

  return {
    /** What stands of a subject, the latest first; those that were taken away are not among them. */
    list: (programmeId: string, about: About): Promise<StoredNote[]> =>
      read(
        ofProgramme(programmeId)
          .where(columnOf(about))
          .whereNull('n.withdrawn_at')
          .orderBy('n.id', 'desc'),
      ),

    async find(programmeId: string, noteId: string): Promise<StoredNote | null> {
      const [row] = await read(ofProgramme(programmeId).where('n.id', noteId));
      return row ?? null;
    },

    /** All who are or were in a pair. */
    peopleOf: (programmeId: string, pairId: string): Promise<string[]> =>
      db('pair_members').where({ programme_id: programmeId, pair_id: pairId }).pluck('person_id'),

    async formOf(programmeId: string, pairId: string): Promise<Form | null> {
      const row = await db('pairs').where({ programme_id: programmeId, id: pairId }).first('form');
      return row?.form ?? null;
    },

    async isMember(programmeId: string, personId: string): Promise<boolean> {
      const of = { programme_id: programmeId, person_id: personId };
      return (await db('members').where(of).first('id')) !== undefined;
    },

    async insert(
      place: { organisationId: string; programmeId: string },
      about: About,
      of: { authorId: string; text: string; shared: boolean; now: number },
    ): Promise<string> {
      const id = newId();
      await db('staff_notes').insert({
        id,
        organisation_id: place.organisationId,
        programme_id: place.programmeId,
        pair_id: 'pairId' in about ? about.pairId : null,
        person_id: 'personId' in about ? about.personId : null,
        author_id: of.authorId,
        text: of.text,
        shared: of.shared,
        created_at: of.now,
        updated_at: of.now,
      });
      return id;
    },

    /** Writes over the version that the author saw; false: there is a newer one. */
    async change(
      noteId: string,
      version: number,
      of: { text: string; shared: boolean; now: number; withdrawnAt?: number },
    ): Promise<boolean> {
      const met = await db('staff_notes')
        .where({ id: noteId, version })
        .whereNull('withdrawn_at')
        .update({
          text: of.text,
          shared: of.shared,
          updated_at: of.now,
          withdrawn_at: of.withdrawnAt ?? null,
          version: version + 1,
        });
      return met === 1;
    },
  };
}
