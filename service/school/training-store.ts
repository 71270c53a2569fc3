import type { Db } from '../../shared/db/connect.js';

/** What a programme asks of its mentors, and who holds a certificate. */
export interface TrainingFacts {
  sessions: number | null;
  minutes: number | null;
  poolNeedsTraining: boolean;
  certified: string[];
}

/** Reads both by one statement, of a programme or of one person: it stands in every list of people. */
export async function readTrainingFacts(
  db: Db,
  programmeId: string,
  personId?: string,
): Promise<TrainingFacts> {
  const rows: {
    sessions: number | null;
    minutes: number | null;
    pool: number | boolean | null;
    personId: string | null;
  }[] = await db('programmes as g')
    .leftJoin('school_rules as r', 'r.programme_id', 'g.id')
    .leftJoin('school_certificates as c', (join) => {
      join.on('c.programme_id', 'g.id').andOnNull('c.revoked_on');
      if (personId !== undefined) join.andOnVal('c.person_id', personId);
    })
    .where('g.id', programmeId)
    .select({
      sessions: 'r.sessions',
      minutes: 'r.minutes',
      pool: 'r.pool_needs_training',
      personId: 'c.person_id',
    });
  const [first] = rows;
  return {
    sessions: first?.sessions ?? null,
    minutes: first?.minutes ?? null,
    poolNeedsTraining: Boolean(first?.pool),
    certified: rows.flatMap((row) => row.personId ?? []),
  };
}
