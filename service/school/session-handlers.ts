import type { Knex } from 'knex';
import { todayIn } from '../../shared/clock.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, invalid } from '../../shared/errors.js';
import type { SchoolSessionFields } from '../api/school.js';
import { changedFields } from '../audit/changed-fields.js';
import { recordChange } from '../audit/index.js';
import type { Authority } from '../authorise.js';
import { callerOf, once } from '../db/once.js';
import { remembered } from '../db/remembered.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { readMentors } from './mentor-facts.js';
import { onSheet, sessionProblems, stateProblem } from './session-rules.js';
import { type StoredSession, sessionStore } from './session-store.js';
import { readSession, viewSession, viewSheet, withCounts } from './session-views.js';
import { sheetStore } from './sheet-store.js';

type Names =
  | 'listSchoolSessions'
  | 'getSchoolSession'
  | 'createSchoolSession'
  | 'updateSchoolSession'
  | 'setSchoolSessionState';

export const changedMeanwhile = (what: string) =>
  new AppError('changed_meanwhile', `the ${what} was changed meanwhile`);

/** What the journal says of a session; who was chosen for it stands there as a number. */
const forJournal = (fields: Omit<SchoolSessionFields, 'personIds'>) => ({
  title: fields.title,
  heldOn: fields.heldOn,
  startsAt: fields.startsAt,
  minutes: fields.minutes,
  place: fields.place,
  leader: fields.leader,
  schoolAudience: fields.audience,
  forms: fields.forms,
});

/** The fields of a session alone, out of an endpoint's input. */
function fieldsOf(input: SchoolSessionFields): SchoolSessionFields {
  const chosen = input.audience === 'chosen';
  return {
    title: input.title,
    heldOn: input.heldOn,
    startsAt: input.startsAt,
    minutes: input.minutes,
    place: input.place,
    link: input.link,
    topics: input.topics,
    leader: input.leader,
    audience: input.audience,
    forms: input.audience === 'forms' ? [...new Set(input.forms)] : [],
    personIds: chosen ? [...new Set(input.personIds)] : [],
  };
}

/** @throws `invalid`: who is chosen must be a mentor of the programme */
async function check(
  deps: ServiceDeps,
  trx: Knex.Transaction,
  authority: Authority,
  fields: SchoolSessionFields,
  state: StoredSession['state'],
): Promise<void> {
  const problems = sessionProblems(fields, state, todayIn(authority.timeZone, deps.clock));
  if (fields.personIds.length > 0) {
    const mentors = await readMentors(trx, authority.programmeId);
    const known = new Set(mentors.map(({ personId }) => personId));
    if (fields.personIds.some((personId) => !known.has(personId))) {
      problems.push({ path: 'personIds', code: 'value.invalid' });
    }
  }
  if (problems.length > 0) throw invalid(problems);
}

function create(deps: ServiceDeps, { actor, authority, input }: Call<'createSchoolSession'>) {
  const { organisationId, programmeId } = authority;
  const fields = fieldsOf(input);
  const key = {
    organisationId,
    actorId: callerOf(actor, authority),
    endpoint: `createSchoolSession ${programmeId}`,
    key: input.idempotencyKey,
    input,
  };
  return inTransaction(deps.db, async (trx) => {
    const { sessionId } = await once(trx, deps.clock, key, async () => {
      await check(deps, trx, authority, fields, 'planned');
      const now = deps.clock.now();
      const made = await sessionStore(trx).insert(authority, fields, now);
      const place = { organisationId, programmeId, sessionId: made };
      await sheetStore(trx).choose(place, fields.personIds, now);
      await recordChange(trx, deps.clock, authority, {
        action: 'created',
        entity: 'school_session',
        entityId: made,
        after: forJournal(fields),
      });
      return { sessionId: made };
    });
    return viewSession(trx, authority, sessionId);
  });
}

function update(deps: ServiceDeps, { authority, input }: Call<'updateSchoolSession'>) {
  const { organisationId, programmeId } = authority;
  const { sessionId, version } = input;
  const fields = fieldsOf(input);
  return inTransaction(deps.db, async (trx) => {
    const before = await readSession(trx, programmeId, sessionId);
    await check(deps, trx, authority, fields, before.state);
    if (!(await sessionStore(trx).update({ programmeId, sessionId }, version, fields)))
      throw changedMeanwhile('session');
    const place = { organisationId, programmeId, sessionId };
    await sheetStore(trx).choose(place, fields.personIds, deps.clock.now());
    await recordChange(trx, deps.clock, authority, {
      action: 'changed',
      entity: 'school_session',
      entityId: sessionId,
      ...changedFields({ ...forJournal(before) }, { ...forJournal(fields) }),
    });
    return viewSession(trx, authority, sessionId);
  });
}

/** Keeps who stands on the sheet on the day on which a session was held: the list of then. */
export async function freezeSheet(
  deps: ServiceDeps,
  trx: Knex.Transaction,
  { organisationId, programmeId }: Authority,
  session: StoredSession,
): Promise<void> {
  const { sessionId } = session;
  const store = sheetStore(trx);
  const entries = await store.ofSessions([sessionId]);
  const people = onSheet(
    { ...session, state: 'planned' },
    await readMentors(trx, programmeId),
    entries,
  );
  const place = { organisationId, programmeId, sessionId };
  await store.ensure(
    place,
    people.map(({ personId }) => personId),
    deps.clock.now(),
  );
}

function setState(deps: ServiceDeps, { authority, input }: Call<'setSchoolSessionState'>) {
  const { programmeId } = authority;
  const { sessionId, state, reason, version } = input;
  return inTransaction(deps.db, async (trx) => {
    const before = await readSession(trx, programmeId, sessionId);
    if (before.version !== version) throw changedMeanwhile('session');
    const entries = await sheetStore(trx).ofSessions([sessionId]);
    const problem = stateProblem(before, state, {
      today: todayIn(authority.timeZone, deps.clock),
      reason,
      marked: entries.some(({ mark }) => mark !== null),
    });
    if (problem) throw invalid([problem]);
    const why = state === 'cancelled' ? reason : null;
    if (!(await sessionStore(trx).setState({ programmeId, sessionId }, version, state, why)))
      throw changedMeanwhile('session');
    if (state === 'held') await freezeSheet(deps, trx, authority, before);
    await recordChange(trx, deps.clock, authority, {
      action: 'state',
      entity: 'school_session',
      entityId: sessionId,
      before: { title: before.title, state: before.state },
      after: { title: before.title, state, ...(why ? { reason: why } : {}) },
    });
    return viewSession(trx, authority, sessionId);
  });
}

/** The handlers of the sessions of the mentors' school. */
export function sessionHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  return {
    listSchoolSessions: remembered<'listSchoolSessions'>(deps, async ({ authority, input }) => {
      const { programmeId, page, pageSize } = input;
      const { rows, total } = await sessionStore(deps.db).page(programmeId, input);
      return { rows: await withCounts(deps.db, authority, rows), total, page, pageSize };
    }),
    getSchoolSession: ({ authority, input }) => {
      const today = todayIn(authority.timeZone, deps.clock);
      return viewSheet(deps.db, authority, { sessionId: input.sessionId, today });
    },
    createSchoolSession: (call) => create(deps, call),
    updateSchoolSession: (call) => update(deps, call),
    setSchoolSessionState: (call) => setState(deps, call),
  };
}
