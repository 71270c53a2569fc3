import { expect } from 'chai';
import { pino } from 'pino';
import { composeTool, type Tool } from '../lti-tool/compose.js';
import { buildPerson } from '../service/test/support/builders.js';
import { DATABASE_KINDS } from './support/databases.js';
import { type LinkWorld, startLinkWorld } from './support/link-world.js';

const PEOPLE = 12;

for (const kind of DATABASE_KINDS) {
  describe(`reminders of waves by mail, from two processes, ${kind}`, function letters() {
    this.timeout(60_000);
    let w: LinkWorld;
    let second: Tool;

    before(async () => {
      w = await startLinkWorld(kind);
      second = await composeTool(w.config, { clock: w.clock, logger: pino({ level: 'silent' }) });
    });
    after(async () => {
      await second.close();
      await w.close();
    });

    const until = async (what: () => boolean | Promise<boolean>) => {
      for (let n = 0; n < 200 && !(await what()); n += 1)
        await new Promise((resolve) => setTimeout(resolve, 100));
    };

    it('each who has not answered gets one letter, without a name, and it is recorded as sent', async () => {
      const { programmeId } = w.programme;
      for (let n = 0; n < PEOPLE; n += 1)
        await buildPerson(w.tool.db, w.programme, { roles: ['mentor'] });
      const waveId = await w.wave('Как идут дела');
      const { letters } = await w.boss.remindWave({ programmeId, waveId });
      expect(letters).to.equal(PEOPLE + 1);
      w.tool.scheduler.start();
      second.scheduler.start();
      const counts = async () =>
        (await w.boss.getWaveReminders({ programmeId, waveId })).last?.counts ?? [];
      await until(async () => (await counts()).every(({ state }) => state === 'sent'));
      expect(await counts()).to.deep.equal([{ state: 'sent', n: PEOPLE + 1 }]);
      const to = w.smtp.inbox.flatMap((mail) => mail.to);
      expect(to).to.have.length(PEOPLE + 1);
      expect(new Set(to).size).to.equal(PEOPLE + 1);
      for (const { text } of w.smtp.inbox) {
        expect(text).to.contain('Как идут дела').and.to.contain('30.11.2026');
        expect(text).to.not.contain(w.mentor.name);
      }
      for (const address of to) expect(w.log()).to.not.contain(address);
    });
  });
}
