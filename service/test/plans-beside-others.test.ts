import { fillBesidePeople } from '../../demo/college/others.js';
import type { Db } from '../../shared/db/connect.js';
import { consentHandlers } from '../consents/consent-handlers.js';
import { linkHandlers } from '../links/link-handlers.js';
import { programmeHandlers } from '../programmes/programme-handlers.js';
import { standingHandlers } from '../standing/standing-handlers.js';
import { surveyHandlers } from '../surveys/survey-handlers.js';
import { thirdPartyHandlers } from '../third-party/third-party-handlers.js';
import { analyse, buildCollege, type College } from './support/college.js';
import { eachDatabase, type TestService, withService } from './support/harness.js';
import { findsByIndex } from './support/plans.js';

const FEATURES = [
  programmeHandlers,
  standingHandlers,
  consentHandlers,
  linkHandlers,
  surveyHandlers,
  thirdPartyHandlers,
];
/** Some rows in this test, and in a college too; all else grows with people. */
const SMALL = new Set([
  'organisations',
  'programmes',
  'questionnaires',
  'questionnaire_versions',
  'survey_waves',
]);

eachDatabase((openDb) => {
  describe('lists beside what stands beside the people of other colleges', () => {
    let db: Db;
    let service: TestService;
    let college: College;
    let waveId: string;

    before(async () => {
      db = await openDb();
      service = withService(db, FEATURES);
      college = await buildCollege(db, { pairs: 8, meetingsPerPair: 1 });
      for (let n = 0; n < 4; n += 1) await buildCollege(db, { pairs: 150, meetingsPerPair: 1 });
      await fillBesidePeople(db);
      const { programmeId } = college;
      const { questionnaireId } = await api().createQuestionnaire({
        programmeId,
        title: 'Анкета',
        role: 'mentee',
        stage: 'entry',
        definition: { questions: [{ code: 'q', type: 'text', text: { ru: 'Как?' } }] },
      });
      const dates = { startsOn: '2026-11-01', endsOn: '2026-11-30' };
      const made = await api().createWave({ programmeId, questionnaireId, ...dates });
      waveId = made.waveId;
      await api().setWaveState({ programmeId, waveId, state: 'open', version: 1 });
      await api().remindWave({ programmeId, waveId });
      await analyse(db);
    });

    const api = () => service.as(college.coordinator.actor());
    const finds = (work: () => Promise<unknown>) => findsByIndex(db, work, SMALL);

    it('the people with what is missing of them', () =>
      finds(() => api().listPeople({ programmeId: college.programmeId })));

    it('who has not answered a wave, and who has', async () => {
      const at = { programmeId: college.programmeId, waveId };
      await finds(() => api().listWavePeople(at));
      await finds(() => api().listWavePeople({ ...at, state: 'submitted' }));
      await finds(() => api().listWavePeople({ ...at, search: 'учеников 3' }));
      await finds(() => api().listWaves({ programmeId: college.programmeId }));
      await finds(() => api().countAudience({ ...at, role: 'mentee' }));
    });

    it('who is reminded, and the letter that is sent next', async () => {
      await finds(() => api().getWaveReminders({ programmeId: college.programmeId, waveId }));
      await finds(() => service.system.claimReminder({}));
    });

    it('what third parties told, of all and of one', async () => {
      const { programmeId, menteeIds } = college;
      const [personId = ''] = menteeIds;
      await finds(() => api().listThirdParty({ programmeId }));
      await finds(() => api().listThirdPartyLinks({ programmeId }));
      await finds(() => api().getThirdParty({ programmeId, personId }));
      await finds(() => api().getConsents({ programmeId, personId }));
    });
  });
});
