import type { IncomingMessage } from 'node:http';
import { LaunchRefused } from './refusals.js';

/** More than any launch: an id_token is some 4 kB. */
export const FORM_LIMIT = 256 * 1024;

function readBody(req: IncomingMessage): Promise<string> {
  if (Number(req.headers['content-length'] ?? 0) > FORM_LIMIT)
    return Promise.reject(new LaunchRefused('form_too_large'));
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let size = 0;
    req.on('data', (part: Buffer) => {
      size += part.length;
      // The rest is read and left, so that the answer reaches whoever sends it.
      if (size > FORM_LIMIT) reject(new LaunchRefused('form_too_large'));
      else parts.push(part);
    });
    req.on('end', () => resolve(Buffer.concat(parts).toString('utf8')));
    req.on('error', reject);
  });
}

/** Broken percent-encoding, which URLSearchParams would let pass as text. */
const BROKEN_PERCENT = /%(?![0-9a-fA-F]{2})/;

/**
 * The named fields of a query or form. Each may come once; other fields are not looked at.
 * @throws LaunchRefused `form_malformed`
 */
export function fieldsOf<N extends string>(
  encoded: string,
  names: readonly N[],
): Partial<Record<N, string>> {
  if (BROKEN_PERCENT.test(encoded)) throw new LaunchRefused('form_malformed', 'percent-encoding');
  const params = new URLSearchParams(encoded);
  const fields: Partial<Record<N, string>> = {};
  for (const name of names) {
    const values = params.getAll(name);
    if (values.length > 1) throw new LaunchRefused('form_malformed', `${name} is repeated`);
    if (values[0] !== undefined && values[0] !== '') fields[name] = values[0];
  }
  return fields;
}

/**
 * Reads a posted form before anybody else does (lti.md §5.10 and 5.21).
 * @throws LaunchRefused `form_malformed` or `form_too_large`
 */
export async function readForm<N extends string>(
  req: IncomingMessage,
  names: readonly N[],
): Promise<Partial<Record<N, string>>> {
  const type = (req.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') {
    req.resume();
    throw new LaunchRefused('form_malformed', 'content type');
  }
  return fieldsOf(await readBody(req), names);
}

/** The query of a request's address, without the question mark. */
export function queryOf(url: string): string {
  const at = url.indexOf('?');
  return at < 0 ? '' : url.slice(at + 1);
}
