import { expect } from 'chai';
import { launchColumns } from '../../lti/launch-column.js';
import { PROGRESS_COLUMN } from '../../lti/progress-column.js';
import { portOfTests } from '../support/ports.js';
import type { FakeGrade } from './fake-service.js';
import { COURSE, eachDatabase, startWorld, type World } from './support.js';

const PORTS = { lms: await portOfTests(), tool: await portOfTests() };

describe('the column that scores go to', () => {
  eachDatabase((db) => {
    let world: World;
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
    const columns = () => world.lms.state.lineItems;
    const gradeOf = (key: string) =>
      world.lms.state.grades.find((g) => g.userId === world.lms.user(key).id);
    const run = () => world.services.grades.runOnce();

    /** What a launch of an activity with a column says of it. */
    const launched = (lineItemId: number | undefined, page = 'progress') => ({
      platformId: world.platform.platformId,
      deploymentId: '1',
      contextId: String(COURSE),
      page,
      lineItemUrl: `${world.lms.url}/mod/lti/services.php/${COURSE}/lineitems/${lineItemId}/lineitem?type_id=1`,
      title: 'Мой прогресс',
    });
    const adopt = (column: ReturnType<typeof launched>) =>
      launchColumns(db(), world.clock).adopt(column, (programmeId) =>
        world.service
          .as({ kind: 'system', name: 'test' })
          .wakeGrades({ programmeId, columnChanged: true }),
      );
    const gradesIn = (lineItemId: number | undefined) =>
      world.lms.state.grades.filter((g) => g.lineItemId === lineItemId).map((g) => g.value);
    const columnNow = async () => (await world.services.gradebook.status(world.programmeId)).column;
    const graded = { title: 'Мой прогресс', gradable: true };
    const ofDeepLinking = {
      ...graded,
      resourceId: PROGRESS_COLUMN.resourceId,
      tag: PROGRESS_COLUMN.tag,
    };

    it('takes the column of the placed home activity, never that of another page, and only the first', async () => {
      const { lineItem } = await world.lms.placeActivity(COURSE, { title: 'Моё', gradable: true });
      await adopt(launched(lineItem?.id, 'meetings'));
      expect(await db()('lti_line_items').select()).to.have.length(0);
      await adopt(launched(lineItem?.id, ''));
      await adopt(launched(99));
      due('mentee1');
      await run();
      expect(columns()).to.have.length(1);
      expect(gradeOf('mentee1')).to.include({ lineItemId: lineItem?.id, value: 75 });
      expect(world.service.moved, 'nothing had gone elsewhere').to.deep.equal([]);
    });

    it('finds by its tag the column of an LMS that keeps no resourceId', async () => {
      const { lineItem } = await world.lms.placeActivity(COURSE, {
        ...graded,
        tag: PROGRESS_COLUMN.tag,
      });
      due('mentee1');
      await run();
      expect(columns()).to.have.length(1);
      expect(gradesIn(lineItem?.id)).to.deep.equal([75]);
    });

    it('never takes a column of another resource that bears the same tag', async () => {
      await world.lms.placeActivity(COURSE, {
        ...graded,
        resourceId: 'another',
        tag: PROGRESS_COLUMN.tag,
      });
      due('mentee1');
      await run();
      expect(columns()).to.have.length(2);
      expect(gradesIn(columns()[0]?.id)).to.deep.equal([]);
    });

    it('an activity with a column is placed after ours was made: its launch takes over every score', async () => {
      due('mentee1', 40);
      await run();
      expect(await columnNow()).to.deep.include({ origin: 'own', replaced: false });
      const { lineItem } = await world.lms.placeActivity(COURSE, graded);
      await adopt(launched(lineItem?.id));
      due('mentee2', 60);
      await run();
      expect(gradesIn(lineItem?.id)).to.have.members([40, 60]);
      expect(await columnNow()).to.deep.equal({
        name: 'Мой прогресс',
        origin: 'link',
        replaced: true,
      });
      expect(world.service.moved).to.deep.equal([world.programmeId]);
    });

    it('finds such a column without a launch too, within a quarter of an hour', async () => {
      due('mentee1', 40);
      await run();
      const { lineItem } = await world.lms.placeActivity(COURSE, ofDeepLinking);
      due('mentee2', 60);
      await run();
      expect(gradesIn(lineItem?.id), 'not looked for at each score').to.deep.equal([]);
      world.clock.advance(16 * 60_000);
      due('mentee3', 80);
      await run();
      for (let i = 0; i < 4; i += 1) await run();
      expect(gradesIn(lineItem?.id)).to.have.members([40, 60, 80]);
      expect(columns()).to.have.length(2);
    });

    it('of two graded activities the second gets nothing, and the page can say so', async () => {
      const first = await world.lms.placeActivity(COURSE, graded);
      const second = await world.lms.placeActivity(COURSE, { ...graded, title: 'Ещё прогресс' });
      const status = () => world.services.gradebook.status(world.programmeId);
      await adopt(launched(first.lineItem?.id));
      expect((await status()).other).to.equal(null);
      await adopt({ ...launched(second.lineItem?.id), title: 'Ещё прогресс' });
      due('mentee1');
      await run();
      expect(gradesIn(first.lineItem?.id)).to.deep.equal([75]);
      expect(gradesIn(second.lineItem?.id)).to.deep.equal([]);
      expect(await status()).to.deep.include({ other: 'Ещё прогресс' });
      // The second is taken away: a look into the gradebook finds that out.
      await world.lms.removeActivity(second.activity.cmid);
      await world.services.gradebook.read(world.programmeId, true);
      expect((await status()).other).to.equal(null);
    });

    it('of two graded activities the first is deleted: the second takes over every score', async () => {
      const first = await world.lms.placeActivity(COURSE, graded);
      const second = await world.lms.placeActivity(COURSE, graded);
      await adopt(launched(first.lineItem?.id));
      await adopt(launched(second.lineItem?.id));
      due('mentee1', 40);
      await run();
      await world.lms.removeActivity(first.activity.cmid);
      due('mentee2', 60);
      for (let i = 0; i < 3; i += 1) await run();
      expect(columns(), 'no third column').to.have.length(1);
      expect(gradesIn(second.lineItem?.id)).to.have.members([40, 60]);
      expect(await world.services.gradebook.status(world.programmeId)).to.deep.include({
        other: null,
      });
    });

    it('a teacher changes the maximum of the column: ours stays 100, and the share is right', async () => {
      due('mentee1', 40);
      await run();
      const [column] = columns();
      if (!column) throw new Error('no column');
      column.scoreMaximum = 20;
      due('mentee2', 75);
      await run();
      expect(gradeOf('mentee2')?.value).to.equal(15);
      const sent = world.lms.calls.filter((call) => call.path.includes('/scores')).at(-1);
      expect(JSON.parse(sent?.body ?? '{}')).to.include({ scoreGiven: 75, scoreMaximum: 100 });
      expect(columns(), 'and the teacher’s column is left as it is').to.have.length(1);
      expect(column.scoreMaximum).to.equal(20);
    });

    it('a score that goes down goes down in the gradebook', async () => {
      due('mentee1', 90);
      await run();
      const lower = due('mentee1', 35);
      lower.timestampSeconds = gradeOf('mentee1')?.timestamp ?? 0;
      await run();
      expect(gradeOf('mentee1')?.value).to.equal(35);
    });

    it('scores that went to another column are sent again though the process died in between', async () => {
      due('mentee1', 40);
      await run();
      const { lineItem } = await world.lms.placeActivity(COURSE, graded);
      const died = launchColumns(db(), world.clock).adopt(launched(lineItem?.id), async () => {
        throw new Error('died');
      });
      expect(await died.catch((error: Error) => error.message)).to.equal('died');
      due('mentee2', 60);
      await run();
      await run();
      expect(gradesIn(lineItem?.id)).to.have.members([40, 60]);
    });
  });
});
