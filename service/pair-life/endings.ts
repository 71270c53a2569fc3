import type { Knex } from 'knex';
import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, notFound } from '../../shared/errors.js';
import { newId } from '../../shared/ids.js';
import type { OutputOf } from '../api/endpoint.js';
import type { Contract } from '../api/index.js';
import type { Pair } from '../api/pairs.js';
import { recordChange } from '../audit/index.js';
import type { Authority } from '../authorise.js';
import { callerOf, once } from '../db/once.js';
import type { Call, ServiceDeps } from '../handler.js';
import {
  addManyPairs,
  answerWith,
  idsOf,
  pairFieldProblems,
  pairRowsByIds,
  readForChange,
  refuse,
} from '../pairs/index.js';
import { readProgrammeSettings } from '../programmes/index.js';
import { refreshProgress } from '../progress/index.js';
import { type Changed, type Changing, changeIn, changePair } from './changing.js';
import { ending } from './ending.js';
import { closes, earlyEndProblems, type PlannedEnd, plannedEndProblems } from './ending-rules.js';
import { type Order, orderProblems, prolongProblems, underWay } from './life-rules.js';
import { lifeStore } from './life-store.js';
import { consentProblems } from './members.js';

/** Gives a pair a later end in the caller's change. */
function prolonged(
  of: Changing,
  to: { endsOn: string; note: string | null; details?: { decision: 'continue' } } & Order,
): Changed {
  const { before, today } = of;
  const { endsOn, note, orderNumber, orderDate, details } = to;
  return {
    columns: { ends_on: endsOn, prolonged_from: before.prolongedFrom ?? before.endsOn },
    events: [
      {
        kind: 'prolonged',
        onDate: today,
        fromDate: before.endsOn,
        toDate: endsOn,
        note,
        orderNumber,
        orderDate,
        ...(details === undefined ? {} : { details }),
      },
    ],
    action: 'pair.prolonged',
    after: { endsOn, orderNumber, orderDate },
  };
}

export const prolongPair = (deps: ServiceDeps, call: Call<'prolongPair'>): Promise<Pair> =>
  changePair(deps, call, 'prolongPair', async (of) => {
    const { before, settings } = of;
    const { endsOn, orderNumber, orderDate } = call.input;
    refuse(underWay(before));
    refuse([
      ...prolongProblems(endsOn, before, settings),
      ...orderProblems({ orderNumber, orderDate }, { startsOn: before.startsOn, endsOn }),
    ]);
    return prolonged(of, call.input);
  });

export const endPairEarly = (deps: ServiceDeps, call: Call<'endPairEarly'>): Promise<Pair> =>
  changePair(deps, call, 'endPairEarly', async (of) => {
    const { input } = call;
    const menteeIds = idsOf(of.before.mentees);
    refuse(earlyEndProblems(input, { ...of.before, menteeIds }, of.today));
    const { onDate, reason, note, next, initiative, talkHeld, talkOn } = input;
    return ending(of, {
      state: 'terminated',
      onDate,
      reason,
      note,
      next,
      details: { initiative, talkHeld, talkOn },
    });
  });

type Planned = PlannedEnd & Order & { note: string | null };

/** Ends a pair by decision in the caller's change, or gives it a later end. */
async function planned(of: Changing, input: Planned): Promise<Changed> {
  const { trx, before, settings, place, today } = of;
  const closing = await lifeStore(trx).closingMeetingOn(place.pairId);
  const { nextEndsOn, orderNumber, orderDate } = input;
  const order = { orderNumber, orderDate };
  const later = input.continuation === 'prolonged' && nextEndsOn !== null;
  refuse([
    ...plannedEndProblems(input, before, closing, today),
    ...(later ? prolongProblems(nextEndsOn, before, settings, 'nextEndsOn') : []),
  ]);
  const endsOn = nextEndsOn ?? before.endsOn;
  refuse(orderProblems(order, { startsOn: before.startsOn, endsOn }));
  const { decision, onDate, note, noClosing } = input;
  if (!closes(input))
    return prolonged(of, { endsOn, note, ...order, details: { decision: 'continue' } });
  const next = decision === 'change' ? ('waiting_list' as const) : ('none' as const);
  return ending(of, {
    state: 'completed',
    onDate,
    reason: null,
    note,
    next: idsOf(before.mentees).map((personId) => ({ personId, next })),
    details: { decision, noClosing: closing === null ? noClosing : null },
  });
}

