// `npm run conformance`: runs the certification tests and writes docs/lti-conformance.md of what they
// have shown. Needs TEST_MYSQL_URL, as the document says what runs on which database.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fail, prepare, root } from './prepare.mjs';

if (!process.env.TEST_MYSQL_URL) {
  fail('Set TEST_MYSQL_URL=mysql://user:password@127.0.0.1:3306/ (the user may create databases).');
}
await prepare();

const folder = join(root, 'dist', 'lti-tool', 'test', 'certification');
// The check of the document itself comes after it is written.
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.test.js') && name !== 'conformance.test.js')
  .map((name) => join(folder, name));
const out = mkdtempSync(join(tmpdir(), 'nastavnik-conformance-'));
const run = join(out, 'run.json');
const { status } = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules', 'mocha', 'bin', 'mocha.js'),
    '--reporter',
    join(root, 'scripts', 'conformance-reporter.cjs'),
    '--timeout',
    '120000',
    '--exit',
    ...files,
  ],
  {
    stdio: 'inherit',
    cwd: root,
    env: { ...process.env, NODE_ENV: 'test', LOG_LEVEL: 'silent', CONFORMANCE_RUN: run },
  },
);
const tests = status === 0 ? JSON.parse(readFileSync(run, 'utf8')) : [];
rmSync(out, { recursive: true, force: true });
if (status !== 0) fail('The certification tests did not pass; the document stays as it was.');
const { conformanceDocument } = await import(join(folder, 'document.js'));
const path = join(root, 'docs', 'lti-conformance.md');
writeFileSync(path, conformanceDocument(tests, new Date().toISOString().slice(0, 10)));
process.stdout.write(`${path}\n`);
