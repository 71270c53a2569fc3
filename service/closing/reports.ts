import { todayIn, toIso } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, invalid, notFound } from '../../shared/errors.js';
import type { ReportState } from '../api/closing-reference.js';
import type { MentorReport, ReportTexts } from '../api/closing-report.js';
import { recordChange } from '../audit/index.js';
import type { Authority } from '../authorise.js';
import { callerOf, once } from '../db/once.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { type PairWithPeople, refuse, sideOf } from '../pairs/index.js';
import { hasBegun } from './closing-rules.js';
import {
  changedMeanwhile,
  closingPair,
  isFrozen,
  readLocked,
  readPair,
  refuseFrozen,
} from './pair-access.js';
import { keyOf, readReportData } from './report-facts.js';
import { decisionProblems, isOpenReport, submitProblems } from './report-rules.js';
import { type AcceptedReport, reportStore, type StoredReport } from './report-store.js';

const NO_TEXTS: ReportTexts = {
  achieved: '',
  difficulties: '',
  advice: '',
  reward: '',
  recommendation: null,
};

/** A draft is the mentor's own until it is handed in: the college reads it then. */
const hidesDraft = (authority: Authority, report: StoredReport | null): boolean =>
  authority.role === 'head' && report !== null && isOpenReport(report.state);

/** The version of a report that is asked for, or that stands. */
function shownOf(
  report: StoredReport | null,
  versions: readonly AcceptedReport[],
  asked: number | undefined,
): AcceptedReport | null {
  if (asked !== undefined) {
    const found = versions.find(({ number }) => number === asked);
    if (!found) throw notFound('report version');
    return found;
  }
  return report?.state === 'accepted' ? (versions[0] ?? null) : null;
}

async function mayWrite(
  db: Db,
  deps: ServiceDeps,
  authority: Authority,
  pair: PairWithPeople,
  state: ReportState | null,
): Promise<boolean> {
  if (authority.role === 'head' || !isOpenReport(state)) return false;
  const today = todayIn(authority.timeZone, deps.clock);
  return hasBegun(await closingPair(db, pair), today);
}

async function view(
  db: Db,
  deps: ServiceDeps,
  authority: Authority,
  pair: PairWithPeople,
  asked?: number,
): Promise<MentorReport> {
  const { pairId, shortNames } = pair;
  const store = reportStore(db);
  const report = await store.find(authority.programmeId, pairId);
  const versions = report ? await store.versions(report.reportId) : [];
  const shown = shownOf(report, versions, asked);
  const data = shown?.content.data ?? (await readReportData(db, deps, authority, pair));
  const frozen = await isFrozen(db, deps, authority, pair);
  const hidden = hidesDraft(authority, report);
  const state = report?.state ?? null;
  const staff = authority.role === 'coordinator' || authority.role === 'curator';
  const texts = shown?.content.texts ?? report?.texts ?? NO_TEXTS;
  return {
    pairId,
    shortNames,
    state,
    texts: hidden && !shown ? NO_TEXTS : texts,
    data,
    dataKey: keyOf(data),
    submittedBy: shown ? shown.content.submittedBy : (report?.submittedByName ?? null),
    submittedAt: report?.submittedAt ? toIso(report.submittedAt) : null,
    returnNote: state === 'returned' ? (report?.returnNote ?? null) : null,
    versions: versions.map(({ number, acceptedBy, acceptedAt }) => ({
      number,
      acceptedBy,
      acceptedAt: toIso(acceptedAt),
    })),
    shownNumber: shown?.number ?? null,
    version: report?.version ?? 0,
    mayWrite: shown === null && !frozen && (await mayWrite(db, deps, authority, pair, state)),
    mayDecide: staff && (state === 'submitted' || state === 'accepted'),
    frozen,
  };
}

