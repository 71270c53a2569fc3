import type { Knex } from 'knex';
import { todayIn } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, invalid } from '../../shared/errors.js';
import type { CriteriaSheet, Criterion } from '../api/criteria.js';
import { recordChange } from '../audit/index.js';
import type { Authority } from '../authorise.js';
import { readCouncilOn } from '../council/index.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { readMentor } from '../mentors/index.js';
import { namesOf } from '../people/index.js';
import { criteriaStore, type StoredCriteria, type StoredSheet } from './criteria-store.js';
import { DEFAULT_CRITERIA } from './default-criteria.js';
import { levelOf, percentOf, pointsOf, scoreProblems, summaryOf } from './selection-rules.js';

type Names = 'getCriteria' | 'updateCriteria' | 'listCriteriaSheets' | 'fillCriteriaSheet';

const meanwhile = (what: string) => new AppError('changed_meanwhile', `${what} changed meanwhile`);

async function getCriteria(deps: ServiceDeps, programmeId: string) {
  const current = await criteriaStore(deps.db).current(programmeId);
  return { number: current?.number ?? 0, items: current?.items ?? [...DEFAULT_CRITERIA] };
}

function updateCriteria(deps: ServiceDeps, { authority, input }: Call<'updateCriteria'>) {
  const codes = input.items.map(({ code }) => code);
  if (new Set(codes).size !== codes.length) {
    throw invalid([{ path: 'items', code: 'criteria.twice' }]);
  }
  return inTransaction(deps.db, async (trx) => {
    const store = criteriaStore(trx);
    const current = await store.current(authority.programmeId);
    if ((current?.number ?? 0) !== input.version) throw meanwhile('the criteria');
    const by = { personId: authority.personId, at: deps.clock.now() };
    const made = await store.add(authority, input.version + 1, input.items, by);
    if (!made) throw meanwhile('the criteria');
    await recordChange(trx, deps.clock, authority, {
      action: 'changed',
      entity: 'mentor_criteria',
      entityId: made.criteriaId,
      before: { criteria: current?.items.map(({ text }) => text) ?? [] },
      after: { criteria: input.items.map(({ text }) => text), listNumber: made.number },
    });
    return { number: made.number, items: made.items };
  });
}

/** One sheet an assessor: who sits in the council by that, else by the person. */
const keyOf = (memberId: string | null, personId: string | null): string =>
  memberId === null ? `p${personId ?? '-'}` : `m${memberId}`;

const memberOf = (assessorKey: string): string | null =>
  assessorKey.startsWith('m') ? assessorKey.slice(1) : null;

interface Assessor {
  memberId: string | null;
  name: string;
  key: string;
  mine: boolean;
}

/**
 * In whose name the caller may assess a candidate today: a member of the council in their own; the
 * coordinator also in their own without being one, and for members from outside, who have no account.
 * Nobody assesses themself.
 */
async function assessorsFor(
  db: Db,
  authority: Authority,
  candidateId: string,
  today: string,
): Promise<Assessor[]> {
  const { programmeId, personId, role } = authority;
  if (personId === candidateId) return [];
  const members = await readCouncilOn(db, programmeId, today);
  const own = members.find((one) => one.personId !== null && one.personId === personId);
  const assessor = (memberId: string | null, name: string, mine: boolean) => ({
    memberId,
    name,
    key: keyOf(memberId, personId),
    mine,
  });
  if (role !== 'coordinator') return own ? [assessor(own.memberId, own.name, true)] : [];
  const outside = members.filter((one) => one.personId === null);
  const names = personId === null ? new Map<string, string>() : await namesOf(db, [personId]);
  const self = own
    ? assessor(own.memberId, own.name, true)
    : assessor(null, names.get(personId ?? '') ?? '', true);
  return [self, ...outside.map((one) => assessor(one.memberId, one.name, false))];
}

function toSheet(
  stored: StoredSheet,
  authority: Authority,
  assessors: readonly Assessor[],
): CriteriaSheet {
  const points = pointsOf(stored.items, stored.scores);
  return {
    sheetId: stored.sheetId,
    assessor: stored.assessor,
    mine: assessors.some(({ key }) => key === stored.assessorKey),
    memberId: memberOf(stored.assessorKey),
    filledOn: todayIn(authority.timeZone, { now: () => stored.filledAt }),
    listNumber: stored.listNumber,
    items: stored.items,
    scores: { ...stored.scores },
    comment: stored.comment,
    ...points,
    level: levelOf(percentOf(points)),
    version: stored.version,
  };
}

