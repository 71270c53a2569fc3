import type { Db } from '../../../shared/db/connect.js';
import { meetingHandlers } from '../../meetings/meeting-handlers.js';
import { progressHandlers } from '../../progress/progress-handlers.js';
import {
  type BuiltPair,
  type BuiltPerson,
  type BuiltProgramme,
  buildMeeting,
  buildPair,
  buildPerson,
  buildProgramme,
  type OpenDb,
  type TestService,
  testClock,
  withService,
} from './harness.js';

export const START = '2026-11-10T09:00:00Z';

type Outcome = 'sent' | 'refused' | 'retry' | 'stale_timestamp' | 'not_graded' | 'put_back';

/** The first of what must not be empty. */
export function firstOf<T>(list: T[]): T {
  const [first] = list;
  if (first === undefined) throw new Error('there was nothing');
  return first;
}

/** A programme with one pair since 1 September, whose mentee's score of 0 waits in the queue. */
export class GradeWorld {
  db!: Db;
  service!: TestService;
  programme!: BuiltProgramme;
  coordinator!: BuiltPerson;
  mentor!: BuiltPerson;
  mentee!: BuiltPerson;

  async build(): Promise<void> {
    const { db } = this;
    // The queue is one for all programmes: the earlier test's must not be in it.
    await db('grades').delete();
    this.service = withService(db, [meetingHandlers, progressHandlers], testClock(START));
    this.programme = await buildProgramme(db);
    this.coordinator = await buildPerson(db, this.programme, { roles: ['coordinator'] });
    this.mentor = await buildPerson(db, this.programme, { roles: ['mentor'] });
    this.mentee = await buildPerson(db, this.programme);
    await buildPair(db, this.programme, { mentors: [this.mentor], mentees: [this.mentee] });
    await this.recompute();
  }

  async gradeOf(person: BuiltPerson) {
    const { programmeId } = this.programme;
    return this.db('grades')
      .where({ programme_id: programmeId, person_id: person.personId })
      .first();
  }

  async claim(worker = 'w1', limit = 100) {
    return (await this.service.system.listDueGrades({ worker, limit })).grades;
  }

  report(
    grade: { gradeId: string; generation: number },
    outcome: Outcome,
    more: { reason?: string; retryAfterSeconds?: number } = {},
  ) {
    const { gradeId, generation } = grade;
    return this.service.system.recordGradeResult({
      results: [{ gradeId, generation, outcome, ...more }],
    });
  }

  recompute() {
    return this.service.system.recomputeProgress({ programmeId: this.programme.programmeId });
  }

  /** A meeting of the pair that this mentee has confirmed and rated. */
  async confirmNew(person: BuiltPerson, pair: BuiltPair, heldOn: string): Promise<void> {
    const { meetingId } = await buildMeeting(this.db, pair, { heldOn });
    await this.service.as(person.actor()).respondToMeeting({
      programmeId: this.programme.programmeId,
      meetingId,
      decision: 'confirmed',
      rating: 9,
    });
  }
}

/** A world for the tests of a block: one database, everything in it new for each test. */
export function gradeWorld(openDb: OpenDb): GradeWorld {
  const world = new GradeWorld();
  before(async () => {
    world.db = await openDb();
  });
  beforeEach(() => world.build());
  return world;
}
