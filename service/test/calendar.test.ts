import { expect } from 'chai';
import { newId } from '../../shared/ids.js';
import { calendarHandlers } from '../calendar/calendar-handlers.js';
import { meetingHandlers } from '../meetings/meeting-handlers.js';
import { plannedMeetingHandlers } from '../planned-meetings/planned-handlers.js';
import {
  type BuiltPair,
  type BuiltPerson,
  buildMeeting,
  buildPair,
  eachDatabase,
  statementsOf,
  type TestService,
  withService,
} from './support/harness.js';
import { errorOf, meetingWorld, problemsOf } from './support/meeting-world.js';
import { buildPlan } from './support/planned-inputs.js';

eachDatabase((openDb) => {
  describe('calendars', () => {
    const w = meetingWorld(openDb);
    let service: TestService;
    let single: BuiltPair;

    beforeEach(async () => {
      service = withService(
        w.db,
        [calendarHandlers, plannedMeetingHandlers, meetingHandlers],
        w.service.clock,
      );
      w.service.clock.set('2026-11-10T09:00:00Z');
      const people = { mentors: [w.mentor], mentees: [w.mentee()] };
      single = await buildPair(w.db, w.programme, people, { form: 'teacher_student' });
    });

    const as = (person: BuiltPerson) => service.as(person.actor());
    const november = () => ({
      programmeId: w.programme.programmeId,
      from: '2026-11-01',
      to: '2026-11-30',
    });
    const touch = () =>
      w.db('programmes').where('id', w.programme.programmeId).increment('revision', 1);
    const planned = async (pair: BuiltPair, overrides: Record<string, unknown> = {}) => {
      const made = await buildPlan(w.db, pair, w.mentor, overrides);
      await touch();
      return made.plannedMeetingId;
    };

    it('show what is planned and what was told, by day and time; what was held once', async () => {
      const late = await planned(single, { on_date: '2026-11-12', starts_at: '18:00' });
      const early = await planned(w.group, { on_date: '2026-11-12', starts_at: '09:00' });
      const untimed = await planned(single, {
        on_date: '2026-11-12',
        starts_at: null,
        state: 'agreed',
      });
      const { meetingId } = await buildMeeting(w.db, single, { heldOn: '2026-11-03' });
      await planned(single, { on_date: '2026-11-03', state: 'held', meeting_id: meetingId });
      await planned(single, { on_date: '2026-11-13', state: 'cancelled', cancel_code: 'illness' });
      const { days } = await as(w.coordinator).getCalendar(november());
      expect(
        days.map((day) => [day.date, day.total, day.items.map((one) => one.id)]),
      ).to.deep.equal([
        ['2026-11-03', 1, [meetingId]],
        ['2026-11-12', 3, [early, late, untimed]],
      ]);
      const list = await as(w.coordinator).listCalendar(november());
      expect([list.total, list.rows.map((one) => one.id)]).to.deep.equal([
        4,
        [meetingId, early, late, untimed],
      ]);
      const second = await as(w.coordinator).listCalendar({ ...november(), page: 2, pageSize: 2 });
      expect([second.total, second.rows.map((one) => one.id)]).to.deep.equal([4, [late, untimed]]);
    });

    it('name the first of a day, and say how many there are', async () => {
      for (let hour = 10; hour < 19; hour += 1)
        await planned(single, { on_date: '2026-11-12', starts_at: `${hour}:00` });
      const { days } = await as(w.coordinator).getCalendar(november());
      expect([days[0]?.total, days[0]?.items.length]).to.deep.equal([9, 4]);
      expect(days[0]?.items.map((one) => one.startsAt)).to.deep.equal([
        '10:00',
        '11:00',
        '12:00',
        '13:00',
      ]);
    });

    it('are narrowed by pair, form, state and words', async () => {
      const mine = await planned(single);
      const open = await planned(w.group, { state: 'agreed' });
      const gone = await planned(w.group, { state: 'cancelled', cancel_code: 'work' });
      const { meetingId } = await buildMeeting(w.db, w.group, { heldOn: '2026-11-03' });
      const ids = async (filter: object) =>
        (await as(w.coordinator).listCalendar({ ...november(), ...filter })).rows.map(
          (one) => one.id,
        );
      expect(await ids({ pairId: single.pairId })).to.deep.equal([mine]);
      expect(await ids({ form: 'teacher_student' })).to.deep.equal([mine]);
      expect(await ids({ state: 'proposed' })).to.deep.equal([mine]);
      expect(await ids({ state: 'open' })).to.have.members([mine, open]);
      expect(await ids({ state: 'cancelled' })).to.deep.equal([gone]);
      expect(await ids({ state: 'held' })).to.deep.equal([meetingId]);
      expect(await ids({ search: 'сидоров' })).to.have.members([open, meetingId]);
      expect(await ids({ search: 'никого' })).to.deep.equal([]);
    });

    it('show each what is theirs, and nothing of another college', async () => {
      const mine = await planned(single);
      const group = await planned(w.group);
      const ids = async (person: BuiltPerson) =>
        (await as(person).listCalendar(november())).rows.map((one) => one.id);
      expect(await ids(w.mentor)).to.have.members([mine, group]);
      expect(await ids(w.mentee(1))).to.deep.equal([group]);
      expect(await ids(await w.person({ roles: ['mentor'] }))).to.deep.equal([]);
      expect(await ids(await w.curatorOf('employer_student'))).to.deep.equal([]);
      expect(await ids(await w.curatorOf('student_student'))).to.deep.equal([group]);
    });

    it('show group meetings and sessions of the school to whom they are for', async () => {
      const { organisationId, programmeId } = w.programme;
      const base = { organisation_id: organisationId, programme_id: programmeId, created_at: 0 };
      const groupMeetingId = newId();
      await w.db('group_meetings').insert({
        ...base,
        id: groupMeetingId,
        title: 'Знакомство',
        sort_key: 'знакомство',
        form: 'student_student',
        held_on: '2026-11-15',
        starts_at: '15:00',
        state: 'planned',
      });
      await w.db('group_meeting_people').insert({
        ...base,
        id: newId(),
        group_meeting_id: groupMeetingId,
        person_id: w.mentee().personId,
        side: 'mentee',
      });
      await w.db('school_sessions').insert({
        ...base,
        id: newId(),
        title: 'Этика',
        sort_key: 'этика',
        held_on: '2026-11-14',
        minutes: 90,
        audience: 'all',
        state: 'planned',
      });
      await touch();
      const titles = async (person: BuiltPerson) =>
        (await as(person).getCalendar(november())).duties.map((one) => one.title);
      expect(await titles(w.coordinator)).to.deep.equal(['Этика', 'Знакомство']);
      expect(await titles(w.mentor)).to.deep.equal(['Этика']);
      expect(await titles(w.mentee())).to.deep.equal(['Знакомство']);
      expect(await titles(w.mentee(1))).to.deep.equal([]);
    });

    it('go over six weeks, a list over a year, and in order', async () => {
      const of = (from: string, to: string) => ({ ...november(), from, to });
      const month = (from: string, to: string) => as(w.mentor).getCalendar(of(from, to));
      expect(await problemsOf(month('2026-11-30', '2026-11-01'))).to.deep.equal(['to dates.order']);
      expect(await problemsOf(month('2026-11-01', '2026-12-13'))).to.deep.equal([
        'to calendar.tooLong',
      ]);
      await month('2026-11-01', '2026-12-12');
      const list = as(w.mentor).listCalendar(of('2026-01-01', '2027-01-02'));
      expect(await problemsOf(list)).to.deep.equal(['to calendar.tooLong']);
    });

    it('need as many statements for many meetings as for one, and none again', async () => {
      await planned(single);
      const month = () => as(w.coordinator).getCalendar(november());
      const few = await statementsOf(w.db, month);
      for (let n = 0; n < 30; n += 1) await planned(w.group, { starts_at: null });
      expect((await statementsOf(w.db, month)).length).to.equal(few.length);
      expect(few.length).to.be.at.most(4);
      expect((await statementsOf(w.db, month)).length).to.equal(1);
      const list = () => as(w.coordinator).listCalendar(november());
      expect((await statementsOf(w.db, list)).length).to.equal(3);
    });

    describe('private addresses', () => {
      const inProgramme = () => ({ programmeId: w.programme.programmeId });
      const make = async (person: BuiltPerson, withNames = false) =>
        (await as(person).makeMyCalendarFeed({ ...inProgramme(), withNames })).token;
      const read = (token: string) => service.system.readCalendarFeed({ token });
      const code = async (call: Promise<unknown>) => (await errorOf(call)).code;

      it('are told once and kept as a hash; made anew, the earlier one ends', async () => {
        const first = await make(w.mentor);
        expect(Buffer.from(first, 'base64url').length).to.equal(16);
        const row = await w.db('calendar_feeds').where('person_id', w.mentor.personId).first();
        expect(JSON.stringify(row)).not.to.contain(first);
        await read(first);
        const second = await make(w.mentor);
        expect(await code(read(first))).to.equal('not_found');
        await read(second);
        expect((await as(w.mentor).getMyCalendarFeed(inProgramme())).feed?.lastReadAt).to.equal(
          '2026-11-10T09:00:00.000Z',
        );
        await as(w.mentor).revokeMyCalendarFeed(inProgramme());
        expect(await code(read(second))).to.equal('not_found');
        expect((await as(w.mentor).getMyCalendarFeed(inProgramme())).feed).to.equal(null);
        expect(await as(w.mentor).revokeMyCalendarFeed(inProgramme())).to.deep.equal({
          revoked: false,
        });
      });

      it('show the person’s own meetings as moments, without names until they are wanted', async () => {
        const mine = await planned(single, { state: 'agreed', place: 'ауд. 5' });
        await planned(w.group, { on_date: '2026-11-11', starts_at: null });
        const token = await make(w.mentee());
        const { events, withNames } = await read(token);
        expect(withNames).to.equal(false);
        const event = events.find((one) => one.plannedMeetingId === mine);
        expect(event).to.deep.include({
          startsAt: '2026-11-20T12:00:00.000Z',
          endsAt: '2026-11-20T12:45:00.000Z',
          state: 'agreed',
          names: [],
          others: 1,
          mySide: 'mentee',
          place: 'ауд. 5',
        });
        expect(events.map((one) => one.startsAt === null)).to.deep.equal([true, false]);
        await as(w.mentee()).changeMyCalendarFeed({ ...inProgramme(), withNames: true });
        expect((await read(token)).events[1]?.names[0]).to.match(/^Кузнецова /);
        expect((await read(await make(w.mentee(2)))).events).to.have.length(1);
      });

      it('tell a cancelled meeting for thirty days', async () => {
        const changed_at = Date.parse('2026-11-09T09:00:00Z');
        await planned(single, { state: 'cancelled', cancel_code: 'illness', changed_at });
        const token = await make(w.mentor);
        const states = async () => (await read(token)).events.map((one) => one.state);
        expect(await states()).to.deep.equal(['cancelled']);
        w.service.clock.set('2026-12-09T09:00:00Z');
        expect(await states()).to.deep.equal(['cancelled']);
        w.service.clock.set('2026-12-09T09:00:01Z');
        expect(await states()).to.deep.equal([]);
      });

      it('end with who leaves, and with a record that was merged into another', async () => {
        const token = await make(w.mentee());
        const { personId } = w.mentee();
        const closed = async () => expect(await code(read(token))).to.equal('not_found');
        await w.db('participations').where('person_id', personId).update({ state: 'withdrawn' });
        await closed();
        await w.db('participations').where('person_id', personId).update({ state: 'admitted' });
        await w.db('members').where('person_id', personId).update({ lms_status: 'left' });
        await closed();
        await w.db('members').where('person_id', personId).update({ lms_status: 'active' });
        await w.db('people').where('id', personId).update({ merged_into: w.mentor.personId });
        await closed();
        await w.db('people').where('id', personId).update({ merged_into: null });
        await read(token);
      });

      it('are read some times an hour, not more', async () => {
        const token = await make(w.mentor);
        for (let n = 0; n < 60; n += 1) await read(token);
        expect(await code(read(token))).to.equal('too_many');
        w.service.clock.set('2026-11-10T10:00:00Z');
        await read(token);
        expect(await code(read('AAAAAAAAAAAAAAAAAAAAAA'))).to.equal('not_found');
      });
    });
  });
});
