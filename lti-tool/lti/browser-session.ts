import type { Clock } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { sha256 } from '../../shared/seal.js';
import { endOfRow, type SessionRow } from './session-rows.js';

/** Finds the live session of somebody in a browser. */
export interface BrowserSessions {
  /** The latest session of this person in a programme that this browser holds; null: there is none. */
  of(
    browserToken: string | null,
    who: { programmeId: string; personId: string },
  ): Promise<string | null>;
}

const ROWS_OF_BROWSER = 100;

/** Sessions by the cookie of a browser, read alone. */
export const browserSessions = (db: Db, clock: Clock): BrowserSessions => ({
  async of(browserToken, { programmeId, personId }) {
    if (browserToken === null) return null;
    const rows: SessionRow[] = await db<SessionRow>('lti_sessions')
      .where({ browser_hash: sha256(browserToken), person_id: personId })
      .where('programme_id', programmeId)
      .whereNull('deep_linking')
      .orderBy('last_seen_at', 'desc')
      .limit(ROWS_OF_BROWSER);
    return rows.find((row) => endOfRow(row, clock.now()) === null)?.sid ?? null;
  },
});
