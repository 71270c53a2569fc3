import { expect } from 'chai';
import type { Db } from '../../shared/db/connect.js';
import { newId } from '../../shared/ids.js';
import { COMBINED, LEFT_ALONE, MOVED_COLUMNS, mayHoldPerson } from '../merging/merge-tables.js';
import {
  type BuiltPerson,
  buildPair,
  buildPerson,
  buildProgramme,
  eachDatabase,
  isMysql,
  testClock,
} from './support/harness.js';
import { buildLink } from './support/link-row.js';
import { everything, mergeWorld } from './support/merge-world.js';
import { GOAL } from './support/plan-inputs.js';
import { rejection } from './support/rejection.js';
import { ANSWERS } from './support/survey-world.js';

/** Every column of the service's tables. */
async function columnsOf(db: Db): Promise<{ table: string; column: string }[]> {
  if (isMysql(db)) {
    const [rows] = await db.raw(
      'select table_name as t, column_name as c from information_schema.columns where table_schema = database()',
    );
    return (rows as { t: string; c: string }[]).map(({ t, c }) => ({ table: t, column: c }));
  }
  const tables: { name: string }[] = await db('sqlite_master')
    .where('type', 'table')
    .select('name');
  const all = [];
  for (const { name } of tables) {
    for (const column of Object.keys(await db(name).columnInfo()))
      all.push({ table: name, column });
  }
  return all;
}

