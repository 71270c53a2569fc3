import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { newId } from '../../shared/ids.js';
import type { SupportKind } from '../api/group-meeting-reference.js';
import type { SupportFields } from '../api/support-log.js';
import type { SupportFacts } from './waiting-rules.js';

/** An entry as it is stored. Moments are milliseconds since 1970 UTC. */
export interface StoredEntry extends SupportFields {
  entryId: string;
  personId: string;
  authorId: string | null;
  author: string | null;
  withdrawnAt: number | null;
  createdAt: number;
  version: number;
}

/** What an entry said until it was corrected. */
export interface StoredVersion extends SupportFields {
  entryId: string;
  replacedAt: number;
}

interface Place {
  organisationId: string;
  programmeId: string;
}

const columnsOf = (fields: SupportFields) => ({
  held_on: fields.heldOn,
  kind: fields.kind,
  text: fields.text,
  next_step: fields.nextStep || null,
  next_on: fields.nextOn,
});

type LatestRow = {
  personId: string;
  heldOn: string;
  kind: SupportKind;
  nextStep: string | null;
  nextOn: string | null;
};

/** The SQL of the support log; on a transaction: `supportStore(trx)`. */
export function supportStore(db: Db) {
  const ofProgramme = (programmeId: string) =>
    db('support_entries as e').where('e.programme_id', programmeId);

  async function read(query: Knex.QueryBuilder): Promise<StoredEntry[]> {
    const rows: StoredEntry[] = await query.leftJoin('people as p', 'p.id', 'e.author_id').select({
      entryId: 'e.id',
      personId: 'e.person_id',
      authorId: 'e.author_id',
      author: 'p.name',
      heldOn: 'e.held_on',
      kind: 'e.kind',
      text: 'e.text',
      nextStep: 'e.next_step',
      nextOn: 'e.next_on',
      withdrawnAt: 'e.withdrawn_at',
      createdAt: 'e.created_at',
      version: 'e.version',
    });
    return rows.map((row) => ({
      ...row,
      withdrawnAt: row.withdrawnAt === null ? null : Number(row.withdrawnAt),
      createdAt: Number(row.createdAt),
    }));
  }

  return {
    /** A page of somebody's entries, the latest first, the withdrawn ones too; and how many there are. */
    async page(
      { programmeId, personId }: { programmeId: string; personId: string },
      { page, pageSize }: { page: number; pageSize: number },
    ): Promise<{ rows: StoredEntry[]; total: number }> {
      const own = () => ofProgramme(programmeId).where('e.person_id', personId);
      const rows = await read(
        own()
          .orderBy([
            { column: 'e.held_on', order: 'desc' },
            { column: 'e.id', order: 'desc' },
          ])
          .limit(pageSize)
          .offset((page - 1) * pageSize),
      );
      const [sum] = (await own().count({ n: '*' })) as { n: number | string }[];
      return { rows, total: Number(sum?.n ?? 0) };
    },

    async find(programmeId: string, entryId: string): Promise<StoredEntry | null> {
      const [row] = await read(ofProgramme(programmeId).where('e.id', entryId));
      return row ?? null;
    },

    /** What these entries said before, the newest first. */
    async versionsOf(entryIds: readonly string[]): Promise<StoredVersion[]> {
      if (entryIds.length === 0) return [];
      const rows: StoredVersion[] = await db('support_entry_versions')
        .whereIn('entry_id', [...entryIds])
        .orderBy('number', 'desc')
        .select({
          entryId: 'entry_id',
          heldOn: 'held_on',
          kind: 'kind',
          text: 'text',
          nextStep: 'next_step',
          nextOn: 'next_on',
          replacedAt: 'replaced_at',
        });
      return rows.map((row) => ({ ...row, replacedAt: Number(row.replacedAt) }));
    },

    /** The latest entry of each person of a programme, and how many there are: one statement. */
    async latestOfAll(programmeId: string): Promise<Map<string, SupportFacts>> {
      const rows: LatestRow[] = await ofProgramme(programmeId)
        .whereNull('e.withdrawn_at')
        .orderBy(['e.person_id', 'e.held_on', 'e.id'])
        .select({
          personId: 'e.person_id',
          heldOn: 'e.held_on',
          kind: 'e.kind',
          nextStep: 'e.next_step',
          nextOn: 'e.next_on',
        });
      const found = new Map<string, SupportFacts>();
      for (const { personId, ...latest } of rows)
        found.set(personId, { entries: (found.get(personId)?.entries ?? 0) + 1, latest });
      return found;
    },

    async insert(
      { organisationId, programmeId }: Place,
      of: { personId: string; authorId: string },
      fields: SupportFields,
      now: number,
    ): Promise<string> {
      const id = newId();
      await db('support_entries').insert({
        id,
        organisation_id: organisationId,
        programme_id: programmeId,
        person_id: of.personId,
        author_id: of.authorId,
        ...columnsOf(fields),
        created_at: now,
      });
      return id;
    },

    /** Writes over the version that the caller saw, and keeps what stood there; false: there is a newer one. */
    async correct(
      { organisationId, programmeId }: Place,
      before: StoredEntry,
      fields: SupportFields,
      now: number,
    ): Promise<boolean> {
      const { entryId, personId, version } = before;
      const met = await db('support_entries')
        .where({ programme_id: programmeId, id: entryId, version, withdrawn_at: null })
        .update({ ...columnsOf(fields), version: version + 1 });
      if (met !== 1) return false;
      await db('support_entry_versions').insert({
        id: newId(),
        organisation_id: organisationId,
        programme_id: programmeId,
        person_id: personId,
        entry_id: entryId,
        number: version,
        ...columnsOf(before),
        replaced_at: now,
      });
      return true;
    },

    /** As `correct`. */
    async withdraw(
      { programmeId }: Place,
      { entryId, version }: StoredEntry,
      now: number,
    ): Promise<boolean> {
      const met = await db('support_entries')
        .where({ programme_id: programmeId, id: entryId, version, withdrawn_at: null })
        .update({ withdrawn_at: now, version: version + 1 });
      return met === 1;
    },
  };
}
