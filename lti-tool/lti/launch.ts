import type { MentoringClient, Role } from '../../service/api/index.js';
import { AppError } from '../../shared/errors.js';
import { sha256 } from '../../shared/seal.js';
import type { LtiClaims, LtiDeepLinkingClaims } from './claims.js';
import { courseKeyOf } from './context-store.js';
import { contextHistory } from './course-history.js';
import type { LtiCore } from './deps.js';
import type { LaunchTrace } from './journal/launch-trace.js';
import { checkClaims, type DecodedToken, decodeIdToken, platformOfToken } from './launch-checks.js';
import type { CodeContents } from './launch-codes.js';
import { landingPath } from './launch-target.js';
import { type LaunchToValidate, LtiLibraryError } from './library.js';
import { type LtiLocale, localeOf } from './locale.js';
import type { LtiDeployment, LtiPlatform } from './platform-store.js';
import { type PlatformQuirks, quirksOf } from './platforms/index.js';
import { LaunchRefused, type RefusalReason } from './refusals.js';
import type { NewSession, SessionFacts } from './session.js';
import type { DeepLinkingRequest } from './session-types.js';

/** A launch as it came in; form and cookies are checked for shape already. */
export interface IncomingLaunch {
  state: string;
  idToken: string;
  /** From the cookie or, posted again, from the window's storage; null: the browser showed none. */
  binding: string | null;
  /** The binding came back as a cookie: cookies hold where this launch takes place. */
  cookieHeld: boolean;
  /** The sessions' cookie. */
  browserToken: string | null;
  acceptLanguage: string | undefined;
  /** Filled in on the way, for the journal. */
  trace: LaunchTrace;
}

export type LaunchOutcome =
  | { kind: 'entered'; address: string; browserToken: string }
  | { kind: 'binding_wanted'; lmsUrl: string }
  | { kind: 'notice'; notice: 'anonymous' | 'no_programme'; locale: LtiLocale };

/** A launch whose every check has passed. */
interface ProvenLaunch {
  platform: LtiPlatform;
  deployment: LtiDeployment;
  claims: LtiClaims;
  quirks: PlatformQuirks;
  locale: LtiLocale;
}

/** The library's words for what our own checks did not find before. */
const REASON_OF_CODE: Readonly<Record<string, RefusalReason>> = {
  'invalid signature': 'signature',
  'jwt expired': 'time',
  'jwt not active': 'time',
  'invalid algorithm': 'algorithm',
  ALG_NOT_RS256: 'algorithm',
  NONCE_NOT_ISSUED: 'nonce',
  NONCE_ALREADY_RECEIVED: 'nonce',
  ISS_CLAIM_DOES_NOT_MATCH: 'issuer',
  AZP_DOES_NOT_MATCH_CLIENTID: 'azp',
  UNREGISTERED_PLATFORM: 'audience',
  PLATFORM_NOT_ACTIVATED: 'platform_disabled',
  NO_MESSAGE_TYPE_CLAIM: 'message_type',
  NO_LTI_VERSION_CLAIM: 'version',
  WRONG_LTI_VERSION_CLAIM: 'version',
};

async function validate(core: LtiCore, launch: LaunchToValidate): Promise<void> {
  try {
    await core.library.validateLaunch(launch);
  } catch (cause) {
    if (!(cause instanceof LtiLibraryError)) throw cause;
    const reason = REASON_OF_CODE[cause.code] ?? 'token_malformed';
    throw new LaunchRefused(reason, `library: ${cause.code}`, { cause });
  }
}

/**
 * The checks in their order (lti.md §2.2): what needs neither key nor database first; then the
 * signature, where a key that we do not have yet is asked for only when the state is still to be used;
 * then the deployment. The state is used up last, so that a refusal stores nothing; of several launches
 * with one state exactly one gets by here.
 */
