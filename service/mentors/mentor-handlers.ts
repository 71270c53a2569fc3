import type { Db } from '../../shared/db/connect.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, invalid, notFound } from '../../shared/errors.js';
import type { OutputOf } from '../api/endpoint.js';
import type { Contract } from '../api/index.js';
import type { Mentor, MentorFields } from '../api/mentors.js';
import { changedFields } from '../audit/changed-fields.js';
import { recordChange } from '../audit/index.js';
import { type Authority, ownId } from '../authorise.js';
import { remembered } from '../db/remembered.js';
import { isOffered } from '../enterprises/index.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { bumpProgrammesOf, searchWords } from '../people/index.js';
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

const toMentor = ({ sortKey: _sortKey, ...row }: StoredMentor): Mentor => ({
  ...row,
  capacity: capacityOf(row),
  availability: availabilityOf(row),
});

function matches(row: StoredMentor, filter: Filter): boolean {
  const { availability, form, enterpriseId, profile } = filter;
  if (availability !== undefined && availabilityOf(row) !== availability) return false;
  if (form !== undefined && !row.forms.includes(form)) return false;
  if (enterpriseId !== undefined && row.enterprise?.enterpriseId !== enterpriseId) return false;
  if (profile !== undefined && isIncomplete(row) !== (profile === 'incomplete')) return false;
  if (filter.search === undefined || filter.search === '') return true;
  const words = searchWords(filter.search);
  return words.length > 0 && words.every((word) => row.sortKey.includes(word));
}

function countsOf(rows: readonly StoredMentor[]): List['counts'] {
  const counts = {
    mentors: rows.length,
    available: 0,
    full: 0,
    paused: 0,
    places: 0,
    incomplete: 0,
  };
  for (const row of rows) {
    counts[availabilityOf(row)] += 1;
    counts.places += placesOf(row);
    if (isIncomplete(row)) counts.incomplete += 1;
  }
  return counts;
}

/** A page of the mentors; the rules decide over all of the programme, by one statement. */
async function listMentors(deps: ServiceDeps, { input }: Call<'listMentors'>): Promise<List> {
  const { programmeId, page, pageSize } = input;
  const all = await mentorStore(deps.db).all(programmeId);
  const found = all.filter((row) => matches(row, input));
  return {
    rows: found.slice((page - 1) * pageSize, page * pageSize).map(toMentor),
    total: found.length,
    page,
    pageSize,
    counts: countsOf(all),
  };
}

async function read(db: Db, programmeId: string, personId: string): Promise<StoredMentor> {
  const found = await mentorStore(db).find(programmeId, personId);
  if (!found) throw notFound('mentor');
  return found;
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
    return toMentor(await read(trx, programmeId, personId));
  });
}

/** The handlers of the base of mentors. */
export function mentorHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  return {
    listMentors: remembered(deps, (call: Call<'listMentors'>) => listMentors(deps, call)),
    getMentor: async ({ input }) =>
      toMentor(await read(deps.db, input.programmeId, input.personId)),
    getMyMentorProfile: async ({ authority, input }) =>
      toMentor(await read(deps.db, input.programmeId, ownId(authority))),
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
