import type { Clock } from '../../../shared/clock.js';
import { agsClient } from '../ags-client.js';
import type { GuardedFetch, GuardedResponse } from '../guarded-fetch.js';
import { nextPageUrl } from '../link-header.js';
import { AGS_LINE_ITEM, AGS_LINE_ITEM_READ, AGS_SCORE, NRPS_MEMBERSHIP } from '../lti-scopes.js';
import { rsaKeysOf } from '../platform-keys.js';
import type { LtiPlatform, PlatformStore } from '../platform-store.js';
import type { ServiceContext } from '../service-contexts.js';
import { LmsServiceError } from '../service-error.js';
import { requestToken, type ServiceCaller } from '../service-token.js';
import type { ToolSigner } from '../tool-signer.js';
import {
  type CheckLine,
  CONNECTION_CHECKS,
  type ConnectionCheck,
  failedLine,
} from './check-line.js';

/** Each request of the check takes so long at most. */
const TIME_LIMIT_MS = 8_000;
const SIZE_LIMIT = 4 * 1024 * 1024;
const ROSTER_PAGE = 100;
const ROSTER_TYPE = 'application/vnd.ims.lti-nrps.v2.membershipcontainer+json';
const KIDS_SHOWN = 5;
const WARN_S = 30;
/** Beyond this launches are refused (lti.md §2.2). */
const WRONG_S = 60;

export interface ConnectionDeps {
  clock: Clock;
  signer: ToolSigner;
  platforms: Pick<PlatformStore, 'countDeployments'>;
  /** The guarded one; tests put their own here. */
  fetch: GuardedFetch;
}

/** What is checked: a registration, and one course that is reached by it, where one is known. */
export interface CheckedWay {
  platform: LtiPlatform;
  context: ServiceContext | null;
}

type Found = Omit<CheckLine, 'check'>;
const green = (code: string, params: CheckLine['params'] = {}): Found => ({
  level: 'green',
  code,
  params,
});
const yellow = (code: string, params: CheckLine['params'] = {}): Found => ({
  level: 'yellow',
  code,
  params,
});
const red = (code: string, params: CheckLine['params'] = {}): Found => ({
  level: 'red',
  code,
  params,
});

/** The fetch of one check: its time limit, and by how many seconds the LMS's clock is ahead. */
function watchedFetch({ fetch, clock }: ConnectionDeps) {
  const ahead: number[] = [];
  const watched: GuardedFetch = async (url, request) => {
    const asked = clock.now();
    const answer = await fetch(url, {
      maxBytes: SIZE_LIMIT,
      ...request,
      timeoutMs: TIME_LIMIT_MS,
    });
    const theirs = Date.parse(answer.headers.date ?? '');
    // The header says whole seconds, so its middle is meant; ours is the middle of the request.
    const ours = (asked + clock.now()) / 2;
    if (Number.isFinite(theirs)) ahead.push((theirs + 500 - ours) / 1000);
    return answer;
  };
  return { watched, ahead };
}

async function checkKeys(fetch: GuardedFetch, platform: LtiPlatform): Promise<Found> {
  const answer = await fetch(platform.jwksUri);
  if (answer.status !== 200) return red('status', { status: answer.status });
  let kids: string[];
  try {
    kids = [...rsaKeysOf(answer.json()).keys()];
  } catch {
    return red('malformed');
  }
  if (kids.length === 0) return red('none');
  const shown = kids.slice(0, KIDS_SHOWN).map((kid) => kid.replace(/[^!-~]/g, '?').slice(0, 64));
  return green('ok', { n: kids.length, kids: shown.join(', ') });
}

/** One token for each set of scopes, as the services ask for them; never a stored one. */
function tokens(deps: ConnectionDeps, fetch: GuardedFetch, platform: LtiPlatform) {
  const asked = new Map<string, Promise<string>>();
  return (scopes: readonly string[]): Promise<string> => {
    const key = [...scopes].sort().join(' ');
    const known = asked.get(key);
    if (known) return known;
    const { clock, signer } = deps;
    const started = requestToken({ clock, signer, fetch }, platform, key).then(
      ({ token }) => token,
    );
    asked.set(key, started);
    return started;
  };
}
type Tokens = ReturnType<typeof tokens>;

