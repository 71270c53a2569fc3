import { expect } from 'chai';
import { groupWorld } from './support/group-world.js';
import { buildPair, buildPerson, eachDatabase } from './support/harness.js';
import { rejection } from './support/rejection.js';

eachDatabase((openDb) => {
  describe('group meetings', () => {
    const g = groupWorld(openDb);
    const { w, people } = g;
    const names = async (groupMeetingId: string) =>
      (await g.invited(groupMeetingId)).map((row) => row.name.split(' ')[0]);

    it('the pool of a form is invited in one act: mentees who wait, mentors with places, with a consent', async () => {
      const full = await g.inPool('mentor', 'Занятов');
      const other = await g.inPool('mentor', 'Иных');
      const paired = await g.inPool('mentee', 'Парный');
      const say = (who: typeof full, fields: object) =>
        w.api(who).updateMyMentorProfile({ ...g.here(), ...fields, version: 0 });
      await say(full, { capacity: 1 });
      await say(other, { forms: ['teacher_teacher'] });
      await buildPair(w.db, w.programme, { mentors: [full], mentees: [paired] });
      await w.person('2000-03-05', ['mentee'], 'Безсогласных');
      const meeting = await g.add();
      expect(await names(meeting.groupMeetingId)).to.deep.equal([
        'Абрамова',
        'Борисов',
        'Глебов',
        'Дарьина',
      ]);
      expect(meeting).to.deep.include({
        state: 'planned',
        mentees: { invited: 2, present: 0, absent: 0 },
        mentors: { invited: 2, present: 0, absent: 0 },
      });
      const left = await w.api().listGroupMeetingCandidates(g.at(meeting.groupMeetingId));
      expect(left.rows.map(({ name }) => name.split(' ')[0])).to.deep.equal([
        'Занятов',
        'Иных',
        'Парный',
      ]);
      expect(left).to.include({ pool: 0 });
      expect(left.withoutConsent).to.be.greaterThan(0);
    });

    it('people are invited by name and taken off again, while nothing was noted of them', async () => {
      const { groupMeetingId } = await g.add({ invitePool: false });
      const invite = (personIds: string[]) =>
        w.api().inviteToGroupMeeting({ ...g.at(groupMeetingId), whom: 'chosen', personIds });
      expect(await invite([people.anna.personId, people.gleb.personId])).to.deep.equal({
        invited: 2,
      });
      expect(await invite([people.anna.personId])).to.deep.equal({ invited: 0 });
      const pool = { ...g.at(groupMeetingId), whom: 'pool' as const };
      expect(await w.api().inviteToGroupMeeting(pool)).to.deep.equal({ invited: 2 });
      const off = (personId: string) =>
        w.api().uninviteFromGroupMeeting({ ...g.at(groupMeetingId), personId });
      await off(people.boris.personId);
      await g.mark(groupMeetingId, [[people.anna, 'present']]);
      expect(await g.codes(off(people.anna.personId))).to.deep.equal([
        ': groupMeeting.personMarked',
      ]);
      expect(await names(groupMeetingId)).to.deep.equal(['Абрамова', 'Глебов', 'Дарьина']);
      expect(await g.codes(invite([w.adult.personId]))).to.deep.equal([
        'personIds: groupMeeting.noConsent',
      ]);
      expect(await g.codes(invite([]))).to.deep.equal(['personIds: people.noneChosen']);
      expect(await rejection(invite([w.coordinator.personId]))).to.have.property(
        'code',
        'not_found',
      );
    });

    it('attendance is marked one by one and of all others at once, and corrected', async () => {
      const { groupMeetingId } = await g.add();
      expect(await g.mark(groupMeetingId, [[people.boris, 'absent']], 'present')).to.deep.equal({
        changed: 4,
      });
      expect(await g.get(groupMeetingId)).to.deep.include({
        state: 'held',
        mentees: { invited: 2, present: 1, absent: 1 },
        mentors: { invited: 2, present: 2, absent: 0 },
      });
      await g.mark(groupMeetingId, [[people.boris, 'present', 2]]);
      const late = await rejection(g.mark(groupMeetingId, [[people.boris, 'absent', 2]]));
      expect(late).to.deep.include({ code: 'changed_meanwhile' });
      expect(late.details).to.deep.equal({ personIds: [people.boris.personId] });
      const { rows } = await w.api().listJournal({
        ...g.here(),
        entityId: people.boris.personId,
      });
      expect(rows[0]).to.deep.include({
        action: 'group_meeting.marked',
        before: { groupMeetingMark: 'absent' },
      });
      const listed = await w.api().listGroupMeetingPeople({
        ...g.at(groupMeetingId),
        mark: 'present',
        side: 'mentee',
        search: 'борис',
      });
      expect(listed.rows.map(({ personId }) => personId)).to.deep.equal([people.boris.personId]);
    });

    it('nothing new is noted of who took back their consent; of all others it is', async () => {
      const { groupMeetingId } = await g.add();
      await g.withdraw(people.anna);
      expect(await g.codes(g.mark(groupMeetingId, [[people.anna, 'present']]))).to.deep.equal([
        ': groupMeeting.frozen',
      ]);
      expect(await g.mark(groupMeetingId, [], 'present')).to.deep.equal({ changed: 3 });
      const anna = (await g.invited(groupMeetingId)).find(
        ({ personId }) => personId === people.anna.personId,
      );
      expect(anna).to.include({ mark: null, frozen: true });
    });

    it('refuses what cannot be, at its field, in words of its own', async () => {
      expect(await g.codes(g.add({ heldOn: '2027-09-01' }))).to.deep.equal([
        'heldOn: groupMeeting.outsideYear',
      ]);
      expect(await g.codes(g.add({ form: 'pupil_pupil' }))).to.deep.equal([
        'form: groupMeeting.formNotUsed',
      ]);
      expect(await g.codes(g.add({ title: ' ' }))).to.deep.equal(['title: required']);
      expect(await g.codes(g.add({ startsAt: '25:00' }))).to.deep.equal(['startsAt: time.format']);
      const later = await g.add({ heldOn: '2026-11-11' });
      expect(await g.codes(g.mark(later.groupMeetingId, [], 'present'))).to.deep.equal([
        ': groupMeeting.future',
      ]);
      const empty = await g.add({ invitePool: false });
      expect(await g.codes(g.mark(empty.groupMeetingId, [], 'present'))).to.deep.equal([
        ': groupMeeting.nobodyInvited',
      ]);
      const held = { ...g.at(empty.groupMeetingId), state: 'held' as const, version: 1 };
      expect(await g.codes(w.api().setGroupMeetingState(held))).to.deep.equal([
        ': groupMeeting.nobodyInvited',
      ]);
    });

    it('a pool with nobody in it plans nothing', async () => {
      for (const person of [people.anna, people.boris, people.gleb, people.daria])
        await g.withdraw(person);
      expect(await g.codes(g.add())).to.deep.equal(['invitePool: groupMeeting.poolEmpty']);
      expect((await w.api().listGroupMeetings(g.here())).total).to.equal(0);
    });

    it('it is changed with its version, cancelled with a reason, and planned again', async () => {
      const { groupMeetingId } = await g.add();
      const change = (version: number) =>
        w.api().updateGroupMeeting({
          ...g.at(groupMeetingId),
          title: 'Большое знакомство',
          form: 'student_student',
          heldOn: '2026-11-12',
          version,
        });
      expect(await change(1)).to.include({ title: 'Большое знакомство', place: null, version: 2 });
      expect((await rejection(change(1))).code).to.equal('changed_meanwhile');
      const state = (to: 'cancelled' | 'planned' | 'held', version: number, reason = '') =>
        w.api().setGroupMeetingState({ ...g.at(groupMeetingId), state: to, reason, version });
      expect(await g.codes(state('cancelled', 2))).to.deep.equal(['reason: required']);
      expect(await state('cancelled', 2, 'Карантин')).to.include({ cancelReason: 'Карантин' });
      expect(await g.codes(g.mark(groupMeetingId, [], 'present'))).to.deep.equal([
        ': groupMeeting.cancelled',
      ]);
      const pool = { ...g.at(groupMeetingId), whom: 'pool' as const };
      expect(await g.codes(w.api().inviteToGroupMeeting(pool))).to.deep.equal([
        ': groupMeeting.cancelled',
      ]);
      expect((await rejection(state('planned', 2))).code).to.equal('changed_meanwhile');
      expect(await state('planned', 3)).to.include({ state: 'planned', cancelReason: null });
      expect(await g.codes(state('held', 4))).to.deep.equal([': groupMeeting.future']);
    });

    it('what took place is not cancelled, and a form sent twice plans one', async () => {
      const first = await g.add({ idempotencyKey: 'key-of-a-form' });
      const second = await g.add({ idempotencyKey: 'key-of-a-form' });
      expect(second.groupMeetingId).to.equal(first.groupMeetingId);
      await g.mark(first.groupMeetingId, [[people.anna, 'absent']]);
      const { version } = await g.get(first.groupMeetingId);
      const cancel = w.api().setGroupMeetingState({
        ...g.at(first.groupMeetingId),
        state: 'cancelled',
        reason: 'Передумали',
        version,
      });
      expect(await g.codes(cancel)).to.deep.equal([': groupMeeting.marked']);
    });

    it('lists are found by words, state, form and day, the latest first', async () => {
      await g.add({ title: 'Ёлочная', heldOn: '2026-12-20' });
      await g.add({ title: 'Осенняя', heldOn: '2026-10-01', form: 'teacher_student' });
      const titles = async (filter = {}) =>
        (await w.api().listGroupMeetings({ ...g.here(), ...filter })).rows.map((row) => row.title);
      expect(await titles()).to.deep.equal(['Ёлочная', 'Осенняя']);
      expect(await titles({ search: 'елочн' })).to.deep.equal(['Ёлочная']);
      expect(await titles({ form: 'teacher_student' })).to.deep.equal(['Осенняя']);
      expect(await titles({ from: '2026-11-01', state: 'planned' })).to.deep.equal(['Ёлочная']);
      expect(await titles({ to: '2026-09-30' })).to.deep.equal([]);
    });

    it('who is invited sees it on their own page until it is over, and who is not does not', async () => {
      const { groupMeetingId } = await g.add({ heldOn: '2026-11-12', note: 'Сбор в холле' });
      const mine = async (who = people.anna) =>
        (await w.api(who).listMyGroupMeetings(g.here())).rows;
      expect(await mine()).to.deep.equal([
        {
          groupMeetingId,
          title: 'Знакомство',
          heldOn: '2026-11-12',
          startsAt: '15:00',
          place: 'ауд. 214',
          link: null,
        },
      ]);
      expect(await mine(people.gleb)).to.have.length(1);
      expect(await mine(w.adult)).to.deep.equal([]);
      await w.api().setGroupMeetingState({
        ...g.at(groupMeetingId),
        state: 'cancelled',
        reason: 'Карантин',
        version: 1,
      });
      expect(await mine()).to.deep.equal([]);
    });

    it('two records of one person become one row, and the one that says more stays', async () => {
      const { groupMeetingId } = await g.add();
      await g.mark(groupMeetingId, [[people.boris, 'present']]);
      const twin = await buildPerson(w.db, w.programme, { familyName: 'Борисов' });
      await w.db('group_meeting_people').insert({
        id: '00000000-0000-7000-8000-000000000001',
        organisation_id: w.programme.organisationId,
        programme_id: w.programme.programmeId,
        group_meeting_id: groupMeetingId,
        person_id: twin.personId,
        side: 'mentee',
        created_at: 0,
      });
      const pair = { ...g.here(), keptId: twin.personId, mergedId: people.boris.personId };
      const preview = await w.api().previewMerge(pair);
      const { keptVersion, mergedVersion } = preview;
      await w.api().mergePeople({ ...pair, keptVersion, mergedVersion });
      const rows = (await g.invited(groupMeetingId)).filter(({ side }) => side === 'mentee');
      expect(rows.map(({ personId, mark }) => [personId, mark])).to.have.deep.members([
        [people.anna.personId, null],
        [twin.personId, 'present'],
      ]);
    });
  });
});
