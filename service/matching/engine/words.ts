/** Words of free text brought to a form in which they can be compared: Russian has many endings. */

const WORD = /[\p{L}\p{N}+#]+/gu;
const CYRILLIC = /^[а-я]+$/;
/** Longer stems are cut: what follows is mostly derivation (программист, программирование). */
const LONGEST = 6;
const SHORTEST_STEM = 3;

/** The longest first. */
const ENDINGS = [
  ...['иями', 'ями', 'ами', 'ого', 'его', 'ому', 'ему', 'ыми', 'ими', 'иях', 'ться', 'иям'],
  ...['ая', 'яя', 'ое', 'ее', 'ый', 'ий', 'ой', 'ые', 'ие', 'ов', 'ев', 'ей', 'ам', 'ям', 'ах'],
  ...['ях', 'ом', 'ем', 'ую', 'юю', 'ть', 'ия', 'ии', 'ию', 'ых', 'их'],
  ...['а', 'я', 'о', 'е', 'ы', 'и', 'у', 'ю', 'ь', 'й'],
];
const DERIVATIONS = ['ическ', 'альн', 'ивн', 'ств', 'ик', 'ист'];

const STOP = new Set(
  (
    'и в во на с со по для к ко о об от до из за как что не или а но у при так также это все мне я ты мы вы ' +
    'он она они хочу хотел хотела хотелось бы быть есть могу можно помочь помощь помогаю умею знаю люблю ' +
    'нравится буду чтобы если то же ли свой своя свои мой моя мои его ее их лет год года т д п др пр ' +
    'разные разный очень много часто работать работа'
  ).split(' '),
);

function without(word: string, endings: readonly string[]): string {
  const found = endings.find(
    (ending) => word.endsWith(ending) && word.length - ending.length >= SHORTEST_STEM,
  );
  return found === undefined ? word : word.slice(0, -found.length);
}

/** Lower case, ё as е. */
export const plain = (text: string): string => text.toLowerCase().replaceAll('ё', 'е');

/**
 * The stem of a word: of a Russian one without its ending, six letters at most, so that forms and near
 * relatives are equal (математика, математический); other words as they are.
 */
export function stemOf(word: string): string {
  const low = plain(word);
  if (!CYRILLIC.test(low)) return low;
  return without(without(low, ENDINGS), DERIVATIONS).slice(0, LONGEST);
}

/** The words of a text that tell something, each with its stem, once each. */
export function wordsOf(text: string): Map<string, string> {
  const words = new Map<string, string>();
  for (const [word] of text.matchAll(WORD)) {
    const low = plain(word);
    if (STOP.has(low) || (CYRILLIC.test(low) && low.length < SHORTEST_STEM)) continue;
    const stem = stemOf(low);
    if (!words.has(stem)) words.set(stem, word);
  }
  return words;
}

/** A person's name as names of one person are compared: without case, ё, points and the order of its words. */
export const nameKey = (name: string): string =>
  (plain(name).match(/[\p{L}\p{N}]+/gu) ?? []).sort().join(' ');

/** A group's name as it is compared. */
export const groupKey = (name: string): string => plain(name).replace(/\s+/g, ' ').trim();
