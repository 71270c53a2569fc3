import { expect } from 'chai';
import fc from 'fast-check';
import { daysBetween } from '../../shared/dates.js';
import { FORMS, GOAL_STATES, type GoalState, ROLE_VARIANTS } from '../api/index.js';
import { goalFields, type PlanFields, planFields } from '../api/plans.js';
import {
  contentOf,
  countedGoals,
  figuresOf,
  isOverdue,
  lateIfBefore,
  periodProblems,
  type RowFacts,
  resultProblems,
  sameContent,
  stateAfterEdit,
  stopOf,
  termProblems,
  unconfirmedDays,
  usualKind,
} from '../plans/plan-rules.js';
import {
  datedGoals,
  emptyFields,
  movedGoals,
  newPeriod,
  templatesFor,
} from '../plans/template-rules.js';
import { PLAN_TEMPLATES } from '../plans/templates/index.js';

const PERIOD = { startsOn: '2026-09-01', endsOn: '2027-06-30' };
const FIELDS: PlanFields = emptyFields('individual_plan', PERIOD, { directions: 'Учёба' });
const row = (over: Partial<RowFacts> = {}): RowFacts => ({
  rowId: 'a',
  task: 'Сдать долги',
  dueOn: '2026-12-01',
  planned: 'Долгов нет',
  state: 'planned',
  confirmedDueOn: null,
  removed: false,
  ...over,
});
const codes = (problems: { path: string; code: string }[]) =>
  problems.map(({ path, code }) => `${path}: ${code}`);

