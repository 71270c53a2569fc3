import type { Knex } from 'knex';
import { DateTime } from 'luxon';
import type {
  Form,
  MeetingFormat,
  MeetingKind,
  PairFormat,
  PairState,
  Role,
  Topic,
} from '../../service/api/index.js';
import { bulkInsert, type Value } from '../../service/db/bulk.js';
import { nameFromLms, type PersonName, sortKey } from '../../service/names/index.js';
import { titleColumns } from '../../service/pairs/pair-members-store.js';
import { type Rating, ratingColumns, ratingFacts } from '../../service/pairs/rating-rules.js';
import { roleRank } from '../../service/people/role-rules.js';
import { newId } from '../../shared/ids.js';
import type { CollegeJournal } from './journal.js';

export interface Where {
  organisationId: string;
  programmeId: string;
  /** The moment of writing, ms. */
  now: number;
}

export interface SeedPerson {
  familyName: string;
  /** With the patronymic, as an LMS gives it. */
  givenName: string;
  email: string | null;
  group: string | null;
  roles: { role: Role; candidate?: boolean; byHand?: boolean }[];
  /** Null: somebody without an LMS account. */
  account: { issuer: string; subject: string } | null;
  /** As of the latest launch. */
  lmsRole: string | null;
  /** When they came into their roles (ms); the moment of seeding where it is left out. */
  joinedAt?: number;
}

export interface SeededPerson {
  personId: string;
  name: PersonName;
}

export interface SeedPair {
  mentors: SeededPerson[];
  mentees: SeededPerson[];
  form: Form;
  roleVariant: string | null;
  format: PairFormat;
  state: PairState;
  stateReason: string | null;
  startsOn: string;
  endsOn: string;
  orderNumber: string | null;
  orderDate: string | null;
}

export interface SeedMeeting {
  heldOn: string;
  kind: MeetingKind;
  minutes: number;
  format: MeetingFormat;
  topic: Topic | null;
  done: string;
  agreed: string;
  nextOn: string | null;
  /** One entry for each mentee of the pair, in their order. */
  attendance: {
    came: boolean;
    confirmation: 'waiting' | 'confirmed' | 'disputed';
    rating: number | null;
  }[];
}

type Row = Record<string, Value>;

const HOUR_MS = 3_600_000;

const byName = (a: SeededPerson, b: SeededPerson) =>
  Buffer.compare(Buffer.from(sortKey(a.name.name)), Buffer.from(sortKey(b.name.name)));

/** The ratings of a pair's meetings, which are in their order. */
const ratingsIn = (meetings: readonly SeedMeeting[]): Rating[] =>
  meetings.flatMap(({ heldOn, attendance }, index) =>
    attendance.flatMap(({ came, confirmation, rating }) =>
      came && confirmation === 'confirmed' && rating !== null
        ? [{ meetingId: String(index).padStart(6, '0'), heldOn, rating }]
        : [],
    ),
  );

