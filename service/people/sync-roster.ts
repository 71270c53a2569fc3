import type { Knex } from 'knex';
import { toIso } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { isDuplicate } from '../../shared/db/db-errors.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { AppError } from '../../shared/errors.js';
import { newId } from '../../shared/ids.js';
import type { OutputOf } from '../api/endpoint.js';
import type { Contract } from '../api/index.js';
import { recordChange } from '../audit/index.js';
import type { Call, ServiceDeps } from '../handler.js';
import { emailFromLms, nameFromLms, numberedName, type PersonName } from '../names/index.js';
import { renamePairsOf } from '../pairs/index.js';
import { type NewMember, type NewPerson, peopleStore } from './people-store.js';
import { rosterRole } from './role-rules.js';
import {
  type KnownMember,
  type RosterMember,
  type RosterPlan,
  rosterPlan,
} from './roster-rules.js';

type Answer = OutputOf<Contract['syncRoster']>;
type Input = Call<'syncRoster'>['input'];

const ATTEMPTS = 5;
const CHUNK = 1000;

interface MemberRow {
  memberId: string;
  personId: string;
  subject: string;
  lmsStatus: KnownMember['lmsStatus'];
  lmsRole: string | null;
  familyName: string | null;
  givenName: string | null;
  middleName: string | null;
  name: string;
  email: string | null;
}

/** The members of the programme who have an account in this LMS: one statement. */
async function readMembers(db: Db, input: Input): Promise<KnownMember[]> {
  const rows: MemberRow[] = await db('members as m')
    .join('people as p', 'p.id', 'm.person_id')
    .join('person_accounts as a', (join) =>
      join.on('a.person_id', 'm.person_id').andOnVal('a.issuer', input.issuer),
    )
    .where('m.programme_id', input.programmeId)
    .select({
      memberId: 'm.id',
      personId: 'm.person_id',
      subject: 'a.subject',
      lmsStatus: 'm.lms_status',
      lmsRole: 'm.lms_role',
      familyName: 'p.family_name',
      givenName: 'p.given_name',
      middleName: 'p.middle_name',
      name: 'p.name',
      email: 'p.email',
    });
  return rows.map(({ familyName, givenName, middleName, name, ...member }) => ({
    ...member,
    name: { familyName, givenName, middleName, name },
  }));
}

/** People of the organisation who come into the programme now: id and name by subject. */
async function readPeople(db: Db, organisationId: string, issuer: string, subjects: string[]) {
  const people = new Map<string, { personId: string; name: string }>();
  for (let from = 0; from < subjects.length; from += CHUNK) {
    const rows: { subject: string; personId: string; name: string }[] = await db(
      'person_accounts as a',
    )
      .join('people as p', 'p.id', 'a.person_id')
      .where({ 'a.organisation_id': organisationId, 'a.issuer': issuer })
      .whereIn('a.subject', subjects.slice(from, from + CHUNK))
      .select({ subject: 'a.subject', personId: 'a.person_id', name: 'p.name' });
    for (const { subject, ...person } of rows) people.set(subject, person);
  }
  return people;
}

interface Where {
  organisationId: string;
  programmeId: string;
  issuer: string;
  now: number;
}

async function addNewcomers(trx: Knex.Transaction, where: Where, newcomers: RosterMember[]) {
  if (newcomers.length === 0) return;
  const store = peopleStore(trx);
  const subjects = newcomers.map((one) => one.subject);
  const known = await readPeople(trx, where.organisationId, where.issuer, subjects);
  const unknown = newcomers.filter((one) => !known.has(one.subject));
  const people: NewPerson[] = [];
  if (unknown.length > 0) {
    const first = await store.takeNumbers(where.organisationId, unknown.length);
    for (const [index, entry] of unknown.entries()) {
      people.push(newPerson(entry, where.issuer, first + index));
    }
    await store.insertPeople(where.organisationId, people, where.now);
  }
  for (const { account, personId, name } of people) {
    if (account) known.set(account.subject, { personId, name: name.name });
  }
  const members = new Map<string, NewMember>();
  for (const entry of newcomers) {
    const person = known.get(entry.subject);
    if (person)
      members.set(person.personId, { ...person, lmsRole: null, held: rosterRole(entry.lmsRole) });
  }
  await store.insertMembers(where, [...members.values()], where.now);
}

function newPerson(entry: RosterMember, issuer: string, number: number): NewPerson {
  const name: PersonName = nameFromLms(entry) ?? numberedName(number);
  const email = emailFromLms(entry);
  const account = { issuer, subject: entry.subject };
  return { personId: newId(), number, name, email, account };
}

async function applyPlan(trx: Knex.Transaction, where: Where, plan: RosterPlan): Promise<void> {
  const store = peopleStore(trx);
  await addNewcomers(trx, where, plan.newcomers);
  await store.setLmsStatus(plan.back, 'active');
  await store.setLmsStatus(plan.left, 'left');
  if (plan.renamings.length === 0) return;
  await store.rename(plan.renamings);
  const called = plan.renamings.filter((one) => one.name !== one.before);
  await renamePairsOf(
    trx,
    called.map((one) => one.personId),
  );
  await store.bumpProgrammesOf(plan.renamings.map((one) => one.personId));
}

/**
 * Takes a roster of the LMS into the programme: new people, names, who has left and who is back. All
 * in one transaction, by statements of several hundred rows each; a roster that says nothing new
 * writes nothing.
 */
export async function syncRoster(
  deps: ServiceDeps,
  { authority, input }: Call<'syncRoster'>,
): Promise<Answer> {
  const { organisationId } = authority;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    try {
      return await inTransaction(deps.db, (trx) => write(trx, deps, organisationId, input));
    } catch (error) {
      // Somebody of the roster came by a launch at the same moment: read again.
      if (!isDuplicate(error)) throw error;
    }
  }
  throw new AppError('unavailable', 'the roster could not be written beside the launches');
}

async function write(
  trx: Knex.Transaction,
  deps: ServiceDeps,
  organisationId: string,
  input: Input,
): Promise<Answer> {
  const { programmeId, issuer } = input;
  const now = deps.clock.now();
  const plan = rosterPlan(input.members, await readMembers(trx, input), input.complete);
  const figures = {
    total: plan.total,
    added: plan.newcomers.length,
    updated: plan.renamings.length + plan.back.length,
    left: plan.left.length,
  };
  await applyPlan(trx, { organisationId, programmeId, issuer, now }, plan);
  if (figures.added + figures.updated + figures.left > 0) {
    await recordChange(
      trx,
      deps.clock,
      { organisationId, programmeId, personId: null, role: 'system' },
      { action: 'synchronised', entity: 'roster', entityId: programmeId, after: figures },
    );
  }
  return { ...figures, at: toIso(now) };
}
