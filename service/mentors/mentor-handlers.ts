import type { Db } from '../../shared/db/connect.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, invalid, notFound } from '../../shared/errors.js';
import type { OutputOf } from '../api/endpoint.js';
import type { Contract } from '../api/index.js';
import type { Mentor, MentorFields } from '../api/mentors.js';
import type { SelectionState } from '../api/reference.js';
import { changedFields } from '../audit/changed-fields.js';
import { recordChange } from '../audit/index.js';
import { type Authority, ownId } from '../authorise.js';
import { remembered } from '../db/remembered.js';
import { isOffered } from '../enterprises/index.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { bumpProgrammesOf, meetsSearch } from '../people/index.js';
import { readTraining, type Training } from '../school/index.js';
import { readSelection, stateOfSelection } from '../selection/index.js';
import { availabilityOf, capacityOf, isIncomplete, placesOf } from './mentor-rules.js';
import { mentorStore, type StoredMentor } from './mentor-store.js';

type Names =
  | 'listMentors'
  | 'getMentor'
  | 'updateMentor'
  | 'getMyMentorProfile'
  | 'updateMyMentorProfile';

type List = OutputOf<Contract['listMentors']>;
type Filter = Call<'listMentors'>['input'];

interface SelectedMentor extends StoredMentor {
  selection: SelectionState | null;
}

/** Null: the programme asks nothing, and there is no certificate. */
const trainedOf = (
  { personId }: Pick<StoredMentor, 'personId'>,
  { asked, trained }: Training,
): boolean | null => trained.has(personId) || (asked ? false : null);

const toMentor = ({ sortKey: _sortKey, ...row }: SelectedMentor, training: Training): Mentor => ({
  ...row,
  capacity: capacityOf(row),
  availability: availabilityOf(row),
  trained: trainedOf(row, training),
});

/**
 * How far a selection is, as this reader is told: how an interview ended is not for the methodist, and
 * of their own mentors hear only that they stand in the register.
 */
function toldOf(state: SelectionState, { role }: Pick<Authority, 'role'>): SelectionState | null {
  if (role === 'mentor') return state === 'approved' ? state : null;
  const underWay: readonly SelectionState[] = ['recommended', 'not_recommended'];
  return role === 'methodist' && underWay.includes(state) ? 'in_progress' : state;
}

function matches(row: SelectedMentor, filter: Filter, training: Training): boolean {
  const { availability, form, enterpriseId, profile, selection } = filter;
  if (selection !== undefined && row.selection !== selection) return false;
  const trained = trainedOf(row, training);
  if (filter.training === 'trained' && trained !== true) return false;
  if (filter.training === 'untrained' && trained !== false) return false;
  if (availability !== undefined && availabilityOf(row) !== availability) return false;
  if (form !== undefined && !row.forms.includes(form)) return false;
  if (enterpriseId !== undefined && row.enterprise?.enterpriseId !== enterpriseId) return false;
  if (profile !== undefined && isIncomplete(row) !== (profile === 'incomplete')) return false;
  return meetsSearch(filter.search, row.sortKey);
}

function countsOf(rows: readonly SelectedMentor[], training: Training): List['counts'] {
  const selection: Record<string, number> = {};
  for (const { selection: state } of rows) {
    if (state !== null) selection[state] = (selection[state] ?? 0) + 1;
  }
  const counts = {
    mentors: rows.length,
    available: 0,
    full: 0,
    paused: 0,
    places: 0,
    incomplete: 0,
    selection,
    untrained: 0,
  };
  for (const row of rows) {
    counts[availabilityOf(row)] += 1;
    counts.places += placesOf(row);
    if (isIncomplete(row)) counts.incomplete += 1;
    if (trainedOf(row, training) === false) counts.untrained += 1;
  }
  return counts;
}

