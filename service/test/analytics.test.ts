import { expect } from 'chai';
import type { Db } from '../../shared/db/connect.js';
import type { AppError } from '../../shared/errors.js';
import { analyticsHandlers } from '../analytics/analytics-handlers.js';
import { meetingHandlers } from '../meetings/meeting-handlers.js';
import { analyse, buildCollege, type College } from './support/college.js';
import {
  type BuiltPair,
  type BuiltPerson,
  type BuiltProgramme,
  buildMeeting,
  buildPair,
  buildPerson,
  buildProgramme,
  eachDatabase,
  isMysql,
  statementsOf,
  type TestService,
  withService,
} from './support/harness.js';

type Filter = {
  form?: 'student_student' | 'employer_student' | 'teacher_teacher';
  from?: string;
  to?: string;
};

eachDatabase((openDb) => {
  describe('overview', () => {
    let db: Db;
    let service: TestService;

    before(async () => {
      db = await openDb();
      service = withService(db, [analyticsHandlers, meetingHandlers]);
    });

    describe('figures', () => {
      let programme: BuiltProgramme;
      let coordinator: BuiltPerson;
      let pairs: BuiltPair[];
      let mentees: BuiltPerson[];
      let mentors: BuiltPerson[];

      const overview = (person: BuiltPerson, filter: Filter = {}) =>
        service.as(person.actor()).getOverview({ programmeId: programme.programmeId, ...filter });

      before(async () => {
        programme = await buildProgramme(db);
        coordinator = await buildPerson(db, programme, { roles: ['coordinator'] });
        mentors = [];
        mentees = [];
        for (const familyName of ['Алексеева', 'Борисова', 'Васильева']) {
          mentors.push(await buildPerson(db, programme, { roles: ['mentor'], familyName }));
        }
        for (let i = 0; i < 6; i += 1) mentees.push(await buildPerson(db, programme));
        const [a, b] = mentors as [BuiltPerson, BuiltPerson];
        const of = (...is: number[]) => is.map((i) => mentees[i] as BuiltPerson);
        pairs = [
          await buildPair(db, programme, { mentors: [a], mentees: of(0) }),
          await buildPair(db, programme, { mentors: [a], mentees: of(1, 2, 3) }),
          await buildPair(
            db,
            programme,
            { mentors: [b], mentees: of(4) },
            { form: 'employer_student' },
          ),
          await buildPair(
            db,
            programme,
            { mentors: [b], mentees: of(0) },
            { state: 'completed', endsOn: '2026-10-31' },
          ),
          await buildPair(
            db,
            programme,
            { mentors: [b], mentees: of(1) },
            { state: 'draft', startsOn: '2026-11-20' },
          ),
        ];
        const [p0, p1, p2, p3] = pairs as [BuiltPair, BuiltPair, BuiltPair, BuiltPair];
        await buildMeeting(db, p0, {
          heldOn: '2026-11-05',
          topic: 'career',
          confirmation: 'confirmed',
          rating: 10,
        });
        await buildMeeting(db, p0, { heldOn: '2026-09-03', topic: 'career', minutes: 60 });
        await buildMeeting(db, p1, {
          heldOn: '2026-10-29',
          confirmation: 'confirmed',
          rating: 7,
          minutes: 90,
        });
        await buildMeeting(db, p3, {
          heldOn: '2026-09-10',
          topic: 'values',
          confirmation: 'confirmed',
          rating: 1,
        });
        const other = await buildMeeting(db, p2, { heldOn: '2026-10-01', topic: 'values' });
        await service.as((mentees[4] as BuiltPerson).actor()).askForHelp({
          programmeId: programme.programmeId,
          pairId: p2.pairId,
          text: 'Помогите',
          ...other,
        });
      });

      it('count people, pairs, meetings and what waits', async () => {
        const o = await overview(coordinator);
        expect(o).to.include({
          today: '2026-11-10',
          from: '2026-09-01',
          to: '2026-11-10',
          mentors: 3,
          mentees: 6,
          menteesInPairs: 5,
          openPairs: 3,
          meetings: 5,
          minutes: 45 + 60 + 90 + 45 + 45,
          openHelpRequests: 1,
          waitingConfirmations: 2,
          meetingEveryDays: 14,
        });
        expect(o.byRhythm.filter((r) => r.pairs > 0)).to.deep.equal([
          { rhythm: 'in_rhythm', pairs: 1 },
          { rhythm: 'attention', pairs: 1 },
          { rhythm: 'out', pairs: 1 },
          { rhythm: 'off', pairs: 2 },
        ]);
        expect(o.byState).to.deep.include({ state: 'completed', pairs: 1 });
        expect(o.byForm).to.deep.equal([
          { form: 'student_student', pairs: 2, meetings: 4 },
          { form: 'employer_student', pairs: 1, meetings: 1 },
        ]);
        expect(o.byForm.reduce((sum, row) => sum + row.pairs, 0)).to.equal(o.openPairs);
        expect(o.byTopic.map((t) => [t.topic, t.meetings, t.minutes])).to.deep.equal([
          ['values', 2, 90],
          ['career', 2, 105],
          [null, 1, 90],
        ]);
      });

      it('hold every week, empty ones too, with what the rhythm asks for', async () => {
        const { byWeek } = await overview(coordinator);
        expect(byWeek.length).to.equal(11);
        expect(byWeek[0]).to.deep.equal({ week: '2026-08-31', meetings: 1, due: 2 });
        expect(byWeek[2]).to.deep.equal({ week: '2026-09-14', meetings: 0, due: 1.5 });
        expect(byWeek.at(-1)).to.deep.equal({ week: '2026-11-09', meetings: 0, due: 1.5 });
        expect(byWeek.reduce((sum, w) => sum + w.meetings, 0)).to.equal(5);
      });

      it('show the load of mentors, the most pairs first', async () => {
        const { load, loadTotal } = await overview(coordinator);
        expect(loadTotal).to.equal(2);
        expect(load).to.deep.equal([
          {
            mentor: { personId: mentors[0]?.personId, name: mentors[0]?.name },
            pairs: 2,
            mentees: 4,
            meetings: 3,
            minutes: 195,
          },
          {
            mentor: { personId: mentors[1]?.personId, name: mentors[1]?.name },
            pairs: 1,
            mentees: 1,
            meetings: 2,
            minutes: 90,
          },
        ]);
      });

      it('are narrowed by form and period', async () => {
        const employers = await overview(coordinator, { form: 'employer_student' });
        expect(employers).to.include({
          mentors: 1,
          mentees: 1,
          openPairs: 1,
          meetings: 1,
          openHelpRequests: 1,
          waitingConfirmations: 1,
        });
        expect(employers.load.map((l) => l.pairs)).to.deep.equal([1]);
        const october = await overview(coordinator, { from: '2026-10-01', to: '2026-10-31' });
        expect(october).to.include({
          meetings: 2,
          from: '2026-10-01',
          to: '2026-10-31',
          openPairs: 3,
        });
        expect(october.byWeek.map((w) => w.week)).to.deep.equal([
          '2026-09-28',
          '2026-10-05',
          '2026-10-12',
          '2026-10-19',
          '2026-10-26',
        ]);
        const nothing = await overview(coordinator, { form: 'teacher_teacher' });
        expect(nothing).to.include({
          mentors: 0,
          openPairs: 0,
          meetings: 0,
          loadTotal: 0,
        });
      });

      it('are bounded whatever period is asked for, and refuse one that runs backwards', async () => {
        const wide = await overview(coordinator, { from: '0001-01-01', to: '9999-12-31' });
        expect(wide.byWeek.length).to.be.below(262);
        expect(wide.meetings).to.equal(5);
        const error = await overview(coordinator, { from: '2026-10-02', to: '2026-10-01' }).catch(
          (e: AppError) => e,
        );
        expect(error).to.have.nested.property('problems[0].path', 'to');
      });

      it('show a mean rating from five people on', async () => {
        expect((await overview(coordinator)).rating).to.deep.equal({ mean: null, answers: 5 });
        await buildMeeting(db, pairs[2] as BuiltPair, {
          heldOn: '2026-10-02',
          confirmation: 'confirmed',
          rating: 5,
        });
        await db('programmes').where('id', programme.programmeId).increment('revision', 1);
        expect((await overview(coordinator)).rating).to.deep.equal({ mean: 6.2, answers: 6 });
        expect((await overview(coordinator, { form: 'employer_student' })).rating.mean).to.equal(
          null,
        );
      });

      it('name nobody to an observer', async () => {
        const observer = await buildPerson(db, programme, { roles: ['observer'] });
        const o = await overview(observer);
        expect(o.load.map((l) => l.mentor)).to.deep.equal([null, null]);
        const text = JSON.stringify(o);
        for (const person of [...mentors, ...mentees]) {
          expect(text).not.to.contain(person.name);
          expect(text).not.to.contain(person.personId);
        }
      });

      it('show a curator their forms only, whatever form they ask for', async () => {
        const curator = await buildPerson(db, programme, {
          roles: ['curator'],
          scopeForms: ['employer_student'],
        });
        expect(await overview(curator)).to.include({ openPairs: 1, mentees: 1 });
        const asked = await overview(curator, { form: 'student_student' });
        expect(asked).to.include({ openPairs: 0, meetings: 0, mentees: 0 });
      });
    });

    describe('cost', () => {
      let college: College;
      const ask = (more: Filter = {}) =>
        service
          .as(college.coordinator.actor())
          .getOverview({ programmeId: college.programmeId, ...more });

      before(async () => {
        college = await buildCollege(db, { pairs: 60, meetingsPerPair: 15 });
        for (let i = 0; i < 12; i += 1) await buildCollege(db, { pairs: 60, meetingsPerPair: 6 });
        await analyse(db);
      });

      it('is eight statements at most, whatever the rows, and one when nothing has changed', async () => {
        const first = await statementsOf(db, ask);
        expect(first.length).to.be.at.most(8);
        expect((await statementsOf(db, ask)).length).to.equal(1);
        const small = await buildCollege(db, { pairs: 25, meetingsPerPair: 3 });
        const askSmall = () =>
          service.as(small.coordinator.actor()).getOverview({ programmeId: small.programmeId });
        expect((await statementsOf(db, askSmall)).length).to.equal(first.length);
      });

      it('is never stale: a write is seen at once, in any process', async () => {
        const other = withService(db, [analyticsHandlers, meetingHandlers]);
        const before = await ask();
        await other.as(college.coordinator.actor()).logMeeting({
          programmeId: college.programmeId,
          pairId: college.pairIds[0] as string,
          kind: 'regular',
          heldOn: '2026-11-10',
          minutes: 60,
          format: 'online',
          attendeeIds: [college.menteeIds[0] as string],
        });
        expect((await ask()).meetings).to.equal(before.meetings + 1);
      });

      it('reads rows of its own programme only, meetings from their index alone', async () => {
        const seen: { sql: string; bindings: string[] }[] = [];
        const note = (q: { sql: string; bindings: string[] }) => seen.push(q);
        await db('programmes').where('id', college.programmeId).increment('revision', 1);
        db.on('query', note);
        await ask();
        db.removeListener('query', note);
        const plans = await Promise.all(seen.map((q) => planOf(db, q)));
        const [first] = plans;
        expect(first).not.to.equal(undefined);
        for (const { full, sql } of plans) expect(full, sql).to.deep.equal([]);
        const ofMeetings = plans.filter((p) => /`week` between/.test(p.sql));
        expect(ofMeetings.length).to.equal(2);
        for (const { text } of ofMeetings)
          expect(text).to.match(/COVERING INDEX meetings_figures_standing|Using index/);
      });
    });
  });
});

interface MysqlPlanRow {
  table: string | null;
  type: string | null;
  Extra: string | null;
}

/** The tables that a statement would read as a whole, and its plan as text. */
async function planOf(db: Db, query: { sql: string; bindings: string[] }) {
  if (isMysql(db)) {
    const [rows] = (await db.raw(`explain ${query.sql}`, query.bindings)) as [MysqlPlanRow[]];
    // Derived tables (<derived2>, f) are read as a whole; they hold the programme's rows only.
    const full = rows
      .filter((r) => (r.type === 'ALL' || r.type === 'index') && !/^<|^f$/.test(r.table ?? ''))
      .map((r) => r.table);
    return { sql: query.sql, full, text: JSON.stringify(rows) };
  }
  const rows = (await db.raw(`explain query plan ${query.sql}`, query.bindings)) as {
    detail: string;
  }[];
  const full = rows
    .map((r) => r.detail)
    .filter((d) => /^SCAN (?!CONSTANT|f$|c$|t$|\(subquery)/.test(d));
  return { sql: query.sql, full, text: JSON.stringify(rows) };
}
