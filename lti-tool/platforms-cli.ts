import { parseArgs } from 'node:util';
import { systemClock } from '../shared/clock.js';
import { connectDb } from '../shared/db/connect.js';
import { migrateUp } from '../shared/db/migrate.js';
import { createLogger } from '../shared/logger.js';
import { createSealer } from '../shared/seal.js';
import { startProblem } from '../shared/start-problem.js';
import { loadConfig } from './config.js';
import { lastCourseOf } from './lti/connection/connection-control.js';
import { createGuardedFetch } from './lti/guarded-fetch.js';
import { inviteStore } from './lti/invite-store.js';
import { launchReports } from './lti/journal/launch-report.js';
import { toolKeyStore } from './lti/keys.js';
import { platformStore } from './lti/platform-store.js';
import { toolSigner } from './lti/tool-signer.js';
import { openMentoring } from './mentoring.js';
import { CommandError, type Options, runCommand, USAGE } from './platforms-commands.js';
import { createI18n } from './web/i18n.js';

const OPTION_NAMES = [
  'organisation',
  'issuer',
  'client-id',
  'auth-url',
  'token-url',
  'jwks-url',
  'deployment-id',
  'hours',
] as const;

function parse(): { positionals: string[]; options: Options } {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: Object.fromEntries(OPTION_NAMES.map((name) => [name, { type: 'string' as const }])),
    });
    return { positionals, options: values as Options };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new CommandError(`${message}\n\n${USAGE}`, 2);
  }
}

async function main(): Promise<void> {
  const { positionals, options } = parse();
  if (positionals.length === 0) throw new CommandError(USAGE, 2);
  const config = loadConfig(process.env);
  // Standard output is for the answer alone.
  const logger = createLogger('silent');
  const db = connectDb(config.databaseUrl, { poolSize: 2 });
  const clock = systemClock;
  try {
    if (config.migrateOnStart) await migrateUp(db, config.databaseUrl);
    const sealer = createSealer({
      current: config.secretKey,
      previous: config.secretKeyPrevious ?? null,
    });
    const platforms = platformStore(db, clock);
    const keys = toolKeyStore(db, sealer, clock);
    await runCommand(
      {
        publicUrl: config.publicUrl,
        platforms,
        invites: inviteStore(db, clock),
        keys,
        api: () => openMentoring({ config, db, clock, logger }),
        inspection: {
          reports: launchReports(db, clock),
          courseOf: (platformId) => lastCourseOf(db, platformId),
          connection: {
            clock,
            platforms,
            signer: toolSigner({ keys, clock }),
            // The platforms were approved by the operator, also those on the college's own network.
            fetch: createGuardedFetch({ allowPrivate: true }),
          },
          t: createI18n().translator('ru'),
          now: () => clock.now(),
        },
        print: (line) => process.stdout.write(`${line}\n`),
      },
      positionals,
      options,
    );
  } finally {
    await db.destroy();
  }
}

// Whoever reads the first lines only (`| head`) has seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

main().catch((error: unknown) => {
  process.stderr.write(`${startProblem(error)}\n`);
  process.exitCode = error instanceof CommandError ? error.exitCode : 1;
});
