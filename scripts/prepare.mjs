// Brings a clone into a state in which it runs: dependencies as locked, TypeScript compiled.
// Needs nothing but Node, so that `npm start` and `npm test` work right after a clone.
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from './lock.mjs';
import { run } from './run.mjs';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const SOURCES = ['service', 'lti-tool', 'migrations', 'shared', 'demo', 'bench', 'test'];

/** Ends the command with one sentence for the person who started it. */
export function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    fail(
      `Node 20.19 or later is needed, this is ${process.versions.node}. / Нужен Node 20.19 или новее, здесь ${process.versions.node}.`,
    );
  }
}

/** One clear sentence instead of a page of npm's or tsc's. */
function checkWritable() {
  try {
    rmSync(mkdtempSync(join(root, '.writable-')), { recursive: true });
  } catch (error) {
    fail(
      `The folder ${root} cannot be written (${error.code}): clone the project into a folder of your own. / В папку ${root} нельзя писать (${error.code}): склонируйте проект в свою папку.`,
    );
  }
}

async function runNpm(args, what) {
  // The npm that started us, when one did: no search, no shell, no trouble with spaces in paths.
  const own = process.env.npm_execpath;
  const good =
    own && existsSync(own)
      ? await run(process.execPath, [own, ...args], { cwd: root })
      : await run('npm', args, { cwd: root, shell: process.platform === 'win32' });
  if (!good) {
    fail(
      `${what} failed; the reason stands above. Run the command again when it is mended. / ${what}: не удалось, причина выше. Устраните её и повторите команду.`,
    );
  }
}

const hashOf = (file) =>
  createHash('sha256')
    .update(readFileSync(join(root, file)))
    .digest('hex');

/**
 * The package of SQLite is not the same for every Node, and may be compiled for one version only,
 * so that it is asked whether it loads in this one (which package: shared/db/sqlite-driver.ts).
 */
function loads() {
  const driver =
    Number.parseInt(process.versions.node, 10) >= 22 ? 'better-sqlite3-napi' : 'better-sqlite3';
  const probe = `new (require('${driver}'))(':memory:').close(); require.resolve('typescript')`;
  return run(process.execPath, ['-e', probe], { cwd: root, quiet: true });
}

/** Installed by hand with `npm ci` or `npm install`: npm's own record, written last, is newer than the lock. */
function installedByHand() {
  const record = statSync(join(root, 'node_modules', '.package-lock.json'), {
    throwIfNoEntry: false,
  });
  return (
    record !== undefined && record.mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs
  );
}

const installStamp = join(root, 'node_modules', '.installed-from');
const buildStamp = join(root, 'dist', '.built');
const installWanted = () =>
  `${hashOf('package-lock.json')} ${process.platform} ${process.arch} ${process.versions.modules}`;
const says = (stamp, wanted) => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;

/** Whether prepare() would find nothing to do: neither to install nor to compile. */
export const isPrepared = () =>
  says(installStamp, installWanted()) && says(buildStamp, fingerprint());

async function install() {
  const stamp = installStamp;
  const wanted = installWanted();
  if (says(stamp, wanted)) return;
  checkWritable();
  if (existsSync(stamp) || !installedByHand() || !(await loads())) {
    process.stdout.write(
      'Installing dependencies (about two minutes, once)… / Установка зависимостей (около двух минут, один раз)…\n',
    );
    // Gone first: an installation that is interrupted must not look complete the next time.
    rmSync(stamp, { force: true });
    await runNpm(['ci', '--include=dev', '--no-audit', '--no-fund'], 'npm ci');
    // An optional package, since which one is wanted depends on Node: npm says nothing when it fails.
    if (!(await loads())) {
      fail(
        'SQLite could not be compiled: install python3, make and g++, or use Node 22 or later, then run the command again. / SQLite не удалось собрать: установите python3, make и g++ либо Node 22 или новее и повторите команду.',
      );
    }
  }
  writeFileSync(stamp, wanted);
}

/** Changes when a source is added, changed or deleted, whichever way the clock or a checkout set its time. */
function fingerprint() {
  const hash = createHash('sha256');
  const add = (path) => {
    const { mtimeMs, size } = statSync(path);
    hash.update(`${path.slice(root.length)} ${mtimeMs} ${size}\n`);
  };
  const visit = (folder) => {
    const entries = readdirSync(folder, { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      if (entry.name === 'node_modules') continue;
      if (entry.isDirectory()) visit(path);
      else if (entry.name.endsWith('.ts')) add(path);
    }
  };
  for (const file of ['tsconfig.json', 'package-lock.json']) add(join(root, file));
  for (const folder of SOURCES) if (existsSync(join(root, folder))) visit(join(root, folder));
  return hash.digest('hex');
}

async function compile(into) {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const info = join(into, '.tsbuildinfo');
  const args = [tsc, '-p', root, '--outDir', into, '--tsBuildInfoFile', info];
  if (!(await run(process.execPath, args, { cwd: root }))) {
    rmSync(into, { recursive: true, force: true });
    fail('The program does not compile. / Программа не компилируется.');
  }
}

/**
 * Compiles when a source has changed since the last compilation. The result takes the place of
 * dist/ as a whole: a server that runs from it never sees half of it, and what was deleted in the
 * sources (a migration, a test) is gone there too.
 */
async function build({ force = false } = {}) {
  const dist = join(root, 'dist');
  const wanted = fingerprint();
  if (!force && says(buildStamp, wanted)) return;
  checkWritable();
  const [fresh, old] = [join(root, 'dist.new'), join(root, 'dist.old')];
  for (const left of [fresh, old]) rmSync(left, { recursive: true, force: true });
  mkdirSync(fresh);
  await compile(fresh);
  writeFileSync(join(fresh, '.built'), wanted);
  if (existsSync(dist)) renameSync(dist, old);
  renameSync(fresh, dist);
  rmSync(old, { recursive: true, force: true });
}

/** Installs and compiles what is missing; two commands at once do it one after the other. */
export async function prepare(options = {}) {
  checkNode();
  await withLock(root, async () => {
    await install();
    await build(options);
  });
}
