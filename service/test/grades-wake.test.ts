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

    it('are left alone when they wait for something else', async () => {
      const grade = firstOf(await world.claim());
      await world.report(grade, 'retry', { reason: 'busy', retryAfterSeconds: 3600 });
      expect(await wake()).to.deep.equal({ woken: 0 });
      expect(await world.claim()).to.have.length(0);
    });
  });
});
