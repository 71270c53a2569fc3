import { expect } from 'chai';
import { buildProgramme, eachDatabase } from './support/harness.js';
import { problemsOf, rejection } from './support/rejection.js';
import { ANSWERS, NOVEMBER, QUESTIONS, surveyWorld } from './support/survey-world.js';

eachDatabase((openDb) => {
  describe('surveys: questionnaires', () => {
    const w = surveyWorld(openDb);
    const at = (questionnaireId: string) => ({ programmeId: w.programmeId, questionnaireId });
    const change = (questionnaireId: string, version: number, questions = QUESTIONS) =>
      w.boss.updateQuestionnaire({
        ...at(questionnaireId),
        title: 'Анкета',
        stage: 'entry',
        definition: { questions },
        version,
      });
    const reworded = QUESTIONS.map((q) =>
      q.code === 'comfort' ? { ...q, text: { ru: 'Насколько Вам было легко?' } } : q,
    );
    const asText = QUESTIONS.map((q) =>
      q.code === 'comfort' ? { code: q.code, type: 'text' as const, text: q.text } : q,
    );

    it('are offered by form, side and wave', async () => {
      const { programmeId } = w;
      const all = await w.boss.listQuestionnaireTemplates({ programmeId });
      expect(all.rows).to.have.length(19);
      const some = await w.boss.listQuestionnaireTemplates({
        programmeId,
        form: 'employer_student',
        role: 'mentor',
        stage: 'final',
      });
      expect(some.rows.map((one) => [one.code, one.questions])).to.deep.equal([
        ['employer_student_mentor_final', 18],
      ]);
      const templateCode = 'teacher_teacher_mentee_entry';
      const one = await w.boss.getQuestionnaireTemplate({ programmeId, templateCode });
      expect(one.definition.questions).to.have.length(22);
      const none = w.boss.getQuestionnaireTemplate({ programmeId, templateCode: 'other' });
      expect((await rejection(none)).code).to.equal('not_found');
    });

    it('are made from a template whole, once for a form sent twice', async () => {
      const make = () =>
        w.boss.createQuestionnaire({
          programmeId: w.programmeId,
          templateCode: 'student_student_mentee_final',
          idempotencyKey: 'questionnaire-1',
        });
      const [a, b] = await Promise.all([make(), make()]);
      expect(a).to.deep.equal(b);
      expect(a).to.include({ role: 'mentee', stage: 'final', questions: 21, answered: false });
      expect(a.definition.questions[0]).to.deep.include({ code: 'comfort', mark: 'П~' });
      const { rows, total } = await w.boss.listQuestionnaires({ programmeId: w.programmeId });
      expect([rows.length, total]).to.deep.equal([1, 1]);
      const [entry] = await w.db('journal').where('entity_id', a.questionnaireId);
      expect(JSON.stringify(entry)).to.contain('student_student_mentee_final');
    });

    it('of one’s own say what is missing and what is wrong, by field', async () => {
      const { programmeId } = w;
      const none = await rejection(w.boss.createQuestionnaire({ programmeId, title: ' ' }));
      expect(problemsOf(none)).to.deep.equal([
        'title: questionnaire.title',
        'role: required',
        'stage: required',
        'definition: required',
      ]);
      const wrong = await rejection(w.questionnaire([...QUESTIONS, ...QUESTIONS.slice(0, 1)]));
      expect(problemsOf(wrong)).to.deep.equal(['definition.questions.4.code: question.codeTwice']);
      const unknown = await rejection(
        w.boss.createQuestionnaire({ programmeId, templateCode: 'no' }),
      );
      expect(problemsOf(unknown)).to.deep.equal(['templateCode: questionnaire.template']);
      expect((await w.boss.listQuestionnaires({ programmeId })).total).to.equal(0);
    });

    it('are begun without questions, asked by no wave until they have one, and never emptied', async () => {
      const { questionnaireId } = await w.questionnaire([]);
      const ask = () =>
        w.boss.createWave({ programmeId: w.programmeId, questionnaireId, ...NOVEMBER });
      expect(problemsOf(await rejection(ask()))).to.deep.equal([
        'questionnaireId: wave.noQuestions',
      ]);
      expect(await change(questionnaireId, 1)).to.include({ questions: 4 });
      expect((await ask()).state).to.equal('draft');
      expect(problemsOf(await rejection(change(questionnaireId, 2, [])))).to.deep.equal([
        'definition.questions: questionnaire.noQuestion',
      ]);
    });

    it('of the methodology say how sure their wordings are', async () => {
      const { rows } = await w.boss.listQuestionnaireTemplates({ programmeId: w.programmeId });
      const marks = new Map(rows.map((row) => [row.code, row.marks]));
      expect(marks.get('group_meeting_mentor')).to.deep.equal(['П~']);
      for (const [code, some] of marks) expect(some.length, code).to.be.greaterThan(0);
    });

    it('are corrected in place while nobody has answered, also under an open wave', async () => {
      const { questionnaireId } = await w.questionnaire();
      const { waveId } = await w.wave({}, questionnaireId);
      const corrected = await change(questionnaireId, 1, asText);
      expect(corrected).to.include({ versionNumber: 1, version: 2 });
      const seen = await w.as(w.mentee()).getMySurvey({ programmeId: w.programmeId, waveId });
      expect(seen.definition.questions[2]?.type).to.equal('text');
    });

    it('once answered: a new version, the answers keep theirs, waves without answers go on', async () => {
      const { questionnaireId } = await w.questionnaire();
      const answered = await w.wave({}, questionnaireId);
      const waiting = await w.wave({}, questionnaireId);
      await w.save(w.mentee(), answered.waveId, ANSWERS, { final: false });
      const before = await w.boss.getQuestionnaire(at(questionnaireId));
      expect(before.answered).to.equal(true);
      const next = await change(questionnaireId, 1, reworded);
      expect(next).to.include({ versionNumber: 2, answered: false });
      expect(next.versions.map((v) => [v.number, v.answered])).to.deep.equal([
        [2, false],
        [1, true],
      ]);
      const wordsOf = async (waveId: string) => {
        const seen = await w.as(w.mentee()).getMySurvey({ programmeId: w.programmeId, waveId });
        return seen.definition.questions[2]?.text.ru;
      };
      expect(await wordsOf(answered.waveId)).to.equal('Насколько комфортно?');
      expect(await wordsOf(waiting.waveId)).to.equal('Насколько Вам было легко?');
      const old = await w.boss.getQuestionnaire({ ...at(questionnaireId), number: 1 });
      expect(old.definition).to.deep.equal(before.definition);
      const none = w.boss.getQuestionnaire({ ...at(questionnaireId), number: 7 });
      expect((await rejection(none)).code).to.equal('not_found');
    });

    it('the same questions once more, or a new title, are no new version', async () => {
      const { questionnaireId } = await w.questionnaire();
      const { waveId } = await w.wave({}, questionnaireId);
      await w.save(w.mentee(), waveId, ANSWERS);
      const next = await w.boss.updateQuestionnaire({
        ...at(questionnaireId),
        title: 'Другое название',
        stage: 'interim',
        definition: { questions: QUESTIONS },
        version: 1,
      });
      expect(next).to.include({ versionNumber: 1, title: 'Другое название', stage: 'interim' });
    });

    it('the type of an answered question is not changed, and nothing else with it', async () => {
      const { questionnaireId } = await w.questionnaire();
      const { waveId } = await w.wave({}, questionnaireId);
      await w.save(w.mentee(), waveId, ANSWERS);
      const error = await rejection(change(questionnaireId, 1, asText));
      expect(problemsOf(error)).to.deep.equal([
        'definition.questions.2.type: question.typeAnswered',
      ]);
      const seen = await w.boss.getQuestionnaire(at(questionnaireId));
      expect(seen).to.include({ version: 1, versionNumber: 1 });
      await change(questionnaireId, 1, reworded);
      // Of an earlier version too: its numbers are compared with the new ones.
      expect(problemsOf(await rejection(change(questionnaireId, 2, asText)))).to.have.length(1);
    });

    it('a change over an old version is told of the new one', async () => {
      const { questionnaireId } = await w.questionnaire();
      const both = await Promise.allSettled([
        change(questionnaireId, 1, reworded),
        change(questionnaireId, 1, asText),
      ]);
      expect(both.map((one) => one.status).sort()).to.deep.equal(['fulfilled', 'rejected']);
      const error = await rejection(change(questionnaireId, 1));
      expect(error.code).to.equal('changed_meanwhile');
      expect(error.details['current']).to.deep.include({ version: 2 });
    });

    it('a correction and the first answer at once: what is answered is what was asked', async () => {
      for (let i = 0; i < 10; i += 1) {
        const { questionnaireId } = await w.questionnaire();
        const { waveId } = await w.wave({}, questionnaireId);
        const [corrected, saved] = await Promise.allSettled([
          change(questionnaireId, 1, asText),
          w.save(w.mentee(), waveId, ANSWERS),
        ]);
        const seen = await w.boss.getQuestionnaire(at(questionnaireId));
        const answered = saved.status === 'fulfilled';
        expect(seen.versions.at(-1)?.answered).to.equal(answered);
        // The answer is a number: to the text that was asked after the correction it is none.
        if (answered) expect(corrected.status).to.equal('rejected');
        else expect(corrected.status).to.equal('fulfilled');
      }
    });

    it('are told the questions of the others with which theirs are compared', async () => {
      const { programmeId } = w;
      const take = (templateCode: string) =>
        w.boss.createQuestionnaire({ programmeId, templateCode });
      const before = await take('student_student_mentee_entry');
      const after = await take('student_student_mentee_final');
      const mentors = await take('student_student_mentor_entry');
      const { rows } = await w.boss.listPairedQuestions(at(before.questionnaireId));
      const comfort = rows.filter(({ pair }) => pair === 'comfort');
      expect(comfort.map(({ role, stage, number }) => [role, stage, number])).to.have.deep.members([
        ['mentee', 'final', 1],
        ['mentor', 'entry', 3],
      ]);
      expect(rows.every((one) => one.questionnaireId !== before.questionnaireId)).to.equal(true);
      // What is put away is compared with no more, and neither is another programme's.
      const { questionnaireId, version } = mentors;
      await w.boss.archiveQuestionnaire({ ...at(questionnaireId), archived: true, version });
      const left = (await w.boss.listPairedQuestions(at(before.questionnaireId))).rows;
      expect(new Set(left.map((one) => one.questionnaireId))).to.deep.equal(
        new Set([after.questionnaireId]),
      );
      const other = await buildProgramme(w.db, {
        organisationId: w.programme.organisationId,
      });
      const nobody = w.boss.listPairedQuestions({ ...at(questionnaireId), ...other });
      expect((await rejection(nobody)).code).to.be.oneOf(['forbidden', 'not_found']);
    });

    it('of another programme do not exist here', async () => {
      const { questionnaireId } = await w.questionnaire();
      const { programmeId } = await buildProgramme(w.db, {
        organisationId: w.programme.organisationId,
      });
      const key = {
        kind: 'apiKey' as const,
        organisationId: w.programme.organisationId,
        keyId: programmeId,
        role: 'coordinator' as const,
      };
      const there = w.service.as(key);
      for (const call of [
        there.getQuestionnaire({ programmeId, questionnaireId }),
        there.createWave({
          programmeId,
          questionnaireId,
          startsOn: '2026-11-01',
          endsOn: '2026-11-30',
        }),
      ])
        expect((await rejection(call)).code).to.equal('not_found');
    });
  });
});
