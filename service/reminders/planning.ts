import type { Knex } from 'knex';
import { inTransaction } from '../../shared/db/transaction.js';
import { newId } from '../../shared/ids.js';
import { DIGEST, type RemindKind } from '../api/remind-reference.js';
import { bumpRevision } from '../audit/index.js';
import type { ServiceDeps } from '../handler.js';
import type { Judged, Look, ReminderKind } from './kind.js';
import { ALL_KINDS, kindOf } from './kinds/all-kinds.js';
import { lookAt } from './look.js';
import { mailStore } from './mail-store.js';
import { lettersFrom, nextDigest, nextRun } from './quiet-rules.js';
import { type NewReminder, reminderStore } from './reminder-store.js';
import { type Phase, type Run, runStore } from './run-store.js';
import { settingStore } from './setting-store.js';
import { stillDue } from './still-due.js';
import { mailWay } from './way-rules.js';

/** Rows that are looked at in one go: what a process holds of them at most. */
const PAGE = 500;
/** Pages of one call, some seconds of work. */
const PAGES_AT_ONCE = 40;
/** Who took a run and has noted nothing for so long has died over it. */
const HOLD_MS = 2 * 60_000;
const DAY_MS = 86_400_000;
const PROGRAMMES_AT_ONCE = 100;
const RUN_KINDS: readonly string[] = [...ALL_KINDS.map(({ kind }) => kind), DIGEST];

/** A run is another process's by now: what was done of its page is taken back. */
class RunLost extends Error {}

interface Work {
  deps: ServiceDeps;
  run: Run;
  token: string;
  look: Look;
  /** Whether there is a mail server: else nothing waits to be written. */
  mail: boolean;
}

/** Where a run is after a page. */
interface Reached {
  phase: Phase | null;
  reached: string | null;
}

/** Notes what a page brought and how far the run is by it, both or neither. */
async function note(
  { deps, run, token, look }: Work,
  to: Reached,
  write: (trx: Knex.Transaction) => Promise<number>,
): Promise<number> {
  const now = deps.clock.now();
  return inTransaction(deps.db, async (trx) => {
    const written = await write(trx);
    const until = to.phase === null ? null : now + HOLD_MS;
    const dueAt = to.phase === null ? { dueAt: nextOf(run.kind, look, now) } : {};
    if (!(await runStore(trx).advance(run.runId, token, { ...to, until, ...dueAt }, now)))
      throw new RunLost('another process goes on with this run');
    // How many somebody has not read stands on every page.
    if (written > 0) await bumpRevision(trx, run.programmeId);
    return written;
  });
}

function nextOf(kind: string, { reminding, timeZone }: Look, now: number): number {
  if (kind === DIGEST) return nextDigest(now, reminding, timeZone);
  const schedule = kindOf(kind as RemindKind)?.schedule ?? { everyMinutes: 24 * 60 };
  return nextRun(now, schedule, timeZone);
}

/** A page of what is open: what is no longer to be done is noted so. */
async function settlePage(
  work: Work,
  kind: ReminderKind,
): Promise<{ at: Reached; written: number }> {
  const { deps, run, look } = work;
  const open = await reminderStore(deps.db).open(run.programmeId, kind.kind, run.reached, PAGE);
  const holds = new Set(await stillDue(deps.db, look, open));
  const over = open.filter((one) => !holds.has(one)).map(({ reminderId }) => reminderId);
  const at: Reached =
    open.length < PAGE
      ? { phase: 'look', reached: null }
      : { phase: 'settle', reached: open.at(-1)?.reminderId ?? null };
  const written = await note(work, at, async (trx) => {
    await reminderStore(trx).settle(over, deps.clock.now());
    return over.length;
  });
  return { at, written };
}

/** What is written down of things that were judged, by the way that each person chose. */
async function remindersOf(
  { deps, look, mail }: Work,
  kind: ReminderKind,
  judged: readonly Judged[],
): Promise<NewReminder[]> {
  const people = judged.flatMap(({ dues }) => dues.map(({ personId }) => personId));
  const chosen = await settingStore(deps.db).choicesOf(look.programmeId, people);
  return judged.flatMap(({ subject, pairId, dues }) =>
    dues.map(({ urgent = false, ...due }) => ({
      ...due,
      kind: kind.kind,
      subject,
      pairId,
      mail: mail
        ? mailWay(kind.kind, urgent, chosen.get(due.personId)?.choices ?? {})
        : ('none' as const),
    })),
  );
}

