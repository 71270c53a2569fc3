import { createHash } from 'node:crypto';
import type { Db } from '../../shared/db/connect.js';
import { AppError } from '../../shared/errors.js';
import type { Actor } from '../api/actor.js';
import { verifyActor } from '../api/token.js';

/** API keys start with this, so that a leaked one is recognised by scanners and by us. */
export const API_KEY_PREFIX = 'nvk_';

export const hashApiKey = (key: string): string => createHash('sha256').update(key).digest('hex');

async function actorOfApiKey(db: Db, key: string): Promise<Actor> {
  const row = await db('api_keys')
    .where({ key_hash: hashApiKey(key) })
    .whereNull('revoked_at')
    .first('id', 'organisation_id', 'role');
  if (!row) throw new AppError('unauthenticated', 'the API key is not valid');
  return { kind: 'apiKey', organisationId: row.organisation_id, keyId: row.id, role: row.role };
}

/**
 * Who calls over HTTP: the bearer of a token that our tool signed (one minute), or of an API key.
 * Throws `unauthenticated` for anything else; never says which part was wrong.
 */
export async function authenticate(
  db: Db,
  tokenKeys: readonly Uint8Array[],
  authorization: string | undefined,
): Promise<Actor> {
  const match = /^Bearer ([\w.~+/=-]{16,4096})$/.exec(authorization ?? '');
  const credential = match?.[1];
  if (credential === undefined) throw new AppError('unauthenticated', 'a bearer token is required');
  if (credential.startsWith(API_KEY_PREFIX)) return actorOfApiKey(db, credential);
  return verifyActor(credential, tokenKeys);
}