async function prove(
  core: LtiCore,
  incoming: IncomingLaunch & { binding: string },
  token: DecodedToken,
  platform: LtiPlatform,
  claims: LtiClaims,
): Promise<ProvenLaunch> {
  const { state, idToken, binding } = incoming;
  const { deploymentId, messageType } = claims;
  const { nonce, issuedAt } = token;
  const checked = core.states.check({ state, nonce, binding, platform, deploymentId, issuedAt });
  const unused = () => core.states.requireLive(state);
  const key = await core.platformKeys.find(platform, token.kid, unused);
  await validate(core, { idToken, state, platform, key, nonce, messageType });
  const deployment = await core.platforms.deployment(platform, deploymentId);
  const proven = {
    platform,
    claims,
    deployment,
    quirks: quirksOf(platform, claims.productFamily),
    locale: localeOf(claims.locale, incoming.acceptLanguage),
  };
  // From here on a refusal is the course's: one that was sent twice, above all.
  incoming.trace.proven = proven;
  await core.states.use(checked);
  return proven;
}

type Entrance = Pick<NewSession, 'personId' | 'programmeId' | 'roles'>;

async function enterCourse(
  core: LtiCore,
  service: MentoringClient,
  proven: ProvenLaunch,
  subject: string,
  context: NonNullable<LtiClaims['context']>,
): Promise<Entrance> {
  const { platform, deployment, claims, quirks } = proven;
  const { organisationId, deploymentId } = deployment;
  const lmsRole = quirks.launchRole(claims.roles);
  // An administrator of the LMS who places links is not at work in the programme: its coordinator by
  // default is the first teacher who opens it.
  const onlyPlaces = claims.deepLinking !== null && lmsRole === 'coordinator';
  const courseKey = courseKeyOf(platform.issuer, context.id);
  const entered = await service.enterProgramme({
    organisationId,
    courseKey,
    courseTitle: context.title,
    issuer: platform.issuer,
    person: { subject, ...claims.person },
    lmsRole: onlyPlaces ? 'visitor' : lmsRole,
  });
  // While a teacher picks what to place, nothing may make a column: the placed activity may bring one.
  // So a deep-linking launch does not bring the gradebook; the first launch of an activity does.
  const picking = claims.messageType === 'LtiDeepLinkingRequest';
  const { gradebookIsNew } = await core.contexts.remember({
    platformId: platform.platformId,
    deploymentId,
    contextId: context.id,
    organisationId,
    programmeId: entered.programmeId,
    title: context.title,
    lineItemsUrl: picking ? null : claims.lineItemsUrl,
    agsScopes: picking ? [] : claims.agsScopes,
    membershipsUrl: claims.membershipsUrl,
    history: contextHistory(claims),
  });
  if (!picking) {
    const course = { organisationId, courseKey };
    const { resourceLinkTitle } = claims;
    const launchUrl = quirks.activityUrl(claims, platform);
    await core.placements.seen(course, landingPath(claims), resourceLinkTitle, launchUrl);
  }
  if (gradebookIsNew) await service.wakeGrades({ programmeId: entered.programmeId });
  if (claims.lineItemUrl !== null) {
    await core.columns.adopt(
      {
        platformId: platform.platformId,
        deploymentId,
        contextId: context.id,
        page: landingPath(claims),
        lineItemUrl: claims.lineItemUrl,
        title: claims.resourceLinkTitle,
      },
      (programmeId) => service.wakeGrades({ programmeId, columnChanged: true }),
    );
  }
  const roles: Role[] = onlyPlaces ? ['coordinator', ...entered.roles] : entered.roles;
  return { personId: entered.personId, programmeId: entered.programmeId, roles };
}

/** A launch without a course: the one programme of the person, or a page that lists several. */
async function enterWithoutCourse(
  service: MentoringClient,
  { platform, deployment }: ProvenLaunch,
  subject: string,
): Promise<Entrance | null> {
  const { personId, programmes } = await service.findMyProgrammes({
    organisationId: deployment.organisationId,
    issuer: platform.issuer,
    subject,
  });
  if (personId === null) return null;
  const only = programmes.length === 1 ? programmes[0] : undefined;
  return { personId, programmeId: only?.programmeId ?? null, roles: only?.roles ?? ['visitor'] };
}

async function enter(
  core: LtiCore,
  proven: ProvenLaunch,
  subject: string,
): Promise<Entrance | null> {
  const service = core.api.as({ kind: 'system', name: 'lti-tool' });
  const { context } = proven.claims;
  try {
    return context === null
      ? await enterWithoutCourse(service, proven, subject)
      : await enterCourse(core, service, proven, subject, context);
  } catch (cause) {
    if (!(cause instanceof AppError) || cause.code !== 'unavailable') throw cause;
    throw new LaunchRefused('service_unavailable', '', { cause });
  }
}

