import { expect } from 'chai';
import { newId } from '../../shared/ids.js';
import { meetingHandlers } from '../meetings/meeting-handlers.js';
import { pairLifeHandlers } from '../pair-life/life-handlers.js';
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
import { errorOf, meetingWorld, problemsOf } from './support/meeting-world.js';
import { PLAN } from './support/planned-inputs.js';

eachDatabase((openDb) => {
  describe('planned meetings', () => {
    const w = meetingWorld(openDb);
    let service: TestService;
    let single: BuiltPair;

    beforeEach(async () => {
      service = withService(
        w.db,
        [plannedMeetingHandlers, meetingHandlers, pairHandlers, pairLifeHandlers, progressHandlers],
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
    const journalOf = (id: string) =>
      w.db('journal').where('entity_id', id).orderBy('id').select('action', 'before', 'after');

    describe('proposing and agreeing', () => {
      it('a mentor proposes, the mentee agrees: it is the next meeting then, not before', async () => {
        const made = await plan(w.mentor);
        expect(await nextOf()).to.equal(null);
        expect(await read(w.mentee(), made)).to.include({ state: 'proposed', awaitsMe: true });
        expect(await read(w.mentor, made)).to.include({
          awaitsMe: false,
          proposedByName: w.mentor.name,
        });
        const agreed = await as(w.mentee()).answerPlannedMeeting({ ...at(made), answer: 'agrees' });
        expect(agreed).to.include({ state: 'agreed', version: 2, awaitsMe: false });
        expect(await nextOf()).to.equal(PLAN.onDate);
        expect((await journalOf(made.plannedMeetingId)).map((one) => one.action)).to.deep.equal([
          'proposed',
          'answered_yes',
        ]);
      });

      it('a mentee proposes, the mentor offers another time, the mentee takes it', async () => {
        const made = await plan(w.mentee(), { note: 'После пар' });
        const moved = await as(w.mentor).changePlannedMeeting({
          ...at(made),
          ...PLAN,
          startsAt: '17:00',
        });
        expect(moved).to.include({ state: 'proposed', proposedSide: 'mentor', startsAt: '17:00' });
        const taken = await as(w.mentee()).answerPlannedMeeting({
          ...at(made, 2),
          answer: 'agrees',
        });
        expect(taken.state).to.equal('agreed');
        const [, change] = await journalOf(made.plannedMeetingId);
        expect(change.action).to.equal('moved');
        expect(JSON.stringify(change.before)).to.contain('15:00');
        expect(JSON.stringify(change.after)).to.contain('17:00');
      });

      it('a mentor says «agreed in person»; a mentee cannot', async () => {
        const made = await plan(w.mentor, { agreed: true });
        expect((await read(w.mentee(), made)).state).to.equal('agreed');
        expect(await problemsOf(plan(w.mentee(), { agreed: true }))).to.deep.equal([
          'agreed planned.menteeAgrees',
        ]);
      });

      it('in a group a refusal is shown with its words, and the mentor decides', async () => {
        const made = await plan(w.mentor, {}, w.group);
        const no = { ...at(made), answer: 'declines' as const, words: 'Практика' };
        await as(w.mentee(1)).answerPlannedMeeting(no);
        const seen = await as(w.mentee(0)).answerPlannedMeeting({ ...at(made), answer: 'agrees' });
        expect(seen.answers.map((one) => [one.answer, one.words])).to.deep.equal([
          ['agrees', ''],
          ['declines', 'Практика'],
          [null, ''],
        ]);
        expect(seen.state).to.equal('proposed');
        const settled = await as(w.mentor).answerPlannedMeeting({ ...at(made), answer: 'agrees' });
        expect(settled.state).to.equal('agreed');
      });

      it('when all of a group agree, at once too, it is agreed', async () => {
        const made = await plan(w.mentor, {}, w.group);
        await Promise.all(
          w.mentees.map((one) => as(one).answerPlannedMeeting({ ...at(made), answer: 'agrees' })),
        );
        expect((await read(w.mentor, made)).state).to.equal('agreed');
      });

      it('a new proposal forgets what was said to the old one', async () => {
        const made = await plan(w.mentor, {}, w.group);
        await as(w.mentee(1)).answerPlannedMeeting({ ...at(made), answer: 'declines' });
        const moved = await as(w.mentor).changePlannedMeeting({
          ...at(made),
          ...PLAN,
          onDate: '2026-11-21',
        });
        expect(moved.answers.map((one) => one.answer)).to.deep.equal([null, null, null]);
        const room = await as(w.mentor).changePlannedMeeting({
          ...at(made, 2),
          ...PLAN,
          onDate: '2026-11-21',
          place: 'ауд. 2',
          agreed: true,
        });
        expect(room).to.include({ state: 'agreed', place: 'ауд. 2' });
      });

      it('another room asks nobody anew', async () => {
        const made = await plan(w.mentor, { agreed: true });
        const moved = await as(w.mentee()).changePlannedMeeting({
          ...at(made),
          ...PLAN,
          place: 'Дом',
        });
        expect(moved).to.include({ state: 'agreed', proposedSide: 'mentor', place: 'Дом' });
      });

      it('sent twice with one key, it is planned once', async () => {
        const idempotencyKey = newId();
        const [a, b] = [
          await plan(w.mentor, { idempotencyKey }),
          await plan(w.mentor, { idempotencyKey }),
        ];
        expect(a).to.deep.equal(b);
        expect(await w.countOf('planned_meetings')).to.equal(1);
      });

      it('who saw an older version is told so, with what stands now', async () => {
        const made = await plan(w.mentor);
        const change = (startsAt: string) =>
          as(w.mentor).changePlannedMeeting({ ...at(made), ...PLAN, startsAt });
        await change('16:00');
        const error = await errorOf(change('17:00'));
        expect(error.code).to.equal('changed_meanwhile');
        expect(error.details['current']).to.include({ startsAt: '16:00', version: 2 });
      });
    });

    describe('who may', () => {
      it('strangers of the programme find nothing; staff plan within their forms', async () => {
        const made = await plan(w.mentor);
        const other = await w.person({ roles: ['mentor'] });
        for (const stranger of [other, w.mentee(1), await w.curatorOf('employer_student')]) {
          expect((await errorOf(read(stranger, made))).code).to.equal('not_found');
          expect((await errorOf(plan(stranger))).code).to.equal('not_found');
        }
        const curator = await w.curatorOf('student_student');
        const theirs = await plan(curator, { onDate: '2026-11-24' });
        expect(await read(w.mentor, theirs)).to.include({ proposedSide: 'staff', awaitsMe: true });
      });

      it('a pair that is not active plans nothing new; closing it cancels what is planned', async () => {
        const made = await plan(w.mentor, { agreed: true });
        const pair = { ...inProgramme(), pairId: single.pairId };
        await as(w.coordinator).setPairState({
          ...pair,
          state: 'paused',
          reason: 'Практика',
          version: 1,
        });
        expect(await problemsOf(plan(w.mentor))).to.deep.equal([' meeting.pairClosed']);
        expect((await read(w.mentee(), made)).state).to.equal('agreed');
        await as(w.coordinator).setPairState({
          ...pair,
          state: 'completed',
          reason: null,
          version: 2,
        });
        const seen = await read(w.mentee(), made);
        expect([seen.state, seen.cancelled?.code]).to.deep.equal(['cancelled', 'pair_closed']);
        expect(await nextOf()).to.equal(null);
      });
    });

    describe('cancelling', () => {
      it('keeps the reason; a second time it is answered as it is', async () => {
        const made = await plan(w.mentor, { agreed: true });
        const cancel = (reason: 'other' | 'illness', words = '') =>
          as(w.mentee()).cancelPlannedMeeting({ ...at(made), reason, words });
        expect(await problemsOf(cancel('other'))).to.deep.equal(['words required']);
        const done = await cancel('other', 'Потоп');
        expect(done.cancelled).to.deep.equal({ code: 'other', words: 'Потоп' });
        expect(await cancel('illness')).to.deep.equal(done);
        expect(await nextOf()).to.equal(null);
        expect(await problemsOf(as(w.mentor).holdPlannedMeeting(at(made, 2)))).to.deep.equal([
          ' planned.cancelled',
        ]);
      });
    });

    describe('held', () => {
      it('by one call it is in the log with what was planned, for the mentees to confirm', async () => {
        const made = await plan(w.mentor, {
          agreed: true,
          kind: 'planning',
          topic: 'career',
          minutes: 60,
        });
        onDay(PLAN.onDate);
        const logged = await as(w.mentor).holdPlannedMeeting(at(made));
        expect(logged).to.include({
          kind: 'planning',
          heldOn: PLAN.onDate,
          minutes: 60,
          topic: 'career',
        });
        expect(logged.attendance.map((one) => [one.came, one.confirmation])).to.deep.equal([
          [true, 'waiting'],
        ]);
        expect(await read(w.mentee(), made)).to.include({
          state: 'held',
          meetingId: logged.meetingId,
        });
      });

      it('pressed twice, and by two mentors at once, it is logged once', async () => {
        const second = await w.person({ roles: ['mentor'] });
        const pair = await buildPair(w.db, w.programme, {
          mentors: [w.mentor, second],
          mentees: [w.mentee(1)],
        });
        const made = await plan(w.mentor, { agreed: true, onDate: '2026-11-10' }, pair);
        const records = await Promise.all(
          [w.mentor, second, w.mentor].map((one) => as(one).holdPlannedMeeting(at(made))),
        );
        expect(new Set(records.map((one) => one.meetingId)).size).to.equal(1);
        expect(await w.countOf('meetings')).to.equal(1);
      });

      it('not before its day, and not in a version that is no more', async () => {
        const made = await plan(w.mentor, { agreed: true });
        expect(await problemsOf(as(w.mentor).holdPlannedMeeting(at(made)))).to.deep.equal([
          ' planned.notYet',
        ]);
        await as(w.mentor).changePlannedMeeting({
          ...at(made),
          ...PLAN,
          onDate: '2026-11-11',
          agreed: true,
        });
        onDay('2026-11-20');
        const stale = await errorOf(as(w.mentor).holdPlannedMeeting(at(made)));
        expect(stale.code).to.equal('changed_meanwhile');
        expect(await w.countOf('meetings')).to.equal(0);
      });

      it('who had said that they cannot is told as not having come', async () => {
        const made = await plan(w.mentor, { onDate: '2026-11-10' }, w.group);
        await as(w.mentee(1)).answerPlannedMeeting({ ...at(made), answer: 'declines' });
        const logged = await as(w.mentor).holdPlannedMeeting(at(made));
        expect(logged.attendance.map((one) => one.came)).to.deep.equal([true, false, true]);
      });

      it('a record by hand of the same day offers to close it, and closes it once', async () => {
        const made = await plan(w.mentor, { agreed: true, onDate: '2026-11-10' });
        const logged = await as(w.mentor).logMeeting({
          ...w.input,
          pairId: single.pairId,
          attendeeIds: single.menteeIds,
          heldOn: '2026-11-10',
        });
        const record = { ...inProgramme(), meetingId: logged.meetingId };
        const { rows } = await as(w.mentor).findPlannedOf(record);
        expect(rows.map((one) => one.plannedMeetingId)).to.deep.equal([made.plannedMeetingId]);
        const close = () => as(w.mentor).closePlannedMeeting({ ...at(made), ...record });
        expect(await close()).to.include({ state: 'held', meetingId: logged.meetingId });
        expect((await close()).version).to.equal(2);
        expect((await as(w.mentor).findPlannedOf(record)).rows).to.deep.equal([]);
        await as(w.mentor).withdrawMeeting({ ...record, version: 1 });
        expect(await read(w.mentor, made)).to.include({ state: 'agreed', meetingId: null });
      });

      it('a record of another day closes nothing', async () => {
        const made = await plan(w.mentor, { agreed: true });
        const logged = await as(w.mentor).logMeeting({
          ...w.input,
          pairId: single.pairId,
          attendeeIds: single.menteeIds,
        });
        const close = as(w.mentor).closePlannedMeeting({
          ...at(made),
          meetingId: logged.meetingId,
        });
        expect(await problemsOf(close)).to.deep.equal(['meetingId planned.otherDay']);
      });
    });
  });
});
