import type { Role } from '../../service/api/index.js';
import type { Clock } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { isDuplicate } from '../../shared/db/db-errors.js';
import { toJson } from '../../shared/db/dialect.js';
import { gatheredInsert, gatheredRows } from '../../shared/db/gathered.js';
import { randomToken, type Sealer, sha256 } from '../../shared/seal.js';
import { DRAFT_LIFETIME_MS, DRAFTS_WAIT } from '../web/drafts.js';
import { isTokenOf, newBrowserToken } from './browser-token.js';
import type { PlatformDirectory } from './platform-directory.js';
import { endOfRow, type SessionRow, sessionOfRow } from './session-rows.js';
import type { Session, SessionStore } from './session-types.js';

/** The idle time is written down at most once in so long: a page view need not be a write. */
const TOUCH_EVERY_MS = 60_000;
const ROWS_OF_BROWSER = 100;

export type NewSession = Omit<
  Session,
  'sid' | 'createdAt' | 'lastSeenAt' | 'role' | 'draftsWaiting'
> & {
  /** Held roles; a session that is found again keeps its role while it is among them. */
  roles: readonly Role[];
};

/** A session that is decided upon; its row may still have to be written. */
export type SessionFacts = Omit<Session, 'createdAt' | 'lastSeenAt' | 'draftsWaiting'>;

export interface BegunSession {
  session: SessionFacts;
  browserToken: string;
  /** True: it was there before, and is up to date. False: `store` makes it. */
  stored: boolean;
}

export interface OpenedSession {
  session: SessionFacts;
  /** What the browser's cookie has to carry. */
  browserToken: string;
}

export interface LaunchSessions extends SessionStore {
  /**
   * After a launch: the live session of this person and programme in this browser, or the facts of a
   * new one, which is not written yet. Somebody else's sessions in the browser end, and its token
   * changes.
   * @param browserToken the cookie that the browser sent
   */
  begin(wanted: NewSession, browserToken: string | null): Promise<BegunSession>;
  /** Writes a session that was begun. False: that was done before. */
  store(session: SessionFacts, browserToken: string): Promise<boolean>;
  /** Begins and writes at once. */
  open(wanted: NewSession, browserToken: string | null): Promise<OpenedSession>;
  /** The cookie for this person in a browser that shows this one: the same, if it is theirs already. */
  tokenFor(personId: string, browserToken: string | null): Promise<string>;
  /** Whether we gave this cookie for this person, whatever was written under it. */
  isTokenOf(personId: string, browserToken: string): boolean;
  /**
   * Gives a session to the browser with this cookie: when two launches at once each set a cookie, and
   * one of them was overwritten. Only when the cookie already carries the same person.
   */
  adopt(sid: string, fromHash: string, browserToken: string): Promise<boolean>;
  /** Moves a session to a window whose cookie is another one (or none so far). Null: it has ended. */
  move(sid: string, fromHash: string, browserToken: string | null): Promise<OpenedSession | null>;
}

const insertSession = gatheredInsert(
  `insert into lti_sessions (sid, browser_hash, platform_id, platform_origin,
    organisation_id, programme_id, person_id, role, locale, return_url, deep_linking, created_at,
    last_seen_at, drafts_waiting) values`,
  `(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ${DRAFTS_WAIT})`,
);
const sessionRows = gatheredRows<SessionRow, readonly [sid: string]>({
  text: (marks) => `select * from lti_sessions where sid in (${marks})`,
  isOf: (row, [sid]) => row.sid === sid,
});

const roleIn = (roles: readonly Role[], current?: Role): Role =>
  current !== undefined && roles.includes(current) ? current : (roles[0] ?? 'visitor');

