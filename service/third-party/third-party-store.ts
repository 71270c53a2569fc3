import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { fromJson, toJson } from '../../shared/db/dialect.js';
import { newId } from '../../shared/ids.js';
import type { Answers } from '../api/questionnaire-definition.js';
import type { ThirdPartyGiver, ThirdPartyState } from '../api/reference.js';
import { bulkInsert } from '../db/bulk.js';
import type { SheetFacts } from './third-party-rules.js';

/** The source of what staff tell in the tool; else it is the link. */
const STAFF = 'staff';

export interface StoredSheet {
  sheetId: string;
  personId: string;
  giver: ThirdPartyGiver;
  linkId: string | null;
  template: string;
  state: ThirdPartyState;
  /** As the giver named themselves, or by their account. */
  givenBy: string | null;
  answers: Answers | null;
  givenAt: number | null;
  version: number;
  createdAt: number;
}

/** With what is needed to name the student to the holder of a link. */
export interface AskedSheet extends StoredSheet {
  familyName: string | null;
  givenName: string | null;
  name: string;
  groupName: string | null;
}

interface Place {
  organisationId: string;
  programmeId: string;
}

export interface NewSheet {
  personId: string;
  giver: ThirdPartyGiver;
  linkId: string;
  template: string;
}

export interface Told {
  template: string;
  answers: Answers;
  giverName: string | null;
  givenBy: string | null;
  now: number;
}

const COLUMNS = {
  sheetId: 's.id',
  personId: 's.person_id',
  giver: 's.giver',
  linkId: 's.link_id',
  template: 's.template',
  state: 's.state',
  giverName: 's.giver_name',
  answers: 's.answers',
  givenAt: 's.given_at',
  version: 's.version',
  createdAt: 's.created_at',
};

type Row = Omit<StoredSheet, 'answers' | 'givenBy'> & {
  answers: unknown;
  giverName: string | null;
  byName?: string | null;
};

function sheetFrom<T extends Row>({ answers, giverName, byName, ...row }: T) {
  return {
    ...row,
    givenBy: giverName ?? byName ?? null,
    answers: answers === null ? null : fromJson<Answers>(answers),
    givenAt: row.givenAt === null ? null : Number(row.givenAt),
    createdAt: Number(row.createdAt),
  };
}

