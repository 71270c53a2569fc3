import { expect } from 'chai';
import { toJson } from '../../shared/db/dialect.js';
import { newId } from '../../shared/ids.js';
import { MATCH_QUESTIONS } from '../api/match-codes.js';
import type { Form } from '../api/reference.js';
import { judge, templateSettings } from '../matching/engine/index.js';
import {
  type BuiltPerson,
  buildPair,
  buildPerson,
  buildProgramme,
  eachDatabase,
  statementsOf,
} from './support/harness.js';
import { ballot, NOTHING_SAID } from './support/match-people.js';
import { ADULT, answered, MINOR, profileOf, readOf, ready, waveOf } from './support/match-world.js';
import { surveyWorld } from './support/survey-world.js';

eachDatabase((openDb) => {
  describe('what matching reads', () => {
    const w = surveyWorld(openDb);
    const one = async (form?: Form) => (await readOf(w.db, w.programme, form)).mentees[0];
    const first = async (form?: Form) => (await readOf(w.db, w.programme, form)).mentors[0];

    it('a mentee with all that is known', async () => {
      const mentee = w.mentee(0);
      await ready(w.db, mentee, {
        birthDate: MINOR,
        representative: 'Участникова Анна Ивановна',
        profile: {
          speciality: 'Сварщик',
          workplace: 'Депо',
          representative_name: 'Участников Пётр',
        },
      });
      await w.db('members').where('person_id', mentee.personId).update({ group_name: 'СВ-21' });
      const found = (await readOf(w.db, w.programme)).mentees.find(
        ({ personId }) => personId === mentee.personId,
      );
      expect(found).to.deep.equal({
        personId: mentee.personId,
        name: mentee.name,
        groupName: 'СВ-21',
        speciality: 'Сварщик',
        birthDate: MINOR,
        adult: false,
        workplace: 'Депо',
        state: 'pool',
        consented: true,
        said: { ...NOTHING_SAID, gender: 'male' },
        ballot: null,
        appliedAt: Date.parse('2026-09-01T06:00:00Z'),
        representatives: ['Участников Пётр', 'Участникова Анна Ивановна'],
        lastPairEndedOn: null,
      });
    });

    it('a mentor with all that is known, and places beside the pairs that they have', async () => {
      const { mentor } = w;
      await ready(w.db, mentor, { profile: { workplace: 'Депо', position: 'Мастер' } });
      await profileOf(w.db, mentor, {
        capacity: 4,
        competences: 'Электротехника',
        interests: 'Походы',
        preferred_age: '16–18 лет',
        time_resource: 'вторник после 17:00',
        forms: toJson(['student_student']),
        paused: true,
      });
      for (const [i, state] of (['active', 'paused', 'draft', 'completed'] as const).entries()) {
        const mentee = await w.person({ familyName: `Взятый${i}` });
        await buildPair(w.db, w.programme, { mentors: [mentor], mentees: [mentee] }, { state });
      }
      const found = await first();
      expect(found).to.deep.include({
        personId: mentor.personId,
        state: 'paired',
        consented: true,
        places: 1,
        paused: true,
        trained: false,
        forms: ['student_student'],
        preferredAge: '16–18 лет',
        competences: 'Электротехника',
        position: 'Мастер',
        workplace: 'Депо',
        enterprise: null,
        birthDate: ADULT,
        adult: true,
      });
      expect(found?.said).to.deep.equal({
        ...NOTHING_SAID,
        topics: ['Электротехника'],
        interests: ['Походы'],
        times: ['tue_evening'],
        gender: 'male',
      });
    });

    it('of who has not consented only that, and nothing that they have said', async () => {
      const mentee = w.mentee(0);
      const waveId = await waveOf(w, 'student_student_mentee_entry', '2026-11-02');
      await answered(w, waveId, mentee, { [MATCH_QUESTIONS.interests]: ['sport'] });
      await w.db('profiles').insert({
        person_id: mentee.personId,
        organisation_id: mentee.organisationId,
        birth_date: ADULT,
        speciality: 'Сварщик',
        created_at: 0,
      });
      await w.db('members').where('person_id', mentee.personId).update({ group_name: 'СВ-21' });
      const found = (await readOf(w.db, w.programme)).mentees.find(
        ({ personId }) => personId === mentee.personId,
      );
      expect(found).to.deep.include({
        state: 'selected',
        consented: false,
        birthDate: null,
        speciality: null,
        ballot: null,
        said: NOTHING_SAID,
      });
    });

    it('answers with a name that were handed in, the latest to each question', async () => {
      const mentee = w.mentee(0);
      await ready(w.db, mentee, { birthDate: MINOR, representative: 'Мать' });
      const early = await waveOf(w, 'student_student_mentee_entry', '2026-11-02');
      const late = await waveOf(w, 'student_student_mentee_entry', '2026-11-03');
      const { requests, interests, times, gender } = MATCH_QUESTIONS;
      const [before, after] = ['2026-11-04T10:00:00Z', '2026-11-06T10:00:00Z'].map(Date.parse);
      await answered(
        w,
        late,
        mentee,
        { [requests]: ['crisis'], [gender]: 'female' },
        { saved_at: after },
      );
      await answered(
        w,
        early,
        mentee,
        { [requests]: ['career'], [interests]: ['music'], [times]: ['mon_day'], comfort: 5 },
        { saved_at: before },
      );
      const found = (await readOf(w.db, w.programme)).mentees.find(
        ({ personId }) => personId === mentee.personId,
      );
      expect(found?.said).to.deep.equal({
        ...NOTHING_SAID,
        topics: ['crisis'],
        interests: ['music'],
        times: ['mon_day'],
        genderWanted: 'female',
        gender: 'male',
      });
      expect(found?.appliedAt).to.equal(before);
    });

    it('no drafts, no anonymous answers, and none of another role', async () => {
      const mentee = w.mentee(0);
      await ready(w.db, mentee, { birthDate: MINOR, representative: 'Мать' });
      const named = await waveOf(w, 'student_student_mentee_entry', '2026-11-02');
      const answers = { [MATCH_QUESTIONS.interests]: ['music'] };
      await answered(w, named, mentee, answers, { state: 'draft' });
      const secret = await waveOf(w, 'teacher_student_mentee_entry', '2026-11-02', true);
      await answered(w, secret, mentee, answers, { respondent: 'hash', person_id: null });
      // Even if an anonymous one bore a name, it would not be read.
      await answered(w, secret, mentee, answers, { respondent: 'hash2' });
      const ofMentors = await waveOf(w, 'student_student_mentor_entry', '2026-11-02');
      await answered(w, ofMentors, mentee, answers);
      const input = await readOf(w.db, w.programme);
      const found = input.mentees.find(({ personId }) => personId === mentee.personId);
      expect(found?.said).to.deep.equal({ ...NOTHING_SAID, gender: 'male' });
      expect(toJson(input)).not.to.contain('music');
    });

    it('ballots of the latest meeting, and what a mentor is ready to take', async () => {
      const [mentee, { mentor }] = [w.mentee(0), w];
      await ready(w.db, mentee, { birthDate: MINOR, representative: 'Мать' });
      await ready(w.db, mentor);
      const other = newId();
      const [m1, m2] = [
        await waveOf(w, 'group_meeting_mentee', '2026-11-02'),
        await waveOf(w, 'group_meeting_mentee', '2026-11-09'),
      ];
      await answered(w, m1, mentee, { wished: [other], unwanted: [mentor.personId] });
      await answered(w, m2, mentee, {
        wished: [mentor.personId],
        can_help: [other],
        first_meeting: [other],
      });
      const ofMentors = await waveOf(w, 'group_meeting_mentor', '2026-11-02');
      await answered(w, ofMentors, mentor, {
        wished: [mentee.personId],
        unwanted: [other],
        capacity: 5,
      });
      const input = await readOf(w.db, w.programme);
      const found = input.mentees.find(({ personId }) => personId === mentee.personId);
      expect(found?.ballot).to.deep.equal(
        ballot({ wished: [mentor.personId], canHelp: [other], firstMeeting: [other] }),
      );
      expect(input.mentors[0]?.ballot).to.deep.equal(
        ballot({ wished: [mentee.personId], unwanted: [other] }),
      );
      expect(input.mentors[0]?.places).to.equal(5);
      expect(judge(input, templateSettings('student_student')).ballots).to.equal(2);
    });

    it('pairs that are over, with their latest end', async () => {
      const [mentee, { mentor }] = [w.mentee(0), w];
      await ready(w.db, mentee, { birthDate: MINOR, representative: 'Мать' });
      const other = await w.person({ roles: ['mentor'] });
      const pairWith = (person: BuiltPerson, state: 'terminated' | 'active') =>
        buildPair(w.db, w.programme, { mentors: [person], mentees: [mentee] }, { state });
      const ended = await pairWith(mentor, 'terminated');
      await w.db('pairs').where('id', ended.pairId).update({ closed_on: '2026-10-01' });
      const left = await pairWith(other, 'active');
      await w
        .db('pair_members')
        .where({ pair_id: left.pairId, person_id: mentee.personId })
        .update({ left_on: '2026-11-20' });
      const input = await readOf(w.db, w.programme);
      const found = input.mentees.find(({ personId }) => personId === mentee.personId);
      expect(found).to.deep.include({ state: 'pool', lastPairEndedOn: '2026-11-20' });
      expect(input.earlier).to.have.deep.members([
        [mentor.personId, mentee.personId],
        [other.personId, mentee.personId],
      ]);
      expect(input.mentors.map(({ places }) => places)).to.deep.equal([1, 1]);
    });

    it('relations, and the marks of the form alone', async () => {
      const { programmeId, organisationId } = w.programme;
      const base = { organisation_id: organisationId, programme_id: programmeId, created_at: 0 };
      const [s, m] = [w.mentee(0).personId, w.mentor.personId];
      await w.db('match_relations').insert([
        { id: newId(), ...base, kind: 'teaches', mentor_id: m, mentee_id: '', group_name: 'СВ-21' },
        { id: newId(), ...base, kind: 'parent', mentor_id: m, mentee_id: s, group_name: '' },
      ]);
      const mark = (kind: string, form: Form, mentee: string) => ({
        id: newId(),
        ...base,
        kind,
        form,
        mentee_id: mentee,
        unit_id: m,
      });
      await w
        .db('match_marks')
        .insert([
          mark('lock', 'student_student', s),
          mark('ban', 'student_student', w.mentee(1).personId),
          mark('ban', 'teacher_student', s),
        ]);
      const input = await readOf(w.db, w.programme);
      expect(input.relations).to.deep.equal([
        { kind: 'parent', mentorId: m, menteeId: s, groupName: null },
        { kind: 'teaches', mentorId: m, menteeId: null, groupName: 'СВ-21' },
      ]);
      expect(input.locks).to.deep.equal([[s, m]]);
      expect(input.bans).to.deep.equal([[w.mentee(1).personId, m]]);
      for (const table of ['match_relations', 'match_marks']) {
        const [row] = await w.db(table).select();
        const again = await w
          .db(table)
          .insert({ ...row, id: newId() })
          .then(
            () => true,
            () => false,
          );
        expect(again, table).to.equal(false);
      }
    });

    it('nobody who is in a pair, has left, or was not admitted yet; mentors of every form', async () => {
      const [paired, gone, candidate] = [w.mentee(0), w.mentee(1), w.mentee(2)];
      const helper = await w.person({ roles: ['mentor'] });
      await buildPair(w.db, w.programme, { mentors: [helper], mentees: [paired] });
      const set = (person: BuiltPerson, own: object) =>
        w.db('participations').where('person_id', person.personId).update(own);
      await set(gone, { state: 'withdrawn', decision: 'withdrawn' });
      await set(candidate, { state: 'candidate' });
      await set(w.mentor, { state: 'candidate' });
      await profileOf(w.db, helper, { forms: toJson(['employer_student']) });
      const input = await readOf(w.db, w.programme);
      expect(input.mentees).to.deep.equal([]);
      expect(input.mentors.map(({ personId, state }) => [personId, state])).to.have.deep.members([
        [w.mentor.personId, 'draft'],
        [helper.personId, 'paired'],
      ]);
      await set(helper, { state: 'withdrawn', decision: 'withdrawn' });
      expect((await readOf(w.db, w.programme)).mentors).to.have.length(1);
    });

    it('students under the forms of students, teachers under those of teachers', async () => {
      await w.db('participations').where('role', 'mentee').update({ state: 'withdrawn' });
      const [student, teacher] = [await w.person(), await w.person()];
      await ready(w.db, student, { birthDate: MINOR, representative: 'Мать' });
      await ready(w.db, teacher);
      expect((await one('student_student'))?.personId).to.equal(student.personId);
      expect((await one('employer_student'))?.personId).to.equal(student.personId);
      expect((await one('teacher_teacher'))?.personId).to.equal(teacher.personId);
      const waveId = await waveOf(w, 'student_student_mentee_entry', '2026-11-02');
      await answered(w, waveId, teacher, {});
      const names = (await readOf(w.db, w.programme)).mentees.map(({ personId }) => personId);
      expect(names).to.have.members([student.personId, teacher.personId]);
    });

    it('nothing of another college, nor of another programme of the same', async () => {
      await w.db('participations').where('role', 'mentee').update({ state: 'withdrawn' });
      await ready(w.db, w.mentor);
      const before = await readOf(w.db, w.programme);
      for (const programme of [
        await buildProgramme(w.db),
        await buildProgramme(w.db, { organisationId: w.programme.organisationId }),
      ]) {
        const [mentee, mentor] = [
          await buildPerson(w.db, programme),
          await buildPerson(w.db, programme, { roles: ['mentor'] }),
        ];
        await ready(w.db, mentee);
        await ready(w.db, mentor);
        await buildPair(
          w.db,
          programme,
          { mentors: [mentor], mentees: [mentee] },
          { state: 'terminated' },
        );
        const base = {
          organisation_id: programme.organisationId,
          programme_id: programme.programmeId,
          created_at: 0,
        };
        const [s, m] = [mentee.personId, mentor.personId];
        await w
          .db('match_relations')
          .insert({ id: newId(), ...base, kind: 'parent', mentor_id: m, mentee_id: s });
        await w.db('match_marks').insert({
          id: newId(),
          ...base,
          kind: 'ban',
          form: 'student_student',
          mentee_id: s,
          unit_id: m,
        });
      }
      expect(await readOf(w.db, w.programme)).to.deep.equal(before);
    });

    it('as many statements for many people as for few', async () => {
      const count = async () => {
        const statements = await statementsOf(w.db, () => readOf(w.db, w.programme));
        return statements.length;
      };
      const waveId = await waveOf(w, 'student_student_mentee_entry', '2026-11-02');
      const few = await count();
      await w.addMentees(25);
      for (const mentee of w.mentees) {
        await ready(w.db, mentee);
        await answered(w, waveId, mentee, { [MATCH_QUESTIONS.interests]: ['sport'] });
      }
      for (let i = 0; i < 5; i += 1) await w.person({ roles: ['mentor'] });
      const input = await readOf(w.db, w.programme);
      expect([input.mentees.length, input.mentors.length]).to.deep.equal([28, 6]);
      expect(await count()).to.equal(few);
      expect(few).to.be.at.most(27);
      expect(input.mentees.map(({ personId }) => personId)).to.deep.equal(
        input.mentees.map(({ personId }) => personId).sort(),
      );
    });
  });
});
