import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { IntlMessageFormat } from 'intl-messageformat';
import * as matchCodes from '../../../service/api/match-codes.js';
import * as reference from '../../../service/api/reference.js';
import { fromRoot } from '../../../shared/root.js';
import {
  compileMessage,
  createI18n,
  LOCALES,
  type MessageParams,
  readMessages,
} from '../../web/i18n.js';

function filesBelow(folder: string, ends: RegExp): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return filesBelow(path, ends);
    return ends.test(name) ? [path] : [];
  });
}

const sources = () => [
  ...filesBelow(fromRoot('lti-tool', 'pages'), /\.(ejs|ts)$/),
  ...filesBelow(fromRoot('lti-tool', 'web'), /\.ts$/),
];

/** Keys that stand literally in `t('…')` or `key: '…'`. */
function keysUsed(source: string): string[] {
  return [...source.matchAll(/(?:\bt\(|\bkey: )'([\w.-]+)'/g)].map((match) => match[1] as string);
}

type Ast = ReturnType<IntlMessageFormat['getAst']>;

/** Names of the arguments of a message, also those within plurals and selects. */
function argumentsOf(message: string): string[] {
  const names = new Set<string>();
  const walk = (ast: Ast) => {
    for (const element of ast) {
      if (element.type === 0 || element.type === 7 || element.type === 8) continue;
      names.add(element.value);
      if ('options' in element)
        for (const option of Object.values(element.options)) walk(option.value);
    }
  };
  walk(new IntlMessageFormat(message, 'en', undefined, { ignoreTag: true }).getAst());
  return [...names].sort();
}

describe('translations', () => {
  const [ru, en] = LOCALES.map(readMessages) as [Map<string, string>, Map<string, string>];

  it('has the same keys in every language', () => {
    expect(
      [...en.keys()].filter((key) => !ru.has(key)),
      'only English',
    ).to.deep.equal([]);
    expect(
      [...ru.keys()].filter((key) => !en.has(key)),
      'only Russian',
    ).to.deep.equal([]);
  });

  it('has every key that pages name', () => {
    const missing = sources().flatMap((path) =>
      keysUsed(readFileSync(path, 'utf8'))
        .filter((key) => !ru.has(key))
        .map((key) => `${path}: ${key}`),
    );
    expect(missing).to.deep.equal([]);
  });

  it('uses the same arguments in every language', () => {
    const different = [...ru].filter(
      ([key, message]) => String(argumentsOf(message)) !== String(argumentsOf(en.get(key) ?? '')),
    );
    expect(different.map(([key]) => key)).to.deep.equal([]);
  });

  it('says every plural that Russian has, where the words differ', () => {
    const poor: string[] = [];
    const walk = (key: string, ast: Ast) => {
      for (const element of ast) {
        if (element.type !== 6 && element.type !== 5) continue;
        const texts = Object.entries(element.options);
        const counted = texts.some(([, option]) => option.value.some((inner) => inner.type === 7));
        const cases = texts.map(([name]) => name);
        const words = new Set(
          texts.map(([, option]) =>
            JSON.stringify(option.value.map((e) => ('value' in e ? e.value : '#'))),
          ),
        );
        if (element.type === 6 && counted && cases.includes('few') !== cases.includes('many'))
          poor.push(key);
        if (element.type === 6 && counted && words.size > 2 && !cases.includes('few'))
          poor.push(key);
        for (const [, option] of texts) walk(key, option.value);
      }
    };
    for (const [key, message] of ru) {
      walk(key, new IntlMessageFormat(message, 'ru', undefined, { ignoreTag: true }).getAst());
    }
    expect(poor).to.deep.equal([]);
  });

  it('has words for every problem that questionnaires and their answers can have', () => {
    const told = filesBelow(fromRoot('service', 'surveys'), /-(rules|handlers|answers)\.ts$/)
      .map((path) => readFileSync(path, 'utf8'))
      .flatMap((source) => [...source.matchAll(/(?:code: |fault\(|refuse\()'([\w.]+)'/g)])
      .map((match) => `errors.${match[1]}`);
    expect(told.length).to.be.greaterThan(40);
    expect(told.filter((key) => !ru.has(key))).to.deep.equal([]);
  });

  it('has a sentence for every reason, and words for every problem of matching', () => {
    const reasons = Object.entries(matchCodes.MATCH_REASON_CODES).flatMap(([criterion, told]) =>
      told
        .filter((code) => code !== 'unknown')
        .map((code) => `matching.reason.${criterion}.${code}`),
    );
    const sides = matchCodes.MATCH_SIDES.flatMap((side) => [
      `matching.unknown.${side}`,
      `matching.unknownOf.${side}`,
    ]);
    const told = [
      ...filesBelow(fromRoot('service', 'matching', 'runs'), /\.ts$/),
      fromRoot('service', 'api', 'match-settings.ts'),
    ]
      .map((path) => readFileSync(path, 'utf8'))
      .flatMap((source) => [...source.matchAll(/'(match\.[\w.]+)'/g)])
      .map((match) => `errors.${match[1]}`);
    expect(told.length).to.be.greaterThan(20);
    expect([...reasons, ...sides, ...told].filter((key) => !ru.has(key))).to.deep.equal([]);
  });

  it('has a label for every code of the reference lists', () => {
    const lists: Record<string, readonly string[]> = {
      role: reference.ROLES,
      roles: reference.ROLES,
      form: reference.FORMS,
      roleVariant: reference.ALL_ROLE_VARIANTS,
      pairFormat: reference.PAIR_FORMATS,
      pairState: reference.PAIR_STATES,
      rhythm: reference.RHYTHMS,
      meetingKind: reference.MEETING_KINDS,
      meetingFormat: reference.MEETING_FORMATS,
      topic: reference.TOPICS,
      confirmation: reference.CONFIRMATIONS,
      participation: reference.PARTICIPATION_STATES,
      gradeState: reference.GRADE_STATES,
      progressPart: reference.PROGRESS_PARTS,
      age: reference.AGES,
      consentKind: reference.CONSENT_KINDS,
      consentWay: reference.CONSENT_WAYS,
      consentParty: reference.CONSENT_PARTIES,
      consentGap: reference.CONSENT_GAPS,
      representativeGround: reference.REPRESENTATIVE_GROUNDS,
      dataUse: reference.DATA_USES,
      questionType: reference.QUESTION_TYPES,
      frequency: reference.FREQUENCIES,
      surveyStage: reference.SURVEY_STAGES,
      waveState: reference.WAVE_STATES,
      answerState: reference.ANSWER_STATES,
      breakdown: reference.BREAKDOWNS,
      matchCriterion: reference.MATCH_CRITERIA,
      matchRule: reference.MATCH_RULES,
      matchRunState: reference.MATCH_RUN_STATES,
      matchOrigin: reference.MATCH_ORIGINS,
      matchRelation: reference.MATCH_RELATIONS,
      matchInterest: matchCodes.MATCH_INTERESTS,
      matchTime: matchCodes.MATCH_TIMES,
      matchFormat: matchCodes.MATCH_FORMATS,
      matchLanguage: matchCodes.MATCH_LANGUAGES,
      matchGender: matchCodes.MATCH_GENDERS,
      ballotNamed: matchCodes.BALLOT_NAMED,
    };
    const missing = Object.entries(lists).flatMap(([list, codes]) =>
      codes.map((code) => `ref.${list}.${code}`).filter((key) => !ru.has(key)),
    );
    expect(missing).to.deep.equal([]);
  });

  /** Every case that the message names for an argument, and one that it does not name. */
  function casesOf(message: string, name: string): string[] {
    const cases = new Set<string>();
    const walk = (ast: Ast) => {
      for (const element of ast) {
        if (!('options' in element)) continue;
        for (const [option, { value }] of Object.entries(element.options)) {
          if (element.type === 5 && element.value === name) cases.add(option);
          walk(value);
        }
      }
    };
    walk(new IntlMessageFormat(message, 'en', undefined, { ignoreTag: true }).getAst());
    return cases.size > 0 ? [...cases, 'no-such-case'] : [];
  }

  /** The library writes `{n}` without grouping; ours groups it as `#` (said in i18n.ts). */
  const grouped = (text: string, locale: string) =>
    text.replace(/\b1234\b/g, new Intl.NumberFormat(locale).format(1234));

  const theirFormat = (message: string, locale: string) =>
    new IntlMessageFormat(message, locale, undefined, { ignoreTag: true });
  const theirs = (message: string, locale: string, params: MessageParams) =>
    String(theirFormat(message, locale).format(params));

  it('renders every message as IntlMessageFormat does', () => {
    const i18n = createI18n();
    for (const locale of LOCALES) {
      for (const [key, message] of readMessages(locale)) {
        const names = argumentsOf(message);
        const format = theirFormat(message, locale);
        const choices = names.flatMap((name) =>
          casesOf(message, name).map((value) => ({ [name]: value })),
        );
        const selects: MessageParams[] = choices.length > 0 ? choices : [{}];
        for (const n of [0, 1, 2, 5, 21, 1234]) {
          const numbers = Object.fromEntries(names.map((name) => [name, n]));
          for (const choice of selects) {
            const params = { ...numbers, ...choice };
            expect(i18n.translator(locale)(key, params), `${locale} ${key} ${n}`).to.equal(
              grouped(String(format.format(params)), locale),
            );
          }
        }
      }
    }
  });

  // What translators may write tomorrow: each construct that our evaluator takes upon itself.
  const CONSTRUCTS: [what: string, message: string, params: MessageParams[]][] = [
    ['quoting', "'{'{name}'}' – it''s # here", [{ name: 'Ли' }]],
    [
      'exact numbers before the categories',
      '{n, plural, =0 {нет} =1 {ровно # один} one {# встреча} few {# встречи} many {# встреч} other {# встречи}}',
      [0, 1, 2, 5, 11, 21, 22, 25, 111, 121, 1234, 0.5, -1].map((n) => ({ n })),
    ],
    [
      'an offset',
      '{n, plural, offset:1 =0 {nobody} =1 {{who}} one {{who} and # other} other {{who} and # others}}',
      [0, 1, 2, 3, 22, 1235].map((n) => ({ n, who: 'Ли' })),
    ],
    [
      'ordinals',
      '{n, selectordinal, one {#st} two {#nd} few {#rd} other {#th}}',
      [1, 2, 3, 4, 11, 12, 13, 21, 22, 23, 101, 1234].map((n) => ({ n })),
    ],
    [
      'a plural in a plural',
      '{a, plural, one {# пара: {b, plural, one {# встреча} other {# встречи}}} other {# пары: {b, plural, one {# встреча} other {# встречи}}, пар #}}',
      [
        { a: 1, b: 5 },
        { a: 5, b: 1 },
      ],
    ],
    [
      'a plural in a select',
      '{who, select, mentor {{n, plural, one {# pair} other {# pairs}}} other {nothing}}',
      [
        { who: 'mentor', n: 1 },
        { who: 'mentor', n: 2 },
        { who: 'guest', n: 2 },
      ],
    ],
    ['dates and styled numbers, which go to the library', '{n, number, percent}', [{ n: 0.25 }]],
    ['text with the signs of a message', '{name}', [{ name: "{x} # '' <b>" }, { name: '' }]],
  ];
  for (const [what, message, cases] of CONSTRUCTS) {
    it(`agrees with IntlMessageFormat on ${what}`, () => {
      for (const locale of LOCALES) {
        const ours = compileMessage(message, locale);
        for (const params of cases) {
          expect(
            typeof ours === 'string' ? ours : ours(params),
            `${locale} ${JSON.stringify(params)}`,
          ).to.equal(theirs(message, locale, params));
        }
      }
    });
  }

  it('writes a number alone with the grouping of the language, on purpose', () => {
    const ours = compileMessage('{n}', 'en');
    expect(typeof ours === 'string' ? ours : ours({ n: 1234 })).to.equal('1,234');
    expect(theirs('{n}', 'en', { n: 1234 })).to.equal('1234');
  });

  it('gives a missing key back as it is', () => {
    expect(createI18n().translator('ru')('no.such.key')).to.equal('no.such.key');
  });
});
