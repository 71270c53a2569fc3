/**
 * Loaded before the tests. Making an RSA key takes some 200 ms, and the tests start hundreds of tools
 * and learning systems, each with a key of its own. The first RING keys of a process are made, later
 * ones come from them in turn: real keys, and different ones within any one test.
 */
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { promisify } from 'node:util';

const RING = 24;

/** Asks `make` for the first RING calls with the same options, then gives in turn what it gave. */
function ring<T>(make: (...options: unknown[]) => Promise<T>) {
  const rings = new Map<string, { made: Promise<T>[]; next: number }>();
  return (...options: unknown[]): Promise<T> => {
    const key = JSON.stringify(options);
    const kept = rings.get(key) ?? { made: [], next: 0 };
    rings.set(key, kept);
    const place = kept.next % RING;
    kept.next += 1;
    kept.made[place] ??= make(...options);
    return kept.made[place];
  };
}

type Pair = Record<'publicKey' | 'privateKey', unknown>;
type Make<T> = (...options: unknown[]) => Promise<T>;

const fromRing = ring(promisify(crypto.generateKeyPair) as unknown as Make<Pair>);

const generateKeyPair = (
  type: string,
  options: object,
  done: (error: Error | null, publicKey?: unknown, privateKey?: unknown) => void,
): void => {
  fromRing(type, options).then(
    ({ publicKey, privateKey }) => done(null, publicKey, privateKey),
    (error: Error) => done(error),
  );
};
Object.assign(crypto, {
  generateKeyPair: Object.assign(generateKeyPair, { [promisify.custom]: fromRing }),
});
syncBuiltinESMExports();

const { subtle } = crypto.webcrypto;
Object.getPrototypeOf(subtle).generateKey = ring(subtle.generateKey.bind(subtle) as Make<unknown>);
