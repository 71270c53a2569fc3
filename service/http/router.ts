import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import express, {
  type ErrorRequestHandler,
  type Request,
  type RequestHandler,
  type Response,
  Router,
} from 'express';
import type { Db } from '../../shared/db/connect.js';
import { drain } from '../../shared/drain.js';
import { AppError } from '../../shared/errors.js';
import { newId } from '../../shared/ids.js';
import type { Logger } from '../../shared/logger.js';
import type { Actor } from '../api/actor.js';
import type { Bytes, Endpoint } from '../api/endpoint.js';
import { pathParameters } from '../api/endpoint.js';
import { ANSWER_HEADER } from '../api/http-client.js';
import { contract, type EndpointName } from '../api/index.js';
import { openApiDocument } from '../api/openapi.js';
import type { Mentoring } from '../index.js';
import { authenticate } from './authenticate.js';
import { documentationPage } from './documentation.js';

export interface RouterDeps {
  db: Db;
  logger: Logger;
  mentoring: Mentoring;
  /** The current key and, while SECRET_KEY is rotated, the previous one. */
  tokenKeys: readonly Uint8Array[];
}

const BODY_LIMIT = '8mb';

/** Nothing inline and nothing foreign on the page of the documentation; the rest is no page at all. */
const PAGE_POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'";

/** Names of the query that the endpoint does not know are an error, not silently ignored. */
function inputOf(endpoint: Endpoint, req: Request): Record<string, unknown> {
  const params: Record<string, unknown> = {};
  for (const name of pathParameters(endpoint.path)) params[name] = req.params[name];
  const inQuery = endpoint.method === 'GET' || endpoint.bytes === 'in';
  const given = (inQuery ? req.query : (req.body ?? {})) as Record<string, unknown>;
  const unknown = Object.keys(given).filter(
    (k) => !Object.hasOwn(endpoint.input.shape, k) || Object.hasOwn(params, k),
  );
  if (unknown.length > 0) {
    throw new AppError('invalid', `unknown: ${unknown.join(', ')}`, {
      problems: unknown.map((path) => ({ path, code: 'field.unknown' })),
    });
  }
  return { ...given, ...params };
}

/** The body as it comes; refused half-way, the connection stays open for the answer. */
const fileOf = (req: Request): Bytes =>
  req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;

/** Answers with a file: what is told of it in a header, for the tool; to be saved, never shown. */
async function sendFile(res: Response, answer: unknown): Promise<void> {
  const { bytes, ...fields } = answer as { bytes: Bytes };
  res.setHeader(ANSWER_HEADER, Buffer.from(JSON.stringify(fields)).toString('base64url'));
  res.setHeader('Content-Type', 'application/octet-stream');
  res.setHeader('Content-Disposition', 'attachment');
  res.setHeader('X-Content-Type-Options', 'nosniff');
  await pipeline(Readable.from(bytes), res);
}

function handle(deps: RouterDeps, name: EndpointName, endpoint: Endpoint): RequestHandler {
  return async (req, res) => {
    const takesFile = endpoint.bytes === 'in';
    const actor = res.locals['actor'] as Actor;
    const file = takesFile ? [fileOf(req)] : [];
    const answer = await deps.mentoring
      .dispatch(name, actor, inputOf(endpoint, req), undefined, ...file)
      .catch(async (error: unknown) => {
        if (takesFile) await drain(req);
        throw error;
      });
    if (endpoint.bytes === 'out') await sendFile(res, answer);
    else res.json(answer);
  };
}

/** Whether whoever asked went away while a file was sent. */
const isClosedByReader = (error: unknown): boolean =>
  (error as NodeJS.ErrnoException | null)?.code === 'ERR_STREAM_PREMATURE_CLOSE';

/** Every error leaves as JSON with a code; unknown ones only with the number that stands in the log. */
function errorHandler(logger: Logger): ErrorRequestHandler {
  return (error, req, res, next) => {
    if (isClosedByReader(error)) return;
    if (res.headersSent) return next(error);
    const known = toAppError(error);
    if (known) {
      res.status(known.status).json({
        error: {
          code: known.code,
          message: known.message,
          problems: known.problems,
          details: known.details,
        },
      });
      return;
    }
    const reference = newId();
    logger.error(
      { reference, err: error, method: req.method, path: req.path },
      'API request failed',
    );
    res.status(500).json({
      error: {
        code: 'internal',
        message: `internal error ${reference}`,
        problems: [],
        details: { reference },
      },
    });
  };
}

function toAppError(error: unknown): AppError | null {
  if (error instanceof AppError) return error;
  const { type, status } = (error ?? {}) as { type?: unknown; status?: unknown };
  if (type === 'entity.too.large') return new AppError('too_large', 'the body is too large');
  if (error instanceof URIError) return new AppError('not_found', 'no such address');
  // What else the parser of bodies finds wrong: no JSON, an unknown encoding or charset, an early end.
  if (typeof status === 'number' && status >= 400 && status < 500)
    return new AppError('invalid', 'the body is not JSON');
  return null;
}

/** The REST API of the contract, to be mounted at `/api/v1`. */
export function createApiRouter(deps: RouterDeps): Router {
  const router = Router({ caseSensitive: true });
  const document = openApiDocument();
  let page: string | null = null;
  router.use((_req, res, next) => {
    res.setHeader('Content-Security-Policy', DATA_POLICY);
    next();
  });
  router.get('/openapi.json', (_req, res) => {
    res.json(document);
  });
  router.get('/', (_req, res) => {
    res.setHeader('Content-Security-Policy', PAGE_POLICY);
    page ??= documentationPage(document);
    res.type('html').send(page);
  });
  // Who calls is settled before a body is read, so that strangers cannot make us parse megabytes.
  router.use(async (req, res, next) => {
    res.setHeader('Cache-Control', 'no-store');
    res.locals['actor'] = await authenticate(deps.db, deps.tokenKeys, req.headers.authorization);
    next();
  });
  const endpoints = Object.entries(contract) as unknown as [EndpointName, Endpoint][];
  const mount = (name: EndpointName, endpoint: Endpoint) => {
    const path = endpoint.path.replace(/\{(\w+)\}/g, ':$1');
    const method = endpoint.method.toLowerCase() as 'get' | 'post' | 'put' | 'delete';
    router[method](path, handle(deps, name, endpoint));
  };
  // Files go past the parser of bodies: they stream.
  for (const [name, endpoint] of endpoints) if (endpoint.bytes === 'in') mount(name, endpoint);
  router.use(express.json({ limit: BODY_LIMIT }));
  for (const [name, endpoint] of endpoints) if (endpoint.bytes !== 'in') mount(name, endpoint);
  router.use((_req, _res) => {
    throw new AppError('not_found', 'no such address');
  });
  router.use(errorHandler(deps.logger));
  return router;
}
