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
import { openSheet } from '../diary-sheets/index.js';
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
  input: Input,
): Promise<{ logged: number; skipped: number }> {
  const { pairId, skipKnown } = input;
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
  const sheet = input.sheetCode ? await openSheet(trx, authority, pairId, input.sheetCode) : null;
  // Somebody else may have typed off the same sheet since its rows were shown.
  const isEntered = (row: Input['rows'][number]) =>
    skipKnown && sheet !== null && sheet.entered.has(row.sheetRow ?? 0);
  const rows = input.rows.filter((row) => !isEntered(row));
  const already = input.rows.length - rows.length;
  const problems = [
    ...severalProblems(rows, against, skipKnown),
    ...(sheet?.problems(rows.map((row) => row.sheetRow)) ?? []),
  ];
  if (problems.length > 0) throw invalid(problems);
  const skipped = knownRows(rows, known);
  const left = rows.filter((_, n) => !skipped.has(n));
  if (left.length === 0) return { logged: 0, skipped: skipped.size + already };

  const last = latest(today, ...left.map((one) => addDays(one.heldOn, 1)));
  const standing = await readNextAgreed(trx, pairId, last);
  const fields = left.map(({ sheetRow: _row, ...row }) => ({
    ...row,
    attendeeIds: [...new Set(row.attendeeIds)],
    links: [],
    // A day that is agreed stays, as with one record that says nothing of it.
    nextOn: agreedAfter(undefined, standing, { today, heldOn: row.heldOn }),
  }));
  const place = { organisationId, programmeId, pairId, pairForm: pair.form };
  const now = deps.clock.now();
  const author = { authorId: personId, byLink: authority.byLink === true, now, today };
  const ids = await store.insert(place, fields, menteeIds, author);
  await sheet?.enter(left.map((row, n) => ({ row: row.sheetRow ?? 0, meetingId: ids[n] ?? '' })));
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
      after: { pairId, ...after, ...(sheet ? { fromPaper: true } : {}) },
    })),
  );
  return { logged: ids.length, skipped: skipped.size + already };
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
