import { type BulkCollege, seedCollegeBulk } from '../../demo/seed-bulk.js';
import { composeTool, type Tool } from '../../lti-tool/compose.js';
import { loadConfig } from '../../lti-tool/config.js';
import { courseKeyOf } from '../../lti-tool/lti/context-store.js';
import { systemClock } from '../../shared/clock.js';
import { type Db, dialectOf } from '../../shared/db/connect.js';
import { createLogger } from '../../shared/logger.js';
import type { BenchPlatform } from './platform.js';

export const BENCH_SECRET = 'a secret of the benchmarks, long enough for it';

export interface BenchToolOptions {
  port: number;
  databaseUrl: string;
  platform: BenchPlatform;
  /** Meetings of the college itself; 0: an empty programme. */
  meetings?: number;
  otherMeetings?: number;
  /** People of the college; by default 2,000. */
  people?: number;
}

/** The environment with which tool-server.ts is started on this database. */
export function toolEnv(
  options: Pick<BenchToolOptions, 'port' | 'databaseUrl'>,
): Record<string, string> {
  return {
    PUBLIC_URL: `http://127.0.0.1:${options.port}`,
    PORT: String(options.port),
    DATABASE_URL: options.databaseUrl,
    SECRET_KEY: BENCH_SECRET,
    MIGRATE_ON_START: 'false',
    ALLOW_PRIVATE_PLATFORMS: 'true',
  };
}

async function registerPlatform(
  tool: Tool,
  platform: BenchPlatform,
  organisationId: string,
): Promise<void> {
  const { kid } = await tool.keys.create(null);
  const { platformId } = await tool.platforms.insert({
    organisationId,
    name: 'Bench',
    issuer: platform.url,
    clientId: platform.clientId,
    authEndpoint: `${platform.url}/auth`,
    tokenEndpoint: `${platform.url}/token`,
    authorizationServer: null,
    jwksUri: `${platform.url}/jwks`,
    kid,
    productFamily: 'moodle',
    active: true,
  });
  await tool.keys.assign(kid, platformId);
  await tool.platforms.recordDeployment({ platformId, deploymentId: '1', organisationId });
}

const FEW_PAGES = 200;
const SETTLE_MS = 180_000;

/** Until MariaDB has written what was loaded: what it does behind a load slows whatever is measured then. */
async function settled(db: Db): Promise<void> {
  await db.raw('analyze table meetings, meeting_attendance, pair_members, pairs, participations');
  const [[before]] = await db.raw('select @@global.innodb_max_dirty_pages_pct as share');
  await db.raw('set global innodb_max_dirty_pages_pct = 0');
  try {
    const end = Date.now() + SETTLE_MS;
    let dirty = Number.POSITIVE_INFINITY;
    while (dirty > FEW_PAGES && Date.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      const [rows] = await db.raw("show global status like 'Innodb_buffer_pool_pages_dirty'");
      dirty = Number(rows[0]?.Value ?? 0);
    }
  } finally {
    await db.raw('set global innodb_max_dirty_pages_pct = ?', [Number(before.share)]);
  }
}

/** Migrates the database, fills the college whose course the platform's launches come from. */
export async function prepareTool(options: BenchToolOptions): Promise<BulkCollege> {
  const { platform } = options;
  const config = loadConfig({ ...toolEnv(options), MIGRATE_ON_START: 'true' });
  const tool = await composeTool(config, { clock: systemClock, logger: createLogger('warn') });
  try {
    const college = await seedCollegeBulk(tool.db, {
      meetings: options.meetings ?? 15_000,
      otherMeetings: options.otherMeetings ?? 0,
      ...(options.people === undefined ? {} : { people: options.people }),
      issuer: platform.url,
      courseKey: courseKeyOf(platform.url, '2'),
    });
    await registerPlatform(tool, platform, college.organisationId);
    if (dialectOf(tool.db) === 'mysql') await settled(tool.db);
    return college;
  } finally {
    await tool.close();
  }
}
