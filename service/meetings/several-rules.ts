import type { FieldProblem } from '../../shared/errors.js';
import type { PastMeeting } from '../api/several-meetings.js';
import { frozenProblems, type MeetingPair, meetingProblems } from './meeting-rules.js';

/** What the rows of a table of past meetings are held against. */
interface Against {
  pair: MeetingPair;
  mentorIds: readonly string[];
  withdrawn: ReadonlySet<string>;
  today: string;
  /** Days that the log has. */
  known: ReadonlySet<string>;
}

/** The rows whose day the log has, or an earlier row of the same table. */
export function knownRows(rows: readonly PastMeeting[], known: ReadonlySet<string>): Set<number> {
  const seen = new Set(known);
  const found = new Set<number>();
  for (const [n, { heldOn }] of rows.entries()) {
    if (seen.has(heldOn)) found.add(n);
    seen.add(heldOn);
  }
  return found;
}

/**
 * What is wrong with a table of past meetings, each thing at its row (`rows.3.heldOn`). What stands against
 * all of them, as a pair that is closed does, is said once.
 * @param skipKnown rows whose day is known are left out, so nothing is wrong with them
 */
export function severalProblems(
  rows: readonly PastMeeting[],
  { pair, mentorIds, withdrawn, today, known }: Against,
  skipKnown: boolean,
): FieldProblem[] {
  const twice = knownRows(rows, known);
  const problems = rows.flatMap((row, n) => {
    if (twice.has(n)) {
      const code = known.has(row.heldOn) ? 'several.known' : 'several.twice';
      return skipKnown ? [] : [{ path: `rows.${n}.heldOn`, code }];
    }
    const fields = { ...row, nextOn: null, links: [] };
    const own = [
      ...meetingProblems(fields, pair, today),
      ...frozenProblems(row.attendeeIds, mentorIds, withdrawn),
    ];
    return own.map((one) => (one.path === '' ? one : { ...one, path: `rows.${n}.${one.path}` }));
  });
  const whole = problems.find((one) => one.path === '');
  return whole ? [whole] : problems;
}
