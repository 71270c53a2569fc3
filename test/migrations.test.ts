import { expect } from 'chai';
import { connectDb, type Db, dialectOf } from '../shared/db/connect.js';
import { migrateDown, migrateUp, pendingMigrations } from '../shared/db/migrate.js';
import { DATABASE_KINDS, freshDatabase, type TestDatabase } from './support/databases.js';
import { freePort } from './support/free-port.js';
import { runProgram, startProgram, statusOf, until } from './support/program.js';

const CLI = 'dist/shared/db/migrate-cli.js';
const KILLS = 5;

async function rowsOf(db: Db, sql: string): Promise<Record<string, unknown>[]> {
  const answer = await db.raw(sql);
  return dialectOf(db) === 'mysql' ? answer[0] : answer;
}

const TABLES = {
  sqlite: `select name from sqlite_master where type = 'table' and name not like 'sqlite_%'`,
  mysql: 'select table_name as name from information_schema.tables where table_schema = database()',
};
const SCHEMA = {
  sqlite: `select type, name, tbl_name, sql from sqlite_master where name not like 'sqlite_%'
    order by type, name`,
  mysql: `select 'column' as kind, table_name as t, column_name as c, column_type as d, is_nullable as n,
      collation_name as e from information_schema.columns where table_schema = database()
    union all
    select 'index', table_name, index_name, column_name, seq_in_index, non_unique
      from information_schema.statistics where table_schema = database()
    order by 1, 2, 3, 4, 5`,
};

const tablesOf = async (db: Db): Promise<string[]> =>
  (await rowsOf(db, TABLES[dialectOf(db)])).map((row) => String(row['name'])).sort();
const schemaOf = (db: Db) => rowsOf(db, SCHEMA[dialectOf(db)]);

/** Tables of our own: all but those in which knex keeps what was done. */
const withoutKnex = (tables: string[]) => tables.filter((name) => !/_migrations/.test(name));

