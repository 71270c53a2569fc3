import { todayIn } from '../../shared/clock.js';
import { FEWEST_SHOWN } from '../api/survey-results.js';
import type { Authority } from '../authorise.js';
import type { ServiceDeps } from '../handler.js';
import { askable } from './askable.js';
import { readVersion } from './asked-wave.js';
import { audienceStore } from './audience-store.js';
import { responseStore } from './response-store.js';
import { countable, resultsOf } from './results-rules.js';
import { NEEDS_CODE, WISHES_CODE } from './templates/mentor-school.js';
import { waveStateOn } from './wave-rules.js';
import { type StoredWave, waveStore } from './wave-store.js';

/** The most wanted first; equals in the order of the questionnaire. */
async function wishesOf(deps: ServiceDeps, wave: StoredWave) {
  const { anonymous } = wave;
  const handed = await responseStore(deps.db).handed(wave, {});
  if (anonymous && countable(handed).length < FEWEST_SHOWN) return null;
  const { definition } = await readVersion(deps.db, wave);
  const results = resultsOf(definition, handed, { anonymous, confidential: false });
  const asked = definition.questions.find(({ code }) => code === WISHES_CODE);
  const counts = results.find(({ code }) => code === WISHES_CODE)?.counts ?? [];
  return counts
    .filter(({ n }) => n > 0)
    .map(({ value, n }) => ({
      text: asked?.options.find(({ code }) => code === value)?.text.ru ?? value,
      n,
    }))
    .sort((a, b) => b.n - a.n);
}

/**
 * The latest wave that asked mentors what they want to learn, as figures without names: also for who
 * trains them and may not follow surveys. Of an anonymous one once it is closed by who follows it.
 * @returns null: nobody has been asked yet
 */
export async function readNeeds(deps: ServiceDeps, authority: Authority) {
  const { programmeId, timeZone } = authority;
  const wave = await waveStore(deps.db).latestOfTemplate(programmeId, NEEDS_CODE);
  if (!wave) return null;
  const today = todayIn(timeZone, deps.clock);
  const counts = await audienceStore(deps.db).counts(await askable(deps.db, [wave], today));
  const { waveId, startsOn, endsOn } = wave;
  const state = waveStateOn(wave, today);
  const head = {
    waveId,
    startsOn,
    endsOn,
    open: state === 'open' || state === 'planned',
    ...(counts.get(waveId) ?? { answered: 0, missing: 0 }),
  };
  if (wave.anonymous && wave.state !== 'closed')
    return { ...head, shown: 'not_closed' as const, wishes: [] };
  const wishes = await wishesOf(deps, wave);
  return wishes === null
    ? { ...head, shown: 'too_few' as const, wishes: [] }
    : { ...head, shown: 'yes' as const, wishes };
}
