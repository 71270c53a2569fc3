import { todayIn } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { fromJson } from '../../shared/db/dialect.js';
import type { Form, Role } from '../api/reference.js';
import { withdrawnOf } from '../consents/index.js';
import { readProgrammeSettings } from '../programmes/index.js';
import type { Look, Staff } from './kind.js';
import { settingStore } from './setting-store.js';

/** Coordinators and curators of a programme who come by the LMS. */
async function staffOf(db: Db, programmeId: string): Promise<Staff[]> {
  const rows: { personId: string; role: Role; scopeForms: unknown }[] = await db(
    'participations as t',
  )
    .join('members as m', (join) =>
      join.on('m.programme_id', 't.programme_id').andOn('m.person_id', 't.person_id'),
    )
    .where('t.programme_id', programmeId)
    .whereIn('t.role', ['coordinator', 'curator'])
    .where('t.state', 'admitted')
    .where('m.lms_status', 'active')
    .orderBy('t.person_id')
    .select({ personId: 't.person_id', role: 't.role', scopeForms: 't.scope_forms' });
  return rows.map(({ scopeForms, ...one }) => ({
    ...one,
    scopeForms: scopeForms === null ? null : fromJson<Form[]>(scopeForms),
  }));
}

/** Reads what the kinds need to know of a programme: four statements, or some more where consents were taken back. */
export async function lookAt(
  db: Db,
  programmeId: string,
  now: number,
): Promise<Look & { runs: boolean }> {
  const programme = await readProgrammeSettings(db, programmeId);
  const { organisationId, timeZone, meetingEveryDays, startsOn, endsOn, setUp } = programme;
  const today = todayIn(timeZone, { now: () => now });
  return {
    organisationId,
    programmeId,
    today,
    now,
    timeZone,
    meetingEveryDays,
    reminding: await settingStore(db).settings(programmeId),
    withdrawn: await withdrawnOf(db, { programmeId, today }),
    staff: await staffOf(db, programmeId),
    // Pairs may go on somewhat beyond the year.
    runs: setUp && startsOn <= today && today <= lastDayOf(endsOn),
  };
}

const lastDayOf = (endsOn: string): string =>
  new Date(Date.parse(`${endsOn}T00:00:00Z`) + 92 * 86_400_000).toISOString().slice(0, 10);
