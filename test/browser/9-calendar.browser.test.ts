import { expect } from 'chai';
import type { Frame } from 'playwright-core';
import { overflowOf } from '../support/axe.js';
import { dayFromToday } from '../support/meeting-form.js';
import { SAME_SITE, startTerrain, type TerrainWorld } from '../support/terrain.js';
import type { Visitor } from '../support/visitor.js';

const HOME = 'Моё наставничество';
const PHONE = { width: 360, height: 740 };

/** Nothing of the page stands beyond the window's edge, and nothing failed on the way. */
async function expectSound(visitor: Visitor): Promise<void> {
  expect(await overflowOf(visitor.tool)).to.equal(0);
  expect(visitor.faults()).to.deep.equal([]);
}

const press = (tool: Frame, name: string | RegExp) =>
  tool.getByRole('button', { name }).first().click();

describe('a meeting, from the proposal to the record', function whole() {
  this.timeout(120_000);
  let world: TerrainWorld;
  before(async () => {
    world = await startTerrain(SAME_SITE);
  });
  afterEach(() => world.closeBrowsers());
  after(() => world.close());

  const person = async (key: string): Promise<Visitor> => {
    const { context } = await world.browser();
    return world.person(context, key);
  };

  it('is proposed by a mentee on a phone, answered by one tap, held by one tap, confirmed', async () => {
    const mentee = await person('mentee1');
    await mentee.page.setViewportSize(PHONE);
    await mentee.launchWindow(HOME);
    const small = mentee.tool;
    await small.getByRole('link', { name: 'Предложить встречу' }).click();
    await small.getByLabel('Дата').fill(dayFromToday(0));
    await small.getByLabel('Начало').fill('00:05');
    await small.getByLabel('Место').fill('Библиотека');
    await expectSound(mentee);
    await press(small, 'Предложить встречу');
    await small.getByText('Встреча предложена').waitFor();
    await expectSound(mentee);

    const mentor = await person('mentor1');
    await mentor.launchWindow(HOME);
    const { tool } = mentor;
    const line = tool.locator('.plan-line', { hasText: 'сегодня в 00:05' });
    await line.getByRole('button', { name: 'Подходит' }).click();
    await tool.getByText('Договорились').waitFor();
    await mentor.open('calendar');
    await tool.locator('[aria-current="date"] a').first().waitFor();
    await expectSound(mentor);
    await tool.locator('[aria-current="date"] a').first().click();
    await tool.getByText('Библиотека').waitFor();
    // By the keyboard alone.
    await tool.getByRole('button', { name: 'Проведено' }).focus();
    await mentor.page.keyboard.press('Enter');
    await tool.getByLabel('Что сделали').fill('Выбрали тему проекта');
    await press(tool, 'Сохранить');
    await tool.getByText('Выбрали тему проекта', { exact: true }).waitFor();
    await expectSound(mentor);

    await mentee.open('calendar?view=list');
    await small
      .getByRole('row', { name: /проведена/ })
      .last()
      .waitFor();
    await expectSound(mentee);
    await mentee.open('me/calendar');
    await press(small, 'Получить адрес');
    await small.getByText('Адрес показан один раз').waitFor();
    await expectSound(mentee);
  });
});
