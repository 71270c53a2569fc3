import type { Db } from '../../../shared/db/connect.js';
import { newId } from '../../../shared/ids.js';
import { consentHandlers } from '../../consents/consent-handlers.js';
import { enterpriseHandlers } from '../../enterprises/enterprise-handlers.js';
import { mentorHandlers } from '../../mentors/mentor-handlers.js';
import { mergingHandlers } from '../../merging/merging-handlers.js';
import { peopleHandlers } from '../../people/people-handlers.js';
import { programmeHandlers } from '../../programmes/programme-handlers.js';
import { schoolHandlers } from '../../school/school-handlers.js';
import { standingHandlers } from '../../standing/standing-handlers.js';
import { surveyHandlers } from '../../surveys/survey-handlers.js';
import {
  type BuiltPerson,
  type BuiltProgramme,
  buildPerson,
  buildProgramme,
  type TestService,
  withService,
} from './harness.js';
import { problemsOf, rejection } from './rejection.js';
import { SESSION } from './school-inputs.js';

const FEATURES = [
  programmeHandlers,
  peopleHandlers,
  mentorHandlers,
  enterpriseHandlers,
  consentHandlers,
  standingHandlers,
  mergingHandlers,
  surveyHandlers,
  schoolHandlers,
];
/** The day of the tests' clock. */
export const TODAY = '2026-11-10';

type Mark = 'present' | 'absent' | 'excused' | null;

/** A programme with two mentors, one without an account, and who keeps their school. */
export class SchoolWorld {
  db!: Db;
  service!: TestService;
  programme!: BuiltProgramme;
  coordinator!: BuiltPerson;
  methodist!: BuiltPerson;
  mentor!: BuiltPerson;
  /** Somebody who never opens the LMS. */
  other!: BuiltPerson;

  async build(): Promise<void> {
    this.service = withService(this.db, FEATURES);
    this.programme = await buildProgramme(this.db);
    this.coordinator = await this.person('coordinator', 'Лебедева');
    this.methodist = await this.person('methodist', 'Ильина');
    this.mentor = await this.person('mentor', 'Белов');
    this.other = await buildPerson(this.db, this.programme, {
      roles: ['mentor'],
      familyName: 'Громов',
      lmsStatus: 'none',
    });
  }

  person(role: 'coordinator' | 'methodist' | 'mentor', familyName: string): Promise<BuiltPerson> {
    return buildPerson(this.db, this.programme, { roles: [role], familyName });
  }

  api(who: BuiltPerson = this.coordinator) {
    return this.service.as(who.actor());
  }

  get here() {
    return { programmeId: this.programme.programmeId };
  }

  add(fields: object = {}) {
    return this.api().createSchoolSession({ ...this.here, ...SESSION, ...fields });
  }

  get(sessionId: string) {
    return this.api().getSchoolSession({ ...this.here, sessionId });
  }

  mark(sessionId: string, marks: [BuiltPerson, Mark, number?][], who = this.coordinator) {
    return this.api(who).markSchoolAttendance({
      ...this.here,
      sessionId,
      marks: marks.map(([{ personId }, mark, version = 0]) => ({ personId, mark, version })),
    });
  }

  rule(fields: object) {
    return this.api().updateSchoolRule({ ...this.here, version: 0, ...fields });
  }

  issue(people: BuiltPerson[], issuedOn = TODAY, who = this.coordinator) {
    const personIds = people.map((one) => one.personId);
    return this.api(who).issueSchoolCertificates({ ...this.here, personIds, issuedOn });
  }

  async recordOf({ personId }: BuiltPerson) {
    const { rows } = await this.api().listSchoolMentors(this.here);
    return rows.find((row) => row.personId === personId);
  }

  async gapsOf({ personId }: BuiltPerson) {
    return (await this.api().getPerson({ ...this.here, personId })).gaps;
  }

  /** Somebody of age gave their consent, and took it back. */
  async withdraw({ personId }: BuiltPerson): Promise<void> {
    await this.db('profiles').insert({
      person_id: personId,
      organisation_id: this.programme.organisationId,
      birth_date: '1980-03-05',
      created_at: 0,
    });
    const of = { ...this.here, personId, kind: 'own' as const };
    const givenOn = '2026-10-01';
    await this.api().recordPaperConsent({ ...of, givenOn, originalNote: 'Личное дело' });
    await this.api().withdrawConsent({
      ...of,
      withdrawnOn: '2026-11-05',
      byWhom: 'person',
      reason: 'Заявление',
      idempotencyKey: newId(),
    });
  }

  /** What a call is refused with. */
  async codes(call: Promise<unknown>): Promise<string[]> {
    return problemsOf(await rejection(call));
  }
}
