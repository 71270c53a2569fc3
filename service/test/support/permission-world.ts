import type { Db } from '../../../shared/db/connect.js';
import { newId } from '../../../shared/ids.js';
import type { Access, Endpoint, InputOf } from '../../api/endpoint.js';
import {
  type Actor,
  type Contract,
  contract,
  type EndpointName,
  type MentoringClient,
  ROLES,
  type Role,
} from '../../api/index.js';
import {
  type BuiltPair,
  type BuiltPerson,
  type BuiltProgramme,
  buildMeeting,
  buildPair,
  buildPerson,
  buildProgramme,
} from './builders.js';
import { buildPaper, CLOSING_INPUTS, type ClosingIds } from './closing-inputs.js';
import { CONSENT_INPUTS } from './consent-inputs.js';
import { inPieces, PDF } from './file-shelf.js';
import {
  buildGroupMeeting,
  GROUP_MEETING_INPUTS,
  type GroupMeetingIds,
} from './group-meeting-inputs.js';
import { LINK_INPUTS } from './link-inputs.js';
import { buildLink } from './link-row.js';
import {
  buildMatching,
  MATCHING_INPUTS,
  type MatchingIds,
  nobodysMatching,
} from './matching-inputs.js';
import { MEETING_FILE_INPUTS, type MeetingFileIds } from './meeting-file-inputs.js';
import { buildThanks, PAIR_LIFE_INPUTS, type PairLifeIds } from './pair-life-inputs.js';
import { PEOPLE_INPUTS } from './people-inputs.js';
import { MENTOR_INPUTS } from './permission-inputs-mentors.js';
import { buildPlan, PLAN_INPUTS, type PlanIds } from './plan-inputs.js';
import { buildPlan as buildPlanned, PLANNED_INPUTS, type PlannedIds } from './planned-inputs.js';
import { buildImport, REGISTER_INPUTS } from './register-inputs.js';
import { buildSchool, SCHOOL_INPUTS, type SchoolIds } from './school-inputs.js';
import {
  buildSelection,
  nobodysSelection,
  SELECTION_INPUTS,
  type SelectionIds,
} from './selection-inputs.js';
import { SIGNAL_INPUTS } from './signal-inputs.js';
import { buildSurvey, SURVEY_INPUTS } from './survey-inputs.js';
import { THIRD_PARTY_INPUTS } from './third-party-inputs.js';

/** The service as far as a world needs it: in process, whatever stands in front of it. */
export interface WorldService {
  as(actor: Actor): MentoringClient;
  system: MentoringClient;
}

/** A college with something of everything that an endpoint can name. */
export interface World
  extends SchoolIds,
    GroupMeetingIds,
    PlanIds,
    PlannedIds,
    PairLifeIds,
    ClosingIds,
    MeetingFileIds {
  programme: BuiltProgramme;
  byRole: Record<Role, BuiltPerson>;
  target: BuiltPerson;
  pair: BuiltPair;
  meetingId: string;
  helpRequestId: string;
  gradeId: string;
  linkId: string;
  questionnaireId: string;
  waveId: string;
  enterpriseId: string;
  importId: string;
  selection: SelectionIds;
  matching: MatchingIds;
}

export async function buildWorld(db: Db, service: WorldService): Promise<World> {
  const programme = await buildProgramme(db);
  const byRole = {} as Record<Role, BuiltPerson>;
  for (const role of ROLES) byRole[role] = await buildPerson(db, programme, { roles: [role] });
  const target = await buildPerson(db, programme);
  const pair = await buildPair(db, programme, {
    mentors: [byRole.mentor],
    mentees: [byRole.mentee],
  });
  const { meetingId } = await buildMeeting(db, pair);
  const { programmeId } = programme;
  const { helpRequestId } = await service
    .as(byRole.mentee.actor())
    .askForHelp({ programmeId, pairId: pair.pairId, text: 'Помогите' });
  await service.system.recomputeProgress({ programmeId });
  const { id: gradeId } = await db('grades').where('programme_id', programmeId).first('id');
  const linkId = await buildLink(db, target);
  const survey = await buildSurvey(service, programmeId, byRole);
  const importId = await buildImport(service, programmeId, byRole.coordinator.actor());
  const coordinator = service.as(byRole.coordinator.actor());
  const { enterpriseId } = await coordinator.createEnterprise({
    programmeId,
    name: 'Завод «Прогресс»',
  });
  const selection = await buildSelection(db, coordinator, programme, byRole.mentor);
  const school = await buildSchool(db, coordinator, programmeId, byRole.mentor);
  const { mentor, mentee } = byRole;
  const matching = await buildMatching(coordinator, programmeId, mentor, mentee);
  const groupMeeting = await buildGroupMeeting(db, target, byRole.coordinator);
  const plan = await buildPlan(coordinator, pair);
  const thanks = await buildThanks(db, pair, target);
  const paper = await buildPaper(db, pair, target);
  const planned = await buildPlanned(db, pair, byRole.mentor);
  const { batchId } = await coordinator.makeDiarySheets({ programmeId, pairIds: [pair.pairId] });
  const diary = await db('diary_sheets').where('batch_id', batchId).first('code');
  const file = await coordinator.addMeetingFile({ programmeId, meetingId }, inPieces(PDF));
  return {
    programme,
    byRole,
    importId,
    target,
    pair,
    meetingId,
    meetingFileId: file.meetingFileId,
    batchId,
    diaryCode: diary.code,
    helpRequestId,
    gradeId,
    linkId,
    enterpriseId,
    selection,
    matching,
    ...survey,
    ...school,
    ...groupMeeting,
    ...plan,
    ...planned,
    ...thanks,
    ...paper,
  };
}

