import { generateKeyPairSync, sign } from 'node:crypto';

/** A certificate that nobody vouches for, with its key, as PEM. */
export interface Certificate {
  key: string;
  cert: string;
}

const TAG = { integer: 0x02, bits: 0x03, octets: 0x04, null: 0x05, oid: 0x06, text: 0x0c } as const;
const SEQUENCE = 0x30;
const SET = 0x31;
const UTC_TIME = 0x17;
const DNS_NAME = 0x82;
const context = (n: number) => 0xa0 + n;
const DAY_MS = 86_400_000;

/** One element of the distinguished encoding (X.690). */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const head =
    length < 0x80
      ? [tag, length]
      : length < 0x100
        ? [tag, 0x81, length]
        : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(head), content]);
}

const oid = (hex: string) => der(TAG.oid, Buffer.from(hex, 'hex'));
const SHA256_WITH_RSA = der(SEQUENCE, oid('2a864886f70d01010b'), der(TAG.null));
const COMMON_NAME = oid('550403');
const ALTERNATIVE_NAMES = oid('551d11');

const nameOf = (text: string) =>
  der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(TAG.text, Buffer.from(text)))));

/** «261122073000Z» */
const utc = (ms: number) =>
  der(
    UTC_TIME,
    Buffer.from(`${new Date(ms).toISOString().replace(/\D/g, '').slice(2, 14)}Z`, 'ascii'),
  );

const pem = (label: string, bytes: Buffer) =>
  `-----BEGIN ${label}-----\n${bytes.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END ${label}-----\n`;

/** Makes a self-signed certificate for these host names, good for a day (RFC 5280, the least of it). */
export function selfSigned(hosts: readonly string[]): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const name = nameOf(hosts[0] ?? 'localhost');
  const hostNames = hosts.map((host) => der(DNS_NAME, Buffer.from(host, 'ascii')));
  const extension = der(SEQUENCE, ALTERNATIVE_NAMES, der(TAG.octets, der(SEQUENCE, ...hostNames)));
  const body = der(
    SEQUENCE,
    der(context(0), der(TAG.integer, Buffer.from([2]))),
    der(TAG.integer, Buffer.from([1])),
    SHA256_WITH_RSA,
    name,
    der(SEQUENCE, utc(Date.now() - DAY_MS), utc(Date.now() + DAY_MS)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(context(3), der(SEQUENCE, extension)),
  );
  const signature = der(TAG.bits, Buffer.from([0]), sign('sha256', body, privateKey));
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    cert: pem('CERTIFICATE', der(SEQUENCE, body, SHA256_WITH_RSA, signature)),
  };
}
