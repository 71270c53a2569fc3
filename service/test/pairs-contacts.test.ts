import { expect } from 'chai';
import type { Db } from '../../shared/db/connect.js';
import { pairHandlers } from '../pairs/pair-handlers.js';
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

eachDatabase((openDb) => {
  describe('whom to write to in a pair', () => {
    let db: Db;
    let service: TestService;
    let programme: BuiltProgramme;
    let coordinator: BuiltPerson;
    let mentor: BuiltPerson;
    let second: BuiltPerson;
    let mentees: BuiltPerson[];
    let group: BuiltPair;

    before(async () => {
      db = await openDb();
      service = withService(db, [pairHandlers]);
      programme = await buildProgramme(db);
      const person = (familyName: string, role: 'mentor' | 'mentee', email: string | null) =>
        buildPerson(db, programme, { familyName, roles: [role], email });
      coordinator = await buildPerson(db, programme, { roles: ['coordinator'] });
      mentor = await person('Кузнецова', 'mentor', 'kuznetsova@kollezh.example');
      second = await person('Андреева', 'mentor', null);
      mentees = [
        await person('Яковлев', 'mentee', 'yakovlev@kollezh.example'),
        await person('Абрамов', 'mentee', null),
      ];
      group = await buildPair(db, programme, { mentors: [mentor, second], mentees });
    });

    const at = () => ({ programmeId: programme.programmeId, pairId: group.pairId });
    const contactsFor = async (who: BuiltPerson) =>
      (await service.as(who.actor()).getPair(at())).contacts.map((one) => [
        one.name.split(' ')[0],
        one.side,
        one.email,
      ]);
    const MENTORS = [
      ['Андреева', 'mentor', null],
      ['Кузнецова', 'mentor', 'kuznetsova@kollezh.example'],
    ];
    const MENTEES = [
      ['Абрамов', 'mentee', null],
      ['Яковлев', 'mentee', 'yakovlev@kollezh.example'],
    ];

    it('staff see everybody, a mentor everybody else, a mentee the mentors alone', async () => {
      expect(await contactsFor(coordinator)).to.deep.equal([...MENTORS, ...MENTEES]);
      expect(await contactsFor(mentor)).to.deep.equal([MENTORS[0], ...MENTEES]);
      expect(await contactsFor(mentees[0] as BuiltPerson)).to.deep.equal(MENTORS);
    });

    it('are in the pairs of one’s own, and in no list', async () => {
      const { programmeId } = programme;
      const mine = await service.as((mentees[1] as BuiltPerson).actor()).myPairs({ programmeId });
      expect(mine.pairs[0]?.contacts.map((one) => one.email)).to.deep.equal([
        null,
        'kuznetsova@kollezh.example',
      ]);
      const list = await service.as(coordinator.actor()).listPairs({ programmeId });
      expect(JSON.stringify(list)).not.to.contain('@');
    });

    it('are what the college noted before what the LMS said, as letters go', async () => {
      const told = (person: BuiltPerson | undefined, contactEmail: string | null) => ({
        person_id: person?.personId,
        organisation_id: programme.organisationId,
        contact_email: contactEmail,
        created_at: 0,
      });
      await db('profiles').insert([
        told(second, 'andreeva@zavod.example'),
        told(mentees[0], 'yakovlev@pochta.example'),
        told(mentor, null),
      ]);
      expect(await contactsFor(coordinator)).to.deep.equal([
        ['Андреева', 'mentor', 'andreeva@zavod.example'],
        MENTORS[1],
        MENTEES[0],
        ['Яковлев', 'mentee', 'yakovlev@pochta.example'],
      ]);
      await db('profiles').where({ organisation_id: programme.organisationId }).delete();
    });

    it('leave out who has left the pair', async () => {
      const gone = { pair_id: group.pairId, person_id: second.personId };
      await db('pair_members').where(gone).update({ left_on: '2026-10-01' });
      expect(await contactsFor(mentees[0] as BuiltPerson)).to.deep.equal([MENTORS[1]]);
      await db('pair_members').where(gone).update({ left_on: null });
    });

    it('cost as many statements for many pairs as for one', async () => {
      const { programmeId } = programme;
      const mine = () => service.as(mentor.actor()).myPairs({ programmeId });
      const add = async () => {
        const mentee = await buildPerson(db, programme);
        await buildPair(db, programme, { mentors: [mentor], mentees: [mentee] });
      };
      // Each measured after a change, so that nothing is remembered.
      await add();
      const few = await statementsOf(db, mine);
      for (let n = 0; n < 3; n += 1) await add();
      expect((await statementsOf(db, mine)).length).to.equal(few.length);
    });

    it('a pair tells its short names, of which a title is made in any language', async () => {
      const { shortNames } = await service.as(coordinator.actor()).getPair(at());
      expect(shortNames).to.deep.equal({
        mentors: ['Андреева И. П.', 'Кузнецова И. П.'],
        mentees: ['Абрамов И. П.', 'Яковлев И. П.'],
      });
    });
  });
});
