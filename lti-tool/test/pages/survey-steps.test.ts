import { expect } from 'chai';
import fc from 'fast-check';
import { type Question, question } from '../../../service/api/questionnaire-definition.js';
import { postedAnswer, withPosted } from '../../pages/my-surveys/posted-answers.js';
import { answerInWords, questionViews, valuesOf } from '../../pages/my-surveys/question-views.js';
import {
  minutesFor,
  openSteps,
  stepsOf,
  stepToGoOn,
  unanswered,
} from '../../pages/my-surveys/steps.js';
import { typedAnswers } from '../../pages/paper-answers/typed-answers.js';
import { createI18n } from '../../web/i18n.js';

const ask = (code: string, more: object = {}): Question =>
  question.parse({ code, type: 'scale', min: 1, max: 10, text: { ru: `Вопрос ${code}` }, ...more });
const numbered = (n: number, more: object = {}): Question[] =>
  Array.from({ length: n }, (_, i) => ask(`q${i}`, more));
const codesOf = (questions: Question[]) =>
  stepsOf({ questions }).map((step) => step.questions.map(({ code }) => code));
const options = [
  { code: 'first', text: { ru: 'Первый' } },
  { code: 'second', text: { ru: 'Второй' } },
];
const wording = { t: createI18n().translator('ru'), locale: 'ru' } as const;
const nobody = { mentee: [], mentor: [], curator: [] };

describe('a questionnaire in steps', () => {
  it('has its sections for steps, long ones in even parts', () => {
    const sizes = (n: number) => codesOf(numbered(n)).map((codes) => codes.length);
    expect([sizes(1), sizes(6), sizes(7), sizes(13)]).to.deep.equal([[1], [6], [4, 3], [5, 5, 3]]);
    const two = [
      ask('a', { section: 's1' }),
      ask('b', { section: 's2' }),
      ask('c', { section: 's1' }),
    ];
    expect(codesOf(two)).to.deep.equal([['a'], ['b'], ['c']]);
  });

  it('keeps a question with the one that it hangs on', () => {
    const questions = numbered(7);
    questions[4] = ask('q4', { shownIf: { question: 'q3', is: [1] } });
    expect(codesOf(questions)[0]).to.include('q4');
  });

  it('asks each question once, in the order of the questionnaire, and never too many at once', () => {
    const section = fc.constantFrom('s1', 's2', null);
    fc.assert(
      fc.property(fc.array(section, { minLength: 1, maxLength: 60 }), (sections) => {
        const questions = sections.map((one, i) => ask(`q${i}`, { section: one }));
        const steps = codesOf(questions);
        expect(steps.flat()).to.deep.equal(questions.map(({ code }) => code));
        expect(Math.max(...steps.map((codes) => codes.length))).to.be.at.most(6);
      }),
    );
  });

  it('leaves out a step with nothing to ask, and goes on where an answer is missing', () => {
    const questions = [
      ask('a', { section: 's1', type: 'yes_no' }),
      ask('b', { section: 's2', shownIf: { question: 'a', is: [true] } }),
      ask('c', { section: 's3', required: false }),
    ];
    const definition = { intro: { ru: '', en: '' }, sections: [], questions };
    const numbers = (answers: object) => openSteps(definition, { ...answers }).map((s) => s.number);
    expect(numbers({})).to.deep.equal([1, 3]);
    expect(numbers({ a: true })).to.deep.equal([1, 2, 3]);
    expect(stepToGoOn(definition, {})).to.equal(1);
    expect(stepToGoOn(definition, { a: false })).to.equal(3);
    expect(stepToGoOn(definition, { a: false, c: 4 })).to.equal(3);
    expect(unanswered(definition, { a: true }, 'required').map(({ code }) => code)).to.deep.equal([
      'b',
    ]);
  });

  it('takes about so many minutes', () => {
    expect([1, 3, 13, 25, 100].map(minutesFor)).to.deep.equal([1, 1, 4, 8, 33]);
  });
});

