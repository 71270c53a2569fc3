import type { Db } from '../../shared/db/connect.js';
import { mergingHandlers } from '../merging/merging-handlers.js';
import { programmeHandlers } from '../programmes/programme-handlers.js';
import { standingHandlers } from '../standing/standing-handlers.js';
import { analyse, buildCollege, type College } from './support/college.js';
import { eachDatabase, type TestService, withService } from './support/harness.js';
import { findsByIndex } from './support/plans.js';

eachDatabase((openDb) => {
  describe('participants beside those of other colleges', () => {
    let db: Db;
    let service: TestService;
    let college: College;

    before(async () => {
      db = await openDb();
      service = withService(db, [programmeHandlers, standingHandlers, mergingHandlers]);
      college = await buildCollege(db, { pairs: 8, meetingsPerPair: 1 });
      for (let n = 0; n < 4; n += 1) await buildCollege(db, { pairs: 150, meetingsPerPair: 2 });
      await analyse(db);
    });

    const api = () => service.as(college.coordinator.actor());

    it('the list reads no table from end to end', async () => {
      const { programmeId } = college;
      await findsByIndex(db, () => api().listPeople({ programmeId }));
    });

    it('nor do the search for duplicates and the preview of a merge', async () => {
      const { programmeId, menteeIds } = college;
      await findsByIndex(db, () => api().listDuplicates({ programmeId }));
      const [keptId = '', mergedId = ''] = menteeIds;
      await findsByIndex(db, () => api().previewMerge({ programmeId, keptId, mergedId }));
    });
  });
});
