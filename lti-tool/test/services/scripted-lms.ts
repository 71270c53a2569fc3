/** A college whose LMS answers as a test tells it to; everything else about it is real. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { newId } from '../../../shared/ids.js';
import { toolKeyStore } from '../../lti/keys.js';
import { REQUESTED_SCOPES } from '../../lti/lti-scopes.js';
import { platformStore } from '../../lti/platform-store.js';
import { PROGRESS_COLUMN } from '../../lti/progress-column.js';
import { portOfTests } from '../support/ports.js';
import type { FakeGrade } from './fake-service.js';
import { sealer, serveOn, type World } from './support.js';

export interface ScriptedLms {
  url: string;
  organisationId: string;
  programmeId: string;
  ltiContextId: string;
  /** Bodies of the scores that came, oldest first. */
  scores: Record<string, unknown>[];
  /** Tokens that were asked for. */
  tokens: number;
  /** Answers a score; takes it with 200 where a test says nothing else. */
  answer: (res: ServerResponse, nth: number) => void;
  /** Answers the request for results. */
  results: (req: IncomingMessage, res: ServerResponse) => void;
  /** How many scores are being answered at this moment, and were at once at most. */
  open: number;
  mostOpen: number;
  due(subject: string, score?: number): FakeGrade;
  close(): Promise<void>;
}

const json = (res: ServerResponse, body: unknown) =>
  res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));

const bodyOf = async (req: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = [];
  for await (const part of req) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
};

function handler(lms: ScriptedLms) {
  return async (req: IncomingMessage, res: ServerResponse) => {
    const { pathname } = new URL(req.url ?? '', lms.url);
    const body = await bodyOf(req);
    if (pathname === '/token') {
      lms.tokens += 1;
      return json(res, { access_token: `token-${lms.tokens}`, expires_in: 3600 });
    }
    if (pathname.endsWith('/results')) return lms.results(req, res);
    const { key: _key, ...column } = PROGRESS_COLUMN;
    const item = { ...column, id: `${lms.url}/lineitems/1/lineitem`, resourceLinkId: '1' };
    if (!pathname.endsWith('/scores')) return json(res, pathname === '/lineitems' ? [item] : item);
    lms.open += 1;
    lms.mostOpen = Math.max(lms.mostOpen, lms.open);
    res.once('close', () => {
      lms.open -= 1;
    });
    lms.answer(res, lms.scores.push(JSON.parse(body)));
  };
}

async function register(world: World, lms: ScriptedLms): Promise<void> {
  const { db, clock } = world;
  const platform = await platformStore(db, clock).insert({
    organisationId: lms.organisationId,
    name: 'Колледж',
    issuer: lms.url,
    clientId: newId(),
    authEndpoint: `${lms.url}/auth`,
    tokenEndpoint: `${lms.url}/token`,
    authorizationServer: null,
    jwksUri: `${lms.url}/jwks`,
    kid: (await toolKeyStore(db, sealer, clock).create(null)).kid,
    productFamily: 'moodle',
    active: true,
  });
  await db('lti_contexts').insert({
    lti_context_id: lms.ltiContextId,
    platform_id: platform.platformId,
    deployment_id: '1',
    context_id: '1',
    organisation_id: lms.organisationId,
    programme_id: lms.programmeId,
    title: 'Курс',
    lineitems_url: `${lms.url}/lineitems`,
    ags_scopes: JSON.stringify(REQUESTED_SCOPES),
    created_at: clock.now(),
    updated_at: clock.now(),
  });
}

/** Another college on the world's tool, with an LMS of its own. */
export async function scriptedLms(world: World): Promise<ScriptedLms> {
  const lms = {
    organisationId: newId(),
    programmeId: newId(),
    ltiContextId: newId(),
    scores: [],
    tokens: 0,
    open: 0,
    mostOpen: 0,
    answer: (res) => res.writeHead(200).end(),
    results: (_req, res) => json(res, []),
    due: (subject, score = 75) =>
      world.service.due({
        programmeId: lms.programmeId,
        organisationId: lms.organisationId,
        issuer: lms.url,
        subject,
        score,
      }),
  } as Partial<ScriptedLms> as ScriptedLms;
  const server = await serveOn(await portOfTests(), (req, res) => void handler(lms)(req, res));
  lms.url = server.url;
  lms.close = server.close;
  await register(world, lms);
  return lms;
}
