import { expect } from 'chai';
import type { WaveFields } from '../api/survey-waves.js';
import {
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
  startsOn: '2026-11-10',
  endsOn: '2026-11-20',
  anonymous: false,
  breakdown: 'none',
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
    expect(change({ anonymous: false })).to.deep.equal(['anonymous wave.answered']);
    expect(change({ endsOn: '2026-12-01' }, '2026-11-21')).to.deep.equal([
      'endsOn wave.closedForGood',
    ]);
    expect(change({ title: 'Иначе' }, '2026-11-21')).to.deep.equal([]);
    const none = wave('draft', { anonymous: true });
    expect(waveChangeProblems(none, fields({ groups: ['А'] }), '2026-11-15')).to.deep.equal([]);
  });

  it('asks those who meet form and group both', () => {
    const facts = { forms: ['student_student' as const], group: 'ИС-21' };
    const nobody = { forms: [], group: null };
    expect(asks({ form: null, groups: null }, nobody)).to.equal(true);
    expect(asks({ form: 'student_student', groups: ['ИС-21'] }, facts)).to.equal(true);
    expect(asks({ form: 'student_student', groups: ['ИС-22'] }, facts)).to.equal(false);
    expect(asks({ form: 'teacher_teacher', groups: null }, facts)).to.equal(false);
    expect(asks({ form: null, groups: ['ИС-21'] }, nobody)).to.equal(false);
  });
});
