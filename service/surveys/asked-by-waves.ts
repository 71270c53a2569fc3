import type { Db } from '../../shared/db/connect.js';
import type { SurveyRole } from '../api/reference.js';
import { askable } from './askable.js';
import { missingFrom } from './audience-queries.js';
import { waveStore } from './wave-store.js';

/** Somebody whom a wave that is open asks, and who has not answered. */
export interface Asked {
  waveId: string;
  title: string;
  endsOn: string;
  role: SurveyRole;
  personId: string;
}

/** Open waves of one programme; nobody has more at once. */
const MOST_WAVES = 200;

type Which =
  | { after: { waveId: string; personId: string }; limit: number }
  | { waveIds: readonly string[]; people: readonly string[] };

/**
 * Those whom the open waves of a programme ask and who have not answered, in the order of waves and people: a page
 * of them, or some that are asked for again. Only who comes by the LMS, and no anonymous waves.
 */
export async function askedByWaves(
  db: Db,
  { programmeId, today }: { programmeId: string; today: string },
  which: Which,
): Promise<Asked[]> {
  const open = await waveStore(db).list(
    { programmeId, scopeForms: null },
    { state: { is: 'open', today } },
    { page: 1, pageSize: MOST_WAVES },
  );
  const named = open.filter((wave) => !wave.anonymous);
  const waves = (await askable(db, named, today)).sort((a, b) => (a.waveId < b.waveId ? -1 : 1));
  const found: Asked[] = [];
  for (const wave of waves) {
    const { waveId, title, endsOn, role } = wave;
    if ('waveIds' in which && !which.waveIds.includes(waveId)) continue;
    if ('after' in which && waveId < which.after.waveId) continue;
    const query = missingFrom(db, wave).where('m.lms_status', 'active');
    if ('waveIds' in which) query.whereIn('t.person_id', [...which.people]);
    else {
      if (waveId === which.after.waveId) query.where('t.person_id', '>', which.after.personId);
      query.orderBy('t.person_id').limit(which.limit - found.length);
    }
    const ids: string[] = await query.pluck('t.person_id');
    found.push(...ids.map((personId) => ({ waveId, title, endsOn, role, personId })));
    if ('after' in which && found.length >= which.limit) break;
  }
  return found;
}
