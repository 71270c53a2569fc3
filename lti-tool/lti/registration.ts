import type { MentoringApi } from '../../service/api/index.js';
import type { Clock } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { newId } from '../../shared/ids.js';
import type { Logger } from '../../shared/logger.js';
import {
  type AddressCheck,
  FetchError,
  type GuardedFetch,
  type GuardedResponse,
  parseHttpUrl,
} from './guarded-fetch.js';
import { type Invite, type InviteStore, inviteStore } from './invite-store.js';
import type { ToolKeyStore } from './keys.js';
import type { Leases } from './lease.js';
import { type LtiPlatform, type PlatformStore, platformStore } from './platform-store.js';
import { isSharedIssuer } from './platforms/index.js';
import {
  type PlatformConfiguration,
  platformConfiguration,
  productFamilyOf,
  registrationAnswer,
  registrationDocument,
} from './registration-document.js';
import { RegistrationRefused } from './registration-refusals.js';

const ACTOR = { kind: 'system', name: 'registration' } as const;
/** Longer than both requests and the writing may take; a process that dies frees the invite so. */
const CLAIM_MS = 90_000;
const LIMITS = { timeoutMs: 10_000, maxBytes: 256 * 1024 };

/** The parameters of `GET /lti/register`. */
export interface RegistrationRequest {
  invite: string;
  openidConfiguration: string;
  registrationToken: string | null;
}

export interface RegistrationDeps {
  db: Db;
  api: MentoringApi;
  clock: Clock;
  logger: Logger;
  fetch: GuardedFetch;
  /** Whether an address may be gone to after the registration. */
  checkAddress: AddressCheck;
  keys: ToolKeyStore;
  platforms: PlatformStore;
  invites: InviteStore;
  leases: Leases;
  publicUrl: string;
}

export interface Registration {
  /**
   * Registers the tool on an LMS that came with an invite; the platform is active at once.
   * @throws RegistrationRefused; the invite then stays as it was
   */
  register(request: RegistrationRequest): Promise<LtiPlatform>;
}

function json<T>(answer: GuardedResponse, parse: (value: unknown) => T, detail: string): T {
  if (answer.status >= 300)
    throw new RegistrationRefused('lms_refused', `${detail} ${answer.status}`);
  try {
    return parse(answer.json());
  } catch (cause) {
    throw new RegistrationRefused('lms_malformed', detail, { cause });
  }
}

/** What keeps an address from being fetched is told apart from an LMS that does not answer. */
function refusalOf(error: unknown, detail: string): unknown {
  if (!(error instanceof FetchError)) return error;
  const ours = error.fault === 'address_forbidden' || error.fault === 'address_invalid';
  return new RegistrationRefused(ours ? 'address' : 'lms_unreachable', `${detail} ${error.fault}`, {
    cause: error,
  });
}

/** lti.md §1: the configuration counts only when it comes from its issuer's own host. */
function checkIssuer(address: string, { issuer }: PlatformConfiguration): void {
  const asked = parseHttpUrl(address);
  const own = parseHttpUrl(issuer);
  const downgraded = own.protocol === 'https:' && asked.protocol !== 'https:';
  if (asked.host !== own.host || downgraded) throw new RegistrationRefused('issuer_host');
}

/** Switched off after this invite was made: its maker has not decided to let the LMS in again. */
const isShut = (platform: LtiPlatform, invite: Invite): boolean =>
  !platform.active && (platform.disabledAt ?? platform.updatedAt) >= invite.createdAt;

