import { expect } from 'chai';
import { useSqlite } from '../support/databases.js';
import { launchOnce, newBrowser } from '../support/launch-browser.js';
import { type LaunchTool, startLaunchTool } from '../support/launch-tool.js';
import { ROLE, startTestPlatform, type TestPlatform } from '../support/test-platform.js';
import { shown } from './facts.js';
import { type Before, expectNothingLeft, expectRefused, before as stateOf } from './refusal.js';
import { REFUSED_TOKENS } from './refuse-cases.js';

const CLAIM = 'https://purl.imsglobal.org/spec/lti/claim';

describe('certification: tokens that are refused', () => {
  const openDb = useSqlite();
  let tool: LaunchTool;
  let platform: TestPlatform;

  before(async () => {
    tool = await startLaunchTool(await openDb());
    platform = await startTestPlatform(tool.url);
    await tool.register(platform);
    // Deployment and course are known: what follows is refused for its own reason.
    const first = await launchOnce(newBrowser(), tool.url, platform);
    expect(first.status).to.equal(303);
  });
  after(async () => {
    await tool.close();
    await platform.close();
  });

  for (const role of ['instructor', 'learner'] as const) {
    describe(`as ${role}`, () => {
      for (const one of REFUSED_TOKENS) {
        it(one.name, async function () {
          // As after a start: who sends rubbish must not make the tool ask for keys.
          tool.forgetKeys();
          let then: Before | undefined;
          const response = await launchOnce(newBrowser(), tool.url, platform, {
            claims: { [`${CLAIM}/roles`]: [ROLE[role]], ...one.claims?.() },
            token: async (claims) => {
              then = await stateOf(tool, platform);
              return one.token ? one.token(platform, claims) : platform.sign(claims);
            },
          });
          const result = await expectRefused(tool, response, one.reason);
          await expectNothingLeft(tool, platform, then as Before, one.needsKey ? 1 : 0);
          shown(this, { sent: one.sent, result });
        });
      }
    });
  }

  it('an unknown kid with the keys at hand: the keyset is asked once more, then not for a minute', async function () {
    const fresh = await startTestPlatform(tool.url, 'client-9');
    await tool.register(fresh);
    await launchOnce(newBrowser(), tool.url, fresh);
    const unknown = () =>
      launchOnce(newBrowser(), tool.url, fresh, {
        token: (claims) => fresh.sign(claims, { kid: 'never-published' }),
      });
    const first = await stateOf(tool, fresh);
    await expectRefused(tool, await unknown(), 'kid_unknown');
    expect(fresh.jwksRequests()).to.equal(first.keyRequests + 1);
    const result = await expectRefused(tool, await unknown(), 'kid_unknown');
    expect(fresh.jwksRequests()).to.equal(first.keyRequests + 1);
    await fresh.close();
    shown(this, { sent: 'two tokens with a `kid` that nobody published', result });
  });

  it('a key that the platform has just changed: found by asking once more', async function () {
    const fresh = await startTestPlatform(tool.url, 'client-10');
    await tool.register(fresh);
    await launchOnce(newBrowser(), tool.url, fresh);
    await fresh.rotateKey();
    const launched = await launchOnce(newBrowser(), tool.url, fresh);
    expect(launched.status).to.equal(303);
    expect(fresh.jwksRequests()).to.equal(2);
    await fresh.close();
    shown(this, {
      sent: 'a token signed with a new key',
      result: 'enters, one request for the keyset',
    });
  });

  it('a deployment that nobody has named, of a tool that several colleges share', async function () {
    const shared = await startTestPlatform(tool.url, 'client-11');
    await tool.register(shared, { productFamily: 'BlackboardLearn' });
    let then: Before | undefined;
    const response = await launchOnce(newBrowser(), tool.url, shared, {
      token: async (claims) => {
        then = await stateOf(tool, shared);
        return shared.sign(claims);
      },
    });
    const result = await expectRefused(tool, response, 'deployment_unknown');
    await expectNothingLeft(tool, shared, then as Before, 1);
    await shared.close();
    shown(this, { sent: 'a valid launch of Blackboard from a new deployment', result });
  });
});
