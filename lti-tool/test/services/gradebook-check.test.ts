import { expect } from 'chai';
import { resultsUrl } from '../../lti/ags-client.js';
import { AGS_RESULT_READ, REQUESTED_SCOPES } from '../../lti/lti-scopes.js';
import { registrationDocument } from '../../lti/registration-document.js';
import { portOfTests } from '../support/ports.js';
import { type ScriptedLms, scriptedLms } from './scripted-lms.js';
import { eachDatabase, startWorld, type World } from './support.js';

const PORTS = { lms: await portOfTests(), tool: await portOfTests() };
const MINUTE = 60_000;

describe('reading the gradebook back', () => {
  it('is asked for at registration', () => {
    const document = registrationDocument('https://mentor.example', {
      issuer: 'https://lms.example',
      authorization_endpoint: 'https://lms.example/auth',
      token_endpoint: 'https://lms.example/token',
      jwks_uri: 'https://lms.example/jwks',
      registration_endpoint: 'https://lms.example/register',
    });
    expect(String(document['scope']).split(' ')).to.include(
      'https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly',
    );
  });

  eachDatabase((db) => {
    let world: World;
    beforeEach(async () => {
      world = await startWorld(db(), PORTS);
    });
    afterEach(() => world.stop());

    const send = async (key: string, score: number) => {
      world.service.due({
        programmeId: world.programmeId,
        organisationId: world.organisationId,
        issuer: world.platform.issuer,
        subject: String(world.lms.user(key).id),
        score,
      });
      await world.services.grades.runOnce();
    };
    const read = (again = true) => world.services.gradebook.read(world.programmeId, again);
    const resultsOf = async (again = true) => {
      const reading = await read(again);
      if ('fault' in reading) throw new Error(reading.fault);
      return reading.results;
    };
    const faultOf = async () => {
      const reading = await read();
      return 'fault' in reading ? reading.fault : null;
    };
    const column = () => {
      const [item] = world.lms.state.lineItems;
      if (!item) throw new Error('no column');
      return item;
    };

    it('asks for the results of the column, without a limit, which Moodle crashes on', async () => {
      await send('mentee1', 75);
      await resultsOf();
      const asked = world.lms.calls.filter((call) => call.path.includes('/results'));
      expect(asked.map((call) => [call.status, call.path.includes('limit')])).to.deep.equal([
        [200, false],
      ]);
      expect(resultsUrl('https://lms/items/9?type_id=1')).to.equal(
        'https://lms/items/9/results?type_id=1',
      );
    });

    it('brings what stands there, a teacher’s own value too, on the scale of the column', async () => {
      await send('mentee1', 75);
      await send('mentee2', 0);
      await world.lms.gradeByHand(column().id, 'mentee3', 41);
      const { issuer } = world.platform;
      const subject = (key: string) => String(world.lms.user(key).id);
      expect(await resultsOf()).to.have.deep.members([
        { issuer, subject: subject('mentee1'), score: 75, maximum: 100 },
        // Moodle says a zero as it says nothing.
        { issuer, subject: subject('mentee2'), score: null, maximum: 1 },
        { issuer, subject: subject('mentee3'), score: 41, maximum: 100 },
      ]);
    });

    it('changes nothing, neither there nor here', async () => {
      await send('mentee1', 75);
      const grades = JSON.stringify([world.lms.state.grades, world.service.grades]);
      await read();
      expect(JSON.stringify([world.lms.state.grades, world.service.grades])).to.equal(grades);
      const methods = world.lms.calls.slice(-1).map((call) => call.method);
      expect(methods).to.deep.equal(['GET']);
    });

    it('remembers a reading for some minutes, and reads anew when asked', async () => {
      await send('mentee1', 75);
      await read();
      await world.lms.gradeByHand(column().id, 'mentee1', 12);
      const scores = async (again: boolean) => (await resultsOf(again)).map((one) => one.score);
      expect(await scores(false)).to.deep.equal([75]);
      expect(await scores(true)).to.deep.equal([12]);
      await world.lms.gradeByHand(column().id, 'mentee1', 13);
      world.clock.advance(11 * MINUTE);
      expect(await scores(false)).to.deep.equal([13]);
    });

    it('says that there is no column yet, or none any more', async () => {
      expect(await faultOf()).to.equal('no_column');
      await send('mentee1', 75);
      world.lms.state.lineItems.splice(0);
      expect(await faultOf()).to.equal('column_gone');
    });

    it('says that the LMS did not grant it, by the launch or by the token', async () => {
      await send('mentee1', 75);
      expect((await world.services.gradebook.status(world.programmeId)).readable).to.equal(true);
      const scopes = REQUESTED_SCOPES.filter((scope) => scope !== AGS_RESULT_READ);
      const [tool] = world.lms.state.tools;
      if (!tool) throw new Error('no tool');
      tool.scopes = [...scopes];
      expect(await faultOf()).to.equal('unauthorised');
      await db()('lti_contexts').update({ ags_scopes: JSON.stringify(scopes) });
      expect(await faultOf()).to.equal('not_granted');
      expect((await world.services.gradebook.status(world.programmeId)).readable).to.equal(false);
    });

    it('says that the LMS is busy or away, and remembers no failure', async () => {
      await send('mentee1', 75);
      await world.lms.setGradeService(false);
      expect(await faultOf()).to.equal('busy');
      await world.lms.setGradeService(true);
      expect(await resultsOf(false)).to.have.length(1);
      await world.lms.close();
      expect(await faultOf()).to.equal('unreachable');
    });

    it('a score that is sent does not touch what a teacher locked, and takes an emptied cell', async () => {
      await send('mentee1', 75);
      await world.lms.gradeByHand(column().id, 'mentee1', 12);
      world.clock.advance(2000);
      await send('mentee1', 80);
      expect((await resultsOf())[0]?.score).to.equal(12);
      await world.lms.gradeByHand(column().id, 'mentee1', null);
      world.clock.advance(2000);
      await send('mentee1', 80);
      expect((await resultsOf())[0]?.score).to.equal(80);
    });

    describe('of an LMS with pages', () => {
      let lms: ScriptedLms;
      const page = (ids: readonly number[]) =>
        JSON.stringify(
          ids.map((id) => ({ userId: String(id), resultScore: 0.5, resultMaximum: 1 })),
        );
      beforeEach(async () => {
        lms = await scriptedLms(world);
        lms.due('1', 50);
        await world.services.grades.runOnce();
      });
      afterEach(() => lms.close());
      const subjects = async () => {
        const reading = await world.services.gradebook.read(lms.programmeId, true);
        return 'fault' in reading ? reading.fault : reading.results.map((one) => one.subject);
      };

      it('reads every page', async () => {
        lms.results = (req, res) => {
          const second = req.url?.includes('page=2');
          const next = { link: `<${lms.url}/lineitems/1/lineitem/results?page=2>; rel="next"` };
          res.writeHead(200, second ? {} : next).end(page(second ? [3] : [1, 2]));
        };
        expect(await subjects()).to.deep.equal(['1', '2', '3']);
      });

      it('does not go round in circles, nor to another address with the token', async () => {
        const link = (to: string) =>
          (lms.results = (_req, res) => {
            res.writeHead(200, { link: `<${to}>; rel="next"` }).end(page([1]));
          });
        link(`${lms.url}/lineitems/1/lineitem/results`);
        expect(await subjects()).to.equal('refused');
        link('http://127.0.0.1:1/results');
        expect(await subjects(), 'a part is not taken for all').to.equal('refused');
      });

      it('takes thousands of people in one answer', async () => {
        const ids = Array.from({ length: 5000 }, (_, n) => n);
        lms.results = (_req, res) => res.writeHead(200).end(page(ids));
        expect(await subjects()).to.have.length(5000);
      });

      it('takes nothing for results that is none', async () => {
        lms.results = (_req, res) => res.writeHead(200).end('<html>Войдите</html>');
        expect(await subjects()).to.equal('busy');
        lms.results = (_req, res) => res.writeHead(400).end();
        expect(await subjects()).to.equal('refused');
        lms.results = (_req, res) => res.writeHead(403).end();
        expect(await subjects()).to.equal('not_granted');
      });
    });
  });
});
