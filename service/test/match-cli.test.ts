import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { fromRoot } from '../../shared/root.js';

const instance = {
  mentors: [
    { id: 'm-a', capacity: 1 },
    { id: 'm-b', capacity: 2 },
  ],
  mentees: [{ id: 's-a' }, { id: 's-b' }, { id: 's-c' }],
  pairs: [
    [0, 0, 90],
    [1, 0, 80],
    [1, 0, 95],
    [1, 1, 10],
    [2, 1, 33.3],
  ],
};

describe('npm run match', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nastavnik-match-'));
  after(() => rmSync(folder, { recursive: true }));

  function match(content: unknown) {
    const file = join(folder, 'instance.json');
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    const program = fromRoot('dist/service/matching/match-cli.js');
    return spawnSync(process.execPath, [program, file], { encoding: 'utf8' });
  }

  it('prints who is matched with whom, and how long it took', () => {
    const { status, stdout } = match(instance);
    expect(status).to.equal(0);
    const { assignment, ms } = JSON.parse(stdout);
    expect(assignment).to.deep.equal([
      [0, 0],
      [1, 1],
      [2, 1],
    ]);
    expect(ms).to.be.a('number').and.at.least(0);
  });

  it('keeps locks, and names those that cannot be kept', () => {
    const kept = match({ ...instance, locks: [[1, 0]] });
    expect(JSON.parse(kept.stdout).assignment).to.deep.equal([
      [1, 0],
      [2, 1],
    ]);
    const locks = [
      [0, 0],
      [1, 0],
      [2, 0],
    ];
    const { status, stderr, stdout } = match({ ...instance, locks });
    expect(status).to.equal(1);
    expect(stdout).to.equal('');
    expect(stderr.trim().split('\n')).to.deep.equal([
      'locks [0,0], [1,0], [2,0]: mentor m-a, who can take 1, is locked with 3: s-a, s-b, s-c',
      'lock [2,0]: mentee s-c and mentor m-a are no allowed pair',
    ]);
  });

  it('lets no group take place with fewer than it needs', () => {
    const mentors = [
      { id: 'm-a', capacity: 1 },
      { id: 'm-b', capacity: 5, atLeast: 3 },
    ];
    const { stdout } = match({ ...instance, mentors });
    expect(JSON.parse(stdout).assignment).to.deep.equal([[1, 0]]);
    const two = [mentors[0], { id: 'm-b', capacity: 5, atLeast: 2 }];
    expect(JSON.parse(match({ ...instance, mentors: two }).stdout).assignment).to.deep.equal([
      [0, 0],
      [1, 1],
      [2, 1],
    ]);
  });

  const wrong: [string, unknown, RegExp][] = [
    ['no JSON', '{"mentors":', /^no JSON: /],
    ['no object', [], /an object with mentors, mentees and pairs is wanted/],
    ['no lists', {}, /"mentors": a list is wanted\n"mentees": .*\n"pairs": /],
    [
      'a capacity below 0',
      { ...instance, mentors: [{ id: 1, capacity: -1 }] },
      /mentors\[0\]: "capacity"/,
    ],
    [
      'a group of a half',
      { ...instance, mentors: [{ id: 1, capacity: 1, atLeast: 0.5 }] },
      /"atLeast"/,
    ],
    ['a mentee without id', { ...instance, mentees: [{}] }, /mentees\[0\]: "id" is missing/],
    ['a pair of nobody', { ...instance, pairs: [[3, 0, 1]] }, /pairs\[0\]: there is no mentee 3/],
    ['a half index', { ...instance, pairs: [[0, 0.5, 1]] }, /pairs\[0\]: there is no mentor 0\.5/],
    ['a score over 100', { ...instance, pairs: [[0, 0, 100.1]] }, /pairs\[0\]: the score must be/],
    ['a score in words', { ...instance, pairs: [[0, 0, 'x']] }, /pairs\[0\]: the score must be/],
    ['a lock of nobody', { ...instance, locks: [[0, 9]] }, /locks\[0\]: there is no mentor 9/],
  ];
  for (const [what, content, said] of wrong)
    it(`says what is wrong: ${what}`, () => {
      const { status, stderr, stdout } = match(content);
      expect(status).to.equal(1);
      expect(stdout).to.equal('');
      expect(stderr).to.match(said);
    });

  it('says that there is no such file, and what to name', () => {
    const program = fromRoot('dist/service/matching/match-cli.js');
    const run = (...args: string[]) =>
      spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
    expect(run(join(folder, 'nothing.json')).stderr).to.match(/ENOENT/);
    expect(run().stderr).to.match(/usage: npm run match -- INSTANCE\.json/);
  });
});
