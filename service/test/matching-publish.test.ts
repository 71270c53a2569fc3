import { expect } from 'chai';
import { newId } from '../../shared/ids.js';
import type { MatchRun } from '../api/match-runs.js';
import { eachDatabase } from './support/harness.js';
import { rejection } from './support/rejection.js';
import { runsWorld } from './support/runs-world.js';

const ORDER = {
  orderNumber: '14-р',
  orderDate: '2026-11-10',
  startsOn: '2026-11-11',
  endsOn: '2027-06-30',
};

describe('publication of a run', () => {
  eachDatabase((openDb) => {
    const world = runsWorld(openDb);
    const publish = ({ runId, version }: MatchRun, more: object = {}) =>
      world.api().publishMatchRun({ ...world.ofRun(runId), version, ...ORDER, ...more });

    it('makes pairs and groups with their order, visible to nobody in them before', async () => {
      const mentor = await world.mentor('Алексеева', 2);
      const other = await world.mentor('Борисова', 1);
      const mentees = [
        await world.mentee('Волков'),
        await world.mentee('Гусев'),
        await world.mentee('Дроздов'),
      ];
      const run = await world.run();
      const { here } = world;
      for (const person of [mentor, other, ...mentees]) {
        expect((await world.api(person).myPairs(here())).pairs).to.deep.equal([]);
      }
      const made = await publish(run);
      expect(made).to.deep.include({ pairs: 2, mentees: 3 });
      expect(made.run).to.deep.include({ state: 'published', ...{ orderNumber: '14-р' } });
      const { rows } = await world.api().listPairs(here());
      expect(rows.map(({ format }) => format).sort()).to.deep.equal(['group', 'individual']);
      for (const pair of rows) {
        const { orderNumber, orderDate, startsOn, endsOn, state } = pair;
        expect({ orderNumber, orderDate, startsOn, endsOn }).to.deep.equal(ORDER);
        expect(state).to.equal('active');
      }
      for (const mentee of mentees) {
        expect((await world.api(mentee).myPairs(here())).pairs).to.have.length(1);
      }
      const { rows: journal } = await world.api().listJournal(here());
      expect(
        journal.filter(({ entity, action }) => entity === 'pair' && action === 'created'),
      ).to.have.length(2);
    });

    it('is done once: a second time nothing is made', async () => {
      await world.mentor('Алексеева');
      await world.mentee('Волков');
      const run = await world.run();
      const key = { idempotencyKey: 'publish-0001' };
      const [one, two] = [await publish(run, key), await publish(run, key)];
      expect(two.pairs).to.equal(one.pairs);
      expect(await world.said(publish(run))).to.deep.equal([': match.published']);
      expect((await world.api().listPairs(world.here())).total).to.equal(1);
    });

    it('makes none at all when one of them has dropped out, and names who', async () => {
      await world.mentor('Алексеева');
      await world.mentor('Борисова');
      const gone = await world.mentee('Волков');
      await world.mentee('Гусев');
      const run = await world.run();
      await world.api().withdrawConsent({
        ...world.here(),
        personId: gone.personId,
        kind: 'own',
        withdrawnOn: '2026-11-10',
        byWhom: 'person',
        reason: 'Передумал',
      });
      const error = await rejection(publish(run));
      expect(error.problems.map(({ code }) => code)).to.include('match.publish.mentee_consent');
      expect(error.problems[0]?.params).to.deep.include({ mentee: gone.name });
      expect((await world.api().listPairs(world.here())).total).to.equal(0);
      expect((await world.api().getMatchRun(world.ofRun(run.runId))).state).to.equal('done');
    });

    it('makes none when somebody has got a pair by hand meanwhile', async () => {
      const mentor = await world.mentor('Алексеева');
      const mentee = await world.mentee('Волков');
      const run = await world.run();
      await world.api().createPair({
        ...world.ofForm(),
        roleVariant: null,
        format: 'individual',
        startsOn: ORDER.startsOn,
        endsOn: ORDER.endsOn,
        mentorIds: [mentor.personId],
        menteeIds: [mentee.personId],
      });
      const codes = (await rejection(publish(run))).problems.map(({ code }) => code);
      expect(codes).to.include('match.publish.gone');
    });

    it('goes on with a second order for those who were left', async () => {
      await world.mentor('Алексеева');
      const mentees = [await world.mentee('Волков'), await world.mentee('Гусев')];
      await publish(await world.run());
      await world.mentor('Борисова');
      const second = await world.run();
      expect(second.number).to.equal(2);
      const made = await publish(second, { orderNumber: '15-р' });
      expect(made.pairs).to.equal(1);
      const { rows } = await world.api().listPairs(world.here());
      expect(rows.map(({ orderNumber }) => orderNumber).sort()).to.deep.equal(['14-р', '15-р']);
      const paired = new Set(rows.flatMap((pair) => pair.mentees.map(({ personId }) => personId)));
      expect([...paired].sort()).to.deep.equal(mentees.map(({ personId }) => personId).sort());
    });

    it('asks for an order and dates within the programme', async () => {
      await world.mentor('Алексеева');
      await world.mentee('Волков');
      const run = await world.run();
      expect(await world.said(publish(run, { orderNumber: ' ' }))).to.deep.equal([
        'orderNumber: required',
      ]);
      expect(await world.said(publish(run, { endsOn: '2031-01-01' }))).to.deep.equal([
        'endsOn: pair.outsideYear',
      ]);
    });

    it('is of the state that was seen', async () => {
      await world.mentor('Алексеева');
      const mentee = await world.mentee('Волков');
      const run = await world.run();
      await world.api().changeMatchRun({
        ...world.ofRun(run.runId),
        version: 1,
        change: { kind: 'unassign', menteeId: mentee.personId },
      });
      expect(await world.codeOf(publish(run))).to.equal('changed_meanwhile');
    });

    it('makes no pairs of a run that has none', async () => {
      const mentor = await world.mentor('Алексеева');
      const mentee = await world.mentee('Волков');
      await world.db('match_marks').insert({
        id: newId(),
        organisation_id: world.programme.organisationId,
        programme_id: world.programme.programmeId,
        ...{ form: 'student_student', kind: 'ban', created_at: 0 },
        mentee_id: mentee.personId,
        unit_id: mentor.personId,
      });
      expect(await world.said(publish(await world.run()))).to.deep.equal([': match.noPairs']);
    });
  });
});
