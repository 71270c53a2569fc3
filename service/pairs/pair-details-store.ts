import type { Db } from '../../shared/db/connect.js';
import type { MeetingFormat, MeetingKind } from '../api/index.js';
import type { Contact, MyPair } from '../api/pairs.js';
import type { PlannedInBrief } from '../api/planned-meetings.js';
import { addressOf } from '../letters/letter-rules.js';
import { openPlannedOf } from '../planned-meetings/index.js';
import type { PairWithPeople, Side } from './pair-store.js';

type Waiting = MyPair['waiting'][number];

/** What the home page shows of a pair beyond its row. */
export interface PairDetails {
  waiting: Waiting[];
  objected: Waiting[];
  kindsHeld: MeetingKind[];
  latest: { minutes: number; format: MeetingFormat } | null;
  contacts: Contact[];
  planned: PlannedInBrief[];
}

/** More meetings than these wait for nobody's eye on one page. */
const MOST_WAITING = 200;

/** Who looks: on a side of the pair, or as staff (null). */
interface Viewer {
  side: Side | null;
  personId: string | null;
  today: string;
}

interface WaitingRow extends Waiting {
  pairId: string;
}

const WAITING_COLUMNS = {
  meetingId: 'm.id',
  pairId: 'm.pair_id',
  heldOn: 'm.held_on',
  kind: 'm.kind',
  minutes: 'm.minutes',
};

/** The SQL of what is next in pairs, and of whom to write to: six statements, however many pairs. */
export function pairDetailsStore(db: Db) {
  /** Meetings that wait for this mentee, the latest first. */
  function waitingForMentee(programmeId: string, personId: string): Promise<WaitingRow[]> {
    return db('meeting_attendance as a')
      .join('meetings as m', 'm.id', 'a.meeting_id')
      .where({
        'a.programme_id': programmeId,
        'a.person_id': personId,
        'a.confirmation': 'waiting',
        'a.came': true,
      })
      .whereNull('m.withdrawn_at')
      .orderBy('a.held_on', 'desc')
      .orderBy('m.id', 'desc')
      .limit(MOST_WAITING)
      .select(WAITING_COLUMNS);
  }

  /** Meetings of these pairs that wait for some mentee, the latest first. */
  function waitingForAny(pairIds: string[]): Promise<WaitingRow[]> {
    return db('meetings as m')
      .whereIn('m.pair_id', pairIds)
      .whereNull('m.withdrawn_at')
      .whereRaw('m.came > m.confirmed + m.disputed')
      .orderBy('m.held_on', 'desc')
      .orderBy('m.id', 'desc')
      .limit(MOST_WAITING)
      .select(WAITING_COLUMNS);
  }

  /** Meetings of these pairs that some mentee objects to, the latest first. */
  function objectedTo(pairIds: string[]): Promise<WaitingRow[]> {
    return db('meetings as m')
      .whereIn('m.pair_id', pairIds)
      .whereNull('m.withdrawn_at')
      .where('m.disputed', '>', 0)
      .orderBy('m.held_on', 'desc')
      .orderBy('m.id', 'desc')
      .limit(MOST_WAITING)
      .select(WAITING_COLUMNS);
  }

  function kindsOf(pairIds: string[]): Promise<{ pairId: string; kind: MeetingKind }[]> {
    return db('meetings')
      .whereIn('pair_id', pairIds)
      .whereNull('withdrawn_at')
      .distinct({ pairId: 'pair_id', kind: 'kind' });
  }

  /** The meetings of each pair's latest day, the one written last at the end. */
  function latestOf(
    pairIds: string[],
  ): Promise<{ pairId: string; minutes: number; format: MeetingFormat }[]> {
    return db('pairs as q')
      .join('meetings as m', (join) =>
        join.on('m.pair_id', 'q.id').andOn('m.held_on', 'q.last_meeting_on'),
      )
      .whereIn('q.id', pairIds)
      .whereNull('m.withdrawn_at')
      .orderBy('m.id')
      .select({ pairId: 'q.id', minutes: 'm.minutes', format: 'm.format' });
  }

  /** Whom this viewer may write to, mentors first, in the order of names. */
  async function contactsOf(
    pairIds: string[],
    viewer: Viewer,
  ): Promise<(Omit<Contact, 'closed'> & { pairId: string })[]> {
    const query = db('pair_members as pm')
      .join('people as p', 'p.id', 'pm.person_id')
      .leftJoin('profiles as f', 'f.person_id', 'p.id')
      .whereIn('pm.pair_id', pairIds)
      .whereNull('pm.left_on')
      .orderBy('pm.side', 'desc')
      .orderBy('p.sort_key')
      .orderBy('p.id')
      .select({
        pairId: 'pm.pair_id',
        personId: 'p.id',
        name: 'p.name',
        side: 'pm.side',
        contactEmail: 'f.contact_email',
        lmsEmail: 'p.email',
      });
    if (viewer.side === 'mentee') query.where('pm.side', 'mentor');
    if (viewer.side !== null && viewer.personId !== null) query.whereNot('p.id', viewer.personId);
    const rows: (Omit<Contact, 'closed' | 'email'> & {
      pairId: string;
      contactEmail: string | null;
      lmsEmail: string | null;
    })[] = await query;
    return rows.map(({ contactEmail, lmsEmail, ...row }) => ({
      ...row,
      email: addressOf(contactEmail, lmsEmail),
    }));
  }

  return {
    /**
     * @param viewer the mentee whose confirmations are asked for; otherwise those of all mentees
     */
    async of(
      programmeId: string,
      pairs: readonly PairWithPeople[],
      viewer: Viewer,
    ): Promise<Map<string, PairDetails>> {
      const ids = pairs.map((pair) => pair.pairId);
      const details = new Map<string, PairDetails>(
        ids.map((id) => [
          id,
          { waiting: [], objected: [], kindsHeld: [], latest: null, contacts: [], planned: [] },
        ]),
      );
      if (ids.length === 0) return details;
      const forMe = viewer.side === 'mentee' && viewer.personId !== null;
      const [waiting, objected, kinds, latest, contacts, planned] = await Promise.all([
        forMe ? waitingForMentee(programmeId, viewer.personId as string) : waitingForAny(ids),
        viewer.side === 'mentee' ? [] : objectedTo(ids),
        kindsOf(ids),
        latestOf(ids),
        contactsOf(ids, viewer),
        openPlannedOf(db, ids, viewer),
      ]);
      for (const { pairId, ...meeting } of waiting) details.get(pairId)?.waiting.push(meeting);
      for (const { pairId, ...meeting } of objected) details.get(pairId)?.objected.push(meeting);
      for (const { pairId, ...plan } of planned) details.get(pairId)?.planned.push(plan);
      for (const { pairId, kind } of kinds) details.get(pairId)?.kindsHeld.push(kind);
      for (const { pairId, ...person } of contacts)
        details.get(pairId)?.contacts.push({ ...person, closed: false });
      for (const { pairId, minutes, format } of latest) {
        const one = details.get(pairId);
        if (one) one.latest = { minutes, format };
      }
      return details;
    },
  };
}
