import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { fromJson, toJson } from '../../shared/db/dialect.js';
import { newId } from '../../shared/ids.js';
import type { PlanState } from '../api/index.js';
import type { PlanFields } from '../api/plans.js';
import type { CountedGoal, PlanContent } from './plan-rules.js';

/** A plan as it is stored, with the name of its mentee. */
export interface StoredPlan extends PlanFields {
  planId: string;
  pairId: string;
  personId: string;
  personName: string;
  state: PlanState;
  edition: number;
  version: number;
  offeredNumber: number;
  confirmedNumber: number | null;
  goals: number;
  done: number;
  nextDueOn: string | null;
}

/** Where a plan belongs. */
export interface PlanPlace {
  organisationId: string;
  programmeId: string;
  pairId: string;
  personId: string;
}

type Head = Omit<PlanFields, 'kind' | 'startsOn' | 'endsOn'>;
type Row = Omit<StoredPlan, keyof Head> & { head: unknown };

const PLAN_COLUMNS = {
  planId: 'pl.id',
  pairId: 'pl.pair_id',
  personId: 'pl.person_id',
  personName: 'e.name',
  kind: 'pl.kind',
  startsOn: 'pl.starts_on',
  endsOn: 'pl.ends_on',
  head: 'pl.head',
  state: 'pl.state',
  edition: 'pl.edition',
  version: 'pl.version',
  offeredNumber: 'pl.offered_number',
  confirmedNumber: 'pl.confirmed_number',
  goals: 'pl.goals',
  done: 'pl.goals_done',
  nextDueOn: 'pl.next_due_on',
};

const storedFrom = ({ head, ...row }: Row): StoredPlan => ({ ...row, ...fromJson<Head>(head) });

const fieldColumns = ({ kind, startsOn, endsOn, ...head }: PlanFields) => ({
  kind,
  starts_on: startsOn,
  ends_on: endsOn,
  head: toJson(head),
});

/** A version as it is stored, with the names of who offered and confirmed it. */
export interface StoredVersion {
  number: number;
  offeredBy: string | null;
  /** Null: who offered it had signed in. */
  byLink: number | boolean | null;
  offeredAt: number;
  confirmedBy: string | null;
  confirmedAt: number | null;
  paperOn: string | null;
  returnNote: string | null;
  content: PlanContent;
}

/** Versions and changes that a history shows at most. */
const MOST_VERSIONS = 100;
const MOST_CHANGES = 300;

