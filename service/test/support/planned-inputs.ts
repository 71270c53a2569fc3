import type { Db } from '../../../shared/db/connect.js';
import { newId } from '../../../shared/ids.js';
import type { BuiltPair, BuiltPerson } from './builders.js';
import type { Ids, Inputs, World } from './permission-world.js';

type Names =
  | 'getPlannedMeeting'
  | 'planMeeting'
  | 'changePlannedMeeting'
  | 'answerPlannedMeeting'
  | 'cancelPlannedMeeting'
  | 'holdPlannedMeeting'
  | 'closePlannedMeeting'
  | 'findPlannedOf'
  | 'getCalendar'
  | 'listCalendar'
  | 'getMyCalendarFeed'
  | 'makeMyCalendarFeed'
  | 'changeMyCalendarFeed'
  | 'revokeMyCalendarFeed'
  | 'readCalendarFeed';

export interface PlannedIds {
  plannedMeetingId: string;
}

/** What is planned, a week and a half after the day of the clock. */
export const PLAN = {
  kind: 'regular',
  onDate: '2026-11-20',
  startsAt: '15:00',
  minutes: 45,
  format: 'in_person',
} as const;

const MONTH = { from: '2026-11-01', to: '2026-11-30' };

const inProgramme = (w: World) => ({ programmeId: w.programme.programmeId });
const atPlan = (w: World, ids: Ids) => ({
  ...inProgramme(w),
  plannedMeetingId: ids.plannedMeetingId,
  version: 1,
});

/** Well-formed inputs of the endpoints of planned meetings. */
export const PLANNED_INPUTS: Pick<Inputs, Names> = {
  getPlannedMeeting: (w, ids) => ({
    ...inProgramme(w),
    plannedMeetingId: ids.plannedMeetingId,
  }),
  planMeeting: (w, ids) => ({ ...inProgramme(w), ...PLAN, pairId: ids.pair.pairId }),
  changePlannedMeeting: (w, ids) => ({ ...atPlan(w, ids), ...PLAN, startsAt: '16:00' }),
  answerPlannedMeeting: (w, ids) => ({ ...atPlan(w, ids), answer: 'agrees' }),
  cancelPlannedMeeting: (w, ids) => ({ ...atPlan(w, ids), reason: 'illness' }),
  holdPlannedMeeting: atPlan,
  closePlannedMeeting: (w, ids) => ({ ...atPlan(w, ids), meetingId: ids.meetingId }),
  getCalendar: (w) => ({ ...inProgramme(w), ...MONTH }),
  listCalendar: (w) => ({ ...inProgramme(w), ...MONTH }),
  getMyCalendarFeed: inProgramme,
  makeMyCalendarFeed: inProgramme,
  changeMyCalendarFeed: (w) => ({ ...inProgramme(w), withNames: true }),
  revokeMyCalendarFeed: inProgramme,
  readCalendarFeed: () => ({ token: 'of-nobody' }),
  findPlannedOf: (w, ids) => ({ ...inProgramme(w), meetingId: ids.meetingId }),
};

/** The tables that these endpoints write. */
export const PLANNED_TABLES = [
  'planned_meetings',
  'planned_meeting_answers',
  'calendar_feeds',
] as const;

/** A meeting of a pair that its mentor has proposed. */
export async function buildPlan(
  db: Db,
  pair: BuiltPair,
  by: BuiltPerson,
  overrides: Record<string, unknown> = {},
): Promise<PlannedIds> {
  const plannedMeetingId = newId();
  await db('planned_meetings').insert({
    id: plannedMeetingId,
    organisation_id: pair.organisationId,
    programme_id: pair.programmeId,
    pair_id: pair.pairId,
    pair_form: pair.form,
    kind: PLAN.kind,
    on_date: PLAN.onDate,
    starts_at: PLAN.startsAt,
    minutes: PLAN.minutes,
    format: PLAN.format,
    state: 'proposed',
    proposed_by: by.personId,
    proposed_side: 'mentor',
    created_at: 0,
    changed_at: 0,
    ...overrides,
  });
  return { plannedMeetingId };
}
