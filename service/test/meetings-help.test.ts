import { expect } from 'chai';
import { type BuiltPerson, buildMeeting, buildPair, eachDatabase } from './support/harness.js';
import { errorOf, meetingWorld, problemsOf } from './support/meeting-world.js';

eachDatabase((openDb) => {
  describe('meetings', () => {
    const w = meetingWorld(openDb);

    describe('help', () => {
      const ask = (overrides: object = {}) =>
        w.as(w.mentee()).askForHelp({
          programmeId: w.programme.programmeId,
          pairId: w.group.pairId,
          text: 'Мне трудно говорить с наставником',
          ...overrides,
        });
      const list = (person: BuiltPerson, state?: 'open' | 'answered') =>
        w.as(person).listHelpRequests({
          programmeId: w.programme.programmeId,
          ...(state ? { state } : {}),
        });

      it('goes to staff and comes back with an answer', async () => {
        const { helpRequestId } = await ask();
        const [row] = (await list(w.coordinator, 'open')).rows;
        expect(row).to.include({
          helpRequestId,
          personId: w.mentee().personId,
          state: 'open',
          answer: null,
        });
        const given = {
          programmeId: w.programme.programmeId,
          helpRequestId,
          answer: 'Давайте поговорим',
          version: 1,
        };
        await w.as(w.coordinator).answerHelp(given);
        const mine = await list(w.mentee());
        expect(mine.rows[0]).to.include({ state: 'answered', answer: 'Давайте поговорим' });
        const error = await errorOf(w.as(w.coordinator).answerHelp({ ...given, answer: 'Другое' }));
        expect(error.code).to.equal('changed_meanwhile');
        expect(error.details['current']).to.include({ answer: 'Давайте поговорим', version: 2 });
      });

      it('is a conversation: taken into work, answered, asked on, closed and opened again', async () => {
        const { helpRequestId } = await ask();
        const at = { programmeId: w.programme.programmeId, helpRequestId };
        const staff = w.as(w.coordinator);
        const asker = w.as(w.mentee());
        const now = async () => (await list(w.mentee())).rows[0];
        await staff.setHelpState({ ...at, state: 'in_work', version: 1 });
        expect(await now()).to.include({ state: 'in_work' });
        await staff.answerHelp({ ...at, answer: 'Давайте поговорим', version: 2 });
        expect(await now()).to.include({ state: 'answered', waitingSince: null });
        await asker.writeToHelp({ ...at, text: 'А когда?', version: 3 });
        expect((await now())?.waitingSince).to.be.a('string');
        await staff.answerHelp({ ...at, answer: 'В среду', version: 4 });
        await asker.setHelpState({ ...at, state: 'closed', version: 5 });
        expect((await now())?.messages.map(({ byStaff, text }) => [byStaff, text])).to.deep.equal([
          [true, 'Давайте поговорим'],
          [false, 'А когда?'],
          [true, 'В среду'],
        ]);
        await asker.writeToHelp({ ...at, text: 'Не вышло', version: 6 });
        expect(await now()).to.include({ state: 'open', version: 7 });
      });

      it('is closed and written on by who asked and by staff alone, over what they saw', async () => {
        const { helpRequestId } = await ask();
        const at = { programmeId: w.programme.programmeId, helpRequestId };
        const words = { ...at, text: 'Моё', version: 1 };
        for (const other of [w.mentor, w.mentee(1)]) {
          expect((await errorOf(w.as(other).writeToHelp(words))).code).to.equal('not_found');
          const closing = w.as(other).setHelpState({ ...at, state: 'closed', version: 1 });
          expect((await errorOf(closing)).code).to.equal('not_found');
        }
        const taking = w.as(w.mentee()).setHelpState({ ...at, state: 'in_work', version: 1 });
        expect(await problemsOf(taking)).to.deep.equal(['state help.state']);
        const twice = { ...words, idempotencyKey: 'words-12345678' };
        await Promise.all([
          w.as(w.mentee()).writeToHelp(twice),
          w.as(w.mentee()).writeToHelp(twice),
        ]);
        const { rows } = await list(w.mentee());
        expect(rows[0]?.messages).to.have.length(1);
        const late = w.as(w.coordinator).answerHelp({ ...at, answer: 'Поздно', version: 1 });
        expect((await errorOf(late)).code).to.equal('changed_meanwhile');
        const journal = await w.db('journal').where('entity_id', helpRequestId);
        expect(JSON.stringify(journal)).not.to.contain('Моё');
      });

      it('is asked once for a form that was sent twice', async () => {
        const input = { idempotencyKey: 'help-12345678' };
        const [a, b] = await Promise.all([ask(input), ask(input)]);
        expect(a.helpRequestId).to.equal(b.helpRequestId);
        expect((await list(w.coordinator)).total).to.equal(1);
      });

      it('is seen by nobody else: other mentees, curators of other forms, mentors anywhere', async () => {
        const { helpRequestId } = await ask();
        expect((await list(w.mentee(1))).total).to.equal(0);
        const inside = await w.curatorOf('student_student');
        const outside = await w.curatorOf('employer_student');
        expect((await list(inside)).total).to.equal(1);
        expect((await list(outside)).total).to.equal(0);
        const given = {
          programmeId: w.programme.programmeId,
          helpRequestId,
          answer: 'А',
          version: 1,
        };
        expect((await errorOf(w.as(outside).answerHelp(given))).code).to.equal('not_found');
        // A mentor reads what they asked themselves.
        expect((await list(w.mentor)).total).to.equal(0);
        const entries = await w.db('journal').where('entity_id', helpRequestId);
        expect(JSON.stringify(entries)).not.to.contain('трудно');
      });

      it('leaves no trace in anything that the mentor reads', async () => {
        const meeting = await buildMeeting(w.db, w.group);
        const everything = async () =>
          JSON.stringify([
            await w.as(w.mentor).listMeetings({ programmeId: w.programme.programmeId }),
            await w.as(w.mentor).getMeeting(w.at(meeting)),
            await w.as(w.mentor).meetingHistory(w.at(meeting)),
            await w.as(w.mentor).getProgress({
              programmeId: w.programme.programmeId,
              personId: w.mentee().personId,
            }),
          ]);
        const before = await everything();
        await ask({ meetingId: meeting.meetingId });
        expect(await everything()).to.equal(before);
      });

      it('names a meeting of that pair or none', async () => {
        const other = await buildPair(w.db, w.programme, {
          mentors: [w.mentor],
          mentees: [w.mentee(1)],
        });
        const meeting = await buildMeeting(w.db, other);
        expect(await problemsOf(ask({ meetingId: meeting.meetingId }))).to.deep.equal([
          'meetingId value.invalid',
        ]);
        expect((await errorOf(ask({ pairId: other.pairId }))).code).to.equal('not_found');
      });
    });
  });
});
