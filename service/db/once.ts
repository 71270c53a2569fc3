import type { Knex } from 'knex';
import type { Clock } from '../../shared/clock.js';
import { isDuplicate } from '../../shared/db/db-errors.js';
import { fromJson, toJson } from '../../shared/db/dialect.js';
import { AppError } from '../../shared/errors.js';
import { newId } from '../../shared/ids.js';

export interface OnceKey {
  organisationId: string;
  /** The person, or 'system' / the API key's id. */
  actorId: string;
  endpoint: string;
  /** Absent: the write is simply made. */
  key: string | undefined;
}

/**
 * Makes a write at most once for a key, inside the caller's transaction. The key's row is inserted
 * first: of two that come at once, the second waits for the first's commit and gets its answer.
 */
export async function once<T>(
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
  try {
    await trx('idempotency_keys').insert({
      id: newId(),
      ...row,
      endpoint: which.endpoint,
      answer: null,
      created_at: clock.now(),
    });
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    const earlier = await trx('idempotency_keys').where(row).first('endpoint', 'answer');
    if (!earlier || earlier.answer === null || earlier.endpoint !== which.endpoint) {
      throw new AppError('conflict', 'the idempotency key was used for something else', {
        cause: error,
      });
    }
    return fromJson<T>(earlier.answer);
  }
  const answer = await write();
  await trx('idempotency_keys')
    .where(row)
    .update({ answer: toJson(answer) });
  return answer;
}
