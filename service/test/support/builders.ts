import { DateTime } from 'luxon';
import type { Db } from '../../../shared/db/connect.js';
import { toJson } from '../../../shared/db/dialect.js';
import { inTransaction } from '../../../shared/db/transaction.js';
import { newId } from '../../../shared/ids.js';
import type {
  Form,
  MeetingFormat,
  MeetingKind,
  PairFormat,
  PairState,
  ParticipationState,
  PersonActor,
  Role,
  Topic,
} from '../../api/index.js';
import { bumpRevision } from '../../audit/index.js';
import { sortKey } from '../../names/index.js';
import { namesForTitle, titleColumns } from '../../pairs/pair-members-store.js';
import { refreshPairSummary } from '../../pairs/pair-summary.js';
import { roleRank } from '../../people/role-rules.js';

const CREATED_AT = Date.parse('2026-09-01T06:00:00Z');
export const ISSUER = 'https://lms.example';
let serial = 0;
const nextSerial = () => {
  serial += 1;
  return serial;
};

export interface BuiltProgramme {
  organisationId: string;
  programmeId: string;
  courseKey: string;
}

/** A college with a programme that is set up, 1 September 2026 to 31 August 2027. */
export async function buildProgramme(
  db: Db,
  overrides: Partial<{
    organisationId: string;
    organisationName: string;
    timeZone: string;
    courseKey: string;
    title: string;
    startsOn: string;
    endsOn: string;
    forms: Form[];
    meetingEveryDays: number;
    feedbackEveryDays: number;
    weights: { meetings: number; feedback: number; closing: number };
    setUp: boolean;
  }> = {},
): Promise<BuiltProgramme> {
  const n = nextSerial();
  const organisationId = overrides.organisationId ?? newId();
  const programmeId = newId();
  const courseKey = overrides.courseKey ?? `course-${n}`;
  if (overrides.organisationId === undefined) {
    await db('organisations').insert({
      id: organisationId,
      name: overrides.organisationName ?? `Колледж ${n}`,
      time_zone: overrides.timeZone ?? 'Europe/Moscow',
      created_at: CREATED_AT,
    });
  }
  await db('programmes').insert({
    id: programmeId,
    organisation_id: organisationId,
    title: overrides.title ?? 'Наставничество 2026/27',
    starts_on: overrides.startsOn ?? '2026-09-01',
    ends_on: overrides.endsOn ?? '2027-08-31',
    forms: toJson(
      overrides.forms ?? [
        'student_student',
        'teacher_student',
        'employer_student',
        'teacher_teacher',
      ],
    ),
    meeting_every_days: overrides.meetingEveryDays ?? 14,
    feedback_every_days: overrides.feedbackEveryDays ?? 30,
    weights: toJson(overrides.weights ?? { meetings: 60, feedback: 20, closing: 20 }),
    set_up: overrides.setUp ?? true,
    created_at: CREATED_AT,
  });
  await db('programme_courses').insert({
    id: newId(),
    organisation_id: organisationId,
    course_key: courseKey,
    programme_id: programmeId,
    created_at: CREATED_AT,
  });
  return { organisationId, programmeId, courseKey };
}

export interface BuiltPerson {
  personId: string;
  organisationId: string;
  programmeId: string;
  name: string;
  issuer: string;
  subject: string;
  /** Speaks for this person, in their first role or in another one that they hold. */
  actor(role?: Role): PersonActor;
}

/** A person of a programme with an LMS account and roles (a mentee by default). */
export async function buildPerson(
  db: Db,
  programme: Pick<BuiltProgramme, 'organisationId' | 'programmeId'>,
  overrides: Partial<{
    roles: Role[];
    state: ParticipationState;
    scopeForms: Form[] | null;
    familyName: string;
    givenName: string;
    email: string | null;
    groupName: string | null;
    lmsStatus: 'active' | 'left' | 'none';
    lmsRole: string | null;
    rolesByHand: boolean;
    issuer: string;
    subject: string;
  }> = {},
): Promise<BuiltPerson> {
  const { organisationId, programmeId } = programme;
  const n = nextSerial();
  const personId = newId();
  const familyName = overrides.familyName ?? `Участников${n}`;
  const givenName = overrides.givenName ?? 'Иван Петрович';
  const name = `${familyName} ${givenName}`;
  const roles = overrides.roles ?? ['mentee'];
  const issuer = overrides.issuer ?? ISSUER;
  const subject = overrides.subject ?? `subject-${n}`;
  const scope = overrides.scopeForms ? toJson(overrides.scopeForms) : null;
  const base = { organisation_id: organisationId, person_id: personId, created_at: CREATED_AT };
  await db('people').insert({
    id: personId,
    organisation_id: organisationId,
    number: 1_000_000 + n,
    family_name: familyName,
    given_name: givenName,
    name,
    sort_key: sortKey(name),
    email: overrides.email === undefined ? `person${n}@kollezh.example` : overrides.email,
    created_at: CREATED_AT,
  });
  if (overrides.lmsStatus !== 'none') {
    await db('person_accounts').insert({ id: newId(), ...base, issuer, subject });
  }
  await db('members').insert({
    id: newId(),
    ...base,
    programme_id: programmeId,
    sort_key: sortKey(name),
    lms_status: overrides.lmsStatus ?? 'active',
    lms_role: overrides.lmsRole ?? null,
    group_name: overrides.groupName ?? null,
    roles_by_hand: overrides.rolesByHand ?? false,
    scope_forms: scope,
  });
  for (const role of roles) {
    await db('participations').insert({
      id: newId(),
      ...base,
      programme_id: programmeId,
      role,
      rank: roleRank(role),
      state: overrides.state ?? 'admitted',
      scope_forms: role === 'curator' ? scope : null,
    });
  }
  await db('programmes').where('id', programmeId).increment('revision', 1);
  const actor = (role?: Role): PersonActor => ({
    kind: 'person',
    organisationId,
    personId,
    role: role ?? (roles[0] as Role),
  });
  return { personId, organisationId, programmeId, name, issuer, subject, actor };
}

