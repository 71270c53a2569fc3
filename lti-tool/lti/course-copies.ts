import type { OutputOf } from '../../service/api/endpoint.js';
import type { Contract, MentoringApi } from '../../service/api/index.js';
import type { Clock } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { fromJson } from '../../shared/db/dialect.js';
import { courseKeyOf } from './context-store.js';

const ACTOR = { kind: 'system', name: 'course-copies' } as const;
const CONTEXTS_AT_MOST = 20;

export type EarlierProgramme = OutputOf<Contract['getContinuation']>['options'][number];

/** Which programmes a new course may continue, by what its LMS says. */
export interface CourseCopies {
  /**
   * Sorts a person's programmes: those of whose course this one is a copy, the latest copy first; and
   * the others of the same LMS. What is of another LMS is in neither.
   */
  sort(
    programmeId: string,
    programmes: readonly EarlierProgramme[],
  ): Promise<{ copied: EarlierProgramme[]; others: EarlierProgramme[] }>;
  /** The courses of a programme belong to another one now: roster and scores go on there. */
  moved(from: string, to: string): Promise<void>;
}

interface Row {
  issuer: string;
  history: unknown;
}

export function courseCopies(deps: { db: Db; clock: Clock; api: MentoringApi }): CourseCopies {
  const { db, clock, api } = deps;
  const coursesOf = (programmeIds: readonly string[]) =>
    db('lti_contexts as c')
      .join('lti_platforms as p', 'p.platform_id', 'c.platform_id')
      .whereIn('c.programme_id', [...programmeIds]);

  async function onLms(issuers: readonly string[], programmes: readonly EarlierProgramme[]) {
    const ids = programmes.map((one) => one.programmeId);
    const found = (await coursesOf(ids)
      .whereIn('p.issuer', [...issuers])
      .distinct('c.programme_id')
      .pluck('c.programme_id')) as string[];
    return new Set(found);
  }

  return {
    async sort(programmeId, programmes) {
      if (programmes.length === 0) return { copied: [], others: [] };
      const rows = (await coursesOf([programmeId])
        .limit(CONTEXTS_AT_MOST)
        .select('p.issuer', 'c.history')) as Row[];
      const keys = rows.flatMap(({ issuer, history }) =>
        (history === null ? [] : fromJson<string[]>(history)).map((id) => courseKeyOf(issuer, id)),
      );
      const age = (one: EarlierProgramme): number =>
        keys.findIndex((key) => one.courseKeys.includes(key));
      const copied = programmes.filter((one) => age(one) >= 0).sort((a, b) => age(a) - age(b));
      const there = await onLms(
        rows.map((row) => row.issuer),
        programmes,
      );
      const others = programmes.filter(
        (one) => !copied.includes(one) && there.has(one.programmeId),
      );
      return { copied, others };
    },
    async moved(from, to) {
      const now = clock.now();
      await db('lti_contexts')
        .where('programme_id', from)
        .update({ programme_id: to, updated_at: now, sync_next_at: now });
      await api.as(ACTOR).wakeGrades({ programmeId: to, columnChanged: true });
    },
  };
}
