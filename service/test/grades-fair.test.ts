import { expect } from 'chai';
import { buildCollege } from './support/college.js';
import { firstOf, gradeWorld } from './support/grade-world.js';
import { eachDatabase } from './support/harness.js';

eachDatabase((openDb) => {
  describe('the queues of several colleges', () => {
    const w = gradeWorld(openDb);
    const claim = (more: { perOrganisation?: number; without?: string[]; limit?: number }) =>
      w.service.system
        .listDueGrades({ worker: 'w1', limit: 20, ...more })
        .then(({ grades }) => grades.map((grade) => grade.organisationId));
    const ours = () => w.programme.organisationId;

    /** A college with many scores, all of which have waited longer than ours. */
    async function crowd(): Promise<string> {
      const { programmeId, organisationId } = await buildCollege(w.db, {
        pairs: 60,
        meetingsPerPair: 1,
      });
      await w.service.system.recomputeProgress({ programmeId });
      await w
        .db('grades')
        .where('organisation_id', organisationId)
        .update({ next_attempt_at: 1, state: 'waiting' });
      return organisationId;
    }

    it('are served side by side: a long one takes no more than its share of a claim', async () => {
      const crowded = await crowd();
      const claimed = await claim({ perOrganisation: 12 });
      expect(claimed.filter((one) => one === crowded)).to.have.length(12);
      expect(claimed.filter((one) => one === ours())).to.have.length(1);
    });

    it('begin with the one that has waited longest, and a claim has its limit', async () => {
      const crowded = await crowd();
      expect(new Set(await claim({ limit: 20 }))).to.deep.equal(new Set([crowded]));
    });

    it('leave out those that the worker is busy with, abandoned scores too', async () => {
      const crowded = await crowd();
      await claim({ perOrganisation: 5 });
      w.service.clock.advance(61_000);
      expect(await claim({ without: [crowded] })).to.deep.equal([ours()]);
      expect(await claim({ without: [crowded, ours()] })).to.deep.equal([]);
    });

    it('take back what was not tried as if it had not been claimed', async () => {
      const grade = firstOf(await w.claim());
      const back = (more: { reason?: string; retryAfterSeconds?: number } = {}) =>
        w.report(grade, 'put_back', more);
      await back();
      expect(await w.gradeOf(w.mentee)).to.include({ state: 'waiting', attempts: 0, reason: null });
      const again = firstOf(await w.claim());
      expect(again).to.include({ attempts: 1, generation: grade.generation });
      expect(again.timestampSeconds).to.be.greaterThan(grade.timestampSeconds);
      await back({ reason: 'resting', retryAfterSeconds: 600 });
      w.service.clock.advance(599_000);
      expect(await w.claim()).to.deep.equal([]);
      w.service.clock.advance(1000);
      expect(firstOf(await w.claim()).attempts).to.equal(1);
    });

    it('take back nothing that a newer value has replaced', async () => {
      const grade = firstOf(await w.claim());
      await w.db('grades').update({ generation: grade.generation + 1 });
      expect(await w.report(grade, 'put_back')).to.deep.equal({ recorded: 0 });
    });
  });
});
