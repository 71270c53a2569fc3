import { expect } from 'chai';
import fc from 'fast-check';
import { addDays } from '../../shared/dates.js';
import { GOAL_STATES, type GoalState } from '../api/index.js';
import {
  type PairSpan,
  type ProgressRules,
  planHalves,
  progressComment,
  progressOf,
} from '../progress/progress-rules.js';
import { buildMeeting, DAY_MS, eachDatabase, statementsOf } from './support/harness.js';
import { GOAL } from './support/plan-inputs.js';
import { planWorld } from './support/plan-world.js';

const TODAY = '2026-11-10';
type Goal = [string, GoalState];
const span = (goals: Goal[] | null, overrides: Partial<PairSpan> = {}): PairSpan => ({
  pairId: 'a',
  state: 'active',
  startsOn: '2026-11-01',
  endsOn: '2027-06-30',
  joinedOn: '2026-11-01',
  leftOn: null,
  lastMeetingOn: null,
  goals,
  ...overrides,
});
const rulesOf = (weights: ProgressRules['weights']): ProgressRules => ({
  today: TODAY,
  programmeEndsOn: '2027-08-31',
  meetingEveryDays: 14,
  weights,
});
const RULES = rulesOf({ meetings: 50, plan: 20, feedback: 15, closing: 15 });
const PAST = '2026-11-09';
const AHEAD = '2026-11-10';

