import { expect } from 'chai';
import type { Db } from '../../shared/db/connect.js';
import { AppError } from '../../shared/errors.js';
import { ROLES } from '../api/index.js';
import { createMentoring } from '../index.js';
import { peopleHandlers } from '../people/people-handlers.js';
import { profileHandlers } from '../people/profile-handlers.js';
import { programmeHandlers } from '../programmes/programme-handlers.js';
import {
  type BuiltPerson,
  type BuiltProgramme,
  buildPerson,
  buildProgramme,
  eachDatabase,
  SYSTEM,
  silentLogger,
  type TestService,
  testClock,
  withService,
} from './support/harness.js';
import { buildWorld, endpointOf, INPUTS, mayCall, NAMES } from './support/permission-world.js';
import { problemsOf, rejection } from './support/rejection.js';

eachDatabase((openDb) => {
  describe('profiles', () => {
    let db: Db;
    let service: TestService;
    let programme: BuiltProgramme;
    let coordinator: BuiltPerson;
    let mentee: BuiltPerson;

    before(async () => {
      db = await openDb();
    });
    beforeEach(async () => {
      service = withService(db, [programmeHandlers, peopleHandlers, profileHandlers]);
      programme = await buildProgramme(db);
      coordinator = await buildPerson(db, programme, { roles: ['coordinator'] });
      mentee = await buildPerson(db, programme, { groupName: 'ИС-21' });
    });

    const api = (person: BuiltPerson = coordinator) => service.as(person.actor());
    const at = () => ({ programmeId: programme.programmeId, personId: mentee.personId });
    const FACTS = {
      birthDate: '2009-03-05',
      groupName: 'ИС-22',
      course: 2,
      speciality: '09.02.07 Информационные системы',
      phone: '+7 900 123-45-67',
      contactEmail: 'petrov@kollezh.example',
      representativeName: 'Петрова Анна Ивановна',
      representativeContact: '+7 900 765-43-21',
    };

    it('of somebody new is empty but for the group, and says that the age is not known', async () => {
      const profile = await api().getProfile(at());
      expect(profile).to.deep.include({
        personId: mentee.personId,
        name: mentee.name,
        birthDate: null,
        adult: false,
        groupName: 'ИС-21',
        age: 'unknown',
        birthYear: null,
        comesOfAgeOn: null,
        publicationWanted: false,
        version: 0,
      });
    });

    it('is written by the coordinator, and shown in the list of participants and to the person', async () => {
      const written = await api().updateProfile({ ...at(), ...FACTS, version: 0 });
      expect(written).to.deep.include({
        ...FACTS,
        age: 'minor',
        comesOfAgeOn: '2027-03-05',
        version: 1,
      });
      expect(await api().getProfile(at())).to.deep.equal(written);
      expect(await api(mentee).getMyProfile(at())).to.deep.equal(written);
      const { rows } = await api().listParticipants({ ...at(), search: mentee.name });
      expect(rows[0]?.groupName).to.equal('ИС-22');
    });

    it('tells the year of birth that a register brought, until a date is written', async () => {
      await db('profiles').insert({
        person_id: mentee.personId,
        organisation_id: programme.organisationId,
        birth_year: 2009,
        created_at: 0,
      });
      const known = await api().getProfile(at());
      expect(known).to.deep.include({ birthDate: null, birthYear: 2009, age: 'unknown' });
      const written = await api().updateProfile({ ...at(), ...FACTS, version: known.version });
      expect(written).to.deep.include({ birthDate: '2009-03-05', birthYear: null });
    });

    it('becomes one of age in the night to the birthday of the organisation’s zone', async () => {
      await api().updateProfile({ ...at(), birthDate: '2008-11-11', version: 0 });
      service.clock.set('2026-11-10T20:59:00Z');
      expect((await api().getProfile(at())).age).to.equal('minor');
      service.clock.set('2026-11-10T21:00:00Z');
      expect((await api().getProfile(at())).age).to.equal('adult');
    });

    const REFUSED: [what: string, fields: object, problem: string][] = [
      ['a birth date to come', { birthDate: '2026-11-11' }, 'birthDate: birthDate.future'],
      ['a day that does not exist', { birthDate: '2009-02-30' }, 'birthDate: date.format'],
      ['a date in other words', { birthDate: '05.03.2009' }, 'birthDate: date.format'],
      ['a child of two', { birthDate: '2024-03-05' }, 'birthDate: birthDate.tooYoung'],
      ['somebody of 120', { birthDate: '1906-03-05' }, 'birthDate: birthDate.tooOld'],
      ['a seventh year', { course: 7 }, 'course: number.range'],
      ['a phone in words', { phone: 'звоните маме' }, 'phone: phone.format'],
      ['no address of e-mail', { contactEmail: 'petrov' }, 'contactEmail: email.format'],
      ['a name of a page', { speciality: 'я'.repeat(256) }, 'speciality: text.tooLong'],
    ];
    for (const [what, fields, problem] of REFUSED) {
      it(`refuses ${what}, and writes nothing`, async () => {
        const call = api().updateProfile({ ...at(), ...fields, version: 0 });
        expect(new Set(problemsOf(await rejection(call)))).to.deep.equal(new Set([problem]));
        expect((await api().getProfile(at())).version).to.equal(0);
      });
    }

    it('of two who write at once lets one in and tells the other', async () => {
      const both = await Promise.allSettled([
        api().updateProfile({ ...at(), course: 1, version: 0 }),
        api().updateProfile({ ...at(), course: 2, version: 0 }),
      ]);
      const lost = both.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []));
      expect(lost).to.deep.equal(['changed_meanwhile']);
      const late = api(mentee).updateMyProfile({ ...at(), phone: '112233', version: 0 });
      expect((await rejection(late)).code).to.equal('changed_meanwhile');
      expect((await api().getProfile(at())).version).to.equal(1);
    });

    it('written as it was moves nothing on', async () => {
      await api().updateProfile({ ...at(), ...FACTS, version: 0 });
      const again = await api().updateProfile({ ...at(), ...FACTS, version: 1 });
      expect(again.version).to.equal(1);
    });

    it('lets the person change how to reach them, and nothing that decides who consents', async () => {
      await api().updateProfile({ ...at(), ...FACTS, version: 0 });
      const input = { phone: '89001112233', contactEmail: '', workplace: 'ООО «Завод»' };
      const changed = await api(mentee).updateMyProfile({
        ...at(),
        ...input,
        version: 1,
        birthDate: '2000-01-01',
        adult: true,
      } as never);
      expect(changed).to.deep.include({
        phone: '89001112233',
        contactEmail: null,
        workplace: 'ООО «Завод»',
        birthDate: FACTS.birthDate,
        groupName: 'ИС-22',
        age: 'minor',
        version: 2,
      });
    });

    it('the word «of age» stands only while there is no birth date', async () => {
      const adult = await api().updateProfile({ ...at(), adult: true, version: 0 });
      expect([adult.age, adult.comesOfAgeOn]).to.deep.equal(['adult', null]);
      const input = { ...at(), adult: true, birthDate: '2009-03-05', version: 1 };
      const dated = await api().updateProfile(input);
      expect([dated.age, dated.adult]).to.deep.equal(['minor', false]);
    });

    it('is the same in every programme of the college, the group is each programme’s own', async () => {
      const next = await buildProgramme(db, { organisationId: programme.organisationId });
      const there = await buildPerson(db, next, { roles: ['coordinator'] });
      const { personId } = mentee;
      const base = { organisation_id: programme.organisationId, programme_id: next.programmeId };
      await db('members').insert({
        ...base,
        id: there.personId,
        person_id: personId,
        sort_key: '',
        lms_status: 'active',
        created_at: 0,
      });
      const revision = () => db('programmes').where('id', next.programmeId).first('revision');
      const before = await revision();
      await api().updateProfile({ ...at(), ...FACTS, publicationWanted: true, version: 0 });
      expect(Number((await revision()).revision)).to.be.greaterThan(Number(before.revision));
      const shown = await api(there).getProfile({ programmeId: next.programmeId, personId });
      expect(shown).to.deep.include({
        birthDate: FACTS.birthDate,
        groupName: null,
        publicationWanted: false,
      });
    });

    it('leaves in the journal which fields were changed, never what stands in them', async () => {
      await api().updateProfile({ ...at(), ...FACTS, version: 0 });
      const { rows } = await api().listJournal(at());
      const row = rows.find((one) => one.action === 'profile');
      expect(row?.about.person?.personId).to.equal(mentee.personId);
      expect(row?.after).to.deep.equal({ profileFields: Object.keys(FACTS) });
      expect(row?.before).to.equal(null);
    });
  });

  it('a birth date reaches the coordinator and its person, through no endpoint anybody else', async () => {
    const db = await openDb();
    const { api } = createMentoring({ db, clock: testClock(), logger: silentLogger });
    const world = await buildWorld(db, { as: (actor) => api.as(actor), system: api.as(SYSTEM) });
    for (const { personId, organisationId } of [world.byRole.mentee, world.target]) {
      await db('profiles').insert({
        person_id: personId,
        organisation_id: organisationId,
        birth_date: '2009-07-13',
        created_at: 0,
      });
    }
    for (const role of ROLES.filter((one) => one !== 'coordinator')) {
      for (const name of NAMES.filter((one) => mayCall(endpointOf(one).access, role))) {
        const own = role === 'mentee' && /^(get|update)MyProfile$/.test(name);
        const call = api.as(world.byRole[role].actor())[name] as (i: unknown) => Promise<unknown>;
        const text = await call(INPUTS[name](world, world)).then(JSON.stringify, (error) => {
          if (error instanceof AppError) return error.message;
          throw error;
        });
        if (!own) expect(text, `${name} as ${role}`).to.not.contain('2009-07-13');
      }
    }
  });
});
