import { expect } from 'chai';
import type { Db } from '../shared/db/connect.js';
import { fixedNoon } from './support/noon.js';
import { type Stack, startStack } from './support/stack.js';
import { pathOf, type Reader, readerOf } from './support/survey-desk.js';

const HOME = 'Моё наставничество';

describe('the pages of reminders', function pages() {
  this.timeout(120_000);
  let stack: Stack;
  let db: Db;
  let mentor: Reader;
  let boss: Reader;

  before(async () => {
    stack = await startStack({ seed: true, clock: fixedNoon() });
    await stack.tool.scheduler.stop();
    db = stack.tool.db;
    const system = stack.tool.service.api.as({ kind: 'system', name: 'test' });
    for (let first = true; ; first = false)
      if (!(await system.planNextReminders({ mail: false, first })).worked) break;
    mentor = await readerOf(stack, 'mentor1', HOME);
    boss = await readerOf(stack, 'coordinator', 'Обзор программы');
  });
  after(() => stack.close());

  it('the bell says how many wait, the list leads each to its page', async () => {
    const home = await mentor.get('my');
    expect(home.body).to.match(/Напоминания: \d+ непрочитан/);
    const list = await mentor.get('reminders');
    expect(list.body).not.to.match(/remind\.|\{\w+\}/);
    const id = /reminders\/([0-9a-f-]{36})\/open/.exec(list.body)?.[1] ?? '';
    const before = Number(/Напоминания: (\d+) непрочитан/.exec(list.body)?.[1]);
    const opened = await mentor.send('reminders', `reminders/${id}/open`, {});
    expect(opened.status).to.equal(200);
    const row = await db('reminders').where('id', id).first('place', 'read_at');
    expect(pathOf(opened)).to.equal(row.place);
    expect(row.read_at).not.to.equal(null);
    const after = await mentor.get('my');
    const left = Number(/Напоминания: (\d+) непрочитан/.exec(after.body)?.[1] ?? 0);
    expect(left).to.equal(before - 1);
    const all = await mentor.send('reminders', 'reminders/read', {});
    expect(all.body).not.to.match(/Напоминания: \d+ непрочитан/);
    expect((await mentor.get('reminders?show=all')).status).to.equal(200);
    expect((await mentor.get('reminders?show=nonsense')).status).to.equal(400);
  });

  it('somebody else’s reminder is not there', async () => {
    const { id } = await db('reminders').where('role', 'coordinator').first('id');
    expect((await mentor.send('reminders', `reminders/${id}/open`, {})).status).to.equal(404);
  });

  it('each chooses for themselves; a duty stands as one; two tabs lose nothing', async () => {
    const page = await boss.get('reminders/mine');
    expect(page.body).to.include('Всегда письмом сразу: просьба о помощи');
    expect(page.body).to.include('Письма в «Наставнике» не настроены');
    const saved = await mentor.send('reminders/mine', 'reminders/mine', {
      meetings: 'at_once',
      pair: 'none',
      language: 'en',
    });
    expect(saved.body).to.include('Сохранено.');
    const row = await db('reminder_choices').where('language', 'en').first('choices');
    expect(row.choices)
      .to.match(/at_once/)
      .and.match(/none/);
    const late = await mentor.send('reminders/mine', 'reminders/mine', {
      meetings: 'digest',
      language: 'ru',
      version: '0',
    });
    expect(late.status).to.equal(409);
    expect(late.body).to.include('В письме раз в неделю').and.to.include('Письмом сразу');
  });

  it('the coordinator is told that mail is not set up, and sets hours; wrong ones are said at the field', async () => {
    const page = await boss.get('reminders/mail');
    expect(page.body).to.include('Почтовый сервер не настроен');
    const wrong = await boss.send('reminders/mail', 'reminders/mail', {
      quietFrom: '25:00',
      quietTo: '08:00',
      digestDay: '6',
      digestHour: '30',
    });
    expect(wrong.status).to.equal(422);
    expect(wrong.body).to.include('field-quietFrom-error').and.to.include('field-digestHour-error');
    const weekend = await boss.send('reminders/mail', 'reminders/mail', {
      quietFrom: '20:00',
      quietTo: '09:00',
      digestDay: '6',
      digestHour: '10',
    });
    expect(weekend.body).to.include('в выходные писем нет');
    const right = await boss.send('reminders/mail', 'reminders/mail', {
      quietFrom: '20:00',
      quietTo: '09:00',
      digestDay: '5',
      digestHour: '10',
    });
    expect(right.body).to.include('Сохранено: новые письма');
    expect((await mentor.get('reminders/mail')).status).to.equal(403);
  });

  it('words are changed with a look first; an unknown field is named; the built-in ones come back', async () => {
    const path = 'reminders/texts/meeting_tomorrow/ru';
    expect((await boss.get('reminders/texts')).body).to.include(path);
    expect((await boss.get('reminders/texts/survey_open/ru')).status).to.equal(404);
    const wrong = await boss.send(path, path, { subjectLine: 'x', body: 'В {день}', do: 'save' });
    expect(wrong.status).to.equal(422);
    expect(wrong.body).to.include('поля «день» у этого письма нет').and.to.include('В {день}');
    const words = { subjectLine: 'Ждём {when}', body: 'До встречи! <b>{college}</b>' };
    const look = await boss.send(path, path, { ...words, do: 'preview' });
    expect(look.body).to.include('Ждём 15.12.2026 в 14:00').and.to.include('&lt;b&gt;');
    expect(await db('reminder_texts').select('id')).to.deep.equal([]);
    const saved = await boss.send(path, path, { ...words, do: 'save' });
    expect(saved.body).to.include('Сейчас здесь Ваши слова.');
    const stale = await boss.send(path, path, { ...words, version: '0', do: 'save' });
    expect(stale.status).to.equal(409);
    const reset = await boss.send(path, `${path}/reset`, {});
    expect(reset.body).to.include('Снова встроенный текст.').and.to.include('Напоминаем: встреча');
  });
});
