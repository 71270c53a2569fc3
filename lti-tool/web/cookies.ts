import type { IncomingMessage } from 'node:http';

/** The browser's cookie: `__Host-` and Partitioned over https, a plain name over http (lti.md §2.3). */
export const browserCookieName = (publicUrl: string): string =>
  publicUrl.startsWith('https:') ? '__Host-nastavnik' : 'nastavnik';

/** The attributes of every cookie of ours: in a frame of another site only these survive. */
export const cookieAttributes = (publicUrl: string): string =>
  publicUrl.startsWith('https:')
    ? 'HttpOnly; Secure; SameSite=None; Partitioned'
    : 'HttpOnly; SameSite=Lax';

/** One cookie of a request, or null. Malformed headers give null, never an error. */
export function readCookie(req: IncomingMessage, name: string): string | null {
  for (const part of (req.headers.cookie ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return null;
}
