import type { Knex } from 'knex';
import { todayIn } from '../../shared/clock.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, type FieldProblem, invalid, notFound } from '../../shared/errors.js';
import { newId } from '../../shared/ids.js';
import type { PersonRef } from '../api/common.js';
import { CLOSED_PAIR_STATES, type Form } from '../api/index.js';
import type { Pair } from '../api/pairs.js';
import { changedFields } from '../audit/changed-fields.js';
import { bumpRevision, recordChange } from '../audit/index.js';
import type { Authority } from '../authorise.js';
import { withdrawnAmong } from '../consents/index.js';
import { once } from '../db/once.js';
import type { Call, ServiceDeps } from '../handler.js';
import { holdersOf } from '../people/index.js';
import { type ProgrammeRules, readProgrammeSettings } from '../programmes/index.js';
import { refreshProgress } from '../progress/index.js';
import { checkAgainst, noteDirective } from './against.js';
import { fieldProblems, memberProblems, type PairFields } from './pair-rules.js';
import { type PairWithPeople, pairStore } from './pair-store.js';
import { refreshSilence } from './pair-summary.js';
import { toPair } from './pair-view.js';
import { pairWritesStore } from './pair-writes-store.js';

export function refuse(problems: FieldProblem[]): void {
  if (problems.length > 0) throw invalid(problems);
}

/** A curator makes and changes pairs of their own forms only. */
function checkScope(authority: Authority, form: Form): void {
  if (authority.scopeForms === null || authority.scopeForms.includes(form)) return;
  throw new AppError('forbidden', `the form ${form} is not given to this curator`, {
    problems: [{ path: 'form', code: 'form.notYours' }],
  });
}

const fieldsOf = (from: PairFields): PairFields => ({
  form: from.form,
  roleVariant: from.roleVariant,
  format: from.format,
  startsOn: from.startsOn,
  endsOn: from.endsOn,
  orderNumber: from.orderNumber || null,
  orderDate: from.orderDate,
});

/** The pair as it is now, for those who may change it; otherwise `not_found`. */
export async function readForChange(
  trx: Knex.Transaction,
  authority: Authority,
  pairId: string,
): Promise<PairWithPeople> {
  const [pair] = await pairStore(trx).byIds(authority.programmeId, [pairId]);
  const visible = pair && (authority.scopeForms?.includes(pair.form) ?? true);
  if (!visible) throw notFound('pair');
  return pair;
}

export async function answerWith(
  trx: Knex.Transaction,
  deps: ServiceDeps,
  settings: ProgrammeRules,
  pairId: string,
): Promise<Pair> {
  const today = todayIn(settings.timeZone, deps.clock);
  const [pair] = await pairStore(trx).byIds(settings.programmeId, [pairId], today);
  if (!pair) throw notFound('pair');
  return toPair(pair, settings, today);
}

export const idsOf = (people: readonly PersonRef[]) => people.map((one) => one.personId);

export const changedMeanwhile = () =>
  new AppError('changed_meanwhile', 'the pair was changed meanwhile');

/** Makes a pair or a group by hand; sent twice with one key, made once. */
export async function createPair(
  deps: ServiceDeps,
  { actor, authority, input }: Call<'createPair'>,
): Promise<Pair> {
  checkScope(authority, input.form);
  const { organisationId, programmeId } = authority;
  const actorId = authority.personId ?? (actor.kind === 'apiKey' ? actor.keyId : 'system');
  const key = { organisationId, actorId, endpoint: 'createPair', key: input.idempotencyKey, input };
  return inTransaction(deps.db, (trx) =>
    once(trx, deps.clock, key, async () => {
      // Two who make the same pair at once pass here one after the other.
      await bumpRevision(trx, programmeId);
      const settings = await readProgrammeSettings(trx, programmeId);
      await checkNewPair(trx, deps, input, settings);
      const against = await checkAgainst(trx, { authority, input });
      refuse(against.problems);
      const pairId = newId();
      const { mentorIds, menteeIds } = input;
      const fields = fieldsOf(input);
      const store = pairWritesStore(trx);
      const now = deps.clock.now();
      await store.insert({
        pairId,
        organisationId,
        programmeId,
        fields,
        mentorIds,
        menteeIds,
        now,
      });
      await noteDirective(trx, { authority, input }, { pairId, rules: against.passed, now });
      await store.admit(programmeId, 'mentor', mentorIds);
      await store.admit(programmeId, 'mentee', menteeIds);
      await refreshProgress(trx, deps.clock, authority, menteeIds);
      await recordChange(trx, deps.clock, authority, {
        action: 'created',
        entity: 'pair',
        entityId: pairId,
        after: { ...fields, mentorIds, menteeIds },
      });
      return answerWith(trx, deps, settings, pairId);
    }),
  );
}

