import { expect } from 'chai';
import { initialState } from '../../demo/lms/initial-state.js';
import { seedCollege, seedCollegeBulk } from '../../demo/seed.js';
import type { Db } from '../../shared/db/connect.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { RHYTHMS, type Role } from '../api/index.js';
import { meetingHandlers } from '../meetings/meeting-handlers.js';
import { refreshPairSummary } from '../pairs/index.js';
import { pairHandlers } from '../pairs/pair-handlers.js';
import { peopleHandlers } from '../people/people-handlers.js';
import { programmeHandlers } from '../programmes/programme-handlers.js';
import { eachDatabase, statementsOf, testClock, withService } from './support/harness.js';

const ISSUER = 'http://127.0.0.1:8090';

eachDatabase((openDb) => {
  let db: Db;
  before(async () => {
    db = await openDb();
  });

  describe('the demo college', () => {
    it('is there once, whole, and knows the people of the demo LMS by their launches', async () => {
      const clock = testClock('2026-09-03T09:00:00Z');
      const service = withService(
        db,
        [programmeHandlers, peopleHandlers, pairHandlers, meetingHandlers],
        clock,
      );
      const { organisationId } = await service.system.createOrganisation({ name: 'Техникум' });
      const course = { organisationId, courseKey: 'demo', issuer: ISSUER };
      const college = await seedCollege(db, clock, course);
      if (!college) throw new Error('nothing was seeded');
      expect(await seedCollege(db, clock, course)).to.equal(null);

      const lms = initialState('guid', { kid: 'k', privateJwk: { kty: 'RSA' } });
      for (const [key, personId] of college.people) {
        const user = lms.users.find((one) => one.key === key);
        if (!user) continue;
        const enrolment = lms.enrolments.find(
          (one) => one.userId === user.id && one.courseId === 2,
        );
        const launch = {
          ...course,
          courseTitle: 'Наставничество 2026/27',
          person: {
            subject: String(user.id),
            familyName: user.familyName,
            givenName: user.givenName,
            email: user.email,
          },
          lmsRole: enrolment?.role === 'student' ? ('mentee' as const) : ('instructor' as const),
        };
        const sql = await statementsOf(db, async () => {
          const entered = await service.system.enterProgramme(launch);
          expect(entered).to.deep.include({ personId, setUp: true });
        });
        expect(sql.length, key).to.equal(1);
      }

      const { programmeId } = college;
      const actor = (key: string, role: Role) =>
        ({
          kind: 'person',
          organisationId,
          personId: college.people.get(key) ?? '',
          role,
        }) as const;
      const coordinator = service.as(actor('coordinator', 'coordinator'));
      const { rows, total } = await coordinator.listPairs({ programmeId, pageSize: 100 });
      expect(total).to.equal(14);
      expect(new Set(rows.map((one) => one.rhythm))).to.deep.equal(new Set(RHYTHMS));
      expect(rows.some((one) => one.mentees.length === 3)).to.equal(true);
      const { pairs } = await service.as(actor('mentee1', 'mentee')).myPairs({ programmeId });
      expect(pairs[0]?.waiting.length).to.equal(1);
      const journal = await coordinator.listJournal({ programmeId, pageSize: 100 });
      const meetings = await coordinator.listMeetings({ programmeId, pageSize: 100 });
      const done = (action: string) => journal.rows.filter((row) => row.action === action);
      expect(journal.rows.every((row) => row.actorName !== '')).to.equal(true);
      expect(done('meeting.log').length).to.be.greaterThan(20);
      expect(done('meeting.respond').length).to.be.greaterThan(10);
      const moments = journal.rows.map((row) => row.at);
      expect(moments).to.deep.equal([...moments].sort().reverse());
      const [latest] = meetings.rows;
      const history = await coordinator.meetingHistory({
        programmeId,
        meetingId: latest?.meetingId ?? '',
      });
      expect(history.versions).to.have.length(1);
      const grades = await db('grades').where('programme_id', programmeId);
      expect(grades.length).to.equal(14);
      for (const row of rows) {
        const before = await db('pairs').where('id', row.pairId).first();
        await inTransaction(db, (trx) => refreshPairSummary(trx, row.pairId));
        expect(await db('pairs').where('id', row.pairId).first()).to.deep.equal(before);
      }
    });
  });

  describe('a college in bulk', () => {
    it('has the size that was asked for, and copies under ids of their own', async () => {
      const college = await seedCollegeBulk(db, {
        people: 120,
        pairs: 40,
        meetings: 900,
        otherMeetings: 1700,
        today: '2027-03-01',
      });
      const count = async (table: string, where: object) => {
        const [row] = await db(table).where(where).count({ n: '*' });
        return Number(row?.['n']);
      };
      const { programmeId, organisationId } = college;
      expect(await count('people', { organisation_id: organisationId })).to.equal(120);
      expect(await count('pairs', { programme_id: programmeId })).to.equal(40);
      expect(await count('meetings', { programme_id: programmeId })).to.equal(900);
      const others = await db('organisations').where('id', 'like', '0000000%').orderBy('id');
      expect(others.length).to.equal(2);
      for (const other of others) {
        expect(await count('meetings', { organisation_id: other.id })).to.equal(900);
        const [orphans] = await db('meetings as m')
          .leftJoin('pairs as p', 'p.id', 'm.pair_id')
          .where('m.organisation_id', other.id)
          .whereNull('p.id')
          .count({ n: '*' });
        expect(Number(orphans?.['n'])).to.equal(0);
      }
      for (const pairId of college.pairIds.slice(0, 5)) {
        const before = await db('pairs').where('id', pairId).first();
        await inTransaction(db, (trx) => refreshPairSummary(trx, pairId));
        expect(await db('pairs').where('id', pairId).first()).to.deep.equal(before);
      }
    });
  });
});
