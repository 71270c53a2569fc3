import { fillPlansBesideMeetings } from '../../demo/college/others.js';
import type { Db } from '../../shared/db/connect.js';
import { newId } from '../../shared/ids.js';
import { sha256 } from '../../shared/seal.js';
import { calendarHandlers } from '../calendar/calendar-handlers.js';
import { meetingHandlers } from '../meetings/meeting-handlers.js';
import { pairHandlers } from '../pairs/pair-handlers.js';
import { plannedMeetingHandlers } from '../planned-meetings/planned-handlers.js';
import { analyse, buildCollege, type College } from './support/college.js';
import { eachDatabase, type TestService, withService } from './support/harness.js';
import { findsByIndex } from './support/plans.js';

const TOKEN = 'AAAAAAAAAAAAAAAAAAAAAA';
const FEATURES = [calendarHandlers, plannedMeetingHandlers, meetingHandlers, pairHandlers];
/** Some rows in this test, and in a college too; all else grows with people and meetings. */
const SMALL = new Set([
  'organisations',
  'programmes',
  'group_meetings',
  'group_meeting_people',
  'school_sessions',
  'calendar_feeds',
  'consents',
  'profiles',
  'files',
  // What the statement itself has found of some weeks, put in order.
  'u',
  'v',
  'w',
]);

eachDatabase((openDb) => {
  describe('calendars beside the meetings of other colleges', () => {
    let db: Db;
    let service: TestService;
    let college: College;

    before(async () => {
      db = await openDb();
      service = withService(db, FEATURES);
      college = await buildCollege(db, { pairs: 8, meetingsPerPair: 12 });
      for (let n = 0; n < 4; n += 1) await buildCollege(db, { pairs: 60, meetingsPerPair: 40 });
      await fillPlansBesideMeetings(db);
      await db.raw(`insert into planned_meeting_answers (id, organisation_id, programme_id,
          planned_meeting_id, person_id, answer, answered_at)
        select id, organisation_id, programme_id, id, pair_id, 'agrees', 0 from planned_meetings`);
      const { programmeId, menteeIds } = college;
      const { organisation_id } = await db('programmes').where('id', programmeId).first();
      await db('calendar_feeds').insert({
        id: newId(),
        organisation_id,
        programme_id: programmeId,
        person_id: menteeIds[0],
        token_hash: sha256(`calendar feed ${TOKEN}`),
        created_at: 0,
      });
      await analyse(db);
    });

    const api = () => service.as(college.coordinator.actor());
    const finds = (work: () => Promise<unknown>) => findsByIndex(db, work, SMALL);
    const days = () => ({
      programmeId: college.programmeId,
      from: '2026-10-01',
      to: '2026-10-31',
    });

    it('the month, the list and its count', async () => {
      await finds(() => api().getCalendar(days()));
      await finds(() => api().listCalendar(days()));
      await finds(() => api().listCalendar({ ...days(), state: 'cancelled' }));
      await finds(() => api().listCalendar({ ...days(), search: 'наставников' }));
    });

    it('the calendar that a program reads', () =>
      finds(() => service.system.readCalendarFeed({ token: TOKEN })));

    it('pairs with their next day', async () => {
      const { programmeId, pairIds } = college;
      await finds(() => api().listPairs({ programmeId }));
      await finds(() => api().getPair({ programmeId, pairId: pairIds[0] ?? '' }));
    });

    it('what overlaps with a new one', () =>
      finds(() =>
        api().planMeeting({
          programmeId: college.programmeId,
          pairId: college.pairIds[0] ?? '',
          kind: 'regular',
          onDate: '2027-01-12',
          startsAt: '15:00',
          minutes: 45,
          format: 'phone',
        }),
      ));
  });
});
