import type { MentoringApi } from '../service/api/index.js';
import { isDuplicate } from '../shared/db/db-errors.js';
import { CommandError } from './command-error.js';
import { FetchError, parseHttpUrl } from './lti/guarded-fetch.js';
import type { InviteStore } from './lti/invite-store.js';
import type { ToolKeyStore } from './lti/keys.js';
import type { LtiPlatform } from './lti/platform-store.js';
import { DEPLOYMENTS_USAGE, runDeploymentCommand } from './platforms-deployments.js';
import {
  check,
  type Inspection,
  lastLaunch,
  launches,
  type ReportDeps,
} from './platforms-reports.js';

export { CommandError } from './command-error.js';

const ACTOR = { kind: 'system', name: 'platforms-cli' } as const;

export const USAGE = `Учебные системы (LMS), которым разрешён запуск / the LMS that may launch:

  npm run platforms -- invite [--organisation NAME]
      Адрес для автоматической регистрации, на сутки, на один раз.
      Prints a one-time registration address that holds for 24 hours.
  npm run platforms -- add --issuer URL --client-id ID --auth-url URL --token-url URL
                           --jwks-url URL --deployment-id ID [--organisation NAME]
      Регистрация вручную по шести значениям, которые показывает LMS.
      Registers by hand from the six values that an LMS shows.
      Тот же client ID с другим deployment ID: ещё одно размещение.
      The same client id with another deployment id: one more deployment.
  npm run platforms -- list
  npm run platforms -- disable ID
  npm run platforms -- enable ID
  npm run platforms -- rotate-keys ID
      Новый ключ для подписи; прежний исчезнет из /lti/jwks через несколько минут.
      A new signing key; the old one leaves /lti/jwks within minutes.
  npm run platforms -- launches [ID] [--hours N]
      Журнал входов (без имён, 30 дней): чем кончились и почему; без --hours – за сутки.
      The journal of launches (no names, 30 days); of the last day without --hours.
  npm run platforms -- last-launch [ID]
      Что прислала LMS при последнем входе и при последнем отказе; личное скрыто.
      What the last launch and the last refused one brought; nothing personal.
  npm run platforms -- check [ID]
      Проверка связи: ключи, токен, список участников, журнал оценок, часы.
      Tries the connection: keys, token, roster, gradebook, clocks. Exit code 1 when a part is red.
${DEPLOYMENTS_USAGE}
ID: первый столбец списка / the first column of the list.
`;

export interface CommandDeps extends Pick<ReportDeps, 'publicUrl' | 'platforms' | 'print'> {
  invites: InviteStore;
  keys: ToolKeyStore;
  /** Opened only by the commands that make an organisation. */
  api: () => Promise<MentoringApi>;
  /** For the commands that report; absent where only registrations are made. */
  inspection?: Inspection;
}

/** The options of a command line, already parsed. */
export type Options = Readonly<Record<string, string | undefined>>;

async function organisationFor(deps: CommandDeps, name: string): Promise<string> {
  const known = await deps.invites.organisationNamed(name);
  if (known !== null) return known;
  const api = await deps.api();
  const { organisationId } = await api.as(ACTOR).createOrganisation({ name });
  return organisationId;
}

async function invite(deps: CommandDeps, options: Options): Promise<void> {
  const name = options['organisation']?.trim() ?? '';
  if (name.length > 200) throw new CommandError('--organisation: at most 200 characters', 2);
  const organisationId = name === '' ? null : await deps.invites.organisationNamed(name);
  const { token, expiresAt } = await deps.invites.create({
    organisationName: name,
    organisationId,
  });
  deps.print('Адрес регистрации (один раз, 24 часа) / registration address (once, 24 hours):');
  deps.print(`${deps.publicUrl}/lti/register?invite=${token}`);
  deps.print(`Действует до / holds until ${new Date(expiresAt).toISOString()}`);
}

const REQUIRED = [
  'issuer',
  'client-id',
  'auth-url',
  'token-url',
  'jwks-url',
  'deployment-id',
] as const;

function required(options: Options): Record<(typeof REQUIRED)[number], string> {
  const missing = REQUIRED.filter((name) => !options[name]?.trim());
  if (missing.length > 0) {
    throw new CommandError(`Не хватает / missing: ${missing.map((n) => `--${n}`).join(', ')}`, 2);
  }
  const values = Object.fromEntries(REQUIRED.map((name) => [name, options[name]?.trim() ?? '']));
  for (const name of ['issuer', 'auth-url', 'token-url', 'jwks-url']) {
    try {
      parseHttpUrl(values[name] as string);
    } catch (error) {
      if (!(error instanceof FetchError)) throw error;
      throw new CommandError(`--${name}: нужен адрес http(s) / must be an http(s) address`, 2);
    }
  }
  return values as Record<(typeof REQUIRED)[number], string>;
}

/**
 * One more deployment of an LMS that is known: where several colleges share a client id (Blackboard),
 * each has its own, and `--organisation` says whose it is.
 */
async function addDeployment(
  deps: CommandDeps,
  { platformId, organisationId, name }: LtiPlatform,
  deploymentId: string,
  options: Options,
): Promise<void> {
  if (await deps.platforms.findDeployment(platformId, deploymentId)) {
    throw new CommandError(`Уже есть / registered already: ${platformId}`);
  }
  const owner = options['organisation']?.trim();
  await deps.platforms.recordDeployment({
    platformId,
    deploymentId,
    organisationId: owner ? await organisationFor(deps, owner) : organisationId,
  });
  deps.print(`Размещение добавлено / deployment added: ${platformId}  ${owner || name}`);
}

