import { expect } from 'chai';
import type { DemoLms } from '../../../demo/lms/index.js';
import { scoresUrl } from '../../lti/ags-client.js';
import { PROGRESS_COLUMN } from '../../lti/progress-column.js';
import { portOfTests } from '../support/ports.js';
import type { FakeGrade } from './fake-service.js';
import { COURSE, eachDatabase, serveOn, startWorld, until, type World } from './support.js';

const PORTS = { lms: await portOfTests(), tool: await portOfTests() };

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const scorePosts = (lms: DemoLms) =>
  lms.calls.filter((c) => c.method === 'POST' && c.path.includes('/scores'));

describe('the address of scores', () => {
  const cases: [string, string][] = [
    [
      'http://lms/mod/lti/services.php/2/lineitems/2/lineitem?type_id=1',
      'http://lms/mod/lti/services.php/2/lineitems/2/lineitem/scores?type_id=1',
    ],
    [
      'https://lms/api/lti/courses/1/line_items/9',
      'https://lms/api/lti/courses/1/line_items/9/scores',
    ],
    ['https://lms/items/9/', 'https://lms/items/9/scores'],
    ['https://lms/items/9?a=1&b=%2F#x', 'https://lms/items/9/scores?a=1&b=%2F'],
  ];
  for (const [from, to] of cases) {
    it(`${from} → ${to}`, () => expect(scoresUrl(from)).to.equal(to));
  }
});

