import { expect } from 'chai';
import type { Db } from '../../shared/db/connect.js';
import { programmeHandlers } from '../programmes/programme-handlers.js';
import { eachDatabase, statementsOf, withService } from './support/harness.js';
import { meetingWorld } from './support/meeting-world.js';

eachDatabase((openDb) => {
  describe('journal', () => {
    const w = meetingWorld(openDb);
    const read = (db: Db) =>
      withService(db, [programmeHandlers])
        .as(w.coordinator.actor())
        .listJournal({ programmeId: w.programme.programmeId });

    it('names the pair, the meeting and the person of each entry, by as many statements for many', async () => {
      const meeting = await w.as(w.mentor).logMeeting(w.input);
      const few = (await statementsOf(w.db, () => read(w.db))).length;
      await w
        .as(w.mentee())
        .respondToMeeting({ ...w.at(meeting), decision: 'confirmed', rating: 9 });
      const { helpRequestId } = await w.as(w.mentee()).askForHelp({
        programmeId: w.programme.programmeId,
        pairId: w.group.pairId,
        text: 'Помогите',
      });
      const many = (await statementsOf(w.db, () => read(w.db))).length;
      expect(many).to.equal(few);
      const { rows } = await read(w.db);
      expect(
        rows.map((row) => [row.action, row.about.pair?.pairId, row.about.heldOn]),
      ).to.deep.equal([
        ['help.ask', w.group.pairId, null],
        ['meeting.respond', w.group.pairId, '2026-11-03'],
        ['meeting.log', w.group.pairId, '2026-11-03'],
      ]);
      expect(rows[0]?.entityId).to.equal(helpRequestId);
      expect(rows[0]?.about.person?.name).to.equal(w.mentee().name);
      expect(rows[1]?.about.meetingId).to.equal(meeting.meetingId);
      expect(rows[1]?.about.pair?.shortNames.mentees.length).to.equal(3);
    });

    it('of a meeting that is gone still names the pair and the day', async () => {
      const { meetingId } = await w.as(w.mentor).logMeeting(w.input);
      await w.db('meetings').where('id', meetingId).delete();
      const [row] = (await read(w.db)).rows;
      expect(row?.about).to.deep.include({ meetingId: null, heldOn: '2026-11-03' });
      expect(row?.about.pair?.pairId).to.equal(w.group.pairId);
    });
  });
});
