import { expect } from 'chai';
import type { Db } from '../../shared/db/connect.js';
import { newId } from '../../shared/ids.js';
import { peopleHandlers } from '../people/people-handlers.js';
import { programmeHandlers } from '../programmes/programme-handlers.js';
import {
  buildPerson,
  buildProgramme,
  DAY_MS,
  eachDatabase,
  ISSUER,
  statementsOf,
  type TestService,
  testClock,
  withService,
} from './support/harness.js';
import { problemsOf, rejection } from './support/rejection.js';

type Enter = Parameters<TestService['system']['enterProgramme']>[0];

eachDatabase((openDb) => {
  let db: Db;
  let service: TestService;
  let organisationId: string;
  let courses = 0;

  before(async () => {
    db = await openDb();
  });
  beforeEach(async () => {
    service = withService(db, [programmeHandlers, peopleHandlers], testClock());
    ({ organisationId } = await service.system.createOrganisation({ name: 'Колледж' }));
  });

  const newCourse = () => {
    courses += 1;
    return `course-${courses}`;
  };
  const entry = (courseKey: string, subject: string, overrides: Partial<Enter> = {}): Enter => ({
    organisationId,
    courseKey,
    courseTitle: 'Наставничество 2026/27',
    issuer: ISSUER,
    person: { subject, familyName: 'Лебедева', givenName: 'Ольга Николаевна' },
    lmsRole: 'mentee',
    ...overrides,
  });
  describe('createOrganisation', () => {
    it('refuses a time zone that does not exist', async () => {
      const call = service.system.createOrganisation({ name: 'Колледж', timeZone: 'Mars/Olympus' });
      expect(problemsOf(await rejection(call))).to.deep.equal(['timeZone: timeZone.unknown']);
    });
  });

  describe('findMyProgrammes', () => {
    it('lists the programmes of an account, newest first, with their roles', async () => {
      const old = await buildProgramme(db, {
        organisationId,
        title: 'Прошлый год',
        startsOn: '2025-09-01',
        courseKey: newCourse(),
      });
      const input = entry(newCourse(), 'find', { courseTitle: 'Этот год' });
      const now = await service.system.enterProgramme(input);
      await service.system.enterProgramme({
        ...input,
        courseKey: old.courseKey,
        lmsRole: 'instructor',
      });
      const found = await service.system.findMyProgrammes({
        organisationId,
        issuer: ISSUER,
        subject: 'find',
      });
      expect(found).to.deep.equal({
        personId: now.personId,
        programmes: [
          { programmeId: now.programmeId, title: 'Этот год', roles: ['mentee'] },
          { programmeId: old.programmeId, title: 'Прошлый год', roles: ['coordinator'] },
        ],
      });
    });

    it('finds them by the person too, in their organisation only', async () => {
      const programme = await buildProgramme(db, { organisationId, courseKey: newCourse() });
      const person = await buildPerson(db, programme, { roles: ['mentor'] });
      const { personId } = person;
      const find = (input: { organisationId: string; personId: string }) =>
        service.system.findMyProgrammes(input);
      const byAccount = await service.system.findMyProgrammes({
        organisationId,
        issuer: ISSUER,
        subject: person.subject,
      });
      expect(byAccount.programmes).to.have.length(1);
      expect(await find({ organisationId, personId })).to.deep.equal(byAccount);
      const nobody = { personId: null, programmes: [] };
      expect(await find({ organisationId: newId(), personId })).to.deep.equal(nobody);
      expect(await find({ organisationId, personId: newId() })).to.deep.equal(nobody);
      const error = await rejection(service.system.findMyProgrammes({ organisationId }));
      expect(problemsOf(error)).to.deep.equal(['personId: required']);
    });

    it('finds nothing for a stranger, nor for one who has left', async () => {
      const programme = await buildProgramme(db, { organisationId, courseKey: newCourse() });
      const left = await buildPerson(db, programme, { lmsStatus: 'left' });
      const find = (subject: string) =>
        service.system.findMyProgrammes({ organisationId, issuer: ISSUER, subject });
      expect(await find('nobody')).to.deep.equal({ personId: null, programmes: [] });
      expect(await find(left.subject)).to.deep.equal({ personId: left.personId, programmes: [] });
    });
  });

  describe('getMe', () => {
    it('answers people of another organisation as if there were no programme', async () => {
      const mine = await buildProgramme(db);
      const theirs = await buildProgramme(db);
      const person = await buildPerson(db, mine, { roles: ['coordinator'] });
      const error = await rejection(
        service.as(person.actor()).getMe({ programmeId: theirs.programmeId }),
      );
      const unknown = await rejection(service.as(person.actor()).getMe({ programmeId: newId() }));
      expect(error.code).to.equal('not_found');
      expect(error.message).to.equal(unknown.message);
    });

    it('tells a candidate from who was admitted, and needs few statements', async () => {
      const programme = await buildProgramme(db);
      const person = await buildPerson(db, programme, {
        roles: ['mentor', 'mentee'],
        state: 'candidate',
      });
      const api = service.as(person.actor());
      const sql = await statementsOf(db, async () => {
        const me = await api.getMe({ programmeId: programme.programmeId });
        expect(me).to.deep.include({
          candidate: true,
          role: 'mentor',
          roles: ['mentor', 'mentee'],
        });
      });
      // The third looks for a candidate for a mentor in the approved register.
      expect(sql.length).to.equal(3);
    });
  });

  describe('updateProgramme', () => {
    const settings = {
      title: 'Год наставника',
      startsOn: '2026-09-01',
      endsOn: '2027-06-30',
      forms: ['student_student' as const],
      meetingEveryDays: 10,
      feedbackEveryDays: 30,
      weights: { meetings: 50, plan: 0, feedback: 25, closing: 25 },
    };

    it('sets up, counts the version and the revision, and is written down', async () => {
      const programme = await buildProgramme(db, { setUp: false });
      const coordinator = await buildPerson(db, programme, { roles: ['coordinator'] });
      const api = service.as(coordinator.actor());
      const { programmeId } = programme;
      const before = await api.getMe({ programmeId });
      const saved = await api.updateProgramme({ ...settings, programmeId, version: 1 });
      expect(saved).to.deep.include({ ...settings, setUp: true, version: 2 });
      const after = await api.getMe({ programmeId });
      expect(after.programme).to.deep.equal(saved);
      expect(after.revision).to.equal(before.revision + 1);
      const journal = await api.listJournal({ programmeId });
      expect(journal.total).to.equal(1);
      expect(journal.rows[0]).to.deep.include({
        action: 'set_up',
        actorName: coordinator.name,
        actorRole: 'coordinator',
      });
      expect(journal.rows[0]?.after).to.deep.include({ meetingEveryDays: 10 });
      expect(journal.rows[0]?.before).to.deep.include({ meetingEveryDays: 14 });
    });

    it('tells the second of two who save at once', async () => {
      const programme = await buildProgramme(db);
      const coordinator = await buildPerson(db, programme, { roles: ['coordinator'] });
      const { programmeId } = programme;
      const save = () =>
        service.as(coordinator.actor()).updateProgramme({ ...settings, programmeId, version: 1 });
      const results = await Promise.allSettled([save(), save(), save()]);
      expect(results.filter((one) => one.status === 'fulfilled').length).to.equal(1);
      const lost = results.find((one) => one.status === 'rejected');
      expect(lost?.reason.code).to.equal('changed_meanwhile');
    });

    it('refuses what its rules refuse, and everybody else', async () => {
      const programme = await buildProgramme(db);
      const { programmeId } = programme;
      const coordinator = await buildPerson(db, programme, { roles: ['coordinator'] });
      const mentor = await buildPerson(db, programme, { roles: ['mentor'] });
      const wrong = { ...settings, programmeId, version: 1, endsOn: '2026-01-01' };
      const error = await rejection(service.as(coordinator.actor()).updateProgramme(wrong));
      expect(problemsOf(error)).to.deep.equal(['endsOn: dates.order']);
      const other = await rejection(
        service.as(mentor.actor()).updateProgramme({ ...settings, programmeId, version: 1 }),
      );
      expect(other.code).to.equal('forbidden');
    });
  });

  describe('listJournal', () => {
    it('pages newest first, filters, and needs as many statements however long it is', async () => {
      const programme = await buildProgramme(db);
      const { programmeId } = programme;
      const coordinator = await buildPerson(db, programme, { roles: ['coordinator'] });
      const person = await buildPerson(db, programme);
      for (const version of [1, 2, 3]) {
        service.clock.advance(DAY_MS);
        await service.as(coordinator.actor()).setRoles({
          programmeId,
          personId: person.personId,
          roles: version % 2 ? ['mentor'] : ['mentee'],
          version,
        });
      }
      const sql = await statementsOf(db, async () => {
        const page = await service
          .as(coordinator.actor())
          .listJournal({ programmeId, page: 2, pageSize: 2 });
        expect(page.total).to.equal(3);
        expect(page.rows.length).to.equal(1);
        expect(page.rows[0]?.before).to.deep.include({ roles: ['mentee'] });
        expect(page.rows[0]?.about.person).to.deep.equal({
          personId: person.personId,
          name: person.name,
        });
      });
      expect(sql.length).to.equal(3);
      const none = await service
        .as(coordinator.actor())
        .listJournal({ programmeId, entityId: coordinator.personId });
      expect(none).to.deep.include({ rows: [], total: 0 });
    });
  });

  describe('the name of the college in documents', () => {
    it('is the registered one until a coordinator gives another; empty, it is that one again', async () => {
      const programme = await buildProgramme(db, { organisationName: 'moodle.kollezh.example' });
      const { programmeId } = programme;
      const boss = service.as(
        (await buildPerson(db, programme, { roles: ['coordinator'] })).actor(),
      );
      const said = async () => {
        const { organisationName, registeredName, version } = (await boss.getMe({ programmeId }))
          .programme;
        return { organisationName, registeredName, version };
      };
      const save = async (name?: string) => {
        const { programme: now } = await boss.getMe({ programmeId });
        const { title, startsOn, endsOn, forms, weights, version } = now;
        const { meetingEveryDays, feedbackEveryDays } = now;
        const rest = {
          title,
          startsOn,
          endsOn,
          forms,
          weights,
          meetingEveryDays,
          feedbackEveryDays,
        };
        const more = name === undefined ? {} : { organisationName: name };
        return boss.updateProgramme({ programmeId, ...rest, ...more, version });
      };
      const registeredName = 'moodle.kollezh.example';
      expect(await said()).to.include({ organisationName: registeredName, registeredName });
      const college = 'ГБПОУ «Колледж связи»';
      expect(await save(college)).to.include({ organisationName: college, registeredName });
      await save();
      expect(await said()).to.include({ organisationName: college, registeredName });
      const found = await service.system.findOrganisations({ name: registeredName });
      expect(found.organisations).to.have.length(1);
      const { rows } = await boss.listJournal({ programmeId });
      expect(rows.at(-1)?.after).to.deep.include({ organisationName: college });
      await save('');
      expect(await said()).to.include({ organisationName: registeredName });
    });
  });
});
