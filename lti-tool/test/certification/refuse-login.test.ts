import { expect } from 'chai';
import { useSqlite } from '../support/databases.js';
import { login, newBrowser } from '../support/launch-browser.js';
import { type LaunchTool, startLaunchTool } from '../support/launch-tool.js';
import { startTestPlatform, type TestPlatform } from '../support/test-platform.js';

describe('certification: logins and odd posts that are refused', () => {
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

  describe('at the login', () => {
    const cases: [string, Record<string, string | undefined>, string][] = [
      ['an unknown issuer', { iss: 'https://lms.elsewhere.example' }, 'platform_unknown'],
      ['an unknown client id', { client_id: 'another-tool' }, 'platform_unknown'],
      ['no issuer', { iss: undefined }, 'login_parameters'],
      ['no login_hint', { login_hint: undefined }, 'login_parameters'],
      ['no target_link_uri', { target_link_uri: undefined }, 'login_parameters'],
      [
        'a target elsewhere',
        { target_link_uri: 'https://elsewhere.example/lti/launch' },
        'target_foreign',
      ],
      [
        'a target that begins like ours',
        { target_link_uri: 'http://127.0.0.1.evil.example/' },
        'target_foreign',
      ],
      ['a target that is no address', { target_link_uri: 'javascript:alert(1)' }, 'target_foreign'],
    ];
    for (const [name, change, reason] of cases) {
      it(name, async () => {
        const { response, html } = await login(newBrowser(), tool.url, platform, change);
        expect(response.status).to.equal(400);
        expect(tool.failures.at(-1)).to.equal(reason);
        expect(html).to.match(/<code>[0-9a-f]{12}<\/code>/);
      });
    }
  });

  describe('odd posts to the launch address (lti.md §5.21)', () => {
    const cases: [string, string, string][] = [
      ['nothing', '', 'form_malformed'],
      [
        'a repeated state',
        `state=${'A'.repeat(43)}&state=${'B'.repeat(43)}&id_token=x`,
        'form_malformed',
      ],
      [
        'a state that no cookie name may have',
        'state=a%3Bb%0D%0A%20&id_token=a.b.c',
        'state_unknown',
      ],
      ['broken percent-encoding', 'state=%E0%A4%A&id_token=%', 'form_malformed'],
      ['a session token of the library', 'ltik=abc', 'form_malformed'],
      ['more than 256 kB', `state=${'x'.repeat(300_000)}`, 'form_too_large'],
    ];
    for (const [name, body, reason] of cases) {
      it(name, async () => {
        const response = await newBrowser().post(`${tool.url}/lti/launch`, body);
        expect(response.status).to.be.within(400, 499);
        expect(tool.failures.at(-1)).to.equal(reason);
      });
    }

    it('JSON, and a GET', async () => {
      const json = await newBrowser().post(`${tool.url}/lti/launch`, '{}', {
        'content-type': 'application/json',
      });
      expect(json.status).to.equal(400);
      expect(await json.text()).to.contain('Откройте «Наставник» из курса');
      expect((await newBrowser().get(`${tool.url}/lti/launch`)).status).to.equal(400);
    });

    it('English for who wants it', async () => {
      const response = await newBrowser().post(`${tool.url}/lti/launch`, '', {
        'accept-language': 'en-GB,en;q=0.9,ru;q=0.5',
      });
      expect(await response.text()).to.contain('Open Nastavnik from a course');
    });
  });
});
