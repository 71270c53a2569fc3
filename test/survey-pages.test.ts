import { expect } from 'chai';
import { type Stack, startStack } from './support/stack.js';
import { baseOf, fieldValue, newSurfer, type Seen, type Surfer } from './support/surfer.js';
import { answerWave, shortAnswers } from './support/survey-people.js';
import { readSheet } from './support/xlsx-reader.js';

const OVERVIEW = 'Обзор программы';
const HOME = 'Моё наставничество';
const DAY_MS = 86_400_000;
const day = (n: number) => new Date(Date.now() + n * DAY_MS).toISOString().slice(0, 10);

type Fields = Record<string, string> | [string, string][];

/** Somebody of the demo college at the pages of the surveys. */
interface Reader {
  get(path: string): Promise<Seen>;
  /** Sends a form of `from` with these fields and the version that it shows. */
  send(from: string, path: string, fields: Fields): Promise<Seen>;
  sheet(path: string): Promise<string[][]>;
}

async function readerOf(stack: Stack, key: string, activity: string): Promise<Reader> {
  const surfer: Surfer = newSurfer(stack.lms.url);
  const base = baseOf(await surfer.launch(key, activity));
  const get = (path: string) => surfer.get(`${base}${path}`);
  return {
    get,
    async send(from, path, fields) {
      const { body } = await get(from);
      const pairs = Array.isArray(fields) ? fields : Object.entries(fields);
      const given = new Set(pairs.map(([name]) => name));
      const own = ['_csrf', 'version', 'idempotencyKey']
        .filter((name) => !given.has(name))
        .map((name): [string, string] => [name, fieldValue(body, name)]);
      return surfer.post(`${base}${path}`, [...own, ...pairs]);
    },
    async sheet(path) {
      const cookie = [...surfer.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const answer = await fetch(`${base}${path}`, { headers: { cookie } });
      expect(answer.status, path).to.equal(200);
      return readSheet(Buffer.from(await answer.arrayBuffer()));
    },
  };
}

const pathOf = ({ url }: Seen): string => url.split('/').slice(5).join('/').split('#')[0] ?? '';
const titleOf = ({ body }: Seen): string => /<h1>([^<]*)<\/h1>/.exec(body)?.[1] ?? '';

const SCALE = { text: 'Насколько комфортно?', type: 'scale', min: '1', max: '10', required: 'yes' };

describe('the pages of surveys', function surveyPages() {
  this.timeout(60_000);
  let stack: Stack;
  let boss: Reader;
  before(async () => {
    stack = await startStack({ seed: true });
    boss = await readerOf(stack, 'coordinator', OVERVIEW);
  });
  after(() => stack.close());

  /** An empty questionnaire of its own; its address. */
  async function makeEmpty(title: string): Promise<string> {
    const made = await boss.send('questionnaires/new', 'questionnaires/new', {
      title,
      role: 'mentee',
      stage: 'interim',
    });
    return pathOf(made);
  }

  async function add(quest: string, fields: Fields): Promise<Seen> {
    return boss.send(`${quest}/new-question`, `${quest}/new-question`, fields);
  }

  /** A questionnaire of a scale and a text. */
  async function makeShort(title: string): Promise<string> {
    const quest = await makeEmpty(title);
    await add(quest, { ...SCALE, code: 'comfort' });
    await add(quest, { text: 'Что ценно?', type: 'text', code: 'words' });
    return quest;
  }

  async function makeWave(quest: string, more: Fields = []): Promise<string> {
    const fields: [string, string][] = [
      ['questionnaireId', quest.split('/')[1] ?? ''],
      ['startsOn', day(0)],
      ['endsOn', day(14)],
      ...(Array.isArray(more) ? more : Object.entries(more)),
    ];
    return pathOf(await boss.send('surveys/new', 'surveys/new', fields));
  }

  const setState = (wave: string, state: string) => boss.send(wave, `${wave}/state`, { state });

  it('a questionnaire is begun empty, and asked only once it has a question', async () => {
    const quest = await makeEmpty('Пустая');
    expect((await boss.get(quest)).body).to.contain('Вопросов пока нет');
    const refused = await boss.send('surveys/new', 'surveys/new', {
      questionnaireId: quest.split('/')[1] ?? '',
      startsOn: day(0),
      endsOn: day(3),
    });
    expect(refused.status).to.equal(422);
    expect(refused.body)
      .to.contain('href="#field-questionnaireId"')
      .and.contain('ни одного вопроса');
    expect(fieldValue(refused.body, 'endsOn')).to.equal(day(3));
    const added = await add(quest, SCALE);
    expect(pathOf(added)).to.equal(quest);
    expect(added.body).to.contain('Насколько комфортно?').and.contain('шкала 1–10');
  });

  it('what is wrong with a question is said at its field, and nothing typed is lost', async () => {
    const quest = await makeShort('С ошибками');
    const cases: [fields: Fields, field: string, words: string][] = [
      [{ ...SCALE, code: 'comfort' }, 'code', 'Такой код уже есть'],
      [{ ...SCALE, code: 'Не код' }, 'code', 'латинские'],
      [{ ...SCALE, text: '' }, 'text', 'Напишите вопрос'],
      [{ ...SCALE, max: '200' }, 'max', 'Шкала'],
      [{ ...SCALE, max: 'x' }, 'max', ''],
      [{ ...SCALE, type: 'number', least: '5', greatest: '2' }, 'greatest', 'Наименьшее'],
      [{ text: 'Где?', type: 'one_of', optionText: 'Дома' }, 'options', 'два варианта'],
      [{ text: 'Кто?', type: 'ranking', places: '3' }, 'people', 'среди кого'],
      [{ ...SCALE, type: 'ranking', people: 'mentor', places: '99' }, 'places', 'не больше 20'],
      [{ ...SCALE, 'shownIf.question': 'comfort' }, 'shownIf.is', 'Выберите ответы'],
      [{ ...SCALE, 'shownIf.question': 'nothing' }, 'shownIf.question', 'в анкете нет'],
      [{ ...SCALE, pair: 'Пара' }, 'pair', 'латинские'],
    ];
    for (const [fields, field, words] of cases) {
      const answer = await add(quest, { ...fields, help: 'Набранное пояснение' });
      expect(answer.status, field).to.equal(422);
      expect(answer.body, field).to.contain(`href="#field-${field}"`).and.contain(words);
      expect(answer.body).to.contain('Набранное пояснение');
    }
    expect((await boss.get(quest)).body).to.contain('2 вопроса, версия 1');
  });

  it('a condition on a later question is refused, also when it comes by moving', async () => {
    const quest = await makeShort('Условия');
    const hanging = await add(quest, [
      ...Object.entries({ text: 'Почему?', type: 'text', code: 'why' }),
      ['shownIf.question', 'comfort'],
      ['shownIf.is', '1'],
      ['shownIf.is', '2'],
    ]);
    expect(hanging.body).to.contain('показывается, если «Насколько комфортно?» – 1 или 2');
    const path = `${quest}/questions/comfort`;
    const later = await boss.send(path, path, [
      ...Object.entries({ ...SCALE, code: 'comfort' }),
      ['shownIf.question', 'why'],
    ]);
    expect(later.body).to.contain('только от вопроса выше');
    expect(
      (await boss.send(quest, `${quest}/order`, { move: 'question:words:up' })).status,
    ).to.equal(200);
    await boss.send(quest, `${quest}/order`, { move: 'question:why:up' });
    const refused = await boss.send(quest, `${quest}/order`, { move: 'question:why:up' });
    expect(refused.status).to.equal(422);
    expect(refused.body).to.contain('Вопрос «Почему?»').and.contain('только от вопроса выше');
    const removed = await boss.send(`${path}/remove`, `${path}/remove`, {});
    expect(removed.status).to.equal(422);
    expect(removed.body).to.contain('Вопрос «Почему?»').and.contain('в анкете нет');
  });

  it('without script: more rows and the answers of a condition come with all that was typed', async () => {
    const quest = await makeShort('Без скриптов');
    const answer = await add(quest, [
      ['text', 'Где лучше?'],
      ['type', 'one_of'],
      ['optionText', 'Дома'],
      ['optionText', 'В колледже'],
      ['shownIf.question', 'comfort'],
      ['reshape', 'answers'],
    ]);
    expect(answer.status).to.equal(200);
    expect(answer.body).to.contain('Где лучше?').and.contain('value="В колледже"');
    expect(answer.body.match(/name="shownIf.is"/g)).to.have.length(10);
  });

  it('two coordinators at once: the second sees both, and can still save theirs', async () => {
    const quest = await makeShort('Вдвоём');
    const path = `${quest}/questions/comfort`;
    const version = fieldValue((await boss.get(path)).body, 'version');
    await boss.send(path, path, { ...SCALE, code: 'comfort', text: 'Первая правка' });
    const late = { ...SCALE, code: 'comfort', text: 'Вторая правка' };
    const second = await boss.send(path, path, { ...late, version });
    expect(second.status).to.equal(409);
    expect(second.body).to.contain('Первая правка').and.contain('Вторая правка');
    const mine = await boss.send(path, path, late);
    expect(mine.body).to.contain('Вторая правка');
  });

  it('names and words with markup stay text, on every page and in the file', async () => {
    const evil = '<script>alert(1)</script>';
    const quest = await makeEmpty(`Анкета ${evil}`);
    await add(quest, { ...SCALE, code: 'comfort', text: `=1+1 ${evil}` });
    await add(quest, { text: 'Что?', type: 'text', code: 'words', help: evil });
    const wave = await makeWave(quest, { anonymous: 'no' });
    await setState(wave, 'open');
    const waveId = wave.split('/')[1] ?? '';
    await answerWave(stack, waveId, 6, (i) => ({ comfort: i + 1, words: `@${evil}` }));
    for (const path of [
      'surveys',
      'questionnaires',
      quest,
      `${quest}/preview`,
      `${quest}/questions/comfort`,
      wave,
      `${wave}/results`,
      `${wave}/results/words`,
      `${wave}/reminder`,
      `${wave}/edit`,
    ]) {
      const { status, body } = await boss.get(path);
      expect(status, path).to.equal(200);
      expect(body, path).not.to.contain('<script>alert');
      expect(body, path).not.to.match(/>\s*(ref|nav|errors|waves|results|quest|answers)\.[a-z]/);
      expect(body, path).not.to.contain('undefined');
    }
    const figures = await boss.sheet(`${wave}/results.xlsx`);
    expect(figures[1]?.[1]).to.equal(`'=1+1 ${evil}`);
    const rows = await boss.sheet(`${wave}/answers.xlsx`);
    expect(rows).to.have.length(7);
    expect(rows[0]?.slice(3)).to.deep.equal([`1. =1+1 ${evil}`, '2. Что?']);
    expect(rows[1]?.[4]).to.equal(`'@${evil}`);
  });

  it('a named wave: who has answered, one person’s answers, and that it was read', async () => {
    const wave = await makeWave(await makeShort('С именами'), { anonymous: 'no' });
    expect((await boss.get(wave)).body).to.contain('Черновик');
    await setState(wave, 'open');
    const waveId = wave.split('/')[1] ?? '';
    const [first] = await answerWave(stack, waveId, 3, shortAnswers);
    const done = await boss.get(`${wave}?who=submitted`);
    expect(done.body).to.contain(`${wave}/people/${first}`);
    const { body } = await boss.get(`${wave}/people/${first}`);
    expect(body).to.contain('Слова номер 0').and.contain('1. Насколько комфортно?');
    expect((await boss.get('journal')).body).to.contain('Прочитаны ответы человека');
    const missing = await boss.sheet(`${wave}/people.xlsx`);
    expect(missing.length).to.be.greaterThan(3);
    const { body: reminder } = await boss.get(`${wave}/reminder`);
    expect(reminder).to.contain(missing[1]?.[0]).and.contain('С именами');
    const closed = await setState(wave, 'closed');
    expect(closed.body).to.contain('Волна закрыта.').and.contain('Открыть снова');
  });

  it('an anonymous wave: nothing before it is closed, nothing of fewer than five, in page and file', async () => {
    const quest = await makeShort('Тайно');
    const wave = await makeWave(quest, { anonymous: 'yes', breakdown: 'group' });
    await setState(wave, 'open');
    const waveId = wave.split('/')[1] ?? '';
    const people = await answerWave(stack, waveId, 7, (i) =>
      i < 4 ? shortAnswers(i) : { comfort: 10 },
    );
    const open = await boss.get(`${wave}/results`);
    expect(open.body).to.contain('итоги появятся, когда она закроется');
    expect(open.body).not.to.contain('data-chart').and.not.contain('results.xlsx');
    expect(await boss.sheet(`${wave}/results.xlsx`)).to.have.length(1);
    const closed = await setState(wave, 'closed');
    expect(closed.body).not.to.contain('Открыть снова').and.not.contain('answers.xlsx');
    const results = await boss.get(`${wave}/results`);
    expect(results.body).to.contain('data-chart').and.contain('Скрыто: меньше пяти ответов');
    expect(results.body).not.to.contain('Слова номер').and.not.contain(`${wave}/results/words`);
    expect(results.body).to.contain('name="group"').and.not.contain('name="form"');
    expect((await boss.get(`${wave}/results/words`)).body).not.to.contain('Слова номер');
    const rows = await boss.sheet(`${wave}/results.xlsx`);
    expect(rows.at(-1)).to.include('Скрыто: меньше пяти ответов.');
    expect(rows.flat().join(' ')).not.to.contain('Слова');
    // By a part: every group of the demo has fewer than five of these seven, or leaves fewer than five.
    const groups = [...results.body.matchAll(/<option value="([^"]+)"/g)].map((m) => m[1] ?? '');
    expect(groups.length).to.be.greaterThan(1);
    const parts = await stack.tool.db('survey_responses').where('wave_id', waveId).select('part');
    for (const group of groups) {
      const n = parts.filter(({ part }) => part === group).length;
      const { body } = await boss.get(`${wave}/results?group=${encodeURIComponent(group)}`);
      if (n < 5) expect(body, group).not.to.contain('data-chart');
      const file = await boss.sheet(`${wave}/results.xlsx?group=${encodeURIComponent(group)}`);
      for (const row of file.slice(1)) if (n < 5) expect(row[3] ?? '', group).to.equal('');
    }
    for (const path of [`${wave}/people/${people[0]}`, `${wave}/answers.xlsx`])
      expect((await boss.get(path)).status, path).to.equal(409);
    expect((await boss.get(`${wave}/results?form=student_student`)).status).to.equal(400);
  });

  it('are not for mentors and mentees', async () => {
    const quest = await makeShort('Чужая');
    const wave = await makeWave(quest);
    for (const key of ['mentor1', 'mentee1']) {
      const reader = await readerOf(stack, key, HOME);
      for (const path of [
        'surveys',
        'surveys/new',
        wave,
        `${wave}/results`,
        `${wave}/answers.xlsx`,
        'questionnaires',
        quest,
        `${quest}/questions/comfort`,
      ])
        expect((await reader.get(path)).status, `${key} ${path}`).to.be.oneOf([403, 404]);
    }
  });

  it('an id that is none is a page that does not exist', async () => {
    const nobody = '01980009-0000-7000-8000-00000000abcd';
    for (const path of ['surveys/x', `surveys/${nobody}`, `questionnaires/${nobody}`])
      expect((await boss.get(path)).status, path).to.equal(404);
    const quest = await makeShort('Без вопроса');
    expect((await boss.get(`${quest}/questions/nothing`)).status).to.equal(404);
    expect(titleOf(await boss.get(quest))).to.equal('Без вопроса');
  });
});
