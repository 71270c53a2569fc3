import { createHash } from 'node:crypto';
import { todayIn } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { fromJson } from '../../shared/db/dialect.js';
import type { ReportData } from '../api/closing-report.js';
import type { MeetingFormat, MeetingKind, PlanKind, Topic } from '../api/index.js';
import { PLAN_TEXTS } from '../api/index.js';
import type { Authority } from '../authorise.js';
import type { ServiceDeps } from '../handler.js';
import type { PairWithPeople } from '../pairs/index.js';
import { readProgrammeSettings } from '../programmes/index.js';
import { dueMeetings } from '../progress/progress-rules.js';
import { ratingsOf } from './report-rules.js';

interface MeetingGroup {
  kind: MeetingKind;
  format: MeetingFormat;
  topic: Topic | null;
  n: number | string;
  minutes: number | string;
}

/** The plans of a pair's mentees, with their goals in order. */
interface PlanRow {
  planId: string;
  name: string;
  kind: PlanKind;
  confirmedNumber: number | null;
  head: unknown;
}

/** What the plan of a mentee says of the beginning, for a case. */
export interface PlanHead {
  situation: string;
  goal: string;
}

/** Meetings of a pair are never more than some hundred: their marks are read in one. */
const MOST_RATINGS = 2000;

/** Sums by code, the greatest first. */
function summed<K extends string>(
  groups: readonly MeetingGroup[],
  codeOf: (group: MeetingGroup) => K | null,
): { code: K; n: number; minutes: number }[] {
  const sums = new Map<K, { n: number; minutes: number }>();
  for (const group of groups) {
    const code = codeOf(group);
    if (code === null) continue;
    const known = sums.get(code) ?? { n: 0, minutes: 0 };
    sums.set(code, {
      n: known.n + Number(group.n),
      minutes: known.minutes + Number(group.minutes),
    });
  }
  return [...sums]
    .map(([code, sum]) => ({ code, ...sum }))
    .sort((a, b) => b.n - a.n || (a.code < b.code ? -1 : 1));
}

/** The SQL of what a report is filled from. */
function reportStore(db: Db) {
  const standing = (pairId: string) =>
    db('meetings').where('pair_id', pairId).whereNull('withdrawn_at');

  return {
    groups: (pairId: string): Promise<MeetingGroup[]> =>
      standing(pairId)
        .groupBy('kind', 'format', 'topic')
        .select('kind', 'format', 'topic', db.raw('count(*) as n'))
        .select(db.raw('sum(minutes) as minutes')),

    closingOn: async (pairId: string): Promise<string | null> =>
      (await standing(pairId).where('kind', 'closing').orderBy('held_on', 'desc').first('held_on'))
        ?.held_on ?? null,

    /** Who was invited to how many meetings and came to how many, by name. */
    attendance: (pairId: string): Promise<{ name: string; came: number; of: number }[]> =>
      db('meeting_attendance as a')
        .join('meetings as m', 'm.id', 'a.meeting_id')
        .join('people as p', 'p.id', 'a.person_id')
        .where('m.pair_id', pairId)
        .whereNull('m.withdrawn_at')
        .groupBy('p.id', 'p.name', 'p.sort_key')
        .orderBy(['p.sort_key', 'p.id'])
        .select('p.name', db.raw('count(*) as ??', ['of']))
        .select(db.raw('sum(case when a.came then 1 else 0 end) as came')),

    /** The marks of meetings, in the order of days. */
    ratings: (pairId: string): Promise<number[]> =>
      db('meeting_attendance as a')
        .join('meetings as m', 'm.id', 'a.meeting_id')
        .where('m.pair_id', pairId)
        .whereNull('m.withdrawn_at')
        .whereNotNull('a.rating')
        .orderBy(['m.held_on', 'm.id', 'a.id'])
        .limit(MOST_RATINGS)
        .pluck('a.rating'),

    plans: (pairId: string): Promise<PlanRow[]> =>
      db('plans as pl')
        .join('people as p', 'p.id', 'pl.person_id')
        .where('pl.pair_id', pairId)
        .orderBy(['p.sort_key', 'p.id'])
        .select({
          planId: 'pl.id',
          name: 'p.name',
          kind: 'pl.kind',
          confirmedNumber: 'pl.confirmed_number',
          head: 'pl.head',
        }),

    goals: (pairId: string) =>
      db('plan_rows as r')
        .join('plans as pl', 'pl.id', 'r.plan_id')
        .where('pl.pair_id', pairId)
        .whereNull('r.removed_at')
        .orderBy(['r.position', 'r.id'])
        .select({
          planId: 'r.plan_id',
          task: 'r.task',
          dueOn: 'r.due_on',
          planned: 'r.planned',
          actual: 'r.actual',
          state: 'r.state',
          mark: 'r.mark',
        }),

    pauses: (programmeId: string, pairId: string) =>
      db('pair_pauses')
        .where({ programme_id: programmeId, pair_id: pairId })
        .whereNull('person_id')
        .select({ fromOn: 'from_on', endedOn: 'ended_on' }),

    progress: (programmeId: string, personIds: readonly string[]) =>
      db('grades as g')
        .join('people as p', 'p.id', 'g.person_id')
        .where('g.programme_id', programmeId)
        .whereIn('g.person_id', [...personIds])
        .orderBy(['p.sort_key', 'p.id'])
        .select({ name: 'p.name', score: 'g.score' }),
  };
}

