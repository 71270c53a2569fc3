import { expect } from 'chai';
import type { Db } from '../../shared/db/connect.js';
import { newId } from '../../shared/ids.js';
import { peopleHandlers } from '../people/people-handlers.js';
import { continuationHandlers } from '../programmes/continuation-handlers.js';
import { settingsForNewYear } from '../programmes/continuation-rules.js';
import { programmeHandlers } from '../programmes/programme-handlers.js';
import {
  type BuiltPerson,
  type BuiltProgramme,
  buildPair,
  buildPerson,
  buildProgramme,
  eachDatabase,
  ISSUER,
  type TestService,
  testClock,
  withService,
} from './support/harness.js';
import { rejection } from './support/rejection.js';

const fresh = {
  title: 'Наставничество 2026/27',
  startsOn: '2026-09-01',
  endsOn: '2027-08-31',
  forms: ['student_student' as const],
  meetingEveryDays: 14,
  feedbackEveryDays: 30,
  weights: { meetings: 60, plan: 0, feedback: 20, closing: 20 },
};

describe('settings for a new year', () => {
  const before = {
    ...fresh,
    title: 'Наставничество 2025/26',
    startsOn: '2025-09-08',
    endsOn: '2026-06-30',
    forms: ['employer_student' as const],
    meetingEveryDays: 10,
    weights: { meetings: 100, plan: 0, feedback: 0, closing: 0 },
  };
  const on = (today: string, change: object = {}) =>
    settingsForNewYear(fresh, { ...before, ...change }, today);

  it('are those of the year before, with the new course’s title and dates a year later', () => {
    expect(on('2026-09-02')).to.deep.equal({
      ...before,
      title: fresh.title,
      startsOn: '2026-09-08',
      endsOn: '2027-06-30',
    });
  });

  const dates: [what: string, today: string, change: object, expected: [string, string]][] = [
    ['set up in spring already', '2026-04-01', {}, ['2026-09-08', '2027-06-30']],
    ['beside one that began weeks ago', '2025-11-22', {}, ['2025-09-08', '2026-06-30']],
    ['on the very last day', '2027-06-30', {}, ['2026-09-08', '2027-06-30']],
    ['a day after it', '2027-07-01', {}, ['2027-09-08', '2028-06-30']],
    ['after years of rest', '2031-10-01', {}, ['2031-09-08', '2032-06-30']],
    [
      'from a leap day',
      '2024-11-01',
      { startsOn: '2024-02-29', endsOn: '2024-12-31' },
      ['2025-02-28', '2025-12-31'],
    ],
  ];
  for (const [what, today, change, [startsOn, endsOn]] of dates) {
    it(`dates: ${what}`, () => {
      expect(on(today, change)).to.include({ startsOn, endsOn });
    });
  }
});

