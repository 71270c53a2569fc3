import { expect } from 'chai';
import { newId } from '../../shared/ids.js';
import { consentWorld } from './support/consent-world.js';
import { type BuiltPerson, eachDatabase } from './support/harness.js';
import { problemsOf, rejection } from './support/rejection.js';
import { ANSWERS, NOVEMBER, QUESTIONS } from './support/survey-world.js';

eachDatabase((openDb) => {
  describe('questionnaires of somebody whose consent was withdrawn', () => {
    const w = consentWorld(openDb);
    const programmeId = () => w.programme.programmeId;
    let waveId: string;

    const open = async (fields: object = {}) => {
      const boss = w.api();
      const { questionnaireId } = await boss.createQuestionnaire({
        programmeId: programmeId(),
        title: 'Анкета',
        role: 'mentee',
        stage: 'entry',
        definition: { questions: QUESTIONS },
      });
      const made = await boss.createWave({
        programmeId: programmeId(),
        questionnaireId,
        ...NOVEMBER,
        ...fields,
      });
      const at = { programmeId: programmeId(), waveId: made.waveId };
      await boss.setWaveState({ ...at, state: 'open', version: made.version });
      return made.waveId;
    };
    beforeEach(async () => {
      await w.paper(w.adult, 'own');
      await w.paper(w.minor, 'parent');
      waveId = await open();
    });

    const at = () => ({ programmeId: programmeId(), waveId });
    const withdraw = (person: BuiltPerson) =>
      w.api().withdrawConsent({
        ...w.at(person),
        kind: 'own',
        withdrawnOn: '2026-11-05',
        byWhom: 'person',
        reason: 'Заявление',
        idempotencyKey: newId(),
      });
    const save = (version = 0, final = true) =>
      w.api(w.adult).saveMyAnswers({ ...at(), answers: ANSWERS, final, version });

    it('are closed to them, whatever they had begun or handed in, until a new consent', async () => {
      await save(0, false);
      await withdraw(w.adult);
      for (const final of [false, true])
        expect(problemsOf(await rejection(save(1, final)))).to.deep.equal([
          ': answer.consentWithdrawn',
        ]);
      const { rows } = await w.api(w.adult).listMySurveys({ programmeId: programmeId() });
      expect(rows.map(({ state, stopped }) => [state, stopped])).to.deep.equal([['closed', true]]);
      const mine = await w.api(w.adult).getMySurvey(at());
      expect(mine).to.deep.include({ state: 'closed', stopped: true, answers: ANSWERS });
      await w.paper(w.adult, 'own', '2026-11-09');
      const again = await w.api(w.adult).getMySurvey(at());
      expect(again).to.deep.include({ state: 'open', stopped: false });
      expect((await save(1)).answerState).to.equal('submitted');
    });

    it('nobody waits for them, reminds them or prints a sheet for them', async () => {
      const missing = async () => {
        const { rows } = await w.api().listWavePeople({ ...at(), state: 'missing' });
        const { missing: n } = await w.api().getWave(at());
        expect(n).to.equal(rows.length);
        return rows.map(({ personId }) => personId);
      };
      expect(await missing()).to.include(w.adult.personId);
      await withdraw(w.adult);
      expect(await missing()).to.deep.equal([w.minor.personId]);
      const reminders = await w.api().getWaveReminders(at());
      expect(reminders.missing).to.equal(1);
      expect(await w.api().getPaper(at())).to.deep.include({ without: 1 });
      const { rows, withdrawn } = await w
        .api()
        .countAudience({ programmeId: programmeId(), role: 'mentee', waveId });
      expect(withdrawn).to.equal(1);
      expect(rows.find(({ among }) => among === 'everyone')?.online).to.equal(1);
    });

    it('a sheet that comes back from them is not entered', async () => {
      await w.api().makeSheets({ ...at(), idempotencyKey: newId() });
      const { rows } = await w.api().listSheets(at());
      const { code = '' } = rows.find(({ person }) => person?.personId === w.adult.personId) ?? {};
      await withdraw(w.adult);
      const entry = w.api().enterSheet({ ...at(), code, answers: ANSWERS });
      expect(problemsOf(await rejection(entry))).to.deep.equal(['code: sheet.consentWithdrawn']);
    });

    it('a link that they hold tells it, and no new one is made', async () => {
      const contact = 'a@kollezh.example';
      const wish = { ...w.at(w.adult), waveId, contact };
      const { token } = await w.api().createSurveyLink(wish);
      const system = w.service.system;
      const { code } = await system.sendLinkCode({ token });
      const { pass } = await system.confirmLink({ token, answer: code });
      await withdraw(w.adult);
      const survey = await system.readSurveyByLink({ token, pass });
      expect(survey).to.deep.include({ state: 'closed', stopped: true });
      const saved = system.saveSurveyByLink({ token, pass, answers: ANSWERS, version: 0 });
      expect(problemsOf(await rejection(saved))).to.deep.equal([': answer.consentWithdrawn']);
      expect(problemsOf(await rejection(w.api().createSurveyLink(wish)))).to.deep.equal([
        'waveId: link.notAsked',
      ]);
    });
  });
});
