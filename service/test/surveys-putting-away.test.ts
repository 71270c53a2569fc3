import { expect } from 'chai';
import { eachDatabase } from './support/harness.js';
import { problemsOf, rejection } from './support/rejection.js';
import { NOVEMBER, SurveyWorld } from './support/survey-world.js';

eachDatabase((openDb) => {
  describe('drafts and questionnaires that are not wanted', () => {
    const w = new SurveyWorld();
    before(async () => {
      w.db = await openDb();
    });
    beforeEach(() => w.build(1));
    const boss = () => w.service.as(w.coordinator.actor());
    const at = () => ({ programmeId: w.programme.programmeId });
    const questionnaire = () =>
      boss().createQuestionnaire({
        ...at(),
        title: 'Лишняя',
        role: 'mentee',
        stage: 'interim',
        definition: { questions: [{ code: 'w', type: 'text', text: { ru: 'Как?' } }] },
      });
    const wave = (questionnaireId: string) =>
      boss().createWave({ ...at(), questionnaireId, ...NOVEMBER });
    const journal = async () =>
      (await boss().listJournal(at())).rows.map((one) => one.action).slice(0, 1);

    it('a draft goes, with a note in the journal; over another version it stays', async () => {
      const { questionnaireId } = await questionnaire();
      const { waveId, version } = await wave(questionnaireId);
      const old = boss().deleteWave({ ...at(), waveId, version: version + 1 });
      expect((await rejection(old)).code).to.equal('changed_meanwhile');
      await boss().deleteWave({ ...at(), waveId, version });
      expect((await rejection(boss().getWave({ ...at(), waveId }))).code).to.equal('not_found');
      expect(await journal()).to.deep.equal(['survey_wave.deleted']);
    });

    it('a wave that was opened stays, also against who opens it at the same moment', async () => {
      const { questionnaireId } = await questionnaire();
      const { waveId, version } = await wave(questionnaireId);
      const both = await Promise.allSettled([
        boss().setWaveState({ ...at(), waveId, state: 'open', version }),
        boss().deleteWave({ ...at(), waveId, version }),
      ]);
      expect(both.filter(({ status }) => status === 'fulfilled')).to.have.length(1);
      const second = await wave(questionnaireId);
      await boss().setWaveState({ ...at(), waveId: second.waveId, state: 'open', version: 1 });
      const late = boss().deleteWave({ ...at(), waveId: second.waveId, version: 2 });
      expect(problemsOf(await rejection(late))).to.deep.equal([': wave.notDraft']);
    });

    it('a questionnaire that nobody was asked goes with its versions', async () => {
      const { questionnaireId, version, waves } = await questionnaire();
      expect(waves).to.equal(0);
      await boss().deleteQuestionnaire({ ...at(), questionnaireId, version });
      const versions = await w
        .db('questionnaire_versions')
        .where('questionnaire_id', questionnaireId);
      expect(versions).to.deep.equal([]);
      expect(await journal()).to.deep.equal(['questionnaire.deleted']);
    });

    it('one that a wave asks stays, with the reason; put away, no new wave asks it', async () => {
      const { questionnaireId, version } = await questionnaire();
      const { waveId } = await wave(questionnaireId);
      const refused = await rejection(
        boss().deleteQuestionnaire({ ...at(), questionnaireId, version }),
      );
      expect(refused.problems).to.deep.equal([
        { path: '', code: 'questionnaire.used', params: { n: 1 } },
      ]);
      await boss().archiveQuestionnaire({ ...at(), questionnaireId, archived: true, version });
      const listed = async (which: 'current' | 'archived') =>
        (await boss().listQuestionnaires({ ...at(), which })).rows.map(
          (one) => one.questionnaireId,
        );
      expect(await listed('current')).to.not.include(questionnaireId);
      expect(await listed('archived')).to.include(questionnaireId);
      expect(problemsOf(await rejection(wave(questionnaireId)))).to.deep.equal([
        'questionnaireId: questionnaire.archived',
      ]);
      await boss().setWaveState({ ...at(), waveId, state: 'open', version: 1 });
      const back = { archived: false, version: version + 1 };
      await boss().archiveQuestionnaire({ ...at(), questionnaireId, ...back });
      expect(await listed('current')).to.include(questionnaireId);
    });

    it('of a wave that is made and a deletion at one moment, one happens', async () => {
      for (let n = 0; n < 5; n += 1) {
        const { questionnaireId, version } = await questionnaire();
        await Promise.allSettled([
          wave(questionnaireId),
          boss().deleteQuestionnaire({ ...at(), questionnaireId, version }),
        ]);
        const left = await w.db('questionnaires').where('id', questionnaireId);
        const waves = await w.db('survey_waves').where('questionnaire_id', questionnaireId);
        expect([left.length, waves.length]).to.be.deep.oneOf([
          [0, 0],
          [1, 1],
        ]);
      }
    });
  });
});
