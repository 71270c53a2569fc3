import type { Request, Response } from 'express';
import type { Clock } from '../../shared/clock.js';
import type { Sealer } from '../../shared/seal.js';
import { cookieAttributes, readCookie } from './cookies.js';
import type { MessageParams } from './i18n.js';

/** A message for the next page: a key of the translations and figures or codes, never names. */
export interface Flash {
  kind: 'success' | 'warning' | 'info';
  key: string;
  params?: MessageParams;
  /** A page to go on to: path below the session, key of its words. */
  link?: { path: string; key: string };
}

const COOKIE = 'nastavnik-flash';
const LIFETIME_MS = 60_000;

export interface FlashCookies {
  set(res: Response, sid: string, flash: Flash): void;
  /** Whether the browser brings a message, which may yet prove to be none of ours. */
  isWaiting(req: Request): boolean;
  /** Reads the message once and takes its cookie away. */
  take(req: Request, res: Response, sid: string): Flash | null;
}

/** Messages over one redirect in a short-lived signed cookie: nothing is stored, no query is needed. */
export function createFlashCookies(deps: {
  sealer: Sealer;
  publicUrl: string;
  clock: Clock;
}): FlashCookies {
  const header = (sid: string, value: string, seconds: number) =>
    `${COOKIE}=${value}; Path=/app/${sid}; Max-Age=${seconds}; ${cookieAttributes(deps.publicUrl)}`;
  return {
    set(res, sid, flash) {
      const text = Buffer.from(
        JSON.stringify({ ...flash, until: deps.clock.now() + LIFETIME_MS }),
      ).toString('base64url');
      res.append(
        'Set-Cookie',
        header(sid, `${text}.${deps.sealer.hmac(`${sid}\n${text}`, COOKIE)}`, LIFETIME_MS / 1000),
      );
    },
    isWaiting: (req) => readCookie(req, COOKIE) !== null,
    take(req, res, sid) {
      const [text, signature] = (readCookie(req, COOKIE) ?? '').split('.');
      if (!text || !signature) return null;
      if (!deps.sealer.verifyHmac(`${sid}\n${text}`, COOKIE, signature)) return null;
      res.append('Set-Cookie', header(sid, '', 0));
      const stored = JSON.parse(Buffer.from(text, 'base64url').toString()) as Flash & {
        until: number;
      };
      return stored.until > deps.clock.now() ? stored : null;
    },
  };
}