export function sessionStore(deps: {
  db: Db;
  clock: Clock;
  sealer: Sealer;
  platforms: Pick<PlatformDirectory, 'byId'>;
}): LaunchSessions {
  const { db, clock, sealer, platforms } = deps;
  const table = () => db<SessionRow>('lti_sessions');
  const isLive = (row: SessionRow) => endOfRow(row, clock.now()) === null;
  const bySid = async (sid: string): Promise<SessionRow | null> =>
    (await sessionRows(db, [sid]))[0] ?? null;

  /** The browser's token after this person came, and the person's live rows in it. */
  async function tokenFor(personId: string, browserToken: string | null) {
    const hash = browserToken === null ? null : sha256(browserToken);
    const rows =
      hash === null
        ? []
        : ((await table().where('browser_hash', hash).limit(ROWS_OF_BROWSER)) as SessionRow[]);
    const isOwn = rows.length > 0 && rows.every((row) => row.person_id === personId);
    // A token that we do not know as this person's could have been planted.
    if (browserToken !== null && isOwn) return { token: browserToken, own: rows.filter(isLive) };
    const token = newBrowserToken(sealer, personId);
    if (hash !== null && rows.length > 0) await replace(hash, sha256(token));
    return { token, own: [] };
  }

  /** Ends what the browser had; the new token still learns why, so that typed text can be kept. */
  async function replace(oldHash: string, newHash: string): Promise<void> {
    await table()
      .where('browser_hash', oldHash)
      .whereNull('ended_at')
      .update({ ended_at: clock.now(), ended_reason: 'replaced' });
    await table()
      .where((q) => q.where('browser_hash', oldHash).orWhere('replaced_by_hash', oldHash))
      .update({ replaced_by_hash: newHash });
  }

  /**
   * Several tabs that launch at the same moment each get a cookie of this person, and the last one stays
   * in the browser: a live session goes on with it. A cookie that was given for anybody else opens nothing.
   */
  async function follow(row: SessionRow, browserToken: string, hash: string): Promise<boolean> {
    if (!isLive(row) || !isTokenOf(sealer, browserToken, row.person_id)) return false;
    await table()
      .where({ sid: row.sid, browser_hash: row.browser_hash })
      .update({ browser_hash: hash });
    return true;
  }

  async function insert(session: SessionFacts, browserToken: string): Promise<void> {
    const now = clock.now();
    await insertSession(db, [
      session.sid,
      sha256(browserToken),
      session.platformId,
      session.platformOrigin,
      session.organisationId,
      session.programmeId,
      session.personId,
      session.role,
      session.locale,
      session.returnUrl,
      session.deepLinking === null ? null : toJson(session.deepLinking),
      now,
      now,
      session.personId,
      session.programmeId,
      now - DRAFT_LIFETIME_MS,
    ]);
  }

  async function reuse(row: SessionRow, wanted: NewSession): Promise<Session> {
    const role = roleIn(wanted.roles, row.role as Role);
    const now = clock.now();
    const change = {
      role,
      platform_origin: wanted.platformOrigin,
      return_url: wanted.returnUrl,
      last_seen_at: now,
    };
    const since = now - DRAFT_LIFETIME_MS;
    const waiting = db.raw(DRAFTS_WAIT, [wanted.personId, wanted.programmeId ?? '', since]);
    await table()
      .where('sid', row.sid)
      .update({ ...change, drafts_waiting: waiting as unknown as boolean });
    return sessionOfRow({ ...row, ...change });
  }

  return {
    async begin(wanted, browserToken) {
      const { token, own } = await tokenFor(wanted.personId, browserToken);
      // A deep-linking dialog is a session of its own: two of them must not answer each other.
      const same =
        wanted.deepLinking === null
          ? own.find(
              (row) =>
                row.programme_id === wanted.programmeId &&
                row.platform_id === wanted.platformId &&
                row.deep_linking === null,
            )
          : undefined;
      if (same) return { session: await reuse(same, wanted), browserToken: token, stored: true };
      const { roles, ...rest } = wanted;
      const session = { ...rest, sid: randomToken(12), role: roleIn(roles) };
      return { session, browserToken: token, stored: false };
    },
    async store(session, browserToken) {
      try {
        await insert(session, browserToken);
        return true;
      } catch (error) {
        if (!isDuplicate(error)) throw error;
        return false;
      }
    },
    async open(wanted, browserToken) {
      const begun = await this.begin(wanted, browserToken);
      if (!begun.stored) await insert(begun.session, begun.browserToken);
      return begun;
    },
    tokenFor: async (personId, browserToken) => (await tokenFor(personId, browserToken)).token,
    isTokenOf: (personId, browserToken) => isTokenOf(sealer, browserToken, personId),
    async adopt(sid, fromHash, browserToken) {
      const row = await bySid(sid);
      if (!row || row.browser_hash !== fromHash || !isLive(row)) return false;
      const hash = sha256(browserToken);
      const known = (await table()
        .where({ browser_hash: hash, person_id: row.person_id })
        .limit(ROWS_OF_BROWSER)) as SessionRow[];
      if (!known.some(isLive)) return false;
      return (
        (await table().where({ sid, browser_hash: fromHash }).update({ browser_hash: hash })) === 1
      );
    },
    async move(sid, fromHash, browserToken) {
      const row = await bySid(sid);
      if (!row || row.browser_hash !== fromHash || !isLive(row)) return null;
      const { token } = await tokenFor(row.person_id, browserToken);
      const moved = await table()
        .where({ sid, browser_hash: fromHash })
        .update({ browser_hash: sha256(token), last_seen_at: clock.now() });
      return moved === 1 ? { session: sessionOfRow(row), browserToken: token } : null;
    },
    async openProgramme(sid, browserToken, { programmeId, roles }) {
      const row = await bySid(sid);
      if (!row || row.browser_hash !== sha256(browserToken) || !isLive(row)) return null;
      const wanted = { ...sessionOfRow(row), programmeId, roles, deepLinking: null };
      return (await this.open(wanted, browserToken)).session;
    },
    async find(sid, browserToken) {
      const row = browserToken === null ? null : await bySid(sid);
      if (!row || browserToken === null) return { state: 'unknown' };
      const hash = sha256(browserToken);
      const isKnown = row.browser_hash === hash || row.replaced_by_hash === hash;
      if (!isKnown && !(await follow(row, browserToken, hash))) return { state: 'unknown' };
      const session = sessionOfRow(row);
      const end = row.replaced_by_hash === hash ? 'replaced' : endOfRow(row, clock.now());
      if (end !== null && end !== 'platform_disabled') {
        return { state: 'ended', reason: end, session };
      }
      const platform = await platforms.byId(row.platform_id);
      // Its platform is on again: there is nobody to turn to, a launch is all that is needed.
      if (end !== null && platform?.active) return { state: 'ended', reason: 'absolute', session };
      if (!platform?.active) return { state: 'ended', reason: 'platform_disabled', session };
      const now = clock.now();
      if (now - session.lastSeenAt >= TOUCH_EVERY_MS) {
        await table().where({ sid }).update({ last_seen_at: now });
      }
      return { state: 'live', session };
    },
    async update(sid, change) {
      if (change.role === undefined && change.locale === undefined) return;
      await table()
        .where({ sid })
        .update({ ...change });
    },
    async endOfPerson(programmeId, personId) {
      await table()
        .where({ programme_id: programmeId, person_id: personId })
        .whereNull('ended_at')
        .update({ ended_at: clock.now(), ended_reason: 'removed' });
    },
  };
}
