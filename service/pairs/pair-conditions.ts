import type { Knex } from 'knex';
import type { Rhythm } from '../api/index.js';
import { type FeedbackSettings, feedbackLimits } from './feedback-rules.js';
import { type RhythmSettings, rhythmLimits } from './pair-rules.js';

/**
 * The SQL of rhythmOf(): narrows a query to the pairs with this rhythm today.
 * @param table the alias of `pairs` in the query
 */
export function rhythmCondition(
  query: Knex.QueryBuilder,
  rhythm: Rhythm,
  settings: RhythmSettings,
  today: string,
  table = 'pairs',
): void {
  const limits = rhythmLimits(settings, today);
  const silent = `${table}.silent_since`;
  const last = `${table}.last_meeting_on`;
  if (rhythm === 'off') {
    query.whereNot(`${table}.state`, 'active');
    return;
  }
  query.where(`${table}.state`, 'active');
  if (rhythm === 'none') {
    query.whereNull(last).where(silent, '>=', limits.firstMissingBefore);
  } else if (rhythm === 'out') {
    query.where((or) =>
      or
        .where((first) => first.whereNull(last).where(silent, '<', limits.firstMissingBefore))
        .orWhere((later) => later.whereNotNull(last).where(silent, '<', limits.outBefore)),
    );
  } else {
    query.whereNotNull(last);
    if (rhythm === 'attention') {
      query.where(silent, '<', limits.attentionBefore).where(silent, '>=', limits.outBefore);
    } else query.where(silent, '>=', limits.attentionBefore);
  }
}

/**
 * The rhythm of a pair as an SQL expression, for counting by it:
 * `db('pairs').groupByRaw(sql, bindings)`.
 */
export function rhythmExpression(
  settings: RhythmSettings,
  today: string,
  table = 'pairs',
): { sql: string; bindings: string[] } {
  const limits = rhythmLimits(settings, today);
  return {
    sql:
      `case when ${table}.state <> 'active' then 'off' ` +
      `when ${table}.last_meeting_on is null then ` +
      `(case when ${table}.silent_since < ? then 'out' else 'none' end) ` +
      `when ${table}.silent_since < ? then 'out' ` +
      `when ${table}.silent_since < ? then 'attention' else 'in_rhythm' end`,
    bindings: [limits.firstMissingBefore, limits.outBefore, limits.attentionBefore],
  };
}

/** Orders by urgency: out of rhythm, due soon, new, in rhythm, not watched; the longest silence first. */
export function orderByUrgency(
  query: Knex.QueryBuilder,
  settings: RhythmSettings,
  today: string,
  table = 'pairs',
): void {
  const { sql, bindings } = rhythmExpression(settings, today, table);
  query
    .orderByRaw(
      `case (${sql}) when 'out' then 0 when 'attention' then 1 when 'none' then 2 ` +
        `when 'in_rhythm' then 3 else 4 end`,
      bindings,
    )
    .orderBy(`${table}.silent_since`)
    .orderBy(`${table}.id`);
}

/** The SQL of daysWithoutFeedback(): 1 for the pairs whose mentees have been silent for too long. */
export function noFeedbackExpression(
  settings: FeedbackSettings,
  today: string,
  table = 'pairs',
): { sql: string; bindings: (string | number)[] } {
  const { startedBefore, answeredBefore } = feedbackLimits(settings, today);
  const answered = `coalesce(${table}.last_feedback_at, 0)`;
  return {
    sql:
      `case when ${table}.state = 'active' and ${table}.starts_on < ? ` +
      `and (${table}.resumed_on is null or ${table}.resumed_on < ?) and ${answered} < ? and ${table}.last_logged_at > ${answered} then 1 else 0 end`,
    bindings: [startedBefore, startedBefore, answeredBefore],
  };
}
