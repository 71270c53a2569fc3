import { spawn } from 'node:child_process';
import { expect } from 'chai';
import { sqlitePackage } from '../shared/db/sqlite-driver.js';
import { fromRoot } from '../shared/root.js';

/** Opens a database in memory, lets thousands of statements become garbage and stays idle for a while. */
const IDLE_WITH_GARBAGE = `
const { connectDb } = await import(process.argv[1]);
const db = connectDb('sqlite::memory:');
let junk = [];
for (let i = 0; i < 200000; i += 1) {
  junk.push({ i });
  if (i % 50 === 0) await db.raw('select ' + i + ' as n');
}
junk = null;
await new Promise((resolve) => setTimeout(resolve, 15000));
process.stdout.write(String((await db.raw('select 42 as n'))[0].n));
await db.destroy();
`;

describe('SQLite driver', () => {
  for (const [node, name] of [
    ['20.19.0', 'better-sqlite3'],
    ['22.0.0', 'better-sqlite3-napi'],
    ['24.21.0', 'better-sqlite3-napi'],
  ] as const) {
    it(`Node ${node} uses ${name}`, () => {
      expect(sqlitePackage(node)).to.equal(name);
    });
  }

  it('an idle process outlives the garbage of its statements', async () => {
    const child = spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        IDLE_WITH_GARBAGE,
        fromRoot('dist', 'shared', 'db', 'connect.js'),
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    const ended = await new Promise((resolve) => {
      child.once('close', (code, signal) => resolve({ code, signal }));
    });
    expect(ended).to.deep.equal({ code: 0, signal: null });
    expect(output).to.equal('42');
  });
});
