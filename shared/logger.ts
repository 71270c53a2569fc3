import { pino } from 'pino';

export type Logger = pino.Logger;

/** A driver's own words that name no value: which key or constraint it was. */
const KEY = /(?:for key '([\w.-]+)'|constraint failed: ([\w., ]+))$/;

const isDriverError = (error: Error, code: unknown): boolean =>
  'sql' in error || (typeof code === 'string' && /^(ER_|SQLITE_)/.test(code));

/**
 * An error as it may stand in the log. Of a database's error the code and the frames: its message
 * repeats the statement with all values, which are people's names, e-mails and words.
 */
export function loggedError(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code } = error as NodeJS.ErrnoException;
  const key = KEY.exec(error.message);
  const message = isDriverError(error, code)
    ? `database error${key ? ` (${key[1] ?? key[2]})` : ''}`
    : error.message;
  return {
    type: error.name,
    ...(code === undefined ? {} : { code }),
    message,
    stack: (error.stack ?? '').match(/^\s+at .*$/gm)?.join('\n') ?? '',
    ...(error.cause === undefined ? {} : { cause: loggedError(error.cause) }),
  };
}

/**
 * The program's log: JSON lines, nothing personal. Addresses are logged without their query; names,
 * e-mails, tokens and bodies are never passed to it.
 */
export function createLogger(level: string = process.env['LOG_LEVEL'] ?? 'info'): Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: loggedError },
    redact: ['req.headers', '*.token', '*.id_token', '*.password', '*.email', '*.name'],
  });
}
