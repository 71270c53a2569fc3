import { expect } from 'chai';
import { eachDatabase, statementsOf } from './support/harness.js';
import { problemsOf, rejection } from './support/rejection.js';
import { ANSWERS, NOVEMBER, surveyWorld } from './support/survey-world.js';

eachDatabase((openDb) => {
  describe('surveys: on paper', () => {
    const w = surveyWorld(openDb);
    const at = (waveId: string) => ({ programmeId: w.programmeId, waveId });
    const sheets = async (waveId: string) => (await w.boss.listSheets(at(waveId))).rows;
    const refusal = async (call: Promise<unknown>) => {
      const error = await rejection(call);
      return [error.code, ...problemsOf(error)];
    };
    /** A wave with its sheets, and the code of the first mentee's or of the first blank one. */
    async function printed(fields: Parameters<typeof w.wave>[0] = {}) {
      const { waveId } = await w.wave(fields);
      await w.boss.makeSheets({ ...at(waveId), ...(fields.anonymous ? { blank: 3 } : {}) });
      const rows = await sheets(waveId);
      const own = rows.find(({ person }) => person?.personId === w.mentee().personId);
      return { waveId, code: (own ?? rows[0])?.code ?? '' };
    }
    const enter = (waveId: string, code: string, more: object = {}) =>
      w.boss.enterSheet({ ...at(waveId), code, answers: ANSWERS, ...more });
    const answersOf = async (waveId: string) =>
      (await w.as(w.mentee()).getMySurvey(at(waveId))).answers;

    it('makes one sheet for each who has not answered, and none twice', async () => {
      const { waveId } = await w.wave();
      await w.save(w.mentee(1), waveId, ANSWERS);
      expect((await w.boss.getPaper(at(waveId))).without).to.equal(2);
      expect(await w.boss.makeSheets(at(waveId))).to.deep.equal({ made: 2 });
      expect(await w.boss.makeSheets(at(waveId))).to.deep.equal({ made: 0 });
      const rows = await sheets(waveId);
      expect(rows.map(({ person }) => person?.name).sort()).to.deep.equal(
        [w.mentee(0).name, w.mentee(2).name].sort(),
      );
      expect(new Set(rows.map(({ code }) => code)).size).to.equal(2);
      expect(await w.boss.getPaper(at(waveId))).to.include({ printed: 2, entered: 0, without: 0 });
    });

    it('takes in a sheet once, as the answers of its person', async () => {
      const { waveId, code } = await printed();
      const found = await w.boss.findSheet({
        ...at(waveId),
        code: `${code.slice(0, 4)} ${code.slice(4)}`,
      });
      expect(found.sheet).to.deep.include({ code, state: 'printed', online: 'none' });
      expect(await enter(waveId, code)).to.deep.equal({ code, replaced: false });
      expect(await answersOf(waveId)).to.deep.equal(ANSWERS);
      expect(await w.boss.getWave(at(waveId))).to.include({ answered: 1, missing: 2 });
      expect(await refusal(enter(waveId, code))).to.deep.equal([
        'invalid',
        'replace: sheet.entered',
      ]);
      const other = { ...ANSWERS, comfort: 2 };
      expect(await enter(waveId, code, { answers: other, replace: true })).to.deep.equal({
        code,
        replaced: true,
      });
      expect(await answersOf(waveId)).to.deep.equal(other);
      expect(await w.db('survey_responses').where('wave_id', waveId)).to.have.length(1);
    });

    it('sent twice is taken in once', async () => {
      const { waveId, code } = await printed();
      const idempotencyKey = 'one-and-the-same';
      const [a, b] = await Promise.all([
        enter(waveId, code, { idempotencyKey }),
        enter(waveId, code, { idempotencyKey }),
      ]);
      expect(a).to.deep.equal(b);
      const entered = await w
        .db('journal')
        .where({ entity_id: waveId, action: 'survey_wave.paper_entered' });
      expect(entered).to.have.length(1);
    });

    it('asks before it replaces what somebody answered or began online, and the journal knows', async () => {
      for (const [final, code] of [
        [true, 'sheet.answered'],
        [false, 'sheet.begun'],
      ] as const) {
        const wave = await printed();
        await w.save(w.mentee(), wave.waveId, { ...ANSWERS, comfort: 1 }, { final });
        expect(await refusal(enter(wave.waveId, wave.code))).to.deep.equal([
          'invalid',
          `replace: ${code}`,
        ]);
        expect((await answersOf(wave.waveId))['comfort']).to.equal(1);
        await enter(wave.waveId, wave.code, { replace: true });
        expect(await answersOf(wave.waveId)).to.deep.equal(ANSWERS);
        const [entry] = await w.db('journal').where({
          entity_id: wave.waveId,
          action: 'survey_wave.paper_replaced',
        });
        expect(String(JSON.stringify(entry.after))).to.contain(w.mentee().personId);
        expect(JSON.stringify(entry)).not.to.contain('В школе');
      }
    });

    it('what is wrong is said by the question, and nothing of it is kept', async () => {
      const { waveId, code } = await printed();
      const wrong = enter(waveId, code, { answers: { met: 'д', comfort: 11, x: 1 } });
      expect(await refusal(wrong)).to.deep.equal([
        'invalid',
        'answers.met: answer.yesNo',
        'answers.comfort: answer.outOfScale',
        'answers.x: answer.unknown',
      ]);
      expect((await sheets(waveId)).every(({ state }) => state === 'printed')).to.equal(true);
      expect(await w.db('survey_responses').where('wave_id', waveId)).to.have.length(0);
    });

    it('gaps are taken in only when that is said; the person fills them later and is not held up', async () => {
      const { waveId, code } = await printed();
      const gaps = { answers: { met: false } };
      expect(await refusal(enter(waveId, code, gaps))).to.deep.equal([
        'invalid',
        'answers.comfort: answer.required',
      ]);
      await enter(waveId, code, { ...gaps, incomplete: true });
      const { version } = await w.as(w.mentee()).getMySurvey(at(waveId));
      const words = { met: false, words: 'Всё' };
      await w.save(w.mentee(), waveId, words, { final: false, version });
      expect(await answersOf(waveId)).to.deep.equal(words);
      const handed = w.save(w.mentee(), waveId, words, { version: version + 1 });
      expect(await refusal(handed)).to.deep.equal(['invalid', 'answers.comfort: answer.required']);
    });

    it('a mistyped code, one of nobody and one of another wave are told apart', async () => {
      const { waveId, code } = await printed();
      const other = await printed();
      const last = String((Number(code.at(-1)) + 1) % 10);
      const cases = [
        [code.slice(0, -1) + last, 'sheet.code'],
        ['00000000', 'sheet.unknown'],
        [other.code, 'sheet.otherWave'],
      ] as const;
      for (const [typed, why] of cases) {
        expect(await refusal(w.boss.findSheet({ ...at(waveId), code: typed }))).to.deep.equal([
          'invalid',
          `code: ${why}`,
        ]);
        expect(await refusal(enter(waveId, typed))).to.deep.equal(['invalid', `code: ${why}`]);
      }
    });

    it('only while the wave is open', async () => {
      const { waveId, code } = await printed();
      await w.setState(waveId, 'closed');
      expect(await refusal(enter(waveId, code))).to.deep.equal(['conflict', ': wave.closed']);
      expect(await refusal(w.boss.makeSheets(at(waveId)))).to.deep.equal([
        'conflict',
        ': wave.closed',
      ]);
      const { questionnaireId } = await w.questionnaire();
      const draft = await w.boss.createWave({
        programmeId: w.programmeId,
        questionnaireId,
        ...NOVEMBER,
      });
      expect(await refusal(w.boss.makeSheets(at(draft.waveId)))).to.deep.equal([
        'conflict',
        ': sheet.draft',
      ]);
    });

    it('an anonymous sheet is nobody’s: entered once, counted, and found by nobody', async () => {
      const { waveId, code } = await printed({ anonymous: true });
      const rows = await sheets(waveId);
      expect(rows.map(({ person }) => person)).to.deep.equal([null, null, null]);
      await enter(waveId, code);
      expect(await refusal(enter(waveId, code, { replace: true }))).to.deep.equal([
        'invalid',
        'code: sheet.enteredAnonymous',
      ]);
      const [response] = await w.db('survey_responses').where('wave_id', waveId);
      expect(response).to.deep.include({ person_id: null, saved_at: null });
      expect(await w.db('survey_receipts').where('wave_id', waveId)).to.have.length(0);
      const entries = await w.db('journal').where('entity_id', waveId);
      expect(JSON.stringify([entries, response])).not.to.contain(code);
      const [sheet] = await w.db('survey_sheets').where('code', code);
      expect(JSON.stringify(sheet))
        .not.to.contain(response.id)
        .and.not.to.contain(response.respondent);
      for (const one of rows
        .slice(0, 3)
        .map((row) => row.code)
        .filter((other) => other !== code))
        await enter(waveId, one);
      await w.addMentees(2);
      for (const one of w.mentees) await w.save(one, waveId, ANSWERS);
      await w.setState(waveId, 'closed');
      const results = await w.boss.getWaveResults(at(waveId));
      expect(results.questions.find((q) => q.code === 'comfort')?.n).to.equal(8);
    });

    it('blank sheets of a wave with a breakdown are of a part, which their answers keep', async () => {
      await w.addMentees(1, { groupName: 'ИС-21' });
      const { waveId } = await w.wave({ anonymous: true, breakdown: 'group' });
      expect((await w.boss.getPaper(at(waveId))).parts).to.have.members(['', 'ИС-21']);
      expect(await refusal(w.boss.makeSheets({ ...at(waveId), blank: 1 }))).to.deep.equal([
        'invalid',
        'part: sheet.part',
      ]);
      await w.boss.makeSheets({ ...at(waveId), blank: 1, part: 'ИС-21' });
      const [sheet] = await sheets(waveId);
      await enter(waveId, sheet?.code ?? '');
      const [response] = await w.db('survey_responses').where('wave_id', waveId);
      expect(response.part).to.equal('ИС-21');
    });

    it('costs as many statements with many sheets as with few', async () => {
      const { waveId } = await printed();
      const few = await statementsOf(w.db, () => w.boss.listSheets(at(waveId)));
      const fewToEnter = await statementsOf(w.db, async () =>
        enter(waveId, (await sheets(waveId))[0]?.code ?? ''),
      );
      await w.addMentees(20);
      await w.boss.makeSheets(at(waveId));
      const many = await statementsOf(w.db, () => w.boss.listSheets(at(waveId)));
      const manyToEnter = await statementsOf(w.db, async () => {
        const open = await w.boss.listSheets({ ...at(waveId), state: 'printed' });
        await enter(waveId, open.rows[0]?.code ?? '');
      });
      expect(many.length).to.equal(few.length);
      // The first of a wave notes besides that its questions are answered now.
      expect(manyToEnter.length).to.be.at.most(fewToEnter.length);
    });

    it('is the coordinator’s alone', async () => {
      const { waveId, code } = await printed();
      for (const person of [w.mentee(), w.mentor])
        expect((await rejection(w.as(person).findSheet({ ...at(waveId), code }))).code).to.equal(
          'forbidden',
        );
    });
  });
});
