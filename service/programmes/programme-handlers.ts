import { IANAZone } from 'luxon';
import { isDuplicate } from '../../shared/db/db-errors.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, invalid, notFound } from '../../shared/errors.js';
import { newId } from '../../shared/ids.js';
import type { OutputOf } from '../api/endpoint.js';
import type { Contract, Role } from '../api/index.js';
import type { Programme } from '../api/programmes.js';
import { changedFields } from '../audit/changed-fields.js';
import { recordChange } from '../audit/index.js';
import type { Authority } from '../authorise.js';
import { createRevisionCache } from '../db/revision-cache.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { readApproved } from '../mentor-registers/index.js';
import { namesOf } from '../people/index.js';
import { refreshEveryone, type ScoreSettings, scoreChanges } from '../progress/index.js';
import { enterProgramme } from './enter-programme.js';
import { readJournal } from './journal-reads.js';
import { readProgrammeAndName, readProgrammesOf } from './programme-reads.js';
import { settingsProblems } from './programme-rules.js';
import { type ProgrammeRow, programmeStore } from './programme-store.js';

const DEFAULT_TIME_ZONE = 'Europe/Moscow';

type Names =
  | 'createOrganisation'
  | 'findOrganisations'
  | 'enterProgramme'
  | 'findMyProgrammes'
  | 'getMe'
  | 'updateProgramme'
  | 'previewProgramme'
  | 'listJournal';

function toProgramme({ organisationId: _id, continuedIn: _gone, ...row }: ProgrammeRow): Programme {
  return row;
}

async function createOrganisation(deps: ServiceDeps, { input }: Call<'createOrganisation'>) {
  const timeZone = input.timeZone ?? DEFAULT_TIME_ZONE;
  if (!IANAZone.isValidZone(timeZone))
    throw invalid([{ path: 'timeZone', code: 'timeZone.unknown' }]);
  const organisationId = input.organisationId ?? newId();
  const { insertOrganisation } = programmeStore(deps.db);
  try {
    await insertOrganisation(organisationId, input.name, timeZone, deps.clock.now());
  } catch (error) {
    // Whoever names the id asks for this one organisation, however often.
    if (input.organisationId === undefined || !isDuplicate(error)) throw error;
  }
  return { organisationId };
}

async function findOrganisations(deps: ServiceDeps, { input }: Call<'findOrganisations'>) {
  return { organisations: await programmeStore(deps.db).findOrganisations(input) };
}

type Me = OutputOf<Contract['getMe']>;
/** People whose own row is held in this process (about a kilobyte each). */
const CACHED_PEOPLE = 5_000;

/** Whether they wait for a decision; who stands in the approved register of mentors waits no more. */
async function isCandidate({ db }: ServiceDeps, authority: Authority): Promise<boolean> {
  const { candidate, role, programmeId, personId } = authority;
  if (!candidate || role !== 'mentor' || personId === null) return candidate;
  return !(await readApproved(db, programmeId)).has(personId);
}

async function readMe(
  deps: ServiceDeps,
  authority: Authority,
  personId: string,
  role: Role,
): Promise<Me> {
  const found = await readProgrammeAndName(deps.db, authority.programmeId, personId);
  if (!found) throw notFound('programme');
  return {
    personId,
    name: found.name,
    roles: authority.roles,
    role,
    candidate: await isCandidate(deps, authority),
    programme: toProgramme(found.programme),
    continuedIn: found.programme.continuedIn,
    revision: authority.revision,
  };
}

function getMe(deps: ServiceDeps) {
  const remembered = createRevisionCache<Me>({ maxEntries: CACHED_PEOPLE });
  return async ({ authority }: Call<'getMe'>): Promise<Me> => {
    const { personId, role, programmeId, revision } = authority;
    if (personId === null || role === 'system')
      throw new AppError('forbidden', 'only for a person');
    return remembered.get({ programmeId, revision, of: [personId, role, authority.byLink] }, () =>
      readMe(deps, authority, personId, role),
    );
  };
}

/** The settings that a mentee's progress is computed with. */
const scoresDependOn = (of: ScoreSettings): string =>
  JSON.stringify([
    of.weights['meetings'],
    of.weights['plan'] ?? 0,
    of.weights['feedback'],
    of.weights['closing'],
    of.meetingEveryDays,
    of.endsOn,
  ]);

const changedMeanwhile = () =>
  new AppError('changed_meanwhile', 'the programme was changed meanwhile');

/** Names shown of those whose scores would change. */
const PREVIEWED = 50;

/** What saving these settings would do to the scores, by the rules that saving applies. */
async function previewProgramme(deps: ServiceDeps, { authority, input }: Call<'previewProgramme'>) {
  const { programmeId, version, organisationName: _name, ...settings } = input;
  const problems = settingsProblems(settings);
  if (problems.length > 0) throw invalid(problems);
  const before = await programmeStore(deps.db).find(programmeId);
  if (!before) throw notFound('programme');
  if (before.version !== version) throw changedMeanwhile();
  const changes =
    scoresDependOn(before) === scoresDependOn(settings)
      ? []
      : await scoreChanges(deps.db, deps.clock, authority, settings);
  const by = changes.map((one) => one.after - one.before);
  const shown = changes.slice(0, PREVIEWED);
  const names = await namesOf(
    deps.db,
    shown.map((one) => one.personId),
  );
  return {
    people: changes.length,
    lowest: by.reduce((a, b) => Math.min(a, b), by[0] ?? 0),
    highest: by.reduce((a, b) => Math.max(a, b), by[0] ?? 0),
    rows: shown.map((one) => ({ ...one, name: names.get(one.personId) ?? '' })),
  };
}

async function updateProgramme(deps: ServiceDeps, { authority, input }: Call<'updateProgramme'>) {
  const { programmeId, version, organisationName: wanted, ...settings } = input;
  const problems = settingsProblems(settings);
  if (problems.length > 0) throw invalid(problems);
  return inTransaction(deps.db, async (trx) => {
    const store = programmeStore(trx);
    const before = await store.find(programmeId);
    if (!before) throw notFound('programme');
    const { registeredName } = before;
    const organisationName =
      wanted === undefined ? before.organisationName : wanted || registeredName;
    const after = { ...settings, organisationName, setUp: true };
    if (!(await store.update(programmeId, version, { ...after, registeredName }))) {
      throw changedMeanwhile();
    }
    if (scoresDependOn(before) !== scoresDependOn(settings)) {
      await refreshEveryone(trx, deps.clock, authority);
    }
    await recordChange(trx, deps.clock, authority, {
      action: before.setUp ? 'changed' : 'set_up',
      entity: 'programme',
      entityId: programmeId,
      ...changedFields({ ...before }, after),
    });
    return toProgramme({ ...before, ...after, version: version + 1 });
  });
}

/** The handlers of organisations, programmes and the journal. */
export function programmeHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  return {
    createOrganisation: (call) => createOrganisation(deps, call),
    findOrganisations: (call) => findOrganisations(deps, call),
    enterProgramme: ({ input }) => enterProgramme(deps, input),
    findMyProgrammes: ({ input }) => readProgrammesOf(deps.db, input),
    getMe: getMe(deps),
    updateProgramme: (call) => updateProgramme(deps, call),
    previewProgramme: (call) => previewProgramme(deps, call),
    listJournal: ({ authority, input }) => readJournal(deps.db, input, authority),
  };
}
