import { todayIn } from '../../shared/clock.js';
import { isDuplicate } from '../../shared/db/db-errors.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, notFound } from '../../shared/errors.js';
import { newId } from '../../shared/ids.js';
import type { OutputOf } from '../api/endpoint.js';
import type { Contract } from '../api/index.js';
import { recordChange } from '../audit/index.js';
import type { Call, ServiceDeps } from '../handler.js';
import { joinProgramme, type KnownArrival, nothingNew, readArrival } from '../people/index.js';
import { newProgramme } from './programme-rules.js';
import { programmeStore } from './programme-store.js';

type Entry = OutputOf<Contract['enterProgramme']>;
type Input = Call<'enterProgramme'>['input'];

/** Launches that come at once make each other read again; more than a few rounds never happen. */
const ATTEMPTS = 8;

/**
 * A person comes from a course. Usually one SELECT and nothing else. What is new is written in one
 * transaction whose rows are unique: who comes second at the same moment fails there, and reads again.
 */
export async function enterProgramme(deps: ServiceDeps, input: Input): Promise<Entry> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const known = await readArrival(deps.db, input);
    if (known === null) throw notFound('organisation');
    if (nothingNew(known, input)) return entryOf(known);
    try {
      await write(deps, input, known);
    } catch (error) {
      if (!lostRace(error)) throw error;
      continue;
    }
    const written = await readArrival(deps.db, input);
    if (written?.member && written.member.held.length > 0) return entryOf(written);
  }
  throw new AppError('unavailable', 'too many people enter the programme at once');
}

const lostRace = (error: unknown): boolean =>
  isDuplicate(error) || (error instanceof AppError && error.code === 'changed_meanwhile');

function entryOf({ programme, person, member }: KnownArrival): Entry {
  if (programme === null || person === null || member === null) {
    throw new Error('an entry was answered before it was complete');
  }
  return {
    programmeId: programme.programmeId,
    personId: person.personId,
    name: person.name.name,
    roles: member.held.map((one) => one.role),
    setUp: programme.setUp,
  };
}

async function write(deps: ServiceDeps, input: Input, known: KnownArrival): Promise<void> {
  const { organisationId } = input;
  await inTransaction(deps.db, async (trx) => {
    const programmeId = known.programme?.programmeId ?? newId();
    if (known.programme === null) {
      const store = programmeStore(trx);
      const timeZone = (await store.timeZoneOf(organisationId)) ?? 'UTC';
      const values = newProgramme(input.courseTitle, todayIn(timeZone, deps.clock));
      const now = deps.clock.now();
      await store.insertCourse(newId(), organisationId, input.courseKey, programmeId, now);
      await store.insert(programmeId, organisationId, values, now);
      await recordChange(
        trx,
        deps.clock,
        { organisationId, programmeId, personId: null, role: 'system' },
        { action: 'opened', entity: 'programme', entityId: programmeId, after: { ...values } },
      );
    }
    await joinProgramme({ trx, clock: deps.clock, organisationId, programmeId }, known, input);
  });
}
