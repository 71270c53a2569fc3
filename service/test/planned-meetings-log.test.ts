import { expect } from 'chai';
import { up as planWhatWasAgreed } from '../../migrations/service/20261130H-plan-what-was-agreed.js';
import { meetingHandlers } from '../meetings/meeting-handlers.js';
import { pairHandlers } from '../pairs/pair-handlers.js';
import { plannedMeetingHandlers } from '../planned-meetings/planned-handlers.js';
import { progressHandlers } from '../progress/progress-handlers.js';
import {
  type BuiltPair,
  type BuiltPerson,
  buildPair,
  eachDatabase,
  type TestService,
  withService,
} from './support/harness.js';
import { errorOf, meetingWorld } from './support/meeting-world.js';
import { PLAN } from './support/planned-inputs.js';

eachDatabase((openDb) => {
  describe('planned meetings', () => {
    const w = meetingWorld(openDb);
    let service: TestService;
    let single: BuiltPair;

    beforeEach(async () => {
      service = withService(
        w.db,
        [plannedMeetingHandlers, meetingHandlers, pairHandlers, progressHandlers],
        w.service.clock,
      );
      w.service.clock.set('2026-11-10T09:00:00Z');
      single = await buildPair(w.db, w.programme, { mentors: [w.mentor], mentees: [w.mentee()] });
    });

    const as = (person: BuiltPerson) => service.as(person.actor());
    const inProgramme = () => ({ programmeId: w.programme.programmeId });
    const plan = (by: BuiltPerson, overrides: object = {}, pair = single) =>
      as(by).planMeeting({ ...inProgramme(), ...PLAN, pairId: pair.pairId, ...overrides });
    const at = (made: { plannedMeetingId: string }, version = 1) => ({
      ...inProgramme(),
      plannedMeetingId: made.plannedMeetingId,
      version,
    });
    const read = (by: BuiltPerson, { plannedMeetingId }: { plannedMeetingId: string }) =>
      as(by).getPlannedMeeting({ ...inProgramme(), plannedMeetingId });
    const nextOf = async (pair = single) =>
      (await as(w.mentor).getPair({ ...inProgramme(), pairId: pair.pairId })).nextMeetingOn;
    const onDay = (iso: string) => w.service.clock.set(`${iso}T12:00:00Z`);

    describe('the log and the plan are one truth', () => {
      const log = (heldOn: string, nextOn?: string | null) =>
        as(w.mentor).logMeeting({
          ...w.input,
          pairId: single.pairId,
          attendeeIds: single.menteeIds,
          heldOn,
          ...(nextOn === undefined ? {} : { nextOn }),
        });
      const plansOf = async () =>
        w
          .db('planned_meetings')
          .where('pair_id', single.pairId)
          .orderBy('id')
          .select({ on: 'on_date', at: 'starts_at', state: 'state' });

      it('a day that a record agrees is planned without a time, moves and goes with the record', async () => {
        await log('2026-11-03', '2026-11-17');
        expect(await plansOf()).to.deep.equal([{ on: '2026-11-17', at: null, state: 'agreed' }]);
        const later = await log('2026-11-09', '2026-11-24');
        expect(await plansOf()).to.deep.equal([{ on: '2026-11-24', at: null, state: 'agreed' }]);
        await as(w.mentor).withdrawMeeting({
          ...inProgramme(),
          meetingId: later.meetingId,
          version: 1,
        });
        expect(await nextOf()).to.equal('2026-11-17');
        await log('2026-11-10', null);
        expect((await plansOf()).map((one) => one.state)).to.deep.equal(['cancelled']);
        expect(await nextOf()).to.equal(null);
      });

      it('what was agreed before there were plans is planned by the migration, once', async () => {
        await log('2026-11-03', '2026-11-17');
        await w.db('planned_meetings').where('pair_id', single.pairId).delete();
        for (let n = 0; n < 2; n += 1) await planWhatWasAgreed(w.db);
        expect(await plansOf()).to.deep.equal([{ on: '2026-11-17', at: null, state: 'agreed' }]);
        expect(await nextOf()).to.equal('2026-11-17');
      });

      it('a record of that very day is it', async () => {
        await log('2026-11-03', '2026-11-10');
        const logged = await log('2026-11-10');
        const [row] = await w.db('planned_meetings').where('pair_id', single.pairId);
        expect([row.state, row.meeting_id]).to.deep.equal(['held', logged.meetingId]);
      });

      it('what people planned themselves the log neither moves nor takes back', async () => {
        await plan(w.mentor, { agreed: true });
        expect((await log('2026-11-09')).nextOn).to.equal(PLAN.onDate);
        await log('2026-11-10', null);
        expect(await nextOf()).to.equal(PLAN.onDate);
        await log('2026-11-08', '2026-11-18');
        expect(await nextOf()).to.equal('2026-11-18');
        expect((await plansOf()).length).to.equal(2);
      });

      it('of several agreed days the earliest that is not past is the next', async () => {
        await plan(w.mentor, { agreed: true, onDate: '2026-11-12' });
        await plan(w.mentor, { agreed: true, onDate: '2026-11-19' });
        await plan(w.mentor, { onDate: '2026-11-11' });
        expect(await nextOf()).to.equal('2026-11-12');
        onDay('2026-11-13');
        expect(await nextOf()).to.equal('2026-11-19');
      });

      it('held by one call, the next agreed day stays with the record', async () => {
        const first = await plan(w.mentor, { agreed: true, onDate: '2026-11-10' });
        await plan(w.mentor, { agreed: true, onDate: '2026-11-17' });
        const logged = await as(w.mentor).holdPlannedMeeting(at(first));
        expect(logged.nextOn).to.equal('2026-11-17');
        expect((await plansOf()).map((one) => one.state)).to.deep.equal(['held', 'agreed']);
      });

      it('the card of the pair has the open ones, and what the caller said', async () => {
        const made = await plan(w.mentor);
        const { pairs } = await as(w.mentee()).myPairs(inProgramme());
        const mine = pairs.find((one) => one.pairId === single.pairId)?.planned;
        expect(
          mine?.map((one) => [one.plannedMeetingId, one.startsAt, one.myAnswer]),
        ).to.deep.equal([[made.plannedMeetingId, '15:00', null]]);
        await as(w.mentee()).answerPlannedMeeting({ ...at(made), answer: 'declines' });
        const again = await as(w.mentee()).myPairs(inProgramme());
        const [seen] = again.pairs.find((one) => one.pairId === single.pairId)?.planned ?? [];
        expect([seen?.myAnswer, seen?.declined]).to.deep.equal(['declines', 1]);
      });
    });

    describe('series and overlaps', () => {
      const weekly = { unit: 'week', every: 1, count: 4, skip: ['2026-11-27'] } as const;

      it('a series is planned at once, but the days that are left out', async () => {
        const made = await plan(w.mentor, { agreed: true, repeat: weekly });
        expect(made.planned).to.equal(3);
        expect((await read(w.mentee(), made)).following).to.equal(3);
      });

      it('only this one, or this and those after it, are moved and cancelled', async () => {
        const made = await plan(w.mentor, { agreed: true, repeat: { ...weekly, skip: [] } });
        const days = async () =>
          (
            await w
              .db('planned_meetings')
              .where('pair_id', single.pairId)
              .orderBy('on_date')
              .select('on_date', 'starts_at', 'state')
          ).map((one) => `${one.on_date} ${one.starts_at} ${one.state}`);
        const second = await w
          .db('planned_meetings')
          .where({ pair_id: single.pairId, on_date: '2026-11-27' })
          .first('id');
        const of = { plannedMeetingId: second.id };
        await as(w.mentor).changePlannedMeeting({
          ...at(of),
          ...PLAN,
          onDate: '2026-11-26',
          startsAt: '10:00',
          agreed: true,
          scope: 'following',
        });
        expect(await days()).to.deep.equal([
          '2026-11-20 15:00 agreed',
          '2026-11-26 10:00 agreed',
          '2026-12-03 10:00 agreed',
          '2026-12-10 10:00 agreed',
        ]);
        await as(w.mentor).cancelPlannedMeeting({ ...at(made), reason: 'holiday' });
        await as(w.mentor).cancelPlannedMeeting({
          ...at({ plannedMeetingId: second.id }, 2),
          reason: 'studies',
          scope: 'following',
        });
        expect((await days()).every((one) => one.endsWith('cancelled'))).to.equal(true);
      });

      it('what overlaps is told, named to who may know it, and taken when said again', async () => {
        await plan(w.mentor, { agreed: true });
        const other = { startsAt: '15:30', agreed: true };
        const told = await errorOf(plan(w.mentor, other, w.group));
        expect(told.problems[0]).to.deep.include({ path: 'overlapOk', code: 'planned.overlaps' });
        expect(told.problems[0]?.params).to.include({ date: PLAN.onDate, time: '15:00', n: 1 });
        expect(told.problems[0]?.params?.['title']).to.be.a('string').and.not.equal('');
        const byMentee = await errorOf(plan(w.mentee(1), { startsAt: '15:30' }, w.group));
        expect(byMentee.problems[0]?.params?.['title']).to.equal('');
        await plan(w.mentor, { ...other, overlapOk: true }, w.group);
        expect(await w.countOf('planned_meetings')).to.equal(2);
      });
    });
  });
});
