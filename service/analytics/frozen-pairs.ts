import type { Db } from '../../shared/db/connect.js';
import type { OutputOf } from '../api/endpoint.js';
import type { Contract } from '../api/index.js';
import { withdrawnAmong } from '../consents/index.js';
import { frozenBy, pairRowsByIds, toPair, type Watch } from '../pairs/index.js';
import type { Figures } from './period-rules.js';
import { withdrawalsInPairs } from './queries/withdrawals.js';

type FrozenPair = OutputOf<Contract['getOverview']>['frozen'][number];

/**
 * The pairs that a withdrawn consent has frozen (methodology §9.3): those in which nothing is written any
 * more first, then in the order of their titles; and how many there are. Five statements.
 */
export async function frozenPairs(
  db: Db,
  figures: Pick<Figures, 'programmeId' | 'forms'>,
  watch: Watch,
): Promise<{ pairs: FrozenPair[]; ids: string[] }> {
  const { programmeId } = figures;
  const found = await withdrawalsInPairs(db, figures);
  const people = [...new Set(found.map(({ personId }) => personId))];
  const withdrawn = await withdrawnAmong(db, { programmeId, today: watch.today }, people);
  const ids = [
    ...new Set(found.filter((one) => withdrawn.has(one.personId)).map((one) => one.pairId)),
  ];
  const rows = [...(await pairRowsByIds(db, programmeId, ids, watch.today)).values()];
  const pairs = rows
    .map((row) => {
      const { frozen, withdrawn: ids } = frozenBy(row, withdrawn);
      const pair = toPair(row, watch.settings, watch.today);
      return { ...pair, stopped: frozen === 'stopped', withdrawn: ids };
    })
    .sort(
      (a, b) =>
        Number(b.stopped) - Number(a.stopped) ||
        a.title.localeCompare(b.title, 'ru') ||
        (a.pairId < b.pairId ? -1 : 1),
    );
  return { pairs, ids };
}
