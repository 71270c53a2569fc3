import { expect } from 'chai';
import fc from 'fast-check';
import {
  type Definition,
  definition as definitionSchema,
} from '../../../service/api/questionnaire-definition.js';
import {
  freshCode,
  inOrder,
  moveQuestion,
  moveSection,
  putQuestion,
  putSection,
  removeQuestion,
  removeSection,
} from '../../pages/questionnaires/definition-edits.js';
import { filledRows, readOptions, withRowUp } from '../../pages/questionnaires/option-rows.js';

const title = (ru: string) => ({ ru, en: '' });

/** A definition of questions written as `code` or `section/code`. */
function define(sections: readonly string[], questions: readonly string[]): Definition {
  return definitionSchema.parse({
    sections: sections.map((code) => ({ code, title: title(code) })),
    questions: questions.map((one) => {
      const [code, section = null] = one.split('/').reverse();
      return { code, section, type: 'text', text: title(`Вопрос ${code}`) };
    }),
  });
}

const told = ({ questions }: Definition) =>
  questions.map(({ code, section }) => (section === null ? code : `${section}/${code}`)).join(' ');

describe('the editor’s changes of a questionnaire', () => {
  const cases: [string, () => Definition, string][] = [
    ['a question goes up', () => moveQuestion('b', 'up')(define([], ['a', 'b', 'c'])), 'b a c'],
    ['and down', () => moveQuestion('b', 'down')(define([], ['a', 'b', 'c'])), 'a c b'],
    ['the first stays', () => moveQuestion('a', 'up')(define([], ['a', 'b'])), 'a b'],
    [
      'at the edge it goes into the next section',
      () => moveQuestion('b', 'down')(define(['s'], ['a', 'b', 's/c'])),
      'a s/b s/c',
    ],
    [
      'and back, to the end of the one above',
      () => moveQuestion('b', 'up')(define(['s'], ['a', 's/b', 's/c'])),
      'a b s/c',
    ],
    [
      'through an empty section',
      () => moveQuestion('a', 'down')(define(['s', 't'], ['a', 't/b'])),
      's/a t/b',
    ],
    [
      'a section goes up with its questions',
      () => moveSection('t', 'up')(define(['s', 't'], ['s/a', 't/b', 's/c'])),
      't/b s/a s/c',
    ],
    [
      'a section taken away leaves its questions to the one before',
      () => removeSection('t')(define(['s', 't'], ['s/a', 't/b'])),
      's/a s/b',
    ],
    [
      'or to those without a section',
      () => removeSection('s')(define(['s', 't'], ['x', 's/a', 't/b'])),
      'x a t/b',
    ],
    ['a question goes', () => removeQuestion('a')(define([], ['a', 'b'])), 'b'],
  ];
  for (const [what, change, expected] of cases)
    it(what, () => expect(told(change())).to.equal(expected));

  it('a changed code takes the conditions that hang on it along', () => {
    const before = define([], ['a', 'b']);
    const [a, b] = before.questions;
    if (!a || !b) throw new Error('there are two');
    const hanging = {
      ...before,
      questions: [a, { ...b, shownIf: { question: 'a', is: [true] } }],
    };
    const after = putQuestion('a', { ...a, code: 'z' })(hanging);
    expect(after.questions[1]?.shownIf?.question).to.equal('z');
  });

  it('a question that somebody took away meanwhile is there again, last in its section', () => {
    const [gone] = define(['s'], ['s/gone']).questions;
    if (!gone) throw new Error('there is one');
    expect(told(putQuestion('gone', gone)(define(['s', 't'], ['s/a', 't/b'])))).to.equal(
      's/a s/gone t/b',
    );
  });

  it('new codes are not those that are there', () => {
    expect(freshCode('q', 4, ['a'])).to.equal('q4');
    expect(freshCode('q', 4, ['q4', 'q4_2'])).to.equal('q4_3');
  });

  it('whatever is moved, nothing is lost and sections stay together', () => {
    const step = fc.record({
      what: fc.constantFrom('question', 'section', 'put', 'drop'),
      at: fc.nat(5),
      up: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('', 's0/', 's1/', 's2/'), { minLength: 1, maxLength: 6 }),
        fc.array(step, { maxLength: 12 }),
        (places, steps) => {
          let now = inOrder(
            define(
              ['s0', 's1', 's2'],
              places.map((place, i) => `${place}q${i}`),
            ),
          );
          for (const { what, at, up } of steps) {
            const to = up ? 'up' : 'down';
            if (what === 'question') now = moveQuestion(`q${at}`, to)(now);
            else if (what === 'section') now = moveSection(`s${at}`, to)(now);
            else if (what === 'put') now = putSection(`s${at}`, title('Раздел'))(now);
            else now = removeSection(`s${at}`)(now);
          }
          const codes = now.questions.map(({ code }) => code).sort();
          expect(codes).to.deep.equal(places.map((_, i) => `q${i}`).sort());
          expect(inOrder(now)).to.deep.equal(now);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('the rows of answers to choose from', () => {
  const body = {
    optionCode: ['home', '', 'o1', ''],
    optionText: ['Дома', 'В колледже', '', '  '],
    optionEn: ['', 'At college', '', ''],
  };

  it('empty ones are left out, new ones get a code that is free', () => {
    expect(readOptions(body)).to.deep.equal([
      { code: 'home', text: { ru: 'Дома', en: '' } },
      { code: 'o1', text: { ru: 'В колледже', en: 'At college' } },
    ]);
    expect(readOptions({ optionCode: '', optionText: 'Один', optionEn: '' })).to.have.length(1);
    expect(readOptions({})).to.deep.equal([]);
  });

  it('one goes up with its code and translation', () => {
    const moved = withRowUp({ text: 'Где?', ...body }, { ...body, optionUp: '1' });
    expect(moved).to.include({ text: 'Где?' });
    expect(filledRows(moved).map((row) => [row.code, row.text, row.en])).to.deep.equal([
      ['', 'В колледже', 'At college'],
      ['home', 'Дома', ''],
    ]);
  });
});
