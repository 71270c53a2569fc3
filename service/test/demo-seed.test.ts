import { expect } from 'chai';
import { initialState } from '../../demo/lms/initial-state.js';
import { seedCollege, seedCollegeBulk } from '../../demo/seed.js';
import type { Db } from '../../shared/db/connect.js';
import { inTransaction } from '../../shared/db/transaction.js';
import type { MentoringClient } from '../api/index.js';
import { type Form, RHYTHMS, type Role } from '../api/index.js';
import { judge, readMatchInput, templateSettings, whyUnmatched } from '../matching/engine/index.js';
import { solve } from '../matching/solver/solve.js';
import { meetingHandlers } from '../meetings/meeting-handlers.js';
import { refreshPairSummary } from '../pairs/index.js';
import { pairHandlers } from '../pairs/pair-handlers.js';
import { peopleHandlers } from '../people/people-handlers.js';
import { programmeHandlers } from '../programmes/programme-handlers.js';
import { surveyHandlers } from '../surveys/survey-handlers.js';
import { eachDatabase, statementsOf, testClock, withService } from './support/harness.js';

const ISSUER = 'http://127.0.0.1:8090';

eachDatabase((openDb) => {
  let db: Db;
  before(async () => {
    db = await openDb();
  });

  /** Two waves with names that opened the year, an anonymous one of its middle, one that goes on. */
  async function checkSurveys(coordinator: MentoringClient, programmeId: string): Promise<void> {
    const { rows } = await coordinator.listWaves({ programmeId });
    expect(
      rows.map((wave) => [wave.title, wave.state, wave.anonymous, wave.answered, wave.missing]),
    ).to.deep.equal([
      ['Обратная связь за месяц', 'open', false, 5, 12],
      ['Середина пути: как идёт наставничество', 'closed', true, 7, 11],
      ['Входная анкета наставников', 'closed', false, 5, 1],
      ['Входная анкета наставляемых', 'closed', false, 17, 1],
    ]);
    const [now, middle, , entry] = rows.map(({ waveId }) => ({ programmeId, waveId }));
    if (!now || !middle || !entry) throw new Error('there are fewer waves');
    const comfort = async (filter: { form?: Form; group?: string } = {}) => {
      const { questions } = await coordinator.getWaveResults({ ...entry, ...filter });
      const { n, mean, counts } = questions.find(({ code }) => code === 'comfort') ?? {};
      return { n, mean, different: counts?.filter((count) => count.n > 0).length ?? 0 };
    };
    const all = await comfort();
    expect(all.n).to.equal(17);
    expect(all.different).to.be.greaterThan(3);
    const parts = [
      await comfort({ form: 'teacher_student' }),
      await comfort({ form: 'employer_student' }),
      await comfort({ group: 'ТОР-21' }),
      await comfort({ group: 'СВ-21' }),
    ];
    for (const { n, mean } of parts) {
      expect(n).to.be.greaterThan(1);
      expect(mean).to.be.within(1, 10);
    }
    expect(new Set(parts.map(({ mean }) => mean)).size).to.be.greaterThan(1);
    const secret = await coordinator.getWaveResults(middle);
    expect(secret).to.include({ shown: 'yes', answered: 10 });
    const wish = secret.questions.find(({ code }) => code === 'wish');
    expect(wish?.n).to.be.at.least(5);
    const { total } = await coordinator.listTextAnswers({ ...middle, question: 'wish' });
    expect(total).to.equal(wish?.n);
    const reminders = await coordinator.getWaveReminders(now);
    expect(reminders.missing).to.equal(12);
    expect(reminders.withoutAccount.length).to.be.greaterThan(2);
    expect(reminders.nextOn).to.match(/^\d{4}-/);
    expect(reminders.last).to.equal(null);
    expect(await db('wave_reminders').where('programme_id', programmeId)).to.deep.equal([]);
  }

  /** Four came late and wait for a mentor; what they and the mentors said leads to pairs with reasons. */
  async function checkMatching(place: {
    programmeId: string;
    organisationId: string;
  }): Promise<void> {
    const scope = { ...place, today: '2026-09-03', timeZone: 'Europe/Moscow' };
    const input = await readMatchInput(db, { ...scope, form: 'teacher_student' });
    const judged = judge(input, templateSettings('teacher_student'));
    const { matched, mentorOf } = solve(judged.problem);
    expect([judged.mentees.length, judged.places, matched]).to.deep.equal([4, 3, 3]);
    const known = [...mentorOf].flatMap((unit, mentee) =>
      unit < 0 ? [] : [judged.pairOf(mentee, unit).reasons.filter((one) => one.known).length],
    );
    expect(Math.min(...known)).to.be.at.least(4);
    const why = [...whyUnmatched(judged, mentorOf).values()];
    expect(why).to.deep.equal([['capacity']]);
  }

  describe('the demo college', () => {
    it('is finished by the next start where the one before broke off', async () => {
      const clock = testClock('2026-09-03T09:00:00Z');
      const service = withService(db, [programmeHandlers, peopleHandlers, surveyHandlers], clock);
      const { organisationId } = await service.system.createOrganisation({ name: 'Техникум' });
      const course = { organisationId, courseKey: 'broken', issuer: `${ISSUER}/broken` };
      const rename = (from: string, to: string) =>
        db.schema.alterTable('survey_sheets', (t) => {
          t.renameColumn(from, to);
        });
      // The year is there then, and the first wave has its answers, but no sheets.
      await rename('part', 'elsewhere');
      try {
        await seedCollege(db, clock, course).then(
          () => expect.fail('it did not break off'),
          () => undefined,
        );
      } finally {
        await rename('elsewhere', 'part');
      }
      const college = await seedCollege(db, clock, course);
      if (!college) throw new Error('it was left as it was');
      const { programmeId } = college;
      const personId = college.people.get('coordinator') ?? '';
      const actor = { kind: 'person', organisationId, personId, role: 'coordinator' } as const;
      await checkSurveys(service.as(actor), programmeId);
      expect((await service.as(actor).getMe({ programmeId })).programme.setUp).to.equal(true);
      expect(await seedCollege(db, clock, course)).to.equal(null);
    });

    it('is there once, whole, and knows the people of the demo LMS by their launches', async () => {
      const clock = testClock('2026-09-03T09:00:00Z');
      const service = withService(
        db,
        [programmeHandlers, peopleHandlers, pairHandlers, meetingHandlers, surveyHandlers],
        clock,
      );
      const { organisationId } = await service.system.createOrganisation({ name: 'Техникум' });
      const course = { organisationId, courseKey: 'demo', issuer: ISSUER };
      const college = await seedCollege(db, clock, course);
      if (!college) throw new Error('nothing was seeded');
      expect(await seedCollege(db, clock, course)).to.equal(null);

      const lms = initialState('guid', { kid: 'k', privateJwk: { kty: 'RSA' } });
      for (const [key, personId] of college.people) {
        const user = lms.users.find((one) => one.key === key);
        if (!user) continue;
        const enrolment = lms.enrolments.find(
          (one) => one.userId === user.id && one.courseId === 2,
        );
        const launch = {
          ...course,
          courseTitle: 'Наставничество 2026/27',
          person: {
            subject: String(user.id),
            familyName: user.familyName,
            givenName: user.givenName,
            email: user.email,
          },
          lmsRole: enrolment?.role === 'student' ? ('mentee' as const) : ('instructor' as const),
        };
        const sql = await statementsOf(db, async () => {
          const entered = await service.system.enterProgramme(launch);
          expect(entered).to.deep.include({ personId, setUp: true });
        });
        expect(sql.length, key).to.equal(1);
      }

      const { programmeId } = college;
      const actor = (key: string, role: Role) =>
        ({
          kind: 'person',
          organisationId,
          personId: college.people.get(key) ?? '',
          role,
        }) as const;
      const coordinator = service.as(actor('coordinator', 'coordinator'));
      const { rows, total } = await coordinator.listPairs({ programmeId, pageSize: 100 });
      expect(total).to.equal(14);
      expect(new Set(rows.map((one) => one.rhythm))).to.deep.equal(new Set(RHYTHMS));
      expect(rows.some((one) => one.mentees.length === 3)).to.equal(true);
      const { pairs } = await service.as(actor('mentee1', 'mentee')).myPairs({ programmeId });
      expect(pairs[0]?.waiting.length).to.equal(1);
      await checkSurveys(coordinator, programmeId);
      await checkMatching({ programmeId, organisationId });
      const mentee = service.as(actor('mentee7', 'mentee'));
      const waiting = (await mentee.listMySurveys({ programmeId, state: 'open' })).rows;
      expect(waiting.map((one) => [one.title, one.answerState])).to.deep.equal([
        ['Обратная связь за месяц', 'none'],
      ]);
      const journal: { rows: { at: string; action: string; actorName: string | null }[] } = {
        rows: [],
      };
      for (let page = 1, total = 1; journal.rows.length < total; page += 1) {
        const answer = await coordinator.listJournal({ programmeId, page, pageSize: 100 });
        journal.rows.push(...answer.rows);
        total = answer.total;
      }
      const meetings = await coordinator.listMeetings({ programmeId, pageSize: 100 });
      const done = (action: string) => journal.rows.filter((row) => row.action === action);
      expect(journal.rows.every((row) => row.actorName !== '')).to.equal(true);
      expect(done('meeting.log').length).to.be.greaterThan(20);
      expect(done('meeting.respond').length).to.be.greaterThan(10);
      expect(done('survey_wave.submitted').length).to.equal(22);
      expect(done('survey_wave.paper_entered').length).to.equal(15);
      const moments = journal.rows.map((row) => row.at);
      expect(moments).to.deep.equal([...moments].sort().reverse());
      const [latest] = meetings.rows;
      const history = await coordinator.meetingHistory({
        programmeId,
        meetingId: latest?.meetingId ?? '',
      });
      expect(history.versions).to.have.length(1);
      const grades = await db('grades').where('programme_id', programmeId);
      expect(grades.length).to.equal(14);
      for (const row of rows) {
        const before = await db('pairs').where('id', row.pairId).first();
        await inTransaction(db, (trx) => refreshPairSummary(trx, row.pairId));
        expect(await db('pairs').where('id', row.pairId).first()).to.deep.equal(before);
      }
    });
  });

  describe('a college in bulk', () => {
    it('has the size that was asked for, and copies under ids of their own', async () => {
      const college = await seedCollegeBulk(db, {
        people: 120,
        pairs: 40,
        meetings: 900,
        otherMeetings: 1700,
        today: '2027-03-01',
      });
      const count = async (table: string, where: object) => {
        const [row] = await db(table).where(where).count({ n: '*' });
        return Number(row?.['n']);
      };
      const { programmeId, organisationId } = college;
      expect(await count('people', { organisation_id: organisationId })).to.equal(120);
      expect(await count('pairs', { programme_id: programmeId })).to.equal(40);
      expect(await count('meetings', { programme_id: programmeId })).to.equal(900);
      const others = await db('organisations').where('id', 'like', '0000000%').orderBy('id');
      expect(others.length).to.equal(2);
      for (const other of others) {
        expect(await count('meetings', { organisation_id: other.id })).to.equal(900);
        const [orphans] = await db('meetings as m')
          .leftJoin('pairs as p', 'p.id', 'm.pair_id')
          .where('m.organisation_id', other.id)
          .whereNull('p.id')
          .count({ n: '*' });
        expect(Number(orphans?.['n'])).to.equal(0);
      }
      for (const pairId of college.pairIds.slice(0, 5)) {
        const before = await db('pairs').where('id', pairId).first();
        await inTransaction(db, (trx) => refreshPairSummary(trx, pairId));
        expect(await db('pairs').where('id', pairId).first()).to.deep.equal(before);
      }
    });
  });
});
