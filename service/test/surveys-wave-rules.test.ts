import { expect } from 'chai';
import {
  type Form,
  type PairState,
  SURVEY_STAGES,
  usualAmong,
  WAVE_AMONG,
  type WaveAmong,
} from '../api/reference.js';
import type { WaveFields } from '../api/survey-waves.js';
import {
  type AskedFacts,
  type Asking,
  asks,
  type StoredState,
  stateProblem,
  waveChangeProblems,
  waveProblems,
  waveStateOn,
} from '../surveys/wave-rules.js';

const fields = (more: Partial<WaveFields> = {}): WaveFields => ({
  title: 'Опрос',
  form: null,
  groups: null,
  among: 'current',
  guests: true,
  startsOn: '2026-11-10',
  endsOn: '2026-11-20',
  anonymous: false,
  breakdown: 'none',
  remindDays: [],
  ...more,
});
const wave = (state: StoredState, more: Partial<WaveFields> = {}, answered = false) => ({
  ...fields(more),
  state,
  answered,
});
const told = (problems: { path: string; code: string }[]) =>
  problems.map(({ path, code }) => `${path} ${code}`);

describe('waves: their rules', () => {
  const states: [StoredState, string, string][] = [
    ['draft', '2026-11-15', 'draft'],
    ['open', '2026-11-09', 'planned'],
    ['open', '2026-11-10', 'open'],
    ['open', '2026-11-20', 'open'],
    ['open', '2026-11-21', 'closed'],
    ['closed', '2026-11-15', 'closed'],
    ['closed', '2026-11-01', 'closed'],
  ];
  for (const [stored, today, expected] of states) {
    it(`${stored} on ${today} is ${expected}`, () => {
      expect(waveStateOn(wave(stored), today)).to.equal(expected);
    });
  }

  const moves: [string, StoredState, boolean, 'open' | 'closed', string, string | null][] = [
    ['a draft is opened', 'draft', false, 'open', '2026-11-15', null],
    ['before its first day too', 'draft', true, 'open', '2026-11-01', null],
    ['not after its last', 'draft', false, 'open', '2026-11-21', 'wave.over'],
    ['a draft is not closed', 'draft', false, 'closed', '2026-11-15', 'wave.transition'],
    ['an open one is closed', 'open', true, 'closed', '2026-11-15', null],
    ['one that has ended too', 'open', true, 'closed', '2026-11-25', null],
    ['an open one is not opened', 'open', false, 'open', '2026-11-15', 'wave.transition'],
    ['a named one is opened again', 'closed', false, 'open', '2026-11-15', null],
    ['but not after its last day', 'closed', false, 'open', '2026-11-21', 'wave.over'],
    ['an anonymous one is not', 'closed', true, 'open', '2026-11-15', 'wave.closedForGood'],
  ];
  for (const [name, state, anonymous, to, today, expected] of moves) {
    it(name, () => {
      expect(stateProblem(wave(state, { anonymous }), to, today)?.code ?? null).to.equal(expected);
    });
  }

  it('a curator’s questionnaire is asked of no form, a form is one of the programme', () => {
    const usable = ['student_student'] as const;
    const form = 'student_student';
    expect(waveProblems(fields({ form }), 'mentee', usable)).to.deep.equal([]);
    expect(told(waveProblems(fields({ form }), 'curator', usable))).to.deep.equal([
      'form wave.formForRole',
    ]);
    expect(told(waveProblems(fields({ form }), 'mentor', []))).to.deep.equal([
      'form wave.formNotUsed',
    ]);
  });

  it('with answers, dates and title change, what people were promised does not', () => {
    const before = wave('open', { anonymous: true }, true);
    const change = (more: Partial<WaveFields>, today = '2026-11-15') =>
      told(waveChangeProblems(before, fields({ anonymous: true, ...more }), today));
    expect(change({ title: 'Иначе', endsOn: '2026-12-01' })).to.deep.equal([]);
    expect(change({ breakdown: 'form' })).to.deep.equal(['breakdown wave.answered']);
    expect(change({ among: 'everyone', guests: false })).to.deep.equal([
      'among wave.answered',
      'guests wave.answered',
    ]);
    expect(change({ anonymous: false })).to.deep.equal(['anonymous wave.answered']);
    expect(change({ endsOn: '2026-12-01' }, '2026-11-21')).to.deep.equal([
      'endsOn wave.closedForGood',
    ]);
    expect(change({ title: 'Иначе' }, '2026-11-21')).to.deep.equal([]);
    const none = wave('draft', { anonymous: true });
    expect(waveChangeProblems(none, fields({ groups: ['А'] }), '2026-11-15')).to.deep.equal([]);
  });

  const facts = (more: Partial<AskedFacts> = {}): AskedFacts => ({
    pairs: [],
    waiting: false,
    group: 'ИС-21',
    hasAccount: true,
    ...more,
  });
  const asking = (more: Partial<Asking> = {}): Asking => ({
    form: null,
    groups: null,
    among: 'current',
    guests: true,
    ...more,
  });
  const inPair = (state: PairState, form: Form = 'student_student') => ({ form, state });

  it('asks those who meet form and group both', () => {
    const one = facts({ pairs: [inPair('active')] });
    const nobody = facts({ group: null });
    expect(asks(asking(), nobody)).to.equal(true);
    expect(asks(asking({ form: 'student_student', groups: ['ИС-21'] }), one)).to.equal(true);
    expect(asks(asking({ form: 'student_student', groups: ['ИС-22'] }), one)).to.equal(false);
    expect(asks(asking({ form: 'teacher_teacher' }), one)).to.equal(false);
    expect(asks(asking({ groups: ['ИС-21'] }), nobody)).to.equal(false);
  });

  const PAIRS: [what: string, states: PairState[], asked: Record<WaveAmong, boolean>][] = [
    ['nobody yet', [], { current: true, everyone: true, finished: false }],
    ['a suggested pair', ['draft'], { current: true, everyone: true, finished: false }],
    ['a pair that goes on', ['active'], { current: true, everyone: true, finished: false }],
    ['a pair that pauses', ['paused'], { current: true, everyone: true, finished: false }],
    ['a completed pair', ['completed'], { current: false, everyone: true, finished: true }],
    ['one that ended early', ['terminated'], { current: true, everyone: true, finished: false }],
    [
      'a completed pair and one that goes on',
      ['completed', 'active'],
      { current: true, everyone: true, finished: false },
    ],
    [
      'a completed pair and a suggested one',
      ['completed', 'draft'],
      { current: true, everyone: true, finished: false },
    ],
  ];
  for (const [what, states, expected] of PAIRS) {
    it(`among those with ${what}`, () => {
      const one = facts({ pairs: states.map((state) => inPair(state)) });
      for (const among of WAVE_AMONG)
        expect(asks(asking({ among }), one), among).to.equal(expected[among]);
    });
  }

  it('who waits for another pair has not finished', () => {
    const one = facts({ pairs: [inPair('completed')], waiting: true });
    expect(asks(asking(), one)).to.equal(true);
    expect(asks(asking({ among: 'finished' }), one)).to.equal(false);
  });

  it('of a form it looks at the pairs of this form alone', () => {
    const one = facts({ pairs: [inPair('completed'), inPair('active', 'teacher_student')] });
    const of = (form: Form, among: WaveAmong) => asks(asking({ form, among }), one);
    expect(of('student_student', 'current')).to.equal(false);
    expect(of('student_student', 'finished')).to.equal(true);
    expect(of('student_student', 'everyone')).to.equal(true);
    expect(of('teacher_student', 'current')).to.equal(true);
    expect(of('teacher_student', 'finished')).to.equal(false);
    const early = facts({ pairs: [inPair('terminated')] });
    expect(asks(asking({ form: 'student_student' }), early)).to.equal(false);
    expect(asks(asking({ form: 'student_student', among: 'everyone' }), early)).to.equal(true);
    const suggested = facts({ pairs: [inPair('draft')] });
    for (const among of WAVE_AMONG)
      expect(asks(asking({ form: 'student_student', among }), suggested), among).to.equal(false);
  });

  it('leaves out who has no account only where that was said', () => {
    const guest = facts({ hasAccount: false });
    expect(asks(asking(), guest)).to.equal(true);
    expect(asks(asking({ guests: false }), guest)).to.equal(false);
    expect(asks(asking({ guests: false }), facts())).to.equal(true);
  });

  it('asks who has finished of itself only at the end', () => {
    const usual = SURVEY_STAGES.map((stage) => [stage, usualAmong(stage)]);
    expect(usual).to.deep.equal([
      ['entry', 'current'],
      ['training', 'current'],
      ['group_meeting', 'current'],
      ['interim', 'current'],
      ['final', 'everyone'],
    ]);
  });

  it('curators have no pairs that could be finished', () => {
    expect(told(waveProblems(fields({ among: 'finished' }), 'curator', []))).to.deep.equal([
      'among wave.amongForRole',
    ]);
    expect(waveProblems(fields({ among: 'finished' }), 'mentor', [])).to.deep.equal([]);
  });
});
