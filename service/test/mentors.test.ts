import { expect } from 'chai';
import type { Db } from '../../shared/db/connect.js';
import { AppError } from '../../shared/errors.js';
import { enterpriseHandlers } from '../enterprises/enterprise-handlers.js';
import { mentorHandlers } from '../mentors/mentor-handlers.js';
import { peopleHandlers } from '../people/people-handlers.js';
import { programmeHandlers } from '../programmes/programme-handlers.js';
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

const SAID = {
  competences: 'Сварка, чтение чертежей',
  achievements: 'Призёр чемпионата «Профессионалы»',
  interests: 'Робототехника',
  preferredAge: '16–18 лет',
  timeResource: '2 часа в неделю',
  capacity: 3,
  forms: ['employer_student' as const],
};

eachDatabase((openDb) => {
  describe('mentors and enterprises', () => {
    let db: Db;
    let service: TestService;
    let programme: BuiltProgramme;
    let coordinator: BuiltPerson;
    let mentor: BuiltPerson;

    before(async () => {
      db = await openDb();
    });
    beforeEach(async () => {
      const features = [programmeHandlers, peopleHandlers, mentorHandlers, enterpriseHandlers];
      service = withService(db, features);
      programme = await buildProgramme(db);
      coordinator = await buildPerson(db, programme, { roles: ['coordinator'] });
      mentor = await buildPerson(db, programme, { roles: ['mentor'], familyName: 'Ёлкина' });
    });

    const api = (person: BuiltPerson = coordinator) => service.as(person.actor());
    const here = () => ({ programmeId: programme.programmeId });
    const at = (person: BuiltPerson) => ({ ...here(), personId: person.personId });
    const list = (filter = {}) => api().listMentors({ ...here(), ...filter });
    const save = (person: BuiltPerson, fields = {}, version = 0) =>
      api().updateMentor({ ...at(person), ...SAID, ...fields, version });

    it('a mentor of whom nothing was said takes one mentee, and the register lacks something', async () => {
      const { rows, counts } = await list();
      expect(rows).to.have.length(1);
      expect(rows[0]).to.deep.include({
        personId: mentor.personId,
        capacity: 1,
        availability: 'available',
        mentees: 0,
        competences: null,
        version: 0,
      });
      expect(counts).to.deep.equal({
        mentors: 1,
        available: 1,
        full: 0,
        paused: 0,
        places: 1,
        incomplete: 1,
        selection: { admitted: 1 },
        untrained: 0,
      });
    });

    it('counts the mentees of open pairs once each, and is full with as many as are taken', async () => {
      const mentees = await Promise.all([1, 2, 3].map(() => buildPerson(db, programme)));
      const [a, b, c] = mentees as [BuiltPerson, BuiltPerson, BuiltPerson];
      await buildPair(db, programme, { mentors: [mentor], mentees: [a, b] });
      await buildPair(
        db,
        programme,
        { mentors: [mentor], mentees: [b] },
        { form: 'teacher_student' },
      );
      await buildPair(db, programme, { mentors: [mentor], mentees: [c] }, { state: 'completed' });
      await save(mentor, { capacity: 2 });
      expect(await api().getMentor(at(mentor))).to.deep.include({
        mentees: 2,
        availability: 'full',
      });
      await save(mentor, { capacity: 3 }, 1);
      const { counts } = await list();
      expect(counts).to.deep.include({ available: 1, places: 1, incomplete: 0 });
    });

    it('is filtered by room, form, what is missing, and name', async () => {
      const other = await buildPerson(db, programme, { roles: ['mentor'], familyName: 'Абрамов' });
      await save(mentor, { paused: true, pausedReason: 'Сессия' });
      const names = async (filter: object) => (await list(filter)).rows.map((r) => r.personId);
      expect(await names({})).to.deep.equal([other.personId, mentor.personId]);
      expect(await names({ availability: 'paused' })).to.deep.equal([mentor.personId]);
      expect(await names({ form: 'employer_student' })).to.deep.equal([mentor.personId]);
      expect(await names({ profile: 'incomplete' })).to.deep.equal([other.personId]);
      expect(await names({ search: 'елк' })).to.deep.equal([mentor.personId]);
      expect(await names({ search: 'нет такого' })).to.deep.equal([]);
    });

    it('mentors write about themselves, and keep the enterprise that the coordinator named', async () => {
      const { enterpriseId } = await api().createEnterprise({
        ...here(),
        name: 'Завод «Прогресс»',
      });
      await save(mentor, { enterpriseId });
      const mine = await api(mentor).updateMyMentorProfile({
        ...here(),
        ...SAID,
        interests: 'Шахматы',
        version: 1,
      });
      expect(mine).to.deep.include({
        interests: 'Шахматы',
        enterprise: { enterpriseId, name: 'Завод «Прогресс»' },
        version: 2,
      });
      expect((await list({ enterpriseId })).total).to.equal(1);
      const { rows } = await api().listEnterprises(here());
      expect(rows[0]).to.deep.include({ name: 'Завод «Прогресс»', mentors: 1, agreement: 'none' });
    });

    it('says nothing of what a mentor wrote in the journal, only which fields', async () => {
      await save(mentor);
      const { rows } = await api().listJournal({ ...here(), entityId: mentor.personId });
      expect(JSON.stringify(rows)).to.contain('competences').and.not.to.contain('Сварка');
    });

    it('two who write at once: the second is told and overwrites nothing', async () => {
      await save(mentor);
      const late = await rejection(save(mentor, { interests: 'Другое' }));
      expect((late as AppError).code).to.equal('changed_meanwhile');
      expect((await api().getMentor(at(mentor))).interests).to.equal('Робототехника');
    });

    it('who is no mentor has no such profile', async () => {
      const mentee = await buildPerson(db, programme);
      for (const call of [() => api().getMentor(at(mentee)), () => save(mentee)]) {
        const error = await rejection(call());
        expect(error).to.be.instanceOf(AppError).and.to.have.property('code', 'not_found');
      }
    });

    it('refuses what cannot be, at its field', async () => {
      const stranger = await buildProgramme(db);
      const head = await buildPerson(db, stranger, { roles: ['coordinator'] });
      const foreign = await service
        .as(head.actor())
        .createEnterprise({ programmeId: stranger.programmeId, name: 'Чужой завод' });
      const said = async (call: Promise<unknown>) => problemsOf(await rejection(call));
      expect(await said(save(mentor, { capacity: 31 }))).to.deep.equal(['capacity: number.range']);
      expect(await said(save(mentor, { capacity: -1 }))).to.deep.equal(['capacity: number.range']);
      expect(await said(save(mentor, { capacity: Number.NaN }))).to.deep.equal([
        'capacity: number.format',
      ]);
      expect(await said(save(mentor, { interests: 'х'.repeat(2001) }))).to.deep.equal([
        'interests: text.tooLong',
      ]);
      expect(await said(save(mentor, { enterpriseId: foreign.enterpriseId }))).to.deep.equal([
        'enterpriseId: value.invalid',
      ]);
      expect(await db('mentor_profiles').where('person_id', mentor.personId)).to.deep.equal([]);
    });

    it('the list is one statement, whatever the number of mentors', async () => {
      const count = async () => {
        await db('programmes').where('id', programme.programmeId).increment('revision', 1);
        return (await statementsOf(db, () => list())).length;
      };
      const few = await count();
      for (let i = 0; i < 12; i += 1) await buildPerson(db, programme, { roles: ['mentor'] });
      expect(await count()).to.equal(few);
    });

    describe('enterprises', () => {
      const add = (fields: object) =>
        api().createEnterprise({ ...here(), name: 'Депо', ...fields });
      const names = async (filter = {}) =>
        (await api().listEnterprises({ ...here(), ...filter })).rows.map(({ name }) => name);

      it('stand in Russian order, are filtered by agreement as the rule says, and archived apart', async () => {
        await add({ name: 'ООО «Ёж»', agreementNumber: '7', agreementUntil: '2020-01-01' });
        await add({ name: 'АО «Завод»', agreementNumber: '12', agreementOn: '2026-01-01' });
        await add({ name: 'ИП Жуков' });
        await add({ name: 'Будущее', agreementNumber: '3', agreementOn: '2099-01-01' });
        const old = await add({ name: 'Старое' });
        await api().updateEnterprise({ ...here(), ...old, archived: true, version: 1 });
        expect(await names()).to.deep.equal(['АО «Завод»', 'Будущее', 'ИП Жуков', 'ООО «Ёж»']);
        expect(await names({ which: 'archived' })).to.deep.equal(['Старое']);
        expect(await names({ agreement: 'valid' })).to.deep.equal(['АО «Завод»']);
        expect(await names({ agreement: 'ended' })).to.deep.equal(['ООО «Ёж»']);
        expect(await names({ agreement: 'none' })).to.deep.equal(['Будущее', 'ИП Жуков']);
        expect(await names({ search: 'еж' })).to.deep.equal(['ООО «Ёж»']);
      });

      it('one of the same name is refused, added or renamed, also when written otherwise', async () => {
        await add({ name: 'Депо' });
        const other = await add({ name: 'Завод' });
        const said = async (call: Promise<unknown>) => problemsOf(await rejection(call));
        expect(await said(add({ name: '  депо ' }))).to.deep.equal(['name: enterprise.exists']);
        const renamed = api().updateEnterprise({ ...here(), ...other, name: 'ДЕПО', version: 1 });
        expect(await said(renamed)).to.deep.equal(['name: enterprise.exists']);
        expect(await names()).to.deep.equal(['Депо', 'Завод']);
      });

      it('sent twice are added once', async () => {
        const key = { idempotencyKey: 'twice-sent-key' };
        const [one, two] = await Promise.all([add(key), add(key)]);
        expect(one.enterpriseId).to.equal(two.enterpriseId);
        expect(await names()).to.deep.equal(['Депо']);
      });

      it('changed by two at once: the second is told', async () => {
        const one = await add({});
        await api().updateEnterprise({ ...here(), ...one, note: 'Первый', version: 1 });
        const late = api().updateEnterprise({ ...here(), ...one, note: 'Второй', version: 1 });
        expect(await rejection(late)).to.have.property('code', 'changed_meanwhile');
      });
    });
  });
});
