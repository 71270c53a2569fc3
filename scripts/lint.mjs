// The house's own checks: formatting and lint by Biome, and the boundaries between the parts.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { root } from './prepare.mjs';

const FOLDERS = ['service', 'lti-tool', 'migrations', 'shared', 'demo', 'bench', 'test'];

function* sources(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.name === 'node_modules') continue;
    if (entry.isDirectory()) yield* sources(path);
    else if (entry.name.endsWith('.ts')) yield path;
  }
}

const isTest = (file) => file.includes('/test/') || file.startsWith('test/');

/** Each rule: which files it is about, and which imports (as paths from the root) it forbids them. */
const RULES = [
  {
    says: 'lti-tool/ imports only service/api/ from the service',
    of: (f) => f.startsWith('lti-tool/') && !isTest(f),
    forbids: (t) => t.startsWith('service/') && !t.startsWith('service/api/'),
    // The one place that chooses in-process or HTTP loads the service dynamically.
    except: (f, _t, dynamic) => f === 'lti-tool/mentoring.ts' && dynamic,
  },
  {
    says: 'service/ never imports lti-tool/',
    of: (f) => f.startsWith('service/'),
    forbids: (t) => t.startsWith('lti-tool/'),
  },
  {
    says: 'shared/ imports only shared/',
    of: (f) => f.startsWith('shared/'),
    forbids: (t) => !t.startsWith('shared/') && !t.startsWith('..npm/'),
  },
  {
    says: '*-rules.ts imports only types of the contract, shared helpers and other rules',
    of: (f) => f.startsWith('service/') && f.endsWith('-rules.ts'),
    forbids: (t) =>
      !/^service\/(api|names)\/|-rules\.ts$|^shared\/(errors|clock|compare|dates)\.ts$|^\.\.npm\/luxon$/.test(
        t,
      ),
    // Types alone carry no behaviour.
    except: (_f, _t, _dynamic, typeOnly) => typeOnly,
  },
  {
    says: 'a feature asks another through its index.ts, never through its store',
    of: (f) => f.startsWith('service/') && !isTest(f),
    forbids: (t, f) => t.endsWith('-store.ts') && dirname(t) !== dirname(f),
  },
  {
    says: 'ltijs is imported by lti-tool/lti/provider.ts only',
    of: (f) => f !== 'lti-tool/lti/provider.ts' && !f.startsWith('bench/') && !isTest(f),
    forbids: (t) => t.startsWith('..npm/ltijs'),
  },
];

function* importsOf(file) {
  const text = readFileSync(join(root, file), 'utf8');
  for (const m of text.matchAll(
    /(?:^(?:import|export)\s+(type\s)?[^'"();]*?from\s+|import\s*(\(\s*)?)['"]([^'"]+)['"]/gm,
  )) {
    const target = m[3];
    const dynamic = m[2] !== undefined;
    const typeOnly = m[1] !== undefined;
    if (target.startsWith('.')) {
      yield [
        relative(root, resolve(root, dirname(file), target)).replace(/\.js$/, '.ts'),
        dynamic,
        typeOnly,
      ];
    } else if (!target.startsWith('node:')) yield [`..npm/${target}`, dynamic, typeOnly];
  }
}

function boundaries() {
  const faults = [];
  for (const folder of FOLDERS) {
    if (!statSync(join(root, folder), { throwIfNoEntry: false })) continue;
    for (const path of sources(join(root, folder))) {
      const file = relative(root, path);
      for (const [target, dynamic, typeOnly] of importsOf(file)) {
        for (const rule of RULES) {
          if (
            rule.of(file) &&
            rule.forbids(target, file) &&
            !rule.except?.(file, target, dynamic, typeOnly)
          ) {
            faults.push(`${file} imports ${target}: ${rule.says}`);
          }
        }
      }
      const lines = readFileSync(path, 'utf8').split('\n').length;
      if (lines > 401) faults.push(`${file} has ${lines} lines: split it by meaning (400 at most)`);
    }
  }
  return faults;
}

const faults = boundaries();
for (const fault of faults) process.stderr.write(`${fault}\n`);
const biome = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome'),
    'check',
    '--max-diagnostics=40',
    '.',
  ],
  {
    stdio: 'inherit',
    cwd: root,
  },
);
process.exit(faults.length === 0 && biome.status === 0 ? 0 : 1);
