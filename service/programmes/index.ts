/** What other features may read of a programme. */
import type { Db } from '../../shared/db/connect.js';
import { notFound } from '../../shared/errors.js';
import type { Form, ProgressPart } from '../api/index.js';
import { programmeStore } from './programme-store.js';

/** The settings that the rules of other features need, with the time zone of «today». */
export interface ProgrammeRules {
  programmeId: string;
  organisationId: string;
  title: string;
  /** First and last day of the programme year, `YYYY-MM-DD`. */
  startsOn: string;
  endsOn: string;
  forms: Form[];
  meetingEveryDays: number;
  feedbackEveryDays: number;
  weights: Record<ProgressPart, number>;
  /** IANA name. */
  timeZone: string;
  setUp: boolean;
}

/** Reads the settings of a programme by one statement; throws `not_found` where there is none. */
export async function readProgrammeSettings(db: Db, programmeId: string): Promise<ProgrammeRules> {
  const found = await programmeStore(db).find(programmeId);
  if (!found) throw notFound('programme');
  const { organisationName: _name, version: _version, ...rules } = found;
  return rules;
}
