import { expect } from 'chai';
import { newId } from '../../shared/ids.js';
import type { Plan } from '../api/plans.js';
import { pairLifeHandlers } from '../pair-life/life-handlers.js';
import { buildPair, eachDatabase } from './support/harness.js';
import { GOAL, HEAD } from './support/plan-inputs.js';
import { planWorld } from './support/plan-world.js';
import { rejection } from './support/rejection.js';

eachDatabase((openDb) => {
  describe('plans', () => {
    const p = planWorld(openDb, [pairLifeHandlers]);
    const { w, people, pairs } = p;
    const ofAnna = () => ({
      ...p.here(),
      pairId: pairs.pair.pairId,
      personId: people.anna.personId,
    });
    const state = async (plan: Plan) => (await p.get(plan)).state;

    it('begins with a template of the pair’s form and variant, its terms inside the pair’s dates', async () => {
      const { templates, kind, last } = await p.mentor().listPlanTemplates(ofAnna());
      expect(kind).to.equal('individual_plan');
      expect(last).to.equal(null);
      expect(templates[0]).to.include({ code: 'peers.achiever', fits: true });
      const of = { ...ofAnna(), source: 'template' as const, template: 'peers.achiever' };
      const plan = await p.get(await p.mentor().createPlan(of));
      expect(plan).to.include({ state: 'draft', startsOn: '2026-11-10', endsOn: '2027-06-30' });
      expect(plan.rows.map(({ task, dueOn, planned }) => ({ task, dueOn, planned }))).to.deep.equal(
        templates[0]?.goals,
      );
      expect(plan.rows[0]?.dueOn).to.equal('2026-11-24');
      expect(plan.difficulties).to.match(/пробелы/);
    });

    it('refuses a template of another form, a second plan, somebody who is not of the pair', async () => {
      const create = (over: object) =>
        p.mentor().createPlan({ ...ofAnna(), source: 'empty', ...over });
      expect(
        await p.codes(create({ source: 'template', template: 'teachers.young' })),
      ).to.deep.equal(['template: value.invalid']);
      expect(await p.codes(create({ source: 'last' }))).to.deep.equal(['source: plan.noLast']);
      const stranger = await rejection(create({ personId: people.boris.personId }));
      expect(stranger.code).to.equal('not_found');
      await create({});
      expect(await p.codes(create({}))).to.deep.equal([': plan.exists']);
    });

    it('of two who begin it at once one does; a form that is sent twice makes one', async () => {
      const idempotencyKey = newId();
      const of = { ...ofAnna(), source: 'empty' as const };
      const twice = await Promise.all([
        p.mentor().createPlan({ ...of, idempotencyKey }),
        p.mentor().createPlan({ ...of, idempotencyKey }),
      ]);
      expect(twice[0]).to.deep.equal(twice[1]);
      const made = await w.db('plans').where('pair_id', pairs.pair.pairId);
      expect(made).to.have.length(1);
      const ofBoris = { ...of, pairId: pairs.group.pairId, personId: people.boris.personId };
      const both = await Promise.allSettled([
        p.mentor().createPlan(ofBoris),
        w.api().createPlan(ofBoris),
      ]);
      expect(both.map(({ status }) => status).sort()).to.deep.equal(['fulfilled', 'rejected']);
    });

    it('two who save one row at once: the second is told so; another row is no matter', async () => {
      const plan = await p.draft();
      await p.mentor().updatePlanRow({ ...p.row(plan), ...GOAL });
      const late = await rejection(p.mentor().updatePlanRow({ ...p.row(plan), ...GOAL }));
      expect(late.code).to.equal('changed_meanwhile');
      const other = await w.api().updatePlanRow({ ...p.row(plan, 2), ...GOAL, planned: 'Иначе' });
      expect(p.rowOf(other, 2).planned).to.equal('Иначе');
      const head = (version: number) =>
        p.mentor().updatePlan({ ...p.at(plan), ...HEAD, directions: 'x', version });
      await head(plan.version);
      expect((await rejection(head(plan.version))).code).to.equal('changed_meanwhile');
    });

    it('rows are moved, taken out and put back', async () => {
      const plan = await p.draft(3);
      const tasks = async () => (await p.get(plan)).rows.map(({ task }) => task);
      const { version: _version, ...second } = p.row(plan, 2);
      await p.mentor().movePlanRow({ ...second, to: 'up' });
      expect(await tasks()).to.deep.equal(['Цель 2', 'Цель 1', 'Цель 3']);
      await p.mentor().movePlanRow({ ...second, to: 'up' });
      await p.mentor().movePlanRow({ ...second, to: 'down' });
      expect(await tasks()).to.deep.equal(['Цель 1', 'Цель 2', 'Цель 3']);
      const without = await p.mentor().removePlanRow(p.row(plan, 2));
      expect(await tasks()).to.deep.equal(['Цель 1', 'Цель 3']);
      expect(without.removed.map(({ task }) => task)).to.deep.equal(['Цель 2']);
      await p.mentor().removePlanRow(p.row(plan, 2));
      const edit = p.mentor().updatePlanRow({ ...p.row(plan, 2), ...GOAL });
      expect((await rejection(edit)).code).to.equal('changed_meanwhile');
      const [gone] = without.removed;
      await p
        .mentor()
        .restorePlanRow({ ...p.here(), rowId: gone?.rowId ?? '', version: gone?.version ?? 0 });
      expect(await tasks()).to.deep.equal(['Цель 1', 'Цель 2', 'Цель 3']);
    });

    it('has no more than fifty rows', async () => {
      const plan = await p.draft(1);
      const { rowId } = p.row(plan);
      const model = await w.db('plan_rows').where('id', rowId).first();
      const more = Array.from({ length: 49 }, (_, n) => ({
        ...model,
        id: newId(),
        position: n + 2,
      }));
      await w.db('plan_rows').insert(more);
      expect(await p.codes(p.mentor().addPlanRow({ ...p.at(plan), ...GOAL }))).to.deep.equal([
        ': plan.tooManyRows',
      ]);
    });

    it('refuses terms outside, reversed dates and texts that are too long, each at its field', async () => {
      const plan = await p.draft(1);
      const add = (over: object) => p.mentor().addPlanRow({ ...p.at(plan), ...GOAL, ...over });
      expect(await p.codes(add({ dueOn: '2027-07-01' }))).to.deep.equal([
        'dueOn: plan.termOutside',
      ]);
      expect(await p.codes(add({ dueOn: '2026-02-30' }))).to.deep.equal(['dueOn: date.format']);
      expect(await p.codes(add({ task: 'я'.repeat(2001) }))).to.deep.equal(['task: text.tooLong']);
      expect(await p.codes(add({ task: ' ', planned: '' }))).to.deep.equal([
        'task: required',
        'planned: required',
      ]);
      const kept = await add({ task: '<script>alert(1)</script>' });
      expect(p.rowOf(kept, 2).task).to.equal('<script>alert(1)</script>');
      const head = (over: object) =>
        p.mentor().updatePlan({ ...p.at(plan), ...HEAD, version: plan.version, ...over });
      expect(await p.codes(head({ startsOn: '2027-02-01', endsOn: '2027-01-01' }))).to.deep.equal([
        'endsOn: dates.order',
      ]);
      expect(await p.codes(head({ startsOn: '2026-11-01' }))).to.deep.equal([
        'endsOn: plan.rowsOutside',
      ]);
      expect(await p.codes(head({ endsOn: '2027-07-01' }))).to.deep.equal([
        'endsOn: plan.outsidePair',
      ]);
      const empty = await p.mentor().removePlanRow(p.row(kept, 2));
      const none = await p.mentor().removePlanRow(p.row(empty));
      expect(
        await p.codes(p.mentor().offerPlan({ ...p.at(plan), edition: none.edition })),
      ).to.deep.equal([': plan.noRows']);
    });

    it('another kind keeps the texts of the first', async () => {
      const plan = await p.draft();
      const other = await p.mentor().updatePlan({
        ...p.at(plan),
        ...HEAD,
        kind: 'personal_programme',
        difficulties: '',
        directions: '',
        aim: 'Войти в профессию',
        mode: 'mixed',
        version: plan.version,
      });
      expect(other).to.include({
        kind: 'personal_programme',
        difficulties: HEAD.difficulties,
        aim: 'Войти в профессию',
        mode: 'mixed',
      });
    });

    it('a group: one plan each, and the same for the others who have none', async () => {
      const plan = await p.draft(2, pairs.group, people.boris);
      expect(plan.withoutPlan).to.equal(1);
      expect(await p.mentor().copyPlan(p.at(plan))).to.deep.equal({ made: 1 });
      expect(await p.codes(p.mentor().copyPlan(p.at(plan)))).to.deep.equal([
        ': plan.nobodyToCopyTo',
      ]);
      const at = { ...p.here(), pairId: pairs.group.pairId };
      const { rows } = await p.mentor().listPairPlans(at);
      expect(rows.map(({ name, plan: one }) => [name, one?.goals])).to.deep.equal([
        [people.boris.name, 2],
        [people.vera.name, 2],
      ]);
      const own = await w.api(people.vera).listPairPlans(at);
      expect(own.rows.map(({ name }) => name)).to.deep.equal([people.vera.name]);
      // What is hard for one is for no other's eyes.
      const copy = await p.get({ planId: own.rows[0]?.plan?.planId ?? '' });
      expect(copy).to.include({ difficulties: '', directions: HEAD.directions, state: 'draft' });
    });

    it('a mentee reads their own plan alone, and writes only what came of its goals', async () => {
      const plan = await p.draft(2, pairs.group, people.boris);
      const vera = w.api(people.vera);
      expect((await rejection(vera.getPlan(p.at(plan)))).code).to.equal('not_found');
      const write = (who = people.boris, n = 1) =>
        w.api(who).writePlanActual({ ...p.row(plan, n), actual: 'Прошёл тест' });
      expect((await rejection(write(people.vera))).code).to.equal('not_found');
      expect(p.rowOf(await write()).actual).to.equal('Прошёл тест');
      expect((await rejection(write())).code).to.equal('changed_meanwhile');
      const other = w.api(people.other).getPlan(p.at(plan));
      expect((await rejection(other)).code).to.equal('not_found');
      expect((await p.get(plan, people.head)).mayWrite).to.equal(false);
    });

    it('is readable and not written of a closed pair, and of whose consent is withdrawn', async () => {
      const plan = await p.draft();
      await w.api().withdrawConsent({
        ...w.at(people.anna),
        kind: 'own',
        withdrawnOn: '2026-11-10',
        byWhom: 'person',
        reason: 'Заявление',
        idempotencyKey: newId(),
      });
      const add = () => p.mentor().addPlanRow({ ...p.at(plan), ...GOAL });
      expect(await p.codes(add())).to.deep.equal([': plan.stopped.mentee_withdrawn']);
      expect(await p.get(plan)).to.include({ stopped: 'mentee_withdrawn', mayWrite: false });
      const other = await p.draft(1, pairs.group, people.boris);
      const at = { ...p.here(), pairId: pairs.group.pairId };
      await w.api().setPairState({ ...at, state: 'completed', reason: null, version: 1 });
      const late = p.mentor().addPlanRow({ ...p.at(other), ...GOAL });
      expect(await p.codes(late)).to.deep.equal([': plan.stopped.pair_closed']);
      expect(await p.get(other)).to.include({ stopped: 'pair_closed', mayWrite: false });
    });

    it('a draft that was never offered is taken away; another one is not', async () => {
      const plan = await p.draft();
      const stale = p.mentor().removePlan({ ...p.at(plan), edition: plan.edition - 1 });
      expect((await rejection(stale)).code).to.equal('changed_meanwhile');
      await p.mentor().removePlan({ ...p.at(plan), edition: plan.edition });
      expect((await rejection(p.get(plan))).code).to.equal('not_found');
      const next = await p.confirmed();
      expect(
        await p.codes(p.mentor().removePlan({ ...p.at(next), edition: next.edition })),
      ).to.deep.equal([': plan.wasOffered']);
    });

    it('the last plan of a mentee is taken over into their next pair', async () => {
      const plan = await p.confirmed(3);
      await p
        .mentor()
        .recordPlanResult({ ...p.row(plan, 3), state: 'dropped', reason: 'Не нужно' });
      const next = await buildPair(
        w.db,
        w.programme,
        { mentors: [people.other], mentees: [people.anna] },
        { startsOn: '2027-01-11', endsOn: '2027-06-30' },
      );
      const other = w.api(people.other);
      const of = { ...p.here(), pairId: next.pairId, personId: people.anna.personId };
      const { last } = await other.listPlanTemplates(of);
      expect(last).to.deep.equal({ startsOn: HEAD.startsOn, goals: 2 });
      const made = await other.createPlan({ ...of, source: 'last' });
      const seen = await p.get(made, people.other);
      expect(seen.difficulties).to.equal(HEAD.difficulties);
      expect(seen.rows.map(({ task, state: is }) => [task, is])).to.deep.equal([
        ['Цель 1', 'planned'],
        ['Цель 2', 'planned'],
      ]);
      expect(seen.rows.every(({ dueOn }) => dueOn >= '2027-01-11')).to.equal(true);
      expect(await state(plan)).to.equal('confirmed');
    });
  });
});
