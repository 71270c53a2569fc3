import { expect } from 'chai';
import { newId } from '../../shared/ids.js';
import type { MatchChange } from '../api/match-runs.js';
import type { BrokenRule } from '../api/reference.js';
import { type BoardState, planChange } from '../matching/runs/change-rules.js';
import type { Mark } from '../matching/runs/marks-store.js';
import type { Place } from '../matching/runs/place-store.js';
import { eachDatabase } from './support/harness.js';
import { rejection } from './support/rejection.js';
import { runsWorld } from './support/runs-world.js';

const [ANNA, BORIS] = ['anna', 'boris'];
const [ONE, TWO, FULL] = ['one', 'two', 'full'];

const place = (menteeId: string, unitId: string | null, more: Partial<Place> = {}): Place => ({
  menteeId,
  unitId,
  score: unitId === null ? null : 5000,
  locked: false,
  origin: unitId === null ? null : 'solver',
  directive: null,
  loosen: [],
  ...more,
});

/** Anna is with `one`, Boris with nobody; `two` has a place, `full` has none. */
const board = (more: {
  places?: Place[];
  marks?: Mark[];
  rules?: Record<string, BrokenRule[]>;
}): BoardState => ({
  places: new Map(
    (more.places ?? [place(ANNA, ONE), place(BORIS, null)]).map((one) => [one.menteeId, one]),
  ),
  marks: new Map([[ANNA, more.marks ?? []]]),
  capacityOf: (unitId) => ({ one: 1, two: 1, full: 1 })[unitId] ?? null,
  loadOf: (unitId) => (unitId === FULL ? 1 : 0),
  rulesOf: (menteeId, unitId) => more.rules?.[`${menteeId} ${unitId}`] ?? [],
  scoreOf: () => 4200,
  isSolved: (menteeId, unitId) => menteeId === ANNA && unitId === ONE,
});

const assign = (
  menteeId: string,
  unitId: string,
  directive: string | null = null,
): MatchChange => ({
  kind: 'assign',
  menteeId,
  unitId,
  directive,
});

type ByHand = Exclude<MatchChange, { kind: 'undo' }>;

const codes = (state: BoardState, change: MatchChange): string[] => {
  const outcome = planChange(state, change as ByHand);
  return 'problems' in outcome ? outcome.problems.map(({ code }) => code) : [];
};
const planned = (state: BoardState, change: MatchChange): Place[] => {
  const outcome = planChange(state, change as ByHand);
  if ('problems' in outcome) throw new Error(JSON.stringify(outcome.problems));
  return outcome.planned.places;
};

