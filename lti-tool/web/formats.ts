import type { Locale } from './i18n.js';

/** Formatting of one language and one day; made per request, cheap. */
export interface Formats {
  /** `12.03.2025` (ru), `12 Mar 2025` (en) of an ISO date, or of the day of a moment in the programme's time zone; '' of null. */
  date(iso: string | null | undefined): string;
  /** Date and time of a moment in the programme's time zone. */
  dateTime(iso: string | null | undefined): string;
  /** `YYYY-MM-DD hh:mm` of a moment in the programme's time zone, for files; null of null. */
  local(iso: string | null | undefined): string | null;
  /** «вчера», «через 3 дня» within two weeks; the date beyond. */
  near(isoDate: string | null | undefined): string;
  /** `1 234,5` (ru), `1,234.5` (en). */
  number(value: number, digits?: number): string;
  /** Minutes as `1 ч 30 мин`. */
  minutes(total: number): string;
  /** `46 %` of a share 0–1. */
  percent(share: number): string;
  /** «А, Б и В». */
  list(words: readonly string[]): string;
  today: string;
}

const EN_MONTHS = [
  'Jan',
  'Feb',
  'Mar',
  'Apr',
  'May',
  'Jun',
  'Jul',
  'Aug',
  'Sep',
  'Oct',
  'Nov',
  'Dec',
];
/** Dates within so many days are said in words. */
const NEAR_DAYS = 14;
const DAY_MS = 86_400_000;
const ISO_DATE_LENGTH = '2026-03-12'.length;

interface LanguageFormats {
  date(iso: string): string;
  relative: Intl.RelativeTimeFormat;
  list: Intl.ListFormat;
  number: Intl.NumberFormat;
  minutes(hours: number, minutes: number): string;
}

const russian: LanguageFormats = {
  date: (iso) => `${iso.slice(8, 10)}.${iso.slice(5, 7)}.${iso.slice(0, 4)}`,
  relative: new Intl.RelativeTimeFormat('ru', { numeric: 'auto' }),
  list: new Intl.ListFormat('ru'),
  number: new Intl.NumberFormat('ru'),
  minutes: (h, m) => [h > 0 ? `${h} ч` : '', m > 0 || h === 0 ? `${m} мин` : ''].join(' ').trim(),
};
const english: LanguageFormats = {
  date: (iso) =>
    `${Number(iso.slice(8, 10))} ${EN_MONTHS[Number(iso.slice(5, 7)) - 1]} ${iso.slice(0, 4)}`,
  relative: new Intl.RelativeTimeFormat('en', { numeric: 'auto' }),
  list: new Intl.ListFormat('en-GB'),
  number: new Intl.NumberFormat('en'),
  minutes: (h, m) => [h > 0 ? `${h} h` : '', m > 0 || h === 0 ? `${m} min` : ''].join(' ').trim(),
};
const LANGUAGES: Readonly<Record<Locale, LanguageFormats>> = { ru: russian, en: english };

const dayNumber = (iso: string): number => Date.parse(`${iso.slice(0, 10)}T00:00:00Z`) / DAY_MS;

/** The few dozen words for near days, by language and distance: lists say them in every row. */
const nearKnown = new Map<string, string>();
function nearWords(locale: Locale, days: number): string {
  const key = `${locale}${days}`;
  const found = nearKnown.get(key) ?? LANGUAGES[locale].relative.format(days, 'day');
  nearKnown.set(key, found);
  return found;
}

const decimals = new Map<string, Intl.NumberFormat>();
function decimal(locale: Locale, digits: number): Intl.NumberFormat {
  const key = `${locale}${digits}`;
  const found =
    decimals.get(key) ?? new Intl.NumberFormat(locale, { maximumFractionDigits: digits });
  decimals.set(key, found);
  return found;
}

const clocks = new Map<string, Intl.DateTimeFormat>();
function clockOf(timeZone: string): Intl.DateTimeFormat {
  const found =
    clocks.get(timeZone) ??
    new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  clocks.set(timeZone, found);
  return found;
}

/** @param today the programme's calendar date, `YYYY-MM-DD`; @param timeZone IANA name */
export function createFormats(locale: Locale, today: string, timeZone: string): Formats {
  const language = LANGUAGES[locale];
  const todayNumber = dayNumber(today);
  /** The calendar date of a moment; a date is one already. */
  const dayOf = (iso: string) =>
    iso.length > ISO_DATE_LENGTH ? clockOf(timeZone).format(new Date(iso)) : iso;
  const date = (iso: string | null | undefined) => (iso ? language.date(dayOf(iso)) : '');
  return {
    today,
    date,
    dateTime: (iso) => {
      if (!iso) return '';
      const local = clockOf(timeZone).format(new Date(iso));
      return `${language.date(local)}, ${local.slice(11, 16)}`;
    },
    local: (iso) => (iso ? clockOf(timeZone).format(new Date(iso)) : null),
    near: (iso) => {
      if (!iso) return '';
      const days = dayNumber(dayOf(iso)) - todayNumber;
      return Math.abs(days) <= NEAR_DAYS ? nearWords(locale, days) : date(iso);
    },
    number: (value, digits = 0) =>
      digits === 0 ? language.number.format(value) : decimal(locale, digits).format(value),
    minutes: (total) => language.minutes(Math.floor(total / 60), Math.round(total % 60)),
    percent: (share) => `${Math.round(share * 100)}${locale === 'ru' ? ' ' : ''}%`,
    list: (words) => (words.length === 1 ? (words[0] as string) : language.list.format(words)),
  };
}
