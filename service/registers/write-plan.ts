import type { Knex } from 'knex';
import { toJson } from '../../shared/db/dialect.js';
import { newId } from '../../shared/ids.js';
import { bulkInsert } from '../db/bulk.js';
import { enterprisesByName } from '../enterprises/index.js';
import { addManyPairs } from '../pairs/index.js';
import { addManyPeople, bumpProgrammesOf } from '../people/index.js';
import { mentorColumns, partColumns, profileColumns } from './fill-rules.js';
import { CHUNK } from './in-chunks.js';
import { type AddedRow, EMPTY_PROFILE, mentorRow, type Place } from './known-additions.js';
import type { WholePlan } from './make-plan.js';
import type { PlannedPair, PlannedPerson } from './plan-types.js';
import { writeFills } from './write-fills.js';

/** What was made or filled in, for undoing. */
interface Item {
  kind: 'person' | 'pair' | 'row' | 'field';
  entityId: string;
  filled: object | null;
}

async function addNew(
  trx: Knex.Transaction,
  place: Place,
  people: readonly PlannedPerson[],
): Promise<Item[]> {
  await addManyPeople(
    trx,
    place,
    people.map((one) => ({
      personId: one.personId,
      name: one.name,
      roles: [...one.parts.values()].map((part) => ({
        role: part.side,
        columns: partColumns(part),
      })),
      profile: { ...EMPTY_PROFILE, ...profileColumns(one) },
    })),
    place.now,
  );
  await addMentorProfiles(trx, place, people);
  return people.map((one) => ({ kind: 'person', entityId: one.personId, filled: null }));
}

async function addMentorProfiles(
  trx: Knex.Transaction,
  place: Place,
  people: readonly PlannedPerson[],
): Promise<void> {
  const rows = people.flatMap((one) => {
    const columns = mentorColumns(one, place.enterprise);
    return columns === null ? [] : [mentorRow(place, one.personId, columns)];
  });
  await bulkInsert(trx, 'mentor_profiles', rows);
}

const memberNotes = (pair: PlannedPair, personId: string) => {
  const notes = pair.notes.find((one) => one.personId === personId);
  return { results: notes?.results || null, reviewUrl: notes?.reviewUrl || null };
};

async function addPairs(
  trx: Knex.Transaction,
  place: Place,
  pairs: readonly PlannedPair[],
): Promise<Item[]> {
  const fresh = pairs.filter((pair) => pair.isNew);
  const brought = fresh.map((pair) => ({
    ...pair,
    members: [
      ...pair.mentorIds.map((id) => ({
        personId: id,
        side: 'mentor' as const,
        ...memberNotes(pair, id),
      })),
      ...pair.menteeIds.map((id) => ({
        personId: id,
        side: 'mentee' as const,
        ...memberNotes(pair, id),
      })),
    ],
  }));
  await addManyPairs(trx, place, brought, place.now);
  return brought.map(
    ({ pairId, members }): Item => ({ kind: 'pair', entityId: pairId, filled: { members } }),
  );
}

/** Writes what is added to people and pairs that are there. */
async function addToKnown(trx: Knex.Transaction, { fills, rows }: WholePlan): Promise<Item[]> {
  const items: Item[] = [];
  const byTable = new Map<string, AddedRow[]>();
  for (const added of rows) {
    const { table, personId, row } = added;
    const others = byTable.get(table) ?? [];
    others.push(added);
    byTable.set(table, others);
    const key = table === 'profiles' ? 'person_id' : 'id';
    const filled = { table, key, value: row[key] };
    items.push({ kind: 'row', entityId: personId, filled });
  }
  for (const [table, of] of byTable) {
    await bulkInsert(
      trx,
      table,
      of.map(({ row }) => row),
    );
  }
  await writeFills(
    trx,
    fills.map(({ table, key, after }) => ({ table, key, values: after })),
  );
  const filled = fills.map(
    (fill): Item => ({
      kind: 'field',
      entityId: fill.key.value,
      filled: fill,
    }),
  );
  return [...items, ...filled];
}

/**
 * Writes a plan with nothing against it, and down what it wrote; in the caller's transaction.
 * @param onStage told how far it is, as a share
 */
export async function writePlan(
  trx: Knex.Transaction,
  where: Omit<Place, 'enterprise'>,
  plan: WholePlan,
  onStage: (share: number) => Promise<void>,
): Promise<void> {
  const enterprise = await enterprisesByName(trx, where.organisationId);
  const place: Place = { ...where, enterprise };
  const fresh = plan.people.filter((one) => one.isNew);
  const known = plan.people.filter((one) => !one.isNew);
  const items = await addNew(trx, place, fresh);
  await onStage(0.4);
  items.push(...(await addToKnown(trx, plan)));
  await onStage(0.6);
  items.push(...(await addPairs(trx, place, plan.pairs)));
  await onStage(0.9);
  await bulkInsert(
    trx,
    'register_import_items',
    items.map(({ kind, entityId, filled }) => ({
      id: newId(),
      organisation_id: place.organisationId,
      programme_id: place.programmeId,
      import_id: place.importId,
      kind,
      entity_id: entityId,
      filled: filled === null ? null : toJson(filled),
    })),
  );
  for (let from = 0; from < known.length; from += CHUNK)
    await bumpProgrammesOf(
      trx,
      known.slice(from, from + CHUNK).map((one) => one.personId),
    );
}
