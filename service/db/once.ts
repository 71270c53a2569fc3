import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import type { Clock } from '../../shared/clock.js';
import { isDuplicate } from '../../shared/db/db-errors.js';
import { fromJson, toJson } from '../../shared/db/dialect.js';
import { AppError } from '../../shared/errors.js';
import { newId } from '../../shared/ids.js';
import type { Actor } from '../api/index.js';
import type { Authority } from '../authorise.js';

export interface OnceKey {
  organisationId: string;
  /** The person, or 'system' / the API key's id. */
  actorId: string;
  endpoint: string;
  /** Absent: the write is simply made. */
  key: string | undefined;
  /** What was asked for, as the contract's schema gives it. */
  input: object;
}

/** Whose idempotency keys a write belongs to. */
export function callerOf(actor: Actor, authority: Pick<Authority, 'personId'>): string {
  return authority.personId ?? (actor.kind === 'apiKey' ? actor.keyId : 'system');
}

/** Tells whether the same key came with the same words: what was asked for, without the key itself. */
function fingerprint(input: object): string {
  const { idempotencyKey: _key, ...asked } = input as Record<string, unknown>;
  return createHash('sha256').update(JSON.stringify(asked)).digest('base64url');
}

/**
 * Makes a write at most once for a key, inside the caller's transaction. The key's row is inserted
 * first: of two that come at once, the second waits for the first's commit and gets its answer. The
 * same key with other words is refused (`form.alreadySent`): answering it with the first write would
 * silently lose what is different (as the IETF's draft of the Idempotency-Key header has it). The answer is
 * an object: of a bare word kept as JSON, one driver gives the word and another its JSON.
 */
export async function once<T extends object>(
  trx: Knex.Transaction,
  clock: Clock,
  which: OnceKey,
  write: () => Promise<T>,
): Promise<T> {
  if (which.key === undefined) return write();
  const row = {
    organisation_id: which.organisationId,
    actor_id: which.actorId,
    idempotency_key: which.key,
  };
  const asked = fingerprint(which.input);
  try {
    await trx('idempotency_keys').insert({
      id: newId(),
      ...row,
      endpoint: which.endpoint,
      fingerprint: asked,
      answer: null,
      created_at: clock.now(),
    });
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    const earlier = await trx('idempotency_keys')
      .where(row)
      .first('endpoint', 'fingerprint', 'answer');
    if (!earlier || earlier.answer === null || earlier.endpoint !== which.endpoint) {
      throw new AppError('conflict', 'the idempotency key was used for something else', {
        cause: error,
      });
    }
    // Keys of before the fingerprint was kept have none.
    if (earlier.fingerprint !== null && earlier.fingerprint !== asked) {
      const problems = [{ path: '', code: 'form.alreadySent' }];
      throw new AppError('conflict', 'the key was used with other words', { problems });
    }
    return fromJson<T>(earlier.answer);
  }
  const answer = await write();
  await trx('idempotency_keys')
    .where(row)
    .update({ answer: toJson(answer) });
  return answer;
}
