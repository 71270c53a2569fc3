import { expect } from 'chai';
import { statementsOf } from '../lti-tool/test/support/databases.js';
import { DATABASE_KINDS } from './support/databases.js';
import { type Stack, startStack } from './support/stack.js';
import { baseOf, fieldValue, newSurfer, type Seen, type Surfer } from './support/surfer.js';
import { coordinatorOf, openWave } from './support/survey-waves.js';

const HOME = 'Моё наставничество';

for (const database of DATABASE_KINDS) {
  describe(`the pages of a questionnaire, on ${database}`, function pages() {
    this.timeout(120_000);
    let stack: Stack;
    let mentee: Surfer;
    let base = '';

    before(async () => {
      stack = await startStack({ database, seed: true });
      await stack.tool.scheduler.stop();
      mentee = newSurfer(stack.lms.url);
      base = baseOf(await mentee.launch('mentee1', HOME));
    });
    after(() => stack.close());

    const open = (path: string): Promise<Seen> => mentee.get(`${base}${path}`);
    /** Posts a step as its page would, with these answers. */
    async function post(path: string, fields: [string, string][], from?: Seen): Promise<Seen> {
      const page = from ?? (await open(path));
      const hidden = ['_csrf', '_draft', 'version'].map((name): [string, string] => [
        name,
        fieldValue(page.body, name),
      ]);
      return mentee.post(`${base}${path}`, [...hidden, ...fields]);
    }
    const rows = (waveId: string) => stack.tool.db('survey_responses').where('wave_id', waveId);

    it('sent twice is saved once', async () => {
      const waveId = await openWave(stack);
      const path = `my-surveys/${waveId}/1`;
      const page = await open(path);
      const fields: [string, string][] = [
        ['seen', 'comfort'],
        ['answers.comfort', '7'],
        ['go', 'next'],
      ];
      const [a, b] = await Promise.all([post(path, fields, page), post(path, fields, page)]);
      expect([a.status, b.status]).to.deep.equal([200, 200]);
      expect(await rows(waveId)).to.have.length(1);
      const other = await post(
        path,
        [
          ['seen', 'comfort'],
          ['answers.comfort', '8'],
        ],
        page,
      );
      expect(other.status).to.equal(409);
      expect(other.body).to.contain('Насколько комфортным');
    });

    it('an answer to no question, and one of a megabyte, are told of, and nothing of them is kept', async () => {
      const waveId = await openWave(stack);
      const unknown = await post(`my-surveys/${waveId}/1`, [['answers.zzz', 'x']]);
      expect(unknown.status).to.equal(422);
      expect(unknown.body).to.contain('Такого вопроса в анкете нет');
      const long = await post(`my-surveys/${waveId}/2`, [
        ['seen', 'words'],
        ['answers.words', 'x'.repeat(1_000_000)],
        ['go', 'finish'],
      ]);
      expect(long.status).to.equal(422);
      expect(long.body).to.contain('Слишком длинно').and.contain('xxxx');
      expect(await rows(waveId)).to.have.length(0);
    });

    it('a wave that closes meanwhile keeps what was typed in the form, and says so', async () => {
      const waveId = await openWave(stack);
      const { api, programmeId } = await coordinatorOf(stack);
      const page = await open(`my-surveys/${waveId}/2`);
      const { version } = await api.getWave({ programmeId, waveId });
      await api.setWaveState({ programmeId, waveId, state: 'closed', version });
      const typed: [string, string][] = [
        ['seen', 'words'],
        ['answers.words', 'Всё ценно'],
      ];
      const late = await post(`my-surveys/${waveId}/2`, typed, page);
      expect(late.status).to.equal(422);
      expect(late.body).to.contain('Анкета закрыта').and.contain('Всё ценно');
      expect((await open(`my-surveys/${waveId}`)).body).to.contain('ответить на неё больше нельзя');
    });

    it('one of a session that ended waits in the form of the next one', async () => {
      const waveId = await openWave(stack);
      const path = `my-surveys/${waveId}/2`;
      const other = newSurfer(stack.lms.url);
      const old = baseOf(await other.launch('mentee6', HOME));
      const page = await other.get(`${old}${path}`);
      await stack.tool
        .db('lti_sessions')
        .where('sid', old.split('/').at(-2))
        .update({ last_seen_at: 0 });
      const fields = Object.fromEntries(
        ['_csrf', '_draft', 'version'].map((name) => [name, fieldValue(page.body, name)]),
      );
      const answer = { seen: 'words', 'answers.words': 'Не потеряйте это' };
      const ended = await other.post(`${old}${path}/save`, { ...fields, ...answer });
      expect(ended.status).to.equal(401);
      const fresh = baseOf(await other.launch('mentee6', HOME));
      expect((await other.get(`${fresh}${path}`)).body).to.contain('Не потеряйте это');
    });

    it('a link of the course to it: its questions, kind words, or the wave', async () => {
      const waveId = await openWave(stack, {}, { role: 'mentor' });
      expect((await open(`my-surveys/${waveId}`)).body).to.contain('Эта анкета не для Вас');
      const mentor = newSurfer(stack.lms.url);
      const own = baseOf(await mentor.launch('mentor1', HOME));
      expect((await mentor.get(`${own}my-surveys/${waveId}`)).url).to.match(
        /\/my-surveys\/[^/]+\/1$/,
      );
      const coordinator = newSurfer(stack.lms.url);
      const staff = baseOf(await coordinator.launch('coordinator', HOME));
      const seen = await coordinator.get(`${staff}my-surveys/${waveId}`);
      expect(seen.url).to.equal(`${staff}surveys/${waveId}`);
    });

    it('cost as many statements with many waves as with one', async () => {
      // Statements of the same moment are gathered: the fewest of three requests, whatever the pace.
      const cost = async (path: string) => {
        const counts: number[] = [];
        for (let i = 0; i < 3; i += 1) {
          // A change, so that nothing is remembered.
          await stack.tool.db('programmes').increment('revision', 1);
          counts.push((await statementsOf(stack.tool.db, () => open(path))).length);
        }
        return Math.min(...counts);
      };
      const pages = ['my', 'my-surveys'];
      await open('my');
      const few = [];
      for (const page of pages) few.push(await cost(page));
      for (let i = 0; i < 10; i += 1) await openWave(stack, { title: `Ещё одна ${i}` });
      const many = [];
      for (const page of pages) many.push(await cost(page));
      expect(many).to.deep.equal(few);
      await open('my-surveys');
      const again = await statementsOf(stack.tool.db, () => open('my-surveys'));
      expect(again.length, again.join('\n')).to.be.at.most(2);
    });
  });
}