/** A page of what may have fallen due. */
async function lookPage(work: Work, kind: ReminderKind): Promise<{ at: Reached; written: number }> {
  const { deps, run, look } = work;
  const judged = await kind.page(deps.db, look, { after: run.reached, limit: PAGE });
  const reminders = await remindersOf(work, kind, judged);
  const at: Reached =
    judged.length < PAGE
      ? { phase: null, reached: null }
      : { phase: 'look', reached: judged.at(-1)?.position ?? null };
  const written = await note(work, at, async (trx) => {
    const now = deps.clock.now();
    const { written: fresh, letters } = await reminderStore(trx).insert(look, reminders, now);
    await mailStore(trx).insert(
      look,
      letters.map(({ letterId, reminder, reminderId }) => ({
        letterId,
        personId: reminder.personId,
        kind: reminder.kind,
        occasion: reminderId,
      })),
      { notBefore: lettersFrom(now, look.reminding, look.timeZone), now },
    );
    return fresh;
  });
  return { at, written };
}

/** A page of those who get the weekly letter; what it brings is gathered when it is sent. */
async function digestPage(work: Work): Promise<{ at: Reached; written: number }> {
  const { deps, run, look, mail } = work;
  const people = mail
    ? await reminderStore(deps.db).peopleWithDigest(run.programmeId, run.reached, PAGE)
    : [];
  const at: Reached =
    people.length < PAGE
      ? { phase: null, reached: null }
      : { phase: 'look', reached: people.at(-1) ?? null };
  await note(work, at, async (trx) => {
    const now = deps.clock.now();
    await mailStore(trx).insert(
      look,
      people.map((personId) => ({
        letterId: newId(),
        personId,
        kind: DIGEST,
        occasion: look.today,
      })),
      { notBefore: lettersFrom(now, look.reminding, look.timeZone), now },
    );
    return 0;
  });
  return { at, written: 0 };
}

function pageOf(work: Work): Promise<{ at: Reached; written: number }> {
  const { run } = work;
  if (run.kind === DIGEST) return digestPage(work);
  const kind = kindOf(run.kind as RemindKind);
  // A kind that is no more, of an older program.
  if (kind === undefined)
    return note(work, { phase: null, reached: null }, async () => 0).then((written) => ({
      at: { phase: null, reached: null },
      written,
    }));
  return run.phase === 'look' ? lookPage(work, kind) : settlePage(work, kind);
}

/** Puts a run of a programme that has not begun, or is over, off for a day. */
async function skip({ deps, run, token }: Pick<Work, 'deps' | 'run' | 'token'>): Promise<void> {
  const now = deps.clock.now();
  const to = { phase: null, reached: null, until: null, dueAt: now + DAY_MS };
  await runStore(deps.db).advance(run.runId, token, to, now);
}

/** Gives every programme its runs; those of a new one are due at once, its weekly letter on its day. */
async function prepare(deps: ServiceDeps): Promise<void> {
  const store = runStore(deps.db);
  const now = deps.clock.now();
  for (const place of await store.withoutRuns(RUN_KINDS.length, PROGRAMMES_AT_ONCE)) {
    const look = await lookAt(deps.db, place.programmeId, now);
    await store.add(
      place,
      ALL_KINDS.map(({ kind }) => kind),
      now,
    );
    await store.add(place, [DIGEST], nextDigest(now, look.reminding, look.timeZone));
  }
  await mailStore(deps.db).dropEnded(now, PAGE);
}

/**
 * Goes on with one run that is due: some pages of it, each noted with what it brought, so that whoever comes next
 * goes on behind the last.
 * @returns false: none was due
 */
export async function planNext(
  deps: ServiceDeps,
  { mail, first }: { mail: boolean; first: boolean },
): Promise<{ worked: boolean; written: number }> {
  if (first) await prepare(deps);
  const token = newId();
  const now = deps.clock.now();
  const run = await runStore(deps.db).claim(token, now, now + HOLD_MS);
  if (run === null) return { worked: false, written: 0 };
  const look = await lookAt(deps.db, run.programmeId, now);
  if (!look.runs) {
    await skip({ deps, run, token });
    return { worked: true, written: 0 };
  }
  let at: Run = run;
  let written = 0;
  try {
    for (let page = 0; page < PAGES_AT_ONCE; page += 1) {
      const done = await pageOf({ deps, run: at, token, look, mail });
      written += done.written;
      at = { ...at, ...done.at };
      if (done.at.phase === null) return { worked: true, written };
    }
    // The rest is for whoever is free next.
    const rest = { phase: at.phase, reached: at.reached, until: null };
    await runStore(deps.db).advance(run.runId, token, rest, deps.clock.now());
  } catch (error) {
    if (!(error instanceof RunLost)) throw error;
  }
  return { worked: true, written };
}