/** A return address that is longer makes the code too long for an address. */
const CARRIED_RETURN_URL = 600;

/** The session as the one-time code may carry it until it is exchanged; null: it is too much. */
function carriedByCode(session: SessionFacts): CodeContents['session'] {
  const { sid, personId, organisationId, programmeId, role, platformId } = session;
  const { platformOrigin, returnUrl, locale, deepLinking } = session;
  if (deepLinking !== null || (returnUrl?.length ?? 0) > CARRIED_RETURN_URL) return null;
  const who = { sid, personId, organisationId, programmeId, role };
  return { ...who, platformId, platformOrigin, returnUrl, locale, deepLinking };
}

/** What the picker answers to, and where it may look for a column that the course has already. */
function pickingFor(claims: LtiClaims, settings: LtiDeepLinkingClaims): DeepLinkingRequest {
  const { deploymentId, context, lineItemsUrl, agsScopes } = claims;
  return {
    deploymentId,
    ...settings,
    contextId: context?.id ?? null,
    ...(context === null || lineItemsUrl === null
      ? {}
      : { gradebook: { contextId: context.id, lineItemsUrl, agsScopes } }),
  };
}

/**
 * The session, and where the browser goes on to. Where a cookie came back with the launch, the next one
 * will: straight to the page. Else by a one-time code, which finds out whether the browser keeps one.
 */
async function openSession(
  core: LtiCore,
  { platform, deployment, claims, quirks, locale }: ProvenLaunch,
  entrance: Entrance,
  { browserToken, cookieHeld, trace }: IncomingLaunch,
): Promise<LaunchOutcome> {
  const { deepLinking } = claims;
  const platformOrigin = quirks.pageOrigin(claims, platform);
  const begun = await core.sessions.begin(
    {
      ...entrance,
      organisationId: deployment.organisationId,
      platformId: platform.platformId,
      platformOrigin,
      returnUrl: claims.returnUrl,
      locale,
      deepLinking: deepLinking === null ? null : pickingFor(claims, deepLinking),
    },
    browserToken,
  );
  const { session, browserToken: token } = begun;
  trace.session = session;
  const carried = begun.stored || cookieHeld ? null : carriedByCode(session);
  if (!begun.stored && carried === null) await core.sessions.store(session, token);
  const wanted = landingPath(claims);
  const path = core.landing?.(session, wanted) ?? wanted;
  if (cookieHeld) {
    return { kind: 'entered', address: `/app/${session.sid}/${path}`, browserToken: token };
  }
  const code = core.codes.issue('code', {
    sid: session.sid,
    session: carried,
    browserHash: sha256(token),
    path,
    platformOrigin,
    locale: session.locale,
    top: false,
  });
  return { kind: 'entered', address: `/app/enter?code=${code}`, browserToken: token };
}

/**
 * One launch, from its form to a session.
 * @throws LaunchRefused; nothing is stored then
 */
export async function launch(core: LtiCore, incoming: IncomingLaunch): Promise<LaunchOutcome> {
  const { trace } = incoming;
  const token = decodeIdToken(incoming.idToken);
  trace.token = token;
  const platform = platformOfToken(token, await core.platforms.ofIssuer(token.issuer));
  trace.platform = platform;
  const claims = checkClaims(token, core.config.publicUrl, core.clock.now());
  trace.claims = claims;
  const { binding } = incoming;
  if (binding === null) {
    await core.states.requireLive(incoming.state);
    return { kind: 'binding_wanted', lmsUrl: new URL(platform.authEndpoint).origin };
  }
  const proven = await prove(core, { ...incoming, binding }, token, platform, claims);
  const { subject, productFamily } = claims;
  if (platform.productFamily === null && productFamily !== null) {
    await core.platforms.learnFamily(platform, productFamily);
  }
  if (subject === null) return { kind: 'notice', notice: 'anonymous', locale: proven.locale };
  const entrance = await enter(core, proven, subject);
  if (entrance === null) return { kind: 'notice', notice: 'no_programme', locale: proven.locale };
  return openSession(core, proven, entrance, incoming);
}
