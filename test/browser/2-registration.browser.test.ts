import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { demoInvite } from '../../demo/register.js';
import { inBothShapes, type World } from '../support/browser.js';
import { COURSE, frameOf, isArrived, type Visitor } from '../support/visitor.js';

/** What is placed, and the page that each one opens for a coordinator. */
const PLACED: readonly [title: string, path: string][] = [
  ['Журнал встреч', 'meetings'],
  ['Участники наставничества', 'participants'],
  ['Прогресс наставничества', 'sync'],
];
const COLUMN = 'Прогресс наставничества';

async function registerByAddress({ stack }: World, page: Page): Promise<number> {
  const before = new Set(stack.lms.state.tools.map((tool) => tool.id));
  await page.goto(`${stack.lms.url}/login?as=admin&to=/course/${COURSE}`);
  await page
    .getByRole('navigation', { name: 'Курсы' })
    .getByRole('link', { name: 'Инструменты' })
    .click();
  await page.getByLabel('Адрес регистрации').fill(await demoInvite(stack.tool, stack.toolUrl));
  await page.getByRole('button', { name: 'Зарегистрировать' }).click();
  // The window of the registration closes by itself; the list then has the tool, still to be switched on.
  await page.getByText('ждёт включения').waitFor();
  const added = stack.lms.state.tools.filter((tool) => !before.has(tool.id));
  expect(added).to.have.length(1);
  return added[0]?.id ?? 0;
}

/** Takes the registration out of the LMS and, as an operator would, out of use in the tool. */
async function takeAway({ stack }: World, toolId: number): Promise<void> {
  const { clientId } = stack.lms.state.tools.find((tool) => tool.id === toolId) ?? {};
  const known = await stack.tool.platforms.findByIssuer(stack.lms.url, clientId);
  for (const { platformId } of known)
    await stack.tool.platforms.update(platformId, { active: false });
  await stack.lms.removeTool(toolId);
}

async function placePages(page: Page, toolId: number): Promise<void> {
  await page.locator(`a[href="/course/${COURSE}/add?tool=${toolId}"]`).click();
  const picker = page.frameLocator('iframe[name="pickerframe"]');
  await picker.getByRole('heading', { level: 1, name: 'Что добавить в курс' }).waitFor();
  const pages = picker.getByRole('group', { name: 'Страницы' });
  for (const box of await pages.getByRole('checkbox').all()) await box.uncheck();
  for (const [title] of PLACED) await pages.getByRole('checkbox', { name: title }).check();
  await picker.getByRole('button', { name: 'Добавить в курс' }).click();
  await page.waitForURL((url) => url.pathname === `/course/${COURSE}`);
}

async function openPlaced(visitor: Visitor, title: string): Promise<string> {
  const { page } = visitor;
  const menu = page.getByRole('navigation', { name: 'Содержание курса' });
  await menu.getByRole('link', { name: title, exact: true }).last().click();
  const tool = await frameOf(page, 'contentframe');
  await tool.waitForURL(isArrived);
  return new URL(tool.url()).pathname.split('/').slice(3).join('/');
}

inBothShapes('step 2: registering and placing', (world) => {
  it('registers by an address with an invite, places pages, and they open', async () => {
    const visitor = await world().person('admin');
    const { page } = visitor;
    const { lms } = world().stack;
    const toolId = await registerByAddress(world(), page);
    try {
      const entry = page.getByRole('listitem').filter({ hasText: 'ждёт включения' });
      await entry.getByRole('button', { name: 'Включить' }).click();
      await page.goto(`${lms.url}/course/${COURSE}`);
      await placePages(page, toolId);
      const placed = lms.state.activities.filter((activity) => activity.toolId === toolId);
      expect(placed.map((activity) => activity.title)).to.deep.equal(
        PLACED.map(([title]) => title),
      );
      expect(placed.map((activity) => activity.gradable)).to.deep.equal([false, false, true]);
      // One programme over registrations: the course goes on where it was.
      for (const [title, path] of PLACED) {
        expect(await openPlaced(visitor, title), title).to.equal(path);
      }
      await page.getByRole('navigation', { name: 'Содержание курса' }).getByText('О курсе').click();
      await page.getByRole('link', { name: 'Оценки' }).click();
      const columns = page.getByRole('columnheader', { name: COLUMN });
      expect(await columns.count(), 'columns of the gradebook').to.be.at.least(2);
    } finally {
      await takeAway(world(), toolId);
    }
  });

  it('takes an invite once', async () => {
    const { stack } = world();
    const { page } = await world().person('admin');
    const invite = await demoInvite(stack.tool, stack.toolUrl);
    const visitor = await world().person('coordinator');
    visitor.expectAnswers(/^4\d\d \/lti\/register/);
    const register = async () => {
      await page.goto(`${stack.lms.url}/login?as=admin&to=/course/${COURSE}`);
      await page.goto(`${stack.lms.url}/admin/tools/register?url=${encodeURIComponent(invite)}`);
    };
    await register();
    await page.getByText('ждёт включения').waitFor();
    await takeAway(world(), stack.lms.state.tools.at(-1)?.id ?? 0);
    await visitor.page.goto(stack.lms.registrationUrl(invite));
    await visitor.page.getByRole('heading', { name: 'Приглашение уже использовано' }).waitFor();
  });

  it('gives back nothing when the choice is cancelled', async () => {
    const { page } = await world().person('coordinator');
    const { lms } = world().stack;
    const before = lms.state.activities.length;
    await page.goto(`${lms.url}/login?as=coordinator&to=/course/${COURSE}`);
    await page.getByRole('link', { name: 'Добавить активность' }).first().click();
    const picker = page.frameLocator('iframe[name="pickerframe"]');
    await picker.getByRole('button', { name: 'Отмена' }).click();
    await page.waitForURL((url) => url.pathname === `/course/${COURSE}`);
    expect(lms.state.activities).to.have.length(before);
  });
});
