import type { Db } from '../../../shared/db/connect.js';
import type { InputOf } from '../../api/endpoint.js';
import type { Contract } from '../../api/index.js';
import { consentHandlers } from '../../consents/consent-handlers.js';
import { meetingHandlers } from '../../meetings/meeting-handlers.js';
import { MOVED_COLUMNS } from '../../merging/merge-tables.js';
import { mergingHandlers } from '../../merging/merging-handlers.js';
import { pairHandlers } from '../../pairs/pair-handlers.js';
import { peopleHandlers } from '../../people/people-handlers.js';
import { profileHandlers } from '../../people/profile-handlers.js';
import { planHandlers } from '../../plans/plan-handlers.js';
import { programmeHandlers } from '../../programmes/programme-handlers.js';
import { progressHandlers } from '../../progress/progress-handlers.js';
import { standingHandlers } from '../../standing/standing-handlers.js';
import { surveyHandlers } from '../../surveys/survey-handlers.js';
import {
  type BuiltPerson,
  type BuiltProgramme,
  buildMeeting,
  buildPair,
  buildPerson,
  buildProgramme,
  type OpenDb,
  type TestClock,
  type TestService,
  withService,
} from './harness.js';
import { buildLink } from './link-row.js';
import { rejection } from './rejection.js';
import { ANSWERS, SurveyWorld } from './survey-world.js';

const FEATURES = [
  programmeHandlers,
  peopleHandlers,
  profileHandlers,
  consentHandlers,
  surveyHandlers,
  pairHandlers,
  meetingHandlers,
  planHandlers,
  progressHandlers,
  standingHandlers,
  mergingHandlers,
];

/** All rows of the domain that can name a person, to be compared; what each write changes is left out. */
export async function everything(
  db: Db,
  but: readonly string[] = [],
): Promise<Record<string, unknown[]>> {
  const tables = [
    ...new Set([...MOVED_COLUMNS.map((one) => one.table), 'members', 'participations', 'profiles']),
    'survey_responses',
    'pairs',
    'people',
  ].filter((table) => !but.includes(table));
  const all: Record<string, unknown[]> = {};
  for (const table of tables) {
    const key = table === 'profiles' ? 'person_id' : 'id';
    const rows: Record<string, unknown>[] = await db(table).orderBy(key);
    // The scores are computed anew, each time with a newer generation.
    const passing = ['generation', 'updated_at', 'next_attempt_at', 'state', 'reason'];
    all[table] = rows.map((row) => {
      const shown = Object.entries(row).filter(
        ([name]) =>
          !(table === 'grades' && passing.includes(name)) &&
          !(table === 'people' && name === 'version'),
      );
      return Object.fromEntries(shown);
    });
  }
  return all;
}

type MergeInput = InputOf<Contract['mergePeople']>;

/** A programme in which one person stands twice: `kept` by hand, `merged` from the course. */
export class MergeWorld {
  db!: Db;
  service!: TestService;
  programme!: BuiltProgramme;
  coordinator!: BuiltPerson;
  kept!: BuiltPerson;
  merged!: BuiltPerson;
  mentor!: BuiltPerson;

  async build(): Promise<void> {
    const { db } = this;
    this.service = withService(db, FEATURES);
    this.programme = await buildProgramme(db);
    this.coordinator = await this.person({ roles: ['coordinator'] });
    this.mentor = await this.person({ roles: ['mentor'] });
    const named = { familyName: 'Фёдорова', givenName: 'Алёна' };
    this.kept = await this.person({ ...named, lmsStatus: 'none', rolesByHand: true });
    const other = { familyName: 'федорова', givenName: 'АЛЕНА' };
    this.merged = await this.person({ ...other, groupName: 'ИС-21' });
  }

  person(overrides: Parameters<typeof buildPerson>[2] = {}): Promise<BuiltPerson> {
    return buildPerson(this.db, this.programme, overrides);
  }

  get here() {
    return { programmeId: this.programme.programmeId };
  }

  api(person: BuiltPerson = this.coordinator) {
    return this.service.as(person.actor());
  }

  /** The same service with another clock. */
  coordinatorAt(clock: TestClock) {
    return withService(this.db, FEATURES, clock).as(this.coordinator.actor());
  }

  preview(kept = this.kept, merged = this.merged) {
    const of = { keptId: kept.personId, mergedId: merged.personId };
    return this.api().previewMerge({ ...this.here, ...of });
  }

  /** What a merge is asked with after its preview. */
  async asked(kept = this.kept, merged = this.merged): Promise<MergeInput> {
    const { keptVersion, mergedVersion } = await this.preview(kept, merged);
    const of = { keptId: kept.personId, mergedId: merged.personId };
    return { ...this.here, ...of, keptVersion, mergedVersion };
  }

  async merge(kept = this.kept, merged = this.merged) {
    return this.api().mergePeople(await this.asked(kept, merged));
  }

  undo(mergeId: string) {
    return this.api().undoMerge({ ...this.here, mergeId });
  }

  /** The codes with which a call is refused. */
  async refusal(call: Promise<unknown>): Promise<string[]> {
    return (await rejection(call)).problems.map((one) => one.code);
  }

  profile(person: BuiltPerson, fields: object) {
    return this.db('profiles').insert({
      person_id: person.personId,
      organisation_id: this.programme.organisationId,
      created_at: 0,
      ...fields,
    });
  }

  pairWith(mentee: BuiltPerson) {
    return buildPair(this.db, this.programme, { mentors: [this.mentor], mentees: [mentee] });
  }

  survey(): SurveyWorld {
    const { db, service, programme, coordinator } = this;
    return Object.assign(new SurveyWorld(), { db, service, programme, coordinator });
  }

  /** Something of everything for somebody. */
  async fill(person: BuiltPerson): Promise<{ waveId: string; pairId: string }> {
    const { here, db } = this;
    const pair = await this.pairWith(person);
    await buildMeeting(db, pair);
    await this.api(person).askForHelp({ ...here, pairId: pair.pairId, text: 'Помогите' });
    await this.profile(person, { birth_date: '2000-05-05', phone: '+7 900 000-00-00' });
    await this.api().recordPaperConsent({
      ...here,
      personId: person.personId,
      kind: 'own',
      givenOn: '2026-10-01',
      originalNote: 'Личное дело',
    });
    await buildLink(db, person);
    const world = this.survey();
    const { waveId } = await world.wave();
    await world.save(person, waveId, ANSWERS);
    return { waveId, pairId: pair.pairId };
  }
}

/** A world for the tests of a block: one database, everything in it new for each test. */
export function mergeWorld(openDb: OpenDb): MergeWorld {
  const world = new MergeWorld();
  before(async () => {
    world.db = await openDb();
  });
  beforeEach(() => world.build());
  return world;
}
