import type { Knex } from 'knex';
import { newId } from '../../shared/ids.js';
import { type Form, type PairState, UNFINISHED_PAIR_STATES } from '../api/index.js';
import { namesForTitle, titleColumns } from './pair-members-store.js';
import type { PairFields } from './pair-rules.js';
import type { Side } from './pair-store.js';

const fieldColumns = (fields: PairFields) => ({
  form: fields.form,
  role_variant: fields.roleVariant,
  format: fields.format,
  starts_on: fields.startsOn,
  ends_on: fields.endsOn,
  order_number: fields.orderNumber || null,
  order_date: fields.orderDate,
});

export interface NewPair {
  pairId: string;
  organisationId: string;
  programmeId: string;
  fields: PairFields;
  mentorIds: readonly string[];
  menteeIds: readonly string[];
  now: number;
}

/** The SQL that writes pairs, on a transaction. */
export function pairWritesStore(trx: Knex.Transaction) {
  return {
    /** An active pair with its people: four statements. */
    async insert(pair: NewPair): Promise<void> {
      const { pairId, fields, mentorIds, menteeIds } = pair;
      const base = { organisation_id: pair.organisationId, programme_id: pair.programmeId };
      const names = await namesForTitle(trx, [...mentorIds, ...menteeIds]);
      const inOrder = (ids: readonly string[]) =>
        [...names].filter(([id]) => ids.includes(id)).map(([, name]) => name);
      await trx('pairs').insert({
        id: pairId,
        ...base,
        ...titleColumns(inOrder(mentorIds), inOrder(menteeIds)),
        ...fieldColumns(fields),
        state: 'active' satisfies PairState,
        silent_since: fields.startsOn,
        created_at: pair.now,
      });
      const members = (side: Side, ids: readonly string[]) =>
        ids.map((personId) => ({
          id: newId(),
          ...base,
          pair_id: pairId,
          person_id: personId,
          side,
          joined_on: fields.startsOn,
        }));
      await trx('pair_members').insert([
        ...members('mentor', mentorIds),
        ...members('mentee', menteeIds),
      ]);
    },

    /** Who is put into a pair is a candidate no longer, and waits no more. */
    async admit(programmeId: string, role: Side, personIds: readonly string[]): Promise<void> {
      await trx('participations')
        .where({ programme_id: programmeId, role })
        .whereNot('state', 'withdrawn')
        .where((open) => open.where('state', 'candidate').orWhere('decision', 'waiting'))
        .whereIn('person_id', [...personIds])
        .update({ state: 'admitted', decision: null, supported: false });
    },

    /**
     * The mentees who are with one of these mentors already, in a pair of this form that is not over.
     * @param apartFrom a pair that does not count: itself
     */
    async menteesTogether(
      programmeId: string,
      form: Form,
      mentorIds: readonly string[],
      menteeIds: readonly string[],
      apartFrom = '',
    ): Promise<Set<string>> {
      const rows: { person_id: string }[] = await trx('pair_members as e')
        .join('pair_members as o', 'o.pair_id', 'e.pair_id')
        .join('pairs as q', 'q.id', 'e.pair_id')
        .where({
          'e.programme_id': programmeId,
          'e.side': 'mentee',
          'o.side': 'mentor',
          'q.form': form,
        })
        .whereIn('e.person_id', [...menteeIds])
        .whereIn('o.person_id', [...mentorIds])
        .whereNull('e.left_on')
        .whereNull('o.left_on')
        .whereIn('q.state', [...UNFINISHED_PAIR_STATES])
        .whereNot('q.id', apartFrom)
        .distinct('e.person_id');
      return new Set(rows.map((row) => row.person_id));
    },

    /** True when the version was met. The form is repeated where figures by form are counted. */
    async update(
      pairId: string,
      version: number,
      fields: PairFields,
      formBefore: Form,
    ): Promise<boolean> {
      const met = await trx('pairs')
        .where({ id: pairId, version })
        .update({
          ...fieldColumns(fields),
          version: version + 1,
        });
      if (met === 0) return false;
      if (fields.form !== formBefore) {
        await trx('meetings').where('pair_id', pairId).update({ pair_form: fields.form });
        await trx('help_requests').where('pair_id', pairId).update({ pair_form: fields.form });
      }
      return true;
    },

    /** Writes columns over the version that the caller saw; false: there is a newer one. */
    async setColumns(
      pairId: string,
      version: number,
      columns: Readonly<Record<string, string | null>>,
    ): Promise<boolean> {
      const met = await trx('pairs')
        .where({ id: pairId, version })
        .update({ ...columns, version: version + 1 });
      return met === 1;
    },

    /** The date of the pair's first meeting, or null. */
    async firstMeetingOn(pairId: string): Promise<string | null> {
      const row: { held_on: string } | undefined = await trx('meetings')
        .where('pair_id', pairId)
        .whereNull('withdrawn_at')
        .orderBy('held_on')
        .first('held_on');
      return row?.held_on ?? null;
    },
  };
}
