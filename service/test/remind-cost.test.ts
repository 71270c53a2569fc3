import { expect } from 'chai';
import type { Db } from '../../shared/db/connect.js';
import { FEATURES } from './support/all-features.js';
import { analyse, buildCollege, type College } from './support/college.js';
import { eachDatabase, statementsOf, type TestService, withService } from './support/harness.js';
import { findsByIndex } from './support/plans.js';

/** Some rows of the whole installation in this test; all else grows with colleges. */
const SMALL = new Set([
  'organisations',
  'programmes',
  'help_requests',
  'plans',
  'plan_versions',
  'planned_meetings',
  'planned_meeting_answers',
  'pair_pauses',
  'survey_waves',
  'signal_episodes',
  'reminder_settings',
  'reminder_choices',
  'reminder_runs',
  'reminder_letters',
  'refused_addresses',
  'mail_tokens',
  'consents',
]);

eachDatabase((openDb) => {
  describe('looking for reminders beside other colleges', () => {
    let db: Db;
    let service: TestService;
    let college: College;

    before(async () => {
      db = await openDb();
      service = withService(db, FEATURES);
      college = await buildCollege(db, { pairs: 60, meetingsPerPair: 12 });
      for (let n = 0; n < 6; n += 1) await buildCollege(db, { pairs: 60, meetingsPerPair: 12 });
      await analyse(db);
    });

    const next = (first = false) => service.system.planNextReminders({ mail: true, first });

    it('reads no large table from end to end, and one statement says that nothing is due', async () => {
      await next(true);
      for (let n = 0; n < 20; n += 1) await findsByIndex(db, next, SMALL);
      while ((await next()).worked);
      const asked = await statementsOf(db, next);
      expect(asked.length, asked.join('\n')).to.equal(1);
    });

    it('one’s own list asks three statements beside the caller’s rights', async () => {
      const { programmeId } = college;
      const mine = () => service.as(college.coordinator.actor()).listMyReminders({ programmeId });
      const asked = await statementsOf(db, mine);
      expect(asked.length, asked.join('\n')).to.be.at.most(4);
      await findsByIndex(db, mine, SMALL);
    });
  });
});
