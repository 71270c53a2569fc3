import { isIP } from 'node:net';

/** Where and how mail is handed over. */
export interface SmtpSettings {
  host: string;
  port: number;
  /** TLS from the first byte (smtps); else STARTTLS where the server offers it. */
  secure: boolean;
  /** Refuses to go on without TLS: a password is not sent in the clear over a network. */
  requireTls: boolean;
  auth: { user: string; pass: string } | null;
}

const PORTS = { 'smtp:': 587, 'smtps:': 465 } as const;

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

/**
 * Reads `smtp://user:password@host:587` or `smtps://…:465`; what is not in it has a usual value.
 * @throws Error that says what is wrong, without the value
 */
export function parseSmtpUrl(text: string): SmtpSettings {
  if (!URL.canParse(text))
    throw new Error('must be an address such as smtp://user:password@host:587');
  const url = new URL(text);
  if (url.protocol !== 'smtp:' && url.protocol !== 'smtps:') {
    throw new Error('must begin with smtp:// or smtps://');
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (host === '') throw new Error('must name a host');
  if (!['', '/'].includes(url.pathname) || url.search !== '' || url.hash !== '') {
    throw new Error('must end after host and port: no path, no query');
  }
  const secure = url.protocol === 'smtps:';
  const auth =
    url.username === ''
      ? null
      : { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) };
  return {
    host,
    port: url.port === '' ? PORTS[url.protocol] : Number(url.port),
    secure,
    requireTls: !secure && auth !== null && !isLoopback(host),
    auth,
  };
}

/** The sender as headers want it: `Наставник <mentor@college.example>`, or the address alone. */
export function parseMailFrom(text: string): { name: string; address: string } {
  const [, name = '', inBrackets] = /^([^<>]*)<([^<>]+)>$/.exec(text) ?? [];
  const address = (inBrackets ?? text).trim();
  if (!/^[^\s@<>,;]+@[^\s@<>,;]+$/.test(address)) {
    throw new Error('must be an e-mail address, or: Name <address>');
  }
  return { name: name.trim().replace(/^"|"$/g, ''), address };
}
