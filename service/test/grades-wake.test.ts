import { expect } from 'chai';
import { firstOf, gradeWorld } from './support/grade-world.js';
import { eachDatabase } from './support/harness.js';

eachDatabase((openDb) => {
  describe('grades that wait for their course', () => {
    const world = gradeWorld(openDb);

    const wake = () =>
      world.service.system.wakeGrades({ programmeId: world.programme.programmeId });

    it('are due at once when a launch has brought it', async () => {
      const grade = firstOf(await world.claim());
      await world.report(grade, 'retry', { reason: 'no_lms_course', retryAfterSeconds: 3600 });
      expect(await world.claim()).to.have.length(0);
      expect(await wake()).to.deep.equal({ woken: 1 });
      expect(await world.claim()).to.have.length(1);
    });

    it('are due at once when the rest of their LMS was ended', async () => {
      const grade = firstOf(await world.claim());
      await world.report(grade, 'retry', { reason: 'resting', retryAfterSeconds: 900 });
      expect(await wake()).to.deep.equal({ woken: 1 });
    });

    it('are all sent again when they go to another column, which the journal says', async () => {
      await world.report(firstOf(await world.claim()), 'sent');
      expect(await wake()).to.deep.equal({ woken: 0 });
      const { programmeId } = world.programme;
      const moved = await world.service.system.wakeGrades({ programmeId, columnChanged: true });
      expect(moved).to.deep.equal({ woken: 1 });
      expect(firstOf(await world.claim()).generation).to.equal(2);
      const entries = await world.db('journal').where({
        programme_id: programmeId,
        action: 'grades.resend',
      });
      expect(entries).to.have.length(1);
      expect(entries[0]).to.include({ actor_id: null });
    });

    it('are left alone when they wait for something else', async () => {
      const grade = firstOf(await world.claim());
      await world.report(grade, 'retry', { reason: 'busy', retryAfterSeconds: 3600 });
      expect(await wake()).to.deep.equal({ woken: 0 });
      expect(await world.claim()).to.have.length(0);
    });
  });
});