export async function checkNewPair(
  trx: Knex.Transaction,
  deps: ServiceDeps,
  input: Call<'createPair'>['input'],
  settings: ProgrammeRules,
): Promise<void> {
  const { programmeId, mentorIds, menteeIds } = input;
  const holders = {
    mentors: await holdersOf(trx, programmeId, 'mentor', mentorIds),
    mentees: await holdersOf(trx, programmeId, 'mentee', menteeIds),
  };
  const today = todayIn(settings.timeZone, deps.clock);
  const withdrawn = await withdrawnAmong(trx, { programmeId, today }, [...mentorIds, ...menteeIds]);
  refuse([...fieldProblems(input, settings), ...memberProblems(input, { ...holders, withdrawn })]);
  const store = pairWritesStore(trx);
  refuse(
    doubles(await store.menteesTogether(programmeId, input.form, mentorIds, menteeIds), menteeIds),
  );
}

const doubles = (together: ReadonlySet<string>, menteeIds: readonly string[]): FieldProblem[] =>
  menteeIds.flatMap((id, index) =>
    together.has(id) ? [{ path: `menteeIds.${index}`, code: 'pair.exists' }] : [],
  );

/** Changes form, variant, format, dates and order. */
export async function updatePair(
  deps: ServiceDeps,
  { authority, input }: Call<'updatePair'>,
): Promise<Pair> {
  const { pairId, version } = input;
  return inTransaction(deps.db, async (trx) => {
    const settings = await readProgrammeSettings(trx, authority.programmeId);
    const before = await readForChange(trx, authority, pairId);
    checkScope(authority, input.form);
    if (before.version !== version) throw changedMeanwhile();
    const store = pairWritesStore(trx);
    const problems = fieldProblems(input, settings, before.form);
    if (input.format === 'individual' && before.mentees.length > 1) {
      problems.push({ path: 'format', code: 'pair.formatIndividual' });
    }
    const first = await store.firstMeetingOn(pairId);
    if (first !== null && input.startsOn > first) {
      problems.push({ path: 'startsOn', code: 'pair.startsAfterMeeting', params: { date: first } });
    }
    refuse(problems);
    if (input.form !== before.form && !isOver(before)) {
      // As in createPair: it must not become the double of another pair that is made just now.
      await bumpRevision(trx, authority.programmeId);
      if (await hasDouble(trx, authority.programmeId, before, input.form)) {
        throw invalid([{ path: 'form', code: 'pair.exists' }]);
      }
    }
    const fields = fieldsOf(input);
    if (!(await store.update(pairId, version, fields, before.form))) throw changedMeanwhile();
    await refreshSilence(trx, pairId);
    await refreshProgress(trx, deps.clock, authority, idsOf(before.mentees));
    await recordChange(trx, deps.clock, authority, {
      action: 'changed',
      entity: 'pair',
      entityId: pairId,
      ...changedFields({ ...before }, { ...fields }),
    });
    return answerWith(trx, deps, settings, pairId);
  });
}

/** A pair goes on only with people whose consents stand, and not beside its double. */
export async function checkOpening(
  trx: Knex.Transaction,
  deps: ServiceDeps,
  settings: ProgrammeRules,
  pair: PairWithPeople,
): Promise<void> {
  const { programmeId } = settings;
  if (await hasDouble(trx, programmeId, pair, pair.form)) {
    throw invalid([{ path: 'state', code: 'pair.exists' }]);
  }
  const of = { programmeId, today: todayIn(settings.timeZone, deps.clock) };
  const people = [...idsOf(pair.mentors), ...idsOf(pair.mentees)];
  if ((await withdrawnAmong(trx, of, people)).size > 0) {
    throw invalid([{ path: 'state', code: 'pair.consentWithdrawn' }]);
  }
}

export const isOver = (pair: PairWithPeople): boolean =>
  (CLOSED_PAIR_STATES as readonly string[]).includes(pair.state);

/** True when the same people are together in another pair of this form that is not over. */
export async function hasDouble(
  trx: Knex.Transaction,
  programmeId: string,
  pair: PairWithPeople,
  form: Form,
): Promise<boolean> {
  const together = await pairWritesStore(trx).menteesTogether(
    programmeId,
    form,
    idsOf(pair.mentors),
    idsOf(pair.mentees),
    pair.pairId,
  );
  return together.size > 0;
}
