import { expect } from 'chai';
import type { Frame } from 'playwright-core';
import { inBothShapes } from '../support/browser.js';
import {
  dayFromToday,
  fillMeeting,
  inRussian,
  logMeeting,
  openForm,
  save,
} from '../support/meeting-form.js';
import { LOG } from '../support/visitor.js';

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
const MENTEE = 'Смирнова Полина Игоревна';
const GROUP_MENTEE = 'Фёдоров Кирилл Максимович';
const HELP = 'Мне трудно говорить с наставником о прогулах';
const ANSWER = 'Приходите в среду в кабинет 12, разберёмся вместе';

/** Every page of the mentor that a mentee's request could leak into. */
async function everyPageOf(tool: Frame, base: string): Promise<Map<string, string>> {
  const seen = new Map<string, string>();
  const queue = ['my', 'meetings', 'progress', 'help'];
  while (queue.length > 0 && seen.size < 20) {
    const path = queue.shift() as string;
    if (seen.has(path)) continue;
    await tool.goto(`${base}${path}`);
    seen.set(path, await tool.content());
    const links = await tool
      .locator('a[href]')
      .evaluateAll((all) => all.map((link) => (link as unknown as { href: string }).href));
    for (const link of links.filter((address) => address.startsWith(base))) {
      const next = link.slice(base.length).split('#')[0] ?? '';
      const kind = next.replace(/[0-9a-f-]{36}/g, 'id');
      const known = [...seen.keys(), ...queue].filter(
        (other) => other.replace(/[0-9a-f-]{36}/g, 'id') === kind,
      );
      if (!next.includes('.xlsx') && known.length < 2) queue.push(next);
    }
  }
  return seen;
}

