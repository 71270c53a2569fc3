import { MATCH_TIMES, type MatchTime } from '../../api/match-codes.js';
import { plain } from './words.js';

const DAYS: readonly (readonly [string, RegExp])[] = [
  ['mon', /(?:^|[^а-я])(?:пн|понедельник)/],
  ['tue', /(?:^|[^а-я])(?:вт|вторник)/],
  ['wed', /(?:^|[^а-я])(?:ср(?![а-я])|сред[ауые])/],
  ['thu', /(?:^|[^а-я])(?:чт|четверг)/],
  ['fri', /(?:^|[^а-я])(?:пт|пятниц)/],
  ['sat', /(?:^|[^а-я])(?:сб|суббот|выходн)/],
];
const ALL_DAYS = /ежедневн|каждый день|любой день|любое время|всегда/;
const WORKDAYS = /будн|рабочи[еxх] дн/;
const EVENING = /вечер/;
const DAY = /утр|днем|обед|перемен/;
const AFTER = /после\s*(\d{1,2})(?![\d.])/;
/** From here on it is evening. */
const EVENING_FROM = 17;

function daysIn(text: string): Set<string> {
  if (ALL_DAYS.test(text)) return new Set(DAYS.map(([day]) => day));
  const named = DAYS.filter(([, words]) => words.test(text)).map(([day]) => day);
  const workdays = WORKDAYS.test(text) ? DAYS.slice(0, 5).map(([day]) => day) : [];
  return new Set([...named, ...workdays]);
}

function partsIn(text: string): Set<string> {
  const parts = new Set<string>();
  if (EVENING.test(text)) parts.add('evening');
  if (DAY.test(text)) parts.add('day');
  const hour = AFTER.exec(text)?.[1];
  if (hour !== undefined) {
    parts.add('evening');
    if (Number(hour) < EVENING_FROM) parts.add('day');
  }
  return parts;
}

/**
 * The times of the week that words of a profile name: «вторник после 15:00», «по средам», «будни вечером».
 * Days without a part of the day are whole days, a part without days is every day's.
 * @returns null where neither is named («2 часа в неделю»)
 */
export function weekTimesOf(words: string | null): MatchTime[] | null {
  if (words === null) return null;
  const text = plain(words);
  const [days, parts] = [daysIn(text), partsIn(text)];
  if (days.size === 0 && parts.size === 0) return null;
  return MATCH_TIMES.filter((time) => {
    const [day = '', part = ''] = time.split('_');
    return (days.size === 0 || days.has(day)) && (parts.size === 0 || parts.has(part));
  });
}
