import { expect } from 'chai';
import fc from 'fast-check';
import { down, up } from '../../migrations/service/20261122F-add-feedback-to-pairs.js';
import { addDays } from '../../shared/dates.js';
import type { Db } from '../../shared/db/connect.js';
import { newId } from '../../shared/ids.js';
import { analyticsHandlers } from '../analytics/analytics-handlers.js';
import { PAIR_STATES } from '../api/index.js';
import { meetingHandlers } from '../meetings/meeting-handlers.js';
import { daysWithoutFeedback, type FeedbackSummary } from '../pairs/feedback-rules.js';
import { pairHandlers } from '../pairs/pair-handlers.js';
import type { WatchSettings } from '../pairs/pair-store.js';
import { signalHandlers } from '../signals/signal-handlers.js';
import {
  type BuiltPair,
  type BuiltPerson,
  type BuiltProgramme,
  buildMeeting,
  buildPair,
  buildPerson,
  buildProgramme,
  eachDatabase,
  type TestService,
  withService,
} from './support/harness.js';
import { readPairs } from './support/read-pairs.js';

const TODAY = '2026-11-10';
const RATED = { confirmation: 'confirmed', rating: 9 } as const;

interface AnyPair extends FeedbackSummary {
  id: string;
  lastMeetingOn: string | null;
}

const moment = fc.option(
  fc
    .integer({ min: -60 * 24, max: 0 })
    .map((hours) => Date.parse(`${TODAY}T23:30:00Z`) + hours * 3_600_000),
  { nil: null },
);
const day = (min: number) => fc.integer({ min, max: 60 }).map((ago) => addDays(TODAY, -ago));
const anyPair: fc.Arbitrary<AnyPair> = fc.record({
  id: fc.constant('').map(() => newId()),
  state: fc.constantFrom(...PAIR_STATES),
  startsOn: day(-10),
  lastMeetingOn: fc.option(day(0), { nil: null }),
  lastFeedbackAt: moment,
  lastLoggedAt: moment,
});
const anySettings = fc.record({
  meetingEveryDays: fc.integer({ min: 1, max: 30 }),
  feedbackEveryDays: fc.integer({ min: 1, max: 40 }),
  timeZone: fc.constantFrom('Europe/Moscow', 'Asia/Vladivostok', 'America/New_York'),
});