async function add(deps: CommandDeps, options: Options): Promise<void> {
  const values = required(options);
  const { platforms, keys } = deps;
  const [known] = await platforms.findByIssuer(values.issuer, values['client-id']);
  if (known) return addDeployment(deps, known, values['deployment-id'], options);
  const name = options['organisation']?.trim() || new URL(values.issuer).host;
  const organisationId = await organisationFor(deps, name);
  const { kid } = await keys.create(null);
  let platform: LtiPlatform;
  try {
    platform = await platforms.insert({
      organisationId,
      name,
      issuer: values.issuer,
      clientId: values['client-id'],
      authEndpoint: values['auth-url'],
      tokenEndpoint: values['token-url'],
      authorizationServer: null,
      jwksUri: values['jwks-url'],
      kid,
      productFamily: null,
      active: true,
    });
  } catch (error) {
    await keys.remove(kid);
    if (isDuplicate(error)) throw new CommandError('Уже есть / registered already');
    throw error;
  }
  await keys.assign(kid, platform.platformId);
  const deploymentId = values['deployment-id'];
  await platforms.recordDeployment({
    platformId: platform.platformId,
    deploymentId,
    organisationId,
  });
  deps.print(`Подключена / registered: ${platform.platformId}  ${name}`);
  deps.print('Для формы в LMS / for the form in the LMS:');
  deps.print(`  login     ${deps.publicUrl}/lti/login`);
  deps.print(`  redirect  ${deps.publicUrl}/lti/launch`);
  deps.print(`  jwks      ${deps.publicUrl}/lti/jwks`);
}

async function list({ platforms, print }: CommandDeps): Promise<void> {
  const all = await platforms.list();
  if (all.length === 0) print('Пока нет ни одной / none yet: npm run platforms -- invite');
  for (const p of all) {
    const state = p.active ? 'включена/on ' : 'ВЫКЛЮЧЕНА/OFF';
    print(
      `${p.platformId}  ${state}  ${p.name}  ${p.issuer}  client ${p.clientId}  ${p.productFamily ?? '–'}`,
    );
  }
}

async function platformOf(deps: CommandDeps, id: string | undefined): Promise<LtiPlatform> {
  if (id === undefined)
    throw new CommandError('Нужен ID платформы / the platform’s ID is missing', 2);
  const platform = await deps.platforms.findById(id);
  if (!platform) throw new CommandError(`Нет такой платформы / no such platform: ${id}`);
  return platform;
}

async function setActive(
  deps: CommandDeps,
  id: string | undefined,
  active: boolean,
): Promise<void> {
  const platform = await platformOf(deps, id);
  await deps.platforms.update(platform.platformId, { active });
  deps.print(
    active ? `Включена / enabled: ${platform.name}` : `Выключена / disabled: ${platform.name}`,
  );
}

/** The new key signs at once; the old one is published until the last token that it signed has ended. */
async function rotateKeys(deps: CommandDeps, id: string | undefined): Promise<void> {
  const platform = await platformOf(deps, id);
  const { kid } = await deps.keys.create(platform.platformId);
  await deps.platforms.update(platform.platformId, { kid });
  await deps.keys.retire(platform.kid);
  deps.print(`Новый ключ / new key: ${kid}`);
  deps.print(
    `Прежний исчезнет из /lti/jwks через несколько минут / the old one leaves it within minutes: ${platform.kid}`,
  );
}

/** The platform of a command that is about all of them where none is named. */
const optional = async (deps: CommandDeps, id: string | undefined): Promise<LtiPlatform | null> =>
  id === undefined ? null : platformOf(deps, id);

const HOURS_AT_MOST = 30 * 24;

function hoursOf(options: Options): number {
  const text = options['hours']?.trim() ?? '24';
  const hours = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (hours >= 1 && hours <= HOURS_AT_MOST) return hours;
  throw new CommandError(`--hours: 1…${HOURS_AT_MOST}`, 2);
}

async function checkAll(deps: ReportDeps, platform: LtiPlatform | null): Promise<void> {
  if (await check(deps, platform)) return;
  throw new CommandError('Связь не в порядке / the connection is not well');
}

/** Runs one command. Throws CommandError when it cannot be carried out. */
export async function runCommand(
  deps: CommandDeps,
  positionals: readonly string[],
  options: Options,
): Promise<void> {
  const [command, id, ...rest] = positionals;
  if (await runDeploymentCommand(deps, positionals, options)) return;
  if (rest.length > 0) throw new CommandError(USAGE, 2);
  if (command === 'invite' && id === undefined) return invite(deps, options);
  if (command === 'add' && id === undefined) return add(deps, options);
  if (command === 'list' && id === undefined) return list(deps);
  if (command === 'disable') return setActive(deps, id, false);
  if (command === 'enable') return setActive(deps, id, true);
  const { inspection } = deps;
  if (inspection) {
    const reporting = { ...deps, ...inspection };
    if (command === 'launches')
      return launches(reporting, await optional(deps, id), hoursOf(options));
    if (command === 'last-launch') return lastLaunch(reporting, await optional(deps, id));
    if (command === 'check') return checkAll(reporting, await optional(deps, id));
  }
  if (command === 'rotate-keys') return rotateKeys(deps, id);
  throw new CommandError(USAGE, 2);
}
