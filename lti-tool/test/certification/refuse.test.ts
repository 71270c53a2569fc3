import { expect } from 'chai';
import type { JWTPayload } from 'jose';
import { useSqlite } from '../support/databases.js';
import { launchOnce, login, newBrowser } from '../support/launch-browser.js';
import { type LaunchTool, startLaunchTool } from '../support/launch-tool.js';
import {
  type Claims,
  ROLE,
  startTestPlatform,
  type TestPlatform,
  unsigned,
} from '../support/test-platform.js';

const CLAIM = 'https://purl.imsglobal.org/spec/lti/claim';
const now = () => Math.floor(Date.now() / 1000);

interface Case {
  name: string;
  reason: string;
  status?: number;
  claims?: () => Claims;
  token?: (platform: TestPlatform, claims: JWTPayload) => string | Promise<string>;
}

/** lti.md §3, what a tool must refuse. */
const CASES: Case[] = [
  {
    name: 'no kid',
    reason: 'kid_missing',
    token: (platform, claims) => platform.sign(claims, { kid: undefined }),
  },
  {
    name: 'an unknown kid',
    reason: 'kid_unknown',
    token: (platform, claims) => platform.sign(claims, { kid: 'never-published' }),
  },
  {
    name: 'a wrong LTI version',
    reason: 'version',
    claims: () => ({ [`${CLAIM}/version`]: '1.1' }),
  },
  {
    name: 'no LTI version',
    reason: 'version',
    claims: () => ({ [`${CLAIM}/version`]: undefined }),
  },
  {
    name: 'a JWT that is no LTI 1.3 launch',
    reason: 'not_lti',
    claims: () => ({ [`${CLAIM}/version`]: undefined, [`${CLAIM}/message_type`]: undefined }),
  },
  { name: 'no JWT at all', reason: 'token_malformed', token: () => 'no.jwt' },
  { name: 'a JWT of broken JSON', reason: 'token_malformed', token: () => 'e30x.bm8.c2ln' },
  {
    name: 'no LTI claims but version and type',
    reason: 'claim',
    claims: () => ({
      [`${CLAIM}/deployment_id`]: undefined,
      [`${CLAIM}/roles`]: undefined,
      [`${CLAIM}/resource_link`]: undefined,
      [`${CLAIM}/target_link_uri`]: undefined,
    }),
  },
  { name: 'no iat', reason: 'claim', claims: () => ({ iat: undefined }) },
  { name: 'no exp', reason: 'claim', claims: () => ({ exp: undefined }) },
  { name: 'an iat that is text', reason: 'claim', claims: () => ({ iat: String(now()) }) },
  {
    name: 'an exp that is past',
    reason: 'time',
    claims: () => ({ iat: now() - 130, exp: now() - 70 }),
  },
  {
    name: 'an iat in the future',
    reason: 'time',
    claims: () => ({ iat: now() + 120, exp: now() + 180 }),
  },
  {
    name: 'an iat before the login',
    reason: 'time',
    claims: () => ({ iat: now() - 3600, exp: now() + 3600 }),
  },
  { name: 'an exp before iat', reason: 'time', claims: () => ({ exp: now() - 5 }) },
  { name: 'an nbf in the future', reason: 'time', claims: () => ({ nbf: now() + 120 }) },
  {
    name: 'no message_type',
    reason: 'message_type',
    claims: () => ({ [`${CLAIM}/message_type`]: undefined }),
  },
  {
    name: 'an unknown message_type',
    reason: 'message_type',
    claims: () => ({ [`${CLAIM}/message_type`]: 'LtiSubmissionReviewRequest' }),
  },
  { name: 'no roles', reason: 'claim', claims: () => ({ [`${CLAIM}/roles`]: undefined }) },
  {
    name: 'no deployment_id',
    reason: 'claim',
    claims: () => ({ [`${CLAIM}/deployment_id`]: undefined }),
  },
  {
    name: 'a deployment_id that is not the one of the login',
    reason: 'deployment',
    claims: () => ({ [`${CLAIM}/deployment_id`]: '99' }),
  },
  {
    name: 'no resource_link',
    reason: 'claim',
    claims: () => ({ [`${CLAIM}/resource_link`]: undefined }),
  },
  {
    name: 'a resource_link without id',
    reason: 'claim',
    claims: () => ({ [`${CLAIM}/resource_link`]: { title: 'x' } }),
  },
  {
    name: 'no target_link_uri',
    reason: 'claim',
    claims: () => ({ [`${CLAIM}/target_link_uri`]: undefined }),
  },
  {
    name: 'a foreign target_link_uri',
    reason: 'target_foreign',
    claims: () => ({ [`${CLAIM}/target_link_uri`]: 'https://elsewhere.example/lti/launch' }),
  },
  { name: 'alg none', reason: 'algorithm', token: (_platform, claims) => unsigned(claims) },
  {
    name: 'HS256 with the public key',
    reason: 'algorithm',
    token: (platform, claims) => platform.signByPublicKey(claims),
  },
  {
    name: 'a signature by another key',
    reason: 'signature',
    token: (platform, claims) => platform.signByStranger(claims),
  },
  {
    name: 'claims changed after signing',
    reason: 'signature',
    token: async (platform, claims) => {
      const [header, , signature] = (await platform.sign(claims)).split('.');
      const body = Buffer.from(JSON.stringify({ ...claims, sub: 'somebody-else' }));
      return `${header}.${body.toString('base64url')}.${signature}`;
    },
  },
  { name: 'a wrong aud', reason: 'audience', claims: () => ({ aud: 'another-tool' }) },
  { name: 'no aud', reason: 'claim', claims: () => ({ aud: undefined }) },
  {
    name: 'an aud list with a wrong azp',
    reason: 'azp',
    claims: () => ({ aud: ['client-1', 'another-tool'], azp: 'another-tool' }),
  },
  {
    name: 'an aud list of several without azp',
    reason: 'azp',
    claims: () => ({ aud: ['client-1', 'another-tool'] }),
  },
  {
    name: 'a wrong issuer',
    reason: 'platform_unknown',
    claims: () => ({ iss: 'https://lms.elsewhere.example' }),
  },
  { name: 'a nonce that was never issued', reason: 'nonce', claims: () => ({ nonce: 'made-up' }) },
  { name: 'no nonce', reason: 'claim', claims: () => ({ nonce: undefined }) },
  { name: 'a sub that is no text', reason: 'claim', claims: () => ({ sub: 7 }) },
];