describe('a change of suggestions by hand', () => {
  it('moves, and says that a hand has', () => {
    expect(planned(board({}), assign(BORIS, TWO))).to.deep.equal([
      place(BORIS, TWO, { score: 4200, origin: 'hand' }),
    ]);
  });

  it('back to where the solver had put somebody is the solver’s again', () => {
    const state = board({ places: [place(ANNA, TWO, { origin: 'hand' })] });
    expect(planned(state, assign(ANNA, ONE))[0]?.origin).to.equal('solver');
  });

  const refusals: [string, BoardState, MatchChange, string[]][] = [
    ['nobody of the run', board({}), assign('stranger', TWO), ['match.noSuchMentee']],
    ['no mentor of the run', board({}), assign(BORIS, 'stranger'), ['match.noSuchMentor']],
    ['where they are already', board({}), assign(ANNA, ONE), ['match.sameMentor']],
    [
      'a pair that is held fast',
      board({ places: [place(ANNA, ONE, { locked: true })] }),
      assign(ANNA, TWO),
      ['match.locked'],
    ],
    [
      'a mentor without a place',
      board({}),
      assign(BORIS, FULL),
      ['match.rule.capacity', 'match.directiveNeeded'],
    ],
    [
      'against a rule',
      board({ rules: { 'boris two': ['age', 'must.time'] } }),
      assign(BORIS, TWO),
      ['match.rule.age', 'match.rule.must.time', 'match.directiveNeeded'],
    ],
    [
      'against a confidential word, whatever the reason',
      board({ rules: { 'boris two': ['veto', 'age'] } }),
      assign(BORIS, TWO, 'Так решил совет'),
      ['match.rule.veto'],
    ],
    [
      'without a consent, whatever the reason',
      board({ rules: { 'boris two': ['mentee_consent'] } }),
      assign(BORIS, TWO, 'Так решил совет'),
      ['match.rule.mentee_consent'],
    ],
    [
      'a swap with who has nobody',
      board({}),
      { kind: 'swap', menteeId: ANNA, withMenteeId: BORIS },
      ['match.nobodyToSwap'],
    ],
    ['a lock of nobody', board({}), { kind: 'lock', menteeId: BORIS }, ['match.nobodyToLock']],
    [
      'a lock taken off that is none',
      board({}),
      { kind: 'unlock', menteeId: ANNA },
      ['match.notLocked'],
    ],
    [
      'a ban that is there',
      board({ marks: [{ menteeId: ANNA, unitId: TWO, kind: 'ban', reason: null, by: null }] }),
      { kind: 'forbid', menteeId: ANNA, unitId: TWO, reason: null },
      ['match.forbiddenAlready'],
    ],
    [
      'a ban taken off that is none',
      board({}),
      { kind: 'allow', menteeId: ANNA, unitId: TWO },
      ['match.notForbidden'],
    ],
    ['to take out nobody', board({}), { kind: 'unassign', menteeId: BORIS }, ['match.nobodyThere']],
  ];
  for (const [what, state, change, expected] of refusals) {
    it(`is refused: ${what}`, () => {
      expect(codes(state, change)).to.deep.equal(expected);
    });
  }

  it('against a rule is directive, with its reason', () => {
    const state = board({ rules: { 'boris two': ['age'] } });
    const [made] = planned(state, assign(BORIS, TWO, 'Так решил совет'));
    expect(made).to.deep.include({ origin: 'directive', directive: 'Так решил совет' });
  });

  it('that breaks nothing needs no reason, and keeps none', () => {
    const [made] = planned(board({}), assign(BORIS, TWO, 'Так решил совет'));
    expect(made).to.deep.include({ origin: 'hand', directive: null });
  });

  it('that forbids the pair that is there takes it out', () => {
    const outcome = planChange(board({}), {
      kind: 'forbid',
      menteeId: ANNA,
      unitId: ONE,
      reason: 'Соседи',
    });
    if ('problems' in outcome) throw new Error('refused');
    expect(outcome.planned.places).to.deep.equal([place(ANNA, null)]);
    expect(outcome.planned.marks).to.deep.equal([
      [ANNA, [{ unitId: ONE, kind: 'ban', reason: 'Соседи' }]],
    ]);
  });
});

