import { z } from 'zod';
import { MOST_MEETING_FILE_MB, USUAL_MEETING_FILE_MB } from '../service/api/meeting-files.js';
import { parseDatabaseUrl } from '../shared/db/connect.js';
import { parseMailFrom, parseSmtpUrl } from './mail/smtp-settings.js';

const flag = (fallback: boolean) =>
  z
    .enum(['true', 'false', '1', '0', 'yes', 'no'], 'must be true or false')
    .default(fallback ? 'true' : 'false')
    .transform((value) => ['true', '1', 'yes'].includes(value));

/** An http(s) origin such as `https://mentor.college.example`; the tool's addresses hang below it. */
const originText = z.string('is missing').transform((text, context) => {
  const fail = (message: string) => {
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  };
  if (!URL.canParse(text)) return fail('must be an address such as https://mentor.college.example');
  const url = new URL(text);
  if (!/^https?:$/.test(url.protocol)) return fail('must begin with https:// or http://');
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '' || url.username !== '') {
    return fail('must end after host and port: no path, no query');
  }
  return url.origin;
});

const secretText = (missing: string) =>
  z
    .string(missing)
    .refine(
      (text) => Buffer.byteLength(text) >= 32,
      'must be 32 bytes or longer (openssl rand -base64 48)',
    );

/** Text that a parser takes; what it throws is what is wrong. */
const parsedBy = (parse: (text: string) => unknown) =>
  z.string().superRefine((text, context) => {
    try {
      parse(text);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      context.addIssue({ code: 'custom', message });
    }
  });

/** Every variable of the LTI tool. `.env.example` names exactly these (a test keeps it so). */
export const configSchema = z.object({
  /** Where browsers and the LMS reach the tool. Over https cookies also hold inside the LMS's frame. */
  PUBLIC_URL: originText,
  /** Port to listen on. */
  PORT: z.coerce.number('must be a port number').int().min(1).max(65535).default(8080),
  /** Address to listen on; in a container `0.0.0.0`. */
  HOST: z.string().min(1).default('127.0.0.1'),
  /** `mysql://user:password@host:3306/name` or `sqlite:PATH`. */
  DATABASE_URL: z.string('is missing').superRefine((text, context) => {
    try {
      parseDatabaseUrl(text);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      context.addIssue({ code: 'custom', message: message.replace(/^DATABASE_URL:? /, '') });
    }
  }),
  /** Seals keys and tokens in the database; 32 bytes or more. */
  SECRET_KEY: secretText('is missing (make one: openssl rand -base64 48)'),
  /** The key before, while it is being changed: what it sealed still opens. */
  SECRET_KEY_PREVIOUS: secretText('').optional(),
  /** Set: the mentoring service runs elsewhere and is spoken to over HTTP. Not set: in this process. */
  SERVICE_URL: originText.optional(),
  /** Folder where the bytes of files are kept; without `SERVICE_URL` only. */
  FILES_DIR: z.string().default('data/files'),
  /** The greatest size of a photo or pdf of a meeting, in MB; without `SERVICE_URL` only. */
  MEETING_FILE_MB: z.coerce
    .number('must be a number')
    .int()
    .min(1)
    .max(MOST_MEETING_FILE_MB)
    .default(USUAL_MEETING_FILE_MB),
  /** Brings the database up to date when the tool starts. */
  MIGRATE_ON_START: flag(false),
  /** How much is logged. */
  LOG_LEVEL: z
    .enum(
      ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
      'must be fatal, error, warn, info, debug, trace or silent',
    )
    .default('info'),
  /** `production`, `development` or `test`. */
  NODE_ENV: z
    .enum(['production', 'development', 'test'], 'must be production, development or test')
    .default('production'),
  /** An LMS on a loopback or private address may register itself (development, the college's own network). */
  ALLOW_PRIVATE_PLATFORMS: flag(false),
  /** The mail server: `smtp://user:password@host:587` or `smtps://…:465`. Not set: nothing is mailed. */
  SMTP_URL: parsedBy(parseSmtpUrl).optional(),
  /** Who mails: an address, or `Name <address>`. To be set with `SMTP_URL`. */
  MAIL_FROM: parsedBy(parseMailFrom).optional(),
});

/** What only shows when several variables are looked at. */
function togetherProblems({ SMTP_URL, MAIL_FROM }: z.infer<typeof configSchema>): string[] {
  if (SMTP_URL !== undefined && MAIL_FROM === undefined) {
    return ['MAIL_FROM: is missing (SMTP_URL is set: who mails?)'];
  }
  return [];
}

export interface LtiToolConfig {
  readonly publicUrl: string;
  readonly https: boolean;
  readonly port: number;
  readonly host: string;
  readonly databaseUrl: string;
  readonly secretKey: string;
  readonly secretKeyPrevious: string | undefined;
  readonly serviceUrl: string | undefined;
  readonly filesDir: string;
  readonly meetingFileMb: number;
  readonly migrateOnStart: boolean;
  readonly logLevel: string;
  readonly nodeEnv: 'production' | 'development' | 'test';
  readonly allowPrivatePlatforms: boolean;
  readonly smtpUrl: string | undefined;
  readonly mailFrom: string | undefined;
}

/** What is wrong with the environment, all of it, a line for each problem. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The environment is not right:\n${problems.map((line) => `  - ${line}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/**
 * Reads the environment once. An empty variable counts as not set.
 * @throws ConfigError with all problems in words
 */
export function loadConfig(env: NodeJS.ProcessEnv): LtiToolConfig {
  const given = Object.fromEntries(
    Object.keys(configSchema.shape)
      .map((name) => [name, env[name]?.trim()] as const)
      .filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = configSchema.safeParse(given);
  if (!result.success) {
    throw new ConfigError(
      result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`),
    );
  }
  const values = result.data;
  const together = togetherProblems(values);
  if (together.length > 0) throw new ConfigError(together);
  return Object.freeze({
    publicUrl: values.PUBLIC_URL,
    https: values.PUBLIC_URL.startsWith('https:'),
    port: values.PORT,
    host: values.HOST,
    databaseUrl: values.DATABASE_URL,
    secretKey: values.SECRET_KEY,
    secretKeyPrevious: values.SECRET_KEY_PREVIOUS,
    serviceUrl: values.SERVICE_URL,
    filesDir: values.FILES_DIR,
    meetingFileMb: values.MEETING_FILE_MB,
    migrateOnStart: values.MIGRATE_ON_START,
    logLevel: values.LOG_LEVEL,
    nodeEnv: values.NODE_ENV,
    allowPrivatePlatforms: values.ALLOW_PRIVATE_PLATFORMS,
    smtpUrl: values.SMTP_URL,
    mailFrom: values.MAIL_FROM,
  });
}
