import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { type Sealer, sha256 } from '../../shared/seal.js';
import type { GuardedFetch, GuardedRequest, GuardedResponse } from './guarded-fetch.js';
import type { LtiPlatform } from './platform-store.js';
import { quirksOf } from './platforms/index.js';
import { asServiceError, LmsServiceError, retryAfterSeconds } from './service-error.js';
import type { ToolSigner } from './tool-signer.js';

const PURPOSE = 'lti-service-token';
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
/** A token is not used in its last minute. */
const MARGIN_MS = 60_000;
/** Where the platform does not say how long a token lives. */
const DEFAULT_LIFE_S = 300;
/** Short, so that token, column and score fit into the minute for which a score is claimed. */
const TIME_LIMIT_MS = 8_000;

/** No token is believed to live longer than a day. */
const LONGEST_LIFE_S = 86_400;

const tokenAnswer = z.object({
  /** What may stand in a header (RFC 6750 §2.1, read generously). */
  access_token: z
    .string()
    .max(8000)
    .regex(/^[!-~]+$/),
  /** How long it lives is its platform's guess: nonsense does not spoil the token. */
  expires_in: z.coerce.number().positive().max(LONGEST_LIFE_S).optional().catch(undefined),
});

/** Requests to the services of an LMS with an access token (LTI Security Framework 1.1 §4). */
export interface ServiceCaller {
  /**
   * One request. A 401 is tried once more with a new token.
   * @returns every answer that is about the request itself: 2xx and 4xx but 401 and 429
   * @throws LmsServiceError when the service cannot be used now
   */
  call(
    platform: LtiPlatform,
    scopes: readonly string[],
    url: string,
    request?: GuardedRequest,
  ): Promise<GuardedResponse>;
}

export interface ServiceCallerDeps {
  db: Db;
  clock: Clock;
  sealer: Sealer;
  signer: ToolSigner;
  fetch: GuardedFetch;
}

const scopesKey = (scopes: readonly string[]): string => [...new Set(scopes)].sort().join(' ');

/** Tokens by platform and scopes, sealed in `lti_access_tokens`; shared by all processes. */
function tokenStore({ db, clock, sealer }: ServiceCallerDeps) {
  return {
    async find(platformId: string, scopes: string): Promise<string | null> {
      const row = (await db('lti_access_tokens')
        .where({ platform_id: platformId, scopes_hash: sha256(scopes) })
        .where('expires_at', '>', clock.now() + MARGIN_MS)
        .first('token_sealed')) as { token_sealed: string } | undefined;
      return row ? sealer.open(row.token_sealed, PURPOSE) : null;
    },
    async keep(platformId: string, scopes: string, token: string, lifeS: number): Promise<void> {
      await db('lti_access_tokens')
        .insert({
          platform_id: platformId,
          scopes_hash: sha256(scopes),
          scopes,
          token_sealed: sealer.seal(token, PURPOSE),
          created_at: clock.now(),
          expires_at: clock.now() + lifeS * 1000,
        })
        .onConflict(['platform_id', 'scopes_hash'])
        .merge();
    },
  };
}

/** Throws when the answer says «not now»; other answers come back. */
function checkUsable(answer: GuardedResponse, nowMs: number): GuardedResponse {
  if (answer.status === 429 || answer.status >= 500) {
    const wait = retryAfterSeconds(answer.headers['retry-after'], nowMs);
    throw new LmsServiceError('busy', answer.status, wait);
  }
  return answer;
}

/** Sends one request; throws LmsServiceError when the LMS cannot be used now. */
async function sendOnce(
  { fetch, clock }: Pick<ServiceCallerDeps, 'fetch' | 'clock'>,
  url: string,
  request: GuardedRequest,
): Promise<GuardedResponse> {
  try {
    return checkUsable(await fetch(url, { timeoutMs: TIME_LIMIT_MS, ...request }), clock.now());
  } catch (error) {
    throw asServiceError(error);
  }
}

/** The platform gave no token. */
export class TokenRefused extends LmsServiceError {
  constructor(
    status: number,
    /** Its reason by RFC 6749 §5.2; null: it said none. */
    readonly reason: string | null,
  ) {
    super('unauthorised', status);
    this.name = 'TokenRefused';
  }
}

/** A code of a few letters; anything longer is no code. */
function reasonOf(answer: GuardedResponse): string | null {
  try {
    const { error } = answer.json() as { error?: unknown };
    return typeof error === 'string' && /^[a-z_]{1,40}$/.test(error) ? error : null;
  } catch {
    return null;
  }
}

/**
 * Asks the platform for an access token with an assertion signed by our key (RFC 7523). Nothing is kept.
 * @throws TokenRefused, LmsServiceError
 */
export async function requestToken(
  deps: Pick<ServiceCallerDeps, 'fetch' | 'clock' | 'signer'>,
  platform: LtiPlatform,
  scopes: string,
): Promise<{ token: string; lifeS: number }> {
  const claims = {
    iss: platform.clientId,
    sub: platform.clientId,
    aud: quirksOf(platform).tokenAudience(platform),
    jti: randomUUID(),
  };
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_assertion_type: ASSERTION_TYPE,
    client_assertion: await deps.signer.sign(platform, claims, 60),
    scope: scopes,
  });
  const answer = await sendOnce(deps, platform.tokenEndpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
  });
  let parsed: z.infer<typeof tokenAnswer> | undefined;
  try {
    parsed = answer.status < 300 ? tokenAnswer.parse(answer.json()) : undefined;
  } catch {
    // An answer that is no token: the same as a refusal.
  }
  if (!parsed) throw new TokenRefused(answer.status, reasonOf(answer));
  return { token: parsed.access_token, lifeS: parsed.expires_in ?? DEFAULT_LIFE_S };
}

/**
 * Tokens are asked for by our own client rather than the library's: that one follows redirects and
 * has no limit of time or size (ltijs 5.9.9 `Auth.getAccessToken`, lti.md §5.14).
 */
export function createServiceCaller(deps: ServiceCallerDeps): ServiceCaller {
  const tokens = tokenStore(deps);
  const asking = new Map<string, Promise<string>>();
  const send = (url: string, request: GuardedRequest) => sendOnce(deps, url, request);

  async function ask(platform: LtiPlatform, scopes: string): Promise<string> {
    const { token, lifeS } = await requestToken(deps, platform, scopes);
    await tokens.keep(platform.platformId, scopes, token, lifeS);
    return token;
  }

  /** Those who need the same token at once share one request for it. */
  function askOnce(platform: LtiPlatform, scopes: string): Promise<string> {
    const key = `${platform.platformId} ${scopes}`;
    const running = asking.get(key);
    if (running) return running;
    const started = ask(platform, scopes).finally(() => asking.delete(key));
    asking.set(key, started);
    return started;
  }

  return {
    async call(platform, wanted, url, request = {}) {
      const scopes = scopesKey(wanted);
      const stored = await tokens.find(platform.platformId, scopes);
      const attempt = (token: string) =>
        send(url, {
          ...request,
          headers: { ...request.headers, authorization: `Bearer ${token}` },
        });
      let answer = await attempt(stored ?? (await askOnce(platform, scopes)));
      if (answer.status === 401) answer = await attempt(await askOnce(platform, scopes));
      if (answer.status === 401) throw new LmsServiceError('unauthorised', 401);
      return answer;
    },
  };
}
