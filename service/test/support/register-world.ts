import type { Db } from '../../../shared/db/connect.js';
import { newId } from '../../../shared/ids.js';
import type { MentoringClient } from '../../api/index.js';
import { guessMapping, type RegisterImport } from '../../api/register-imports.js';
import { REGISTER_COLUMNS, type Register, registerCells } from '../../api/registers.js';
import { consentHandlers } from '../../consents/consent-handlers.js';
import { enterpriseHandlers } from '../../enterprises/enterprise-handlers.js';
import { meetingHandlers } from '../../meetings/meeting-handlers.js';
import { pairLifeHandlers } from '../../pair-life/life-handlers.js';
import { pairHandlers } from '../../pairs/pair-handlers.js';
import { peopleHandlers } from '../../people/people-handlers.js';
import { profileHandlers } from '../../people/profile-handlers.js';
import { programmeHandlers } from '../../programmes/programme-handlers.js';
import { importsSettled } from '../../registers/index.js';
import { registerHandlers } from '../../registers/register-handlers.js';
import {
  type BuiltPerson,
  type BuiltProgramme,
  buildPerson,
  buildProgramme,
  type OpenDb,
  type TestService,
  withService,
} from './harness.js';

export const REGISTER_FEATURES = [
  programmeHandlers,
  peopleHandlers,
  profileHandlers,
  consentHandlers,
  pairHandlers,
  pairLifeHandlers,
  meetingHandlers,
  enterpriseHandlers,
  registerHandlers,
];

export const titlesOf = (register: Register): string[] =>
  REGISTER_COLUMNS[register].map(({ title }) => title);

/** Sends a file of the official columns, as the tool does; not checked yet. */
export async function upload(
  api: MentoringClient,
  programmeId: string,
  register: Register,
  rows: readonly (readonly string[])[],
): Promise<RegisterImport> {
  const titles = titlesOf(register);
  const { importId } = await api.createRegisterImport({ programmeId, register, titles });
  for (let from = 0; from < rows.length; from += 250) {
    const some = rows.slice(from, from + 250);
    await api.addRegisterRows({
      programmeId,
      importId,
      rows: some.map((cells, i) => ({ number: from + i + 2, cells: [...cells] })),
    });
  }
  return api.getRegisterImport({ programmeId, importId });
}

/** Sends a file and has it checked. */
export async function checked(
  api: MentoringClient,
  programmeId: string,
  register: Register,
  rows: readonly (readonly string[])[],
): Promise<RegisterImport> {
  const { importId, version } = await upload(api, programmeId, register, rows);
  const mapping = guessMapping(register, titlesOf(register));
  return api.checkRegisterImport({ programmeId, importId, mapping, version });
}

/** Takes in what was checked, and waits for its end. */
export async function run(
  api: MentoringClient,
  programmeId: string,
  { importId, version }: RegisterImport,
): Promise<RegisterImport> {
  await api.runRegisterImport({ programmeId, importId, version });
  await importsSettled();
  return api.getRegisterImport({ programmeId, importId });
}

/** The cells of a register as texts, as a file of it would be read again; without the running number. */
export async function cellsOf(
  api: MentoringClient,
  programmeId: string,
  register: Register,
  group: 'cell' | 'rows' = 'cell',
): Promise<string[][]> {
  const { rows } = await api.listRegister({ programmeId, register, group, pageSize: 1000 });
  return rows.map((row) => registerCells(register, row).map((cell) => String(cell ?? '')));
}

/** Gives everybody of a programme who takes part a consent that holds; minors a parent's. */
export async function consentAll(db: Db, programmeId: string, today: string): Promise<void> {
  const people: {
    id: string;
    organisation_id: string;
    birth_date: string | null;
    birth_year: number | null;
  }[] = await db('members as m')
    .join('people as p', 'p.id', 'm.person_id')
    .leftJoin('profiles as f', 'f.person_id', 'm.person_id')
    .where('m.programme_id', programmeId)
    .select('p.id', 'p.organisation_id', 'f.birth_date', 'f.birth_year');
  for (const person of people) {
    const year =
      person.birth_date === null ? person.birth_year : Number(person.birth_date.slice(0, 4));
    const minor = year !== null && Number(today.slice(0, 4)) - year < 18;
    const profile =
      year === null ? { adult: true } : { birth_date: person.birth_date ?? `${year}-02-03` };
    const there = await db('profiles').where('person_id', person.id).update(profile);
    if (there === 0)
      await db('profiles').insert({
        person_id: person.id,
        organisation_id: person.organisation_id,
        ...profile,
        created_at: 0,
      });
    await db('consents').insert({
      id: newId(),
      organisation_id: person.organisation_id,
      programme_id: programmeId,
      person_id: person.id,
      kind: minor ? 'parent' : 'own',
      act: 'given',
      by_whom: minor ? 'representative' : 'person',
      way: 'paper',
      effective_on: '2026-09-01',
      valid_until: '2029-09-01',
      created_at: 1,
    });
  }
  await db('programmes').where('id', programmeId).increment('revision', 1);
}

/** A row of the register of mentees, with some cells changed. */
export const menteeRow = (changes: Record<number, string> = {}): string[] =>
  [
    '1',
    'Иванов Иван Петрович',
    'Иванова Анна, +7 900 111-22-33',
    '2010',
    'Сдать сессию',
    '01.09.2026',
    'Петров Пётр Ильич',
    'Студент – студент',
    'ЭМ-21',
    '30.06.2027',
    'Учится',
    'https://college.example/a',
    'проходит',
  ].map((text, i) => changes[i] ?? text);

/** A row of the register of mentors. */
export const mentorRow = (changes: Record<number, string> = {}): string[] =>
  [
    '1',
    'Сидоров Олег Ильич',
    'sidorov@depo.example',
    'Депо',
    'Сварка',
    'Призёр',
    'Шахматы',
    '16–18 лет',
    'час в неделю',
    '1 сентября 2026',
    'Аакова Анна Ивановна; Бобров Борис Ильич',
    'Работодатель – студент',
    '',
    '30.06.2027',
    'Показал депо',
    'https://college.example/b',
  ].map((text, i) => changes[i] ?? text);

/** Tables that an import may write to. */
const TABLES = [
  'people',
  'members',
  'participations',
  'profiles',
  'mentor_profiles',
  'pairs',
  'pair_members',
  'grades',
];

/** How many rows of each table belong to a college. */
export async function sizesOf(db: Db, organisationId: string): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const table of TABLES) {
    const [row] = await db(table).where('organisation_id', organisationId).count({ n: '*' });
    found[table] = Number(row?.['n']);
  }
  return found;
}

/** A programme with a coordinator; new for each test of the block. */
export function registerWorld(openDb: OpenDb) {
  const world = {} as RegisterWorld;
  before(async () => {
    world.db = await openDb();
  });
  beforeEach(async () => {
    world.service = withService(world.db, REGISTER_FEATURES);
    world.programme = await buildProgramme(world.db);
    world.boss = await buildPerson(world.db, world.programme, { roles: ['coordinator'] });
  });
  return world;
}

interface RegisterWorld {
  db: Db;
  service: TestService;
  programme: BuiltProgramme;
  boss: BuiltPerson;
}
