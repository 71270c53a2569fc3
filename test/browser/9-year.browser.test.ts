import { expect } from 'chai';
import type { BrowserContextOptions, Frame } from 'playwright-core';
import { shiftedClock } from '../../lti-tool/test/support/launch-tool.js';
import { keepPictures, launchBrowser } from '../support/browser.js';
import { startFakeSmtp } from '../support/fake-smtp.js';
import { inRussian, logMeeting } from '../support/meeting-form.js';
import { startStack } from '../support/stack.js';
import { HOME, OVERVIEW, type Visitor, visit } from '../support/visitor.js';
import { YearCollege } from '../support/year-college.js';

const PHONE: BrowserContextOptions = {
  viewport: { width: 360, height: 740 },
  hasTouch: true,
  isMobile: true,
};
const ANNA = 'Абрамова Анна';
const BORIS = 'Борисов Пётр';
const NOTE = 'Написали наставнику, ждём ответа';
const HELP = 'Наставник не отвечает, а скоро экзамен';
const WHY = 'Просил снять с него пару до экзаменов';
const ANSWER = 'Поговорили с ним: найдём другого наставника';

/**
 * Each test is a part of the year and begins where the one before it ended; the clock only goes on. What else happens
 * in a year (a reminder, the monthly question, papers at the end, a mentor by link) has its place in the part in which
 * it falls due: after `college.later()`, before the launch that is to show it.
 */
