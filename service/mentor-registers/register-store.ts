import type { Db } from '../../shared/db/connect.js';
import { isDuplicate } from '../../shared/db/db-errors.js';
import { fromJson, toJson } from '../../shared/db/dialect.js';
import { newId } from '../../shared/ids.js';
import type { MentorCells } from '../api/mentor-registers.js';
import type { SelectionGap } from '../api/reference.js';
import { bulkInsert } from '../db/bulk.js';

export interface StoredRegister {
  registerId: string;
  number: number;
  orderNumber: string;
  orderOn: string;
  basis: string | null;
  protocolId: string | null;
  approvedAt: number;
}

export interface StoredRow {
  personId: string;
  /** Null: left out. */
  position: number | null;
  name: string;
  cells: MentorCells | null;
  lacks: SelectionGap[];
  reason: string | null;
}

export interface Choice {
  personId: string;
  included: boolean;
  /** Empty: as is proposed, whatever was chosen for the register in force. */
  reason: string;
}

interface Of {
  organisationId: string;
  programmeId: string;
}

const COLUMNS = {
  registerId: 'id',
  number: 'number',
  orderNumber: 'order_number',
  orderOn: 'order_on',
  basis: 'basis',
  protocolId: 'protocol_id',
  approvedAt: 'approved_at',
};

/** The SQL of approved registers and of what is chosen for the next; on a transaction: `registerStore(trx)`. */
export function registerStore(db: Db) {
  const registers = (programmeId: string) =>
    db('mentor_registers').where('programme_id', programmeId);

  return {
    /** Newest first. */
    async all(programmeId: string): Promise<StoredRegister[]> {
      const rows = await registers(programmeId).orderBy('number', 'desc').select(COLUMNS);
      return rows.map((row) => ({ ...row, approvedAt: Number(row.approvedAt) }));
    },

    /** The people of the register with the highest number: one statement. */
    async inForce(programmeId: string): Promise<Set<string>> {
      const latest = registers(programmeId).max('number');
      const ids: string[] = await db('mentor_register_rows as r')
        .join('mentor_registers as g', 'g.id', 'r.register_id')
        .where({ 'g.programme_id': programmeId, 'r.included': true })
        .where('g.number', latest)
        .pluck('r.person_id');
      return new Set(ids);
    },

    /** The people of all registers of a programme, by register. */
    async peopleOfAll(programmeId: string): Promise<Map<string, string[]>> {
      const rows: { registerId: string; personId: string }[] = await db('mentor_register_rows')
        .where({ programme_id: programmeId, included: true })
        .select({ registerId: 'register_id', personId: 'person_id' });
      const people = new Map<string, string[]>();
      for (const { registerId, personId } of rows) {
        const known = people.get(registerId);
        if (known) known.push(personId);
        else people.set(registerId, [personId]);
      }
      return people;
    },

    /** In the order of column 1; who was left out after them, by name. */
    async rows(programmeId: string, registerId: string): Promise<StoredRow[]> {
      const rows = await db('mentor_register_rows')
        .where({ programme_id: programmeId, register_id: registerId })
        .orderBy('id')
        .select({
          personId: 'person_id',
          position: 'position',
          name: 'name',
          cells: 'cells',
          lacks: 'lacks',
          reason: 'reason',
        });
      return rows.map((row) => ({
        ...row,
        position: row.position === null ? null : Number(row.position),
        cells: row.cells === null ? null : fromJson(row.cells),
        lacks: fromJson(row.lacks),
      }));
    },

    /** @returns the new id; null: a register of this number was approved meanwhile */
    async insert(
      of: Of,
      register: Omit<StoredRegister, 'registerId'>,
      rows: readonly StoredRow[],
      approvedBy: string | null,
    ): Promise<string | null> {
      const id = newId();
      const base = { organisation_id: of.organisationId, programme_id: of.programmeId };
      try {
        await db('mentor_registers').insert({
          id,
          ...base,
          number: register.number,
          order_number: register.orderNumber,
          order_on: register.orderOn,
          basis: register.basis,
          protocol_id: register.protocolId,
          approved_at: register.approvedAt,
          approved_by: approvedBy,
        });
      } catch (error) {
        if (isDuplicate(error)) return null;
        throw error;
      }
      await bulkInsert(
        db,
        'mentor_register_rows',
        rows.map((row) => ({
          id: newId(),
          ...base,
          register_id: id,
          person_id: row.personId,
          included: row.position !== null,
          position: row.position,
          name: row.name,
          cells: row.cells === null ? null : toJson(row.cells),
          lacks: toJson(row.lacks),
          reason: row.reason,
        })),
      );
      return id;
    },

    async choices(programmeId: string): Promise<Map<string, Choice>> {
      const rows = await db('mentor_register_choices')
        .where('programme_id', programmeId)
        .select({ personId: 'person_id', included: 'included', reason: 'reason' });
      return new Map(
        rows.map((row) => [row.personId, { ...row, included: Boolean(row.included) }]),
      );
    },

    /** Who was taken into the register in force, or left out of it, by hand, and why. */
    async choicesInForce(programmeId: string): Promise<Map<string, Choice>> {
      const rows = await db('mentor_register_rows as r')
        .join('mentor_registers as g', 'g.id', 'r.register_id')
        .where('g.programme_id', programmeId)
        .where('g.number', registers(programmeId).max('number'))
        .whereNotNull('r.reason')
        .select({ personId: 'r.person_id', included: 'r.included', reason: 'r.reason' });
      return new Map(
        rows.map((row) => [row.personId, { ...row, included: Boolean(row.included) }]),
      );
    },

    /** Writes a choice over the earlier one, or takes it back (null). */
    async choose(
      of: Of & { personId: string },
      choice: { included: boolean; reason: string } | null,
      by: { personId: string | null; at: number },
    ): Promise<void> {
      const where = { programme_id: of.programmeId, person_id: of.personId };
      if (choice === null) {
        await db('mentor_register_choices').where(where).delete();
        return;
      }
      const said = {
        included: choice.included,
        reason: choice.reason,
        decided_by: by.personId,
        decided_at: by.at,
      };
      await db('mentor_register_choices')
        .insert({ id: newId(), organisation_id: of.organisationId, ...where, ...said })
        .onConflict(['programme_id', 'person_id'])
        .merge(said);
    },

    /** The next register begins anew, with what was chosen for this one offered again. */
    async clearChoices(programmeId: string): Promise<void> {
      await db('mentor_register_choices').where('programme_id', programmeId).delete();
    },
  };
}
