import { byCodeUnits } from '../../../shared/compare.js';
import type { MatchReason } from '../../api/match-runs.js';
import { MATCH_CRITERIA } from '../../api/reference.js';
import type { Problem } from '../solver/problem.js';
import { CRITERIA, HALF, type Mentee, type Mentor, UNKNOWN } from './criteria/index.js';
import { fixedPairs, placesLeft } from './fixed-pairs.js';
import { PairColumns } from './pair-columns.js';
import { NOT_MET, PointRows } from './point-rows.js';
import { ruleBit, rulesIn } from './rule-bits.js';
import {
  birthNumber,
  isNotOlderBy,
  type PairBits,
  type People,
  pairBits,
} from './rules-of-pairs.js';
import { menteeBits, mentorBits } from './rules-of-people.js';
import { StemNumbers, traitsOfMentee, traitsOfMentor } from './traits.js';
import type { Judgement, MatchInput, MatchSettings, PairJudgement, Unit } from './types.js';
import { placeBits, unitsOf } from './units.js';
import { FULL, type Weighted, weightedCriteria } from './weights.js';

const byId = (a: { personId: string }, b: { personId: string }) =>
  byCodeUnits(a.personId, b.personId);
const placesOf = (list: readonly { personId: string }[]): Map<string, number> =>
  new Map(list.map(({ personId }, at) => [personId, at]));

/** Of who has not consented nothing is compared: their data are not there to be used. */
const NOT_CONSENTED = ruleBit('mentee_consent') | ruleBit('mentor_consent');

/** A unit with what is known of it before any pair is looked at. */
interface JudgedUnit {
  unit: Unit;
  members: readonly Mentor[];
  /** The rules that it breaks alone. */
  bits: number;
  births: readonly number[];
}

/** Looks at pairs one by one; everything about single people is there already. */
class PairJudge {
  readonly criteria: readonly Weighted[];
  readonly #counted: readonly Weighted[];
  readonly #musts: readonly Weighted[];
  readonly #menteeBits: Int32Array;
  readonly #menteeBirths: Float64Array;
  readonly #bannedTeams: ReadonlyMap<string, ReadonlySet<string>>;

