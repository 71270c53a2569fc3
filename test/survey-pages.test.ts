import { expect } from 'chai';
import { fieldValue, type Seen } from './support/surfer.js';
import { day, type Fields, pathOf, readerOf, SCALE, surveyDesk } from './support/survey-desk.js';
import { answerWave, firstMentees, shortAnswers } from './support/survey-people.js';

const HOME = 'Моё наставничество';
const titleOf = ({ body }: Seen): string => /<h1>([^<]*)<\/h1>/.exec(body)?.[1] ?? '';

describe('the pages of surveys', function surveyPages() {
  this.timeout(60_000);
  const desk = surveyDesk();

  it('a questionnaire is begun empty, and asked only once it has a question', async () => {
    const quest = await desk.makeEmpty('Пустая');
    expect((await desk.boss.get(quest)).body).to.contain('Вопросов пока нет');
    const refused = await desk.boss.send('surveys/new', 'surveys/new', {
      questionnaireId: quest.split('/')[1] ?? '',
      startsOn: day(0),
      endsOn: day(3),
    });
    expect(refused.status).to.equal(422);
    expect(refused.body)
      .to.contain('href="#field-questionnaireId"')
      .and.contain('ни одного вопроса');
    expect(fieldValue(refused.body, 'endsOn')).to.equal(day(3));
    const added = await desk.add(quest, SCALE);
    expect(pathOf(added)).to.equal(quest);
    expect(added.body).to.contain('Насколько комфортно?').and.contain('шкала 1–10');
  });

  it('what is wrong with a question is said at its field, and nothing typed is lost', async () => {
    const quest = await desk.makeShort('С ошибками');
    const cases: [fields: Fields, field: string, words: string][] = [
      [{ ...SCALE, code: 'comfort' }, 'code', 'Такой код уже есть'],
      [{ ...SCALE, code: 'Не код' }, 'code', 'латинские'],
      [{ ...SCALE, text: '' }, 'text', 'Напишите вопрос'],
      [{ ...SCALE, max: '200' }, 'max', 'Шкала'],
      [{ ...SCALE, max: 'x' }, 'max', ''],
      [{ ...SCALE, type: 'number', least: '5', greatest: '2' }, 'greatest', 'Наименьшее'],
      [{ text: 'Где?', type: 'one_of', optionText: 'Дома' }, 'options', 'два варианта'],
      [
        [
          ['text', 'Что?'],
          ['type', 'one_of'],
          ['optionText', 'Учёба'],
          ['optionText', ''],
          ['optionText', ' УЧЕБА'],
        ],
        'options.1.text',
        'читается так же, как вариант 1',
      ],
      [{ text: 'Кто?', type: 'ranking', places: '3' }, 'people', 'среди кого'],
      [{ ...SCALE, type: 'ranking', people: 'mentor', places: '99' }, 'places', 'не больше 20'],
      [{ ...SCALE, 'shownIf.question': 'comfort' }, 'shownIf.is', 'Выберите ответы'],
      [{ ...SCALE, 'shownIf.question': 'nothing' }, 'shownIf.question', 'в анкете нет'],
      [{ ...SCALE, pair: 'Пара' }, 'pair', 'латинские'],
    ];
    for (const [fields, field, words] of cases) {
      const all = Array.isArray(fields) ? fields : Object.entries(fields);
      const answer = await desk.add(quest, [...all, ['help', 'Набранное пояснение']]);
      expect(answer.status, field).to.equal(422);
      expect(answer.body, field).to.contain(`href="#field-${field}"`).and.contain(words);
      expect(answer.body).to.contain('Набранное пояснение');
    }
    expect((await desk.boss.get(quest)).body).to.contain('2 вопроса, версия 1');
  });

  it('a condition on a later question is refused, also when it comes by moving', async () => {
    const quest = await desk.makeShort('Условия');
    const hanging = await desk.add(quest, [
      ...Object.entries({ text: 'Почему?', type: 'text', code: 'why' }),
      ['shownIf.question', 'comfort'],
      ['shownIf.is', '1'],
      ['shownIf.is', '2'],
    ]);
    expect(hanging.body).to.contain('показывается, если «Насколько комфортно?» – 1 или 2');
    const path = `${quest}/questions/comfort`;
    const later = await desk.boss.send(path, path, [
      ...Object.entries({ ...SCALE, code: 'comfort' }),
      ['shownIf.question', 'why'],
    ]);
    expect(later.body).to.contain('только от вопроса выше');
    expect(
      (await desk.boss.send(quest, `${quest}/order`, { move: 'question:words:up' })).status,
    ).to.equal(200);
    await desk.boss.send(quest, `${quest}/order`, { move: 'question:why:up' });
    const refused = await desk.boss.send(quest, `${quest}/order`, { move: 'question:why:up' });
    expect(refused.status).to.equal(422);
    expect(refused.body).to.contain('Вопрос «Почему?»').and.contain('только от вопроса выше');
    const removed = await desk.boss.send(`${path}/remove`, `${path}/remove`, {});
    expect(removed.status).to.equal(422);
    expect(removed.body).to.contain('Вопрос «Почему?»').and.contain('в анкете нет');
  });

  it('without script: more rows and the answers of a condition come with all that was typed', async () => {
    const quest = await desk.makeShort('Без скриптов');
    const answer = await desk.add(quest, [
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
    const quest = await desk.makeShort('Вдвоём');
    const path = `${quest}/questions/comfort`;
    const version = fieldValue((await desk.boss.get(path)).body, 'version');
    await desk.boss.send(path, path, { ...SCALE, code: 'comfort', text: 'Первая правка' });
    const late = { ...SCALE, code: 'comfort', text: 'Вторая правка' };
    const second = await desk.boss.send(path, path, { ...late, version });
    expect(second.status).to.equal(409);
    expect(second.body).to.contain('Первая правка').and.contain('Вторая правка');
    const mine = await desk.boss.send(path, path, late);
    expect(mine.body).to.contain('Вторая правка');
  });

  it('names and words with markup stay text, on every page and in the file', async () => {
    const evil = '<script>alert(1)</script>';
    const quest = await desk.makeEmpty(`Анкета ${evil}`);
    const { db } = desk.stack.tool;
    const answering = await firstMentees(desk.stack, 14);
    const [first, second] = await Promise.all(
      [answering[0], answering.at(-1)].map((id) =>
        db('members as m')
          .join('people as p', 'p.id', 'm.person_id')
          .where('m.person_id', id)
          .first('m.person_id', 'm.group_name', 'p.name'),
      ),
    );
    /** The roster of the LMS may put their names back at any moment. */
    const spoil = async () => {
      for (const one of [first, second])
        await db('people')
          .where('id', one.person_id)
          .update({ name: `=Злой ${evil}` });
      await db('members')
        .where('person_id', first.person_id)
        .update({ group_name: `@${evil}` });
    };
    await spoil();
    await desk.add(quest, { ...SCALE, code: 'comfort', text: `=1+1 ${evil}` });
    await desk.add(quest, { text: 'Что?', type: 'text', code: 'words', help: evil });
    const wave = await desk.makeWave(quest, { anonymous: 'no' });
    await desk.setState(wave, 'open');
    const waveId = wave.split('/')[1] ?? '';
    await answerWave(desk.stack, waveId, 6, (i) => ({ comfort: i + 1, words: `@${evil}` }));
    await desk.boss.send(`${wave}/paper`, `${wave}/paper`, {});
    const sheet = await db('survey_sheets').where('wave_id', waveId).first('code');
    const code = String(sheet.code);
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
      `${wave}?who=submitted`,
      `${wave}/people/${first.person_id}`,
      `${wave}/results?group=${encodeURIComponent(`@${evil}`)}`,
      `${wave}/paper`,
      `${wave}/paper/print`,
      `${wave}/paper/enter/${code}`,
      `surveys/new?questionnaire=${quest.split('/')[1]}`,
    ]) {
      const { status, body } = await desk.boss.get(path);
      expect(status, path).to.equal(200);
      expect(body, path).not.to.contain('<script>alert');
      expect(body, path).not.to.match(/>\s*(ref|nav|errors|waves|results|quest|answers)\.[a-z]/);
      expect(body, path).not.to.contain('undefined');
    }
    const figures = await desk.boss.sheet(`${wave}/results.xlsx`);
    expect(figures[1]?.[1]).to.equal(`'=1+1 ${evil}`);
    await spoil();
    const rows = await desk.boss.sheet(`${wave}/answers.xlsx`);
    expect(rows).to.have.length(7);
    expect(rows[0]?.slice(3)).to.deep.equal([`1. =1+1 ${evil}`, '2. Что?']);
    expect(rows[1]?.[4]).to.equal(`'@${evil}`);
    expect(rows.map((row) => row.slice(0, 2))).to.deep.include([`'=Злой ${evil}`, `'@${evil}`]);
    const people = await desk.boss.sheet(`${wave}/people.xlsx`);
    expect(people.map(([name]) => name)).to.include(`'=Злой ${evil}`);
    // Those who are asked see the same words.
    const mentee = await readerOf(desk.stack, 'mentee7', HOME);
    for (const path of ['my', 'my-surveys', `my-surveys/${waveId}/1`]) {
      const { status, body } = await mentee.get(path);
      expect(status, path).to.equal(200);
      expect(body, path).not.to.contain('<script>alert');
    }
    for (const { person_id: id, name } of [first, second])
      await db('people').where({ id }).update({ name });
    await db('members')
      .where('person_id', first.person_id)
      .update({ group_name: first.group_name });
  });

  it('the type of a question that was answered is not changed, and what was typed stays', async () => {
    const quest = await desk.makeShort('Тип и шкала');
    const wave = await desk.makeWave(quest);
    await desk.setState(wave, 'open');
    await answerWave(desk.stack, wave.split('/')[1] ?? '', 1, shortAnswers);
    const path = `${quest}/questions/comfort`;
    const cases: [fields: Fields, field: string][] = [
      [{ code: 'comfort', type: 'text', text: 'Теперь словами?' }, 'type'],
      [{ ...SCALE, code: 'comfort', max: '5', text: 'Теперь словами?' }, 'max'],
    ];
    for (const [fields, field] of cases) {
      const refused = await desk.boss.send(path, path, fields);
      expect(refused.status, field).to.equal(422);
      expect(refused.body)
        .to.contain(`href="#field-${field}"`)
        .and.contain('уже отвечали')
        .and.contain('Теперь словами?');
    }
    const { body } = await desk.boss.get(quest);
    expect(body).to.contain('шкала 1–10').and.not.contain('Теперь словами?');
  });

  it('a question says in words with what it is compared, and no code is shown', async () => {
    const before = await desk.take('teacher_teacher_mentee_entry');
    const seen = await desk.boss.get(before);
    expect(seen.body).not.to.match(/пара: |>[a-z]+_[a-z_]+</);
    const after = await desk.take('teacher_teacher_mentee_final');
    const { body } = await desk.boss.get(after);
    expect(body).to.contain('сравнивается: наставляемые, до начала');
    // The other way round, too; and one question of another questionnaire can be chosen by its words.
    expect((await desk.boss.get(before)).body).to.contain('наставляемые, по завершении');
    const quest = await desk.makeShort('Своя до');
    const form = (await desk.boss.get(`${quest}/questions/comfort`)).body;
    expect(form).to.contain('<select').and.contain('optgroup label="Педагог – педагог');
    const comfort = { ...SCALE, code: 'comfort' };
    await desk.boss.send(`${quest}/questions/comfort`, `${quest}/questions/comfort`, {
      ...comfort,
      pair: '+',
    });
    const alone = (await desk.boss.get(`${quest}/questions/comfort`)).body;
    const [, pair = ''] = /<option value="(p_[0-9a-f]{12})" selected>/.exec(alone) ?? [];
    expect(alone).to.contain('второго вопроса пока нет');
    const second = await desk.makeShort('Своя после');
    const choose = (await desk.boss.get(`${second}/questions/comfort`)).body;
    expect(choose).to.contain(`<option value="${pair}">1. Насколько комфортно?`);
    await desk.boss.send(`${second}/questions/comfort`, `${second}/questions/comfort`, {
      ...comfort,
      pair,
    });
    for (const path of [quest, second]) {
      const { body: page } = await desk.boss.get(path);
      expect(page).to.contain('сравнивается: наставляемые, промежуточная');
      expect(page).not.to.contain(pair);
    }
    // Two questions of one questionnaire with the same one are refused in words.
    const twice = await desk.boss.send(`${second}/questions/words`, `${second}/questions/words`, {
      text: 'Что ценно?',
      type: 'text',
      code: 'words',
      pair,
    });
    expect(twice.status).to.equal(422);
    expect(twice.body).to.contain('С этим вопросом уже сравнивается вопрос выше');
  });

  it('offer who only reads a wave no sheets of paper, which are the coordinator’s', async () => {
    const { id } = await desk.stack.tool.db('survey_waves').where('state', 'open').first('id');
    const wave = `surveys/${id}`;
    expect((await desk.boss.get(wave)).body).to.contain(`${wave}/paper`);
    for (const key of ['curator', 'psychologist']) {
      const { status, body } = await (await readerOf(desk.stack, key, HOME)).get(wave);
      expect(status, key).to.equal(200);
      expect(body, key).not.to.contain(`${wave}/paper`);
    }
  });

  it('are not for mentors and mentees', async () => {
    const quest = await desk.makeShort('Чужая');
    const wave = await desk.makeWave(quest);
    for (const key of ['mentor1', 'mentee1']) {
      const reader = await readerOf(desk.stack, key, HOME);
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
      expect((await desk.boss.get(path)).status, path).to.equal(404);
    const quest = await desk.makeShort('Без вопроса');
    expect((await desk.boss.get(`${quest}/questions/nothing`)).status).to.equal(404);
    expect(titleOf(await desk.boss.get(quest))).to.equal('Без вопроса');
  });
});
