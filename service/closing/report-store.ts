import type { Db } from '../../shared/db/connect.js';
import { isDuplicate } from '../../shared/db/db-errors.js';
import { fromJson, toJson } from '../../shared/db/dialect.js';
import { newId } from '../../shared/ids.js';
import type { ReportState } from '../api/closing-reference.js';
import type { ReportData, ReportTexts } from '../api/closing-report.js';

/** A report as it is stored, with the name of who handed it in. */
export interface StoredReport {
  reportId: string;
  state: ReportState;
  texts: ReportTexts;
  submittedBy: string | null;
  submittedByName: string | null;
  submittedAt: number | null;
  returnNote: string | null;
  acceptedNumber: number | null;
  version: number;
}

/** A report as it was accepted. */
export interface AcceptedReport {
  number: number;
  content: { texts: ReportTexts; data: ReportData; submittedBy: string | null };
  acceptedBy: string;
  acceptedAt: number;
}

export interface ReportPlace {
  organisationId: string;
  programmeId: string;
  pairId: string;
}

/** Accepted versions that are told of one report. */
const MOST_VERSIONS = 50;

type Words = Omit<ReportTexts, 'recommendation'>;

const split = ({ recommendation, ...words }: ReportTexts) => ({
  words: toJson(words),
  recommendation,
});

/** The SQL of reports and their accepted versions; on a transaction: `reportStore(trx)`. */
export function reportStore(db: Db) {
  return {
    async find(programmeId: string, pairId: string): Promise<StoredReport | null> {
      const row = await db('mentor_reports as r')
        .leftJoin('people as p', 'p.id', 'r.submitted_by')
        .where({ 'r.programme_id': programmeId, 'r.pair_id': pairId })
        .first({
          reportId: 'r.id',
          state: 'r.state',
          words: 'r.words',
          recommendation: 'r.recommendation',
          submittedBy: 'r.submitted_by',
          submittedByName: 'p.name',
          submittedAt: 'r.submitted_at',
          returnNote: 'r.return_note',
          acceptedNumber: 'r.accepted_number',
          version: 'r.version',
        });
      if (!row) return null;
      const { words, recommendation, submittedAt, ...rest } = row;
      return {
        ...rest,
        texts: { ...fromJson<Words>(words), recommendation },
        submittedAt: submittedAt === null ? null : Number(submittedAt),
      };
    },

    /** Writes over the version that was seen (0: none yet); false: there is a newer one. */
    async save(
      place: ReportPlace,
      texts: ReportTexts,
      by: { personId: string | null; now: number; submit: boolean },
      version: number,
    ): Promise<boolean> {
      const columns = {
        ...split(texts),
        updated_at: by.now,
        state: (by.submit ? 'submitted' : 'draft') satisfies ReportState,
        ...(by.submit
          ? { submitted_by: by.personId, submitted_at: by.now, return_note: null }
          : {}),
      };
      if (version > 0) {
        // Words that are saved on the way leave a returned report what it is: the curator's word stays above it.
        const { state, ...words } = columns;
        const met = await db('mentor_reports')
          .where({ pair_id: place.pairId, version })
          .update({ ...words, ...(by.submit ? { state } : {}), version: version + 1 });
        return met === 1;
      }
      try {
        await db('mentor_reports').insert({
          id: newId(),
          organisation_id: place.organisationId,
          programme_id: place.programmeId,
          pair_id: place.pairId,
          ...columns,
          created_at: by.now,
        });
        return true;
      } catch (error) {
        if (isDuplicate(error)) return false;
        throw error;
      }
    },

    /** Keeps a report as it is with its data, as the next accepted version; false: it is newer. */
    async accept(
      place: ReportPlace,
      report: StoredReport,
      content: AcceptedReport['content'],
      by: { personId: string | null; now: number },
    ): Promise<boolean> {
      const number = (report.acceptedNumber ?? 0) + 1;
      const met = await db('mentor_reports')
        .where({ id: report.reportId, version: report.version })
        .update({
          state: 'accepted' satisfies ReportState,
          accepted_number: number,
          decided_by: by.personId,
          return_note: null,
          updated_at: by.now,
          version: report.version + 1,
        });
      if (met !== 1) return false;
      await db('mentor_report_versions').insert({
        id: newId(),
        organisation_id: place.organisationId,
        programme_id: place.programmeId,
        report_id: report.reportId,
        number,
        content: toJson(content),
        submitted_by: report.submittedBy,
        accepted_by: by.personId,
        accepted_at: by.now,
      });
      return true;
    },

    async giveBack(
      report: StoredReport,
      note: string,
      by: { personId: string | null; now: number },
    ): Promise<boolean> {
      const met = await db('mentor_reports')
        .where({ id: report.reportId, version: report.version })
        .update({
          state: 'returned' satisfies ReportState,
          return_note: note,
          decided_by: by.personId,
          updated_at: by.now,
          version: report.version + 1,
        });
      return met === 1;
    },

    /** The accepted versions, the latest first. */
    async versions(reportId: string): Promise<AcceptedReport[]> {
      const rows = await db('mentor_report_versions as v')
        .leftJoin('people as p', 'p.id', 'v.accepted_by')
        .where('v.report_id', reportId)
        .orderBy('v.number', 'desc')
        .limit(MOST_VERSIONS)
        .select({
          number: 'v.number',
          content: 'v.content',
          acceptedBy: 'p.name',
          acceptedAt: 'v.accepted_at',
        });
      return rows.map((row) => ({
        number: row.number,
        content: fromJson<AcceptedReport['content']>(row.content),
        acceptedBy: row.acceptedBy ?? '',
        acceptedAt: Number(row.acceptedAt),
      }));
    },
  };
}
