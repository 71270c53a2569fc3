import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose';

/** A request that came to a service. */
export interface ServiceRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  accept: string | undefined;
  contentType: string | undefined;
  /** The scopes of the token that it came with; null: none, or an unknown one. */
  scopes: string[] | null;
  body: string;
}

/** A request for a token, its assertion verified with the tool's published keys. */
export interface TokenRequest {
  grantType: string | null;
  assertionType: string | null;
  scopes: string[];
  claims: JWTPayload;
  algorithm: string;
}

/** Roster and gradebook of an LMS, as the specifications have them, with real tokens. */
export interface ServiceLms {
  url: string;
  tokens: TokenRequest[];
  requests: ServiceRequest[];
  /** The columns of the gradebook. */
  columns: Record<string, unknown>[];
  close(): Promise<void>;
}

const ROWS = [
  ['Instructor', 'Инна'],
  ['Learner', 'Лев'],
  ['Learner', 'Лада'],
  ['Learner', 'Любовь'],
  ['Learner', 'Лука'],
  ['Mentor', 'Мария'],
] as const;
const PER_PAGE = 2;
/** How many people its roster has, on how many pages. */
export const ROSTER = { people: ROWS.length, pages: ROWS.length / PER_PAGE };

const bodyOf = async (req: IncomingMessage): Promise<string> => {
  let body = '';
  for await (const part of req) body += part;
  return body;
};

/** @param jwksUrl where the tool publishes its keys */
export async function startServiceLms(jwksUrl: string): Promise<ServiceLms> {
  const keys = createRemoteJWKSet(new URL(jwksUrl));
  const issued = new Map<string, string[]>();
  const lms: Pick<ServiceLms, 'tokens' | 'requests' | 'columns'> = {
    tokens: [],
    requests: [],
    columns: [],
  };
  let url = '';

  async function token(body: string, res: ServerResponse): Promise<void> {
    const form = new URLSearchParams(body);
    const { payload, protectedHeader } = await jwtVerify(form.get('client_assertion') ?? '', keys);
    const scopes = (form.get('scope') ?? '').split(' ');
    lms.tokens.push({
      grantType: form.get('grant_type'),
      assertionType: form.get('client_assertion_type'),
      scopes,
      claims: payload,
      algorithm: protectedHeader.alg,
    });
    const value = `token-${issued.size + 1}`;
    issued.set(value, scopes);
    res.setHeader('Content-Type', 'application/json');
    const answer = { access_token: value, token_type: 'Bearer', expires_in: 3600 };
    res.end(JSON.stringify({ ...answer, scope: scopes.join(' ') }));
  }

  function roster(query: URLSearchParams, res: ServerResponse): void {
    const page = Number(query.get('page') ?? 1);
    if (page * PER_PAGE < ROWS.length) {
      res.setHeader('Link', `<${url}/roster?page=${page + 1}>; rel="next"`);
    }
    const members = ROWS.slice((page - 1) * PER_PAGE, page * PER_PAGE).map(([role, name], n) => ({
      user_id: `user-${(page - 1) * PER_PAGE + n + 1}`,
      roles: [`http://purl.imsglobal.org/vocab/lis/v2/membership#${role}`],
      status: 'Active',
      name,
    }));
    res.end(JSON.stringify({ id: `${url}/roster`, context: { id: 'course-1' }, members }));
  }

  function columns(request: ServiceRequest, res: ServerResponse): void {
    if (request.method === 'GET') {
      res.end(JSON.stringify(lms.columns));
      return;
    }
    const column = { ...JSON.parse(request.body), id: `${url}/columns/${lms.columns.length + 1}` };
    lms.columns.push(column);
    res.writeHead(201).end(JSON.stringify(column));
  }

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(req.url ?? '/', url);
    const body = await bodyOf(req);
    if (pathname === '/token') return token(body, res);
    const bearer = (req.headers.authorization ?? '').replace('Bearer ', '');
    const request: ServiceRequest = {
      method: req.method ?? '',
      path: pathname,
      query: searchParams,
      accept: req.headers.accept,
      contentType: req.headers['content-type'],
      scopes: issued.get(bearer) ?? null,
      body,
    };
    lms.requests.push(request);
    if (request.scopes === null) res.writeHead(401).end();
    else if (pathname === '/roster') roster(searchParams, res);
    else if (pathname === '/columns') columns(request, res);
    else if (pathname.endsWith('/scores')) res.writeHead(204).end();
    else res.end(JSON.stringify(lms.columns[Number(pathname.split('/')[2]) - 1]));
  }

  const server = createServer((req, res) => {
    answer(req, res).catch((error: unknown) => {
      res.writeHead(400).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    ...lms,
    url,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
