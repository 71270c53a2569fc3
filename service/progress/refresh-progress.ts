import type { Knex } from 'knex';
import type { Clock } from '../../shared/clock.js';
import { todayIn } from '../../shared/clock.js';
import type { Authority } from '../authorise.js';
import { accountsOf } from '../people/index.js';
import { readProgrammeSettings } from '../programmes/index.js';
import { type GradeValue, holdGrades, putGrades } from './grade-store.js';
import { isGradable, type ProgressRules, progressComment, progressOf } from './progress-rules.js';
import { type MenteeRecord, readMenteeIds, readRecords } from './progress-store.js';

/** People are computed so many at a time; the statements do not depend on their number within it. */
export const PEOPLE_AT_ONCE = 1000;

export type Whose = Pick<Authority, 'organisationId' | 'programmeId' | 'timeZone'>;

/** Reads what the score depends on besides the person: today, and the programme's settings. */
export async function readRules(db: Knex, clock: Clock, whose: Whose): Promise<ProgressRules> {
  const settings = await readProgrammeSettings(db, whose.programmeId);
  return {
    today: todayIn(whose.timeZone, clock),
    programmeEndsOn: settings.endsOn,
    meetingEveryDays: settings.meetingEveryDays,
    weights: settings.weights,
  };
}

/** Why a person's score is not for the gradebook at all; null: it is. */
function notGraded(gradable: boolean, hasAccount: boolean): 'no_account' | 'no_pair' | null {
  if (!hasAccount) return 'no_account';
  return gradable ? null : 'no_pair';
}

/**
 * The row that takes the place of an earlier one, or null when nothing changed. The newest value wins:
 * a changed score or comment is a new generation, due at once, whatever became of the earlier one.
 */
export function nextGrade(
  earlier: GradeValue,
  record: MenteeRecord,
  hasAccount: boolean,
  rules: ProgressRules,
): GradeValue | null {
  const progress = progressOf(record.spans, record.tallies, rules);
  const comment = progressComment(progress);
  // A score that was once sent stays in the gradebook and is kept right, whatever became of the pair.
  const wasSent = earlier.generation > 0 && earlier.state !== 'not_graded';
  const reason = notGraded(wasSent || isGradable(progress), hasAccount);
  const sameValue = earlier.score === progress.score && earlier.comment === comment;
  const ours = earlier.reason === 'no_account' || earlier.reason === 'no_pair';
  const sameReason =
    reason === null ? !(earlier.state === 'not_graded' && ours) : earlier.reason === reason;
  if (sameValue && sameReason) return null;
  return {
    ...earlier,
    score: progress.score,
    comment,
    state: reason === null ? 'waiting' : 'not_graded',
    reason,
    generation: earlier.generation + 1,
  };
}

/**
 * Computes the progress of people anew and writes what changed into the queue to the gradebook, in
 * the transaction of what caused it (lti.md §6). People who are not mentees get a row that is never
 * sent. The caller moves the programme's revision on (recordChange or bumpRevision) after it.
 * @returns how many scores or comments changed
 */
export async function refreshProgress(
  trx: Knex.Transaction,
  clock: Clock,
  whose: Whose,
  personIds: readonly string[],
): Promise<number> {
  const everyone = [...new Set(personIds)].sort();
  if (everyone.length === 0) return 0;
  const now = clock.now();
  let rules: ProgressRules | undefined;
  let changed = 0;
  for (let from = 0; from < everyone.length; from += PEOPLE_AT_ONCE) {
    const people = everyone.slice(from, from + PEOPLE_AT_ONCE);
    const earlier = await holdGrades(trx, whose, people, now);
    rules ??= await readRules(trx, clock, whose);
    const settings = rules;
    const records = await readRecords(trx, whose.programmeId, people);
    const withAccount = await accountsOf(trx, people);
    const values = people.flatMap((personId) => {
      const grade = earlier.get(personId);
      const record = records.get(personId);
      if (!grade || !record) return [];
      return nextGrade(grade, record, withAccount.has(personId), settings) ?? [];
    });
    await putGrades(trx, whose, values, now);
    changed += values.length;
  }
  return changed;
}

/** The same for every mentee of the programme: its settings have changed. */
export async function refreshEveryone(
  trx: Knex.Transaction,
  clock: Clock,
  whose: Whose,
): Promise<number> {
  return refreshProgress(trx, clock, whose, await readMenteeIds(trx, whose.programmeId));
}
