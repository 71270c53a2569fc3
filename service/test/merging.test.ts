import { expect } from 'chai';
import type { Db } from '../../shared/db/connect.js';
import { consentHandlers } from '../consents/consent-handlers.js';
import { meetingHandlers } from '../meetings/meeting-handlers.js';
import { COMBINED, LEFT_ALONE, MOVED_COLUMNS, mayHoldPerson } from '../merging/merge-tables.js';
import { mergingHandlers } from '../merging/merging-handlers.js';
import { pairHandlers } from '../pairs/pair-handlers.js';
import { peopleHandlers } from '../people/people-handlers.js';
import { profileHandlers } from '../people/profile-handlers.js';
import { programmeHandlers } from '../programmes/programme-handlers.js';
import { progressHandlers } from '../progress/progress-handlers.js';
import { standingHandlers } from '../standing/standing-handlers.js';
import { surveyHandlers } from '../surveys/survey-handlers.js';
import { buildConsentLink } from './support/consent-link-row.js';
import {
  type BuiltPerson,
  type BuiltProgramme,
  buildMeeting,
  buildPair,
  buildPerson,
  buildProgramme,
  eachDatabase,
  isMysql,
  type TestService,
  testClock,
  withService,
} from './support/harness.js';
import { rejection } from './support/rejection.js';
import { ANSWERS, SurveyWorld } from './support/survey-world.js';

const FEATURES = [
  programmeHandlers,
  peopleHandlers,
  profileHandlers,
  consentHandlers,
  surveyHandlers,
  pairHandlers,
  meetingHandlers,
  progressHandlers,
  standingHandlers,
  mergingHandlers,
];

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

/** All rows of the domain that can name a person, to be compared; what each write changes is left out. */
async function everything(db: Db, but: readonly string[] = []): Promise<Record<string, unknown[]>> {
  const tables = [
    ...new Set([...MOVED_COLUMNS.map((one) => one.table), 'members', 'participations', 'profiles']),
    'survey_responses',
    'pairs',
    'people',
  ].filter((table) => !but.includes(table));
  const all: Record<string, unknown[]> = {};
  for (const table of tables) {
    const key = table === 'profiles' ? 'person_id' : 'id';
    const rows: Record<string, unknown>[] = await db(table).orderBy(key);
    // The scores are computed anew, each time with a newer generation.
    const passing = ['generation', 'updated_at', 'next_attempt_at', 'state', 'reason'];
    all[table] = rows.map((row) => {
      const shown = Object.entries(row).filter(
        ([name]) =>
          !(table === 'grades' && passing.includes(name)) &&
          !(table === 'people' && name === 'version'),
      );
      return Object.fromEntries(shown);
    });
  }
  return all;
}

