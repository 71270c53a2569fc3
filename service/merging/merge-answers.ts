import type { Knex } from 'knex';
import { anonymousRespondent } from '../surveys/index.js';
import { keptAnswersStand } from './combine-rules.js';
import type { MergeRecord, Row } from './merge-record.js';
import type { MergeStore } from './merge-store.js';

interface Place {
  trx: Knex.Transaction;
  store: MergeStore;
  record: MergeRecord;
  keptId: string;
  mergedId: string;
  programmeIds: readonly string[];
}

interface Receipt {
  id: string;
  waveId: string;
  personId: string;
  state: string;
  anonymous: boolean;
  linkKey: string | null;
}

async function receiptsOf({ trx, keptId, mergedId, programmeIds }: Place): Promise<Receipt[]> {
  const rows = await trx('survey_receipts as r')
    .join('survey_waves as w', 'w.id', 'r.wave_id')
    .whereIn('r.programme_id', [...programmeIds])
    .whereIn('r.person_id', [keptId, mergedId])
    .forUpdate()
    .select({
      id: 'r.id',
      waveId: 'r.wave_id',
      personId: 'r.person_id',
      state: 'r.state',
      anonymous: 'w.anonymous',
      linkKey: 'w.link_key',
    });
  return rows.map((row) => ({ ...row, anonymous: Boolean(row.anonymous) }));
}

/** Of two sets of answers to one wave, the one that does not stand: whose, and of which wave. */
function losersOf(receipts: readonly Receipt[], keptId: string): Receipt[] {
  const mine = new Map(
    receipts.filter((one) => one.personId === keptId).map((one) => [one.waveId, one]),
  );
  return receipts.flatMap((theirs) => {
    const kept = mine.get(theirs.waveId);
    if (theirs.personId === keptId || !kept) return [];
    return [keptAnswersStand(kept.state, theirs.state) ? theirs : kept];
  });
}

async function setAside({ store, record }: Place, table: string, ids: string[]): Promise<void> {
  const rows = await store.take(table, ids);
  record.removed.push(...rows.map((row) => ({ table, row })));
}

/**
 * Brings answers of two records together. Where both have answered one wave, one set stands and the
 * other is kept with the merge; of anonymous waves both stay, for nothing leads to whose they are. Of an
 * anonymous wave that is still open the answer is put under the kept person, so that they can go on
 * changing it; the record says nothing of which answer that is. The receipts themselves move with the
 * other rows.
 */
export async function bringAnswersTogether(place: Place): Promise<void> {
  const { trx, store, record, keptId, mergedId, programmeIds } = place;
  const receipts = await receiptsOf(place);
  const losers = losersOf(receipts, keptId);
  const responses: Row[] = await trx('survey_responses')
    .whereIn('programme_id', [...programmeIds])
    .whereIn('person_id', [keptId, mergedId])
    .forUpdate()
    .select('id', 'wave_id', 'person_id', 'version');
  const lost = new Set(losers.map((one) => `${one.waveId} ${one.personId}`));
  const isLost = (row: Row) => lost.has(`${row['wave_id']} ${row['person_id']}`);
  await setAside(
    place,
    'survey_receipts',
    losers.map((one) => one.id),
  );
  await setAside(
    place,
    'survey_responses',
    responses.filter(isLost).map((row) => String(row['id'])),
  );
  const moving = responses.filter((row) => row['person_id'] === mergedId && !isLost(row));
  const ids = moving.map((row) => String(row['id']));
  if (ids.length > 0) {
    await store.move('survey_responses', 'respondent', ids, { from: mergedId, to: keptId });
    await store.move('survey_responses', 'person_id', ids, { from: mergedId, to: keptId });
    record.moved.push(
      { table: 'survey_responses', column: 'respondent', ids },
      { table: 'survey_responses', column: 'person_id', ids },
    );
    record.answers.push(
      ...moving.map((row) => ({ responseId: String(row['id']), version: Number(row['version']) })),
    );
  }
  const contested = new Set(losers.map((one) => one.waveId));
  for (const { waveId, personId, anonymous, linkKey } of receipts) {
    if (!anonymous || linkKey === null || personId !== mergedId || contested.has(waveId)) continue;
    await rekey(trx, { waveId, linkKey, from: mergedId, to: keptId });
    record.anonymousWaves.push(waveId);
  }
  await touchWaves(trx, [...contested]);
}

interface Rekeying {
  waveId: string;
  linkKey: string;
  from: string;
  to: string;
}

/** Puts an answer of an open anonymous wave under another person. */
async function rekey(trx: Knex.Transaction, { waveId, linkKey, from, to }: Rekeying) {
  await trx('survey_responses')
    .where({ wave_id: waveId, respondent: anonymousRespondent(linkKey, from) })
    .update({ respondent: anonymousRespondent(linkKey, to) });
}

/** Results computed of these waves are no longer right. */
async function touchWaves(trx: Knex.Transaction, waveIds: readonly string[]): Promise<void> {
  if (waveIds.length > 0) {
    await trx('survey_waves')
      .whereIn('id', [...waveIds])
      .increment('changes', 1);
  }
}

/** Puts the answers of anonymous waves that are still open back under who gave them. */
export async function partAnonymousAnswers(
  trx: Knex.Transaction,
  record: MergeRecord,
  { keptId, mergedId }: { keptId: string; mergedId: string },
): Promise<void> {
  const waves: { id: string; link_key: string }[] =
    record.anonymousWaves.length === 0
      ? []
      : await trx('survey_waves')
          .whereIn('id', record.anonymousWaves)
          .whereNotNull('link_key')
          .select('id', 'link_key');
  for (const { id: waveId, link_key: linkKey } of waves) {
    await rekey(trx, { waveId, linkKey, from: keptId, to: mergedId });
  }
  const touched = record.removed
    .filter((one) => one.table === 'survey_responses')
    .map((one) => String(one.row['wave_id']));
  await touchWaves(trx, [...new Set(touched)]);
}
