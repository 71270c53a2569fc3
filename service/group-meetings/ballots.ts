import type { Knex } from 'knex';
import { todayIn } from '../../shared/clock.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { invalid } from '../../shared/errors.js';
import type { Side } from '../api/group-meeting-reference.js';
import { bumpRevision, recordChange } from '../audit/index.js';
import type { Authority } from '../authorise.js';
import { callerOf, once } from '../db/once.js';
import type { Call, ServiceDeps } from '../handler.js';
import { readProgrammeSettings } from '../programmes/index.js';
import { openListedWave, replaceWaveLists } from '../surveys/index.js';
import { frozenAmong } from './frozen.js';
import { ballotProblems } from './group-meeting-rules.js';
import { groupMeetingStore, type StoredGroupMeeting } from './group-meeting-store.js';
import { invitedStore } from './invited-store.js';
import { changedMeanwhile, hasBallots, readMeeting } from './views.js';

/** The questionnaires of methodology §6.11. */
const TEMPLATES: Readonly<Record<Side, string>> = {
  mentee: 'group_meeting_mentee',
  mentor: 'group_meeting_mentor',
};
/** What a wave is called before the name of its meeting. */
const TITLES: Readonly<Record<Side, string>> = {
  mentee: 'Предпочтения по наставникам: ',
  mentor: 'Предпочтения по наставляемым: ',
};
const LONGEST_TITLE = 200;

/** «Предпочтения по наставникам: Знакомство»; no longer than a wave's title may be. */
function titleOf({ title }: StoredGroupMeeting, side: Side): string {
  const whole = `${TITLES[side]}${title}`;
  return whole.length <= LONGEST_TITLE ? whole : `${whole.slice(0, LONGEST_TITLE - 1)}…`;
}

/** Those who were at a meeting and whose consent holds, by side. */
async function whoWasThere(
  trx: Knex.Transaction,
  deps: ServiceDeps,
  authority: Authority,
  groupMeetingId: string,
): Promise<Record<Side, string[]>> {
  const entries = await invitedStore(trx).all(groupMeetingId);
  const present = entries.filter(({ mark }) => mark === 'present');
  const ids = present.map(({ personId }) => personId);
  const frozen = await frozenAmong(trx, deps, authority, ids);
  const of = (side: Side) =>
    present
      .filter((one) => one.side === side && !frozen.has(one.personId))
      .map(({ personId }) => personId);
  return { mentee: of('mentee'), mentor: of('mentor') };
}

/** Each side is asked, and offered the other. */
const listsOf = (there: Readonly<Record<Side, string[]>>, side: Side) => ({
  asked: there[side],
  offered: there[side === 'mentee' ? 'mentor' : 'mentee'],
});

/**
 * Opens the questionnaires about preferences, one wave a side, named: whom somebody wishes can only be
 * heeded by who knows whose wish it is.
 * @throws `invalid` with `groupMeeting.*` where the meeting or the dates stand against it
 */
export function openBallots(
  deps: ServiceDeps,
  { actor, authority, input }: Call<'openBallots'>,
): Promise<{ menteeWaveId: string; mentorWaveId: string }> {
  const { organisationId, programmeId, timeZone } = authority;
  const { groupMeetingId, startsOn, endsOn, version } = input;
  const key = {
    organisationId,
    actorId: callerOf(actor, authority),
    endpoint: `openBallots ${groupMeetingId}`,
    key: input.idempotencyKey,
    input,
  };
  return inTransaction(deps.db, (trx) =>
    once(trx, deps.clock, key, async () => {
      // Two who open the same ballots: the second finds them opened.
      await bumpRevision(trx, programmeId);
      const meeting = await readMeeting(trx, programmeId, groupMeetingId);
      const there = await whoWasThere(trx, deps, authority, groupMeetingId);
      const year = await readProgrammeSettings(trx, programmeId);
      const problems = ballotProblems(
        { ...meeting, hasBallots: hasBallots(meeting) },
        { startsOn, endsOn },
        {
          year,
          today: todayIn(timeZone, deps.clock),
          there: { mentee: there.mentee.length, mentor: there.mentor.length },
        },
      );
      if (problems.length > 0) throw invalid(problems);
      const open = (side: Side) =>
        openListedWave(trx, deps, authority, {
          templateCode: TEMPLATES[side],
          title: titleOf(meeting, side),
          startsOn,
          endsOn,
          ...listsOf(there, side),
        });
      const waves = { mentee: await open('mentee'), mentor: await open('mentor') };
      const where = { programmeId, groupMeetingId };
      if (!(await groupMeetingStore(trx).setBallots(where, version, waves)))
        throw changedMeanwhile('group meeting');
      await recordChange(trx, deps.clock, authority, {
        action: 'ballots_opened',
        entity: 'group_meeting',
        entityId: groupMeetingId,
        after: {
          title: meeting.title,
          startsOn,
          endsOn,
          mentees: there.mentee.length,
          mentors: there.mentor.length,
        },
      });
      return { menteeWaveId: waves.mentee, mentorWaveId: waves.mentor };
    }),
  );
}

/** After a change of who was there: opened questionnaires ask those who were, and nobody else. */
export async function refreshBallots(
  trx: Knex.Transaction,
  deps: ServiceDeps,
  authority: Authority,
  { groupMeetingId, menteeWaveId, mentorWaveId }: StoredGroupMeeting,
): Promise<void> {
  if (menteeWaveId === null || mentorWaveId === null) return;
  const there = await whoWasThere(trx, deps, authority, groupMeetingId);
  await replaceWaveLists(trx, deps, authority, menteeWaveId, listsOf(there, 'mentee'));
  await replaceWaveLists(trx, deps, authority, mentorWaveId, listsOf(there, 'mentor'));
}
