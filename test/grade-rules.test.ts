import { expect } from 'chai';
import { textOf } from './support/files.js';

/** Rules that section 6 of docs/lti.md may not lose, as they begin in its table. */
const RULES = [
  'the column has its name and maximum',
  'a column that is there is found',
  'two processes at once',
  'deleted in the LMS',
  'two graded activities',
  'a teacher changes the maximum',
  'a score goes down',
  'nothing for people without an LMS account',
  'due in the transaction of its cause',
  'the newest value wins',
  'timestamps grow',
  '2xx',
  '400',
  '403',
  '404',
  '409',
  '401',
  '429',
  'Retry-After in seconds',
  'Retry-After as a date',
  '5xx',
  'no answer in time',
  'the network',
  'growing delays',
  'five failures',
  'killed between claim and answer',
  'several workers',
  'a second sending',
  'a claim is shared',
  'a slow LMS',
  'two thousand',
  'all once more',
  'one once more',
  'reading back',
];

interface Row {
  rule: string;
  file: string;
  title: string;
}

/** The rows of the section's table: a rule, and the test that shows it. */
function rows(): Row[] {
  const section = textOf('docs/lti.md').split(/^## 6\. /m)[1] ?? '';
  return [...section.matchAll(/^\| (.+?) \| `([^`]+)`: (.+) \|$/gm)].map((found) => ({
    rule: found[1] ?? '',
    file: found[2] ?? '',
    title: found[3] ?? '',
  }));
}

/** A test's title as it stands in a source: after `it(`, or as a case of a table. */
const names = (source: string, title: string): boolean =>
  ["it('", 'it(\n *[\'"]', "says: '"].some((before) =>
    new RegExp(
      `${before.replace('(', '\\(')}${title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}'`,
    ).test(source),
  );

describe('the rules of delivery in docs/lti.md', () => {
  it('are all there', () => {
    const told = rows().map((row) => row.rule);
    expect(RULES.filter((rule) => !told.some((one) => one.startsWith(rule)))).to.deep.equal([]);
  });

  for (const { rule, file, title } of rows()) {
    it(`${rule}: its test is there`, () => {
      expect(names(textOf(file), title), `${file} has no «${title}»`).to.equal(true);
    });
  }
});
