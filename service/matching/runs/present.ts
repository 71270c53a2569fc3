import { todayIn } from '../../../shared/clock.js';
import type { Authority } from '../../authorise.js';
import { createRevisionCache } from '../../db/revision-cache.js';
import type { ServiceDeps } from '../../handler.js';
import { type MatchInput, readMatchInput } from '../engine/index.js';
import { freeze, type Opened, openInput, openRun } from './frozen.js';
import type { StoredRun } from './run-store.js';

/** States of programmes, and judged ones, held in one process's memory: some megabytes each at most. */
const REMEMBERED = 8;

/** The people of a run's form as they are now, beside those that it was computed from. */
export interface Present {
  /** Data have changed since the run. */
  outdated: boolean;
  then: Opened;
  /** The people of now, judged by the run's settings; bans and locks are read elsewhere. */
  now: Opened;
}

/**
 * Reads people once for each state of the programme, and judges them once for each state of the people:
 * a change by hand moves the programme on, but not them.
 */
export function presentPeople(deps: ServiceDeps) {
  const read = createRevisionCache<{ input: MatchInput; factsHash: string }>({
    maxEntries: REMEMBERED,
  });
  const judged = new Map<string, Opened>();

  function judge(run: StoredRun, factsHash: string, input: MatchInput): Opened {
    const key = `${run.form} ${run.settingsVersion} ${input.today} ${factsHash}`;
    const known = judged.get(key) ?? openInput(input, run.settings);
    judged.delete(key);
    judged.set(key, known);
    for (const old of judged.keys()) {
      if (judged.size <= REMEMBERED) break;
      judged.delete(old);
    }
    return known;
  }

  return async (authority: Authority, run: StoredRun): Promise<Present> => {
    const { programmeId, revision, timeZone } = authority;
    const { form } = run;
    const today = todayIn(timeZone, deps.clock);
    const { input, factsHash } = await read.get(
      { programmeId, revision, of: [form, today] },
      async () => {
        const people = await readMatchInput(deps.db, { programmeId, form, today });
        return { input: people, factsHash: freeze(people).factsHash };
      },
    );
    const then = await openRun(deps.db, run);
    const outdated = factsHash !== run.factsHash;
    const same = !outdated && then.input.today === today;
    return { outdated, then, now: same ? then : judge(run, factsHash, input) };
  };
}
