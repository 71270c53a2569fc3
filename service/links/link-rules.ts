/** Personal links: how long they live, what they tell before a confirmation, how often one is tried. */
import { DateTime } from 'luxon';
import { addDays, daysBetween } from '../../shared/dates.js';
import type { FieldProblem } from '../../shared/errors.js';
import type { MENTOR_LINK_REFUSALS } from '../api/mentor-links.js';
import type { LinkConfirmation, LinkState } from '../api/reference.js';

const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;

/** A one-time code holds so long. */
export const CODE_LIFE_MS = 10 * MINUTE_MS;
/** The next code is not sent before, */
export const CODE_EVERY_MS = MINUTE_MS;
/** nor more of them for one link, */
export const CODES_AT_MOST = 10;
/** and after so many wrong tries a code is worth nothing. */
export const TRIES_AT_MOST = 5;
/** Few years are likely, so a link bears few wrong ones, and of all times. */
export const YEAR_TRIES_AT_MOST = 3;
/** Who has confirmed goes on without a new confirmation until they have rested so long. */
export const PASS_IDLE_MS = 60 * MINUTE_MS;

/** At a mentor's page who rests so long confirms again, */
export const ACTING_IDLE_MS = 30 * MINUTE_MS;
/** and who works on and on does after so long. */
export const ACTING_AT_MOST_MS = 12 * 60 * MINUTE_MS;

/** Whether somebody may still act by the pass that they got, as far as time goes. */
export function passHolds(
  { passGivenAt, passSeenAt }: { passGivenAt: number | null; passSeenAt: number | null },
  now: number,
): boolean {
  if (passGivenAt === null || passSeenAt === null) return false;
  return now - passSeenAt < ACTING_IDLE_MS && now - passGivenAt < ACTING_AT_MOST_MS;
}

/** The moment after a day in a time zone, in ms. */
export const endOfDay = (day: string, timeZone: string): number =>
  DateTime.fromISO(addDays(day, 1), { zone: timeZone }).startOf('day').toMillis();

/** Why somebody gets no page by a link; null: they may have one. */
export function mentorLinkRefusal(of: {
  hasAccount: boolean;
  consentWithdrawn: boolean;
  /** The programme has ended, or goes on as another one. */
  programmeOver: boolean;
}): (typeof MENTOR_LINK_REFUSALS)[number] | null {
  if (of.programmeOver) return 'link.programmeOver';
  if (of.hasAccount) return 'link.hasAccount';
  return of.consentWithdrawn ? 'link.consentWithdrawn' : null;
}

/** What is wrong with the last day of a link: it is over, or later than the programme's. */
export function lastDayProblems(lastDay: string, today: string, endsOn: string): FieldProblem[] {
  if (lastDay < today) return [{ path: 'lastDay', code: 'link.pastDay' }];
  if (lastDay > endsOn)
    return [{ path: 'lastDay', code: 'link.afterProgramme', params: { date: endsOn } }];
  return [];
}

export interface LinkTimes {
  /** All in ms; null: it did not happen. */
  expiresAt: number;
  revokedAt: number | null;
  usedAt: number | null;
  /** Wrong birth years so far. */
  yearTries: number;
}

/** What a link is at a moment; what was done by it stays done, whatever came later. */
export function linkState(link: LinkTimes, now: number): LinkState {
  if (link.usedAt !== null) return 'used';
  if (link.revokedAt !== null) return 'revoked';
  if (link.yearTries >= YEAR_TRIES_AT_MOST) return 'locked';
  return now < link.expiresAt ? 'open' : 'expired';
}

/** An address that its owner recognises and nobody else learns: `a•••a@kollezh.example`. */
export function contactHint(email: string): string {
  const at = email.lastIndexOf('@');
  const name = [...email.slice(0, at)];
  const shown = name.length < 3 ? '' : (name[0] ?? '');
  return `${shown}•••${name.length < 5 ? '' : name.at(-1)}${email.slice(at)}`;
}

/** Why a link cannot be confirmed in the way that was chosen for it. */
export function confirmationProblems(
  confirmation: LinkConfirmation,
  { contact, birthDate }: { contact: string | null; birthDate: string | null },
): FieldProblem[] {
  if (confirmation === 'told_code' || confirmation === 'none') return [];
  if (confirmation === 'code') return contact ? [] : [{ path: 'contact', code: 'required' }];
  return birthDate === null ? [{ path: 'confirmation', code: 'link.birthYearUnknown' }] : [];
}

/** Whether a year, as it was typed, is that of a birth date. */
export const isBirthYear = (typed: string, birthDate: string | null): boolean =>
  birthDate !== null && typed === birthDate.slice(0, 4);

/** Days that a link to a wave lives: as wanted, not longer than until the day after the wave's last. */
export const surveyDays = (wanted: number, today: string, endsOn: string): number =>
  Math.max(1, Math.min(wanted, daysBetween(today, endsOn) + 1));
