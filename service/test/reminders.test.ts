import { expect } from 'chai';
import { newId } from '../../shared/ids.js';
import { buildPerson } from './support/builders.js';
import { eachDatabase } from './support/harness.js';
import { rejection } from './support/rejection.js';
import { DAY, HOUR, remindWorld } from './support/remind-world.js';

eachDatabase((openDb) => {
  describe('reminders', () => {
    const world = remindWorld(openDb);
    const of = (kind: string) =>
      world
        .db('reminders')
        .where('kind', kind)
        .orderBy('id')
        .select('person_id', 'mail', 'done_at');
    /** Takes the weekly letters of staff out of the way, of whom these tests do not tell. */
    const own = async () => (await world.letters()).filter(({ kind }) => kind !== 'digest');

    it('of tomorrow’s meeting are written to both sides once, naming nobody', async () => {
      const plannedMeetingId = await world.planned();
      expect(await world.plan()).to.be.greaterThan(1);
      const letters = await own();
      expect(letters.map(({ kind }) => kind)).to.deep.equal([
        'meeting_tomorrow',
        'meeting_tomorrow',
      ]);
      expect(letters.map(({ to }) => to).sort()).to.have.length(2);
      for (const letter of letters) {
        expect(letter.items[0]?.facts).to.deep.equal({ date: '2026-11-11', time: '15:00' });
        expect(JSON.stringify(letter)).not.to.match(/Соколова|Кузнецова/);
        const { place, role, personId } = await world.service.system.openMailLink({
          token: letter.token,
        });
        expect(place).to.equal(`calendar/${plannedMeetingId}`);
        expect(role).to.equal(personId === world.mentor.personId ? 'mentor' : 'mentee');
        expect(await world.fared(letter, 'sent')).to.equal(true);
      }
      world.service.clock.advance(HOUR);
      expect(await world.plan()).to.equal(0);
      expect(await own()).to.deep.equal([]);
    });

    it('stand in the tool with their place, are read one by one or all at once', async () => {
      await world.planned();
      await world.planned({ on_date: '2026-11-09' });
      await world.plan(false);
      const mentor = world.as(world.mentor);
      const list = await mentor.listMyReminders(world.in);
      expect(list.rows.map(({ kind }) => kind).sort()).to.deep.equal([
        'meeting_passed',
        'meeting_tomorrow',
      ]);
      expect(list.unread).to.equal(2);
      const [first] = list.rows;
      const { reminderId = '' } = first ?? {};
      expect(await mentor.readMyReminder({ ...world.in, reminderId })).to.deep.include({
        role: 'mentor',
      });
      expect(await mentor.countMyReminders(world.in)).to.deep.equal({ unread: 1 });
      const mentee = world.as(world.mentee);
      const refused = await rejection(mentee.readMyReminder({ ...world.in, reminderId }));
      expect(refused.code).to.equal('not_found');
      expect(await mentor.readMyReminders(world.in)).to.deep.equal({ read: 1 });
      expect(await mentor.countMyReminders(world.in)).to.deep.equal({ unread: 0 });
      expect(await mentee.countMyReminders(world.in)).to.deep.equal({ unread: 1 });
      // Without a mail server nothing waits to be written.
      expect(await world.states()).to.deep.equal([]);
    });

    it('of the open month go to who has not told of it, and are done when they have', async () => {
      const { pairId } = world.pair;
      await world.db('pairs').where('id', pairId).update({ starts_on: '2026-09-01' });
      await world.plan();
      const rows = await of('month_waiting');
      expect(rows.map((row) => row.person_id).sort()).to.deep.equal(
        [world.mentor.personId, world.mentee.personId].sort(),
      );
      const mentor = world.as(world.mentor);
      const [asked] = (await mentor.myMonthlyFeedback(world.in)).rows;
      await mentor.saveMonthlyFeedback({
        ...world.in,
        pairId,
        month: asked?.month ?? '',
        relation: 4,
        useful: 4,
        wish: '',
        version: 0,
        idempotencyKey: newId(),
      });
      world.service.clock.advance(DAY);
      await world.plan();
      const done = (await of('month_waiting')).filter((row) => row.done_at !== null);
      expect(done.map((row) => row.person_id)).to.include(world.mentor.personId);
    });

    it('are done when somebody has done it', async () => {
      const plannedMeetingId = await world.planned({ on_date: '2026-11-09' });
      await world.plan();
      await world.db('planned_meetings').where('id', plannedMeetingId).update({ state: 'held' });
      world.service.clock.advance(HOUR);
      await world.plan();
      expect((await of('meeting_passed'))[0]?.done_at).not.to.equal(null);
      const list = await world.as(world.mentor).listMyReminders(world.in);
      expect(list.rows.filter(({ kind }) => kind === 'meeting_passed')).to.deep.equal([]);
      const all = await world.as(world.mentor).listMyReminders({ ...world.in, show: 'all' });
      expect(all.rows.find(({ kind }) => kind === 'meeting_passed')?.done).to.equal(true);
    });

    const BETWEEN: [what: string, change: () => Promise<unknown>, left: number][] = [
      [
        'the meeting is cancelled',
        () => world.db('planned_meetings').update({ state: 'cancelled' }),
        0,
      ],
      [
        'one of them leaves the course',
        () =>
          world
            .db('members')
            .where('person_id', world.mentee.personId)
            .update({ lms_status: 'left' }),
        1,
      ],
      [
        'one of them leaves the pair',
        () =>
          world
            .db('pair_members')
            .where('person_id', world.mentor.personId)
            .update({ left_on: '2026-11-10' }),
        0,
      ],
      [
        'somebody’s record is merged into another',
        () =>
          world
            .db('people')
            .where('id', world.mentor.personId)
            .update({ merged_into: world.boss.personId }),
        1,
      ],
      [
        'somebody declines such letters',
        () =>
          world.as(world.mentor).saveMyReminderChoices({
            ...world.in,
            choices: { meetings: 'none' },
            language: 'ru',
            version: 0,
          }),
        1,
      ],
      ['the pair rests', () => world.db('pairs').update({ state: 'paused' }), 0],
    ];
    for (const [what, change, left] of BETWEEN)
      it(`between planning and sending ${what}: ${left} letters leave`, async () => {
        await world.planned();
        await world.plan();
        await change();
        expect(await own()).to.have.length(left);
        const states = await world
          .db('reminder_letters')
          .where('kind', 'meeting_tomorrow')
          .pluck('state');
        expect(states.filter((state) => state === 'not_needed')).to.have.length(2 - left);
      });

    it('are written down once by several that look at once, and given to one of them', async () => {
      await world.planned();
      await world.service.system.planNextReminders({ mail: true, first: true });
      await Promise.all(
        Array.from({ length: 4 }, async () => {
          for (;;)
            if (!(await world.service.system.planNextReminders({ mail: true })).worked) return;
        }),
      );
      expect(await of('meeting_tomorrow')).to.have.length(2);
      const given = await Promise.all(
        Array.from({ length: 6 }, () => world.service.system.claimReminderMail({})),
      );
      const ids = given.flatMap(({ letter }) => letter?.letterId ?? []);
      expect(new Set(ids).size).to.equal(ids.length);
    });

    it('a run that its process did not survive goes on behind its last page', async () => {
      const ids: string[] = [];
      for (let n = 0; n < 3; n += 1) ids.push(await world.planned());
      const { service, db } = world;
      await service.system.planNextReminders({ mail: true, first: true });
      const { programmeId } = world.programme;
      const key = { programme_id: programmeId, kind: 'meeting_tomorrow' };
      await db('reminders').delete();
      const now = service.clock.now();
      // Two of three were noted when it died.
      await db('reminder_runs')
        .where(key)
        .update({
          phase: 'look',
          reached: `2026-11-11 ${ids[1]}`,
          due_at: now,
          claimed_by: 'dead',
          claimed_until: now + HOUR,
        });
      await world.plan();
      expect(await of('meeting_tomorrow'), 'it is still held').to.have.length(0);
      service.clock.advance(HOUR + 1);
      await service.system.planNextReminders({ mail: true });
      await world.plan();
      const subjects = await db('reminders')
        .where('kind', 'meeting_tomorrow')
        .distinct()
        .pluck('subject');
      expect(subjects).to.deep.equal([ids[2]]);
      // The next run finds the others: nothing is lost with a note that was wrong.
      service.clock.advance(HOUR);
      await world.plan();
      expect(await of('meeting_tomorrow')).to.have.length(6);
    });

    it('are for nobody whose consent was taken back, nor of their pair', async () => {
      await world.planned();
      const { personId } = world.mentee;
      await world.db('profiles').insert({
        person_id: personId,
        organisation_id: world.programme.organisationId,
        birth_date: '2000-03-05',
        created_at: 0,
      });
      const mentee = world.as(world.mentee);
      const { version } = await mentee.getConsentText({ ...world.in, personId, kind: 'own' });
      await mentee.giveConsent({ ...world.in, kind: 'own', textVersion: version });
      await world.plan();
      expect(await of('meeting_tomorrow')).to.have.length(2);
      await mentee.withdrawMyConsent({ ...world.in, kind: 'own' });
      expect(await own(), 'what waits is not sent').to.deep.equal([]);
      await world.planned();
      world.service.clock.advance(HOUR);
      await world.plan();
      expect(await of('meeting_tomorrow'), 'nothing is written of them').to.have.length(2);
    });

    it('of an open wave stand in the tool; its letters are the wave’s own', async () => {
      const boss = world.as(world.boss);
      const { questionnaireId } = await boss.createQuestionnaire({
        ...world.in,
        title: 'Как дела',
        role: 'mentee',
        stage: 'interim',
        definition: { questions: [{ code: 'q', type: 'text', text: { ru: 'Как?' } }] },
      });
      const dates = { startsOn: '2026-11-09', endsOn: '2026-11-20' };
      const { waveId } = await boss.createWave({ ...world.in, questionnaireId, ...dates });
      await boss.setWaveState({ ...world.in, waveId, state: 'open', version: 1 });
      await world.plan();
      const rows = await of('survey_open');
      expect(rows.map((row) => [row.person_id, row.mail])).to.deep.equal([
        [world.mentee.personId, 'none'],
      ]);
      const { rows: mine } = await world.as(world.mentee).listMyReminders(world.in);
      expect(mine.map(({ place }) => place)).to.include(`my-surveys/${waveId}`);
      await boss.setWaveState({ ...world.in, waveId, state: 'closed', version: 2 });
      world.service.clock.advance(DAY);
      await world.plan();
      expect((await of('survey_open'))[0]?.done_at).not.to.equal(null);
    });

    it('somebody new in the pair is reminded too, and only they', async () => {
      await world.planned();
      await world.plan();
      const other = await buildPerson(world.db, world.programme, { roles: ['mentor'] });
      await world.db('pair_members').insert({
        id: '01930000-0000-7000-8000-000000000009',
        organisation_id: world.programme.organisationId,
        programme_id: world.programme.programmeId,
        pair_id: world.pair.pairId,
        person_id: other.personId,
        side: 'mentor',
        joined_on: '2026-11-10',
      });
      world.service.clock.advance(HOUR);
      await world.plan();
      expect((await of('meeting_tomorrow')).map((row) => row.person_id)).to.include(other.personId);
      expect(await of('meeting_tomorrow')).to.have.length(3);
    });
  });
});
