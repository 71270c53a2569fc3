import { v5 } from 'uuid';
import type { MentoringApi } from '../../service/api/index.js';
import { AppError } from '../../shared/errors.js';
import type { OrganisationOfDeployment } from './platform-directory.js';
import { LaunchRefused } from './refusals.js';

const ACTOR = { kind: 'system', name: 'deployments' } as const;
const NAME_LENGTH = 200;

/**
 * The organisations of deployments that are to have one each. The id follows from the deployment: of
 * two launches that are the first at the same moment, in any number of processes, each asks for the
 * same organisation.
 */
export function organisationsOfDeployments(api: MentoringApi): OrganisationOfDeployment {
  return async (platform, deploymentId) => {
    const ending = ` (${deploymentId})`;
    const name = `${platform.name.slice(0, Math.max(NAME_LENGTH - ending.length, 0))}${ending}`;
    try {
      const made = await api.as(ACTOR).createOrganisation({
        name: name.slice(0, NAME_LENGTH),
        organisationId: v5(`deployment ${deploymentId}`, platform.platformId),
      });
      return made.organisationId;
    } catch (cause) {
      if (!(cause instanceof AppError) || cause.code !== 'unavailable') throw cause;
      throw new LaunchRefused('service_unavailable', '', { cause });
    }
  };
}
