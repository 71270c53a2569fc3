import type { MentoringApi, MentoringClient } from '../../service/api/index.js';
import {
  type BuiltPerson,
  type BuiltProgramme,
  buildPerson,
  buildProgramme,
} from '../../service/test/support/harness.js';
import type { Db } from '../../shared/db/connect.js';
import { AppError } from '../../shared/errors.js';
import { surveyStory } from './survey-scenario.js';

/** A college whose people are called the same in every run. */
export interface ApiWorld {
  programme: BuiltProgramme;
  coordinator: BuiltPerson;
  mentor: BuiltPerson;
  otherMentor: BuiltPerson;
  mentees: BuiltPerson[];
}

export async function buildApiWorld(db: Db): Promise<ApiWorld> {
  const programme = await buildProgramme(db, { organisationName: 'Колледж связи' });
  const person = (familyName: string, role: 'coordinator' | 'mentor' | 'mentee') =>
    buildPerson(db, programme, {
      familyName,
      roles: [role],
      email: null,
      subject: `${programme.courseKey}-${familyName}`,
    });
  return {
    programme,
    coordinator: await person('Лебедева', 'coordinator'),
    mentor: await person('Кузнецова', 'mentor'),
    otherMentor: await person('Тихонов', 'mentor'),
    mentees: [
      await person('Иванов', 'mentee'),
      await person('Петрова', 'mentee'),
      await person('Ёлкин', 'mentee'),
    ],
  };
}

const PAIR = {
  form: 'student_student',
  roleVariant: 'achiever-underachiever',
  format: 'individual',
  startsOn: '2026-09-01',
  endsOn: '2027-06-30',
  orderNumber: '12-у',
  orderDate: '2026-08-31',
} as const;

const MEETING = {
  kind: 'regular',
  heldOn: '2026-11-03',
  minutes: 45,
  format: 'in_person',
  topic: null,
  done: 'Разобрали «С++»: 1 < 2 & 3 > 2?\r\nДомашнее задание 😀',
  agreed: 'До среды — черновик\u0007',
  nextOn: '2026-11-17',
  links: [{ url: 'https://example.org/a?b=1&c=%20', title: 'Материалы' }],
} as const;

const UNKNOWN = '0197a0b0-0000-7000-8000-000000000000';
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** Ids become numbers in the order in which they first appear, so that two runs can be compared. */
function renumbering(): (value: unknown) => unknown {
  const known = new Map<string, string>();
  return (value) => {
    const text = JSON.stringify(value ?? null).replace(UUID, (id) => {
      known.set(id, known.get(id) ?? `id-${known.size}`);
      return known.get(id) as string;
    });
    return JSON.parse(text) as unknown;
  };
}

/** One step of the story: `ok` with the answer, or the error as a caller can tell it. */
async function stepOf(call: Promise<unknown>): Promise<{ code: string; answer: unknown }> {
  try {
    return { code: 'ok', answer: await call };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { code, message, problems, details } = error;
    return { code, answer: { message, problems, details } };
  }
}

type Step = (call: Promise<unknown>) => Promise<unknown>;

/** Each look gives a new client: one remembers its caller's rights, as it is made for one page. */
interface Voices {
  readonly coordinator: MentoringClient;
  readonly mentor: MentoringClient;
  readonly otherMentor: MentoringClient;
  readonly mentee: MentoringClient;
}

async function makePairs(world: ApiWorld, voices: Voices, step: Step) {
  const { programmeId } = world.programme;
  const [first, second, third] = world.mentees.map((one) => one.personId) as [
    string,
    string,
    string,
  ];
  const mentorIds = [world.mentor.personId];
  const pair = { programmeId, ...PAIR, mentorIds, menteeIds: [first] };
  const once = { ...pair, idempotencyKey: `pair-${programmeId}` };
  const made = await voices.coordinator.createPair(once);
  await step(Promise.resolve(made));
  await step(voices.coordinator.createPair(once));
  await step(voices.coordinator.createPair(pair));
  const menteeIds = [second, third];
  const group = await voices.coordinator.createPair({ ...pair, format: 'group', menteeIds });
  await step(Promise.resolve(group));
  await step(voices.coordinator.createPair({ ...pair, menteeIds: [], mentorIds: [] }));
  await step(
    voices.coordinator.createPair({ ...pair, endsOn: '2026-02-30', menteeIds: [UNKNOWN] }),
  );
  await step(voices.mentor.createPair(pair));
  for (const filter of [
    {},
    { search: 'ёлк' },
    { search: '100%_«кавычки» & знаки+' },
    { form: 'student_student', state: 'active', sort: 'urgency' },
    { form: 'teacher_teacher' },
    { rhythm: 'in_rhythm', page: 1, pageSize: 1 },
    { page: 2, pageSize: 1, sort: '-title' },
    { page: 0 },
    { pageSize: 5000 },
  ] as const)
    await step(voices.coordinator.listPairs({ programmeId, ...filter }));
  await step(voices.coordinator.getPair({ programmeId, pairId: made.pairId }));
  await step(voices.coordinator.getPair({ programmeId, pairId: UNKNOWN }));
  await step(voices.coordinator.getPair({ programmeId, pairId: 'не номер/..' }));
  return { pair: made, group };
}

