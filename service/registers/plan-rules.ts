/** What taking in a file would write, told from its rows and from what is known: people, parts, pairs. */
import { endOf } from './official-cells-rules.js';
import { ownRows, unnamedPairings } from './own-rows-rules.js';
import { type Add, pairsOfFile } from './pairing-rules.js';
import { ageWithin, firstWord, opposite, partOf, peopleOfFile, takeOver } from './people-rules.js';
import type { Doubt, ImportPlan, PlanFacts, PlannedPair, PlannedPerson } from './plan-types.js';
import { type CellProblem, type ImportRow, isAdultBy } from './row-rules.js';

/** A row with whose it is; `own` where it is a row of the register as it is. */
interface Placed {
  row: ImportRow;
  person: PlannedPerson;
  own: { pairId: string | null } | null;
}

/** Of several on the other side nobody can say who works where. */
function takeOverWorkplace(row: ImportRow, others: readonly PlannedPerson[]): void {
  const [only, ...more] = others;
  if (!only || more.length > 0) return;
  only.workplace = firstWord(only, 'othersWorkplace', {
    stands: only.workplace,
    said: row.othersWorkplace,
    row: row.number,
  });
}

/** Goes through the rows of a file one after the other. */
function planner(
  rows: readonly ImportRow[],
  problems: Map<number, CellProblem[]>,
  facts: PlanFacts,
) {
  const add: Add = (row, field, code, params = {}) => {
    const value =
      field === 'others'
        ? row.others.map((one) => one.name).join('; ')
        : field === 'name'
          ? row.name.name
          : (row.written[field] ?? '');
    problems.set(row.number, [...(problems.get(row.number) ?? []), { field, value, code, params }]);
  };
  const isSound = (row: ImportRow) => (problems.get(row.number) ?? []).length === 0;
  const file = peopleOfFile(facts, rows);
  const side = file.own;
  const pairing = pairsOfFile(facts, add);
  const ownRow = ownRows(side, facts.rows);
  const unnamed = unnamedPairings(side, facts.members, endOf);
  const unpaired = new Map<string, number>();

  /** A row of our own register has nobody new in it, and nobody is put into the register by it. */
  function placed(row: ImportRow): Placed {
    const own = isSound(row) ? ownRow(row) : null;
    const person = own ? file.memberAgain(row, own.personId, row.name) : file.ownPerson(row);
    return { row, person, own };
  }

  /** A pairing that our register does not name, for want of a consent, or one that nobody names. */
  function alone({ row, person }: Placed): string | null {
    if (row.endsOn === null && row.mark === null) return null;
    const member = person.isNew ? null : unnamed(person.personId, row);
    if (member) return member.pairId;
    // Whose pairing it may be is told once somebody has said who they are.
    if (file.isUndecided(person)) return null;
    if (row.endsOn !== null) add(row, 'endsOn', 'import.endAlone');
    if (row.mark !== null) add(row, 'mark', 'import.markAlone');
    return null;
  }

  /** Of somebody in no pair one row is enough. */
  function checkUnpaired({ row, person }: Placed): void {
    const first = unpaired.get(person.personId);
    if (first === undefined) unpaired.set(person.personId, row.number);
    else add(row, 'name', 'import.duplicateRow', { row: first });
  }

  /** Who has left the programme, or has withdrawn the consent, is not brought back by a file. */
  function checkPerson(row: ImportRow, field: 'name' | 'others', person: PlannedPerson): void {
    const of = field === 'name' ? side : opposite(side);
    if (facts.gone.has(`${of} ${person.personId}`)) add(row, field, 'import.gone');
    else if (facts.frozen.has(person.personId)) add(row, field, 'import.frozen');
  }

  /** Words beside the contacts of somebody who is known to be of age are nobody's. */
  function checkContacts({ row, person }: Placed): void {
    if (row.reached.words === '' || !isSound(row)) return;
    if (ageWithin(person, row, facts) === 'adult') add(row, 'contacts', 'import.contacts');
  }

  function others({ row }: Placed): PlannedPerson[] {
    const people = row.others.map((name) => file.otherPerson(name, row));
    for (const other of people) {
      partOf(other, opposite(side)).asIs = false;
      const register = facts.register === 'mentees' ? 'mentors' : 'mentees';
      other.adult ||= isAdultBy(register, row.form);
      checkPerson(row, 'others', other);
    }
    takeOverWorkplace(row, people);
    return people;
  }

  /** A row of a pairing that is there: those on its other side are who stands in it. */
  function again(of: Placed, pairId: string | null): void {
    const { row, person } = of;
    takeOver(person, row, { side, paired: pairId !== null, facts });
    if (pairId === null) {
      checkUnpaired(of);
      return;
    }
    pairing.again(row, person, pairId);
    const beside = row.others.flatMap((name) => {
      const personId = pairing.memberNamed(pairId, opposite(side), name.name);
      return personId === null ? [] : [file.memberAgain(row, personId, name)];
    });
    for (const other of beside) partOf(other, opposite(side));
    takeOverWorkplace(row, beside);
  }

  function go(of: Placed): void {
    const { row, person, own } = of;
    if (own) {
      again(of, own.pairId);
      return;
    }
    checkPerson(row, 'name', person);
    checkContacts(of);
    const pairId = row.others.length === 0 && isSound(row) ? alone(of) : null;
    if (pairId !== null) {
      again(of, pairId);
      return;
    }
    partOf(person, side).asIs = false;
    const beside = others(of);
    takeOver(person, row, { side, paired: beside.length > 0, facts });
    if (!isSound(row)) return;
    if (beside.length > 0) pairing.add(row, side, person, beside);
    else checkUnpaired(of);
  }

  for (const of of rows.map(placed)) go(of);
  return { people: file.all, pairs: pairing.pairs(), doubts: [...file.doubts.values()] };
}

/**
 * What would be written, with all that stands against it.
 * @param rows those that could be understood; `problems` what is wrong with these and others, by row
 */
export function planImport(
  rows: readonly ImportRow[],
  problems: Map<number, CellProblem[]>,
  facts: PlanFacts,
): ImportPlan {
  const { people, pairs, doubts } = planner(rows, problems, facts);
  return {
    people,
    pairs,
    doubts,
    problems,
    counts: countsOf(rows.length, { people, pairs, doubts, problems: problems.size }),
  };
}

function countsOf(
  rows: number,
  of: { people: PlannedPerson[]; pairs: PlannedPair[]; doubts: Doubt[]; problems: number },
): ImportPlan['counts'] {
  const newPeople = of.people.filter((one) => one.isNew).length;
  const newPairs = of.pairs.filter((one) => one.isNew).length;
  return {
    rows,
    problems: of.problems,
    doubts: of.doubts.filter((one) => one.decision === null).length,
    newPeople,
    knownPeople: of.people.length - newPeople,
    newPairs,
    knownPairs: of.pairs.length - newPairs,
    // Told once what is stored of the people has been read.
    filled: 0,
    changes: 0,
    taken: 0,
  };
}
