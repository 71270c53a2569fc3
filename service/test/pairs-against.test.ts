import { expect } from 'chai';
import type { Db } from '../../shared/db/connect.js';
import { newId } from '../../shared/ids.js';
import type { Form, Role } from '../api/index.js';
import { matchingHandlers } from '../matching/matching-handlers.js';
import { mentorHandlers } from '../mentors/mentor-handlers.js';
import { pairLifeHandlers } from '../pair-life/life-handlers.js';
import { againstProblems, type MentorAsked } from '../pairs/against-rules.js';
import { pairHandlers } from '../pairs/pair-handlers.js';
import { peopleHandlers } from '../people/people-handlers.js';
import { programmeHandlers } from '../programmes/programme-handlers.js';
import { surveyHandlers } from '../surveys/survey-handlers.js';
import {
  type BuiltPerson,
  type BuiltProgramme,
  buildPerson,
  buildProgramme,
  eachDatabase,
  type TestService,
  withService,
} from './support/harness.js';
import { problemsOf, rejection } from './support/rejection.js';

const REASON = 'Других механиков в колледже нет';

describe('a pair by hand: what speaks against its mentors', () => {
  const mentor = (more: Partial<MentorAsked> = {}): MentorAsked => ({
    name: 'Кузнецова',
    capacity: 2,
    paused: false,
    mentees: 1,
    forbidding: [],
    ...more,
  });
  const at = (rule: string) => `mentorIds.0 pair.against.${rule}`;
  const ASKED = 'directive pair.directiveNeeded';
  type Case = [string, Partial<MentorAsked>, { coming?: number; reason?: string; role?: string }];
  const cases: [...Case, told: string[]][] = [
    ['room for one more', {}, {}, []],
    ['no room for two', {}, { coming: 2 }, [at('places'), ASKED]],
    ['no room, with a reason', {}, { coming: 2, reason: REASON }, []],
    ['who has said nothing of places', { capacity: null, mentees: 9 }, {}, []],
    ['who takes nobody now', { paused: true }, {}, [at('paused'), ASKED]],
    ['a teacher', { forbidding: ['teaches'] }, {}, [at('teaches'), ASKED]],
    ['a teacher, with a reason', { forbidding: ['teaches'] }, { reason: REASON }, []],
    ['a ban', { forbidding: ['ban'] }, {}, [at('ban'), ASKED]],
    [
      'a ban, to a curator',
      { forbidding: ['ban'] },
      { role: 'curator', reason: REASON },
      [at('ban')],
    ],
    ['no room, to a curator', {}, { coming: 2, role: 'curator', reason: REASON }, []],
    ['a confidential word', { forbidding: ['veto'] }, {}, [at('veto'), ASKED]],
    ['a confidential word, with a reason', { forbidding: ['veto'] }, { reason: REASON }, []],
    [
      'a parent, whatever the reason',
      { forbidding: ['parent'] },
      { reason: REASON },
      [at('parent')],
    ],
  ];
  for (const [what, more, { coming = 1, reason = null, role = 'coordinator' }, expected] of cases) {
    it(what, () => {
      const { problems } = againstProblems([mentor(more)], coming, { reason, role });
      expect(problems.map(({ path, code }) => `${path} ${code}`)).to.deep.equal(expected);
    });
  }
});

eachDatabase((openDb) => {
  describe('a pair by hand, against places and relations', () => {
    let db: Db;
    let service: TestService;
    let programme: BuiltProgramme;
    let coordinator: BuiltPerson;
    let mentor: BuiltPerson;
    let mentee: BuiltPerson;

    before(async () => {
      db = await openDb();
    });
    beforeEach(async () => {
      service = withService(db, [
        ...[programmeHandlers, peopleHandlers, mentorHandlers],
        ...[matchingHandlers, pairHandlers, pairLifeHandlers, surveyHandlers],
      ]);
      programme = await buildProgramme(db);
      const person = (role: Role, familyName: string) =>
        buildPerson(db, programme, { roles: [role], familyName });
      coordinator = await person('coordinator', 'Яровая');
      mentor = await person('mentor', 'Кузнецова');
      mentee = await person('mentee', 'Иванова');
    });

    const api = (who: BuiltPerson = coordinator) => service.as(who.actor());
    const make = (directive: string | null = null, by = coordinator) =>
      api(by).createPair({
        programmeId: programme.programmeId,
        form: 'student_student' as Form,
        roleVariant: null,
        format: 'individual',
        startsOn: '2026-11-01',
        endsOn: '2027-06-30',
        mentorIds: [mentor.personId],
        menteeIds: [mentee.personId],
        directive,
        idempotencyKey: newId(),
      });
    const relate = (kind: 'teaches' | 'parent') =>
      api().addMatchRelation({
        programmeId: programme.programmeId,
        kind,
        mentorId: mentor.personId,
        menteeId: mentee.personId,
        groupName: null,
      });
    const refused = async () => problemsOf(await rejection(make()));

    it('is made with a reason, which those who run the programme read and its people do not', async () => {
      await relate('teaches');
      expect(await refused()).to.deep.equal([
        'mentorIds.0: pair.against.teaches',
        'directive: pair.directiveNeeded',
      ]);
      const { pairId } = await make(REASON);
      const at = { programmeId: programme.programmeId, pairId };
      const { events } = await api().getPairLife(at);
      expect(events.map(({ kind, note }) => [kind, note])).to.deep.equal([
        ['made_despite', REASON],
      ]);
      expect((await api(mentor).getPairLife(at)).events).to.deep.equal([]);
    });

    it('is refused to a parent, also to one who is known by name alone', async () => {
      await db('profiles').where('person_id', mentee.personId).delete();
      await db('profiles').insert({
        person_id: mentee.personId,
        organisation_id: programme.organisationId,
        representative_name: mentor.name.toUpperCase(),
        created_at: 0,
      });
      expect(await refused()).to.deep.equal(['mentorIds.0: pair.against.parent']);
    });

    it('tells the coordinator of a confidential word, and a curator nothing', async () => {
      const { programmeId } = programme;
      const { questionnaireId } = await api().createQuestionnaire({
        programmeId,
        templateCode: 'group_meeting_mentee',
      });
      const { waveId, version } = await api().createWave({
        programmeId,
        questionnaireId,
        startsOn: '2026-11-01',
        endsOn: '2026-11-30',
      });
      await api().setWaveState({ programmeId, waveId, state: 'open', version });
      const other = await buildPerson(db, programme, { roles: ['mentor'] });
      const answers = { wished: [other.personId], unwanted: [mentor.personId] };
      const at = { programmeId, waveId, version: 0, final: true };
      await api(mentee).saveMyAnswers({ ...at, answers });
      expect(await refused()).to.include('mentorIds.0: pair.against.veto');
      const curator = await buildPerson(db, programme, { roles: ['curator'] });
      await make(null, curator);
    });

    it('asks for a reason where a mentor has no place left', async () => {
      await db('mentor_profiles').where('person_id', mentor.personId).delete();
      const { programmeId } = programme;
      const { personId } = mentor;
      await api().updateMentor({ programmeId, personId, capacity: 1, version: 0 });
      await make();
      mentee = await buildPerson(db, programme, { roles: ['mentee'] });
      expect(await refused()).to.include('mentorIds.0: pair.against.places');
      await make(REASON);
    });
  });
});