describe('changes of a run by hand, written down', () => {
  eachDatabase((openDb) => {
    const world = runsWorld(openDb);

    async function threeAndThree() {
      const mentors = [
        await world.mentor('Алексеева', 1),
        await world.mentor('Борисова', 1),
        await world.mentor('Власова', 1),
      ];
      const mentees = [await world.mentee('Волков'), await world.mentee('Гусев')];
      const run = await world.run();
      const { rows } = await world.api().listMatchSuggestions(world.ofRun(run.runId));
      const taken = new Set(rows.map(({ unitId }) => unitId));
      const free = mentors.find(({ personId }) => !taken.has(personId));
      const [first] = rows;
      if (first === undefined || free === undefined) throw new Error('nobody was matched');
      return { run, mentees, first, free };
    }
    const change = (runId: string, version: number, what: MatchChange) =>
      world.api().changeMatchRun({ ...world.ofRun(runId), version, change: what });

    it('are shown at once, stand in the record, and are taken back one by one', async () => {
      const { run, first, free } = await threeAndThree();
      const before = await world.pairsOf(run.runId);
      const menteeId = first.mentee.personId;
      const moved = await change(run.runId, 1, assign(menteeId, free.personId));
      expect(moved).to.deep.include({ version: 2, changesByHand: 1 });
      expect(moved.now?.matched).to.equal(2);
      expect(await world.pairsOf(run.runId)).not.to.deep.equal(before);
      await change(run.runId, 2, { kind: 'unassign', menteeId });
      expect((await world.api().getMatchRun(world.ofRun(run.runId))).now?.matched).to.equal(1);
      await change(run.runId, 3, { kind: 'undo' });
      await change(run.runId, 4, { kind: 'undo' });
      expect(await world.pairsOf(run.runId)).to.deep.equal(before);
      expect(await world.said(change(run.runId, 5, { kind: 'undo' }))).to.deep.equal([
        ': match.nothingToUndo',
      ]);
      const { rows } = await world.api().listMatchChanges(world.ofRun(run.runId));
      expect(rows.map(({ kind, undone }) => [kind, undone])).to.deep.equal([
        ['undo', false],
        ['undo', false],
        ['unassign', true],
        ['assign', true],
      ]);
      expect(rows.at(-1)).to.deep.include({ by: world.coordinator.name, to: free.name });
    });

    it('tell the second of two coordinators what the first has changed', async () => {
      const { run, first, free } = await threeAndThree();
      const menteeId = first.mentee.personId;
      await change(run.runId, 1, assign(menteeId, free.personId));
      const error = await rejection(change(run.runId, 1, { kind: 'lock', menteeId }));
      expect(error.code).to.equal('changed_meanwhile');
      expect(error.problems).to.deep.equal([
        {
          path: '',
          code: 'match.meanwhile.assign',
          params: {
            by: world.coordinator.name,
            mentee: first.mentee.name,
            from: first.mentors[0]?.name,
            to: free.name,
          },
        },
      ]);
    });

    it('of two at once one is written', async () => {
      const { run, first, free } = await threeAndThree();
      const menteeId = first.mentee.personId;
      const both = await Promise.allSettled([
        change(run.runId, 1, assign(menteeId, free.personId)),
        change(run.runId, 1, { kind: 'unassign', menteeId }),
      ]);
      expect(both.filter(({ status }) => status === 'fulfilled')).to.have.length(1);
      expect((await world.api().listMatchChanges(world.ofRun(run.runId))).total).to.equal(1);
    });

    it('that hold or forbid a pair hold for the next run too', async () => {
      const { run, mentees, first, free } = await threeAndThree();
      const menteeId = first.mentee.personId;
      await change(run.runId, 1, assign(menteeId, free.personId));
      await change(run.runId, 2, { kind: 'lock', menteeId });
      const other = mentees.find(({ personId }) => personId !== menteeId);
      const unitId = first.unitId ?? '';
      await change(run.runId, 3, {
        kind: 'forbid',
        menteeId: other?.personId ?? '',
        unitId,
        reason: 'Соседи',
      });
      const next = await world.run();
      const { rows } = await world.api().listMatchSuggestions(world.ofRun(next.runId));
      const own = rows.find(({ mentee }) => mentee.personId === menteeId);
      expect(own).to.deep.include({ unitId: free.personId, locked: true });
      const others = rows.find(({ mentee }) => mentee.personId === other?.personId);
      expect(others?.unitId).not.to.equal(unitId);
      const { rows: candidates } = await world
        .api()
        .listMatchCandidates({ ...world.ofRun(next.runId), menteeId: other?.personId ?? '' });
      const banned = candidates.find(({ unit }) => unit.unitId === unitId);
      expect(banned?.rules).to.deep.equal(['forbidden']);
      expect(banned?.forbidden).to.deep.equal({ reason: 'Соседи', by: world.coordinator.name });
    });

    it('that hold a directive assignment hold it for the next run, with its reason', async () => {
      const { run, first, free } = await threeAndThree();
      const menteeId = first.mentee.personId;
      const unitId = free.personId;
      await change(run.runId, 1, { kind: 'forbid', menteeId, unitId, reason: null });
      await change(run.runId, 2, assign(menteeId, unitId, 'Так решил совет'));
      await change(run.runId, 3, { kind: 'lock', menteeId });
      const next = await world.run();
      const { rows } = await world.api().listMatchSuggestions(world.ofRun(next.runId));
      const own = rows.find(({ mentee }) => mentee.personId === menteeId);
      expect(own).to.deep.include({
        unitId,
        locked: true,
        origin: 'directive',
        directive: 'Так решил совет',
      });
    });

    it('are none of a run that is not done', async () => {
      const { run, first } = await threeAndThree();
      await world.db('match_runs').where('id', run.runId).update({
        state: 'running',
        token: newId(),
        alive_at: world.service.clock.now(),
      });
      const late = change(run.runId, 1, { kind: 'lock', menteeId: first.mentee.personId });
      expect(await world.said(late)).to.deep.equal([': match.notDone']);
    });
  });
});
