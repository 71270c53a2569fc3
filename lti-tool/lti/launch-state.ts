import { createHash } from 'node:crypto';
import type { Clock } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { type Sealer, sameText, someRandomBytes } from '../../shared/seal.js';
import { TOLERANCE_S } from './launch-checks.js';
import type { LtiPlatform } from './platform-store.js';
import { LaunchRefused } from './refusals.js';
import { usedOnce } from './used-once.js';

/** A login that was begun must be ended within this time. */
export const STATE_LIFETIME_MS = 10 * 60_000;

/**
 * What a state says, before the keyed hash that makes it ours: random bytes, the moment of the login, the
 * platform that it was begun for, the deployment that it named (zeros: none).
 */
const RANDOM_BYTES = 16;
const TIME_BYTES = 6;
const MARK_BYTES = 8;
const BODY_BYTES = RANDOM_BYTES + TIME_BYTES + 2 * MARK_BYTES;
const BODY_LENGTH = Math.ceil((BODY_BYTES * 4) / 3);
/** The first bytes of the body's keyed hash make the state ours; nonce and binding are the two parts after them. */
const MAC_BYTES = 16;
const SECRET_BYTES = 24;
const MAC_LENGTH = Math.ceil((MAC_BYTES * 4) / 3);
const PURPOSE = 'login-state';

/** A state as we issue it; anything else never becomes part of a cookie's name. */
export const STATE_SHAPE = new RegExp(`^[A-Za-z0-9_-]{${BODY_LENGTH + MAC_LENGTH}}$`);

/** The secrets of one login. All three follow from random bytes by a key that only we have. */
export interface IssuedState {
  /** base64url, see STATE_SHAPE. */
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
  /** Nothing is stored: whoever begins logins without end fills no table. */
  issue(login: { platform: LtiPlatform; deploymentId: string | null }): IssuedState;
  /**
   * Holds a launch against the login that its state names; whether it was used already is not looked at.
   * @throws LaunchRefused that says what did not fit
   */
  check(shown: ShownState): CheckedState;
  /** @throws LaunchRefused when the state could not be used any more, whoever held its binding */
  requireLive(state: string): Promise<void>;
  /** Uses a state up; of several at once exactly one succeeds. @throws LaunchRefused `state_used` */
  use(checked: CheckedState): Promise<void>;
}

/** A state that fits the launch which shows it. */
export interface CheckedState {
  state: string;
  /** The end of its ten minutes, ms. */
  until: number;
}

const NO_DEPLOYMENT = Buffer.alloc(MARK_BYTES);
const markOf = (text: string): Buffer =>
  createHash('sha256').update(text).digest().subarray(0, MARK_BYTES);

const macOf = (hash: Buffer): string => hash.toString('base64url', 0, MAC_BYTES);
/** 192 bits each, parts of one keyed hash (docs/decisions/0012). */
const secretsOf = (hash: Buffer): Pick<IssuedState, 'nonce' | 'binding'> => ({
  nonce: hash.toString('base64url', MAC_BYTES, MAC_BYTES + SECRET_BYTES),
  binding: hash.toString('base64url', MAC_BYTES + SECRET_BYTES, MAC_BYTES + 2 * SECRET_BYTES),
});

interface ReadState extends Pick<IssuedState, 'nonce' | 'binding'> {
  createdAt: number;
  platformMark: Buffer;
  deploymentMark: Buffer;
}

/** States of logins: signed when issued, noted when used (docs/decisions/0012). */
export function launchStates(db: Db, clock: Clock, sealer: Sealer): LaunchStates {
  const used = usedOnce(db);
  /** @throws LaunchRefused `state_unknown` when it is not ours, `state_expired` after its ten minutes */
  function read(state: string): ReadState {
    if (!STATE_SHAPE.test(state)) throw new LaunchRefused('state_unknown');
    const body = state.slice(0, BODY_LENGTH);
    const mac = state.slice(BODY_LENGTH);
    const hash = sealer.findWideHmac(body, PURPOSE, (one) => sameText(macOf(one), mac));
    if (hash === null) throw new LaunchRefused('state_unknown');
    const bytes = Buffer.from(body, 'base64url');
    const createdAt = bytes.readUIntBE(RANDOM_BYTES, TIME_BYTES);
    if (createdAt + STATE_LIFETIME_MS <= clock.now()) throw new LaunchRefused('state_expired');
    const marks = bytes.subarray(RANDOM_BYTES + TIME_BYTES);
    return {
      ...secretsOf(hash),
      createdAt,
      platformMark: marks.subarray(0, MARK_BYTES),
      deploymentMark: marks.subarray(MARK_BYTES),
    };
  }

  return {
    issue({ platform, deploymentId }) {
      const time = Buffer.alloc(TIME_BYTES);
      time.writeUIntBE(clock.now(), 0, TIME_BYTES);
      const body = Buffer.concat([
        someRandomBytes(RANDOM_BYTES),
        time,
        markOf(platform.platformId),
        deploymentId === null ? NO_DEPLOYMENT : markOf(deploymentId),
      ]).toString('base64url');
      const hash = sealer.wideHmac(body, PURPOSE);
      return { state: body + macOf(hash), ...secretsOf(hash) };
    },
    check({ state, nonce, binding, platform, deploymentId, issuedAt }) {
      const { createdAt, platformMark, deploymentMark, ...issued } = read(state);
      if (!sameText(issued.binding, binding)) throw new LaunchRefused('binding_wrong');
      if (!platformMark.equals(markOf(platform.platformId))) throw new LaunchRefused('issuer');
      if (!sameText(issued.nonce, nonce)) throw new LaunchRefused('nonce');
      if (!deploymentMark.equals(NO_DEPLOYMENT) && !deploymentMark.equals(markOf(deploymentId))) {
        throw new LaunchRefused('deployment', 'not the one of the login');
      }
      if (createdAt > Math.ceil((issuedAt + TOLERANCE_S) * 1000)) {
        throw new LaunchRefused('time', 'iat is before the login');
      }
      return { state, until: createdAt + STATE_LIFETIME_MS };
    },
    async requireLive(state) {
      read(state);
      if (await used.wasUsed(state)) throw new LaunchRefused('state_used');
    },
    async use({ state, until }) {
      if (!(await used.use(state, until))) throw new LaunchRefused('state_used');
    },
  };
}
