import type { Knex } from 'knex';
import { DateTime } from 'luxon';
import type { Db } from '../../shared/db/connect.js';
import { fromJson } from '../../shared/db/dialect.js';
import type { Form } from '../api/reference.js';
import { ageOn } from '../people/age-rules.js';
import type { RegisterMember, RegisterPart, RegisterPerson, Side } from './official-cells-rules.js';

type PersonRow = Omit<RegisterPerson, 'age' | 'mentorForms'> & {
  adult: number | boolean | null;
  mentorForms: unknown;
};

const MEMBER_COLUMNS = {
  memberId: 'pm.id',
  pairId: 'pm.pair_id',
  version: 'q.version',
  personId: 'pm.person_id',
  side: 'pm.side',
  form: 'q.form',
  state: 'q.state',
  joinedOn: 'pm.joined_on',
  leftOn: 'pm.left_on',
  endsOn: 'q.ends_on',
  closedOn: 'q.closed_on',
  results: 'pm.results',
  reviewUrl: 'pm.review_url',
};

interface PartRow extends Omit<RegisterPart, 'enteredOn' | 'version'> {
  enteredOn: string | null;
  createdAt: number | string;
  version: number | null;
}

/** The SQL of what the registers are made of; on a transaction: `registerStore(trx)`. */
export function registerStore(db: Db) {
  const members = (programmeId: string): Knex.QueryBuilder =>
    db('pair_members as pm')
      .join('pairs as q', 'q.id', 'pm.pair_id')
      .where({ 'pm.programme_id': programmeId, 'q.programme_id': programmeId })
      .whereNot('q.state', 'draft')
      .select(MEMBER_COLUMNS);

  const parts = (programmeId: string): Knex.QueryBuilder =>
    db('participations as t')
      .join('members as m', (join) =>
        join.on('m.programme_id', 't.programme_id').andOn('m.person_id', 't.person_id'),
      )
      .where('t.programme_id', programmeId)
      .whereIn('t.state', ['admitted', 'candidate'])
      .whereIn('t.role', ['mentor', 'mentee'])
      .select({
        personId: 't.person_id',
        side: 't.role',
        held: 't.state',
        request: 't.request',
        enteredOn: 't.entered_on',
        createdAt: 't.created_at',
        form: 't.register_form',
        results: 't.results',
        reviewUrl: 't.review_url',
        version: 't.notes_version',
      });

  const partsFrom = (rows: PartRow[], timeZone: string): RegisterPart[] =>
    rows.map(({ createdAt, enteredOn, version, ...row }) => ({
      ...row,
      enteredOn:
        enteredOn ??
        (DateTime.fromMillis(Number(createdAt), { zone: timeZone }).toISODate() as string),
      version: Number(version ?? 0),
    }));

  return {
    /** Everybody of a programme by id, with what the cells ask for: one statement. */
    async people(programmeId: string, today: string): Promise<Map<string, RegisterPerson>> {
      const rows: PersonRow[] = await db('members as m')
        .join('people as p', 'p.id', 'm.person_id')
        .leftJoin('profiles as f', 'f.person_id', 'm.person_id')
        .leftJoin('mentor_profiles as o', 'o.person_id', 'm.person_id')
        .leftJoin('enterprises as e', 'e.id', 'o.enterprise_id')
        .where('m.programme_id', programmeId)
        .select({
          personId: 'm.person_id',
          name: 'p.name',
          sortKey: 'm.sort_key',
          email: 'p.email',
          birthDate: 'f.birth_date',
          birthYear: 'f.birth_year',
          adult: 'f.adult',
          phone: 'f.phone',
          contactEmail: 'f.contact_email',
          representativeName: 'f.representative_name',
          representativeContact: 'f.representative_contact',
          workplace: 'f.workplace',
          position: 'f.position',
          enterprise: 'e.name',
          groupName: 'm.group_name',
          speciality: 'f.speciality',
          competences: 'o.competences',
          achievements: 'o.achievements',
          interests: 'o.interests',
          preferredAge: 'o.preferred_age',
          timeResource: 'o.time_resource',
          mentorForms: 'o.forms',
        });
      return new Map(
        rows.map(({ adult, mentorForms, ...row }) => {
          const age = ageOn({ birthDate: row.birthDate, adult: Boolean(adult) }, today);
          const forms = mentorForms === null ? [] : fromJson<Form[]>(mentorForms);
          return [row.personId, { ...row, age, mentorForms: forms }];
        }),
      );
    },

    /** Those who take part, and candidates, in the order of names. */
    async parts(programmeId: string, timeZone: string): Promise<RegisterPart[]> {
      const rows: PartRow[] = await parts(programmeId).orderBy(['m.sort_key', 'm.person_id']);
      return partsFrom(rows, timeZone);
    },

    async partsOf(programmeId: string, personId: string, timeZone: string) {
      const rows: PartRow[] = await parts(programmeId)
        .where('t.person_id', personId)
        .orderBy('t.rank');
      return partsFrom(rows, timeZone);
    },

    async members(programmeId: string): Promise<RegisterMember[]> {
      return members(programmeId);
    },

    /** All who are or were in the pairs of one person. */
    async membersBeside(programmeId: string, personId: string): Promise<RegisterMember[]> {
      return members(programmeId).whereIn('pm.pair_id', (theirs: Knex.QueryBuilder) =>
        theirs
          .from('pair_members')
          .where({ programme_id: programmeId, person_id: personId })
          .select('pair_id'),
      );
    },

    /** Writes the notes over the version that the caller saw; false: there is a newer one. */
    async writeNotes(
      of: { programmeId: string; personId: string; side: Side; pairId: string | null },
      version: number,
      notes: {
        request: string | null;
        enteredOn: string | null;
        results: string | null;
        reviewUrl: string | null;
      },
    ): Promise<boolean> {
      const said = { results: notes.results, review_url: notes.reviewUrl };
      const own = of.pairId === null ? { ...said, entered_on: notes.enteredOn } : {};
      const met = await db('participations')
        .where({ programme_id: of.programmeId, person_id: of.personId, role: of.side })
        .whereRaw('coalesce(notes_version, 0) = ?', [version])
        .update({
          notes_version: version + 1,
          ...(of.side === 'mentee' ? { request: notes.request } : {}),
          ...own,
        });
      if (met === 0) return false;
      if (of.pairId !== null) {
        await db('pair_members')
          .where({ pair_id: of.pairId, person_id: of.personId, side: of.side })
          .update(said);
      }
      return true;
    },

    /** Writes the results of one pairing over the text that was seen; false: another stands there. */
    async writeResults(
      of: { programmeId: string; personId: string; side: Side; pairId: string },
      { seen, text }: { seen: string; text: string },
    ): Promise<boolean> {
      const met = await db('pair_members')
        .where({ pair_id: of.pairId, person_id: of.personId, side: of.side })
        .whereRaw("coalesce(results, '') = ?", [seen])
        .update({ results: text || null });
      if (met !== 1) return false;
      // A form of the register that is open now shows an older text: its version is not the newest any more.
      await db('participations')
        .where({ programme_id: of.programmeId, person_id: of.personId, role: of.side })
        .update({ notes_version: db.raw('coalesce(notes_version, 0) + 1') });
      return true;
    },
  };
}
