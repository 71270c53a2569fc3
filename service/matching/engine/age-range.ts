import { plain } from './words.js';

/** Whole years, both included; `to` Infinity: and older. */
export interface AgeRange {
  from: number;
  to: number;
}

const ANY =
  /люб|не важ|неваж|без разниц|все равно|всех возраст|все возраст|не имеет знач|нет огранич/;
const RANGE = /(?:^|\D)(\d{1,2})\s*(?:-|–|—|\.\.|до|и)\s*(\d{1,2})(?!\d)/;
const FROM = /(?:от|с|старше|не младше|не моложе|свыше|начиная с)\s*(\d{1,2})(?!\d)/;
const TO = /(?:до|младше|не старше|моложе)\s*(\d{1,2})(?!\d)/;
const FROM_SIGN = /(\d{1,2})\s*(?:\+|(?:лет|года?)?\s*и\s+(?:старше|более|больше))/;
const ALONE = /^\D*(\d{1,2})\s*(?:лет|год|года)?\D*$/;

const ADULTS = /взросл|совершеннолет/;
const MINORS = /несовершеннолет/;
const OF_AGE = 18;
/** «от 5 до 60»: nobody outside takes part. */
const isAge = (years: number): boolean => years >= 5 && years <= 99;

function numbersIn(text: string): AgeRange | null {
  const [, low, high] = RANGE.exec(text) ?? [];
  if (low !== undefined && high !== undefined) {
    const [a, b] = [Number(low), Number(high)];
    return { from: Math.min(a, b), to: Math.max(a, b) };
  }
  const notOlder = /не старше\s*(\d{1,2})/.exec(text)?.[1];
  if (notOlder !== undefined) return { from: 0, to: Number(notOlder) };
  const notYounger = /не (?:младше|моложе)\s*(\d{1,2})/.exec(text)?.[1];
  if (notYounger !== undefined) return { from: Number(notYounger), to: Infinity };
  const from = FROM_SIGN.exec(text)?.[1] ?? FROM.exec(text)?.[1];
  if (from !== undefined) {
    const to = TO.exec(text)?.[1];
    return { from: Number(from), to: to === undefined ? Infinity : Number(to) };
  }
  const to = TO.exec(text)?.[1];
  if (to !== undefined) return { from: 0, to: Number(to) };
  const alone = ALONE.exec(text)?.[1];
  return alone === undefined ? null : { from: Number(alone), to: Number(alone) };
}

/**
 * The ages that a mentor prefers, out of their words: «15–17», «от 16», «14-18 лет», «16+», «до 20»,
 * «любой».
 * @returns `any` where it does not matter; null: nothing that can be understood
 */
export function ageRangeOf(words: string | null): AgeRange | 'any' | null {
  if (words === null) return null;
  const text = plain(words).trim();
  if (text === '') return null;
  const range = numbersIn(text);
  if (range !== null) {
    const sound =
      (range.from === 0 || isAge(range.from)) && (range.to === Infinity || isAge(range.to));
    return sound ? range : null;
  }
  if (ANY.test(text)) return 'any';
  if (MINORS.test(text)) return { from: 0, to: OF_AGE - 1 };
  return ADULTS.test(text) ? { from: OF_AGE, to: Infinity } : null;
}

/** Whole years that somebody has lived by a day; both `YYYY-MM-DD`. */
export function yearsOn(birthDate: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return day.slice(5) < birthDate.slice(5) ? years - 1 : years;
}
