import { createHash, randomBytes } from 'node:crypto';
import type { Db } from '../../shared/db/connect.js';
import type { Role } from '../api/reference.js';
import type { LetterKind } from '../api/remind-reference.js';
import { mailStore } from './mail-store.js';

/** 128 random bits. */
const TOKEN_BYTES = 16;
/** A letter's addresses work as long as a letter may lie in somebody's box: more than a year. */
const LIFE_MS = 400 * 86_400_000;

/** What the database holds of a token. */
export const hashOfToken = (token: string): string =>
  createHash('sha256').update(`mail token ${token}`).digest('hex');

/** Makes the secret that a letter's addresses carry. Told this once. */
export async function makeMailToken(
  db: Db,
  of: { organisationId: string; programmeId: string },
  letter: { personId: string; kind: LetterKind; place: string; role: Role; now: number },
): Promise<string> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const { now } = letter;
  const kept = { ...letter, tokenHash: hashOfToken(token), expiresAt: now + LIFE_MS };
  await mailStore(db).insertToken(of, kept);
  return token;
}
