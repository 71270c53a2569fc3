import type { Db } from '../../shared/db/connect.js';
import { isDuplicate } from '../../shared/db/db-errors.js';
import { fromJson, toJson } from '../../shared/db/dialect.js';
import { newId } from '../../shared/ids.js';
import type { Protocol, ProtocolFields } from '../api/council.js';
import { bulkInsert } from '../db/bulk.js';

/** What a signature freezes: names, positions and roles as they are on that day. */
export interface Frozen {
  present: Protocol['present'];
  /** Of each point, in order. */
  people: Protocol['points'][number]['people'][];
  signedBy: string;
  /** Not in minutes that were signed before papers named the college. */
  organisationName?: string;
  programmeTitle?: string;
}

export interface StoredProtocol {
  protocolId: string;
  number: string;
  heldOn: string;
  presentIds: string[];
  points: { topic: string; decision: string }[];
  frozen: Frozen | null;
  signedAt: number | null;
  version: number;
}

interface Row extends Omit<StoredProtocol, 'presentIds' | 'points' | 'frozen'> {
  present: unknown;
  points: unknown;
  frozen: unknown;
}

const stored = ({ present, points, frozen, ...row }: Row): StoredProtocol => ({
  ...row,
  presentIds: fromJson(present),
  points: fromJson(points),
  frozen: frozen === null ? null : fromJson(frozen),
  signedAt: row.signedAt === null ? null : Number(row.signedAt),
});

const COLUMNS = {
  protocolId: 'id',
  number: 'number',
  heldOn: 'held_on',
  present: 'present',
  points: 'points',
  frozen: 'frozen',
  signedAt: 'signed_at',
  version: 'version',
};

const columnsOf = (fields: ProtocolFields) => ({
  number: fields.number,
  held_on: fields.heldOn,
  present: toJson(fields.presentIds),
  points: toJson(fields.points.map(({ topic, decision }) => ({ topic, decision }))),
});

interface Of {
  organisationId: string;
  programmeId: string;
}

/** The SQL of the council's minutes; on a transaction: `protocolStore(trx)`. */
export function protocolStore(db: Db) {
  const one = (programmeId: string, protocolId: string) =>
    db('council_protocols').where({ programme_id: programmeId, id: protocolId });

  async function writePeople(of: Of, protocolId: string, fields: ProtocolFields): Promise<void> {
    await db('council_protocol_people').where({ protocol_id: protocolId }).delete();
    const rows = fields.points.flatMap(({ personIds }, point) =>
      [...new Set(personIds)].map((personId) => ({
        id: newId(),
        organisation_id: of.organisationId,
        programme_id: of.programmeId,
        protocol_id: protocolId,
        point,
        person_id: personId,
      })),
    );
    if (rows.length > 0) await bulkInsert(db, 'council_protocol_people', rows);
  }

  return {
    /** A page, newest first, and how many there are. */
    async page(
      programmeId: string,
      filter: {
        state?: string | undefined;
        personId?: string | undefined;
        page: number;
        pageSize: number;
      },
    ): Promise<{ rows: StoredProtocol[]; total: number }> {
      const { state, personId, page, pageSize } = filter;
      const found = () => {
        const query = db('council_protocols').where('programme_id', programmeId);
        if (state === 'signed') query.whereNotNull('signed_at');
        if (state === 'draft') query.whereNull('signed_at');
        if (personId !== undefined) {
          query.whereIn(
            'id',
            db('council_protocol_people')
              .where({ programme_id: programmeId, person_id: personId })
              .select('protocol_id'),
          );
        }
        return query;
      };
      const rows: Row[] = await found()
        .orderBy([
          { column: 'held_on', order: 'desc' },
          { column: 'id', order: 'desc' },
        ])
        .limit(pageSize)
        .offset((page - 1) * pageSize)
        .select(COLUMNS);
      const [sum] = await found().count({ n: '*' });
      return { rows: rows.map(stored), total: Number(sum?.['n'] ?? 0) };
    },

    async find(programmeId: string, protocolId: string): Promise<StoredProtocol | null> {
      const row: Row | undefined = await one(programmeId, protocolId).first(COLUMNS);
      return row ? stored(row) : null;
    },

    /** Whom the points concern, in the order of names. */
    async people(
      programmeId: string,
      protocolId: string,
    ): Promise<{ point: number; personId: string; name: string }[]> {
      return db('council_protocol_people as c')
        .join('people as p', 'p.id', 'c.person_id')
        .where({ 'c.programme_id': programmeId, 'c.protocol_id': protocolId })
        .orderBy(['c.point', 'p.sort_key', 'p.id'])
        .select({ point: 'c.point', personId: 'c.person_id', name: 'p.name' });
    },

    /** @returns the new id; null: the number is taken */
    async insert(
      of: Of,
      fields: ProtocolFields,
      by: { personId: string | null; at: number },
    ): Promise<string | null> {
      const id = newId();
      try {
        await db('council_protocols').insert({
          id,
          organisation_id: of.organisationId,
          programme_id: of.programmeId,
          ...columnsOf(fields),
          created_by: by.personId,
          created_at: by.at,
        });
      } catch (error) {
        if (isDuplicate(error)) return null;
        throw error;
      }
      await writePeople(of, id, fields);
      return id;
    },

    /** Writes over the version that the caller saw, where it is not signed. */
    async update(
      of: Of,
      protocolId: string,
      version: number,
      fields: ProtocolFields,
    ): Promise<'written' | 'changed' | 'number_taken'> {
      try {
        const met = await one(of.programmeId, protocolId)
          .where('version', version)
          .whereNull('signed_at')
          .update({ ...columnsOf(fields), version: version + 1 });
        if (met !== 1) return 'changed';
      } catch (error) {
        if (isDuplicate(error)) return 'number_taken';
        throw error;
      }
      await writePeople(of, protocolId, fields);
      return 'written';
    },

    /** Signs the version that the caller saw; false: it was changed or signed meanwhile. */
    async sign(
      programmeId: string,
      protocolId: string,
      version: number,
      frozen: Frozen,
      by: { personId: string | null; at: number },
    ): Promise<boolean> {
      const met = await one(programmeId, protocolId)
        .where('version', version)
        .whereNull('signed_at')
        .update({
          frozen: toJson(frozen),
          signed_at: by.at,
          signed_by: by.personId,
          version: version + 1,
        });
      return met === 1;
    },
  };
}
