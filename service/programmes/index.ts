/** What other features may read of a programme. */
import type { Db } from '../../shared/db/connect.js';
import { notFound } from '../../shared/errors.js';
import type { Form, ProgressPart } from '../api/index.js';
import type { Authority } from '../authorise.js';
import { createRevisionCache } from '../db/revision-cache.js';
import { programmeStore } from './programme-store.js';

export { collegeName } from './programme-store.js';

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
  const {
    organisationName: _name,
    registeredName: _registered,
    version: _version,
    continuedIn: _gone,
    ...rules
  } = found;
  return rules;
}

/** The programme's last day, and whether its course has gone on in another one. */
export async function readProgrammeEnd(
  db: Db,
  programmeId: string,
): Promise<{ endsOn: string; goesOn: boolean }> {
  const found = await programmeStore(db).find(programmeId);
  if (!found) throw notFound('programme');
  return { endsOn: found.endsOn, goesOn: found.continuedIn !== null };
}

/** What papers of a programme name at their head: the college, and the programme as it is called now. */
export async function readProgrammeNames(
  db: Db,
  programmeId: string,
): Promise<{ organisationName: string; programmeTitle: string }> {
  const found = await programmeStore(db).find(programmeId);
  if (!found) throw notFound('programme');
  return { organisationName: found.organisationName, programmeTitle: found.title };
}

const CACHED_PROGRAMMES = 2_000;

/**
 * The same settings for calls that carry the programme's revision: read once a revision and process.
 * Every write of the settings moves the revision on; organisations do not change.
 */
export function rememberedSettings(
  db: Db,
): (of: Pick<Authority, 'programmeId' | 'revision'>) => Promise<ProgrammeRules> {
  const remembered = createRevisionCache<ProgrammeRules>({ maxEntries: CACHED_PROGRAMMES });
  return ({ programmeId, revision }) =>
    remembered.get({ programmeId, revision, of: null }, () =>
      readProgrammeSettings(db, programmeId),
    );
}