async function listSheets(deps: ServiceDeps, { authority, input }: Call<'listCriteriaSheets'>) {
  const { name } = await readMentor(deps.db, authority, input.personId);
  // What others think of somebody is not told to them, whatever role they hold beside.
  const own = authority.personId === input.personId;
  const today = todayIn(authority.timeZone, deps.clock);
  const assessors = await assessorsFor(deps.db, authority, input.personId, today);
  const store = criteriaStore(deps.db);
  const stored = own ? [] : await store.sheetsOf(authority.programmeId, input.personId);
  const rows = stored.map((one) => toSheet(one, authority, assessors));
  return {
    name,
    rows,
    summary: summaryOf(rows),
    assessors: assessors
      .filter(({ key }) => !stored.some((sheet) => sheet.assessorKey === key))
      .map(({ memberId, name: of }) => ({ memberId, name: of })),
  };
}

/** The list in force; the default becomes a version of the programme with the first sheet. */
async function listInForce(
  trx: Knex.Transaction,
  authority: Authority,
  at: number,
): Promise<StoredCriteria> {
  const store = criteriaStore(trx);
  const current = await store.current(authority.programmeId);
  if (current) return current;
  const made = await store.add(authority, 1, DEFAULT_CRITERIA, { personId: null, at });
  if (!made) throw meanwhile('the criteria');
  return made;
}

function checkScores(items: readonly Criterion[], scores: Record<string, number>): void {
  const problems = scoreProblems(items, scores);
  if (problems.length > 0) throw invalid(problems);
}

function notAllowed(candidate: boolean): AppError {
  const code = candidate ? 'selection.own' : 'criteria.notAssessor';
  return new AppError('conflict', code, { problems: [{ path: '', code }] });
}

function fillSheet(deps: ServiceDeps, { authority, input }: Call<'fillCriteriaSheet'>) {
  const { personId, memberId, scores, version } = input;
  const { organisationId, programmeId } = authority;
  return inTransaction(deps.db, async (trx) => {
    await readMentor(trx, authority, personId);
    const now = deps.clock.now();
    const today = todayIn(authority.timeZone, deps.clock);
    const assessors = await assessorsFor(trx, authority, personId, today);
    // Without a name said it is the caller's own.
    const assessor =
      assessors.find((one) => memberId !== null && one.memberId === memberId) ??
      (memberId === null ? assessors.find((one) => one.mine) : undefined);
    if (!assessor) throw notAllowed(authority.personId === personId);
    const store = criteriaStore(trx);
    const find = async () =>
      (await store.sheetsOf(programmeId, personId)).find((one) => one.assessorKey === assessor.key);
    const before = await find();
    if ((before?.version ?? 0) !== version) throw meanwhile('the sheet');
    const sheet = {
      scores,
      comment: input.comment || null,
      filledBy: authority.personId,
      at: now,
    };
    if (before) {
      checkScores(before.items, scores);
      if (!(await store.updateSheet(before.sheetId, version, sheet))) throw meanwhile('the sheet');
    } else {
      const list = await listInForce(trx, authority, now);
      checkScores(list.items, scores);
      const of = { organisationId, programmeId, personId };
      const by = { key: assessor.key, name: assessor.name };
      if (!(await store.insertSheet(of, list.criteriaId, by, sheet))) throw meanwhile('the sheet');
    }
    const after = await find();
    if (!after) throw meanwhile('the sheet');
    const view = toSheet(after, authority, assessors);
    await recordChange(trx, deps.clock, authority, {
      action: before ? 'criteria.changed' : 'criteria.filled',
      entity: 'participant',
      entityId: personId,
      before: before ? { points: pointsOf(before.items, before.scores).sum } : null,
      after: { points: view.sum, criteriaLevel: view.level },
    });
    return view;
  });
}

/** The handlers of the list of criteria and its sheets. */
export function criteriaHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  return {
    getCriteria: ({ authority }) => getCriteria(deps, authority.programmeId),
    updateCriteria: (call) => updateCriteria(deps, call),
    listCriteriaSheets: (call) => listSheets(deps, call),
    fillCriteriaSheet: (call) => fillSheet(deps, call),
  };
}
