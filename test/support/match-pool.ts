import type { PersonActor } from '../../service/api/actor.js';
import type { MentoringClient, Role } from '../../service/api/index.js';
import { type BuiltPerson, buildPerson } from '../../service/test/support/builders.js';
import type { Db } from '../../shared/db/connect.js';
import { newId } from '../../shared/ids.js';

interface Opened {
  db: Db;
  api: { as(actor: PersonActor): MentoringClient };
}

/** Somebody for whom a mentor is sought, or who could be one. */
export interface PoolPerson {
  role: 'mentee' | 'mentor';
  familyName: string;
  givenName?: string;
  groupName?: string;
  speciality?: string;
  /** Of a mentor. */
  capacity?: number;
}

/** The programme of the demo college, and who coordinates it. */
async function demoProgramme({ db }: Opened) {
  const row = await db('participations').where('role', 'coordinator').first();
  const organisationId: string = row.organisation_id;
  const coordinator: PersonActor = {
    kind: 'person',
    organisationId,
    personId: row.person_id,
    role: 'coordinator' as Role,
  };
  return { organisationId, programmeId: row.programme_id as string, coordinator };
}

/** Takes everybody out for whom a mentor would be sought, so that a test knows who is there. */
export async function emptyPool(opened: Opened): Promise<void> {
  const { programmeId, coordinator } = await demoProgramme(opened);
  const api = opened.api.as(coordinator);
  for (const state of ['pool', 'waiting', 'selected', 'trained'] as const) {
    const { rows } = await api.listPeople({ programmeId, role: 'mentee', state, pageSize: 100 });
    for (const { personId, version } of rows) {
      await api.decide({
        programmeId,
        personId,
        role: 'mentee',
        decision: 'withdraw',
        reason: 'Перевёлся в другой колледж',
        version,
      });
    }
  }
}

/** Puts people with a consent into the pool of the demo college's programme; in the order given. */
export async function fillPool(
  opened: Opened,
  people: readonly PoolPerson[],
): Promise<BuiltPerson[]> {
  const { db, api } = opened;
  const { organisationId, programmeId, coordinator } = await demoProgramme(opened);
  const made: BuiltPerson[] = [];
  for (const one of people) {
    const person = await buildPerson(
      db,
      { organisationId, programmeId },
      {
        roles: [one.role],
        familyName: one.familyName,
        ...(one.givenName === undefined ? {} : { givenName: one.givenName }),
        groupName: one.groupName ?? 'ЭЛ-11',
        lmsStatus: 'none',
      },
    );
    const { personId } = person;
    const base = { person_id: personId, organisation_id: organisationId, created_at: 0 };
    await db('profiles').insert({
      ...base,
      birth_date: '2004-03-05',
      speciality: one.speciality ?? null,
    });
    if (one.role === 'mentor') {
      await db('mentor_profiles').insert({
        id: newId(),
        ...base,
        capacity: one.capacity ?? 1,
        preferred_age: 'от 18 лет',
      });
    }
    await api.as(coordinator).recordPaperConsent({
      programmeId,
      personId,
      kind: 'own',
      givenOn: '2026-09-10',
      representative: null,
      originalNumber: '17',
      originalNote: 'Личное дело',
    });
    made.push(person);
  }
  return made;
}
