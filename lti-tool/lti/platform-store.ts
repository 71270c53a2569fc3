import type { Clock } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { isDuplicate } from '../../shared/db/db-errors.js';
import { newId } from '../../shared/ids.js';

/** A registration of the tool on one LMS: (issuer, client id). */
export interface LtiPlatform {
  platformId: string;
  organisationId: string;
  /** For people: what `npm run platforms -- list` shows. */
  name: string;
  issuer: string;
  clientId: string;
  /** OIDC authorization endpoint. */
  authEndpoint: string;
  /** OAuth 2 token endpoint of the services. */
  tokenEndpoint: string;
  /** `aud` of our assertions; null: the token endpoint. */
  authorizationServer: string | null;
  /** Where the platform publishes its keys. */
  jwksUri: string;
  /** The id of our key for this platform. */
  kid: string;
  /** `product_family_code` of the LMS, e.g. `moodle`; null until known. */
  productFamily: string | null;
  active: boolean;
  /**
   * Whose a deployment is that is seen for the first time: a new organisation's, or the platform's.
   * Null: the operator has not said; then it depends on the LMS (platforms/).
   */
  newDeployments: NewDeployments | null;
  /** When it was switched off last; null: it is on. */
  disabledAt: number | null;
  createdAt: number;
  updatedAt: number;
}

export type NewDeployments = 'own' | 'shared';

type Automatic = 'platformId' | 'newDeployments' | 'disabledAt' | 'createdAt' | 'updatedAt';
export type NewPlatform = Omit<LtiPlatform, Automatic> & { platformId?: string };

export interface LtiDeployment {
  platformId: string;
  deploymentId: string;
  organisationId: string;
  firstSeenAt: number;
}

/** A deployment with what has come of it. */
export interface DeploymentInUse extends LtiDeployment {
  /** Courses from which people have entered through it. */
  courses: number;
}

type PlatformChange = Partial<
  Omit<LtiPlatform, 'platformId' | 'issuer' | 'clientId' | 'disabledAt' | 'createdAt' | 'updatedAt'>
>;

/** The only SQL on `lti_platforms` and `lti_deployments`. */
export interface PlatformStore {
  findById(platformId: string): Promise<LtiPlatform | null>;
  findByKid(kid: string): Promise<LtiPlatform | null>;
  /** All registrations of an issuer, or the one of a client id, active or not. */
  findByIssuer(issuer: string, clientId?: string): Promise<LtiPlatform[]>;
  list(): Promise<LtiPlatform[]>;
  /** Throws the driver's duplicate error when (issuer, client id) is registered already. */
  insert(platform: NewPlatform): Promise<LtiPlatform>;
  /** Returns false when there is no such platform. */
  update(platformId: string, change: PlatformChange): Promise<boolean>;
  remove(platformId: string): Promise<boolean>;
  findDeployment(platformId: string, deploymentId: string): Promise<LtiDeployment | null>;
  /** @param organisationId those of this college alone; null: all */
  countDeployments(platformId: string, organisationId: string | null): Promise<number>;
  /** Records a deployment where it is new; whoever records it first decides its organisation. */
  recordDeployment(deployment: Omit<LtiDeployment, 'firstSeenAt'>): Promise<LtiDeployment>;
  /** The deployments of a platform, or of all, those seen first at the head. */
  listDeployments(platformId?: string): Promise<DeploymentInUse[]>;
  /** Gives a deployment to another organisation. False: people have entered through it, or none is there. */
  moveDeployment(
    platformId: string,
    deploymentId: string,
    organisationId: string,
  ): Promise<boolean>;
}

const COLUMNS = {
  platformId: 'platform_id',
  organisationId: 'organisation_id',
  name: 'name',
  issuer: 'issuer',
  clientId: 'client_id',
  authEndpoint: 'auth_endpoint',
  tokenEndpoint: 'token_endpoint',
  authorizationServer: 'authorization_server',
  jwksUri: 'jwks_uri',
  kid: 'kid',
  productFamily: 'product_family',
  active: 'active',
  newDeployments: 'new_deployments',
  disabledAt: 'disabled_at',
  createdAt: 'created_at',
  updatedAt: 'updated_at',
} as const satisfies Record<keyof LtiPlatform, string>;

type PlatformRow = Omit<LtiPlatform, 'active'> & { active: boolean | number };

const platformOf = (row: PlatformRow): LtiPlatform => ({
  ...row,
  active: Boolean(row.active),
  disabledAt: row.disabledAt === null ? null : Number(row.disabledAt),
});

