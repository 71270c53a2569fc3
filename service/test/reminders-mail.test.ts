import { expect } from 'chai';
import { buildMeeting } from './support/builders.js';
import { eachDatabase } from './support/harness.js';
import { DAY, HOUR, remindWorld } from './support/remind-world.js';

eachDatabase((openDb) => {
  describe('letters of reminders', () => {
    const world = remindWorld(openDb);
    /** Takes the weekly letters of staff out of the way, of whom these tests do not tell. */
    const own = async () => (await world.letters()).filter(({ kind }) => kind !== 'digest');

    it('wait until the quiet hours end, and leave no earlier when these are made longer', async () => {
      world.service.clock.set('2026-11-10T19:00:00Z');
      await world.planned();
      await world.plan();
      expect(await own()).to.deep.equal([]);
      const settings = {
        quietFrom: '21:00',
        quietTo: '09:00',
        weekends: false,
        digestDay: 1,
        digestHour: 9,
      };
      await world.as(world.boss).saveReminderSettings({ ...world.in, ...settings, version: 0 });
      // 08:30 in Moscow
      world.service.clock.set('2026-11-11T05:30:00Z');
      expect(await own()).to.deep.equal([]);
      const tries = await world
        .db('reminder_letters')
        .where('kind', 'meeting_tomorrow')
        .pluck('tries');
      expect(tries.map(Number), 'that was no try').to.deep.equal([0, 0]);
    });

    it('of one who chose so come in the weekly letter, each once, with what came meanwhile', async () => {
      await world.planned({ on_date: '2026-11-09' });
      await world.plan();
      expect(await own()).to.deep.equal([]);
      world.service.clock.set('2026-11-16T05:30:00Z');
      await buildMeeting(world.db, world.pair, { heldOn: '2026-11-12' });
      await world.plan();
      world.service.clock.set('2026-11-16T06:05:00Z');
      await world.plan();
      const letters = await world.letters();
      const kinds = letters.flatMap(({ kind, items }) => [kind, ...items.map((one) => one.kind)]);
      expect(kinds).to.include.members(['digest', 'meeting_passed', 'record_waiting']);
      for (const letter of letters) await world.fared(letter, 'sent');
      world.service.clock.set('2026-11-23T06:05:00Z');
      await world.plan();
      const next = await world.letters();
      expect(next.flatMap(({ items }) => items.map((one) => one.kind))).not.to.include(
        'record_waiting',
      );
    });

    it('a request for help is a duty, at once, and says nothing of itself', async () => {
      const curator = world.as(world.curator);
      await curator.saveMyReminderChoices({
        ...world.in,
        choices: { staff: 'none' },
        language: 'en',
        version: 0,
      });
      await world.as(world.mentee).askForHelp({
        ...world.in,
        pairId: world.pair.pairId,
        text: 'Мне очень плохо',
      });
      await world.plan();
      const [letter, ...others] = await own();
      expect(others).to.deep.equal([]);
      expect(letter).to.deep.include({ kind: 'help_waiting', duty: true, language: 'en' });
      expect(JSON.stringify(letter)).not.to.match(/плохо|Кузнецова/);
    });

    it('an address that the server will not take is marked, told, and not tried until it is another', async () => {
      await world.planned();
      await world.plan();
      const letters = await own();
      for (const letter of letters) await world.fared(letter, 'refused', true);
      await world.planned({ on_date: '2026-11-12' });
      world.service.clock.advance(DAY);
      await world.plan();
      expect(await own()).to.deep.equal([]);
      const boss = world.as(world.boss);
      const { refused } = await boss.getReminderLog(world.in);
      expect(refused.map(({ personId }) => personId)).to.have.members([
        world.mentor.personId,
        world.mentee.personId,
      ]);
      const told = await boss.listMyReminders(world.in);
      expect(told.rows.find(({ kind }) => kind === 'mail_refused')?.facts).to.deep.equal({
        count: 2,
      });
      expect((await world.as(world.mentor).getMyReminderChoices(world.in)).address).to.equal(
        'refused',
      );
      // One has another address now, of the other the coordinator says that it works.
      await world
        .db('people')
        .where('id', world.mentor.personId)
        .update({ email: 'new@kollezh.example' });
      const { personId } = world.mentee;
      expect(await boss.tryAddressAgain({ ...world.in, personId })).to.deep.equal({
        cleared: true,
      });
      expect((await boss.getReminderLog(world.in)).refused).to.deep.equal([]);
      await world.planned({ on_date: '2026-11-13' });
      world.service.clock.advance(DAY);
      await world.plan();
      expect((await own()).map(({ to }) => to)).to.include('new@kollezh.example');
    });

    it('a mail server that is down for a day loses none and doubles none', async () => {
      await world.planned({ on_date: '2026-11-09' });
      await world.as(world.mentor).saveMyReminderChoices({
        ...world.in,
        choices: { meetings: 'at_once' },
        language: 'ru',
        version: 0,
      });
      await world.plan();
      let tries = 0;
      for (let hour = 0; hour < 24; hour += 1) {
        for (const letter of await own()) {
          tries += 1;
          await world.fared(letter, 'unreachable');
        }
        world.service.clock.advance(HOUR);
      }
      expect(tries).to.be.greaterThan(2).and.lessThan(10);
      world.service.clock.advance(DAY);
      const letters = await own();
      expect(letters).to.have.length(1);
      for (const letter of letters) await world.fared(letter, 'sent');
      expect(await own()).to.deep.equal([]);
    });

    it('whose sender died may have left: never again, and said', async () => {
      await world.planned();
      await world.plan();
      const given = await own();
      expect(given).to.have.length(2);
      world.service.clock.advance(HOUR);
      expect(await own()).to.deep.equal([]);
      const states = await world
        .db('reminder_letters')
        .where('kind', 'meeting_tomorrow')
        .pluck('state');
      expect(states).to.deep.equal(['unclear', 'unclear']);
      const [late] = given;
      if (late) expect(await world.fared(late, 'sent')).to.equal(false);
    });
  });
});