inBothShapes('step 4: a meeting', (world) => {
  it('is logged on a phone with three taps when nothing is to be added', async () => {
    const mentor = await world().person('mentor1', PHONE);
    const tool = await mentor.launchWindow();
    await tool.getByRole('heading', { level: 1, name: 'Моё наставничество' }).waitFor();
    const card = tool.getByRole('region', { name: MENTEE });
    expect(await card.innerText()).to.match(/Пора договориться|Последняя встреча|Следующая/);
    const taps = [
      () => card.getByText('Записать встречу').tap(),
      () => tool.getByRole('button', { name: 'через неделю' }).tap(),
      () => tool.getByRole('button', { name: 'Сохранить встречу' }).tap(),
    ];
    for (const tap of taps) await tap();
    await tool.getByText('Встреча записана.').waitFor();
    const next = tool.getByRole('region', { name: MENTEE });
    expect(await next.innerText()).to.contain('через 7 дней');
  });

  it('takes all its fields, and keeps the earlier version when it is corrected', async () => {
    const mentor = await world().person('mentor1', PHONE);
    const tool = await mentor.launchWindow();
    const path = await logMeeting(tool, mentor.base, MENTEE, {
      heldOn: dayFromToday(-1),
      kind: 'Планирование',
      minutes: 90,
      format: 'Онлайн',
      topic: 'Мотивация и учёба',
      done: 'Разобрали расписание сессии',
      agreed: 'Сдать долг по физике',
      nextOn: dayFromToday(6),
      links: [{ url: 'https://kollezh.example/plan', title: 'План подготовки' }],
    });
    await mentor.open(path);
    const main = tool.getByRole('main');
    const text = await main.innerText();
    for (const part of [
      inRussian(dayFromToday(-1)),
      'Планирование',
      '1 ч 30 мин',
      'Онлайн',
      'Мотивация и учёба',
      'Разобрали расписание сессии',
      'Сдать долг по физике',
      inRussian(dayFromToday(6)),
      'План подготовки',
      MENTEE,
    ]) {
      expect(text).to.contain(part);
    }
    await tool.getByRole('link', { name: 'Исправить' }).tap();
    await tool.getByRole('heading', { name: 'Исправить встречу' }).waitFor();
    await fillMeeting(tool, { minutes: 50, done: 'Разобрали расписание сессии и долги' });
    await save(tool);
    await tool.getByText('Исправлено.').waitFor();
    await tool.getByRole('heading', { name: 'История записи' }).waitFor();
    const history = await main.innerText();
    expect(history).to.contain('50 мин');
    expect(history).to.match(/1 ч 30 мин\s*→\s*50 мин/);
    expect(history).to.contain('запись создана');
  });

  it('of a group remembers who came', async () => {
    const mentor = await world().person('mentor3', PHONE);
    const tool = await mentor.launchWindow();
    const path = await logMeeting(tool, mentor.base, 'Группа: 3 человека', {
      heldOn: dayFromToday(-2),
      kind: 'Групповая',
      minutes: 60,
      came: [GROUP_MENTEE],
      done: 'Знакомство с библиотекой',
    });
    await mentor.open(path);
    const people = tool.getByRole('listitem');
    expect(await people.filter({ hasText: GROUP_MENTEE }).innerText()).to.contain('ждёт');
    expect(await people.filter({ hasText: 'Петрова' }).innerText()).to.contain('не было');
    const mentee = await world().person('mentee4', PHONE);
    await mentee.launchWindow();
    expect(await mentee.tool.content()).to.not.contain('Знакомство с библиотекой</h2>');
  });

  it('is confirmed and rated by the mentee', async () => {
    const mentor = await world().person('mentor1', PHONE);
    await mentor.launchWindow();
    const path = await logMeeting(mentor.tool, mentor.base, MENTEE, { done: 'Встреча для ответа' });
    const mentee = await world().person('mentee2', PHONE);
    const tool = await mentee.launchWindow();
    await tool.getByRole('heading', { level: 1, name: 'Моя пара' }).waitFor();
    await tool.locator('[data-next]').waitFor();
    await mentee.open(path);
    await tool
      .getByRole('group', { name: /Насколько полезна/ })
      .getByRole('radio', { name: '9', exact: true })
      .check();
    await tool.getByRole('button', { name: 'Подтвердить встречу' }).tap();
    await tool.getByText('Спасибо, встреча подтверждена.').waitFor();
    await mentee.open(path);
    await tool.getByText('Вы подтвердили встречу и оценили её на 9 из 10.').waitFor();
    await mentor.open(path);
    expect(await mentor.tool.getByRole('main').innerText()).to.contain('подтверждена');
  });

  it('lets the mentee ask for help that the mentor never sees', async () => {
    const mentee = await world().person('mentee2', PHONE);
    const tool = await mentee.launchWindow();
    await tool.getByText('Нужна помощь куратора?').tap();
    await tool.getByText('Наставник этого не увидит').waitFor();
    await tool.getByLabel(/^Что случилось/).fill(HELP);
    await tool.getByRole('button', { name: 'Отправить куратору' }).tap();
    await tool.getByText('Отправлено куратору.').waitFor();

    const coordinator = await world().person('coordinator');
    const staff = await coordinator.launch();
    await staff.getByRole('link', { name: /Помощь \(\d+\)/ }).click();
    const request = staff.getByRole('article').filter({ hasText: HELP });
    await request.getByLabel('Ответ', { exact: true }).fill(ANSWER);
    await request.getByRole('button', { name: 'Отправить ответ' }).click();
    await staff.getByText('Ответ отправлен.').first().waitFor();

    await mentee.open('my');
    const help = tool.getByText('Нужна помощь куратора?');
    await help.tap();
    await tool.getByText(ANSWER).waitFor();

    const mentor = await world().person('mentor1');
    await mentor.launch();
    const pages = await everyPageOf(mentor.tool, mentor.base);
    expect(pages.size).to.be.greaterThan(6);
    for (const [path, html] of pages) {
      expect(html, path).to.not.contain(HELP);
      expect(html, path).to.not.contain(ANSWER);
      expect(html, path).to.not.match(/Помощь \(|Мои просьбы/i);
    }
    mentor.expectAnswers(/^40[34] \/app\//);
    expect(await mentor.open('help-requests')).to.equal(403);
    expect(await mentor.tool.content()).to.not.contain(HELP);
  });

  it('is shown to a curator, who sees the request for help as well', async () => {
    const curator = await world().person('curator');
    const tool = await curator.launch(LOG);
    await curator.open('help-requests');
    await tool.getByText(HELP).waitFor();
    await tool.getByText(ANSWER).first().waitFor();
  });

  it('opens its form in the mentor’s card with everything usual filled in', async () => {
    const mentor = await world().person('mentor1');
    await mentor.launch();
    const { tool } = mentor;
    await openForm(tool, mentor.base, MENTEE);
    expect(await tool.getByLabel('Дата', { exact: true }).inputValue()).to.equal(dayFromToday(0));
    expect(await tool.getByLabel('Вид', { exact: true }).inputValue()).to.not.equal('');
    const chosen = tool.getByRole('radio', { checked: true });
    expect(await chosen.count(), 'length and format').to.equal(2);
  });
});
