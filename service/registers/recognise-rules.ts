/** Who the people of a file are: somebody who is in the programme already, perhaps somebody, or new. */
import type { DuplicateReason } from '../api/merges.js';
import type { RecognisedBy } from '../api/register-imports.js';
import { type Candidate, nameWords, reasonsFor } from '../merging/duplicate-rules.js';
import type { Side } from './official-cells-rules.js';

/** Somebody of the programme, as far as recognising asks. */
export interface KnownPerson extends Candidate {
  groupName: string | null;
  /** Their own and the representative's, as they are compared. */
  phones: readonly string[];
  /** The sides on which they take part, or could: candidates too. */
  sides: readonly Side[];
}

/** Somebody of the file. */
export interface SoughtPerson {
  name: string;
  birthYear: number | null;
  emails: readonly string[];
  phones: readonly string[];
}

export interface LikelyPerson {
  personId: string;
  reasons: DuplicateReason[];
}

export type Recognised =
  | { kind: 'known'; personId: string; by: RecognisedBy }
  | { kind: 'doubt'; candidates: LikelyPerson[] }
  | { kind: 'new' };

const MOST_CANDIDATES = 5;

function addTo(map: Map<string, KnownPerson[]>, key: string, person: KnownPerson): void {
  const there = map.get(key);
  if (there) there.push(person);
  else map.set(key, [person]);
}

export const wordsKey = (name: string): string => nameWords(name).join(' ');

/** Everybody of a programme by what they can be found by. */
export function knownIndex(people: readonly KnownPerson[]) {
  const byName = new Map<string, KnownPerson[]>();
  const byEmail = new Map<string, KnownPerson[]>();
  const byWordAndYear = new Map<string, KnownPerson[]>();
  const byWord = new Map<string, KnownPerson[]>();
  for (const person of people) {
    const words = nameWords(person.name);
    addTo(byName, words.join(' '), person);
    for (const word of words) addTo(byWord, word, person);
    for (const email of person.emails) addTo(byEmail, email.trim().toLowerCase(), person);
    if (person.birthYear !== null)
      for (const word of words) addTo(byWordAndYear, `${word} ${person.birthYear}`, person);
  }
  return { byName, byEmail, byWordAndYear, byWord };
}
export type KnownIndex = ReturnType<typeof knownIndex>;

/** All who share something with somebody of the file. */
function likely(sought: SoughtPerson, index: KnownIndex): KnownPerson[] {
  const words = nameWords(sought.name);
  const found = new Set<KnownPerson>(index.byName.get(words.join(' ')) ?? []);
  for (const email of sought.emails)
    for (const one of index.byEmail.get(email.trim().toLowerCase()) ?? []) found.add(one);
  if (sought.birthYear !== null)
    for (const word of words)
      for (const one of index.byWordAndYear.get(`${word} ${sought.birthYear}`) ?? [])
        found.add(one);
  return [...found];
}

/** A telephone that agrees beside the whole name; another year of birth is another person all the same. */
const hasPhone = (sought: SoughtPerson, person: KnownPerson): boolean =>
  (sought.birthYear === null ||
    person.birthYear === null ||
    sought.birthYear === person.birthYear) &&
  sought.phones.some((phone) => person.phones.includes(phone));

/** By what somebody with the same whole name is the one who is sought; null: by nothing sure. */
function surelyBy(
  sought: SoughtPerson,
  person: KnownPerson,
  reasons: readonly DuplicateReason[],
): RecognisedBy | null {
  if (reasons.includes('name_year')) return 'name_year';
  if (reasons.includes('email')) return 'email';
  return hasPhone(sought, person) ? 'phone' : null;
}

/**
 * Who the person of a row is, by the rules of duplicates: sure by the whole name with the year of birth, an
 * e-mail or a telephone; in doubt where only a part of it agrees.
 */
export function recognise(sought: SoughtPerson, index: KnownIndex): Recognised {
  const seeker: Candidate = { personId: '', accounts: [], ...sought };
  const found = likely(sought, index)
    .map((person) => ({ person, reasons: reasonsFor(seeker, person) }))
    .filter(({ reasons }) => reasons.length > 0);
  const same = wordsKey(sought.name);
  const sure = found.flatMap((one) => {
    if (wordsKey(one.person.name) !== same) return [];
    const by = surelyBy(sought, one.person, one.reasons);
    return by === null ? [] : [{ ...one, by }];
  });
  const [only] = sure;
  if (only && sure.length === 1)
    return { kind: 'known', personId: only.person.personId, by: only.by };
  return doubtOf(sure.length > 1 ? sure : found);
}

const doubtOf = (
  found: readonly { person: KnownPerson; reasons: DuplicateReason[] }[],
): Recognised =>
  found.length === 0
    ? { kind: 'new' }
    : {
        kind: 'doubt',
        candidates: found
          .slice(0, MOST_CANDIDATES)
          .map(({ person, reasons }) => ({ personId: person.personId, reasons })),
      };

/** Fewer words are no name that could be somebody's. */
const FEWEST_WORDS = 2;

/** Those whose name a shorter writing may stand for: «Кузнецова М. С.», «Кузнецова Марина». */
function shortenedOf(name: string, index: KnownIndex): KnownPerson[] {
  // «М.С.» are two letters.
  const words = nameWords(name.replaceAll('.', '. '));
  const whole = words.filter((word) => word.length > 1);
  const initials = words.filter((word) => word.length === 1);
  const [first] = whole;
  if (first === undefined || words.length < FEWEST_WORDS) return [];
  return (index.byWord.get(first) ?? []).filter((person) => {
    const theirs = nameWords(person.name);
    const rest = theirs.filter((word) => !whole.includes(word));
    return (
      whole.every((word) => theirs.includes(word)) &&
      initials.every((letter) => rest.some((word) => word.startsWith(letter)))
    );
  });
}

/**
 * Who a name of the other side is: there is nothing but the name, so the only one of this name who stands
 * on that side is meant; of several, of namesakes who do not, or where the name is shortened, somebody has
 * to say.
 */
export function recogniseName(name: string, side: Side, index: KnownIndex): Recognised {
  const namesakes = index.byName.get(wordsKey(name)) ?? [];
  if (namesakes.length === 0) {
    const meant = shortenedOf(name, index);
    return doubtOf(meant.map((person) => ({ person, reasons: ['name'] })));
  }
  const holders = namesakes.filter((one) => one.sides.includes(side));
  const [only] = holders;
  if (only && holders.length === 1) return { kind: 'known', personId: only.personId, by: 'name' };
  const found = holders.length > 1 ? holders : namesakes;
  return doubtOf(found.map((person) => ({ person, reasons: ['name'] })));
}
