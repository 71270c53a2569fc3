import { expect } from 'chai';
import { MAX_QUESTIONS } from '../api/questionnaire-definition.js';
import { THIRD_PARTY_GIVERS } from '../api/reference.js';
import { definitionProblems } from '../surveys/definition-rules.js';
import { definitionOf, THIRD_PARTY_NOW } from '../surveys/templates/third-party.js';
import {
  askedAndGiven,
  askingProblems,
  giverOfRole,
  type SheetFacts,
  shownNames,
} from '../third-party/third-party-rules.js';

describe('what third parties are asked', () => {
  for (const giver of THIRD_PARTY_GIVERS) {
    it(`${giver}: sound questions in both languages, each with the mark of our own wording`, () => {
      const definition = definitionOf(THIRD_PARTY_NOW[giver]);
      expect(definitionProblems(definition)).to.deep.equal([]);
      expect(definition.questions.length).to.be.within(4, MAX_QUESTIONS);
      for (const { text, mark, source, options } of definition.questions) {
        expect([
          text.ru,
          text.en,
          ...options.flatMap((one) => [one.text.ru, one.text.en]),
        ]).to.not.include('');
        expect(mark).to.equal('Р');
        expect(source).to.contain('methodology');
      }
    });
  }
});

describe('how a student is named to the holder of a link', () => {
  const named = (sheetId: string, familyName: string | null, givenName: string | null) => ({
    sheetId,
    familyName,
    givenName,
    name: [familyName, givenName].filter(Boolean).join(' ') || 'Гость',
  });
  const namesOf = (...people: ReturnType<typeof named>[]) => [...shownNames(people).values()];

  it('by the first name, without patronymic and family name', () => {
    expect(namesOf(named('1', 'Петрова', 'Анна Ивановна'))).to.deep.equal(['Анна']);
  });
  it('two of one name also by the initial, and only if need be by the family name', () => {
    expect(
      namesOf(
        named('1', 'Петрова', 'Анна'),
        named('2', 'Серова', 'Анна Львовна'),
        named('3', 'Ким', 'Олег'),
      ),
    ).to.deep.equal(['Анна П.', 'Анна С.', 'Олег']);
    expect(
      namesOf(
        named('1', 'Петрова', 'Анна'),
        named('2', 'Павлова', 'Анна'),
        named('3', 'Серова', 'Анна'),
      ),
    ).to.deep.equal(['Анна Петрова', 'Анна Павлова', 'Анна С.']);
  });
  it('where the LMS gives one name only, by its first word', () => {
    expect(namesOf(named('1', null, null))).to.deep.equal(['Гость']);
  });
});

describe('who was asked and who told', () => {
  const fact = (more: Partial<SheetFacts>): SheetFacts => ({
    personId: 'p',
    giver: 'parent',
    state: 'asked',
    revoked: false,
    ...more,
  });
  const of = (...facts: SheetFacts[]) => {
    const one = askedAndGiven(facts).get('p');
    return [[...(one?.asked ?? [])], [...(one?.given ?? [])]];
  };
  it('is waited for until they tell, also by another link', () => {
    expect(of(fact({}))).to.deep.equal([['parent'], []]);
    expect(of(fact({}), fact({ state: 'given' }))).to.deep.equal([[], ['parent']]);
    expect(of(fact({ state: 'given' }), fact({ giver: 'group_curator' }))).to.deep.equal([
      ['group_curator'],
      ['parent'],
    ]);
  });
  it('a revoked link asks nobody; what was told by it stays told', () => {
    expect(of(fact({ revoked: true }))).to.deep.equal([[], []]);
    expect(of(fact({ revoked: true, state: 'given' }))).to.deep.equal([[], ['parent']]);
  });
});

describe('how somebody is asked', () => {
  const wish = {
    giver: 'parent' as const,
    personId: 'p' as string | null,
    groupName: null as string | null,
    confirmation: 'told_code' as 'code' | 'told_code',
    contact: null as string | null,
  };
  const cases: [string, Partial<typeof wish> & { giver?: 'parent' }, string[]][] = [
    ['about one person, with a told code', {}, []],
    ['about nobody', { personId: null }, ['personId: required']],
    ['about one and a group at once', { groupName: 'ИС-21' }, ['personId: required']],
    [
      'a parent about a whole group',
      { personId: null, groupName: 'ИС-21' },
      ['giver: thirdParty.groupGiver'],
    ],
    ['a code by mail without an address', { confirmation: 'code' }, ['contact: required']],
  ];
  for (const [what, change, expected] of cases) {
    it(what, () => {
      const found = askingProblems({ ...wish, ...change });
      expect(found.map(({ path, code }) => `${path}: ${code}`)).to.deep.equal(expected);
    });
  }
  it('staff tell as what they are: nobody but psychologists and curators', () => {
    expect(giverOfRole('psychologist')).to.equal('psychologist');
    expect(giverOfRole('curator')).to.equal('group_curator');
    for (const role of ['coordinator', 'mentor', 'mentee', 'head', 'methodist'] as const)
      expect(giverOfRole(role), role).to.equal(null);
  });
});
