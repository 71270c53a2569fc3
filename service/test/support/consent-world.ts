import type { Db } from '../../../shared/db/connect.js';
import type { ConsentKind, PersonActor, Role } from '../../api/index.js';
import { consentHandlers } from '../../consents/consent-handlers.js';
import { linkHandlers } from '../../links/link-handlers.js';
import { peopleHandlers } from '../../people/people-handlers.js';
import { profileHandlers } from '../../people/profile-handlers.js';
import { programmeHandlers } from '../../programmes/programme-handlers.js';
import { standingHandlers } from '../../standing/standing-handlers.js';
import { surveyHandlers } from '../../surveys/survey-handlers.js';
import { thirdPartyHandlers } from '../../third-party/third-party-handlers.js';
import {
  type BuiltPerson,
  type BuiltProgramme,
  buildPerson,
  buildProgramme,
  type OpenDb,
  type TestService,
  withService,
} from './harness.js';

const FEATURES = [
  programmeHandlers,
  peopleHandlers,
  profileHandlers,
  consentHandlers,
  linkHandlers,
  surveyHandlers,
  standingHandlers,
  thirdPartyHandlers,
];

/** A programme with a coordinator, an adult and a minor; new for each test of the block. */
export function consentWorld(openDb: OpenDb, more: Parameters<typeof withService>[1] = []) {
  const world = {
    async person(birthDate: string | null, roles: Role[] = ['mentee'], familyName?: string) {
      const built = await buildPerson(world.db, world.programme, {
        roles,
        ...(familyName === undefined ? {} : { familyName }),
      });
      if (birthDate !== null) {
        await world.db('profiles').insert({
          person_id: built.personId,
          organisation_id: built.organisationId,
          birth_date: birthDate,
          created_at: 0,
        });
      }
      return built;
    },
    as: (actor: PersonActor) => world.service.as(actor),
    api: (person: BuiltPerson = world.coordinator) => world.service.as(person.actor()),
    at: (person: BuiltPerson) => ({
      programmeId: world.programme.programmeId,
      personId: person.personId,
    }),
    /** Reads the text and consents to it. */
    async give(person: BuiltPerson, kind: 'own' | 'publication' = 'own') {
      const { programmeId } = world.programme;
      const { version } = await world.api(person).getConsentText({ ...world.at(person), kind });
      return world.api(person).giveConsent({ programmeId, kind, textVersion: version });
    },
    paper: (person: BuiltPerson, kind: ConsentKind, givenOn = '2026-09-10') =>
      world.api().recordPaperConsent({
        ...world.at(person),
        kind,
        givenOn,
        representative: kind === 'parent' ? MOTHER : null,
        originalNumber: '17',
        originalNote: 'Личное дело, папка 3',
      }),
  } as World;

  before(async () => {
    world.db = await openDb();
  });
  beforeEach(async () => {
    world.service = withService(world.db, [...FEATURES, ...more]);
    world.programme = await buildProgramme(world.db, { organisationName: 'Колледж связи' });
    world.coordinator = await buildPerson(world.db, world.programme, { roles: ['coordinator'] });
    world.adult = await world.person('2000-03-05');
    world.minor = await world.person('2009-03-05');
  });
  return world;
}

export const MOTHER = {
  name: 'Петрова Анна Ивановна',
  ground: 'parent',
  document: null,
} as const;

export interface World {
  db: Db;
  service: TestService;
  programme: BuiltProgramme;
  coordinator: BuiltPerson;
  adult: BuiltPerson;
  minor: BuiltPerson;
  person(birthDate: string | null, roles?: Role[], familyName?: string): Promise<BuiltPerson>;
  as(actor: PersonActor): ReturnType<TestService['as']>;
  api(person?: BuiltPerson): ReturnType<TestService['as']>;
  at(person: BuiltPerson): { programmeId: string; personId: string };
  give(person: BuiltPerson, kind?: 'own' | 'publication'): Promise<{ consentId: string }>;
  paper(person: BuiltPerson, kind: ConsentKind, givenOn?: string): Promise<{ consentId: string }>;
}
