import { z } from 'zod';
import type { GuardedResponse } from './guarded-fetch.js';
import { nextPageUrl } from './link-header.js';
import { NRPS_MEMBERSHIP } from './lti-scopes.js';
import type { LtiPlatform } from './platform-store.js';
import { LmsServiceError } from './service-error.js';
import type { ServiceCaller } from './service-token.js';

const CONTAINER = 'application/vnd.ims.lti-nrps.v2.membershipcontainer+json';
/** Moodle sends no pages unless asked; a page of this size stays well under the limit of an answer. */
const PAGE_SIZE = 500;
const PAGES_AT_MOST = 500;
/** As many as the service takes in one call. */
export const MEMBERS_AT_MOST = 20_000;
const PAGE_BYTES = 8 * 1024 * 1024;
const TIME_LIMIT_MS = 20_000;

/** Text cut to what the service takes; nothing readable: absent. */
const name = (max: number) =>
  z
    .unknown()
    .optional()
    .transform(
      (value) => (typeof value === 'string' ? value.trim().slice(0, max) : '') || undefined,
    );

const member = z.object({
  user_id: z.union([z.string(), z.number()]).transform(String).pipe(z.string().min(1).max(255)),
  roles: z.array(z.string()).catch([]),
  status: z.string().catch('Active').default('Active'),
  name: name(500),
  given_name: name(255),
  family_name: name(255),
  middle_name: name(255),
  email: name(320),
});
export type NrpsMember = z.infer<typeof member>;

const page = z.object({ members: z.array(z.unknown()) });

/** Why a roster came in part only. */
export type RosterFault =
  | 'unreachable'
  | 'busy'
  | 'unauthorised'
  | 'refused'
  | 'malformed'
  | 'too_many';

export interface Roster {
  /** Each person once, in the order of the pages. */
  members: NrpsMember[];
  /** True: every page came and every row was readable. Only then may anybody count as left. */
  complete: boolean;
  fault: RosterFault | null;
  /** Seconds that the LMS asked us to wait. */
  retryAfterSeconds: number | null;
}

function firstPageUrl(membershipsUrl: string): string {
  const url = new URL(membershipsUrl);
  if (!url.searchParams.has('limit')) url.searchParams.set('limit', String(PAGE_SIZE));
  return url.href;
}

/** The same person on two pages (the course changed in between): one row with the roles of both. */
function collect(into: Map<string, NrpsMember>, row: NrpsMember): void {
  const known = into.get(row.user_id);
  into.set(
    row.user_id,
    known ? { ...row, roles: [...new Set([...known.roles, ...row.roles])] } : row,
  );
}

interface Fetching {
  members: Map<string, NrpsMember>;
  unreadable: number;
}

/** Takes one answer in; returns a fault when it is not a page of a roster. */
function takePage(answer: GuardedResponse, state: Fetching): RosterFault | null {
  if (answer.status >= 400) return 'refused';
  let rows: unknown[];
  try {
    rows = page.parse(answer.json()).members;
  } catch {
    return 'malformed';
  }
  for (const row of rows) {
    const parsed = member.safeParse(row);
    if (parsed.success) collect(state.members, parsed.data);
    else state.unreadable += 1;
  }
  return state.members.size > MEMBERS_AT_MOST ? 'too_many' : null;
}

/**
 * Fetches the whole roster of a course, page after page (NRPS 2.0 §2.4). Never throws for what the LMS
 * does: what came until then is returned with the fault.
 * @param onPage called after each page, for leases; false: stop, somebody else took over
 */
export async function fetchRoster(
  caller: ServiceCaller,
  platform: LtiPlatform,
  membershipsUrl: string,
  onPage: () => Promise<boolean> = async () => true,
): Promise<Roster> {
  const state: Fetching = { members: new Map(), unreadable: 0 };
  const seen = new Set<string>();
  const result = (fault: RosterFault | null, retryAfterSeconds: number | null = null): Roster => ({
    members: [...state.members.values()].slice(0, MEMBERS_AT_MOST),
    complete: fault === null,
    fault,
    retryAfterSeconds,
  });
  let url: string | null = firstPageUrl(membershipsUrl);
  while (url !== null) {
    // A page that comes round again would never end.
    if (seen.has(url) || seen.size >= PAGES_AT_MOST) return result('malformed');
    seen.add(url);
    let answer: GuardedResponse;
    try {
      answer = await caller.call(platform, [NRPS_MEMBERSHIP], url, {
        headers: { accept: CONTAINER },
        timeoutMs: TIME_LIMIT_MS,
        maxBytes: PAGE_BYTES,
      });
    } catch (error) {
      if (!(error instanceof LmsServiceError)) throw error;
      return result(error.fault, error.retryAfterSeconds);
    }
    const fault = takePage(answer, state);
    if (fault !== null) return result(fault);
    if (!(await onPage())) return result('busy');
    const next = nextPageUrl(url, answer.headers.link, ['role', 'limit']);
    if (next === null && saysNext(answer)) return result('malformed');
    url = next;
  }
  return result(state.unreadable > 0 ? 'malformed' : null);
}

/** A next page is announced but cannot be followed (broken link, foreign address): the roster is not whole. */
const saysNext = (answer: GuardedResponse): boolean =>
  /rel\s*=\s*.{0,4}next\b/is.test([answer.headers.link ?? ''].flat().join(','));
