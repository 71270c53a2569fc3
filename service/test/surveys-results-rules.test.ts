import { expect } from 'chai';
import fc from 'fast-check';
import { type Answers, definition as definitionSchema } from '../api/questionnaire-definition.js';
import { partsShown, resultsOf } from '../surveys/results-rules.js';

const FEWEST = 5;

describe('results of anonymous waves', () => {
  const cases: [string, Record<string, number>, string[]][] = [
    ['parts of five and more', { a: 5, b: 9 }, ['a', 'b']],
    ['one part alone', { a: 5 }, ['a']],
    ['a small one takes the smallest with it', { a: 3, b: 5, c: 6 }, ['c']],
    ['small ones that are five together go alone', { a: 3, b: 2, c: 5 }, ['c']],
    ['a small one and a great one: neither', { a: 1, b: 900 }, []],
    ['nobody', {}, []],
  ];
  for (const [name, sizes, expected] of cases) {
    it(name, () => {
      expect([...partsShown(new Map(Object.entries(sizes)))].sort()).to.deep.equal(expected);
    });
  }

  it('of those who answered themselves no fewer than five can be told either', () => {
    const shown = (sizes: Record<string, number>, own: Record<string, number>) =>
      [...partsShown(new Map(Object.entries(sizes)), new Map(Object.entries(own)))].sort();
    expect(shown({ a: 9, b: 9 }, { a: 9, b: 9 })).to.deep.equal(['a', 'b']);
    expect(shown({ a: 9, b: 9 }, { a: 5 })).to.deep.equal(['a', 'b']);
    expect(shown({ a: 9, b: 9, c: 9 }, { a: 9, b: 2, c: 6 })).to.deep.equal(['c']);
    expect(shown({ a: 9, b: 9, c: 9 }, { a: 2, b: 3, c: 6 })).to.deep.equal(['c']);
    expect(shown({ a: 9, b: 9 }, { a: 9, b: 2 })).to.deep.equal([]);
  });

  it('no sum or difference of parts tells of fewer than five, of all or of those not on paper', () => {
    const sheets = fc.dictionary(
      fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
      fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })),
    );
    fc.assert(
      fc.property(sheets, (given) => {
        const entries = Object.entries(given).filter(([, [own, paper]]) => own + paper > 0);
        const all = new Map(entries.map(([part, [own, paper]]) => [part, own + paper]));
        const own = new Map(entries.map(([part, [n]]) => [part, n]));
        const sum = (of: ReadonlyMap<string, number>, parts: readonly string[] = [...of.keys()]) =>
          parts.reduce((total, part) => total + (of.get(part) ?? 0), 0);
        fc.pre(sum(all) >= FEWEST && (sum(own) === 0 || sum(own) >= FEWEST));
        const shown = [...partsShown(all, own)];
        for (let chosen = 0; chosen < 2 ** shown.length; chosen += 1) {
          const taken = shown.filter((_, i) => chosen & (1 << i));
          for (const of of [all, own])
            for (const n of [sum(of, taken), sum(of) - sum(of, taken)])
              expect(n === 0 || n >= FEWEST, JSON.stringify([given, taken])).to.equal(true);
        }
      }),
    );
  });

  const sizes = fc.dictionary(
    fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    fc.integer({ min: 1, max: 12 }),
  );

  it('no sum or difference of what is shown tells of fewer than five', () => {
    fc.assert(
      fc.property(sizes, (given) => {
        const all = Object.values(given).reduce((a, b) => a + b, 0);
        const shown = [...partsShown(new Map(Object.entries(given)))];
        for (const part of shown) expect(given[part]).to.be.at.least(FEWEST);
        // The whole is shown from five on; without each choice of parts it leaves none or enough.
        if (all < FEWEST) expect(shown).to.deep.equal([]);
        for (let chosen = 0; chosen < 2 ** shown.length; chosen += 1) {
          const taken = shown.filter((_, i) => chosen & (1 << i));
          const left = all - taken.reduce((sum, part) => sum + (given[part] ?? 0), 0);
          if (all >= FEWEST) expect(left === 0 || left >= FEWEST).to.equal(true);
        }
      }),
    );
  });

  const DEFINITION = definitionSchema.parse({
    questions: [
      { code: 's', type: 'scale', min: 1, max: 3, text: { ru: 'Шкала' } },
      {
        code: 'm',
        type: 'several_of',
        text: { ru: 'Что' },
        options: ['x', 'y'].map((code) => ({ code, text: { ru: code } })),
      },
    ],
  });
  const answers = fc.record<Answers>(
    { s: fc.integer({ min: 1, max: 3 }), m: fc.subarray(['x', 'y'], { minLength: 1 }) },
    { requiredKeys: [] },
  );
  const handed = fc.array(
    fc.record({ answers, part: fc.constantFrom('a', 'b', 'c'), onPaper: fc.boolean() }),
    {
      maxLength: 40,
    },
  );

  it('so for each question by itself, whoever left it out', () => {
    fc.assert(
      fc.property(handed, (all) => {
        const showing = { anonymous: true, confidential: true };
        const whole = resultsOf(DEFINITION, all, showing);
        for (const [i, { n }] of whole.entries()) {
          const parts = ['a', 'b', 'c'].map(
            (part) => resultsOf(DEFINITION, all, { ...showing, part })[i]?.n,
          );
          const shown = parts.filter((one) => typeof one === 'number');
          for (const one of shown) expect(one).to.be.at.least(FEWEST);
          if (n === null || n === undefined) expect(shown).to.deep.equal([]);
          else {
            const left = n - shown.reduce((a, b) => a + b, 0);
            expect(left === 0 || left >= FEWEST).to.equal(true);
          }
        }
      }),
    );
  });

  it('counts add up: one of a scale for each answer, the mean within its bounds', () => {
    fc.assert(
      fc.property(handed, (all) => {
        const [scale] = resultsOf(DEFINITION, all, { anonymous: false, confidential: true });
        const sum = (scale?.counts ?? []).reduce((a, { n }) => a + n, 0);
        expect(sum).to.equal(scale?.n);
        const weighed = (scale?.counts ?? []).reduce((a, { value, n }) => a + Number(value) * n, 0);
        if (scale?.n) expect(scale.mean).to.be.closeTo(weighed / scale.n, 1e-9);
        else expect(scale?.mean).to.equal(null);
      }),
    );
  });

  it('numbers and days stand in their order, and not at all when nearly each is another', () => {
    const asked = definitionSchema.parse({
      questions: [
        { code: 'places', type: 'number', text: { ru: 'Сколько?' } },
        { code: 'day', type: 'date', text: { ru: 'Когда?' } },
      ],
    });
    const all = [10, 2, 2].map((places) => ({
      answers: { places, day: `2026-11-${places < 10 ? '02' : '10'}` },
      part: null,
      onPaper: false,
    }));
    const showing = { anonymous: false, confidential: true };
    const [places, day] = resultsOf(asked, all, showing);
    expect(places).to.deep.include({
      n: 3,
      counts: [
        { value: '2', n: 2 },
        { value: '10', n: 1 },
      ],
    });
    expect(day?.counts.map(({ value }) => value)).to.deep.equal(['2026-11-02', '2026-11-10']);
    const many = Array.from({ length: 41 }, (_, i) => ({
      answers: { places: i },
      part: null,
      onPaper: false,
    }));
    expect(resultsOf(asked, many, showing)[0]).to.deep.include({ n: 41, counts: [], mean: 20 });
  });
});