  constructor(
    readonly settings: MatchSettings,
    readonly mentees: readonly Mentee[],
    readonly units: readonly JudgedUnit[],
    readonly pairs: PairBits,
    input: MatchInput,
  ) {
    this.criteria = weightedCriteria(settings);
    this.#counted = this.criteria.filter(({ most }) => most > 0);
    this.#musts = this.criteria.filter(({ must }) => must);
    this.#menteeBits = Int32Array.from(mentees, ({ facts }) =>
      menteeBits(facts, settings, input.today),
    );
    this.#menteeBirths = Float64Array.from(mentees, ({ facts }) => birthNumber(facts));
    const banned = new Map<string, Set<string>>();
    for (const [menteeId, unitId] of input.bans)
      banned.set(menteeId, (banned.get(menteeId) ?? new Set()).add(unitId));
    this.#bannedTeams = banned;
  }

  ruleBits(menteeAt: number, unitAt: number): number {
    const mentee = this.mentees[menteeAt] as Mentee;
    const judged = this.units[unitAt] as JudgedUnit;
    const bits =
      (this.#menteeBits[menteeAt] as number) | judged.bits | this.#together(mentee, judged);
    if ((bits & NOT_CONSENTED) !== 0) return bits;
    return bits | this.#ages(menteeAt, judged) | this.#missedMusts(mentee, judged);
  }

  /** Whether a mentee breaks a rule whoever the mentor would be. */
  breaksAlone(menteeAt: number): boolean {
    return this.#menteeBits[menteeAt] !== 0;
  }

  /** The rules that two break together, but for criteria that are a must. */
  rulesOfTwo(menteeAt: number, unitAt: number): number {
    const judged = this.units[unitAt] as JudgedUnit;
    return this.#together(this.mentees[menteeAt] as Mentee, judged) | this.#ages(menteeAt, judged);
  }

  #together(mentee: Mentee, { members, unit }: JudgedUnit): number {
    let bits = 0;
    const own = this.pairs[mentee.at];
    if (own !== undefined) for (const { at } of members) bits |= own.get(at) ?? 0;
    const banned = this.#bannedTeams.get(mentee.facts.personId);
    return banned?.has(unit.unitId) ? bits | ruleBit('forbidden') : bits;
  }

  #ages(menteeAt: number, { births }: JudgedUnit): number {
    const { olderBy } = this.settings;
    if (olderBy === null) return 0;
    const own = this.#menteeBirths[menteeAt] as number;
    return births.some((birth) => isNotOlderBy(birth, own, olderBy)) ? ruleBit('age') : 0;
  }

  #missedMusts(mentee: Mentee, { members }: JudgedUnit): number {
    let bits = 0;
    for (const { at, bit, enough } of this.#musts) {
      const criterion = CRITERIA[at] as (typeof CRITERIA)[number];
      for (const member of members) {
        const value = criterion.value(mentee, member);
        // What is not known is below everything.
        if (value < enough) bits |= bit;
      }
    }
    return bits;
  }

  /** The score in hundredths of a point. */
  score(menteeAt: number, unitAt: number): number {
    const mentee = this.mentees[menteeAt] as Mentee;
    const { members } = this.units[unitAt] as JudgedUnit;
    let sum = 0;
    for (const { at, most } of this.#counted) sum += this.#points(at, most, mentee, members);
    return sum;
  }

  #points(at: number, most: number, mentee: Mentee, members: readonly Mentor[]): number {
    return Math.round(most * this.#mean(at, mentee, members));
  }

  /** A team is worth what its members are on average. */
  #mean(at: number, mentee: Mentee, members: readonly Mentor[]): number {
    const criterion = CRITERIA[at] as (typeof CRITERIA)[number];
    let sum = 0;
    for (const member of members) {
      const value = criterion.value(mentee, member);
      sum += value === UNKNOWN ? HALF : value;
    }
    return sum / members.length;
  }

  /** The reasons of a pair in the order of MATCH_CRITERIA; of a team, said of the member who suits best. */
  reasons(menteeAt: number, unitAt: number): MatchReason[] {
    const mentee = this.mentees[menteeAt] as Mentee;
    const { members } = this.units[unitAt] as JudgedUnit;
    return this.criteria.map(({ at, weight, must, most }) => {
      const criterion = CRITERIA[at] as (typeof CRITERIA)[number];
      const values = members.map((member) => criterion.value(mentee, member));
      const best = Math.max(...values);
      const member = members[values.indexOf(best)] as Mentor;
      return {
        criterion: MATCH_CRITERIA[at] as (typeof MATCH_CRITERIA)[number],
        ...criterion.tell(mentee, member, best),
        value: this.#mean(at, mentee, members),
        known: best !== UNKNOWN,
        weight,
        must,
        points: this.#points(at, most, mentee, members) / 100,
      };
    });
  }
}

function judgedUnits(
  units: readonly Unit[],
  mentors: readonly Mentor[],
  { mentorAt }: People,
  input: MatchInput,
  settings: MatchSettings,
): JudgedUnit[] {
  const alone = mentors.map(({ facts }) => mentorBits(facts, settings, input));
  return units.map((unit) => {
    const members = unit.mentors.map(
      ({ personId }) => mentors[mentorAt.get(personId) as number] as Mentor,
    );
    return {
      unit,
      members,
      bits: members.reduce((bits, { at }) => bits | (alone[at] as number), placeBits(unit)),
      births: members.map(({ facts }) => birthNumber(facts)),
    };
  });
}

/**
 * The pairs that are allowed, with their scores. Units and mentees that break a rule alone are left out
 * before pairs are looked at; what criteria say of somebody is looked up by the mentor.
 */
function allowedPairs(
  judge: PairJudge,
  mentors: readonly Mentor[],
  placed: ReadonlySet<number>,
): Problem['pairs'] {
  const columns = new PairColumns();
  const rows = new PointRows(judge.criteria, mentors);
  const open = judge.units.flatMap(({ bits }, at) => (bits === 0 ? [at] : []));
  const single = Int32Array.from(judge.units, ({ members }) =>
    members.length === 1 ? (members[0]?.at as number) : -1,
  );
  for (const { at: mentee } of judge.mentees) {
    if (placed.has(mentee) || judge.breaksAlone(mentee)) continue;
    const row = rows.of(judge.mentees[mentee] as Mentee);
    for (const unit of open) {
      const mentor = single[unit] as number;
      // Of a team the mean counts, which has no row.
      const points = mentor < 0 ? judge.score(mentee, unit) : (row[mentor] as number);
      if (points === NOT_MET) continue;
      const broken = mentor < 0 ? judge.ruleBits(mentee, unit) : judge.rulesOfTwo(mentee, unit);
      if (broken === 0) columns.add(mentee, unit, points / 100);
    }
  }
  return columns.lists();
}

