import { expect } from 'chai';
import type { Frame } from 'playwright-core';
import { overflowOf } from '../support/axe.js';
import { dayFromToday } from '../support/meeting-form.js';
import { SAME_SITE, startTerrain, type TerrainWorld } from '../support/terrain.js';
import type { Visitor } from '../support/visitor.js';

const MENTEE = 'Александрова-Преображенская';
const PHONE = { width: 360, height: 740 };

/** Nothing of the page stands beyond the window's edge, and nothing failed on the way. */
async function expectSound(visitor: Visitor): Promise<void> {
  expect(await overflowOf(visitor.tool)).to.equal(0);
  expect(visitor.faults()).to.deep.equal([]);
}

const press = (tool: Frame, name: string | RegExp) => tool.getByRole('button', { name }).click();

// In a college of its own: its questionnaires and decisions are nobody else's.
describe('a group meeting, from the invitation to the ballots', function whole() {
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

  it('the pool is invited, marked by keyboard, asked, and the answers are counted', async () => {
    const coordinator = await person('coordinator');
    coordinator.expectAnswers(/^422 \/app\//);
    await coordinator.launchWindow('Обзор программы');
    const { tool } = coordinator;

    // Somebody waits for a mentor, and something is done for her meanwhile.
    await coordinator.open(`participants?search=${encodeURIComponent(MENTEE)}`);
    await tool.getByRole('link', { name: new RegExp(MENTEE) }).click();
    await tool.getByText('Внести в лист ожидания').first().click();
    const wait = tool.locator('details[open]', { hasText: 'лист ожидания' });
    await wait.getByLabel('Причина').fill('Ищем наставника по её специальности');
    await wait.getByRole('button', { name: 'Внести в лист ожидания' }).click();
    await coordinator.open('waiting-list');
    await tool.getByRole('row', { name: new RegExp(MENTEE) }).waitFor();
    await expectSound(coordinator);
    await tool.getByRole('link', { name: new RegExp(MENTEE) }).click();
    await tool.getByText('Новая запись').click();
    await press(tool, 'Записать');
    await tool.getByRole('link', { name: 'Запись' }).waitFor();
    await tool.getByLabel('Запись', { exact: true }).fill('Договорились о групповой встрече');
    await press(tool, 'Записать');
    await tool.getByText('Договорились о групповой встрече').waitFor();
    await expectSound(coordinator);

    await coordinator.open('group-meetings');
    await tool.getByRole('link', { name: 'Запланировать встречу' }).click();
    await tool.getByLabel('Название').fill('<b>Знакомство</b>');
    await tool.getByLabel('Дата').fill(dayFromToday(0));
    await tool.getByLabel('Начало').fill('15:00');
    await tool.getByLabel('Форма').selectOption({ label: 'Педагог – студент' });
    await tool.getByLabel('Место').fill('ауд. 214');
    await press(tool, 'Запланировать');
    await tool.getByRole('heading', { name: '<b>Знакомство</b>' }).waitFor();

    const mentee = await person('mentee8');
    await mentee.page.setViewportSize(PHONE);
    await mentee.launchWindow();
    await mentee.tool
      .getByText(/Групповая встреча «<b>Знакомство<\/b>»: .* в 15:00, ауд\. 214/)
      .waitFor();

    // By keyboard: one was not there, all others were.
    const keys = coordinator.page.keyboard;
    const [one] = await tool.getByRole('group').filter({ hasText: 'не был(а)' }).all();
    if (!one) throw new Error('the sheet is empty');
    await one.getByRole('radio', { checked: true }).focus();
    await keys.press('ArrowLeft');
    expect(await one.getByRole('radio', { name: 'не был(а)' }).isChecked()).to.equal(true);
    await keys.press('ArrowLeft');
    expect(await one.getByRole('radio', { name: 'был(а)', exact: true }).isChecked()).to.equal(
      true,
    );
    await tool.getByRole('button', { name: /Отметить всех остальных/ }).focus();
    await keys.press('Enter');
    await tool.getByText('Отметки сохранены').waitFor();
    await tool.getByText(/^Пришли \d+ из \d+\.$/).waitFor();
    await expectSound(coordinator);

    await tool.getByRole('link', { name: 'Открыть анкеты о предпочтениях' }).click();
    await press(tool, 'Открыть анкеты');
    await tool
      .getByText(/ответили 0 из \d+/)
      .first()
      .waitFor();

    await mentee.launchWindow();
    await mentee.open('my-surveys');
    await mentee.tool.getByRole('link', { name: /Предпочтения по наставникам/ }).click();
    const wished = mentee.tool.getByRole('group', { name: 'С кем из наставников Вы хотели бы' });
    await wished.getByLabel('1-е место').selectOption({ index: 1 });
    await expectSound(mentee);
    await press(mentee.tool, 'Сдать анкету');
    await mentee.tool.getByText('Анкета сдана. Спасибо!').waitFor();

    await coordinator.page.reload();
    await tool.getByText(/ответили 1 из \d+/).waitFor();
    await tool
      .getByRole('link', { name: /кто не ответил/ })
      .first()
      .click();
    await tool.getByText('только те, кто был на групповой встрече').waitFor();
  });
});