eachDatabase((openDb) => {
  describe('a course that was copied for a new year', () => {
    let db: Db;
    let service: TestService;
    let last: BuiltProgramme;
    let coordinator: BuiltPerson;
    let courses = 0;

    before(async () => {
      db = await openDb();
      service = withService(
        db,
        [programmeHandlers, continuationHandlers, peopleHandlers],
        testClock(),
      );
    });
    beforeEach(async () => {
      last = await buildProgramme(db, {
        title: 'Наставничество 2025/26',
        startsOn: '2025-09-01',
        endsOn: '2026-06-30',
        meetingEveryDays: 7,
        forms: ['employer_student'],
      });
      coordinator = await buildPerson(db, last, { roles: ['coordinator'], lmsStatus: 'left' });
    });

    const enter = (
      courseKey: string,
      subject: string,
      lmsRole: 'instructor' | 'mentee' = 'instructor',
    ) =>
      service.system.enterProgramme({
        organisationId: last.organisationId,
        courseKey,
        courseTitle: 'Наставничество 2026/27',
        issuer: ISSUER,
        person: { subject },
        lmsRole,
      });
    /** The first launch of the new course by last year's coordinator. */
    async function copied() {
      courses += 1;
      const courseKey = `copied-${courses}`;
      const { programmeId } = await enter(courseKey, coordinator.subject);
      return { courseKey, programmeId };
    }
    const as = (person: BuiltPerson) => service.as(person.actor('coordinator'));
    const decide = (
      programmeId: string,
      choice: 'continue' | 'new',
      predecessorId: string | null = last.programmeId,
      person = coordinator,
    ) => as(person).continueProgramme({ programmeId, choice, predecessorId });
    const actionsOf = (programmeId: string) =>
      db('journal').where({ programme_id: programmeId, entity: 'programme' }).pluck('action');

    it('offers what the coordinator coordinates, with the courses’ keys', async () => {
      const { programmeId } = await copied();
      expect(await as(coordinator).getContinuation({ programmeId })).to.deep.equal({
        answer: null,
        options: [
          {
            programmeId: last.programmeId,
            title: 'Наставничество 2025/26',
            startsOn: '2025-09-01',
            endsOn: '2026-06-30',
            courseKeys: [last.courseKey],
          },
        ],
      });
    });

    it('continue: the course belongs to last year’s programme, for everybody', async () => {
      const { programmeId, courseKey } = await copied();
      await enter(courseKey, 'early-student', 'mentee');
      expect(await decide(programmeId, 'continue')).to.deep.equal({
        programmeId: last.programmeId,
      });
      for (const subject of [coordinator.subject, 'early-student', 'late-student']) {
        const again = await enter(courseKey, subject, 'mentee');
        expect(again.programmeId, subject).to.equal(last.programmeId);
        expect(again.setUp, subject).to.equal(true);
      }
      const { personId } = coordinator;
      const me = await as(coordinator).getMe({ programmeId });
      expect(me.continuedIn).to.equal(last.programmeId);
      const mine = await service.system.findMyProgrammes({
        organisationId: last.organisationId,
        personId,
      });
      expect(mine.programmes.map((one) => one.programmeId)).to.deep.equal([last.programmeId]);
      expect(await actionsOf(programmeId)).to.deep.equal(['opened', 'continued']);
      expect(await actionsOf(last.programmeId)).to.deep.equal(['course_added']);
      const entry = await db('journal')
        .where({ programme_id: last.programmeId, action: 'course_added' })
        .first();
      expect(entry).to.include({ actor_id: personId, actor_role: 'coordinator' });
    });

    it('new: last year’s settings are the first values, the wizard is still to come', async () => {
      const { programmeId, courseKey } = await copied();
      const before = await as(coordinator).getMe({ programmeId });
      expect(await decide(programmeId, 'new')).to.deep.equal({ programmeId });
      const { programme } = await as(coordinator).getMe({ programmeId });
      expect(programme).to.deep.include({
        title: 'Наставничество 2026/27',
        startsOn: '2026-09-01',
        endsOn: '2027-06-30',
        meetingEveryDays: 7,
        forms: ['employer_student'],
        setUp: false,
      });
      expect(programme.version, 'a form with the old values is outdated').to.be.greaterThan(
        before.programme.version,
      );
      expect(await actionsOf(programmeId)).to.deep.equal(['opened', 'began_anew']);
      expect((await enter(courseKey, 'somebody', 'mentee')).programmeId).to.equal(programmeId);
      expect((await as(coordinator).getMe({ programmeId: last.programmeId })).programme).to.include(
        { title: 'Наставничество 2025/26', endsOn: '2026-06-30' },
      );
    });

    it('new, and not after any other: the usual first values stay', async () => {
      const { programmeId } = await copied();
      const before = await as(coordinator).getMe({ programmeId });
      await decide(programmeId, 'new', null);
      const { programme } = await as(coordinator).getMe({ programmeId });
      expect(programme).to.deep.equal(before.programme);
      expect((await as(coordinator).getContinuation({ programmeId })).answer).to.equal('new');
    });

    it('is decided once; the same again is answered as before', async () => {
      const { programmeId } = await copied();
      await decide(programmeId, 'new');
      expect(await as(coordinator).getContinuation({ programmeId })).to.deep.equal({
        answer: 'new',
        options: [],
      });
      expect(await decide(programmeId, 'new')).to.deep.equal({ programmeId });
      expect((await rejection(decide(programmeId, 'continue'))).code).to.equal('conflict');
      expect((await rejection(decide(programmeId, 'new', null))).code).to.equal('conflict');
      const second = await copied();
      await decide(second.programmeId, 'continue');
      expect(await decide(second.programmeId, 'continue')).to.deep.equal({
        programmeId: last.programmeId,
      });
      expect(await actionsOf(second.programmeId)).to.deep.equal(['opened', 'continued']);
    });

    it('of two answers at once one counts', async () => {
      for (let round = 0; round < 4; round += 1) {
        const { programmeId, courseKey } = await copied();
        const said = await Promise.allSettled([
          decide(programmeId, 'continue'),
          decide(programmeId, 'new'),
        ]);
        expect(said.filter((one) => one.status === 'fulfilled')).to.have.length(1);
        const { answer } = await as(coordinator).getContinuation({ programmeId });
        const { programmeId: now } = await enter(courseKey, coordinator.subject);
        expect(now).to.equal(answer === 'new' ? programmeId : last.programmeId);
      }
    });

    it('not once it is set up, nor where somebody has made a pair', async () => {
      const ready = await copied();
      const { programme } = await as(coordinator).getMe({ programmeId: ready.programmeId });
      await as(coordinator).updateProgramme({
        ...fresh,
        programmeId: ready.programmeId,
        version: programme.version,
      });
      expect((await as(coordinator).getContinuation(ready)).options).to.deep.equal([]);
      expect((await rejection(decide(ready.programmeId, 'continue'))).code).to.equal('conflict');
      const busy = await copied();
      const where = { organisationId: last.organisationId, programmeId: busy.programmeId };
      const mentor = await buildPerson(db, where, { roles: ['mentor'] });
      const mentee = await buildPerson(db, where);
      await buildPair(db, where, { mentors: [mentor], mentees: [mentee] });
      expect((await rejection(decide(busy.programmeId, 'continue'))).code).to.equal('conflict');
      expect((await enter(busy.courseKey, coordinator.subject)).programmeId).to.equal(
        busy.programmeId,
      );
    });

    it('only into what one coordinates, of the same college; all else is unknown', async () => {
      const { programmeId } = await copied();
      const others = await buildProgramme(db, { organisationId: last.organisationId });
      await buildPerson(db, others, { roles: ['coordinator'] });
      const mentored = await buildProgramme(db, { organisationId: last.organisationId });
      const lost = await buildProgramme(db, { organisationId: last.organisationId });
      for (const [programme, role, state] of [
        [mentored, 'mentor', 'admitted'],
        [lost, 'coordinator', 'withdrawn'],
      ] as const) {
        await db('participations').insert({
          id: newId(),
          organisation_id: last.organisationId,
          programme_id: programme.programmeId,
          person_id: coordinator.personId,
          role,
          rank: 1,
          state,
          created_at: 1,
        });
      }
      const elsewhere = await buildProgramme(db);
      const unknown = newId();
      for (const choice of ['continue', 'new'] as const) {
        const answers = [];
        for (const { programmeId: into } of [others, mentored, lost, elsewhere]) {
          answers.push(await rejection(decide(programmeId, choice, into)));
        }
        const nobody = await rejection(decide(programmeId, choice, unknown));
        for (const one of answers) {
          expect({ code: one.code, message: one.message }).to.deep.equal({
            code: 'not_found',
            message: nobody.message,
          });
        }
      }
      const { options } = await as(coordinator).getContinuation({ programmeId });
      expect(options.map((one) => one.programmeId)).to.deep.equal([last.programmeId]);
      expect((await as(coordinator).getContinuation({ programmeId })).answer).to.equal(null);
    });

    it('a form of the wizard that was open meanwhile sets nothing up in what is continued', async () => {
      const { programmeId } = await copied();
      const { programme } = await as(coordinator).getMe({ programmeId });
      await decide(programmeId, 'continue');
      const late = as(coordinator).updateProgramme({
        ...fresh,
        programmeId,
        version: programme.version,
      });
      expect((await rejection(late)).code).to.equal('changed_meanwhile');
    });
  });
});
