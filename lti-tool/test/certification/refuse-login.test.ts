import { expect } from 'chai';
import { useSqlite } from '../support/databases.js';
import { newBrowser } from '../support/launch-browser.js';
import { type LaunchTool, startLaunchTool } from '../support/launch-tool.js';
import { startTestPlatform, type TestPlatform } from '../support/test-platform.js';
import { shown } from './facts.js';
import { expectNothingLeft, expectRefused, before as stateOf } from './refusal.js';

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

  async function refused(ask: () => Promise<Response>, reason: string): Promise<string> {
    const then = await stateOf(tool, platform);
    const result = await expectRefused(tool, await ask(), reason);
    await expectNothingLeft(tool, platform, then, 0);
    return result;
  }

  describe('at the login', () => {
    const cases: [string, Record<string, string | undefined>, string, string][] = [
      [
        'an unknown issuer',
        { iss: 'https://lms.elsewhere.example' },
        'platform_unknown',
        '`iss` of an LMS that is not registered',
      ],
      [
        'an unknown client id',
        { client_id: 'another-tool' },
        'platform_unknown',
        'a known `iss`, a `client_id` that is not',
      ],
      ['no issuer', { iss: undefined }, 'login_parameters', 'no `iss`'],
      ['no login_hint', { login_hint: undefined }, 'login_parameters', 'no `login_hint`'],
      [
        'no target_link_uri',
        { target_link_uri: undefined },
        'login_parameters',
        'no `target_link_uri`',
      ],
      [
        'a target elsewhere',
        { target_link_uri: 'https://elsewhere.example/lti/launch' },
        'target_foreign',
        'a target on another host',
      ],
      [
        'a target that begins like ours',
        { target_link_uri: 'http://127.0.0.1.evil.example/' },
        'target_foreign',
        'a target whose host begins with ours',
      ],
      [
        'a target that is no address',
        { target_link_uri: 'javascript:alert(1)' },
        'target_foreign',
        '`javascript:` as the target',
      ],
    ];
    for (const [name, change, reason, sent] of cases) {
      it(name, async function () {
        const fields = {
          iss: platform.issuer,
          login_hint: '7',
          target_link_uri: `${tool.url}/lti/launch`,
          client_id: platform.clientId,
          ...change,
        };
        const query = new URLSearchParams(
          Object.entries(fields).filter((one): one is [string, string] => one[1] !== undefined),
        );
        const ask = () => newBrowser().get(`${tool.url}/lti/login?${query}`);
        shown(this, { sent, result: await refused(ask, reason) });
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
      it(name, async function () {
        const post = () => newBrowser().post(`${tool.url}/lti/launch`, body);
        shown(this, { sent: name, result: await refused(post, reason) });
      });
    }

    it('JSON, and a GET', async function () {
      const json = await newBrowser().post(`${tool.url}/lti/launch`, '{}', {
        'content-type': 'application/json',
      });
      expect(json.status).to.equal(400);
      expect(await json.text()).to.contain('Откройте «Наставник» из курса');
      expect((await newBrowser().get(`${tool.url}/lti/launch`)).status).to.equal(400);
      shown(this, {
        sent: 'JSON instead of a form; a GET',
        result: 'a page that leads to the course',
      });
    });

    it('English for who wants it', async function () {
      const response = await newBrowser().post(`${tool.url}/lti/launch`, '', {
        'accept-language': 'en-GB,en;q=0.9,ru;q=0.5',
      });
      expect(await response.text()).to.contain('Open Nastavnik from a course');
      shown(this, { sent: '`Accept-Language: en-GB`', result: 'the page in English' });
    });
  });
});
