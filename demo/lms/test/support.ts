import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import type { DemoLms, LoginInitiation, NewTool, SignedIn, Tool } from '../index.js';

/** A tool that has nothing but keys. */
export interface StubTool {
  url: string;
  sign(claims: JWTPayload, header?: { kid?: string }): Promise<string>;
  close(): void;
}

export async function startStubTool(): Promise<StubTool> {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'stub', alg: 'RS256', use: 'sig' };
  const server = createServer((_request, response) => {
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify({ keys: [jwk] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sign: (claims, header = { kid: 'stub' }) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'RS256', ...header })
        .setIssuedAt()
        .setExpirationTime('1m')
        .sign(privateKey),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

export function toolOf(stub: StubTool): NewTool {
  return {
    initiateLoginUrl: `${stub.url}/login`,
    redirectUris: [`${stub.url}/launch`],
    jwksUrl: `${stub.url}/jwks`,
    targetLinkUri: `${stub.url}/launch`,
  };
}

function unescapeHtml(text: string): string {
  const names: Record<string, string> = {
    '&amp;': '&',
    '&lt;': '<',
    '&gt;': '>',
    '&#34;': '"',
    '&#39;': "'",
  };
  return text.replace(/&(amp|lt|gt|#34|#39);/g, (entity) => names[entity] ?? entity);
}

/** The form of a page: where it goes and what it carries. */
export function formOf(html: string): LoginInitiation {
  const action = /<form action="([^"]*)"/.exec(html)?.[1] ?? '';
  const inputs = html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g);
  const fields: Record<string, string> = {};
  for (const [, name, value] of inputs)
    fields[unescapeHtml(name ?? '')] = unescapeHtml(value ?? '');
  return { action: unescapeHtml(action), fields };
}

export function post(
  url: string,
  fields: Record<string, string>,
  cookie?: string,
): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: cookie ? { cookie } : {},
    redirect: 'manual',
  });
}

/** What a tool answers to a login initiation: the query of the authentication request. */
export function authQuery(login: LoginInitiation, redirectUri: string): Record<string, string> {
  return {
    scope: 'openid',
    response_type: 'id_token',
    response_mode: 'form_post',
    prompt: 'none',
    client_id: login.fields.client_id ?? '',
    redirect_uri: redirectUri,
    login_hint: login.fields.login_hint ?? '',
    lti_message_hint: login.fields.lti_message_hint ?? '',
    nonce: randomUUID(),
    state: 'the-state',
  };
}

export async function authenticate(
  lms: DemoLms,
  as: SignedIn,
  query: Record<string, string>,
): Promise<{ status: number; action: string; fields: Record<string, string> }> {
  const address = `${lms.url}/mod/lti/auth.php?${new URLSearchParams(query)}`;
  const response = await fetch(address, { headers: { cookie: as.cookie } });
  return { status: response.status, ...formOf(await response.text()) };
}

/** Asks for a service token as a tool does; the raw answer. */
export async function requestToken(
  lms: DemoLms,
  stub: StubTool,
  tool: Tool,
  scope: string,
  header?: { kid?: string },
): Promise<Response> {
  const claims = {
    iss: tool.clientId,
    sub: tool.clientId,
    aud: `${lms.url}/mod/lti/token.php`,
    jti: randomUUID(),
  };
  return post(`${lms.url}/mod/lti/token.php`, {
    grant_type: 'client_credentials',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: await stub.sign(claims, header),
    scope,
  });
}

export async function bearer(lms: DemoLms, stub: StubTool, tool: Tool): Promise<string> {
  const response = await requestToken(lms, stub, tool, tool.scopes.join(' '));
  const { access_token: token } = (await response.json()) as { access_token: string };
  return `Bearer ${token}`;
}
