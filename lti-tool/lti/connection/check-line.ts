import { AppError } from '../../../shared/errors.js';
import { AgsRefused } from '../ags-client.js';
import { FetchError } from '../guarded-fetch.js';
import { LmsServiceError } from '../service-error.js';
import { TokenRefused } from '../service-token.js';

/** The lines of a check, in the order in which they are shown. */
export const CONNECTION_CHECKS = [
  'registration',
  'deployments',
  'keys',
  'token',
  'roster',
  'gradebook',
  'clock',
] as const;
export type ConnectionCheck = (typeof CONNECTION_CHECKS)[number];

/** What was found: `connection.<check>.<code>` in words, with these parameters. */
export interface CheckLine {
  check: ConnectionCheck;
  level: 'green' | 'yellow' | 'red';
  code: string;
  params: Record<string, string | number>;
}

/** Why there was no answer, as far as it can be told: `connection.cause.<code>`. */
export type NoAnswer =
  | 'dns'
  | 'refused'
  | 'timeout'
  | 'certificate'
  | 'redirect'
  | 'forbidden'
  | 'too_large'
  | 'network';

const BY_FAULT: Partial<Record<FetchError['fault'], NoAnswer>> = {
  timeout: 'timeout',
  redirect: 'redirect',
  too_large: 'too_large',
  address_forbidden: 'forbidden',
  address_invalid: 'forbidden',
};

/** Node's codes of what went wrong below HTTP. */
const BY_CODE: readonly [RegExp, NoAnswer][] = [
  [/^(ENOTFOUND|EAI_AGAIN|ENODATA)$/, 'dns'],
  [/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH)$/, 'refused'],
  [/^ETIMEDOUT$/, 'timeout'],
  [/CERT|SELF_SIGNED|SIGNATURE|^ERR_(TLS|SSL)|^EPROTO$/, 'certificate'],
];

export function noAnswerOf(error: FetchError): NoAnswer {
  const known = BY_FAULT[error.fault];
  if (known) return known;
  const code = String((error.cause as NodeJS.ErrnoException | undefined)?.code ?? '');
  return BY_CODE.find(([pattern]) => pattern.test(code))?.[1] ?? 'network';
}

/** A step that failed, as a line; errors that are nobody's answer go on. */
export function failedLine(check: ConnectionCheck, error: unknown): CheckLine {
  const line = (code: string, params: CheckLine['params'] = {}): CheckLine => ({
    check,
    level: 'red',
    code,
    params,
  });
  if (error instanceof FetchError) {
    if (error.fault === 'not_json') return line('malformed');
    return line('noAnswer', { cause: noAnswerOf(error) });
  }
  if (error instanceof TokenRefused) {
    if (error.reason === 'invalid_scope') return { ...line('scope'), level: 'yellow' };
    if (check !== 'token') return line('noToken');
    const reason = error.reason ?? '–';
    return line(reason === 'invalid_client' ? 'client' : 'refused', {
      status: error.status ?? 0,
      reason,
    });
  }
  if (error instanceof LmsServiceError) {
    if (error.cause instanceof FetchError) return failedLine(check, error.cause);
    if (error.fault === 'busy') return line('busy', { status: error.status ?? 0 });
    return line('refused', { status: error.status ?? 0, reason: '–' });
  }
  if (error instanceof AgsRefused) return line('refused', { status: error.status, reason: '–' });
  // Our own key cannot be opened.
  if (error instanceof AppError && error.code === 'unavailable') {
    return line(check === 'token' ? 'ownKey' : 'noToken');
  }
  throw error;
}
