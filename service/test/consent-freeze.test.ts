import { expect } from 'chai';
import { newId } from '../../shared/ids.js';
import { calendarHandlers } from '../calendar/calendar-handlers.js';
import { meetingHandlers } from '../meetings/meeting-handlers.js';
import { pairLifeHandlers } from '../pair-life/life-handlers.js';
import { pairHandlers } from '../pairs/pair-handlers.js';
import { plannedMeetingHandlers } from '../planned-meetings/planned-handlers.js';
import { signalHandlers } from '../signals/signal-handlers.js';
import { consentWorld } from './support/consent-world.js';
import {
  type BuiltPair,
  type BuiltPerson,
  buildPair,
  buildPerson,
  eachDatabase,
} from './support/harness.js';
import { errorOf, FIELDS, problemsOf } from './support/meeting-world.js';
import { PLAN } from './support/planned-inputs.js';

eachDatabase((openDb) => {
  describe('a withdrawn consent freezes at once', () => {
    const w = consentWorld(openDb, [
      pairHandlers,
      pairLifeHandlers,
      meetingHandlers,
      plannedMeetingHandlers,
      calendarHandlers,
      signalHandlers,
    ]);
    let mentor: BuiltPerson;
    let group: BuiltPair;
    beforeEach(async () => {
      mentor = await w.person('1980-03-05', ['mentor']);
      await w.paper(mentor, 'own');
      await w.paper(w.adult, 'own');
      await w.paper(w.minor, 'parent');
      const people = { mentors: [mentor], mentees: [w.adult, w.minor] };
      group = await buildPair(w.db, w.programme, people, { format: 'group' });
    });

    const withdraw = (person: BuiltPerson, kind: 'own' | 'parent' = 'own') =>
      w.api().withdrawConsent({
        ...w.at(person),
        kind,
        withdrawnOn: '2026-11-05',
        byWhom: kind === 'parent' ? 'representative' : 'person',
        reason: 'Заявление',
        idempotencyKey: newId(),
      });
    const log = (attendees: BuiltPerson[]) =>
      w.api(mentor).logMeeting({
        ...FIELDS,
        programmeId: w.programme.programmeId,
        pairId: group.pairId,
        attendeeIds: attendees.map((one) => one.personId),
        idempotencyKey: newId(),
      });
    const makePair = (mentee: BuiltPerson) =>
      w.api().createPair({
        programmeId: w.programme.programmeId,
        form: 'teacher_student',
        roleVariant: null,
        format: 'individual',
        startsOn: '2026-11-01',
        endsOn: '2027-05-31',
        orderNumber: null,
        orderDate: null,
        mentorIds: [mentor.personId],
        menteeIds: [mentee.personId],
        idempotencyKey: newId(),
      });
    const contactsFor = async (person: BuiltPerson) => {
      const { programmeId } = w.programme;
      const { pairs } = await w.api(person).myPairs({ programmeId });
      const { contacts } = await w.api(person).getPair({ programmeId, pairId: group.pairId });
      expect(contacts).to.deep.equal(pairs[0]?.contacts);
      return contacts;
    };

    it('no new pair is made with that person; without any consent yet, one is', async () => {
      const fresh = await w.person('2000-01-01');
      await makePair(fresh);
      await withdraw(w.adult);
      expect(await problemsOf(makePair(w.adult))).to.deep.equal([
        'menteeIds.0 pair.personWithdrawn',
      ]);
      await w.paper(w.adult, 'own', '2026-11-09');
      await makePair(w.adult);
    });

    it('a pair that rests is not taken up again', async () => {
      const { programmeId } = w.programme;
      const at = { programmeId, pairId: group.pairId };
      const set = (state: 'paused' | 'active', version: number) =>
        w.api().setPairState({ ...at, state, reason: 'Практика', version });
      const { version } = await w.api().getPair(at);
      const paused = await set('paused', version);
      await withdraw(w.minor, 'parent');
      expect(await problemsOf(set('active', paused.version))).to.deep.equal([
        'state pair.consentWithdrawn',
      ]);
    });

    it('a pair gets no other mentor and no successor, and they thank nobody; it can be ended', async () => {
      const at = { programmeId: w.programme.programmeId, pairId: group.pairId, version: 1 };
      const onDate = '2026-11-10';
      await withdraw(w.adult);
      const change = w.api().changeMentor({
        ...at,
        leavingId: mentor.personId,
        comingId: newId(),
        onDate,
        reason: 'no_time',
      });
      expect(await problemsOf(change)).to.deep.equal([' pair.consentWithdrawn']);
      const following = w.api().endPair({
        ...at,
        decision: 'continue',
        continuation: 'following',
        onDate,
        noClosing: 'Болезнь',
        nextStartsOn: '2026-11-11',
        nextEndsOn: '2027-05-31',
      });
      expect(await problemsOf(following)).to.deep.equal([' pair.consentWithdrawn']);
      await w.api().endPair({ ...at, decision: 'end', onDate, noClosing: 'Болезнь' });
      const { programmeId, pairId } = at;
      const thanks = w.api(w.adult).saveThanks({ programmeId, pairId, text: 'Да', version: 0 });
      expect(await problemsOf(thanks)).to.deep.equal([' life.consentWithdrawn']);
    });

    it('nothing new is written of a mentee; of the others of a group it is', async () => {
      await log([w.adult, w.minor]);
      await withdraw(w.minor, 'parent');
      expect(await problemsOf(log([w.adult, w.minor]))).to.deep.equal([
        'attendeeIds.1 meeting.menteeWithdrawn',
      ]);
      await log([w.adult]);
      expect(await w.db('meetings').where('pair_id', group.pairId)).to.have.length(2);
    });

    it('nor by a mentor whose own was withdrawn', async () => {
      await withdraw(mentor);
      expect(await problemsOf(log([w.adult]))).to.deep.equal([' meeting.mentorWithdrawn']);
    });

    it('nothing new is planned with a side that withdrew; held, who withdrew did not come', async () => {
      const { programmeId } = w.programme;
      const { pairId } = group;
      const plan = () =>
        w
          .api(mentor)
          .planMeeting({ programmeId, pairId, ...PLAN, onDate: '2026-11-10', agreed: true });
      const made = await plan();
      await withdraw(w.minor, 'parent');
      const held = await w
        .api(mentor)
        .holdPlannedMeeting({ programmeId, plannedMeetingId: made.plannedMeetingId, version: 1 });
      const came = held.attendance.filter((one) => one.came).map((one) => one.personId);
      expect(came).to.deep.equal([w.adult.personId]);
      await withdraw(w.adult);
      expect(await problemsOf(plan())).to.deep.equal([' planned.menteeWithdrawn']);
    });

    it('the private address of their calendar ends, and none is made', async () => {
      const { programmeId } = w.programme;
      const { token } = await w.api(w.adult).makeMyCalendarFeed({ programmeId });
      const read = () => w.service.system.readCalendarFeed({ token });
      await read();
      await withdraw(w.adult);
      expect((await errorOf(read())).code).to.equal('not_found');
      expect((await errorOf(w.api(w.adult).makeMyCalendarFeed({ programmeId }))).code).to.equal(
        'conflict',
      );
    });

    it('the list of pairs marks them, and can be narrowed to them', async () => {
      const { programmeId } = w.programme;
      const other = await w.person('2000-01-01');
      await buildPair(w.db, w.programme, { mentors: [mentor], mentees: [other] });
      const list = async (consent?: 'withdrawn') =>
        (await w.api().listPairs({ programmeId, ...(consent ? { consent } : {}) })).rows.map(
          ({ pairId, frozen, withdrawn }) => ({ pairId, frozen, withdrawn }),
        );
      expect(await list('withdrawn')).to.deep.equal([]);
      expect((await list()).map(({ frozen }) => frozen)).to.deep.equal([null, null]);
      await withdraw(w.minor, 'parent');
      const { pairId } = group;
      expect(await list('withdrawn')).to.deep.equal([
        { pairId, frozen: 'some', withdrawn: [w.minor.personId] },
      ]);
      await withdraw(w.adult);
      const [both] = await list('withdrawn');
      expect(both?.frozen).to.equal('stopped');
      expect(await list()).to.have.length(2);
      const { version } = await w.api().getPair({ programmeId, pairId });
      const end = { programmeId, pairId, state: 'terminated', reason: 'Отзыв', version } as const;
      await w.api().setPairState(end);
      expect(await list('withdrawn')).to.deep.equal([]);
    });

    describe('and the work list names the pair', () => {
      const list = (person: BuiltPerson = w.coordinator) =>
        w.api(person).listSignals({ programmeId: w.programme.programmeId });
      const frozen = async () =>
        (await list()).rows.flatMap(({ pairId, signals }) =>
          signals
            .filter(({ code }) => code === 'consent_withdrawn')
            .map(({ severity, since, people }) => ({
              pairId,
              severity,
              since,
              withdrawn: people.map(({ personId }) => personId),
            })),
        );

      it('a mentor stops it, one of a group does not; a new consent ends it', async () => {
        expect(await frozen()).to.deep.equal([]);
        const { pairId } = group;
        const since = '2026-11-05';
        await withdraw(w.minor, 'parent');
        const byMinor = { pairId, severity: 2, since, withdrawn: [w.minor.personId] };
        expect(await frozen()).to.deep.equal([byMinor]);
        await withdraw(mentor);
        const byBoth = [mentor.personId, w.minor.personId];
        expect(await frozen()).to.deep.equal([{ pairId, severity: 3, since, withdrawn: byBoth }]);
        await w.paper(mentor, 'own', '2026-11-09');
        expect(await frozen()).to.deep.equal([byMinor]);
        await w.paper(w.minor, 'parent', '2026-11-09');
        expect(await frozen()).to.deep.equal([]);
      });

      it('once, also when it is out of rhythm, and before those that only are', async () => {
        const other = await w.person('2000-01-01');
        await w.paper(other, 'own');
        const late = await buildPair(w.db, w.programme, { mentors: [mentor], mentees: [other] });
        await withdraw(w.adult);
        await withdraw(w.minor, 'parent');
        const { rows } = await list();
        expect(rows.map(({ pairId }) => pairId)).to.deep.equal([group.pairId, late.pairId]);
        // Of a pair that stands still nothing else is asked.
        expect(rows[0]?.signals.map(({ code }) => code)).to.deep.equal(['consent_withdrawn']);
      });

      it('not when it is over, or the person has left it; no other forms to curators', async () => {
        await withdraw(w.adult);
        expect(await frozen()).to.have.length(1);
        const scoped = await buildPerson(w.db, w.programme, {
          roles: ['curator'],
          scopeForms: ['teacher_teacher'],
        });
        expect((await list(scoped)).rows).to.deep.equal([]);
        const membership = () =>
          w.db('pair_members').where({ pair_id: group.pairId, person_id: w.adult.personId });
        const changed = () =>
          w.db('programmes').where('id', w.programme.programmeId).increment('revision', 1);
        await membership().update({ left_on: '2026-11-06' });
        await changed();
        expect(await frozen()).to.deep.equal([]);
        await membership().update({ left_on: null });
        await w.db('pairs').where('id', group.pairId).update({ state: 'completed' });
        await changed();
        expect(await frozen()).to.deep.equal([]);
      });
    });

    it('the people of the pair see no contacts of theirs any more, the coordinator does', async () => {
      await w.db('people').where('id', w.adult.personId).update({ email: 'adult@mail.example' });
      await withdraw(w.adult);
      const seen = await contactsFor(mentor);
      const theirs = seen.find((one) => one.personId === w.adult.personId);
      expect(theirs).to.include({ email: null, closed: true });
      expect(seen.find((one) => one.personId === w.minor.personId)?.closed).to.equal(false);
      const { contacts } = await w
        .api()
        .getPair({ programmeId: w.programme.programmeId, pairId: group.pairId });
      expect(contacts.find((one) => one.personId === w.adult.personId)).to.include({
        email: 'adult@mail.example',
        closed: false,
      });
    });
  });
});
