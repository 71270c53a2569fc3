import type { Clock } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** The journal of launches goes back so far. */
export const LAUNCHES_KEPT_MS = 30 * DAY;
const BATCH = 500;
const BATCHES_AT_MOST = 200;

/** Rows of `table` go when `column` lies further back than `keepMs`. */
interface Rule {
  table: string;
  key: readonly string[];
  column: string;
  keepMs: number;
}

const RULES: readonly Rule[] = [
  { table: 'lti_used_codes', key: ['code_hash'], column: 'expires_at', keepMs: 5 * MINUTE },
  {
    table: 'lti_access_tokens',
    key: ['platform_id', 'scopes_hash'],
    column: 'expires_at',
    keepMs: 0,
  },
  {
    table: 'lti_library_records',
    key: ['collection', 'record_key'],
    column: 'expires_at',
    keepMs: 0,
  },
  // An ended session still tells whose half-written form this is; a session lives 12 hours.
  { table: 'lti_sessions', key: ['sid'], column: 'last_seen_at', keepMs: 7 * DAY },
  {
    table: 'lti_drafts',
    key: ['person_id', 'programme_id', 'form_key'],
    column: 'created_at',
    keepMs: 30 * DAY,
  },
  // Published for minutes only (keys.ts); nothing asks for a retired key after that.
  { table: 'lti_tool_keys', key: ['kid'], column: 'retired_at', keepMs: DAY },
  { table: 'lti_invites', key: ['invite_id'], column: 'expires_at', keepMs: 365 * DAY },
  { table: 'lti_launches', key: ['launch_id'], column: 'at', keepMs: LAUNCHES_KEPT_MS },
  {
    table: 'lti_last_seen',
    key: ['scope', 'scope_id', 'kind'],
    column: 'at',
    keepMs: LAUNCHES_KEPT_MS,
  },
  // Counted by the hour; the hash of an address is not kept longer than it is needed.
  {
    table: 'lti_attempts',
    key: ['visitor', 'window_start'],
    column: 'window_start',
    keepMs: 120 * MINUTE,
  },
  { table: 'lti_locks', key: ['name'], column: 'until_at', keepMs: 7 * DAY },
];

async function purgeTable(db: Db, rule: Rule, now: number): Promise<number> {
  let gone = 0;
  for (let batch = 0; batch < BATCHES_AT_MOST; batch += 1) {
    const rows = (await db(rule.table)
      .where(rule.column, '<', now - rule.keepMs)
      .limit(BATCH)
      .select(rule.key)) as Record<string, string>[];
    if (rows.length === 0) break;
    const keys = rows.map((row) => rule.key.map((name) => row[name] as string));
    // The limit once more: a row that was used again since it was read stays.
    gone += await db(rule.table)
      .whereIn([...rule.key], keys)
      .where(rule.column, '<', now - rule.keepMs)
      .delete();
    if (rows.length < BATCH) break;
  }
  return gone;
}

/** Deletes what has run out, in batches that lock few rows for a short time. Returns how many rows went. */
export async function purgeExpired(db: Db, clock: Clock): Promise<number> {
  let gone = 0;
  for (const rule of RULES) gone += await purgeTable(db, rule, clock.now());
  return gone;
}
