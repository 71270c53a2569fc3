import { expect } from 'chai';
import { newId } from '../../shared/ids.js';
import { matchRunsSettled } from '../matching/runs/run-job.js';
import { buildPerson, buildProgramme, eachDatabase } from './support/harness.js';
import { MATCH_FORM, runsWorld } from './support/runs-world.js';

describe('a run of matching', () => {
  eachDatabase((openDb) => {
    const world = runsWorld(openDb);

    /** Two mentors with one speciality each, and mentees of either. */
    async function twoSpecialities() {
      await world.mentor('Алексеева', 1, 'Сварщик');
      await world.mentor('Борисова', 1, 'Повар');
      return [
        await world.mentee('Волков', 'Повар'),
        await world.mentee('Гусев', 'Сварщик'),
      ] as const;
    }

    it('puts together whom the criteria put together, with its figures', async () => {
      await twoSpecialities();
      const run = await world.run();
      expect(run.state).to.equal('done');
      expect(run.number).to.equal(1);
      expect(run.counts).to.deep.include({ mentees: 2, mentors: 2, units: 2, places: 2 });
      expect(run.counts.allowedPairs).to.equal(4);
      expect(await world.pairsOf(run.runId)).to.deep.equal(['Волков–Борисова', 'Гусев–Алексеева']);
      const { rows } = await world.api().listMatchSuggestions(world.ofRun(run.runId));
      const sum = rows.reduce((total, { score }) => total + (score ?? 0), 0);
      expect(run.now?.total).to.be.closeTo(sum, 0.001);
      expect(run.now).to.deep.equal(run.solved);
      expect(rows.every(({ origin }) => origin === 'solver')).to.equal(true);
    });

    it('opens a score into reasons whose points are the score, with the runner-up', async () => {
      const [wolf] = await twoSpecialities();
      const run = await world.run();
      const { rows } = await world.api().listMatchSuggestions(world.ofRun(run.runId));
      const own = rows.find(({ mentee }) => mentee.personId === wolf.personId);
      const told = await world.api().explainMatch({
        ...world.ofRun(run.runId),
        menteeId: wolf.personId,
        unitId: own?.unitId ?? '',
      });
      const points = told.reasons.reduce((sum, reason) => sum + Math.round(reason.points * 100), 0);
      expect(points / 100).to.equal(told.score);
      expect(told.rules).to.deep.equal([]);
      // Without this pair both change their mentors: nobody loses a place, but the total falls.
      expect(told.runnerUp?.unit?.mentors.map(({ name }) => name.split(' ')[0])).to.deep.equal([
        'Алексеева',
      ]);
      expect(told.runnerUp?.fewer).to.equal(0);
      expect(told.runnerUp?.cost).to.be.greaterThan(0);
      expect(told.runnerUp?.moves).to.have.length(1);
    });

    it('tells of who has nobody which rule to loosen', async () => {
      await world.mentor('Алексеева', 1);
      await world.mentee('Волков');
      const late = await world.mentee('Гусев');
      await world.db('mentor_profiles').update({ paused: false });
      const without = await world.somebody('mentee', 'Дроздов');
      const run = await world.run();
      const { rows } = await world.api().listMatchSuggestions({
        ...world.ofRun(run.runId),
        show: 'unmatched',
      });
      const loosen = new Map(rows.map(({ mentee, loosen: rules }) => [mentee.personId, rules]));
      expect(loosen.get(late.personId)).to.deep.equal(['capacity']);
      expect(loosen.get(without.personId)).to.include('mentee_consent');
      expect(run.now?.matched).to.equal(1);
    });

    it('knows nobody of another college', async () => {
      const ours = world.programme;
      world.programme = await buildProgramme(world.db);
      const { coordinator } = world;
      world.coordinator = await buildPerson(world.db, world.programme, { roles: ['coordinator'] });
      await twoSpecialities();
      Object.assign(world, { programme: ours, coordinator });
      await world.mentor('Алексеева');
      await world.mentee('Волков');
      const run = await world.run();
      expect(run.counts).to.deep.include({ mentees: 1, mentors: 1, allowedPairs: 1 });
    });

    it('is refused where nobody could be matched at all', async () => {
      await world.mentor('Алексеева');
      expect(await world.said(world.api().startMatchRun(world.ofForm()))).to.deep.equal([
        'form: match.noMentees',
      ]);
      await world.mentee('Волков');
      await world.db('participations').where({ role: 'mentor' }).update({ state: 'withdrawn' });
      expect(await world.said(world.api().startMatchRun(world.ofForm()))).to.deep.equal([
        'form: match.noMentors',
      ]);
    });

    it('is one run when its form was sent twice', async () => {
      await twoSpecialities();
      const asked = { ...world.ofForm(), idempotencyKey: 'run-0001' };
      const [one, two] = await Promise.all([
        world.api().startMatchRun(asked),
        world.api().startMatchRun(asked),
      ]);
      await matchRunsSettled();
      expect(one.runId).to.equal(two.runId);
      const { total } = await world.api().listMatchRuns(world.here());
      expect(total).to.equal(1);
      expect((await world.api().getMatchRun(world.ofRun(one.runId))).state).to.equal('done');
    });

    it('waits for the one that is being computed, unless its process has gone silent', async () => {
      await twoSpecialities();
      const { runId } = await world.run();
      const now = world.service.clock.now();
      await world
        .db('match_runs')
        .where('id', runId)
        .update({
          ...{ state: 'running', token: newId(), alive_at: now },
        });
      expect(await world.said(world.api().startMatchRun(world.ofForm()))).to.deep.equal([
        'form: match.running',
      ]);
      world.service.clock.advance(16_000);
      expect((await world.run()).state).to.equal('done');
    });

    it('goes on in another process when its own has ended in the middle', async () => {
      await twoSpecialities();
      const { runId } = await world.run();
      const stale = { state: 'running', token: newId(), result: null, solved: null };
      await world.db('match_places').where('run_id', runId).delete();
      const aliveAt = world.service.clock.now() - 14_000;
      await world
        .db('match_runs')
        .where('id', runId)
        .update({ ...stale, alive_at: aliveAt });
      // It may still be at work.
      expect((await world.api().getMatchRun(world.ofRun(runId))).state).to.equal('running');
      await matchRunsSettled();
      expect((await world.api().getMatchRun(world.ofRun(runId))).state).to.equal('running');
      world.service.clock.advance(2000);
      await world.api().getMatchRun(world.ofRun(runId));
      await matchRunsSettled();
      expect((await world.api().getMatchRun(world.ofRun(runId))).state).to.equal('done');
      expect(await world.pairsOf(runId)).to.deep.equal(['Волков–Борисова', 'Гусев–Алексеева']);
    });

    it('that was stopped keeps nothing', async () => {
      await twoSpecialities();
      const { runId } = await world.api().startMatchRun(world.ofForm());
      const stopped = await world.api().stopMatchRun(world.ofRun(runId));
      await matchRunsSettled();
      const run = await world.api().getMatchRun(world.ofRun(runId));
      // A small run may have ended before.
      if (stopped.state === 'stopped') {
        expect(run.state).to.equal('stopped');
        expect(run.now).to.equal(null);
      } else expect(run.state).to.equal('done');
    });

    it('whose locks cannot be kept names them', async () => {
      const mentor = await world.mentor('Алексеева', 1);
      const mentees = [await world.mentee('Волков'), await world.mentee('Гусев')];
      for (const mentee of mentees)
        await world.db('match_marks').insert({
          id: newId(),
          organisation_id: world.programme.organisationId,
          ...{ programme_id: world.programme.programmeId, form: MATCH_FORM, kind: 'lock' },
          mentee_id: mentee.personId,
          unit_id: mentor.personId,
          created_at: 0,
        });
      const run = await world.run();
      expect(run.state).to.equal('failed');
      expect(run.lockFaults).to.have.length(1);
      const [fault] = run.lockFaults;
      expect(fault?.code).to.equal('over_capacity');
      expect(fault?.capacity).to.equal(1);
      expect(fault?.mentors.map((name) => name.split(' ')[0])).to.deep.equal(['Алексеева']);
      expect(fault?.mentees.map((name) => name.split(' ')[0]).sort()).to.deep.equal([
        'Волков',
        'Гусев',
      ]);
    });

    it('can be repeated to the letter from its record, whatever has become of the people', async () => {
      const [wolf] = await twoSpecialities();
      const run = await world.run();
      expect(run.outdated).to.equal(false);
      await world
        .db('profiles')
        .where('person_id', wolf.personId)
        .update({ speciality: 'Сварщик' });
      const repeated = await world.api().repeatMatchRun(world.ofRun(run.runId));
      expect(repeated).to.deep.equal({ same: true, totals: run.solved });
      const record = await world.api().getMatchRecord(world.ofRun(run.runId));
      expect(record.inputHash).to.match(/^[0-9a-f]{64}$/);
      expect(record.result).to.have.length(2);
      expect(record.run.startedBy).to.equal(world.coordinator.name);
    });

    it('says when data have changed since', async () => {
      await twoSpecialities();
      const run = await world.run();
      await world.mentee('Дроздов');
      const again = await world.api().getMatchRun(world.ofRun(run.runId));
      expect(again.outdated).to.equal(true);
    });

    it('is compared with another one: settings, figures, and who has another mentor', async () => {
      await twoSpecialities();
      const one = await world.run();
      await world.keep({ coolingOffDays: 30 });
      const hungry = await world.mentee('Дроздов', 'Повар');
      await world.mentor('Ершова', 1, 'Повар');
      const two = await world.run();
      expect(two.settingsVersion).to.equal(1);
      const told = await world
        .api()
        .compareMatchRuns({ ...world.ofRun(one.runId), otherId: two.runId });
      expect(told.settings).to.deep.equal([{ name: 'coolingOffDays', one: '14', other: '30' }]);
      const move = told.moves.find(({ mentee }) => mentee.personId === hungry.personId);
      expect(move?.from).to.equal(null);
      expect(move?.to).to.be.a('string');
      expect(told.one.now?.matched).to.equal(2);
      expect(told.other.now?.matched).to.equal(3);
    });
  });
});
