import type { Clock } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { gatheredInsert } from '../../shared/db/gathered.js';
import { hotRun } from '../../shared/db/hot-query.js';
import { randomToken, sameText, sha256 } from '../../shared/seal.js';
import { TOLERANCE_S } from './launch-checks.js';
import type { LtiPlatform } from './platform-store.js';
import { LaunchRefused } from './refusals.js';

/** A login that was begun must be ended within this time. */
export const STATE_LIFETIME_MS = 10 * 60_000;

/** The secrets of one login; the database keeps only their hashes. */
export interface IssuedState {
  /** 43 characters of base64url. */
  state: string;
  nonce: string;
  /** Known to the browser that began the login and to nobody else. */
  binding: string;
}

/** What a launch shows, to be held against the login that its state names. */
export interface ShownState extends IssuedState {
  platform: LtiPlatform;
  deploymentId: string;
  /** `iat` of the token, seconds: it cannot be older than the login. */
  issuedAt: number;
}

export interface LaunchStates {
  issue(login: {
    platform: LtiPlatform;
    deploymentId: string | null;
    target: string;
  }): Promise<IssuedState>;
  /**
   * Uses a state up: one conditional update that also holds nonce, binding, platform and deployment
   * against the login. Of several at once exactly one succeeds; one that fails uses nothing up.
   * @throws LaunchRefused that says what did not fit
   */
  consume(shown: ShownState): Promise<void>;
  /** @throws LaunchRefused when the state could not be used any more, whoever held its binding */
  requireLive(state: string): Promise<void>;
}

interface StateRow {
  nonce_hash: string;
  binding_hash: string;
  platform_id: string;
  deployment_id: string | null;
  created_at: number;
  expires_at: number;
  consumed_at: number | null;
}

const insertState = gatheredInsert(
  `insert into lti_login_states (state_hash, nonce_hash, binding_hash, platform_id, issuer,
    client_id, deployment_id, target, created_at, expires_at) values`,
  '(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
);

const CONSUME = `update lti_login_states set consumed_at = ?
  where state_hash = ? and binding_hash = ? and nonce_hash = ? and platform_id = ?
    and consumed_at is null and expires_at > ? and created_at <= ?
    and (deployment_id is null or deployment_id = ?)`;

export function launchStates(db: Db, clock: Clock): LaunchStates {
  const find = async (state: string): Promise<StateRow> => {
    const row = (await db('lti_login_states').where('state_hash', sha256(state)).first()) as
      | StateRow
      | undefined;
    if (!row) throw new LaunchRefused('state_unknown');
    if (row.consumed_at !== null) throw new LaunchRefused('state_used');
    if (Number(row.expires_at) <= clock.now()) throw new LaunchRefused('state_expired');
    return row;
  };

  /** After the update met no row: what was it that did not fit? */
  const explain = async (shown: ShownState): Promise<LaunchRefused> => {
    const row = await find(shown.state);
    if (!sameText(row.binding_hash, sha256(shown.binding)))
      return new LaunchRefused('binding_wrong');
    if (row.platform_id !== shown.platform.platformId) return new LaunchRefused('issuer');
    if (!sameText(row.nonce_hash, sha256(shown.nonce))) return new LaunchRefused('nonce');
    if (row.deployment_id !== null && row.deployment_id !== shown.deploymentId) {
      return new LaunchRefused('deployment', 'not the one of the login');
    }
    if (Number(row.created_at) > (shown.issuedAt + TOLERANCE_S) * 1000) {
      return new LaunchRefused('time', 'iat is before the login');
    }
    return new LaunchRefused('state_used');
  };

  return {
    async issue({ platform, deploymentId, target }) {
      const issued = { state: randomToken(), nonce: randomToken(), binding: randomToken(24) };
      const now = clock.now();
      await insertState(db, [
        sha256(issued.state),
        sha256(issued.nonce),
        sha256(issued.binding),
        platform.platformId,
        platform.issuer,
        platform.clientId,
        deploymentId,
        target,
        now,
        now + STATE_LIFETIME_MS,
      ]);
      return issued;
    },
    async consume(shown) {
      const now = clock.now();
      const met = await hotRun(db, CONSUME, [
        now,
        sha256(shown.state),
        sha256(shown.binding),
        sha256(shown.nonce),
        shown.platform.platformId,
        now,
        Math.ceil((shown.issuedAt + TOLERANCE_S) * 1000),
        shown.deploymentId,
      ]);
      if (met !== 1) throw await explain(shown);
    },
    requireLive: async (state) => {
      await find(state);
    },
  };
}
