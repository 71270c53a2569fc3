import type { Knex } from 'knex';
import { todayIn } from '../../shared/clock.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, notFound } from '../../shared/errors.js';
import type { OutputOf } from '../api/endpoint.js';
import type { Contract } from '../api/index.js';
import { changedFields } from '../audit/changed-fields.js';
import { recordChange } from '../audit/index.js';
import type { Authority } from '../authorise.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { settingsForNewYear } from './continuation-rules.js';
import { type Continuation, continuationStore } from './continuation-store.js';
import { programmeStore } from './programme-store.js';

type Options = OutputOf<Contract['getContinuation']>;
type Answer = OutputOf<Contract['continueProgramme']>;
type Input = Call<'continueProgramme'>['input'];

async function getContinuation(
  deps: ServiceDeps,
  { authority }: Call<'getContinuation'>,
): Promise<Options> {
  const { organisationId, programmeId, personId } = authority;
  const store = continuationStore(deps.db);
  const known = await store.find(programmeId);
  if (!known) throw notFound('programme');
  // An API key coordinates everything of its college and nothing in particular.
  if (known.answer !== null || known.setUp || personId === null) {
    return { answer: known.answer, options: [] };
  }
  const options = await store.options(organisationId, personId, programmeId);
  const keys = await store.courseKeys(options.map((one) => one.programmeId));
  return {
    answer: null,
    options: options.map((one) => ({ ...one, courseKeys: keys.get(one.programmeId) ?? [] })),
  };
}

/** The same decision once more (a form that was sent twice) is answered as the first time. */
function sameAsDecided(known: Continuation, input: Input): Answer | null {
  const { choice, programmeId, predecessorId } = input;
  if (known.predecessorId !== predecessorId) return null;
  if (choice === 'new') return known.answer === 'new' ? { programmeId } : null;
  return known.continuedIn === null ? null : { programmeId: known.continuedIn };
}

/** The courses go into the other programme; in this one nobody has done anything yet. */
async function goOn(
  trx: Knex.Transaction,
  deps: ServiceDeps,
  authority: Authority,
  into: string,
): Promise<void> {
  const store = continuationStore(trx);
  const { programmeId } = authority;
  if (await store.hasPairs(programmeId)) throw new AppError('conflict', 'it has pairs already');
  await store.moveCourses(programmeId, into);
  const course = { action: 'course_added', entity: 'programme', entityId: into } as const;
  await recordChange(trx, deps.clock, { ...authority, programmeId: into }, course);
  await recordChange(trx, deps.clock, authority, {
    action: 'continued',
    entity: 'programme',
    entityId: programmeId,
    after: { continuedIn: into },
  });
}

/** A programme of its own; with a predecessor, its settings are what the wizard shows. */
async function beginAnew(
  trx: Knex.Transaction,
  deps: ServiceDeps,
  authority: Authority,
  predecessorId: string | null,
): Promise<void> {
  const programmes = programmeStore(trx);
  const { programmeId } = authority;
  const [fresh, before] = [
    await programmes.find(programmeId),
    predecessorId === null ? null : await programmes.find(predecessorId),
  ];
  if (!fresh) throw notFound('programme');
  const today = todayIn(authority.timeZone, deps.clock);
  const settings = before ? settingsForNewYear(fresh, before, today) : null;
  if (settings !== null && before) await programmes.suggest(programmeId, settings, before);
  await recordChange(trx, deps.clock, authority, {
    action: 'began_anew',
    entity: 'programme',
    entityId: programmeId,
    ...(settings === null ? {} : changedFields({ ...fresh }, { ...settings })),
  });
}

async function continueProgramme(
  deps: ServiceDeps,
  { authority, input }: Call<'continueProgramme'>,
): Promise<Answer> {
  const { organisationId, programmeId, personId } = authority;
  const { choice, predecessorId } = input;
  return inTransaction(deps.db, async (trx) => {
    const store = continuationStore(trx);
    if (predecessorId !== null) {
      // Only one's own programmes; any other is as unknown as one that does not exist.
      const allowed =
        personId === null
          ? []
          : await store.options(organisationId, personId, programmeId, predecessorId);
      if (allowed.length === 0) throw notFound('programme');
    }
    const answer = choice === 'continue' ? 'continued' : 'new';
    if (!(await store.decide(programmeId, { answer, predecessorId }))) {
      const known = await store.find(programmeId);
      const same = known && sameAsDecided(known, input);
      if (same) return same;
      throw new AppError('conflict', 'it was decided already, or the programme is set up');
    }
    if (choice === 'continue') {
      await goOn(trx, deps, authority, predecessorId as string);
      return { programmeId: predecessorId as string };
    }
    await beginAnew(trx, deps, authority, predecessorId);
    return { programmeId };
  });
}

/** The handlers of courses that were copied for a new year. */
export function continuationHandlers(
  deps: ServiceDeps,
): Pick<Handlers, 'getContinuation' | 'continueProgramme'> {
  return {
    getContinuation: (call) => getContinuation(deps, call),
    continueProgramme: (call) => continueProgramme(deps, call),
  };
}
