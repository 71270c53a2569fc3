import { expect } from 'chai';
import type { Db } from '../../shared/db/connect.js';
import { buildMeeting, eachDatabase } from './support/harness.js';
import { buildLife, type Life, TODAY } from './support/life-world.js';
import { problemsOf, rejection } from './support/rejection.js';

eachDatabase((openDb) => {
  let db: Db;
  let w: Life;

  before(async () => {
    db = await openDb();
  });
  beforeEach(async () => {
    w = await buildLife(db);
  });

  describe('a mentee who comes or goes', () => {
    it('keeps the attendance of past meetings, and goes where it was said', async () => {
      const { meetingId } = await buildMeeting(db, w.pair, { heldOn: '2026-10-20' });
      const rest = await w.api().removeMentee(w.leave());
      expect(rest.title).to.equal('Кузнецова Е. — Иванова Е.');
      const { attendance } = await w.api().getMeeting({ programmeId: w.programmeId, meetingId });
      expect(attendance.length).to.equal(2);
      expect((await w.waiting(w.second.personId))?.decision).to.equal('waiting');
      const gone = w.second;
      expect((await w.api(gone).getPair(w.at)).leftOn).to.equal(TODAY);
      // They still answer for the meetings of their time.
      const answer = {
        programmeId: w.programmeId,
        meetingId,
        decision: 'confirmed' as const,
        rating: 9,
      };
      expect((await w.api(gone).respondToMeeting(answer)).attendance.length).to.equal(2);
      const help = w.api(gone).askForHelp({ ...w.at, text: 'Помогите' });
      expect((await rejection(help)).code).to.equal('not_found');
    });

    it('comes back with the days of their absence left out of what is due', async () => {
      await w.setCapacity(w.mentor, 3);
      await w.api().removeMentee(w.leave({ onDate: '2026-10-01', next: 'none' }));
      const back = {
        ...w.at,
        version: 2,
        personId: w.second.personId,
        onDate: '2026-11-01',
        reason: 'wish' as const,
      };
      expect((await w.api().addMentee(back)).mentees.length).to.equal(2);
      const { parts } = await w
        .api()
        .getProgress({ programmeId: w.programmeId, personId: w.second.personId });
      expect(parts.find(({ part }) => part === 'meetings')?.due).to.equal(2);
      const stays = await w
        .api()
        .getProgress({ programmeId: w.programmeId, personId: w.first.personId });
      expect(stays.parts.find(({ part }) => part === 'meetings')?.due).to.equal(5);
      const { reason } = await w.api().getPair(w.at);
      expect(reason.days).to.equal(70);
      expect(await w.kinds()).to.deep.equal(['mentee_left', 'mentee_next', 'mentee_joined']);
    });

    it('joins a group within the places of its mentor, never an individual pair', async () => {
      const newcomer = await w.person('mentee', 'Новиков');
      const join = {
        ...w.at,
        version: 1,
        personId: newcomer.personId,
        onDate: TODAY,
        reason: 'wish' as const,
      };
      expect(problemsOf(await rejection(w.api().addMentee(join)))).to.deep.equal([
        'personId: life.mentorFull',
      ]);
      await w.setCapacity(w.mentor, 3);
      const joined = await w.api().addMentee(join);
      expect(joined.mentees.length).to.equal(3);
      const [due] = (
        await w.api().getProgress({ programmeId: w.programmeId, personId: newcomer.personId })
      ).parts;
      expect(due?.due).to.equal(1);
      await db('pairs').where('id', w.pair.pairId).update({ format: 'individual' });
      const again = await w.person('mentee', 'Ещё');
      const refused = w.api().addMentee({ ...join, version: 2, personId: again.personId });
      expect(problemsOf(await rejection(refused))).to.deep.equal(['personId: life.individual']);
    });

    it('the last one ends the pair, if that is said', async () => {
      await w.api().removeMentee(w.leave());
      const last = w.leave({ version: 2, personId: w.first.personId });
      expect(problemsOf(await rejection(w.api().removeMentee(last)))).to.deep.equal([
        'endPair: life.lastMentee',
      ]);
      const over = await w.api().removeMentee({ ...last, endPair: true });
      expect(over).to.deep.include({ state: 'terminated', version: 3 });
      // Who was in it to the end reads it.
      expect((await w.api(w.first).getPair(w.at)).leftOn).to.equal(null);
    });
  });

  describe('a later end', () => {
    it('is kept with the one before it, by an order', async () => {
      const longer = await w.api().prolongPair({
        ...w.at,
        version: 1,
        endsOn: '2027-08-31',
        orderNumber: '9',
        orderDate: TODAY,
      });
      expect(longer).to.deep.include({ endsOn: '2027-08-31', prolongedFrom: '2027-06-30' });
      const again = await w.api().prolongPair({ ...w.at, version: 2, endsOn: '2027-09-30' });
      expect(again.prolongedFrom).to.equal('2027-06-30');
      expect(
        (await w.life()).events.map(({ fromDate, toDate }) => [fromDate, toDate]),
      ).to.deep.equal([
        ['2027-08-31', '2027-09-30'],
        ['2027-06-30', '2027-08-31'],
      ]);
      const less = w.api().prolongPair({ ...w.at, version: 3, endsOn: '2027-09-30' });
      expect(problemsOf(await rejection(less))).to.deep.equal(['endsOn: life.notLater']);
    });
  });

  describe('an early end', () => {
    it('sends each mentee where it was said, and says why to nobody else', async () => {
      const [a, b] = [w.first, w.second];
      const head = await w.person('head', 'Директор');
      const curator = await w.person('curator', 'Куратор', ['student_student']);
      await w.api().endPairEarly(
        w.early({
          reason: 'safety',
          note: 'Тайна',
          next: [
            { personId: a.personId, next: 'psychologist' },
            { personId: b.personId, next: 'new_mentor' },
          ],
        }),
      );
      expect(await w.waiting(a.personId)).to.deep.include({ decision: 'waiting' });
      expect(Boolean((await w.waiting(a.personId))?.supported)).to.equal(true);
      expect((await w.waiting(b.personId))?.decision).to.equal(null);
      expect((await w.life()).events.at(-1)).to.deep.include({ reason: 'safety', note: 'Тайна' });
      for (const by of [w.mentor, a, head, curator]) {
        const told = JSON.stringify([await w.life(by), await w.api(by).getPair(w.at)]);
        expect(told).not.to.match(/safety|Тайна|psychologist/);
      }
      const journal = await db('journal').where('entity_id', w.pair.pairId).pluck('after');
      expect(JSON.stringify(journal)).not.to.match(/safety|Тайна|psychologist/);
      const rows = await w.api(head).listPairs({ programmeId: w.programmeId });
      expect(JSON.stringify(rows)).not.to.match(/safety|Тайна/);
    });

    it('leaves the pair readable for its people and closed for writing; staff open it again', async () => {
      const next = w.mentees.map(({ personId }) => ({ personId, next: 'waiting_list' as const }));
      await w.api().endPairEarly(w.early({ next }));
      expect((await w.api(w.mentor).getPair(w.at)).state).to.equal('terminated');
      const log = w.api(w.mentor).logMeeting({
        ...w.at,
        kind: 'regular',
        heldOn: TODAY,
        minutes: 30,
        format: 'online',
        attendeeIds: [w.first.personId],
      });
      expect((await rejection(log)).code).to.equal('invalid');
      for (const call of [
        () => w.api().pausePair(w.pause({ version: 2 })),
        () => w.api().changeMentor(w.change({ version: 2 })),
        () => w.api().prolongPair({ ...w.at, version: 2, endsOn: '2027-08-31' }),
        () => w.api().endPairEarly(w.early({ version: 2 })),
        () => w.api().endPair(w.end({ version: 2 })),
      ]) {
        expect((await rejection(call())).code).to.equal('invalid');
      }
      w.service.clock.set('2026-11-30T09:00:00Z');
      const again = await w.api().setPairState({ ...w.at, state: 'active', version: 2 });
      expect(again.state).to.equal('active');
      // Nobody waits for another mentor any more, and the days between are not held against them.
      expect((await w.waiting(w.first.personId))?.decision).to.equal(null);
      expect(again.reason.days).to.equal(70);
      expect(await w.kinds()).to.deep.equal([
        'terminated',
        'mentee_next',
        'mentee_next',
        'reopened',
      ]);
    });
  });
});
