/** What matching knows of people and what it makes of it; all of it plain data, so that a run can be kept and repeated. */

import type { MatchReason } from '../../api/match-runs.js';
import type { MatchSettings } from '../../api/match-settings.js';
import type { BrokenRule, Form, MatchRelation, PersonState } from '../../api/reference.js';
import type { Problem } from '../solver/problem.js';

/** What somebody has said of themselves, by questionnaire or profile; null: nothing. Lists are of codes or of words. */
export interface Said {
  /** Directions (methodology §4.8): of a mentee the requests, of a mentor the competences. */
  topics: readonly string[] | null;
  interests: readonly string[] | null;
  /** Times of the week, such as `mon_evening`. */
  times: readonly string[] | null;
  formats: readonly string[] | null;
  languages: readonly string[] | null;
  /** Of a mentee: by whom they want to be led; of a mentor: whom they want to lead. `any`: does not matter. */
  genderWanted: 'female' | 'male' | 'any' | null;
  gender: 'female' | 'male' | null;
}

/** The ballot after a group meeting (methodology §6.11): people in their order; null: none was handed in. */
export interface Ballot {
  wished: readonly string[];
  canHelp: readonly string[];
  firstMeeting: readonly string[];
  unwanted: readonly string[];
}

interface PersonFacts {
  personId: string;
  name: string;
  groupName: string | null;
  speciality: string | null;
  birthDate: string | null;
  /** Known to be of age without a birth date. */
  adult: boolean;
  /** Where they work, or have their practice. */
  workplace: string | null;
  state: PersonState | null;
  consented: boolean;
  said: Said;
  ballot: Ballot | null;
}

export interface MenteeFacts extends PersonFacts {
  /** When the application came: the questionnaire handed in, else the first record; milliseconds. */
  appliedAt: number;
  /** Names of the parents or guardians who are on record. */
  representatives: readonly string[];
  /** The end of their latest pair that was ended early or finished; null: none. */
  lastPairEndedOn: string | null;
}

export interface MentorFacts extends PersonFacts {
  /** Places left beside the pairs that they have; what the ballot says of capacity is in it. */
  places: number;
  paused: boolean;
  trained: boolean;
  forms: readonly Form[];
  preferredAge: string | null;
  /** What they have said in words of what they can do, and what they are by profession. */
  competences: string | null;
  position: string | null;
  enterprise: string | null;
}

/** All that a run rests on, frozen. People in no order that counts. */
export interface MatchInput {
  today: string;
  form: Form;
  mentees: readonly MenteeFacts[];
  mentors: readonly MentorFacts[];
  relations: readonly {
    kind: MatchRelation;
    mentorId: string;
    menteeId: string | null;
    groupName: string | null;
  }[];
  /** Mentor and mentee who were in a pair that is over. */
  earlier: readonly (readonly [mentorId: string, menteeId: string])[];
  /** By units: a mentor or a team. */
  locks: readonly (readonly [menteeId: string, unitId: string])[];
  bans: readonly (readonly [menteeId: string, unitId: string])[];
  /** Directive assignments that were held fast: made whatever rules they break, with their reason. */
  fixed: readonly (readonly [menteeId: string, unitId: string, reason: string])[];
}

/** A mentor, or a team that takes its mentees together. */
export interface Unit {
  unitId: string;
  mentors: readonly MentorFacts[];
  capacity: number;
  atLeast: number;
}

export interface PairJudgement {
  /** Empty: allowed. `capacity` is never among them: that is for the whole to decide, but for 0 places. */
  rules: BrokenRule[];
  /** 0–100 in hundredths, the sum of the points of the reasons; also where rules are broken. */
  score: number;
  reasons: MatchReason[];
}

/** An input under settings: who could be matched with whom, and what each pair is worth. */
export interface Judgement {
  input: MatchInput;
  settings: MatchSettings;
  /** By id, as the lists of the problem; so are the units. */
  mentees: readonly MenteeFacts[];
  /** Everybody who is a mentor, alone or in a team; also those who have no place or may not be matched. */
  units: readonly Unit[];
  /** Made when it is first asked for; so is the number of its pairs. */
  readonly problem: Problem;
  readonly allowedPairs: number;
  /** Places of the units that break no rule of their own. */
  places: number;
  /** Units that have such a place. */
  unitsWithPlaces: number;
  /** Ballots of a group meeting that were counted, of both sides. */
  ballots: number;
  /** Locks that name somebody who is not here any more; the solver is not told of them. */
  /** Directive assignments by their places; the solver does not decide on them. */
  fixed: readonly (readonly [mentee: number, unit: number])[];
  lostLocks: readonly (readonly [menteeId: string, unitId: string])[];
  /** The rules that a pair breaks, as bits in the order of BROKEN_RULES; 0: allowed. */
  ruleBits(mentee: number, unit: number): number;
  /** Everything about a pair, by its places in the lists. */
  pairOf(mentee: number, unit: number): PairJudgement;
}

export type { MatchSettings };