/** The SQL of plans and their versions; on a transaction: `planStore(trx)`. */
export function planStore(db: Db | Knex.Transaction) {
  const read = () => db('plans as pl').join('people as e', 'e.id', 'pl.person_id');

  async function versions(planId: string, numbers?: readonly number[]): Promise<StoredVersion[]> {
    const query = db('plan_versions as v')
      .leftJoin('people as o', 'o.id', 'v.offered_by')
      .leftJoin('people as c', 'c.id', 'v.confirmed_by')
      .where('v.plan_id', planId)
      .orderBy('v.number', 'desc')
      .limit(MOST_VERSIONS);
    if (numbers !== undefined) query.whereIn('v.number', [...numbers]);
    const rows: StoredVersion[] = await query.select({
      number: 'v.number',
      offeredBy: 'o.name',
      byLink: 'v.by_link',
      offeredAt: 'v.offered_at',
      confirmedBy: 'c.name',
      confirmedAt: 'v.confirmed_at',
      paperOn: 'v.paper_on',
      returnNote: 'v.return_note',
      content: 'v.content',
    });
    return rows.map((row) => ({ ...row, content: fromJson<PlanContent>(row.content) }));
  }

  return {
    async find(programmeId: string, planId: string): Promise<StoredPlan | null> {
      const row: Row | undefined = await read()
        .where({ 'pl.programme_id': programmeId, 'pl.id': planId })
        .first(PLAN_COLUMNS);
      return row ? storedFrom(row) : null;
    },

    /** The plan that a row belongs to; null: there is no such row in the programme. */
    async planOfRow(programmeId: string, rowId: string): Promise<string | null> {
      const row: { plan_id: string } | undefined = await db('plan_rows')
        .where({ programme_id: programmeId, id: rowId })
        .first('plan_id');
      return row?.plan_id ?? null;
    },

    /** The plans of a pair, of all its mentees or of one. */
    async ofPair(pairId: string, personId?: string): Promise<StoredPlan[]> {
      const query = read().where('pl.pair_id', pairId);
      if (personId !== undefined) query.where('pl.person_id', personId);
      return ((await query.select(PLAN_COLUMNS)) as Row[]).map(storedFrom);
    },

    /** The last plan of somebody in another pair of the college; null: there is none. */
    async lastOf(
      organisationId: string,
      personId: string,
      apartFromPair: string,
    ): Promise<StoredPlan | null> {
      const row: Row | undefined = await read()
        .where({ 'pl.organisation_id': organisationId, 'pl.person_id': personId })
        .whereNot('pl.pair_id', apartFromPair)
        .orderBy('pl.id', 'desc')
        .first(PLAN_COLUMNS);
      return row ? storedFrom(row) : null;
    },

    async insert(place: PlanPlace, fields: PlanFields, now: number): Promise<string> {
      const id = newId();
      await db('plans').insert({
        id,
        organisation_id: place.organisationId,
        programme_id: place.programmeId,
        pair_id: place.pairId,
        person_id: place.personId,
        ...fieldColumns(fields),
        state: 'draft' satisfies PlanState,
        created_at: now,
      });
      return id;
    },

    /** Writes over the version that the caller saw; false: there is a newer one. */
    async update(planId: string, version: number, fields: PlanFields): Promise<boolean> {
      const met = await db('plans')
        .where({ id: planId, version })
        .update({ ...fieldColumns(fields), version: version + 1 });
      return met === 1;
    },

    /** What was agreed has changed: the next edition, in this state. */
    async nextEdition(planId: string, state: PlanState): Promise<void> {
      await db('plans')
        .where('id', planId)
        .update({ state, edition: db.raw('edition + 1') });
    },

    async setState(planId: string, state: PlanState): Promise<void> {
      await db('plans').where('id', planId).update({ state });
    },

    /** Writes the sums of a plan's rows. */
    async putFigures(
      planId: string,
      figures: { goals: number; done: number; nextDueOn: string | null },
      counted: readonly CountedGoal[] | null,
    ): Promise<void> {
      await db('plans')
        .where('id', planId)
        .update({
          goals: figures.goals,
          goals_done: figures.done,
          next_due_on: figures.nextDueOn,
          counted: counted === null ? null : toJson(counted),
        });
    },

    /** Takes a plan away with its rows; false: somebody was faster. */
    async remove(planId: string, edition: number): Promise<boolean> {
      const met = await db('plans').where({ id: planId, edition, offered_number: 0 }).delete();
      if (met === 0) return false;
      await db('plan_rows').where('plan_id', planId).delete();
      return true;
    },

    /** All versions, or those of these numbers; the newest first. */
    versions,

    async offer(
      plan: Pick<StoredPlan, 'planId' | 'offeredNumber'>,
      place: Pick<PlanPlace, 'organisationId' | 'programmeId'>,
      content: PlanContent,
      by: { personId: string | null; byLink: boolean; now: number },
    ): Promise<number> {
      const number = plan.offeredNumber + 1;
      await db('plan_versions').insert({
        id: newId(),
        organisation_id: place.organisationId,
        programme_id: place.programmeId,
        plan_id: plan.planId,
        number,
        content: toJson(content),
        offered_by: by.personId,
        by_link: by.byLink || null,
        offered_at: by.now,
      });
      await db('plans')
        .where('id', plan.planId)
        .update({ state: 'offered' satisfies PlanState, offered_number: number });
      return number;
    },

    /** The version holds from now on, and its goals are counted as it has them. */
    async confirm(
      planId: string,
      number: number,
      by: { personId: string | null; now: number; paperOn: string | null },
    ): Promise<void> {
      await db('plan_versions')
        .where({ plan_id: planId, number })
        .update({ confirmed_by: by.personId, confirmed_at: by.now, paper_on: by.paperOn });
      await db('plan_rows')
        .where('plan_id', planId)
        .update({
          confirmed_due_on: db.raw('case when removed_at is null then due_on else null end'),
        });
      await db('plans')
        .where('id', planId)
        .update({ state: 'confirmed' satisfies PlanState, confirmed_number: number });
    },

    async giveBack(planId: string, number: number, note: string): Promise<void> {
      await db('plan_versions').where({ plan_id: planId, number }).update({ return_note: note });
    },

    /** Every change of a plan from the journal, the newest first. */
    async changes(planId: string) {
      const rows: {
        at: number;
        actorName: string | null;
        action: string;
        before: unknown;
        after: unknown;
      }[] = await db('journal as j')
        .leftJoin('people as p', 'p.id', 'j.actor_id')
        .where({ 'j.entity_id': planId, 'j.entity': 'plan' })
        .orderBy('j.id', 'desc')
        .limit(MOST_CHANGES)
        .select({
          at: 'j.at',
          actorName: 'p.name',
          action: 'j.action',
          before: 'j.before',
          after: 'j.after',
        });
      const fields = (value: unknown) =>
        value === null ? null : fromJson<Record<string, unknown>>(value);
      return rows.map(({ before, after, ...row }) => ({
        ...row,
        before: fields(before),
        after: fields(after),
      }));
    },
  };
}