describe('certification: launches that are refused', () => {
  const openDb = useSqlite();
  let tool: LaunchTool;
  let platform: TestPlatform;

  before(async () => {
    tool = await startLaunchTool(await openDb());
    platform = await startTestPlatform(tool.url);
    await tool.register(platform);
    // Keys are known, deployment and course too: what follows is refused for its own reason.
    const first = await launchOnce(newBrowser(), tool.url, platform);
    expect(first.status).to.equal(303);
  });
  after(async () => {
    await tool.close();
    await platform.close();
  });

  async function counts(): Promise<Record<string, number>> {
    const result: Record<string, number> = {};
    for (const table of ['lti_sessions', 'lti_deployments', 'lti_contexts', 'lti_used_codes']) {
      const [row] = (await tool.db(table).count({ n: '*' })) as [{ n: number }];
      result[table] = Number(row.n);
    }
    return result;
  }

  /** The page is ours, says the reference number that is also in the log, and nothing was stored. */
  async function expectRefused(response: Response, reason: string, status?: number): Promise<void> {
    const html = await response.text();
    expect(response.headers.get('content-type')).to.match(/^text\/html/);
    expect(tool.failures.at(-1), html.slice(0, 300)).to.equal(reason);
    if (status === undefined) expect(response.status).to.be.within(400, 499);
    else expect(response.status).to.equal(status);
    const reference = /<code>([0-9a-f]{12})<\/code>/.exec(html)?.[1];
    expect(reference, 'reference number').to.be.a('string');
    expect(
      tool.log.some((line) => line['reference'] === reference && line['reason'] === reason),
    ).to.equal(true);
    expect(html).to.match(/Кто поможет|Что сделать/);
    expect(response.headers.getSetCookie().some((c) => c.startsWith('nastavnik='))).to.equal(false);
  }

  for (const role of ['instructor', 'learner'] as const) {
    describe(`as ${role}`, () => {
      for (const one of CASES) {
        it(one.name, async () => {
          const before = await counts();
          const entered = tool.api.entered.length;
          const response = await launchOnce(newBrowser(), tool.url, platform, {
            claims: { [`${CLAIM}/roles`]: [ROLE[role]], ...one.claims?.() },
            token: (claims) => (one.token ? one.token(platform, claims) : platform.sign(claims)),
          });
          await expectRefused(response, one.reason, one.status);
          expect(await counts()).to.deep.equal(before);
          expect(tool.api.entered.length).to.equal(entered);
        });
      }
    });
  }

  it('a replayed id_token, with its state', async () => {
    const browser = newBrowser();
    const page = await login(browser, tool.url, platform);
    const fields = {
      state: page.state,
      id_token: await platform.sign(platform.claims(page.nonce)),
    };
    const cookies = new Map(browser.cookies);
    expect((await browser.post(`${tool.url}/lti/launch`, fields)).status).to.equal(303);
    for (const [name, value] of cookies) browser.cookies.set(name, value);
    await expectRefused(await browser.post(`${tool.url}/lti/launch`, fields), 'state_used');
  });

  it('a replayed id_token with a new state', async () => {
    const browser = newBrowser();
    const first = await login(browser, tool.url, platform);
    const idToken = await platform.sign(platform.claims(first.nonce));
    await browser.post(`${tool.url}/lti/launch`, { state: first.state, id_token: idToken });
    const second = await login(browser, tool.url, platform);
    const again = await browser.post(`${tool.url}/lti/launch`, {
      state: second.state,
      id_token: idToken,
    });
    await expectRefused(again, 'nonce');
  });

  it('no state', async () => {
    const page = await login(newBrowser(), tool.url, platform);
    const idToken = await platform.sign(platform.claims(page.nonce));
    await expectRefused(
      await newBrowser().post(`${tool.url}/lti/launch`, { id_token: idToken }),
      'form_malformed',
    );
  });

  it('a state that was never issued', async () => {
    const idToken = await platform.sign(platform.claims('nonce'));
    const state = 'A'.repeat(43);
    const response = await newBrowser().post(`${tool.url}/lti/launch`, {
      state,
      id_token: idToken,
    });
    await expectRefused(response, 'state_unknown');
  });

  it('a state of another browser', async () => {
    const page = await login(newBrowser(), tool.url, platform);
    const other = newBrowser();
    const idToken = await platform.sign(platform.claims(page.nonce));
    const name = `nastavnik-login-${page.state.slice(0, 8)}`;
    other.cookies.set(name, 'another-browsers-binding-secret');
    const response = await other.post(`${tool.url}/lti/launch`, {
      state: page.state,
      id_token: idToken,
    });
    await expectRefused(response, 'binding_wrong', 403);
  });

  it('a state whose ten minutes are over', async () => {
    const browser = newBrowser();
    const page = await login(browser, tool.url, platform);
    tool.clock.shift(10 * 60_000);
    const claims = platform.claims(page.nonce, { iat: now() + 600, exp: now() + 660 });
    const fields = { state: page.state, id_token: await platform.sign(claims) };
    const response = await browser.post(`${tool.url}/lti/launch`, fields);
    tool.clock.shift(-10 * 60_000);
    await expectRefused(response, 'state_expired');
  });

  it('an answer of another platform to our login', async () => {
    const other = await startTestPlatform(tool.url, 'client-2');
    await tool.register(other);
    const browser = newBrowser();
    const page = await login(browser, tool.url, platform);
    const idToken = await other.sign(other.claims(page.nonce));
    const response = await browser.post(`${tool.url}/lti/launch`, {
      state: page.state,
      id_token: idToken,
    });
    await expectRefused(response, 'issuer');
    await other.close();
  });

  it('an error instead of a token', async () => {
    const page = await login(newBrowser(), tool.url, platform);
    const fields = { state: page.state, error: 'login_required' };
    await expectRefused(
      await newBrowser().post(`${tool.url}/lti/launch`, fields),
      'platform_error',
    );
  });

  it('a platform that was disabled, at login and at launch, within five seconds', async () => {
    const other = await startTestPlatform(tool.url, 'client-3');
    const { platformId } = await tool.register(other);
    const browser = newBrowser();
    const page = await login(browser, tool.url, other);
    await tool.db('lti_platforms').where({ platform_id: platformId }).update({ active: false });
    tool.clock.shift(5_000);
    const idToken = await other.sign(other.claims(page.nonce));
    const fields = { state: page.state, id_token: idToken };
    const launched = await browser.post(`${tool.url}/lti/launch`, fields);
    await expectRefused(launched, 'platform_disabled', 403);
    const again = await login(browser, tool.url, other);
    expect(again.response.status).to.equal(403);
    tool.clock.shift(-5_000);
    await other.close();
  });
});
