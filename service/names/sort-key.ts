/** Base letters of a Russian dictionary (ё is taken as е) with the other Cyrillic letters after theirs. */
const CYRILLIC_ORDER =
  'аәӕбвгґғӻҕӷдԁђԃҙеєжԫҗзԅԑѕӡԇиҋійјкқӄҡҟҝԟԛлӆԯԓԡљԉԕмӎнԩӊңӈԣҥњԋоөпԥҧҁрҏԗсԍҫтԏҭћуүұѹфхӽӿҳһԧѡцҵчԭҷӌҹҽҿџшщъыьҍѣэюяԙѧѫѳѵҩԝӏ';
const RUSSIAN = 'абвгдежзийклмнопрстуфхцчшщъыьэюя';

/** Latin letters that do not fall apart into a base letter and a mark. */
const LATIN: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

/** From a–z to the full-width letters, which stand after all of Cyrillic. */
const TO_FULL_WIDTH = 0xff41 - 0x61;
/** Stands before every letter of another script: after the full-width Latin ones. */
const OTHER_SCRIPT = '\uffde';
/** After every key of a letter, so that «әб» stands between «ая» and «б», also beside other scripts. */
const AFTER_LETTERS = 0xffe8;
/** Stands for й while marks are taken off; a code point that no name uses. */
const SHORT_I = '\ue000';
const TIE_BREAK = '\u0001';

export const SORT_KEY_LENGTH = 200;

function cyrillicKeys(): Map<string, string> {
  const keys = new Map<string, string>();
  let base = '';
  let after = 0;
  for (const letter of CYRILLIC_ORDER) {
    if (RUSSIAN.includes(letter)) {
      base = letter;
      after = 0;
      keys.set(letter, letter);
    } else {
      keys.set(letter, base + String.fromCharCode(AFTER_LETTERS + after));
      after += 1;
    }
  }
  return keys;
}

const CYRILLIC = cyrillicKeys();

function keyOfLetter(letter: string): string {
  const cyrillic = CYRILLIC.get(letter);
  if (cyrillic !== undefined) return cyrillic;
  if (/[a-z]/.test(letter)) return String.fromCharCode(letter.charCodeAt(0) + TO_FULL_WIDTH);
  if (/[0-9 ]/.test(letter)) return letter;
  const latin = LATIN[letter];
  if (latin !== undefined) return foldText(latin);
  return /[\p{L}\p{M}\p{N}]/u.test(letter) ? OTHER_SCRIPT + letter : '';
}

/**
 * A name without what its order does not depend on: case, marks (but й stays й), punctuation; each
 * letter is replaced by what compares rightly byte by byte. A search term goes through it too.
 */
export function foldText(text: string): string {
  const letters = text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('й', SHORT_I)
    .normalize('NFD')
    // The marks of Latin, Greek and Cyrillic; vowel signs of other scripts are no marks.
    .replace(/[\u0300-\u036f]/g, '')
    .replaceAll(SHORT_I, 'й')
    .replace(/\s+/g, ' ');
  return [...letters].map(keyOfLetter).join('').replace(/ +/g, ' ').trim();
}

/**
 * The key by which names stand in Russian order in any database, by binary comparison: Cyrillic
 * before Latin before other scripts, digits first, ё as е (the written form decides between equals).
 * At most SORT_KEY_LENGTH characters.
 */
export function sortKey(name: string): string {
  const folded = foldText(name);
  const lower = name.normalize('NFKC').toLowerCase();
  const key = lower.includes('ё') ? `${folded}${TIE_BREAK}${lower}` : folded;
  return key.slice(0, SORT_KEY_LENGTH).replace(/[\uD800-\uDBFF]$/, '');
}

/** Whether a sort key has all words of a search; no search: any has. Of a search without a word none. */
export function meetsSearch(search: string | undefined, key: string): boolean {
  if (search === undefined || search === '') return true;
  const words = searchWords(search);
  return words.length > 0 && words.every((word) => key.includes(word));
}

/** The words of a search, folded as the keys are, at most five. */
export function searchWords(search: string | undefined): string[] {
  return (search ?? '').split(/\s+/).map(foldText).filter(Boolean).slice(0, 5);
}
