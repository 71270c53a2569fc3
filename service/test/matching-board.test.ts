import { expect } from 'chai';
import fc from 'fast-check';
import type { MatchChange } from '../api/match-runs.js';
import { judge, whyNow, whyUnmatched } from '../matching/engine/index.js';
import { bansIn } from '../matching/runs/obstacles.js';
import { solve } from '../matching/solver/solve.js';
import { statementsOf } from './support/databases.js';
import { type BuiltPerson, eachDatabase } from './support/harness.js';
import { matchInput, mentee, mentor } from './support/match-people.js';
import { allSettings, rounds } from './support/match-rounds.js';
import { rejection } from './support/rejection.js';
import { runsWorld } from './support/runs-world.js';

const ORDER = {
  orderNumber: '14-р',
  orderDate: '2026-11-10',
  startsOn: '2026-11-11',
  endsOn: '2027-06-30',
};
/** Statements of a page of the board, whoever and however many are on it. */
const MOST_STATEMENTS = 12;

describe('why somebody has no mentor after changes by hand', () => {
  it('is the solver’s own answer while nothing was changed', () => {
    fc.assert(
      fc.property(rounds, allSettings, (input, settings) => {
        const judged = judge(input, settings);
        const { mentorOf } = solve(judged.problem);
        const lonely = [...mentorOf.keys()].filter((at) => (mentorOf[at] as number) < 0);
        const isBanned = bansIn(input.bans, {
          judgement: judged,
          unitAt: new Map(judged.units.map(({ unitId }, at) => [unitId, at])),
        });
        const now = {
          mentorOf,
          isLocked: () => false,
          isBanned: (at: number, unit: number) =>
            isBanned(judged.mentees[at]?.personId ?? '', judged.units[unit]?.unitId ?? ''),
        };
        const then = whyUnmatched(judged, mentorOf);
        for (const [at, { rules, open }] of whyNow(judged, now, lonely)) {
          expect(rules).to.deep.equal(then.get(at));
          expect(open, 'the solver leaves no place that could be had').to.equal(null);
        }
      }),
    );
  });

  const two = matchInput({
    mentees: [mentee('a'), mentee('b')],
    mentors: [mentor('m'), mentor('n')],
  });
  const settings = fc.sample(allSettings, 1)[0];
  const lonelyB = (
    mentorOf: number[],
    own: { locked?: boolean; bans?: [number, number][] } = {},
  ) => {
    if (settings === undefined) throw new Error('no settings');
    const plain = { ...settings, trainedOnly: false, olderBy: null, teams: [] };
    const now = {
      mentorOf: Int32Array.from(mentorOf),
      isLocked: (at: number) => own.locked === true && at === 0,
      isBanned: (at: number, unit: number) =>
        (own.bans ?? []).some(([who, whom]) => who === at && whom === unit),
    };
    const criteria = Object.fromEntries(
      Object.entries(plain.criteria).map(([name, one]) => [name, { ...one, must: false }]),
    ) as typeof plain.criteria;
    return whyNow(judge(two, { ...plain, criteria }), now, [1]).get(1);
  };

  it('a place is free', () => {
    expect(lonelyB([0, -1])).to.deep.equal({ rules: [], open: 'place' });
  });

  it('a place comes free when another moves, unless that one is held fast', () => {
    const bans: [number, number][] = [[1, 1]];
    expect(lonelyB([0, -1], { bans })).to.deep.equal({ rules: [], open: 'moves' });
    const held = lonelyB([0, -1], { bans, locked: true });
    expect(held).to.deep.equal({ rules: ['capacity'], open: null });
  });
});