eachDatabase((openDb) => {
  describe('feedback of pairs', () => {
    let db: Db;
    let service: TestService;
    let programme: BuiltProgramme;
    let coordinator: BuiltPerson;
    let mentor: BuiltPerson;

    before(async () => {
      db = await openDb();
      service = withService(db, [analyticsHandlers, meetingHandlers, pairHandlers, signalHandlers]);
    });
    beforeEach(async () => {
      programme = await buildProgramme(db, { feedbackEveryDays: 20 });
      coordinator = await buildPerson(db, programme, { roles: ['coordinator'] });
      mentor = await buildPerson(db, programme, { roles: ['mentor'] });
    });

    const pairOf = async (mentee?: BuiltPerson): Promise<BuiltPair> =>
      buildPair(db, programme, {
        mentors: [mentor],
        mentees: [mentee ?? (await buildPerson(db, programme))],
      });
    const overview = () =>
      service.as(coordinator.actor()).getOverview({ programmeId: programme.programmeId });

    it('that has been missing for too long puts a pair among those that need attention', async () => {
      const { programmeId } = programme;
      const [answering, silent, dueSoon] = [await pairOf(), await pairOf(), await pairOf()];
      await buildMeeting(db, answering, { heldOn: '2026-11-08', ...RATED });
      await buildMeeting(db, silent, { heldOn: '2026-10-10', ...RATED });
      // Confirmed, but not a word on what it was good for.
      await buildMeeting(db, silent, { heldOn: '2026-11-09', confirmation: 'confirmed' });
      await buildMeeting(db, dueSoon, { heldOn: '2026-10-29', ...RATED });

      const o = await overview();
      expect(o).to.include({ withoutFeedback: 1, feedbackEveryDays: 20 });
      const needy = await service
        .as(coordinator.actor())
        .listSignals({ programmeId, code: 'no_feedback' });
      expect(
        needy.rows.map(({ pairId, signals: [worst] }) => [pairId, worst?.days, worst?.since]),
      ).to.deep.equal([[silent.pairId, 31, '2026-10-31']]);

      const api = service.as(coordinator.actor());
      const { rows, total } = await api.listPairs({ programmeId, feedback: 'missing' });
      expect(rows.map((p) => [p.pairId, p.noFeedbackDays])).to.deep.equal([[silent.pairId, 31]]);
      expect(total).to.equal(1);
      const page = await api.getPair({ programmeId, pairId: silent.pairId });
      expect(page.noFeedbackDays).to.equal(31);
    });

    it('given at last takes the pair off the list at once; withdrawn, it is missing again', async () => {
      const { programmeId } = programme;
      const mentee = await buildPerson(db, programme);
      const { meetingId } = await buildMeeting(db, await pairOf(mentee), { heldOn: '2026-11-08' });
      const silent = async () => {
        const o = await overview();
        const { rows } = await service
          .as(coordinator.actor())
          .listSignals({ programmeId, code: 'no_feedback' });
        return [o.withoutFeedback, rows.map(({ signals: [worst] }) => worst?.days)];
      };
      const say = (decision: 'confirmed' | 'disputed', rating: number | null = null) =>
        service.as(mentee.actor()).respondToMeeting({ programmeId, meetingId, decision, rating });
      expect(await silent()).to.deep.equal([1, [70]]);
      await say('confirmed');
      expect(await silent()).to.deep.equal([1, [70]]);
      await say('confirmed', 8);
      expect(await silent()).to.deep.equal([0, []]);
      await say('disputed');
      expect(await silent()).to.deep.equal([1, [70]]);
    });

    it('is told the same by SQL as by the rule, for any pairs', async () => {
      const check = async (pairs: AnyPair[], settings: WatchSettings) => {
        const programmeId = newId();
        await db('pairs').insert(pairs.map((pair) => rowOf(pair, programme, programmeId)));
        const watch = { settings, today: TODAY };
        const here = { programmeId, scopeForms: null } as const;
        const silent = pairs.filter((pair) => daysWithoutFeedback(pair, settings, TODAY) !== null);
        const only = await readPairs(db, { ...here, noFeedback: 'only' }, 'title', watch, 100);
        expect(idsOf(only)).to.deep.equal(idsOf(silent));
        expect(only.every((pair) => pair.noFeedbackDays !== null)).to.equal(true);
      };
      const pairs = fc.array(anyPair, { minLength: 1, maxLength: 25 });
      await fc.assert(fc.asyncProperty(pairs, anySettings, check), { numRuns: 40 });
    });

    it('is known of the meetings that were there before it was watched', async () => {
      const pair = await pairOf();
      await buildMeeting(db, pair, { heldOn: '2026-10-01', ...RATED });
      await buildMeeting(db, pair, { heldOn: '2026-11-01' });
      const stored = () => db('pairs').where('id', pair.pairId).first();
      const before = await stored();
      expect(Number(before.last_feedback_at)).to.equal(Date.parse('2026-10-01T15:00:00Z'));
      expect(Number(before.last_logged_at)).to.equal(Date.parse('2026-11-01T15:00:00Z'));
      await down(db);
      expect(await stored()).to.not.have.property('last_feedback_at');
      await up(db);
      await up(db);
      expect(await stored()).to.deep.equal(before);
    });
  });
});

const idsOf = (pairs: readonly ({ id: string } | { pairId: string })[]): string[] =>
  pairs.map((pair) => ('id' in pair ? pair.id : pair.pairId)).sort();

const rowOf = (pair: AnyPair, { organisationId }: BuiltProgramme, programmeId: string) => ({
  id: pair.id,
  organisation_id: organisationId,
  programme_id: programmeId,
  title: '',
  sort_key: '',
  search_text: '',
  form: 'student_student',
  format: 'individual',
  state: pair.state,
  starts_on: pair.startsOn,
  ends_on: '2027-06-30',
  last_meeting_on: pair.lastMeetingOn,
  silent_since: pair.lastMeetingOn ?? pair.startsOn,
  last_feedback_at: pair.lastFeedbackAt,
  last_logged_at: pair.lastLoggedAt,
  created_at: 0,
});
