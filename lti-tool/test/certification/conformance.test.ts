import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { fromRoot } from '../../../shared/root.js';
import { ACCEPT, ADVANTAGE, REFUSE, titleOf } from './section-3.js';

const FOLDER = fromRoot('dist', 'lti-tool', 'test', 'certification');

// Also when this file is run alone: the others declare their tests, and mocha knows them then.
for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.test.js'))) {
  if (file !== 'conformance.test.js') await import(`./${file}`);
}

/** Every certification test that mocha knows, whether it runs now or not. */
function titlesBelow(suite: Mocha.Suite, path: readonly string[]): string[] {
  return [
    ...suite.tests.map((test) => titleOf([...path, test.title])),
    ...suite.suites.flatMap((one) => titlesBelow(one, [...path, one.title])),
  ];
}

function knownTitles(context: Mocha.Context): string[] {
  let root = context.test?.parent as Mocha.Suite;
  while (root.parent) root = root.parent;
  const suites = root.suites.filter((one) => one.title.startsWith('certification: '));
  return [...new Set(suites.flatMap((one) => titlesBelow(one, [one.title])))];
}

const documented = (): string[] =>
  readFileSync(fromRoot('docs', 'lti-conformance.md'), 'utf8')
    .split('\n')
    .filter((line) => /^\| .* \| .* \|$/.test(line) && !line.startsWith('| case |'))
    .map((line) => String(line.slice(2, -2).split(' | ').at(-1)))
    .map((test) => test.replace(/ \((?:as|on) [^()]*\)$/, ''));

describe('docs/lti-conformance.md', () => {
  it('has a test for every case of lti.md §3', function () {
    const known = new Set(knownTitles(this));
    const missing = [...REFUSE, ...ACCEPT, ...ADVANTAGE].flatMap((one) =>
      one.tests.filter((title) => !known.has(title)),
    );
    expect(missing).to.deep.equal([]);
  });

  it('lists every certification test, each once; else: npm run conformance', function () {
    expect(documented().sort()).to.deep.equal(knownTitles(this).sort());
  });
});