async function get(
  deps: ServiceDeps,
  { authority, input }: Call<'getMentorReport'>,
): Promise<MentorReport> {
  const pair = await readPair(deps.db, authority, input.pairId);
  return view(deps.db, deps, authority, pair, input.number);
}

type Saved = { version: number; state: ReportState };

async function save(
  deps: ServiceDeps,
  { actor, authority, input }: Call<'saveMentorReport'>,
): Promise<Saved> {
  const { organisationId, programmeId } = authority;
  const { pairId, submit, version, idempotencyKey } = input;
  const { achieved, difficulties, advice, reward, recommendation } = input;
  const texts = { achieved, difficulties, advice, reward, recommendation };
  return inTransaction(deps.db, async (trx) => {
    const pair = await readLocked(trx, authority, pairId);
    const key = {
      organisationId,
      actorId: callerOf(actor, authority),
      endpoint: 'saveMentorReport',
    };
    return once(trx, deps.clock, { ...key, key: idempotencyKey, input }, async () => {
      const store = reportStore(trx);
      const before = await store.find(programmeId, pairId);
      if ((before?.version ?? 0) !== version) throw changedMeanwhile('report');
      await refuseFrozen(trx, deps, authority, pair);
      if (!(await mayWrite(trx, deps, authority, pair, before?.state ?? null)))
        throw invalid([{ path: '', code: before ? 'closing.reportStands' : 'closing.early' }]);
      if (submit) refuse(submitProblems(texts));
      const place = { organisationId, programmeId, pairId };
      const by = { personId: authority.personId, now: deps.clock.now(), submit };
      if (!(await store.save(place, texts, by, version))) throw changedMeanwhile('report');
      const forMentor = sideOf(authority) === null;
      await recordChange(trx, deps.clock, authority, {
        action: submit ? 'pair.report_submitted' : 'pair.report_written',
        entity: 'pair',
        entityId: pairId,
        after: forMentor ? { forMentor: true } : {},
      });
      const state = submit ? 'submitted' : (before?.state ?? 'draft');
      return { version: version + 1, state };
    });
  });
}

async function decide(
  deps: ServiceDeps,
  { authority, input }: Call<'decideMentorReport'>,
): Promise<Saved> {
  const { organisationId, programmeId, personId } = authority;
  const { pairId, decision, note, dataKey, version } = input;
  return inTransaction(deps.db, async (trx) => {
    const pair = await readLocked(trx, authority, pairId);
    const store = reportStore(trx);
    const report = await store.find(programmeId, pairId);
    if (!report) throw notFound('report');
    if (report.version !== version) throw changedMeanwhile('report');
    refuse(decisionProblems(report.state, decision, note));
    const by = { personId, now: deps.clock.now() };
    let done: boolean;
    if (decision === 'accept') {
      const data = await readReportData(trx, deps, authority, pair);
      // A meeting that was written down since would be accepted unseen.
      if (keyOf(data) !== dataKey)
        throw new AppError('changed_meanwhile', 'the data of the report have changed');
      const { texts, submittedByName: submittedBy } = report;
      const place = { organisationId, programmeId, pairId };
      done = await store.accept(place, report, { texts, data, submittedBy }, by);
    } else done = await store.giveBack(report, note, by);
    if (!done) throw changedMeanwhile('report');
    await recordChange(trx, deps.clock, authority, {
      action: decision === 'accept' ? 'pair.report_accepted' : 'pair.report_returned',
      entity: 'pair',
      entityId: pairId,
      after: {},
    });
    return { version: version + 1, state: decision === 'accept' ? 'accepted' : 'returned' };
  });
}

/** The mentor's report on a pair (methodology §9.2). */
export const reportHandlers = (
  deps: ServiceDeps,
): Pick<Handlers, 'getMentorReport' | 'saveMentorReport' | 'decideMentorReport'> => ({
  getMentorReport: (call) => get(deps, call),
  saveMentorReport: (call) => save(deps, call),
  decideMentorReport: (call) => decide(deps, call),
});
