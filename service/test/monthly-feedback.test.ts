import { expect } from 'chai';
import type { Db } from '../../shared/db/connect.js';
import type { InputOf } from '../api/endpoint.js';
import type { Contract } from '../api/index.js';
import { consentHandlers } from '../consents/consent-handlers.js';
import { meetingHandlers } from '../meetings/meeting-handlers.js';
import { monthlyFeedbackHandlers } from '../monthly-feedback/monthly-handlers.js';
import { signalHandlers } from '../signals/signal-handlers.js';
import {
  type BuiltPair,
  type BuiltPerson,
  type BuiltProgramme,
  buildPair,
  buildPerson,
  buildProgramme,
  eachDatabase,
  statementsOf,
  type TestService,
  withService,
} from './support/harness.js';
import { consentAll } from './support/register-world.js';
import { rejection, problemsOf as saidBy } from './support/rejection.js';

type Save = InputOf<Contract['saveMonthlyFeedback']>;

eachDatabase((openDb) => {
  describe('monthly feedback of a programme', () => {
    let db: Db;
    let service: TestService;
    let programme: BuiltProgramme;
    let coordinator: BuiltPerson;
    let mentor: BuiltPerson;
    let mentee: BuiltPerson;
    let pair: BuiltPair;

    before(async () => {
      db = await openDb();
      service = withService(db, [
        monthlyFeedbackHandlers,
        meetingHandlers,
        signalHandlers,
        consentHandlers,
      ]);
    });
    beforeEach(async () => {
      service.clock.set('2026-11-10T09:00:00Z');
      programme = await buildProgramme(db);
      const person = (role: 'coordinator' | 'mentor' | 'mentee', familyName: string) =>
        buildPerson(db, programme, { roles: [role], familyName });
      coordinator = await person('coordinator', 'Орлова');
      mentor = await person('mentor', 'Кузнецов');
      mentee = await person('mentee', 'Иванова');
      pair = await buildPair(db, programme, { mentors: [mentor], mentees: [mentee] });
    });

    const problemsOf = async (call: Promise<unknown>) => saidBy(await rejection(call));
    const as = (of: BuiltPerson) => service.as(of.actor());
    const at = () => ({ programmeId: programme.programmeId });
    const save = (of: BuiltPerson, more: Partial<Save> = {}) =>
      as(of).saveMonthlyFeedback({
        ...at(),
        pairId: pair.pairId,
        month: '2026-10',
        relation: 4,
        useful: 5,
        version: 0,
        ...more,
      });
    const mine = async (of: BuiltPerson) => (await as(of).myMonthlyFeedback(at())).rows;
    const list = (more: object = {}, of = coordinator) =>
      as(of).listMonthlyFeedback({ ...at(), ...more });

    it('asks both sides of a pair, keeps one answer of each and lets it be changed until the tenth', async () => {
      expect(await mine(mentee)).to.deep.equal([
        {
          pairId: pair.pairId,
          month: '2026-10',
          dueOn: '2026-10-31',
          until: '2026-11-10',
          answer: null,
          version: 0,
        },
      ]);
      expect(await mine(mentor)).to.have.length(1);
      await save(mentee, { wish: '  Чаще встречаться ' });
      const [row] = await mine(mentee);
      expect(row?.answer).to.deep.equal({
        relation: 4,
        useful: 5,
        wish: 'Чаще встречаться',
        needsHelp: false,
      });
      await save(mentee, { relation: 2, version: 1 });
      expect((await rejection(save(mentee, { relation: 5, version: 1 }))).code).to.equal(
        'changed_meanwhile',
      );
      expect((await mine(mentee))[0]?.answer?.relation).to.equal(2);
      service.clock.set('2026-11-11T09:00:00Z');
      expect(await mine(mentee)).to.deep.equal([]);
      expect(await problemsOf(save(mentee, { version: 2 }))).to.deep.equal(['month: monthly.over']);
    });

    it('is written once of two that come at the same time', async () => {
      const idempotencyKey = 'monthly-12345678';
      const twice = await Promise.all([
        save(mentee, { idempotencyKey }),
        save(mentee, { idempotencyKey }),
      ]);
      expect(twice.map(({ version }) => version)).to.deep.equal([1, 1]);
      const both = await Promise.allSettled([save(mentor), save(mentor)]);
      expect(both.filter(({ status }) => status === 'fulfilled')).to.have.length(1);
      expect(await db('monthly_feedback').where('pair_id', pair.pairId)).to.have.length(2);
    });

    it('refuses what is no step, a month that does not ask, and who is not in the pair', async () => {
      expect(await problemsOf(save(mentee, { relation: 6 }))).to.deep.equal([
        'relation: number.range',
      ]);
      expect(await problemsOf(save(mentee, { month: '2026-11' }))).to.deep.equal([
        'month: monthly.early',
      ]);
      await db('pairs').where('id', pair.pairId).update({ starts_on: '2026-10-25' });
      expect(await problemsOf(save(mentee))).to.deep.equal([': monthly.notAsked']);
      const other = await buildPerson(db, programme, { roles: ['mentee'] });
      expect((await rejection(save(other))).code).to.equal('not_found');
    });

    it('is read by coordinators and curators of the form, by nobody of the pair', async () => {
      await save(mentee, { relation: 1, wish: 'Мне неловко' });
      const pairOf = { ...at(), pairId: pair.pairId };
      const { rows } = await as(coordinator).getPairMonthly(pairOf);
      expect(rows.map(({ side, answer }) => [side, answer?.relation])).to.have.deep.members([
        ['mentee', 1],
        ['mentor', undefined],
      ]);
      const curator = (form: 'student_student' | 'teacher_student') =>
        buildPerson(db, programme, { roles: ['curator'], scopeForms: [form] });
      expect((await list({}, await curator('student_student'))).total).to.equal(2);
      expect((await list({}, await curator('teacher_student'))).total).to.equal(0);
      for (const of of [mentor, mentee]) {
        expect((await rejection(list({}, of))).code).to.equal('forbidden');
        expect((await rejection(as(of).getPairMonthly(pairOf))).code).to.equal('forbidden');
      }
      expect(JSON.stringify(await mine(mentor))).not.to.contain('неловко');
      const journal = JSON.stringify(await db('journal').where('entity_id', pair.pairId));
      expect(journal).to.contain('monthly.given').and.not.to.contain('неловко');
    });

    it('is not read by a coordinator of the pair in which they are a mentor', async () => {
      const both = await buildPerson(db, programme, { roles: ['coordinator', 'mentor'] });
      pair = await buildPair(db, programme, { mentors: [both], mentees: [mentee] });
      await save(mentee, { relation: 1 });
      const { rows } = await list({}, both);
      expect(rows.every((row) => row.pairId !== pair.pairId)).to.equal(true);
      const own = await service.as(both.actor()).getPairMonthly({ ...at(), pairId: pair.pairId });
      expect(own.rows).to.deep.equal([]);
    });

    it('is listed by what is asked for, and counted', async () => {
      await save(mentee, { relation: 2, needsHelp: true });
      expect((await list()).counts).to.deep.equal({ asked: 2, answered: 1, low: 1, help: 1 });
      const names = async (more: object) =>
        (await list(more)).rows.map(({ person }) => person.name.split(' ')[0]);
      expect(await names({ show: 'missing' })).to.deep.equal(['Кузнецов']);
      expect(await names({ show: 'low' })).to.deep.equal(['Иванова']);
      expect(await names({ show: 'help' })).to.deep.equal(['Иванова']);
      expect(await names({ side: 'mentor', show: 'answered' })).to.deep.equal([]);
      expect(await names({ search: 'иванов' })).to.deep.equal(['Иванова']);
      expect(await names({ form: 'teacher_student' })).to.deep.equal([]);
      const trend = await as(coordinator).getMonthlyTrend(at());
      expect(
        trend.months.map(({ month, asked, answered }) => [month, asked, answered]),
      ).to.deep.equal([['2026-10', 2, 1]]);
    });

    it('opens one request to the curator where help is wanted, of either side', async () => {
      const first = await save(mentor, { needsHelp: true, wish: 'Не выходит разговор' });
      const again = await save(mentor, { needsHelp: true, version: 1 });
      expect(again.helpRequestId).to.equal(first.helpRequestId);
      const staff = await as(coordinator).listHelpRequests(at());
      expect(staff.rows.map(({ personId, text }) => [personId, text])).to.deep.equal([
        [mentor.personId, 'Не выходит разговор'],
      ]);
      expect((await as(mentee).listHelpRequests(at())).total).to.equal(0);
      expect((await as(mentor).listHelpRequests(at())).total).to.equal(1);
    });

    it('stops at once when a consent is withdrawn: not asked, not listed, not told of', async () => {
      await save(mentee, { relation: 1 });
      await consentAll(db, programme.programmeId, '2026-09-01');
      await as(coordinator).withdrawConsent({
        ...at(),
        personId: mentee.personId,
        kind: 'own',
        withdrawnOn: '2026-11-10',
        reason: 'Заявление',
        byWhom: 'person',
      });
      expect(await mine(mentee)).to.deep.equal([]);
      expect((await list()).rows.map(({ side }) => side)).to.deep.equal(['mentor']);
      expect(await problemsOf(save(mentee, { version: 1 }))).to.deep.equal([
        ': life.consentWithdrawn',
      ]);
    });

    it('raises a signal on a bad relation, and on two months of silence once somebody answers at all', async () => {
      const codes = async () => {
        const { rows } = await as(coordinator).listSignals(at());
        return rows.flatMap(({ signals }) => signals.map(({ code }) => code));
      };
      expect(await codes()).not.to.include('monthly_silent');
      await save(mentee, { relation: 1 });
      expect(await codes()).to.include('relation_low');
      service.clock.set('2026-12-11T09:00:00Z');
      expect(await codes()).to.include('monthly_silent');
    });

    it('is read by four statements beside the rights, and by none again', async () => {
      await save(mentee);
      const first = await statementsOf(db, () => list());
      expect(first.length, first.join('\n')).to.be.at.most(5);
      expect(await statementsOf(db, () => list({ show: 'low' }))).to.have.length(1);
    });
  });
});