describe('the board of a run', () => {
  eachDatabase((openDb) => {
    const world = runsWorld(openDb);
    const change = (runId: string, version: number, what: MatchChange) =>
      world.api().changeMatchRun({ ...world.ofRun(runId), version, change: what });
    const board = (runId: string, more: object = {}) =>
      world.api().getMatchBoard({ ...world.ofRun(runId), ...more });
    const withdraw = ({ personId }: BuiltPerson) =>
      world.api().withdrawConsent({
        ...world.here(),
        personId,
        kind: 'own',
        withdrawnOn: '2026-11-10',
        byWhom: 'person',
        reason: 'Передумал',
      });
    const shown = async (runId: string) =>
      (await world.api().listMatchSuggestions(world.ofRun(runId))).rows;

    it('says of who was taken out what holds now, after each change', async () => {
      const one = await world.mentor('Алексеева');
      const [first, second] = [await world.mentee('Волков'), await world.mentee('Гусев')];
      const { runId } = await world.run();
      const taken = (await shown(runId)).find(({ unitId }) => unitId !== null);
      const inPair = taken?.mentee.personId === first.personId ? first : second;
      const other = inPair === first ? second : first;
      const why = async ({ personId }: BuiltPerson) => {
        const row = (await shown(runId)).find(({ mentee: { personId: id } }) => id === personId);
        return [row?.loosen, row?.open];
      };
      expect(await why(other)).to.deep.equal([['capacity'], null]);
      await change(runId, 1, { kind: 'unassign', menteeId: inPair.personId });
      expect(await why(inPair)).to.deep.equal([[], 'place']);
      expect(await why(other)).to.deep.equal([[], 'place']);
      const unitId = one.personId;
      await change(runId, 2, {
        kind: 'assign',
        menteeId: other.personId,
        unitId,
        directive: null,
      });
      expect(await why(inPair)).to.deep.equal([['capacity'], null]);
      const ban = { kind: 'forbid', menteeId: inPair.personId, unitId, reason: null } as const;
      await change(runId, 3, ban);
      expect(await why(inPair)).to.deep.equal([['capacity', 'forbidden'], null]);
    });

    it('marks whom a publication would be refused for, and why, until a new run', async () => {
      await world.mentor('Алексеева');
      await world.mentor('Борисова');
      const gone = await world.mentee('Волков');
      await world.mentee('Гусев');
      const run = await world.run();
      expect([run.refused, run.outdated]).to.deep.equal([0, false]);
      await withdraw(gone);
      const now = await world.api().getMatchRun(world.ofRun(run.runId));
      expect([now.refused, now.outdated]).to.deep.equal([1, true]);
      const refused = { ...world.ofRun(run.runId), show: 'refused' as const };
      const { rows } = await world.api().listMatchSuggestions(refused);
      expect(rows.map(({ mentee: { personId }, against }) => [personId, against])).to.deep.equal([
        [gone.personId, { gone: false, rules: ['mentee_consent'] }],
      ]);
      const { units } = await board(run.runId);
      const marked = units.rows.flatMap(({ mentees }) => mentees).filter((one) => one.against);
      expect(marked.map((one) => one.mentee.personId)).to.deep.equal([gone.personId]);
      const publish = world
        .api()
        .publishMatchRun({ ...world.ofRun(run.runId), version: run.version, ...ORDER });
      expect((await rejection(publish)).problems.map(({ code }) => code)).to.deep.equal([
        'match.publish.mentee_consent',
      ]);
      expect((await world.run()).refused).to.equal(0);
    });

    it('marks the pairs of a mentor who takes no part any more, and a mentor with too many', async () => {
      const leaves = await world.mentor('Алексеева');
      const fewer = await world.mentor('Борисова', 2);
      for (const name of ['Волков', 'Гусев', 'Дроздов']) await world.mentee(name);
      const { runId } = await world.run();
      await withdraw(leaves);
      await world.db('mentor_profiles').where('person_id', fewer.personId).update({ capacity: 1 });
      const { units } = await board(runId);
      const of = (person: BuiltPerson) =>
        units.rows.find(({ unitId }) => unitId === person.personId);
      expect(of(leaves)?.mentees.map(({ against }) => against?.rules)).to.deep.equal([
        ['mentor_consent'],
      ]);
      expect(of(fewer)?.against).to.deep.equal({ code: 'full', capacity: 1 });
      expect((await world.api().getMatchRun(world.ofRun(runId))).refused).to.equal(2);
    });

    it('a pair that a reason has put together against a ban is published with it', async () => {
      const one = await world.mentor('Алексеева');
      const { personId: menteeId } = await world.mentee('Волков');
      const { runId } = await world.run();
      const unitId = one.personId;
      await change(runId, 1, { kind: 'forbid', menteeId, unitId, reason: 'Соседи' });
      await change(runId, 2, { kind: 'assign', menteeId, unitId, directive: 'Просят оба' });
      const made = await world
        .api()
        .publishMatchRun({ ...world.ofRun(runId), version: 3, ...ORDER });
      expect(made.pairs).to.equal(1);
    });

    it('is the lists together: pages, searches, and each mentor’s own', async () => {
      for (const name of ['Алексеева', 'Борисова', 'Власова']) await world.mentor(name, 2);
      for (let n = 0; n < 8; n += 1) await world.mentee(`Студентов${'абвгдежз'[n]}`);
      const { runId } = await world.run();
      const { rows } = await world
        .api()
        .listMatchSuggestions({ ...world.ofRun(runId), show: 'matched' });
      const whole = await board(runId);
      expect([whole.lonely.total, whole.units.total]).to.deep.equal([2, 3]);
      const onBoard = whole.units.rows.flatMap(({ mentees }) => mentees);
      expect(onBoard).to.have.deep.members(rows);
      for (const { unitId, mentees, taken } of whole.units.rows) {
        expect(mentees.map((one) => one.unitId)).to.deep.equal(Array(taken).fill(unitId));
      }
      const second = await board(runId, { page: 2, pageSize: 2, left: 2, leftSize: 1 });
      expect(second.units.rows.map(({ unitId }) => unitId)).to.deep.equal([
        whole.units.rows[2]?.unitId,
      ]);
      expect(second.lonely.rows).to.deep.equal([whole.lonely.rows[1]]);
      const found = await board(runId, { mentor: 'борис', search: 'никто' });
      expect([found.lonely.total, found.units.total]).to.deep.equal([0, 1]);
    });

    it('costs as many statements for many as for few', async () => {
      for (let n = 0; n < 12; n += 1) await world.mentor(`Наставникова${'абвгдежзиклм'[n]}`, 2);
      for (let n = 0; n < 30; n += 1) await world.mentee(`Студентов${n}`);
      const { runId } = await world.run();
      const page = (pageSize: number) => async () => {
        await world.api().getMatchRun(world.ofRun(runId));
        await board(runId, { pageSize, leftSize: pageSize });
      };
      await page(1)();
      const few = (await statementsOf(world.db, page(1))).length;
      const many = (await statementsOf(world.db, page(100))).length;
      expect(many).to.equal(few).and.to.be.at.most(MOST_STATEMENTS);
    });
  });
});

