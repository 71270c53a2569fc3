import { expect } from 'chai';
import { pairHandlers } from '../pairs/pair-handlers.js';
import { planHandlers } from '../plans/plan-handlers.js';
import { analyse, buildCollege } from './support/college.js';
import {
  buildPair,
  buildPerson,
  eachDatabase,
  statementsOf,
  withService,
} from './support/harness.js';
import { fillPlans } from './support/plan-rows.js';
import { planWorld } from './support/plan-world.js';
import { findsByIndex, scansIn } from './support/plans.js';

eachDatabase((openDb) => {
  describe('the list of plans', () => {
    const p = planWorld(openDb);
    const { w, people, pairs } = p;
    const names = async (filter: object = {}, who = w.coordinator) => {
      const { rows, total } = await w.api(who).listPlans({ ...p.here(), ...filter });
      expect(total).to.equal(rows.length);
      return rows.map(({ mentee }) => mentee.name.split(' ')[0]);
    };

    it('has everybody of a pair, with a plan or without, and what of it is late', async () => {
      await p.confirmed(2);
      await p.draft(1, pairs.group, people.vera);
      expect(await names()).to.deep.equal(['Абрамова', 'Борисов', 'Верина']);
      const { rows } = await w.api(people.head).listPlans(p.here());
      const [anna, boris, vera] = rows;
      expect(anna).to.deep.include({ unconfirmedDays: null });
      expect(anna?.plan).to.include({ state: 'confirmed', goals: 2, overdue: true });
      expect(anna?.plan?.nextDueOn).to.equal('2026-10-01');
      expect(anna?.mentors.map(({ name }) => name)).to.deep.equal([people.mentor.name]);
      expect(boris).to.deep.include({ plan: null, unconfirmedDays: 70 });
      expect(vera).to.deep.include({ unconfirmedDays: 70 });
    });

    it('is filtered by state, form and what is late, and searched by name', async () => {
      await p.confirmed(1);
      await p.draft(1, pairs.group, people.vera);
      expect(await names({ state: 'none' })).to.deep.equal(['Борисов']);
      expect(await names({ state: 'draft' })).to.deep.equal(['Верина']);
      expect(await names({ state: 'confirmed' })).to.deep.equal(['Абрамова']);
      expect(await names({ delay: 'unconfirmed' })).to.deep.equal(['Борисов', 'Верина']);
      expect(await names({ delay: 'goals' })).to.deep.equal(['Абрамова']);
      expect(await names({ search: 'абрам' })).to.deep.equal(['Абрамова']);
      expect(await names({ form: 'teacher_teacher' })).to.deep.equal([]);
      expect(await names({ pageSize: 1, search: 'абрамова' })).to.deep.equal(['Абрамова']);
    });

    it('shows a curator their forms alone; one of a closed pair only where there is a plan', async () => {
      const curator = await buildPerson(w.db, w.programme, {
        roles: ['curator'],
        scopeForms: ['teacher_teacher'],
      });
      const teachers = await buildPair(
        w.db,
        w.programme,
        { mentors: [people.other], mentees: [people.vera] },
        { form: 'teacher_teacher' },
      );
      expect(await names({}, curator)).to.deep.equal(['Верина']);
      await w.db('pairs').where('id', teachers.pairId).update({ state: 'completed' });
      await w.db('programmes').where('id', w.programme.programmeId).increment('revision', 1);
      expect(await names({}, curator)).to.deep.equal([]);
    });

    it('a mentor and a mentee get their own in brief', async () => {
      await p.confirmed(2);
      const mine = async (who = people.mentor) =>
        (await w.api(who).listMyPlans(p.here())).rows.map(({ name, plan }) => [
          name.split(' ')[0],
          plan?.goals ?? null,
        ]);
      expect(await mine()).to.deep.equal([
        ['Абрамова', 2],
        ['Борисов', null],
        ['Верина', null],
      ]);
      expect(await mine(people.vera)).to.deep.equal([['Верина', null]]);
      expect(await mine(people.other)).to.deep.equal([]);
    });
  });

  describe('plans beside those of other colleges', () => {
    it('are found by indexes, by so many statements whatever their number', async () => {
      const db = await openDb();
      const service = withService(db, [planHandlers, pairHandlers]);
      const college = await buildCollege(db, { pairs: 40, meetingsPerPair: 0 });
      for (let n = 0; n < 4; n += 1) await buildCollege(db, { pairs: 150, meetingsPerPair: 0 });
      await fillPlans(db, 4);
      await analyse(db);
      const { programmeId, pairIds } = college;
      const boss = () => service.as(college.coordinator.actor());
      const small = new Set(['programmes', 'organisations', 'consents']);
      await findsByIndex(db, () => boss().listPlans({ programmeId }), small);
      await findsByIndex(db, () => boss().listPlans({ programmeId, delay: 'goals' }), small);
      await findsByIndex(db, () => boss().listPlans({ programmeId, search: 'учеников 3' }), small);
      const { rows } = await boss().listPlans({ programmeId, pageSize: 10 });
      const planId = rows[0]?.plan?.planId ?? '';
      await findsByIndex(db, () => boss().getPlan({ programmeId, planId }), small);
      await findsByIndex(db, () => boss().planHistory({ programmeId, planId }), small);
      const pairId = pairIds[0] ?? '';
      await findsByIndex(db, () => boss().listPairPlans({ programmeId, pairId }), small);
      const asked = async (pageSize: number) =>
        (await statementsOf(db, () => boss().listPlans({ programmeId, pageSize, page: 1 }))).length;
      expect(await asked(39)).to.equal(await asked(2));
      expect(
        (await scansIn(db, () => boss().listPlans({ programmeId, page: 2, pageSize: 7 }))).length,
      ).to.be.at.most(5);
    });
  });
});
