// The other command of the README: `npm test`. Runs everything that this machine can run, says which
// parts it left out and how to run them; with REQUIRE_ALL=true a part that cannot run is a failure.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import net from 'node:net';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { fail, prepare, root } from './prepare.mjs';

await prepare();

const only = process.argv.slice(2).filter((a) => !a.startsWith('--'));
const noBrowser = process.argv.includes('--no-browser');
const required = process.env.REQUIRE_ALL === 'true';
const env = { ...process.env, NODE_ENV: 'test', LOG_LEVEL: process.env.LOG_LEVEL ?? 'silent' };
const leftOut = [];

function portOpen(port) {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host: '127.0.0.1', timeout: 1000 });
    socket.once('connect', () => resolve(true) ?? socket.destroy());
    socket.once('error', () => resolve(false));
    socket.once('timeout', () => resolve(false) ?? socket.destroy());
  });
}

if (
  !env.TEST_MYSQL_URL &&
  (await portOpen(3306)) &&
  (await canLogIn('mysql://root@127.0.0.1:3306/'))
) {
  env.TEST_MYSQL_URL = 'mysql://root@127.0.0.1:3306/';
}
if (!env.TEST_MYSQL_URL) {
  leftOut.push(
    'MySQL/MariaDB: start a server and set TEST_MYSQL_URL=mysql://user:password@127.0.0.1:3306/ (the user may create databases)',
  );
}

async function canLogIn(url) {
  const { default: mysql } = await import('mysql2/promise');
  try {
    const connection = await mysql.createConnection(url);
    await connection.end();
    return true;
  } catch {
    return false;
  }
}

const CHROMIUM = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
env.CHROMIUM_PATH ??= CHROMIUM.find((path) => existsSync(path)) ?? '';
const browser = env.CHROMIUM_PATH !== '' && !noBrowser;
if (!browser && !noBrowser)
  leftOut.push('browser: install Chromium (Debian: apt-get install chromium) or set CHROMIUM_PATH');

function testFiles() {
  const files = [];
  const visit = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) visit(path);
      else if (entry.name.endsWith('.test.js')) files.push(path);
    }
  };
  visit(join(root, 'dist'));
  return files
    .filter((f) => browser || !f.endsWith('.browser.test.js'))
    .filter((f) => only.length === 0 || only.some((o) => f.includes(o)))
    .sort();
}

if (required && leftOut.length > 0) fail(`Required parts cannot run:\n${leftOut.join('\n')}`);

const files = testFiles();
if (files.length === 0) fail(`No test file matches: ${only.join(' ')}`);

const lint = spawnSync(process.execPath, [join(root, 'scripts', 'lint.mjs')], {
  stdio: 'inherit',
  env,
});
const out = mkdtempSync(join(tmpdir(), 'nastavnik-test-'));

// Two processes of mocha beside each other where there are two cores: each process has databases,
// ports and a browser of its own. One takes portions from the front of the list, where the tests in
// a browser stand, the other from its end, so that both have work until nothing is left. The files
// of a browser's portion share a running tool; those numbered 1 to 8 are one college's way from the
// first launch on, each going on from the one before.
const FILES_AT_ONCE = { browser: 5, others: 12 };
const inBrowser = files.filter((f) => f.endsWith('.browser.test.js'));
const isStory = (file) => /^[1-8]-/.test(basename(file));
const waiting = [
  inBrowser.filter(isStory),
  ...portions(
    inBrowser.filter((f) => !isStory(f)),
    FILES_AT_ONCE.browser,
  ),
  ...portions(
    files.filter((f) => !inBrowser.includes(f)),
    FILES_AT_ONCE.others,
  ),
].filter((portion) => portion.length > 0);

function portions(list, size) {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, n) =>
    list.slice(n * size, (n + 1) * size),
  );
}

// Told to stop, nothing goes on without us: the processes end first.
const running = new Set();
let stopped = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => {
    stopped = true;
    for (const child of running) child.kill(signal);
  });

let begun = 0;
/** Runs some files in one process; its output is shown when it has ended. */
function runPortion(portion) {
  begun += 1;
  const report = join(out, `${begun}.json`);
  const child = spawn(
    process.execPath,
    [
      join(root, 'node_modules', 'mocha', 'bin', 'mocha.js'),
      '--reporter',
      join(root, 'scripts', 'mocha-reporter.cjs'),
      '--require',
      join(root, 'dist', 'test', 'support', 'key-ring.js'),
      '--timeout',
      '120000',
      '--exit',
      ...portion,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], cwd: root, env: { ...env, TEST_REPORT: report } },
  );
  running.add(child);
  const held = [];
  child.stdout.on('data', (chunk) => held.push(chunk));
  child.stderr.on('data', (chunk) => held.push(chunk));
  return new Promise((resolve) => {
    child.once('close', (status) => {
      running.delete(child);
      const counts = existsSync(report)
        ? JSON.parse(readFileSync(report, 'utf8'))
        : brokeDown(portion);
      process.stdout.write(Buffer.concat(held), () => resolve({ counts, status }));
    });
  });
}

function brokeDown(portion) {
  const title = portion.map((file) => relative(root, file)).join(', ');
  const failed = [{ title, message: 'the process ended before its tests had' }];
  return { passes: 0, failures: 1, pending: 0, files: {}, failed };
}

const results = [];
async function work(next) {
  for (let portion = next(); portion !== undefined && !stopped; portion = next())
    results.push(await runPortion(portion));
}
const workers = [() => waiting.shift(), () => waiting.pop()];
await Promise.all(workers.slice(0, availableParallelism()).map(work));
const counts = { passes: 0, failures: stopped ? 1 : 0, pending: 0 };
const seconds = [];
for (const result of results) {
  for (const key of Object.keys(counts)) counts[key] += result.counts[key];
  // A process that broke down without a failed test is a failure too.
  if (result.status !== 0 && result.counts.failures === 0) counts.failures++;
  seconds.push(...Object.entries(result.counts.files));
}
rmSync(out, { recursive: true, force: true });
seconds.sort((a, b) => b[1] - a[1]);
if (only.length === 0) {
  const slowest = seconds.slice(0, 12).map(([f, s]) => `  ${s.toFixed(1).padStart(6)} s  ${f}`);
  process.stdout.write(`The slowest files:\n${slowest.join('\n')}\n`);
}
// Once more at the end, where they are found in a log of thousands of lines.
const failed = results.flatMap((result) => result.counts.failed ?? []);
for (const { title, message } of failed) process.stdout.write(`Failed — ${title}\n  ${message}\n`);
if (lint.status !== 0) process.stdout.write('Failed — npm run lint\n');
const failures = counts.failures + (lint.status === 0 ? 0 : 1);
for (const part of leftOut) process.stdout.write(`Left out — ${part}\n`);
if (counts.pending > 0)
  process.stdout.write(`${counts.pending} tests were skipped, which counts as failed\n`);
process.stdout.write(`${counts.passes} passed, ${failures + counts.pending} failed\n`);
const good = failures === 0 && counts.pending === 0 && counts.passes > 0;
// Not exit(): what stands in a pipe is still to be read.
process.exitCode = good ? 0 : 1;
