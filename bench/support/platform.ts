import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import http from 'node:http';
import { type Answer, ask, Cookies } from './http.js';

const CLAIM = 'https://purl.imsglobal.org/spec/lti/claim/';

/** An LMS of the least kind: it serves its key and signs id_tokens for whoever is asked. */
export interface BenchPlatform {
  url: string;
  clientId: string;
  /** One whole launch, from the login to the rendered page. Throws when it does not end there. */
  launch(target: LaunchTarget, subject: string): Promise<Launched>;
  /** Its three parts: the tool's, the LMS's own (a signature), the tool's. */
  login(target: LaunchTarget, subject: string): Promise<BegunLogin>;
  sign(begun: BegunLogin): SignedLaunch;
  enter(signed: SignedLaunch): Promise<Launched>;
  close(): Promise<void>;
}

/** A browser on its way from the tool's login to the LMS. */
export interface BegunLogin {
  target: LaunchTarget;
  subject: string;
  cookies: Cookies;
  /** What the tool asks of the LMS. */
  asked: URLSearchParams;
}

/** And on its way back, with the form that the LMS had it post. */
export interface SignedLaunch extends Omit<BegunLogin, 'asked'> {
  address: string;
  form: string;
}

/** Where a launch ended, and the cookies with which one goes on from there. */
export interface Launched {
  url: string;
  page: Answer;
  cookies: Cookies;
}

export interface LaunchTarget {
  loginUrl: string;
  targetLinkUri: string;
  /** What must stand in the page at the end. */
  marker: string;
}

const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

function signToken(key: KeyObject, claims: object): string {
  const input = `${base64({ alg: 'RS256', typ: 'JWT', kid: 'bench' })}.${base64(claims)}`;
  return `${input}.${createSign('RSA-SHA256').update(input).sign(key, 'base64url')}`;
}

function claimsOf(
  url: string,
  clientId: string,
  subject: string,
  nonce: string,
  target: string,
): object {
  const now = Math.floor(Date.now() / 1000);
  return {
    iss: url,
    aud: clientId,
    sub: subject,
    nonce,
    iat: now,
    exp: now + 60,
    given_name: 'Иван Иванович',
    family_name: `Проверкин ${subject}`,
    name: `Иван Иванович Проверкин ${subject}`,
    email: `${subject}@bench.example`,
    [`${CLAIM}deployment_id`]: '1',
    [`${CLAIM}message_type`]: 'LtiResourceLinkRequest',
    [`${CLAIM}version`]: '1.3.0',
    [`${CLAIM}target_link_uri`]: target,
    [`${CLAIM}roles`]: ['http://purl.imsglobal.org/vocab/lis/v2/membership#Learner'],
    [`${CLAIM}context`]: { id: '2', label: 'B', title: 'Наставничество', type: ['CourseSection'] },
    [`${CLAIM}resource_link`]: { id: '1', title: 'Моё наставничество' },
    [`${CLAIM}launch_presentation`]: { locale: 'ru', document_target: 'iframe' },
    [`${CLAIM}tool_platform`]: { product_family_code: 'moodle', guid: 'bench' },
  };
}

/** The address of the platform's login that the tool's answer leads to: a redirect, or a page that goes on. */
function authorizationUrl(answer: Answer): URL {
  const location = answer.headers['location'];
  if (location !== undefined) return new URL(location);
  const href = /id="continue"[^>]*href="([^"]+)"/.exec(answer.body)?.[1];
  if (href === undefined)
    throw new Error(`no way on from the login: ${answer.status} ${answer.body.slice(0, 300)}`);
  return new URL(href.replaceAll('&amp;', '&'));
}

async function followed(answer: Answer, from: string, cookies: Cookies): Promise<Launched> {
  let current = answer;
  let base = from;
  for (let hop = 0; hop < 6 && current.status >= 300 && current.status < 400; hop += 1) {
    base = new URL(current.headers['location'] ?? '', base).href;
    current = await ask(base, { headers: cookies.header() });
    cookies.take(current);
  }
  return { url: base, page: current, cookies };
}

export async function startBenchPlatform(clientId: string): Promise<BenchPlatform> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwks = JSON.stringify({
    keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'bench', alg: 'RS256', use: 'sig' }],
  });
  const server = http.createServer((_req, res) => {
    res.setHeader('content-type', 'application/json');
    res.end(jwks);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const url = `http://127.0.0.1:${port}`;

  async function login(target: LaunchTarget, subject: string): Promise<BegunLogin> {
    const cookies = new Cookies();
    const query = new URLSearchParams({
      iss: url,
      login_hint: subject,
      target_link_uri: target.targetLinkUri,
      client_id: clientId,
      lti_message_hint: '1',
      lti_deployment_id: '1',
    });
    const answer = await ask(`${target.loginUrl}?${query}`);
    cookies.take(answer);
    return { target, subject, cookies, asked: authorizationUrl(answer).searchParams };
  }

  function sign({ asked, ...begun }: BegunLogin): SignedLaunch {
    const { subject, target } = begun;
    const claims = claimsOf(url, clientId, subject, asked.get('nonce') ?? '', target.targetLinkUri);
    const form = new URLSearchParams({
      state: asked.get('state') ?? '',
      id_token: signToken(privateKey, claims),
    });
    return { ...begun, address: asked.get('redirect_uri') ?? '', form: form.toString() };
  }

  async function enter({ target, cookies, address, form }: SignedLaunch): Promise<Launched> {
    const posted = await ask(address, { method: 'POST', headers: cookies.header(), body: form });
    cookies.take(posted);
    const launched = await followed(posted, address, cookies);
    const { page } = launched;
    if (page.status !== 200 || !page.body.includes(target.marker)) {
      throw new Error(`the launch ended at ${page.status}: ${page.body.slice(0, 400)}`);
    }
    return launched;
  }

  return {
    url,
    clientId,
    launch: async (target, subject) => enter(sign(await login(target, subject))),
    login,
    sign,
    enter,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
