import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { fromJson, likeContains, toJson } from '../../shared/db/dialect.js';
import { newId } from '../../shared/ids.js';
import type { Certificate } from '../api/school-certificates.js';
import { searchWords, sortKey } from '../names/index.js';

const FIELDS = {
  certificateId: 'c.id',
  personId: 'c.person_id',
  name: 'c.name',
  number: 'c.number',
  year: 'c.year',
  issuedOn: 'c.issued_on',
  sessions: 'c.sessions',
  minutes: 'c.minutes',
  topics: 'c.topics',
  revokedOn: 'c.revoked_on',
  revokedReason: 'c.revoked_reason',
  version: 'c.version',
};

type Row = Omit<Certificate, 'topics'> & { topics: unknown };

export interface CertificateFilter {
  search?: string | undefined;
  state?: 'valid' | 'revoked' | undefined;
  issuedOn?: string | undefined;
  /** Of these people alone; null: of all. */
  personIds: readonly string[] | null;
  page: number;
  pageSize: number;
}

/** What a new certificate says. */
export interface NewCertificate {
  personId: string;
  name: string;
  issuedOn: string;
  sessions: number;
  minutes: number;
  topics: readonly string[];
  issuedBy: string | null;
}

/** The SQL of certificates; on a transaction: `certificateStore(trx)`. */
export function certificateStore(db: Db) {
  const ofProgramme = (programmeId: string) =>
    db('school_certificates as c').where('c.programme_id', programmeId);

  const read = async (query: Knex.QueryBuilder): Promise<Certificate[]> =>
    ((await query.select(FIELDS)) as Row[]).map((row) => ({
      ...row,
      topics: fromJson<string[]>(row.topics),
    }));

  function filtered(programmeId: string, filter: CertificateFilter) {
    const query = ofProgramme(programmeId);
    if (filter.state === 'valid') query.whereNull('c.revoked_on');
    if (filter.state === 'revoked') query.whereNotNull('c.revoked_on');
    if (filter.issuedOn !== undefined) query.where('c.issued_on', filter.issuedOn);
    if (filter.personIds !== null) query.whereIn('c.person_id', [...filter.personIds]);
    for (const word of searchWords(filter.search)) {
      query.whereRaw("c.sort_key like ? escape '!'", [likeContains(word)]);
    }
    return query;
  }

  return {
    async page(
      programmeId: string,
      filter: CertificateFilter,
    ): Promise<{ rows: Certificate[]; total: number }> {
      const rows = await read(
        filtered(programmeId, filter)
          .orderBy([
            { column: 'c.year', order: 'desc' },
            { column: 'c.number', order: 'desc' },
          ])
          .limit(filter.pageSize)
          .offset((filter.page - 1) * filter.pageSize),
      );
      const [sum] = await filtered(programmeId, filter).count({ n: '*' });
      return { rows, total: Number(sum?.['n'] ?? 0) };
    },

    async find(programmeId: string, certificateId: string): Promise<Certificate | null> {
      const [row] = await read(ofProgramme(programmeId).where('c.id', certificateId));
      return row ?? null;
    },

    /** The certificates that hold, by person: of a programme or of one person; the newest of each. */
    async valid(programmeId: string, personId?: string): Promise<Map<string, Certificate>> {
      const rows = await read(
        ofProgramme(programmeId)
          .where(personId === undefined ? {} : { 'c.person_id': personId })
          .whereNull('c.revoked_on')
          .orderBy(['c.year', 'c.number']),
      );
      return new Map(rows.map((row) => [row.personId, row]));
    },

    /** Who issues certificates of a programme does so alone, until the end of the transaction. */
    async lock(programmeId: string): Promise<void> {
      await db('programmes').where('id', programmeId).forUpdate().first('id');
    },

    /** Of these people, those with a valid certificate; what others have committed counts. */
    async holders(programmeId: string, personIds: readonly string[]): Promise<Set<string>> {
      const ids: string[] = await db('school_certificates')
        .where('programme_id', programmeId)
        .whereIn('person_id', [...personIds])
        .whereNull('revoked_on')
        .forUpdate()
        .pluck('person_id');
      return new Set(ids);
    },

    /**
     * Writes a certificate down under the next number of its organisation and year, by one statement: of
     * two at once one is refused by the unique key, and its transaction is to be run again.
     */
    async insert(
      of: { organisationId: string; programmeId: string },
      made: NewCertificate,
      now: number,
    ): Promise<string> {
      const id = newId();
      const year = Number(made.issuedOn.slice(0, 4));
      await db.raw(
        `insert into school_certificates
          (id, organisation_id, programme_id, person_id, year, number, issued_on, name, sort_key,
            sessions, minutes, topics, issued_by, version, created_at)
          select ?, ?, ?, ?, ?, coalesce(max(c.number), 0) + 1, ?, ?, ?, ?, ?, ?, ?, 1, ?
          from school_certificates c where c.organisation_id = ? and c.year = ?`,
        [
          ...[id, of.organisationId, of.programmeId, made.personId, year],
          ...[made.issuedOn, made.name, sortKey(made.name).slice(0, 200)],
          ...[made.sessions, made.minutes, toJson(made.topics), made.issuedBy as string, now],
          ...[of.organisationId, year],
        ],
      );
      return id;
    },

    /** Over the version that the caller saw; false: there is a newer one. */
    async revoke(
      where: { programmeId: string; certificateId: string },
      version: number,
      said: { on: string; reason: string; by: string | null },
    ): Promise<boolean> {
      const met = await db('school_certificates')
        .where({ programme_id: where.programmeId, id: where.certificateId, version })
        .whereNull('revoked_on')
        .update({
          revoked_on: said.on,
          revoked_reason: said.reason,
          revoked_by: said.by,
          version: version + 1,
        });
      return met === 1;
    },
  };
}
