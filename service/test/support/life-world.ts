import type { Db } from '../../../shared/db/connect.js';
import { newId } from '../../../shared/ids.js';
import { analyticsHandlers } from '../../analytics/analytics-handlers.js';
import type { Form, Role } from '../../api/index.js';
import { meetingHandlers } from '../../meetings/meeting-handlers.js';
import { pairLetterHandlers } from '../../pair-letters/letter-handlers.js';
import { pairLifeHandlers } from '../../pair-life/life-handlers.js';
import { pairHandlers } from '../../pairs/pair-handlers.js';
import { progressHandlers } from '../../progress/progress-handlers.js';
import {
  type BuiltPerson,
  buildPair,
  buildPerson,
  buildProgramme,
  withService,
} from './harness.js';

/** The clock's day. */
export const TODAY = '2026-11-10';

/** A group of a mentor and two mentees in a programme of its own, another mentor with room, and who changes it. */
export async function buildLife(db: Db) {
  const service = withService(db, [
    pairHandlers,
    pairLifeHandlers,
    meetingHandlers,
    progressHandlers,
    pairLetterHandlers,
    analyticsHandlers,
  ]);
  const programme = await buildProgramme(db);
  const { programmeId, organisationId } = programme;
  const person = (role: Role, familyName: string, scopeForms: Form[] | null = null) =>
    buildPerson(db, programme, { roles: [role], familyName, givenName: 'Ева', scopeForms });
  const setCapacity = (of: BuiltPerson, capacity: number) =>
    db('mentor_profiles').insert({
      id: newId(),
      organisation_id: organisationId,
      person_id: of.personId,
      capacity,
      paused: false,
      created_at: 0,
    });
  const coordinator = await person('coordinator', 'Яровая');
  const mentor = await person('mentor', 'Кузнецова');
  const other = await person('mentor', 'Орлова');
  const first = await person('mentee', 'Иванова');
  const second = await person('mentee', 'Петров');
  const mentees = [first, second];
  await setCapacity(other, 3);
  const pair = await buildPair(db, programme, { mentors: [mentor], mentees });
  const api = (by: BuiltPerson = coordinator, role?: Role) => service.as(by.actor(role));
  const at = { programmeId, pairId: pair.pairId };
  const change = { ...at, version: 1 };
  const life = (by: BuiltPerson = coordinator) => api(by).getPairLife(at);
  return {
    db,
    service,
    programme,
    programmeId,
    person,
    setCapacity,
    coordinator,
    mentor,
    other,
    first,
    second,
    mentees,
    pair,
    api,
    at,
    life,
    /** What happened to the pair, in order. */
    kinds: async () => (await life()).events.map(({ kind }) => kind).reverse(),
    /** What is decided of a mentee. */
    waiting: (personId: string) =>
      db('participations')
        .where({ programme_id: programmeId, person_id: personId, role: 'mentee' })
        .first('decision', 'supported'),
    pause: (overrides: object = {}) => ({
      ...change,
      reason: 'practice' as const,
      fromOn: '2026-11-01',
      untilOn: '2026-11-09',
      ...overrides,
    }),
    change: (overrides: object = {}) => ({
      ...change,
      leavingId: mentor.personId,
      comingId: other.personId,
      onDate: TODAY,
      reason: 'no_time' as const,
      ...overrides,
    }),
    leave: (overrides: object = {}) => ({
      ...change,
      personId: second.personId,
      onDate: TODAY,
      reason: 'moved' as const,
      next: 'waiting_list' as const,
      ...overrides,
    }),
    early: (overrides: object = {}) => ({
      ...change,
      onDate: TODAY,
      reason: 'moved' as const,
      initiative: 'mentee' as const,
      talkHeld: true,
      talkOn: '2026-11-09',
      next: mentees.map(({ personId }) => ({ personId, next: 'none' as const })),
      ...overrides,
    }),
    end: (overrides: object = {}) => ({
      ...change,
      decision: 'end' as const,
      onDate: TODAY,
      noClosing: 'Наставник болел',
      ...overrides,
    }),
  };
}

export type Life = Awaited<ReturnType<typeof buildLife>>;