const DEPLOYMENT_COLUMNS = {
  platformId: 'd.platform_id',
  deploymentId: 'd.deployment_id',
  organisationId: 'd.organisation_id',
  firstSeenAt: 'd.first_seen_at',
} as const satisfies Record<keyof LtiDeployment, string>;

/** The courses of the deployment `d`, from which people have entered. */
const coursesOf = (db: Db) =>
  db('lti_contexts as c')
    .whereRaw('c.platform_id = d.platform_id')
    .whereRaw('c.deployment_id = d.deployment_id');

/** Our names of fields into those of the table. */
function toRow(fields: Partial<LtiPlatform>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [COLUMNS[key as keyof LtiPlatform], value]),
  );
}

export function platformStore(db: Db, clock: Clock): PlatformStore {
  const select = () => db('lti_platforms').select<PlatformRow[]>(COLUMNS);
  const one = (rows: PlatformRow[]): LtiPlatform | null => (rows[0] ? platformOf(rows[0]) : null);
  const deployment = async (platformId: string, deploymentId: string) =>
    ((await db('lti_deployments as d')
      .where({ platform_id: platformId, deployment_id: deploymentId })
      .first(DEPLOYMENT_COLUMNS)) as LtiDeployment | undefined) ?? null;

  return {
    findById: async (platformId) => one(await select().where('platform_id', platformId).limit(1)),
    findByKid: async (kid) => one(await select().where('kid', kid).limit(1)),
    async findByIssuer(issuer, clientId) {
      const query = select().where('issuer', issuer);
      const rows = await (clientId === undefined ? query : query.where('client_id', clientId));
      return rows.map(platformOf);
    },
    list: async () => (await select().orderBy('created_at')).map(platformOf),
    async insert(platform) {
      const now = clock.now();
      const full = {
        platformId: newId(),
        newDeployments: null,
        ...platform,
        disabledAt: platform.active ? null : now,
        createdAt: now,
        updatedAt: now,
      };
      await db('lti_platforms').insert(toRow(full));
      return full;
    },
    async update(platformId, change) {
      const now = clock.now();
      const switched =
        change.active === undefined ? {} : { disabledAt: change.active ? null : now };
      const row = toRow({ ...change, ...switched, updatedAt: now });
      // For good (lti.md §2.3): switched on again, everybody comes in by a launch.
      if (change.active === false) {
        await db('lti_sessions')
          .where('platform_id', platformId)
          .whereNull('ended_at')
          .update({ ended_at: now, ended_reason: 'platform_disabled' });
      }
      return (await db('lti_platforms').where('platform_id', platformId).update(row)) === 1;
    },
    remove: async (platformId) =>
      (await db('lti_platforms').where('platform_id', platformId).delete()) === 1,
    findDeployment: deployment,
    async countDeployments(platformId, organisationId) {
      const query = db('lti_deployments').where('platform_id', platformId);
      if (organisationId !== null) query.where('organisation_id', organisationId);
      const [row] = await query.count({ n: '*' });
      return Number(row?.['n'] ?? 0);
    },
    async recordDeployment(wanted) {
      const row = { ...wanted, firstSeenAt: clock.now() };
      try {
        await db('lti_deployments').insert({
          platform_id: row.platformId,
          deployment_id: row.deploymentId,
          organisation_id: row.organisationId,
          first_seen_at: row.firstSeenAt,
        });
        return row;
      } catch (error) {
        if (!isDuplicate(error)) throw error;
        return (await deployment(row.platformId, row.deploymentId)) ?? row;
      }
    },
    async listDeployments(platformId) {
      const query = db('lti_deployments as d').orderBy(['d.first_seen_at', 'd.deployment_id']);
      if (platformId !== undefined) query.where('d.platform_id', platformId);
      const rows = (await query.select({
        ...DEPLOYMENT_COLUMNS,
        courses: coursesOf(db).count('*'),
      } as never)) as DeploymentInUse[];
      return rows.map((row) => ({
        ...row,
        firstSeenAt: Number(row.firstSeenAt),
        courses: Number(row.courses),
      }));
    },
    async moveDeployment(platformId, deploymentId, organisationId) {
      // One statement with the condition in it: whoever enters at the same moment is not moved.
      const moved = await db('lti_deployments as d')
        .where({ platform_id: platformId, deployment_id: deploymentId })
        .whereNotExists(coursesOf(db).select(db.raw('1')))
        .update({ organisation_id: organisationId });
      return moved === 1;
    },
  };
}