describe('rules of plans', () => {
  it('teachers work by a programme, all others by an individual plan', () => {
    const programmes = FORMS.filter((form) => usualKind(form) === 'personal_programme');
    expect(programmes).to.have.members([
      'teacher_teacher',
      'head_teacher',
      'university_young_teacher',
    ]);
  });

  describe('what is agreed', () => {
    const agreed = contentOf(FIELDS, [row(), row({ rowId: 'b' })]);
    const cases: [string, PlanFields, RowFacts[], boolean][] = [
      ['as it was', FIELDS, [row(), row({ rowId: 'b' })], true],
      ['in another order', FIELDS, [row({ rowId: 'b' }), row()], true],
      ['with a result', FIELDS, [row({ state: 'done' }), row({ rowId: 'b' })], true],
      [
        'with a text of the other kind',
        { ...FIELDS, aim: 'x' },
        [row(), row({ rowId: 'b' })],
        true,
      ],
      ['with another term', FIELDS, [row({ dueOn: '2026-12-02' }), row({ rowId: 'b' })], false],
      ['with another task', FIELDS, [row({ task: 'x' }), row({ rowId: 'b' })], false],
      ['with another planned result', FIELDS, [row({ planned: 'x' }), row({ rowId: 'b' })], false],
      ['without a row', FIELDS, [row(), row({ rowId: 'b', removed: true })], false],
      [
        'with other words above',
        { ...FIELDS, directions: 'x' },
        [row(), row({ rowId: 'b' })],
        false,
      ],
      [
        'until another day',
        { ...FIELDS, endsOn: '2027-05-31' },
        [row(), row({ rowId: 'b' })],
        false,
      ],
    ];
    for (const [name, fields, rows, same] of cases) {
      it(`${same ? 'the same' : 'another'}: ${name}`, () => {
        const now = contentOf(fields, rows);
        expect(sameContent(agreed, now)).to.equal(same);
        expect(stateAfterEdit(now, agreed)).to.equal(same ? 'confirmed' : 'changed');
        expect(stateAfterEdit(now, null)).to.equal('draft');
      });
    }
  });

  it('dates lie inside the pair’s, and rows inside the plan’s', () => {
    const problems = (startsOn: string, endsOn: string, terms: string[] = []) =>
      codes(periodProblems({ startsOn, endsOn }, PERIOD, terms));
    expect(problems('2026-09-01', '2027-06-30', ['2026-09-01', '2027-06-30'])).to.deep.equal([]);
    expect(problems('2026-08-31', '2027-06-30')).to.deep.equal(['startsOn: plan.outsidePair']);
    expect(problems('2026-09-01', '2027-07-01')).to.deep.equal(['endsOn: plan.outsidePair']);
    expect(problems('2027-01-02', '2027-01-01')).to.deep.equal(['endsOn: dates.order']);
    expect(problems('2026-10-01', '2026-12-01', ['2026-09-30', '2026-11-01'])).to.deep.equal([
      'endsOn: plan.rowsOutside',
    ]);
    expect(codes(termProblems({ dueOn: '2026-08-31' }, PERIOD))).to.deep.equal([
      'dueOn: plan.termOutside',
    ]);
    expect(termProblems({ dueOn: '2027-06-30' }, PERIOD)).to.deep.equal([]);
  });

  it('a goal that is dropped says why, and is not marked', () => {
    const result = { state: 'done' as GoalState, actual: '', mark: 5, comment: '', reason: '' };
    expect(resultProblems(result)).to.deep.equal([]);
    expect(codes(resultProblems({ ...result, state: 'dropped' }))).to.deep.equal([
      'reason: plan.noReason',
      'mark: plan.markTooEarly',
    ]);
    expect(codes(resultProblems({ ...result, state: 'planned' }))).to.deep.equal([
      'mark: plan.markTooEarly',
    ]);
  });

  it('nothing is written of a closed pair, of who left, of whose consent is withdrawn', () => {
    const pair = {
      state: 'active' as const,
      ...PERIOD,
      mentorIds: ['m', 'n'],
      menteeIds: ['a', 'b'],
    };
    const none = new Set<string>();
    expect(stopOf(pair, 'a', none)).to.equal(null);
    expect(stopOf({ ...pair, state: 'paused' }, 'a', none)).to.equal(null);
    expect(stopOf({ ...pair, state: 'completed' }, 'a', none)).to.equal('pair_closed');
    expect(stopOf(pair, 'c', none)).to.equal('left_pair');
    expect(stopOf(pair, 'a', new Set(['b', 'm']))).to.equal(null);
    expect(stopOf(pair, 'a', new Set(['a']))).to.equal('mentee_withdrawn');
    expect(stopOf(pair, 'a', new Set(['m', 'n']))).to.equal('mentor_withdrawn');
  });

  it('figures are those of what both confirmed; before that, of what is written', () => {
    const rows = [
      row({ rowId: 'a', confirmedDueOn: '2026-10-01', dueOn: '2026-11-01' }),
      row({ rowId: 'b', confirmedDueOn: '2026-10-05', state: 'done' }),
      row({ rowId: 'c', confirmedDueOn: '2026-10-09', state: 'dropped' }),
      row({ rowId: 'd', confirmedDueOn: '2026-10-03', removed: true }),
      row({ rowId: 'e', dueOn: '2026-09-20' }),
    ];
    expect(countedGoals(rows, null)).to.equal(null);
    expect(countedGoals(rows, 1)).to.deep.equal([
      ['2026-10-01', 'planned'],
      ['2026-10-05', 'done'],
      ['2026-10-03', 'planned'],
    ]);
    expect(figuresOf(rows, 1)).to.deep.equal({ goals: 3, done: 1, nextDueOn: '2026-10-01' });
    expect(figuresOf(rows, null)).to.deep.equal({ goals: 3, done: 1, nextDueOn: '2026-09-20' });
  });

  it('late is what is expected after its day, and a plan unconfirmed for more than thirty days', () => {
    for (const state of GOAL_STATES) {
      const open = state === 'planned' || state === 'in_progress';
      expect(isOverdue({ dueOn: '2026-11-09', state }, '2026-11-10'), state).to.equal(open);
      expect(isOverdue({ dueOn: '2026-11-10', state }, '2026-11-10'), state).to.equal(false);
    }
    const days = (startsOn: string, state: 'active' | 'paused' = 'active') =>
      unconfirmedDays({ state, startsOn }, null, '2026-11-10');
    expect(days('2026-10-11')).to.equal(null);
    expect(days('2026-10-10')).to.equal(31);
    expect(days('2026-10-10', 'paused')).to.equal(null);
    expect(unconfirmedDays({ state: 'active', startsOn: '2026-09-01' }, 1, '2026-11-10')).to.equal(
      null,
    );
    expect('2026-10-10' < lateIfBefore('2026-11-10')).to.equal(true);
    expect('2026-10-11' < lateIfBefore('2026-11-10')).to.equal(false);
  });
});

