import { expect } from 'chai';
import fc from 'fast-check';
import {
  type Answers,
  type Definition,
  definition as definitionSchema,
  type Question,
} from '../api/questionnaire-definition.js';
import { isAnswered, shownQuestions } from '../api/shown-questions.js';
import { answerProblems, keptAnswers } from '../surveys/answer-rules.js';
import { changeProblems, definitionProblems } from '../surveys/definition-rules.js';

type Loose = Record<string, unknown>;

const question = (code: string, type: string, more: Loose = {}): Loose => ({
  code,
  type,
  text: { ru: `Вопрос ${code}` },
  ...(type === 'scale' ? { min: 1, max: 10 } : {}),
  ...more,
});
const define = (questions: Loose[], more: Loose = {}): Definition =>
  definitionSchema.parse({ questions, ...more });

const OPTIONS = [
  { code: 'home', text: { ru: 'Дома' } },
  { code: 'college', text: { ru: 'В колледже' } },
];
const yes = { question: 'met', is: [true] };
const told = (problems: { path: string; code: string }[]) =>
  problems.map(({ path, code }) => `${path} ${code}`);

describe('questionnaires: what can be asked', () => {
  const one = question('met', 'yes_no');
  const cases: [string, Definition, string[]][] = [
    ['a question', define([one]), []],
    ['none yet', define([]), []],
    [
      'a double code',
      define([one, question('met', 'text')]),
      ['questions.1.code question.codeTwice'],
    ],
    [
      'a code with a capital',
      define([question('Met', 'text')]),
      ['questions.0.code question.code'],
    ],
    [
      'no text',
      define([question('a', 'text', { text: { ru: ' ' } })]),
      ['questions.0.text question.text'],
    ],
    [
      'a pair code twice',
      define([question('a', 'text', { pair: 'p' }), question('b', 'text', { pair: 'p' })]),
      ['questions.1.pair question.pairTwice'],
    ],
    [
      'shown if a question that is not there',
      define([question('a', 'text', { shownIf: yes })]),
      ['questions.0.shownIf.question question.shownIfUnknown'],
    ],
    [
      'shown if a later one',
      define([question('a', 'text', { shownIf: yes }), one]),
      ['questions.0.shownIf.question question.shownIfLater'],
    ],
    [
      'shown if itself',
      define([question('met', 'yes_no', { shownIf: yes })]),
      ['questions.0.shownIf.question question.shownIfLater'],
    ],
    ['shown if an earlier one', define([one, question('a', 'text', { shownIf: yes })]), []],
    [
      'shown if an answer that cannot be',
      define([one, question('a', 'text', { shownIf: { question: 'met', is: ['yes'] } })]),
      ['questions.1.shownIf.is question.shownIfAnswer'],
    ],
    [
      'shown if nothing at all',
      define([one, question('a', 'text', { shownIf: { question: 'met', is: [] } })]),
      ['questions.1.shownIf.is question.shownIfAnswer'],
    ],
    [
      'shown by a text',
      define([
        question('t', 'text'),
        question('a', 'text', { shownIf: { question: 't', is: ['x'] } }),
      ]),
      ['questions.1.shownIf.is question.shownIfAnswer'],
    ],
    [
      'a scale of one step',
      define([question('s', 'scale', { max: 1 })]),
      ['questions.0.max question.scaleBounds'],
    ],
    [
      'a scale turned round',
      define([question('s', 'scale', { min: 5, max: 1 })]),
      ['questions.0.max question.scaleBounds'],
    ],
    [
      'a scale of halves',
      define([question('s', 'scale', { min: 0.5 })]),
      ['questions.0.max question.scaleBounds'],
    ],
    [
      'a scale of a hundred',
      define([question('s', 'scale', { max: 100 })]),
      ['questions.0.max question.scaleBounds'],
    ],
    [
      'a scale without end',
      define([question('s', 'scale', { max: null })]),
      ['questions.0.max question.scaleBounds'],
    ],
    [
      'a number turned round',
      define([question('n', 'number', { min: 3, max: 2 })]),
      ['questions.0.max question.numberBounds'],
    ],
    [
      'one option',
      define([question('o', 'one_of', { options: OPTIONS.slice(1) })]),
      ['questions.0.options question.options'],
    ],
    [
      'an option twice',
      define([question('o', 'one_of', { options: [...OPTIONS, OPTIONS[0]] })]),
      ['questions.0.options.2.code question.optionTwice'],
    ],
    [
      'two options that read the same',
      define([
        question('o', 'one_of', {
          options: [...OPTIONS, { code: 'again', text: { ru: ' в  КОЛЛЕДЖЕ' } }],
        }),
      ]),
      ['questions.0.options.2.text question.optionSame'],
    ],
    [
      'two options that differ by ё alone',
      define([
        question('o', 'several_of', {
          options: [
            { code: 'a', text: { ru: 'Учёба' } },
            { code: 'b', text: { ru: 'Учеба' } },
          ],
        }),
      ]),
      ['questions.0.options.1.text question.optionSame'],
    ],
    [
      'two options that read the same in English',
      define([
        question('o', 'one_of', {
          options: [
            { code: 'a', text: { ru: 'Дома', en: 'Home' } },
            { code: 'b', text: { ru: 'У себя', en: 'home' } },
          ],
        }),
      ]),
      ['questions.0.options.1.text question.optionSame'],
    ],
    [
      'more than there are',
      define([question('o', 'several_of', { options: OPTIONS, most: 3 })]),
      ['questions.0.most question.most'],
    ],
    [
      'a ranking of nobody',
      define([question('r', 'ranking', { most: 3 })]),
      ['questions.0.people question.people'],
    ],
    [
      'a ranking without places',
      define([question('r', 'ranking', { people: 'mentor' })]),
      ['questions.0.most question.most'],
    ],
    [
      'an endless text',
      define([question('t', 'text', { maxLength: 5000 })]),
      ['questions.0.maxLength question.maxLength'],
    ],
    [
      'a section that is not there',
      define([question('t', 'text', { section: 's' })]),
      ['questions.0.section question.sectionUnknown'],
    ],
    [
      'sections twice and without a name',
      define([one], {
        sections: [
          { code: 's', title: { ru: 'А' } },
          { code: 's', title: { ru: '' } },
        ],
      }),
      ['sections.1.title required', 'sections.1.code question.codeTwice'],
    ],
  ];
  for (const [name, given, expected] of cases) {
    it(name, () => expect(told(definitionProblems(given))).to.deep.equal(expected));
  }

  it('tells fifty problems at most', () => {
    const many = define(Array.from({ length: 90 }, () => question('Same', 'text')));
    expect(definitionProblems(many)).to.have.length(50);
  });

  it('of an answered question neither type nor scale change; words, order and new ones do', () => {
    const before = define([question('a', 'scale'), question('b', 'text')]);
    const change = (questions: Loose[]) => told(changeProblems([before], define(questions)));
    expect(
      change([question('b', 'text', { text: { ru: 'Иначе' } }), question('c', 'date')]),
    ).to.deep.equal([]);
    expect(change([question('a', 'text')])).to.deep.equal([
      'questions.0.type question.typeAnswered',
    ]);
    expect(change([question('a', 'scale', { max: 5 })])).to.deep.equal([
      'questions.0.max question.scaleAnswered',
    ]);
    expect(told(changeProblems([], define([question('a', 'text')])))).to.deep.equal([]);
  });
});

