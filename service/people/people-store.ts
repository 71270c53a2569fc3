import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { newId } from '../../shared/ids.js';
import type { Role } from '../api/index.js';
import { bulkInsert, bulkUpdate } from '../db/bulk.js';
import { type PersonName, sortKey } from '../names/index.js';
import { type HeldRole, roleRank } from './role-rules.js';

/** A person who is new in the organisation. */
export interface NewPerson {
  personId: string;
  number: number;
  name: PersonName;
  email: string | null;
  /** Their account in an LMS; null: they have none. */
  account: { issuer: string; subject: string } | null;
}

/** A person who is new in the programme. */
export interface NewMember {
  personId: string;
  name: string;
  /** As seen at a launch; null: known from the roster only. */
  lmsRole: string | null;
  held: HeldRole;
  /** `none`: without an account in the LMS; their role is a coordinator's word. */
  lmsStatus?: 'active' | 'none';
  /** The id of the row of the role, where the caller needs a certain one. */
  participationId?: string | undefined;
}

/** What the LMS says anew of a person. */
export interface Renaming {
  personId: string;
  name: PersonName;
  email: string | null;
}

const nameColumns = (name: PersonName) => ({
  family_name: name.familyName,
  given_name: name.givenName,
  middle_name: name.middleName,
  name: name.name,
  sort_key: sortKey(name.name),
});

/** Writes about people, accounts, members and roles, many at once; on a transaction. */
export function peopleStore(trx: Knex.Transaction) {
  return {
    /** Takes so many of the organisation's numbers for people, by one statement; the first of them. */
    async takeNumbers(organisationId: string, count: number): Promise<number> {
      const organisation = () => trx('organisations').where('id', organisationId);
      await organisation().increment('next_person_number', count);
      // The row is ours until the end of the transaction: nobody can have moved it on in between.
      const row: { next_person_number: number } = await organisation().first('next_person_number');
      return row.next_person_number - count;
    },

    /** Fails as a duplicate when one of the accounts is known by now. */
    async insertPeople(
      organisationId: string,
      people: readonly NewPerson[],
      now: number,
    ): Promise<void> {
      const base = { organisation_id: organisationId, created_at: now };
      await bulkInsert(
        trx,
        'person_accounts',
        people.flatMap(({ personId, account }) =>
          account === null ? [] : [{ id: newId(), ...base, person_id: personId, ...account }],
        ),
      );
      await bulkInsert(
        trx,
        'people',
        people.map((one) => ({
          id: one.personId,
          ...base,
          number: one.number,
          ...nameColumns(one.name),
          email: one.email,
        })),
      );
    },

    /** Fails as a duplicate when one of them is a member by now. */
    async insertMembers(
      where: { organisationId: string; programmeId: string },
      members: readonly NewMember[],
      now: number,
    ): Promise<void> {
      const base = {
        organisation_id: where.organisationId,
        programme_id: where.programmeId,
        created_at: now,
      };
      await bulkInsert(
        trx,
        'members',
        members.map((one) => ({
          id: newId(),
          ...base,
          person_id: one.personId,
          sort_key: sortKey(one.name),
          lms_status: one.lmsStatus ?? 'active',
          lms_role: one.lmsRole,
          roles_by_hand: one.lmsStatus === 'none',
        })),
      );
      await bulkInsert(
        trx,
        'participations',
        members.map((one) => ({
          id: one.participationId ?? newId(),
          ...base,
          person_id: one.personId,
          role: one.held.role,
          rank: roleRank(one.held.role),
          state: one.held.state,
          by_hand: one.lmsStatus === 'none',
        })),
      );
    },

    /** The names and e-mails of people, and their place in the lists of all programmes. */
    async rename(people: readonly Renaming[]): Promise<void> {
      await bulkUpdate(
        trx,
        'people',
        people.map((one) => ({ id: one.personId, ...nameColumns(one.name), email: one.email })),
        'id',
        { version: trx.raw('version + 1') },
      );
      await bulkUpdate(
        trx,
        'members',
        people.map((one) => ({ person_id: one.personId, sort_key: sortKey(one.name.name) })),
        'person_id',
      );
    },

    /** Marks members as being in the LMS course, or as having left it. */
    async setLmsStatus(memberIds: readonly string[], status: 'active' | 'left'): Promise<void> {
      const CHUNK = 1000;
      for (let from = 0; from < memberIds.length; from += CHUNK) {
        await trx('members')
          .whereIn('id', memberIds.slice(from, from + CHUNK))
          .update({ lms_status: status });
      }
    },

    /** Every programme of these people shows something else now. */
    async bumpProgrammesOf(personIds: readonly string[]): Promise<void> {
      await trx('programmes')
        .whereIn('id', (theirs: Knex.QueryBuilder) =>
          theirs
            .from('members')
            .whereIn('person_id', [...personIds])
            .select('programme_id'),
        )
        .increment('revision', 1);
    },

    /** Gives a role, also one that was taken back earlier. */
    async giveRole(
      where: { organisationId: string; programmeId: string; personId: string },
      held: HeldRole,
      options: { byHand: boolean; scopeForms: string | null; now: number; id?: string | undefined },
    ): Promise<void> {
      const key = { programme_id: where.programmeId, person_id: where.personId, role: held.role };
      const values = {
        state: held.state,
        by_hand: options.byHand,
        scope_forms: options.scopeForms,
      };
      // Who was declined or left and gets the role again has come back.
      const back = { decision: null, decision_reason: null, supported: false };
      const again = await trx('participations')
        .where({ ...key, state: 'withdrawn' })
        .update({ ...values, ...back });
      if (again > 0) return;
      if ((await trx('participations').where(key).update(values)) > 0) return;
      await trx('participations').insert({
        id: options.id ?? newId(),
        organisation_id: where.organisationId,
        ...key,
        ...values,
        rank: roleRank(held.role),
        created_at: options.now,
      });
    },

    /** Takes roles back; their rows stay, so that the journal's words keep their sense. */
    async takeRoles(programmeId: string, personId: string, roles: readonly Role[]): Promise<void> {
      if (roles.length === 0) return;
      await trx('participations')
        .where({ programme_id: programmeId, person_id: personId })
        .whereIn('role', [...roles])
        .whereNot('state', 'withdrawn')
        .update({ state: 'withdrawn', decision: null, supported: false });
    },
  };
}

/** True when somebody is coordinator of the programme, apart from one person where one is named. */
export async function hasCoordinator(
  db: Db,
  programmeId: string,
  apartFrom?: string,
): Promise<boolean> {
  const query = db('participations')
    .where({ programme_id: programmeId, role: 'coordinator' })
    .whereNot('state', 'withdrawn');
  if (apartFrom !== undefined) query.whereNot('person_id', apartFrom);
  return (await query.first('id')) !== undefined;
}
