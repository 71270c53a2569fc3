import { expect } from 'chai';
import type { Db } from '../../shared/db/connect.js';
import type { InputOf } from '../api/endpoint.js';
import type { Contract } from '../api/index.js';
import { consentHandlers } from '../consents/consent-handlers.js';
import { pairLifeHandlers } from '../pair-life/life-handlers.js';
import { pairHandlers } from '../pairs/pair-handlers.js';
import { peopleHandlers } from '../people/people-handlers.js';
import { profileHandlers } from '../people/profile-handlers.js';
import { programmeHandlers } from '../programmes/programme-handlers.js';
import { standingHandlers } from '../standing/standing-handlers.js';
import { surveyHandlers } from '../surveys/survey-handlers.js';
import {
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
import { problemsOf, rejection } from './support/rejection.js';
import { ANSWERS, SurveyWorld } from './support/survey-world.js';

type DecideInput = InputOf<Contract['decide']>;
type Decision = Pick<DecideInput, 'decision'> & Partial<DecideInput>;

const FEATURES = [
  programmeHandlers,
  peopleHandlers,
  profileHandlers,
  consentHandlers,
  surveyHandlers,
  pairHandlers,
  pairLifeHandlers,
  standingHandlers,
];

eachDatabase((openDb) => {
  describe('where people stand', () => {
    let db: Db;
    let service: TestService;
    let programme: BuiltProgramme;
    let coordinator: BuiltPerson;

    before(async () => {
      db = await openDb();
    });
    beforeEach(async () => {
      service = withService(db, FEATURES);
      programme = await buildProgramme(db);
      coordinator = await buildPerson(db, programme, { roles: ['coordinator'] });
    });

    const api = (person: BuiltPerson = coordinator) => service.as(person.actor());
    const at = (person: BuiltPerson) => ({
      programmeId: programme.programmeId,
      personId: person.personId,
    });
    const list = (filter: object = {}, person = coordinator) =>
      api(person).listPeople({ programmeId: programme.programmeId, ...filter });
    const candidate = (overrides: Parameters<typeof buildPerson>[2] = {}) =>
      buildPerson(db, programme, { state: 'candidate', groupName: 'ИС-21', ...overrides });
    const born = (person: BuiltPerson, birthDate: string) =>
      db('profiles').insert({
        person_id: person.personId,
        organisation_id: programme.organisationId,
        birth_date: birthDate,
        created_at: 0,
      });
    const touch = () =>
      db('programmes').where('id', programme.programmeId).increment('revision', 1);
    const stateOf = async (person: BuiltPerson) => {
      const { participations } = await api().getPerson(at(person));
      return participations.map(({ role, state }) => `${role}: ${state}`);
    };
    const gapsOf = async (person: BuiltPerson) => (await api().getPerson(at(person))).gaps;
    const consent = (person: BuiltPerson) =>
      api().recordPaperConsent({
        ...at(person),
        kind: 'own',
        givenOn: '2026-10-01',
        originalNote: 'Личное дело',
      });
    const decide = async (person: BuiltPerson, decision: Decision) => {
      const { version } = await api().getPerson(at(person));
      return api().decide({ ...at(person), role: 'mentee', version, ...decision });
    };

    it('somebody goes from the first questionnaire to the end of the pair by facts alone', async () => {
      const survey = new SurveyWorld();
      Object.assign(survey, { db, service, programme, coordinator });
      const mentee = await candidate();
      const mentor = await buildPerson(db, programme, { roles: ['mentor'] });
      expect(await gapsOf(mentee)).to.deep.equal(['birth_date_unknown']);
      const { waveId } = await survey.wave();
      expect(await stateOf(mentee)).to.deep.equal(['mentee: draft']);
      expect(await gapsOf(mentee)).to.deep.equal(['birth_date_unknown', 'no_entry_answers']);
      await survey.save(mentee, waveId, ANSWERS);
      expect(await stateOf(mentee)).to.deep.equal(['mentee: questionnaire']);
      await born(mentee, '2000-05-05');
      await touch();
      expect(await gapsOf(mentee)).to.deep.equal(['no_own_consent']);
      await consent(mentee);
      expect(await stateOf(mentee)).to.deep.equal(['mentee: consent']);
      await decide(mentee, { decision: 'admit' });
      expect(await stateOf(mentee)).to.deep.equal(['mentee: pool']);
      expect(await gapsOf(mentee)).to.deep.equal(['no_mentor']);
      const pair = await buildPair(
        db,
        programme,
        { mentors: [mentor], mentees: [mentee] },
        { state: 'draft' },
      );
      expect(await stateOf(mentee)).to.deep.equal(['mentee: proposed']);
      for (const [state, told] of [
        ['active', 'paired'],
        ['completed', 'completed'],
      ]) {
        await db('pairs').where('id', pair.pairId).update({ state });
        await touch();
        expect(await stateOf(mentee)).to.deep.equal([`mentee: ${told}`]);
      }
      expect(await gapsOf(mentee)).to.deep.equal([]);
    });

    it('a consent that is withdrawn takes out of the pool at once', async () => {
      const mentee = await candidate({ state: 'admitted' });
      await born(mentee, '2000-05-05');
      await touch();
      await consent(mentee);
      expect(await stateOf(mentee)).to.deep.equal(['mentee: pool']);
      await api().withdrawConsent({
        ...at(mentee),
        kind: 'own',
        withdrawnOn: '2026-11-05',
        byWhom: 'person',
        reason: 'Заявление',
      });
      expect(await stateOf(mentee)).to.deep.equal(['mentee: selected']);
      expect(await gapsOf(mentee)).to.include('consent_withdrawn');
    });

    it('filters by role, form, group, state, gap and words, and sorts', async () => {
      const [a, b] = [
        await candidate({ familyName: 'Алова', groupName: 'ИС-9' }),
        await candidate({ familyName: 'Бобров', state: 'admitted', groupName: 'ИС-21' }),
      ];
      const mentor = await buildPerson(db, programme, { roles: ['mentor'], familyName: 'Яров' });
      await buildPair(
        db,
        programme,
        { mentors: [mentor], mentees: [b] },
        { form: 'teacher_student' },
      );
      const ids = async (filter: object) => (await list(filter)).rows.map((one) => one.personId);
      expect(await ids({ role: 'mentee' })).to.deep.equal([a.personId, b.personId]);
      expect(await ids({ form: 'teacher_student' })).to.deep.equal([b.personId, mentor.personId]);
      expect(await ids({ groupName: 'ИС-9' })).to.deep.equal([a.personId]);
      expect(await ids({ state: 'paired' })).to.deep.equal([b.personId, mentor.personId]);
      expect(await ids({ state: 'paired', role: 'mentor' })).to.deep.equal([mentor.personId]);
      expect(await ids({ gap: 'birth_date_unknown', role: 'mentor' })).to.deep.equal([
        mentor.personId,
      ]);
      expect(await ids({ search: 'бобр' })).to.deep.equal([b.personId]);
      expect(await ids({ role: 'mentee', sort: '-name' })).to.deep.equal([b.personId, a.personId]);
      expect(await ids({ role: 'mentee', sort: '-state' })).to.deep.equal([b.personId, a.personId]);
      const { groups, counts } = await list();
      expect(groups).to.deep.equal(['ИС-9', 'ИС-21']);
      expect(counts.byState).to.deep.equal({ draft: 1, paired: 2 });
      expect(counts.byRole).to.deep.equal({ coordinator: 1, mentee: 2, mentor: 1 });
      expect((await list({ page: 2, pageSize: 2 })).rows).to.have.length(2);
    });

    it('shows where somebody is written to, and finds them by it and by what the LMS says', async () => {
      const { personId } = await candidate({ familyName: 'Алова' });
      await db('people').where('id', personId).update({ email: 'alova@kollezh.example' });
      await db('profiles').where('person_id', personId).delete();
      await db('profiles').insert({
        person_id: personId,
        organisation_id: programme.organisationId,
        contact_email: 'svoya@pochta.example',
        created_at: 0,
      });
      for (const search of ['svoya@', 'ALOVA@']) {
        const { rows } = await list({ search });
        expect(rows.map(({ email }) => email)).to.deep.equal(['svoya@pochta.example']);
      }
    });

    it('a number of statements that does not depend on the rows; none when nothing changed', async () => {
      await candidate();
      const few = await statementsOf(db, () => list());
      for (let n = 0; n < 12; n += 1) await candidate({ roles: ['mentee', 'mentor'] });
      const many = await statementsOf(db, () => list());
      expect(many.length).to.equal(few.length);
      expect(many.length, many.join('\n')).to.be.at.most(11);
      const again = await statementsOf(db, () => list({ gap: 'no_group', page: 1 }));
      expect(again.length, again.join('\n')).to.equal(1);
    });

    it('a curator sees who is in a pair of their forms, or in none; a methodist no consents', async () => {
      const scoped = { roles: ['curator' as const], scopeForms: ['student_student' as const] };
      const curator = await buildPerson(db, programme, scoped);
      const methodist = await buildPerson(db, programme, { roles: ['methodist'] });
      const [mine, others, free] = [await candidate(), await candidate(), await candidate()];
      const mentor = await buildPerson(db, programme, { roles: ['mentor'] });
      await buildPair(db, programme, { mentors: [mentor], mentees: [mine] });
      await buildPair(
        db,
        programme,
        { mentors: [mentor], mentees: [others] },
        { form: 'teacher_student' },
      );
      const seen = (await list({ role: 'mentee' }, curator)).rows.map((one) => one.personId);
      expect(seen).to.have.members([mine.personId, free.personId]);
      const refused = await rejection(api(curator).getPerson(at(others)));
      expect(refused).to.have.property('code', 'not_found');
      for (const call of ['listSurveysOfPerson', 'listPersonHistory'] as const) {
        const error = await rejection(api(curator)[call](at(others)) as Promise<unknown>);
        expect(error, call).to.have.property('code', 'not_found');
      }
      expect((await api(methodist).getPerson(at(free))).gaps).to.deep.equal([]);
      expect((await api(curator).getPerson(at(free))).gaps).to.deep.equal(['birth_date_unknown']);
    });

    describe('decisions', () => {
      it('declined with a reason, out of the programme, and back as they were', async () => {
        const mentee = await candidate();
        await decide(mentee, { decision: 'decline', reason: 'Нет мест' });
        expect(await stateOf(mentee)).to.deep.equal(['mentee: withdrawn']);
        const [told] = (await api().getPerson(at(mentee))).participations;
        expect(told?.decision).to.deep.include({
          kind: 'declined',
          reason: 'Нет мест',
          decidedBy: coordinator.name,
        });
        // They act as a visitor until then, also when they come from the course again.
        await service.as(mentee.actor('visitor')).getMe({ programmeId: programme.programmeId });
        await decide(mentee, { decision: 'restore' });
        expect(await stateOf(mentee)).to.deep.equal(['mentee: draft']);
        const { roles } = await api().getPerson(at(mentee));
        expect(roles.map((one) => [one.role, one.state])).to.deep.equal([['mentee', 'candidate']]);
      });

      it('the waiting list, until a pair is made', async () => {
        const mentee = await candidate({ state: 'admitted' });
        const mentor = await buildPerson(db, programme, { roles: ['mentor'] });
        await decide(mentee, { decision: 'wait', reason: 'Нет наставника', supported: true });
        expect(await stateOf(mentee)).to.deep.equal(['mentee: waiting']);
        const [told] = (await api().getPerson(at(mentee))).participations;
        expect(told?.decision).to.deep.include({ kind: 'waiting', supported: true });
        await api().createPair({
          programmeId: programme.programmeId,
          form: 'student_student',
          roleVariant: null,
          format: 'individual',
          startsOn: '2026-11-01',
          endsOn: '2027-06-30',
          mentorIds: [mentor.personId],
          menteeIds: [mentee.personId],
        });
        const [later] = (await api().getPerson(at(mentee))).participations;
        expect(later).to.deep.include({ decision: null });
        expect(['proposed', 'paired']).to.include(later?.state);
      });

      it('refuses without a reason, against the facts, and over an older version', async () => {
        const mentee = await candidate();
        const mentor = await buildPerson(db, programme, { roles: ['mentor'] });
        const reasons = await rejection(decide(mentee, { decision: 'decline' }));
        expect(problemsOf(reasons)).to.deep.equal(['reason: required']);
        await buildPair(db, programme, { mentors: [mentor], mentees: [mentee] });
        const inPair = await rejection(decide(mentee, { decision: 'withdraw', reason: 'Ушёл' }));
        expect(problemsOf(inPair)).to.deep.equal([': decision.inPair']);
        const noRole = await rejection(decide(mentee, { role: 'mentor', decision: 'admit' }));
        expect(problemsOf(noRole)).to.deep.equal([': decision.noRole']);
        const old = api().decide({ ...at(mentee), role: 'mentee', decision: 'admit', version: 7 });
        expect(await rejection(old)).to.have.property('code', 'changed_meanwhile');
      });

      it('is in the history by its name, without the reason', async () => {
        const mentee = await candidate();
        await decide(mentee, { decision: 'decline', reason: 'Тайна' });
        const { rows } = await api().listPersonHistory(at(mentee));
        expect(rows.map((one) => one.action)).to.deep.equal(['decision.decline']);
        const journal = await db('journal').where('entity_id', mentee.personId);
        expect(JSON.stringify(journal)).not.to.contain('Тайна');
      });

      it('a role given again by hand ends what was decided', async () => {
        const mentee = await candidate();
        await decide(mentee, { decision: 'decline', reason: 'Нет мест' });
        const { version } = await api().getPerson(at(mentee));
        await api().setRoles({ ...at(mentee), roles: ['mentee'], version });
        const [told] = (await api().getPerson(at(mentee))).participations;
        expect(told).to.deep.include({ state: 'selected', decision: null });
      });
    });

    describe('one change of many', () => {
      const change = (people: BuiltPerson[], what: object) =>
        api().changeMany({
          programmeId: programme.programmeId,
          personIds: people.map((one) => one.personId),
          ...what,
        } as never);

      it('admits candidates, gives a role, writes a group down, and says whom it was not for', async () => {
        const people = [await candidate(), await candidate({ state: 'admitted' })];
        expect(await change(people, { change: 'admit' })).to.deep.equal({
          changed: 1,
          unchanged: 1,
        });
        expect(await change(people, { change: 'role', role: 'mentor' })).to.deep.equal({
          changed: 2,
          unchanged: 0,
        });
        expect(await change(people, { change: 'group', groupName: 'ИС-22' })).to.deep.equal({
          changed: 2,
          unchanged: 0,
        });
        const { rows } = await list({ groupName: 'ИС-22', role: 'mentor' });
        expect(rows).to.have.length(2);
        for (const row of rows) {
          expect(row.roles.map((one) => `${one.role} ${one.state}`)).to.have.members([
            'mentor admitted',
            'mentee admitted',
          ]);
        }
        const [first] = people as [BuiltPerson];
        const { rows: history } = await api().listPersonHistory(at(first));
        expect(history.map((one) => one.action)).to.deep.equal([
          'profile',
          'role_given',
          'decision.admit',
        ]);
      });

      it('costs the same for ten as for two', async () => {
        const two = [await candidate(), await candidate()];
        const ten = await Promise.all(Array.from({ length: 10 }, () => candidate()));
        const few = await statementsOf(db, () => change(two, { change: 'admit' }));
        const many = await statementsOf(db, () => change(ten, { change: 'admit' }));
        expect(many.length).to.equal(few.length);
      });

      it('all or nothing: somebody of another programme stops it', async () => {
        const other = await buildProgramme(db);
        const stranger = await buildPerson(db, other, { state: 'candidate' });
        const mine = await candidate();
        const error = await rejection(change([mine, stranger], { change: 'admit' }));
        expect(error).to.have.property('code', 'not_found');
        expect(await stateOf(mine)).to.deep.equal(['mentee: draft']);
      });
    });

    describe('people without an LMS account', () => {
      const NEW = {
        familyName: 'Орлов',
        givenName: 'Павел',
        middleName: 'Ильич',
        role: 'mentor' as const,
        adult: true,
        workplace: 'ООО «Завод»',
        phone: '+7 900 123-45-67',
      };
      const add = (more: object = {}) =>
        api().addPerson({ programmeId: programme.programmeId, ...NEW, ...more });

      it('are in the list as others, said to be without an account', async () => {
        const { personId } = await add({ idempotencyKey: 'add-1234' });
        expect(await add({ idempotencyKey: 'add-1234' })).to.deep.equal({ personId });
        const { rows } = await list({ lmsStatus: 'none' });
        expect(rows).to.have.length(1);
        expect(rows[0]).to.deep.include({
          personId,
          name: 'Орлов Павел Ильич',
          lmsStatus: 'none',
          gaps: ['no_own_consent', 'no_mentee'],
          participations: [{ role: 'mentor', state: 'selected' }],
        });
        const profile = await api().getProfile({ programmeId: programme.programmeId, personId });
        expect(profile).to.deep.include({ age: 'adult', workplace: 'ООО «Завод»' });
      });

      it('cannot be born tomorrow, nor have a name of nothing', async () => {
        const tomorrow = await rejection(add({ birthDate: '2030-01-01' }));
        expect(problemsOf(tomorrow)).to.deep.equal(['birthDate: birthDate.future']);
        const nameless = await rejection(add({ familyName: ' ', givenName: '\u200e' }));
        expect(problemsOf(nameless)[0]).to.deep.equal('familyName: required');
      });
    });
  });
});
