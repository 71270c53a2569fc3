import type { Mailer, MailMessage, MailOutcome } from '../mail/index.js';

/** Letters in one run: a server that is slow keeps no shutdown waiting. */
const MOST_AT_ONCE = 500;

/** How letters of a kind are taken from the service and told back to it. */
export interface Letters<Letter> {
  /** One letter, for this process alone; null: none waits. */
  claim(): Promise<Letter | null>;
  message(letter: NoInfer<Letter>): MailMessage;
  record(letter: NoInfer<Letter>, outcome: Exclude<MailOutcome, 'off'>): Promise<unknown>;
}

/**
 * Sends letters one by one. Any number of processes may do so: each letter is given to one of them, and
 * said to be given before it is handed to the mail server.
 * @returns how many were sent
 */
export async function sendWaiting<Letter>(
  mailer: Mailer,
  letters: Letters<Letter>,
  stopping: () => boolean,
): Promise<number> {
  let sent = 0;
  for (let n = 0; n < MOST_AT_ONCE && !stopping(); n += 1) {
    const letter = await letters.claim();
    if (letter === null) break;
    const outcome = await mailer.send(letters.message(letter));
    // «off» cannot be while a server is set up; were it so, the letter has surely not left.
    await letters.record(letter, outcome === 'off' ? 'unreachable' : outcome);
    if (outcome === 'sent') sent += 1;
  }
  return sent;
}
