import type { Role } from '../../service/api/index.js';
import { fromJson } from '../../shared/db/dialect.js';
import type { DeepLinkingRequest, Session, SessionLookup } from './session-types.js';

export const IDLE_MS = 60 * 60_000;
export const ABSOLUTE_MS = 12 * 3600_000;

export type EndReason = Extract<SessionLookup, { state: 'ended' }>['reason'];

/** A row of `lti_sessions`. */
export interface SessionRow {
  sid: string;
  browser_hash: string;
  replaced_by_hash: string | null;
  platform_id: string;
  platform_origin: string;
  organisation_id: string;
  programme_id: string | null;
  person_id: string;
  role: string;
  locale: string;
  return_url: string | null;
  deep_linking: unknown;
  drafts_waiting: number | boolean;
  created_at: number;
  last_seen_at: number;
  ended_at: number | null;
  ended_reason: string | null;
}

export const sessionOfRow = (row: SessionRow): Session => ({
  sid: row.sid,
  personId: row.person_id,
  organisationId: row.organisation_id,
  programmeId: row.programme_id,
  role: row.role as Role,
  platformId: row.platform_id,
  platformOrigin: row.platform_origin,
  returnUrl: row.return_url,
  locale: row.locale === 'en' ? 'en' : 'ru',
  deepLinking: row.deep_linking === null ? null : fromJson<DeepLinkingRequest>(row.deep_linking),
  draftsWaiting: Boolean(row.drafts_waiting),
  createdAt: Number(row.created_at),
  lastSeenAt: Number(row.last_seen_at),
});

/** Why a session has ended by what its row says, or null: it has not. */
export function endOfRow(row: SessionRow, now: number): EndReason | null {
  if (row.ended_at !== null) return (row.ended_reason ?? 'removed') as EndReason;
  if (now - Number(row.created_at) >= ABSOLUTE_MS) return 'absolute';
  if (now - Number(row.last_seen_at) >= IDLE_MS) return 'idle';
  return null;
}
