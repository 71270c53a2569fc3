/**
 * What the criteria ask of people, brought into numbers once for each of them: of a thousand mentees and
 * some hundred mentors every pair is looked at, and nothing with words in it is done there.
 */
import { MATCH_FORMATS, MATCH_LANGUAGES, MATCH_TIMES } from '../../api/match-codes.js';
import { type AgeRange, ageRangeOf, yearsOn } from './age-range.js';
import { bitsIn, INTEREST_LEXICON, type Lexicon, TOPIC_LEXICON } from './lexicon.js';
import type { Ballot, MenteeFacts, MentorFacts } from './types.js';
import { wordsOf } from './words.js';

/** What is chosen by codes, or told in words. */
export interface Terms {
  /** Chosen by codes; else the bits are those that the words tell of. */
  coded: boolean;
  bits: number;
  /** Numbers of stems, rising. */
  stems: Int32Array;
  /** The word of each stem, as it was written. */
  words: readonly string[];
}

/** A profession: a code of the official list, if there is one, and the stems of its name. */
export interface Trade {
  /** `23.02.06`; empty: none. */
  code: string;
  stems: Int32Array;
}

/** How one side has named the people of the other, by their places in the lists. */
export type NamedBy = ReadonlyMap<number, number>;

/** Value of a list of codes of which nothing is known. */
export const NOT_SAID = -1;
export const AGE_UNKNOWN = -1;

export interface Traits {
  /** Requests of a mentee, competences of a mentor. */
  topics: Terms | null;
  interests: Terms | null;
  times: number;
  formats: number;
  languages: number;
  gender: 'female' | 'male' | null;
  genderWanted: 'female' | 'male' | null;
  trade: Trade | null;
  /** Of a mentor: what they do and can, for a mentee's trade. */
  craft: Terms | null;
  /** Stems of the enterprise's or workplace's name. */
  place: Int32Array | null;
  /** Whole years today. */
  age: number;
  adult: boolean;
  preferredAge: AgeRange | 'any' | null;
  /** By how somebody was named, see ballots.ts; null: no ballot. */
  named: NamedBy | null;
}

/** Gives each stem of a run its number. */
export class StemNumbers {
  readonly #numbers = new Map<string, number>();

  of(stem: string): number {
    const known = this.#numbers.get(stem);
    if (known !== undefined) return known;
    this.#numbers.set(stem, this.#numbers.size);
    return this.#numbers.size - 1;
  }
}

const LEGAL_FORMS = new Set(['ооо', 'оао', 'ао', 'пао', 'зао', 'ип', 'гбпоу', 'фгуп', 'муп']);

function stemsOf(text: string, numbers: StemNumbers): Pick<Terms, 'stems' | 'words'> {
  const found = [...wordsOf(text)]
    .map(([stem, word]) => ({ number: numbers.of(stem), word }))
    .sort((a, b) => a.number - b.number);
  return {
    stems: Int32Array.from(found, ({ number }) => number),
    words: found.map(({ word }) => word),
  };
}

function termsOf(
  said: readonly string[] | null,
  lexicon: Lexicon,
  numbers: StemNumbers,
): Terms | null {
  if (said === null || said.length === 0) return null;
  const chosen = said.reduce((bits, one) => bits | (lexicon.bitOf.get(one) ?? 0), 0);
  if (chosen !== 0) return { coded: true, bits: chosen, stems: new Int32Array(0), words: [] };
  const text = said.join(' ');
  const told = [...wordsOf(text).keys()].reduce(
    (bits, stem) => bits | (lexicon.bitsOfStem.get(stem) ?? 0),
    0,
  );
  const words = stemsOf(text, numbers);
  return words.stems.length === 0 ? null : { coded: false, bits: told, ...words };
}

const TRADE_CODE = /\b(\d{2}\.\d{2}\.\d{2})\b/;

function tradeOf(name: string | null, numbers: StemNumbers): Trade | null {
  if (name === null || name.trim() === '') return null;
  const code = TRADE_CODE.exec(name)?.[1] ?? '';
  const { stems } = stemsOf(name.replace(TRADE_CODE, ' '), numbers);
  return code === '' && stems.length === 0 ? null : { code, stems };
}

