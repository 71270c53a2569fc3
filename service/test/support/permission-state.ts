import type { Db } from '../../../shared/db/connect.js';
import { CLOSING_TABLES } from './closing-inputs.js';
import { GROUP_MEETING_TABLES } from './group-meeting-inputs.js';
import { MATCHING_TABLES } from './matching-inputs.js';
import { MEETING_FILE_TABLES } from './meeting-file-inputs.js';
import { PAIR_LIFE_TABLES } from './pair-life-inputs.js';
import { PEOPLE_TABLES } from './people-inputs.js';
import type { World } from './permission-world.js';
import { PLAN_TABLES } from './plan-inputs.js';
import { PLANNED_TABLES } from './planned-inputs.js';
import { REGISTER_TABLES } from './register-inputs.js';
import { SCHOOL_TABLES } from './school-inputs.js';
import { SELECTION_TABLES } from './selection-inputs.js';
import { SIGNAL_TABLES } from './signal-inputs.js';
import { SURVEY_TABLES } from './survey-inputs.js';
import { THIRD_PARTY_TABLES } from './third-party-inputs.js';

/** Everything that a programme holds, to be compared before and after. */
export async function stateOf(db: Db, world: World): Promise<string> {
  const tables = [
    'programmes',
    'members',
    'participations',
    'pairs',
    'meetings',
    'meeting_attendance',
  ];
  const rows = [];
  for (const table of [
    ...tables,
    'help_requests',
    'grades',
    'consents',
    'files',
    'personal_links',
    ...MEETING_FILE_TABLES,
    ...PEOPLE_TABLES,
    ...REGISTER_TABLES,
    ...SELECTION_TABLES,
    ...SURVEY_TABLES,
    ...THIRD_PARTY_TABLES,
    ...SCHOOL_TABLES,
    ...MATCHING_TABLES,
    ...GROUP_MEETING_TABLES,
    ...PLAN_TABLES,
    ...PAIR_LIFE_TABLES,
    ...CLOSING_TABLES,
    ...SIGNAL_TABLES,
    ...PLANNED_TABLES,
    ...THIRD_PARTY_TABLES,
    'journal',
  ]) {
    const key = table === 'programmes' ? 'id' : 'programme_id';
    rows.push(await db(table).where(key, world.programme.programmeId).orderBy('id'));
  }
  // What is the college's, in whichever of its programmes it is written.
  for (const table of ['mentor_profiles', 'enterprises', 'school_rules']) {
    rows.push(await db(table).where('organisation_id', world.programme.organisationId));
  }
  return JSON.stringify(rows);
}
