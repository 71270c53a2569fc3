import { expect } from 'chai';
import type { Db } from '../../shared/db/connect.js';
import { newId } from '../../shared/ids.js';
import type { Role } from '../api/index.js';
import { pairHandlers } from '../pairs/pair-handlers.js';
import { accountsOf, holdersOf, namesOf } from '../people/index.js';
import { peopleHandlers } from '../people/people-handlers.js';
import { programmeHandlers } from '../programmes/programme-handlers.js';
import {
  type BuiltPerson,
  type BuiltProgramme,
  buildPair,
  buildPerson,
  buildProgramme,
  eachDatabase,
  ISSUER,
  statementsOf,
  type TestService,
  withService,
} from './support/harness.js';
import { problemsOf, rejection } from './support/rejection.js';

eachDatabase((openDb) => {
  let db: Db;
  let service: TestService;
  let programme: BuiltProgramme;
  let coordinator: BuiltPerson;

  before(async () => {
    db = await openDb();
  });
  beforeEach(async () => {
    service = withService(db, [programmeHandlers, peopleHandlers, pairHandlers]);
    programme = await buildProgramme(db);
    coordinator = await buildPerson(db, programme, {
      roles: ['coordinator'],
      familyName: 'Яровая',
      givenName: 'Ольга',
      lmsRole: 'instructor',
    });
  });

  const api = (person: BuiltPerson = coordinator, role?: Role) => service.as(person.actor(role));
  const student = (familyName: string, givenName = 'Иван') =>
    buildPerson(db, programme, { familyName, givenName, state: 'candidate' });

  describe('listParticipants', () => {
    const list = (filter: object = {}) =>
      api().listParticipants({ programmeId: programme.programmeId, ...filter });
    const names = async (filter: object = {}) => (await list(filter)).rows.map((one) => one.name);

    it('stands in Russian order, page by page, both ways', async () => {
      for (const name of ['Ёлкина', 'Ежов', 'Zimmer', 'Жуков', 'Елкин', 'Ан-Ли', 'Анна'])
        await student(name);
      const order = [
        'Ан-Ли Иван',
        'Анна Иван',
        'Ежов Иван',
        'Елкин Иван',
        'Ёлкина Иван',
        'Жуков Иван',
        'Яровая Ольга',
        'Zimmer Иван',
      ];
      expect(await names()).to.deep.equal(order);
      expect(await names({ sort: '-name' })).to.deep.equal([...order].reverse());
      expect(await names({ page: 2, pageSize: 3 })).to.deep.equal(order.slice(3, 6));
      expect(await names({ page: 9, pageSize: 3 })).to.deep.equal([]);
      expect((await list({ page: 9, pageSize: 3 })).total).to.equal(8);
    });

    it('finds by any words of the name, ё or е, by the e-mail, and takes signs of patterns as they are', async () => {
      await student('Фёдоров', 'Артём Максимович');
      await buildPerson(db, programme, {
        familyName: 'Ким',
        givenName: 'Ева',
        email: 'Under_Score@kim.example',
      });
      expect(await names({ search: 'артем ФЕДОР' })).to.deep.equal(['Фёдоров Артём Максимович']);
      expect(await names({ search: 'under_score' })).to.deep.equal(['Ким Ева']);
      expect(await names({ search: 'underXscore' })).to.deep.equal([]);
      expect(await names({ search: '%' })).to.deep.equal([]);
      expect(await names({ search: '' })).to.have.length(3);
    });

    it('filters by role, by being in the LMS, by being in an open pair; counts by role', async () => {
      const mentor = await buildPerson(db, programme, { roles: ['mentor'], familyName: 'Абаев' });
      const other = await buildPerson(db, programme, { roles: ['mentor'], familyName: 'Бабаев' });
      const both = await buildPerson(db, programme, {
        roles: ['mentor', 'mentee'],
        familyName: 'Ваваев',
      });
      const left = await buildPerson(db, programme, { familyName: 'Гагаев', lmsStatus: 'left' });
      await buildPair(db, programme, { mentors: [mentor], mentees: [both] });
      await buildPair(db, programme, { mentors: [other], mentees: [left] }, { state: 'completed' });
      const ids = async (filter: object) => (await list(filter)).rows.map((one) => one.personId);
      expect(await ids({ role: 'mentor' })).to.deep.equal(
        [mentor, other, both].map((p) => p.personId),
      );
      expect(await ids({ lmsStatus: 'left' })).to.deep.equal([left.personId]);
      expect(await ids({ pairing: 'paired' })).to.deep.equal([mentor.personId, both.personId]);
      expect(await ids({ pairing: 'unpaired' })).to.deep.equal([other.personId, left.personId]);
      expect(await ids({ pairing: 'unpaired', role: 'mentor' })).to.deep.equal([
        other.personId,
        both.personId,
      ]);
      const { rows, counts } = await list();
      expect(counts).to.deep.equal({ coordinator: 1, mentor: 3, mentee: 2 });
      expect(rows.map((one) => one.activePairs)).to.deep.equal([1, 0, 1, 0, 0]);
    });

    it('needs as many statements for a hundred people as for one', async () => {
      const measure = () => statementsOf(db, () => list({ pageSize: 1000 }));
      await student('Первый');
      const few = await measure();
      for (let i = 0; i < 60; i += 1) await student(`Фамилия${i}`);
      const many = await measure();
      expect(many.length).to.equal(few.length);
      // Who calls, the page, its roles, the total, the counts.
      expect(many.length).to.equal(5);
    });

    it('shows nobody of another programme, and refuses mentors', async () => {
      const elsewhere = await buildProgramme(db, { organisationId: programme.organisationId });
      const stranger = await buildPerson(db, elsewhere);
      const { programmeId } = programme;
      const error = await rejection(
        api().getParticipant({ programmeId, personId: stranger.personId }),
      );
      expect(error.code).to.equal('not_found');
      expect((await list()).total).to.equal(1);
      const mentor = await buildPerson(db, programme, { roles: ['mentor'] });
      expect((await rejection(api(mentor).listParticipants({ programmeId }))).code).to.equal(
        'forbidden',
      );
    });
  });

  describe('setRoles', () => {
    const set = (person: BuiltPerson, roles: Role[], version = 1, more: object = {}) =>
      api().setRoles({
        programmeId: programme.programmeId,
        personId: person.personId,
        roles: roles as never,
        version,
        ...more,
      });
    const rolesOf = (one: { roles: { role: string }[] }) => one.roles.map((held) => held.role);

    it('gives and takes roles by hand, and back again', async () => {
      const person = await student('Ким');
      const first = await set(person, ['mentor', 'head']);
      expect(first).to.deep.include({ version: 2, scopeForms: null });
      expect(first.roles).to.deep.equal([
        { role: 'mentor', state: 'admitted', byHand: true },
        { role: 'head', state: 'admitted', byHand: true },
      ]);
      expect(rolesOf(await set(person, ['mentee'], 2))).to.deep.equal(['mentee']);
      expect(rolesOf(await set(person, [], 3))).to.deep.equal(['visitor']);
    });

    it('keeps the forms of a curator, and no empty list of them', async () => {
      const person = await student('Ким');
      const saved = await set(person, ['curator'], 1, { scopeForms: ['student_student'] });
      expect(saved.scopeForms).to.deep.equal(['student_student']);
      expect(
        (await set(person, ['mentor'], 2, { scopeForms: ['student_student'] })).scopeForms,
      ).to.equal(null);
      const error = await rejection(set(person, ['curator'], 3, { scopeForms: [] }));
      expect(problemsOf(error)).to.deep.equal(['scopeForms: scopeForms.none']);
    });

    it('leaves the programme its last coordinator', async () => {
      const error = await rejection(set(coordinator, ['mentor']));
      expect(problemsOf(error)).to.deep.equal(['roles: roles.lastCoordinator']);
      const me = await api().getMe({ programmeId: programme.programmeId });
      expect(me.roles).to.deep.equal(['coordinator']);
      const second = await student('Ким');
      await set(second, ['coordinator']);
      expect(rolesOf(await set(coordinator, ['mentor']))).to.deep.equal(['mentor']);
    });

    it('leaves one of two coordinators who take the role from each other at once', async () => {
      const second = await buildPerson(db, programme, { roles: ['coordinator'] });
      const take = (by: BuiltPerson, from: BuiltPerson) =>
        service.as(by.actor('coordinator')).setRoles({
          programmeId: programme.programmeId,
          personId: from.personId,
          roles: ['mentor'],
          version: 1,
        });
      await Promise.allSettled([take(coordinator, second), take(second, coordinator)]);
      const left = await db('participations')
        .where({ programme_id: programme.programmeId, role: 'coordinator' })
        .whereNot('state', 'withdrawn');
      expect(left.length).to.be.at.least(1);
    });

    it('tells the second of two who save at once', async () => {
      const person = await student('Ким');
      const results = await Promise.allSettled([set(person, ['mentor']), set(person, ['head'])]);
      const lost = results.filter((one) => one.status === 'rejected');
      expect(lost.map((one) => one.reason.code)).to.deep.equal(['changed_meanwhile']);
    });

    it('knows no person of another programme', async () => {
      const stranger = await buildPerson(db, await buildProgramme(db));
      expect((await rejection(set(stranger, ['mentor']))).code).to.equal('not_found');
    });
  });

  describe('syncRoster', () => {
    type Roster = Parameters<TestService['system']['syncRoster']>[0];
    const entry = (subject: string, more: object = {}) => ({
      subject,
      familyName: `Студентов${subject}`,
      givenName: 'Пётр',
      email: `${subject}@kollezh.example`,
      lmsRole: 'mentee' as const,
      status: 'active' as const,
      ...more,
    });
    const sync = (members: Roster['members'], complete = true) =>
      service.system.syncRoster({
        programmeId: programme.programmeId,
        issuer: ISSUER,
        complete,
        members,
      });
    const me = () =>
      entry(coordinator.subject, { familyName: 'Яровая', givenName: 'Ольга', email: undefined });
    const member = async (subject: string) => {
      const { rows } = await api().listParticipants({
        programmeId: programme.programmeId,
        pageSize: 1000,
      });
      const accounts = await accountsOf(
        db,
        rows.map((one) => one.personId),
      );
      return rows.find((one) => accounts.get(one.personId)?.subject === subject);
    };

    it('adds people with the role that the roster knows, and none twice', async () => {
      const members = [
        me(),
        entry('r1'),
        entry('r2', { lmsRole: 'instructor' }),
        entry('r3', { lmsRole: 'coordinator' }),
        entry('r4', { familyName: undefined, givenName: undefined }),
        entry('r1'),
      ];
      const first = await sync(members);
      expect(first).to.deep.include({ total: 5, added: 4, updated: 0, left: 0 });
      expect((await member('r1'))?.roles).to.deep.equal([
        { role: 'mentee', state: 'candidate', byHand: false },
      ]);
      expect((await member('r2'))?.roles[0]).to.deep.include({
        role: 'mentor',
        state: 'candidate',
      });
      expect((await member('r3'))?.roles[0]?.role).to.equal('visitor');
      expect((await member('r4'))?.name).to.match(/^Участник №\d+$/);
      const sql = await statementsOf(db, async () => {
        expect(await sync(members)).to.deep.include({ total: 5, added: 0, updated: 0, left: 0 });
      });
      expect(sql.every((one) => /^select/i.test(one))).to.equal(true);
    });

    it('names no coordinator, also where there is none', async () => {
      programme = await buildProgramme(db);
      await sync([entry('r1', { lmsRole: 'instructor' }), entry('r2', { lmsRole: 'coordinator' })]);
      const found = await db('participations').where({
        programme_id: programme.programmeId,
        role: 'coordinator',
      });
      expect(found).to.deep.equal([]);
    });

    it('marks who is missing by a complete fetch only, and takes back who returns', async () => {
      await sync([me(), entry('a'), entry('b')]);
      expect(await sync([me(), entry('a')], false)).to.include({ left: 0 });
      expect(await sync([me(), entry('a')])).to.include({ left: 1, updated: 0 });
      expect((await member('b'))?.lmsStatus).to.equal('left');
      expect(await sync([me(), entry('a')])).to.include({ left: 0 });
      expect(await sync([me(), entry('a'), entry('b')])).to.include({ updated: 1, added: 0 });
      expect((await member('b'))?.lmsStatus).to.equal('active');
      expect((await member('b'))?.roles.length).to.equal(1);
    });

    it('touches nobody without an account in this LMS', async () => {
      const enterprise = await buildPerson(db, programme, { lmsStatus: 'none', roles: ['mentor'] });
      const other = await buildPerson(db, programme, { issuer: 'https://other.example' });
      expect(await sync([me()])).to.include({ left: 0 });
      const statuses = await db('members').whereIn('person_id', [
        enterprise.personId,
        other.personId,
      ]);
      expect(statuses.map((row) => row.lms_status).sort()).to.deep.equal(['active', 'none']);
    });

    it('leaves the roles of launches and coordinators alone', async () => {
      const teacher = await buildPerson(db, programme, {
        roles: ['mentor'],
        lmsRole: 'instructor',
      });
      await sync([me(), entry(teacher.subject, { lmsRole: 'mentee' })]);
      expect((await member(teacher.subject))?.roles.map((one) => one.role)).to.deep.equal([
        'mentor',
      ]);
    });

    it('takes new names to the titles of pairs', async () => {
      const mentor = await buildPerson(db, programme, { roles: ['mentor'] });
      const mentee = await buildPerson(db, programme);
      const { pairId } = await buildPair(db, programme, { mentors: [mentor], mentees: [mentee] });
      const said = { familyName: 'Новая', givenName: 'Мария', email: 'n@a.example' };
      const result = await sync([me(), entry(mentor.subject, said), entry(mentee.subject)]);
      expect(result).to.include({ updated: 2, added: 0 });
      const pair = await db('pairs').where('id', pairId).first();
      expect(pair.title).to.equal(`Новая М. — Студентов${mentee.subject} П.`);
    });

    it('knows people of the organisation from another programme', async () => {
      const elsewhere = await buildProgramme(db, { organisationId: programme.organisationId });
      const person = await buildPerson(db, elsewhere, { familyName: 'Ким', givenName: 'Ева' });
      await sync([me(), entry(person.subject, { familyName: 'Ким', givenName: 'Ева' })]);
      expect((await member(person.subject))?.personId).to.equal(person.personId);
    });

    it('takes two thousand people by a few statements, together with launches of some of them', async () => {
      const members = [me(), ...Array.from({ length: 2000 }, (_, i) => entry(`bulk-${i}`))];
      const launches = [3, 700, 1999].map((i) =>
        service.system.enterProgramme({
          organisationId: programme.organisationId,
          courseKey: programme.courseKey,
          courseTitle: '',
          issuer: ISSUER,
          person: { subject: `bulk-${i}`, familyName: `Студентовbulk-${i}`, givenName: 'Пётр' },
          lmsRole: 'mentee',
        }),
      );
      const [result] = await Promise.all([sync(members), ...launches]);
      expect(result.total).to.equal(2001);
      const { total } = await api().listParticipants({ programmeId: programme.programmeId });
      expect(total).to.equal(2001);
      const renamed = members.map((one) => ({ ...one, givenName: 'Павел' }));
      const sql = await statementsOf(db, () => sync(renamed));
      expect(sql.length).to.be.below(40);
    });
  });

  describe('what other features read', () => {
    it('names, accounts and holders of roles by ids', async () => {
      const person = await student('Ким', 'Ева');
      const ids = [person.personId, newId(), person.personId];
      expect([...(await namesOf(db, ids))]).to.deep.equal([[person.personId, 'Ким Ева']]);
      expect([...(await accountsOf(db, ids))]).to.deep.equal([
        [person.personId, { issuer: ISSUER, subject: person.subject }],
      ]);
      const { programmeId } = programme;
      expect([...(await holdersOf(db, programmeId, 'mentee', ids))]).to.deep.equal([
        person.personId,
      ]);
      expect([...(await holdersOf(db, programmeId, 'mentor', ids))]).to.deep.equal([]);
      expect((await namesOf(db, [])).size).to.equal(0);
    });
  });
});
