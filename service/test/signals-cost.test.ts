import { expect } from 'chai';
import { fillBesidePeople } from '../../demo/college/others.js';
import type { Db } from '../../shared/db/connect.js';
import { newId } from '../../shared/ids.js';
import { bulkInsert } from '../db/bulk.js';
import { analyse, buildCollege, type College } from './support/college.js';
import { eachDatabase, statementsOf, type TestService, withService } from './support/harness.js';
import { findsByIndex } from './support/plans.js';
import { SIGNAL_FEATURES } from './support/signal-world.js';

/** Some rows of the whole installation in this test; all else grows with colleges. */
const SMALL = new Set([
  'organisations',
  'programmes',
  'help_requests',
  'mentor_profiles',
  // What a statement has made for itself of the programme's rows.
  'f',
]);

eachDatabase((openDb) => {
  describe('signals of a college beside others', () => {
    let db: Db;
    let service: TestService;
    let college: College;

    before(async () => {
      db = await openDb();
      service = withService(db, SIGNAL_FEATURES);
      college = await buildCollege(db, { pairs: 60, meetingsPerPair: 12 });
      for (let n = 0; n < 6; n += 1) await buildCollege(db, { pairs: 60, meetingsPerPair: 12 });
      await fillBesidePeople(db);
      for (const { programmeId } of await db('programmes').select({ programmeId: 'id' }))
        await service.system.recordSignals({ programmeId });
      const episodes = await db('signal_episodes').select();
      await bulkInsert(
        db,
        'signal_actions',
        episodes.map((one) => ({
          id: newId(),
          organisation_id: one.organisation_id,
          programme_id: one.programme_id,
          pair_id: one.pair_id,
          code: one.code,
          since: one.since,
          severity: 1,
          action: 'wrote',
          acted_on: '2026-11-10',
          undone: false,
          created_at: 0,
        })),
      );
      await analyse(db);
    });

    const api = () => service.as(college.coordinator.actor());
    const changed = () =>
      db('programmes').where('id', college.programmeId).increment('revision', 1);

    it('are read by eleven statements beside the caller’s rights, whatever the rows, and by none again', async () => {
      const { programmeId } = college;
      const list = (of: College) => () =>
        service.as(of.coordinator.actor()).listSignals({ programmeId: of.programmeId });
      await changed();
      const first = await statementsOf(db, list(college));
      expect(first.length, first.join('\n')).to.be.at.most(12);
      expect(await statementsOf(db, list(college))).to.have.length(1);
      const page = () => api().listSignals({ programmeId, page: 2, pageSize: 10 });
      expect(await statementsOf(db, page)).to.have.length(1);
      const small = await buildCollege(db, { pairs: 3, meetingsPerPair: 2 });
      expect(await statementsOf(db, list(small))).to.have.length(first.length);
    });

    it('are found by index, in the list, of a pair, by rule and when they are written down', async () => {
      const { programmeId, pairIds } = college;
      const [pairId = ''] = pairIds;
      const finds = (work: () => Promise<unknown>) => findsByIndex(db, work, SMALL);
      await changed();
      await finds(() => api().listSignals({ programmeId }));
      await finds(() => api().getPairSignals({ programmeId, pairId }));
      await finds(() => api().getSignalPrecision({ programmeId }));
      await finds(() => service.system.recordSignals({ programmeId }));
    });
  });
});
