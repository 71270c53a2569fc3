import type { Knex } from 'knex';
import { v5 } from 'uuid';
import type { Clock } from '../../shared/clock.js';
import { AppError } from '../../shared/errors.js';
import { newId } from '../../shared/ids.js';
import type { Role } from '../api/index.js';
import { recordChange } from '../audit/index.js';
import {
  emailFromLms,
  type LmsPerson,
  nameFromLms,
  numberedName,
  type PersonName,
  renamed,
} from '../names/index.js';
import { renamePairsOf } from '../pairs/index.js';
import type { KnownArrival, LmsArrival } from './arrival-store.js';
import { hasCoordinator, peopleStore } from './people-store.js';
import { defaultRole, type HeldRole, type LmsRole, rolesAfterLaunch } from './role-rules.js';

/** What the LMS says anew of somebody who is known: name, e-mail; null: nothing. */
export function newsOf(
  known: { personId: string; name: PersonName; email: string | null },
  person: LmsPerson,
) {
  const name = renamed(known.name, person);
  const email = emailFromLms(person) ?? known.email;
  if (name === null && email === known.email) return null;
  return { personId: known.personId, name: name ?? known.name, email };
}

/** True when a launch finds everything as it was: then nothing is written. */
export function nothingNew(known: KnownArrival, arrival: LmsArrival): boolean {
  const { programme, person, member } = known;
  if (programme === null || person === null || member === null) return false;
  return (
    newsOf(person, arrival.person) === null &&
    member.lmsStatus === 'active' &&
    member.lmsRole === arrival.lmsRole &&
    member.held.length > 0
  );
}

interface Place {
  trx: Knex.Transaction;
  clock: Clock;
  organisationId: string;
  programmeId: string;
}

/**
 * Lets somebody into a programme that exists: a person where they are new, their name and e-mail,
 * their membership and role by default (lti.md §2). Fails as a duplicate, or as `changed_meanwhile`,
 * when somebody else was faster: the caller reads again.
 */
export async function joinProgramme(
  place: Place,
  known: KnownArrival,
  arrival: LmsArrival,
): Promise<void> {
  const store = peopleStore(place.trx);
  const { trx, clock, organisationId, programmeId } = place;
  const change: { before: Record<string, unknown>; after: Record<string, unknown> } = {
    before: {},
    after: {},
  };
  const person = known.person ?? (await addPerson(place, arrival));
  const news = newsOf(person, arrival.person);
  if (news !== null) {
    await store.rename([news]);
    await renamePairsOf(trx, [news.personId]);
    change.before['name'] = person.name.name;
    change.after['name'] = news.name.name;
  }
  const name = news?.name.name ?? person.name.name;
  const where = { organisationId, programmeId, personId: person.personId };
  const roles = known.member
    ? await followLms(place, known.member, arrival.lmsRole, where.personId)
    : await addMember(place, { personId: person.personId, name }, arrival.lmsRole);
  if (roles !== null) {
    change.before['roles'] = known.member?.held.map((one) => one.role) ?? [];
    change.after['roles'] = roles;
  }
  if (news !== null) await store.bumpProgrammesOf([news.personId]);
  await recordChange(
    trx,
    clock,
    { organisationId, programmeId, personId: null, role: 'system' },
    {
      action: known.member ? 'launched' : 'joined',
      entity: 'participant',
      entityId: person.personId,
      before: known.member ? change.before : null,
      after: change.after,
    },
  );
}

async function addPerson({ trx, clock, organisationId }: Place, arrival: LmsArrival) {
  const store = peopleStore(trx);
  const number = await store.takeNumbers(organisationId, 1);
  const person = {
    personId: newId(),
    number,
    name: nameFromLms(arrival.person) ?? numberedName(number),
    email: emailFromLms(arrival.person),
    account: { issuer: arrival.issuer, subject: arrival.person.subject },
  };
  await store.insertPeople(organisationId, [person], clock.now());
  return person;
}

/**
 * The id of the role's row of whoever becomes the first coordinator: the same for all who come at
 * once, so that the primary key lets in one of them, whatever the database's isolation.
 */
const firstCoordinatorId = (programmeId: string): string => v5('first coordinator', programmeId);

async function addMember(
  { trx, clock, organisationId, programmeId }: Place,
  person: { personId: string; name: string },
  lmsRole: LmsRole,
): Promise<Role[]> {
  const held = defaultRole(lmsRole, await coordinatorMatters(trx, programmeId, lmsRole));
  const participationId = isFirstCoordinator(held, lmsRole)
    ? firstCoordinatorId(programmeId)
    : undefined;
  const member = { ...person, lmsRole, held, participationId };
  await peopleStore(trx).insertMembers({ organisationId, programmeId }, [member], clock.now());
  return [held.role];
}

const isFirstCoordinator = (held: HeldRole, lmsRole: LmsRole): boolean =>
  held.role === 'coordinator' && lmsRole === 'instructor';

/** Whether the programme has a coordinator; asked only where the answer changes something. */
async function coordinatorMatters(
  trx: Knex.Transaction,
  programmeId: string,
  lmsRole: LmsRole,
): Promise<boolean> {
  return lmsRole !== 'instructor' || (await hasCoordinator(trx, programmeId));
}

/** A member comes again. @returns the roles that they have now, or null when those stay */
async function followLms(
  { trx, clock, organisationId, programmeId }: Place,
  member: NonNullable<KnownArrival['member']>,
  lmsRole: LmsRole,
  personId: string,
): Promise<Role[] | null> {
  const decided = member.rolesByHand || (member.lmsRole === lmsRole && member.held.length > 0);
  const { give, take } = decided
    ? { give: [], take: [] }
    : rolesAfterLaunch(member.held, lmsRole, await coordinatorMatters(trx, programmeId, lmsRole));
  const change = give.length + take.length > 0;
  const met = await trx('members')
    .where({ id: member.memberId, version: member.version })
    .update({
      lms_status: 'active',
      lms_role: lmsRole,
      // A coordinator who looks at the roles just now is told that they have changed.
      version: member.version + (change ? 1 : 0),
    });
  if (met === 0) throw new AppError('changed_meanwhile', 'the member was changed meanwhile');
  if (!change) return null;
  const store = peopleStore(trx);
  await store.takeRoles(programmeId, personId, take);
  for (const held of give) {
    const id = isFirstCoordinator(held, lmsRole) ? firstCoordinatorId(programmeId) : undefined;
    const options = { byHand: false, scopeForms: null, now: clock.now(), id };
    await store.giveRole({ organisationId, programmeId, personId }, held, options);
  }
  const kept = member.held.map((one) => one.role).filter((role) => !take.includes(role));
  return [...new Set([...give.map((one) => one.role), ...kept])];
}
