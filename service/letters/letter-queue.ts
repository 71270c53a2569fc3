import type { Db } from '../../shared/db/connect.js';
import type { ReminderState } from '../api/reference.js';

/** The tables of letters that wait to be sent; they have the same columns for it. */
type LetterTable = 'wave_reminders' | 'pair_letters' | 'reminder_letters';

/** Another process may take the letter that was read: so many others are tried. */
const TRIES = 20;

/**
 * Letters of a table on their way to a mail server, in any number of processes. Claims are one conditional
 * update each (decision 0007).
 */
export function letterQueue(db: Db, table: LetterTable) {
  return {
    /** Letters whose sender died: whether they left, nobody knows, so they are not sent again. */
    async giveUpAbandoned(now: number): Promise<void> {
      await db(table)
        .where('state', 'sending')
        .where('not_before', '<=', now)
        .where('claimed_until', '<=', now)
        .update({ state: 'unclear', done_at: now });
    },

    /** Claims the letter that has waited longest; its id, or null: there is none. */
    async claim(token: string, now: number, until: number): Promise<string | null> {
      for (let tries = 0; tries < TRIES; tries += 1) {
        const next = await db(table)
          .where('state', 'waiting')
          .where('not_before', '<=', now)
          .orderBy(['state', 'not_before', 'id'])
          .first<{ id: string }>('id');
        if (!next) return null;
        const met = await db(table)
          .where({ id: next.id, state: 'waiting' })
          .update({
            state: 'sending',
            claimed_by: token,
            claimed_until: until,
            tries: db.raw('tries + 1'),
          });
        if (met === 1) return next.id;
      }
      return null;
    },

    /** What became of a letter, by who claimed it; false: the claim had ended. */
    async finish(
      letterId: string,
      token: string,
      to: { state: ReminderState; notBefore: number; now: number },
    ): Promise<boolean> {
      const met = await db(table)
        .where({ id: letterId, state: 'sending', claimed_by: token })
        .update({
          state: to.state,
          not_before: to.notBefore,
          claimed_by: null,
          claimed_until: null,
          done_at: to.state === 'waiting' ? null : to.now,
        });
      return met === 1;
    },
  };
}
