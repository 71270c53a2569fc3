import { expect } from 'chai';
import fc from 'fast-check';
import { SCHOOL_MARKS } from '../api/reference.js';
import { combineAttendance } from '../merging/combine-rules.js';
import {
  isFor,
  markingProblem,
  onSheet,
  outdated,
  sessionProblems,
  stateProblem,
} from '../school/session-rules.js';
import { isMaterialFor, isReady, isTrained, missingOf } from '../school/training-rules.js';

const TODAY = '2026-11-10';

describe('a session of the mentors’ school', () => {
  const FIELDS = { heldOn: TODAY, audience: 'all', forms: [], personIds: [] } as const;
  const codes = (...args: Parameters<typeof sessionProblems>) =>
    sessionProblems(...args).map(({ path, code }) => `${path}: ${code}`);

  it('that was held is not moved into the future; a planned one may be', () => {
    const later = { ...FIELDS, heldOn: '2026-11-11' };
    expect(codes(later, 'planned', TODAY)).to.deep.equal([]);
    expect(codes(later, 'held', TODAY)).to.deep.equal(['heldOn: school.future']);
    expect(codes(FIELDS, 'held', TODAY)).to.deep.equal([]);
  });

  it('by form names forms, for chosen people names people', () => {
    expect(codes({ ...FIELDS, audience: 'forms' }, 'planned', TODAY)).to.deep.equal([
      'forms: school.noForms',
    ]);
    expect(codes({ ...FIELDS, audience: 'chosen' }, 'planned', TODAY)).to.deep.equal([
      'personIds: school.nobodyChosen',
    ]);
  });

  const moves: [string, Parameters<typeof stateProblem>, string | null][] = [
    ['is held on its day', [{ state: 'planned', heldOn: TODAY }, 'held', said({})], null],
    [
      'is not held before its day',
      [{ state: 'planned', heldOn: '2026-11-11' }, 'held', said({})],
      'school.future',
    ],
    [
      'is cancelled with a reason',
      [{ state: 'planned', heldOn: TODAY }, 'cancelled', said({ reason: 'Карантин' })],
      null,
    ],
    [
      'is not cancelled without one',
      [{ state: 'planned', heldOn: TODAY }, 'cancelled', said({})],
      'required',
    ],
    [
      'is not cancelled when people were marked',
      [{ state: 'held', heldOn: TODAY }, 'cancelled', said({ reason: 'Нет', marked: true })],
      'school.marked',
    ],
    ['is planned again', [{ state: 'cancelled', heldOn: TODAY }, 'planned', said({})], null],
    [
      'is not held right after it was cancelled',
      [{ state: 'cancelled', heldOn: TODAY }, 'held', said({})],
      'school.transition',
    ],
    ['stays what it is', [{ state: 'held', heldOn: TODAY }, 'held', said({})], 'school.transition'],
  ];
  function said(more: { reason?: string; marked?: boolean }) {
    return { today: TODAY, reason: '', marked: false, ...more };
  }
  for (const [what, args, code] of moves) {
    it(what, () => expect(stateProblem(...args)?.code ?? null).to.equal(code));
  }

  it('nobody is marked before its day, or when it is cancelled', () => {
    expect(markingProblem({ state: 'planned', heldOn: TODAY }, TODAY)).to.equal(null);
    expect(markingProblem({ state: 'planned', heldOn: '2026-11-11' }, TODAY)?.code).to.equal(
      'school.future',
    );
    expect(markingProblem({ state: 'cancelled', heldOn: TODAY }, TODAY)?.code).to.equal(
      'school.cancelled',
    );
  });

  it('is for who has one of its forms; several forms of a mentor count each', () => {
    const session = { audience: 'forms', forms: ['teacher_student'] } as const;
    const mentor = { forms: ['student_student', 'teacher_student'], invited: false } as const;
    expect(isFor(session, mentor)).to.equal(true);
    expect(isFor(session, { ...mentor, forms: ['student_student'] })).to.equal(false);
    expect(isFor({ audience: 'chosen', forms: [] }, { ...mentor, invited: true })).to.equal(true);
    expect(isFor({ audience: 'chosen', forms: [] }, mentor)).to.equal(false);
  });

  it('keeps the sheet of the day on which it was held', () => {
    const mentors = ['a', 'b', 'late'].map((personId) => ({ personId, forms: [] }));
    const entries = ['a', 'b'].map((personId) => ({
      personId,
      invited: false,
      mark: null,
      version: 0,
    }));
    const ids = (state: 'planned' | 'held') =>
      onSheet({ audience: 'all', forms: [], state }, mentors, entries).map((one) => one.personId);
    expect(ids('planned')).to.deep.equal(['a', 'b', 'late']);
    expect(ids('held')).to.deep.equal(['a', 'b']);
  });
});

