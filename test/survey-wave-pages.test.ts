import { expect } from 'chai';
import { day, surveyDesk } from './support/survey-desk.js';
import { answerWave, shortAnswers } from './support/survey-people.js';

describe('the pages of waves and their results', function wavePages() {
  this.timeout(60_000);
  const desk = surveyDesk();

  it('a sheet of paper with a megabyte of words, or with answers to no question, is told of', async () => {
    const wave = await desk.makeWave(await desk.makeShort('Мегабайт'));
    await desk.setState(wave, 'open');
    await desk.boss.send(`${wave}/paper`, `${wave}/paper`, {});
    const waveId = wave.split('/')[1] ?? '';
    const [sheet] = await desk.stack.tool
      .db('survey_sheets')
      .where('wave_id', waveId)
      .select('code');
    const path = `${wave}/paper/enter/${sheet.code}`;
    const sent = (words: string) =>
      desk.boss.send(path, path, { 'answers.comfort': '5', 'answers.words': words });
    const long = await sent('x'.repeat(1_000_000));
    expect(long.status).to.equal(422);
    expect(long.body).to.contain('Слишком длинно').and.contain('xxxx');
    expect((await sent('я'.repeat(1_000_000))).status).to.equal(413);
    const scale = await desk.boss.send(path, path, {
      'answers.comfort': '55',
      'answers.words': 'Да',
    });
    expect(scale.status).to.equal(422);
    expect(scale.body).to.contain('от 1 до 10').and.contain('Да');
    const missing = await desk.boss.send(path, path, { 'answers.words': 'Да' });
    expect(missing.status).to.equal(422);
    expect(missing.body).to.contain('сохранить без них');
    expect(await desk.stack.tool.db('survey_responses').where('wave_id', waveId)).to.deep.equal([]);
    const other = await desk.makeWave(await desk.makeShort('Другая волна'));
    await desk.setState(other, 'open');
    const foreign = await desk.boss.get(`${other}/paper/enter?code=${sheet.code}`);
    expect(foreign.status).to.equal(422);
    expect(foreign.body).to.contain('лист другой анкеты');
  });

  it('a draft says before it is opened whom it asks, how they answer and whom it leaves out', async () => {
    const quest = await desk.makeShort('Кого спросим');
    const form = (await desk.boss.get(`surveys/new?questionnaire=${quest.split('/')[1]}`)).body;
    // Of the demo's eighteen mentees one has finished, and ten have no account.
    expect(form).to.contain('Спросим 17 человек').and.contain('Спросим 18 человек');
    expect(form).to.contain('Спросим 1 человека').and.contain('Спросить (10)');
    const wave = await desk.makeWave(quest);
    const { body } = await desk.boss.get(wave);
    expect(body).to.contain('Спросим 17 человек: 7 через LMS, 10 на бумаге или по личной ссылке.');
    expect(body).to.contain('Не спросим 1 человека: его пары завершены или закрыты досрочно.');
    expect(body).to.contain('кроме тех, чьи пары завершены');
    expect(body).to.contain('Мамедов Рустам Эльдарович').and.not.contain('Преображенская');
    expect(body.indexOf('Открыть волну')).to.be.lessThan(body.indexOf('Удалить черновик'));
    const guests = await desk.boss.get(`${wave}?who=guests`);
    expect(guests.body.match(/<td[^>]*>на бумаге или по ссылке/g)).to.have.length(10);
    expect(guests.body).not.to.contain('Иванов Артём');
    const file = await desk.boss.sheet(`${wave}/people.xlsx?who=guests`);
    expect(file).to.have.length(11);
    expect(file[1]?.at(-1)).to.equal('на бумаге или по ссылке');
    const changed = await desk.boss.send(`${wave}/edit`, `${wave}/edit`, {
      startsOn: day(0),
      endsOn: day(14),
      anonymous: 'no',
      among: 'finished',
      guests: 'no',
    });
    expect(changed.body).to.contain('Спросим 1 человека.').and.contain('Преображенская');
    await desk.boss.send(`${wave}/edit`, `${wave}/edit`, {
      startsOn: day(0),
      endsOn: day(14),
      anonymous: 'yes',
      among: 'finished',
      guests: 'no',
    });
    expect((await desk.boss.get(wave)).body).to.contain('итогов анонимной волны никто не увидит');
    const opened = await desk.setState(wave, 'open');
    expect(opened.body).to.contain('только те, чьи пары завершены, без тех, у кого нет входа');
    const journal = (await desk.boss.get('journal')).body;
    expect(journal).to.contain('завершившие').and.not.contain('>among').and.not.contain('finished');
  });

  it('a wave for nobody is refused in words; one whose people have left does not say that all answered', async () => {
    const wave = await desk.makeWave(await desk.makeShort('Никому'));
    const fields = { startsOn: day(0), endsOn: day(14), anonymous: 'no', form: 'teacher_teacher' };
    const edit = (groups: string) =>
      desk.boss.send(`${wave}/edit`, `${wave}/edit`, { ...fields, groups });
    expect((await edit('ИС-31')).body).to.contain('Спрашивать некого');
    const refused = await desk.setState(wave, 'open');
    expect(refused.status).to.equal(422);
    expect(refused.body).to.contain('измените, кого спрашивает волна, или добавьте участников');
    await desk.boss.send(`${wave}/edit`, `${wave}/edit`, { ...fields, form: '' });
    await desk.setState(wave, 'open');
    expect((await edit('ИС-31')).body)
      .to.contain('Сейчас спрашивать некого')
      .and.not.contain('Ответили все');
  });

  it('a questionnaire at the end asks those who have finished too, one of curators speaks of no pairs', async () => {
    const last = await desk.take('student_student_mentee_final');
    expect((await desk.boss.get(await desk.makeWave(last))).body).to.contain('Спросим 18 человек');
    const ofCurators = await desk.makeEmpty('Кураторам', 'curator');
    const form = await desk.boss.get(`surveys/new?questionnaire=${ofCurators.split('/')[1]}`);
    expect(form.body).not.to.contain('name="among"').and.not.contain('Спросить вместе со всеми');
    // Before a questionnaire is chosen nobody knows whose pairs it is about.
    expect((await desk.boss.get('surveys/new')).body).to.contain('Как обычно для анкеты');
  });

  it('a named wave: who has answered, one person’s answers, and that it was read', async () => {
    const wave = await desk.makeWave(await desk.makeShort('С именами'), { anonymous: 'no' });
    expect((await desk.boss.get(wave)).body).to.contain('Черновик');
    await desk.setState(wave, 'open');
    const waveId = wave.split('/')[1] ?? '';
    const [first] = await answerWave(desk.stack, waveId, 3, shortAnswers);
    const done = await desk.boss.get(`${wave}?who=submitted`);
    expect(done.body).to.contain(`${wave}/people/${first}`);
    const { body } = await desk.boss.get(`${wave}/people/${first}`);
    expect(body).to.contain('Слова номер 0').and.contain('1. Насколько комфортно?');
    expect((await desk.boss.get('journal')).body).to.contain('Прочитаны ответы человека');
    const missing = await desk.boss.sheet(`${wave}/people.xlsx`);
    expect(missing.length).to.be.greaterThan(3);
    const { body: reminder } = await desk.boss.get(`${wave}/reminder`);
    expect(reminder).to.contain(missing[1]?.[0]).and.contain('С именами');
    const closed = await desk.setState(wave, 'closed');
    expect(closed.body).to.contain('Волна закрыта.').and.contain('Открыть снова');
  });

  it('an anonymous wave: nothing before it is closed, nothing of fewer than five, in page and file', async () => {
    const quest = await desk.makeShort('Тайно');
    const wave = await desk.makeWave(quest, { anonymous: 'yes', breakdown: 'group' });
    await desk.setState(wave, 'open');
    const waveId = wave.split('/')[1] ?? '';
    const people = await answerWave(desk.stack, waveId, 7, (i) =>
      i < 4 ? shortAnswers(i) : { comfort: 10 },
    );
    const open = await desk.boss.get(`${wave}/results`);
    expect(open.body).to.contain('итоги появятся, когда она закроется');
    expect(open.body).not.to.contain('data-chart').and.not.contain('results.xlsx');
    expect(await desk.boss.sheet(`${wave}/results.xlsx`)).to.have.length(1);
    const closed = await desk.setState(wave, 'closed');
    expect(closed.body).not.to.contain('Открыть снова').and.not.contain('answers.xlsx');
    const results = await desk.boss.get(`${wave}/results`);
    expect(results.body).to.contain('data-chart').and.contain('Скрыто: меньше пяти ответов');
    expect(results.body).not.to.contain('Слова номер').and.not.contain(`${wave}/results/words`);
    expect(results.body).to.contain('name="group"').and.not.contain('name="form"');
    expect((await desk.boss.get(`${wave}/results/words`)).body).not.to.contain('Слова номер');
    const rows = await desk.boss.sheet(`${wave}/results.xlsx`);
    expect(rows.at(-1)).to.include('Скрыто: меньше пяти ответов.');
    expect(rows.flat().join(' ')).not.to.contain('Слова');
    // By a part: every group of the demo has fewer than five of these seven, or leaves fewer than five.
    const groups = [...results.body.matchAll(/<option value="([^"]+)"/g)].map((m) => m[1] ?? '');
    expect(groups.length).to.be.greaterThan(1);
    const parts = await desk.stack.tool
      .db('survey_responses')
      .where('wave_id', waveId)
      .select('part');
    for (const group of groups) {
      const n = parts.filter(({ part }) => part === group).length;
      const { body } = await desk.boss.get(`${wave}/results?group=${encodeURIComponent(group)}`);
      if (n < 5) expect(body, group).not.to.contain('data-chart');
      const file = await desk.boss.sheet(`${wave}/results.xlsx?group=${encodeURIComponent(group)}`);
      for (const row of file.slice(1)) if (n < 5) expect(row[3] ?? '', group).to.equal('');
    }
    for (const path of [`${wave}/people/${people[0]}`, `${wave}/answers.xlsx`])
      expect((await desk.boss.get(path)).status, path).to.equal(409);
    expect((await desk.boss.get(`${wave}/results?form=student_student`)).status).to.equal(400);
  });

  it('sheets of an anonymous wave are counted beside those who have answered', async () => {
    const wave = await desk.makeWave(await desk.makeShort('Тайно и на бумаге'), {
      anonymous: 'yes',
      breakdown: 'none',
    });
    await desk.setState(wave, 'open');
    const waveId = wave.split('/')[1] ?? '';
    await answerWave(desk.stack, waveId, 3, shortAnswers);
    await desk.boss.send(`${wave}/paper`, `${wave}/paper`, { blank: '5' });
    const sheets = await desk.stack.tool
      .db('survey_sheets')
      .where('wave_id', waveId)
      .select('code');
    for (const { code } of sheets) {
      const path = `${wave}/paper/enter/${code}`;
      await desk.boss.send(path, path, { 'answers.comfort': '2', 'answers.words': `Лист ${code}` });
    }
    expect((await desk.boss.get(wave)).body)
      .to.contain('3 из 17')
      .and.contain('на бумаге 5');
    expect((await desk.boss.get('surveys')).body).to.contain('на бумаге 5');
    await desk.setState(wave, 'closed');
    const { body } = await desk.boss.get(`${wave}/results`);
    expect(body).to.contain('Ответили 3 из 17 (18 %) и ещё 5 на бумаге.');
    // The three alone would be told by the difference with the sheets.
    expect(body).to.contain('среднее 2 ·').and.contain('без ответов из «Наставника»');
    const texts = await desk.boss.get(`${wave}/results/words`);
    expect(texts.body.match(/Лист \d{8}/g)).to.have.length(5);
    expect(texts.body).not.to.contain('Слова номер');
  });

  it('the draft of an anonymous wave says what another one of the same questionnaire would tell', async () => {
    const quest = await desk.makeShort('Дважды тайно');
    const whom = { anonymous: 'yes', breakdown: 'none', among: 'everyone' };
    const first = await desk.makeWave(quest, { ...whom, title: 'Первый раз' });
    const second = await desk.makeWave(quest, { ...whom, title: 'Второй раз' });
    await desk.setState(first, 'open');
    await answerWave(desk.stack, first.split('/')[1] ?? '', 16, shortAnswers);
    const refused = await desk.setState(second, 'open');
    expect(refused.status).to.equal(422);
    expect(refused.body).to.contain('«Первый раз», сейчас спрашивает кого-то из этих людей');
    await desk.setState(first, 'closed');
    const { body } = await desk.boss.get(second);
    expect(body).to.contain('«Первый раз», до').and.contain('Отличие – 2 человека');
    expect((await desk.setState(second, 'open')).body).to.contain('Волна открыта.');
  });

  it('sheets are made for those alone who have no account, where that is chosen', async () => {
    const wave = await desk.makeWave(await desk.makeShort('Листы'));
    await desk.setState(wave, 'open');
    const form = await desk.boss.get(`${wave}/paper`);
    expect(form.body).to.contain('нет входа через LMS (10)').and.contain('кто не ответил (17)');
    const made = await desk.boss.send(`${wave}/paper`, `${wave}/paper`, { whom: 'guests' });
    expect(made.body).to.contain('Сделано 10 листов').and.not.contain('Иванов Артём');
    const all = await desk.boss.send(`${wave}/paper`, `${wave}/paper`, { whom: 'all' });
    expect(all.body).to.contain('Сделано 7 листов').and.contain('Иванов Артём');
  });
});
