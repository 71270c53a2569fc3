import type { Bytes, Endpoint } from './endpoint.js';
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
/** A scan over a slow line between the two. */
const FILE_TIME_LIMIT_MS = 300_000;
/** The fields of an answer whose body is a file: JSON, base64url. */
export const ANSWER_HEADER = 'x-nastavnik-answer';

/** The path, query and body of a call. Query values that are undefined or null are left out. */
export function requestOf(endpoint: Endpoint, input: Record<string, unknown>) {
  const rest = { ...input };
  let path: string = endpoint.path;
  for (const name of pathParameters(endpoint.path)) {
    path = path.replace(`{${name}}`, encodeURIComponent(String(rest[name])));
    delete rest[name];
  }
  if (endpoint.method !== 'GET' && endpoint.bytes !== 'in') {
    return { path, body: JSON.stringify(rest) };
  }
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

/** The body of a request with its type, as `fetch` takes it. */
function bodyOf(json: string | undefined, bytes: Bytes | undefined): RequestInit {
  if (bytes !== undefined) {
    return {
      body: ReadableStream.from(bytes) as unknown as NonNullable<RequestInit['body']>,
      headers: { 'content-type': 'application/octet-stream' },
      // What streams out is read to its end before the answer is.
      duplex: 'half',
    } as RequestInit;
  }
  return json === undefined ? {} : { body: json, headers: { 'content-type': 'application/json' } };
}

/** The answer of an endpoint that gives a file: fields of a header, bytes of the body. */
function fileAnswer(endpoint: Endpoint, response: Response): object {
  const header = response.headers.get(ANSWER_HEADER) ?? '';
  const fields = JSON.parse(Buffer.from(header, 'base64url').toString('utf8')) as unknown;
  const bytes = response.body as unknown as Bytes | null;
  return { ...(endpoint.output.parse(fields) as object), bytes: bytes ?? ReadableStream.from([]) };
}

async function call(
  base: string,
  key: Uint8Array,
  actor: Actor,
  endpoint: Endpoint,
  input: unknown,
  bytes?: Bytes,
) {
  const { path, body } = requestOf(endpoint, (input ?? {}) as Record<string, unknown>);
  const { headers, ...sent } = bodyOf(body, bytes);
  const limit = endpoint.bytes === undefined ? TIME_LIMIT_MS : FILE_TIME_LIMIT_MS;
  let response: Response;
  try {
    response = await fetch(`${base}/api/v1${path}`, {
      method: endpoint.method,
      headers: { ...headers, authorization: `Bearer ${await signActor(actor, key)}` },
      ...sent,
      signal: AbortSignal.timeout(limit),
    });
  } catch (error) {
    throw new AppError('unavailable', 'the mentoring service cannot be reached', { cause: error });
  }
  if (response.ok && endpoint.bytes === 'out') return fileAnswer(endpoint, response);
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
      const client: Record<string, (input: unknown, bytes?: Bytes) => Promise<unknown>> = {};
      for (const name of names) {
        const endpoint = contract[name] as unknown as Endpoint;
        client[name] = (input, bytes) => call(base, key, actor, endpoint, input, bytes);
      }
      return client as unknown as MentoringClient;
    },
    close: async () => undefined,
  };
}
