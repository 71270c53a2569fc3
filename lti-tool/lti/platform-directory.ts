import type { Clock } from '../../shared/clock.js';
import type { LtiDeployment, LtiPlatform, PlatformStore } from './platform-store.js';
import { quirksOf } from './platforms/index.js';
import { LaunchRefused } from './refusals.js';

/** So long a process believes what it read: a platform that was disabled elsewhere is so within it. */
export const PLATFORM_CACHE_MS = 3_000;
const ENTRIES_AT_MOST = 5_000;

/** Platforms and deployments as launches need them: read once in a few seconds. */
export interface PlatformDirectory {
  /** All registrations of an issuer, active or not. */
  ofIssuer(issuer: string): Promise<LtiPlatform[]>;
  byId(platformId: string): Promise<LtiPlatform | null>;
  /**
   * A deployment of an approved platform; seen for the first time it is recorded under the
   * platform's organisation, or under a new one of its own where the operator wants that. Where the
   * LMS gives one client id to all its customers, only a word of the operator lets it in.
   * @throws LaunchRefused `deployment_unknown`
   */
  deployment(platform: LtiPlatform, deploymentId: string): Promise<LtiDeployment>;
  /** Writes down what kind of LMS it is, once its first launch has said so. */
  learnFamily(platform: LtiPlatform, productFamily: string): Promise<void>;
}

/**
 * Values by key, each for a short time; those who ask at once share one query. What was not found is
 * not remembered (`keep`), so that a registration counts at once.
 */
function cached<T>(clock: Clock, lifeMs: number, keep: (value: T) => boolean) {
  const entries = new Map<string, { until: number; value: Promise<T> }>();
  return (key: string, read: () => Promise<T>): Promise<T> => {
    const known = entries.get(key);
    if (known && known.until > clock.now()) return known.value;
    const value = read();
    const entry = { until: clock.now() + lifeMs, value };
    const forget = () => {
      if (entries.get(key) === entry) entries.delete(key);
    };
    value.then((found) => keep(found) || forget(), forget);
    entries.delete(key);
    if (entries.size >= ENTRIES_AT_MOST) entries.delete(entries.keys().next().value as string);
    entries.set(key, entry);
    return value;
  };
}

/** Makes the organisation of a new deployment; called again, also elsewhere, it makes no second one. */
export type OrganisationOfDeployment = (
  platform: LtiPlatform,
  deploymentId: string,
) => Promise<string>;

/** @param ownOrganisation absent where no launch is received: nothing new is recorded then */
export function platformDirectory(
  store: PlatformStore,
  clock: Clock,
  ownOrganisation?: OrganisationOfDeployment,
): PlatformDirectory {
  const issuers = cached<LtiPlatform[]>(clock, PLATFORM_CACHE_MS, (found) => found.length > 0);
  const ids = cached<LtiPlatform | null>(clock, PLATFORM_CACHE_MS, (found) => found !== null);
  const learned = new Set<string>();
  const deployments = cached<LtiDeployment>(clock, PLATFORM_CACHE_MS, () => true);
  const organisationOf = (platform: LtiPlatform, deploymentId: string) => {
    const { newDeployments, organisationId } = platform;
    if (newDeployments === 'own' && ownOrganisation) return ownOrganisation(platform, deploymentId);
    if (newDeployments === null && quirksOf(platform).newDeployment === 'refused') {
      throw new LaunchRefused('deployment_unknown');
    }
    return organisationId;
  };
  return {
    ofIssuer: (issuer) => issuers(issuer, () => store.findByIssuer(issuer)),
    byId: (platformId) => ids(platformId, () => store.findById(platformId)),
    deployment: (platform, deploymentId) =>
      deployments(JSON.stringify([platform.platformId, deploymentId]), async () => {
        const { platformId } = platform;
        const known = await store.findDeployment(platformId, deploymentId);
        if (known) return known;
        const organisationId = await organisationOf(platform, deploymentId);
        return store.recordDeployment({ platformId, deploymentId, organisationId });
      }),
    async learnFamily({ platformId }, productFamily) {
      // What is remembered of the platform does not say it yet: once a process is enough.
      if (learned.has(platformId)) return;
      await store.update(platformId, { productFamily });
      learned.add(platformId);
    },
  };
}