/** What an input may name of a world. */
export type Ids = Pick<
  World,
  | 'programme'
  | 'pair'
  | 'meetingId'
  | 'helpRequestId'
  | 'target'
  | 'gradeId'
  | 'questionnaireId'
  | 'waveId'
  | 'linkId'
  | 'enterpriseId'
  | 'importId'
  | 'selection'
  | 'matching'
  | keyof SchoolIds
  | keyof GroupMeetingIds
  | keyof PlanIds
  | keyof PairLifeIds
  | keyof PlannedIds
  | keyof ClosingIds
  | keyof MeetingFileIds
>;

export type Inputs = { [K in EndpointName]: (world: World, ids: Ids) => InputOf<Contract[K]> };

const PAIR_FIELDS = {
  form: 'student_student',
  roleVariant: null,
  format: 'individual',
  startsOn: '2026-09-01',
  endsOn: '2027-06-30',
} as const;
const MEETING_FIELDS = {
  kind: 'regular',
  heldOn: '2026-11-03',
  minutes: 45,
  format: 'in_person',
} as const;
const lmsPerson = { subject: 'subject-of-nobody', name: 'Новый Человек' };
const inProgramme = (w: World) => ({ programmeId: w.programme.programmeId });

/** A well-formed input of every endpoint: what it names is taken from `ids`, the programme from `world`. */
export const INPUTS: Inputs = {
  createOrganisation: () => ({ name: 'Новый колледж' }),
  findOrganisations: (w) => ({ organisationIds: [w.programme.organisationId] }),
  enterProgramme: (w) => ({
    organisationId: w.programme.organisationId,
    courseKey: w.programme.courseKey,
    courseTitle: 'Курс',
    issuer: 'https://lms.example',
    person: lmsPerson,
    lmsRole: 'visitor',
  }),
  findMyProgrammes: (w) => ({
    organisationId: w.programme.organisationId,
    issuer: 'https://lms.example',
    subject: 'subject-of-nobody',
  }),
  getMe: inProgramme,
  updateProgramme: (w) => ({
    ...inProgramme(w),
    title: 'Наставничество',
    startsOn: '2026-09-01',
    endsOn: '2027-08-31',
    forms: ['student_student'],
    meetingEveryDays: 14,
    feedbackEveryDays: 30,
    weights: { meetings: 60, feedback: 20, closing: 20 },
    version: 1,
  }),
  previewProgramme: (w) => INPUTS.updateProgramme(w, w),
  getContinuation: inProgramme,
  continueProgramme: (w, ids) => ({
    ...inProgramme(w),
    choice: 'continue',
    predecessorId: ids.programme.programmeId,
  }),
  listJournal: inProgramme,
  listParticipants: inProgramme,
  getParticipant: (w, ids) => ({ ...inProgramme(w), personId: ids.target.personId }),
  setRoles: (w, ids) => ({
    ...inProgramme(w),
    personId: ids.target.personId,
    roles: ['mentee'],
    version: 1,
  }),
  getProfile: (w, ids) => ({ ...inProgramme(w), personId: ids.target.personId }),
  updateProfile: (w, ids) => ({
    ...inProgramme(w),
    personId: ids.target.personId,
    birthDate: '2009-03-05',
    version: 0,
  }),
  getMyProfile: inProgramme,
  updateMyProfile: (w) => ({ ...inProgramme(w), phone: '+7 900 000-00-00', version: 0 }),
  ...PEOPLE_INPUTS,
  ...CONSENT_INPUTS,
  ...LINK_INPUTS,
  ...THIRD_PARTY_INPUTS,
  ...MENTOR_INPUTS,
  ...REGISTER_INPUTS,
  ...SELECTION_INPUTS,
  ...SURVEY_INPUTS,
  ...SCHOOL_INPUTS,
  ...MATCHING_INPUTS,
  ...GROUP_MEETING_INPUTS,
  ...PLAN_INPUTS,
  ...PAIR_LIFE_INPUTS,
  ...CLOSING_INPUTS,
  ...SIGNAL_INPUTS,
  ...PLANNED_INPUTS,
  ...MEETING_FILE_INPUTS,
  syncRoster: (w) => ({
    ...inProgramme(w),
    issuer: 'https://lms.example',
    complete: false,
    members: [],
  }),
  listPairs: inProgramme,
  myPairs: inProgramme,
  getPair: (w, ids) => ({ ...inProgramme(w), pairId: ids.pair.pairId }),
  createPair: (w, ids) => ({
    ...inProgramme(w),
    ...PAIR_FIELDS,
    mentorIds: ids.pair.mentorIds,
    menteeIds: [ids.target.personId],
  }),
  updatePair: (w, ids) => ({
    ...inProgramme(w),
    ...PAIR_FIELDS,
    pairId: ids.pair.pairId,
    version: 1,
  }),
  setPairState: (w, ids) => ({
    ...inProgramme(w),
    pairId: ids.pair.pairId,
    state: 'paused',
    reason: 'Практика',
    version: 1,
  }),
  listMeetings: inProgramme,
  exportMeetings: inProgramme,
  getMeeting: (w, ids) => ({ ...inProgramme(w), meetingId: ids.meetingId }),
  meetingHistory: (w, ids) => ({ ...inProgramme(w), meetingId: ids.meetingId }),
  logMeeting: (w, ids) => ({
    ...inProgramme(w),
    ...MEETING_FIELDS,
    pairId: ids.pair.pairId,
    attendeeIds: ids.pair.menteeIds,
  }),
  logSeveralMeetings: (w, ids) => ({
    ...inProgramme(w),
    pairId: ids.pair.pairId,
    rows: [{ ...MEETING_FIELDS, heldOn: '2026-11-04', attendeeIds: ids.pair.menteeIds }],
  }),
  listMeetingDays: (w, ids) => ({ ...inProgramme(w), pairId: ids.pair.pairId }),
  correctMeeting: (w, ids) => ({
    ...inProgramme(w),
    ...MEETING_FIELDS,
    meetingId: ids.meetingId,
    attendeeIds: ids.pair.menteeIds,
    version: 1,
  }),
  withdrawMeeting: (w, ids) => ({ ...inProgramme(w), meetingId: ids.meetingId, version: 1 }),
  respondToMeeting: (w, ids) => ({
    ...inProgramme(w),
    meetingId: ids.meetingId,
    decision: 'confirmed',
  }),
  askForHelp: (w, ids) => ({ ...inProgramme(w), pairId: ids.pair.pairId, text: 'Помогите' }),
  listHelpRequests: inProgramme,
  answerHelp: (w, ids) => ({
    ...inProgramme(w),
    helpRequestId: ids.helpRequestId,
    answer: 'Да',
    version: 1,
  }),
  getProgress: (w, ids) => ({ ...inProgramme(w), personId: ids.pair.menteeIds[0] ?? newId() }),
  listGrades: inProgramme,
  getGradeDelivery: inProgramme,
  compareGrades: (w) => ({
    ...inProgramme(w),
    readAt: '2026-11-10T09:00:00Z',
    results: [{ issuer: 'https://lms.example', subject: 'nobody', score: 1, maximum: 1 }],
  }),
  resendGrades: inProgramme,
  recomputeProgress: inProgramme,
  wakeGrades: inProgramme,
  listDueGrades: () => ({ worker: 'nobody', limit: 10 }),
  recordGradeResult: (_w, ids) => ({
    results: [{ gradeId: ids.gradeId, generation: 1, outcome: 'sent' }],
  }),
  getOverview: inProgramme,
};