/** Gathers the rows of a college, and writes them by statements of several hundred rows each. */
export class CollegeRows {
  readonly #where: Where;
  readonly #journal: CollegeJournal | null;
  #coordinatorId: string | null = null;
  readonly #tables = {
    people: [] as Row[],
    person_accounts: [] as Row[],
    members: [] as Row[],
    participations: [] as Row[],
    pairs: [] as Row[],
    pair_members: [] as Row[],
    meetings: [] as Row[],
    meeting_attendance: [] as Row[],
    planned_meetings: [] as Row[],
  };
  #nextNumber: number;

  /**
   * @param nextNumber the organisation's next number for people
   * @param journal where to note what was done; null: nowhere (benchmarks)
   */
  constructor(where: Where, nextNumber: number, journal: CollegeJournal | null = null) {
    this.#where = where;
    this.#journal = journal;
    this.#nextNumber = nextNumber;
  }

  get nextNumber(): number {
    return this.#nextNumber;
  }

  #base(): Row {
    return {
      organisation_id: this.#where.organisationId,
      programme_id: this.#where.programmeId,
    };
  }

  person(seed: SeedPerson): SeededPerson {
    const personId = newId();
    const name = nameFromLms({
      subject: '-',
      familyName: seed.familyName,
      givenName: seed.givenName,
    });
    if (name === null) throw new Error('a person of the seed has no name');
    const created = { created_at: seed.joinedAt ?? this.#where.now };
    const organisation = { organisation_id: this.#where.organisationId };
    this.#tables.people.push({
      id: personId,
      ...organisation,
      number: this.#nextNumber,
      family_name: name.familyName,
      given_name: name.givenName,
      name: name.name,
      sort_key: sortKey(name.name),
      email: seed.email,
      ...created,
    });
    this.#nextNumber += 1;
    if (seed.account) {
      const account = { id: newId(), ...organisation, person_id: personId, ...seed.account };
      this.#tables.person_accounts.push({ ...account, ...created });
    }
    this.#tables.members.push({
      id: newId(),
      ...this.#base(),
      person_id: personId,
      sort_key: sortKey(name.name),
      lms_status: seed.account ? 'active' : 'none',
      lms_role: seed.lmsRole,
      group_name: seed.group,
      roles_by_hand: seed.roles.some((one) => one.byHand === true),
      ...created,
    });
    for (const { role, candidate, byHand } of seed.roles) {
      this.#tables.participations.push({
        id: newId(),
        ...this.#base(),
        person_id: personId,
        role,
        rank: roleRank(role),
        state: candidate ? 'candidate' : 'admitted',
        by_hand: byHand ?? false,
        ...created,
      });
    }
    if (seed.roles.some((one) => one.role === 'coordinator')) this.#coordinatorId ??= personId;
    return { personId, name };
  }

  /** When a meeting was written down: in the evening of its day, never in the future. */
  #loggedAt(meeting: SeedMeeting): number {
    return Math.min(this.#where.now, Date.parse(`${meeting.heldOn}T15:00:00Z`));
  }

  /** When its mentees answered: some hours later. */
  #answeredAt(meeting: SeedMeeting): number {
    return Math.min(this.#where.now, this.#loggedAt(meeting) + 3 * HOUR_MS);
  }

  /** A pair with its meetings, the earliest first; the sums of the pair follow from them. */
  pair(seed: SeedPair, meetings: readonly SeedMeeting[]): string {
    const pairId = newId();
    const last = meetings.at(-1);
    const rated = meetings.findLast((one) => one.attendance.some((who) => who.rating !== null));
    const names = (people: SeededPerson[]) => [...people].sort(byName).map((one) => one.name);
    this.#tables.pairs.push({
      id: pairId,
      ...this.#base(),
      ...titleColumns(names(seed.mentors), names(seed.mentees)),
      form: seed.form,
      role_variant: seed.roleVariant,
      format: seed.format,
      state: seed.state,
      state_reason: seed.stateReason,
      starts_on: seed.startsOn,
      ends_on: seed.endsOn,
      order_number: seed.orderNumber,
      order_date: seed.orderDate,
      meetings_held: meetings.length,
      minutes_total: meetings.reduce((sum, one) => sum + one.minutes, 0),
      last_meeting_on: last?.heldOn ?? null,
      next_meeting_on: last?.nextOn ?? null,
      silent_since: last?.heldOn ?? seed.startsOn,
      last_feedback_at: rated ? this.#answeredAt(rated) : null,
      last_logged_at: last ? this.#loggedAt(last) : null,
      ...ratingColumns(ratingFacts(ratingsIn(meetings))),
      created_at: this.#where.now,
    });
    for (const side of ['mentor', 'mentee'] as const) {
      for (const { personId } of side === 'mentor' ? seed.mentors : seed.mentees) {
        const member = { pair_id: pairId, person_id: personId, side, joined_on: seed.startsOn };
        this.#tables.pair_members.push({ id: newId(), ...this.#base(), ...member });
      }
    }
    const madeAt = Math.min(this.#where.now, Date.parse(`${seed.startsOn}T06:00:00Z`));
    this.#journal?.pairMade(pairId, seed, madeAt, this.#coordinatorId);
    for (const meeting of meetings) this.#meeting(pairId, seed, meeting);
    if (seed.state === 'active' && last?.nextOn) this.#agreed(pairId, seed, last, last.nextOn);
    return pairId;
  }

  /** The day that the last record of the log has agreed is planned. */
  #agreed(pairId: string, pair: SeedPair, last: SeedMeeting, day: string): void {
    const at = this.#loggedAt(last);
    this.#tables.planned_meetings.push({
      id: newId(),
      ...this.#base(),
      pair_id: pairId,
      pair_form: pair.form,
      kind: 'regular',
      on_date: day,
      minutes: last.minutes,
      format: last.format,
      state: 'agreed',
      proposed_side: 'mentor',
      from_log: true,
      created_at: at,
      changed_at: at,
    });
  }

  #meeting(pairId: string, pair: SeedPair, meeting: SeedMeeting): void {
    const meetingId = newId();
    const { heldOn, attendance } = meeting;
    const came = attendance.filter((one) => one.came);
    const said = (word: string) => came.filter((one) => one.confirmation === word).length;
    const day = DateTime.fromISO(heldOn, { zone: 'utc' });
    const at = this.#loggedAt(meeting);
    this.#tables.meetings.push({
      id: meetingId,
      ...this.#base(),
      pair_id: pairId,
      pair_form: pair.form,
      kind: meeting.kind,
      held_on: heldOn,
      week: day.startOf('week').toISODate(),
      minutes: meeting.minutes,
      format: meeting.format,
      topic: meeting.topic,
      done: meeting.done,
      agreed: meeting.agreed,
      next_on: meeting.nextOn,
      links: '[]',
      invited: attendance.length,
      came: came.length,
      confirmed: said('confirmed'),
      disputed: said('disputed'),
      author_id: pair.mentors[0]?.personId ?? null,
      created_at: at,
    });
    const moments = { loggedAt: at, answeredAt: this.#answeredAt(meeting) };
    this.#journal?.meetingLogged({ meetingId, pairId }, pair, meeting, moments);
    for (const [index, one] of attendance.entries()) {
      this.#tables.meeting_attendance.push({
        id: newId(),
        ...this.#base(),
        pair_id: pairId,
        meeting_id: meetingId,
        person_id: pair.mentees[index]?.personId ?? '',
        held_on: heldOn,
        came: one.came,
        confirmation: one.confirmation,
        rating: one.rating,
        responded_at: one.confirmation === 'waiting' ? null : this.#answeredAt(meeting),
      });
    }
  }

  async write(trx: Knex.Transaction): Promise<void> {
    for (const [table, rows] of Object.entries(this.#tables)) await bulkInsert(trx, table, rows);
    if (this.#journal) await bulkInsert(trx, 'journal', this.#journal.rows(this.#base()));
    await trx('organisations')
      .where('id', this.#where.organisationId)
      .update({ next_person_number: this.#nextNumber });
  }
}