/** Requests with a fresh token; an LMS that does not take it is not asked twice. */
const callerWith = (fetch: GuardedFetch, tokenFor: Tokens): ServiceCaller => ({
  async call(_platform, scopes, url, request = {}) {
    const authorization = `Bearer ${await tokenFor(scopes)}`;
    const answer = await fetch(url, { ...request, headers: { ...request.headers, authorization } });
    const { status } = answer;
    if (status === 401) throw new LmsServiceError('unauthorised', status);
    if (status === 429 || status >= 500) throw new LmsServiceError('busy', status);
    return answer;
  },
});

const readingScope = (scopes: readonly string[]): string =>
  scopes.includes(AGS_LINE_ITEM) ? AGS_LINE_ITEM : AGS_LINE_ITEM_READ;

/** The scopes of the first service that the course offers: the token is asked for with these. */
function firstScopes(context: ServiceContext | null): string[] {
  if (context?.membershipsUrl == null && context?.lineItemsUrl != null) {
    return [readingScope(context.agsScopes)];
  }
  return [NRPS_MEMBERSHIP];
}

function membersOf(answer: GuardedResponse): number | null {
  try {
    const { members } = answer.json() as { members?: unknown };
    return Array.isArray(members) ? members.length : null;
  } catch {
    return null;
  }
}

async function checkRoster(caller: ServiceCaller, { platform, context }: CheckedWay) {
  if (context === null) return yellow('noCourse');
  if (context.membershipsUrl === null) return yellow('notOffered');
  const url = new URL(context.membershipsUrl);
  url.searchParams.set('limit', String(ROSTER_PAGE));
  const answer = await caller.call(platform, [NRPS_MEMBERSHIP], url.href, {
    headers: { accept: ROSTER_TYPE },
  });
  if (answer.status >= 400) return red('refused', { status: answer.status, reason: '–' });
  const n = membersOf(answer);
  if (n === null) return red('malformed');
  if (n === 0) return yellow('empty');
  const more = nextPageUrl(url.href, answer.headers.link, ['limit']) !== null;
  return green(more ? 'page' : 'ok', { n });
}

async function checkGradebook(caller: ServiceCaller, { platform, context }: CheckedWay) {
  if (context === null) return yellow('noCourse');
  const { lineItemsUrl, agsScopes } = context;
  if (lineItemsUrl === null) return yellow('notOffered');
  const n = (await agsClient(caller, platform, agsScopes).findColumns(lineItemsUrl, {})).length;
  if (!agsScopes.includes(AGS_SCORE)) return yellow('noScores', { n });
  return green('ok', { n });
}

function checkClock(ahead: readonly number[]): Found {
  if (ahead.length === 0) return yellow('unknown');
  const sorted = [...ahead].sort((a, b) => a - b);
  const off = Math.round(sorted[Math.floor(sorted.length / 2)] as number);
  const seconds = Math.abs(off);
  if (seconds <= WARN_S) return green('ok', { seconds });
  const params = { seconds, side: off > 0 ? 'ahead' : 'behind' };
  return seconds <= WRONG_S ? yellow('off', params) : red('wrong', params);
}

/**
 * Tries every part of the connection with an LMS; a part that fails does not stop the others. Says
 * nothing secret and nobody's name.
 */
export async function checkConnection(deps: ConnectionDeps, way: CheckedWay): Promise<CheckLine[]> {
  const { platform, context } = way;
  const { watched, ahead } = watchedFetch(deps);
  const tokenFor = tokens(deps, watched, platform);
  const caller = callerWith(watched, tokenFor);
  const line = async (check: ConnectionCheck, work: () => Promise<Found> | Found) => {
    try {
      return { check, ...(await work()) };
    } catch (error) {
      return failedLine(check, error);
    }
  };
  const lines = await Promise.all([
    line('registration', () => (platform.active ? green('active') : red('disabled'))),
    line('deployments', async () => {
      // Of several colleges on one LMS each learns of its own.
      const whose = context?.organisationId ?? null;
      const n = await deps.platforms.countDeployments(platform.platformId, whose);
      return n > 0 ? green('known', { n }) : yellow('none');
    }),
    line('keys', () => checkKeys(watched, platform)),
    line('token', async () => {
      await tokenFor(firstScopes(context));
      return green('ok');
    }),
    line('roster', () => checkRoster(caller, way)),
    line('gradebook', () => checkGradebook(caller, way)),
  ]);
  // What the answers said, so after all of them.
  lines.push(await line('clock', () => checkClock(ahead)));
  return lines.sort(
    (a, b) => CONNECTION_CHECKS.indexOf(a.check) - CONNECTION_CHECKS.indexOf(b.check),
  );
}
