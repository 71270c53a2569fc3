import { expect } from 'chai';
import type { Db } from '../../shared/db/connect.js';
import { newId } from '../../shared/ids.js';
import { type BuiltPerson, buildMeeting, buildPair, eachDatabase } from './support/harness.js';
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

  describe('a pause', () => {
    it('stops the rhythm, is told in the list when it has ended, and its days count for nothing', async () => {
      await buildMeeting(db, w.pair, { heldOn: '2026-10-25' });
      const rested = await w.api().pausePair(w.pause());
      expect(rested).to.deep.include({ state: 'paused', rhythm: 'off', version: 2 });
      expect(rested.pause).to.deep.equal({
        fromOn: '2026-11-01',
        untilOn: '2026-11-09',
        over: true,
        reason: 'practice',
      });
      const over = await w.api().listPairs({ programmeId: w.programmeId, pause: 'over' });
      expect(over.rows.map(({ pairId }) => pairId)).to.deep.equal([w.pair.pairId]);
      const back = await w.api().resumePair({ ...w.at, version: 2, onDate: TODAY });
      // Sixteen days since the meeting, nine of them a pause.
      expect(back).to.deep.include({ state: 'active', rhythm: 'in_rhythm', pause: null });
      expect(back.reason).to.deep.equal({ code: 'in_rhythm', days: 7 });
      expect(
        (await w.api().listPairs({ programmeId: w.programmeId, pause: 'over' })).total,
      ).to.equal(0);
      expect(await w.kinds()).to.deep.equal(['paused', 'resumed']);
    });

    it('that should have ended is among what needs attention, until somebody decides', async () => {
      const { programmeId } = w;
      const told = async () => {
        const { pausesOver } = await w.api().getOverview({ programmeId });
        return pausesOver;
      };
      await w.api().pausePair(w.pause({ untilOn: TODAY }));
      expect(await told()).to.equal(0);
      w.service.clock.set('2026-11-11T09:00:00Z');
      expect(await told()).to.equal(1);
      await w.api().resumePair({ ...w.at, version: 2, onDate: '2026-11-11' });
      expect(await told()).to.equal(0);
    });

    it('lowers what is due, in the same transaction as the grade', async () => {
      const due = async () => {
        const { parts } = await w
          .api()
          .getProgress({ programmeId: w.programmeId, personId: w.first.personId });
        return parts.find(({ part }) => part === 'meetings')?.due;
      };
      expect(await due()).to.equal(5);
      await w.api().pausePair(w.pause({ fromOn: '2026-10-01', untilOn: null }));
      expect(await due()).to.equal(0);
      await w.api().resumePair({ ...w.at, version: 2, onDate: '2026-11-01' });
      // Seventy days, thirty-one of them a pause.
      expect(await due()).to.equal(2);
      const grade = await db('grades').where({
        programme_id: w.programmeId,
        person_id: w.first.personId,
      });
      expect(grade[0]?.comment).to.contain('из 2');
    });

    it('keeps the silence right when a meeting is logged after it', async () => {
      await w.api().pausePair(w.pause());
      await w.api().resumePair({ ...w.at, version: 2, onDate: '2026-11-05' });
      await buildMeeting(db, w.pair, { heldOn: '2026-11-07' });
      const { reason } = await w.api().getPair(w.at);
      expect(reason).to.deep.equal({ code: 'in_rhythm', days: 3 });
    });

    it('asks for feedback anew after it', async () => {
      await buildMeeting(db, w.pair, { heldOn: '2026-10-05' });
      expect((await w.api().getPair(w.at)).noFeedbackDays).to.equal(70);
      await w.api().pausePair(w.pause());
      await w.api().resumePair({ ...w.at, version: 2, onDate: '2026-11-05' });
      expect((await w.api().getPair(w.at)).noFeedbackDays).to.equal(null);
      expect(
        (await w.api().listPairs({ programmeId: w.programmeId, feedback: 'missing' })).total,
      ).to.equal(0);
    });

    it('does not say to the people of the pair that somebody is ill', async () => {
      await w.api().pausePair(w.pause({ reason: 'illness', note: 'Операция' }));
      for (const by of [w.mentor, w.first]) {
        const seen = await w.api(by).getPair(w.at);
        expect(seen.pause?.reason).to.equal(null);
        expect(
          JSON.stringify([
            seen,
            await w.life(by),
            await w.api(by).myPairs({ programmeId: w.programmeId }),
          ]),
        ).not.to.match(/illness|Операция/);
      }
      expect((await w.life()).events[0]).to.deep.include({ reason: 'illness', note: 'Операция' });
    });

    it('refuses wrong dates and codes, and writes nothing', async () => {
      const wrong = rejection(w.api().pausePair(w.pause({ untilOn: '2026-10-31' })));
      expect(problemsOf(await wrong)).to.deep.equal(['untilOn: dates.order']);
      const code = await rejection(w.api().pausePair(w.pause({ reason: 'tired' })));
      expect(code.code).to.equal('invalid');
      expect(await w.kinds()).to.deep.equal([]);
      expect((await w.api().getPair(w.at)).version).to.equal(1);
    });

    it('as a state with words, as other programs set it', async () => {
      const set = (state: 'paused' | 'active', version: number, reason: string | null = null) =>
        w.api().setPairState({ ...w.at, state, reason, version });
      await set('paused', 1, 'Карантин');
      w.service.clock.set('2026-11-20T09:00:00Z');
      const back = await set('active', 2);
      expect(back.reason.days).to.equal(70);
      expect(await w.kinds()).to.deep.equal(['paused', 'resumed']);
    });
  });

  describe('a change of mentor', () => {
    it('keeps the history: the old mentor reads what was theirs, and writes nothing', async () => {
      const theirs = await buildMeeting(db, w.pair, { heldOn: '2026-10-20' });
      const changed = await w.api().changeMentor(w.change({ orderNumber: '7', orderDate: TODAY }));
      expect(changed).to.deep.include({
        title: 'Орлова Е. — группа (2)',
        mentors: [{ personId: w.other.personId, name: 'Орлова Ева' }],
      });
      w.service.clock.set('2026-11-12T09:00:00Z');
      const log = (by: BuiltPerson) =>
        w.api(by).logMeeting({
          ...w.at,
          kind: 'regular',
          heldOn: '2026-11-12',
          minutes: 30,
          format: 'online',
          attendeeIds: [w.first.personId],
        });
      const { meetingId } = await log(w.other);
      expect((await rejection(log(w.mentor))).code).to.equal('not_found');
      const correct = w.api(w.mentor).withdrawMeeting({
        programmeId: w.programmeId,
        meetingId: theirs.meetingId,
        version: 1,
      });
      expect((await rejection(correct)).code).to.equal('not_found');
      const seen = await w.api(w.mentor).getPair(w.at);
      expect(seen).to.deep.include({ leftOn: TODAY, state: 'completed', meetingsHeld: 1 });
      expect(seen.mentors.map(({ name }) => name)).to.deep.equal(['Кузнецова Ева']);
      expect(seen.contacts).to.deep.equal([]);
      const list = await w.api(w.mentor).listMeetings({ programmeId: w.programmeId });
      expect(list.rows.map((row) => row.meetingId)).to.deep.equal([theirs.meetingId]);
      const own = await w
        .api(w.mentor)
        .getMeeting({ programmeId: w.programmeId, meetingId: theirs.meetingId });
      expect(own.mentors.map(({ name }) => name)).to.deep.equal(['Кузнецова Ева']);
      const later = w.api(w.mentor).getMeeting({ programmeId: w.programmeId, meetingId });
      expect((await rejection(later)).code).to.equal('not_found');
      expect((await w.api(w.mentor).myPairs({ programmeId: w.programmeId })).pairs).to.deep.equal(
        [],
      );
      const former = await w.api(w.mentor).myFormerPairs({ programmeId: w.programmeId });
      expect(former.pairs.map(({ leftOn }) => leftOn)).to.deep.equal([TODAY]);
      expect((await w.api(w.other).listMeetings({ programmeId: w.programmeId })).total).to.equal(2);
    });

    it('tells who was mentor from when to when, and by which order', async () => {
      await w
        .api()
        .changeMentor(w.change({ orderNumber: '7', orderDate: TODAY, note: 'Просил сам' }));
      const { places, events } = await w.life();
      expect(
        places
          .filter(({ side }) => side === 'mentor')
          .map(({ person: { name }, joinedOn, leftOn }) => [name, joinedOn, leftOn]),
      ).to.deep.equal([
        ['Кузнецова Ева', '2026-09-01', TODAY],
        ['Орлова Ева', TODAY, null],
      ]);
      expect(events[0]).to.deep.include({
        kind: 'mentor_changed',
        reason: 'no_time',
        orderNumber: '7',
        note: 'Просил сам',
      });
    });

    it('writes to everybody whom it concerns, and says what it means for each', async () => {
      for (const one of [w.mentor, w.other, ...w.mentees])
        await db('people')
          .where('id', one.personId)
          .update({ email: `${one.personId}@college.example` });
      await w.api().changeMentor(w.change({ orderNumber: '7', orderDate: TODAY }));
      const told = new Map<string, string>();
      const ours = new Set([w.mentor, w.other, ...w.mentees].map(({ personId }) => personId));
      for (;;) {
        const { letter } = await w.service.system.claimPairLetter({});
        if (letter === null) break;
        const whose = letter.to.split('@')[0] ?? '';
        await w.service.system.recordPairLetter({
          letterId: letter.letterId,
          claim: letter.claim,
          outcome: 'sent',
        });
        if (!ours.has(whose)) continue;
        told.set(whose, letter.kind);
        expect(letter).to.deep.include({ startsOn: TODAY, orderNumber: '7' });
      }
      expect(told).to.deep.equal(
        new Map([
          [w.mentor.personId, 'handed_over'],
          [w.other.personId, 'new_pair'],
          [w.first.personId, 'new_mentor'],
          [w.second.personId, 'new_mentor'],
        ]),
      );
    });

    it('keeps the rules of a new pair', async () => {
      const refused = async (overrides: object) =>
        problemsOf(await rejection(w.api().changeMentor(w.change(overrides))));
      expect(await refused({ comingId: w.mentor.personId })).to.deep.equal([
        'comingId: life.sameMentor',
      ]);
      const full = await w.person('mentor', 'Белова');
      await w.setCapacity(full, 1);
      expect(await refused({ comingId: full.personId })).to.deep.equal(['comingId: life.noPlaces']);
      expect(await refused({ comingId: w.coordinator.personId })).to.deep.equal([
        'comingId: pair.notMentor',
      ]);
      await buildMeeting(db, w.pair, { heldOn: '2026-11-05' });
      expect(await refused({ onDate: '2026-11-04' })).to.deep.equal(['onDate: life.meetingAfter']);
      await db('match_relations').insert({
        id: newId(),
        organisation_id: w.programme.organisationId,
        programme_id: w.programmeId,
        kind: 'parent',
        mentor_id: w.other.personId,
        mentee_id: w.first.personId,
        group_name: '',
        created_at: 0,
      });
      expect(await refused({})).to.deep.equal(['comingId: life.forbidden.relation']);
      expect(await w.kinds()).to.deep.equal([]);
    });

    it('of two at once makes one: the other hears that it was changed', async () => {
      const third = await w.person('mentor', 'Сидорова');
      await w.setCapacity(third, 5);
      const results = await Promise.allSettled([
        w.api().changeMentor(w.change()),
        w.api().changeMentor(w.change({ comingId: third.personId })),
      ]);
      const failed = results.filter((one) => one.status === 'rejected');
      expect(failed.map((one) => (one.reason as { code: string }).code)).to.deep.equal([
        'changed_meanwhile',
      ]);
      expect((await w.api().getPair(w.at)).mentors.length).to.equal(1);
    });

    it('two changes at once do not take the same last places', async () => {
      await db('mentor_profiles').where('person_id', w.other.personId).update({ capacity: 2 });
      const more = [await w.person('mentee', 'Зуев'), await w.person('mentee', 'Юдин')];
      const second = await buildPair(db, w.programme, { mentors: [w.mentor], mentees: more });
      const results = await Promise.allSettled([
        w.api().changeMentor(w.change()),
        w.api().changeMentor(w.change({ pairId: second.pairId })),
      ]);
      expect(results.filter((one) => one.status === 'fulfilled').length).to.equal(1);
    });

    it('pressed twice is made once', async () => {
      const idempotencyKey = newId();
      await Promise.all([
        w.api().changeMentor(w.change({ idempotencyKey })),
        w.api().changeMentor(w.change({ idempotencyKey })),
      ]);
      expect(await w.kinds()).to.deep.equal(['mentor_changed']);
    });
  });
});