/** Locks by their places, each once, and those of people or units that are not here. */
function locksOf(input: MatchInput, menteeAt: ReadonlyMap<string, number>, units: readonly Unit[]) {
  const unitAt = new Map(units.map(({ unitId }, at) => [unitId, at]));
  const locks = new Map<string, [number, number]>();
  const lostLocks: (readonly [string, string])[] = [];
  for (const [menteeId, unitId] of input.locks) {
    const [mentee, unit] = [menteeAt.get(menteeId), unitAt.get(unitId)];
    if (mentee === undefined || unit === undefined) lostLocks.push([menteeId, unitId]);
    else locks.set(`${mentee} ${unit}`, [mentee, unit]);
  }
  const inOrder = [...locks.values()].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  return { locks: inOrder, lostLocks };
}

const countBallots = (input: MatchInput): number =>
  [...input.mentees, ...input.mentors].filter(({ ballot }) => ballot !== null).length;

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/**
 * Judges the pairs of an input: which are allowed, and what each is worth. The order of the input's rows
 * changes nothing. All pairs are looked at when the problem is asked for, some hundred nanoseconds a pair;
 * who asks for single pairs waits for none but these.
 */
export function judge(input: MatchInput, settings: MatchSettings): Judgement {
  const mentees = [...input.mentees].sort(byId);
  const mentors = [...input.mentors].sort(byId);
  const [menteeAt, mentorAt] = [placesOf(mentees), placesOf(mentors)];
  const people: People = { mentees, mentors, menteeAt, mentorAt };
  const units = unitsOf(mentors, settings);
  const common = { today: input.today, numbers: new StemNumbers() };
  const [toMentors, toMentees] = [
    { ...common, others: mentorAt },
    { ...common, others: menteeAt },
  ];
  const compared: Mentor[] = mentors.map((facts, at) => ({
    at,
    facts,
    traits: traitsOfMentor(facts, toMentees),
  }));
  const judged = judgedUnits(units, compared, people, input, settings);
  const pairJudge = new PairJudge(
    settings,
    mentees.map((facts, at) => ({ at, facts, traits: traitsOfMentee(facts, toMentors) })),
    judged,
    pairBits(input, people, settings),
    input,
  );
  const { locks, lostLocks } = locksOf(input, menteeAt, units);
  const open = judged.filter(({ bits }) => bits === 0);
  const unitAt = new Map(units.map(({ unitId }, at) => [unitId, at]));
  const ruleBits = (mentee: number, unit: number) => pairJudge.ruleBits(mentee, unit);
  const fixed = fixedPairs(input, menteeAt, unitAt, ruleBits);
  const problem = once(
    (): Problem => ({
      mentees: mentees.map(({ personId, appliedAt }) => ({ id: personId, appliedAt })),
      mentors: placesLeft({ units }, fixed),
      pairs: allowedPairs(pairJudge, compared, new Set(fixed.map(([mentee]) => mentee))),
      locks,
    }),
  );
  return {
    input,
    settings,
    mentees,
    units,
    get problem() {
      return problem();
    },
    get allowedPairs() {
      return problem().pairs.mentees.length;
    },
    places: open.reduce((sum, { unit }) => sum + unit.capacity, 0),
    unitsWithPlaces: open.length,
    ballots: countBallots(input),
    fixed,
    lostLocks,
    ruleBits,
    pairOf(mentee, unit): PairJudgement {
      const rules = rulesIn(pairJudge.ruleBits(mentee, unit));
      const reasons = pairJudge.reasons(mentee, unit);
      return { rules, score: pairJudge.score(mentee, unit) / (FULL / 100), reasons };
    },
  };
}
