import { expect } from 'chai';
import type { ReportData } from '../api/closing-report.js';
import {
  type ClosingFacts,
  type ClosingPerson,
  mayHavePaper,
  mayReflect,
  nextFor,
  stepsOf,
  surveyOf,
} from '../closing/closing-rules.js';
import { quoteStanding } from '../closing/quote-rules.js';
import {
  caseFrom,
  decisionProblems,
  ratingsOf,
  resultWords,
  russian,
  submitProblems,
} from '../closing/report-rules.js';

const PAIR = { state: 'active', endsOn: '2027-06-30', closedOn: null } as const;
const IN_LAST_MONTH = '2027-06-10';
const person = (over: Partial<ClosingPerson> = {}): ClosingPerson => ({
  personId: 'mentee',
  side: 'mentee',
  survey: 'open',
  reflected: false,
  paperId: null,
  result: false,
  frozen: false,
  ...over,
});
const facts = (over: Partial<ClosingFacts> = {}): ClosingFacts => ({
  pair: PAIR,
  today: IN_LAST_MONTH,
  closingMeetingOn: null,
  people: [person(), person({ personId: 'mentor', side: 'mentor' })],
  report: null,
  hasCase: false,
  wishes: [],
  ...over,
});
const statesOf = (of: ClosingFacts) =>
  Object.fromEntries(stepsOf(of).map(({ step, state }) => [step, state]));

describe('how far the closing of a pair is', () => {
  it('before the last month everything is for later', () => {
    expect(statesOf(facts({ today: '2027-05-30' }))).to.include({
      meeting: 'later',
      survey: 'later',
      reflection: 'later',
      report: 'later',
      papers: 'later',
      results: 'later',
    });
    expect(statesOf(facts({ today: '2027-05-31' }))).to.include({
      meeting: 'todo',
      report: 'todo',
    });
  });

  it('counts of whom something is asked, without those whose consent is withdrawn', () => {
    const people = [person({ reflected: true }), person({ frozen: true, personId: 'other' })];
    expect(stepsOf(facts({ people })).find(({ step }) => step === 'reflection')).to.deep.equal({
      step: 'reflection',
      state: 'done',
      done: 1,
      of: 1,
    });
  });

  it('a report that was handed in waits for a decision; returned, it is to be done', () => {
    expect(statesOf(facts({ report: 'submitted' }))).to.include({ report: 'waits' });
    expect(statesOf(facts({ report: 'returned' }))).to.include({ report: 'todo' });
    expect(statesOf(facts({ report: 'accepted' }))).to.include({ report: 'done' });
  });

  it('of a pair that ended early neither papers nor a case are asked, but the report is', () => {
    const pair = { ...PAIR, state: 'terminated', closedOn: '2027-02-01' } as const;
    expect(statesOf(facts({ pair, today: '2027-02-02' }))).to.include({
      meeting: 'none',
      case: 'none',
      papers: 'none',
      report: 'todo',
      results: 'todo',
    });
  });

  const NEXT: [string, string, Partial<ClosingFacts>, string | null][] = [
    ['the mentor holds the closing meeting first', 'mentor', {}, 'meeting'],
    ['then the survey', 'mentor', { closingMeetingOn: '2027-06-09' }, 'survey'],
    ['a mentee begins with the survey', 'mentee', {}, 'survey'],
    [
      'without a wave a mentee goes on with the reflection',
      'mentee',
      { people: [person({ survey: 'none' })] },
      'reflection',
    ],
    [
      'without a wave the coordinator opens one',
      'coordinator',
      { closingMeetingOn: '2027-06-09', people: [person({ survey: 'none' })] },
      'survey',
    ],
    [
      'a report that waits comes first for the curator',
      'curator',
      { report: 'submitted' },
      'report',
    ],
    [
      'a draft is the mentor’s: the coordinator goes on',
      'coordinator',
      { closingMeetingOn: '2027-06-09', report: 'draft' },
      'case',
    ],
    ['the head reads', 'head', {}, null],
  ];
  for (const [name, role, over, next] of NEXT)
    it(name, () => expect(nextFor(facts(over), role)).to.equal(next));

  it('a reflection is changed while the pair goes on, and first written for a month after it', () => {
    const over = { ...PAIR, state: 'completed', closedOn: '2027-06-25' } as const;
    const table: [Parameters<typeof mayReflect>[0], boolean, string, boolean][] = [
      [PAIR, false, '2027-05-01', false],
      [PAIR, true, IN_LAST_MONTH, true],
      [over, true, '2027-06-26', false],
      [over, false, '2027-07-25', true],
      [over, false, '2027-07-26', false],
    ];
    for (const [pair, written, today, may] of table)
      expect(mayReflect(pair, written, today), `${pair.state} ${today}`).to.equal(may);
    expect(mayHavePaper({ ...over, state: 'terminated' }, '2027-06-26')).to.equal(false);
  });

  it('a final survey is the wave of one’s side, form and group', () => {
    const wave = {
      waveId: 'w',
      role: 'mentee',
      form: null,
      groups: ['ИС-21'],
      now: 'open' as const,
      endsOn: '2027-06-20',
    };
    const of = (group: string | null, answered = false) =>
      surveyOf({ side: 'mentee', group, answered }, 'student_student', [wave]).survey;
    expect([of('ИС-21'), of('ИС-22'), of(null), of('ИС-22', true)]).to.deep.equal([
      'open',
      'none',
      'none',
      'answered',
    ]);
    const closed = [{ ...wave, groups: null, now: 'closed' as const }];
    const late = surveyOf(
      { side: 'mentee', group: null, answered: false },
      'student_student',
      closed,
    );
    expect(late.survey).to.equal('missed');
  });
});

