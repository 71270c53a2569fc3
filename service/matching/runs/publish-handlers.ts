import type { Knex } from 'knex';
import { todayIn } from '../../../shared/clock.js';
import { inTransaction } from '../../../shared/db/transaction.js';
import { AppError, type FieldProblem, invalid } from '../../../shared/errors.js';
import { newId } from '../../../shared/ids.js';
import { bumpRevision, recordChanges } from '../../audit/index.js';
import { callerOf, once } from '../../db/once.js';
import type { Call, Handlers, ServiceDeps } from '../../handler.js';
import { announcePairs } from '../../pair-letters/index.js';
import {
  addManyPairs,
  admitToPairs,
  type BroughtPair,
  pairFieldProblems,
} from '../../pairs/index.js';
import { readProgrammeSettings } from '../../programmes/index.js';
import { refreshProgress } from '../../progress/index.js';
import { readMatchInput } from '../engine/index.js';
import { openInput, openRun } from './frozen.js';
import { marksStore } from './marks-store.js';
import { bansIn, obstaclesOf } from './obstacles.js';
import { placeStore } from './place-store.js';
import { runStore, type StoredRun } from './run-store.js';
import { readRun, readShownRun } from './run-view.js';
import { formatOf, publishProblems, unitsToPublish } from './to-publish.js';

type Input = Call<'publishMatchRun'>['input'];

/** Published pairs and the people in them. */
interface Made {
  pairs: number;
  mentees: number;
}

const fieldsOf = ({ roleVariant, startsOn, endsOn, orderNumber, orderDate }: Input) => ({
  roleVariant,
  startsOn,
  endsOn,
  orderNumber,
  orderDate,
});

function requireOpen(run: StoredRun, version: number): void {
  if (run.state === 'published' || run.state !== 'done') {
    const code = run.state === 'published' ? 'match.published' : 'match.notDone';
    throw new AppError('conflict', `the run is ${run.state}`, { problems: [{ path: '', code }] });
  }
  if (run.version !== version) {
    throw new AppError('changed_meanwhile', 'the run was changed meanwhile');
  }
}

function refuse(problems: FieldProblem[]): void {
  if (problems.length > 0) throw invalid(problems);
}

/** The pairs of a run, checked against the people as they are now. */
async function pairsOf(
  deps: ServiceDeps,
  trx: Knex.Transaction,
  run: StoredRun,
  input: Input,
): Promise<BroughtPair[]> {
  const { programmeId, form } = run;
  const settings = await readProgrammeSettings(trx, programmeId);
  refuse(pairFieldProblems({ ...fieldsOf(input), form, format: 'individual' }, settings));
  const { timeZone } = settings;
  const today = todayIn(timeZone, deps.clock);
  const people = await readMatchInput(trx, { programmeId, form, today });
  const then = await openRun(trx, run);
  const now = openInput(people, run.settings);
  const places = await placeStore(trx).all(run.runId);
  if (places.every(({ unitId }) => unitId === null)) {
    throw new AppError('conflict', 'no pairs', { problems: [{ path: '', code: 'match.noPairs' }] });
  }
  refuse(publishProblems(then, obstaclesOf(then, now, places, bansIn(people.bans, then))));
  return unitsToPublish(then, places).map((unit) => ({
    pairId: newId(),
    form,
    state: 'active',
    closedOn: null,
    ...fieldsOf(input),
    format: formatOf(unit, input.format),
    members: (['mentor', 'mentee'] as const).flatMap((side) =>
      unit[`${side}Ids`].map((personId) => ({ personId, side, results: null, reviewUrl: null })),
    ),
  }));
}

/** Makes all pairs of a run and closes it, in the caller's transaction. */
async function publish(
  deps: ServiceDeps,
  trx: Knex.Transaction,
  { authority, input }: Pick<Call<'publishMatchRun'>, 'authority' | 'input'>,
): Promise<Made> {
  const { organisationId, programmeId } = authority;
  // Other writers of the programme wait here: who was free stays free until the pairs are made.
  await bumpRevision(trx, programmeId);
  const run = await readRun(trx, programmeId, input.runId);
  requireOpen(run, input.version);
  const pairs = await pairsOf(deps, trx, run, input);
  const now = deps.clock.now();
  await addManyPairs(trx, { organisationId, programmeId }, pairs, now);
  const of = (side: 'mentor' | 'mentee') =>
    pairs.flatMap(({ members }) =>
      members.filter((one) => one.side === side).map(({ personId }) => personId),
    );
  const menteeIds = of('mentee');
  await admitToPairs(trx, programmeId, 'mentor', [...new Set(of('mentor'))]);
  await admitToPairs(trx, programmeId, 'mentee', menteeIds);
  await marksStore(trx).dropLocks(programmeId, run.form, menteeIds);
  const letters = pairs.flatMap(({ pairId, members }) =>
    members.map(({ personId }) => ({ pairId, personId })),
  );
  await announcePairs(trx, { organisationId, programmeId, now }, letters);
  await refreshProgress(trx, deps.clock, authority, menteeIds);
  const { orderNumber, orderDate } = input;
  const moved = await runStore(trx).moveOn(run.runId, input.version, {
    state: 'published',
    published_by: authority.personId,
    published_at: now,
    order_number: orderNumber,
    order_date: orderDate,
  });
  if (!moved) throw new AppError('changed_meanwhile', 'the run was changed meanwhile');
  await recordChanges(trx, deps.clock, authority, [
    ...pairs.map((pair) => ({
      action: 'created',
      entity: 'pair' as const,
      entityId: pair.pairId,
      after: {
        ...fieldsOf(input),
        form: run.form,
        format: pair.format ?? null,
        mentorIds: pair.members.filter(({ side }) => side === 'mentor').map((m) => m.personId),
        menteeIds: pair.members.filter(({ side }) => side === 'mentee').map((m) => m.personId),
      },
    })),
    {
      action: 'match_run.published',
      entity: 'match_run' as const,
      entityId: run.runId,
      after: { pairs: pairs.length, mentees: menteeIds.length, orderNumber, orderDate },
    },
  ]);
  return { pairs: pairs.length, mentees: menteeIds.length };
}

/** Publication: the pairs of a run are made, all or none, with the order that they rest on. */
export function publishHandlers(deps: ServiceDeps): Pick<Handlers, 'publishMatchRun'> {
  return {
    async publishMatchRun({ actor, authority, input }) {
      const { organisationId, programmeId } = authority;
      const actorId = callerOf(actor, authority);
      const key = { organisationId, actorId, endpoint: 'publishMatchRun' };
      const made = await inTransaction(deps.db, (trx) =>
        once(trx, deps.clock, { ...key, key: input.idempotencyKey, input }, () =>
          publish(deps, trx, { authority, input }),
        ),
      );
      return { run: await readShownRun(deps.db, programmeId, input.runId), ...made };
    },
  };
}
