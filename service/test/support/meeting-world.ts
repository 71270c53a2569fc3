import type { Db } from '../../../shared/db/connect.js';
import { AppError } from '../../../shared/errors.js';
import type { MentoringClient } from '../../api/index.js';
import { meetingHandlers } from '../../meetings/meeting-handlers.js';
import { progressHandlers } from '../../progress/progress-handlers.js';
import {
  type BuiltPair,
  type BuiltPerson,
  type BuiltProgramme,
  buildPair,
  buildPerson,
  buildProgramme,
  type OpenDb,
  type TestService,
  withService,
} from './harness.js';

/** The error that a call ends with; fails when it does not. */
export async function errorOf(call: Promise<unknown>): Promise<AppError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('the call was expected to fail');
}

/** What is wrong by field, each thing once: `heldOn meeting.inFuture`. */
export const problemsOf = async (call: Promise<unknown>): Promise<string[]> => [
  ...new Set((await errorOf(call)).problems.map((p) => `${p.path} ${p.code}`)),
];

export const FIELDS = {
  kind: 'regular',
  heldOn: '2026-11-03',
  minutes: 45,
  format: 'in_person',
} as const;

/** A programme with one group: a mentor and the mentees Иванов, Петров, Сидоров; and a coordinator. */
export class MeetingWorld {
  db!: Db;
  service!: TestService;
  programme!: BuiltProgramme;
  mentor!: BuiltPerson;
  mentees: BuiltPerson[] = [];
  coordinator!: BuiltPerson;
  group!: BuiltPair;

  async open(openDb: OpenDb): Promise<void> {
    this.db = await openDb();
    this.service = withService(this.db, [meetingHandlers, progressHandlers]);
  }

  async build(): Promise<void> {
    const { db } = this;
    this.programme = await buildProgramme(db);
    this.mentor = await this.person({ roles: ['mentor'], familyName: 'Кузнецова' });
    this.mentees = [];
    for (const familyName of ['Иванов', 'Петров', 'Сидоров']) {
      this.mentees.push(await this.person({ familyName }));
    }
    this.coordinator = await this.person({ roles: ['coordinator'] });
    this.group = await buildPair(db, this.programme, {
      mentors: [this.mentor],
      mentees: this.mentees,
    });
  }

  person(overrides: Parameters<typeof buildPerson>[2] = {}): Promise<BuiltPerson> {
    return buildPerson(this.db, this.programme, overrides);
  }

  curatorOf(form: 'student_student' | 'employer_student'): Promise<BuiltPerson> {
    return this.person({ roles: ['curator'], scopeForms: [form] });
  }

  as(person: BuiltPerson): MentoringClient {
    return this.service.as(person.actor());
  }

  mentee(i = 0): BuiltPerson {
    return this.mentees[i] as BuiltPerson;
  }

  /** The input of logMeeting() for the group, all of whom came. */
  get input() {
    const { programmeId } = this.programme;
    return {
      ...FIELDS,
      programmeId,
      pairId: this.group.pairId,
      attendeeIds: this.group.menteeIds,
    };
  }

  /** The input that names one meeting. */
  at(meeting: { meetingId: string }) {
    return { programmeId: this.programme.programmeId, meetingId: meeting.meetingId };
  }

  async countOf(table: string): Promise<number> {
    const { programmeId } = this.programme;
    const [row] = await this.db(table).where('programme_id', programmeId).count({ n: '*' });
    return Number(row?.['n']);
  }

  async revision(): Promise<number> {
    const { programmeId } = this.programme;
    return Number(
      (await this.db('programmes').where('id', programmeId).first('revision')).revision,
    );
  }

  async pairRow() {
    return this.db('pairs').where('id', this.group.pairId).first();
  }

  async meetingRow(meeting: { meetingId: string }) {
    return this.db('meetings').where('id', meeting.meetingId).first();
  }
}

/** A world for the tests of a block: one database, everything in it new for each test. */
export function meetingWorld(openDb: OpenDb): MeetingWorld {
  const world = new MeetingWorld();
  before(() => world.open(openDb));
  beforeEach(() => world.build());
  return world;
}
