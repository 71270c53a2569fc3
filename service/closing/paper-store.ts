import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { likeContains } from '../../shared/db/dialect.js';
import { newId } from '../../shared/ids.js';
import type { ClosingPaper } from '../api/closing-papers.js';
import type { PaperKind } from '../api/closing-reference.js';
import type { Form } from '../api/reference.js';
import { searchWords, sortKey } from '../names/index.js';

const FIELDS = {
  paperId: 'c.id',
  kind: 'c.kind',
  pairId: 'c.pair_id',
  personId: 'c.person_id',
  name: 'c.name',
  number: 'c.number',
  year: 'c.year',
  issuedOn: 'c.issued_on',
  form: 'c.form',
  startsOn: 'c.starts_on',
  endsOn: 'c.ends_on',
  meetings: 'c.meetings',
  minutes: 'c.minutes',
  revokedOn: 'c.revoked_on',
  revokedReason: 'c.revoked_reason',
  version: 'c.version',
};

export interface PaperFilter {
  kind?: PaperKind | undefined;
  state?: 'valid' | 'revoked' | undefined;
  pairId?: string | undefined;
  paperId?: string | undefined;
  search?: string | undefined;
  /** A curator's forms; null: all. */
  scopeForms: readonly Form[] | null;
  page: number;
  pageSize: number;
}

/** What a new paper says. */
export interface NewPaper
  extends Pick<
    ClosingPaper,
    | 'kind'
    | 'pairId'
    | 'personId'
    | 'name'
    | 'form'
    | 'startsOn'
    | 'endsOn'
    | 'meetings'
    | 'minutes'
  > {
  issuedOn: string;
}

const SORT_KEY_LENGTH = 200;
const CHUNK = 200;

/** The SQL of certificates and thanks; on a transaction: `paperStore(trx)`. */
export function paperStore(db: Db) {
  const ofProgramme = (programmeId: string): Knex.QueryBuilder =>
    db('closing_papers as c').where('c.programme_id', programmeId);

  function filtered(programmeId: string, filter: PaperFilter): Knex.QueryBuilder {
    const query = ofProgramme(programmeId);
    if (filter.kind !== undefined) query.where('c.kind', filter.kind);
    if (filter.state === 'valid') query.whereNull('c.revoked_on');
    if (filter.state === 'revoked') query.whereNotNull('c.revoked_on');
    if (filter.pairId !== undefined) query.where('c.pair_id', filter.pairId);
    if (filter.paperId !== undefined) query.where('c.id', filter.paperId);
    if (filter.scopeForms !== null) query.whereIn('c.form', [...filter.scopeForms]);
    for (const word of searchWords(filter.search))
      query.whereRaw("c.sort_key like ? escape '!'", [likeContains(word)]);
    return query;
  }

  return {
    async page(
      programmeId: string,
      filter: PaperFilter,
    ): Promise<{ rows: ClosingPaper[]; total: number }> {
      const rows: ClosingPaper[] = await filtered(programmeId, filter)
        .orderBy([
          { column: 'c.year', order: 'desc' },
          { column: 'c.kind', order: 'asc' },
          { column: 'c.number', order: 'desc' },
        ])
        .limit(filter.pageSize)
        .offset((filter.page - 1) * filter.pageSize)
        .select(FIELDS);
      const [sum] = (await filtered(programmeId, filter).count({ n: '*' })) as {
        n: number | string;
      }[];
      return { rows, total: Number(sum?.n ?? 0) };
    },

    async find(programmeId: string, paperId: string): Promise<ClosingPaper | null> {
      const row: ClosingPaper | undefined = await ofProgramme(programmeId)
        .where('c.id', paperId)
        .first(FIELDS);
      return row ?? null;
    },

    async own(programmeId: string, pairId: string, personId: string): Promise<ClosingPaper[]> {
      return ofProgramme(programmeId)
        .where({ 'c.pair_id': pairId, 'c.person_id': personId })
        .whereNull('c.revoked_on')
        .orderBy(['c.year', 'c.number'])
        .select(FIELDS);
    },

    /** Who issues papers of a programme does so alone, until the end of the transaction. */
    async lock(programmeId: string): Promise<void> {
      await db('programmes').where('id', programmeId).forUpdate().first('id');
    },

    /** `pairId personId` of those who hold one of these pairs; what others have committed counts. */
    async holders(programmeId: string, pairIds: readonly string[]): Promise<Set<string>> {
      const found = new Set<string>();
      for (let from = 0; from < pairIds.length; from += CHUNK) {
        const rows: { pair_id: string; person_id: string }[] = await db('closing_papers')
          .where('programme_id', programmeId)
          .whereIn('pair_id', pairIds.slice(from, from + CHUNK))
          .whereNull('revoked_on')
          .forUpdate()
          .select('pair_id', 'person_id');
        for (const row of rows) found.add(`${row.pair_id} ${row.person_id}`);
      }
      return found;
    },

    /** The last number of an organisation, a kind and a year that is taken; 0: none is. */
    async lastNumber(organisationId: string, kind: PaperKind, year: number): Promise<number> {
      const row = await db('closing_papers')
        .where({ organisation_id: organisationId, kind, year })
        .max({ n: 'number' })
        .first();
      return Number(row?.n ?? 0);
    },

    /**
     * Writes papers down, numbered from `first` on: a few statements for hundreds. Of two that reach for one
     * number at once the unique key refuses one, whose transaction is to be run again.
     */
    async insert(
      of: { organisationId: string; programmeId: string },
      papers: readonly NewPaper[],
      first: number,
      by: { personId: string | null; now: number },
    ): Promise<void> {
      const rows = papers.map((paper, index) => ({
        id: newId(),
        organisation_id: of.organisationId,
        programme_id: of.programmeId,
        pair_id: paper.pairId,
        person_id: paper.personId,
        kind: paper.kind,
        year: Number(paper.issuedOn.slice(0, 4)),
        number: first + index,
        issued_on: paper.issuedOn,
        name: paper.name,
        sort_key: sortKey(paper.name).slice(0, SORT_KEY_LENGTH),
        form: paper.form,
        starts_on: paper.startsOn,
        ends_on: paper.endsOn,
        meetings: paper.meetings,
        minutes: paper.minutes,
        issued_by: by.personId,
        created_at: by.now,
      }));
      for (let from = 0; from < rows.length; from += CHUNK)
        await db('closing_papers').insert(rows.slice(from, from + CHUNK));
    },

    /** Over the version that the caller saw; false: there is a newer one, or it is revoked. */
    async change(
      where: { programmeId: string; paperId: string },
      version: number,
      columns: Readonly<Record<string, string | null>>,
    ): Promise<boolean> {
      const met = await db('closing_papers')
        .where({ programme_id: where.programmeId, id: where.paperId, version })
        .whereNull('revoked_on')
        .update({ ...columns, version: version + 1 });
      return met === 1;
    },
  };
}
