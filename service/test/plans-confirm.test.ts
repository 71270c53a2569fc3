import { expect } from 'chai';
import { buildPerson, eachDatabase } from './support/harness.js';
import { GOAL } from './support/plan-inputs.js';
import { planWorld } from './support/plan-world.js';
import { rejection } from './support/rejection.js';

eachDatabase((openDb) => {
  describe('plans that both sides confirm', () => {
    const p = planWorld(openDb);
    const { w, people } = p;

    it('goes from draft by an offer to confirmed, and says who and when', async () => {
      const plan = await p.draft();
      expect(plan).to.include({ state: 'draft', offered: null });
      const offered = await p.mentor().offerPlan({ ...p.at(plan), edition: plan.edition });
      expect(offered.state).to.equal('offered');
      const number = offered.offered?.number ?? 0;
      const seen = await w.api(people.anna).confirmPlan({ ...p.at(plan), number });
      expect(seen).to.include({ state: 'confirmed', mayWrite: false, mine: true });
      expect(seen.confirmed).to.deep.include({
        number: 1,
        offeredBy: people.mentor.name,
        confirmedBy: people.anna.name,
        confirmedAt: '2026-11-10T09:00:00.000Z',
        paperOn: null,
      });
      expect(seen.rows.every(({ agreed }) => agreed)).to.equal(true);
      // Pressed again, it is answered as the first time.
      const again = await w.api(people.anna).confirmPlan({ ...p.at(plan), number });
      expect(again).to.deep.equal(seen);
      expect(
        await p.codes(p.mentor().offerPlan({ ...p.at(plan), edition: seen.edition })),
      ).to.deep.equal([': plan.nothingToOffer']);
    });

    it('an old version is not confirmed, nor an old edition offered', async () => {
      const plan = await p.draft();
      const first = await p.mentor().offerPlan({ ...p.at(plan), edition: plan.edition });
      const changed = await p.mentor().updatePlanRow({ ...p.row(plan), ...GOAL });
      expect(changed.state).to.equal('draft');
      const confirm = (number: number) => w.api(people.anna).confirmPlan({ ...p.at(plan), number });
      expect((await rejection(confirm(first.offered?.number ?? 0))).code).to.equal(
        'changed_meanwhile',
      );
      const stale = p.mentor().offerPlan({ ...p.at(plan), edition: plan.edition });
      expect((await rejection(stale)).code).to.equal('changed_meanwhile');
      await p.mentor().offerPlan({ ...p.at(plan), edition: changed.edition });
      expect((await rejection(confirm(1))).code).to.equal('changed_meanwhile');
      expect((await confirm(2)).state).to.equal('confirmed');
    });

    it('a change of what was confirmed waits for confirmation again; the confirmed version stays', async () => {
      const plan = await p.confirmed();
      const words = p.rowOf(plan).task;
      const changed = await p.mentor().updatePlanRow({
        ...p.row(plan),
        task: 'Другая цель',
        dueOn: '2026-12-31',
        planned: 'Иначе',
      });
      expect(changed.state).to.equal('changed');
      expect(changed.confirmed?.content.goals[0]?.task).to.equal(words);
      expect(changed.rows.map(({ agreed }) => agreed)).to.deep.equal([false, true]);
      // What is counted is what both confirmed.
      expect(changed).to.include({ goals: 2, nextDueOn: '2026-10-01' });
      const back = await p.mentor().updatePlanRow({
        ...p.row(changed),
        task: words,
        dueOn: '2026-10-01',
        planned: GOAL.planned,
      });
      expect(back.state).to.equal('confirmed');
      const added = await p.mentor().addPlanRow({ ...p.at(plan), ...GOAL });
      expect(added).to.include({ state: 'changed', goals: 2 });
      const offered = await p.mentor().offerPlan({ ...p.at(plan), edition: added.edition });
      expect(offered).to.include({ state: 'offered', goals: 2 });
      expect(offered.confirmed?.number).to.equal(1);
      const done = await w.api(people.anna).confirmPlan({ ...p.at(plan), number: 2 });
      expect(done).to.include({ state: 'confirmed', goals: 3 });
    });

    it('results and marks need no new confirmation; a dropped goal counts no more', async () => {
      const plan = await p.confirmed(3);
      const noted = await p.mentor().recordPlanResult({
        ...p.row(plan),
        state: 'done',
        actual: 'Сдано',
        mark: 5,
        comment: 'Молодец',
      });
      expect(noted).to.include({ state: 'confirmed', done: 1, edition: plan.edition });
      expect(p.rowOf(noted)).to.include({ state: 'done', mark: 5, comment: 'Молодец' });
      const dropped = await p.mentor().recordPlanResult({
        ...p.row(noted, 2),
        state: 'dropped',
        reason: 'Практика перенесена',
      });
      expect(dropped).to.include({ state: 'confirmed', goals: 2, done: 1 });
      expect(
        await p.codes(p.mentor().recordPlanResult({ ...p.row(dropped, 3), state: 'dropped' })),
      ).to.deep.equal(['reason: plan.noReason']);
      expect(
        await p.codes(
          p.mentor().recordPlanResult({ ...p.row(dropped, 3), state: 'done', mark: 6 }),
        ),
      ).to.deep.equal(['mark: plan.mark']);
    });

    it('the mentee gives it back with a word, and the mentor reads it', async () => {
      const plan = await p.confirmed();
      const changed = await p.mentor().addPlanRow({ ...p.at(plan), ...GOAL });
      await p.mentor().offerPlan({ ...p.at(plan), edition: changed.edition });
      const back = (note: string) =>
        w.api(people.anna).returnPlan({ ...p.at(plan), number: 2, note });
      expect(await p.codes(back(' '))).to.deep.equal(['note: required']);
      await back('К декабрю не успею');
      const seen = await p.get(plan);
      expect(seen.state).to.equal('changed');
      expect(seen.offered?.returnNote).to.equal('К декабрю не успею');
      expect((await rejection(back('Ещё'))).code).to.equal('changed_meanwhile');
    });

    it('staff note a signature on paper for who has no account', async () => {
      const plan = await p.draft();
      const { offered } = await w.api().offerPlan({ ...p.at(plan), edition: plan.edition });
      const sign = (paperOn: string | null) =>
        w.api().confirmPlan({ ...p.at(plan), number: offered?.number ?? 0, paperOn });
      expect(await p.codes(sign(null))).to.deep.equal(['paperOn: required']);
      expect(await p.codes(sign('2026-11-11'))).to.deep.equal(['paperOn: plan.paperInFuture']);
      const seen = await sign('2026-11-09');
      expect(seen.confirmed).to.deep.include({
        paperOn: '2026-11-09',
        confirmedBy: w.coordinator.name,
      });
    });

    it('keeps every version and every change, with who made it', async () => {
      const plan = await p.confirmed();
      const changed = await p.mentor().updatePlanRow({
        ...p.row(plan),
        ...GOAL,
        task: 'Другая цель',
      });
      await w.api().offerPlan({ ...p.at(plan), edition: changed.edition });
      const { versions, changes } = await w.api(people.anna).planHistory(p.at(plan));
      expect(versions.map(({ number, offeredBy }) => [number, offeredBy])).to.deep.equal([
        [2, w.coordinator.name],
        [1, people.mentor.name],
      ]);
      expect(versions.map(({ content }) => content.goals[0]?.task)).to.deep.equal([
        'Другая цель',
        'Цель 1',
      ]);
      expect(changes.map(({ action }) => action)).to.deep.equal([
        'offered',
        'row_changed',
        'confirmed',
        'offered',
        'row_added',
        'row_added',
        'changed',
        'created',
      ]);
      expect(changes[1]).to.deep.include({ actorName: people.mentor.name });
      expect(changes[1]?.before).to.deep.include({ goal: 'Цель 1', task: 'Цель 1' });
      expect(changes[1]?.after).to.deep.include({ task: 'Другая цель' });
    });

    it('a curator reads and writes the plans of their forms alone', async () => {
      const plan = await p.draft();
      const curator = (scopeForms: ('student_student' | 'teacher_teacher')[]) =>
        buildPerson(w.db, w.programme, { roles: ['curator'], scopeForms });
      const ours = w.api(await curator(['student_student']));
      expect((await ours.getPlan(p.at(plan))).mayWrite).to.equal(true);
      await ours.addPlanRow({ ...p.at(plan), ...GOAL });
      const theirs = w.api(await curator(['teacher_teacher']));
      expect((await rejection(theirs.getPlan(p.at(plan)))).code).to.equal('not_found');
      const write = theirs.updatePlanRow({ ...p.row(plan), ...GOAL });
      expect((await rejection(write)).code).to.equal('not_found');
    });

    it('nothing is confirmed once the only mentor took back their consent', async () => {
      const plan = await p.draft();
      const { offered } = await p.mentor().offerPlan({ ...p.at(plan), edition: plan.edition });
      await w.api().withdrawConsent({
        ...w.at(people.mentor),
        kind: 'own',
        withdrawnOn: '2026-11-10',
        byWhom: 'person',
        reason: 'Заявление',
        idempotencyKey: 'withdrawn-1',
      });
      const confirm = w
        .api(people.anna)
        .confirmPlan({ ...p.at(plan), number: offered?.number ?? 0 });
      expect(await p.codes(confirm)).to.deep.equal([': plan.stopped.mentor_withdrawn']);
      expect(await p.get(plan, people.anna)).to.include({ state: 'offered', mine: false });
    });

    it('at one moment: of two savings of a row one holds; a change and a confirmation do not mix', async () => {
      const plan = await p.draft();
      const save = (planned: string) =>
        p.mentor().updatePlanRow({ ...p.row(plan), ...GOAL, planned });
      const both = await Promise.allSettled([save('Так'), save('Иначе')]);
      expect(both.map(({ status }) => status).sort()).to.deep.equal(['fulfilled', 'rejected']);
      const now = await p.get(plan);
      const { offered } = await p.mentor().offerPlan({ ...p.at(plan), edition: now.edition });
      const number = offered?.number ?? 0;
      const [confirm] = await Promise.allSettled([
        w.api(people.anna).confirmPlan({ ...p.at(plan), number }),
        p.mentor().addPlanRow({ ...p.at(plan), ...GOAL }),
      ]);
      const after = await p.get(plan);
      expect(after.rows).to.have.length(3);
      // Who was first decides which: the new row is in nothing that the mentee confirmed.
      if (confirm.status === 'fulfilled') {
        expect(after.state).to.equal('changed');
        expect(after.confirmed?.content.goals).to.have.length(2);
      } else expect(after).to.include({ state: 'draft', confirmed: null });
    });
  });
});
