import type { Db } from '../../shared/db/connect.js';
import type { FileFacts } from '../api/files.js';

export interface NewAnnotation {
  annotationId: string;
  organisationId: string;
  programmeId: string;
  personId: string;
  consentId: string;
  scanId: string | null;
  scanHash: string | null;
  note: string | null;
  reason: string | null;
  actorId: string | null;
  at: number;
}

export interface StoredAnnotation {
  annotationId: string;
  consentId: string;
  at: number;
  by: string | null;
  note: string | null;
  reason: string | null;
  scan: FileFacts | null;
}

/** The SQL of what is added to consents later. It adds rows and changes none. */
export function annotationStore(db: Db) {
  return {
    async append(one: NewAnnotation): Promise<void> {
      await db('consent_annotations').insert({
        id: one.annotationId,
        organisation_id: one.organisationId,
        programme_id: one.programmeId,
        person_id: one.personId,
        consent_id: one.consentId,
        scan_id: one.scanId,
        scan_hash: one.scanHash,
        note: one.note,
        reason: one.reason,
        actor_id: one.actorId,
        created_at: one.at,
      });
    },

    /** All that was added to the consents of somebody, newest first. */
    async ofPerson(programmeId: string, personId: string): Promise<StoredAnnotation[]> {
      const rows = await db('consent_annotations as n')
        .leftJoin('people as a', 'a.id', 'n.actor_id')
        .leftJoin('files as f', 'f.id', 'n.scan_id')
        .where({ 'n.programme_id': programmeId, 'n.person_id': personId })
        .orderBy([
          { column: 'n.created_at', order: 'desc' },
          { column: 'n.id', order: 'desc' },
        ])
        .select({
          annotationId: 'n.id',
          consentId: 'n.consent_id',
          at: 'n.created_at',
          by: 'a.name',
          note: 'n.note',
          reason: 'n.reason',
          scanType: 'f.type',
          scanSize: 'f.size',
        });
      return rows.map(({ scanType, scanSize, ...row }) => ({
        ...row,
        at: Number(row.at),
        scan: scanType === null ? null : { type: scanType, size: Number(scanSize) },
      }));
    },

    /** The hash of the latest scan that was added to a consent; null: none was. */
    async lastScan(
      of: { programmeId: string; personId: string },
      consentId: string,
    ): Promise<{ scanHash: string | null } | null> {
      const row = await db('consent_annotations')
        .where({ programme_id: of.programmeId, person_id: of.personId, consent_id: consentId })
        .whereNotNull('scan_id')
        .orderBy([
          { column: 'created_at', order: 'desc' },
          { column: 'id', order: 'desc' },
        ])
        .first({ scanHash: 'scan_hash' });
      return row ?? null;
    },

    /** Which file an annotation of this person's consent brought; null: there is no such, or it has none. */
    async scanOf(
      of: { programmeId: string; personId: string; consentId: string },
      annotationId: string,
    ): Promise<string | null> {
      const row = await db('consent_annotations')
        .where({
          id: annotationId,
          programme_id: of.programmeId,
          person_id: of.personId,
          consent_id: of.consentId,
        })
        .first('scan_id');
      return row?.scan_id ?? null;
    },
  };
}
