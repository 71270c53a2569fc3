import { expect } from 'chai';
import { eachDatabase } from './support/harness.js';
import { meetingWorld } from './support/meeting-world.js';

eachDatabase((openDb) => {
  describe('meetings', () => {
    const w = meetingWorld(openDb);

    describe('the agreed next date', () => {
      const log = (overrides: object = {}) =>
        w.as(w.mentor).logMeeting({ ...w.input, ...overrides });
      const agreed = async () => (await w.pairRow()).next_meeting_on;

      beforeEach(async () => {
        await log({ heldOn: '2026-11-03', nextOn: '2026-11-17' });
      });

      it('stays when a meeting is logged without a word of it', async () => {
        const second = await log({ heldOn: '2026-11-10' });
        expect(second.nextOn).to.equal('2026-11-17');
        expect(await agreed()).to.equal('2026-11-17');
      });

      it('goes when it is taken back, and when its day was that of the meeting', async () => {
        await log({ heldOn: '2026-11-10', nextOn: null });
        expect(await agreed()).to.equal(null);
        w.service.clock.set('2026-11-17T12:00:00Z');
        await log({ heldOn: '2026-11-12', nextOn: '2026-11-17' });
        expect((await log({ heldOn: '2026-11-17' })).nextOn).to.equal(null);
        expect(await agreed()).to.equal(null);
      });

      it('is the one said last, also with a meeting that was forgotten and logged later', async () => {
        expect((await log({ heldOn: '2026-10-20' })).nextOn).to.equal('2026-11-17');
        expect(await agreed()).to.equal('2026-11-17');
        await log({ heldOn: '2026-10-21', nextOn: '2026-11-19' });
        expect(await agreed()).to.equal('2026-11-19');
        await log({ heldOn: '2026-10-22', nextOn: null });
        expect(await agreed()).to.equal(null);
      });

      it('is corrected in the record that said it; another record does not touch it', async () => {
        const { pairId: _pair, ...rest } = w.input;
        const earlier = await log({ heldOn: '2026-10-20', nextOn: '2026-11-12' });
        const latest = await log({ heldOn: '2026-11-09', nextOn: '2026-11-24' });
        const correct = (of: { meetingId: string; heldOn: string }, nextOn: string | null) =>
          w
            .as(w.mentor)
            .correctMeeting({ ...rest, ...w.at(of), heldOn: of.heldOn, nextOn, version: 1 });
        await correct(earlier, null);
        expect(await agreed()).to.equal('2026-11-24');
        await correct(latest, '2026-11-25');
        expect(await agreed()).to.equal('2026-11-25');
      });
    });
  });
});
