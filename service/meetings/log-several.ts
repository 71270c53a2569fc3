import type { Knex } from 'knex';
import { todayIn } from '../../shared/clock.js';
import { addDays, latest } from '../../shared/dates.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { invalid } from '../../shared/errors.js';
import { agreedAfter } from '../api/next-meeting.js';
import { recordChanges } from '../audit/index.js';
import type { Authority } from '../authorise.js';
import { withdrawnAmong } from '../consents/index.js';
import { callerOf, once } from '../db/once.js';
import type { Call, ServiceDeps } from '../handler.js';
import { lockPair, readPairForMember, refreshPairSummary } from '../pairs/index.js';
import { readNextAgreed } from '../planned-meetings/index.js';
import { refreshProgress } from '../progress/index.js';
import { meetingStore } from './meeting-store.js';
import { knownRows, severalProblems } from './several-rules.js';

type Input = Call<'logSeveralMeetings'>['input'];

async function insertSeveral(
  trx: Knex.Transaction,
  deps: ServiceDeps,
  authority: Authority,
  { pairId, rows, skipKnown }: Input,
): Promise<{ logged: number; skipped: number }> {
  await lockPair(trx, pairId);
  const pair = await readPairForMember(trx, authority, pairId);
  const { organisationId, programmeId, personId } = authority;
  const menteeIds = pair.mentees.map((one) => one.personId);
  const mentorIds = pair.mentors.map((one) => one.personId);
  const today = todayIn(authority.timeZone, deps.clock);
  const withdrawn = await withdrawnAmong(trx, { programmeId, today }, [...menteeIds, ...mentorIds]);
  const store = meetingStore(trx);
  const known = new Set(await store.daysOf(pairId));
  const rules = { ...pair, menteeIds: new Set(menteeIds) };
  const against = { pair: rules, mentorIds, withdrawn, today, known };
  const problems = severalProblems(rows, against, skipKnown);
  if (problems.length > 0) throw invalid(problems);
  const skipped = knownRows(rows, known);
  const left = rows.filter((_, n) => !skipped.has(n));
  if (left.length === 0) return { logged: 0, skipped: skipped.size };

  const last = latest(today, ...left.map((one) => addDays(one.heldOn, 1)));
  const standing = await readNextAgreed(trx, pairId, last);
  const fields = left.map((row) => ({
    ...row,
    attendeeIds: [...new Set(row.attendeeIds)],
    agreed: '',
    links: [],
    // A day that is agreed stays, as with one record that says nothing of it.
    nextOn: agreedAfter(undefined, standing, { today, heldOn: row.heldOn }),
  }));
  const place = { organisationId, programmeId, pairId, pairForm: pair.form };
  const now = deps.clock.now();
  const author = { authorId: personId, byLink: authority.byLink === true, now, today };
  const ids = await store.insert(place, fields, menteeIds, author);
  await refreshPairSummary(trx, pairId, deps.clock);
  await refreshProgress(trx, deps.clock, authority, menteeIds);
  await recordChanges(
    trx,
    deps.clock,
    authority,
    fields.map((after, n) => ({
      action: 'meeting.log',
      entity: 'meeting' as const,
      entityId: ids[n] ?? '',
      after: { pairId, ...after },
    })),
  );
  return { logged: ids.length, skipped: skipped.size };
}

/** Writes several past meetings of a pair at once, all of them or none, once for an idempotency key. */
export function logSeveral(
  deps: ServiceDeps,
  { actor, authority, input }: Call<'logSeveralMeetings'>,
): Promise<{ logged: number; skipped: number }> {
  return inTransaction(deps.db, async (trx) => {
    // Who may not see the pair learns nothing, not even that a key was used.
    await readPairForMember(trx, authority, input.pairId);
    const key = {
      organisationId: authority.organisationId,
      actorId: callerOf(actor, authority),
      endpoint: `logSeveralMeetings ${input.pairId}`,
      key: input.idempotencyKey,
      input,
    };
    return once(trx, deps.clock, key, () => insertSeveral(trx, deps, authority, input));
  });
}
