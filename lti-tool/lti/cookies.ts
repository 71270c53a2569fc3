import type { Response } from 'express';
import { browserCookieName, cookieAttributes } from '../web/cookies.js';
import { STATE_LIFETIME_MS } from './launch-state.js';

/** A binding or browser token as we issue it. */
export const TOKEN_SHAPE = /^[A-Za-z0-9_-]{16,64}$/;

const isHttps = (publicUrl: string) => publicUrl.startsWith('https:');

/** One cookie for each login under way, so that several may begin at once. */
export function bindingCookieName(publicUrl: string, state: string): string {
  return `${isHttps(publicUrl) ? '__Host-' : ''}nastavnik-login-${state.slice(0, 8)}`;
}

/**
 * The launch comes back as a cross-site POST, which `SameSite=Lax` cookies do not go with. Over http
 * `None` is not to be had; without the attribute browsers let a cookie of the last two minutes go
 * with such a POST in a window of its own.
 */
const bindingAttributes = (publicUrl: string): string =>
  isHttps(publicUrl) ? 'HttpOnly; Secure; SameSite=None; Partitioned' : 'HttpOnly';

export function setBindingCookie(
  res: Response,
  publicUrl: string,
  state: string,
  binding: string,
): void {
  const name = bindingCookieName(publicUrl, state);
  const seconds = STATE_LIFETIME_MS / 1000;
  res.append(
    'Set-Cookie',
    `${name}=${binding}; Path=/; Max-Age=${seconds}; ${bindingAttributes(publicUrl)}`,
  );
}

export function clearBindingCookie(res: Response, publicUrl: string, state: string): void {
  const name = bindingCookieName(publicUrl, state);
  res.append('Set-Cookie', `${name}=; Path=/; Max-Age=0; ${bindingAttributes(publicUrl)}`);
}

/** The cookie of the sessions; it ends with the browser, the sessions behind it sooner. */
export function setBrowserCookie(res: Response, publicUrl: string, token: string): void {
  const name = browserCookieName(publicUrl);
  res.append('Set-Cookie', `${name}=${token}; Path=/; ${cookieAttributes(publicUrl)}`);
}
