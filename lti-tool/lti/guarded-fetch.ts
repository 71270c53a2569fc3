import { lookup as systemLookup } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { addressAllowed } from './address-rules.js';

/** Why a request did not bring an answer. */
export type FetchFault =
  | 'address_invalid'
  | 'address_forbidden'
  | 'redirect'
  | 'too_large'
  | 'timeout'
  | 'unreachable'
  | 'not_json';

/** A request that was not made or got no usable answer. The message never holds the address's query. */
export class FetchError extends Error {
  constructor(
    readonly fault: FetchFault,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = 'FetchError';
  }
}

export interface GuardedRequest {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  headers?: Record<string, string>;
  body?: string;
  /** Milliseconds for everything: name, connection, answer (default 10 s). */
  timeoutMs?: number;
  /** Bytes of the answer at most (default 1 MiB). */
  maxBytes?: number;
}

export interface GuardedResponse {
  status: number;
  headers: http.IncomingHttpHeaders;
  text: string;
  /** The body as JSON; throws FetchError `not_json`. */
  json(): unknown;
}

/** One request to an address that another system named. Every status but a redirect comes back. */
export type GuardedFetch = (url: string, request?: GuardedRequest) => Promise<GuardedResponse>;

export interface GuardOptions {
  /** Loopback and private addresses too: development, and an LMS on the college's own network. */
  allowPrivate: boolean;
  /** Resolves names (tests put their own here). */
  lookup?: typeof systemLookup;
}

const TIME_LIMIT_MS = 10_000;
const SIZE_LIMIT = 1024 * 1024;

const forbidden = (host: string) =>
  new FetchError('address_forbidden', `the address of ${host} may not be connected to`);

/** Reads an address: http or https, no user name in it; throws FetchError `address_invalid`. */
export function parseHttpUrl(text: string): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch (cause) {
    throw new FetchError('address_invalid', 'not an address', { cause });
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new FetchError('address_invalid', 'only http and https');
  }
  if (url.username !== '' || url.password !== '') {
    throw new FetchError('address_invalid', 'no user name in an address');
  }
  return url;
}

/** The host of an address; a literal one is checked here, as a socket asks no lookup for it. */
function hostOf(url: URL, options: GuardOptions): string {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !addressAllowed(host, options.allowPrivate)) throw forbidden(host);
  return host;
}

/**
 * Resolves a name and lets the connection have the result only when every address is allowed. The
 * socket connects to what was checked here, so a name that changes its address in between (DNS
 * rebinding) gains nothing.
 */
function checkedLookup({ allowPrivate, lookup = systemLookup }: GuardOptions): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '', 0);
      const first = addresses[0];
      if (!first || !addresses.every((a) => addressAllowed(a.address, allowPrivate))) {
        return callback(forbidden(hostname) as NodeJS.ErrnoException, '', 0);
      }
      if (options.all) return callback(null, addresses);
      callback(null, first.address, first.family);
    });
  };
}

/**
 * Checks an address that will be gone to later: http(s), and no forbidden network behind its name
 * now. Throws FetchError.
 */
export type AddressCheck = (url: string) => Promise<void>;

/** The rules of `createGuardedFetch` about where it may go, without going there. */
export function createAddressCheck(options: GuardOptions): AddressCheck {
  const lookup = checkedLookup(options);
  return async (address) => {
    const host = hostOf(parseHttpUrl(address), options);
    if (isIP(host) !== 0) return;
    await new Promise<void>((resolve, reject) => {
      lookup(host, { all: true }, (cause) => {
        if (!cause) return resolve();
        if (cause instanceof FetchError) return reject(cause);
        reject(new FetchError('unreachable', `${host} has no address`, { cause }));
      });
    });
  };
}

function readBody(response: http.IncomingMessage, maxBytes: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let size = 0;
    const tooLarge = () => {
      reject(new FetchError('too_large', `the answer is larger than ${maxBytes} bytes`));
      response.destroy();
    };
    if (Number(response.headers['content-length'] ?? 0) > maxBytes) return tooLarge();
    response.on('data', (part: Buffer) => {
      size += part.length;
      if (size > maxBytes) return tooLarge();
      parts.push(part);
    });
    response.on('end', () => resolve(Buffer.concat(parts).toString('utf8')));
    response.on('error', (cause) =>
      reject(new FetchError('unreachable', 'the answer broke off', { cause })),
    );
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new FetchError('not_json', 'the answer is not JSON', { cause });
  }
}

async function answerOf(
  response: http.IncomingMessage,
  maxBytes: number,
): Promise<GuardedResponse> {
  const status = response.statusCode ?? 0;
  if (status >= 300 && status < 400) {
    response.destroy();
    throw new FetchError('redirect', `redirected (${status}), which is not followed`);
  }
  const text = await readBody(response, maxBytes);
  return { status, headers: response.headers, text, json: () => parseJson(text) };
}

function headersOf(request: GuardedRequest): Record<string, string> {
  const length =
    request.body === undefined ? {} : { 'content-length': String(Buffer.byteLength(request.body)) };
  return { accept: 'application/json', 'user-agent': 'Nastavnik', ...request.headers, ...length };
}

/**
 * Makes the fetch for addresses that come from outside: http(s) only, no redirect, limits of time
 * and size, never an address of a forbidden network (address-rules.ts).
 */
export function createGuardedFetch(options: GuardOptions): GuardedFetch {
  const lookup = checkedLookup(options);
  return async (address, request = {}) => {
    const url = parseHttpUrl(address);
    const host = hostOf(url, options);
    const { timeoutMs = TIME_LIMIT_MS, maxBytes = SIZE_LIMIT } = request;
    const client = url.protocol === 'https:' ? https : http;
    return new Promise((resolve, reject) => {
      const outgoing = client.request(url, {
        method: request.method ?? 'GET',
        headers: headersOf(request),
        lookup,
        agent: false,
      });
      const timer = setTimeout(() => {
        reject(new FetchError('timeout', `no answer from ${host} in ${timeoutMs} ms`));
        outgoing.destroy();
      }, timeoutMs);
      const done = () => clearTimeout(timer);
      outgoing.on('error', (cause) => {
        done();
        if (cause instanceof FetchError) return reject(cause);
        reject(new FetchError('unreachable', `${host} cannot be reached`, { cause }));
      });
      outgoing.on('response', (response) => {
        answerOf(response, maxBytes).then(resolve, reject).finally(done);
      });
      outgoing.end(request.body);
    });
  };
}
