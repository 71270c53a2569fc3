import type { Clock } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import type { ProgressPart } from '../api/index.js';
import { progressOf } from './progress-rules.js';
import { readMenteeIds, readRecords } from './progress-store.js';
import { PEOPLE_AT_ONCE, readRules, type Whose } from './refresh-progress.js';

/** What of a programme's settings the scores depend on. */
export interface ScoreSettings {
  endsOn: string;
  meetingEveryDays: number;
  weights: Readonly<Partial<Record<ProgressPart, number>>>;
}

export interface ScoreChange {
  personId: string;
  before: number;
  after: number;
}

/**
 * The mentees whose scores these settings would change, the largest changes first; everything else
 * is as it is now. The scores are computed as refreshEveryone() does it, and nothing is written.
 */
export async function scoreChanges(
  db: Db,
  clock: Clock,
  whose: Whose,
  settings: ScoreSettings,
): Promise<ScoreChange[]> {
  const now = await readRules(db, clock, whose);
  const { endsOn: programmeEndsOn, meetingEveryDays, weights } = settings;
  const then = { ...now, programmeEndsOn, meetingEveryDays, weights };
  const everyone = await readMenteeIds(db, whose.programmeId);
  const changes: ScoreChange[] = [];
  for (let from = 0; from < everyone.length; from += PEOPLE_AT_ONCE) {
    const people = everyone.slice(from, from + PEOPLE_AT_ONCE);
    for (const [personId, { spans, tallies }] of await readRecords(db, whose.programmeId, people)) {
      const before = progressOf(spans, tallies, now).score;
      const after = progressOf(spans, tallies, then).score;
      if (before !== after) changes.push({ personId, before, after });
    }
  }
  const size = (one: ScoreChange) => Math.abs(one.after - one.before);
  return changes.sort((a, b) => size(b) - size(a) || (a.personId < b.personId ? -1 : 1));
}
