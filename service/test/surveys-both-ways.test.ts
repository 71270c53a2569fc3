import { expect } from 'chai';
import {
  type Answers,
  type Definition,
  definition as definitionSchema,
} from '../api/questionnaire-definition.js';
import { answerProblems } from '../surveys/answer-rules.js';

const NAMES = new Map([1, 2, 3].map((n) => [`p${n}`, `Имя ${n}`]));
const PEOPLE = { wished: NAMES, helps: NAMES, unwanted: NAMES };

type Loose = Record<string, unknown>;

const question = (code: string, type: string, more: Loose = {}): Loose => ({
  code,
  type,
  text: { ru: `Вопрос ${code}` },
  ...more,
});
const define = (questions: Loose[]): Definition => definitionSchema.parse({ questions });
const yes = { question: 'met', is: [true] };

describe('questionnaires: nobody is wished for and not wanted at once', () => {
  const ranked = (code: string, more: Loose = {}) =>
    question(code, 'ranking', { people: 'mentor', most: 3, required: false, ...more });
  const asked = (...more: Loose[]) =>
    define([
      ranked('wished'),
      ranked('helps'),
      ranked('unwanted', { confidential: true }),
      ...more,
    ]);
  const told = (answers: Answers, definition = asked(), final = true) =>
    answerProblems(definition, answers, { final, people: PEOPLE });
  const both = (names: string) => [
    { path: 'answers.unwanted', code: 'answer.bothWays', params: { names } },
  ];

  it('told at the question about those not wanted, with the names, also on the way', () => {
    const answers = { wished: ['p1', 'p2'], helps: ['p3'], unwanted: ['p2', 'p3'] };
    expect(told(answers)).to.deep.equal(both('Имя 2, Имя 3'));
    expect(told(answers, asked(), false)).to.deep.equal(both('Имя 2, Имя 3'));
    expect(told({ wished: ['p1'], unwanted: ['p2'] })).to.deep.equal([]);
  });

  it('a wish that is not asked for any more, and one of the other side, count for nothing', () => {
    const hanging = define([
      question('met', 'yes_no'),
      ranked('wished', { shownIf: yes }),
      ranked('unwanted', { confidential: true }),
    ]);
    const answers = { met: false, wished: ['p1'], unwanted: ['p1'] };
    expect(told(answers, hanging, false)).to.deep.equal([]);
    const others = define([
      ranked('wished', { people: 'mentee' }),
      ranked('unwanted', { confidential: true }),
    ]);
    expect(told({ wished: ['p1'], unwanted: ['p1'] }, others)).to.deep.equal([]);
  });
});
