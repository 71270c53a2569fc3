import { expect } from 'chai';
import type { Db } from '../../shared/db/connect.js';
import type { Meeting } from '../api/meetings.js';
import { meetingHandlers } from '../meetings/meeting-handlers.js';
import { buildCollege } from './support/college.js';
import {
  type BuiltPair,
  type BuiltPerson,
  type BuiltProgramme,
  buildMeeting,
  buildPair,
  buildPerson,
  buildProgramme,
  eachDatabase,
  statementsOf,
  type TestService,
  withService,
} from './support/harness.js';

eachDatabase((openDb) => {
  describe('the export of the meeting log', () => {
    let db: Db;
    let service: TestService;
    let programme: BuiltProgramme;
    let coordinator: BuiltPerson;
    let mentor: BuiltPerson;
    let mentees: BuiltPerson[];
    let group: BuiltPair;
    let other: BuiltPair;

    before(async () => {
      db = await openDb();
      service = withService(db, [meetingHandlers]);
      programme = await buildProgramme(db);
      coordinator = await buildPerson(db, programme, { roles: ['coordinator'] });
      mentor = await buildPerson(db, programme, { roles: ['mentor'], familyName: 'Кузнецова' });
      mentees = [];
      for (const familyName of ['Ёлкин', 'Абрамов', 'Яковлев']) {
        mentees.push(await buildPerson(db, programme, { familyName }));
      }
      group = await buildPair(db, programme, { mentors: [mentor], mentees });
      other = await buildPair(
        db,
        programme,
        {
          mentors: [await buildPerson(db, programme, { roles: ['mentor'] })],
          mentees: [await buildPerson(db, programme)],
        },
        { form: 'employer_student', state: 'paused' },
      );
      await buildMeeting(db, group, {
        heldOn: '2026-10-10',
        done: 'д'.repeat(2000),
        agreed: 'о'.repeat(2000),
        nextOn: '2026-10-20',
        topic: 'career',
        cameIds: group.menteeIds.slice(0, 2),
        confirmation: 'confirmed',
        rating: 9,
      });
      // Several on one day: the parts must go on between them.
      for (let n = 0; n < 5; n += 1) await buildMeeting(db, group, { heldOn: '2026-10-01' });
      await buildMeeting(db, other, { heldOn: '2026-10-05' });
      const elsewhere = await buildProgramme(db);
      const pair = await buildPair(db, elsewhere, {
        mentors: [await buildPerson(db, elsewhere, { roles: ['mentor'] })],
        mentees: [await buildPerson(db, elsewhere)],
      });
      await buildMeeting(db, pair);
    });

    type Input = Partial<Parameters<ReturnType<TestService['as']>['exportMeetings']>[0]>;
    const part = (person: BuiltPerson, input: Input = {}) =>
      service.as(person.actor()).exportMeetings({ programmeId: programme.programmeId, ...input });
    async function all(person: BuiltPerson, input: Input = {}): Promise<Meeting[]> {
      const rows: Meeting[] = [];
      for (let after: string | undefined; ; ) {
        const answer = await part(person, { ...input, ...(after ? { after } : {}) });
        rows.push(...answer.rows);
        if (answer.next === null) return rows;
        after = answer.next;
      }
    }

    it('holds every field, whole, with all names in order', async () => {
      const [first] = (await part(coordinator)).rows;
      expect(first).to.deep.include({
        heldOn: '2026-10-10',
        pairForm: 'student_student',
        pairState: 'active',
        topic: 'career',
        nextOn: '2026-10-20',
        links: [],
        authorName: mentor.name,
      });
      expect(first?.done.length).to.equal(2000);
      expect(first?.agreed.length).to.equal(2000);
      expect(first?.mentors).to.deep.equal([{ personId: mentor.personId, name: mentor.name }]);
      const said = first?.attendance.map((a) => [a.name, a.came, a.confirmation, a.rating]);
      expect(said).to.deep.equal([
        [mentees[1]?.name, true, 'confirmed', 9],
        [mentees[0]?.name, true, 'confirmed', 9],
        [mentees[2]?.name, false, 'waiting', null],
      ]);
    });

    for (const sort of ['-heldOn', 'heldOn'] as const) {
      it(`goes on part by part without a gap or a repeat, ${sort}`, async () => {
        const whole = (await part(coordinator, { sort })).rows.map((row) => row.meetingId);
        expect(whole).to.have.length(7);
        for (const limit of [1, 2, 3, 7]) {
          const parts = (await all(coordinator, { sort, limit })).map((row) => row.meetingId);
          expect(parts, String(limit)).to.deep.equal(whole);
        }
      });
    }

    it('takes the filters of the log', async () => {
      const dates = async (input: Input) =>
        (await all(coordinator, { ...input, limit: 2 })).map((row) => row.heldOn.slice(5));
      expect(await dates({ form: 'employer_student' })).to.deep.equal(['10-05']);
      expect(await dates({ confirmation: 'confirmed' })).to.deep.equal(['10-10']);
      expect(await dates({ from: '2026-10-02' })).to.deep.equal(['10-10', '10-05']);
      expect(await dates({ pairId: other.pairId })).to.deep.equal(['10-05']);
    });

    it('is what each may see: one’s own pairs, a curator’s forms, a mentee’s own rating', async () => {
      const curator = await buildPerson(db, programme, {
        roles: ['curator'],
        scopeForms: ['employer_student'],
      });
      expect(await all(mentor)).to.have.length(6);
      expect((await all(curator)).map((row) => row.pairId)).to.deep.equal([other.pairId]);
      const [row] = await all(mentees[0] as BuiltPerson);
      const ratings = row?.attendance.map((a) => [a.name, a.rating]);
      expect(ratings).to.deep.equal([
        [mentees[1]?.name, null],
        [mentees[0]?.name, 9],
        [mentees[2]?.name, null],
      ]);
    });

    it('refuses a place that is none', async () => {
      for (const after of ['nowhere', '2026-10-10', "2026-10-10.'; drop table meetings"]) {
        const error = await part(coordinator, { after }).catch((e: { code: string }) => e);
        expect(error).to.have.property('code', 'invalid');
      }
    });

    it('is four statements a part, whatever the rows', async () => {
      const college = await buildCollege(db, { pairs: 30, meetingsPerPair: 10 });
      for (const limit of [1, 250]) {
        const sql = await statementsOf(db, () =>
          service
            .as(college.coordinator.actor())
            .exportMeetings({ programmeId: college.programmeId, limit }),
        );
        expect(sql.length, sql.join('\n')).to.equal(4);
      }
    });
  });
});