export function createRegistration(deps: RegistrationDeps): Registration {
  const { db, api, clock, keys, platforms, invites, leases, publicUrl } = deps;

  async function request(url: string, options: Parameters<GuardedFetch>[1], detail: string) {
    try {
      return await deps.fetch(url, { ...LIMITS, ...options });
    } catch (error) {
      throw refusalOf(error, detail);
    }
  }

  /** Tokens and keys are fetched at any time later: what leads into a forbidden network is refused now. */
  async function checkServices(configuration: PlatformConfiguration): Promise<void> {
    try {
      await deps.checkAddress(configuration.token_endpoint);
      await deps.checkAddress(configuration.jwks_uri);
    } catch (error) {
      throw refusalOf(error, 'services');
    }
  }

  async function configurationFrom(address: string): Promise<PlatformConfiguration> {
    const answer = await request(address, {}, 'configuration');
    const configuration = json(
      answer,
      (value) => platformConfiguration.parse(value),
      'configuration',
    );
    checkIssuer(address, configuration);
    await checkServices(configuration);
    return configuration;
  }

  async function registerThere(configuration: PlatformConfiguration, token: string | null) {
    const answer = await request(
      configuration.registration_endpoint,
      {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify(registrationDocument(publicUrl, configuration)),
      },
      'registration',
    );
    return json(answer, (value) => registrationAnswer.parse(value), 'registration');
  }

  /**
   * An LMS whose every registration the operator has switched off since the invite was made stays out,
   * also under a new client id. It is not told of us again.
   */
  async function refuseShut(invite: Invite, issuer: string, organisationId: string): Promise<void> {
    const all = await platforms.findByIssuer(issuer);
    const known = all.filter((one) => one.organisationId === organisationId);
    const shut = known.length > 0 && known.every((one) => !one.active);
    if (shut && known.some((one) => isShut(one, invite)))
      throw new RegistrationRefused('platform_disabled');
  }

  /** The invite's organisation, else the one that this LMS belongs to already, else a new one. */
  async function organisationFor(invite: Invite, issuer: string): Promise<string> {
    if (invite.organisationId !== null) return invite.organisationId;
    const known = isSharedIssuer(issuer) ? [] : await platforms.findByIssuer(issuer);
    const same = known.find(
      (p) => invite.organisationName === '' || p.name === invite.organisationName,
    );
    if (same) return same.organisationId;
    const name = invite.organisationName || new URL(issuer).host;
    const { organisationId } = await api.as(ACTOR).createOrganisation({ name });
    await invites.keepOrganisation(invite.inviteId, organisationId);
    return organisationId;
  }

  /** Writes platform, deployment and the invite's use in one transaction. */
  async function store(
    invite: Invite,
    configuration: PlatformConfiguration,
    answer: { clientId: string; deploymentId: string | null },
    fresh: { organisationId: string; kid: string },
  ): Promise<LtiPlatform> {
    const { issuer } = configuration;
    const facts = {
      authEndpoint: configuration.authorization_endpoint,
      tokenEndpoint: configuration.token_endpoint,
      authorizationServer: configuration.authorization_server || null,
      jwksUri: configuration.jwks_uri,
      productFamily: productFamilyOf(configuration) || null,
      active: true,
    };
    return inTransaction(db, async (trx) => {
      const inside = platformStore(trx, clock);
      const [known] = await inside.findByIssuer(issuer, answer.clientId);
      let platform: LtiPlatform;
      if (known) {
        if (isShut(known, invite)) throw new RegistrationRefused('platform_disabled');
        await inside.update(known.platformId, facts);
        platform = { ...known, ...facts };
      } else {
        const name = invite.organisationName || new URL(issuer).host;
        const row = {
          ...facts,
          ...fresh,
          platformId: newId(),
          name,
          issuer,
          clientId: answer.clientId,
        };
        platform = await inside.insert(row);
      }
      const { deploymentId } = answer;
      // Where each new deployment is a college of its own, and the invite names none, the first
      // launch makes it.
      const named = invite.organisationName !== '';
      if (deploymentId !== null && (named || platform.newDeployments !== 'own')) {
        const { platformId } = platform;
        const { organisationId } = named ? fresh : platform;
        await inside.recordDeployment({ platformId, organisationId, deploymentId });
      }
      if (!(await inviteStore(trx, clock).consume(invite.inviteId, platform.platformId))) {
        throw new RegistrationRefused('invite_used');
      }
      return platform;
    });
  }

  async function registerWith(invite: Invite, asked: RegistrationRequest): Promise<LtiPlatform> {
    const configuration = await configurationFrom(asked.openidConfiguration);
    const organisationId = await organisationFor(invite, configuration.issuer);
    await refuseShut(invite, configuration.issuer, organisationId);
    // Made before the LMS is told of us, and off the event loop: what can fail here fails first.
    const { kid } = await keys.create(null);
    let platform: LtiPlatform | undefined;
    try {
      const answer = await registerThere(configuration, asked.registrationToken);
      platform = await store(invite, configuration, answer, { organisationId, kid });
      return platform;
    } finally {
      // Not needed after a failure, nor where the LMS knew us and the key that it knows stays.
      if (platform?.kid === kid) await keys.assign(kid, platform.platformId);
      else await keys.remove(kid);
    }
  }

  return {
    async register(asked) {
      const found = await invites.find(asked.invite);
      if (found.state !== 'open') throw new RegistrationRefused(`invite_${found.state}`);
      const lease = `invite:${found.invite.inviteId}`;
      const holder = newId();
      // Two at once with one invite: the second is refused before it fetches anything.
      if (!(await leases.take(lease, holder, CLAIM_MS)))
        throw new RegistrationRefused('invite_busy');
      try {
        const again = await invites.find(asked.invite);
        if (again.state !== 'open') throw new RegistrationRefused(`invite_${again.state}`);
        if (asked.openidConfiguration === '') throw new RegistrationRefused('parameters');
        const platform = await registerWith(again.invite, asked);
        deps.logger.info({ platformId: platform.platformId }, 'a platform was registered');
        return platform;
      } finally {
        await leases.release(lease, holder);
      }
    },
  };
}