for (const kind of DATABASE_KINDS) {
  describe(`migrations on ${kind}`, function migrations() {
    this.timeout(120_000);
    let data: TestDatabase;
    let db: Db;
    let whole: Record<string, unknown>[];

    before(async () => {
      const complete = await freshDatabase(kind);
      const first = connectDb(complete.url);
      await migrateUp(first, complete.url);
      whole = await schemaOf(first);
      await first.destroy();
      await complete.drop();
    });
    beforeEach(async () => {
      data = await freshDatabase(kind);
      db = connectDb(data.url, { poolSize: 2 });
    });
    afterEach(async () => {
      await db.destroy();
      await data.drop();
    });

    const run = (...args: string[]) => runProgram(CLI, { DATABASE_URL: data.url }, args);

    it('up, down, up: complete, empty, complete, and the command says so', async () => {
      const fresh = await run('status');
      expect(fresh.output).to.match(/^Missing:\n(\d{8}[A-Z]-[\w-]+\.js\n)+$/);
      const missing = fresh.output.trim().split('\n').slice(1);
      const up = await run('up');
      expect(up.code, up.errors).to.equal(0);
      expect(up.output.trim().split('\n').slice(0, -1)).to.have.members(missing);
      expect(await schemaOf(db)).to.deep.equal(whole);
      expect((await run('status')).output).to.equal('Up to date.\n');
      expect((await run('up')).output).to.equal('Up to date.\n');
      const down = await run('down');
      expect(down.code, down.errors).to.equal(0);
      expect(withoutKnex(await tablesOf(db))).to.deep.equal([]);
      expect((await run('status')).output).to.equal(fresh.output);
      expect((await run('up')).code).to.equal(0);
      expect(await schemaOf(db)).to.deep.equal(whole);
      expect(await pendingMigrations(db)).to.deep.equal([]);
    });

    it('says in a sentence what is wrong with a call', async () => {
      const unknown = await run('sideways');
      expect(unknown.code).to.equal(1);
      expect(unknown.errors).to.match(/^npm run migrate -- \[up\|down\|status\].*\n$/);
      const nowhere = await runProgram(CLI, {}, ['status']);
      expect(nowhere.code).to.equal(1);
      expect(nowhere.errors).to.match(/^DATABASE_URL is required\..*\n$/);
    });

    it('several processes at once: each table once, all of them end well', async () => {
      const runs = await Promise.all([run('up'), run('up'), run('up')]);
      expect(runs.map(({ code, errors }) => ({ code, errors }))).to.deep.equal(
        runs.map(() => ({ code: 0, errors: '' })),
      );
      expect(runs.filter((one) => one.output === 'Up to date.\n')).to.have.length(2);
      expect(await schemaOf(db)).to.deep.equal(whole);
    });

    it('two tools starting at once on an empty database are both ready', async () => {
      const ports = [await freePort(), await freePort()];
      const tools = ports.map((port) =>
        startProgram('dist/lti-tool/main.js', {
          DATABASE_URL: data.url,
          MIGRATE_ON_START: 'true',
          PORT: String(port),
          PUBLIC_URL: `http://127.0.0.1:${port}`,
          SECRET_KEY: 'a secret of the tests, long enough for the configuration',
        }),
      );
      try {
        for (const port of ports) {
          await until(
            'both are ready',
            async () => (await statusOf(`http://127.0.0.1:${port}/readyz`)) === 200,
          );
        }
        const ends = await Promise.all(tools.map((tool) => tool.end('SIGTERM')));
        expect(ends.map((one) => one.code)).to.deep.equal([0, 0]);
      } finally {
        for (const tool of tools) await tool.end('SIGKILL');
      }
      expect(await schemaOf(db)).to.deep.equal(whole);
    });

    /** Kills a run of the command as soon as the number of tables has moved on by one. */
    async function killedOnTheWay(command: 'up' | 'down', done: (tables: number) => boolean) {
      const program = startProgram(CLI, { DATABASE_URL: data.url }, [command]);
      let over = false;
      const ended = program.ended.then(() => {
        over = true;
      });
      while (!over && !done((await tablesOf(db)).length)) {
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      const { signal } = await program.end('SIGKILL');
      await ended;
      return signal === 'SIGKILL';
    }

    it('a killed run leaves neither a lock nor a half-made table in the way of the next', async () => {
      let killed = 0;
      for (let kill = 0; kill < KILLS; kill += 1) {
        const before = (await tablesOf(db)).length;
        if (await killedOnTheWay('up', (tables) => tables > before)) killed += 1;
      }
      expect(killed, 'runs that were killed while they worked').to.be.greaterThan(1);
      const last = await run('up');
      expect(last.errors).to.equal('');
      expect(last.code).to.equal(0);
      expect(await schemaOf(db)).to.deep.equal(whole);
    });

    it('a way back that was killed is gone to its end by the next run', async () => {
      await migrateUp(db, data.url);
      const before = (await tablesOf(db)).length;
      expect(await killedOnTheWay('down', (tables) => tables < before - 3)).to.equal(true);
      const again = await run('down');
      expect(again.errors).to.equal('');
      expect(withoutKnex(await tablesOf(db))).to.deep.equal([]);
    });

    it('a table left by a killed run is made anew while empty, never when it holds data', async () => {
      const leave = async () => {
        await db.schema.dropTable('lti_locks');
        await db.schema.createTable('lti_locks', (t) => t.string('half'));
        await db('lti_migrations').where('name', 'like', '%create-lti-locks%').delete();
      };
      await migrateUp(db, data.url);
      await leave();
      await migrateUp(db, data.url);
      expect(await schemaOf(db)).to.deep.equal(whole);
      await leave();
      await db('lti_locks').insert({ half: 'somebody’s' });
      const refused = await run('up');
      expect(refused.code).to.equal(1);
      expect(refused.errors).to.match(/^The table lti_locks is there and holds data, .*\n$/m);
      expect(await db('lti_locks').pluck('half')).to.deep.equal(['somebody’s']);
      await db('lti_locks').delete();
      await migrateDown(db, data.url);
    });
  });
}
