import { expect } from 'chai';
import { newId } from '../../shared/ids.js';
import {
  buildMeeting,
  buildPair,
  buildPerson,
  buildProgramme,
  eachDatabase,
  statementsOf,
} from './support/harness.js';
import { errorOf, FIELDS, meetingWorld, problemsOf } from './support/meeting-world.js';

eachDatabase((openDb) => {
  describe('meetings', () => {
    const w = meetingWorld(openDb);

    describe('logging', () => {
      it('keeps everything, sums the pair up, and asks all who came to confirm', async () => {
        const logged = await w.as(w.mentor).logMeeting({
          ...w.input,
          topic: 'career',
          done: 'Разобрали резюме',
          agreed: 'Написать письмо',
          nextOn: '2026-11-17',
          links: [{ url: 'https://a.example/cv', title: 'Резюме' }],
          attendeeIds: [w.mentee(0).personId, w.mentee(2).personId],
        });
        expect(
          logged.attendance.map((a) => [a.name.split(' ')[0], a.came, a.confirmation]),
        ).to.deep.equal([
          ['Иванов', true, 'waiting'],
          ['Петров', false, 'waiting'],
          ['Сидоров', true, 'waiting'],
        ]);
        expect(logged.links).to.deep.equal([{ url: 'https://a.example/cv', title: 'Резюме' }]);
        expect(logged.authorName).to.equal(w.mentor.name);
        expect(logged.version).to.equal(1);
        const pair = await w.pairRow();
        expect([
          pair.meetings_held,
          pair.minutes_total,
          pair.last_meeting_on,
          pair.next_meeting_on,
        ]).to.deep.equal([1, 45, '2026-11-03', '2026-11-17']);
        const row = await w.meetingRow(logged);
        expect([row.week, row.invited, row.came, row.confirmed, row.disputed]).to.deep.equal([
          '2026-11-02',
          3,
          2,
          0,
          0,
        ]);
      });

      it('moves the revision on and writes the journal', async () => {
        const before = await w.revision();
        const { meetingId } = await w.as(w.mentor).logMeeting(w.input);
        expect(await w.revision()).to.equal(before + 1);
        const entry = await w.db('journal').where('entity_id', meetingId).first();
        expect([entry.action, entry.actor_id, entry.entity]).to.deep.equal([
          'meeting.log',
          w.mentor.personId,
          'meeting',
        ]);
      });

      it('refuses each fault at its field, and keeps nothing of it', async () => {
        const stranger = await w.person();
        const faults: [object, string[]][] = [
          [{ heldOn: '2030-01-01' }, ['heldOn meeting.inFuture']],
          [{ heldOn: '2026-08-31' }, ['heldOn meeting.beforePair']],
          [{ heldOn: 'завтра' }, ['heldOn date.format']],
          [{ minutes: 0 }, ['minutes meeting.minutes']],
          [{ minutes: 25 * 60 }, ['minutes meeting.minutes']],
          [{ attendeeIds: [] }, ['attendeeIds meeting.noAttendee']],
          [{ attendeeIds: [stranger.personId] }, ['attendeeIds.0 meeting.notOfPair']],
          [{ attendeeIds: [w.mentor.personId] }, ['attendeeIds.0 meeting.notOfPair']],
          [{ done: 'ы'.repeat(100_000) }, ['done text.tooLong']],
          [{ agreed: 'ы'.repeat(2001) }, ['agreed text.tooLong']],
          [{ nextOn: '2026-11-02' }, ['nextOn meeting.nextNotAfter']],
          [{ links: [{ url: 'javascript:alert(1)' }] }, ['links.0.url link.invalid']],
        ];
        for (const [fault, expected] of faults) {
          expect(
            await problemsOf(w.as(w.mentor).logMeeting({ ...w.input, ...fault })),
          ).to.deep.equal(expected);
        }
        expect(await w.countOf('meetings')).to.equal(0);
        expect(await w.countOf('meeting_attendance')).to.equal(0);
        expect(await w.countOf('journal')).to.equal(0);
        expect(await w.countOf('grades')).to.equal(0);
      });

      it('takes today for today in the organisation’s time zone', async () => {
        const far = await buildProgramme(w.db, { timeZone: 'Asia/Kamchatka' });
        const itsMentor = await buildPerson(w.db, far, { roles: ['mentor'] });
        const itsMentee = await buildPerson(w.db, far);
        const pair = await buildPair(w.db, far, { mentors: [itsMentor], mentees: [itsMentee] });
        const input = {
          ...FIELDS,
          programmeId: far.programmeId,
          pairId: pair.pairId,
          attendeeIds: pair.menteeIds,
        };
        w.service.clock.set('2026-11-10T13:00:00Z');
        try {
          const client = w.service.as(itsMentor.actor());
          await client.logMeeting({ ...input, heldOn: '2026-11-11' });
          expect(
            await problemsOf(client.logMeeting({ ...input, heldOn: '2026-11-12' })),
          ).to.deep.equal(['heldOn meeting.inFuture']);
        } finally {
          w.service.clock.set('2026-11-10T09:00:00Z');
        }
      });

      for (const state of ['draft', 'paused', 'completed', 'terminated'] as const) {
        it(`refuses a meeting of a pair that is ${state}`, async () => {
          await w.db('pairs').where('id', w.group.pairId).update({ state });
          expect(await problemsOf(w.as(w.mentor).logMeeting(w.input))).to.deep.equal([
            ' meeting.pairClosed',
          ]);
        });
      }

      it('writes a form that was sent twice once, also at the same moment', async () => {
        const input = { ...w.input, idempotencyKey: 'form-12345678' };
        const answers = await Promise.all([1, 2, 3].map(() => w.as(w.mentor).logMeeting(input)));
        const again = await w.as(w.mentor).logMeeting(input);
        expect(new Set([...answers, again].map((m) => m.meetingId)).size).to.equal(1);
        expect(await w.countOf('meetings')).to.equal(1);
        expect(await w.countOf('meeting_attendance')).to.equal(3);
      });

      it('loses nothing silently when a form is sent again with other words', async () => {
        const input = { ...w.input, idempotencyKey: 'form-12345678' };
        const first = await w.as(w.mentor).logMeeting(input);
        const error = await errorOf(w.as(w.mentor).logMeeting({ ...input, done: 'Ещё и чертёж' }));
        expect([error.code, error.problems.map((p) => p.code)]).to.deep.equal([
          'conflict',
          ['form.alreadySent'],
        ]);
        expect(await w.countOf('meetings')).to.equal(1);
        expect((await w.as(w.mentor).logMeeting(input)).meetingId).to.equal(first.meetingId);
      });

      it('takes the same key of another pair for something else', async () => {
        const other = await buildPair(w.db, w.programme, {
          mentors: [w.mentor],
          mentees: [w.mentee()],
        });
        await w.as(w.mentor).logMeeting({ ...w.input, idempotencyKey: 'form-12345678' });
        const second = { ...w.input, pairId: other.pairId, attendeeIds: other.menteeIds };
        const error = await errorOf(
          w.as(w.mentor).logMeeting({ ...second, idempotencyKey: 'form-12345678' }),
        );
        expect(error.code).to.equal('conflict');
      });

      it('counts both of two meetings that are logged at the same moment', async () => {
        await Promise.all([
          w.as(w.mentor).logMeeting({ ...w.input, minutes: 30 }),
          w.as(w.mentor).logMeeting({ ...w.input, minutes: 60, heldOn: '2026-11-04' }),
        ]);
        const pair = await w.pairRow();
        expect([pair.meetings_held, pair.minutes_total, pair.last_meeting_on]).to.deep.equal([
          2,
          90,
          '2026-11-04',
        ]);
      });

      it('lets staff log for the pair, a curator within their forms', async () => {
        await w.as(w.coordinator).logMeeting(w.input);
        const inside = await w.curatorOf('student_student');
        const outside = await w.curatorOf('employer_student');
        await w.as(inside).logMeeting(w.input);
        expect((await errorOf(w.as(outside).logMeeting(w.input))).code).to.equal('not_found');
      });
    });

    describe('what is not one’s own', () => {
      it('is answered as what does not exist: pair, meeting, organisation', async () => {
        const elsewhere = await buildProgramme(w.db);
        const theirMentor = await buildPerson(w.db, elsewhere, { roles: ['mentor'] });
        const theirs = await buildPair(w.db, elsewhere, {
          mentors: [theirMentor],
          mentees: [await buildPerson(w.db, elsewhere)],
        });
        const theirMeeting = await buildMeeting(w.db, theirs);
        const otherMentor = await w.person({ roles: ['mentor'] });
        const ours = await buildMeeting(w.db, w.group);
        const say = async (call: Promise<unknown>) => {
          const { code, message, details, problems } = await errorOf(call);
          return JSON.stringify({ code, message, details, problems });
        };

        const unknownPair = await say(w.as(w.mentor).logMeeting({ ...w.input, pairId: newId() }));
        expect(
          await say(w.as(w.mentor).logMeeting({ ...w.input, pairId: theirs.pairId })),
        ).to.equal(unknownPair);
        expect(await say(w.as(otherMentor).logMeeting(w.input))).to.equal(unknownPair);

        const unknown = await say(w.as(w.mentor).getMeeting(w.at({ meetingId: newId() })));
        expect(await say(w.as(w.mentor).getMeeting(w.at(theirMeeting)))).to.equal(unknown);
        expect(await say(w.as(w.coordinator).getMeeting(w.at(theirMeeting)))).to.equal(unknown);
        expect(await say(w.as(otherMentor).getMeeting(w.at(ours)))).to.equal(unknown);
        expect(await say(w.as(otherMentor).meetingHistory(w.at(ours)))).to.equal(unknown);
        const { pairId: _pairId, ...correction } = w.input;
        expect(
          await say(w.as(otherMentor).correctMeeting({ ...correction, ...w.at(ours), version: 1 })),
        ).to.equal(unknown);
        expect(
          await say(
            w.as(w.mentor).correctMeeting({ ...correction, ...w.at(theirMeeting), version: 1 }),
          ),
        ).to.equal(unknown);
        const other = await w.person();
        expect(
          await say(w.as(other).respondToMeeting({ ...w.at(ours), decision: 'confirmed' })),
        ).to.equal(unknown);

        const unknownProgramme = await say(
          w.as(w.mentor).getMeeting({ ...w.at(ours), programmeId: newId() }),
        );
        const foreign = { ...w.at(theirMeeting), programmeId: elsewhere.programmeId };
        expect(await say(w.as(w.mentor).getMeeting(foreign))).to.equal(unknownProgramme);
      });
    });

    describe('statements', () => {
      it('a write needs the same number, whatever the pair’s history and size', async () => {
        const small = await buildPair(w.db, w.programme, {
          mentors: [w.mentor],
          mentees: [w.mentee()],
        });
        const input = { ...w.input, pairId: small.pairId, attendeeIds: small.menteeIds };
        const one = await statementsOf(w.db, () => w.as(w.mentor).logMeeting(input));
        for (let i = 0; i < 5; i += 1) await buildMeeting(w.db, w.group);
        const many = await statementsOf(w.db, () => w.as(w.mentor).logMeeting(w.input));
        expect(many.length).to.equal(one.length);
      });
    });
  });
});
