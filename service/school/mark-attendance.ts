import type { Knex } from 'knex';
import { todayIn } from '../../shared/clock.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, invalid, notFound } from '../../shared/errors.js';
import type { SchoolMark } from '../api/reference.js';
import { recordChange, recordChanges } from '../audit/index.js';
import type { Authority } from '../authorise.js';
import { withdrawnAmong } from '../consents/index.js';
import { callerOf, once } from '../db/once.js';
import type { Call, ServiceDeps } from '../handler.js';
import { grouped } from './grouped.js';
import { readMentors } from './mentor-facts.js';
import { freezeSheet } from './session-handlers.js';
import { type Entry, frozenProblems, markingProblem, outdated } from './session-rules.js';
import { type StoredSession, sessionStore } from './session-store.js';
import { readSession } from './session-views.js';
import { sheetStore } from './sheet-store.js';

type Asked = Call<'markSchoolAttendance'>['input']['marks'][number];

/** A planned session is held when somebody is marked at it. */
async function hold(
  deps: ServiceDeps,
  trx: Knex.Transaction,
  authority: Authority,
  session: StoredSession,
): Promise<void> {
  const { sessionId, title } = session;
  if (session.state !== 'planned') return;
  if (!(await sessionStore(trx).hold(authority.programmeId, sessionId))) return;
  await freezeSheet(deps, trx, authority, session);
  await recordChange(trx, deps.clock, authority, {
    action: 'state',
    entity: 'school_session',
    entityId: sessionId,
    before: { title, state: 'planned' },
    after: { title, state: 'held' },
  });
}

/** Who is marked must be a mentor now, or stand on the sheet already. */
async function checkPeople(
  trx: Knex.Transaction,
  programmeId: string,
  marks: readonly Asked[],
  entries: readonly Entry[],
): Promise<void> {
  const mentors = await readMentors(trx, programmeId);
  const known = new Set([...mentors, ...entries].map(({ personId }) => personId));
  if (marks.some(({ personId }) => !known.has(personId))) throw notFound('mentor');
}

async function write(
  trx: Knex.Transaction,
  sessionId: string,
  marks: readonly Asked[],
  by: string | null,
): Promise<void> {
  // Those of one mark and version by one statement: a sheet is marked by a few, not by hundreds.
  const groups = grouped(marks, ({ mark, version }) => `${mark} ${version}`);
  for (const group of groups.values()) {
    const { mark, version } = group[0] as Asked;
    const ids = group.map(({ personId }) => personId);
    const met = await sheetStore(trx).mark(sessionId, ids, { mark, version, by });
    if (met !== ids.length) throw changed(ids);
  }
}

const changed = (personIds: readonly string[]) =>
  new AppError('changed_meanwhile', 'the attendance was changed meanwhile', {
    details: { personIds },
  });

/**
 * Marks who was at a session. Marks of different people by several at once stand beside each other; of
 * the same person, the second is told whom it is about, and nothing of theirs is written.
 */
export function markAttendance(
  deps: ServiceDeps,
  { actor, authority, input }: Call<'markSchoolAttendance'>,
): Promise<{ changed: number }> {
  const { organisationId, programmeId } = authority;
  const { sessionId } = input;
  const asked = [...new Map(input.marks.map((one) => [one.personId, one])).values()];
  const key = {
    organisationId,
    actorId: callerOf(actor, authority),
    endpoint: `markSchoolAttendance ${sessionId}`,
    key: input.idempotencyKey,
    input,
  };
  return inTransaction(deps.db, (trx) =>
    once(trx, deps.clock, key, async () => {
      const session = await readSession(trx, programmeId, sessionId);
      const today = todayIn(authority.timeZone, deps.clock);
      const problem = markingProblem(session, today);
      if (problem) throw invalid([problem]);
      await hold(deps, trx, authority, session);
      const place = { organisationId, programmeId, sessionId };
      const store = sheetStore(trx);
      const entries = await store.locked(sessionId);
      const late = outdated(asked, entries);
      if (late.length > 0) throw changed(late);
      await checkPeople(trx, programmeId, asked, entries);
      const before = new Map<string, SchoolMark | null>(
        entries.map(({ personId, mark }) => [personId, mark]),
      );
      const news = asked.filter(({ personId, mark }) => (before.get(personId) ?? null) !== mark);
      const ids = news.map(({ personId }) => personId);
      const withdrawn = await withdrawnAmong(trx, { programmeId, today }, ids);
      const frozen = frozenProblems(news, withdrawn);
      if (frozen.length > 0) throw invalid(frozen);
      await store.ensure(place, ids, deps.clock.now());
      await write(trx, sessionId, news, authority.personId);
      if (news.length > 0) {
        await recordChanges(
          trx,
          deps.clock,
          authority,
          news.map(({ personId, mark }) => ({
            action: 'school.marked',
            entity: 'participant' as const,
            entityId: personId,
            before: { schoolMark: before.get(personId) ?? null },
            after: { schoolMark: mark, session: session.title, heldOn: session.heldOn },
          })),
        );
      }
      return { changed: news.length };
    }),
  );
}
