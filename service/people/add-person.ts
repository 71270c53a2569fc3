import { todayIn } from '../../shared/clock.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { type FieldProblem, invalid } from '../../shared/errors.js';
import { newId } from '../../shared/ids.js';
import { recordChange } from '../audit/index.js';
import { callerOf, once } from '../db/once.js';
import type { Call, ServiceDeps } from '../handler.js';
import { nameFromLms, type PersonName } from '../names/index.js';
import { birthDateProblem } from './age-rules.js';
import { peopleStore } from './people-store.js';
import { profileStore } from './profile-store.js';

type Input = Call<'addPerson'>['input'];

/** The name in its parts, cleaned as one from an LMS is. */
function nameOf({ familyName, givenName, middleName }: Input): PersonName {
  const parts = { subject: '', familyName, givenName, middleName: middleName ?? undefined };
  const name = nameFromLms(parts);
  if (name?.familyName && name.givenName) return name;
  throw invalid([{ path: name?.familyName ? 'givenName' : 'familyName', code: 'required' }]);
}

function problemsOf({ birthDate }: Input, today: string): FieldProblem[] {
  const code = birthDate === null ? null : birthDateProblem(birthDate, today);
  return code === null ? [] : [{ path: 'birthDate', code }];
}

/**
 * Adds somebody who has no account in the LMS: they are in the programme as others are. If they come by
 * a launch or a roster one day, that is another record, which is offered as a duplicate.
 * @throws `invalid` for a birth date that cannot be, or a name of nothing
 */
export async function addPerson(
  deps: ServiceDeps,
  { actor, authority, input }: Call<'addPerson'>,
): Promise<{ personId: string }> {
  const { organisationId, programmeId } = authority;
  const problems = problemsOf(input, todayIn(authority.timeZone, deps.clock));
  if (problems.length > 0) throw invalid(problems);
  const name = nameOf(input);
  const which = {
    organisationId,
    actorId: callerOf(actor, authority),
    endpoint: 'addPerson',
    key: input.idempotencyKey,
    input,
  };
  return inTransaction(deps.db, (trx) =>
    once(trx, deps.clock, which, async () => {
      const store = peopleStore(trx);
      const now = deps.clock.now();
      const personId = newId();
      const number = await store.takeNumbers(organisationId, 1);
      const person = { personId, number, name, email: null, account: null };
      await store.insertPeople(organisationId, [person], now);
      const held = { role: input.role, state: 'admitted' as const };
      const member = { personId, name: name.name, lmsRole: null, held, lmsStatus: 'none' as const };
      await store.insertMembers({ organisationId, programmeId }, [member], now);
      await profileStore(trx).write(
        { organisationId, programmeId, personId },
        0,
        {
          birthDate: input.birthDate,
          adult: input.birthDate === null && input.adult,
          groupName: input.groupName || null,
          course: null,
          speciality: null,
          workplace: input.workplace || null,
          position: input.position || null,
          phone: input.phone || null,
          contactEmail: input.contactEmail || null,
          representativeName: null,
          representativeContact: null,
          publicationWanted: false,
        },
        now,
      );
      await recordChange(trx, deps.clock, authority, {
        action: 'added',
        entity: 'participant',
        entityId: personId,
        after: { name: name.name, roles: [input.role] },
      });
      return { personId };
    }),
  );
}
