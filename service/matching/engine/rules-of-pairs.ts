/** Rules about two people together. Few pairs break any, so these are kept by mentee and mentor alone. */
import type { MatchRelation } from '../../api/reference.js';
import { ruleBit } from './rule-bits.js';
import type { MatchInput, MatchSettings, MenteeFacts, MentorFacts } from './types.js';
import { groupKey, nameKey } from './words.js';

/** People by their places in the lists that are judged. */
export interface People {
  mentees: readonly MenteeFacts[];
  mentors: readonly MentorFacts[];
  menteeAt: ReadonlyMap<string, number>;
  mentorAt: ReadonlyMap<string, number>;
}

/** By mentee: the bits of each mentor with whom they break a rule. */
export type PairBits = readonly (Map<number, number> | undefined)[];

class Gathering {
  readonly bits: (Map<number, number> | undefined)[];

  constructor(menteeCount: number) {
    this.bits = new Array(menteeCount).fill(undefined);
  }

  add(mentee: number | undefined, mentor: number | undefined, bit: number): void {
    if (mentee === undefined || mentor === undefined) return;
    let own = this.bits[mentee];
    if (own === undefined) {
      own = new Map();
      this.bits[mentee] = own;
    }
    own.set(mentor, (own.get(mentor) ?? 0) | bit);
  }
}

function byKey<T>(
  list: readonly T[],
  keysOf: (one: T) => readonly string[],
): Map<string, number[]> {
  const places = new Map<string, number[]>();
  list.forEach((one, at) => {
    for (const key of keysOf(one)) {
      const known = places.get(key);
      if (known) known.push(at);
      else places.set(key, [at]);
    }
  });
  return places;
}

function addVetoes(to: Gathering, { mentees, mentors, menteeAt, mentorAt }: People): void {
  const veto = ruleBit('veto');
  mentees.forEach(({ ballot }, mentee) => {
    for (const id of ballot?.unwanted ?? []) to.add(mentee, mentorAt.get(id), veto);
  });
  mentors.forEach(({ ballot }, mentor) => {
    for (const id of ballot?.unwanted ?? []) to.add(menteeAt.get(id), mentor, veto);
  });
}

/** A mentor who bears the name of a mentee's representative is taken for them. */
function addParents(to: Gathering, { mentees, mentors }: People): void {
  const ofName = byKey(mentors, ({ name }) => [nameKey(name)]);
  mentees.forEach(({ representatives }, mentee) => {
    for (const name of representatives) {
      const key = nameKey(name);
      if (key === '') continue;
      for (const mentor of ofName.get(key) ?? []) to.add(mentee, mentor, ruleBit('own_parent'));
    }
  });
}

/** The rule that a relation breaks; null: it does not matter under these settings. */
function bitOfRelation(kind: MatchRelation, settings: MatchSettings): number | null {
  if (kind === 'parent') return ruleBit('own_parent');
  if (kind === 'teaches') return settings.notTeachers ? ruleBit('teaches') : null;
  return settings.notManagers ? ruleBit('manages') : null;
}

function addRelations(
  to: Gathering,
  people: People,
  relations: MatchInput['relations'],
  settings: MatchSettings,
): void {
  const ofGroup = byKey(people.mentees, ({ groupName }) =>
    groupName === null ? [] : [groupKey(groupName)],
  );
  for (const { kind, mentorId, menteeId, groupName } of relations) {
    const bit = bitOfRelation(kind, settings);
    if (bit === null) continue;
    const mentor = people.mentorAt.get(mentorId);
    if (menteeId !== null) to.add(people.menteeAt.get(menteeId), mentor, bit);
    if (groupName === null) continue;
    for (const mentee of ofGroup.get(groupKey(groupName)) ?? []) to.add(mentee, mentor, bit);
  }
}

function addEarlier(to: Gathering, people: People, earlier: MatchInput['earlier']): void {
  for (const [mentorId, menteeId] of earlier) {
    const mentee = people.menteeAt.get(menteeId);
    if (mentee === undefined) continue;
    if (people.mentees[mentee]?.ballot?.wished.includes(mentorId)) continue;
    to.add(mentee, people.mentorAt.get(mentorId), ruleBit('earlier_pair'));
  }
}

/** The rules that two people break together, whatever their ages. One person is never their own mentor. */
export function pairBits(input: MatchInput, people: People, settings: MatchSettings): PairBits {
  const gathering = new Gathering(people.mentees.length);
  addVetoes(gathering, people);
  addParents(gathering, people);
  addRelations(gathering, people, input.relations, settings);
  if (settings.notAgain) addEarlier(gathering, people, input.earlier);
  for (const [menteeId, mentorId] of input.bans)
    gathering.add(
      people.menteeAt.get(menteeId),
      people.mentorAt.get(mentorId),
      ruleBit('forbidden'),
    );
  people.mentees.forEach(({ personId }, mentee) => {
    gathering.add(mentee, people.mentorAt.get(personId), ruleBit('forbidden'));
  });
  return gathering.bits;
}

const UNKNOWN_BIRTH = 0;

/** Birth dates as numbers that compare as the dates do: 2008-05-17 is 20080517. */
export const birthNumber = ({ birthDate }: { birthDate: string | null }): number =>
  birthDate === null ? UNKNOWN_BIRTH : Number(birthDate.replaceAll('-', ''));

/** Whether a mentor is not so many years older as is asked; with an unknown date nobody can say that they are. */
export const isNotOlderBy = (mentor: number, mentee: number, years: number): boolean =>
  mentor === UNKNOWN_BIRTH || mentee === UNKNOWN_BIRTH || mentor + years * 10_000 > mentee;
