import type { Request, Response } from 'express';
import {
  LINK_SCOPES,
  type LinkScope,
  type RepresentativeGround,
} from '../../../service/api/reference.js';
import type { Clock } from '../../../shared/clock.js';
import { type Sealer, sha256 } from '../../../shared/seal.js';
import { readCookie } from '../../web/cookies.js';
import type { Flash } from '../../web/flash.js';

/** Who does nothing for so long opens the link again. */
const IDLE_MS = 3_600_000;
const PURPOSE = 'personal-link';
/** A token of a link, 128 bits. */
export const TOKEN = /^[\w-]{22}$/;

export interface TypedRepresentative {
  name: string;
  ground: RepresentativeGround;
  document: string | null;
}

/** More bytes of it would not fit into a cookie. */
export const MOST_TYPED_BYTES = 2_400;

/** What a browser holds of one personal link. */
export interface LinkSession {
  /** Names the link in addresses; opens nothing. */
  ref: string;
  token: string;
  /** What its holder got for code or birth year; null: not confirmed yet. */
  pass: string | null;
  /** Known from the confirmation on. */
  scope: LinkScope | null;
  /** Who consents, as they said before they read the text. */
  representative: TypedRepresentative | null;
  /** Whether a code was sent: then it is asked for. */
  codeSent: boolean;
  /** A message for the next page. */
  flash: Flash | null;
  /** Of a mentor's page: whose it is, so that what was typed can be kept when the pass has ended. */
  who: { programmeId: string; personId: string } | null;
  /** Something typed was kept, and waits. */
  kept: boolean;
}

/** The part of an address that names a link. It follows from the token and does not lead back to it. */
export const refOf = (token: string): string => sha256(`link address ${token}`).slice(0, 16);

/** The address that is handed to somebody. */
export const linkAddress = (publicUrl: string, token: string): string =>
  `${publicUrl}/link/${token}`;

export const newLinkSession = (token: string): LinkSession => ({
  ref: refOf(token),
  token,
  pass: null,
  scope: null,
  representative: null,
  codeSent: false,
  flash: null,
  who: null,
  kept: false,
});

export interface LinkCookies {
  /** The session of the link that an address names; null: none, altered, or rested too long. */
  read(req: Request, ref: string): LinkSession | null;
  /** Writes it anew, with the idle time from now. */
  write(res: Response, session: LinkSession): void;
  /** Takes it away from the browser. */
  drop(res: Response, ref: string): void;
}

interface Sealed extends Omit<LinkSession, 'ref'> {
  at: number;
}

/**
 * The session of a link is a sealed cookie of its own path, so that two links in two tabs never mix and
 * no other page of ours is sent it.
 */
export function linkCookies(deps: {
  sealer: Sealer;
  clock: Clock;
  publicUrl: string;
}): LinkCookies {
  const { sealer, clock } = deps;
  const https = deps.publicUrl.startsWith('https:');
  const name = https ? '__Secure-nastavnik-link' : 'nastavnik-link';
  const secure = https ? '; Secure' : '';

  function open(text: string): Sealed | null {
    const opened = sealer.open(text, PURPOSE);
    return opened === null ? null : (JSON.parse(opened) as Sealed);
  }

  return {
    read(req, ref) {
      const cookie = readCookie(req, name);
      const sealed = cookie === null ? null : open(cookie);
      if (!sealed || refOf(sealed.token) !== ref) return null;
      const { at, ...session } = sealed;
      if (clock.now() >= at + IDLE_MS) return null;
      const scope = LINK_SCOPES.find((one) => one === session.scope) ?? null;
      return { ...session, scope, ref };
    },
    drop(res, ref) {
      res.removeHeader('Set-Cookie');
      res.append(
        'Set-Cookie',
        `${name}=; Path=/links/${ref}; Max-Age=0; HttpOnly; SameSite=Lax${secure}`,
      );
    },
    write(res, { ref, ...session }) {
      const text = JSON.stringify({ ...session, at: clock.now() } satisfies Sealed);
      const value = sealer.seal(text, PURPOSE);
      const life = `Max-Age=${IDLE_MS / 1000}`;
      res.append(
        'Set-Cookie',
        `${name}=${value}; Path=/links/${ref}; ${life}; HttpOnly; SameSite=Lax${secure}`,
      );
    },
  };
}
