/** Who may be the same person twice: by account, by e-mail, by name with the year of birth. */
import { DUPLICATE_REASONS, type DuplicateReason } from '../api/merges.js';
import { foldText } from '../names/index.js';

export interface Candidate {
  personId: string;
  name: string;
  /** The LMS's and the one for contact. */
  emails: readonly string[];
  birthYear: number | null;
  accounts: readonly { issuer: string; subject: string }[];
}

export interface Duplicate {
  firstId: string;
  secondId: string;
  reasons: DuplicateReason[];
}

/** What so many share tells nothing: an office's mailbox, a placeholder for a name. */
const SHARED_BY_MANY = 12;
const NAMESAKES_AT_MOST = 60;
/** Longer names are compared as they are. */
const MOST_WORDS = 5;
const FEWEST_WORDS = 2;

/** The words of a name without case, marks and order, each once; ё is е. */
export const nameWords = (name: string): string[] =>
  [...new Set(foldText(name).split(' '))].filter(Boolean).sort();

/** Somebody made ready to be compared with many. */
interface Prepared {
  person: Candidate;
  words: readonly string[];
  emails: ReadonlySet<string>;
  subjects: ReadonlySet<string>;
}

const prepare = (person: Candidate): Prepared => ({
  person,
  words: nameWords(person.name),
  emails: new Set(person.emails.map((one) => one.trim().toLowerCase())),
  subjects: new Set(person.accounts.map((one) => one.subject)),
});

/** One name is the other without some of its words: «Иванов Иван» of «Иванов Иван Петрович». */
function isPartOf(a: readonly string[], b: readonly string[]): boolean {
  const [less, more] = a.length <= b.length ? [a, b] : [b, a];
  return less.length >= FEWEST_WORDS && less.every((word) => more.includes(word));
}

const sameWords = (a: readonly string[], b: readonly string[]): boolean =>
  a.length >= FEWEST_WORDS && a.join(' ') === b.join(' ');

const haveCommon = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  [...a].some((one) => b.has(one));

/** How names tell two people to be one: with the year of birth, or alone where a year is not known. */
function reasonByName(a: Prepared, b: Prepared): DuplicateReason | null {
  const [mine, theirs] = [a.person.birthYear, b.person.birthYear];
  if (mine === null || theirs === null) return sameWords(a.words, b.words) ? 'name' : null;
  return mine === theirs && isPartOf(a.words, b.words) ? 'name_year' : null;
}

function compare(a: Prepared, b: Prepared): DuplicateReason[] {
  // The same number in another LMS is the same person only where the name agrees.
  const sameAccount = haveCommon(a.subjects, b.subjects) && isPartOf(a.words, b.words);
  const found = [
    sameAccount ? 'account' : null,
    reasonByName(a, b),
    haveCommon(a.emails, b.emails) ? 'email' : null,
  ];
  return DUPLICATE_REASONS.filter((reason) => found.includes(reason));
}

/** Why two people look like one, the surest first; empty: they do not. */
export const reasonsFor = (a: Candidate, b: Candidate): DuplicateReason[] =>
  compare(prepare(a), prepare(b));

/** The order-free key of two ids. */
export const pairKey = (a: string, b: string): string => (a < b ? `${a} ${b}` : `${b} ${a}`);

/** Two words or more of a name, but not all of them: the name as somebody else may have written it. */
function shorterNames(words: readonly string[]): string[] {
  if (words.length > MOST_WORDS) return [];
  const all = (1 << words.length) - 1;
  const shorter: string[] = [];
  for (let mask = 1; mask < all; mask += 1) {
    const part = words.filter((_, i) => mask & (1 << i));
    if (part.length >= FEWEST_WORDS) shorter.push(part.join(' '));
  }
  return shorter;
}

function groupBy(people: readonly Prepared[], keys: (one: Prepared) => Iterable<string>) {
  const groups = new Map<string, number[]>();
  for (const [index, one] of people.entries()) {
    for (const key of keys(one)) {
      const known = groups.get(key);
      if (known) known.push(index);
      else groups.set(key, [index]);
    }
  }
  return groups;
}

/** All twos of each group that is not too large to tell anything. */
function* twosOf(groups: ReadonlyMap<string, number[]>, atMost: number) {
  for (const group of groups.values()) {
    if (group.length > atMost) continue;
    for (const [n, i] of group.entries()) {
      for (const j of group.slice(n + 1)) yield [i, j] as const;
    }
  }
}

/** Those who share something, by their places: only they are compared. */
function* likelyTwos(people: readonly Prepared[]): Generator<readonly [number, number]> {
  const byName = groupBy(people, ({ words }) => [words.join(' ')]);
  yield* twosOf(byName, NAMESAKES_AT_MOST);
  for (const [index, { words }] of people.entries()) {
    for (const name of shorterNames(words)) {
      const group = byName.get(name) ?? [];
      if (group.length > NAMESAKES_AT_MOST) continue;
      for (const other of group) yield [Math.min(index, other), Math.max(index, other)];
    }
  }
  yield* twosOf(
    groupBy(people, (one) => one.emails),
    SHARED_BY_MANY,
  );
}

/**
 * All who may be one, the surest first, then in the order of `people`. Compared are only those who share
 * something, so that thousands cost little; what very many share is passed over.
 * @param distinct keys (pairKey) of which was said that they are different people
 */
export function findDuplicates(
  people: readonly Candidate[],
  distinct: ReadonlySet<string>,
): Duplicate[] {
  const prepared = people.map(prepare);
  const found = new Map<string, Duplicate & { at: number }>();
  for (const [i, j] of likelyTwos(prepared)) {
    const [a, b] = [prepared[i], prepared[j]];
    if (!a || !b) continue;
    const [firstId, secondId] = [a.person.personId, b.person.personId];
    const key = pairKey(firstId, secondId);
    if (found.has(key) || distinct.has(key)) continue;
    const reasons = compare(a, b);
    if (reasons.length > 0) found.set(key, { firstId, secondId, reasons, at: i });
  }
  const rank = ({ reasons }: Duplicate) =>
    Math.min(...reasons.map((one) => DUPLICATE_REASONS.indexOf(one)));
  return [...found.values()]
    .sort((a, b) => rank(a) - rank(b) || a.at - b.at)
    .map(({ at: _at, ...duplicate }) => duplicate);
}
