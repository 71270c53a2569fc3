import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { seedDemo, startDemoLms } from '../index.js';

const toolUrl = 'http://127.0.0.1:8080';

describe('demo LMS: state', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'demo-lms-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('survives a restart with key, tools, activities, columns and grades', async () => {
    const options = { port: 0, quiet: true, statePath: join(folder, 'sub', 'state.json') };
    const first = await startDemoLms(options);
    const { tool } = await seedDemo(first, { toolUrl, clientId: 'demo' });
    first.state.grades.push({ lineItemId: 2, userId: 8, value: 5, comment: 'да', timestamp: 1 });
    await first.close();
    const second = await startDemoLms(options);
    expect(second.state).to.deep.equal(first.state);
    const again = await seedDemo(second, { toolUrl, clientId: 'demo' });
    expect(again.tool).to.deep.equal(tool);
    expect(second.state.activities).to.have.lengthOf(3);
    expect(second.state.lineItems).to.have.lengthOf(1);
    await second.close();
  });

  it('says which file it cannot read', async () => {
    const statePath = join(folder, 'broken.json');
    await writeFile(statePath, '{"version": 1, "us');
    let message = '';
    await startDemoLms({ port: 0, quiet: true, statePath }).catch((error: Error) => {
      message = error.message;
    });
    expect(message).to.contain(`cannot read ${statePath}`).and.contain('не может прочитать');
  });

  it('says that a port is taken', async () => {
    const lms = await startDemoLms({ port: 0, quiet: true });
    let message = '';
    await startDemoLms({ port: lms.port, quiet: true }).catch((error: Error) => {
      message = error.message;
    });
    expect(message).to.contain(`port ${lms.port} of 127.0.0.1 is taken`);
    expect(message).to.contain(`порт ${lms.port} на 127.0.0.1 занят`);
    await lms.close();
  });

  it('signs in through the page and shows the pages of each role', async () => {
    const lms = await startDemoLms({ port: 0, quiet: true });
    await seedDemo(lms, { toolUrl });
    for (const { key } of lms.state.users) {
      const login = await fetch(`${lms.url}/login?as=${key}&to=/course/2`, { redirect: 'manual' });
      expect(login.headers.get('location')).to.equal('/course/2');
      const setCookie = login.headers.get('set-cookie') ?? '';
      expect(setCookie).to.match(/^DemoLmsSession=\w+; Path=\/; HttpOnly; SameSite=Lax$/);
      const headers = { cookie: setCookie.split(';')[0] ?? '' };
      const paths = ['/', '/course/2', '/course/2/participants', '/course/2/grades'];
      for (const path of paths) {
        const page = await fetch(lms.url + path, { headers });
        expect(page.status, `${key} ${path}`).to.equal(200);
        expect(await page.text(), path).not.to.match(/<script(?![^>]* src=)|style=/);
      }
      const tools = await fetch(`${lms.url}/admin/tools`, { headers });
      expect(tools.status, key).to.equal(key === 'admin' ? 200 : 403);
    }
    await lms.close();
  });

  it('never redirects to another site', async () => {
    const lms = await startDemoLms({ port: 0, quiet: true });
    for (const to of ['//example.com', '/\\example.com', 'https://example.com']) {
      const address = `${lms.url}/login?as=admin&to=${encodeURIComponent(to)}`;
      const response = await fetch(address, { redirect: 'manual' });
      expect(response.headers.get('location'), to).to.equal('/course/2');
    }
    await lms.close();
  });
});
