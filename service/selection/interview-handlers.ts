import { todayIn, toIso } from '../../shared/clock.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, invalid, notFound } from '../../shared/errors.js';
import type { Interview, InterviewFields } from '../api/interviews.js';
import { changedFields } from '../audit/changed-fields.js';
import { recordChange } from '../audit/index.js';
import type { Authority } from '../authorise.js';
import { callerOf, once } from '../db/once.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { readMentor } from '../mentors/index.js';
import { INTERVIEW_CORRECTED, interviewStore, type StoredInterview } from './interview-store.js';
import { interviewProblems } from './selection-rules.js';

type Names = 'listInterviews' | 'getInterview' | 'recordInterview' | 'correctInterview';

/** Nobody interviews themself, nor reads what was written of them. */
function checkNotOwn(authority: Authority, personId: string): void {
  if (authority.personId !== personId) return;
  const problems = [{ path: '', code: 'selection.own' }];
  throw new AppError('conflict', 'the own interview', { problems });
}

/** What the head, and the candidate in another role, is told: that it was held and how it ended. */
const outcomeOnly = (interview: StoredInterview): Interview => ({
  ...interview,
  heldBy: null,
  motivation: null,
  experience: null,
  readiness: null,
  limits: null,
  reason: null,
});

function check(fields: InterviewFields, today: string): void {
  const problems = interviewProblems({ ...fields });
  if (fields.heldOn > today) problems.push({ path: 'heldOn', code: 'date.future' });
  if (problems.length > 0) throw invalid(problems);
}

const fieldsOf = (input: InterviewFields): InterviewFields => ({
  heldOn: input.heldOn,
  heldBy: input.heldBy,
  motivation: input.motivation || null,
  experience: input.experience || null,
  readiness: input.readiness || null,
  limits: input.limits || null,
  outcome: input.outcome,
  reason: input.reason || null,
});

async function list(deps: ServiceDeps, { authority, input }: Call<'listInterviews'>) {
  await readMentor(deps.db, authority, input.personId);
  const rows = await interviewStore(deps.db).all(input);
  const briefly = authority.role === 'head' || authority.personId === input.personId;
  return { rows: briefly ? rows.map(outcomeOnly) : rows };
}

async function get(deps: ServiceDeps, { authority, input }: Call<'getInterview'>) {
  const { name } = await readMentor(deps.db, authority, input.personId);
  checkNotOwn(authority, input.personId);
  const store = interviewStore(deps.db);
  const found = await store.find(input, input.interviewId);
  if (!found) throw notFound('interview');
  const earlier = await store.corrections(input, input.interviewId);
  return { ...found, name, earlier: earlier.map((one) => ({ ...one, at: toIso(one.at) })) };
}

function record(deps: ServiceDeps, { actor, authority, input }: Call<'recordInterview'>) {
  const { organisationId, programmeId } = authority;
  const { personId, idempotencyKey } = input;
  const fields = fieldsOf(input);
  const which = {
    organisationId,
    actorId: callerOf(actor, authority),
    endpoint: 'recordInterview',
    key: idempotencyKey,
    input,
  };
  return inTransaction(deps.db, (trx) =>
    once(trx, deps.clock, which, async () => {
      await readMentor(trx, authority, personId);
      checkNotOwn(authority, personId);
      check(fields, todayIn(authority.timeZone, deps.clock));
      const by = { personId: authority.personId, at: deps.clock.now() };
      const of = { organisationId, programmeId, personId };
      const interviewId = await interviewStore(trx).insert(of, fields, by);
      const { heldOn, outcome } = fields;
      await recordChange(trx, deps.clock, authority, {
        action: 'interview.recorded',
        entity: 'participant',
        entityId: personId,
        after: { heldOn, interviewOutcome: outcome },
      });
      return { ...fields, interviewId, version: 1 };
    }),
  );
}

/** The outcome under a name of its own: the journal's words go by the names of fields. */
const forJournal = ({ outcome, ...fields }: InterviewFields) => ({
  ...fields,
  interviewOutcome: outcome,
});

function correct(deps: ServiceDeps, { authority, input }: Call<'correctInterview'>) {
  const { personId, interviewId, version } = input;
  const fields = fieldsOf(input);
  return inTransaction(deps.db, async (trx) => {
    await readMentor(trx, authority, personId);
    checkNotOwn(authority, personId);
    const store = interviewStore(trx);
    const before = await store.find(input, interviewId);
    if (!before) throw notFound('interview');
    check(fields, todayIn(authority.timeZone, deps.clock));
    if (!(await store.update(input, interviewId, version, fields))) {
      throw new AppError('changed_meanwhile', 'the interview was changed meanwhile');
    }
    const changed = changedFields({ ...forJournal(before) }, { ...forJournal(fields) });
    await recordChange(trx, deps.clock, authority, {
      action: INTERVIEW_CORRECTED,
      entity: 'participant',
      entityId: personId,
      before: changed.before,
      after: { ...changed.after, interviewId },
    });
    return { ...fields, interviewId, version: version + 1 };
  });
}

/** The handlers of interviews with candidates for mentors. */
export function interviewHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  return {
    listInterviews: (call) => list(deps, call),
    getInterview: (call) => get(deps, call),
    recordInterview: (call) => record(deps, call),
    correctInterview: (call) => correct(deps, call),
  };
}
