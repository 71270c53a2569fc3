import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { fromJson, toJson } from '../../shared/db/dialect.js';
import type { FileFacts } from '../api/files.js';
import type {
  ConsentKind,
  ConsentParty,
  ConsentWay,
  RepresentativeGround,
  Role,
} from '../api/index.js';
import { collegeName } from '../programmes/index.js';
import type { LedgerEntry, Subject } from './consent-rules.js';

export interface Representative {
  name: string;
  ground: RepresentativeGround;
  document: string | null;
}

/** A row of the ledger as it is written. */
export interface NewEntry {
  consentId: string;
  organisationId: string;
  programmeId: string;
  personId: string;
  kind: ConsentKind;
  act: 'given' | 'withdrawn';
  on: string;
  validUntil: string | null;
  way: ConsentWay;
  byWhom: ConsentParty;
  representative: Representative | null;
  purpose: string | null;
  data: readonly string[];
  actions: readonly string[];
  textVersion: string | null;
  fullText: string | null;
  originalNumber: string | null;
  originalNote: string | null;
  reason: string | null;
  proof: Record<string, string | number> | null;
  scanId: string | null;
  actorId: string | null;
  at: number;
}

/** A row as it is shown: the whole text and the proof stay where they are. */
export type StoredEntry = Omit<
  NewEntry,
  | 'organisationId'
  | 'programmeId'
  | 'personId'
  | 'fullText'
  | 'proof'
  | 'actorId'
  | 'scanId'
  | Lists
> & {
  recordedBy: string | null;
  data: string[];
  actions: string[];
  scan: FileFacts | null;
};

type Lists = 'data' | 'actions';

/** Somebody of the programme with what the rules ask of them. */
export interface Member extends Subject {
  personId: string;
  name: string;
  groupName: string | null;
  /** Whom the profile names as the representative. */
  representativeName: string | null;
  sortKey: string;
}

export interface ProgrammeOfText {
  organisationId: string;
  organisationName: string;
  title: string;
  endsOn: string;
  timeZone: string;
}

interface MemberRow {
  personId: string;
  name: string;
  groupName: string | null;
  representativeName: string | null;
  sortKey: string;
  birthDate: string | null;
  adult: number | boolean | null;
  publicationWanted: number | boolean | null;
  role: Role | null;
}

/** Rows of one person stand together; each brings one of their roles. */
function membersFrom(rows: readonly MemberRow[]): Member[] {
  const members = new Map<string, Member & { roles: Role[] }>();
  for (const { role, ...row } of rows) {
    const member = members.get(row.personId) ?? {
      ...row,
      adult: Boolean(row.adult),
      publicationWanted: Boolean(row.publicationWanted),
      roles: [],
    };
    if (role !== null) member.roles.push(role);
    members.set(row.personId, member);
  }
  return [...members.values()];
}

interface EntryRow {
  person_id: string;
  kind: ConsentKind;
  act: 'given' | 'withdrawn';
  by_whom: ConsentParty;
  effective_on: string;
  created_at: number | string;
  valid_until: string | null;
}

/**
 * The withdrawals of consents to taking part in a programme, for other statements to select `person_id`
 * of; whether somebody's is withdrawn today, the rules say. Read from an index alone.
 */
export const withdrawalsOf = (db: Db, programmeId: string): Knex.QueryBuilder =>
  db('consents')
    .where({ programme_id: programmeId, act: 'withdrawn' })
    .whereIn('kind', ['own', 'parent']);

