import { todayIn } from '../../shared/clock.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, invalid, notFound } from '../../shared/errors.js';
import type { Profile } from '../api/profiles.js';
import { changedFields } from '../audit/changed-fields.js';
import { recordChange } from '../audit/index.js';
import { type Authority, ownId } from '../authorise.js';
import type { Handlers, ServiceDeps } from '../handler.js';
import { ageOn, birthDateProblem, comesOfAgeOn } from './age-rules.js';
import { peopleStore } from './people-store.js';
import { type ProfileFields, type ProfileRow, profileStore } from './profile-store.js';

type Names = 'getProfile' | 'updateProfile' | 'getMyProfile' | 'updateMyProfile';

const toProfile = (row: ProfileRow, today: string): Profile => ({
  ...row,
  // Beside a date the year says nothing more.
  birthYear: row.birthDate === null ? row.birthYear : null,
  age: ageOn(row, today),
  comesOfAgeOn: row.birthDate === null ? null : comesOfAgeOn(row.birthDate),
});

async function read(deps: ServiceDeps, authority: Authority, personId: string): Promise<Profile> {
  const row = await profileStore(deps.db).find(authority.programmeId, personId);
  if (!row) throw notFound('participant');
  return toProfile(row, todayIn(authority.timeZone, deps.clock));
}

const fieldsOf = (row: ProfileFields): ProfileFields => ({
  birthDate: row.birthDate,
  adult: row.birthDate === null && row.adult,
  groupName: row.groupName || null,
  course: row.course,
  speciality: row.speciality || null,
  workplace: row.workplace || null,
  position: row.position || null,
  phone: row.phone || null,
  contactEmail: row.contactEmail || null,
  representativeName: row.representativeName || null,
  representativeContact: row.representativeContact || null,
  publicationWanted: row.publicationWanted,
});

/** Refuses a birth date that cannot be, where it is a new one: what was written stays changeable. */
function checkBirthDate(before: ProfileRow, birthDate: string | null, today: string): void {
  if (birthDate === null || birthDate === before.birthDate) return;
  const code = birthDateProblem(birthDate, today);
  if (code !== null) throw invalid([{ path: 'birthDate', code }]);
}

/**
 * Writes what was changed of a profile; the journal gets the names of the fields, never what stands in
 * them (heads read the journal). All programmes of the person show it from then on.
 */
async function write(
  deps: ServiceDeps,
  authority: Authority,
  personId: string,
  version: number,
  given: Partial<ProfileFields>,
): Promise<Profile> {
  const { organisationId, programmeId } = authority;
  const today = todayIn(authority.timeZone, deps.clock);
  return inTransaction(deps.db, async (trx) => {
    const store = profileStore(trx);
    const before = await store.find(programmeId, personId);
    if (!before) throw notFound('participant');
    const meanwhile = new AppError('changed_meanwhile', 'the profile was changed meanwhile');
    if (before.version !== version) throw meanwhile;
    const fields = fieldsOf({ ...before, ...given });
    checkBirthDate(before, fields.birthDate, today);
    const changed = Object.keys(changedFields({ ...before }, { ...fields }).after);
    if (changed.length === 0) return toProfile(before, today);
    const where = { organisationId, programmeId, personId };
    if (!(await store.write(where, version, fields, deps.clock.now()))) throw meanwhile;
    await recordChange(trx, deps.clock, authority, {
      action: 'profile',
      entity: 'participant',
      entityId: personId,
      after: { profileFields: changed },
    });
    await peopleStore(trx).bumpProgrammesOf([personId]);
    return toProfile({ ...before, ...fields, version: version + 1 }, today);
  });
}

/** The handlers of the profiles of a programme's people. */
export function profileHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  return {
    getProfile: ({ authority, input }) => read(deps, authority, input.personId),
    getMyProfile: ({ authority }) => read(deps, authority, ownId(authority)),
    updateProfile: ({ authority, input }) => {
      const { programmeId: _programme, personId, version, ...given } = input;
      return write(deps, authority, personId, version, given);
    },
    updateMyProfile: ({ authority, input }) => {
      const { programmeId: _programme, version, ...given } = input;
      return write(deps, authority, ownId(authority), version, given);
    },
  };
}
