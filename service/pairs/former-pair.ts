import type { Db } from '../../shared/db/connect.js';
import type { Authority } from '../authorise.js';
import { type PersonName, shortName } from '../names/index.js';
import { type PairRow, type PairWithPeople, pairColumns, type Side } from './pair-store.js';
import { sideOf } from './pair-visibility.js';

/** A pair that somebody has left, as it was for them. */
export interface FormerPair {
  row: PairWithPeople;
  leftOn: string;
}

/** A row of pair_members with a name. */
interface Member extends PersonName {
  personId: string;
  side: Side;
}

/**
 * What one who has left a pair reads of it: the people who were in it with them, and the sums of its meetings
 * until that day. Null: they never were in it, or are still. Nothing that came after is told.
 */
export async function readFormerPair(
  db: Db,
  authority: Authority,
  pairId: string,
): Promise<FormerPair | null> {
  const side = sideOf(authority);
  const { programmeId, personId } = authority;
  if (side === null || personId === null) return null;
  const mine: { leftOn: string } | undefined = await db('pair_members')
    .where({ programme_id: programmeId, pair_id: pairId, person_id: personId, side })
    .whereNotNull('left_on')
    .first({ leftOn: 'left_on' });
  if (!mine) return null;
  const { leftOn } = mine;
  const row: PairRow | undefined = await db('pairs')
    .where({ programme_id: programmeId, id: pairId })
    .first(pairColumns(db, null));
  if (!row) return null;
  const members = await membersOn(db, pairId, leftOn);
  const sums = await sumsUntil(db, pairId, leftOn);
  const of = (which: Side) => members.filter((one) => one.side === which);
  const refs = (which: Side) => of(which).map(({ personId: id, name }) => ({ personId: id, name }));
  return {
    leftOn,
    row: {
      ...row,
      ...sums,
      // For them it is over, whatever became of it.
      state: 'completed',
      stateReason: null,
      nextMeetingOn: null,
      lastFeedbackAt: null,
      lastLoggedAt: null,
      mentors: refs('mentor'),
      mentees: refs('mentee'),
      shortNames: { mentors: of('mentor').map(shortName), mentees: of('mentee').map(shortName) },
    },
  };
}

/** Who was in a pair until this day at least, and had come before it, in the order of names. */
function membersOn(db: Db, pairId: string, day: string): Promise<Member[]> {
  return db('pair_members as pm')
    .join('people as p', 'p.id', 'pm.person_id')
    .where('pm.pair_id', pairId)
    .where((there) => there.whereNull('pm.left_on').orWhere('pm.left_on', '>=', day))
    .where((before) => before.where('pm.joined_on', '<', day).orWhere('pm.left_on', day))
    .orderBy('p.sort_key')
    .orderBy('p.id')
    .select({
      personId: 'pm.person_id',
      side: 'pm.side',
      name: 'p.name',
      familyName: 'p.family_name',
      givenName: 'p.given_name',
      middleName: 'p.middle_name',
    });
}

async function sumsUntil(db: Db, pairId: string, day: string) {
  const sums = await db('meetings')
    .where('pair_id', pairId)
    .where('held_on', '<=', day)
    .whereNull('withdrawn_at')
    .first({
      held: db.raw('count(*)'),
      minutes: db.raw('coalesce(sum(minutes), 0)'),
      last: db.raw('max(held_on)'),
    });
  return {
    meetingsHeld: Number(sums?.held ?? 0),
    minutesTotal: Number(sums?.minutes ?? 0),
    lastMeetingOn: (sums?.last ?? null) as string | null,
  };
}

/** The pairs that a person has left on this side, the latest first: two statements. */
export async function formerPairsOf(
  db: Db,
  authority: Authority,
  limit: number,
): Promise<{ pairId: string; leftOn: string }[]> {
  const side = sideOf(authority);
  const { programmeId, personId } = authority;
  if (side === null || personId === null) return [];
  return db('pair_members')
    .where({ programme_id: programmeId, person_id: personId, side })
    .whereNotNull('left_on')
    .orderBy([{ column: 'left_on', order: 'desc' }, 'pair_id'])
    .limit(limit)
    .select({ pairId: 'pair_id', leftOn: 'left_on' });
}
