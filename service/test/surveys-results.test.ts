import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { bulkInsert } from '../db/bulk.js';
import { buildPair, eachDatabase, statementsOf } from './support/harness.js';
import { problemsOf, rejection } from './support/rejection.js';
import { ANSWERS, NOVEMBER, QUESTIONS, surveyWorld } from './support/survey-world.js';

eachDatabase((openDb) => {
  describe('surveys: results', () => {
    const w = surveyWorld(openDb);
    const at = (waveId: string) => ({ programmeId: w.programmeId, waveId });
    const answerAll = async (waveId: string) => {
      for (const [i, one] of w.mentees.entries())
        await w.save(one, waveId, { met: false, comfort: (i % 10) + 1, words: `Слова ${i}` });
    };

    it('of a named wave: distributions, mean, rate, texts by page', async () => {
      const { waveId } = await w.wave();
      await w.save(w.mentee(0), waveId, { ...ANSWERS, comfort: 4, words: 'Поддержка' });
      await w.save(w.mentee(1), waveId, { met: false, comfort: 7 });
      await w.save(w.mentee(2), waveId, { met: true, words: 'Черновик' }, { final: false });
      const results = await w.boss.getWaveResults(at(waveId));
      expect(results).to.include({ shown: 'yes', answered: 2, missing: 1 });
      const [met, where, comfort, words] = results.questions;
      expect(met).to.deep.include({
        n: 2,
        mean: null,
        counts: [
          { value: 'true', n: 1 },
          { value: 'false', n: 1 },
        ],
      });
      expect(where).to.deep.include({ n: 1, counts: [] });
      expect(comfort).to.deep.include({ n: 2, mean: 5.5 });
      expect(comfort?.counts.map(({ n }) => n)).to.deep.equal([0, 0, 0, 1, 0, 0, 1, 0, 0, 0]);
      expect(words?.n).to.equal(1);
      const texts = await w.boss.listTextAnswers({ ...at(waveId), question: 'words' });
      expect(texts).to.deep.include({ rows: ['Поддержка'], total: 1 });
      const none = w.boss.listTextAnswers({ ...at(waveId), question: 'comfort' });
      expect((await rejection(none)).code).to.equal('not_found');
    });

    it('are new with each answer, and by form and group of a named wave', async () => {
      await w.addMentees(1, { groupName: 'ИС-21' });
      await buildPair(w.db, w.programme, { mentors: [w.mentor], mentees: [w.mentee(0)] });
      const { waveId } = await w.wave();
      const answered = async (more: object = {}) => {
        const { answered, missing } = await w.boss.getWaveResults({ ...at(waveId), ...more });
        return [answered, missing];
      };
      expect(await answered()).to.deep.equal([0, 4]);
      await w.save(w.mentee(0), waveId, ANSWERS);
      expect(await answered()).to.deep.equal([1, 3]);
      await w.save(w.mentee(3), waveId, ANSWERS);
      expect(await answered()).to.deep.equal([2, 2]);
      expect(await answered({ form: 'student_student' })).to.deep.equal([1, 0]);
      expect(await answered({ form: 'teacher_teacher' })).to.deep.equal([0, 0]);
      expect(await answered({ group: 'ИС-21' })).to.deep.equal([1, 0]);
    });

    it('of an anonymous wave come when it is closed, for five and more', async () => {
      await w.addMentees(2);
      const { waveId } = await w.wave({ anonymous: true });
      await answerAll(waveId);
      const open = await w.boss.getWaveResults(at(waveId));
      expect(open).to.deep.include({ shown: 'not_closed', questions: [], answered: 5 });
      const texts = () => w.boss.listTextAnswers({ ...at(waveId), question: 'words' });
      expect((await texts()).total).to.equal(0);
      await w.setState(waveId, 'closed');
      const closed = await w.boss.getWaveResults(at(waveId));
      expect(closed).to.include({ shown: 'yes', answered: 5 });
      expect(closed.questions.find((q) => q.code === 'comfort')).to.include({ n: 5, mean: 3 });
      expect((await texts()).total).to.equal(5);
    });

    it('of four are hidden whole, and those of a question that four have answered', async () => {
      await w.addMentees(1);
      const few = await w.wave({ anonymous: true });
      await answerAll(few.waveId);
      await w.setState(few.waveId, 'closed');
      expect(await w.boss.getWaveResults(at(few.waveId))).to.deep.include({
        shown: 'too_few',
        questions: [],
      });
      await w.addMentees(1);
      const some = await w.wave({ anonymous: true });
      for (const [i, one] of w.mentees.entries())
        await w.save(one, some.waveId, i === 0 ? { met: false, comfort: 1 } : { ...ANSWERS });
      await w.setState(some.waveId, 'closed');
      const { questions } = await w.boss.getWaveResults(at(some.waveId));
      expect(questions.map(({ code, n }) => [code, n])).to.deep.equal([
        ['met', 5],
        ['where', null],
        ['comfort', 5],
        ['words', null],
      ]);
      const texts = await w.boss.listTextAnswers({ ...at(some.waveId), question: 'where' });
      expect(texts).to.deep.include({ rows: [], total: 0 });
    });

    it('of an anonymous wave have the one breakdown that was decided, safe from differences', async () => {
      w.mentees = [];
      await w.addMentees(6, { groupName: 'А' });
      await w.addMentees(5, { groupName: 'Б' });
      await w.addMentees(3, { groupName: 'В' });
      const { waveId } = await w.wave({ anonymous: true, breakdown: 'group' });
      await answerAll(waveId);
      await w.setState(waveId, 'closed');
      const numbers = async (group?: string) => {
        const { questions } = await w.boss.getWaveResults({
          ...at(waveId),
          ...(group ? { group } : {}),
        });
        return questions.find((q) => q.code === 'comfort')?.n ?? null;
      };
      expect(await numbers()).to.equal(14);
      expect(await numbers('А')).to.equal(6);
      // Shown beside «А», it would leave the three of «В» as the difference.
      expect(await numbers('Б')).to.equal(null);
      expect(await numbers('В')).to.equal(null);
      const texts = (group: string) =>
        w.boss.listTextAnswers({ ...at(waveId), question: 'words', group });
      expect((await texts('А')).total).to.equal(6);
      expect((await texts('Б')).total).to.equal(0);
      const byForm = { ...at(waveId), form: 'student_student' as const };
      for (const call of [
        w.boss.getWaveResults(byForm),
        w.boss.listTextAnswers({ ...byForm, question: 'words' }),
      ])
        expect(problemsOf(await rejection(call))).to.deep.equal(['form: results.filterAnonymous']);
    });

    it('of an anonymous wave name nobody anywhere, and once closed nothing leads to anybody', async () => {
      await w.addMentees(3);
      const { waveId } = await w.wave({ anonymous: true });
      await answerAll(waveId);
      await w.save(w.mentee(0), waveId, { met: false, comfort: 10 }, { version: 1 });
      const mine = () => w.as(w.mentee(0)).getMySurvey(at(waveId));
      expect((await mine()).answers).to.deep.equal({ met: false, comfort: 10 });
      const rows = await w.db('survey_responses').where('wave_id', waveId);
      expect(rows).to.have.length(6);
      for (const row of rows) {
        expect(row.person_id).to.equal(null);
        expect(row.saved_at).to.equal(null);
        for (const { personId } of w.mentees) expect(JSON.stringify(row)).not.to.contain(personId);
      }
      const one = w.boss.getAnswersOf({ ...at(waveId), personId: w.mentee(0).personId });
      expect(problemsOf(await rejection(one))).to.deep.equal([': answer.identity']);
      await w.setState(waveId, 'closed');
      const [{ link_key: key }] = await w.db('survey_waves').where('id', waveId).select('link_key');
      expect(key).to.equal(null);
      expect(await mine()).to.deep.include({ answers: {}, answerState: 'submitted' });
    });

    it('of an anonymous wave whose last day has gone close it for good before they are shown', async () => {
      await w.addMentees(3);
      const { waveId } = await w.wave({ anonymous: true });
      for (const one of w.mentees.slice(1)) await w.save(one, waveId, { met: false, comfort: 5 });
      await w.save(w.mentee(0), waveId, { met: false }, { final: false });
      w.service.clock.set('2026-12-01T09:00:00Z');
      const both = await Promise.all([
        w.boss.getWaveResults(at(waveId)),
        w.boss.getWaveResults(at(waveId)),
      ]);
      for (const one of both) expect(one).to.include({ shown: 'yes', answered: 5 });
      const wave = await w.db('survey_waves').where('id', waveId).first();
      expect(wave).to.include({ state: 'closed', link_key: null });
      expect(await w.db('survey_responses').where('wave_id', waveId)).to.have.length(5);
      const entries = await w
        .db('journal')
        .where({ entity_id: waveId, action: 'survey_wave.state' });
      expect(entries).to.have.length(2);
    });

    it('of thousands are counted whole, and read once for all who ask', async () => {
      const { waveId } = await w.wave();
      await w.save(w.mentee(0), waveId, { met: false, comfort: 1 });
      const {
        id: _id,
        respondent: _one,
        person_id: _person,
        ...like
      } = await w.db('survey_responses').where('wave_id', waveId).first();
      const rows = Array.from({ length: 4100 }, (_, i) => ({
        ...like,
        answers: JSON.stringify({ met: true, comfort: 2, words: `Слова ${i}` }),
        id: randomUUID(),
        respondent: randomUUID(),
        person_id: null,
      }));
      await bulkInsert(w.db, 'survey_responses', rows);
      const read = () => w.boss.getWaveResults(at(waveId));
      expect((await read()).questions[0]).to.deep.include({ n: 4101 });
      const again = await statementsOf(w.db, read);
      // Who asks, the wave, whose consents were withdrawn, how many answered.
      expect(again.length, again.join('\n')).to.equal(4);
      await w.boss.updateWave({
        ...at(waveId),
        ...NOVEMBER,
        title: 'Иначе',
        version: 2,
      });
      expect((await statementsOf(w.db, read)).length, 'another write').to.equal(4);
      const texts = await w.boss.listTextAnswers({
        ...at(waveId),
        question: 'words',
        page: 3,
        pageSize: 1000,
      });
      expect([texts.rows.length, texts.total]).to.deep.equal([1000, 4100]);
    });

    it('one person’s answers are read by the coordinator, and that is in the journal', async () => {
      const { waveId } = await w.wave();
      await w.save(w.mentee(0), waveId, ANSWERS);
      await w.save(w.mentee(1), waveId, { met: true }, { final: false });
      const read = (i: number) =>
        w.boss.getAnswersOf({ ...at(waveId), personId: w.mentee(i).personId });
      expect(await read(0)).to.deep.include({ answers: ANSWERS, name: w.mentee(0).name });
      expect(await read(1)).to.deep.include({ answers: {}, answerState: 'draft' });
      expect((await rejection(read(2))).code).to.equal('not_found');
      const entries = await w
        .db('journal')
        .where({ entity_id: waveId, action: 'survey_wave.read' });
      expect(entries.map((one) => one.actor_id)).to.deep.equal([w.coordinator.personId]);
      const told = JSON.stringify(entries);
      expect(told).not.to.contain('школе');
      expect(told).to.contain(w.mentee(0).personId);
    });

    it('sheets of a named wave: one row a person in order, by group, each page in the journal', async () => {
      await w.addMentees(1, { groupName: 'ИС-21' });
      const { waveId } = await w.wave();
      for (const i of [0, 1, 3]) await w.save(w.mentee(i), waveId, { ...ANSWERS, comfort: i + 1 });
      await w.save(w.mentee(2), waveId, { met: true }, { final: false });
      const all = await w.boss.listWaveAnswers(at(waveId));
      const names = [0, 1, 3].map((i) => w.mentee(i).name).sort();
      expect(all.rows.map((row) => row.name)).to.deep.equal(names);
      expect(all.total).to.equal(3);
      expect(all.definition.questions.map(({ code }) => code)).to.deep.equal(
        QUESTIONS.map(({ code }) => code),
      );
      const second = await w.boss.listWaveAnswers({ ...at(waveId), page: 2, pageSize: 2 });
      expect(second.rows.map((row) => row.name)).to.deep.equal(names.slice(2));
      const one = await w.boss.listWaveAnswers({ ...at(waveId), group: 'ИС-21' });
      expect(one.rows.map((row) => row.answers)).to.deep.equal([{ ...ANSWERS, comfort: 4 }]);
      expect(one.total).to.equal(1);
      const entries = await w
        .db('journal')
        .where({ entity_id: waveId, action: 'survey_wave.read_all' })
        .orderBy('id');
      expect(entries.map((entry) => entry.actor_id)).to.deep.equal(
        Array.from({ length: 3 }, () => w.coordinator.personId),
      );
      expect(JSON.stringify(entries)).not.to.contain('школе');
    });

    it('sheets of an anonymous wave do not exist, closed or not', async () => {
      await w.addMentees(3);
      const { waveId } = await w.wave({ anonymous: true });
      await answerAll(waveId);
      const refused = async () => problemsOf(await rejection(w.boss.listWaveAnswers(at(waveId))));
      expect(await refused()).to.deep.equal([': answer.identity']);
      await w.setState(waveId, 'closed');
      expect(await refused()).to.deep.equal([': answer.identity']);
      for (const person of [w.mentor, w.mentee(0)])
        expect((await rejection(w.as(person).listWaveAnswers(at(waveId)))).code).to.equal(
          'forbidden',
        );
    });

    it('answers are nobody else’s: neither the mentor’s nor another mentee’s to read', async () => {
      const { waveId } = await w.wave();
      await w.save(w.mentee(0), waveId, ANSWERS);
      const personId = w.mentee(0).personId;
      for (const person of [w.mentor, w.mentee(0), w.mentee(1)]) {
        for (const call of [
          w.as(person).getAnswersOf({ ...at(waveId), personId }),
          w.as(person).getWaveResults(at(waveId)),
          w.as(person).listTextAnswers({ ...at(waveId), question: 'where' }),
          w.as(person).listWavePeople(at(waveId)),
        ])
          expect((await rejection(call)).code).to.equal('forbidden');
      }
      const other = await w.as(w.mentee(1)).getMySurvey(at(waveId));
      expect(other.answers).to.deep.equal({});
    });

    it('confidential answers are for the coordinator alone', async () => {
      const [curator, head, psychologist] = [
        await w.person({ roles: ['curator'] }),
        await w.person({ roles: ['head'] }),
        await w.person({ roles: ['psychologist'] }),
      ];
      const { programmeId } = w;
      const { questionnaireId } = await w.boss.createQuestionnaire({
        programmeId,
        templateCode: 'group_meeting_mentee',
      });
      const { waveId } = await w.wave({}, questionnaireId);
      const { personId } = w.mentor;
      const other = await w.person({ roles: ['mentor'] });
      const answers = { wished: [personId], unwanted: [other.personId] };
      await w.save(w.mentee(0), waveId, answers);
      const sees = async (person: typeof head) => {
        const { answers } = await w
          .as(person)
          .getAnswersOf({ ...at(waveId), personId: w.mentee(0).personId });
        const { questions } = await w.as(person).getWaveResults(at(waveId));
        const listed = questions.some(({ code }) => code === 'unwanted');
        expect('unwanted' in answers).to.equal(listed);
        const sheets = await w.as(person).listWaveAnswers(at(waveId));
        expect(sheets.names).to.deep.equal({
          [personId]: w.mentor.name,
          ...(listed ? { [other.personId]: other.name } : {}),
        });
        for (const row of sheets.rows) expect('unwanted' in row.answers).to.equal(listed);
        expect(sheets.definition.questions.some(({ code }) => code === 'unwanted')).to.equal(
          listed,
        );
        return listed;
      };
      expect(await sees(w.coordinator)).to.equal(true);
      for (const one of [curator, head, psychologist]) expect(await sees(one)).to.equal(false);
    });
  });
});