eachDatabase((openDb) => {
  describe('two records of one person', () => {
    let db: Db;
    let service: TestService;
    let programme: BuiltProgramme;
    let coordinator: BuiltPerson;
    let kept: BuiltPerson;
    let merged: BuiltPerson;
    let mentor: BuiltPerson;

    before(async () => {
      db = await openDb();
    });
    beforeEach(async () => {
      service = withService(db, FEATURES);
      programme = await buildProgramme(db);
      coordinator = await buildPerson(db, programme, { roles: ['coordinator'] });
      mentor = await buildPerson(db, programme, { roles: ['mentor'] });
      const named = { familyName: 'Фёдорова', givenName: 'Алёна' };
      kept = await buildPerson(db, programme, { ...named, lmsStatus: 'none', rolesByHand: true });
      merged = await buildPerson(db, programme, {
        familyName: 'федорова',
        givenName: 'АЛЕНА',
        groupName: 'ИС-21',
      });
    });

    const api = (person: BuiltPerson = coordinator) => service.as(person.actor());
    const here = () => ({ programmeId: programme.programmeId });
    const preview = (a = kept, b = merged) =>
      api().previewMerge({ ...here(), keptId: a.personId, mergedId: b.personId });
    const merge = async (a = kept, b = merged, more: object = {}) => {
      const { keptVersion, mergedVersion } = await preview(a, b);
      return api().mergePeople({
        ...here(),
        keptId: a.personId,
        mergedId: b.personId,
        keptVersion,
        mergedVersion,
        ...more,
      });
    };
    const undo = (mergeId: string) => api().undoMerge({ ...here(), mergeId });
    const refusal = async (call: Promise<unknown>) =>
      (await rejection(call)).problems.map((one) => one.code);
    const profile = (person: BuiltPerson, fields: object) =>
      db('profiles').insert({
        person_id: person.personId,
        organisation_id: programme.organisationId,
        created_at: 0,
        ...fields,
      });
    const pairWith = (mentee: BuiltPerson, more: object = {}) =>
      buildPair(db, programme, { mentors: [mentor], mentees: [mentee] }, more);
    const survey = () =>
      Object.assign(new SurveyWorld(), { db, service, programme, coordinator }) as SurveyWorld;

    /** Something of everything for the record that is to go. */
    async function fill(person: BuiltPerson): Promise<{ waveId: string; pairId: string }> {
      const pair = await pairWith(person);
      await buildMeeting(db, pair);
      await api(person).askForHelp({ ...here(), pairId: pair.pairId, text: 'Помогите' });
      await profile(person, { birth_date: '2000-05-05', phone: '+7 900 000-00-00' });
      await api().recordPaperConsent({
        ...here(),
        personId: person.personId,
        kind: 'own',
        givenOn: '2026-10-01',
        originalNote: 'Личное дело',
      });
      await buildConsentLink(db, person);
      const world = survey();
      const { waveId } = await world.wave();
      await world.save(person, waveId, ANSWERS);
      return { waveId, pairId: pair.pairId };
    }

    it('every column that names a person is handled, or left alone with a reason', async () => {
      const known = new Set([
        ...MOVED_COLUMNS.map(({ table, column }) => `${table}.${column}`),
        ...COMBINED,
        ...Object.keys(LEFT_ALONE),
      ]);
      const all = (await columnsOf(db)).filter(({ column }) => mayHoldPerson(column));
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

    describe('are found', () => {
      it('by name and year, by e-mail; never those of another college', async () => {
        const stranger = await buildProgramme(db);
        await buildPerson(db, stranger, { familyName: 'Фёдорова', givenName: 'Алёна' });
        const { rows } = await api().listDuplicates(here());
        expect(rows).to.have.length(1);
        expect(rows[0]?.reasons).to.deep.equal(['name']);
        expect([rows[0]?.first.personId, rows[0]?.second.personId]).to.have.members([
          kept.personId,
          merged.personId,
        ]);
        await profile(kept, { birth_date: '2008-01-01' });
        await profile(merged, { birth_date: '2008-12-31' });
        await db('programmes').where('id', programme.programmeId).increment('revision', 1);
        const later = await api().listDuplicates(here());
        expect(later.rows[0]?.reasons).to.deep.equal(['name_year']);
      });

      it('unless somebody said that they are different, until it is taken back', async () => {
        const pair = { firstId: merged.personId, secondId: kept.personId };
        await api().setDistinct({ ...here(), ...pair, distinct: true });
        const none = await api().listDuplicates(here());
        expect(none).to.deep.include({ rows: [], total: 0 });
        expect(none.distinct).to.have.length(1);
        await api().setDistinct({ ...here(), ...pair, distinct: false });
        expect((await api().listDuplicates(here())).total).to.equal(1);
      });

      it('when somebody added by hand comes from the course: offered, not joined', async () => {
        await service.system.syncRoster({
          ...here(),
          issuer: 'https://lms.example',
          complete: false,
          members: [
            {
              subject: 'new-1',
              familyName: 'Фёдорова',
              givenName: 'Алёна',
              lmsRole: 'mentee',
              status: 'active',
            },
          ],
        });
        expect((await api().listDuplicates(here())).total).to.equal(3);
      });
    });

    it('a preview says what moves, and writes nothing', async () => {
      await fill(merged);
      const before = await everything(db);
      const { moves, obstacles, warnings, otherProgrammes } = await preview();
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
      expect(await everything(db)).to.deep.equal(before);
    });

    it('become one: everything names the one who is kept, and nothing the other', async () => {
      const { waveId, pairId } = await fill(merged);
      await merge();
      for (const { table, column } of MOVED_COLUMNS) {
        const left = await db(table).where(column, merged.personId);
        expect(left, `${table}.${column}`).to.deep.equal([]);
      }
      for (const table of ['members', 'participations', 'profiles', 'survey_responses']) {
        expect(await db(table).where('person_id', merged.personId), table).to.deep.equal([]);
      }
      const person = await api().getPerson({ ...here(), personId: kept.personId });
      expect(person).to.deep.include({ groupName: 'ИС-21', lmsStatus: 'active', activePairs: 1 });
      expect(person.participations).to.have.length(1);
      const pair = await api().getPair({ ...here(), pairId });
      expect(JSON.stringify(pair)).to.contain('Фёдорова').and.not.to.contain('федорова');
      const answers = await api().getAnswersOf({ ...here(), waveId, personId: kept.personId });
      expect(answers.answers).to.deep.equal(ANSWERS);
      // They come by their account from now on.
      const subject = { issuer: merged.issuer, subject: merged.subject };
      const programmes = await service.system.findMyProgrammes({
        organisationId: programme.organisationId,
        ...subject,
      });
      expect(programmes).to.be.an('object');
      const gone = await rejection(api().getPerson({ ...here(), personId: merged.personId }));
      expect(gone).to.have.property('code', 'not_found');
      const { rows } = await api().listPersonHistory({ ...here(), personId: kept.personId });
      expect(rows.map((one) => one.action)).to.include('merged');
    });

    it('can be parted again, everything as it was', async () => {
      const world = survey();
      await fill(merged);
      await profile(kept, { birth_date: '2000-05-05', workplace: 'Завод' });
      const anonymous = await world.wave({ anonymous: true });
      await world.save(merged, anonymous.waveId, ANSWERS);
      const both = await world.wave();
      await world.save(kept, both.waveId, ANSWERS, { final: false });
      await world.save(merged, both.waveId, ANSWERS);
      await service.system.recomputeProgress(here());
      const before = await everything(db);
      const { mergeId } = await merge();
      expect(await everything(db)).not.to.deep.equal(before);
      await undo(mergeId);
      const after = await everything(db);
      for (const [table, rows] of Object.entries(before)) {
        expect(after[table], table).to.deep.equal(rows);
      }
      const { rows } = await api().listMerges(here());
      expect(rows[0]).to.deep.include({ mergeId, mergedName: merged.name });
      expect(rows[0]?.undoneAt).to.be.a('string');
      expect(await refusal(undo(mergeId))).to.deep.equal(['merge.undoneAlready']);
      // And be made one once more.
      await merge();
    });

    it('both answered one wave: it is said before, one set stands, the other comes back', async () => {
      const world = survey();
      const { waveId } = await world.wave({ title: 'Входная' });
      await world.save(kept, waveId, { ...ANSWERS, comfort: 2 });
      await world.save(merged, waveId, { ...ANSWERS, comfort: 9 });
      expect((await preview()).warnings).to.deep.include({
        code: 'both_answered',
        titles: ['Входная'],
      });
      const { mergeId } = await merge();
      const results = await api().getWaveResults({ ...here(), waveId });
      expect(results.answered).to.equal(1);
      const at = { ...here(), waveId };
      const answers = await api().getAnswersOf({ ...at, personId: kept.personId });
      expect(answers.answers).to.deep.include({ comfort: 2 });
      await undo(mergeId);
      const back = await api().getAnswersOf({ ...at, personId: merged.personId });
      expect(back.answers).to.deep.include({ comfort: 9 });
      expect((await api().getWaveResults(at)).answered).to.equal(2);
    });

    it('an anonymous answer can still be changed by the one who is kept, and nothing tells which it is', async () => {
      const world = survey();
      const { waveId } = await world.wave({ anonymous: true });
      await world.save(merged, waveId, ANSWERS);
      const [{ id }] = await db('survey_responses').where('wave_id', waveId).select('id');
      await merge();
      const mine = await api(kept).getMySurvey({ ...here(), waveId });
      expect(mine.answers).to.deep.equal(ANSWERS);
      const records = await db('person_merges').where('kept_id', kept.personId);
      expect(JSON.stringify(records)).not.to.contain(id);
    });

    it('both in one pair: refused with words, before and after', async () => {
      await buildPair(db, programme, { mentors: [kept], mentees: [merged] });
      const { obstacles } = await preview();
      expect(obstacles.map((one) => one.code)).to.deep.equal(['same_pair']);
      const before = await everything(db);
      expect(await refusal(merge())).to.deep.equal(['merge.same_pair']);
      expect(await everything(db)).to.deep.equal(before);
    });

    it('of two birth dates one stays, which is said before', async () => {
      await profile(kept, { birth_date: '2000-01-01' });
      await profile(merged, { birth_date: '2001-01-01', phone: '+7 900 000-00-00' });
      expect((await preview()).warnings.map((one) => one.code)).to.deep.equal(['birth_dates']);
      await merge();
      const one = await api().getProfile({ ...here(), personId: kept.personId });
      expect(one).to.deep.include({ birthDate: '2000-01-01', phone: '+7 900 000-00-00' });
    });

    it('reaches the other programmes of the college, and no other college', async () => {
      const last = await buildProgramme(db, { organisationId: programme.organisationId });
      await db('members').insert({
        id: '00000000-0000-7000-8000-000000000001'.replace('01', String(Date.now()).slice(-2)),
        organisation_id: programme.organisationId,
        programme_id: last.programmeId,
        person_id: merged.personId,
        sort_key: 'a',
        lms_status: 'left',
        created_at: 0,
      });
      const { revision } = await db('programmes').where('id', last.programmeId).first('revision');
      expect((await preview()).otherProgrammes).to.equal(1);
      await merge();
      const there = await db('members').where('programme_id', last.programmeId);
      expect(there.map((row) => row.person_id)).to.deep.equal([kept.personId]);
      const later = await db('programmes').where('id', last.programmeId).first('revision');
      expect(later.revision).to.be.above(revision);
      const foreign = await buildProgramme(db);
      const stranger = await buildPerson(db, foreign);
      expect(await rejection(preview(kept, stranger))).to.have.property('code', 'not_found');
      const { personId } = stranger;
      const write = api().mergePeople({
        ...here(),
        keptId: kept.personId,
        mergedId: personId,
        keptVersion: 2,
        mergedVersion: 1,
      });
      expect(await rejection(write)).to.have.property('code', 'not_found');
      const untouched = await db('people').where('id', personId).first('version', 'merged_into');
      expect({ ...untouched }).to.deep.equal({ version: 1, merged_into: null });
    });

    it('two merges at once: one is made, the other hears that something changed', async () => {
      const { keptVersion, mergedVersion } = await preview();
      const call = () =>
        api().mergePeople({
          ...here(),
          keptId: kept.personId,
          mergedId: merged.personId,
          keptVersion,
          mergedVersion,
        });
      const done = await Promise.allSettled([call(), call()]);
      const refused = done.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []));
      expect(refused).to.have.length(1);
      expect(['changed_meanwhile', 'not_found']).to.include(refused[0]);
      expect(await db('person_merges').where('kept_id', kept.personId)).to.have.length(1);
    });

    describe('parting is refused', () => {
      it('when a meeting was written down since in a pair that moved', async () => {
        const pair = await pairWith(merged);
        const { mergeId } = await merge();
        await buildMeeting(db, { ...pair, menteeIds: [kept.personId] });
        const before = await everything(db);
        expect(await refusal(undo(mergeId))).to.deep.equal(['merge.meetingsSince']);
        expect(await everything(db)).to.deep.equal(before);
      });

      it('when answers that moved were changed since', async () => {
        const world = survey();
        const { waveId } = await world.wave();
        await world.save(merged, waveId, ANSWERS);
        const { mergeId } = await merge();
        await world.save(kept, waveId, { ...ANSWERS, comfort: 1 }, { version: 1 });
        expect(await refusal(undo(mergeId))).to.deep.equal(['merge.answersSince']);
      });

      it('when the profile or the roles were changed since', async () => {
        await profile(kept, { birth_date: '2000-05-05' });
        await profile(merged, { phone: '+7 900 000-00-00' });
        const { mergeId } = await merge();
        await db('profiles').where('person_id', kept.personId).update({ version: 9 });
        expect(await refusal(undo(mergeId))).to.deep.equal(['merge.profileSince']);
      });

      it('when the one who was kept was merged on; that one is parted first', async () => {
        const third = await buildPerson(db, programme, { familyName: 'Фёдорова', givenName: 'А' });
        const { mergeId } = await merge();
        const { mergeId: second } = await merge(third, kept);
        expect(await refusal(undo(mergeId))).to.deep.equal(['merge.mergedOn']);
        await undo(second);
        await undo(mergeId);
      });
    });

    it('all or nothing: what fails on the way leaves no trace', async () => {
      await fill(merged);
      const before = await everything(db);
      const { keptVersion, mergedVersion } = await preview();
      // The last writes of a merge bear the moment: with one that is no number the database refuses them.
      const failing = withService(db, FEATURES, { ...testClock(), now: () => Number.NaN });
      const call = failing.as(coordinator.actor()).mergePeople({
        ...here(),
        keptId: kept.personId,
        mergedId: merged.personId,
        keptVersion,
        mergedVersion,
      });
      expect(await call.then(String, String)).to.match(/null|NaN/i);
      expect(await everything(db)).to.deep.equal(before);
      expect(await db('person_merges').where('kept_id', kept.personId)).to.deep.equal([]);
    });
  });
});