/** The SQL of what third parties tell. */
export function thirdPartyStore(db: Db) {
  /** Those of somebody who is a mentee now. */
  const ofMentees = (programmeId: string): Knex.QueryBuilder =>
    db('participations as t')
      .join('members as m', (join) =>
        join.on('m.programme_id', 't.programme_id').andOn('m.person_id', 't.person_id'),
      )
      .where({ 't.programme_id': programmeId, 't.role': 'mentee' })
      .whereNot('t.state', 'withdrawn');

  return {
    async insert(place: Place, sheets: readonly NewSheet[], now: number): Promise<void> {
      await bulkInsert(
        db,
        'third_party_sheets',
        sheets.map(({ personId, giver, linkId, template }) => ({
          id: newId(),
          organisation_id: place.organisationId,
          programme_id: place.programmeId,
          person_id: personId,
          giver,
          source: linkId,
          link_id: linkId,
          template,
          state: 'asked',
          created_at: now,
        })),
      );
    },

    /** The first sheet of staff about somebody, already told. Fails as a duplicate where there is one. */
    async insertOfStaff(
      place: Place,
      of: { personId: string; giver: ThirdPartyGiver },
      told: Told,
    ): Promise<string> {
      const id = newId();
      await db('third_party_sheets').insert({
        id,
        organisation_id: place.organisationId,
        programme_id: place.programmeId,
        person_id: of.personId,
        giver: of.giver,
        source: STAFF,
        template: told.template,
        state: 'given',
        given_by: told.givenBy,
        answers: toJson(told.answers),
        given_at: told.now,
        version: 1,
        created_at: told.now,
      });
      return id;
    },

    /** Writes over the version that the caller saw; false: somebody was faster. */
    async tell(sheetId: string, version: number, told: Told): Promise<boolean> {
      const met = await db('third_party_sheets')
        .where({ id: sheetId, version })
        .update({
          state: 'given',
          template: told.template,
          giver_name: told.giverName,
          given_by: told.givenBy,
          answers: toJson(told.answers),
          given_at: told.now,
          version: version + 1,
        });
      return met === 1;
    },

    async ofStaff(
      programmeId: string,
      personId: string,
      giver: ThirdPartyGiver,
    ): Promise<StoredSheet | null> {
      const row: Row | undefined = await db('third_party_sheets as s')
        .where({
          's.programme_id': programmeId,
          's.person_id': personId,
          's.giver': giver,
          's.source': STAFF,
        })
        .first(COLUMNS);
      return row ? sheetFrom(row) : null;
    },

    /** All sheets about somebody, the newest first. */
    async ofPerson(programmeId: string, personId: string): Promise<StoredSheet[]> {
      const rows: Row[] = await db('third_party_sheets as s')
        .leftJoin('people as a', 'a.id', 's.given_by')
        .where({ 's.programme_id': programmeId, 's.person_id': personId })
        .orderBy('s.id', 'desc')
        .select({ ...COLUMNS, byName: 'a.name' });
      return rows.map(sheetFrom);
    },

    /** The sheets of a link about those who are mentees now, in the order of names. */
    async ofLink(programmeId: string, linkId: string): Promise<AskedSheet[]> {
      const rows: (Row & AskedSheet)[] = await ofMentees(programmeId)
        .join('third_party_sheets as s', (join) =>
          join.on('s.programme_id', 't.programme_id').andOn('s.person_id', 't.person_id'),
        )
        .join('people as p', 'p.id', 't.person_id')
        .where('s.link_id', linkId)
        .orderBy(['m.sort_key', 'm.person_id'])
        .select({
          ...COLUMNS,
          familyName: 'p.family_name',
          givenName: 'p.given_name',
          name: 'p.name',
          groupName: 'm.group_name',
        });
      return rows.map(sheetFrom);
    },

    /** How all sheets of a programme stand: one statement, without what was told. */
    async facts(programmeId: string): Promise<SheetFacts[]> {
      const rows = await db('third_party_sheets as s')
        .leftJoin('personal_links as l', 'l.id', 's.link_id')
        .where('s.programme_id', programmeId)
        .select({
          personId: 's.person_id',
          giver: 's.giver',
          state: 's.state',
          revokedAt: 'l.revoked_at',
        });
      return rows.map(({ revokedAt, ...row }) => ({ ...row, revoked: revokedAt !== null }));
    },

    /** How many were asked and told by each of some links. */
    async countsOfLinks(linkIds: readonly string[]) {
      const rows: { linkId: string; state: ThirdPartyState; n: number | string }[] =
        linkIds.length === 0
          ? []
          : await db('third_party_sheets')
              .whereIn('link_id', [...linkIds])
              .groupBy('link_id', 'state')
              .select({ linkId: 'link_id', state: 'state', n: db.raw('count(*)') });
      const countOf = (linkId: string, state: ThirdPartyState) =>
        Number(rows.find((row) => row.linkId === linkId && row.state === state)?.n ?? 0);
      return new Map(
        linkIds.map((linkId) => {
          const given = countOf(linkId, 'given');
          return [linkId, { given, asked: given + countOf(linkId, 'asked') }] as const;
        }),
      );
    },

    /** The people of a link's sheets. */
    async peopleOfLink(linkId: string): Promise<string[]> {
      const rows: { person_id: string }[] = await db('third_party_sheets')
        .where('link_id', linkId)
        .select('person_id');
      return rows.map((row) => row.person_id);
    },

    /** Those who are mentees now: of a group, or this one. */
    async mentees(
      programmeId: string,
      of: { groupName?: string | null; personId?: string | null },
    ): Promise<string[]> {
      const query = ofMentees(programmeId).orderBy(['m.sort_key', 'm.person_id']);
      if (of.groupName) query.where('m.group_name', of.groupName);
      if (of.personId) query.where('m.person_id', of.personId);
      const rows: { person_id: string }[] = await query.select('m.person_id');
      return rows.map((row) => row.person_id);
    },

    /** Of these people, those of whom this giver has told something. */
    async toldOf(
      programmeId: string,
      giver: ThirdPartyGiver,
      personIds: readonly string[],
    ): Promise<Set<string>> {
      const rows: { person_id: string }[] = await db('third_party_sheets')
        .where({ programme_id: programmeId, giver, state: 'given' })
        .whereIn('person_id', [...personIds])
        .distinct('person_id');
      return new Set(rows.map((row) => row.person_id));
    },
  };
}
