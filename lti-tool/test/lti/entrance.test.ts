import { expect } from 'chai';
import { AppError } from '../../../shared/errors.js';
import { statementsOf, useSqlite } from '../support/databases.js';
import { follow, launchOnce, login, newBrowser } from '../support/launch-browser.js';
import { type LaunchTool, startLaunchTool } from '../support/launch-tool.js';
import { startTestPlatform, type TestPlatform } from '../support/test-platform.js';

const CLAIM = 'https://purl.imsglobal.org/spec/lti/claim';
const cookieNamed = (response: Response, name: string) =>
  response.headers.getSetCookie().find((line) => line.startsWith(`${name}=`)) ?? '';

describe('entrance: login, cookies, windows', () => {
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

  describe('login', () => {
    it('goes on with exactly the parameters of the standard', async () => {
      const { continueUrl, response, html, state } = await login(newBrowser(), tool.url, platform);
      expect(response.status).to.equal(200);
      expect(response.headers.get('cache-control')).to.equal('no-store');
      const { nonce, ...parameters } = Object.fromEntries(continueUrl.searchParams);
      expect(nonce).to.match(/^[\w-]{32}$/);
      expect(parameters).to.deep.equal({
        scope: 'openid',
        response_type: 'id_token',
        response_mode: 'form_post',
        prompt: 'none',
        client_id: 'client-1',
        redirect_uri: `${tool.url}/lti/launch`,
        login_hint: '7',
        lti_message_hint: '{"cmid":3}',
        lti_deployment_id: '1',
        state,
      });
      expect(html).to.contain('<noscript><meta http-equiv="refresh"');
      expect(html).to.not.match(/<script(?![^>]* src=)| on[a-z]+=| style=/);
    });

    it('takes a POST, and no client id where there is one registration', async () => {
      const fields = {
        iss: platform.issuer,
        login_hint: '7',
        target_link_uri: `${tool.url}/lti/launch?page=meetings`,
      };
      const response = await newBrowser().post(`${tool.url}/lti/login`, fields);
      expect(response.status).to.equal(200);
      expect(await response.text()).to.contain('redirect_uri=');
    });

    it('keeps nothing of a login, and of its launch a hash', async () => {
      const used = () => tool.db('lti_used_codes');
      const before = (await used()).length;
      const statements = await statementsOf(tool.db, () => login(newBrowser(), tool.url, platform));
      expect(statements).to.deep.equal([]);
      await launchOnce(newBrowser(), tool.url, platform);
      expect((await used()).length).to.equal(before + 1);
      expect((await used()).at(-1).code_hash).to.match(/^[0-9a-f]{64}$/);
    });
  });

  it('costs few statements, and none for the keys', async () => {
    await launchOnce(newBrowser(), tool.url, platform);
    const browser = newBrowser();
    const page = await login(browser, tool.url, platform);
    const fields = {
      state: page.state,
      id_token: await platform.sign(platform.claims(page.nonce)),
    };
    const requests = platform.jwksRequests();
    const statements = await statementsOf(tool.db, async () => {
      const launched = await browser.post(`${tool.url}/lti/launch`, fields);
      expect(launched.status).to.equal(303);
    });
    // The state and the session; the fake service has none.
    expect(statements).to.have.length(2);
    expect(platform.jwksRequests()).to.equal(requests);
  });

  describe('a browser without the binding cookie', () => {
    it('gets a page that posts the launch again with the binding of the window', async () => {
      const browser = newBrowser({ cookies: false });
      const page = await login(browser, tool.url, platform);
      const fields = {
        state: page.state,
        id_token: await platform.sign(platform.claims(page.nonce)),
      };
      const first = await browser.post(`${tool.url}/lti/launch`, fields);
      const html = await first.text();
      expect(first.status).to.equal(403);
      expect(html).to.contain('/public/js/lti-binding.js').and.to.contain(fields.id_token);
      const second = await browser.post(`${tool.url}/lti/launch`, {
        ...fields,
        binding: page.binding,
      });
      expect(second.status).to.equal(303);
    });

    it('a wrong binding is refused and uses nothing up', async () => {
      const browser = newBrowser({ cookies: false });
      const page = await login(browser, tool.url, platform);
      const fields = {
        state: page.state,
        id_token: await platform.sign(platform.claims(page.nonce)),
      };
      const binding = 'a-binding-of-somebody-else';
      const wrong = await browser.post(`${tool.url}/lti/launch`, { ...fields, binding });
      expect(wrong.status).to.equal(403);
      const right = await browser.post(`${tool.url}/lti/launch`, {
        ...fields,
        binding: page.binding,
      });
      expect(right.status).to.equal(303);
    });
  });

  describe('a browser that gives the session cookie back', () => {
    it('goes straight to the clean address: its cookies hold, as the binding has shown', async () => {
      const browser = newBrowser();
      const launched = await launchOnce(browser, tool.url, platform);
      expect(cookieNamed(launched, 'nastavnik')).to.match(/HttpOnly; SameSite=Lax$/);
      const address = launched.headers.get('location');
      expect(address).to.match(/^\/app\/[\w-]{16}\/$/);
      expect((await browser.get(`${tool.url}${address}`)).status).to.equal(200);
      expect((await newBrowser().get(`${tool.url}${address}`)).status).to.equal(401);
    });

    it('came by the window’s storage: by a code, which serves once and for a minute', async () => {
      const browser = newBrowser();
      const launched = await launchOnce(browser, tool.url, platform, { byStorage: true });
      const address = `${tool.url}${launched.headers.get('location')}`;
      const entered = await browser.get(address);
      expect(entered.headers.get('location')).to.match(/^\/app\/[\w-]{16}\/$/);
      const again = await newBrowser().get(address, {
        cookie: cookieNamed(launched, 'nastavnik').split(';')[0] ?? '',
      });
      expect(again.status).to.equal(400);
      const other = newBrowser();
      const late = await launchOnce(other, tool.url, platform, { byStorage: true });
      tool.clock.shift(61_000);
      const refused = await other.get(`${tool.url}${late.headers.get('location')}`);
      tool.clock.shift(-61_000);
      expect(refused.status).to.equal(400);
    });

    it('two courses at once keep a session each, the same course its one', async () => {
      const browser = newBrowser();
      const addressOf = async (course: string) => {
        const claims = { [`${CLAIM}/context`]: { id: course, title: course } };
        return (
          await follow(browser, tool.url, await launchOnce(browser, tool.url, platform, { claims }))
        ).url;
      };
      const one = await addressOf('course-1');
      const two = await addressOf('course-2');
      expect(two).to.not.equal(one);
      expect(await addressOf('course-1')).to.equal(one);
      for (const url of [one, two]) expect((await browser.get(url)).status).to.equal(200);
    });

    it('another person in the same browser ends the earlier one’s pages', async () => {
      const browser = newBrowser();
      const first = await follow(browser, tool.url, await launchOnce(browser, tool.url, platform));
      const claims = { sub: 'somebody-else' };
      const second = await follow(
        browser,
        tool.url,
        await launchOnce(browser, tool.url, platform, { claims }),
      );
      expect(second.status).to.equal(200);
      const earlier = await browser.get(first.url);
      expect(earlier.status).to.equal(401);
      const found = (await earlier.json()) as { state: string; reason: string };
      expect([found.state, found.reason]).to.deep.equal(['ended', 'replaced']);
      const { state } = (await (await newBrowser().get(first.url)).json()) as { state: string };
      expect(state).to.equal('unknown');
    });

    it('two first launches at once both arrive, whichever cookie stayed', async () => {
      for (const byStorage of [false, true]) {
        const [one, two] = [newBrowser(), newBrowser()];
        const claims = { sub: `twice-${byStorage}` };
        const launched = await Promise.all([
          launchOnce(one, tool.url, platform, { byStorage, claims }),
          launchOnce(two, tool.url, platform, {
            byStorage,
            claims: { ...claims, [`${CLAIM}/context`]: { id: 'course-2', title: '' } },
          }),
        ]);
        // One browser: the second answer's cookie has overwritten the first's.
        one.cookies.clear();
        for (const [name, value] of two.cookies) one.cookies.set(name, value);
        for (const response of launched)
          expect((await follow(one, tool.url, response)).status).to.equal(200);
      }
    });

    it('a code of somebody else’s is refused', async () => {
      const stranger = await launchOnce(newBrowser(), tool.url, platform, {
        byStorage: true,
        claims: { sub: 'stranger' },
      });
      const browser = newBrowser();
      await follow(browser, tool.url, await launchOnce(browser, tool.url, platform));
      const entered = await browser.get(`${tool.url}${stranger.headers.get('location')}`);
      expect(entered.status).to.equal(403);
    });
  });

  describe('a browser that keeps no cookie in the frame', () => {
    const continuationOf = (html: string) =>
      /name="continuation" value="([^"]+)"/.exec(html)?.[1] ?? '';

    async function newWindowPage() {
      const frame = newBrowser({ cookies: false });
      const page = await login(frame, tool.url, platform);
      const fields = {
        state: page.state,
        id_token: await platform.sign(platform.claims(page.nonce)),
      };
      const launched = await frame.post(`${tool.url}/lti/launch`, {
        ...fields,
        binding: page.binding,
      });
      const entered = await frame.get(`${tool.url}${launched.headers.get('location')}`);
      return { entered, html: await entered.text() };
    }

    it('gets one button, which opens the same place in a window of its own', async () => {
      const { entered, html } = await newWindowPage();
      expect(entered.status).to.equal(200);
      expect(html).to.contain('Открыть в новом окне').and.to.contain('target="_blank"');
      const window = newBrowser();
      const fields = { continuation: continuationOf(html) };
      const headers = { 'sec-fetch-site': 'same-origin', origin: tool.url };
      const opened = await window.post(`${tool.url}/app/open`, fields, headers);
      expect(opened.status).to.equal(303);
      const page = await follow(window, tool.url, opened);
      expect(page.status).to.equal(200);
      expect(new URL(page.url).pathname).to.match(/^\/app\/[\w-]{16}\/$/);
      const again = await newBrowser().post(`${tool.url}/app/open`, fields, headers);
      expect(again.status).to.equal(400);
    });

    it('the button is nobody else’s, and its ten minutes end', async () => {
      const { html } = await newWindowPage();
      const fields = { continuation: continuationOf(html) };
      const foreign = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };
      expect((await newBrowser().post(`${tool.url}/app/open`, fields, foreign)).status).to.equal(
        400,
      );
      tool.clock.shift(10 * 60_000 + 1);
      const late = await newBrowser().post(`${tool.url}/app/open`, fields);
      tool.clock.shift(-(10 * 60_000 + 1));
      expect(late.status).to.equal(400);
    });

    it('no cookie in the window either: what to allow', async () => {
      const { html } = await newWindowPage();
      const window = newBrowser({ cookies: false });
      const opened = await window.post(`${tool.url}/app/open`, {
        continuation: continuationOf(html),
      });
      const page = await window.get(`${tool.url}${opened.headers.get('location')}`);
      expect(page.status).to.equal(403);
      const text = await page.text();
      expect(text).to.contain('Браузер запрещает cookie').and.to.contain(new URL(tool.url).host);
    });
  });

  it('over https the cookies are those that survive in frames of other sites', async () => {
    const secure = await startLaunchTool(tool.db, { publicUrl: 'https://mentor.college.example' });
    const browser = newBrowser();
    const target = 'https://mentor.college.example/lti/launch';
    const page = await login(browser, secure.url, platform, { target_link_uri: target });
    const bound = cookieNamed(page.response, `__Host-nastavnik-login-${page.state.slice(0, 8)}`);
    expect(bound).to.match(/; Path=\/; Max-Age=600; HttpOnly; Secure; SameSite=None; Partitioned$/);
    const claims = platform.claims(page.nonce, { [`${CLAIM}/target_link_uri`]: target });
    const fields = { state: page.state, id_token: await platform.sign(claims) };
    const launched = await browser.post(`${secure.url}/lti/launch`, fields);
    expect(launched.status).to.equal(303);
    const cookie = cookieNamed(launched, '__Host-nastavnik');
    expect(cookie).to.match(/; Path=\/; HttpOnly; Secure; SameSite=None; Partitioned$/);
    await secure.close();
  });

  it('the service does not answer: a page that says so, and the next launch works', async () => {
    tool.api.failure = new AppError('unavailable', 'down');
    const refused = await launchOnce(newBrowser(), tool.url, platform);
    expect(refused.status).to.equal(503);
    tool.api.failure = new Error('a fault of ours');
    const broken = await launchOnce(newBrowser(), tool.url, platform);
    expect(broken.status).to.equal(500);
    expect(await broken.text()).to.not.contain('a fault of ours');
    expect((await launchOnce(newBrowser(), tool.url, platform)).status).to.equal(303);
  });

  it('/lti/jwks has our public keys, and nothing private', async () => {
    const { keys } = (await (await newBrowser().get(`${tool.url}/lti/jwks`)).json()) as {
      keys: Record<string, unknown>[];
    };
    expect(keys).to.have.length(1);
    expect(Object.keys(keys[0] ?? {}).sort()).to.deep.equal(['alg', 'e', 'kid', 'kty', 'n', 'use']);
  });
});
