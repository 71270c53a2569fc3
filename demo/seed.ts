import type { Knex } from 'knex';
import type { MeetingFormat, MeetingKind } from '../service/api/index.js';
import { addDays } from '../service/pairs/index.js';
import { newProgramme } from '../service/programmes/programme-rules.js';
import { programmeStore } from '../service/programmes/programme-store.js';
import { refreshProgress } from '../service/progress/index.js';
import { type Clock, todayIn } from '../shared/clock.js';
import type { Db } from '../shared/db/connect.js';
import { inTransaction } from '../shared/db/transaction.js';
import { newId } from '../shared/ids.js';
import { seedClosing } from './college/closing.js';
import { seedConsents } from './college/consents.js';
import { seedGroupMeeting } from './college/group-meeting.js';
import { CollegeJournal, putJournalInOrder } from './college/journal.js';
import { seedMentorLink } from './college/mentor-link.js';
import { seedMentors } from './college/mentors.js';
import { seedPairLife } from './college/pair-life.js';
import { DEMO_PAIRS, type DemoPair, EARLIEST_DAYS_AGO } from './college/pairs.js';
import { DEMO_PEOPLE, type DemoPerson, demoSubject } from './college/people.js';
import { seedPlannedMeetings } from './college/planned.js';
import { seedPlans } from './college/plans.js';
import { type Random, seededRandom } from './college/random.js';
import { seedRegisters } from './college/registers.js';
import { CollegeRows, type SeededPerson, type SeedMeeting } from './college/rows.js';
import { seedSchool } from './college/school.js';
import { seedSelection } from './college/selection.js';
import { seedSignals } from './college/signals.js';
import { seedSurveys } from './college/surveys.js';
import { seedThirdParty } from './college/third-party.js';
import { NOTES } from './college/words.js';

export { seedCollegeBulk } from './seed-bulk.js';

export interface SeedCollegeOptions {
  organisationId: string;
  /** What names the demo LMS's course for the service, as a launch computes it. */
  courseKey: string;
  /** The demo LMS's issuer; the people are found by it and their user ids. */
  issuer: string;
  courseTitle?: string;
}

export interface SeededCollege {
  programmeId: string;
  /** By the demo's keys: `coordinator`, `mentor1`, … */
  people: Map<string, string>;
}

/**
 * Fills the demo college: a programme that has been going on for three months, with pairs in every
 * state. A course that has a programme already is left alone; one whose filling broke off before its
 * last step is finished.
 * @returns null when there was one
 */
export async function seedCollege(
  db: Db,
  clock: Clock,
  options: SeedCollegeOptions,
): Promise<SeededCollege | null> {
  const begun = await inTransaction(db, (trx) => findBegun(trx, clock, options));
  const seeded = begun ?? (await inTransaction(db, (trx) => seedYear(trx, clock, options)));
  if (!seeded) return null;
  const { programmeId, people, today, now } = seeded;
  // By the service's own calls, each of which is a transaction of its own.
  await seedSurveys(
    db,
    { organisationId: options.organisationId, programmeId, today, now },
    people,
  );
  await inTransaction(db, async (trx) => {
    await putJournalInOrder(trx, programmeId);
    // Said last: until then a start that finds the programme finishes it.
    await trx('programmes').where('id', programmeId).update({ set_up: true });
  });
  return { programmeId, people };
}

type Seeded = SeededCollege & { today: string; now: number };

const todayOf = async (trx: Knex.Transaction, clock: Clock, organisationId: string) =>
  todayIn((await programmeStore(trx).timeZoneOf(organisationId)) ?? 'Europe/Moscow', clock);

/**
 * A year whose waves were not all told when the process ended: it has its people and pairs, and is not
 * set up. What was told of the waves is taken away, to be told anew. Null: there is none.
 */
