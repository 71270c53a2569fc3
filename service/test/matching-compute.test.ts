import { expect } from 'chai';
import { judge } from '../matching/engine/index.js';
import { LocksCannotBeKept, startSolving } from '../matching/runs/compute.js';
import { freeze } from '../matching/runs/frozen.js';
import { Cancelled } from '../matching/solver/assign.js';
import { solve } from '../matching/solver/solve.js';
import { matchInput, mentee, mentor, settings } from './support/match-people.js';

/** So many mentees and half as many mentors with too few places, of a few specialities. */
const crowd = (n: number) =>
  matchInput({
    mentees: Array.from({ length: n }, (_, i) =>
      mentee(`s${i}`, { speciality: `Специальность ${i % 7}`, appliedAt: i % 11 }),
    ),
    mentors: Array.from({ length: Math.ceil(n / 2) }, (_, j) =>
      mentor(`m${j}`, { speciality: `Специальность ${j % 5}`, places: 1 + (j % 2) }),
    ),
  });

describe('a run computed in a thread of its own', () => {
  it('gives what the solver gives, tells how far it is, and lets others go on meanwhile', async () => {
    const input = crowd(900);
    const told: number[] = [];
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 1);
    const solved = await startSolving(input, settings(), (done) => told.push(done)).answer;
    clearInterval(timer);
    expect(turns, 'turns of the event loop').to.be.greaterThan(5);
    expect(told).to.deep.equal(told.toSorted((a, b) => a - b));
    const judgement = judge(input, settings());
    const { mentorOf, matched, total } = solve(judgement.problem);
    const alone = [...mentorOf].flatMap((unit, at) =>
      unit < 0 ? [] : [[judgement.mentees[at]?.personId, judgement.units[unit]?.unitId]],
    );
    expect(solved.result).to.deep.equal(alone);
    expect(solved.totals.matched).to.equal(matched);
    expect(solved.totals.total).to.be.closeTo(total, 1e-6);
    expect(solved.scores.reduce((sum, one) => sum + one, 0) / 100).to.equal(solved.totals.total);
  });

  it('stops when it is cancelled', async () => {
    const job = startSolving(crowd(2000), settings(), (done) => {
      if (done > 0) job.cancel();
    });
    const error = await job.answer.catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(Cancelled);
  });

  it('passes on which locks cannot be kept, and by which rule', async () => {
    const input = matchInput({
      mentees: [mentee('a', { consented: false }), mentee('b'), mentee('c')],
      mentors: [mentor('m')],
      locks: [
        ['a', 'm'],
        ['b', 'm'],
        ['c', 'm'],
      ],
    });
    const error = await startSolving(input, settings()).answer.catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(LocksCannotBeKept);
    const { faults } = error as LocksCannotBeKept;
    expect(faults.find(({ code }) => code === 'not_allowed')?.rules).to.include('mentee_consent');
    expect(faults.find(({ code }) => code === 'over_capacity')?.capacity).to.equal(1);
  });
});

describe('a directive assignment that is held fast', () => {
  const people = {
    mentees: [mentee('a'), mentee('b'), mentee('c')],
    mentors: [mentor('full', { places: 1 }), mentor('m', { places: 1 })],
  };

  it('is made against the rules, and takes a place of its mentor', async () => {
    const input = matchInput({
      ...people,
      bans: [['a', 'full']],
      fixed: [['a', 'full', 'Так решил совет']],
    });
    const { result, totals } = await startSolving(input, settings()).answer;
    expect(result).to.deep.include(['a', 'full']);
    expect(totals.matched).to.equal(2);
    expect(result.filter(([, unit]) => unit === 'full')).to.have.length(1);
  });

  it('may go beyond the places of its mentor, whose others are not put out by it alone', async () => {
    const fixed = ['a', 'b'].map((one) => [one, 'full', 'Так решил совет'] as const);
    const { result } = await startSolving(matchInput({ ...people, fixed }), settings()).answer;
    expect(result).to.deep.equal([
      ['a', 'full'],
      ['b', 'full'],
      ['c', 'm'],
    ]);
  });

  it('passes over no confidential word and no lack of a consent', async () => {
    const input = matchInput({
      ...people,
      mentees: [mentee('a', { consented: false }), mentee('b'), mentee('c')],
      fixed: [['a', 'm', 'Так решил совет']],
    });
    const { result } = await startSolving(input, settings()).answer;
    expect(result.map(([one]) => one)).to.deep.equal(['b', 'c']);
  });
});

describe('what a run is kept by', () => {
  it('is the same for the same people in another order', () => {
    const input = crowd(40);
    const shuffled = {
      ...input,
      mentees: [...input.mentees].reverse(),
      mentors: [...input.mentors].reverse(),
    };
    expect(freeze(shuffled)).to.deep.equal(freeze(input));
  });

  it('tells facts from what matching itself has said', () => {
    const input = crowd(4);
    const banned = freeze({ ...input, bans: [['s0', 'm0']] });
    expect(banned.factsHash).to.equal(freeze(input).factsHash);
    expect(banned.inputHash).not.to.equal(freeze(input).inputHash);
    const older = { ...input, mentees: input.mentees.slice(1) };
    expect(freeze(older).factsHash).not.to.equal(freeze(input).factsHash);
  });
});
