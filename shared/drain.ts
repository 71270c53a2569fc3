import type { IncomingMessage } from 'node:http';

/** So much of a refused body is read away; who sends more is cut off. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Reads away what is left of a refused body: its sender, still sending, would else not hear why. */
export async function drain(req: IncomingMessage): Promise<void> {
  let left = MOST_BYTES;
  try {
    for await (const piece of req.iterator({ destroyOnReturn: false })) {
      left -= (piece as Buffer).length;
      if (left < 0) return;
    }
  } catch {
    // Gone meanwhile: nobody waits for an answer.
  }
}