async function logMeetings(
  world: ApiWorld,
  voices: Voices,
  pairs: Awaited<ReturnType<typeof makePairs>>,
  step: Step,
) {
  const { programmeId } = world.programme;
  const { pairId } = pairs.pair;
  const attendeeIds = pairs.pair.mentees.map((one) => one.personId);
  const input = { programmeId, pairId, ...MEETING, links: [...MEETING.links], attendeeIds };
  const once = { ...input, idempotencyKey: `meeting-${programmeId}` };
  const logged = await voices.mentor.logMeeting(once);
  await step(Promise.resolve(logged));
  await step(voices.mentor.logMeeting(once));
  await step(
    voices.mentor.logMeeting({
      ...input,
      pairId: pairs.group.pairId,
      heldOn: '2026-11-05',
      attendeeIds: pairs.group.mentees.slice(0, 1).map((one) => one.personId),
    }),
  );
  for (const wrong of [
    { heldOn: '2026-12-31' },
    { heldOn: '2026-08-31' },
    { heldOn: 'вчера' },
    { minutes: 0 },
    { minutes: 1500 },
    { done: 'я'.repeat(100_000) },
    { attendeeIds: [] },
    { attendeeIds: [UNKNOWN] },
    { attendeeIds: pairs.group.mentees.map((one) => one.personId) },
    { nextOn: '2026-10-01' },
    { links: [{ url: 'javascript:alert(1)', title: 'x' }] },
    { pairId: UNKNOWN },
    { idempotencyKey: '!' },
  ])
    await step(voices.mentor.logMeeting({ ...input, ...wrong }));
  await step(voices.otherMentor.logMeeting(input));
  for (const filter of [
    {},
    { search: 'с++' },
    { from: '2026-11-04', to: '2026-11-30' },
    { from: '2026-13-01' },
    { kind: 'regular', format: 'in_person', sort: 'heldOn', pageSize: 1, page: 2 },
    { confirmation: 'waiting', pairId },
  ] as const)
    await step(voices.coordinator.listMeetings({ programmeId, ...filter }));
  await step(voices.otherMentor.listMeetings({ programmeId }));
  return { logged, input };
}

async function correctAndAnswer(
  world: ApiWorld,
  voices: Voices,
  log: Awaited<ReturnType<typeof logMeetings>>,
  step: Step,
): Promise<void> {
  const { programmeId } = world.programme;
  const { meetingId, pairId } = log.logged;
  const at = { programmeId, meetingId };
  await step(voices.mentee.respondToMeeting({ ...at, decision: 'confirmed', rating: 11 }));
  await step(voices.mentee.respondToMeeting({ ...at, decision: 'confirmed', rating: 9 }));
  await step(voices.mentor.respondToMeeting({ ...at, decision: 'confirmed' }));
  const { pairId: _pair, ...fields } = log.input;
  const correction = { ...fields, ...at, minutes: 60 };
  const { version } = await voices.mentor.getMeeting(at);
  await step(voices.mentor.correctMeeting({ ...correction, version }));
  await step(voices.mentor.correctMeeting({ ...correction, version }));
  await step(voices.mentor.correctMeeting({ ...correction, version: version + 1, minutes: 1 }));
  await step(voices.mentor.meetingHistory(at));
  await step(voices.mentee.meetingHistory(at));
  const objection = 'Это было\nна день позже';
  await step(
    voices.mentee.respondToMeeting({ ...at, decision: 'disputed', objection: 'я'.repeat(1001) }),
  );
  await step(voices.mentee.respondToMeeting({ ...at, decision: 'disputed', objection }));
  await step(
    voices.mentee.askForHelp({ programmeId, pairId, meetingId, text: 'Не сходимся по датам' }),
  );
  await step(voices.coordinator.listHelpRequests({ programmeId, state: 'open' }));
  await step(voices.mentor.listHelpRequests({ programmeId }));
  await step(voices.coordinator.getMeeting(at));
}