/** The SQL of the ledger; on a transaction: `consentStore(trx)`. It adds rows and changes none. */
export function consentStore(db: Db) {
  const members = (programmeId: string) =>
    db('members as m')
      .join('people as p', 'p.id', 'm.person_id')
      .leftJoin('profiles as f', 'f.person_id', 'm.person_id')
      .leftJoin('participations as t', (join) =>
        join
          .on('t.programme_id', 'm.programme_id')
          .andOn('t.person_id', 'm.person_id')
          .andOnVal('t.state', '!=', 'withdrawn'),
      )
      .where('m.programme_id', programmeId)
      .orderBy(['m.sort_key', 'm.person_id', 't.rank'])
      .select<MemberRow[]>({
        personId: 'm.person_id',
        name: 'p.name',
        groupName: 'm.group_name',
        sortKey: 'm.sort_key',
        birthDate: 'f.birth_date',
        adult: 'f.adult',
        representativeName: 'f.representative_name',
        publicationWanted: 'm.publication_wanted',
        role: 't.role',
      });

  return {
    /** Mentors and mentees of the programme in the order of names, by one statement. */
    async membersWhoTakePart(programmeId: string): Promise<Member[]> {
      const ids = db('participations')
        .where('programme_id', programmeId)
        .whereIn('role', ['mentor', 'mentee'])
        .whereNot('state', 'withdrawn')
        .select('person_id');
      return membersFrom(await members(programmeId).whereIn('m.person_id', ids));
    },

    /** What the rules ask of all mentors and mentees of the programme, and nothing that is shown: one statement. */
    async subjects(programmeId: string): Promise<(Subject & { personId: string })[]> {
      const rows: Pick<MemberRow, 'personId' | 'birthDate' | 'adult' | 'role'>[] = await db(
        'participations as t',
      )
        .leftJoin('profiles as f', 'f.person_id', 't.person_id')
        .where('t.programme_id', programmeId)
        .whereIn('t.role', ['mentor', 'mentee'])
        .whereNot('t.state', 'withdrawn')
        .select({
          personId: 't.person_id',
          birthDate: 'f.birth_date',
          adult: 'f.adult',
          role: 't.role',
        });
      // Field by field: taking thousands of rows apart costs more than to read them.
      return rows.map(({ personId, birthDate, role, adult }) => ({
        personId,
        birthDate,
        adult: Boolean(adult),
        publicationWanted: false,
        roles: role === null ? [] : [role],
      }));
    },

    /** These people of the programme; who is not in it is left out. */
    async membersByIds(programmeId: string, personIds: readonly string[]): Promise<Member[]> {
      return membersFrom(await members(programmeId).whereIn('m.person_id', [...personIds]));
    },

    /** What the rules need of the ledger, by person: of these people, or of all the programme's. */
    async entriesOf(
      programmeId: string,
      personIds?: readonly string[],
    ): Promise<Map<string, LedgerEntry[]>> {
      const query = db('consents').where('programme_id', programmeId);
      if (personIds !== undefined) query.whereIn('person_id', [...personIds]);
      const rows: EntryRow[] = await query.select(
        'person_id',
        'kind',
        'act',
        'by_whom',
        'effective_on',
        'created_at',
        'valid_until',
      );
      const byPerson = new Map<string, LedgerEntry[]>();
      for (const row of rows) {
        const entries = byPerson.get(row.person_id) ?? [];
        entries.push({
          kind: row.kind,
          act: row.act,
          byWhom: row.by_whom,
          on: row.effective_on,
          at: Number(row.created_at),
          validUntil: row.valid_until,
        });
        byPerson.set(row.person_id, entries);
      }
      return byPerson;
    },

    /** One person's rows as they are shown, newest first. */
    async history(programmeId: string, personId: string): Promise<StoredEntry[]> {
      const rows = await db('consents as c')
        .leftJoin('people as a', 'a.id', 'c.actor_id')
        .leftJoin('files as f', 'f.id', 'c.scan_id')
        .where({ 'c.programme_id': programmeId, 'c.person_id': personId })
        .orderBy([
          { column: 'c.created_at', order: 'desc' },
          { column: 'c.id', order: 'desc' },
        ])
        .select({
          consentId: 'c.id',
          kind: 'c.kind',
          act: 'c.act',
          on: 'c.effective_on',
          validUntil: 'c.valid_until',
          way: 'c.way',
          byWhom: 'c.by_whom',
          name: 'c.representative_name',
          ground: 'c.representative_ground',
          document: 'c.ground_document',
          purpose: 'c.purpose',
          data: 'c.data',
          actions: 'c.actions',
          textVersion: 'c.text_version',
          originalNumber: 'c.original_number',
          originalNote: 'c.original_note',
          reason: 'c.reason',
          recordedBy: 'a.name',
          scanType: 'f.type',
          scanSize: 'f.size',
          at: 'c.created_at',
        });
      return rows.map(({ name, ground, document, scanType, scanSize, ...row }) => ({
        ...row,
        scan: scanType === null ? null : { type: scanType, size: Number(scanSize) },
        representative: name === null ? null : { name, ground, document },
        data: row.data === null ? [] : fromJson<string[]>(row.data),
        actions: row.actions === null ? [] : fromJson<string[]>(row.actions),
        at: Number(row.at),
      }));
    },

    /** A row of this person with the scan that came with it; null: there is no such row. */
    async row(of: { programmeId: string; personId: string; consentId: string }) {
      const row = await db('consents as c')
        .leftJoin('files as f', 'f.id', 'c.scan_id')
        .where({
          'c.id': of.consentId,
          'c.programme_id': of.programmeId,
          'c.person_id': of.personId,
        })
        .first({
          kind: 'c.kind',
          act: 'c.act',
          way: 'c.way',
          on: 'c.effective_on',
          scanId: 'c.scan_id',
          scanHash: 'f.sha256',
        });
      return (row ?? null) as {
        kind: ConsentKind;
        act: NewEntry['act'];
        way: ConsentWay;
        on: string;
        scanId: string | null;
        scanHash: string | null;
      } | null;
    },

    /** What a text is filled with of the programme; null: there is none. */
    async programme(programmeId: string): Promise<ProgrammeOfText | null> {
      const row = await db('programmes as g')
        .join('organisations as o', 'o.id', 'g.organisation_id')
        .where('g.id', programmeId)
        .first({
          organisationId: 'g.organisation_id',
          organisationName: collegeName(db),
          title: 'g.title',
          endsOn: 'g.ends_on',
          timeZone: 'o.time_zone',
        });
      return row ?? null;
    },

    /** One consent with the words that were consented to; null: no such, or they stand on paper. */
    async given(programmeId: string, consentId: string) {
      const row = await db('consents as c')
        .join('programmes as g', 'g.id', 'c.programme_id')
        .join('organisations as o', 'o.id', 'c.organisation_id')
        .where({ 'c.programme_id': programmeId, 'c.id': consentId, 'c.act': 'given' })
        .whereNotNull('c.full_text')
        .first({
          organisationName: collegeName(db),
          givenOn: 'c.effective_on',
          name: 'c.representative_name',
          ground: 'c.representative_ground',
          fullText: 'c.full_text',
        });
      if (!row) return null;
      const { name, ground, ...given } = row;
      return {
        ...(given as { organisationName: string; givenOn: string; fullText: string }),
        representative:
          name === null ? null : { name: String(name), ground: ground as RepresentativeGround },
      };
    },

    async append(entry: NewEntry): Promise<void> {
      await db('consents').insert({
        id: entry.consentId,
        organisation_id: entry.organisationId,
        programme_id: entry.programmeId,
        person_id: entry.personId,
        kind: entry.kind,
        act: entry.act,
        effective_on: entry.on,
        valid_until: entry.validUntil,
        way: entry.way,
        by_whom: entry.byWhom,
        representative_name: entry.representative?.name ?? null,
        representative_ground: entry.representative?.ground ?? null,
        ground_document: entry.representative?.document || null,
        purpose: entry.purpose,
        data: entry.act === 'given' ? toJson(entry.data) : null,
        actions: entry.act === 'given' ? toJson(entry.actions) : null,
        text_version: entry.textVersion,
        full_text: entry.fullText,
        original_number: entry.originalNumber || null,
        original_note: entry.originalNote || null,
        reason: entry.reason || null,
        proof: entry.proof === null ? null : toJson(entry.proof),
        scan_id: entry.scanId,
        actor_id: entry.actorId,
        created_at: entry.at,
      });
    },

    /** Who gave the newest parent's consent of each minor: whom to turn to where the profile says nothing. */
    /** All who have ever acted for a minor of a programme, by person, each once. */
    async everRepresented(programmeId: string): Promise<Map<string, string[]>> {
      const rows: { person_id: string; representative_name: string }[] = await db('consents')
        .where({ programme_id: programmeId, kind: 'parent', act: 'given' })
        .whereNotNull('representative_name')
        .distinct('person_id', 'representative_name');
      const names = new Map<string, string[]>();
      for (const { person_id: id, representative_name: name } of rows)
        names.set(id, [...(names.get(id) ?? []), name]);
      return names;
    },

    async representatives(programmeId: string): Promise<Map<string, string>> {
      const rows: { person_id: string; representative_name: string }[] = await db('consents')
        .where({ programme_id: programmeId, kind: 'parent', act: 'given' })
        .whereNotNull('representative_name')
        .orderBy(['effective_on', 'created_at'])
        .select('person_id', 'representative_name');
      return new Map(rows.map((row) => [row.person_id, row.representative_name]));
    },
  };
}
