import { fillBesidePeople } from '../../demo/college/others.js';
import type { Db } from '../../shared/db/connect.js';
import { newId } from '../../shared/ids.js';
import { bulkInsert } from '../db/bulk.js';
import { matchingHandlers } from '../matching/matching-handlers.js';
import { matchRunsSettled } from '../matching/runs/run-job.js';
import { pairLetterHandlers } from '../pair-letters/letter-handlers.js';
import { analyse, buildCollege, type College } from './support/college.js';
import { eachDatabase, type TestService, withService } from './support/harness.js';
import { findsByIndex } from './support/plans.js';

/** Some rows in this test, and in a college too; all else grows with people. */
const SMALL = new Set([
  'organisations',
  'programmes',
  'questionnaires',
  'questionnaire_versions',
  'survey_waves',
  'school_rules',
  'mentor_registers',
]);

/** Runs, suggestions, marks and letters of another college. */
async function fillBesideMatching(db: Db, like: { runId: string }): Promise<void> {
  const run = await db('match_runs').where('id', like.runId).first();
  const [programmeId, organisationId] = [newId(), newId()];
  const own = { programme_id: programmeId, organisation_id: organisationId, created_at: 0 };
  const rows = Array.from({ length: 2000 }, () => ({ ...own, id: newId(), mentee_id: newId() }));
  const runIds = Array.from({ length: 40 }, newId);
  await bulkInsert(
    db,
    'match_runs',
    runIds.map((id, number) => ({ ...run, ...own, id, number, input: '{}' })),
  );
  await bulkInsert(
    db,
    'match_places',
    rows.map((row, n) => ({ ...row, run_id: runIds[n % runIds.length] ?? '' })),
  );
  await bulkInsert(
    db,
    'match_marks',
    rows.map((row) => ({ ...row, form: 'student_student', kind: 'ban', unit_id: newId() })),
  );
  await bulkInsert(
    db,
    'match_relations',
    rows.map((row) => ({ ...row, kind: 'teaches', mentor_id: newId() })),
  );
  await bulkInsert(
    db,
    'match_changes',
    rows.map((row, number) => ({
      ...row,
      run_id: runIds[0] ?? '',
      number,
      kind: 'lock',
      before: '{}',
    })),
  );
  await bulkInsert(
    db,
    'pair_letters',
    rows.map(({ mentee_id, ...row }) => ({
      ...row,
      ...{ pair_id: newId(), person_id: mentee_id, state: 'sent', not_before: 0 },
    })),
  );
}

eachDatabase((openDb) => {
  describe('matching beside the matchings of other colleges', () => {
    let db: Db;
    let service: TestService;
    let college: College;
    let runId: string;
    let menteeId: string;

    const api = () => service.as(college.coordinator.actor());
    const finds = (work: () => Promise<unknown>) => findsByIndex(db, work, SMALL);
    const ofRun = () => ({ programmeId: college.programmeId, runId });

    before(async () => {
      db = await openDb();
      service = withService(db, [matchingHandlers, pairLetterHandlers]);
      college = await buildCollege(db, { pairs: 8, meetingsPerPair: 1 });
      for (let n = 0; n < 4; n += 1) await buildCollege(db, { pairs: 150, meetingsPerPair: 1 });
      await fillBesidePeople(db);
      [menteeId = ''] = college.menteeIds;
      // Who is in no pair any more is to be matched again.
      const theirs = db('pair_members').where('person_id', menteeId).select('pair_id');
      await db('pairs')
        .whereIn('id', theirs)
        .update({ state: 'terminated', closed_on: '2026-10-01' });
      const { programmeId } = college;
      ({ runId } = await api().startMatchRun({ programmeId, form: 'student_student' }));
      await matchRunsSettled();
      await fillBesideMatching(db, { runId });
      await analyse(db);
    });

    it('the facts that a run begins with', () =>
      finds(async () => {
        const { programmeId } = college;
        await api().startMatchRun({ programmeId, form: 'student_student' });
        await matchRunsSettled();
      }));

    it('runs and what they suggest', () =>
      finds(async () => {
        await api().listMatchRuns({ programmeId: college.programmeId });
        await api().getMatchRun(ofRun());
        await api().listMatchSuggestions(ofRun());
        await api().listMatchUnits(ofRun());
        await api().listMatchChanges(ofRun());
        await api().getMatchRecord(ofRun());
      }));

    it('who could be somebody’s mentor, and what was said of people', () =>
      finds(async () => {
        await api().listMatchCandidates({ ...ofRun(), menteeId });
        await api().listMatchRelations({ programmeId: college.programmeId });
      }));

    it('the letter that is sent next', () => finds(() => service.system.claimPairLetter({})));
  });
});