describe('a pair’s whole year', function year() {
  this.timeout(90_000);
  let college: YearCollege;
  const visitors: Visitor[] = [];
  const feeds = { anna: '', gleb: '', boris: '' };
  const agreed = { on: '', id: '' };

  before(async () => {
    const smtp = await startFakeSmtp();
    const clock = shiftedClock();
    const env = { SMTP_URL: smtp.url, MAIL_FROM: 'Наставник <mentor@kollezh.example>' };
    college = new YearCollege(await startStack({ clock, env }), clock, smtp);
    await college.enrol();
  });
  afterEach(async function seen() {
    const here = visitors.splice(0);
    const test = this.currentTest;
    if (test?.isFailed()) await keepPictures(test.fullTitle(), here);
    const faults = here.flatMap((visitor) => visitor.faults());
    await Promise.all(here.map((visitor) => visitor.close()));
    expect(faults).to.deep.equal([]);
  });
  after(async () => {
    await college.stack.close();
    await college.smtp.close();
  });

  /** Somebody at a browser of their own, come through a launch of this day. */
  async function person(
    key: string,
    { activity = HOME, ...options }: BrowserContextOptions & { activity?: string } = {},
  ): Promise<Visitor> {
    const visitor = await visit(await launchBrowser(), college.stack, key, options);
    visitors.push(visitor);
    await visitor.launchWindow(activity);
    return visitor;
  }
  const staff = (key = 'coordinator') => person(key, { activity: OVERVIEW });
  const press = (tool: Frame, name: string | RegExp) =>
    tool.getByRole('button', { name }).first().click();

  it('in the first weeks: set up, matched, published, and told by letters', async () => {
    const coordinator = await staff();
    const { tool } = coordinator;
    await press(tool, 'Начать работу');
    await tool.getByText('Программа готова').waitFor();
    await coordinator.open('participants');
    await press(tool, 'Обновить из LMS');
    await tool.getByRole('link', { name: ANNA }).waitFor();
    await (await person('curator')).close();
    await college.admit();

    await coordinator.open('matching?form=student_student');
    await press(tool, 'Запустить подбор');
    await tool.getByRole('row', { name: /Абрамова.*Глебов/ }).waitFor();
    await tool.getByRole('row', { name: /Власова.*Борисов/ }).waitFor();
    await tool.getByRole('link', { name: 'Доска' }).click();
    await tool.getByRole('link', { name: 'Опубликовать пары' }).click();
    await tool.getByLabel('Номер приказа').fill('77-н');
    await press(tool, 'Создать пары');
    await tool.getByText('Пары созданы, участники о них знают.').waitFor();
    college.pairId = await college.findPair(ANNA);

    const letters = await college.pairLetters(4);
    expect(letters.map(({ to }) => to).sort()).to.deep.equal(
      ['anna', 'boris', 'gleb', 'vera'].map((key) => `${key}@kollezh.example`),
    );
    for (const { text } of letters)
      expect(text)
        .to.contain('приказ № 77-н')
        .and.not.match(/Абрамова|Глебов|Власова|Борисов/);
    await college.expectStatus(`my/pairs/${college.pairId}`, {
      gleb: '200',
      anna: '200',
      boris: '404',
      vera: '404',
    });
    await college.expectStatus(`pairs/${college.pairId}`, {
      coordinator: '200',
      curator: '200',
      boris: '404',
      vera: '404',
    });
  });

  it('the organisational meeting: proposed, agreed, held by one tap, confirmed and rated', async () => {
    const mentee = await person('anna', PHONE);
    const small = mentee.tool;
    await small.getByRole('link', { name: 'Предложить время: организационная' }).click();
    await small.getByLabel('Дата').fill(college.today);
    await small.getByLabel('Начало').fill('00:05');
    await small.getByLabel('Место').fill('Библиотека');
    await press(small, 'Предложить встречу');
    await small.getByText('Встреча предложена').waitFor();

    const mentor = await person('gleb', PHONE);
    const line = mentor.tool.locator('.plan-line', { hasText: 'сегодня в 00:05' });
    await line.getByRole('button', { name: 'Подходит' }).tap();
    await mentor.tool.getByText('Договорились', { exact: true }).waitFor();
    await line.getByRole('button', { name: 'Проведено' }).tap();
    await mentor.tool.getByRole('button', { name: 'Сохранить' }).first().click();
    await mentor.tool.getByText('Организационная').first().waitFor();
    const record = mentor.tool.url().split('/').slice(-2).join('/').split(/[?#]/)[0] ?? '';

    await mentee.open('my');
    await small
      .getByRole('group', { name: /Насколько полезна/ })
      .getByRole('radio', { name: '9', exact: true })
      .check();
    await press(small, 'Подтвердить встречу');
    await small.getByText('Спасибо, встреча подтверждена.').waitFor();
    const score = await college.gradeOf('anna');
    await small.getByRole('img', { name: `Мой прогресс: ${score} из 100` }).waitFor();

    await college.expectStatus(record, {
      gleb: '200',
      anna: '200',
      curator: '200',
      boris: '404',
      vera: '404',
    });
  });

  it('plan, trial, planning and regular meetings, and the score in the gradebook', async () => {
    const mentor = await person('gleb');
    const { tool } = mentor;
    await tool.getByRole('link', { name: 'Составить план' }).click();
    await press(tool, 'Составить план');
    await tool.getByRole('link', { name: 'Добавить цель' }).click();
    await tool.getByLabel('Проект или задание').fill('Сдать экзамен');
    await tool.getByLabel('Срок').fill(college.day(100));
    await tool.getByLabel('Планируемый результат').fill('Не ниже четвёрки');
    await tool.getByRole('button', { name: 'Сохранить', exact: true }).click();
    await press(tool, 'Предложить наставляемому');
    await tool.getByText('План ждёт подтверждения наставляемого.').waitFor();
    const mentee = await person('anna', PHONE);
    await mentee.tool.getByRole('link', { name: 'План: ждёт Вашего подтверждения' }).click();
    await press(mentee.tool, 'Подтвердить план');
    await mentee.tool.getByText(/Подтверждён .* Выполнено 0 из/).waitFor();

    college.later(7);
    const next = await person('gleb', PHONE);
    await logMeeting(next.tool, next.base, ANNA, { kind: 'Пробная', done: 'Первая задача' });
    college.later(7);
    await college.log('gleb', { kind: 'planning', done: 'План на полугодие' });
    const before = await college.gradeOf('anna');

    // Twelve weeks, whose diary is typed in at once.
    college.later(84);
    const writer = await person('gleb');
    await writer.open(`meetings/several/${college.pairId}`);
    await writer.tool.getByText('Вставить из таблицы').click();
    const weeks = Array.from({ length: 12 }, (_, week) => college.day(-7 * (11 - week)));
    await writer.tool
      .getByLabel('Встречи', { exact: true })
      .fill(weeks.map((day) => `${inRussian(day)};Обычная;60;;;Разбор задач`).join('\n'));
    await press(writer.tool, 'Записать все встречи');
    await writer.tool.getByText('Записано 12 встреч').waitFor();
    expect(await college.confirmAll('anna', 9)).to.equal(14);
    const after = await college.gradeOf('anna');
    expect(after).to.be.greaterThan(before);
    const progress = `progress/${college.personOf('anna')}`;
    const pages = await college.seen({ gleb: progress, anna: 'progress', curator: progress });
    for (const [key, page] of Object.entries(pages))
      expect(page, key).to.contain(`${after} из 100`);
    await college.expectStatus(progress, { boris: '404', vera: '404' });

    // The calendar program of each of them reads along from here.
    await mentee.close();
    const own = await person('anna', PHONE);
    await own.open('me/calendar');
    await press(own.tool, 'Получить адрес');
    feeds.anna = await own.tool.getByLabel('Адрес календаря').inputValue();
    feeds.gleb = await college.makeFeed('gleb');
    agreed.on = college.day(20);
    agreed.id = await college.plan('gleb', agreed.on);
    for (const address of [feeds.anna, feeds.gleb])
      expect((await college.feed(address)).map(({ on }) => on)).to.include(agreed.on);
  });

  it('the mentor falls silent: a signal with its reason, acted upon, for staff alone', async () => {
    const search = `signals?search=${encodeURIComponent('Абрамова')}`;
    college.later(10);
    expect((await college.seen({ coordinator: search }))['coordinator']).not.to.contain(
      'без встречи',
    );
    college.later(6);
    const coordinator = await staff();
    const { tool } = coordinator;
    await coordinator.open(search);
    const row = tool.getByRole('listitem').filter({ hasText: 'Глебов' }).first();
    await row.getByText('16 дней без встречи').waitFor();
    await row.getByRole('link', { name: /^Отметить/ }).click();
    await tool.getByRole('radio', { name: /^Написал/ }).check();
    await tool.getByLabel('Заметка').fill(NOTE);
    await press(tool, 'Сохранить');
    await tool.getByText('Записано: написали.').waitFor();
    await coordinator.open(`${search}&state=in_work`);
    await tool.getByText(`«${NOTE}»`).waitFor();
    await coordinator.open(`pairs/${college.pairId}`);
    await tool.getByText(/^История:/).click();
    await tool.getByText(NOTE).last().waitFor();

    const pages = await college.seen({
      curator: `pairs/${college.pairId}`,
      gleb: `my/pairs/${college.pairId}`,
      anna: `my/pairs/${college.pairId}`,
    });
    expect(pages['curator']).to.contain(NOTE);
    for (const key of ['gleb', 'anna']) expect(pages[key], key).not.to.contain(NOTE);
    const nobody = { gleb: '403', anna: '403', boris: '403', vera: '403' };
    await college.expectStatus(search, { curator: '200', ...nobody });
  });

  it('the mentee asks for help: the curator answers, no mentor learns of it', async () => {
    const mentee = await person('anna', PHONE);
    await mentee.tool.getByText('Нужна помощь куратора?').tap();
    await mentee.tool.getByLabel(/^Что случилось/).fill(HELP);
    await mentee.tool.getByRole('button', { name: 'Отправить куратору' }).tap();
    await mentee.tool.getByText('Отправлено куратору.').waitFor();

    const curator = await staff('curator');
    await curator.open(`signals?search=${encodeURIComponent('Абрамова')}`);
    await curator.tool.getByText(/просит о помощи/).waitFor();
    await curator.open('help-requests');
    const request = curator.tool.getByRole('article').filter({ hasText: HELP });
    await request.getByLabel('Ответ', { exact: true }).fill(ANSWER);
    await request.getByRole('button', { name: 'Отправить ответ' }).click();
    await curator.tool.getByText('Ответ отправлен.').first().waitFor();

    const answered = await person('anna', PHONE);
    // The one next thing is the answer; it leads to the conversation.
    await answered.tool.getByRole('link', { name: 'Прочитать ответ' }).tap();
    await answered.tool.getByText(ANSWER).waitFor();
    for (const path of ['my', `my/pairs/${college.pairId}`, 'meetings', 'calendar']) {
      const { gleb } = await college.seen({ gleb: path });
      expect(gleb, path).not.to.contain(HELP).and.not.to.contain(ANSWER);
    }
    const nobody = { gleb: '403', boris: '403', vera: '403' };
    await college.expectStatus('help-requests', { coordinator: '200', ...nobody });
  });

  it('another mentor: told by letters, the first one reads what was theirs, the calendar follows', async () => {
    college.later(2);
    const coordinator = await staff();
    const { tool } = coordinator;
    await coordinator.open(`pairs/${college.pairId}`);
    await tool.getByRole('link', { name: 'Сменить наставника' }).click();
    await tool.getByLabel(BORIS).check();
    await tool.getByLabel('Причина').selectOption({ label: 'Не хватает времени' });
    await tool.getByLabel('Подробности').fill(WHY);
    await tool.getByLabel('Номер приказа').fill('78-н');
    await tool.getByLabel('Дата приказа').fill(college.today);
    await press(tool, 'Сменить наставника');
    await tool.getByText('Наставник сменился.').waitFor();

    const letters = (await college.pairLetters(7)).slice(4);
    const told = Object.fromEntries(letters.map(({ to, text }) => [to.split('@')[0], text]));
    expect(told['anna']).to.match(/новый наставник[\s\S]*приказ № 78-н/);
    expect(told['boris']).to.match(/закрепили наставляемого/);
    expect(told['gleb']).to.match(/ведёт другой наставник[\s\S]*Спасибо за работу/);
    for (const { text } of letters)
      expect(text).not.to.match(/Абрамова|Глебов|Борисов|Не хватает времени|Просил/);

    const first = await person('gleb');
    await first.tool.getByRole('heading', { name: 'Прежние пары' }).waitFor();
    await first.tool.getByRole('link', { name: /Абрамова/ }).click();
    await first.tool.getByText('Вы вели эту пару до').waitFor();
    expect(await first.tool.locator('.timeline-meeting').count()).to.be.greaterThan(5);
    expect(await first.tool.getByText('Записать встречу').count()).to.equal(0);
    await college.refuses('gleb');

    const mine = `my/pairs/${college.pairId}`;
    const pages = await college.seen({ gleb: mine, boris: mine, anna: mine, vera: mine });
    expect(pages['vera']).to.equal('404');
    expect(pages['boris']).to.contain('Записать встречу').and.contain('Разбор задач');
    for (const key of ['gleb', 'boris', 'anna'])
      expect(pages[key], key).not.to.contain(WHY).and.not.contain(NOTE).and.not.contain(HELP);

    const handedOver = { gleb: '404', boris: '200', anna: '200', vera: '404' };
    await college.expectStatus(`progress/${college.personOf('anna')}`, handedOver);
    await college.expectStatus(`calendar/${agreed.id}`, handedOver);

    // What was agreed with the first mentor stands with the second.
    feeds.boris = await college.makeFeed('boris');
    const on = async (feed: string) => (await college.feed(feed)).map((one) => one.on);
    expect(await on(feeds.anna)).to.include(agreed.on);
    expect(await on(feeds.boris)).to.include(agreed.on);
    expect(await on(feeds.gleb)).not.to.include(agreed.on);
  });

  it('the new pair works to the end: meetings, results, the score', async () => {
    college.later(5);
    const mentor = await person('boris', PHONE);
    const path = await logMeeting(mentor.tool, mentor.base, ANNA, { done: 'Знакомство заново' });
    await college.expectStatus(path, { boris: '200', anna: '200', gleb: '404', vera: '404' });

    const { gleb } = await college.seen({ gleb: 'meetings' });
    expect(gleb).not.to.contain('Знакомство заново');

    college.later(155);
    await college.logWeekly('boris', 20);
    expect(await college.confirmAll('anna', 10)).to.equal(21);
    const working = await person('boris');
    await working.open('my');
    await working.tool.getByRole('link', { name: /План: 0 из 1/ }).click();
    await working.tool.getByRole('link', { name: /^Отметить результат/ }).click();
    await working.tool.getByLabel('выполнена', { exact: true }).check();
    await working.tool.getByLabel('Фактический результат').fill('Сдала на пять');
    await press(working.tool, 'Сохранить');
    await working.tool.getByText('Сдала на пять').waitFor();
    await college.gradeOf('anna');
    const coordinator = await staff();
    await coordinator.open(`signals?search=${encodeURIComponent('Абрамова')}`);
    await coordinator.tool
      .getByText(/заканчивается через|до конца/)
      .first()
      .waitFor();
  });

  it('closed with a decision and thanks: readable for its people, written by nobody', async () => {
    college.later(5);
    const mentor = await person('boris', PHONE);
    await logMeeting(mentor.tool, mentor.base, ANNA, { kind: 'Завершающая', done: 'Итоги года' });
    expect(await college.confirmAll('anna', 10)).to.equal(1);
    const coordinator = await staff();
    const { tool } = coordinator;
    await coordinator.open(`pairs/${college.pairId}`);
    await tool.getByRole('link', { name: 'Завершить с решением' }).click();
    await tool.getByLabel(/как планировалось/).check();
    await press(tool, 'Записать решение');
    await tool.getByText('Решение записано.').waitFor();

    const mine = `my/pairs/${college.pairId}`;
    const mentee = await person('anna', PHONE);
    await mentee.open(mine);
    await mentee.tool.getByLabel('Скажите спасибо наставнику').fill('Спасибо, что поверили в меня');
    await press(mentee.tool, 'Отправить спасибо');
    await mentee.tool.getByText('Спасибо записано').waitFor();
    await mentor.open(mine);
    await mentor.tool.getByText('Спасибо, что поверили в меня').waitFor();
    await mentor.tool.getByLabel('Скажите спасибо').fill('Спасибо за год работы');
    await press(mentor.tool, 'Отправить спасибо');
    await mentor.tool.getByText('Спасибо записано').waitFor();

    const pages = await college.seen({ anna: mine, boris: mine, gleb: mine, vera: mine });
    expect(pages['anna']).to.contain('Спасибо за год работы').and.contain('Итоги года');
    expect(pages['gleb']).to.contain('Разбор задач').and.not.contain('Итоги года');
    expect(pages['gleb']).not.to.contain('Спасибо за год');
    expect(pages['vera']).to.equal('404');
    for (const key of ['anna', 'boris', 'gleb'])
      expect(pages[key], key).not.to.contain('Записать встречу');
    for (const key of ['gleb', 'boris']) await college.refuses(key);
    await college.gradeOf('anna');
    const signals = `signals?search=${encodeURIComponent('Абрамова')}`;
    expect((await college.seen({ coordinator: signals }))['coordinator']).to.contain(
      'Ничего не нашлось',
    );
    const staffPage = await college.seen({ curator: `pairs/${college.pairId}` });
    for (const words of ['Пара завершена', 'Наставник сменился', NOTE, WHY])
      expect(staffPage['curator']).to.contain(words);
    for (const address of Object.values(feeds))
      for (const { on } of await college.feed(address))
        expect(on <= college.today, `${on} in a calendar`).to.equal(true);
    expect(await college.pairLetters(7), 'no further letters').to.have.length(7);
  });
});