/** A page of the mentors; the rules decide over all of the programme, by six statements. */
async function listMentors(
  deps: ServiceDeps,
  { authority, input }: Call<'listMentors'>,
): Promise<List> {
  const { programmeId, page, pageSize } = input;
  const [mentors, selection, training] = await Promise.all([
    mentorStore(deps.db).all(programmeId),
    readSelection(deps.db, programmeId),
    readTraining(deps.db, programmeId),
  ]);
  const all = mentors.map((row) => ({
    ...row,
    selection: toldOf(stateOfSelection(row.state, selection(row.personId)), authority),
  }));
  const found = all.filter((row) => matches(row, input, training));
  return {
    rows: found.slice((page - 1) * pageSize, page * pageSize).map((row) => toMentor(row, training)),
    total: found.length,
    page,
    pageSize,
    counts: countsOf(all, training),
  };
}

async function read(db: Db, programmeId: string, personId: string): Promise<StoredMentor> {
  const found = await mentorStore(db).find(programmeId, personId);
  if (!found) throw notFound('mentor');
  return found;
}

/** One mentor as they are shown: with how far their selection is, and whether they were trained. */
async function view(db: Db, authority: Authority, personId: string): Promise<Mentor> {
  const { programmeId } = authority;
  const row = await read(db, programmeId, personId);
  const selection = await readSelection(db, programmeId);
  const state = stateOfSelection(row.state, selection(personId));
  const training = await readTraining(db, programmeId, personId);
  return toMentor({ ...row, selection: toldOf(state, authority) }, training);
}

async function checkEnterprise(
  trx: Db,
  authority: Authority,
  before: StoredMentor,
  enterpriseId: string | null,
): Promise<void> {
  if (enterpriseId === null || enterpriseId === before.enterprise?.enterpriseId) return;
  if (!(await isOffered(trx, authority.organisationId, enterpriseId))) {
    throw invalid([{ path: 'enterpriseId', code: 'value.invalid' }]);
  }
}

/** @param enterpriseId undefined: stays as it is */
async function write(
  deps: ServiceDeps,
  authority: Authority,
  personId: string,
  version: number,
  given: MentorFields & { enterpriseId?: string | null },
): Promise<Mentor> {
  const { organisationId, programmeId } = authority;
  return inTransaction(deps.db, async (trx) => {
    const before = await read(trx, programmeId, personId);
    const meanwhile = new AppError('changed_meanwhile', 'the mentor was changed meanwhile');
    if (before.version !== version) throw meanwhile;
    const known = before.enterprise?.enterpriseId ?? null;
    const enterpriseId = given.enterpriseId === undefined ? known : given.enterpriseId;
    await checkEnterprise(trx, authority, before, enterpriseId);
    const fields = { ...given, enterpriseId };
    const at = deps.clock.now();
    const of = { organisationId, personId };
    if (!(await mentorStore(trx).write(of, version, fields, at))) throw meanwhile;
    const { after } = changedFields({ ...before, enterpriseId: known }, { ...fields });
    await recordChange(trx, deps.clock, authority, {
      action: 'mentor_profile',
      entity: 'participant',
      entityId: personId,
      // The names of the fields, as with profiles: what stands in them is the mentor's own.
      after: { profileFields: Object.keys(after) },
    });
    await bumpProgrammesOf(trx, [personId]);
    return view(trx, authority, personId);
  });
}

/** The handlers of the base of mentors. */
export function mentorHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  return {
    listMentors: remembered(deps, (call: Call<'listMentors'>) => listMentors(deps, call)),
    getMentor: ({ authority, input }) => view(deps.db, authority, input.personId),
    getMyMentorProfile: ({ authority }) => view(deps.db, authority, ownId(authority)),
    updateMentor: ({ authority, input }) => {
      const { programmeId: _programme, personId, version, ...given } = input;
      return write(deps, authority, personId, version, given);
    },
    updateMyMentorProfile: ({ authority, input }) => {
      const { programmeId: _programme, version, ...given } = input;
      return write(deps, authority, ownId(authority), version, given);
    },
  };
}
