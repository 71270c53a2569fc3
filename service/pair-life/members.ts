import type { Knex } from 'knex';
import type { FieldProblem } from '../../shared/errors.js';
import type { NextPlace } from '../api/index.js';
import type { Pair } from '../api/pairs.js';
import { withdrawnAmong } from '../consents/index.js';
import type { Call, ServiceDeps } from '../handler.js';
import { forbiddenTogether } from '../matching/runs/forbidden.js';
import { placesLeft } from '../mentors/index.js';
import { announceChange } from '../pair-letters/index.js';
import {
  admitToPairs,
  idsOf,
  menteesTogether,
  type PairWithPeople,
  refuse,
  renamePairsOf,
} from '../pairs/index.js';
import { holdersOf } from '../people/index.js';
import { type Changed, type Changing, changePair } from './changing.js';
import { ending, sendOn } from './ending.js';
import { earlyEndProblems } from './ending-rules.js';
import {
  comingProblems,
  dayProblems,
  joiningProblems,
  noteProblems,
  orderProblems,
  underWay,
} from './life-rules.js';
import { lifeStore } from './life-store.js';

/** Places, relations, bans and doubles of somebody who is to come, as of this moment. */
async function askOf(
  { trx, before, settings, today }: Changing,
  personId: string,
  side: 'mentor' | 'mentee',
  mentorIds: readonly string[],
  menteeIds: readonly string[],
) {
  const { programmeId } = settings;
  const of = { programmeId, form: before.form, apartFrom: before.pairId };
  const held = await holdersOf(trx, programmeId, side, [personId]);
  const withdrawn = await withdrawnAmong(trx, { programmeId, today }, [personId]);
  const together = await menteesTogether(trx, of, mentorIds, menteeIds);
  let forbidden: Awaited<ReturnType<typeof forbiddenTogether>> = null;
  for (const mentorId of mentorIds) {
    forbidden ??= await forbiddenTogether(trx, of, mentorId, menteeIds);
  }
  return {
    personId,
    holds: held.has(personId),
    withdrawn: withdrawn.has(personId),
    together: together.size > 0,
    forbidden,
  };
}

/** As a new pair, none is given another mentor while a consent is withdrawn (methodology §9.3). */
export async function consentProblems(
  { trx, place, today }: Changing,
  personIds: readonly string[],
): Promise<FieldProblem[]> {
  const of = { programmeId: place.programmeId, today };
  const withdrawn = await withdrawnAmong(trx, of, [...personIds]);
  return withdrawn.size === 0 ? [] : [{ path: '', code: 'pair.consentWithdrawn' }];
}

/** Both sides are told: who came, whom they were given, and who has handed over. */
async function tell(
  trx: Knex.Transaction,
  of: Changing,
  { eventId, comingId, leavingId }: { eventId: string; comingId: string; leavingId: string },
): Promise<void> {
  const { pairId } = of.place;
  await announceChange(trx, { ...of.place, now: of.now }, eventId, [
    { pairId, personId: comingId, kind: 'new_pair' },
    { pairId, personId: leavingId, kind: 'handed_over' },
    ...idsOf(of.before.mentees).map((personId) => ({
      pairId,
      personId,
      kind: 'new_mentor' as const,
    })),
  ]);
}

/** Another mentor takes a pair over: who was there until then keeps what was theirs. */
export async function changeMentor(deps: ServiceDeps, call: Call<'changeMentor'>): Promise<Pair> {
  const { leavingId, comingId, onDate, reason, note, orderNumber, orderDate } = call.input;
  let told: Changing | undefined;
  return changePair(
    deps,
    call,
    'changeMentor',
    async (of) => {
      told = of;
      const { trx, before, place, today } = of;
      refuse(underWay(before));
      const menteeIds = idsOf(before.mentees);
      refuse(await consentProblems(of, menteeIds));
      const asked = await askOf(of, comingId, 'mentor', [comingId], menteeIds);
      const places = await placesLeft(trx, place.programmeId, comingId);
      const coming = { ...asked, isMentor: asked.holds, places };
      const people = { mentorIds: idsOf(before.mentors), menteeIds, leavingId };
      refuse([
        ...comingProblems(coming, people),
        ...noteProblems(reason, note),
        ...dayProblems(onDate, before, today),
        ...orderProblems({ orderNumber, orderDate }, before),
      ]);
      const store = lifeStore(trx);
      await store.leave(place, leavingId, onDate);
      await store.join(place, { personId: comingId, side: 'mentor' }, onDate);
      await admitToPairs(trx, place.programmeId, 'mentor', [comingId]);
      await renamePairsOf(trx, [comingId]);
      const order = { orderNumber, orderDate };
      return {
        columns: {},
        events: [
          {
            kind: 'mentor_changed',
            onDate,
            personId: leavingId,
            otherId: comingId,
            reason,
            note,
            ...order,
          },
        ],
        action: 'pair.mentor_changed',
        after: { onDate, leavingId, comingId, ...order },
      };
    },
    async ({ trx, eventIds: [eventId] }) => {
      if (told && eventId) await tell(trx, told, { eventId, comingId, leavingId });
    },
  );
}

