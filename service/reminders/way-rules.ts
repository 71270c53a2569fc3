/** By which way somebody is reminded. */
import {
  REMIND_KIND_FACTS,
  type RemindGroup,
  type RemindKind,
  type RemindWay,
} from '../api/remind-reference.js';

export type Choices = Readonly<Partial<Record<RemindGroup, RemindWay>>>;

/** What a reminder waits for: a letter of its own, the weekly one, or none. */
export type MailWay = 'letter' | 'digest' | 'none';

/**
 * How a reminder is written to somebody. A duty at once, whatever they chose; else as they chose for its group;
 * where they chose nothing, what is of the next day at once and all else in the weekly letter.
 */
export function mailWay(kind: RemindKind, urgent: boolean, choices: Choices): MailWay {
  const { group, duty, lettersElsewhere } = REMIND_KIND_FACTS[kind];
  if (lettersElsewhere) return 'none';
  if (duty) return 'letter';
  const chosen = choices[group];
  if (chosen === 'at_once') return 'letter';
  if (chosen !== undefined) return chosen;
  return urgent ? 'letter' : 'digest';
}

/** Whether somebody wants to read of a kind in letters at all, as they have chosen by now. */
export function isWanted(kind: RemindKind, choices: Choices): boolean {
  const { group, duty } = REMIND_KIND_FACTS[kind];
  return duty || choices[group] !== 'none';
}

/** The choices after somebody has declined the letters of a group; null: all that can be declined. */
export function declined(
  choices: Choices,
  group: RemindGroup | null,
  groups: readonly RemindGroup[],
): Choices {
  const left = group === null ? groups : [group];
  return { ...choices, ...Object.fromEntries(left.map((one) => [one, 'none' as const])) };
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** After so long a letter is tried again, by how often it was tried: a mail server that is down for two days costs none. */
const WAITS = [
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
  8 * HOUR,
  8 * HOUR,
  12 * HOUR,
  12 * HOUR,
];

/** When a letter that a server was not reached for is tried again; null: it is given up. */
export const triedAgainAt = (tries: number, now: number): number | null => {
  const wait = WAITS[tries - 1];
  return wait === undefined ? null : now + wait;
};
