import { expect } from 'chai';
import { eachDatabase } from '../support/databases.js';
import { launchOnce, login, newBrowser } from '../support/launch-browser.js';
import { type LaunchTool, startLaunchTool } from '../support/launch-tool.js';
import { startTestPlatform, type TestPlatform } from '../support/test-platform.js';
import { shown } from './facts.js';

const AT_ONCE = 20;

describe('certification: one launch posted many times at once', () => {
  eachDatabase((openDb) => {
    /** Two processes behind a balancer: two tools on one database. */
    let tools: [LaunchTool, LaunchTool];
    let platform: TestPlatform;

    before(async () => {
      const db = await openDb();
      const first = await startLaunchTool(db);
      tools = [first, await startLaunchTool(db, { publicUrl: first.url, api: first.api })];
      platform = await startTestPlatform(first.url);
      await first.register(platform);
    });
    after(async () => {
      for (const tool of tools) await tool.close();
      await platform.close();
    });

    it('exactly one succeeds, the others say that it was used', async function () {
      const [tool] = tools;
      for (let round = 0; round < 3; round += 1) {
        const browser = newBrowser();
        const page = await login(browser, tool.url, platform);
        const fields = {
          state: page.state,
          id_token: await platform.sign(platform.claims(page.nonce)),
        };
        const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
        const responses = await Promise.all(
          Array.from({ length: AT_ONCE }, (_, n) =>
            newBrowser().post(`${(tools[n % 2] as LaunchTool).url}/lti/launch`, fields, { cookie }),
          ),
        );
        const statuses = responses.map((response) => response.status).sort();
        expect(statuses.filter((status) => status === 303)).to.have.length(1);
        expect(statuses.filter((status) => status === 400)).to.have.length(AT_ONCE - 1);
      }
      for (const { failures } of tools)
        expect(new Set(failures)).to.deep.equal(new Set(['state_used']));
      const [row] = (await tool.db('lti_sessions').count({ n: '*' })) as [{ n: number }];
      expect(Number(row.n)).to.equal(3);
      expect(tool.api.entered).to.have.length(3);
      shown(this, {
        sent: `one launch ${AT_ONCE} times at once to two processes, three times over`,
        result: 'one enters, the others: refused 400 `state_used`',
      });
    });

    it('a code exchanged many times at once opens the page once', async function () {
      const [tool] = tools;
      const browser = newBrowser();
      const launched = await launchOnce(browser, tool.url, platform, { byStorage: true });
      const address = `${tool.url}${launched.headers.get('location')}`;
      const responses = await Promise.all(
        Array.from({ length: AT_ONCE }, () => browser.get(address)),
      );
      expect(responses.filter((response) => response.status === 303)).to.have.length(1);
      expect(responses.filter((response) => response.status === 400)).to.have.length(AT_ONCE - 1);
      shown(this, {
        sent: `one entry code ${AT_ONCE} times at once`,
        result: 'opens the page once',
      });
    });
  });
});