/** The day on which somebody left this pair before; null: they never were in it. */
const leftBefore = async (of: Changing, personId: string): Promise<string | null> => {
  const places = await lifeStore(of.trx).places(of.place.programmeId, of.place.pairId);
  return places.find((one) => one.personId === personId)?.leftOn ?? null;
};

async function join(of: Changing, input: Call<'addMentee'>['input']): Promise<Changed> {
  const { trx, before, place, today, now } = of;
  const { personId, onDate, reason, note } = input;
  refuse(underWay(before));
  const mentorIds = idsOf(before.mentors);
  const asked = await askOf(of, personId, 'mentee', mentorIds, [personId]);
  const left = await Promise.all(mentorIds.map((id) => placesLeft(trx, place.programmeId, id)));
  const leftOn = await leftBefore(of, personId);
  const mentee = { ...asked, isMentee: asked.holds, full: left.some((n) => n < 1), leftOn };
  const group = { format: before.format, mentorIds, menteeIds: idsOf(before.mentees) };
  // A day before the last meeting is no fault of who joins: the others have met without them.
  const day = dayProblems(onDate, { startsOn: before.startsOn, lastMeetingOn: null }, today);
  refuse([...joiningProblems(mentee, group, onDate), ...noteProblems(reason, note), ...day]);
  const store = lifeStore(trx);
  if (leftOn !== null)
    await store.addPause(place, { personId, fromOn: leftOn, endedOn: onDate }, now);
  await store.join(place, { personId, side: 'mentee' }, onDate);
  await admitToPairs(trx, place.programmeId, 'mentee', [personId]);
  await renamePairsOf(trx, [personId]);
  return {
    columns: {},
    events: [{ kind: 'mentee_joined', onDate, personId, reason, note }],
    action: 'pair.mentee_joined',
    after: { onDate, personId },
    alsoMentees: [personId],
  };
}

export async function addMentee(deps: ServiceDeps, call: Call<'addMentee'>): Promise<Pair> {
  const { personId } = call.input;
  let told: Changing | undefined;
  return changePair(
    deps,
    call,
    'addMentee',
    (of) => {
      told = of;
      return join(of, call.input);
    },
    async ({ trx, eventIds: [eventId] }) => {
      if (!told || !eventId) return;
      const letter = { pairId: told.place.pairId, personId, kind: 'new_pair' as const };
      await announceChange(trx, { ...told.place, now: told.now }, eventId, [letter]);
    },
  );
}

const isLast = (pair: PairWithPeople, personId: string): boolean =>
  pair.mentees.length === 1 && pair.mentees[0]?.personId === personId;

/** With its last mentee a pair ends early: nobody is left in it, and it stays readable for all who were. */
async function leaveAsLast(of: Changing, input: Call<'removeMentee'>['input']): Promise<Changed> {
  const { before, today } = of;
  const { personId, onDate, reason, note, next } = input;
  const initiative =
    reason === 'college' ? 'college' : reason === 'mentor_wish' ? 'mentor' : 'mentee';
  const end = {
    onDate,
    reason,
    note,
    talkHeld: false,
    talkOn: null,
    next: [{ personId, next }],
  } as const;
  refuse(earlyEndProblems(end, { ...before, menteeIds: [personId] }, today));
  return ending(of, { ...end, state: 'terminated', details: { initiative, talkHeld: false } });
}

async function leave(of: Changing, input: Call<'removeMentee'>['input']): Promise<Changed> {
  const { trx, before, place, today } = of;
  const { personId, onDate, reason, note, next } = input;
  refuse(underWay(before));
  if (!idsOf(before.mentees).includes(personId))
    refuse([{ path: 'personId', code: 'life.notTheirMentee' }]);
  if (isLast(before, personId)) {
    if (input.endPair) return leaveAsLast(of, input);
    refuse([{ path: 'endPair', code: 'life.lastMentee' }]);
  }
  const places = await lifeStore(trx).places(place.programmeId, place.pairId);
  const joinedOn = places.find((one) => one.personId === personId)?.joinedOn ?? before.startsOn;
  refuse([
    ...noteProblems(reason, note),
    ...dayProblems(onDate, { startsOn: joinedOn, lastMeetingOn: before.lastMeetingOn }, today),
  ]);
  await lifeStore(trx).leave(place, personId, onDate);
  await renamePairsOf(trx, [personId]);
  await sendOn(of, [{ personId, next }]);
  return {
    columns: {},
    events: [
      { kind: 'mentee_left', onDate, personId, reason, note },
      { kind: 'mentee_next', onDate, personId, reason: next satisfies NextPlace },
    ],
    action: 'pair.mentee_left',
    after: { onDate, personId },
  };
}

export const removeMentee = (deps: ServiceDeps, call: Call<'removeMentee'>): Promise<Pair> =>
  changePair(deps, call, 'removeMentee', (of) => leave(of, call.input));
