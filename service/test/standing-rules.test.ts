import { expect } from 'chai';
import fc from 'fast-check';
import {
  PAIR_STATES,
  PARTICIPATION_STATES,
  PERSON_GAPS,
  PERSON_STATES,
  STANDING_DECISIONS,
} from '../api/reference.js';
import { type EntryWave, type GapFacts, gapsOf } from '../standing/gap-rules.js';
import {
  decisionProblem,
  possibleDecisions,
  STATE_ORDER,
  type StateFacts,
  stateOf,
} from '../standing/state-rules.js';

const NOTHING: StateFacts = {
  held: 'candidate',
  decision: null,
  answered: false,
  consented: false,
  pairs: [],
};

describe('the state of a participation (methodology §10)', () => {
  const cases: [string, Partial<StateFacts>, string | null][] = [
    ['nothing known yet', {}, 'draft'],
    ['the entry questionnaire is handed in', { answered: true }, 'questionnaire'],
    ['the consent is given', { answered: true, consented: true }, 'consent'],
    ['a consent on paper, no questionnaire', { consented: true }, 'consent'],
    ['admitted without a consent', { held: 'admitted', answered: true }, 'selected'],
    ['admitted with a consent', { held: 'admitted', consented: true }, 'pool'],
    ['trained, without a consent', { held: 'admitted', trained: true }, 'trained'],
    [
      'a candidate who was at the school is no further by it',
      { consented: true, trained: true },
      'consent',
    ],
    [
      'trained, with a consent',
      { held: 'admitted', trained: true, consented: true, poolNeedsTraining: true },
      'pool',
    ],
    [
      'not trained, where the pool asks for it',
      { held: 'admitted', consented: true, poolNeedsTraining: true },
      'selected',
    ],
    [
      'in a pair although not trained',
      { held: 'admitted', poolNeedsTraining: true, pairs: ['active'] },
      'paired',
    ],
    ['put on the waiting list', { held: 'admitted', decision: 'waiting' }, 'waiting'],
    ['a pair is being prepared', { held: 'admitted', pairs: ['draft'] }, 'proposed'],
    ['in a pair', { held: 'admitted', pairs: ['active'] }, 'paired'],
    ['in a pair that pauses', { held: 'admitted', pairs: ['paused'] }, 'paired'],
    [
      'in a pair although on the waiting list',
      { decision: 'waiting', pairs: ['active'] },
      'paired',
    ],
    ['the consent is withdrawn while in a pair', { pairs: ['active'], consented: false }, 'paired'],
    ['the pair is finished', { held: 'admitted', pairs: ['completed'] }, 'completed'],
    ['a second pair after one that is finished', { pairs: ['completed', 'active'] }, 'paired'],
    ['the pair broke up', { held: 'admitted', consented: true, pairs: ['terminated'] }, 'pool'],
    ['declined', { held: 'withdrawn', decision: 'declined' }, 'withdrawn'],
    ['left', { held: 'withdrawn', decision: 'withdrawn', pairs: ['terminated'] }, 'withdrawn'],
    ['the role was taken back: never took part', { held: 'withdrawn' }, null],
  ];
  for (const [what, facts, state] of cases) {
    it(`${what}: ${state ?? 'none'}`, () => {
      expect(stateOf({ ...NOTHING, ...facts })).to.equal(state);
    });
  }

  const facts = fc.record({
    held: fc.constantFrom(...PARTICIPATION_STATES),
    decision: fc.constantFrom(null, ...STANDING_DECISIONS),
    answered: fc.boolean(),
    consented: fc.boolean(),
    pairs: fc.array(fc.constantFrom(...PAIR_STATES), { maxLength: 4 }),
  });

  it('is one of the states, or none for who has left the role without a word', () => {
    fc.assert(
      fc.property(facts, (one) => {
        const state = stateOf(one);
        if (state === null) expect(one.held).to.equal('withdrawn');
        else expect(PERSON_STATES).to.include(state);
      }),
    );
  });

  it('one fact more never moves anybody back, but for a word of the coordinator', () => {
    const more: ((one: StateFacts) => StateFacts)[] = [
      (one) => ({ ...one, answered: true }),
      (one) => ({ ...one, consented: true }),
      (one) => ({ ...one, held: one.held === 'candidate' ? 'admitted' : one.held }),
    ];
    fc.assert(
      fc.property(facts, fc.constantFrom(...more), (one, add) => {
        const [before, after] = [stateOf(one), stateOf(add(one))];
        if (before === null || after === null) expect(after).to.equal(before);
        else expect(STATE_ORDER[after]).to.be.at.least(STATE_ORDER[before]);
      }),
    );
  });

  it('a pair more never moves back who has not finished one', () => {
    const pair = fc.constantFrom('draft' as const, 'active' as const);
    fc.assert(
      fc.property(facts, pair, (one, state) => {
        fc.pre(!one.pairs.includes('completed'));
        const [before, after] = [stateOf(one), stateOf({ ...one, pairs: [...one.pairs, state] })];
        if (before === null || after === null) expect(after).to.equal(before);
        else expect(STATE_ORDER[after]).to.be.at.least(STATE_ORDER[before]);
      }),
    );
  });

  it('the order of pairs does not matter', () => {
    fc.assert(
      fc.property(facts, (one) => {
        expect(stateOf({ ...one, pairs: [...one.pairs].reverse() })).to.equal(stateOf(one));
      }),
    );
  });
});