async function findBegun(
  trx: Knex.Transaction,
  clock: Clock,
  { organisationId, courseKey }: SeedCollegeOptions,
): Promise<Seeded | null> {
  const begun = await trx('programme_courses as c')
    .join('programmes as g', 'g.id', 'c.programme_id')
    .where({ 'c.organisation_id': organisationId, 'c.course_key': courseKey, 'g.set_up': false })
    .first<{ id: string } | undefined>('g.id');
  if (!begun) return null;
  const programmeId = begun.id;
  const known: { id: string; name: string }[] = await trx('members as m')
    .join('people as p', 'p.id', 'm.person_id')
    .where('m.programme_id', programmeId)
    .select('p.id', 'p.name');
  const ids = new Map(known.map(({ id, name }) => [name, id]));
  const people = new Map(
    DEMO_PEOPLE.flatMap(({ key, familyName, givenName }) => {
      const id = ids.get(`${familyName} ${givenName}`);
      return id === undefined ? [] : [[key, id] as const];
    }),
  );
  // A course that somebody has only opened is not set up either; it has none of these people.
  if (people.size < DEMO_PEOPLE.length) return null;
  await forgetWaves(trx, programmeId);
  return {
    programmeId,
    people,
    today: await todayOf(trx, clock, organisationId),
    now: clock.now(),
  };
}

const DAY_MS = 86_400_000;

const WAVE_TABLES = [
  'wave_reminders',
  'survey_sheets',
  'survey_receipts',
  'survey_responses',
  'survey_waves',
  'questionnaire_versions',
  'questionnaires',
];

async function forgetWaves(trx: Knex.Transaction, programmeId: string): Promise<void> {
  for (const table of WAVE_TABLES) await trx(table).where('programme_id', programmeId).delete();
  await trx('journal')
    .where('programme_id', programmeId)
    .whereIn('entity', ['survey_wave', 'questionnaire'])
    .delete();
}

/** All that is written in one piece; null: the course has a programme. */
async function seedYear(
  trx: Knex.Transaction,
  clock: Clock,
  options: SeedCollegeOptions,
): Promise<Seeded | null> {
  const { organisationId, courseKey } = options;
  const course = { organisation_id: organisationId, course_key: courseKey };
  if (await trx('programme_courses').where(course).first('id')) return null;
  const timeZone = (await programmeStore(trx).timeZoneOf(organisationId)) ?? 'Europe/Moscow';
  const today = await todayOf(trx, clock, organisationId);
  const programmeId = await openProgramme(trx, clock, options, today);
  const now = clock.now();
  const organisation = await trx('organisations')
    .where('id', organisationId)
    .first('next_person_number');
  const rows = new CollegeRows(
    { organisationId, programmeId, now },
    organisation.next_person_number,
    new CollegeJournal(),
  );
  const people = new Map(
    DEMO_PEOPLE.map((one) => {
      const joinedAt = now - (EARLIEST_DAYS_AGO + 6) * DAY_MS;
      return [one.key, rows.person({ ...seedPerson(one, options.issuer), joinedAt })];
    }),
  );
  const random = seededRandom(2026);
  const pairIds = DEMO_PAIRS.map((pair, index) =>
    addPair(rows, pair, people, today, random, index),
  );
  await rows.write(trx);
  await seedConsents(trx, { organisationId, programmeId, now, today }, people);
  await seedThirdParty(trx, { organisationId, programmeId, now }, people);
  await seedMentorLink(trx, { organisationId, programmeId, now }, people);
  await seedMentors(trx, { organisationId, today, now }, people);
  await seedRegisters(trx, programmeId, people);
  await seedSelection(trx, { organisationId, programmeId, today, now, timeZone }, people);
  await seedSchool(trx, { organisationId, programmeId, today, now }, people);
  await seedGroupMeeting(trx, { organisationId, programmeId, today, now }, people);
  await seedPlans(trx, { organisationId, programmeId, today, now }, people);
  await seedPlannedMeetings(trx, { organisationId, programmeId, today, now }, people);
  await seedPairLife(trx, { organisationId, programmeId, today, now }, people);
  await seedSignals(trx, { organisationId, programmeId, today, now }, people, pairIds);
  const ids = new Map([...people].map(([key, person]) => [key, person.personId]));
  const mentees = new Set(DEMO_PAIRS.flatMap((pair) => pair.mentees));
  const menteeIds = [...ids].filter(([key]) => mentees.has(key)).map(([, id]) => id);
  await refreshProgress(trx, clock, { organisationId, programmeId, timeZone }, menteeIds);
  // After the progress, of which a report tells.
  await seedClosing(trx, clock, { organisationId, programmeId, timeZone, today, now }, people);
  return { programmeId, people: ids, today, now };
}

