import type { Endpoint } from './endpoint.js';
import { pathParameters } from './endpoint.js';
import { AppError, ERROR_STATUS, type ErrorCode, type FieldProblem } from './errors.js';
import {
  type Actor,
  contract,
  type EndpointName,
  type MentoringApi,
  type MentoringClient,
} from './index.js';
import { signActor } from './token.js';

const TIME_LIMIT_MS = 30_000;

/** The path, query and body of a call. Query values that are undefined or null are left out. */
export function requestOf(endpoint: Endpoint, input: Record<string, unknown>) {
  const rest = { ...input };
  let path: string = endpoint.path;
  for (const name of pathParameters(endpoint.path)) {
    path = path.replace(`{${name}}`, encodeURIComponent(String(rest[name])));
    delete rest[name];
  }
  if (endpoint.method !== 'GET') return { path, body: JSON.stringify(rest) };
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(rest)) {
    if (value !== undefined && value !== null) query.set(key, String(value));
  }
  const text = query.toString();
  return { path: text === '' ? path : `${path}?${text}`, body: undefined };
}

interface ErrorBody {
  error?: {
    code?: string;
    message?: string;
    problems?: FieldProblem[];
    details?: Record<string, unknown>;
  };
}

function errorOf(status: number, body: ErrorBody): AppError {
  const code = body.error?.code;
  const known = typeof code === 'string' && code in ERROR_STATUS ? (code as ErrorCode) : 'internal';
  return new AppError(known, body.error?.message ?? `the service answered ${status}`, {
    problems: body.error?.problems ?? [],
    details: body.error?.details ?? {},
  });
}

async function call(
  base: string,
  key: Uint8Array,
  actor: Actor,
  endpoint: Endpoint,
  input: unknown,
) {
  const { path, body } = requestOf(endpoint, (input ?? {}) as Record<string, unknown>);
  let response: Response;
  try {
    response = await fetch(`${base}/api/v1${path}`, {
      method: endpoint.method,
      headers: {
        authorization: `Bearer ${await signActor(actor, key)}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.timeout(TIME_LIMIT_MS),
    });
  } catch (error) {
    throw new AppError('unavailable', 'the mentoring service cannot be reached', { cause: error });
  }
  const answer = (await response.json().catch(() => ({}))) as unknown;
  if (!response.ok) throw errorOf(response.status, answer as ErrorBody);
  return endpoint.output.parse(answer);
}

/**
 * The client for a service in another process.
 * @param serviceUrl `SERVICE_URL`, without a path
 * @param key of the tokens, see serviceTokenKey()
 */
export function httpApi(serviceUrl: string, key: Uint8Array): MentoringApi {
  const base = serviceUrl.replace(/\/+$/, '');
  const names = Object.keys(contract) as EndpointName[];
  return {
    as(actor) {
      const client: Record<string, (input: unknown) => Promise<unknown>> = {};
      for (const name of names) {
        const endpoint = contract[name] as unknown as Endpoint;
        client[name] = (input) => call(base, key, actor, endpoint, input);
      }
      return client as unknown as MentoringClient;
    },
    close: async () => undefined,
  };
}
