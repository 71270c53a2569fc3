import type { InputOf } from '../../api/endpoint.js';
import type { Contract } from '../../api/index.js';
import { groupMeetingHandlers } from '../../group-meetings/group-meeting-handlers.js';
import { mentorHandlers } from '../../mentors/mentor-handlers.js';
import { mergingHandlers } from '../../merging/merging-handlers.js';
import { supportHandlers } from '../../support/support-handlers.js';
import { consentWorld } from './consent-world.js';
import { type BuiltPerson, buildPerson, type OpenDb } from './harness.js';
import { problemsOf, rejection } from './rejection.js';

/** The day of the tests' clock. */
export const TODAY = '2026-11-10';
/** A planned group meeting of that day. */
export const TODAYS = {
  title: 'Знакомство',
  form: 'student_student',
  heldOn: TODAY,
  startsAt: '15:00',
  place: 'ауд. 214',
} as const;

type Fields = Partial<Omit<InputOf<Contract['createGroupMeeting']>, 'programmeId'>>;
type Mark = 'present' | 'absent' | null;

/** A programme with two mentees and two mentors in the pool, their consents given; new for each test. */
export function groupWorld(openDb: OpenDb) {
  const w = consentWorld(openDb, [
    groupMeetingHandlers,
    supportHandlers,
    mentorHandlers,
    mergingHandlers,
  ]);
  const people = {} as Record<'anna' | 'boris' | 'gleb' | 'daria' | 'psychologist', BuiltPerson>;

  /** An adult whose consent holds: a mentee or mentor of the pool. */
  async function inPool(role: 'mentee' | 'mentor', familyName: string): Promise<BuiltPerson> {
    const made = await w.person('2000-03-05', [role], familyName);
    await w.give(made);
    return made;
  }

  beforeEach(async () => {
    people.anna = await inPool('mentee', 'Абрамова');
    people.boris = await inPool('mentee', 'Борисов');
    people.gleb = await inPool('mentor', 'Глебов');
    people.daria = await inPool('mentor', 'Дарьина');
    people.psychologist = await buildPerson(w.db, w.programme, {
      roles: ['psychologist'],
      familyName: 'Яковлева',
    });
  });

  const here = () => ({ programmeId: w.programme.programmeId });
  const at = (groupMeetingId: string) => ({ ...here(), groupMeetingId });

  return {
    w,
    people,
    here,
    at,
    inPool,
    /** A meeting of today to which the pool is invited. */
    add: (fields: Fields = {}) =>
      w.api().createGroupMeeting({ ...here(), ...TODAYS, invitePool: true, ...fields }),
    get: (groupMeetingId: string) => w.api().getGroupMeeting(at(groupMeetingId)),
    invited: async (groupMeetingId: string) =>
      (await w.api().listGroupMeetingPeople(at(groupMeetingId))).rows,
    mark: (
      groupMeetingId: string,
      marks: [BuiltPerson, Mark, number?][],
      rest: 'present' | 'absent' | null = null,
    ) =>
      w.api().markGroupMeeting({
        ...at(groupMeetingId),
        marks: marks.map(([{ personId }, mark, version = 1]) => ({ personId, mark, version })),
        rest,
      }),
    async open(groupMeetingId: string, dates = { startsOn: TODAY, endsOn: '2026-11-20' }) {
      const { version } = await w.api().getGroupMeeting(at(groupMeetingId));
      return w.api().openBallots({ ...at(groupMeetingId), ...dates, version });
    },
    codes: async (call: Promise<unknown>) => problemsOf(await rejection(call)),
    /** They take back their consent. */
    withdraw: (person: BuiltPerson) =>
      w.api().withdrawConsent({
        ...w.at(person),
        kind: 'own',
        withdrawnOn: TODAY,
        byWhom: 'person',
        reason: 'Заявление',
      }),
  };
}

export type GroupWorld = ReturnType<typeof groupWorld>;