async function openProgramme(
  trx: Knex.Transaction,
  clock: Clock,
  options: SeedCollegeOptions,
  today: string,
): Promise<string> {
  const programmeId = newId();
  const store = programmeStore(trx);
  const settings = newProgramme(options.courseTitle ?? '', today);
  // In September the months behind would lie before the academic year.
  const earliest = addDays(today, -EARLIEST_DAYS_AGO - 6);
  const startsOn = earliest < settings.startsOn ? earliest : settings.startsOn;
  const now = clock.now();
  const { organisationId, courseKey } = options;
  await store.insert(programmeId, organisationId, { ...settings, startsOn }, now);
  await store.insertCourse(newId(), organisationId, courseKey, programmeId, now);
  return programmeId;
}

function seedPerson(one: DemoPerson, issuer: string) {
  const { key, lmsRole } = one;
  return {
    ...one,
    email: lmsRole === null ? null : `${key}@kollezh.example`,
    roles: one.roles.map((role) => ({ role, byHand: true })),
    account: lmsRole === null ? null : { issuer, subject: demoSubject(key) },
  };
}

function addPair(
  rows: CollegeRows,
  pair: DemoPair,
  people: ReadonlyMap<string, SeededPerson>,
  today: string,
  random: Random,
  index: number,
): string {
  const named = (keys: string[]) =>
    keys.map((key) => {
      const person = people.get(key);
      if (!person) throw new Error(`the demo has no person ${key}`);
      return person;
    });
  const startsOn = addDays(today, -pair.startedAgo);
  const over = pair.state === 'completed' || pair.state === 'terminated';
  return rows.pair(
    {
      mentors: named(pair.mentors),
      mentees: named(pair.mentees),
      form: pair.form,
      roleVariant: pair.roleVariant,
      format: pair.format,
      state: pair.state ?? 'active',
      stateReason: null,
      startsOn,
      endsOn: addDays(today, over ? -2 : (pair.endsIn ?? 150)),
      orderNumber: `${41 + index}-н`,
      orderDate: addDays(startsOn, -2),
    },
    pair.meetingsAgo.map((_, position) => meetingOf(pair, position, today, random)),
  );
}

const OPENING: readonly MeetingKind[] = ['organisational', 'trial', 'planning'];

function kindOf(pair: DemoPair, position: number): MeetingKind {
  if (pair.state === 'completed' && position === pair.meetingsAgo.length - 1) return 'closing';
  return OPENING[position] ?? 'regular';
}

function meetingOf(pair: DemoPair, position: number, today: string, random: Random): SeedMeeting {
  const note =
    pair.form === 'teacher_teacher' ? NOTES.at(-1) : NOTES[random.below(NOTES.length - 1)];
  const left = pair.meetingsAgo.length - position;
  const next = pair.meetingsAgo[position + 1];
  const confirmed = left > (pair.waiting ?? 0);
  const formats: MeetingFormat[] =
    pair.format === 'online'
      ? ['online']
      : ['in_person', 'in_person', 'in_person', 'online', 'phone'];
  const ahead = next === undefined ? (pair.nextIn ?? null) : -next;
  return {
    heldOn: addDays(today, -(pair.meetingsAgo[position] ?? 0)),
    kind: kindOf(pair, position),
    minutes: random.pick([30, 45, 45, 60, 60, 90]),
    format: random.pick(formats),
    topic: note?.topic ?? null,
    done: note?.done ?? '',
    agreed: note?.agreed ?? '',
    nextOn: ahead === null ? null : addDays(today, ahead),
    attendance: pair.mentees.map((_, index) => ({
      // Somebody of a group is missing now and then; the first always comes.
      came: index === 0 || random.below(6) > 0,
      confirmation: confirmed ? 'confirmed' : 'waiting',
      rating: confirmed ? random.pick([7, 8, 8, 9, 9, 10, 10]) : null,
    })),
  };
}
