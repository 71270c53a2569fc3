import type { Db } from '../../shared/db/connect.js';
import { fromJson } from '../../shared/db/dialect.js';
import { newId } from '../../shared/ids.js';
import type { InterviewFields } from '../api/interviews.js';
import type { InterviewOutcome } from '../api/reference.js';

export interface StoredInterview extends InterviewFields {
  interviewId: string;
  version: number;
}

export const INTERVIEW_CORRECTED = 'interview.corrected';

const COLUMNS = {
  interviewId: 'id',
  heldOn: 'held_on',
  heldBy: 'interviewer',
  motivation: 'motivation',
  experience: 'experience',
  readiness: 'readiness',
  limits: 'limits',
  outcome: 'outcome',
  reason: 'reason',
  version: 'version',
};

const columnsOf = (fields: InterviewFields) => ({
  held_on: fields.heldOn,
  interviewer: fields.heldBy,
  motivation: fields.motivation || null,
  experience: fields.experience || null,
  readiness: fields.readiness || null,
  limits: fields.limits || null,
  outcome: fields.outcome,
  reason: fields.reason || null,
});

interface Of {
  programmeId: string;
  personId: string;
}

/** The SQL of interviews with candidates; on a transaction: `interviewStore(trx)`. */
export function interviewStore(db: Db) {
  const of = ({ programmeId, personId }: Of) =>
    db('mentor_interviews').where({ programme_id: programmeId, person_id: personId });

  return {
    /** Newest first. */
    async all(which: Of): Promise<StoredInterview[]> {
      return of(which)
        .orderBy([
          { column: 'held_on', order: 'desc' },
          { column: 'id', order: 'desc' },
        ])
        .select(COLUMNS);
    },

    async find(which: Of, interviewId: string): Promise<StoredInterview | null> {
      return (await of(which).where('id', interviewId).first(COLUMNS)) ?? null;
    },

    /** The latest outcome of each who was interviewed, by person. */
    async latest(
      programmeId: string,
    ): Promise<Map<string, { heldOn: string; outcome: InterviewOutcome }>> {
      const rows = await db('mentor_interviews')
        .where('programme_id', programmeId)
        .orderBy(['person_id', 'held_on', 'id'])
        .select({ personId: 'person_id', heldOn: 'held_on', outcome: 'outcome' });
      return new Map(rows.map(({ personId, heldOn, outcome }) => [personId, { heldOn, outcome }]));
    },

    async insert(
      which: Of & { organisationId: string },
      fields: InterviewFields,
      by: { personId: string | null; at: number },
    ): Promise<string> {
      const id = newId();
      await db('mentor_interviews').insert({
        id,
        organisation_id: which.organisationId,
        programme_id: which.programmeId,
        person_id: which.personId,
        ...columnsOf(fields),
        created_by: by.personId,
        created_at: by.at,
      });
      return id;
    },

    /** Writes over the version that the caller saw; false: there is a newer one. */
    async update(
      which: Of,
      interviewId: string,
      version: number,
      fields: InterviewFields,
    ): Promise<boolean> {
      const met = await of(which)
        .where({ id: interviewId, version })
        .update({ ...columnsOf(fields), version: version + 1 });
      return met === 1;
    },

    /** What corrections replaced, newest first: it stands in the journal. */
    async corrections(which: Of, interviewId: string) {
      const rows = await db('journal as j')
        .leftJoin('people as p', 'p.id', 'j.actor_id')
        .where({
          'j.programme_id': which.programmeId,
          'j.entity': 'participant',
          'j.action': INTERVIEW_CORRECTED,
        })
        // Also of a record that was merged into this one since.
        .whereIn(
          'j.entity_id',
          db('people')
            .where('merged_into', which.personId)
            .orWhere('id', which.personId)
            .select('id'),
        )
        .orderBy('j.id', 'desc')
        .select({ at: 'j.at', by: 'p.name', before: 'j.before', after: 'j.after' });
      return rows
        .map(({ at, by, before, after }) => ({
          at: Number(at),
          by: by ?? '',
          fields: fromJson<Record<string, unknown>>(before ?? '{}'),
          interviewId: fromJson<{ interviewId?: string }>(after ?? '{}').interviewId,
        }))
        .filter((row) => row.interviewId === interviewId)
        .map(({ interviewId: _id, ...row }) => row);
    },
  };
}