describe('marks of several at once', () => {
  const entry = (version: number, mark: (typeof SCHOOL_MARKS)[number] | null) => ({
    personId: 'a',
    invited: false,
    version,
    mark,
  });
  const asked = (version: number, mark: (typeof SCHOOL_MARKS)[number] | null) => [
    { personId: 'a', mark, version },
  ];
  it('over an older version are told, unless they say the same', () => {
    expect(outdated(asked(0, 'present'), [entry(1, 'absent')])).to.deep.equal(['a']);
    expect(outdated(asked(0, 'present'), [entry(1, 'present')])).to.deep.equal([]);
    expect(outdated(asked(1, 'present'), [entry(1, 'absent')])).to.deep.equal([]);
    expect(outdated(asked(0, 'present'), [])).to.deep.equal([]);
    expect(outdated(asked(2, 'present'), [])).to.deep.equal(['a']);
  });
});

describe('who is trained', () => {
  const NO_RULE = { sessions: null, minutes: null };
  const cases: [string, Parameters<typeof isTrained>, boolean | null][] = [
    ['nothing is asked', [NO_RULE, { sessions: 9, minutes: 900 }, false], null],
    ['a certificate counts without a rule', [NO_RULE, { sessions: 0, minutes: 0 }, true], true],
    ['enough sessions', [{ sessions: 3, minutes: null }, { sessions: 3, minutes: 1 }, false], true],
    ['one too few', [{ sessions: 3, minutes: null }, { sessions: 2, minutes: 999 }, false], false],
    ['both are asked', [{ sessions: 2, minutes: 180 }, { sessions: 2, minutes: 90 }, false], false],
    ['both are met', [{ sessions: 2, minutes: 180 }, { sessions: 2, minutes: 180 }, false], true],
  ];
  for (const [what, args, trained] of cases) {
    it(`${what}: ${trained}`, () => expect(isTrained(...args)).to.equal(trained));
  }

  it('what is missing is never less than nothing, and nothing of it is left when the rule is met', () => {
    const n = fc.integer({ min: 0, max: 50 });
    fc.assert(
      fc.property(n, n, n, n, (needed, minutes, been, time) => {
        const rule = { sessions: needed, minutes };
        const missing = missingOf(rule, { sessions: been, minutes: time });
        expect(missing?.sessions).to.equal(Math.max(0, needed - been));
        const met = missing?.sessions === 0 && missing.minutes === 0;
        expect(isReady(rule, { sessions: been, minutes: time }, false)).to.equal(met);
        expect(isReady(rule, { sessions: been, minutes: time }, true)).to.equal(false);
      }),
    );
  });

  it('a material of a session is for those of the session, another by form', () => {
    const of = (sessionId: string | null, forms: ('pupil_pupil' | 'head_teacher')[]) =>
      isMaterialFor({ sessionId, forms }, ['pupil_pupil'], new Set(['mine']));
    expect(of('mine', [])).to.equal(true);
    expect(of('other', [])).to.equal(false);
    expect(of(null, [])).to.equal(true);
    expect(of(null, ['pupil_pupil'])).to.equal(true);
    expect(of(null, ['head_teacher'])).to.equal(false);
  });
});

describe('attendance of two records of one person', () => {
  const marks = fc.constantFrom(null, ...SCHOOL_MARKS);
  it('who was there under one of them was there', () => {
    fc.assert(
      fc.property(marks, marks, (mine, theirs) => {
        const kept = { mark: mine, invited: 0, version: 1 };
        const change = combineAttendance(kept, { mark: theirs, invited: 1, version: 1 });
        const mark = (change?.after['mark'] ?? mine) as string | null;
        const present = mine === 'present' || theirs === 'present';
        expect(mark === 'present').to.equal(present);
        expect(mark === null).to.equal(mine === null && theirs === null);
        expect(change?.after['invited']).to.equal(1);
      }),
    );
  });
});