describe('who is whose parent, teacher or manager', () => {
  eachDatabase((openDb) => {
    const world = runsWorld(openDb);
    const list = (more: object = {}) =>
      world.api().listMatchRelations({ ...world.here(), ...more });
    const add = (kind: 'parent' | 'teaches', mentor: BuiltPerson, of: object) =>
      world.api().addMatchRelation({
        ...world.here(),
        kind,
        mentorId: mentor.personId,
        menteeId: null,
        groupName: null,
        ...of,
      });

    it('is a list with pages, a search in both names and the group, and a filter', async () => {
      const [one, two] = [await world.mentor('Алексеева'), await world.mentor('Борисова')];
      const child = await world.mentee('Ёлкин');
      await add('teaches', two, { groupName: 'ИС-21' });
      await add('teaches', one, { groupName: 'ТОР-31' });
      const made = await add('parent', one, { menteeId: child.personId });
      expect(made).to.deep.include({ kind: 'parent', groupName: null });
      expect(made.mentee).to.deep.equal({ personId: child.personId, name: child.name });

      const whole = await list();
      expect(whole.rows.map(({ mentor }) => mentor.name)).to.deep.equal([
        one.name,
        one.name,
        two.name,
      ]);
      const second = await list({ page: 2, pageSize: 2 });
      expect(second).to.deep.equal({ rows: whole.rows.slice(2), total: 3, page: 2, pageSize: 2 });
      const found = async (more: object) =>
        (await list(more)).rows.map(({ mentee: of, groupName }) => of?.name ?? groupName);
      expect(await found({ search: 'елкин' })).to.deep.equal([child.name]);
      expect(await found({ search: 'ис-21' })).to.deep.equal(['ИС-21']);
      expect(await found({ search: 'алексеева тор' })).to.deep.equal(['ТОР-31']);
      expect(await found({ kind: 'parent' })).to.deep.equal([child.name]);
      expect(await found({ kind: 'manages' })).to.deep.equal([]);
    });
  });
});
