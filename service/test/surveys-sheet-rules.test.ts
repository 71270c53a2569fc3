import { expect } from 'chai';
import fc from 'fast-check';
import { codeOf, typedCode } from '../surveys/sheet-code-rules.js';
import { entryProblem, freshCodes, orderProblems } from '../surveys/sheet-rules.js';

const number = fc.integer({ min: 0, max: 9_999_999 });

describe('codes of sheets', () => {
  it('are eight digits, and are known again as they are printed and typed', () => {
    fc.assert(
      fc.property(number, (n) => {
        const code = codeOf(n);
        expect(code).to.match(/^\d{8}$/);
        expect(typedCode(code)).to.equal(code);
        expect(typedCode(` ${code.slice(0, 4)} ${code.slice(4)} `)).to.equal(code);
        expect(typedCode(`${code.slice(0, 4)}–${code.slice(4)}`)).to.equal(code);
      }),
    );
  });

  it('with one digit wrong are none', () => {
    const at = fc.integer({ min: 0, max: 7 });
    fc.assert(
      fc.property(number, at, fc.integer({ min: 1, max: 9 }), (n, i, by) => {
        const digits = [...codeOf(n)];
        digits[i] = String((Number(digits[i]) + by) % 10);
        expect(typedCode(digits.join(''))).to.equal(null);
      }),
    );
  });

  it('with two neighbours swapped are none', () => {
    fc.assert(
      fc.property(number, fc.integer({ min: 0, max: 6 }), (n, i) => {
        const digits = [...codeOf(n)];
        fc.pre(digits[i] !== digits[i + 1]);
        [digits[i], digits[i + 1]] = [digits[i + 1] as string, digits[i] as string];
        expect(typedCode(digits.join(''))).to.equal(null);
      }),
    );
  });

  for (const typed of ['', '1234567', '123456789', '12З45678', '1234.5678', '１２３４５６７８'])
    it(`«${typed}» is none`, () => expect(typedCode(typed)).to.equal(null));

  it('are new, and not given twice', () => {
    const taken = new Set([codeOf(1), codeOf(2)]);
    let next = 0;
    const counting = () => {
      next += 1;
      return Math.ceil(next / 2);
    };
    expect(freshCodes(2, taken, counting)).to.deep.equal([codeOf(3), codeOf(4)]);
  });
});

describe('entering a sheet', () => {
  const named = { anonymous: false, replace: false };
  const cases = [
    ['printed', 'none', named, null],
    ['printed', 'draft', named, 'sheet.begun'],
    ['printed', 'submitted', named, 'sheet.answered'],
    ['entered', 'submitted', named, 'sheet.entered'],
    ['printed', 'submitted', { anonymous: false, replace: true }, null],
    ['entered', 'submitted', { anonymous: false, replace: true }, null],
    ['printed', 'none', { anonymous: true, replace: false }, null],
    ['entered', 'none', { anonymous: true, replace: false }, 'sheet.enteredAnonymous'],
    ['entered', 'none', { anonymous: true, replace: true }, 'sheet.enteredAnonymous'],
  ] as const;
  for (const [state, online, options, code] of cases) {
    const how = `${options.anonymous ? 'anonymous' : 'named'}${options.replace ? ', replacing' : ''}`;
    it(`${state}, online ${online}, ${how}: ${code ?? 'taken'}`, () => {
      expect(entryProblem({ state, online }, options)?.code ?? null).to.equal(code);
    });
  }
});

describe('ordering sheets', () => {
  const problems = (
    wave: Parameters<typeof orderProblems>[0],
    order: Parameters<typeof orderProblems>[1],
  ) => orderProblems(wave, order).map(({ path, code }) => `${path}: ${code}`);

  it('a named wave has one for each person, and no blank ones', () => {
    const wave = { anonymous: false, parts: null };
    expect(problems(wave, { blank: undefined, part: null })).to.deep.equal([]);
    expect(problems(wave, { blank: 3, part: null })).to.deep.equal(['blank: sheet.blankNamed']);
  });

  it('an anonymous one has blank ones, of a part where it has a breakdown', () => {
    const wave = { anonymous: true, parts: ['ИС-21', ''] };
    expect(problems(wave, { blank: 3, part: '' })).to.deep.equal([]);
    expect(problems(wave, { blank: undefined, part: 'ИС-99' })).to.deep.equal([
      'blank: sheet.blank',
      'part: sheet.part',
    ]);
    expect(problems({ anonymous: true, parts: null }, { blank: 3, part: 'ИС-21' })).to.deep.equal([
      'part: sheet.part',
    ]);
  });
});