eachDatabase((openDb) => {
  describe('two records of one person', () => {
    const w = mergeWorld(openDb);

    it('every column that names a person is handled, or left alone with a reason', async () => {
      const known = new Set([
        ...MOVED_COLUMNS.map(({ table, column }) => `${table}.${column}`),
        ...COMBINED,
        ...Object.keys(LEFT_ALONE),
      ]);
      const all = (await columnsOf(w.db)).filter(({ column }) => mayHoldPerson(column));
      const names = all.map(({ table, column }) => `${table}.${column}`);
      expect(
        names.filter((name) => !known.has(name)),
        'not handled',
      ).to.deep.equal([]);
      expect(
        [...known].filter((name) => !names.includes(name)),
        'not there',
      ).to.deep.equal([]);
    });

    it('a preview says what moves, and writes nothing', async () => {
      await w.fill(w.merged);
      const before = await everything(w.db);
      const { moves, obstacles, warnings, otherProgrammes } = await w.preview();
      expect(Object.fromEntries(moves.map(({ part, n }) => [part, n]))).to.deep.include({
        accounts: 1,
        profile: 1,
        programmes: 1,
        roles: 1,
        pairs: 1,
        meetings: 1,
        answers: 1,
        consents: 1,
        links: 1,
        help: 1,
      });
      expect({ obstacles, warnings, otherProgrammes }).to.deep.equal({
        obstacles: [],
        warnings: [],
        otherProgrammes: 0,
      });
      expect(await everything(w.db)).to.deep.equal(before);
    });

    it('become one: everything names the one who is kept, and nothing the other', async () => {
      const { waveId, pairId } = await w.fill(w.merged);
      await w.merge();
      for (const { table, column } of MOVED_COLUMNS) {
        const left = await w.db(table).where(column, w.merged.personId);
        expect(left, `${table}.${column}`).to.deep.equal([]);
      }
      for (const table of ['members', 'participations', 'profiles', 'survey_responses']) {
        expect(await w.db(table).where('person_id', w.merged.personId), table).to.deep.equal([]);
      }
      const person = await w.api().getPerson({ ...w.here, personId: w.kept.personId });
      expect(person).to.deep.include({ groupName: 'ИС-21', lmsStatus: 'active', activePairs: 1 });
      expect(person.participations).to.have.length(1);
      const pair = await w.api().getPair({ ...w.here, pairId });
      expect(JSON.stringify(pair)).to.contain('Фёдорова').and.not.to.contain('федорова');
      const answers = await w.api().getAnswersOf({ ...w.here, waveId, personId: w.kept.personId });
      expect(answers.answers).to.deep.equal(ANSWERS);
      // They come by their account from now on.
      const subject = { issuer: w.merged.issuer, subject: w.merged.subject };
      const programmes = await w.service.system.findMyProgrammes({
        organisationId: w.programme.organisationId,
        ...subject,
      });
      expect(programmes).to.be.an('object');
      const gone = await rejection(w.api().getPerson({ ...w.here, personId: w.merged.personId }));
      expect(gone).to.have.property('code', 'not_found');
      const { rows } = await w.api().listPersonHistory({ ...w.here, personId: w.kept.personId });
      expect(rows.map((one) => one.action)).to.include('merged');
    });

    it('can be parted again, everything as it was', async () => {
      const world = w.survey();
      await w.fill(w.merged);
      await w.profile(w.kept, { birth_date: '2000-05-05', workplace: 'Завод' });
      const anonymous = await world.wave({ anonymous: true });
      await world.save(w.merged, anonymous.waveId, ANSWERS);
      const both = await world.wave();
      await world.save(w.kept, both.waveId, ANSWERS, { final: false });
      await world.save(w.merged, both.waveId, ANSWERS);
      await w.service.system.recomputeProgress(w.here);
      const before = await everything(w.db);
      const { mergeId } = await w.merge();
      expect(await everything(w.db)).not.to.deep.equal(before);
      await w.undo(mergeId);
      const after = await everything(w.db);
      for (const [table, rows] of Object.entries(before)) {
        expect(after[table], table).to.deep.equal(rows);
      }
      const { rows } = await w.api().listMerges(w.here);
      expect(rows[0]).to.deep.include({ mergeId, mergedName: w.merged.name });
      expect(rows[0]?.undoneAt).to.be.a('string');
      expect(await w.refusal(w.undo(mergeId))).to.deep.equal(['merge.undoneAlready']);
      // And be made one once more.
      await w.merge();
    });

    it('both answered one wave: it is said before, one set stands, the other comes back', async () => {
      const world = w.survey();
      const { waveId } = await world.wave({ title: 'Входная' });
      await world.save(w.kept, waveId, { ...ANSWERS, comfort: 2 });
      await world.save(w.merged, waveId, { ...ANSWERS, comfort: 9 });
      expect((await w.preview()).warnings).to.deep.include({
        code: 'both_answered',
        titles: ['Входная'],
      });
      const { mergeId } = await w.merge();
      const results = await w.api().getWaveResults({ ...w.here, waveId });
      expect(results.answered).to.equal(1);
      const at = { ...w.here, waveId };
      const answers = await w.api().getAnswersOf({ ...at, personId: w.kept.personId });
      expect(answers.answers).to.deep.include({ comfort: 2 });
      await w.undo(mergeId);
      const back = await w.api().getAnswersOf({ ...at, personId: w.merged.personId });
      expect(back.answers).to.deep.include({ comfort: 9 });
      expect((await w.api().getWaveResults(at)).answered).to.equal(2);
    });

    it('what others told is not lost to a sheet that is still asked, and comes back', async () => {
      const linkId = await buildLink(w.db, w.merged);
      const sheet = (person: BuiltPerson, told: boolean) => ({
        id: newId(),
        organisation_id: person.organisationId,
        programme_id: person.programmeId,
        person_id: person.personId,
        giver: 'group_curator',
        source: linkId,
        link_id: linkId,
        template: 'group_curator.1',
        state: told ? 'given' : 'asked',
        answers: told ? JSON.stringify({ needs: ['study'] }) : null,
        given_at: told ? 1 : null,
        created_at: 0,
      });
      await w.db('third_party_sheets').insert([sheet(w.kept, false), sheet(w.merged, true)]);
      const before = await everything(w.db);
      const { mergeId } = await w.merge();
      const rows = await w.db('third_party_sheets').where('link_id', linkId);
      expect(rows.map((row) => [row.person_id, row.state])).to.deep.equal([
        [w.kept.personId, 'given'],
      ]);
      await w.undo(mergeId);
      const after = await everything(w.db);
      expect(after['third_party_sheets']).to.deep.equal(before['third_party_sheets']);
    });

    it('an anonymous answer can still be changed by the one who is kept, and nothing tells which it is', async () => {
      const world = w.survey();
      const { waveId } = await world.wave({ anonymous: true });
      await world.save(w.merged, waveId, ANSWERS);
      const [{ id }] = await w.db('survey_responses').where('wave_id', waveId).select('id');
      await w.merge();
      const mine = await w.api(w.kept).getMySurvey({ ...w.here, waveId });
      expect(mine.answers).to.deep.equal(ANSWERS);
      const records = await w.db('person_merges').where('kept_id', w.kept.personId);
      expect(JSON.stringify(records)).not.to.contain(id);
    });

    it('both in one pair: refused with words, before and after', async () => {
      await buildPair(w.db, w.programme, { mentors: [w.kept], mentees: [w.merged] });
      const { obstacles } = await w.preview();
      expect(obstacles.map((one) => one.code)).to.deep.equal(['same_pair']);
      const before = await everything(w.db);
      expect(await w.refusal(w.merge())).to.deep.equal(['merge.same_pair']);
      expect(await everything(w.db)).to.deep.equal(before);
    });

    it('both have a plan in one pair, which one of them has left: refused, and both plans stay whole', async () => {
      const mentees = [w.kept, w.merged];
      const { pairId } = await buildPair(w.db, w.programme, { mentors: [w.mentor], mentees });
      for (const { personId } of mentees) {
        const of = { ...w.here, pairId, personId };
        const { planId } = await w.api(w.mentor).createPlan({ ...of, source: 'empty' });
        await w.api(w.mentor).addPlanRow({ ...w.here, planId, ...GOAL });
      }
      await w
        .db('pair_members')
        .where({ pair_id: pairId, person_id: w.merged.personId })
        .update({ left_on: '2026-11-06' });
      const { obstacles } = await w.preview();
      expect(obstacles.map((one) => one.code)).to.deep.equal(['same_pair']);
      const before = await everything(w.db);
      expect(before['plans']).to.have.length.of.at.least(2);
      expect(await w.refusal(w.merge())).to.deep.equal(['merge.same_pair']);
      expect(await everything(w.db)).to.deep.equal(before);
    });

    it('a plan goes with its person into the pair that is theirs, and back', async () => {
      const { pairId } = await w.pairWith(w.merged);
      const of = { ...w.here, pairId, personId: w.merged.personId };
      const { planId } = await w.api(w.mentor).createPlan({ ...of, source: 'empty' });
      const ownerOf = async () => (await w.db('plans').where('id', planId).first()).person_id;
      const { mergeId } = await w.merge();
      expect(await ownerOf()).to.equal(w.kept.personId);
      await w.undo(mergeId);
      expect(await ownerOf()).to.equal(w.merged.personId);
    });

    it('of two birth dates one stays, which is said before', async () => {
      await w.profile(w.kept, { birth_date: '2000-01-01' });
      await w.profile(w.merged, { birth_date: '2001-01-01', phone: '+7 900 000-00-00' });
      expect((await w.preview()).warnings.map((one) => one.code)).to.deep.equal(['birth_dates']);
      await w.merge();
      const one = await w.api().getProfile({ ...w.here, personId: w.kept.personId });
      expect(one).to.deep.include({ birthDate: '2000-01-01', phone: '+7 900 000-00-00' });
    });

    it('reaches the other programmes of the college, and no other college', async () => {
      const last = await buildProgramme(w.db, { organisationId: w.programme.organisationId });
      await w.db('members').insert({
        id: '00000000-0000-7000-8000-000000000001'.replace('01', String(Date.now()).slice(-2)),
        organisation_id: w.programme.organisationId,
        programme_id: last.programmeId,
        person_id: w.merged.personId,
        sort_key: 'a',
        lms_status: 'left',
        created_at: 0,
      });
      const { revision } = await w.db('programmes').where('id', last.programmeId).first('revision');
      expect((await w.preview()).otherProgrammes).to.equal(1);
      await w.merge();
      const there = await w.db('members').where('programme_id', last.programmeId);
      expect(there.map((row) => row.person_id)).to.deep.equal([w.kept.personId]);
      const later = await w.db('programmes').where('id', last.programmeId).first('revision');
      expect(later.revision).to.be.above(revision);
      const foreign = await buildProgramme(w.db);
      const stranger = await buildPerson(w.db, foreign);
      expect(await rejection(w.preview(w.kept, stranger))).to.have.property('code', 'not_found');
      const { personId } = stranger;
      const write = w.api().mergePeople({
        ...w.here,
        keptId: w.kept.personId,
        mergedId: personId,
        keptVersion: 2,
        mergedVersion: 1,
      });
      expect(await rejection(write)).to.have.property('code', 'not_found');
      const untouched = await w.db('people').where('id', personId).first('version', 'merged_into');
      expect({ ...untouched }).to.deep.equal({ version: 1, merged_into: null });
    });

    it('two merges at once: one is made, the other hears that something changed', async () => {
      const { keptVersion, mergedVersion } = await w.preview();
      const call = () =>
        w.api().mergePeople({
          ...w.here,
          keptId: w.kept.personId,
          mergedId: w.merged.personId,
          keptVersion,
          mergedVersion,
        });
      const done = await Promise.allSettled([call(), call()]);
      const refused = done.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []));
      expect(refused).to.have.length(1);
      expect(['changed_meanwhile', 'not_found']).to.include(refused[0]);
      expect(await w.db('person_merges').where('kept_id', w.kept.personId)).to.have.length(1);
    });

    it('all or nothing: what fails on the way leaves no trace', async () => {
      await w.fill(w.merged);
      const before = await everything(w.db);
      const asked = await w.asked();
      // The last writes of a merge bear the moment: with one that is no number the database refuses them.
      const failing = w.coordinatorAt({ ...testClock(), now: () => Number.NaN });
      const told = await failing.mergePeople(asked).then(String, String);
      expect(told).to.match(/null|NaN/i);
      expect(await everything(w.db)).to.deep.equal(before);
      const made = await w.db('person_merges').where('kept_id', w.kept.personId);
      expect(made).to.deep.equal([]);
    });
  });
});
