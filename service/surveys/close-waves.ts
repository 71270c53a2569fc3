import { todayIn } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { invalid } from '../../shared/errors.js';
import { FEWEST_SHOWN } from '../api/survey-results.js';
import type { ServiceDeps } from '../handler.js';
import { audienceStore } from './audience-store.js';
import { waveStateOn } from './wave-rules.js';
import { type StoredWave, waveStore } from './wave-store.js';

/** Waves of one questionnaire that are compared, the last to end first. */
const MOST_COMPARED = 10;

/** An anonymous wave of the same questionnaire that was asked of nearly the same people. */
export interface CloseWave {
  waveId: string;
  title: string;
  endsOn: string;
  /** So few are asked now and did not answer then, or answered then and are not asked now. */
  differ: number;
}

/** Other anonymous waves of a wave's questionnaire that were opened; none of a named one's. */
async function others(db: Db, wave: StoredWave): Promise<StoredWave[]> {
  if (!wave.anonymous) return [];
  const { programmeId, questionnaireId } = wave;
  const found = await waveStore(db).anonymousOf(programmeId, questionnaireId, MOST_COMPARED);
  return found.filter(({ waveId }) => waveId !== wave.waveId);
}

/**
 * Anonymous waves whose results, beside those of this one, would tell of fewer than five people what
 * they answer: their answers are all that is new, or all that is gone.
 */
export async function closeWaves(db: Db, wave: StoredWave): Promise<CloseWave[]> {
  const before = await others(db, wave);
  const compared = await audienceStore(db).compared(wave, before);
  return before.flatMap(({ waveId, title, endsOn }) => {
    const { both = 0, came = 0, gone = 0 } = compared.get(waveId) ?? {};
    const few = [came, gone].filter((n) => n > 0 && n < FEWEST_SHOWN);
    return both === 0 || few.length === 0
      ? []
      : [{ waveId, title, endsOn, differ: Math.min(...few) }];
  });
}

/**
 * Throws `invalid` where an anonymous wave that goes on asks some of the same people the same questions:
 * they would say the same twice, and the difference of the results would be the others.
 */
export async function checkNotAskedTwice(
  deps: ServiceDeps,
  db: Db,
  wave: StoredWave,
  timeZone: string,
): Promise<void> {
  const today = todayIn(timeZone, deps.clock);
  const going = (await others(db, wave)).filter((one) =>
    ['open', 'planned'].includes(waveStateOn(one, today)),
  );
  for (const other of going) {
    if (!(await audienceStore(db).askSomeSame(wave, other))) continue;
    throw invalid([{ path: '', code: 'wave.askedTwice', params: { title: other.title } }]);
  }
}