function placeOf(name: string | null, numbers: StemNumbers): Int32Array | null {
  if (name === null) return null;
  const words = [...wordsOf(name)].filter(([, word]) => !LEGAL_FORMS.has(word.toLowerCase()));
  if (words.length === 0) return null;
  return Int32Array.from(words, ([stem]) => numbers.of(stem)).sort();
}

const listOf = (codes: readonly string[], said: readonly string[] | null): number => {
  const bits = said === null ? 0 : bitsIn(codes, said);
  return bits === 0 ? NOT_SAID : bits;
};

const wantedOf = (wanted: 'female' | 'male' | 'any' | null) => (wanted === 'any' ? null : wanted);

/** How strongly a ballot names somebody; see ballots.ts for what each is worth. */
export const NAMED = { wished: [1, 2, 3], canHelp: 4, firstMeeting: 5 } as const;

/** The strongest way in which each person was named. */
function namedBy(ballot: Ballot | null, placeOfId: ReadonlyMap<string, number>): NamedBy | null {
  if (ballot === null) return null;
  const named = new Map<number, number>();
  const add = (personId: string, how: number) => {
    const at = placeOfId.get(personId);
    if (at !== undefined && !named.has(at)) named.set(at, how);
  };
  ballot.wished.slice(0, NAMED.wished.length).forEach((id, at) => {
    add(id, NAMED.wished[at] as number);
  });
  for (const id of ballot.canHelp) add(id, NAMED.canHelp);
  for (const id of ballot.firstMeeting) add(id, NAMED.firstMeeting);
  return named;
}

/** What people are compared by. */
export interface Comparing {
  today: string;
  numbers: StemNumbers;
  /** The places of the people of the other side. */
  others: ReadonlyMap<string, number>;
}

function commonOf(
  person: MenteeFacts | MentorFacts,
  { today, numbers, others }: Comparing,
): Omit<Traits, 'craft' | 'place' | 'preferredAge'> {
  const { said, birthDate, speciality, ballot, adult } = person;
  return {
    topics: termsOf(said.topics, TOPIC_LEXICON, numbers),
    interests: termsOf(said.interests, INTEREST_LEXICON, numbers),
    times: listOf(MATCH_TIMES, said.times),
    formats: listOf(MATCH_FORMATS, said.formats),
    languages: listOf(MATCH_LANGUAGES, said.languages),
    gender: said.gender,
    genderWanted: wantedOf(said.genderWanted),
    trade: tradeOf(speciality, numbers),
    age: birthDate === null ? AGE_UNKNOWN : yearsOn(birthDate, today),
    adult,
    named: namedBy(ballot, others),
  };
}

export const traitsOfMentee = (mentee: MenteeFacts, comparing: Comparing): Traits => ({
  ...commonOf(mentee, comparing),
  craft: null,
  place: placeOf(mentee.workplace, comparing.numbers),
  preferredAge: null,
});

export function traitsOfMentor(mentor: MentorFacts, comparing: Comparing): Traits {
  const { position, competences, enterprise, workplace, preferredAge } = mentor;
  const craft = [position, competences].filter((one) => one !== null);
  return {
    ...commonOf(mentor, comparing),
    craft: craft.length === 0 ? null : termsOf(craft, TOPIC_LEXICON, comparing.numbers),
    place: placeOf(enterprise ?? workplace, comparing.numbers),
    preferredAge: ageRangeOf(preferredAge),
  };
}

/** How many numbers two rising lists have in common. */
export function inCommon(a: Int32Array, b: Int32Array): number {
  let [i, j, n] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const [x, y] = [a[i] as number, b[j] as number];
    if (x === y) {
      n += 1;
      i += 1;
      j += 1;
    } else if (x < y) i += 1;
    else j += 1;
  }
  return n;
}

/** Terms that say the same have the same key. */
export const keyOfTerms = (terms: Terms | null): string =>
  terms === null ? '-' : `${terms.coded} ${terms.bits} ${terms.stems.join()}`;

/** The words of the first whose stems the second has too. */
export const wordsInCommon = (a: Terms, b: Pick<Terms, 'stems'>): string[] =>
  a.words.filter((_, at) => b.stems.includes(a.stems[at] as number));
