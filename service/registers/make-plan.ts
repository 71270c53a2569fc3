import type { Clock } from '../../shared/clock.js';
import { todayIn } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { newId } from '../../shared/ids.js';
import { enterprisesByName } from '../enterprises/index.js';
import { readCandidates } from '../merging/index.js';
import { readProgrammeSettings } from '../programmes/index.js';
import { parseContacts, phoneKey } from './cell-rules.js';
import { formulaFaults, mergedFaults, withFaults } from './fault-rules.js';
import type { Fill } from './fill-rules.js';
import { importStore, type StoredImport } from './import-store.js';
import { type AddedRow, additionsToKnown, secondWords } from './known-additions.js';
import type { RegisterPerson, Side } from './official-cells-rules.js';
import { additionsToPairs } from './pair-compare-rules.js';
import { planImport } from './plan-rules.js';
import type { ImportPlan, PlanFacts, PlannedChange } from './plan-types.js';
import { readKnown } from './read-known.js';
import { readRegisterFacts } from './read-register.js';
import { type KnownPerson, knownIndex } from './recognise-rules.js';
import { registerRows } from './register-rules.js';
import { type CellProblem, type ImportRow, readRow } from './row-rules.js';

/** What an import would write, whole: what is new, and what is added to what is there. */
export interface WholePlan extends ImportPlan {
  fills: Fill[];
  rows: AddedRow[];
  changes: PlannedChange[];
  /** Ids of the rows of the file, by their numbers. */
  ids: Map<number, string>;
}

interface PartRow {
  person_id: string;
  role: Side;
  state: string;
}

/** Who takes part on which side, and whose part was ended by a decision. */
async function readParts(db: Db, programmeId: string) {
  const rows: PartRow[] = await db('participations')
    .where('programme_id', programmeId)
    .whereIn('role', ['mentor', 'mentee'])
    .where((any) =>
      any.whereNot('state', 'withdrawn').orWhereIn('decision', ['declined', 'withdrawn']),
    )
    .select('person_id', 'role', 'state');
  const sides = new Map<string, Side[]>();
  const gone = new Set<string>();
  for (const { person_id: personId, role, state } of rows) {
    if (state === 'withdrawn') gone.add(`${role} ${personId}`);
    else sides.set(personId, [...(sides.get(personId) ?? []), role]);
  }
  return { sides, gone };
}

const phonesOf = (person: RegisterPerson | undefined): string[] => {
  const { phones } = parseContacts(person?.representativeContact ?? '');
  return [person?.phone ?? '', ...phones].filter(Boolean).map(phoneKey);
};

/** What is known of the programme that a file comes into: some statements, whatever the rows. */
async function readFacts(
  db: Db,
  { programmeId, register, decisions }: StoredImport,
  { timeZone, today }: { timeZone: string; today: string },
): Promise<PlanFacts> {
  const [candidates, parts, known, year] = await Promise.all([
    readCandidates(db, programmeId),
    readParts(db, programmeId),
    readRegisterFacts(db, { programmeId, timeZone, today }),
    readProgrammeSettings(db, programmeId),
  ]);
  const frozen = [...known.refused].filter(([, gaps]) => gaps.includes('consent_withdrawn'));
  const people: KnownPerson[] = candidates.map((one) => ({
    ...one,
    phones: phonesOf(known.people.get(one.personId)),
    sides: parts.sides.get(one.personId) ?? [],
  }));
  const rows = (['cell', 'rows'] as const).flatMap((group) => registerRows(register, known, group));
  return {
    register,
    index: knownIndex(people),
    people: known.people,
    rows: rows.filter(({ gaps }) => gaps.length === 0),
    gone: parts.gone,
    frozen: new Set(frozen.map(([personId]) => personId)),
    members: known.members,
    decisions,
    year,
    today,
    newId,
  };
}

/** Reads the rows of a file, some hundred at a time. */
async function readRows(
  db: Db,
  { importId, register, mapping, merged }: StoredImport,
  today: string,
  onRows: (done: number) => Promise<void>,
) {
  const rows: ImportRow[] = [];
  const problems = new Map<number, CellProblem[]>();
  const ids = new Map<number, string>();
  const mergedIn = mergedFaults(merged);
  for await (const batch of importStore(db).batches(importId)) {
    for (const { id, number, cells, formulas } of batch) {
      const { row, problems: own } = readRow(number, cells, { register, mapping, today });
      const faults = [...mergedIn(number), ...formulaFaults(number, formulas)];
      const found = withFaults(own, faults, { mapping, cells });
      if (row !== null) rows.push(row);
      if (found.length > 0) problems.set(number, found);
      ids.set(number, id);
    }
    await onRows(ids.size);
  }
  return { rows, problems, ids };
}

/** What is added to people and pairs that are there, and what the file says otherwise. */
async function readAdditions(
  db: Db,
  clock: Clock,
  { organisationId, programmeId, importId }: StoredImport,
  { people, pairs }: ImportPlan,
  facts: PlanFacts,
): Promise<Pick<WholePlan, 'fills' | 'rows' | 'changes'>> {
  const known = people.filter(({ isNew }) => !isNew);
  const ids = known.map(({ personId }) => personId);
  const enterprise = await enterprisesByName(db, organisationId);
  const place = { organisationId, programmeId, importId, now: clock.now(), enterprise };
  const stored = await readKnown(db, programmeId, ids);
  const { decisions } = facts;
  const own = additionsToKnown(known, { place, stored, people: facts.people, decisions });
  const paired = additionsToPairs(pairs, facts);
  const said = people.filter(({ isNew }) => isNew).flatMap(secondWords);
  return {
    fills: [...own.fills, ...paired.fills],
    rows: own.rows,
    changes: [...own.changes, ...paired.changes, ...said].sort((a, b) => a.row - b.row),
  };
}

/**
 * Reads all rows of an import and says what taking it in would write and what stands against it. What stays
 * in memory is bounded by the greatest number of rows.
 * @param onRows told after each some hundred, how many there were so far
 */
export async function makePlan(
  db: Db,
  clock: Clock,
  stored: StoredImport,
  timeZone: string,
  onRows: (done: number) => Promise<void> = async () => undefined,
): Promise<WholePlan> {
  const today = todayIn(timeZone, clock);
  const { rows, problems, ids } = await readRows(db, stored, today, onRows);
  const facts = await readFacts(db, stored, { timeZone, today });
  const plan = planImport(rows, problems, facts);
  const additions = await readAdditions(db, clock, stored, plan, facts);
  const filled = new Set([...additions.fills, ...additions.rows].map(({ personId }) => personId));
  const counts = {
    ...plan.counts,
    rows: ids.size,
    filled: filled.size,
    changes: additions.changes.length,
    taken: additions.changes.filter(({ taken }) => taken).length,
  };
  return { ...plan, ...additions, counts, ids };
}
