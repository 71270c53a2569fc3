import { expect } from 'chai';
import { inBothShapes } from '../support/browser.js';
import { HOME, LOG, OVERVIEW } from '../support/visitor.js';

const COURSE_TITLE = 'Наставничество 2026/27';

/** Where each person lands from «Моё наставничество», and the role that the page shows. */
const ARRIVALS: readonly [key: string, name: string, path: string, role: string][] = [
  ['admin', 'Соколов', 'overview', 'Координатор'],
  ['coordinator', 'Лебедева', 'overview', 'Координатор'],
  ['curator', 'Воронцов', 'overview', 'Куратор'],
  ['psychologist', 'Ларина', 'participants', 'Психолог'],
  ['mentor1', 'Кузнецова', 'my', 'Наставник'],
  ['mentor2', 'Тихонов', 'my', 'Наставник'],
  ['mentor3', 'Орлова', 'my', 'Наставник'],
  ...(
    [
      ['mentee1', 'Иванов'],
      ['mentee2', 'Смирнова'],
      ['mentee3', 'Гайнутдинов'],
      ['mentee4', 'Петрова'],
      ['mentee5', 'Фёдоров'],
      ['mentee6', 'Ким'],
      ['mentee7', 'Зайцев'],
      ['mentee8', 'Александрова-Преображенская'],
    ] as const
  ).map(([key, name]): [string, string, string, string] => [key, name, 'my', 'Наставляемый']),
];

inBothShapes('step 1: opening the course', (world) => {
  it('offers every person of the college to pick', async () => {
    const { page } = await world().person('visitor');
    await page.goto(world().stack.lms.url);
    for (const [, name] of ARRIVALS) {
      expect(await page.getByRole('button', { name }).count(), name).to.equal(1);
    }
    expect(await page.getByRole('button', { name: 'Гостев' }).count()).to.equal(1);
  });

  it('goes from the picked person through the course menu into the frame', async () => {
    const { page } = await world().person('coordinator');
    await page.goto(world().stack.lms.url);
    await page.getByRole('button', { name: 'Лебедева' }).click();
    await page.getByRole('heading', { name: COURSE_TITLE }).waitFor();
    const menu = page.getByRole('navigation', { name: 'Содержание курса' });
    for (const activity of [HOME, LOG, OVERVIEW]) {
      await menu.getByRole('link', { name: activity, exact: true }).click();
      const frame = page.frameLocator('iframe[name="contentframe"]');
      await frame.getByRole('navigation', { name: 'Разделы' }).waitFor();
      expect(page.url(), 'the course stays around the tool').to.contain('/mod/lti/view.php');
      const title = activity === LOG ? 'Встречи' : 'Обзор';
      await frame.getByRole('heading', { level: 1, name: title }).waitFor();
    }
  });

  it('lets each person arrive at the right page in the right role', async () => {
    const visitor = await world().person('admin');
    for (const [key, name, path, role] of ARRIVALS) {
      visitor.handTo(key);
      const tool = await visitor.launch();
      expect(tool.url(), name).to.equal(`${visitor.base}${path}`);
      const shown = tool.getByRole('banner').getByText(role, { exact: true });
      expect(await shown.count(), `role of ${name}`).to.equal(1);
    }
  });

  it('lets a mentor arrive at the log by its activity', async () => {
    const visitor = await world().person('mentor1');
    const tool = await visitor.launch(LOG);
    expect(tool.url()).to.equal(`${visitor.base}meetings`);
    await tool.getByRole('heading', { level: 1, name: 'Встречи' }).waitFor();
  });

  it('shows a visitor a polite page without anybody’s data', async () => {
    const visitor = await world().person('visitor');
    visitor.expectAnswers(/^403 \/app\//);
    for (const activity of [OVERVIEW, HOME]) {
      const tool = await visitor.launch(activity);
      const html = await tool.content();
      for (const [, name] of ARRIVALS) expect(html, activity).to.not.contain(name);
      expect(await tool.getByRole('heading', { level: 1 }).count()).to.equal(1);
    }
    const text = await visitor.tool.getByRole('main').innerText();
    expect(text).to.match(/координатор/i);
    for (const path of ['overview', 'participants', 'pairs', 'meetings', 'sync', 'journal', 'my']) {
      await visitor.open(path);
      const html = await visitor.tool.content();
      for (const [, name] of ARRIVALS) expect(html, path).to.not.contain(name);
    }
    for (const file of ['participants.xlsx', 'pairs.xlsx', 'meetings.xlsx', 'sync.xlsx']) {
      expect(await visitor.open(file), file).to.equal(403);
    }
  });

  it('ends the first person’s pages when another one launches in the same browser', async () => {
    const first = await world().person('coordinator');
    await first.launch();
    const old = `${first.base}participants`;
    first.handTo('mentee1');
    await first.launch();
    first.expectAnswers(/^401 \/app\//);
    const answer = await first.page.goto(old);
    expect(answer?.status()).to.equal(401);
    expect(await first.page.content()).to.not.contain('Смирнова');
    await first.page.getByRole('heading', { name: 'Сеанс закончился' }).waitFor();
  });
});
