import { expect } from 'chai';
import type { Db } from '../../shared/db/connect.js';
import { meetingHandlers } from '../meetings/meeting-handlers.js';
import { programmeHandlers } from '../programmes/programme-handlers.js';
import { progressHandlers } from '../progress/progress-handlers.js';
import {
  type BuiltPerson,
  type BuiltProgramme,
  buildMeeting,
  buildPair,
  buildPerson,
  buildProgramme,
  eachDatabase,
  statementsOf,
  type TestService,
  withService,
} from './support/harness.js';
import { problemsOf, rejection } from './support/rejection.js';

const SETTINGS = {
  title: 'Наставничество 2026/27',
  startsOn: '2026-09-01',
  endsOn: '2027-08-31',
  forms: ['student_student' as const],
  meetingEveryDays: 14,
  feedbackEveryDays: 30,
  weights: { meetings: 60, feedback: 20, closing: 20 },
};

eachDatabase((openDb) => {
  describe('new settings and the scores', () => {
    let db: Db;
    let service: TestService;
    let programme: BuiltProgramme;
    let programmeId: string;
    let coordinator: BuiltPerson;
    let mentor: BuiltPerson;

    before(async () => {
      db = await openDb();
      service = withService(db, [programmeHandlers, meetingHandlers, progressHandlers]);
    });
    beforeEach(async () => {
      programme = await buildProgramme(db);
      ({ programmeId } = programme);
      coordinator = await buildPerson(db, programme, { roles: ['coordinator'] });
      mentor = await buildPerson(db, programme, { roles: ['mentor'] });
    });

    const api = () => service.as(coordinator.actor());
    const asked = (change: Partial<typeof SETTINGS> = {}, version = 1) => ({
      ...SETTINGS,
      ...change,
      programmeId,
      version,
    });
    /** A mentee with so many meetings confirmed, of which so many were rated. */
    async function menteeWith(confirmed: number, rated: number): Promise<BuiltPerson> {
      const mentee = await buildPerson(db, programme);
      const pair = await buildPair(db, programme, { mentors: [mentor], mentees: [mentee] });
      for (let i = 0; i < confirmed; i += 1) {
        await buildMeeting(db, pair, {
          heldOn: `2026-10-0${i + 1}`,
          confirmation: 'confirmed',
          rating: i < rated ? 8 : null,
        });
      }
      return mentee;
    }
    const scoreOf = async (person: BuiltPerson) =>
      (await api().getProgress({ programmeId, personId: person.personId })).score;

    it('a preview names exactly the scores that saving makes', async () => {
      const people = [await menteeWith(1, 0), await menteeWith(3, 3), await menteeWith(0, 0)];
      await service.system.recomputeProgress({ programmeId });
      for (const change of [
        { meetingEveryDays: 7 },
        { meetingEveryDays: 30 },
        { weights: { meetings: 10, feedback: 80, closing: 10 } },
        { endsOn: '2026-11-20' },
      ]) {
        const { version } = (await api().getMe({ programmeId })).programme;
        const before = await Promise.all(people.map(scoreOf));
        const preview = await api().previewProgramme(asked(change, version));
        await api().updateProgramme(asked(change, version));
        const after = await Promise.all(people.map(scoreOf));
        const changed = people.flatMap((person, i) =>
          before[i] === after[i]
            ? []
            : [
                {
                  personId: person.personId,
                  name: person.name,
                  before: before[i],
                  after: after[i],
                },
              ],
        );
        const about = JSON.stringify(change);
        expect(changed.length, about).to.be.greaterThan(0);
        expect(preview.rows, about).to.have.deep.members(changed);
        const by = preview.rows.map((row) => row.after - row.before);
        expect(preview, about).to.include({
          people: changed.length,
          lowest: Math.min(...by),
          highest: Math.max(...by),
        });
        const stored = await db('grades').where({ programme_id: programmeId });
        for (const row of preview.rows) {
          expect(stored.find((one) => one.person_id === row.personId)?.score).to.equal(row.after);
        }
      }
    });

    it('a preview saves nothing, and says that nothing changes when nothing does', async () => {
      await menteeWith(2, 1);
      await service.system.recomputeProgress({ programmeId });
      const state = async () =>
        JSON.stringify([
          await db('programmes').where('id', programmeId),
          await db('grades').where('programme_id', programmeId).orderBy('id'),
          await db('journal').where('programme_id', programmeId),
        ]);
      const before = await state();
      expect((await api().previewProgramme(asked({ meetingEveryDays: 7 }))).people).to.equal(1);
      const nothing = { people: 0, lowest: 0, highest: 0, rows: [] };
      const renamed = { title: 'Другое имя', feedbackEveryDays: 10 };
      expect(await api().previewProgramme(asked(renamed))).to.deep.equal(nothing);
      const proportional = { weights: { meetings: 30, feedback: 10, closing: 10 } };
      expect(await api().previewProgramme(asked(proportional))).to.deep.equal(nothing);
      expect(await state()).to.equal(before);
    });

    it('the largest changes come first, fifty at most, by as many statements for many as for few', async () => {
      const cost = async () => {
        const sql = await statementsOf(db, () =>
          api().previewProgramme(asked({ meetingEveryDays: 7 })),
        );
        return sql.length;
      };
      await menteeWith(2, 0);
      const few = await cost();
      for (let i = 0; i < 51; i += 1) await menteeWith(i === 25 ? 4 : 1, 0);
      expect(await cost()).to.equal(few);
      const preview = await api().previewProgramme(asked({ meetingEveryDays: 7 }));
      expect(preview.people).to.equal(52);
      expect(preview.rows.length).to.equal(50);
      const sizes = preview.rows.map((row) => Math.abs(row.after - row.before));
      expect(sizes).to.deep.equal([...sizes].sort((a, b) => b - a));
      expect(sizes[0]).to.be.greaterThan(sizes.at(-1) ?? 0);
    });

    it('a preview over an older version is told so, as saving is', async () => {
      await api().updateProgramme(asked());
      const late = await rejection(api().previewProgramme(asked({ meetingEveryDays: 7 })));
      expect(late.code).to.equal('changed_meanwhile');
    });

    it('what is wrong is told all at once, what the schema finds and what the rules find', async () => {
      const wrong = asked({
        title: '',
        meetingEveryDays: 0,
        feedbackEveryDays: 14.5,
        startsOn: '2027-01-01',
        endsOn: '2026-01-01',
        weights: { meetings: 0, feedback: 0, closing: 0 },
      });
      const all = [
        'title: required',
        'meetingEveryDays: number.range',
        'feedbackEveryDays: number.format',
        'endsOn: dates.order',
        'weights: weights.zero',
      ];
      for (const call of ['updateProgramme', 'previewProgramme'] as const) {
        const error = await rejection(api()[call](wrong));
        expect(problemsOf(error)).to.have.members(all);
      }
    });
  });
});
