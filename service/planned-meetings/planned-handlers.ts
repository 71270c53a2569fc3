import type { Handlers, ServiceDeps } from '../handler.js';
import { readVisibleMeeting } from '../meetings/index.js';
import { holdPlanned } from './holding.js';
import { plannedStore } from './planned-store.js';
import { viewPlanned } from './planned-view.js';
import { changePlanned, planMeeting } from './planning.js';
import { answerPlanned, cancelPlanned, closePlanned } from './settling.js';

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
      viewPlanned(deps.db, authority, input.plannedMeetingId),
    planMeeting: (call) => planMeeting(deps, call),
    changePlannedMeeting: (call) => changePlanned(deps, call),
    answerPlannedMeeting: (call) => answerPlanned(deps, call),
    cancelPlannedMeeting: (call) => cancelPlanned(deps, call),
    holdPlannedMeeting: (call) => holdPlanned(deps, call),
    closePlannedMeeting: (call) => closePlanned(deps, call),
    async findPlannedOf({ authority, input }) {
      const { stored } = await readVisibleMeeting(deps.db, authority, input.meetingId);
      const { pairId, heldOn } = stored;
      return { rows: await plannedStore(deps.db).ofDay(pairId, heldOn, authority.personId) };
    },
  };
}