describe('whose words may be quoted', () => {
  const TABLE = [
    [{ quote: 'no', age: 'adult', frozen: false, allowed: true }, 'refused'],
    [{ quote: 'named', age: 'adult', frozen: true, allowed: true }, 'frozen'],
    [{ quote: 'named', age: 'adult', frozen: false, allowed: true }, 'named'],
    [{ quote: 'named', age: 'adult', frozen: false, allowed: false }, 'anonymous'],
    [{ quote: 'anonymous', age: 'adult', frozen: false, allowed: true }, 'anonymous'],
    [{ quote: 'anonymous', age: 'minor', frozen: false, allowed: false }, 'needs_representative'],
    [{ quote: 'anonymous', age: 'unknown', frozen: false, allowed: false }, 'needs_representative'],
    [{ quote: 'named', age: 'minor', frozen: false, allowed: true }, 'named'],
  ] as const;
  for (const [author, standing] of TABLE)
    it(`${JSON.stringify(author)}: ${standing}`, () =>
      expect(quoteStanding(author)).to.equal(standing));
});

describe('a mentor’s report', () => {
  const TEXTS = {
    achieved: 'Да',
    difficulties: 'Нет',
    advice: '',
    reward: '',
    recommendation: null,
  };
  const DATA: ReportData = {
    form: 'student_student',
    roleVariant: null,
    format: 'individual',
    startsOn: '2026-09-01',
    endsOn: '2027-06-30',
    orderNumber: null,
    orderDate: null,
    mentors: ['Кузнецова Мария'],
    mentees: ['Иванов Пётр'],
    due: 10,
    held: 11,
    minutes: 620,
    kinds: [],
    formats: [],
    topics: [],
    closingMeetingOn: null,
    attendance: [{ name: 'Иванов Пётр', came: 9, of: 11 }],
    plans: [
      {
        name: 'Иванов Пётр',
        kind: 'individual_plan',
        confirmed: true,
        goals: [
          ...(['done', 'planned', 'dropped'] as const).map((state) => ({
            task: `Цель ${state}`,
            dueOn: '2027-05-01',
            planned: '',
            actual: state === 'done' ? 'сдано' : '',
            state,
            mark: null,
          })),
        ],
      },
    ],
    ratings: null,
    progress: [],
  };

  it('needs words and a recommendation before it is handed in', () => {
    expect(submitProblems({ ...TEXTS, achieved: '' }).map(({ path }) => path)).to.deep.equal([
      'achieved',
      'recommendation',
    ]);
    expect(submitProblems({ ...TEXTS, recommendation: 'end' })).to.deep.equal([]);
  });

  it('is accepted when it was handed in, returned with a word', () => {
    expect(decisionProblems('submitted', 'accept', '')).to.deep.equal([]);
    expect(decisionProblems('draft', 'accept', '')).to.have.length(1);
    expect(decisionProblems('submitted', 'return', '')).to.deep.equal([
      { path: 'note', code: 'required' },
    ]);
    expect(decisionProblems('accepted', 'return', 'Дата')).to.deep.equal([]);
  });

  it('tells marks of the beginning and of the end', () => {
    expect(ratingsOf([7])).to.equal(null);
    expect(ratingsOf([6, 10])).to.deep.equal({ first: 6, last: 10, n: 2 });
    expect(ratingsOf([6, 7, 8, 1, 9, 10, 10])).to.deep.equal({ first: 7, last: 9.7, n: 7 });
  });

  it('gives the registers their words, a mentee’s of their own', () => {
    expect(resultWords(DATA, 'end', 'Иванов Пётр')).to.equal(
      '9 встреч; целей плана достигнуто: 1 из 2; работа завершена',
    );
    expect(resultWords(DATA, null, null)).to.equal(
      '11 встреч (10 ч 20 мин); целей плана достигнуто: 1 из 2',
    );
    expect([1, 2, 5, 11, 21, 112].map((n) => russian(n, 'а', 'б', 'в'))).to.deep.equal([
      '1 а',
      '2 б',
      '5 в',
      '11 в',
      '21 а',
      '112 в',
    ]);
  });

  it('gives a case its beginning', () => {
    const made = caseFrom(DATA, TEXTS, [{ situation: 'Пропуски', goal: '' }]);
    expect(made).to.deep.equal({
      situation: 'Пропуски',
      goal: '– Цель done\n– Цель planned',
      way: '11 встреч, всего 10 ч 20 мин.',
      result: '– Цель done: сдано\nДа',
    });
  });
});
