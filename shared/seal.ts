import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomFillSync,
  timingSafeEqual,
} from 'node:crypto';

/** Format of a sealed text: this, the key's id byte, then nonce (12) | tag (16) | ciphertext, base64url. */
const VERSION = 's1';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * A 32-byte key for one purpose, derived from the installation's secret (HKDF-SHA-256, RFC 5869), so
 * that no two uses share a key and neither gives the secret away.
 */
export function deriveKey(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'nastavnik', purpose, 32));
}

/** Lower-case hex SHA-256: how random tokens (state, nonce, code, cookie) are kept in the database. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const pool = Buffer.alloc(4096);
let spent = pool.length;

/**
 * So many random bytes (at most a few hundred), each given once. Asking the system for a few bytes
 * costs as much as asking for thousands.
 */
export function someRandomBytes(bytes: number): Buffer {
  if (spent + bytes > pool.length) {
    randomFillSync(pool);
    spent = 0;
  }
  const given = Buffer.from(pool.subarray(spent, spent + bytes));
  pool.fill(0, spent, spent + bytes);
  spent += bytes;
  return given;
}

/** A random token of so many bytes, safe in addresses and cookies. */
export const randomToken = (bytes = 32): string => someRandomBytes(bytes).toString('base64url');

/** Compares two texts without telling by the time taken where they differ; that their lengths differ shows. */
export function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

/** Seals and signs with `SECRET_KEY`; what `SECRET_KEY_PREVIOUS` sealed still opens. */
export interface Sealer {
  /**
   * Encrypts and authenticates.
   * @param purpose what the text is; it must be the same when opened, so that one sealed value cannot
   *   stand in for another
   */
  seal(text: string, purpose: string): string;
  /** The text, or null when it was not sealed by this installation for this purpose, or was altered. */
  open(sealed: string, purpose: string): string | null;
  /** False: sealed with the previous key, worth sealing anew. */
  isCurrent(sealed: string): boolean;
  /** Keyed hash of a text under the current key, base64url. */
  hmac(text: string, purpose: string): string;
  /** Whether `mac` is the text's keyed hash under the current or the previous key. */
  verifyHmac(text: string, purpose: string, mac: string): boolean;
  /** HMAC-SHA-512 under the current key, 64 bytes: disjoint parts of it are secrets that do not tell of each other. */
  wideHmac(text: string, purpose: string): Buffer;
  /** The one of the wide hashes under the current and the previous key that `holds`; else null. */
  findWideHmac(text: string, purpose: string, holds: (hash: Buffer) => boolean): Buffer | null;
}

interface Ring {
  id: string;
  seal: Buffer;
  mac: KeyObject;
  wideMac: KeyObject;
}

function ringOf(secret: string): Ring {
  return {
    id: deriveKey(secret, 'key-id').subarray(0, 1).toString('hex'),
    seal: deriveKey(secret, 'seal'),
    mac: createSecretKey(deriveKey(secret, 'mac')),
    wideMac: createSecretKey(deriveKey(secret, 'wide-mac')),
  };
}

function decrypt(ring: Ring, data: Buffer, purpose: string): string | null {
  if (data.length < NONCE_BYTES + TAG_BYTES) return null;
  const decipher = createDecipheriv('aes-256-gcm', ring.seal, data.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.from(purpose));
  decipher.setAuthTag(data.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  try {
    return Buffer.concat([
      decipher.update(data.subarray(NONCE_BYTES + TAG_BYTES)),
      decipher.final(),
    ]).toString('utf8');
  } catch {
    // The tag does not hold: another key, another purpose, or altered.
    return null;
  }
}

/**
 * @param secrets.current `SECRET_KEY`
 * @param secrets.previous `SECRET_KEY_PREVIOUS`, while the key is being changed
 */
export function createSealer(secrets: { current: string; previous?: string | null }): Sealer {
  const current = ringOf(secrets.current);
  const rings = secrets.previous ? [current, ringOf(secrets.previous)] : [current];
  const mac = (ring: Ring, text: string, purpose: string): string =>
    createHmac('sha256', ring.mac).update(`${purpose}\u0000${text}`).digest('base64url');
  const wide = (ring: Ring, text: string, purpose: string): Buffer =>
    createHmac('sha512', ring.wideMac).update(`${purpose}\u0000${text}`).digest();
  return {
    seal(text, purpose) {
      const nonce = someRandomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', current.seal, nonce, {
        authTagLength: TAG_BYTES,
      });
      cipher.setAAD(Buffer.from(purpose));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      const data = Buffer.concat([nonce, cipher.getAuthTag(), body]);
      return `${VERSION}.${current.id}.${data.toString('base64url')}`;
    },
    open(sealed, purpose) {
      const [version, id, data] = sealed.split('.');
      if (version !== VERSION || data === undefined) return null;
      const bytes = Buffer.from(data, 'base64url');
      // One byte of id may be the same for two keys: then each is tried.
      for (const ring of rings.filter((r) => r.id === id)) {
        const text = decrypt(ring, bytes, purpose);
        if (text !== null) return text;
      }
      return null;
    },
    isCurrent: (sealed) => sealed.startsWith(`${VERSION}.${current.id}.`),
    hmac: (text, purpose) => mac(current, text, purpose),
    verifyHmac: (text, purpose, value) =>
      rings.some((ring) => sameText(mac(ring, text, purpose), value)),
    wideHmac: (text, purpose) => wide(current, text, purpose),
    findWideHmac(text, purpose, holds) {
      for (const ring of rings) {
        const hash = wide(ring, text, purpose);
        if (holds(hash)) return hash;
      }
      return null;
    },
  };
}
