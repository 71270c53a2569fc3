import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { newId } from '../../shared/ids.js';

/** `settle`: what is open is looked at again; `look`: what has fallen due is looked for. */
export type Phase = 'settle' | 'look';

/** A run that this process holds. */
export interface Run {
  runId: string;
  programmeId: string;
  kind: string;
  phase: Phase | null;
  reached: string | null;
}

/** Another process may take the run that was read: so many others are tried. */
const TRIES = 20;

/** The SQL of how far the looking for reminders is. */
export function runStore(db: Db) {
  return {
    /** Programmes that have not all these runs yet, with how many they have; so many at most. */
    async withoutRuns(
      kinds: number,
      limit: number,
    ): Promise<{ programmeId: string; organisationId: string }[]> {
      return db('programmes as g')
        .leftJoin('reminder_runs as r', 'r.programme_id', 'g.id')
        .where('g.set_up', true)
        .groupBy('g.id', 'g.organisation_id')
        .having(db.raw('count(r.id)'), '<', kinds)
        .limit(limit)
        .select({ programmeId: 'g.id', organisationId: 'g.organisation_id' });
    },

    /** Notes runs of a programme, those that are there already left alone. */
    async add(
      place: { programmeId: string; organisationId: string },
      kinds: readonly string[],
      dueAt: number,
    ): Promise<void> {
      await db('reminder_runs')
        .insert(
          kinds.map((kind) => ({
            id: newId(),
            organisation_id: place.organisationId,
            programme_id: place.programmeId,
            kind,
            due_at: dueAt,
          })),
        )
        .onConflict(['programme_id', 'kind'])
        .ignore();
    },

    /** Takes the run that has been due for longest, for this process alone; null: none is. */
    async claim(token: string, now: number, until: number): Promise<Run | null> {
      const free = (query: Knex.QueryBuilder) =>
        query
          .where('due_at', '<=', now)
          .where((either) => either.whereNull('claimed_until').orWhere('claimed_until', '<=', now));
      for (let tries = 0; tries < TRIES; tries += 1) {
        const next: Run | undefined = await free(db('reminder_runs'))
          .orderBy(['due_at', 'id'])
          .first({
            runId: 'id',
            programmeId: 'programme_id',
            kind: 'kind',
            phase: 'phase',
            reached: 'reached',
          });
        if (!next) return null;
        const met = await free(db('reminder_runs').where('id', next.runId)).update({
          claimed_by: token,
          claimed_until: until,
        });
        if (met !== 1) continue;
        // Where it is now: its last holder may have gone on after it was read.
        const now_: { phase: Phase | null; reached: string | null } = await db('reminder_runs')
          .where('id', next.runId)
          .first('phase', 'reached');
        return { ...next, ...now_ };
      }
      return null;
    },

    /** Notes how far a run is, in the transaction that did so; false: it is another process's by now. */
    async advance(
      runId: string,
      token: string,
      to: { phase: Phase | null; reached: string | null; until: number | null; dueAt?: number },
      now: number,
    ): Promise<boolean> {
      const ended = to.phase === null;
      const met = await db('reminder_runs')
        .where({ id: runId, claimed_by: token })
        .update({
          phase: to.phase,
          reached: to.reached,
          claimed_until: to.until,
          ...(to.until === null ? { claimed_by: null } : {}),
          ...(ended ? { ended_at: now } : {}),
          ...(to.dueAt === undefined ? {} : { due_at: to.dueAt }),
        });
      return met === 1;
    },

    /** Has a kind of a programme looked for at a moment that was set anew. */
    async reschedule(programmeId: string, kind: string, dueAt: number): Promise<void> {
      await db('reminder_runs')
        .where({ programme_id: programmeId, kind })
        .whereNull('phase')
        .update({ due_at: dueAt });
    },
  };
}
