import type { Knex } from 'knex';
import { todayIn } from '../../shared/clock.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { SEVERITIES } from '../api/signal-reference.js';
import type { Authority } from '../authorise.js';
import type { ServiceDeps } from '../handler.js';
import { readProgrammeSettings } from '../programmes/index.js';
import { judgeProgramme, type ProgrammeSignals } from './programme-signals.js';
import { RULES } from './rules/all-rules.js';
import { type EpisodeKey, type Seen, type StoredEpisode, signalStore } from './signal-store.js';

const nameOf = ({ pairId, code, since }: EpisodeKey): string => `${pairId} ${code} ${since}`;

const seenIn = ({ pairs }: ProgrammeSignals): Seen[] =>
  pairs.flatMap(({ pair: { pairId, form }, signals }) =>
    signals.map(({ code, since, severity }) => ({ pairId, form, code, since, severity })),
  );

/** Whether an episode ended because its pair was paused or closed, so that its rule is not asked any more. */
function endedByState({ standings }: ProgrammeSignals, { pairId, code }: StoredEpisode): boolean {
  const standing = standings.get(pairId) ?? 'closed';
  return !RULES.some((rule) => rule.code === code && rule.standings.includes(standing));
}

/**
 * Writes down which signals have come up and which have ended. Whoever does so waits for whoever else does, and
 * reads only then: two processes, or one twice, write the same once.
 */
export function recordSignals(
  deps: ServiceDeps,
  authority: Pick<Authority, 'organisationId' | 'programmeId'>,
): Promise<{ opened: number; ended: number }> {
  const { organisationId, programmeId } = authority;
  return inTransaction(deps.db, async (trx) => {
    await lockProgramme(trx, programmeId);
    const settings = await readProgrammeSettings(trx, programmeId);
    const today = todayIn(settings.timeZone, deps.clock);
    const judged = await judgeProgramme(trx, settings, today);
    const store = signalStore(trx);
    const before = await store.openEpisodes(programmeId);
    const seen = seenIn(judged);
    const open = new Set(before.map(nameOf));
    const now = new Set(seen.map(nameOf));
    const fresh = seen.filter((one) => !open.has(nameOf(one)));
    const gone = before.filter((one) => !now.has(nameOf(one)));
    await store.open({ organisationId, programmeId }, fresh, today, deps.clock.now());
    const severities = new Map(seen.map((one) => [nameOf(one), one.severity]));
    for (const severity of SEVERITIES) {
      const worse = before.filter(
        (one) => severities.get(nameOf(one)) === severity && one.severity < severity,
      );
      await store.worsen(
        worse.map((one) => one.episodeId),
        severity,
      );
    }
    const ids = (byState: boolean) =>
      gone.filter((one) => endedByState(judged, one) === byState).map((one) => one.episodeId);
    await store.end(ids(true), 'pair_state', today);
    await store.end(ids(false), 'gone', today);
    return { opened: fresh.length, ended: gone.length };
  });
}

const lockProgramme = (trx: Knex.Transaction, programmeId: string) =>
  trx('programmes').where('id', programmeId).forUpdate().first('id');
