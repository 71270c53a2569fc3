import { newId } from '../../../shared/ids.js';
import type { contract, MentoringClient } from '../../api/index.js';
import type { matchRunsApi } from '../../api/match-runs.js';
import type { matchSettingsApi } from '../../api/match-settings.js';
import type { pairLetters } from '../../api/pair-letters.js';
import { templateSettings } from '../../matching/engine/index.js';
import { matchRunsSettled } from '../../matching/runs/run-job.js';
import type { BuiltPerson } from './builders.js';
import type { Ids, Inputs, World } from './permission-world.js';

/** What of matching an endpoint can name. */
export interface MatchingIds {
  runId: string;
  relationId: string;
}

const FORM = 'student_student' as const;

/** A run that is done, and a relation. */
export async function buildMatching(
  coordinator: MentoringClient,
  programmeId: string,
  mentor: BuiltPerson,
  mentee: BuiltPerson,
): Promise<MatchingIds> {
  const { runId } = await coordinator.startMatchRun({ programmeId, form: FORM });
  await matchRunsSettled();
  const { relationId } = await coordinator.addMatchRelation({
    programmeId,
    kind: 'manages',
    mentorId: mentor.personId,
    menteeId: mentee.personId,
  });
  return { runId, relationId };
}

export const nobodysMatching = (): MatchingIds => ({ runId: newId(), relationId: newId() });

const inProgramme = (w: World) => ({ programmeId: w.programme.programmeId });
const ofForm = (w: World) => ({ ...inProgramme(w), form: FORM });
const ofRun = (w: World, ids: Ids) => ({ ...inProgramme(w), runId: ids.matching.runId });
const menteeId = (ids: Ids) => ids.pair.menteeIds[0] ?? newId();
const unitId = (ids: Ids) => ids.pair.mentorIds[0] ?? newId();

type Names = keyof typeof matchSettingsApi | keyof typeof matchRunsApi | keyof typeof pairLetters;

/** Well-formed inputs of the endpoints of matching. */
export const MATCHING_INPUTS: Pick<Inputs, Names & keyof typeof contract> = {
  getMatchSettings: ofForm,
  listMatchSettings: ofForm,
  saveMatchSettings: (w) => ({ ...ofForm(w), version: 0, settings: templateSettings(FORM) }),
  previewMatchSettings: (w) => ({ ...ofForm(w), settings: templateSettings(FORM) }),
  listMatchRelations: inProgramme,
  addMatchRelation: (w, ids) => ({
    ...inProgramme(w),
    kind: 'parent',
    mentorId: unitId(ids),
    menteeId: menteeId(ids),
  }),
  removeMatchRelation: (w, ids) => ({ ...inProgramme(w), relationId: ids.matching.relationId }),
  listMatchRuns: inProgramme,
  startMatchRun: ofForm,
  getMatchRun: ofRun,
  stopMatchRun: ofRun,
  listMatchSuggestions: ofRun,
  listMatchUnits: ofRun,
  getMatchBoard: ofRun,
  listMatchCandidates: (w, ids) => ({ ...ofRun(w, ids), menteeId: menteeId(ids) }),
  explainMatch: (w, ids) => ({ ...ofRun(w, ids), menteeId: menteeId(ids), unitId: unitId(ids) }),
  changeMatchRun: (w, ids) => ({
    ...ofRun(w, ids),
    version: 1,
    change: { kind: 'forbid', menteeId: menteeId(ids), unitId: unitId(ids), reason: 'Соседи' },
  }),
  listMatchChanges: ofRun,
  compareMatchRuns: (w, ids) => ({ ...ofRun(w, ids), otherId: ids.matching.runId }),
  publishMatchRun: (w, ids) => ({
    ...ofRun(w, ids),
    version: 1,
    orderNumber: '14-р',
    orderDate: '2026-11-01',
    startsOn: '2026-11-02',
    endsOn: '2027-06-30',
  }),
  getMatchRecord: ofRun,
  repeatMatchRun: ofRun,
  claimPairLetter: () => ({}),
  recordPairLetter: () => ({ letterId: newId(), claim: newId(), outcome: 'sent' }),
};

/** The tables that they write. */
export const MATCHING_TABLES = [
  'match_settings',
  'match_relations',
  'match_marks',
  'match_runs',
  'match_places',
  'match_changes',
];
