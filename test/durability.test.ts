import { expect } from 'chai';
import { DEMO_COURSES } from '../demo/register.js';
import { httpApi } from '../service/api/http-client.js';
import type { MentoringClient } from '../service/api/index.js';
import { serviceTokenKey } from '../service/api/token.js';
import {
  type BuiltPair,
  type BuiltPerson,
  type BuiltProgramme,
  buildMeeting,
  buildPair,
  buildPerson,
  buildProgramme,
} from '../service/test/support/harness.js';
import type { Db } from '../shared/db/connect.js';
import { AppError } from '../shared/errors.js';
import { DATABASE_KINDS } from './support/databases.js';
import { until } from './support/program.js';
import { REAL_SECRET, type RealStack, startReal, startRealCollege } from './support/real-stack.js';
import { baseOf, fieldValue, newSurfer } from './support/surfer.js';

const KEY = serviceTokenKey(REAL_SECRET);
const KILLS = 3;
const WRITERS = 4;
const STUDENTS = 48;
const DAY_MS = 86_400_000;
const dayAgo = (days: number): string =>
  new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);

/** A meeting that a program wanted written, and the answer if one came. */
interface Attempt {
  input: Parameters<MentoringClient['logMeeting']>[0];
  meetingId: string | null;
}

/** A college with groups of three, of whom one mentor each writes meetings down. */
class Writing {
  attempts: Attempt[] = [];
  private serial = 0;

  private constructor(
    readonly db: Db,
    readonly origin: string,
    readonly programme: BuiltProgramme,
    readonly groups: { pair: BuiltPair; mentor: BuiltPerson }[],
  ) {}

  static async begin(stack: RealStack): Promise<Writing> {
    const { db } = stack;
    const programme = await buildProgramme(db, { startsOn: dayAgo(200), endsOn: dayAgo(-100) });
    const groups = [];
    for (let n = 0; n < WRITERS; n += 1) {
      const mentor = await buildPerson(db, programme, { roles: ['mentor'] });
      const mentees = [];
      for (let i = 0; i < 3; i += 1) mentees.push(await buildPerson(db, programme));
      const days = { startsOn: dayAgo(190), endsOn: dayAgo(-90) };
      groups.push({
        mentor,
        pair: await buildPair(db, programme, { mentors: [mentor], mentees }, days),
      });
    }
    return new Writing(db, stack.origin, programme, groups);
  }

  /** How many meetings the program has said to be written. */
  get answered(): number {
    return this.attempts.filter((one) => one.meetingId !== null).length;
  }

  private newInput(n: number): Attempt['input'] {
    const { pair } = this.groups[n] as Writing['groups'][number];
    this.serial += 1;
    return {
      programmeId: this.programme.programmeId,
      pairId: pair.pairId,
      kind: 'regular',
      heldOn: dayAgo(this.serial % 180),
      minutes: 30 + (this.serial % 60),
      format: 'in_person',
      attendeeIds: pair.menteeIds.slice(0, 1 + (this.serial % 3)),
      idempotencyKey: `kill-test-${this.serial}`,
    };
  }

  private async send(n: number, input: Attempt['input']): Promise<string | null> {
    const { mentor } = this.groups[n] as Writing['groups'][number];
    const client = httpApi(this.origin, KEY).as(mentor.actor());
    try {
      return (await client.logMeeting(input)).meetingId;
    } catch (error) {
      if (error instanceof AppError && error.code === 'unavailable') return null;
      // The connection may break within an answer: it was not received then.
      if (error instanceof TypeError || (error as Error).name === 'ZodError') return null;
      throw error;
    }
  }

  /** One mentor writes until the program is gone. */
  async writeUntilGone(n: number): Promise<void> {
    for (;;) {
      const attempt: Attempt = { input: this.newInput(n), meetingId: null };
      this.attempts.push(attempt);
      attempt.meetingId = await this.send(n, attempt.input);
      if (attempt.meetingId === null) return;
    }
  }

  /** Sends everything once more, as programs do that had no answer; also what had been answered. */
  async retryAll(): Promise<void> {
    for (const attempt of this.attempts) {
      const n = this.groups.findIndex(({ pair }) => pair.pairId === attempt.input.pairId);
      const meetingId = await this.send(n, attempt.input);
      if (attempt.meetingId !== null) expect(meetingId).to.equal(attempt.meetingId);
      attempt.meetingId = meetingId;
    }
  }

  /** What was answered is there, once; nothing is there by half. */
  async verify(): Promise<void> {
    const { db } = this;
    const { programmeId } = this.programme;
    const meetings = await db('meetings').where('programme_id', programmeId);
    const ids = meetings.map((row) => row.id as string);
    const answered = this.attempts.flatMap(({ meetingId }) => (meetingId ? [meetingId] : []));
    expect(new Set(answered).size, 'a meeting of its own for each answer').to.equal(
      answered.length,
    );
    expect(ids).to.include.members(answered);
    expect(ids.length).to.be.at.most(this.attempts.length);
    const attendance = await db('meeting_attendance').where('programme_id', programmeId);
    expect(attendance.length).to.equal(3 * meetings.length);
    for (const meeting of meetings) {
      const rows = attendance.filter((row) => row.meeting_id === meeting.id);
      expect(rows.length).to.equal(3);
      expect(Number(meeting.invited)).to.equal(3);
      expect(Number(meeting.came)).to.equal(rows.filter((row) => Number(row.came) === 1).length);
    }
    const keys = await db('idempotency_keys').where(
      'organisation_id',
      this.programme.organisationId,
    );
    expect(keys.length, 'one key for each meeting').to.equal(meetings.length);
    const journal = await db('journal').where({ programme_id: programmeId, action: 'meeting.log' });
    expect(journal.map((row) => row.entity_id)).to.have.members(ids);
    await this.verifySummaries(meetings);
  }

