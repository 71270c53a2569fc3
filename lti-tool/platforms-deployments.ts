import type { MentoringApi, MentoringClient } from '../service/api/index.js';
import { CommandError } from './command-error.js';
import type { InviteStore } from './lti/invite-store.js';
import type { LtiPlatform, NewDeployments, PlatformStore } from './lti/platform-store.js';
import { quirksOf } from './lti/platforms/index.js';

const ACTOR = { kind: 'system', name: 'platforms-cli' } as const;

export const DEPLOYMENTS_USAGE = `
  npm run platforms -- deployments [ID]
      Развёртывания (deployment) и их колледжи. / Deployments and the colleges that they belong to.
  npm run platforms -- assign-deployment ID DEPLOYMENT --organisation NAME
      Отдаёт развёртывание другому колледжу, пока через него никто не входил.
      Gives a deployment to another college, as long as nobody has entered through it.
  npm run platforms -- new-deployments ID own|shared
      Чьими станут новые развёртывания: own – каждое своего нового колледжа, shared – колледжа платформы.
      Whose new deployments become: own – a new college's each, shared – the platform's college's.
`;

/** What the commands on deployments work with. */
export interface DeploymentCommandDeps {
  platforms: PlatformStore;
  invites: Pick<InviteStore, 'organisationNamed'>;
  api: () => Promise<MentoringApi>;
  print: (line: string) => void;
}

type Options = Readonly<Record<string, string | undefined>>;

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const DEPLOYMENT_LENGTH = 255;

async function platformOf(deps: DeploymentCommandDeps, id: string | undefined) {
  if (id === undefined)
    throw new CommandError('Нужен ID платформы / the platform’s ID is missing', 2);
  const platform = await deps.platforms.findById(id);
  if (!platform) throw new CommandError(`Нет такой платформы / no such platform: ${id}`);
  return platform;
}

async function namesOf(service: MentoringClient, ids: readonly string[]) {
  const organisationIds = [...new Set(ids)].slice(0, 500);
  const { organisations } = await service.findOrganisations({ organisationIds });
  return new Map(organisations.map((one) => [one.organisationId, one.name]));
}

async function list(deps: DeploymentCommandDeps, id: string | undefined): Promise<void> {
  const platforms = id === undefined ? await deps.platforms.list() : [await platformOf(deps, id)];
  const all = await deps.platforms.listDeployments(id);
  const owners = [...platforms, ...all].map((one) => one.organisationId);
  const names =
    owners.length === 0 ? new Map() : await namesOf((await deps.api()).as(ACTOR), owners);
  const nameOf = (organisationId: string) => names.get(organisationId) ?? organisationId;
  for (const platform of platforms) {
    const { newDeployment } = quirksOf(platform);
    const rule = platform.newDeployments ?? (newDeployment === 'refused' ? 'refused' : 'shared');
    deps.print(`${platform.platformId}  ${platform.name}  ${platform.issuer}  new: ${rule}`);
    const own = all.filter((one) => one.platformId === platform.platformId);
    if (own.length === 0) deps.print('  пока ни одного / none yet');
    for (const one of own) {
      const since = new Date(one.firstSeenAt).toISOString().slice(0, 10);
      const used = one.courses === 0 ? 'никто не входил / unused' : `курсов/courses ${one.courses}`;
      deps.print(`  ${one.deploymentId}  ${nameOf(one.organisationId)}  ${since}  ${used}`);
    }
  }
}

/** An organisation by id or name; a name that nobody has makes a new one. */
async function organisationFor(deps: DeploymentCommandDeps, wanted: string): Promise<string> {
  const service = (await deps.api()).as(ACTOR);
  if (UUID.test(wanted)) {
    const organisationId = wanted.toLowerCase();
    if ((await namesOf(service, [organisationId])).has(organisationId)) return organisationId;
    throw new CommandError(`Нет такой организации / no such organisation: ${wanted}`);
  }
  const known = await deps.invites.organisationNamed(wanted);
  if (known !== null) return known;
  const { organisations } = await service.findOrganisations({ name: wanted });
  const [only, ...others] = organisations;
  if (others.length > 0) {
    const ids = organisations.map((one) => one.organisationId).join(', ');
    throw new CommandError(`Таких несколько, назовите ID / several, name the ID: ${ids}`);
  }
  if (only) return only.organisationId;
  return (await service.createOrganisation({ name: wanted })).organisationId;
}

async function assign(
  deps: DeploymentCommandDeps,
  platform: LtiPlatform,
  deploymentId: string,
  wanted: string,
): Promise<void> {
  const { platformId } = platform;
  const known = (await deps.platforms.listDeployments(platformId)).find(
    (one) => one.deploymentId === deploymentId,
  );
  const refuse = () => {
    throw new CommandError(
      'Через это развёртывание уже входили: его данные остаются у прежнего колледжа. / ' +
        'People have entered through this deployment: its data stay with the college that has them.',
    );
  };
  if (known && known.courses > 0) refuse();
  const organisationId = await organisationFor(deps, wanted);
  // Named before its first launch, it is recorded now: the rule for new ones does not apply to it.
  await deps.platforms.recordDeployment({ platformId, deploymentId, organisationId });
  if (!(await deps.platforms.moveDeployment(platformId, deploymentId, organisationId))) refuse();
  deps.print(`Развёртывание ${deploymentId}: ${wanted} (${organisationId})`);
}

async function setRule(
  deps: DeploymentCommandDeps,
  platform: LtiPlatform,
  rule: NewDeployments,
): Promise<void> {
  await deps.platforms.update(platform.platformId, { newDeployments: rule });
  const words =
    rule === 'own'
      ? 'каждое новое развёртывание – новый колледж / each new deployment is a new college'
      : 'новые развёртывания – колледжа платформы / new deployments are the platform’s college';
  deps.print(`${platform.name}: ${words}`);
}

/**
 * Runs a command on deployments. False: it is none of these. Throws CommandError when it cannot be
 * carried out.
 */
export async function runDeploymentCommand(
  deps: DeploymentCommandDeps,
  positionals: readonly string[],
  options: Options,
): Promise<boolean> {
  const [command, id, argument = '', ...rest] = positionals;
  if (command === 'deployments' && argument === '') {
    await list(deps, id);
    return true;
  }
  if (rest.length > 0) return false;
  if (command === 'assign-deployment') {
    const platform = await platformOf(deps, id);
    const organisation = options['organisation']?.trim() ?? '';
    if (argument === '' || argument.length > DEPLOYMENT_LENGTH)
      throw new CommandError('Нужно развёртывание / the deployment is missing', 2);
    if (organisation === '' || organisation.length > 200)
      throw new CommandError('--organisation: от 1 до 200 знаков / 1 to 200 characters', 2);
    await assign(deps, platform, argument, organisation);
    return true;
  }
  if (command === 'new-deployments') {
    const platform = await platformOf(deps, id);
    if (argument !== 'own' && argument !== 'shared')
      throw new CommandError('own или shared / own or shared', 2);
    await setRule(deps, platform, argument);
    return true;
  }
  return false;
}
