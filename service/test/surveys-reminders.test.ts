import { expect } from 'chai';
import { afterTry, CLAIM_MS } from '../letters/letter-rules.js';
import { linkHandlers } from '../links/link-handlers.js';
import { programmeHandlers } from '../programmes/programme-handlers.js';
import { nextReminder } from '../surveys/reminder-rules.js';
import { surveyHandlers } from '../surveys/survey-handlers.js';
import { DAY_MS, eachDatabase, withService } from './support/harness.js';
import { rejection } from './support/rejection.js';
import { NOVEMBER, SurveyWorld } from './support/survey-world.js';

const MINUTE = 60_000;

describe('the days on which a wave reminds', () => {
  const wave = { startsOn: '2026-11-01', endsOn: '2026-11-30', remindDays: [1, 7] };
  it('are counted back from its last day, the earliest first', () => {
    expect(nextReminder(wave, '2026-11-10')).to.equal('2026-11-23');
    expect(nextReminder(wave, '2026-11-23')).to.equal('2026-11-23');
    expect(nextReminder(wave, '2026-11-24')).to.equal('2026-11-29');
    expect(nextReminder(wave, '2026-11-30')).to.equal(null);
  });
  it('do not lie before its first, and there are none without any', () => {
    expect(nextReminder({ ...wave, startsOn: '2026-11-25' }, '2026-11-10')).to.equal('2026-11-29');
    expect(nextReminder({ ...wave, remindDays: [] }, '2026-11-10')).to.equal(null);
  });
  it('a letter that the server surely has not taken is tried again, five times', () => {
    expect(afterTry('unreachable', 1, 0)).to.deep.equal({
      state: 'waiting',
      notBefore: 10 * MINUTE,
    });
    expect(afterTry('unreachable', 5, 0).state).to.equal('unreachable');
    for (const outcome of ['sent', 'refused', 'unclear'] as const)
      expect(afterTry(outcome, 1, 0).state).to.equal(outcome);
  });
});

