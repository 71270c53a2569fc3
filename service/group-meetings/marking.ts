import type { Knex } from 'knex';
import { todayIn } from '../../shared/clock.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { invalid, notFound } from '../../shared/errors.js';
import { bumpRevision, recordChange, recordChanges } from '../audit/index.js';
import type { Authority } from '../authorise.js';
import { callerOf, once } from '../db/once.js';
import type { Call, ServiceDeps } from '../handler.js';
import { refreshBallots } from './ballots.js';
import { frozenAmong } from './frozen.js';
import {
  frozenProblems,
  type Invited,
  type Mark,
  markingProblem,
  marksToWrite,
  outdated,
} from './group-meeting-rules.js';
import { groupMeetingStore, type StoredGroupMeeting } from './group-meeting-store.js';
import { invitedStore } from './invited-store.js';
import { changedMeanwhile, readMeeting } from './views.js';

type News = ReturnType<typeof marksToWrite>;

/** A planned meeting is held when somebody is marked at it. */
async function hold(
  deps: ServiceDeps,
  trx: Knex.Transaction,
  authority: Authority,
  { groupMeetingId, title, state }: StoredGroupMeeting,
): Promise<void> {
  if (state !== 'planned') return;
  const where = { programmeId: authority.programmeId, groupMeetingId };
  if (!(await groupMeetingStore(trx).hold(where))) return;
  await recordChange(trx, deps.clock, authority, {
    action: 'state',
    entity: 'group_meeting',
    entityId: groupMeetingId,
    before: { title, state },
    after: { title, state: 'held' },
  });
}

/** Those of one mark and version by one statement: hundreds are marked at once. */
async function write(
  trx: Knex.Transaction,
  groupMeetingId: string,
  news: News,
  by: string | null,
): Promise<void> {
  const groups = new Map<string, News>();
  for (const one of news) {
    const key = `${one.mark} ${one.before.version}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  for (const group of groups.values()) {
    const ids = group.map(({ personId }) => personId);
    const [{ mark, before } = { mark: null, before: { version: 0 } }] = group;
    const met = await invitedStore(trx).mark(groupMeetingId, ids, {
      mark,
      version: before.version,
      by,
    });
    if (met !== ids.length) throw changedMeanwhile('attendance', { personIds: ids });
  }
}

/** @throws `not_found` for who is not invited, `changed_meanwhile` with whom somebody else has marked */
function checkAsked(asked: readonly Mark[], entries: readonly Invited[]): void {
  const known = new Set(entries.map(({ personId }) => personId));
  if (asked.some(({ personId }) => !known.has(personId))) throw notFound('participant');
  const late = outdated(asked, entries);
  if (late.length > 0) throw changedMeanwhile('attendance', { personIds: late });
}

/**
 * Notes who was at a meeting, by name and of all others at once. Marks of different people by several at
 * once stand beside each other; of the same person, the second is told whom it is about, and nothing of
 * theirs is written.
 */
export function markMeeting(
  deps: ServiceDeps,
  { actor, authority, input }: Call<'markGroupMeeting'>,
): Promise<{ changed: number }> {
  const { organisationId, programmeId } = authority;
  const { groupMeetingId, rest } = input;
  const asked = [...new Map(input.marks.map((one) => [one.personId, one])).values()];
  const key = {
    organisationId,
    actorId: callerOf(actor, authority),
    endpoint: `markGroupMeeting ${groupMeetingId}`,
    key: input.idempotencyKey,
    input,
  };
  return inTransaction(deps.db, (trx) =>
    once(trx, deps.clock, key, async () => {
      // One after the other with who cancels it or opens its ballots.
      await bumpRevision(trx, programmeId);
      const meeting = await readMeeting(trx, programmeId, groupMeetingId);
      const entries = await invitedStore(trx).locked(groupMeetingId);
      const today = todayIn(authority.timeZone, deps.clock);
      const problem = markingProblem(meeting, { today, invited: entries.length });
      if (problem) throw invalid([problem]);
      checkAsked(asked, entries);
      const ids = entries.map(({ personId }) => personId);
      const frozen = await frozenAmong(trx, deps, authority, ids);
      const news = marksToWrite(entries, asked, rest, frozen);
      const refused = frozenProblems(news, frozen);
      if (refused.length > 0) throw invalid(refused);
      if (news.length === 0) return { changed: 0 };
      await hold(deps, trx, authority, meeting);
      await write(trx, groupMeetingId, news, authority.personId);
      await refreshBallots(trx, deps, authority, meeting);
      const { title, heldOn } = meeting;
      await recordChanges(
        trx,
        deps.clock,
        authority,
        news.map(({ personId, mark, before }) => ({
          action: 'group_meeting.marked',
          entity: 'participant' as const,
          entityId: personId,
          before: { groupMeetingMark: before.mark },
          after: { groupMeetingMark: mark, groupMeeting: title, heldOn },
        })),
      );
      return { changed: news.length };
    }),
  );
}
