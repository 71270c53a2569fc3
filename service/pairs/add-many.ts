import type { Knex } from 'knex';
import { newId } from '../../shared/ids.js';
import type { Form, PairFormat, PairState } from '../api/reference.js';
import { bulkInsert } from '../db/bulk.js';
import { type PersonName, sortKey } from '../names/index.js';
import { namesForTitle, titleColumns } from './pair-members-store.js';
import type { Side } from './pair-store.js';

/** A pair that came by a register, or by a run of matching; it may be over already. */
export interface BroughtPair {
  pairId: string;
  form: Form;
  startsOn: string;
  endsOn: string;
  state: PairState;
  closedOn: string | null;
  /** Left out: individual or group, as many as there are. */
  format?: PairFormat;
  roleVariant?: string | null;
  orderNumber?: string | null;
  orderDate?: string | null;
  members: readonly {
    personId: string;
    side: Side;
    results: string | null;
    reviewUrl: string | null;
  }[];
}

const CHUNK = 1000;

/** Adds many pairs at once with their people, who are there by now. */
export async function addManyPairs(
  trx: Knex.Transaction,
  place: { organisationId: string; programmeId: string },
  pairs: readonly BroughtPair[],
  now: number,
): Promise<void> {
  const base = { organisation_id: place.organisationId, programme_id: place.programmeId };
  const names = await namesOfMembers(trx, pairs);
  await bulkInsert(
    trx,
    'pairs',
    pairs.map((pair) => {
      const of = (side: Side) =>
        pair.members
          .filter((one) => one.side === side)
          .flatMap((one) => names.get(one.personId) ?? [])
          .sort((a, b) => (a.key < b.key ? -1 : 1));
      return {
        id: pair.pairId,
        ...base,
        ...titleColumns(of('mentor'), of('mentee')),
        form: pair.form,
        role_variant: pair.roleVariant ?? null,
        format: pair.format ?? (of('mentee').length > 1 ? 'group' : 'individual'),
        order_number: pair.orderNumber ?? null,
        order_date: pair.orderDate ?? null,
        state: pair.state,
        starts_on: pair.startsOn,
        ends_on: pair.endsOn,
        closed_on: pair.closedOn,
        silent_since: pair.startsOn,
        created_at: now,
      };
    }),
  );
  await bulkInsert(
    trx,
    'pair_members',
    pairs.flatMap(({ pairId, startsOn, members }) =>
      members.map(({ personId, side, results, reviewUrl }) => ({
        id: newId(),
        ...base,
        pair_id: pairId,
        person_id: personId,
        side,
        joined_on: startsOn,
        results,
        review_url: reviewUrl,
      })),
    ),
  );
}

/** The names of all members, each with what orders them. */
async function namesOfMembers(trx: Knex.Transaction, pairs: readonly BroughtPair[]) {
  const ids = [...new Set(pairs.flatMap(({ members }) => members.map((one) => one.personId)))];
  const names = new Map<string, PersonName & { key: string }>();
  for (let from = 0; from < ids.length; from += CHUNK) {
    const part = await namesForTitle(trx, ids.slice(from, from + CHUNK));
    for (const [personId, name] of part) names.set(personId, { ...name, key: sortKey(name.name) });
  }
  return names;
}
