import { addDays, mondayOf } from '../../../shared/dates.js';
import type { Db } from '../../../shared/db/connect.js';
import { newId } from '../../../shared/ids.js';
import { FORMS, TOPICS } from '../../api/index.js';
import { bulkInsert } from '../../db/bulk.js';
import { sortKey } from '../../names/index.js';
import { type BuiltPerson, type BuiltProgramme, buildPerson, buildProgramme } from './builders.js';

const AT = Date.parse('2026-09-01T06:00:00Z');

export interface College extends BuiltProgramme {
  coordinator: BuiltPerson;
  mentorIds: string[];
  menteeIds: string[];
  pairIds: string[];
}

interface Size {
  pairs: number;
  meetingsPerPair: number;
  /** So many pairs has each mentor. */
  pairsPerMentor?: number;
}

const pick = <T>(list: readonly T[], i: number): T => list[i % list.length] as T;

async function addPeople(
  db: Db,
  programme: BuiltProgramme,
  role: string,
  count: number,
): Promise<string[]> {
  const base = { organisation_id: programme.organisationId, created_at: AT };
  const ids = Array.from({ length: count }, () => newId());
  const name = (i: number) => `${role === 'mentor' ? 'Наставников' : 'Учеников'} ${i} Иванович`;
  const [row] = await db('people').max({ n: 'number' });
  const first = Number(row?.['n'] ?? 0) + 1;
  await bulkInsert(
    db,
    'people',
    ids.map((id, i) => ({
      id,
      ...base,
      number: first + i,
      name: name(i),
      sort_key: sortKey(name(i)),
    })),
  );
  const withPerson = { ...base, programme_id: programme.programmeId };
  await bulkInsert(
    db,
    'person_accounts',
    ids.map((id) => ({
      id: newId(),
      ...base,
      person_id: id,
      issuer: 'https://lms.example',
      subject: id,
    })),
  );
  await bulkInsert(
    db,
    'members',
    ids.map((id, i) => ({
      id: newId(),
      ...withPerson,
      person_id: id,
      sort_key: sortKey(name(i)),
      lms_status: 'active',
    })),
  );
  await bulkInsert(
    db,
    'participations',
    ids.map((id) => ({
      id: newId(),
      ...withPerson,
      person_id: id,
      role,
      rank: 1,
      state: 'admitted',
    })),
  );
  return ids;
}

async function addPairs(
  db: Db,
  college: College,
  meetingsPerPair: number,
  pairsPerMentor: number,
): Promise<void> {
  const base = { organisation_id: college.organisationId, programme_id: college.programmeId };
  const lastOn = (i: number) => addDays('2026-11-09', -(i % 30));
  await bulkInsert(
    db,
    'pairs',
    college.pairIds.map((id, i) => ({
      id,
      ...base,
      title: `Наставников — Учеников ${i}`,
      sort_key: sortKey(`Наставников — Учеников ${i}`),
      search_text: `наставников учеников ${i}`,
      form: pick(FORMS, i),
      format: 'individual',
      state: 'active',
      starts_on: '2026-09-01',
      ends_on: '2027-06-30',
      meetings_held: meetingsPerPair,
      minutes_total: 45 * meetingsPerPair,
      last_meeting_on: lastOn(i),
      silent_since: lastOn(i),
      created_at: AT,
    })),
  );
  const member = (pairId: string, personId: string, side: string) => ({
    id: newId(),
    ...base,
    pair_id: pairId,
    person_id: personId,
    side,
    joined_on: '2026-09-01',
  });
  await bulkInsert(
    db,
    'pair_members',
    college.pairIds.flatMap((id, i) => [
      member(id, pick(college.mentorIds, Math.floor(i / pairsPerMentor)), 'mentor'),
      member(id, pick(college.menteeIds, i), 'mentee'),
    ]),
  );
}

async function addMeetings(db: Db, college: College, meetingsPerPair: number): Promise<void> {
  const base = { organisation_id: college.organisationId, programme_id: college.programmeId };
  const meetings = college.pairIds.flatMap((pairId, i) =>
    Array.from({ length: meetingsPerPair }, (_, j) => ({
      id: newId(),
      pair_id: pairId,
      held_on: addDays('2026-11-09', -(i % 30) - Math.floor((j * 40) / meetingsPerPair)),
      n: i + j,
      mentee: pick(college.menteeIds, i),
    })),
  );
  const rows = meetings.map((m) => ({
    ...m,
    held_on: m.held_on < '2026-09-01' ? '2026-09-01' : m.held_on,
  }));
  await bulkInsert(
    db,
    'meetings',
    rows.map(({ n, mentee: _mentee, ...m }, i) => ({
      ...m,
      ...base,
      pair_form: pick(FORMS, college.pairIds.indexOf(m.pair_id)),
      kind: 'regular',
      week: mondayOf(m.held_on),
      minutes: 30 + (n % 4) * 15,
      format: 'in_person',
      topic: i % 5 === 0 ? null : pick(TOPICS, i),
      done: `Разобрали задание ${i}`,
      agreed: '',
      links: '[]',
      invited: 1,
      came: 1,
      confirmed: 1,
      created_at: AT,
    })),
  );
  await bulkInsert(
    db,
    'meeting_attendance',
    rows.map(({ id, pair_id, held_on, mentee, n }) => ({
      id: newId(),
      ...base,
      pair_id,
      meeting_id: id,
      person_id: mentee,
      held_on,
      came: true,
      confirmation: n % 7 === 0 ? 'waiting' : 'confirmed',
      rating: n % 7 === 0 ? null : 5 + (n % 6),
    })),
  );
}

/** A college of any size, written in bulk: for the number of statements, plans and speed. */
export async function buildCollege(db: Db, size: Size): Promise<College> {
  const programme = await buildProgramme(db, { forms: [...FORMS] });
  const pairsPerMentor = size.pairsPerMentor ?? 2;
  const college: College = {
    ...programme,
    coordinator: await buildPerson(db, programme, { roles: ['coordinator'] }),
    mentorIds: await addPeople(db, programme, 'mentor', Math.ceil(size.pairs / pairsPerMentor)),
    menteeIds: await addPeople(db, programme, 'mentee', size.pairs),
    pairIds: Array.from({ length: size.pairs }, () => newId()),
  };
  await addPairs(db, college, size.meetingsPerPair, pairsPerMentor);
  await addMeetings(db, college, size.meetingsPerPair);
  return college;
}

/** Lets the database learn how its rows are spread, so that its plans are those of real work. */
export async function analyse(db: Db): Promise<void> {
  if (db.client.config.client !== 'mysql2') {
    await db.raw('analyze');
    return;
  }
  for (const table of [
    'meetings',
    'meeting_attendance',
    'pairs',
    'pair_members',
    'participations',
    'grades',
    'people',
  ]) {
    await db.raw('analyze table ??', [table]);
  }
}