const FULL = define([
  question('met', 'yes_no'),
  question('where', 'text', { shownIf: yes, maxLength: 20 }),
  question('city', 'text', { shownIf: { question: 'where2', is: ['home'] }, required: false }),
  question('where2', 'one_of', { options: OPTIONS, shownIf: yes, required: false }),
  question('comfort', 'scale'),
  question('often', 'frequency', { required: false }),
  question('places', 'several_of', { options: OPTIONS, most: 1, required: false }),
  question('age', 'number', { min: 14, max: 99, required: false }),
  question('day', 'date', { required: false }),
  question('wished', 'ranking', { people: 'mentor', most: 2, required: false }),
]);
const PEOPLE = { wished: new Map(['p1', 'p2', 'p3'].map((one) => [one, one])) };
const BASE = { met: false, comfort: 7 };

describe('questionnaires: what can be answered', () => {
  const cases: [string, Answers, string[]][] = [
    ['what is wanted', BASE, []],
    ['an unknown question', { ...BASE, other: 1 }, ['answers.other answer.unknown']],
    [
      'a name of JavaScript’s own',
      { ...BASE, constructor: 1 },
      ['answers.constructor answer.unknown'],
    ],
    ['nothing', {}, ['answers.met answer.required', 'answers.comfort answer.required']],
    ['a required one that is shown', { ...BASE, met: true }, ['answers.where answer.required']],
    ['blanks for an answer', { ...BASE, met: true, where: ' ' }, ['answers.where answer.required']],
    ['a hidden one', { ...BASE, where: 'В школе' }, ['answers.where answer.hidden']],
    ['the same, shown', { met: true, where: 'В школе', comfort: 1 }, []],
    ['beyond the scale', { ...BASE, comfort: 11 }, ['answers.comfort answer.outOfScale']],
    ['below it', { ...BASE, comfort: 0 }, ['answers.comfort answer.outOfScale']],
    ['between its steps', { ...BASE, comfort: 5.5 }, ['answers.comfort answer.outOfScale']],
    ['a word for a step', { ...BASE, comfort: '7' }, ['answers.comfort answer.outOfScale']],
    ['a word for yes', { ...BASE, met: 'true' }, ['answers.met answer.yesNo']],
    [
      'a megabyte',
      { met: true, where: 'я'.repeat(1_000_000), comfort: 1 },
      ['answers.where answer.tooLong'],
    ],
    ['how often', { ...BASE, often: 'once_twice' }, []],
    ['no such frequency', { ...BASE, often: 'always' }, ['answers.often answer.option']],
    ['one of several', { ...BASE, places: ['home'] }, []],
    ['too many', { ...BASE, places: ['home', 'college'] }, ['answers.places answer.tooMany']],
    ['no such option', { ...BASE, places: ['street'] }, ['answers.places answer.option']],
    ['a word for a list', { ...BASE, places: 'home' }, ['answers.places value.invalid']],
    ['too young', { ...BASE, age: 13 }, ['answers.age answer.tooSmall']],
    ['too old', { ...BASE, age: 100 }, ['answers.age answer.tooGreat']],
    ['a word for a number', { ...BASE, age: 'twenty' }, ['answers.age answer.number']],
    ['a day', { ...BASE, day: '2026-02-28' }, []],
    ['no such day', { ...BASE, day: '2026-02-30' }, ['answers.day date.format']],
    ['people in order', { ...BASE, wished: ['p2', 'p1'] }, []],
    ['somebody twice', { ...BASE, wished: ['p2', 'p2'] }, ['answers.wished answer.twice']],
    ['a stranger', { ...BASE, wished: ['p9'] }, ['answers.wished answer.person']],
    [
      'more than places',
      { ...BASE, wished: ['p1', 'p2', 'p3'] },
      ['answers.wished answer.tooMany'],
    ],
  ];
  for (const [name, given, expected] of cases) {
    it(name, () => {
      const problems = answerProblems(FULL, given, { final: true, people: PEOPLE });
      expect(told(problems)).to.deep.equal(expected);
    });
  }

  it('on the way, what is missing or hidden is nothing wrong, what is unsound is', () => {
    const saved = (answers: Answers) =>
      told(answerProblems(FULL, answers, { final: false, people: PEOPLE }));
    expect(saved({})).to.deep.equal([]);
    expect(saved({ met: false, where: 'В школе' })).to.deep.equal([]);
    expect(saved({ comfort: 11, other: 1 })).to.deep.equal([
      'answers.comfort answer.outOfScale',
      'answers.other answer.unknown',
    ]);
  });

  it('what hangs on a hidden question is hidden with it', () => {
    const chain = define([
      question('met', 'yes_no'),
      question('place', 'one_of', { options: OPTIONS, shownIf: yes }),
      question('room', 'text', { shownIf: { question: 'place', is: ['college'] } }),
    ]);
    const shown = (answers: Answers) => shownQuestions(chain, answers).map(({ code }) => code);
    expect(shown({ met: true, place: 'college' })).to.deep.equal(['met', 'place', 'room']);
    expect(shown({ met: false, place: 'college' })).to.deep.equal(['met']);
  });

  it('keeps texts clean and what is no answer not at all', () => {
    const kept = keptAnswers(FULL, {
      comfort: 3,
      where: ' a\u0000b\r\n ',
      often: '',
      places: [],
      x: 1,
    });
    expect(kept).to.deep.equal({ where: 'a b', comfort: 3 });
    expect(Object.keys(kept)).to.deep.equal(['where', 'comfort']);
  });

  const value = fc.oneof(
    fc.boolean(),
    fc.integer({ min: -3, max: 120 }),
    fc.constantFrom('', ' ', 'home', 'often', '2026-02-28', 'слова'),
    fc.subarray(['home', 'college', 'p1', 'p2']),
    fc.constant(null),
  );
  const codes = FULL.questions.map((q: Question) => q.code);
  const anyAnswers = fc.dictionary(fc.constantFrom(...codes, 'other'), value);

  it('whatever may be handed in may be saved on the way, and kept it is the same', () => {
    fc.assert(
      fc.property(anyAnswers, (given) => {
        const found = (final: boolean, answers: Answers) =>
          answerProblems(FULL, answers, { final, people: PEOPLE });
        if (found(true, given).length > 0) return;
        expect(found(false, given)).to.deep.equal([]);
        const kept = keptAnswers(FULL, given);
        expect(found(true, kept)).to.deep.equal([]);
        expect(keptAnswers(FULL, kept)).to.deep.equal(kept);
      }),
    );
  });

  it('every problem names a question asked or an unknown one, and hiding takes no sound answer away', () => {
    fc.assert(
      fc.property(anyAnswers, (given) => {
        const shown = shownQuestions(FULL, given);
        expect(shown).to.deep.equal(FULL.questions.filter((q) => shown.includes(q)));
        for (const { path, code } of answerProblems(FULL, given, { final: true, people: PEOPLE })) {
          const name = path.replace('answers.', '');
          if (code === 'answer.unknown') expect(codes).not.to.include(name);
          else expect(codes).to.include(name);
          if (code === 'answer.required') expect(isAnswered(given[name])).to.equal(false);
        }
      }),
    );
  });
});