describe('answers from a form', () => {
  const posted = (type: Question['type'], value: string | string[]) =>
    postedAnswer({ 'answers.x': value }, ask('x', { type }));
  const cases: [Question['type'], string | string[], unknown][] = [
    ['yes_no', 'true', true],
    ['yes_no', 'false', false],
    ['yes_no', '', null],
    ['yes_no', '<b>', '<b>'],
    ['scale', '7', 7],
    ['scale', 'семь', 'семь'],
    ['number', ' 3,5 ', 3.5],
    ['number', '', null],
    ['number', '1e999', '1e999'],
    ['text', 'Да', 'Да'],
    ['date', '2026-11-27', '2026-11-27'],
    ['several_of', ['a', '', 'b'], ['a', 'b']],
    ['ranking', '', []],
  ];
  for (const [type, value, expected] of cases)
    it(`${type} ${JSON.stringify(value)}: ${JSON.stringify(expected)}`, () =>
      expect(posted(type, value)).to.deep.equal(expected));

  it('those that the form did not show stay as they are', () => {
    const questions = [ask('a', { type: 'text' }), ask('b', { type: 'text' })];
    const body = { seen: 'a', 'answers.a': '', 'answers.b': 'чужое' };
    expect(withPosted({ a: 'было', b: 'скрыто' }, questions, body)).to.deep.equal({
      a: null,
      b: 'скрыто',
    });
  });

  it('stand in the fields as they were given', () => {
    const questions = [
      ask('yes', { type: 'yes_no' }),
      ask('several', { type: 'several_of', options }),
      ask('n'),
      ask('none', { type: 'text' }),
    ];
    const answers = { yes: false, several: ['first'], n: 7 };
    const values = valuesOf(questions, answers);
    const body = { seen: questions.map(({ code }) => code), ...values };
    expect(withPosted({}, questions, body)).to.deep.equal({ ...answers, none: null });
  });
});

describe('answers typed off paper', () => {
  const typed = (type: Question['type'], text: string) =>
    typedAnswers(
      [ask('x', { type, options: ['one_of', 'several_of'].includes(type) ? options : [] })],
      {
        'answers.x': text,
      },
    )['x'];
  const cases: [Question['type'], string, unknown][] = [
    ['scale', '10', 10],
    ['scale', '1о', '1о'],
    ['yes_no', '1', true],
    ['yes_no', 'Д', true],
    ['yes_no', 'n', false],
    ['yes_no', '2', false],
    ['yes_no', '3', '3'],
    ['one_of', '2', 'second'],
    ['one_of', '3', '3'],
    ['several_of', '2, 1', ['second', 'first']],
    ['several_of', '2 9', ['second', '9']],
    ['frequency', '1', 'very_often'],
    ['number', '3,5', 3.5],
    ['date', '5.3.2009', '2009-03-05'],
    ['date', '05032009', '2009-03-05'],
    ['date', 'весной', 'весной'],
    ['text', ' Поддержка ', 'Поддержка'],
    ['text', '', null],
  ];
  for (const [type, text, expected] of cases)
    it(`${type} «${text}»: ${JSON.stringify(expected)}`, () =>
      expect(typed(type, text)).to.deep.equal(expected));

  it('leave out what the sheet’s own answers do not ask for', () => {
    const questions = [
      ask('met', { type: 'yes_no' }),
      ask('where', { type: 'text', shownIf: { question: 'met', is: [true] } }),
    ];
    const body = { 'answers.met': '2', 'answers.where': 'В школе' };
    expect(typedAnswers(questions, body)).to.deep.equal({ met: false });
  });
});

describe('questions on a page', () => {
  it('speak the language of the page, or say that they do not', () => {
    const both = ask('a', { text: { ru: 'Рады?', en: 'Glad?' } });
    const russian = ask('b', { text: { ru: 'Рады?' } });
    const views = questionViews({ ...wording, locale: 'en' }, [both, russian], {
      shown: new Set(['a']),
      people: nobody,
    });
    expect(views.map(({ text, hidden }) => [text, hidden])).to.deep.equal([
      [{ text: 'Glad?', lang: null }, false],
      [{ text: 'Рады?', lang: 'ru' }, true],
    ]);
  });

  it('answers are read in words', () => {
    const people = { ...nobody, mentor: [{ personId: 'p1', name: 'Кузнецова Мария' }] };
    const words = (one: Question, value: Parameters<typeof answerInWords>[1]) =>
      answerInWords(one, value, {
        people,
        wording,
        date: (iso) => iso.split('-').reverse().join('.'),
      });
    expect(words(ask('a', { type: 'yes_no' }), false)).to.equal('Нет');
    expect(words(ask('a', { type: 'several_of', options }), ['second', 'first'])).to.equal(
      'Второй, Первый',
    );
    expect(words(ask('a', { type: 'ranking', people: 'mentor' }), ['p1', 'gone'])).to.equal(
      '1. Кузнецова Мария, 2. человек, которого в списке больше нет',
    );
    expect(words(ask('a', { type: 'date' }), '2026-11-27')).to.equal('27.11.2026');
    expect(words(ask('a', { type: 'frequency' }), 'rarely')).to.equal('редко');
    expect(words(ask('a', { type: 'text' }), '  ')).to.equal('');
  });
});
