import { expect } from 'chai';
import { definition, type Question } from '../../../service/api/questionnaire-definition.js';
import { lacksEnglish, translationOf } from '../../pages/questionnaires/translation.js';

const asked = (questions: object[], more: object = {}) => definition.parse({ ...more, questions });
const question = (more: object = {}) => ({
  code: 'q',
  type: 'text',
  text: { ru: 'Как дела?', en: 'How are you?' },
  ...more,
});

describe('which questions lack the second language', () => {
  const cases: [string, object, boolean][] = [
    ['text and no help: nothing is missing', {}, false],
    ['no English text', { text: { ru: 'Как дела?' } }, true],
    ['help in Russian only', { help: { ru: 'Коротко', en: '' } }, true],
    ['an answer in Russian only', { options: [{ code: 'a', text: { ru: 'да', en: '' } }] }, true],
    ['all in both', { options: [{ code: 'a', text: { ru: 'да', en: 'yes' } }] }, false],
  ];
  for (const [what, more, expected] of cases) {
    it(what, () => {
      const [one] = asked([question(more)]).questions;
      expect(lacksEnglish(one as Question)).to.equal(expected);
    });
  }
  it('a questionnaire in Russian alone is not half translated', () => {
    expect(translationOf(asked([question({ text: { ru: 'Как?' } })])).none).to.equal(true);
    const some = asked([question(), question({ code: 'b', text: { ru: 'Как?' } })]);
    expect(translationOf(some)).to.deep.include({ none: false, missing: 1, questions: 2 });
  });
  it('introduction and headings are told apart from the questions', () => {
    const intro = { intro: { ru: 'Здравствуйте', en: '' } };
    expect(translationOf(asked([question()], intro))).to.deep.include({ missing: 0, around: true });
  });
});
