import type { Handlers, ServiceDeps } from '../handler.js';
import { readVisibleMeeting } from '../meetings/index.js';
import { holdPlan } from './holding.js';
import { planStore } from './plan-store.js';
import { viewPlan } from './plan-view.js';
import { changePlan, planMeeting } from './planning.js';
import { answerPlan, cancelPlan, closePlan } from './settling.js';

type Names =
  | 'getPlannedMeeting'
  | 'planMeeting'
  | 'changePlannedMeeting'
  | 'answerPlannedMeeting'
  | 'cancelPlannedMeeting'
  | 'holdPlannedMeeting'
  | 'closePlannedMeeting'
  | 'findPlannedOf';

/** Meetings that are planned: proposed, agreed, held or cancelled (methodology §4.7, §10). */
export function plannedMeetingHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  return {
    getPlannedMeeting: ({ authority, input }) =>
      viewPlan(deps.db, authority, input.plannedMeetingId),
    planMeeting: (call) => planMeeting(deps, call),
    changePlannedMeeting: (call) => changePlan(deps, call),
    answerPlannedMeeting: (call) => answerPlan(deps, call),
    cancelPlannedMeeting: (call) => cancelPlan(deps, call),
    holdPlannedMeeting: (call) => holdPlan(deps, call),
    closePlannedMeeting: (call) => closePlan(deps, call),
    async findPlannedOf({ authority, input }) {
      const { stored } = await readVisibleMeeting(deps.db, authority, input.meetingId);
      const { pairId, heldOn } = stored;
      return { rows: await planStore(deps.db).ofDay(pairId, heldOn, authority.personId) };
    },
  };
}
