import { expect } from 'chai';
import fc from 'fast-check';
import {
  FORMS,
  type MeetingKind,
  PAIR_STATES,
  type PairState,
  ROLE_VARIANTS,
} from '../api/index.js';
import { titleInWords } from '../api/pair-title.js';
import {
  addDays,
  daysBetween,
  fieldProblems,
  memberProblems,
  nextKind,
  type PairFields,
  rhythmOf,
  stateProblems,
} from '../pairs/pair-rules.js';
import { pairTitle } from '../pairs/pair-title.js';

const TODAY = '2026-11-10';
const SETTINGS = { meetingEveryDays: 14 };
const codes = (problems: { path: string; code: string }[]) =>
  problems.map((p) => `${p.path}: ${p.code}`);

describe('pairs: the rhythm', () => {
  const ago = (days: number) => addDays(TODAY, -days);
  const cases: [string, PairState, number, number | null, string, string, number][] = [
    ['starts today', 'active', 0, null, 'none', 'new_pair', 0],
    ['starts next week', 'active', -7, null, 'none', 'new_pair', 0],
    ['seven days without a first meeting', 'active', 7, null, 'none', 'new_pair', 7],
    ['eight days without a first meeting', 'active', 8, null, 'out', 'first_meeting_missing', 8],
    ['met today', 'active', 60, 0, 'in_rhythm', 'in_rhythm', 0],
    ['met ten days ago', 'active', 60, 10, 'in_rhythm', 'in_rhythm', 10],
    ['the last quarter begins', 'active', 60, 11, 'attention', 'due_soon', 11],
    ['the last day in time', 'active', 60, 14, 'attention', 'due_soon', 14],
    ['one day over', 'active', 60, 15, 'out', 'no_meeting_for', 15],
    ['paused', 'paused', 60, 40, 'off', 'not_watched', 0],
    ['a draft', 'draft', 60, null, 'off', 'not_watched', 0],
    ['completed', 'completed', 60, 40, 'off', 'not_watched', 0],
    ['ended early', 'terminated', 60, null, 'off', 'not_watched', 0],
  ];
  for (const [title, state, start, last, rhythm, code, days] of cases) {
    it(`${title} → ${rhythm}`, () => {
      const lastMeetingOn = last === null ? null : ago(last);
      const found = rhythmOf({ state, startsOn: ago(start), lastMeetingOn }, SETTINGS, TODAY);
      expect(found).to.deep.equal({ rhythm, reason: { code, days } });
    });
  }

  it('gets never better by itself from day to day', () => {
    const order = ['in_rhythm', 'attention', 'out'];
    fc.assert(
      fc.property(fc.nat(100), fc.integer({ min: 1, max: 90 }), (days, meetingEveryDays) => {
        const pair = { state: 'active' as const, startsOn: ago(200), lastMeetingOn: ago(100) };
        const at = (d: number) =>
          order.indexOf(rhythmOf(pair, { meetingEveryDays }, addDays(ago(100), d)).rhythm);
        expect(at(days + 1)).to.be.at.least(at(days));
      }),
    );
  });

  it('counts days over the changes of clocks and years', () => {
    expect(daysBetween('2026-03-01', '2026-04-01')).to.equal(31);
    expect(daysBetween('2027-12-31', '2028-03-01')).to.equal(61);
    expect(daysBetween('2026-11-10', '2026-11-03')).to.equal(-7);
  });
});

describe('pairs: the kind that comes next', () => {
  const cases: [MeetingKind[], MeetingKind][] = [
    [[], 'organisational'],
    [['organisational'], 'trial'],
    [['organisational', 'trial'], 'planning'],
    [['organisational', 'planning'], 'regular'],
    [['planning'], 'regular'],
    [['regular'], 'regular'],
    [['group'], 'organisational'],
    [['organisational', 'trial', 'planning', 'regular', 'closing'], 'regular'],
  ];
  for (const [held, next] of cases) {
    it(`after ${held.join(', ') || 'nothing'}: ${next}`, () => {
      expect(nextKind(held)).to.equal(next);
    });
  }
});

describe('pairs: changes of state', () => {
  const allowed = new Set([
    'draft→active',
    'draft→terminated',
    'active→paused',
    'active→completed',
    'active→terminated',
    'paused→active',
    'paused→completed',
    'paused→terminated',
    'completed→active',
    'terminated→active',
  ]);
  for (const from of PAIR_STATES) {
    for (const to of PAIR_STATES) {
      const may = allowed.has(`${from}→${to}`);
      it(`${from} → ${to}: ${may ? 'yes' : 'no'}`, () => {
        expect(codes(stateProblems(from, to, 'причина'))).to.deep.equal(
          may ? [] : ['state: pair.transition'],
        );
      });
    }
  }

  it('asks for a reason to pause and to end early', () => {
    expect(codes(stateProblems('active', 'paused', null))).to.deep.equal(['reason: pair.reason']);
    expect(codes(stateProblems('active', 'terminated', ''))).to.deep.equal(['reason: pair.reason']);
    expect(stateProblems('active', 'completed', null)).to.deep.equal([]);
    expect(stateProblems('paused', 'active', null)).to.deep.equal([]);
  });
});

