import type { Db } from '../../shared/db/connect.js';
import { withdrawnOf } from '../consents/index.js';
import type { Audience } from './audience-queries.js';
import { waveStateOn } from './wave-rules.js';
import type { StoredWave } from './wave-store.js';

/** The latest at which a day ends anywhere, after its midnight in UTC (ms): 24 h, and 12 h west of it. */
const DAY_ENDS_MS = 36 * 3_600_000;

type Known = Audience & Pick<StoredWave, 'state' | 'startsOn' | 'endsOn'>;

/**
 * The audiences of waves of one programme as they are counted and listed. Those whose consent was withdrawn
 * are neither asked nor reminded, and nobody waits for them (methodology §9.3); who came after the last day
 * of a wave that is over is not missing from it, so that its share of answers stays what it was. One
 * statement where no consent was ever withdrawn.
 */
export async function askable<A extends Known>(
  db: Db,
  audiences: readonly A[],
  today: string,
): Promise<(A & Pick<Audience, 'without' | 'joinedBefore'>)[]> {
  const [first] = audiences;
  if (!first) return [];
  const without = [...(await withdrawnOf(db, { programmeId: first.programmeId, today }))];
  return audiences.map((one) => ({
    ...one,
    without,
    joinedBefore:
      waveStateOn(one, today) === 'closed' ? Date.parse(one.endsOn) + DAY_ENDS_MS : null,
  }));
}
