import { expect } from 'chai';
import type { MentoringClient, Role } from '../api/index.js';
import { ROLES } from '../api/index.js';
import type { Answers } from '../api/questionnaire-definition.js';
import { programmeHandlers } from '../programmes/programme-handlers.js';
import { standingHandlers } from '../standing/standing-handlers.js';
import { eachDatabase, withService } from './support/harness.js';
import { problemsOf, rejection } from './support/rejection.js';
import { NOVEMBER, surveyWorld } from './support/survey-world.js';

/** Who reads what of answers; whatever is not here, nobody does. */
const STAFF: readonly Role[] = ['coordinator', 'curator', 'head', 'psychologist'];
const READERS = {
  getWaveResults: STAFF,
  listTextAnswers: STAFF,
  listWaveAnswers: STAFF,
  getAnswersOf: STAFF,
  listWavePeople: STAFF,
  getWaveReminders: ['coordinator'],
  getPaper: ['coordinator'],
} as const satisfies Partial<Record<keyof MentoringClient, readonly Role[]>>;

const FEWEST = 5;
const GROUPS = ['А', 'Б', 'В', 'Г'];

eachDatabase((openDb) => {
  describe('surveys: who learns what', () => {
    const w = surveyWorld(openDb);
    const at = (waveId: string) => ({ programmeId: w.programmeId, waveId });

    it('each role reads what the table says, and nothing else', async () => {
      const { waveId } = await w.wave();
      const { personId } = w.mentee(0);
      await w.save(w.mentee(0), waveId, { met: false, comfort: 5, words: 'Тайна' });
      const inputs = { ...at(waveId), question: 'words', personId };
      for (const role of ROLES) {
        const reader = await w.person({ roles: [role] });
        for (const [name, allowed] of Object.entries(READERS)) {
          const call = w.as(reader)[name as 'getAnswersOf'] as (input: object) => Promise<unknown>;
          const code = await call(inputs).then(
            () => 'read',
            (error: { code: string }) => error.code,
          );
          const may = (allowed as readonly Role[]).includes(role);
          expect(code, `${role} ${name}`).to.equal(may ? 'read' : 'forbidden');
        }
      }
    });

    /** Every way in which an anonymous wave's numbers can be asked for: question → n by filter. */
    async function allViews(waveId: string) {
      const views = new Map<string, Map<string, number>>();
      for (const group of [undefined, ...GROUPS, '']) {
        const filter = group === undefined ? {} : { group };
        const answer = await w.boss.getWaveResults({ ...at(waveId), ...filter });
        for (const { code, n, type } of answer.questions) {
          if (n === null) continue;
          const of = views.get(code) ?? new Map<string, number>();
          of.set(group ?? 'все', n);
          views.set(code, of);
          if (type !== 'text') continue;
          const asked = { ...at(waveId), question: code, ...filter };
          const { total } = await w.boss.listTextAnswers(asked);
          expect(total, `${code} ${group}`).to.equal(n);
        }
      }
      return views;
    }

    /** All sums of shown parts taken from the whole: none may leave one to four people. */
    function isolated(of: ReadonlyMap<string, number>): string[] {
      const whole = of.get('все');
      const parts = [...of].filter(([part]) => part !== 'все');
      const found = [...of].filter(([, n]) => n > 0 && n < FEWEST).map(([part]) => part);
      if (whole === undefined) return found;
      for (let mask = 1; mask < 2 ** parts.length; mask += 1) {
        const taken = parts.filter((_, i) => mask & (1 << i));
        const left = whole - taken.reduce((sum, [, n]) => sum + n, 0);
        if (left > 0 && left < FEWEST) found.push(`все − ${taken.map(([p]) => p).join(' − ')}`);
      }
      return found;
    }

    const SIZES = [
      [5, 5, 0, 1],
      [6, 5, 3, 0],
      [5, 4, 1, 0],
      [9, 1, 1, 1],
      [5, 5, 5, 2],
      [4, 4, 4, 4],
    ];
    for (const sizes of SIZES) {
      it(`no difference of what is shown tells of fewer than five: groups of ${sizes.join(', ')}`, async () => {
        w.mentees = [];
        for (const [i, n] of sizes.entries()) await w.addMentees(n, { groupName: GROUPS[i] ?? '' });
        // Two belong to no group at all.
        await w.addMentees(2);
        const { waveId } = await w.wave({ anonymous: true, breakdown: 'group' });
        for (const [i, one] of w.mentees.entries()) {
          // Questions that some only answer cut the parts again.
          const words = i % 3 === 0 ? { words: `Слова ${i}` } : {};
          const met = i % 2 === 0 ? { met: true, where: `Место ${i}` } : { met: false };
          await w.save(one, waveId, { ...met, comfort: (i % 10) + 1, ...words });
        }
        await w.setState(waveId, 'closed');
        for (const [code, of] of await allViews(waveId))
          expect(isolated(of), `${code}: ${JSON.stringify([...of])}`).to.deep.equal([]);
      });
    }

    it('repeated looks while answers arrive show nothing, and after the closing always the same', async () => {
      w.mentees = [];
      await w.addMentees(6, { groupName: 'А' });
      await w.addMentees(6, { groupName: 'Б' });
      const { waveId } = await w.wave({ anonymous: true, breakdown: 'group' });
      const look = async (person = w.coordinator, group?: string) => {
        const answer = await w
          .as(person)
          .getWaveResults({ ...at(waveId), ...(group ? { group } : {}) });
        return JSON.stringify({ shown: answer.shown, questions: answer.questions });
      };
      const texts = async () =>
        (await w.boss.listTextAnswers({ ...at(waveId), question: 'words' })).total;
      const nothing = JSON.stringify({ shown: 'not_closed', questions: [] });
      for (const [i, one] of w.mentees.entries()) {
        await w.save(one, waveId, { met: false, comfort: (i % 10) + 1, words: `Слова ${i}` });
        for (const group of [undefined, 'А', 'Б'])
          expect(await look(w.coordinator, group)).to.equal(nothing);
        expect(await texts()).to.equal(0);
      }
      // Of whoever has answered, the part is not told by how many have.
      const open = await w.boss.getWaveResults({ ...at(waveId), group: 'А' });
      expect(open.answered).to.equal(0);
      await w.setState(waveId, 'closed');
      const first = [await look(), await look(w.coordinator, 'А')];
      const late = await rejection(
        w.save(w.mentee(0), waveId, { met: false, comfort: 1 }, { version: 1 }),
      );
      expect(late.code).to.equal('conflict');
      await w.db('members').where('person_id', w.mentee(0).personId).update({ group_name: 'Б' });
      const { programmeId } = w;
      await w.boss.createQuestionnaire({ programmeId, templateCode: 'group_meeting_mentee' });
      w.service.clock.advance(40 * 86_400_000);
      expect([await look(), await look(w.coordinator, 'А')]).to.deep.equal(first);
      const head = await w.person({ roles: ['head'] });
      expect([await look(head), await look(head, 'А')]).to.deep.equal(first);
    });

    /** Enters sheets of paper of an anonymous wave, as the coordinator types them off. */
    async function onPaper(waveId: string, all: readonly Answers[], part: string | null = null) {
      await w.boss.makeSheets({ ...at(waveId), blank: all.length, ...(part ? { part } : {}) });
      const { rows } = await w.boss.listSheets({ ...at(waveId), state: 'printed', pageSize: 1000 });
      for (const [i, answers] of all.entries())
        await w.boss.enterSheet({ ...at(waveId), code: rows[i]?.code ?? '', answers });
    }
    const invented = (n: number): Answers[] =>
      Array.from({ length: n }, () => ({ met: false, comfort: 1, words: 'Выдумка' }));

    it('sheets that somebody invents do not uncover the few who answered themselves', async () => {
      const { waveId } = await w.wave({ anonymous: true });
      await w.save(w.mentee(0), waveId, { met: true, where: 'Тут', comfort: 9, words: 'Тайна' });
      await onPaper(waveId, invented(4));
      await w.setState(waveId, 'closed');
      const results = await w.boss.getWaveResults(at(waveId));
      expect(results).to.include({ shown: 'too_few', answered: 5 });
      expect(results.questions).to.deep.equal([]);
      const texts = await w.boss.listTextAnswers({ ...at(waveId), question: 'words' });
      expect(texts.rows).to.deep.equal([]);
    });

    it('with enough sheets of paper, those few are left out of figures and texts', async () => {
      const { waveId } = await w.wave({ anonymous: true });
      for (const one of w.mentees)
        await w.save(one, waveId, { met: true, where: 'Тут', comfort: 9, words: 'Тайна' });
      await onPaper(waveId, invented(6));
      await w.setState(waveId, 'closed');
      const { shown, answered, questions } = await w.boss.getWaveResults(at(waveId));
      expect([shown, answered]).to.deep.equal(['yes', 9]);
      const comfort = questions.find(({ code }) => code === 'comfort');
      expect(comfort).to.deep.include({ n: 6, mean: 1, paperOnly: true });
      expect(questions.find(({ code }) => code === 'where')?.n).to.equal(null);
      const texts = await w.boss.listTextAnswers({ ...at(waveId), question: 'words' });
      expect(texts.total).to.equal(6);
      expect(new Set(texts.rows)).to.deep.equal(new Set(['Выдумка']));
    });

    it('five and more of them stand beside the sheets, few sheets beside them', async () => {
      await w.addMentees(3);
      const { waveId } = await w.wave({ anonymous: true });
      for (const one of w.mentees) await w.save(one, waveId, { met: false, comfort: 9 });
      await onPaper(waveId, invented(2));
      await w.setState(waveId, 'closed');
      const { questions } = await w.boss.getWaveResults(at(waveId));
      const comfort = questions.find(({ code }) => code === 'comfort');
      expect(comfort).to.deep.include({ n: 8, mean: 7, paperOnly: false });
      // Two sheets alone have words: they are too few.
      expect(questions.find(({ code }) => code === 'words')?.n).to.equal(null);
    });

    it('a part filled up with sheets shows nothing of the few in it, nor by the difference', async () => {
      w.mentees = [];
      await w.addMentees(7, { groupName: 'А' });
      await w.addMentees(2, { groupName: 'Б' });
      const { waveId } = await w.wave({ anonymous: true, breakdown: 'group' });
      for (const one of w.mentees) await w.save(one, waveId, { met: false, comfort: 9 });
      await onPaper(waveId, invented(8), 'Б');
      await w.setState(waveId, 'closed');
      const nOf = async (group?: string) => {
        const answer = await w.boss.getWaveResults({ ...at(waveId), ...(group ? { group } : {}) });
        return answer.questions.find(({ code }) => code === 'comfort')?.n ?? null;
      };
      expect(await nOf()).to.equal(17);
      // Of Б two answered themselves; of А alone the difference would tell them.
      expect([await nOf('А'), await nOf('Б')]).to.deep.equal([null, null]);
    });

    it('who has begun an anonymous questionnaire is told on no card', async () => {
      const service = withService(w.db, [programmeHandlers, standingHandlers], w.service.clock);
      const { personId } = w.mentee(0);
      const { waveId } = await w.wave({ anonymous: true, title: 'Тайно' });
      const named = await w.wave({ title: 'Открыто' });
      const cards = async () => {
        const of = { programmeId: w.programmeId, personId };
        const { rows } = await service.as(w.coordinator.actor()).listSurveysOfPerson(of);
        return rows.map(({ title, answerState }) => `${title} ${answerState}`).sort();
      };
      for (const one of [waveId, named.waveId])
        await w.save(w.mentee(0), one, { met: true }, { final: false });
      expect(await cards()).to.deep.equal(['Открыто draft']);
      await w.save(w.mentee(0), waveId, { met: false, comfort: 3 }, { version: 1 });
      expect(await cards()).to.deep.equal(['Открыто draft', 'Тайно submitted']);
    });

    describe('of two anonymous waves of one questionnaire', () => {
      let questionnaireId: string;
      beforeEach(async () => {
        w.mentees = [];
        await w.addMentees(6, { groupName: 'А' });
        await w.addMentees(2, { groupName: 'Б' });
        ({ questionnaireId } = await w.questionnaire());
      });
      const ask = (groups: string[], anonymous = true) =>
        w.wave({ anonymous, groups }, questionnaireId);
      const draft = (groups: string[], anonymous = true) =>
        w.boss.createWave({
          programmeId: w.programmeId,
          questionnaireId,
          ...NOVEMBER,
          anonymous,
          groups,
        });
      const closeTo = async (waveId: string) => {
        const { close } = await w.boss.countAudience({ ...at(waveId), role: 'mentee' });
        return close.map(({ title, differ }) => [title, differ]);
      };
      const answerAs = async (waveId: string, count: number) => {
        for (const one of w.mentees.slice(0, count))
          await w.save(one, waveId, { met: false, comfort: 5 });
      };

      it('none is opened while the other asks some of the same people', async () => {
        await ask(['А']);
        const again = await rejection(ask(['А', 'Б']));
        expect(problemsOf(again)).to.deep.equal([': wave.askedTwice']);
        // Other people, or with names: nothing can be told by a difference.
        const others = await ask(['Б']);
        await ask(['А'], false);
        const change = { ...at(others.waveId), ...NOVEMBER, anonymous: true };
        const { version } = await w.boss.getWave(at(others.waveId));
        const wider = await rejection(w.boss.updateWave({ ...change, groups: null, version }));
        expect(problemsOf(wider)).to.deep.equal([': wave.askedTwice']);
        const later = { ...change, groups: ['Б'], endsOn: '2026-12-05', version };
        expect((await w.boss.updateWave(later)).endsOn).to.equal('2026-12-05');
      });

      it('nor are two opened at once', async () => {
        const drafts = [await draft(['А']), await draft(['А', 'Б'])];
        const opened = await Promise.allSettled(
          drafts.map(({ waveId, version }) =>
            w.boss.setWaveState({ ...at(waveId), state: 'open', version }),
          ),
        );
        const states = opened.map(({ status }) => status).sort();
        expect(states).to.deep.equal(['fulfilled', 'rejected']);
      });

      it('nor one that asks who has answered the other and left its group', async () => {
        const { waveId } = await ask(['А']);
        await answerAs(waveId, 1);
        await w.db('members').where('person_id', w.mentee(0).personId).update({ group_name: 'Б' });
        const moved = await rejection(ask(['Б']));
        expect(problemsOf(moved)).to.deep.equal([': wave.askedTwice']);
      });

      it('the draft of the second says of how few the results of both would tell', async () => {
        const first = await ask(['А']);
        await answerAs(first.waveId, 6);
        await w.setState(first.waveId, 'closed');
        expect(await closeTo((await draft(['А'])).waveId)).to.deep.equal([]);
        expect(await closeTo((await draft(['А', 'Б'])).waveId)).to.deep.equal([['Анкета', 2]]);
        // Two of the six are no longer asked: what has gone would be theirs.
        await w
          .db('members')
          .whereIn('person_id', [w.mentee(0).personId, w.mentee(1).personId])
          .update({ group_name: 'Б' });
        const fewer = await draft(['А']);
        expect(await closeTo(fewer.waveId)).to.deep.equal([['Анкета', 2]]);
        expect(await closeTo((await draft(['А'], false)).waveId)).to.deep.equal([]);
        expect(await closeTo((await draft(['В'])).waveId)).to.deep.equal([]);
        expect((await w.setState(fewer.waveId, 'open')).state).to.equal('open');
      });
    });

    it('the texts of an anonymous wave stand in an order that links no two answers of one person', async () => {
      const questions = ['first', 'second'].map((code) => ({
        code,
        type: 'text' as const,
        text: { ru: 'Что скажете?' },
      }));
      const { questionnaireId } = await w.questionnaire(questions);
      await w.addMentees(5);
      const { waveId } = await w.wave({ anonymous: true }, questionnaireId);
      // The order of one question is that of the other turned round.
      for (const [i, one] of w.mentees.entries())
        await w.save(one, waveId, { first: `а${i}`, second: `а${9 - i}` });
      await w.setState(waveId, 'closed');
      const rows = async (question: string) =>
        (await w.boss.listTextAnswers({ ...at(waveId), question })).rows;
      expect(await rows('first')).to.deep.equal([...(await rows('first'))].sort());
      expect(await rows('second')).to.deep.equal([...(await rows('second'))].sort());
    });
  });
});
