import { expect } from 'chai';
import type { Db } from '../../shared/db/connect.js';
import { newId } from '../../shared/ids.js';
import { peopleHandlers } from '../people/people-handlers.js';
import { programmeHandlers } from '../programmes/programme-handlers.js';
import {
  buildPair,
  buildPerson,
  buildProgramme,
  eachDatabase,
  ISSUER,
  statementsOf,
  type TestService,
  testClock,
  withService,
} from './support/harness.js';
import { rejection } from './support/rejection.js';

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
  const count = async (table: string, where: object) => {
    const [row] = await db(table).where(where).count({ n: '*' });
    return Number(row?.['n']);
  };

  describe('enterProgramme', () => {
    it('opens the programme of a new course with sensible settings', async () => {
      const courseKey = newCourse();
      const entered = await service.system.enterProgramme(
        entry(courseKey, 'c1', { lmsRole: 'instructor' }),
      );
      expect(entered.roles).to.deep.equal(['coordinator']);
      expect(entered.setUp).to.equal(false);
      expect(entered.name).to.equal('Лебедева Ольга Николаевна');
      const actor = {
        kind: 'person',
        organisationId,
        personId: entered.personId,
        role: 'coordinator',
      } as const;
      const me = await service.as(actor).getMe({ programmeId: entered.programmeId });
      expect(me.programme).to.include({
        title: 'Наставничество 2026/27',
        startsOn: '2026-09-01',
        endsOn: '2027-08-31',
        meetingEveryDays: 14,
        timeZone: 'Europe/Moscow',
      });
    });

    it('reads once and writes nothing when nothing is new', async () => {
      const input = entry(newCourse(), 'same');
      const first = await service.system.enterProgramme(input);
      const sql = await statementsOf(db, async () => {
        expect(await service.system.enterProgramme(input)).to.deep.equal(first);
      });
      expect(sql.length).to.equal(1);
      expect(sql[0]).to.match(/^select/i);
    });

    it('makes one programme when two launches of a new course come at once', async () => {
      for (let round = 0; round < 5; round += 1) {
        const courseKey = newCourse();
        const entered = await Promise.all(
          ['a', 'b', 'c', 'd'].map((s) =>
            service.system.enterProgramme(
              entry(courseKey, `${courseKey}-${s}`, { lmsRole: 'instructor' }),
            ),
          ),
        );
        const ids = new Set(entered.map((one) => one.programmeId));
        expect(ids.size).to.equal(1);
        expect(await count('programme_courses', { course_key: courseKey })).to.equal(1);
        const [programmeId] = [...ids];
        expect(
          await count('participations', { programme_id: programmeId, role: 'coordinator' }),
        ).to.equal(1);
        expect(
          await count('participations', { programme_id: programmeId, role: 'mentor' }),
        ).to.equal(3);
      }
      expect(await count('programmes', { organisation_id: organisationId })).to.equal(5);
    });

    it('makes one person of somebody new who comes several times at once', async () => {
      const courseKey = newCourse();
      const subject = `${courseKey}-twice`;
      const entered = await Promise.all(
        [1, 2, 3, 4].map(() => service.system.enterProgramme(entry(courseKey, subject))),
      );
      expect(new Set(entered.map((one) => one.personId)).size).to.equal(1);
      expect(await count('person_accounts', { organisation_id: organisationId, subject })).to.equal(
        1,
      );
      expect(await count('people', { organisation_id: organisationId })).to.equal(1);
    });

    it('knows a person by issuer and subject, never by the e-mail', async () => {
      const courseKey = newCourse();
      const person = (subject: string) => ({ subject, email: 'one@kollezh.example' });
      const a = await service.system.enterProgramme(
        entry(courseKey, 'x1', { person: person('x1') }),
      );
      const b = await service.system.enterProgramme(
        entry(courseKey, 'x2', { person: person('x2') }),
      );
      const c = await service.system.enterProgramme(
        entry(courseKey, 'x1', { person: person('x1'), issuer: 'https://other.example' }),
      );
      expect(new Set([a.personId, b.personId, c.personId]).size).to.equal(3);
      expect([a.name, b.name, c.name]).to.deep.equal(['Участник №1', 'Участник №2', 'Участник №3']);
    });

    it('knows the same subject in capital letters as another one', async () => {
      const courseKey = newCourse();
      const a = await service.system.enterProgramme(entry(courseKey, 'aB'));
      const b = await service.system.enterProgramme(entry(courseKey, 'AB'));
      expect(a.personId).not.to.equal(b.personId);
    });

    it('takes a new name to the person, their place in the list and the titles of their pairs', async () => {
      const programme = await buildProgramme(db, { organisationId, courseKey: newCourse() });
      const mentor = await buildPerson(db, programme, { roles: ['mentor'], lmsRole: 'instructor' });
      const mentee = await buildPerson(db, programme, { familyName: 'Ким', givenName: 'Ева' });
      const { pairId } = await buildPair(db, programme, { mentors: [mentor], mentees: [mentee] });
      const before = await db('pairs').where('id', pairId).first();
      await service.system.enterProgramme(
        entry(programme.courseKey, mentor.subject, {
          person: {
            subject: mentor.subject,
            familyName: 'Абаева',
            givenName: 'Яна',
            email: 'y@a.example',
          },
          lmsRole: 'instructor',
        }),
      );
      const pair = await db('pairs').where('id', pairId).first();
      expect(pair.title).to.equal('Абаева Я. — Ким Е.');
      expect(pair.search_text).to.include('абаева');
      expect(pair.version).to.equal(before.version);
      const member = await db('members').where('person_id', mentor.personId).first();
      expect(member.sort_key).to.equal('абаева яна');
      const person = await db('people').where('id', mentor.personId).first();
      expect(person).to.include({ name: 'Абаева Яна', email: 'y@a.example' });
    });

    it('keeps a name and an e-mail that a later launch does not send', async () => {
      const courseKey = newCourse();
      const person = { subject: 'n1', familyName: 'Ким', givenName: 'Ева', email: 'e@a.example' };
      await service.system.enterProgramme(entry(courseKey, 'n1', { person }));
      const again = await service.system.enterProgramme(
        entry(courseKey, 'n1', { person: { subject: 'n1' } }),
      );
      expect(again.name).to.equal('Ким Ева');
    });

    it('gives the role of the launch to who was known from the roster', async () => {
      const programme = await buildProgramme(db, { organisationId, courseKey: newCourse() });
      const person = await buildPerson(db, programme, { roles: ['mentee'], state: 'candidate' });
      const enter = (lmsRole: Enter['lmsRole']) =>
        service.system.enterProgramme(
          entry(programme.courseKey, person.subject, {
            person: { subject: person.subject },
            lmsRole,
          }),
        );
      expect((await enter('instructor')).roles).to.deep.equal(['coordinator']);
      expect((await enter('mentee')).roles).to.deep.equal(['coordinator']);
    });

    it('leaves alone what a coordinator has decided', async () => {
      const programme = await buildProgramme(db, { organisationId, courseKey: newCourse() });
      const coordinator = await buildPerson(db, programme, { roles: ['coordinator'] });
      const person = await buildPerson(db, programme, { roles: ['mentee'], state: 'candidate' });
      const api = service.as(coordinator.actor());
      const where = { programmeId: programme.programmeId, personId: person.personId };
      await api.setRoles({ ...where, roles: ['methodist'], version: 1 });
      const input = entry(programme.courseKey, person.subject, {
        person: { subject: person.subject },
        lmsRole: 'coordinator',
      });
      expect((await service.system.enterProgramme(input)).roles).to.deep.equal(['methodist']);
      await api.setRoles({ ...where, roles: [], version: 2 });
      expect((await service.system.enterProgramme(input)).roles).to.deep.equal(['visitor']);
    });

    it('brings back who had left', async () => {
      const programme = await buildProgramme(db, { organisationId, courseKey: newCourse() });
      const person = await buildPerson(db, programme, { lmsStatus: 'left', lmsRole: 'mentee' });
      await service.system.enterProgramme(
        entry(programme.courseKey, person.subject, { person: { subject: person.subject } }),
      );
      const member = await db('members').where('person_id', person.personId).first();
      expect(member.lms_status).to.equal('active');
    });

    it('knows no organisation that does not exist', async () => {
      const error = await rejection(
        service.system.enterProgramme({ ...entry(newCourse(), 'o1'), organisationId: newId() }),
      );
      expect(error.code).to.equal('not_found');
    });

    it('is for the tool only', async () => {
      const programme = await buildProgramme(db);
      const person = await buildPerson(db, programme);
      const error = await rejection(
        service.as(person.actor()).enterProgramme(entry(newCourse(), 's1')),
      );
      expect(error.code).to.equal('forbidden');
    });
  });
});