describe('progress: the plan', () => {
  const cases: [string, Goal[] | null, Partial<PairSpan>, string][] = [
    ['nothing without a confirmed plan', null, {}, '0/0'],
    ['a goal whose term is past is due', [[PAST, 'planned']], {}, '0/2'],
    ['on the day of its term it is not yet', [[AHEAD, 'in_progress']], {}, '0/0'],
    ['done counts at once', [[AHEAD, 'done']], {}, '2/2'],
    [
      'done in part counts by half, when its term is past',
      [
        [PAST, 'partly'],
        [AHEAD, 'partly'],
      ],
      {},
      '1/2',
    ],
    [
      'not done is due and brings nothing',
      [
        [PAST, 'not_done'],
        [PAST, 'done'],
      ],
      {},
      '2/4',
    ],
    ['dropped does not count', [[PAST, 'dropped']], {}, '0/0'],
    ['nor do those of a paused pair', [[PAST, 'done']], { state: 'paused' }, '0/0'],
    ['nor of a draft', [[PAST, 'done']], { state: 'draft' }, '0/0'],
    [
      'what was ahead when the mentee left is not asked for',
      [['2026-11-05', 'planned']],
      { leftOn: '2026-11-05' },
      '0/0',
    ],
    [
      'nor what was ahead when the pair was closed',
      [
        ['2026-11-02', 'planned'],
        ['2026-11-07', 'planned'],
        ['2026-11-08', 'done'],
      ],
      { state: 'completed', closedOn: '2026-11-06' },
      '2/4',
    ],
  ];
  for (const [name, goals, overrides, expected] of cases)
    it(name, () => {
      const { done, due } = planHalves(span(goals, overrides), TODAY);
      expect(`${done}/${due}`).to.equal(expected);
    });

  it('is told with halves, in the score and in the comment', () => {
    const goals: Goal[] = [
      [PAST, 'done'],
      [PAST, 'partly'],
      [PAST, 'planned'],
    ];
    const progress = progressOf([span(goals)], [], RULES);
    expect(progress.parts[1]).to.deep.include({ part: 'plan', done: 1.5, due: 3, share: 0.5 });
    // 20 of the 70 that apply, by half: 14.3.
    expect(progress.score).to.equal(14);
    expect(progressComment(progress)).to.equal(
      'Встречи: 0 из 1 · План: 1,5 из 3 · Отклики на встречи: пока не оценивается · Завершение: пока не оценивается',
    );
  });

  it('without a weight nothing is told of it, and nothing else changes', () => {
    const goals: Goal[] = [[PAST, 'planned']];
    const old = rulesOf({ meetings: 60, feedback: 20, closing: 20 });
    const none = rulesOf({ meetings: 60, plan: 0, feedback: 20, closing: 20 });
    for (const rules of [old, none]) {
      const progress = progressOf([span(goals)], [], rules);
      expect(progress).to.deep.equal(progressOf([span(null)], [], rules));
      expect(progress.parts.map(({ part }) => part)).to.deep.equal([
        'meetings',
        'feedback',
        'closing',
      ]);
      expect(progressComment(progress)).not.to.contain('План');
    }
  });

  const goal = fc
    .tuple(fc.integer({ min: -30, max: 30 }), fc.constantFrom(...GOAL_STATES))
    .map(([days, state]): Goal => [addDays(TODAY, days), state]);

  it('the next step of a goal never lowers the score, and it stays a whole number to 100', () => {
    const steps: GoalState[] = ['planned', 'in_progress', 'partly', 'done'];
    fc.assert(
      fc.property(
        fc.array(goal, { maxLength: 8 }),
        fc.integer({ min: -30, max: 30 }),
        fc.nat(2),
        fc.record({
          meetings: fc.nat(100),
          plan: fc.nat(100),
          feedback: fc.nat(100),
          closing: fc.nat(100),
        }),
        (others, days, step, weights) => {
          const scores = [step, step + 1].map((n) => {
            const own: Goal = [addDays(TODAY, days), steps[n] as GoalState];
            return progressOf([span([own, ...others])], [], rulesOf(weights)).score;
          });
          expect(scores[1]).to.be.at.least(scores[0] as number);
          expect(Number.isInteger(scores[0]) && (scores[0] as number) <= 100).to.equal(true);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

eachDatabase((openDb) => {
  describe('plans and progress', () => {
    const p = planWorld(openDb);
    const { w, people, pairs } = p;
    const weigh = (plan: number) =>
      w
        .db('programmes')
        .where('id', w.programme.programmeId)
        .update({ weights: JSON.stringify({ meetings: 50, plan, feedback: 15, closing: 15 }) });
    const gradeOf = async () =>
      w
        .db('grades')
        .where({ ...{ person_id: people.anna.personId } })
        .first('score', 'comment', 'state');

    it('the due grade is written with the change, not before both have confirmed', async () => {
      await weigh(50);
      const plan = await p.draft(3);
      await p.mentor().recordPlanResult({ ...p.row(plan), state: 'done' });
      expect((await gradeOf()).comment).to.contain('План: пока не оценивается');
      const { edition } = await p.get(plan);
      await p.mentor().offerPlan({ ...p.at(plan), edition });
      expect((await gradeOf()).comment).to.contain('План: пока не оценивается');
      const seen = await w.api(people.anna).confirmPlan({ ...p.at(plan), number: 1 });
      expect(await gradeOf()).to.deep.include({ score: 25, state: 'waiting' });
      expect((await gradeOf()).comment).to.contain('План: 1 из 2');
      await p.mentor().recordPlanResult({ ...p.row(seen, 2), state: 'partly' });
      expect((await gradeOf()).comment).to.contain('План: 1,5 из 2');
      const mine = { ...p.here(), personId: people.anna.personId };
      const { parts } = await w.api(people.anna).getProgress(mine);
      expect(parts[1]).to.deep.include({ part: 'plan', done: 1.5, due: 2, weight: 50 });
    });

    it('a change that waits for confirmation does not count yet', async () => {
      await weigh(50);
      const plan = await p.confirmed(3);
      const was = await gradeOf();
      const added = await p.mentor().addPlanRow({ ...p.at(plan), ...GOAL, dueOn: '2026-10-05' });
      await p.mentor().updatePlanRow({ ...p.row(added), ...GOAL });
      await p.mentor().removePlanRow(p.row(added, 2));
      expect(await gradeOf()).to.deep.equal(was);
      expect(was.comment).to.contain('План: 0 из 2');
    });

    it('goals fall due with the days', async () => {
      await weigh(50);
      await p.confirmed(3);
      w.service.clock.advance(25 * DAY_MS);
      await w.service.system.recomputeProgress(p.here());
      expect((await gradeOf()).comment).to.contain('План: 0 из 3');
    });

    it('without a weight no grade is due again for a plan’s sake', async () => {
      await weigh(0);
      await buildMeeting(w.db, pairs.pair);
      await w.service.system.recomputeProgress(p.here());
      const was = await w
        .db('grades')
        .where('person_id', people.anna.personId)
        .first('generation', 'comment');
      const plan = await p.confirmed(2);
      await p.mentor().recordPlanResult({ ...p.row(plan), state: 'done' });
      const now = await w
        .db('grades')
        .where('person_id', people.anna.personId)
        .first('generation', 'comment');
      expect(now).to.deep.equal(was);
    });

    it('costs no statement more to read', async () => {
      const of = { ...p.here(), personId: people.anna.personId };
      const asked = async () => {
        await w.db('programmes').where('id', w.programme.programmeId).increment('revision', 1);
        return statementsOf(w.db, () => w.api().getProgress(of));
      };
      const before = await asked();
      await p.confirmed(2);
      expect((await asked()).length).to.equal(before.length);
      // One of them reads the pauses.
      expect(before.length).to.be.at.most(6);
    });
  });
});