eachDatabase((openDb) => {
  describe('reminders of waves', () => {
    const w = new SurveyWorld();
    before(async () => {
      w.db = await openDb();
    });
    let waveId: string;
    const at = () => ({ programmeId: w.programme.programmeId, waveId });
    const boss = () => w.service.as(w.coordinator.actor());
    const system = () => w.service.system;

    async function build(remindDays: number[] = [7], anonymous = false) {
      await w.db('wave_reminders').delete();
      await w.db('survey_waves').update({ remind_next: null });
      await w.build(3);
      w.service = withService(w.db, [programmeHandlers, surveyHandlers, linkHandlers]);
      const { programmeId } = w.programme;
      const { questionnaireId } = await boss().createQuestionnaire({
        programmeId,
        title: 'Как дела',
        role: 'mentee',
        stage: 'interim',
        definition: {
          questions: [{ code: 'words', type: 'text', text: { ru: 'Как?' } }],
        },
      });
      const made = await boss().createWave({
        programmeId,
        questionnaireId,
        ...NOVEMBER,
        remindDays,
        anonymous,
      });
      waveId = made.waveId;
      await boss().setWaveState({ programmeId, waveId, state: 'open', version: 1 });
    }
    beforeEach(() => build());

    const answer = (n: number) => {
      const person = w.mentees[n];
      if (!person) throw new Error('no such mentee');
      return w.service
        .as(person.actor())
        .saveMyAnswers({ ...at(), answers: { words: 'Хорошо' }, final: true, version: 0 });
    };
    /** Sends what waits, as the tool does. */
    async function sendAll(outcome: 'sent' | 'refused' | 'unreachable' | 'unclear' = 'sent') {
      const to: string[] = [];
      for (;;) {
        const { letter } = await system().claimReminder({});
        if (letter === null) return to.sort();
        to.push(letter.to);
        const { reminderId, claim } = letter;
        await system().recordReminder({ reminderId, claim, outcome });
      }
    }
    const emails = async () => {
      const ids = w.mentees.map((one) => one.personId);
      const rows = await w.db('people').whereIn('id', ids).orderBy('email').select('email');
      return rows.map(({ email }) => email as string).sort();
    };
    const states = async () => {
      const rows = await w.db('wave_reminders').where('wave_id', waveId).select('state');
      return rows.map(({ state }) => state as string).sort();
    };

    it('by hand: those who have not answered, once a day, by any number of clicks at once', async () => {
      await answer(0);
      const clicks = await Promise.all([1, 2, 3].map(() => boss().remindWave(at())));
      expect(clicks.reduce((sum, { letters }) => sum + letters, 0)).to.equal(2);
      const sent = await sendAll();
      expect(sent).to.have.length(2);
      expect(sent).to.not.include((await emails())[0]);
      expect(await boss().remindWave(at())).to.deep.equal({
        letters: 0,
        withoutAddress: 0,
        already: 2,
      });
      w.service.clock.advance(DAY_MS);
      expect((await boss().remindWave(at())).letters).to.equal(2);
    });

    it('of any number of senders each letter is given to one', async () => {
      await boss().remindWave(at());
      const claims = await Promise.all(Array.from({ length: 8 }, () => system().claimReminder({})));
      const to = claims.flatMap(({ letter }) => letter?.to ?? []);
      expect(to.sort()).to.deep.equal(await emails());
    });

    it('a sender that dies: its letter is not sent a second time, and this is said', async () => {
      await boss().remindWave(at());
      const { letter } = await system().claimReminder({});
      w.service.clock.advance(CLAIM_MS);
      expect(await sendAll()).to.have.length(2);
      expect(await states()).to.deep.equal(['sent', 'sent', 'unclear']);
      const late = await system().recordReminder({
        reminderId: letter?.reminderId ?? '',
        claim: letter?.claim ?? '',
        outcome: 'sent',
      });
      expect(late).to.deep.equal({ recorded: false });
      const { unreached, last } = await boss().getWaveReminders(at());
      expect(unreached.map(({ reason }) => reason)).to.deep.equal(['unclear']);
      expect(last?.counts).to.deep.include({ state: 'sent', n: 2 });
    });

    it('by the set day, from nine in the morning of the college on, once; then the next day', async () => {
      await build([7, 1]);
      const plan = async () => (await system().planReminders({})).letters;
      expect(await plan()).to.equal(0);
      w.service.clock.set('2026-11-23T05:30:00Z');
      expect(await plan()).to.equal(0);
      w.service.clock.set('2026-11-23T06:30:00Z');
      const both = await Promise.all([plan(), plan(), plan()]);
      expect(both.reduce((a, b) => a + b, 0)).to.equal(3);
      expect(await sendAll()).to.deep.equal(await emails());
      expect(await plan()).to.equal(0);
      expect((await boss().getWaveReminders(at())).nextOn).to.equal('2026-11-29');
      w.service.clock.set('2026-11-29T08:00:00Z');
      await answer(1);
      expect(await plan()).to.equal(2);
    });

    it('who answers before the letter leaves gets none; a closed wave writes to nobody', async () => {
      await boss().remindWave(at());
      await answer(2);
      expect(await sendAll()).to.have.length(2);
      w.service.clock.advance(DAY_MS);
      await boss().remindWave(at());
      await boss().setWaveState({ ...at(), state: 'closed', version: 2 });
      expect(await sendAll()).to.deep.equal([]);
      expect((await rejection(boss().remindWave(at()))).code).to.equal('conflict');
    });

    it('who has no address is named, never passed over in silence', async () => {
      const [first] = w.mentees;
      await w.db('people').where('id', first?.personId).update({ email: null });
      expect(await boss().remindWave(at())).to.deep.include({ letters: 2, withoutAddress: 1 });
      const { unreached, reachable } = await boss().getWaveReminders(at());
      expect(unreached.map(({ name, reason }) => [name, reason])).to.deep.equal([
        [first?.name, 'no_address'],
      ]);
      expect(reachable).to.equal(2);
    });

    it('a server that does not answer is tried again later, one that refuses is not', async () => {
      await boss().remindWave(at());
      expect(await sendAll('unreachable')).to.have.length(3);
      expect(await sendAll()).to.deep.equal([]);
      w.service.clock.advance(10 * MINUTE);
      expect(await sendAll('refused')).to.have.length(3);
      w.service.clock.advance(10 * MINUTE);
      expect(await sendAll()).to.deep.equal([]);
      expect(await states()).to.deep.equal(['refused', 'refused', 'refused']);
    });

    it('who has no account gets a new link, which ends the old once the letter has left', async () => {
      const [guest] = w.mentees;
      if (!guest) throw new Error('nobody');
      for (const one of w.mentees.slice(1)) await answer(w.mentees.indexOf(one));
      await w.db('members').where('person_id', guest.personId).update({ lms_status: 'none' });
      const of = { ...at(), personId: guest.personId };
      const { withoutAccount } = await boss().getWaveReminders(at());
      expect(withoutAccount).to.deep.equal([{ personId: guest.personId, name: guest.name }]);
      const old = await boss().createSurveyLink({ ...of, contact: 'guest@zavod.example' });
      const open = (token: string) => system().openLink({ token });
      await boss().remindWave(at());
      const { letter } = await system().claimReminder({});
      expect(letter?.to).to.equal('guest@zavod.example');
      expect((await open(old.token)).contactHint).to.equal('g•••t@zavod.example');
      const { reminderId = '', claim = '', token } = letter ?? {};
      await system().recordReminder({ reminderId, claim, outcome: 'unreachable' });
      expect((await rejection(open(token ?? ''))).code).to.equal('invalid');
      await open(old.token);
      w.service.clock.advance(10 * MINUTE);
      const again = (await system().claimReminder({})).letter;
      const { reminderId: id = '', claim: by = '' } = again ?? {};
      await system().recordReminder({ reminderId: id, claim: by, outcome: 'sent' });
      expect((await open(again?.token ?? '')).contactHint).to.equal('g•••t@zavod.example');
      expect((await rejection(open(old.token))).code).to.equal('invalid');
    });

    it('of an anonymous wave nothing is kept of who was reminded once it has closed', async () => {
      await build([7], true);
      await boss().remindWave(at());
      await sendAll();
      expect(await states()).to.have.length(3);
      await boss().setWaveState({ ...at(), state: 'closed', version: 2 });
      expect(await states()).to.deep.equal([]);
      const { rows } = await boss().listJournal({ programmeId: w.programme.programmeId });
      const text = JSON.stringify(rows.filter((one) => one.action === 'survey_wave.reminded'));
      for (const { personId } of w.mentees) expect(text).to.not.contain(personId);
    });

    it('a day that was changed or missed is made up for, not more than once', async () => {
      w.service.clock.set('2026-11-25T08:00:00Z');
      expect((await system().planReminders({})).letters).to.equal(3);
      await sendAll();
      const wave = await boss().getWave(at());
      await boss().updateWave({ ...wave, ...at(), remindDays: [5] });
      expect((await system().planReminders({})).letters).to.equal(0);
    });
  });
});
