import type { Response } from 'express';
import type { LtiClaims } from '../claims.js';
import type { DecodedToken } from '../launch-checks.js';
import type { LtiLocale } from '../locale.js';
import type { LtiDeployment, LtiPlatform } from '../platform-store.js';
import type { RefusalReason } from '../refusals.js';
import type { SessionFacts } from '../session.js';

/** What a launch has told of itself so far; lives as long as its request. */
export interface LaunchTrace {
  /** Parameters of a login: what a stranger may say of itself. */
  login?: { iss?: string; client_id?: string };
  idToken?: string;
  token?: DecodedToken;
  /** The registration that the token names; proven only with `proven`. */
  platform?: LtiPlatform;
  claims?: LtiClaims;
  /** Signature, state and all else held. */
  proven?: { deployment: LtiDeployment; locale: LtiLocale };
  /** The session that the launch began, or that a code of ours carries. */
  session?: Pick<SessionFacts, 'platformId' | 'programmeId' | 'role'>;
  /** A session that is stored already, named by a code of ours. */
  sid?: string;
}

/**
 * How a launch can end. `cookies_refused`: after all checks the browser kept no cookie in any window.
 * `binding_wanted`: it came without the cookie of its login, and the page looks into the window's
 * storage; where that helps, the launch comes again.
 */
export type LaunchResult =
  | 'entered'
  | 'anonymous'
  | 'no_programme'
  | 'cookies_refused'
  | 'binding_wanted'
  | RefusalReason;

/** The trace of this request's launch. */
export function launchTrace(res: Response): LaunchTrace {
  const { locals } = res;
  locals['launchTrace'] ??= {};
  return locals['launchTrace'] as LaunchTrace;
}

/** The checks of a launch in the order in which they are made (lti.md §2). */
export const CHECKS = [
  'form',
  'token',
  'platform',
  'claims',
  'time',
  'target',
  'login',
  'key',
  'signature',
  'deployment',
  'service',
  'browser',
] as const;
export type Check = (typeof CHECKS)[number];

/** Which of the three requests of a launch ended it: only its checks were made. */
export type Phase = 'login' | 'launch' | 'enter';
export const CHECKS_OF: Readonly<Record<Phase, readonly Check[]>> = {
  login: ['form', 'platform', 'target'],
  launch: CHECKS.slice(0, -1),
  enter: CHECKS,
};

type Stopped = Exclude<LaunchResult, 'entered' | 'anonymous' | 'no_programme' | 'internal'>;
const CHECK_OF: Readonly<Record<Stopped, Check>> = {
  form_malformed: 'form',
  form_too_large: 'form',
  login_parameters: 'form',
  platform_error: 'form',
  token_malformed: 'token',
  algorithm: 'token',
  kid_missing: 'token',
  platform_unknown: 'platform',
  platform_ambiguous: 'platform',
  platform_disabled: 'platform',
  audience: 'platform',
  azp: 'platform',
  not_lti: 'claims',
  version: 'claims',
  message_type: 'claims',
  claim: 'claims',
  time: 'time',
  target_foreign: 'target',
  state_unknown: 'login',
  state_expired: 'login',
  state_used: 'login',
  binding_missing: 'login',
  binding_wrong: 'login',
  issuer: 'login',
  nonce: 'login',
  deployment: 'login',
  kid_unknown: 'key',
  keys_unavailable: 'key',
  signature: 'signature',
  deployment_unknown: 'deployment',
  service_unavailable: 'service',
  code: 'browser',
  session_gone: 'browser',
  cookies_refused: 'browser',
  binding_wanted: 'login',
};

/** How far the launch is known to have come, whatever it ended with. */
function reached(trace: LaunchTrace): Check {
  if (trace.sid) return 'browser';
  if (trace.session) return trace.proven ? 'service' : 'browser';
  if (trace.proven) return 'service';
  if (trace.claims) return 'login';
  if (trace.platform) return 'claims';
  if (trace.token) return 'platform';
  return trace.idToken ? 'token' : 'form';
}

/** The check that a launch did not pass; null: it passed all. */
export function stoppedAt(trace: LaunchTrace, result: LaunchResult): Check | null {
  if (result === 'entered' || result === 'anonymous' || result === 'no_programme') return null;
  const least = reached(trace);
  if (result === 'internal') return least;
  const named = CHECK_OF[result];
  // Looked at last, when all else was proven, and still a matter of the login.
  if (result === 'state_used') return named;
  if (trace.sid || trace.session || trace.proven) {
    return CHECKS.indexOf(named) < CHECKS.indexOf(least) ? least : named;
  }
  // A claim that was missing before the registration was looked up: nothing after it was checked.
  const cannotHavePassed = trace.idToken !== undefined && !trace.platform;
  return cannotHavePassed && CHECKS.indexOf(named) > CHECKS.indexOf(least) ? least : named;
}

/** How a launch ended, as whoever ended it says. */
export interface LaunchEnd {
  result: LaunchResult;
  phase: Phase;
  reference: string;
  cause?: string;
  /** The registration that is meant, where nothing else says so. */
  platformId?: string | null;
}

/** One line of the journal, before it is written. */
export interface LaunchEntry {
  at: number;
  result: LaunchResult;
  cause: string;
  reference: string;
  platformId: string | null;
  proven: boolean;
  deploymentId: string | null;
  contextId: string | null;
  programmeId: string | null;
  kind: 'open' | 'pick' | null;
  role: string | null;
  /** The session that knows the rest; not written. */
  sid: string | null;
}

const CAUSE_LENGTH = 120;

/** Codes of ours and of the library in ASCII; whatever else would get here is masked. */
const codeText = (text: string): string => text.replace(/[^ -~]/g, '?').slice(0, CAUSE_LENGTH);

/**
 * The line of a launch that has ended. Course, role and programme are named only where the LMS has
 * proven them: what an unproven token says of them is anybody's word.
 */
export function entryOf(trace: LaunchTrace, ended: LaunchEnd & { at: number }): LaunchEntry {
  const { session, proven } = trace;
  const claims = proven ? trace.claims : undefined;
  return {
    at: ended.at,
    result: ended.result,
    cause: codeText(ended.cause ?? ''),
    reference: ended.reference.slice(0, 32),
    platformId: session?.platformId ?? trace.platform?.platformId ?? ended.platformId ?? null,
    proven: Boolean(proven ?? session ?? trace.sid),
    sid: session ? null : (trace.sid ?? null),
    deploymentId: proven?.deployment.deploymentId ?? null,
    contextId: claims?.context?.id ?? null,
    programmeId: session?.programmeId ?? null,
    kind: claims ? (claims.messageType === 'LtiDeepLinkingRequest' ? 'pick' : 'open') : null,
    role: session?.role ?? null,
  };
}