describe('pairs: what is wrong with the fields', () => {
  const year = {
    startsOn: '2026-09-01',
    endsOn: '2027-08-31',
    forms: ['student_student', 'teacher_student'] as const,
  };
  const good: PairFields = {
    form: 'student_student',
    roleVariant: 'equal-equal',
    format: 'individual',
    startsOn: '2026-10-01',
    endsOn: '2027-06-30',
    orderNumber: '12-н',
    orderDate: '2026-09-28',
  };
  const cases: [string, Partial<PairFields>, string[]][] = [
    ['nothing', {}, []],
    ['a variant of another form', { roleVariant: 'pro-choosing' }, ['roleVariant: pair.variant']],
    ['no variant', { roleVariant: null }, []],
    [
      'a form that is not used',
      { form: 'head_teacher', roleVariant: null },
      ['form: pair.formNotUsed'],
    ],
    ['the end before the start', { endsOn: '2026-09-30' }, ['endsOn: dates.order']],
    ['a single day', { endsOn: '2026-10-01' }, []],
    ['before the year', { startsOn: '2026-05-31' }, ['startsOn: pair.outsideYear']],
    ['in the weeks before the year', { startsOn: '2026-06-01' }, []],
    [
      'after the year',
      { startsOn: '2027-09-01', endsOn: '2027-10-01' },
      ['startsOn: pair.outsideYear'],
    ],
    ['far beyond the year', { endsOn: '2027-12-02' }, ['endsOn: pair.outsideYear']],
    ['an order date without a number', { orderNumber: null }, ['orderNumber: pair.orderNumber']],
    ['an order of another year', { orderDate: '2019-09-28' }, ['orderDate: pair.orderDate']],
    ['an order after the end', { orderDate: '2027-07-01' }, ['orderDate: pair.orderDate']],
    ['no order', { orderNumber: null, orderDate: null }, []],
  ];
  for (const [title, overrides, expected] of cases) {
    it(title, () => {
      expect(codes(fieldProblems({ ...good, ...overrides }, year))).to.deep.equal(expected);
    });
  }

  it('names the year, not a refused beginning, as the limit of the end', () => {
    const fields = { ...good, startsOn: '1999-05-01', endsOn: '2099-05-01' };
    expect(fieldProblems({ ...fields, orderNumber: null, orderDate: null }, year)).to.deep.equal([
      {
        path: 'startsOn',
        code: 'pair.outsideYear',
        params: { from: '2026-06-01', to: '2027-08-31' },
      },
      {
        path: 'endsOn',
        code: 'pair.outsideYear',
        params: { from: '2026-06-01', to: '2027-12-01' },
      },
    ]);
  });

  it('lets a pair keep a form that the programme has dropped', () => {
    const fields = { ...good, form: 'head_teacher' as const, roleVariant: 'head-teacher' };
    expect(fieldProblems(fields, year, 'head_teacher')).to.deep.equal([]);
  });

  it('accepts every variant of every form', () => {
    for (const form of FORMS) {
      for (const roleVariant of ROLE_VARIANTS[form]) {
        expect(
          fieldProblems({ ...good, form, roleVariant }, { ...year, forms: FORMS }),
        ).to.deep.equal([]);
      }
    }
  });
});

describe('pairs: what is wrong with the people', () => {
  const holders = {
    mentors: new Set(['a', 'b', 'x', 'gone']),
    mentees: new Set(['c', 'd', 'x']),
    withdrawn: new Set(['gone']),
  };
  const check = (mentorIds: string[], menteeIds: string[], format = 'group') =>
    codes(memberProblems({ mentorIds, menteeIds, format }, holders));

  it('nothing', () => {
    expect(check(['a'], ['c', 'd'])).to.deep.equal([]);
    expect(check(['a', 'b'], ['c'], 'individual')).to.deep.equal([]);
  });
  it('who does not hold the role', () => {
    expect(check(['c'], ['a'])).to.deep.equal([
      'mentorIds.0: pair.notMentor',
      'menteeIds.0: pair.notMentee',
    ]);
    expect(check(['a'], ['c', 'nobody'])).to.deep.equal(['menteeIds.1: pair.notMentee']);
  });
  it('whose consent was withdrawn', () => {
    expect(check(['a', 'gone'], ['c'])).to.deep.equal(['mentorIds.1: pair.personWithdrawn']);
  });
  it('one person twice', () => {
    expect(check(['a', 'a'], ['c'])).to.deep.equal(['mentorIds.1: pair.twice']);
  });
  it('one person on both sides', () => {
    expect(check(['x'], ['x'])).to.deep.equal(['menteeIds.0: pair.bothSides']);
  });
  it('several mentees in an individual pair', () => {
    expect(check(['a'], ['c', 'd'], 'individual')).to.deep.equal(['format: pair.formatIndividual']);
  });
});

describe('pairs: the title', () => {
  it('names both, or counts the group', () => {
    expect(pairTitle(['Ким В. Р.'], ['Ли А.'])).to.equal('Ким В. Р. — Ли А.');
    expect(pairTitle(['Ким В. Р.', 'Ян К.'], ['А', 'Б', 'В'])).to.equal(
      'Ким В. Р., Ян К. — группа (3)',
    );
  });
  it('says a group in another language, and leaves a pair as it is', () => {
    const english = (title: string) => titleInWords(title, (n) => `group (${n})`);
    expect(english(pairTitle(['Ким В. Р.'], ['А', 'Б']))).to.equal('Ким В. Р. — group (2)');
    expect(english(pairTitle(['Ким В. Р.'], ['Ли А.']))).to.equal('Ким В. Р. — Ли А.');
    const long = english(pairTitle(['ы'.repeat(600)], ['А', 'Б', 'В']));
    expect(long).to.match(/… — group \(3\)$/);
    expect(pairTitle(['ы'.repeat(600)], ['А', 'Б', 'В'])).to.have.length(300);
  });
  it('fits its column', () => {
    expect(pairTitle(['ы'.repeat(600)], ['ю'.repeat(600)]).length).to.equal(300);
  });
});
