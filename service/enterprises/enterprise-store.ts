import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { isDuplicate } from '../../shared/db/db-errors.js';
import { likeContains } from '../../shared/db/dialect.js';
import { newId } from '../../shared/ids.js';
import type { EnterpriseFields } from '../api/enterprises.js';
import type { AgreementState } from '../api/reference.js';
import { searchWords, sortKey } from '../names/index.js';

export interface StoredEnterprise extends EnterpriseFields {
  enterpriseId: string;
  mentors: number;
  version: number;
}

export interface EnterpriseFilter {
  search?: string | undefined;
  agreement?: AgreementState | undefined;
  which: 'current' | 'archived';
  page: number;
  pageSize: number;
}

type Row = Omit<StoredEnterprise, 'archived' | 'mentors'> & {
  archived: number | boolean;
  mentors: number | string | null;
};

const columnsOf = (fields: EnterpriseFields) => ({
  name: fields.name,
  sort_key: sortKey(fields.name),
  contact_name: fields.contactName || null,
  contact_position: fields.contactPosition || null,
  contact_phone: fields.contactPhone || null,
  contact_email: fields.contactEmail || null,
  agreement_number: fields.agreementNumber || null,
  agreement_on: fields.agreementOn,
  agreement_until: fields.agreementUntil,
  note: fields.note || null,
  archived: fields.archived,
});

/** The rules of `agreementOn` as conditions, so that a page is cut by the database. */
function whereAgreement(query: Knex.QueryBuilder, agreement: AgreementState, today: string): void {
  const made = (q: Knex.QueryBuilder) =>
    q.where((any) => any.whereNotNull('e.agreement_number').orWhereNotNull('e.agreement_on'));
  const notOver = (q: Knex.QueryBuilder) =>
    q.where((any) => any.whereNull('e.agreement_until').orWhere('e.agreement_until', '>=', today));
  if (agreement === 'ended') made(query).where('e.agreement_until', '<', today);
  else if (agreement === 'valid') {
    notOver(made(query)).where((any) =>
      any.whereNull('e.agreement_on').orWhere('e.agreement_on', '<=', today),
    );
  } else {
    // Said as what holds, not as what does not: a comparison with NULL is neither.
    query.where((any) =>
      any
        .where((q) => q.whereNull('e.agreement_number').whereNull('e.agreement_on'))
        .orWhere((q) => notOver(q.where('e.agreement_on', '>', today))),
    );
  }
}

/** The SQL of the partner enterprises of a college; on a transaction: `enterpriseStore(trx)`. */
export function enterpriseStore(db: Db) {
  const select = (organisationId: string) =>
    db('enterprises as e').where('e.organisation_id', organisationId);

  /** How many mentors of the programme come from each; one statement beside the list's. */
  const mentorsOf = (programmeId: string) =>
    db('participations as t')
      .join('mentor_profiles as f', 'f.person_id', 't.person_id')
      .where({ 't.programme_id': programmeId, 't.role': 'mentor' })
      .whereNot('t.state', 'withdrawn')
      .whereNotNull('f.enterprise_id')
      .groupBy('f.enterprise_id')
      .select('f.enterprise_id')
      .count({ n: '*' })
      .as('c');

  const FIELDS = {
    enterpriseId: 'e.id',
    name: 'e.name',
    contactName: 'e.contact_name',
    contactPosition: 'e.contact_position',
    contactPhone: 'e.contact_phone',
    contactEmail: 'e.contact_email',
    agreementNumber: 'e.agreement_number',
    agreementOn: 'e.agreement_on',
    agreementUntil: 'e.agreement_until',
    note: 'e.note',
    archived: 'e.archived',
    mentors: 'c.n',
    version: 'e.version',
  };
  const read = (query: Knex.QueryBuilder, programmeId: string): Promise<Row[]> =>
    query.leftJoin(mentorsOf(programmeId), 'c.enterprise_id', 'e.id').select(FIELDS);
  const stored = (row: Row): StoredEnterprise => ({
    ...row,
    archived: Boolean(row.archived),
    mentors: Number(row.mentors ?? 0),
  });

  function filtered(organisationId: string, filter: EnterpriseFilter, today: string) {
    const query = select(organisationId).where('e.archived', filter.which === 'archived');
    if (filter.agreement !== undefined) whereAgreement(query, filter.agreement, today);
    for (const word of searchWords(filter.search)) {
      query.whereRaw("e.sort_key like ? escape '!'", [likeContains(word)]);
    }
    return query;
  }

  return {
    /** A page in the order of names, and how many there are: two statements. */
    async page(
      of: { organisationId: string; programmeId: string; today: string },
      filter: EnterpriseFilter,
    ): Promise<{ rows: StoredEnterprise[]; total: number }> {
      const { organisationId, programmeId, today } = of;
      const page = filtered(organisationId, filter, today)
        .orderBy(['e.sort_key', 'e.id'])
        .limit(filter.pageSize)
        .offset((filter.page - 1) * filter.pageSize);
      const rows = await read(page, programmeId);
      const [sum] = await filtered(organisationId, filter, today).count({ n: '*' });
      return { rows: rows.map(stored), total: Number(sum?.['n'] ?? 0) };
    },

    async find(
      of: { organisationId: string; programmeId: string },
      enterpriseId: string,
    ): Promise<StoredEnterprise | null> {
      const [row] = await read(
        select(of.organisationId).where('e.id', enterpriseId),
        of.programmeId,
      );
      return row ? stored(row) : null;
    },

    /** @returns the new id; null: the college has one of this name */
    async insert(
      organisationId: string,
      fields: EnterpriseFields,
      now: number,
    ): Promise<string | null> {
      const id = newId();
      try {
        await db('enterprises').insert({
          id,
          organisation_id: organisationId,
          ...columnsOf(fields),
          created_at: now,
        });
        return id;
      } catch (error) {
        if (isDuplicate(error)) return null;
        throw error;
      }
    },

    /** Writes over the version that the caller saw. */
    async update(
      where: { organisationId: string; enterpriseId: string },
      version: number,
      fields: EnterpriseFields,
    ): Promise<'written' | 'changed' | 'name_taken'> {
      try {
        const met = await db('enterprises')
          .where({ organisation_id: where.organisationId, id: where.enterpriseId, version })
          .update({ ...columnsOf(fields), version: version + 1 });
        return met === 1 ? 'written' : 'changed';
      } catch (error) {
        if (isDuplicate(error)) return 'name_taken';
        throw error;
      }
    },

    /** The name of an enterprise stands with mentors of each programme of the college. */
    async bumpProgrammes(organisationId: string): Promise<void> {
      await db('programmes').where('organisation_id', organisationId).increment('revision', 1);
    },
  };
}
