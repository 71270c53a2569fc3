import { expect } from 'chai';
import { fillBesidePeople } from '../../demo/college/others.js';
import type { Db } from '../../shared/db/connect.js';
import { newId } from '../../shared/ids.js';
import type { PersonActor } from '../api/index.js';
import { closingHandlers } from '../closing/closing-handlers.js';
import { bulkInsert } from '../db/bulk.js';
import { analyse, buildCollege } from './support/college.js';
import {
  type BuiltProgramme,
  buildPair,
  buildPerson,
  buildProgramme,
  eachDatabase,
  statementsOf,
  type TestService,
  withService,
} from './support/harness.js';
import { fillPlans } from './support/plan-rows.js';
import { findsByIndex } from './support/plans.js';
import { problemsOf, rejection } from './support/rejection.js';

const TODAY = '2026-11-10';
/** Some rows of the whole installation in this test; all else grows with colleges. */
const SMALL = new Set(['organisations', 'programmes', 'questionnaires', 'survey_waves']);

eachDatabase((openDb) => {
  let db: Db;
  let service: TestService;

  before(async () => {
    db = await openDb();
    service = withService(db, [closingHandlers]);
  });

  /** A programme with pairs at their end. */
  async function programmeWith(pairs: number, of: { organisationId?: string } = {}) {
    const programme = await buildProgramme(db, of);
    const coordinator = await buildPerson(db, programme, { roles: ['coordinator'] });
    const made = [];
    for (let n = 0; n < pairs; n += 1) {
      const mentor = await buildPerson(db, programme, { roles: ['mentor'] });
      const mentee = await buildPerson(db, programme, { roles: ['mentee'] });
      const people = { mentors: [mentor], mentees: [mentee] };
      const pair = await buildPair(db, programme, people, {
        state: 'completed',
        endsOn: '2026-11-05',
      });
      made.push({ pair, mentor, mentee });
    }
    return { programme, coordinator, made };
  }
  /** Papers and reflections of everybody in a pair, so that their tables grow with colleges too. */
  async function writeOfEverybody(of: Db): Promise<void> {
    const members = await of('pair_members').select();
    const baseOf = (row: (typeof members)[number]) => ({
      id: newId(),
      organisation_id: row.organisation_id,
      programme_id: row.programme_id,
      pair_id: row.pair_id,
      person_id: row.person_id,
      created_at: 0,
    });
    await of('closing_papers').delete();
    await bulkInsert(
      of,
      'closing_papers',
      members.map((row, n) => ({
        ...baseOf(row),
        kind: 'thanks',
        year: 2026,
        number: n + 1,
        issued_on: TODAY,
        name: 'Имя',
        sort_key: 'имя',
        form: 'student_student',
        starts_on: '2026-09-01',
        ends_on: '2026-11-20',
        meetings: 1,
        minutes: 45,
      })),
    );
    await bulkInsert(
      of,
      'pair_reflections',
      members.map((row) => ({
        ...baseOf(row),
        side: row.side,
        words: '{}',
        quote: 'no',
        updated_at: 0,
      })),
    );
  }

  const issue = (programme: BuiltProgramme, by: PersonActor, over: object = {}) =>
    service.as(by).issueClosingPapers({
      programmeId: programme.programmeId,
      kinds: ['certificate', 'thanks'],
      issuedOn: TODAY,
      ...over,
    });

  describe('certificates and thanks', () => {
    it('are numbered by kind and year of the college, without gaps, whoever is at it at once', async () => {
      const one = await programmeWith(3);
      const { organisationId } = one.programme;
      const two = await programmeWith(2, { organisationId });
      const both = await Promise.all([
        issue(one.programme, one.coordinator.actor()),
        issue(two.programme, two.coordinator.actor()),
      ]);
      expect(both.map(({ issued }) => issued)).to.deep.equal([6, 4]);
      for (const kind of ['certificate', 'thanks']) {
        const numbers = await db('closing_papers')
          .where({ organisation_id: organisationId, kind, year: 2026 })
          .orderBy('number')
          .pluck('number');
        expect(numbers).to.deep.equal([1, 2, 3, 4, 5]);
      }
      const again = await issue(one.programme, one.coordinator.actor());
      expect(again).to.deep.equal({ issued: 0, unchanged: 0, frozen: 0 });
      const pairIds = one.made.map(({ pair }) => pair.pairId);
      const named = await issue(one.programme, one.coordinator.actor(), { pairIds });
      expect(named).to.deep.equal({ issued: 0, unchanged: 6, frozen: 0 });
    });

    it('sent twice at once with one key are issued once', async () => {
      const { programme, coordinator, made } = await programmeWith(1);
      const key = { idempotencyKey: newId(), pairIds: [made[0]?.pair.pairId ?? ''] };
      const both = await Promise.all([
        issue(programme, coordinator.actor(), key),
        issue(programme, coordinator.actor(), key),
      ]);
      expect(both).to.deep.equal([
        { issued: 2, unchanged: 0, frozen: 0 },
        { issued: 2, unchanged: 0, frozen: 0 },
      ]);
    });

    it('are not for a pair that ended early, nor for tomorrow', async () => {
      const { programme, coordinator, made } = await programmeWith(1);
      const pairIds = made.map(({ pair }) => pair.pairId);
      const ahead = issue(programme, coordinator.actor(), { pairIds, issuedOn: '2026-11-11' });
      expect(problemsOf(await rejection(ahead))).to.deep.equal(['issuedOn: school.future']);
      await db('pairs').whereIn('id', pairIds).update({ state: 'terminated' });
      const early = issue(programme, coordinator.actor(), { pairIds });
      expect(problemsOf(await rejection(early))).to.deep.equal(['pairIds: closing.noPaper']);
    });

    it('have the name that the coordinator writes; a revoked one keeps its number', async () => {
      const { programme, coordinator, made } = await programmeWith(1);
      const { programmeId } = programme;
      await issue(programme, coordinator.actor());
      const api = service.as(coordinator.actor());
      const list = () => api.listClosingPapers({ programmeId, kind: 'thanks' });
      const [paper] = (await list()).rows;
      const at = { programmeId, paperId: paper?.paperId ?? '' };
      await api.renameClosingPaper({ ...at, name: 'Кузнецовой Марине', version: 1 });
      const late = await rejection(api.renameClosingPaper({ ...at, name: 'Иной', version: 1 }));
      expect(late.code).to.equal('changed_meanwhile');
      await api.revokeClosingPaper({ ...at, reason: 'Опечатка', version: 2 });
      const pairIds = made.map(({ pair }) => pair.pairId);
      expect((await issue(programme, coordinator.actor(), { pairIds })).issued).to.equal(1);
      expect(
        (await list()).rows.map(({ number, name }) => [number, name.split(' ')[0]]),
      ).to.deep.equal([
        [2, made[0]?.mentor.name.split(' ')[0]],
        [1, 'Кузнецовой'],
      ]);
    });

    it('are the holder’s to read, and nobody else’s of the pair', async () => {
      const { programme, coordinator, made } = await programmeWith(1);
      await issue(programme, coordinator.actor());
      const [{ pair, mentee, mentor } = made[0] as never] = made;
      const own = (by: PersonActor) =>
        service.as(by).listMyClosingPapers({ programmeId: pair.programmeId, pairId: pair.pairId });
      expect((await own(mentee.actor())).rows.map(({ kind }) => kind)).to.deep.equal([
        'certificate',
      ]);
      expect((await own(mentor.actor())).rows.map(({ kind }) => kind)).to.deep.equal(['thanks']);
    });
  });

  describe('the list of closings', () => {
    it('finds what is lacking, and nothing of a draft or of what ends later', async () => {
      const { programme, coordinator, made } = await programmeWith(2);
      const { programmeId } = programme;
      const api = service.as(coordinator.actor());
      const list = (over: object = {}) => api.listClosings({ programmeId, ...over });
      const [first] = made;
      await db('pairs')
        .where('id', first?.pair.pairId ?? '')
        .update({ state: 'active', ends_on: '2026-12-10' });
      expect((await list()).total).to.equal(2);
      expect((await list({ when: 'ending' })).total).to.equal(1);
      expect((await list({ lacks: 'meeting' })).total).to.equal(1);
      expect((await list({ lacks: 'survey' })).total).to.equal(0);
      for (const lacks of ['reflection', 'report', 'case', 'papers', 'results'])
        expect((await list({ lacks })).total, lacks).to.equal(2);
      expect((await list({ lacks: 'decision' })).total).to.equal(0);
      await issue(programme, coordinator.actor());
      expect((await list({ lacks: 'papers' })).total).to.equal(0);
      await db('pairs')
        .where('id', first?.pair.pairId ?? '')
        .update({ ends_on: '2026-12-11' });
      expect((await list()).total).to.equal(1);
    });

    it('costs the same statements for three pairs and for fifty, and finds all by index', async () => {
      const college = await buildCollege(db, { pairs: 60, meetingsPerPair: 6 });
      for (let n = 0; n < 4; n += 1) await buildCollege(db, { pairs: 60, meetingsPerPair: 6 });
      await fillBesidePeople(db);
      await db('pairs').update({ ends_on: '2026-11-20' });
      await writeOfEverybody(db);
      await fillPlans(db, 3);
      await analyse(db);
      const { programmeId } = college;
      const api = () => service.as(college.coordinator.actor());
      const page = (pageSize: number) => () => api().listClosings({ programmeId, pageSize });
      const few = await statementsOf(db, page(3));
      const many = await statementsOf(db, page(50));
      expect(many.length, many.join('\n')).to.equal(few.length);
      expect(many.length).to.be.at.most(16);
      await findsByIndex(db, page(50), SMALL);
      for (const lacks of ['meeting', 'reflection', 'report', 'case', 'papers', 'results'] as const)
        await findsByIndex(
          db,
          () => api().listClosings({ programmeId, lacks, pageSize: 10 }),
          SMALL,
        );
      const [pairId = ''] = college.pairIds;
      await findsByIndex(db, () => api().getClosing({ programmeId, pairId }), SMALL);
      await findsByIndex(db, () => api().getMentorReport({ programmeId, pairId }), SMALL);
    });
  });
});
