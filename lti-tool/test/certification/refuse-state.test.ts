import { expect } from 'chai';
import { useSqlite } from '../support/databases.js';
import { login, newBrowser } from '../support/launch-browser.js';
import { type LaunchTool, startLaunchTool } from '../support/launch-tool.js';
import { startTestPlatform, type TestPlatform } from '../support/test-platform.js';
import { shown } from './facts.js';
import { expectNothingLeft, expectRefused, before as stateOf } from './refusal.js';

const now = () => Math.floor(Date.now() / 1000);

describe('certification: states, replays and platforms that are refused', () => {
  const openDb = useSqlite();
  let tool: LaunchTool;
  let platform: TestPlatform;

  before(async () => {
    tool = await startLaunchTool(await openDb());
    platform = await startTestPlatform(tool.url);
    await tool.register(platform);
  });
  after(async () => {
    await tool.close();
    await platform.close();
  });

  /** The refusal of one post, which leaves nothing behind and asks for no key. */
  async function refused(
    post: () => Promise<Response>,
    reason: string,
    keyRequests = 0,
  ): Promise<string> {
    const then = await stateOf(tool, platform);
    const result = await expectRefused(tool, await post(), reason);
    await expectNothingLeft(tool, platform, then, keyRequests);
    return result;
  }

  it('a replayed id_token, with its state', async function () {
    const browser = newBrowser();
    const page = await login(browser, tool.url, platform);
    const fields = {
      state: page.state,
      id_token: await platform.sign(platform.claims(page.nonce)),
    };
    const cookies = new Map(browser.cookies);
    expect((await browser.post(`${tool.url}/lti/launch`, fields)).status).to.equal(303);
    for (const [name, value] of cookies) browser.cookies.set(name, value);
    const again = () => browser.post(`${tool.url}/lti/launch`, fields);
    shown(this, { sent: 'the same post once more', result: await refused(again, 'state_used') });
  });

  it('a replayed id_token with a new state', async function () {
    const browser = newBrowser();
    const first = await login(browser, tool.url, platform);
    const idToken = await platform.sign(platform.claims(first.nonce));
    await browser.post(`${tool.url}/lti/launch`, { state: first.state, id_token: idToken });
    const second = await login(browser, tool.url, platform);
    const fields = { state: second.state, id_token: idToken };
    const again = () => browser.post(`${tool.url}/lti/launch`, fields);
    shown(this, { sent: 'an old token under a new state', result: await refused(again, 'nonce') });
  });

  it('no state', async function () {
    const page = await login(newBrowser(), tool.url, platform);
    const idToken = await platform.sign(platform.claims(page.nonce));
    const post = () => newBrowser().post(`${tool.url}/lti/launch`, { id_token: idToken });
    shown(this, { sent: 'a good token alone', result: await refused(post, 'form_malformed') });
  });

  it('a state that was never issued', async function () {
    const idToken = await platform.sign(platform.claims('nonce'));
    const { state } = await login(newBrowser(), tool.url, platform);
    const other = state.startsWith('A') ? 'B' : 'A';
    for (const made of ['A'.repeat(43), 'A'.repeat(state.length), other + state.slice(1)]) {
      const fields = { state: made, id_token: idToken };
      const post = () => newBrowser().post(`${tool.url}/lti/launch`, fields);
      shown(this, { sent: 'a made-up state', result: await refused(post, 'state_unknown') });
    }
  });

  it('a state of another browser', async function () {
    const page = await login(newBrowser(), tool.url, platform);
    const other = newBrowser();
    const idToken = await platform.sign(platform.claims(page.nonce));
    const name = `nastavnik-login-${page.state.slice(0, 8)}`;
    other.cookies.set(name, 'another-browsers-binding-secret');
    const fields = { state: page.state, id_token: idToken };
    const post = () => other.post(`${tool.url}/lti/launch`, fields);
    const result = await refused(post, 'binding_wrong');
    shown(this, { sent: 'state and token from a browser that did not log in', result });
  });

  it('a state whose ten minutes are over', async function () {
    const browser = newBrowser();
    const page = await login(browser, tool.url, platform);
    tool.clock.shift(10 * 60_000);
    const claims = platform.claims(page.nonce, { iat: now() + 600, exp: now() + 660 });
    const fields = { state: page.state, id_token: await platform.sign(claims) };
    const post = () => browser.post(`${tool.url}/lti/launch`, fields);
    const result = await refused(post, 'state_expired');
    tool.clock.shift(-10 * 60_000);
    shown(this, { sent: 'the answer to a login ten minutes ago', result });
  });

  it('an answer of another platform to our login', async function () {
    const other = await startTestPlatform(tool.url, 'client-2');
    await tool.register(other);
    const browser = newBrowser();
    const page = await login(browser, tool.url, platform);
    const idToken = await other.sign(other.claims(page.nonce));
    const fields = { state: page.state, id_token: idToken };
    const post = () => browser.post(`${tool.url}/lti/launch`, fields);
    const result = await refused(post, 'issuer');
    expect(other.jwksRequests()).to.equal(0);
    await other.close();
    shown(this, { sent: 'a good token of another registered LMS', result });
  });

  it('an error instead of a token', async function () {
    const page = await login(newBrowser(), tool.url, platform);
    const fields = { state: page.state, error: 'login_required' };
    const post = () => newBrowser().post(`${tool.url}/lti/launch`, fields);
    const result = await refused(post, 'platform_error');
    shown(this, { sent: '`error=login_required`', result });
  });

  it('a platform that was disabled, at login and at launch, within five seconds', async function () {
    const other = await startTestPlatform(tool.url, 'client-3');
    const { platformId } = await tool.register(other);
    const browser = newBrowser();
    const page = await login(browser, tool.url, other);
    await tool.db('lti_platforms').where({ platform_id: platformId }).update({ active: false });
    tool.clock.shift(5_000);
    const idToken = await other.sign(other.claims(page.nonce));
    const fields = { state: page.state, id_token: idToken };
    const post = () => browser.post(`${tool.url}/lti/launch`, fields);
    const result = await refused(post, 'platform_disabled');
    const query = new URLSearchParams({
      iss: other.issuer,
      client_id: other.clientId,
      login_hint: '7',
      target_link_uri: `${tool.url}/lti/launch`,
    });
    const again = await refused(
      () => browser.get(`${tool.url}/lti/login?${query}`),
      'platform_disabled',
    );
    expect(other.jwksRequests()).to.equal(0);
    tool.clock.shift(-5_000);
    await other.close();
    expect(again).to.equal(result);
    shown(this, { sent: 'a login and a good token of an LMS just switched off', result });
  });
});