export const NAMES = Object.keys(contract) as EndpointName[];
export const endpointOf = (name: EndpointName) => contract[name] as unknown as Endpoint;
export const isForProgramme = (name: EndpointName) => 'programmeId' in endpointOf(name).input.shape;

/** What the contract says, told again here, so that a mistake in the service cannot agree with itself. */
export function mayCall(access: Access, role: Role): boolean {
  if (access === 'system') return false;
  if (access === 'person') return true;
  if (access === 'member') return role !== 'visitor';
  return (access as readonly Role[]).includes(role);
}

/** Ids of the right shape that belong to nobody. */
export const nobodysIds = (like: World): Ids => ({
  programme: { ...like.programme, programmeId: newId() },
  pair: { ...like.pair, pairId: newId(), mentorIds: [newId()], menteeIds: [newId()] },
  meetingId: newId(),
  helpRequestId: newId(),
  gradeId: newId(),
  linkId: newId(),
  questionnaireId: newId(),
  waveId: newId(),
  enterpriseId: newId(),
  importId: newId(),
  selection: nobodysSelection(),
  matching: nobodysMatching(),
  sessionId: newId(),
  materialId: newId(),
  certificateId: newId(),
  groupMeetingId: newId(),
  entryId: newId(),
  planId: newId(),
  rowId: newId(),
  thanksId: newId(),
  paperId: newId(),
  plannedMeetingId: newId(),
  meetingFileId: newId(),
  batchId: newId(),
  diaryCode: '00000000',
  target: { ...like.target, personId: newId() },
});
