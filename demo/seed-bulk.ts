import type { Knex } from 'knex';
import { FORMS, type MeetingKind, ROLE_VARIANTS, type Role } from '../service/api/index.js';
import { addDays, daysBetween } from '../service/pairs/index.js';
import { newProgramme } from '../service/programmes/programme-rules.js';
import { programmeStore } from '../service/programmes/programme-store.js';
import type { Db } from '../shared/db/connect.js';
import { inTransaction } from '../shared/db/transaction.js';
import { newId } from '../shared/ids.js';
import { copyCollege } from './college/copies.js';
import { type Random, seededRandom } from './college/random.js';
import { CollegeRows, type SeededPerson, type SeedMeeting } from './college/rows.js';
import { FAMILY_NAMES, GIVEN_NAMES, GROUPS, NOTES } from './college/words.js';

export interface BulkOptions {
  people?: number;
  pairs?: number;
  meetings?: number;
  /** Meetings of other colleges in the same database, at least so many. */
  otherMeetings?: number;
  /** The last day of meetings, `YYYY-MM-DD`; the programme year is the one that contains it. */
  today?: string;
  seed?: number;
  courseKey?: string;
  issuer?: string;
}

export interface BulkCollege {
  organisationId: string;
  programmeId: string;
  courseKey: string;
  issuer: string;
  coordinatorId: string;
  /** The coordinator's account in the LMS. */
  coordinatorSubject: string;
  mentorIds: string[];
  menteeIds: string[];
  pairIds: string[];
}

const ISSUER = 'https://lms.example';

/**
 * Fills a college of any size fast, the same for the same seed: by default 2,000 people, 700 pairs
 * and 15,000 meetings. Other colleges are copies of it under ids of their own. For benchmarks and
 * tests: progress and journal stay empty.
 */
export async function seedCollegeBulk(db: Db, options: BulkOptions = {}): Promise<BulkCollege> {
  const college = await inTransaction(db, (trx) => write(trx, options));
  const meetings = options.meetings ?? 15_000;
  if (options.otherMeetings && meetings > 0) {
    const copies = Math.ceil(options.otherMeetings / meetings);
    await copyCollege(db, college.organisationId, copies);
  }
  return college;
}

async function write(trx: Knex.Transaction, options: BulkOptions): Promise<BulkCollege> {
  const today = options.today ?? new Date().toISOString().slice(0, 10);
  const now = Date.parse(`${today}T15:00:00Z`);
  const random = seededRandom(options.seed ?? 1);
  const organisationId = newId();
  const programmeId = newId();
  const courseKey = options.courseKey ?? `course-${organisationId}`;
  const issuer = options.issuer ?? ISSUER;
  const store = programmeStore(trx);
  const settings = newProgramme('Наставничество', today);
  await store.insertOrganisation(organisationId, 'Большой колледж', 'Europe/Moscow', now);
  await store.insert(programmeId, organisationId, settings, now, true);
  await store.insertCourse(newId(), organisationId, courseKey, programmeId, now);
  const rows = new CollegeRows({ organisationId, programmeId, now }, 1);
  const people = addPeople(rows, options.people ?? 2000, issuer, random);
  const pairIds = addPairs(rows, people, options, { from: settings.startsOn, today }, random);
  await rows.write(trx);
  const ids = (list: SeededPerson[]) => list.map((one) => one.personId);
  return {
    organisationId,
    programmeId,
    courseKey,
    issuer,
    coordinatorId: people.coordinator.personId,
    coordinatorSubject: 'user-0',
    mentorIds: ids(people.mentors),
    menteeIds: ids(people.mentees),
    pairIds,
  };
}

interface People {
  coordinator: SeededPerson;
  mentors: SeededPerson[];
  mentees: SeededPerson[];
}

/** One coordinator, five curators, a head; of the others every sixth a mentor. */
function addPeople(rows: CollegeRows, count: number, issuer: string, random: Random): People {
  const add = (index: number, role: Role) =>
    rows.person({
      familyName: random.pick(FAMILY_NAMES),
      givenName: random.pick(GIVEN_NAMES),
      email: `user-${index}@kollezh.example`,
      group: role === 'mentee' ? random.pick(GROUPS) : null,
      roles: [{ role, byHand: true }],
      account: { issuer, subject: `user-${index}` },
      lmsRole: role === 'mentee' ? 'mentee' : 'instructor',
    });
  const people: People = { coordinator: add(0, 'coordinator'), mentors: [], mentees: [] };
  for (let index = 1; index < count; index += 1) {
    if (index <= 5) add(index, 'curator');
    else if (index === 6) add(index, 'head');
    else if (index % 6 === 0) people.mentors.push(add(index, 'mentor'));
    else people.mentees.push(add(index, 'mentee'));
  }
  return people;
}

const USED_FORMS = FORMS.slice(0, 5);

function addPairs(
  rows: CollegeRows,
  people: People,
  options: BulkOptions,
  year: { from: string; today: string },
  random: Random,
): string[] {
  const count = options.pairs ?? 700;
  const meetings = options.meetings ?? 15_000;
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    // Every tenth is a group of three; mentors and mentees go round.
    const size = index % 10 === 9 ? 3 : 1;
    const mentees = Array.from({ length: size }, (_, i) => nth(people.mentees, index * 2 + i));
    const form = random.pick(USED_FORMS);
    const state = index % 20 === 7 ? 'completed' : index % 33 === 5 ? 'paused' : 'active';
    const startsOn = addDays(year.from, random.below(20));
    const share =
      Math.floor(((index + 1) * meetings) / count) - Math.floor((index * meetings) / count);
    ids.push(
      rows.pair(
        {
          mentors: [nth(people.mentors, index)],
          mentees: [...new Set(mentees)],
          form,
          roleVariant: random.pick(ROLE_VARIANTS[form]),
          format: size > 1 ? 'group' : 'individual',
          state,
          stateReason: state === 'paused' ? 'Практика' : null,
          startsOn,
          endsOn: addDays(startsOn, 290),
          orderNumber: `${index + 1}`,
          orderDate: addDays(startsOn, -3),
        },
        meetingsOf(share, new Set(mentees).size, startsOn, year.today, random),
      ),
    );
  }
  return ids;
}

function nth<T>(list: readonly T[], index: number): T {
  if (list.length === 0) throw new Error('a college of this size has no mentors and mentees');
  return list[index % list.length] as T;
}

/** Meetings spread evenly from the start until some days before today. */
function meetingsOf(
  count: number,
  mentees: number,
  startsOn: string,
  today: string,
  random: Random,
): SeedMeeting[] {
  const span = Math.max(0, daysBetween(startsOn, today) - random.below(25));
  const kinds: MeetingKind[] = ['organisational', 'trial', 'planning'];
  return Array.from({ length: count }, (_, index) => {
    const note = random.pick(NOTES);
    const confirmed = index < count - 1 || random.below(2) === 0;
    return {
      heldOn: addDays(startsOn, Math.floor((span * (index + 1)) / count)),
      kind: kinds[index] ?? 'regular',
      minutes: random.pick([30, 45, 60, 90]),
      format: random.pick(['in_person', 'online', 'phone'] as const),
      topic: note.topic,
      done: note.done,
      agreed: note.agreed,
      nextOn: null,
      attendance: Array.from({ length: mentees }, () => ({
        came: true,
        confirmation: confirmed ? ('confirmed' as const) : ('waiting' as const),
        rating: confirmed ? 5 + random.below(6) : null,
      })),
    };
  });
}
