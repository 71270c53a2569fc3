import { expect } from 'chai';
import { portOfTests } from '../support/ports.js';
import type { FakeGrade } from './fake-service.js';
import { eachDatabase, startWorld, type World } from './support.js';

const PORTS = { lms: await portOfTests(), tool: await portOfTests() };
const HOUR = 3600_000;

describe('a course that is known through two registrations of the tool', () => {
  eachDatabase((db) => {
    let world: World;
    let again: Awaited<ReturnType<World['registerAgain']>>;
    beforeEach(async () => {
      world = await startWorld(db(), PORTS);
    });
    afterEach(() => world.stop());

    const due = (key: string, score = 75): FakeGrade =>
      world.service.due({
        programmeId: world.programmeId,
        organisationId: world.organisationId,
        issuer: world.platform.issuer,
        subject: String(world.lms.user(key).id),
        score,
      });
    const run = () => world.services.grades.runOnce();
    const launchedNow = (ltiContextId: string) =>
      db()('lti_contexts')
        .where({ lti_context_id: ltiContextId })
        .update({
          updated_at: world.clock.now() + 1000,
        });
    const valuesOf = (toolId: number) =>
      world.lms.state.lineItems
        .filter((item) => item.toolId === toolId)
        .flatMap((item) => world.lms.state.grades.filter((g) => g.lineItemId === item.id))
        .map((grade) => grade.value);

    it('goes by the one that answered last, whichever was launched from last', async () => {
      due('mentee1', 40);
      await run();
      again = await world.registerAgain();
      await launchedNow(again.ltiContextId);
      due('mentee2', 60);
      await run();
      expect(valuesOf(1)).to.have.members([40, 60]);
      expect(world.lms.state.lineItems, 'no second column').to.have.length(1);
    });

    it('the LMS has deleted the first: scores go by the second, those sent before too', async () => {
      due('mentee1', 40);
      await run();
      again = await world.registerAgain();
      await world.lms.removeTool(1);
      const grade = due('mentee2', 60);
      for (let i = 0; i < 4; i += 1) await run();
      expect(grade).to.include({ state: 'sent', reason: null });
      expect(valuesOf(again.toolId)).to.have.members([40, 60]);
      const calls = world.lms.calls.length;
      due('mentee3', 80);
      await run();
      // The second is asked first from now on: the score, and nothing of the deleted one.
      expect(world.lms.calls.slice(calls).map((call) => call.status)).to.deep.equal([200]);
    });

    it('the deleted one was launched from last and never answered: the other is tried', async () => {
      again = await world.registerAgain();
      await launchedNow(again.ltiContextId);
      await world.lms.removeTool(again.toolId);
      const grade = due('mentee1');
      await run();
      expect(grade.state).to.equal('sent');
      expect(valuesOf(1)).to.deep.equal([75]);
    });

    it('the deleted one rests already when the second is registered: its scores do not wait', async () => {
      due('mentee1', 40);
      await run();
      await world.lms.removeTool(1);
      const waiting = ['mentee2', 'mentee3', 'mentee4', 'mentee5', 'mentee6'].map((key) =>
        due(key),
      );
      await run();
      expect(world.services.circuit.restsUntil(world.platform.platformId)).to.be.a('number');
      again = await world.registerAgain();
      world.clock.advance(2000);
      for (let i = 0; i < 3; i += 1) await run();
      expect(waiting.map((grade) => grade.state)).to.deep.equal(waiting.map(() => 'sent'));
    });

    it('an LMS that is down is waited for: no column through the other registration', async () => {
      due('mentee1', 40);
      await run();
      again = await world.registerAgain();
      await world.lms.setGradeService(false);
      const grade = due('mentee2', 60);
      await run();
      expect(grade).to.include({ state: 'waiting', reason: 'busy' });
      await world.lms.setGradeService(true);
      world.clock.advance(HOUR);
      await run();
      expect(valuesOf(1)).to.have.members([40, 60]);
      expect(valuesOf(again.toolId)).to.deep.equal([]);
    });

    it('the roster comes by the second when the first is deleted', async () => {
      await world.lms.placeActivity(2, { title: 'Моё', toolId: 1 });
      await world.services.roster.syncNow(world.programmeId);
      again = await world.registerAgain();
      await world.lms.placeActivity(2, { title: 'Моё', toolId: again.toolId });
      await world.lms.removeTool(1);
      const result = await world.services.roster.syncNow(world.programmeId);
      expect(result.total).to.be.above(0);
      expect(world.service.rosters.at(-1)?.complete).to.equal(true);
    });
  });
});

describe('an LMS that rests', () => {
  eachDatabase((db) => {
    let world: World;
    beforeEach(async () => {
      world = await startWorld(db(), PORTS);
    });
    afterEach(() => world.stop());

    it('every process says until when; «try now» ends the rest in all of them', async () => {
      const waiting = [1, 2, 3, 4, 5, 6].map((n) =>
        world.service.due({
          programmeId: world.programmeId,
          organisationId: world.organisationId,
          issuer: world.platform.issuer,
          subject: String(world.lms.user(`mentee${n}`).id),
          score: 10 * n,
        }),
      );
      await world.lms.setGradeService(false);
      await world.services.grades.runOnce();
      const other = world.another();
      const { restsUntil } = await other.gradebook.status(world.programmeId);
      const until = world.services.circuit.restsUntil(world.platform.platformId);
      expect(restsUntil).to.equal(new Date(until ?? 0).toISOString());
      await world.lms.setGradeService(true);
      world.clock.advance(5000);
      await world.services.grades.runOnce();
      expect(waiting.at(-1)).to.include({ state: 'waiting', reason: 'resting' });
      await other.gradebook.tryNow(world.programmeId);
      expect((await other.gradebook.status(world.programmeId)).restsUntil).to.equal(null);
      await world.services.grades.runOnce();
      expect(waiting.map((grade) => grade.state)).to.deep.equal(waiting.map(() => 'sent'));
    });

    it('still down when asked to try: rests again after one failure', async () => {
      const dueOne = () =>
        world.service.due({
          programmeId: world.programmeId,
          organisationId: world.organisationId,
          issuer: world.platform.issuer,
          subject: String(world.lms.user('mentee1').id),
          score: 1,
        });
      dueOne();
      await world.services.grades.runOnce();
      await world.lms.setGradeService(false);
      for (let n = 0; n < 5; n += 1) dueOne();
      await world.services.grades.runOnce();
      await world.services.gradebook.tryNow(world.programmeId);
      world.clock.advance(2000);
      const calls = world.lms.calls.length;
      dueOne();
      await world.services.grades.runOnce();
      expect(world.lms.calls.length - calls).to.be.within(1, 4);
      const status = await world.services.gradebook.status(world.programmeId);
      expect(Date.parse(status.restsUntil ?? '')).to.be.above(world.clock.now());
    });
  });
});