describe('templates of plans', () => {
  it('there is one for every form and each of its role variants', () => {
    for (const form of FORMS)
      for (const roleVariant of ROLE_VARIANTS[form]) {
        const [first] = templatesFor(PLAN_TEMPLATES, { form, roleVariant });
        expect(first?.fits, `${form} ${roleVariant}`).to.equal(true);
        expect(first?.template.kind).to.equal(usualKind(form));
      }
  });

  it('each is whole: codes differ, texts are of its kind, goals are within what a plan takes', () => {
    const known = PLAN_TEMPLATES.map(({ code }) => code);
    expect(new Set(known).size).to.equal(known.length);
    for (const { code, kind, texts, goals } of PLAN_TEMPLATES) {
      const fields = emptyFields(kind, PERIOD, texts);
      expect(planFields.safeParse(fields).success, code).to.equal(true);
      expect(goals.length, code).to.be.within(5, 10);
      for (const goal of datedGoals(goals, PERIOD))
        expect(goalFields.safeParse(goal).success, goal.task).to.equal(true);
      const weeks = goals.map(({ week }) => week);
      expect(weeks, code).to.deep.equal([...weeks].sort((a, b) => a - b));
    }
  });

  it('terms count from the pair’s start, or from today where that is past', () => {
    const goals = [{ week: 2, task: 'a', planned: 'b' }];
    const on = (today: string) => datedGoals(goals, newPeriod(PERIOD, today))[0]?.dueOn;
    expect(on('2026-08-20')).to.equal('2026-09-15');
    expect(on('2026-09-01')).to.equal('2026-09-15');
    expect(on('2026-11-10')).to.equal('2026-11-24');
    expect(newPeriod(PERIOD, '2027-07-10')).to.deep.equal(PERIOD);
  });

  const date = fc.integer({ min: 0, max: 900 }).map((days) => {
    const at = new Date(Date.UTC(2026, 0, 1 + days));
    return at.toISOString().slice(0, 10);
  });
  const period = fc
    .tuple(date, date)
    .map(([a, b]) => (a <= b ? { startsOn: a, endsOn: b } : { startsOn: b, endsOn: a }));

  it('no term lies outside the period, and their order stays', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PLAN_TEMPLATES), period, ({ goals }, time) => {
        const terms = datedGoals(goals, time).map(({ dueOn }) => dueOn);
        expect(terms).to.deep.equal([...terms].sort());
        for (const dueOn of terms) expect(termProblems({ dueOn }, time)).to.deep.equal([]);
      }),
    );
  });

  it('goals of an earlier plan keep their distance where there is time, and fit where there is less', () => {
    fc.assert(
      fc.property(period, period, date, (before, time, dueOn) => {
        const [moved] = movedGoals([{ task: 'a', planned: 'b', dueOn }], before, time);
        expect(termProblems({ dueOn: moved?.dueOn ?? '' }, time)).to.deep.equal([]);
        const inside = dueOn >= before.startsOn && dueOn <= before.endsOn;
        const longer =
          daysBetween(time.startsOn, time.endsOn) >= daysBetween(before.startsOn, before.endsOn);
        if (inside && longer && before.startsOn < before.endsOn)
          expect(daysBetween(time.startsOn, moved?.dueOn ?? '')).to.equal(
            daysBetween(before.startsOn, dueOn),
          );
      }),
    );
  });
});