/** The pair that follows one that was ended to go on: the same people, form and format. */
async function follow(
  of: Changing,
  input: Planned & { nextStartsOn: string; nextEndsOn: string },
): Promise<string> {
  const { trx, deps, authority, before, settings, place, now } = of;
  const pairId = newId();
  const { form, roleVariant, format, mentors, mentees } = before;
  const { orderNumber, orderDate, nextStartsOn: startsOn, nextEndsOn: endsOn } = input;
  const fields = { form, roleVariant, format, startsOn, endsOn, orderNumber, orderDate };
  const field: Record<string, string> = { startsOn: 'nextStartsOn', endsOn: 'nextEndsOn' };
  const problems = pairFieldProblems(fields, settings, form);
  refuse(await consentProblems(of, [...idsOf(mentors), ...idsOf(mentees)]));
  refuse(problems.map((one) => ({ ...one, path: field[one.path] ?? one.path })));
  const people = [
    ...mentors.map(({ personId }) => ({ personId, side: 'mentor' as const })),
    ...mentees.map(({ personId }) => ({ personId, side: 'mentee' as const })),
  ];
  const members = people.map((one) => ({ ...one, results: null, reviewUrl: null }));
  const pair = { pairId, ...fields, state: 'active' as const, closedOn: null, members };
  await addManyPairs(trx, place, [pair], now);
  await refreshProgress(trx, deps.clock, authority, idsOf(mentees));
  await recordChange(trx, deps.clock, authority, {
    action: 'created',
    entity: 'pair',
    entityId: pairId,
    after: { ...fields, mentorIds: idsOf(mentors), menteeIds: idsOf(mentees) },
  });
  return pairId;
}

export async function endPair(
  deps: ServiceDeps,
  { actor, authority, input }: Call<'endPair'>,
): Promise<OutputOf<Contract['endPair']>> {
  const { organisationId, programmeId } = authority;
  const { pairId, nextStartsOn, nextEndsOn } = input;
  return inTransaction(deps.db, async (trx) => {
    await readForChange(trx, authority, pairId);
    const key = { organisationId, actorId: callerOf(actor, authority), endpoint: 'endPair' };
    return once(trx, deps.clock, { ...key, key: input.idempotencyKey, input }, async () => {
      let followingId: string | null = null;
      await changeIn(trx, deps, authority, input, async (of) => {
        const changed = await planned(of, input);
        if (input.continuation !== 'following' || input.decision !== 'continue') return changed;
        if (nextStartsOn === null || nextEndsOn === null) return changed;
        followingId = await follow(of, { ...input, nextStartsOn, nextEndsOn });
        const dates = { fromDate: nextStartsOn, toDate: nextEndsOn };
        const followed = { kind: 'followed', onDate: nextStartsOn, ...dates } as const;
        return { ...changed, events: [...changed.events, followed] };
      });
      const settings = await readProgrammeSettings(trx, programmeId);
      return { ...(await answerWith(trx, deps, settings, pairId)), followingId };
    });
  });
}

/** Ends one pair of many; the code of what is wrong with it, or null: it is done. */
async function endOneOfMany(
  trx: Knex.Transaction,
  deps: ServiceDeps,
  authority: Authority,
  of: { pairId: string; version: number },
  input: Call<'endPairs'>['input'],
): Promise<string | null> {
  const goesOn = input.decision === 'continue';
  const end: Planned = {
    ...input,
    noClosing: null,
    continuation: goesOn ? 'prolonged' : null,
    nextStartsOn: null,
  };
  try {
    await changeIn(trx, deps, authority, of, (changing) => planned(changing, end));
    return null;
  } catch (error) {
    // A rule that refuses one pair has written nothing of it: the others go on.
    if (!(error instanceof AppError) || error.code !== 'invalid') throw error;
    return error.problems[0]?.code ?? 'other';
  }
}

/** Ends many pairs: those that pass the checks; of the others it is said why not. */
export async function endPairs(
  deps: ServiceDeps,
  { actor, authority, input }: Call<'endPairs'>,
): Promise<OutputOf<Contract['endPairs']>> {
  const { organisationId, programmeId, scopeForms } = authority;
  if (input.decision === 'continue' && input.nextEndsOn === null)
    refuse([{ path: 'nextEndsOn', code: 'required' }]);
  return inTransaction(deps.db, async (trx) => {
    const key = { organisationId, actorId: callerOf(actor, authority), endpoint: 'endPairs' };
    return once(trx, deps.clock, { ...key, key: input.idempotencyKey, input }, async () => {
      const rows = await pairRowsByIds(trx, programmeId, [...new Set(input.pairIds)]);
      const own = [...rows.values()].filter(({ form }) => scopeForms?.includes(form) ?? true);
      if (own.length === 0) throw notFound('pair');
      own.sort((a, b) => (a.title < b.title ? -1 : 1));
      const refused: { pairId: string; title: string; code: string }[] = [];
      for (const pair of own) {
        const code = await endOneOfMany(trx, deps, authority, pair, input);
        if (code !== null) refused.push({ pairId: pair.pairId, title: pair.title, code });
      }
      return { done: own.length - refused.length, refused };
    });
  });
}
