import type { JWTPayload } from 'jose';
import type { Claims, TestPlatform } from './test-platform.js';

/** A browser's cookies for one host, without any rule of sites. */
export interface Browser {
  get(url: string, headers?: Record<string, string>): Promise<Response>;
  post(
    url: string,
    fields: Record<string, string> | string,
    headers?: Record<string, string>,
  ): Promise<Response>;
  cookies: Map<string, string>;
}

/** @param options.cookies false: a browser that refuses all cookies */
export function newBrowser(options: { cookies?: boolean } = {}): Browser {
  const cookies = new Map<string, string>();
  const send = async (url: string, init: RequestInit): Promise<Response> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...(init.headers as Record<string, string>), ...(cookie ? { cookie } : {}) };
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    if (options.cookies === false) return response;
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split('; ');
      const [name = '', value = ''] = pair.split('=');
      if (attributes.includes('Max-Age=0')) cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  };
  return {
    cookies,
    get: (url, headers = {}) => send(url, { headers }),
    post: (url, fields, headers = {}) =>
      send(url, {
        method: 'POST',
        body: typeof fields === 'string' ? fields : new URLSearchParams(fields).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      }),
  };
}

const plainText = (text: string) =>
  text.replace(/&amp;/g, '&').replace(/&#34;/g, '"').replace(/&#39;/g, "'").replace(/&lt;/g, '<');

/** What the page after /lti/login says. */
export interface LoginPage {
  response: Response;
  html: string;
  continueUrl: URL;
  state: string;
  nonce: string;
  binding: string;
}

export async function login(
  browser: Browser,
  toolUrl: string,
  platform: TestPlatform,
  change: Record<string, string | undefined> = {},
): Promise<LoginPage> {
  const fields = {
    iss: platform.issuer,
    login_hint: '7',
    target_link_uri: `${toolUrl}/lti/launch`,
    lti_message_hint: '{"cmid":3}',
    client_id: platform.clientId,
    lti_deployment_id: '1',
    ...change,
  };
  const query = new URLSearchParams(
    Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined),
  );
  const response = await browser.get(`${toolUrl}/lti/login?${query}`);
  const html = await response.text();
  const href = /<a id="continue" href="([^"]*)"/.exec(html)?.[1] ?? 'http://none.invalid/';
  const continueUrl = new URL(plainText(href));
  return {
    response,
    html,
    continueUrl,
    state: continueUrl.searchParams.get('state') ?? '',
    nonce: continueUrl.searchParams.get('nonce') ?? '',
    binding: /data-binding="([^"]*)"/.exec(html)?.[1] ?? '',
  };
}

export interface LaunchOptions {
  claims?: Claims;
  loginChange?: Record<string, string | undefined>;
  /** Makes the token in a way of its own. */
  token?: (claims: JWTPayload) => string | Promise<string>;
  /** The binding comes from the window's storage: no cookie goes with a post of another site. */
  byStorage?: boolean;
}

/** Login and launch of one browser; answers what /lti/launch answered. */
export async function launchOnce(
  browser: Browser,
  toolUrl: string,
  platform: TestPlatform,
  options: LaunchOptions = {},
): Promise<Response> {
  const page = await login(browser, toolUrl, platform, options.loginChange);
  const claims = platform.claims(page.nonce, options.claims);
  const idToken = await (options.token ?? platform.sign)(claims);
  const fields = { state: page.state, id_token: idToken };
  if (!options.byStorage) return browser.post(`${toolUrl}/lti/launch`, fields);
  browser.cookies.delete(`nastavnik-login-${page.state.slice(0, 8)}`);
  return browser.post(`${toolUrl}/lti/launch`, { ...fields, binding: page.binding });
}

/** Follows the redirects of a launch to the clean address of a page. */
export async function follow(
  browser: Browser,
  toolUrl: string,
  launched: Response,
): Promise<Response> {
  const entered = await browser.get(new URL(launched.headers.get('location') ?? '', toolUrl).href);
  const location = entered.headers.get('location');
  return location === null ? entered : browser.get(new URL(location, toolUrl).href);
}
