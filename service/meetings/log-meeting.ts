import type { Knex } from 'knex';
import { todayIn } from '../../shared/clock.js';
import { addDays, latest } from '../../shared/dates.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { invalid } from '../../shared/errors.js';
import type { Meeting, NewMeetingFields } from '../api/meetings.js';
import { agreedAfter } from '../api/next-meeting.js';
import type { Authority } from '../authorise.js';
import { withdrawnAmong } from '../consents/index.js';
import { callerOf, once } from '../db/once.js';
import type { Call, ServiceDeps } from '../handler.js';
import { lockPair, readPairForMember } from '../pairs/index.js';
import { readNextAgreed } from '../planned-meetings/index.js';
import { afterChange } from './after-change.js';
import { meetingFieldsOf } from './meeting-input.js';
import { frozenProblems, meetingProblems } from './meeting-rules.js';
import { meetingStore } from './meeting-store.js';
import { viewMeeting } from './meeting-view.js';

/** The day that is agreed after a meeting, where its record says nothing of one. */
async function standingAfter(
  trx: Knex.Transaction,
  pairId: string,
  of: { today: string; heldOn: string; said: string | null | undefined },
): Promise<string | null> {
  if (of.said !== undefined) return null;
  // Also a later one than the meeting's own: that may be the very one that was agreed.
  return readNextAgreed(trx, pairId, latest(of.today, addDays(of.heldOn, 1)));
}

/**
 * Writes a meeting of a pair that the caller may see into the log, in their transaction, by the rules of
 * logMeeting(). @returns its id
 */
export async function insertMeeting(
  trx: Knex.Transaction,
  deps: ServiceDeps,
  authority: Authority,
  pairId: string,
  input: NewMeetingFields,
): Promise<string> {
  await lockPair(trx, pairId);
  const pair = await readPairForMember(trx, authority, pairId);
  const menteeIds = pair.mentees.map((p) => p.personId);
  const today = todayIn(authority.timeZone, deps.clock);
  const typed = meetingFieldsOf(input);
  const problems = meetingProblems(typed, { ...pair, menteeIds: new Set(menteeIds) }, today);
  if (problems.length > 0) throw invalid(problems);
  const mentorIds = pair.mentors.map((p) => p.personId);
  const of = { programmeId: authority.programmeId, today };
  const withdrawn = await withdrawnAmong(trx, of, [...typed.attendeeIds, ...mentorIds]);
  const frozen = frozenProblems(typed.attendeeIds, mentorIds, withdrawn);
  if (frozen.length > 0) throw invalid(frozen);
  const { heldOn } = typed;
  const standing = await standingAfter(trx, pairId, { today, heldOn, said: input.nextOn });
  const nextOn = agreedAfter(input.nextOn, standing, { today, heldOn });
  const fields = { ...typed, nextOn };
  const place = {
    organisationId: authority.organisationId,
    programmeId: authority.programmeId,
    pairId,
    pairForm: pair.form,
  };
  const author = {
    authorId: authority.personId,
    byLink: authority.byLink === true,
    now: deps.clock.now(),
    today,
  };
  const [meetingId = ''] = await meetingStore(trx).insert(place, [fields], menteeIds, author);
  await afterChange(trx, deps, authority, pairId, menteeIds, {
    action: 'meeting.log',
    entity: 'meeting',
    entityId: meetingId,
    after: { pairId, ...fields },
  });
  return meetingId;
}

async function refuseKnownDay(
  trx: Knex.Transaction,
  pairId: string,
  heldOn: string,
): Promise<void> {
  const days = await meetingStore(trx).daysOf(pairId);
  if (days.includes(heldOn)) throw invalid([{ path: 'heldOn', code: 'meeting.dayKnown' }]);
}

/**
 * Writes down a meeting, once for an idempotency key: the same form again is answered with the
 * meeting of the first time, as it is now.
 */
export async function logMeeting(
  deps: ServiceDeps,
  { actor, authority, input }: Call<'logMeeting'>,
): Promise<Meeting> {
  const { pairId, ifDayKnown, ...fields } = input;
  return inTransaction(deps.db, async (trx) => {
    // Who may not see the pair learns nothing, not even that a key was used.
    await readPairForMember(trx, authority, pairId);
    const key = {
      organisationId: authority.organisationId,
      actorId: callerOf(actor, authority),
      endpoint: `logMeeting ${pairId}`,
      key: input.idempotencyKey,
      // How it was sent makes no other meeting of it.
      input: fields,
    };
    const { meetingId } = await once(trx, deps.clock, key, async () => {
      await lockPair(trx, pairId);
      if (ifDayKnown === 'refuse') await refuseKnownDay(trx, pairId, input.heldOn);
      return { meetingId: await insertMeeting(trx, deps, authority, pairId, input) };
    });
    return viewMeeting(trx, authority, meetingId);
  });
}
