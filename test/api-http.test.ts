import { expect } from 'chai';
import { composeTool, type Tool } from '../lti-tool/compose.js';
import { loadConfig } from '../lti-tool/config.js';
import { httpApi } from '../service/api/http-client.js';
import type { MentoringApi } from '../service/api/index.js';
import { serviceTokenKey } from '../service/api/token.js';
import { createServiceApp } from '../service/app.js';
import { createMentoring } from '../service/index.js';
import { silentLogger, testClock } from '../service/test/support/harness.js';
import { connectDb, type Db } from '../shared/db/connect.js';
import { migrateUp } from '../shared/db/migrate.js';
import { listen, type RunningServer } from '../shared/server.js';
import { type ApiWorld, buildApiWorld, transcriptOf } from './support/api-scenario.js';
import { DATABASE_KINDS, freshDatabase, type TestDatabase } from './support/databases.js';

const SECRET = 'a secret of the tests, long enough for the configuration';
const KEY = serviceTokenKey(SECRET);

for (const kind of DATABASE_KINDS) {
  describe(`the API in process and over HTTP, on ${kind}`, function apiOverHttp() {
    this.timeout(120_000);
    let data: TestDatabase;
    let db: Db;
    let tool: Tool;
    const servers: RunningServer[] = [];
    const clients = new Map<string, MentoringApi>();

    before(async () => {
      data = await freshDatabase(kind);
      db = connectDb(data.url);
      await migrateUp(db, data.url);
      const mentoring = createMentoring({ db, clock: testClock(), logger: silentLogger });
      const app = createServiceApp({ db, logger: silentLogger, mentoring, tokenKeys: [KEY] });
      servers.push(await listen(app, 0, '127.0.0.1'));
      const serviceUrl = `http://127.0.0.1:${servers[0]?.port}`;
      const config = loadConfig({
        PUBLIC_URL: 'http://127.0.0.1:9',
        DATABASE_URL: data.url,
        SECRET_KEY: SECRET,
        SERVICE_URL: serviceUrl,
      });
      tool = await composeTool(config, { logger: silentLogger });
      servers.push(await listen(tool.app, 0, '127.0.0.1'));
      clients.set('in process', mentoring.api);
      clients.set('over HTTP', httpApi(serviceUrl, KEY));
      clients.set('through the tool', httpApi(`http://127.0.0.1:${servers[1]?.port}`, KEY));
    });
    after(async () => {
      for (const server of servers) await server.close();
      await tool.close();
      await db.destroy();
      await data.drop();
    });

    const worlds = new Map<string, Promise<{ world: ApiWorld; transcript: unknown[] }>>();
    /** The whole story told through one client, in a college of its own. */
    const told = (name: string) => {
      const known = worlds.get(name);
      if (known) return known;
      const telling = (async () => {
        const world = await buildApiWorld(db);
        return { world, transcript: await transcriptOf(clients.get(name) as MentoringApi, world) };
      })();
      worlds.set(name, telling);
      return telling;
    };

    it('tells the whole story in process: pairs, meetings, answers, and what is wrong', async () => {
      const { transcript } = await told('in process');
      const codes = transcript.map((step) => (step as { code: string }).code);
      expect(codes.filter((code) => code === 'ok').length).to.be.greaterThan(20);
      expect(new Set(codes)).to.include.keys(
        'ok',
        'invalid',
        'not_found',
        'forbidden',
        'changed_meanwhile',
      );
    });

    for (const name of ['over HTTP', 'through the tool']) {
      it(`gives the same answers and the same errors ${name}`, async () => {
        const [here, there] = [await told('in process'), await told(name)];
        for (const [index, step] of here.transcript.entries())
          expect(there.transcript[index], `step ${index}`).to.deep.equal(step);
      });
    }
  });
}