describe('delivery of grades', () => {
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

    it('makes the column once and sends score, comment and time', async () => {
      const grade = due('mentee1');
      due('mentee2', 100);
      await run();
      expect(world.service.grades.map((g) => g.state)).to.deep.equal(['sent', 'sent']);
      expect(columns()).to.have.length(1);
      expect(columns()[0]).to.include({
        label: PROGRESS_COLUMN.label,
        scoreMaximum: 100,
        resourceId: PROGRESS_COLUMN.resourceId,
      });
      expect(gradeOf('mentee1')).to.include({
        value: 75,
        comment: 'Встречи: 6 из 8',
        timestamp: grade.timestampSeconds,
      });
      const body = JSON.parse(scorePosts(world.lms).at(-1)?.body ?? '{}');
      expect(body.gradingProgress).to.equal('FullyGraded');
      expect(body.scoreMaximum).to.equal(100);
      // One for the columns, one for the scores, however many people.
      expect(world.lms.state.accessTokens).to.have.length(2);
    });

    it('finds a column that is there already, also one that deep linking made', async () => {
      await world.lms.placeActivity(COURSE, {
        title: 'Прогресс',
        gradable: true,
        resourceId: PROGRESS_COLUMN.resourceId,
        scoreMaximum: 10,
      });
      due('mentee1');
      await run();
      expect(columns()).to.have.length(1);
      expect(gradeOf('mentee1')?.value).to.equal(7.5);
    });

    it('two processes that need the column at once make one', async () => {
      for (const key of ['mentee1', 'mentee2', 'mentee3', 'mentee4']) due(key);
      const second = world.another();
      for (let round = 0; round < 5; round += 1) {
        await Promise.all([run(), second.grades.runOnce()]);
        world.clock.advance(4000);
      }
      expect(columns()).to.have.length(1);
      expect(world.service.grades.every((g) => g.state === 'sent')).to.equal(true);
    });

    it('makes the column anew when somebody deleted it in the LMS', async () => {
      due('mentee1');
      await run();
      world.lms.state.lineItems.splice(0);
      world.lms.state.grades.splice(0);
      due('mentee2', 40);
      await run();
      await run();
      expect(columns()).to.have.length(1);
      expect(gradeOf('mentee2')?.value).to.equal(40);
      expect(gradeOf('mentee1')?.value, 'went with the old column').to.equal(75);
    });

    it('a person who is no student is refused with the reason, the others go on', async () => {
      const teacher = due('mentor1');
      const student = due('mentee1');
      await run();
      expect(teacher).to.include({ state: 'refused', reason: 'user_not_student' });
      expect(student.state).to.equal('sent');
    });

    it('409: stamped anew and sent again', async () => {
      due('mentee1', 10);
      await run();
      const stored = gradeOf('mentee1');
      if (!stored) throw new Error('no grade');
      stored.timestamp += 2;
      const again = due('mentee1', 90);
      await run();
      expect(world.service.results.at(-1)?.outcome).to.equal('stale_timestamp');
      for (let i = 0; i < 4 && again.state !== 'sent'; i += 1) await run();
      expect(again.state).to.equal('sent');
      expect(gradeOf('mentee1')?.value).to.equal(90);
    });

    it('401: asks for a new token once and goes on', async () => {
      due('mentee1');
      await run();
      world.lms.state.accessTokens.splice(0);
      due('mentee2');
      await run();
      expect(world.service.grades.map((g) => g.state)).to.deep.equal(['sent', 'sent']);
      expect(scorePosts(world.lms).map((c) => c.status)).to.deep.equal([200, 401, 200]);
      expect(world.lms.state.accessTokens).to.have.length(1);
    });

    it('401 again with the new token: waits', async () => {
      due('mentee1');
      await run();
      const tool = world.lms.state.tools[0];
      if (!tool) throw new Error('no tool');
      tool.scopes = tool.scopes.filter((s) => !s.endsWith('/score'));
      world.lms.state.accessTokens.splice(0);
      const grade = due('mentee2');
      await run();
      expect(grade).to.include({ state: 'waiting', reason: 'unauthorised' });
    });

    it('503 with Retry-After: waits as long as it is asked to, and nothing more is sent meanwhile', async () => {
      due('mentee1');
      await run();
      const grade = due('mentee2');
      await world.lms.setGradeService(false, { status: 503, retryAfter: 120 });
      await run();
      expect(world.service.results.at(-1)).to.include({
        outcome: 'retry',
        reason: 'busy',
        retryAfterSeconds: 120,
      });
      await world.lms.setGradeService(true);
      const calls = world.lms.calls.length;
      const other = due('mentee3');
      await run();
      expect(other.reason).to.equal('resting');
      expect(world.lms.calls.length).to.equal(calls);
      world.clock.advance(121_000);
      await run();
      expect([grade.state, other.state]).to.deep.equal(['sent', 'sent']);
    });

    it('429 is no refusal', async () => {
      await world.lms.setGradeService(false, { status: 429 });
      const grade = due('mentee1');
      await run();
      expect(grade).to.include({ state: 'waiting', reason: 'busy' });
    });

    it('rests after five failures in a row and says until when', async () => {
      await world.lms.setGradeService(false);
      for (let i = 1; i <= 6; i += 1) due(`mentee${i}`);
      await run();
      const reached = world.lms.calls.length;
      expect(world.services.circuit.restsUntil(world.platform.platformId)).to.be.a('number');
      world.clock.advance(2000);
      await run();
      expect(world.lms.calls.length).to.equal(reached);
      await world.lms.setGradeService(true);
      world.clock.advance(65_000);
      await run();
      expect(world.service.grades.every((g) => g.state === 'sent')).to.equal(true);
    });

    it('an LMS that does not answer: later, and nothing is lost', async () => {
      const grade = due('mentee1');
      await world.lms.close();
      await run();
      expect(grade).to.include({ state: 'waiting', reason: 'unreachable' });
    });

    it('nothing goes to people of another LMS or to a platform that is switched off', async () => {
      const stranger = world.service.due({
        programmeId: world.programmeId,
        organisationId: world.organisationId,
        issuer: 'https://another.example',
        subject: '7',
        score: 5,
      });
      await run();
      expect(stranger.state).to.equal('not_graded');
      await db()('lti_platforms').update({ active: false });
      const grade = due('mentee1');
      await run();
      expect(grade).to.include({ state: 'waiting', reason: 'platform_disabled' });
      expect(scorePosts(world.lms)).to.have.length(0);
    });

    it('a course without a gradebook waits and says so', async () => {
      await db()('lti_contexts').update({ lineitems_url: null, ags_scopes: '[]' });
      const grade = due('mentee1');
      await run();
      expect(grade).to.include({ state: 'waiting', reason: 'no_gradebook' });
    });

    it('tokens are sealed in the database', async () => {
      due('mentee1');
      await run();
      const rows = (await db()('lti_access_tokens').select('token_sealed')) as {
        token_sealed: string;
      }[];
      expect(rows).not.to.have.length(0);
      for (const { token } of world.lms.state.accessTokens) {
        expect(JSON.stringify(rows)).not.to.include(token);
      }
    });

    it('a result that could not be recorded is no loss: the score is claimed and sent again', async () => {
      const grade = due('mentee1');
      world.service.failing.add('recordGradeResult');
      await run();
      expect(grade.state).to.equal('sending');
      world.service.failing.clear();
      world.clock.advance(61_000);
      await run();
      expect(grade.state).to.equal('sent');
      expect(gradeOf('mentee1')?.value).to.equal(75);
    });

    it('wakes at once when kicked, and stops when what is on its way has ended', async () => {
      world.services.grades.start();
      world.services.grades.kick();
      await pause(50);
      const grade = due('mentee1');
      // It looks by itself only once an hour here.
      world.services.grades.kick();
      await until(() => grade.state === 'sent');
      due('mentee2');
      world.services.grades.kick();
      await world.services.grades.stop();
      expect(world.service.grades.map((g) => g.state)).not.to.include('sending');
    });
  });
});

describe('a platform with other manners', () => {
  eachDatabase((db) => {
    it('follows no redirect with the token and takes no HTML for a column', async () => {
      const world = await startWorld(db(), PORTS);
      const stranger: string[] = [];
      const other = await serveOn(await portOfTests(), (req, res) => {
        stranger.push(req.url ?? '');
        res.writeHead(302, { location: `http://127.0.0.1:8383/steal` }).end();
      });
      try {
        await db()('lti_contexts').update({ lineitems_url: `${other.url}/lineitems` });
        const grade = world.service.due({
          programmeId: world.programmeId,
          organisationId: world.organisationId,
          issuer: world.platform.issuer,
          subject: '9',
          score: 1,
        });
        await world.services.grades.runOnce();
        expect(grade).to.include({ state: 'waiting', reason: 'unreachable' });
        expect(stranger).to.have.length(1);
      } finally {
        await other.close();
        await world.stop();
      }
    });
  });
});