describe('what can be decided', () => {
  it('of a candidate: admit, wait, decline', () => {
    expect(possibleDecisions('draft', 'candidate')).to.deep.equal(['admit', 'wait', 'decline']);
  });
  it('of somebody in the pool: wait, withdraw', () => {
    expect(possibleDecisions('pool', 'admitted')).to.deep.equal(['wait', 'withdraw']);
  });
  it('of somebody who waits: back to the pool, withdraw', () => {
    expect(possibleDecisions('waiting', 'admitted')).to.deep.equal(['resume', 'withdraw']);
  });
  it('of somebody in a pair: nothing, the pair is ended first', () => {
    expect(possibleDecisions('paired', 'admitted')).to.deep.equal([]);
    expect(decisionProblem('withdraw', 'proposed', 'admitted')).to.equal('decision.inPair');
  });
  it('of somebody who has left: only that they come back', () => {
    expect(possibleDecisions('withdrawn', 'withdrawn')).to.deep.equal(['restore']);
  });
  it('of a role that nobody has: nothing', () => {
    expect(possibleDecisions(null, 'withdrawn')).to.deep.equal([]);
  });
});

describe('what is missing', () => {
  const mentee = (state: GapFacts['sides'][number]['state'], answered = false) => ({
    role: 'mentee' as const,
    state,
    answered,
    pairs: [],
  });
  const all: GapFacts = {
    sides: [mentee('pool', true)],
    consentGaps: [],
    groupName: 'ИС-21',
    reachable: true,
    hasAccount: true,
    untold: false,
  };
  const WAVE: EntryWave = {
    role: 'mentee',
    form: null,
    groups: null,
    among: 'current',
    guests: true,
  };
  const cases: [string, Partial<GapFacts>, EntryWave[], string[]][] = [
    ['a mentor for who is in the pool', {}, [WAVE], ['no_mentor']],
    ['no pair is missed before somebody is admitted', { sides: [mentee('consent', true)] }, [], []],
    [
      'a mentee for a mentor in the pool',
      { sides: [{ role: 'mentor', state: 'pool', answered: true, pairs: [] }] },
      [],
      ['no_mentee'],
    ],
    [
      'the entry questionnaire, where there is one',
      { sides: [mentee('draft')] },
      [WAVE],
      ['no_entry_answers'],
    ],
    ['no questionnaire where nobody was asked', { sides: [mentee('draft')] }, [], []],
    [
      'none where another group is asked',
      { sides: [mentee('draft')] },
      [{ ...WAVE, groups: ['ПД-11'] }],
      [],
    ],
    [
      'none where those without an account are not asked, and they have none',
      { sides: [mentee('draft')], hasAccount: false },
      [{ ...WAVE, guests: false }],
      [],
    ],
    [
      'none where those who have finished alone are asked',
      { sides: [mentee('draft')] },
      [{ ...WAVE, among: 'finished' }],
      [],
    ],
    [
      'none where those of another form are asked',
      { sides: [{ ...mentee('paired'), pairs: [{ form: 'teacher_teacher', state: 'active' }] }] },
      [{ ...WAVE, form: 'student_student' }],
      [],
    ],
    [
      'the entry questionnaire of the form of their pair',
      { sides: [{ ...mentee('paired'), pairs: [{ form: 'teacher_teacher', state: 'active' }] }] },
      [{ ...WAVE, form: 'teacher_teacher' }],
      ['no_entry_answers'],
    ],
    [
      'none where the other side is asked',
      { sides: [mentee('draft')] },
      [{ ...WAVE, role: 'mentor' }],
      [],
    ],
    [
      'the school, of a mentor who was admitted',
      { sides: [{ role: 'mentor', state: 'paired', answered: true, pairs: [], untrained: true }] },
      [],
      ['not_trained'],
    ],
    [
      'no school before a mentor is admitted',
      { sides: [{ role: 'mentor', state: 'consent', answered: true, pairs: [], untrained: true }] },
      [],
      [],
    ],
    [
      'the group of a mentee',
      { sides: [mentee('paired', true)], groupName: null },
      [],
      ['no_group'],
    ],
    [
      'how to reach them',
      { sides: [mentee('paired', true)], reachable: false },
      [],
      ['no_contacts'],
    ],
    [
      'nothing for who has finished',
      { sides: [mentee('completed')], groupName: null, consentGaps: ['no_own_consent'] },
      [WAVE],
      [],
    ],
    ['nothing for who has left', { sides: [mentee('withdrawn')], groupName: null }, [WAVE], []],
    ['nothing for who takes no part', { sides: [], groupName: null, reachable: false }, [WAVE], []],
  ];
  for (const [what, facts, waves, gaps] of cases) {
    it(what, () => expect(gapsOf({ ...all, ...facts }, waves)).to.deep.equal(gaps));
  }

  it('consents come first, each gap once, in one order', () => {
    const sides = [
      mentee('pool'),
      { role: 'mentor' as const, state: 'pool' as const, answered: false, pairs: [] },
    ];
    const gaps = gapsOf(
      { ...all, sides, consentGaps: ['no_parent_consent'], groupName: null, reachable: false },
      [WAVE, { ...WAVE, role: 'mentor' }],
    );
    expect(gaps[0]).to.equal('no_parent_consent');
    expect(new Set(gaps).size).to.equal(gaps.length);
    expect(gaps).to.deep.equal(PERSON_GAPS.filter((gap) => gaps.includes(gap)));
  });
});
