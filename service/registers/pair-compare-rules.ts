/** What a file says of pairs that are there: what it adds, and what it says otherwise. */
import type { ChangeObstacle } from '../api/register-imports.js';
import { MARK_TITLES, type RegisterField } from '../api/registers.js';
import { fieldProblems } from '../pairs/pair-rules.js';
import { changeKey, differs, linkDiffers } from './compare-rules.js';
import type { Columns, Fill } from './fill-rules.js';
import { endOf, markOf, type RegisterMember } from './official-cells-rules.js';
import type { PairNote, PlanFacts, PlannedChange, PlannedPair } from './plan-types.js';

type Facts = Pick<PlanFacts, 'members' | 'decisions' | 'year'>;

interface Difference {
  field: RegisterField;
  here: string;
  there: string;
  obstacle: ChangeObstacle | null;
  /** What taking the file's writes: of the pairing, or of the pair. */
  columns: Columns;
  of: 'member' | 'pair';
}

/**
 * The register of mentors brought a pair as completed, since it says nothing else; that of mentees knows
 * better. Not of a pair that somebody has changed since: it has another version.
 */
const knowsBetter = (member: RegisterMember, note: PairNote): boolean =>
  note.mark === 'left' && member.state === 'completed' && member.version === 1;

/** What is written of the pairing itself: added where nothing stands, else beside what stands. */
function notes(member: RegisterMember, note: PairNote): { empty: Columns; other: Difference[] } {
  const empty: Columns = {};
  const other: Difference[] = [];
  for (const [field, column, here] of [
    ['results', 'results', member.results],
    ['reviewUrl', 'review_url', member.reviewUrl],
  ] as const) {
    const there = note[field];
    const columns = { [column]: there };
    const isOther = field === 'reviewUrl' ? linkDiffers : differs;
    if (there !== '' && !here) Object.assign(empty, columns);
    else if (here && isOther(here, there))
      other.push({ field, here, there, obstacle: null, columns, of: 'member' });
  }
  return { empty, other };
}

/** How far a pair goes and how it ended; how it began and ended is said on its own page. */
function course(member: RegisterMember, note: PairNote, facts: Facts): Difference[] {
  const began = note.enteredOn;
  const found: Difference[] = [];
  const say = (
    field: RegisterField,
    words: { here: string; there: string; obstacle: ChangeObstacle | null; columns?: Columns },
  ) => found.push({ columns: {}, of: 'pair', field, ...words });
  const mark = markOf(member);
  const said = note.mark !== null && note.mark !== mark ? note.mark : null;
  if (began !== null && began !== member.joinedOn)
    say('enteredOn', { here: member.joinedOn, there: began, obstacle: 'pair' });
  const end = endOf(member);
  if (note.endsOn !== null && note.endsOn !== end && !knowsBetter(member, note)) {
    const open = mark === 'going_on' && said === null;
    const obstacle = open ? endObstacle(member, note.endsOn, facts) : 'pair';
    say('endsOn', { here: end, there: note.endsOn, obstacle, columns: { ends_on: note.endsOn } });
  }
  if (said !== null && !knowsBetter(member, note))
    say('mark', { here: MARK_TITLES[mark], there: MARK_TITLES[said], obstacle: 'pair' });
  return found;
}

/** The rules for the dates of a pair hold for a day that a file says. */
function endObstacle(
  { form, joinedOn }: RegisterMember,
  endsOn: string,
  { year }: Facts,
): ChangeObstacle | null {
  const fields = { form, roleVariant: null, format: 'individual' as const };
  const problems = fieldProblems(
    { ...fields, startsOn: joinedOn, endsOn, orderNumber: null, orderDate: null },
    year,
    form,
  );
  return problems.some(({ path }) => path === 'endsOn') ? 'dates' : null;
}

/** Gathers what rows of the file say of one pair. */
function ofPair(facts: Facts, pair: PlannedPair) {
  const fills: Fill[] = [];
  const changes: PlannedChange[] = [];
  // Several rows may tell of one pair: what is said of it as a whole is asked once.
  const asked = new Set<string>();
  const write = (
    table: 'pair_members' | 'pairs',
    of: { personId: string; id: string; before: Columns },
    after: Columns,
  ): void => {
    const names = Object.keys(after);
    if (names.length === 0) return;
    const before = Object.fromEntries(names.map((name) => [name, of.before[name] ?? null]));
    const { personId, id } = of;
    fills.push({ personId, table, key: { column: 'id', value: id }, before, after });
  };

  function take(note: PairNote, one: Difference): boolean {
    const { row, personId } = note;
    const { field, here, there, obstacle } = one;
    const key = changeKey(personId, pair.pairId, field);
    const name = one.of === 'pair' ? field : key;
    if (asked.has(name)) return false;
    asked.add(name);
    const taken = obstacle === null && facts.decisions[key] === here;
    const { pairId } = pair;
    changes.push({ key, row, personId, pairId, field, here, there, obstacle, taken });
    return taken;
  }

  function add(member: RegisterMember, note: PairNote): void {
    const { personId } = note;
    const { empty, other } = notes(member, note);
    const own: Columns = { ...empty };
    const whole: Columns = knowsBetter(member, note) ? { state: 'terminated' } : {};
    for (const one of [...other, ...course(member, note, facts)])
      if (take(note, one)) Object.assign(one.of === 'pair' ? whole : own, one.columns);
    const said = { results: member.results, review_url: member.reviewUrl };
    write('pair_members', { personId, id: member.memberId, before: said }, own);
    const stands = { state: member.state, ends_on: member.endsOn };
    write('pairs', { personId, id: pair.pairId, before: stands }, whole);
  }

  return { fills, changes, add };
}

/** What is added to the pairs of a file that are there already, and what differs. */
export function additionsToPairs(
  pairs: readonly PlannedPair[],
  facts: Facts,
): { fills: Fill[]; changes: PlannedChange[] } {
  const byKey = new Map(facts.members.map((one) => [`${one.pairId} ${one.personId}`, one]));
  const all = pairs
    .filter(({ isNew }) => !isNew)
    .map((pair) => {
      const found = ofPair(facts, pair);
      for (const note of pair.notes) {
        const member = byKey.get(`${pair.pairId} ${note.personId}`);
        if (member) found.add(member, note);
      }
      return found;
    });
  return {
    fills: all.flatMap(({ fills }) => fills),
    changes: all.flatMap(({ changes }) => changes),
  };
}
