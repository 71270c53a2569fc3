import { readdirSync, readFileSync } from 'node:fs';
import { decodeJwt } from 'jose';
import { fromRoot } from '../../../shared/root.js';
import type { Stack } from '../../../test/support/stack.js';
import { type LtiPlatform, platformStore } from '../../lti/platform-store.js';
import { serveOn } from '../services/support.js';
import { newBrowser } from '../support/launch-browser.js';
import { portOfTests } from '../support/ports.js';

const FOLDER = ['lti-tool', 'test', 'platforms', 'payloads'];
const CLAIM = 'https://purl.imsglobal.org/spec/lti/claim/';
const AGS = 'https://purl.imsglobal.org/spec/lti-ags/claim/endpoint';
const NRPS = 'https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice';

/** What an administrator of that LMS would read off, and where the samples are from. */
export interface PayloadPlatform {
  name: string;
  sources: string[];
  issuer: string;
  clientId: string;
  deploymentId: string;
  authEndpoint: string;
  tokenEndpoint: string;
  servicesOrigin: string;
  /** Who may frame a page after the launch. */
  frameAncestors: string;
}

export interface LaunchPayload {
  login: Record<string, string>;
  claims: Record<string, unknown>;
}

interface RosterPayload {
  pages: { link?: string; body: { members: object[] } }[];
  /** Role in the programme by user id, after the teacher's launch and the roster. */
  expected: Record<string, string>;
}

function read<T>(family: string, name: string): T {
  return JSON.parse(readFileSync(fromRoot(...FOLDER, family, `${name}.json`), 'utf8')) as T;
}

export const FAMILIES = readdirSync(fromRoot(...FOLDER)).sort();
export const platformOf = (family: string) => read<PayloadPlatform>(family, 'platform');
export const rosterOf = (family: string) => read<RosterPayload>(family, 'roster');
export const launchOf = (family: string, name: string) => read<LaunchPayload>(family, name);

/** The services of that LMS at addresses of this machine, with the vendor's paths. */
export interface PayloadServices {
  url: string;
  /** The `aud` of each assertion with which a token was asked for. */
  audiences: unknown[];
  close(): Promise<void>;
}

export async function startServices(family: string): Promise<PayloadServices> {
  const { servicesOrigin, tokenEndpoint } = platformOf(family);
  const { pages } = rosterOf(family);
  const audiences: unknown[] = [];
  const port = await portOfTests();
  const here = `http://127.0.0.1:${port}`;
  let next = 0;
  const server = await serveOn(port, (req, res) => {
    res.setHeader('Content-Type', 'application/json');
    if (req.url === new URL(tokenEndpoint).pathname) {
      let body = '';
      req.on('data', (part) => {
        body += part;
      });
      req.on('end', () => {
        const assertion = new URLSearchParams(body).get('client_assertion') ?? '';
        audiences.push(decodeJwt(assertion).aud);
        res.end(JSON.stringify({ access_token: 't', token_type: 'Bearer', expires_in: 3600 }));
      });
      return;
    }
    if (/line_?items|lti-ags/i.test(req.url ?? '')) {
      res.end('[]');
      return;
    }
    const page = pages[next % pages.length];
    next += 1;
    if (page?.link) res.setHeader('Link', page.link.replaceAll(servicesOrigin, here));
    res.end(JSON.stringify(page?.body));
  });
  return { ...server, audiences };
}

/** Approves that LMS: its own issuer and client, keys and services of this machine. */
export async function approve(
  stack: Stack,
  family: string,
  services: PayloadServices,
): Promise<LtiPlatform> {
  const { issuer, clientId, deploymentId, authEndpoint, tokenEndpoint, name } = platformOf(family);
  const [known] = await stack.tool.platforms.list();
  const { kid } = await stack.tool.keys.create(null);
  const platform = await platformStore(stack.tool.db, { now: Date.now }).insert({
    organisationId: known?.organisationId ?? '',
    name,
    issuer,
    clientId,
    authEndpoint,
    tokenEndpoint: `${services.url}${new URL(tokenEndpoint).pathname}`,
    authorizationServer: null,
    jwksUri: `${stack.lms.url}/mod/lti/certs.php`,
    kid,
    // As after an entry by hand: the first launch has to say it, or the addresses.
    productFamily: null,
    active: true,
  });
  await stack.tool.keys.assign(kid, platform.platformId);
  const { platformId, organisationId } = platform;
  await stack.tool.platforms.recordDeployment({ platformId, organisationId, deploymentId });
  return platform;
}

/** The services' addresses of a launch, moved to where the test serves them. */
function moved(claims: Record<string, unknown>, from: string, to: string) {
  const change = (claim: string) =>
    claims[claim] === undefined
      ? {}
      : { [claim]: JSON.parse(JSON.stringify(claims[claim]).replaceAll(from, to)) };
  return { ...claims, ...change(AGS), ...change(NRPS) };
}

/** Sends a launch as that LMS would send it now, with addresses and times of this run. */
export async function replay(
  stack: Stack,
  family: string,
  payload: LaunchPayload,
  services: PayloadServices,
) {
  const { servicesOrigin } = platformOf(family);
  const browser = newBrowser();
  const target = `${stack.toolUrl}/lti/launch`;
  const query = new URLSearchParams({
    ...payload.login,
    target_link_uri: target,
    login_hint: String(payload.claims['sub']),
  });
  const begun = await (await browser.get(`${stack.toolUrl}/lti/login?${query}`)).text();
  const href = /<a id="continue" href="([^"]*)"/.exec(begun)?.[1]?.replaceAll('&amp;', '&');
  if (href === undefined) throw new Error(`the login of ${family} was refused: ${begun}`);
  const sent = new URL(href).searchParams;
  const now = Math.floor(Date.now() / 1000);
  const idToken = await stack.lms.signIdToken({
    ...moved(payload.claims, servicesOrigin, services.url),
    nonce: sent.get('nonce'),
    iat: now,
    // Canvas, Blackboard and Open edX give their tokens an hour.
    exp: now + 3600,
    [`${CLAIM}target_link_uri`]: target,
  } as Parameters<typeof stack.lms.signIdToken>[0]);
  let url = target;
  let answer = await browser.post(url, { state: sent.get('state') ?? '', id_token: idToken });
  for (let hop = 0; hop < 6 && answer.status >= 300 && answer.status < 400; hop += 1) {
    url = new URL(answer.headers.get('location') ?? '', url).href;
    answer = await browser.get(url);
  }
  const policy = answer.headers.get('content-security-policy') ?? '';
  return {
    browser,
    url,
    path: new URL(url).pathname.split('/').slice(3).join('/'),
    html: await answer.text(),
    frameAncestors: /frame-ancestors 'self' ?([^;]*)/.exec(policy)?.[1] ?? '',
  };
}
