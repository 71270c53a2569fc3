import type { Knex } from 'knex';
import { todayIn } from '../../shared/clock.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { invalid } from '../../shared/errors.js';
import type { GroupMeetingFields } from '../api/group-meetings.js';
import { changedFields } from '../audit/changed-fields.js';
import { bumpRevision, recordChange } from '../audit/index.js';
import type { Authority } from '../authorise.js';
import { callerOf, once } from '../db/once.js';
import { remembered } from '../db/remembered.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { readProgrammeSettings } from '../programmes/index.js';
import { openBallots } from './ballots.js';
import { listCandidates, poolAmong, readCandidates } from './candidates.js';
import { meetingProblems, stateProblem } from './group-meeting-rules.js';
import { groupMeetingStore, type StoredGroupMeeting } from './group-meeting-store.js';
import { invitedStore } from './invited-store.js';
import { invite, uninvite } from './inviting.js';
import { markMeeting } from './marking.js';
import {
  changedMeanwhile,
  getMeeting,
  hasBallots,
  listInvited,
  listMeetings,
  listMine,
  readMeeting,
  viewMeeting,
} from './views.js';

type Names =
  | 'listGroupMeetings'
  | 'getGroupMeeting'
  | 'createGroupMeeting'
  | 'updateGroupMeeting'
  | 'setGroupMeetingState'
  | 'listGroupMeetingPeople'
  | 'listGroupMeetingCandidates'
  | 'inviteToGroupMeeting'
  | 'uninviteFromGroupMeeting'
  | 'markGroupMeeting'
  | 'openBallots'
  | 'listMyGroupMeetings';

/** The fields of a meeting alone, out of an endpoint's input or a stored meeting. */
const fieldsOf = (given: GroupMeetingFields): GroupMeetingFields => ({
  title: given.title,
  form: given.form,
  heldOn: given.heldOn,
  startsAt: given.startsAt,
  place: given.place || null,
  link: given.link || null,
  note: given.note || null,
});

/** @throws `invalid` with every problem of the fields, at its field */
async function check(
  deps: ServiceDeps,
  trx: Knex.Transaction,
  authority: Authority,
  fields: GroupMeetingFields,
  before: StoredGroupMeeting | null,
): Promise<void> {
  const year = await readProgrammeSettings(trx, authority.programmeId);
  const today = todayIn(authority.timeZone, deps.clock);
  const known = before && { ...before, hasBallots: hasBallots(before) };
  const problems = meetingProblems(fields, known, { year, today });
  if (problems.length > 0) throw invalid(problems);
}

async function create(deps: ServiceDeps, { actor, authority, input }: Call<'createGroupMeeting'>) {
  const { organisationId, programmeId } = authority;
  const fields = fieldsOf(input);
  const pool = input.invitePool
    ? poolAmong(await readCandidates(deps, authority, fields.form))
    : [];
  const key = {
    organisationId,
    actorId: callerOf(actor, authority),
    endpoint: `createGroupMeeting ${programmeId}`,
    key: input.idempotencyKey,
    input,
  };
  return inTransaction(deps.db, async (trx) => {
    const { groupMeetingId } = await once(trx, deps.clock, key, async () => {
      await check(deps, trx, authority, fields, null);
      if (input.invitePool && pool.length === 0)
        throw invalid([{ path: 'invitePool', code: 'groupMeeting.poolEmpty' }]);
      const now = deps.clock.now();
      const made = await groupMeetingStore(trx).insert(authority, fields, now);
      const place = { organisationId, programmeId, groupMeetingId: made };
      await invitedStore(trx).invite(place, pool, now);
      await recordChange(trx, deps.clock, authority, {
        action: 'created',
        entity: 'group_meeting',
        entityId: made,
        after: { ...fields, invited: pool.length },
      });
      return { groupMeetingId: made };
    });
    return viewMeeting(trx, programmeId, groupMeetingId);
  });
}

function update(deps: ServiceDeps, { authority, input }: Call<'updateGroupMeeting'>) {
  const { programmeId } = authority;
  const { groupMeetingId, version } = input;
  const fields = fieldsOf(input);
  return inTransaction(deps.db, async (trx) => {
    const before = await readMeeting(trx, programmeId, groupMeetingId);
    if (before.version !== version) throw changedMeanwhile('group meeting');
    await check(deps, trx, authority, fields, before);
    const where = { programmeId, groupMeetingId };
    if (!(await groupMeetingStore(trx).update(where, version, fields)))
      throw changedMeanwhile('group meeting');
    await recordChange(trx, deps.clock, authority, {
      action: 'changed',
      entity: 'group_meeting',
      entityId: groupMeetingId,
      ...changedFields({ ...fieldsOf(before) }, { ...fields }),
    });
    return viewMeeting(trx, programmeId, groupMeetingId);
  });
}

function setState(deps: ServiceDeps, { authority, input }: Call<'setGroupMeetingState'>) {
  const { programmeId } = authority;
  const { groupMeetingId, state, reason, version } = input;
  return inTransaction(deps.db, async (trx) => {
    // One after the other with who opens the ballots of the same meeting.
    await bumpRevision(trx, programmeId);
    const before = await readMeeting(trx, programmeId, groupMeetingId);
    if (before.version !== version) throw changedMeanwhile('group meeting');
    const invited = await invitedStore(trx).all(groupMeetingId);
    const problem = stateProblem({ ...before, hasBallots: hasBallots(before) }, state, {
      today: todayIn(authority.timeZone, deps.clock),
      reason,
      invited: invited.length,
      marked: invited.some(({ mark }) => mark !== null),
    });
    if (problem) throw invalid([problem]);
    const why = state === 'cancelled' ? reason : null;
    const where = { programmeId, groupMeetingId };
    if (!(await groupMeetingStore(trx).setState(where, version, state, why)))
      throw changedMeanwhile('group meeting');
    await recordChange(trx, deps.clock, authority, {
      action: 'state',
      entity: 'group_meeting',
      entityId: groupMeetingId,
      before: { title: before.title, state: before.state },
      after: { title: before.title, state, ...(why ? { reason: why } : {}) },
    });
    return viewMeeting(trx, programmeId, groupMeetingId);
  });
}

/** The handlers of group meetings and their ballots (methodology §3 stage 5, §6.11). */
export function groupMeetingHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  return {
    listGroupMeetings: remembered<'listGroupMeetings'>(deps, (call) => listMeetings(deps, call)),
    getGroupMeeting: remembered<'getGroupMeeting'>(deps, (call) => getMeeting(deps, call)),
    listGroupMeetingPeople: remembered<'listGroupMeetingPeople'>(deps, (call) =>
      listInvited(deps, call),
    ),
    listGroupMeetingCandidates: remembered<'listGroupMeetingCandidates'>(deps, (call) =>
      listCandidates(deps, call),
    ),
    // Remembered: the homes of mentors and mentees ask for it at each visit.
    listMyGroupMeetings: remembered<'listMyGroupMeetings'>(deps, (call) => listMine(deps, call)),
    createGroupMeeting: (call) => create(deps, call),
    updateGroupMeeting: (call) => update(deps, call),
    setGroupMeetingState: (call) => setState(deps, call),
    inviteToGroupMeeting: (call) => invite(deps, call),
    uninviteFromGroupMeeting: (call) => uninvite(deps, call),
    markGroupMeeting: (call) => markMeeting(deps, call),
    openBallots: (call) => openBallots(deps, call),
  };
}
