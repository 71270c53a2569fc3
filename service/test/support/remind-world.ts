import type { Db } from '../../../shared/db/connect.js';
import { newId } from '../../../shared/ids.js';
import { FEATURES } from './all-features.js';
import {
  type BuiltPair,
  type BuiltPerson,
  type BuiltProgramme,
  buildPair,
  buildPerson,
  buildProgramme,
  type OpenDb,
  type TestService,
  testClock,
  withService,
} from './harness.js';

/** Tuesday, 10 November 2026, noon in Moscow. */
export const NOON = '2026-11-10T09:00:00Z';
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export type MailedLetter = NonNullable<
  Awaited<ReturnType<TestService['system']['claimReminderMail']>>['letter']
>;

export interface RemindWorld {
  db: Db;
  service: TestService;
  programme: BuiltProgramme;
  boss: BuiltPerson;
  curator: BuiltPerson;
  mentor: BuiltPerson;
  mentee: BuiltPerson;
  pair: BuiltPair;
  in: { programmeId: string };
  as(who: BuiltPerson): TestService['system'];
  /** Writes down a planned meeting of the pair. */
  planned(overrides?: Record<string, unknown>): Promise<string>;
  /** Goes on with runs until none is due. @returns how many reminders were written or settled */
  plan(mail?: boolean): Promise<number>;
  /** Takes all letters that leave now. */
  letters(): Promise<MailedLetter[]>;
  /** Tells how a letter fared. */
  fared(
    letter: MailedLetter,
    outcome: 'sent' | 'refused' | 'unreachable' | 'unclear',
    addressRefused?: boolean,
  ): Promise<boolean>;
  states(): Promise<string[]>;
}

/** A college with one pair, a coordinator and a curator, and nothing that is due but what a test makes. */
export function remindWorld(openDb: OpenDb, timeZone = 'Europe/Moscow'): RemindWorld {
  const world = {} as RemindWorld;
  before(async () => {
    world.db = await openDb();
  });
  beforeEach(async () => {
    const { db } = world;
    for (const table of [
      'reminders',
      'reminder_letters',
      'reminder_runs',
      'mail_tokens',
      'planned_meetings',
    ])
      await db(table).delete();
    // Colleges of other tests look for nothing.
    await db('programmes').update({ set_up: false });
    world.service = withService(db, FEATURES, testClock(NOON));
    const programme = await buildProgramme(db, { timeZone });
    world.programme = programme;
    world.in = { programmeId: programme.programmeId };
    world.boss = await buildPerson(db, programme, { roles: ['coordinator'] });
    world.curator = await buildPerson(db, programme, {
      roles: ['curator'],
      scopeForms: ['student_student'],
    });
    world.mentor = await buildPerson(db, programme, { roles: ['mentor'], familyName: 'Соколова' });
    world.mentee = await buildPerson(db, programme, { familyName: 'Кузнецова' });
    world.pair = await buildPair(db, programme, {
      mentors: [world.mentor],
      mentees: [world.mentee],
    });
    await db('pairs').where('id', world.pair.pairId).update({
      // October had no working day of it: nothing is asked of that month.
      starts_on: '2026-11-01',
      last_meeting_on: '2026-11-05',
      silent_since: '2026-11-05',
    });
  });
  return Object.assign(world, {
    as: (who: BuiltPerson) => world.service.as(who.actor()),
    async planned(overrides: Record<string, unknown> = {}) {
      const id = newId();
      await world.db('planned_meetings').insert({
        id,
        organisation_id: world.programme.organisationId,
        programme_id: world.programme.programmeId,
        pair_id: world.pair.pairId,
        pair_form: 'student_student',
        kind: 'regular',
        on_date: '2026-11-11',
        starts_at: '15:00',
        minutes: 60,
        format: 'in_person',
        state: 'agreed',
        proposed_by: world.mentor.personId,
        proposed_side: 'mentor',
        created_at: 0,
        changed_at: 0,
        ...overrides,
      });
      return id;
    },
    async plan(mail = true) {
      let written = 0;
      for (let first = true; ; first = false) {
        const done = await world.service.system.planNextReminders({ mail, first });
        written += done.written;
        if (!done.worked) return written;
      }
    },
    async letters() {
      const all: MailedLetter[] = [];
      for (;;) {
        const { letter } = await world.service.system.claimReminderMail({});
        if (letter === null) return all;
        all.push(letter);
      }
    },
    async fared(
      { letterId, claim }: MailedLetter,
      outcome: 'sent' | 'refused' | 'unreachable' | 'unclear',
      addressRefused = false,
    ) {
      const told = { letterId, claim, outcome, addressRefused };
      return (await world.service.system.recordReminderMail(told)).recorded;
    },
    states: () => world.db('reminder_letters').orderBy('id').pluck('state'),
  });
}
