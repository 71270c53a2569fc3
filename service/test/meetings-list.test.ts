import { expect } from 'chai';
import type { Db } from '../../shared/db/connect.js';
import { meetingHandlers } from '../meetings/meeting-handlers.js';
import { listMeetingRows } from '../meetings/meeting-list-store.js';
import { analyse, buildCollege, type College } from './support/college.js';
import {
  type BuiltPair,
  type BuiltPerson,
  type BuiltProgramme,
  buildMeeting,
  buildPair,
  buildPerson,
  buildProgramme,
  eachDatabase,
  isMysql,
  statementsOf,
  type TestService,
  withService,
} from './support/harness.js';

eachDatabase((openDb) => {
  describe('the meeting log', () => {
    let db: Db;
    let service: TestService;
    let programme: BuiltProgramme;
    let people: Record<
      'coordinator' | 'curator' | 'head' | 'mentor' | 'mentee' | 'other',
      BuiltPerson
    >;
    let first: BuiltPair;
    let second: BuiltPair;

    before(async () => {
      db = await openDb();
      service = withService(db, [meetingHandlers]);
      programme = await buildProgramme(db);
      const person = (roles: Parameters<typeof buildPerson>[2]) =>
        buildPerson(db, programme, roles);
      people = {
        coordinator: await person({ roles: ['coordinator'] }),
        curator: await person({ roles: ['curator'], scopeForms: ['employer_student'] }),
        head: await person({ roles: ['head'] }),
        mentor: await person({ roles: ['mentor'], familyName: 'Кузнецова' }),
        mentee: await person({ familyName: 'Ёжиков' }),
        other: await person({ roles: ['mentee', 'mentor'], familyName: 'Другой' }),
      };
      first = await buildPair(db, programme, {
        mentors: [people.mentor],
        mentees: [people.mentee],
      });
      second = await buildPair(
        db,
        programme,
        { mentors: [people.other], mentees: [people.mentee] },
        { form: 'employer_student' },
      );
      await buildMeeting(db, first, {
        heldOn: '2026-10-01',
        kind: 'organisational',
        done: 'Знакомство',
      });
      await buildMeeting(db, first, {
        heldOn: '2026-10-15',
        topic: 'career',
        agreed: 'Написать Резюме 100%',
      });
      await buildMeeting(db, first, {
        heldOn: '2026-10-29',
        format: 'online',
        confirmation: 'confirmed',
        rating: 9,
      });
      await buildMeeting(db, second, {
        heldOn: '2026-10-20',
        confirmation: 'disputed',
        done: 'а'.repeat(500),
      });
      const elsewhere = await buildProgramme(db);
      const pair = await buildPair(db, elsewhere, {
        mentors: [await buildPerson(db, elsewhere, { roles: ['mentor'] })],
        mentees: [await buildPerson(db, elsewhere)],
      });
      await buildMeeting(db, pair, { done: 'Знакомство' });
    });

    type Filter = Partial<Parameters<ReturnType<TestService['as']>['listMeetings']>[0]>;
    const list = (person: BuiltPerson, filter: Filter = {}, role?: 'mentor' | 'mentee') =>
      service
        .as(person.actor(role))
        .listMeetings({ programmeId: programme.programmeId, ...filter });
    const dates = async (person: BuiltPerson, filter: Filter = {}, role?: 'mentor' | 'mentee') =>
      (await list(person, filter, role)).rows.map((r) => r.heldOn.slice(5));

    it('is whole for staff, a curator’s forms for the curator, one’s own pairs for the others', async () => {
      const all = ['10-29', '10-20', '10-15', '10-01'];
      expect(await dates(people.coordinator)).to.deep.equal(all);
      expect(await dates(people.head)).to.deep.equal(all);
      expect(await dates(people.curator)).to.deep.equal(['10-20']);
      expect(await dates(people.mentor)).to.deep.equal(['10-29', '10-15', '10-01']);
      expect(await dates(people.mentee)).to.deep.equal(all);
      expect(await dates(people.other, {}, 'mentor')).to.deep.equal(['10-20']);
      expect(await dates(people.mentor, { pairId: second.pairId })).to.deep.equal([]);
      expect(await dates(people.mentor, { personId: people.other.personId })).to.deep.equal([]);
    });

    const filters: [string, () => Filter, string[]][] = [
      ['a pair', () => ({ pairId: first.pairId }), ['10-29', '10-15', '10-01']],
      ['a person', () => ({ personId: people.other.personId }), ['10-20']],
      ['a form', () => ({ form: 'employer_student' }), ['10-20']],
      ['a kind', () => ({ kind: 'organisational' }), ['10-01']],
      ['a format', () => ({ format: 'online' }), ['10-29']],
      ['a topic', () => ({ topic: 'career' }), ['10-15']],
      ['confirmed', () => ({ confirmation: 'confirmed' }), ['10-29']],
      ['waiting', () => ({ confirmation: 'waiting' }), ['10-15', '10-01']],
      ['disputed', () => ({ confirmation: 'disputed' }), ['10-20']],
      ['a period', () => ({ from: '2026-10-15', to: '2026-10-20' }), ['10-20', '10-15']],
      ['what was done, in any case', () => ({ search: 'ЗНАКОМСТВО' }), ['10-01']],
      ['what was agreed', () => ({ search: 'резюме' }), ['10-15']],
      ['a percent sign as it is', () => ({ search: '100%' }), ['10-15']],
      ['an underscore as it is', () => ({ search: '_' }), []],
      [
        'names in the pair, ё as е',
        () => ({ search: 'ежиков кузнец' }),
        ['10-29', '10-15', '10-01'],
      ],
      ['the oldest first', () => ({ sort: 'heldOn' }), ['10-01', '10-15', '10-20', '10-29']],
      ['a page', () => ({ page: 2, pageSize: 3 }), ['10-01']],
      ['a page beyond the last', () => ({ page: 99 }), []],
    ];
    for (const [name, filter, expected] of filters) {
      it(`finds ${name}`, async () => {
        expect(await dates(people.coordinator, filter())).to.deep.equal(expected);
        const { page: _page, pageSize: _size, ...rest } = filter();
        const counted = await list(people.coordinator, { ...rest, pageSize: 1 });
        const all = await list(people.coordinator, { ...rest, pageSize: 1000 });
        expect(counted.total).to.equal(all.rows.length);
      });
    }

    it('cuts long texts', async () => {
      const [row] = (await list(people.curator)).rows;
      expect(row?.done.length).to.equal(200);
    });

    it('refuses a malformed page parameter at its field', async () => {
      const bad = { page: 'много' as unknown as number };
      const error = await list(people.coordinator, bad).catch((e: { problems: unknown }) => e);
      expect(error).to.have.property('code', 'invalid');
      expect(error).to.have.nested.property('problems[0].path', 'page');
    });

    it('shows a change at once, although pages are remembered', async () => {
      const before = await list(people.coordinator);
      expect(await list(people.coordinator)).to.deep.equal(before);
      const { meetingId } = await service.as(people.mentor.actor()).logMeeting({
        programmeId: programme.programmeId,
        pairId: first.pairId,
        kind: 'regular',
        heldOn: '2026-11-09',
        minutes: 30,
        format: 'phone',
        attendeeIds: first.menteeIds,
      });
      const after = await list(people.coordinator);
      expect(after.rows[0]?.meetingId).to.equal(meetingId);
      expect(after.total).to.equal(before.total + 1);
    });

    describe('cost', () => {
      let colleges: College[];
      before(async () => {
        colleges = [];
        for (const pairs of [40, 40, 40])
          colleges.push(await buildCollege(db, { pairs, meetingsPerPair: 15 }));
        await analyse(db);
      });

      it('is three statements, whatever the rows; one when the page is remembered', async () => {
        const [college] = colleges as [College];
        const ask = (more: Filter) => () =>
          service
            .as(college.coordinator.actor())
            .listMeetings({ programmeId: college.programmeId, ...more });
        const filters = [
          { pageSize: 500 },
          { pageSize: 1, search: 'задание', form: 'student_student' },
        ] as const;
        for (const more of filters) {
          expect((await statementsOf(db, ask(more))).length).to.equal(3);
          expect((await statementsOf(db, ask(more))).length).to.equal(1);
          // The count serves every page of the same filter.
          expect((await statementsOf(db, ask({ ...more, page: 2 }))).length).to.equal(2);
        }
      });

      it('is read in order from an index of the programme', async () => {
        const [college] = colleges as [College];
        const scope = { programmeId: college.programmeId, forms: null, own: null };
        const seen: { sql: string; bindings: string[] }[] = [];
        const note = (q: { sql: string; bindings: string[] }) => seen.push(q);
        db.on('query', note);
        await listMeetingRows(db, scope, { sort: '-heldOn', page: 1, pageSize: 50 });
        db.removeListener('query', note);
        const [query] = seen;
        const explain = isMysql(db) ? 'explain' : 'explain query plan';
        const plan = JSON.stringify(
          await db.raw(`${explain} ${query?.sql}`, query?.bindings ?? []),
        );
        expect(plan).to.contain('meetings_by_standing');
        expect(plan).not.to.match(/filesort|TEMP B-TREE|SCAN m/);
      });
    });
  });
});
