import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, invalid, notFound } from '../../shared/errors.js';
import { bumpRevision, recordChange } from '../audit/index.js';
import { callerOf, once } from '../db/once.js';
import type { Call, ServiceDeps } from '../handler.js';
import { poolAmong, readCandidates } from './candidates.js';
import type { Candidate } from './group-meeting-rules.js';
import { invitedStore } from './invited-store.js';
import { readMeeting } from './views.js';

/**
 * Those who are meant by name.
 * @throws `not_found` for who is no mentor or mentee here, `invalid` for who has no consent that holds
 */
function chosenAmong(candidates: readonly Candidate[], personIds: readonly string[]): Candidate[] {
  const known = new Map(candidates.map((one) => [one.personId, one]));
  const chosen = [...new Set(personIds)].map((personId) => {
    const found = known.get(personId);
    if (!found) throw notFound('participant');
    return found;
  });
  if (chosen.length === 0) throw invalid([{ path: 'personIds', code: 'people.noneChosen' }]);
  if (chosen.some(({ consent }) => !consent))
    throw invalid([{ path: 'personIds', code: 'groupMeeting.noConsent' }]);
  return chosen;
}

/** Invites the pool of the meeting's form, or people by name. */
export async function invite(
  deps: ServiceDeps,
  { actor, authority, input }: Call<'inviteToGroupMeeting'>,
): Promise<{ invited: number }> {
  const { organisationId, programmeId } = authority;
  const { groupMeetingId, whom, personIds } = input;
  const { form } = await readMeeting(deps.db, programmeId, groupMeetingId);
  const candidates = await readCandidates(deps, authority, form);
  const people = whom === 'pool' ? poolAmong(candidates) : chosenAmong(candidates, personIds);
  const key = {
    organisationId,
    actorId: callerOf(actor, authority),
    endpoint: `inviteToGroupMeeting ${groupMeetingId}`,
    key: input.idempotencyKey,
    input,
  };
  return inTransaction(deps.db, (trx) =>
    once(trx, deps.clock, key, async () => {
      // One after the other with who cancels it, or invites the same people.
      await bumpRevision(trx, programmeId);
      const meeting = await readMeeting(trx, programmeId, groupMeetingId);
      if (meeting.state === 'cancelled')
        throw invalid([{ path: '', code: 'groupMeeting.cancelled' }]);
      const store = invitedStore(trx);
      const there = new Set((await store.all(groupMeetingId)).map(({ personId }) => personId));
      const news = people.filter(({ personId }) => !there.has(personId));
      if (news.length === 0) {
        if (whom === 'pool') throw invalid([{ path: '', code: 'groupMeeting.poolEmpty' }]);
        return { invited: 0 };
      }
      const place = { organisationId, programmeId, groupMeetingId };
      await store.invite(place, news, deps.clock.now());
      await recordChange(trx, deps.clock, authority, {
        action: 'invited',
        entity: 'group_meeting',
        entityId: groupMeetingId,
        after: { title: meeting.title, invited: news.length },
      });
      return { invited: news.length };
    }),
  );
}

/** Takes somebody off the list, while nothing was noted of them. */
export async function uninvite(
  deps: ServiceDeps,
  { authority, input }: Call<'uninviteFromGroupMeeting'>,
): Promise<{ personId: string }> {
  const { programmeId } = authority;
  const { groupMeetingId, personId } = input;
  return inTransaction(deps.db, async (trx) => {
    await bumpRevision(trx, programmeId);
    const { title } = await readMeeting(trx, programmeId, groupMeetingId);
    const store = invitedStore(trx);
    const entry = (await store.locked(groupMeetingId)).find((one) => one.personId === personId);
    if (!entry) throw notFound('participant');
    if (!(await store.remove(groupMeetingId, personId))) {
      const problems = [{ path: '', code: 'groupMeeting.personMarked' }];
      throw new AppError('conflict', 'somebody was marked', { problems });
    }
    await recordChange(trx, deps.clock, authority, {
      action: 'uninvited',
      entity: 'group_meeting',
      entityId: groupMeetingId,
      before: { title, personId },
    });
    return { personId };
  });
}
