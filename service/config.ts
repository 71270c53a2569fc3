import { z } from 'zod';
import { parseDatabaseUrl } from '../shared/db/connect.js';
import { MOST_MEETING_FILE_MB, USUAL_MEETING_FILE_MB } from './api/meeting-files.js';

const flag = z
  .enum(['true', 'false', '1', '0', ''])
  .default('false')
  .transform((v) => v === 'true' || v === '1');

/** The environment of the service when it runs alone. */
const schema = z.object({
  /** Where the data are: mysql://user:password@host:port/name or sqlite:PATH. */
  DATABASE_URL: z.string('is required').superRefine((url, context) => {
    try {
      parseDatabaseUrl(url);
    } catch (error) {
      context.addIssue({
        code: 'custom',
        message: (error as Error).message.replace(/^DATABASE_URL:? ?/, ''),
      });
    }
  }),
  /** The same secret as the tool's: tokens between the two are signed with a key derived from it. */
  SECRET_KEY: z.string('is required').min(32, 'must be 32 characters or more'),
  /** The secret before the last change, while it is being rotated. */
  SECRET_KEY_PREVIOUS: z.string().min(32, 'must be 32 characters or more').optional(),
  PORT: z.coerce.number('must be a number').int().min(1).max(65_535).default(8081),
  HOST: z.string().default('127.0.0.1'),
  /** Folder where the bytes of files are kept; several services share one. */
  FILES_DIR: z.string().default('data/files'),
  /** The greatest size of a photo or pdf of a meeting, in MB. */
  MEETING_FILE_MB: z.coerce
    .number('must be a number')
    .int()
    .min(1)
    .max(MOST_MEETING_FILE_MB)
    .default(USUAL_MEETING_FILE_MB),
  /** Bring the database up to date at the start (else: `npm run migrate`). */
  MIGRATE_ON_START: flag,
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

export type ServiceConfig = Readonly<z.infer<typeof schema>>;

/** Parses the environment; throws one Error that lists every problem in words. */
export function readServiceConfig(env: NodeJS.ProcessEnv): ServiceConfig {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  if (parsed.success) return Object.freeze(parsed.data);
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')} ${issue.message}`);
  throw new Error(`The environment is not right:\n${lines.join('\n')}`);
}
