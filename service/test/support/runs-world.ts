import type { Db } from '../../../shared/db/connect.js';
import { newId } from '../../../shared/ids.js';
import type { MentoringClient, Role } from '../../api/index.js';
import type { MatchRunView } from '../../api/match-runs.js';
import type { MatchSettings } from '../../api/match-settings.js';
import { consentHandlers } from '../../consents/consent-handlers.js';
import { fileHandlers } from '../../files/file-handlers.js';
import { templateSettings } from '../../matching/engine/index.js';
import { matchingHandlers } from '../../matching/matching-handlers.js';
import { matchRunsSettled } from '../../matching/runs/run-job.js';
import { mentorHandlers } from '../../mentors/mentor-handlers.js';
import { pairLetterHandlers } from '../../pair-letters/letter-handlers.js';
import { pairHandlers } from '../../pairs/pair-handlers.js';
import { peopleHandlers } from '../../people/people-handlers.js';
import { profileHandlers } from '../../people/profile-handlers.js';
import { programmeHandlers } from '../../programmes/programme-handlers.js';
import { standingHandlers } from '../../standing/standing-handlers.js';
import {
  type BuiltPerson,
  type BuiltProgramme,
  buildPerson,
  buildProgramme,
  type OpenDb,
  type TestService,
  withService,
} from './harness.js';
import { problemsOf, rejection } from './rejection.js';
import { PAPER_CONSENT } from './selection-world.js';

const FEATURES = [
  programmeHandlers,
  peopleHandlers,
  profileHandlers,
  standingHandlers,
  consentHandlers,
  fileHandlers,
  mentorHandlers,
  pairHandlers,
  matchingHandlers,
  pairLetterHandlers,
];

export const MATCH_FORM = 'student_student' as const;

/** A programme with a coordinator, and whoever a test puts into its pools; new for each test. */
export function runsWorld(openDb: OpenDb) {
  const world = {
    api: (person: BuiltPerson = world.coordinator) => world.service.as(person.actor()),
    here: () => ({ programmeId: world.programme.programmeId }),
    ofForm: () => ({ ...world.here(), form: MATCH_FORM }),
    ofRun: (runId: string) => ({ ...world.here(), runId }),
    somebody: (role: Role, familyName?: string) =>
      buildPerson(world.db, world.programme, {
        roles: [role],
        groupName: role === 'mentee' ? 'ИС-21' : null,
        ...(familyName === undefined ? {} : { familyName }),
      }),
    async consented(person: BuiltPerson, speciality: string | null = null): Promise<BuiltPerson> {
      await world.db('profiles').insert({
        person_id: person.personId,
        organisation_id: person.organisationId,
        birth_date: '2004-03-05',
        speciality,
        created_at: 0,
      });
      await world
        .api()
        .recordPaperConsent({ ...world.here(), personId: person.personId, ...PAPER_CONSENT });
      return person;
    },
    /** A mentee in the pool. */
    mentee: async (familyName: string, speciality: string | null = null) =>
      world.consented(await world.somebody('mentee', familyName), speciality),
    /** A mentor in the pool with so many places. */
    async mentor(familyName: string, capacity = 1, speciality: string | null = null) {
      const mentor = await world.consented(await world.somebody('mentor', familyName), speciality);
      await world.db('mentor_profiles').insert({
        id: newId(),
        person_id: mentor.personId,
        organisation_id: mentor.organisationId,
        capacity,
        created_at: 0,
      });
      return mentor;
    },
    /** Starts a run and waits for its end. */
    async run() {
      const { runId } = await world.api().startMatchRun(world.ofForm());
      await matchRunsSettled();
      return world.api().getMatchRun(world.ofRun(runId));
    },
    /** Family names of a run's pairs, «Мухина–Попов», in the order of mentees; «–» alone: nobody. */
    async pairsOf(runId: string): Promise<string[]> {
      const { rows } = await world.api().listMatchSuggestions(world.ofRun(runId));
      const family = (name: string) => name.split(' ')[0] ?? '';
      return rows.map(
        ({ mentee, mentors }) =>
          `${family(mentee.name)}–${mentors.map(({ name }) => family(name)).join('+')}`,
      );
    },
    /** Keeps the form's template with some settings otherwise. */
    keep: (change: Partial<MatchSettings>, version = 0) =>
      world.api().saveMatchSettings({
        ...world.ofForm(),
        version,
        settings: { ...templateSettings(MATCH_FORM), ...change },
      }),
    codeOf: async (call: Promise<unknown>) => (await rejection(call)).code,
    said: async (call: Promise<unknown>) => problemsOf(await rejection(call)),
  } as World;
  before(async () => {
    world.db = await openDb();
  });
  beforeEach(async () => {
    world.service = withService(world.db, FEATURES);
    world.programme = await buildProgramme(world.db);
    world.coordinator = await buildPerson(world.db, world.programme, { roles: ['coordinator'] });
  });
  return world;
}

interface World {
  db: Db;
  service: TestService;
  programme: BuiltProgramme;
  coordinator: BuiltPerson;
  api(person?: BuiltPerson): MentoringClient;
  here(): { programmeId: string };
  ofForm(): { programmeId: string; form: typeof MATCH_FORM };
  ofRun(runId: string): { programmeId: string; runId: string };
  somebody(role: Role, familyName?: string): Promise<BuiltPerson>;
  consented(person: BuiltPerson, speciality?: string | null): Promise<BuiltPerson>;
  mentee(familyName: string, speciality?: string | null): Promise<BuiltPerson>;
  mentor(familyName: string, capacity?: number, speciality?: string | null): Promise<BuiltPerson>;
  run(): Promise<MatchRunView>;
  pairsOf(runId: string): Promise<string[]>;
  keep(change: Partial<MatchSettings>, version?: number): Promise<unknown>;
  codeOf(call: Promise<unknown>): Promise<string>;
  said(call: Promise<unknown>): Promise<string[]>;
}