async function withdrawOne(
  world: ApiWorld,
  voices: Voices,
  log: Awaited<ReturnType<typeof logMeetings>>,
  step: Step,
): Promise<void> {
  const { programmeId } = world.programme;
  const { nextOn: _said, ...input } = log.input;
  const logged = await voices.mentor.logMeeting({ ...input, idempotencyKey: 'by-mistake-1' });
  const at = { programmeId, meetingId: logged.meetingId };
  await step(voices.otherMentor.withdrawMeeting({ ...at, version: 1 }));
  await step(voices.mentee.withdrawMeeting({ ...at, version: 1 }));
  await step(voices.mentor.withdrawMeeting({ ...at, version: 7 }));
  await step(voices.mentor.withdrawMeeting({ ...at, version: 1, reason: 'Не та пара' }));
  await step(voices.coordinator.withdrawMeeting({ ...at, version: 1 }));
  await step(voices.mentee.respondToMeeting({ ...at, decision: 'confirmed' }));
  await step(voices.mentee.getMeeting(at));
  await step(voices.mentor.listMeetings({ programmeId, state: 'withdrawn' }));
}

async function readAll(world: ApiWorld, voices: Voices, step: Step): Promise<void> {
  const { programmeId } = world.programme;
  await step(voices.coordinator.getMe({ programmeId }));
  await step(
    voices.coordinator.listParticipants({ programmeId, role: 'mentee', pairing: 'paired' }),
  );
  await step(voices.coordinator.listJournal({ programmeId, pageSize: 3 }));
  await step(voices.coordinator.getOverview({ programmeId }));
  await step(voices.coordinator.listGrades({ programmeId }));
  await step(voices.mentee.myPairs({ programmeId }));
  await step(voices.mentor.myPairs({ programmeId }));
  const personId = world.mentees[0]?.personId ?? '';
  await step(voices.mentee.getProgress({ programmeId, personId }));
  await step(voices.coordinator.getMe({ programmeId: UNKNOWN }));
  await step(
    voices.coordinator.setRoles({
      programmeId,
      personId,
      roles: ['mentee', 'observer'],
      version: 99,
    }),
  );
  await step(voices.coordinator.recomputeProgress({ programmeId }));
}

async function consent(world: ApiWorld, voices: Voices, step: Step): Promise<void> {
  const { programmeId } = world.programme;
  const personId = world.mentees[0]?.personId ?? '';
  const at = { programmeId, personId };
  const paper = { ...at, kind: 'parent', givenOn: '2026-09-10', originalNote: 'Папка 3' } as const;
  const representative = { name: 'Иванова Ольга', ground: 'guardian', document: '№ 12' } as const;
  await step(voices.coordinator.recordPaperConsent({ ...paper, representative }));
  await step(voices.coordinator.updateProfile({ ...at, birthDate: '2009-02-30', version: 0 }));
  await step(voices.coordinator.updateProfile({ ...at, birthDate: '2009-02-28', version: 0 }));
  await step(voices.mentor.getProfile(at));
  await step(voices.mentee.updateMyProfile({ programmeId, phone: '112', version: 1 }));
  await step(voices.coordinator.recordPaperConsent(paper));
  await step(voices.coordinator.recordPaperConsent({ ...paper, representative }));
  await step(voices.coordinator.getConsentText({ ...at, kind: 'parent' }));
  await step(voices.coordinator.listConsents({ programmeId, role: 'mentee', pageSize: 2 }));
  await step(voices.mentee.myConsents({ programmeId }));
  const wish = { ...at, kind: 'publication', contact: 'mother@kollezh.example' } as const;
  const { linkId, expiresAt } = await voices.coordinator.createConsentLink(wish);
  await step(Promise.resolve({ linkId, expiresAt }));
  await step(voices.coordinator.revokeConsentLink({ ...at, linkId }));
  await step(voices.coordinator.revokeConsentLink({ ...at, linkId: UNKNOWN }));
  await step(voices.coordinator.getLinks(at));
  await step(voices.coordinator.revokeLink({ ...at, linkId }));
  await step(voices.mentee.withdrawMyConsent({ programmeId, kind: 'parent', reason: 'Так решил' }));
  await step(voices.coordinator.getDataUse(at));
  await step(voices.coordinator.getConsents(at));
}

/** Tells one story through a client: what each call answered, ids numbered. */
export async function transcriptOf(api: MentoringApi, world: ApiWorld): Promise<unknown[]> {
  const renumber = renumbering();
  const transcript: unknown[] = [];
  const step: Step = async (call) => {
    const one = await stepOf(call);
    transcript.push(renumber(one));
    return one;
  };
  const client = (person: BuiltPerson) => api.as(person.actor());
  const voices: Voices = {
    get coordinator() {
      return client(world.coordinator);
    },
    get mentor() {
      return client(world.mentor);
    },
    get otherMentor() {
      return client(world.otherMentor);
    },
    get mentee() {
      return client(world.mentees[0] as BuiltPerson);
    },
  };
  const pairs = await makePairs(world, voices, step);
  const log = await logMeetings(world, voices, pairs, step);
  await correctAndAnswer(world, voices, log, step);
  await withdrawOne(world, voices, log, step);
  await consent(world, voices, step);
  const personId = world.mentees[0]?.personId ?? '';
  await surveyStory(world.programme.programmeId, personId, voices, step);
  await readAll(world, voices, step);
  return transcript;
}
