import { expect } from 'chai';
import { httpApi } from '../service/api/http-client.js';
import { serviceTokenKey } from '../service/api/token.js';
import { buildPerson, buildProgramme } from '../service/test/support/harness.js';
import { DATABASE_KINDS } from './support/databases.js';
import { type FakeSmtp, startFakeSmtp } from './support/fake-smtp.js';
import { until } from './support/program.js';
import { REAL_SECRET, type RealStack, startReal } from './support/real-stack.js';

const PEOPLE = 60;
const KILLS = 3;
const DAY_MS = 86_400_000;
const dayAgo = (days: number): string =>
  new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);

for (const database of DATABASE_KINDS) {
  describe(`a tool that is killed while it sends reminders, on ${database}`, function killed() {
    this.timeout(180_000);
    let stack: RealStack;
    let smtp: FakeSmtp;
    afterEach(async () => {
      await stack.close();
      await smtp.close();
    });

    it('sends nobody two letters, and says of which it does not know', async () => {
      smtp = await startFakeSmtp();
      const env = { SMTP_URL: smtp.url, MAIL_FROM: 'mentor@kollezh.example' };
      stack = await startReal({ database, env });
      const { db } = stack;
      const programme = await buildProgramme(db, { startsOn: dayAgo(50), endsOn: dayAgo(-100) });
      const { programmeId } = programme;
      const coordinator = await buildPerson(db, programme, { roles: ['coordinator'] });
      for (let n = 0; n < PEOPLE; n += 1) await buildPerson(db, programme);
      const boss = httpApi(stack.origin, serviceTokenKey(REAL_SECRET)).as(coordinator.actor());
      const { questionnaireId } = await boss.createQuestionnaire({
        programmeId,
        title: 'Анкета',
        role: 'mentee',
        stage: 'interim',
        definition: { questions: [{ code: 'q', type: 'text', text: { ru: 'Как?' } }] },
      });
      const dates = { startsOn: dayAgo(1), endsOn: dayAgo(-10) };
      const { waveId } = await boss.createWave({ programmeId, questionnaireId, ...dates });
      await boss.setWaveState({ programmeId, waveId, state: 'open', version: 1 });
      await boss.remindWave({ programmeId, waveId });
      const addressOf = new Map<string, string>();
      for (const row of await db('people').select('id', 'email')) addressOf.set(row.id, row.email);
      for (let kill = 0; kill < KILLS; kill += 1) {
        const before = smtp.inbox.length;
        await stack.tool.end('SIGKILL');
        // The minutes for which the dead sender held its letter have passed.
        await db('wave_reminders').where('state', 'sending').update({ claimed_until: Date.now() });
        await stack.startTool();
        await until('letters leave', () => smtp.inbox.length >= before + 6, 60_000);
      }
      await stack.tool.end('SIGKILL');
      await db('wave_reminders').where('state', 'sending').update({ claimed_until: Date.now() });
      await stack.startTool();
      await until(
        'no letter waits',
        async () =>
          (await db('wave_reminders').whereIn('state', ['waiting', 'sending'])).length === 0,
        60_000,
      );
      const received = smtp.inbox.flatMap((mail) => mail.to);
      expect(new Set(received).size, 'nobody has two').to.equal(received.length);
      const rows = await db('wave_reminders').select('person_id', 'state');
      expect(rows).to.have.length(PEOPLE);
      const unclear = rows.filter((row) => row.state === 'unclear');
      expect(unclear.length, 'one a kill at most').to.be.at.most(KILLS + 1);
      for (const { person_id: personId, state } of rows) {
        expect(state).to.be.oneOf(['sent', 'unclear']);
        if (state === 'sent') expect(received).to.include(addressOf.get(personId));
      }
    });
  });
}
