import type { Mailer, MailMessage, MailOutcome } from '../mail/index.js';

/** Letters in one run: a server that is slow keeps no shutdown waiting. */
const MOST_AT_ONCE = 500;
/** A server that was not reached so often in a row is down: the others wait, and cost nobody's patience. */
const DOWN_AFTER = 3;

/** How letters of a kind are taken from the service and told back to it. */
export interface Letters<Letter> {
  /** One letter, for this process alone; null: none waits. */
  claim(): Promise<Letter | null>;
  message(letter: NoInfer<Letter>): MailMessage;
  /** @param addressRefused it was the address that the server will not take */
  record(
    letter: NoInfer<Letter>,
    outcome: Exclude<MailOutcome, 'off'>,
    addressRefused: boolean,
  ): Promise<unknown>;
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
  let down = 0;
  for (let n = 0; n < MOST_AT_ONCE && !stopping(); n += 1) {
    const letter = await letters.claim();
    if (letter === null) break;
    let addressRefused = false;
    const told = await mailer.send(letters.message(letter), () => {
      addressRefused = true;
    });
    // «off» cannot be while a server is set up; were it so, the letter has surely not left.
    const outcome = told === 'off' ? 'unreachable' : told;
    await letters.record(letter, outcome, addressRefused);
    if (outcome === 'sent') sent += 1;
    down = outcome === 'unreachable' ? down + 1 : 0;
    if (down >= DOWN_AFTER) break;
  }
  return sent;
}
