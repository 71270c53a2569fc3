import { todayIn } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import type { OutputOf } from '../api/endpoint.js';
import type { Contract } from '../api/index.js';
import type { MentorCells } from '../api/mentor-registers.js';
import { CONSENT_GAPS } from '../api/reference.js';
import type { Register, RegisterRow } from '../api/registers.js';
import type { Authority } from '../authorise.js';
import { mayUseData, readRepresentatives } from '../consents/index.js';
import { createRevisionCache } from '../db/revision-cache.js';
import type { Call, ServiceDeps } from '../handler.js';
import { readApproved } from '../mentor-registers/index.js';
import { searchWords } from '../people/index.js';
import type { RegisterPart } from './official-cells-rules.js';
import {
  isAsked,
  isInScope,
  mentorCellsOf,
  type RegisterDraft,
  type RegisterFacts,
  registerRows,
} from './register-rules.js';
import { registerStore } from './register-store.js';

type List = OutputOf<Contract['listRegister']>;

interface Where {
  programmeId: string;
  timeZone: string;
  today: string;
}

/** How these parts count: a candidate whom the register in force names is selected (methodology §10). */
export async function readHeld(
  db: Db,
  programmeId: string,
  parts: readonly RegisterPart[],
): Promise<RegisterPart[]> {
  const approved = await readApproved(db, programmeId);
  return parts.map((part) =>
    part.side === 'mentor' && approved.has(part.personId) ? { ...part, held: 'admitted' } : part,
  );
}

/** All that the registers of a programme are made of: seven statements whatever the rows. */
export async function readRegisterFacts(
  db: Db,
  { programmeId, timeZone, today }: Where,
): Promise<RegisterFacts> {
  const store = registerStore(db);
  const [people, parts, members, representatives, uses] = await Promise.all([
    store.people(programmeId, today),
    store.parts(programmeId, timeZone).then((rows) => readHeld(db, programmeId, rows)),
    store.members(programmeId),
    readRepresentatives(db, programmeId),
    mayUseData(db, { programmeId, today }),
  ]);
  for (const [personId, name] of representatives) {
    const person = people.get(personId);
    if (person?.age === 'minor') person.representativeName ??= name;
  }
  const refused = new Map(
    [...people.keys()].map((personId) => [
      personId,
      // Whose role was taken back since has no word of their own any more: nothing is used of them.
      uses.get(personId)?.register.reasons ?? ['no_own_consent' as const],
    ]),
  );
  return { people, parts, members, refused };
}

const numbered = (rows: readonly RegisterDraft[]): RegisterRow[] =>
  rows.map(
    ({ sortKey: _key, othersKey: _others, gaps: _gaps, withoutContacts: _none, ...row }, i) => ({
      number: i + 1,
      ...row,
    }),
  );

/**
 * Columns 2–16 of every mentor of a programme in one row each, candidates too, for who freezes them under an
 * order; and whether somebody's data may be used at all.
 */
export async function readMentorCells(
  db: Db,
  where: Where,
): Promise<{ cells: Map<string, MentorCells>; mayBeUsed: (personId: string) => boolean }> {
  const facts = await readRegisterFacts(db, where);
  return {
    cells: mentorCellsOf(facts),
    mayBeUsed: (personId) => facts.refused.get(personId)?.length === 0,
  };
}

const countPeople = (rows: readonly RegisterDraft[]): number =>
  new Set(rows.map((row) => row.personId)).size;

function leftOutOf(rows: readonly RegisterDraft[]): List['leftOut'] {
  const refused = rows.filter(({ gaps }) => gaps.length > 0);
  const byGap = CONSENT_GAPS.map((gap) => ({
    gap,
    people: countPeople(refused.filter(({ gaps }) => gaps.includes(gap))),
  }));
  return { people: countPeople(refused), byGap: byGap.filter(({ people }) => people > 0) };
}

/** Rows held in one process's memory: about a kilobyte each. */
const REMEMBERED_ROWS = 20_000;
const REMEMBERED_REGISTERS = 40;

/**
 * A page of a register. The whole of it is computed once a revision and day, so that the pages of a
 * download cost no more than one.
 */
export function rememberedRegister(deps: ServiceDeps) {
  const cache = createRevisionCache<RegisterDraft[]>({
    maxEntries: REMEMBERED_REGISTERS,
    weigh: (rows) => rows.length,
    maxWeight: REMEMBERED_ROWS,
  });
  const allRows = (authority: Authority, which: Register, group: 'cell' | 'rows') => {
    const { programmeId, revision, timeZone } = authority;
    const today = todayIn(timeZone, deps.clock);
    return cache.get({ programmeId, revision, of: [which, group, today] }, async () =>
      registerRows(
        which,
        await readRegisterFacts(deps.db, { programmeId, timeZone, today }),
        group,
      ),
    );
  };
  return async ({ authority, input }: Call<'listRegister'>): Promise<List> => {
    const { page, pageSize, form, from, to, search } = input;
    const { scopeForms } = authority;
    const all = await allRows(authority, input.register, input.group);
    const inScope = all.filter((row) => isInScope(row, scopeForms));
    const allowed = inScope.filter(({ gaps }) => gaps.length === 0);
    const asked = { words: searchWords(search), form, from, to, scopeForms };
    const found = numbered(allowed.filter((row) => isAsked(row, asked)));
    return {
      rows: found.slice((page - 1) * pageSize, page * pageSize),
      total: found.length,
      page,
      pageSize,
      leftOut: leftOutOf(inScope),
      withoutContacts: countPeople(allowed.filter((row) => row.withoutContacts)),
    };
  };
}