export interface BuiltPair {
  pairId: string;
  organisationId: string;
  programmeId: string;
  form: Form;
  mentorIds: string[];
  menteeIds: string[];
}

type Member = Pick<BuiltPerson, 'personId'>;

/** An active pair of these people, from 1 September 2026 to 30 June 2027. */
export async function buildPair(
  db: Db,
  programme: Pick<BuiltProgramme, 'organisationId' | 'programmeId'>,
  people: { mentors: readonly Member[]; mentees: readonly Member[] },
  overrides: Partial<{
    form: Form;
    roleVariant: string | null;
    format: PairFormat;
    state: PairState;
    stateReason: string | null;
    startsOn: string;
    endsOn: string;
  }> = {},
): Promise<BuiltPair> {
  const { organisationId, programmeId } = programme;
  const pairId = newId();
  const mentorIds = people.mentors.map((one) => one.personId);
  const menteeIds = people.mentees.map((one) => one.personId);
  const form = overrides.form ?? 'student_student';
  const startsOn = overrides.startsOn ?? '2026-09-01';
  const base = { organisation_id: organisationId, programme_id: programmeId };
  await inTransaction(db, async (trx) => {
    const names = await namesForTitle(trx, [...mentorIds, ...menteeIds]);
    const inOrder = (ids: string[]) =>
      [...names].filter(([id]) => ids.includes(id)).map(([, n]) => n);
    await trx('pairs').insert({
      id: pairId,
      ...base,
      ...titleColumns(inOrder(mentorIds), inOrder(menteeIds)),
      form,
      role_variant: overrides.roleVariant ?? null,
      format: overrides.format ?? (menteeIds.length > 1 ? 'group' : 'individual'),
      state: overrides.state ?? 'active',
      state_reason: overrides.stateReason ?? null,
      starts_on: startsOn,
      ends_on: overrides.endsOn ?? '2027-06-30',
      silent_since: startsOn,
      created_at: CREATED_AT,
    });
    const member = (side: 'mentor' | 'mentee') => (personId: string) => ({
      id: newId(),
      ...base,
      pair_id: pairId,
      person_id: personId,
      side,
      joined_on: startsOn,
    });
    await trx('pair_members').insert([
      ...mentorIds.map(member('mentor')),
      ...menteeIds.map(member('mentee')),
    ]);
    await bumpRevision(trx, programmeId);
  });
  return { pairId, organisationId, programmeId, form, mentorIds, menteeIds };
}

/** A meeting of a pair to which all mentees came, waiting for their confirmation. */
export async function buildMeeting(
  db: Db,
  pair: BuiltPair,
  overrides: Partial<{
    heldOn: string;
    kind: MeetingKind;
    minutes: number;
    format: MeetingFormat;
    topic: Topic | null;
    done: string;
    agreed: string;
    nextOn: string | null;
    cameIds: string[];
    confirmation: 'waiting' | 'confirmed' | 'disputed';
    rating: number | null;
    authorId: string | null;
  }> = {},
): Promise<{ meetingId: string }> {
  const meetingId = newId();
  const heldOn = overrides.heldOn ?? '2026-10-20';
  const cameIds = overrides.cameIds ?? pair.menteeIds;
  const confirmation = overrides.confirmation ?? 'waiting';
  const base = {
    organisation_id: pair.organisationId,
    programme_id: pair.programmeId,
    pair_id: pair.pairId,
    held_on: heldOn,
  };
  const at = Date.parse(`${heldOn}T15:00:00Z`);
  const week = DateTime.fromISO(heldOn, { zone: 'utc' }).startOf('week').toISODate();
  await inTransaction(db, async (trx) => {
    await trx('meetings').insert({
      id: meetingId,
      ...base,
      pair_form: pair.form,
      kind: overrides.kind ?? 'regular',
      week,
      minutes: overrides.minutes ?? 45,
      format: overrides.format ?? 'in_person',
      topic: overrides.topic ?? null,
      done: overrides.done ?? '',
      agreed: overrides.agreed ?? '',
      next_on: overrides.nextOn ?? null,
      links: toJson([]),
      invited: pair.menteeIds.length,
      came: cameIds.length,
      confirmed: confirmation === 'confirmed' ? cameIds.length : 0,
      disputed: confirmation === 'disputed' ? cameIds.length : 0,
      author_id: overrides.authorId ?? pair.mentorIds[0] ?? null,
      created_at: at,
    });
    await trx('meeting_attendance').insert(
      pair.menteeIds.map((personId) => ({
        id: newId(),
        ...base,
        meeting_id: meetingId,
        person_id: personId,
        came: cameIds.includes(personId),
        confirmation: cameIds.includes(personId) ? confirmation : 'waiting',
        rating: cameIds.includes(personId) ? (overrides.rating ?? null) : null,
        responded_at: confirmation === 'waiting' ? null : at,
      })),
    );
    await refreshPairSummary(trx, pair.pairId);
    await bumpRevision(trx, pair.programmeId);
  });
  return { meetingId };
}