  private async verifySummaries(meetings: Record<string, unknown>[]): Promise<void> {
    for (const { pair, mentor } of this.groups) {
      const mine = meetings.filter((row) => row['pair_id'] === pair.pairId);
      const row = await this.db('pairs').where('id', pair.pairId).first();
      expect(Number(row.meetings_held)).to.equal(mine.length);
      expect(Number(row.minutes_total)).to.equal(
        mine.reduce((sum, one) => sum + Number(one['minutes']), 0),
      );
      const held = mine.map((one) => String(one['held_on'])).sort();
      expect(row.last_meeting_on).to.equal(held.at(-1) ?? null);
      const client = httpApi(this.origin, KEY).as(mentor.actor());
      for (const personId of mine.length > 0 ? pair.menteeIds : []) {
        const grade = await this.db('grades').where('person_id', personId);
        expect(grade.length, 'one score for each mentee').to.equal(1);
        const { programmeId } = this.programme;
        const { score } = await client.getProgress({ programmeId, personId });
        expect(Number(grade[0].score)).to.equal(score);
      }
    }
  }
}

/** A coordinator's course with this many students, all of them with a score that waits. */
async function openCourse(stack: RealStack, students: number): Promise<void> {
  const { db, lms } = stack;
  await lms.setRoster(DEMO_COURSES[0], [
    { key: 'coordinator', role: 'editingteacher' as const },
    ...Array.from({ length: students }, () => ({ role: 'student' as const })),
  ]);
  const surfer = newSurfer(lms.url);
  const home = await surfer.launch('coordinator', 'Моё наставничество');
  await db('programmes').update({ starts_on: dayAgo(100), ends_on: dayAgo(-100), set_up: true });
  const people = await surfer.get(`${baseOf(home)}participants`);
  const token = fieldValue(people.body, '_csrf');
  await surfer.post(`${baseOf(home)}participants/sync`, { _csrf: token });
  const { id: programmeId, organisation_id: organisationId } = await db('programmes').first();
  const programme = { organisationId, programmeId };
  const mentees = () => db('participations').where({ programme_id: programmeId, role: 'mentee' });
  await until('the roster is there', async () => (await mentees()).length === students);
  const mentor = await buildPerson(db, programme, { roles: ['mentor'] });
  const days = { startsOn: dayAgo(60), endsOn: dayAgo(-60) };
  for (const [n, { person_id: personId }] of (await mentees()).entries()) {
    const pair = await buildPair(
      db,
      programme,
      { mentors: [mentor], mentees: [{ personId }] },
      days,
    );
    for (let i = 0; i < n % 4; i += 1) {
      const heldOn = dayAgo(5 + 14 * i);
      await buildMeeting(db, pair, { heldOn, confirmation: 'confirmed', rating: 8 });
    }
  }
  const system = httpApi(stack.origin, KEY).as({ kind: 'system', name: 'test' });
  await system.recomputeProgress({ programmeId });
}

for (const database of DATABASE_KINDS) {
  describe(`a tool that is killed, on ${database}`, function killed() {
    this.timeout(180_000);
    let stack: RealStack;
    afterEach(() => stack.close());

    it('has every meeting that it said was written, once and whole', async () => {
      stack = await startReal({ database });
      const writing = await Writing.begin(stack);
      for (let kill = 0; kill < KILLS; kill += 1) {
        const before = writing.answered;
        const writers = Array.from({ length: WRITERS }, (_, n) => writing.writeUntilGone(n));
        const wanted = before + 1 + Math.floor(Math.random() * 12);
        await until('meetings are being written', () => writing.answered >= wanted, 60_000);
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 30));
        await stack.tool.end('SIGKILL');
        await Promise.all(writers);
        await stack.startTool();
        await writing.verify();
      }
      await writing.retryAll();
      await writing.verify();
      expect(await stack.db('meetings').pluck('id')).to.have.length(writing.attempts.length);
    });

    it('delivers every due score to the gradebook, whenever it was killed', async () => {
      stack = await startRealCollege({ database, seed: false });
      await openCourse(stack, STUDENTS);
      const { lms, db } = stack;
      const sent = () => lms.calls.filter((call) => /\/scores/.test(call.path)).length;
      for (const after of [3, 8, 8]) {
        const before = sent();
        await until('deliveries are under way', () => sent() >= before + after, 60_000);
        await stack.tool.end('SIGKILL');
        // The minute for which the dead worker held its claims has passed.
        await db('grades')
          .where('state', 'sending')
          .update({ claimed_until: Date.now(), next_attempt_at: Date.now() });
        await stack.startTool();
      }
      await until(
        'nothing is due any more',
        async () => {
          const open = await db('grades').whereNotIn('state', ['sent', 'not_graded']);
          return open.length === 0;
        },
        60_000,
      );
      const due = await db('grades as g')
        .join('person_accounts as a', 'a.person_id', 'g.person_id')
        .select('g.score', 'g.state', 'g.reason', 'a.subject');
      expect(due).to.have.length(STUDENTS);
      for (const { score, state, reason, subject } of due) {
        expect(state, String(reason)).to.equal('sent');
        const inBook = lms.state.grades.filter((one) => one.userId === Number(subject));
        expect(inBook.map((one) => one.value)).to.deep.equal([Number(score)]);
      }
      const scores = lms.state.grades.map((one) => one.value);
      expect(new Set(scores).size, 'different scores').to.be.greaterThan(2);
    });
  });
}
