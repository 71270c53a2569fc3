import type { Db } from '../../../shared/db/connect.js';
import type { Role } from '../../api/index.js';
import { consentHandlers } from '../../consents/consent-handlers.js';
import { councilHandlers } from '../../council/council-handlers.js';
import { enterpriseHandlers } from '../../enterprises/enterprise-handlers.js';
import { fileHandlers } from '../../files/file-handlers.js';
import { mentorRegisterHandlers } from '../../mentor-registers/register-handlers.js';
import { mentorHandlers } from '../../mentors/mentor-handlers.js';
import { peopleHandlers } from '../../people/people-handlers.js';
import { profileHandlers } from '../../people/profile-handlers.js';
import { programmeHandlers } from '../../programmes/programme-handlers.js';
import { registerHandlers } from '../../registers/register-handlers.js';
import { schoolHandlers } from '../../school/school-handlers.js';
import { selectionHandlers } from '../../selection/selection-handlers.js';
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
import { FULL_SCORES } from './selection-inputs.js';

const FEATURES = [
  programmeHandlers,
  peopleHandlers,
  profileHandlers,
  standingHandlers,
  consentHandlers,
  fileHandlers,
  mentorHandlers,
  selectionHandlers,
  councilHandlers,
  mentorRegisterHandlers,
  registerHandlers,
  enterpriseHandlers,
  schoolHandlers,
];

/** An interview that recommends. */
export const SAID = {
  heldOn: '2026-10-05',
  heldBy: 'Петрова А. А., психолог',
  motivation: 'Хочет помогать',
  readiness: 'Спокоен',
  outcome: 'recommended' as const,
};
/** A person's own consent, signed on paper. */
export const PAPER_CONSENT = {
  kind: 'own' as const,
  givenOn: '2026-09-10',
  representative: null,
  originalNumber: '17',
  originalNote: 'Личное дело',
};

/** A programme with a coordinator and a candidate for a mentor; new for each test of the block. */
export function selectionWorld(openDb: OpenDb) {
  const world = {
    api: (person: BuiltPerson = world.coordinator) => world.service.as(person.actor()),
    here: () => ({ programmeId: world.programme.programmeId }),
    of: (person: BuiltPerson = world.mentor) => ({ ...world.here(), personId: person.personId }),
    candidate: (familyName: string) =>
      buildPerson(world.db, world.programme, { roles: ['mentor'], familyName, state: 'candidate' }),
    somebody: (role: Role) => buildPerson(world.db, world.programme, { roles: [role] }),
    /** A candidate who lacks nothing for a register. */
    async ready(familyName: string): Promise<BuiltPerson> {
      const person = await world.candidate(familyName);
      await world.db('profiles').insert({
        person_id: person.personId,
        organisation_id: person.organisationId,
        birth_date: '1990-03-05',
        created_at: 0,
      });
      await world.api().recordPaperConsent({ ...world.of(person), ...PAPER_CONSENT });
      await world.api().recordInterview({ ...world.of(person), ...SAID });
      await world.api().fillCriteriaSheet({ ...world.of(person), scores: FULL_SCORES });
      return person;
    },
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
    world.mentor = await world.candidate('Ёлкина');
  });
  return world;
}

interface World {
  db: Db;
  service: TestService;
  programme: BuiltProgramme;
  coordinator: BuiltPerson;
  /** A candidate of whom nothing is known yet. */
  mentor: BuiltPerson;
  api(person?: BuiltPerson): ReturnType<TestService['as']>;
  here(): { programmeId: string };
  of(person?: BuiltPerson): { programmeId: string; personId: string };
  candidate(familyName: string): Promise<BuiltPerson>;
  somebody(role: Role): Promise<BuiltPerson>;
  ready(familyName: string): Promise<BuiltPerson>;
  codeOf(call: Promise<unknown>): Promise<string>;
  said(call: Promise<unknown>): Promise<string[]>;
}