function meetingSums(groups: readonly MeetingGroup[]) {
  const kinds = summed(groups, ({ kind }) => kind);
  return {
    held: kinds.reduce((sum, { n }) => sum + n, 0),
    minutes: kinds.reduce((sum, { minutes }) => sum + minutes, 0),
    kinds: kinds.map(({ code, n, minutes }) => ({ kind: code, n, minutes })),
    formats: summed(groups, ({ format }) => format).map(({ code, n }) => ({ format: code, n })),
    topics: summed(groups, ({ topic }) => topic).map(({ code, n }) => ({ topic: code, n })),
  };
}

/** All that a report says from the data: nine statements, of this one pair. */
export async function readReportData(
  db: Db,
  deps: Pick<ServiceDeps, 'clock'>,
  authority: Authority,
  pair: PairWithPeople,
): Promise<ReportData> {
  const { pairId } = pair;
  const { programmeId } = authority;
  const store = reportStore(db);
  const menteeIds = pair.mentees.map(({ personId }) => personId);
  const [groups, closing, attendance, ratings, plans, goals, pauses, progress, settings] =
    await Promise.all([
      store.groups(pairId),
      store.closingOn(pairId),
      store.attendance(pairId),
      store.ratings(pairId),
      store.plans(pairId),
      store.goals(pairId),
      store.pauses(programmeId, pairId),
      store.progress(programmeId, menteeIds),
      readProgrammeSettings(db, programmeId),
    ]);
  const today = todayIn(authority.timeZone, deps.clock);
  const span = { ...pair, joinedOn: pair.startsOn, leftOn: null, pauses };
  const { meetingEveryDays, weights, endsOn: programmeEndsOn } = settings;
  return {
    form: pair.form,
    roleVariant: pair.roleVariant,
    format: pair.format,
    startsOn: pair.startsOn,
    endsOn: pair.endsOn,
    orderNumber: pair.orderNumber,
    orderDate: pair.orderDate,
    mentors: pair.mentors.map(({ name }) => name),
    mentees: pair.mentees.map(({ name }) => name),
    due: dueMeetings(span, { today, programmeEndsOn, meetingEveryDays, weights }),
    ...meetingSums(groups),
    closingMeetingOn: closing,
    attendance: attendance.map((row) => ({
      name: row.name,
      came: Number(row.came),
      of: Number(row.of),
    })),
    plans: plans.map(({ planId, name, kind, confirmedNumber }) => ({
      name,
      kind,
      confirmed: confirmedNumber !== null,
      goals: goals
        .filter((goal) => goal.planId === planId)
        .map(({ planId: _plan, ...goal }) => goal),
    })),
    ratings: ratingsOf(ratings.map(Number)),
    progress,
  };
}

/** Names some data: whoever decides on a report says which they saw. */
export const keyOf = (data: ReportData): string =>
  createHash('sha256').update(JSON.stringify(data)).digest('base64url');

/** What the plans of a pair say of where it began and what it aimed at. */
export async function readPlanHeads(db: Db, pairId: string): Promise<PlanHead[]> {
  const plans = await reportStore(db).plans(pairId);
  return plans.map(({ kind, head }) => {
    const texts = fromJson<Record<string, string>>(head);
    const [situation, goal] =
      kind === 'individual_plan' ? PLAN_TEXTS[kind] : (['problem', 'aim'] as const);
    return { situation: texts[situation] ?? '', goal: texts[goal] ?? '' };
  });
}
