import express, {
  type ErrorRequestHandler,
  type Request,
  type RequestHandler,
  Router,
} from 'express';
import type { Db } from '../../shared/db/connect.js';
import { AppError } from '../../shared/errors.js';
import { newId } from '../../shared/ids.js';
import type { Logger } from '../../shared/logger.js';
import type { Actor } from '../api/actor.js';
import type { Endpoint } from '../api/endpoint.js';
import { pathParameters } from '../api/endpoint.js';
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
  const given = (endpoint.method === 'GET' ? req.query : (req.body ?? {})) as Record<
    string,
    unknown
  >;
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

function handle(deps: RouterDeps, name: EndpointName, endpoint: Endpoint): RequestHandler {
  return async (req, res) => {
    const answer = await deps.mentoring.dispatch(
      name,
      res.locals['actor'] as Actor,
      inputOf(endpoint, req),
    );
    res.json(answer);
  };
}

/** Every error leaves as JSON with a code; unknown ones only with the number that stands in the log. */
function errorHandler(logger: Logger): ErrorRequestHandler {
  return (error, req, res, next) => {
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
  router.use(express.json({ limit: BODY_LIMIT }));
  for (const [name, spec] of Object.entries(contract)) {
    const endpoint = spec as unknown as Endpoint;
    const path = endpoint.path.replace(/\{(\w+)\}/g, ':$1');
    const method = endpoint.method.toLowerCase() as 'get' | 'post' | 'put' | 'delete';
    router[method](path, handle(deps, name as EndpointName, endpoint));
  }
  router.use((_req, _res) => {
    throw new AppError('not_found', 'no such address');
  });
  router.use(errorHandler(deps.logger));
  return router;
}
