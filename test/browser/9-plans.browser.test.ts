import { expect } from 'chai';
import { overflowOf } from '../support/axe.js';
import { dayFromToday } from '../support/meeting-form.js';
import { SAME_SITE, startTerrain, type TerrainWorld } from '../support/terrain.js';
import type { Visitor } from '../support/visitor.js';

const PHONE = { width: 360, height: 740 };

/** Nothing of the page stands beyond the window's edge, and nothing failed on the way. */
async function expectSound(visitor: Visitor): Promise<void> {
  expect(await overflowOf(visitor.tool)).to.equal(0);
  expect(visitor.faults()).to.deep.equal([]);
}

// In a college of its own: its plans are nobody else's.
describe('a plan, from the template to the progress', function whole() {
  this.timeout(120_000);
  let world: TerrainWorld;
  before(async () => {
    world = await startTerrain(SAME_SITE);
  });
  afterEach(() => world.closeBrowsers());
  after(() => world.close());

  const person = async (key: string): Promise<Visitor> => {
    const { context } = await world.browser();
    const visitor = await world.person(context, key);
    await visitor.page.setViewportSize(PHONE);
    await visitor.launchWindow('Моё наставничество');
    return visitor;
  };

  it('a mentor makes it on a phone, the mentee confirms it, a result moves the card', async () => {
    const mentor = await person('mentor2');
    const { tool } = mentor;
    const card = tool.locator('.pair-card', { hasText: 'Зайцев' });
    await card.getByRole('link', { name: 'Составить план' }).click();
    await tool.getByRole('radio', { name: /Сопровождение студента группы риска/ }).waitFor();
    await expectSound(mentor);
    await tool.getByRole('button', { name: 'Составить план' }).click();
    await tool.getByRole('heading', { name: 'ИПР: Зайцев' }).waitFor();
    await expectSound(mentor);

    // By keyboard: a goal of its own.
    await tool.getByRole('link', { name: 'Добавить цель' }).focus();
    await mentor.page.keyboard.press('Enter');
    await tool.getByLabel('Проект или задание').fill('Завести тетрадь вопросов');
    await tool.getByLabel('Срок').fill(dayFromToday(9));
    await tool.getByLabel('Планируемый результат').fill('Десять вопросов за месяц');
    await tool.getByRole('button', { name: 'Сохранить', exact: true }).click();
    await tool.getByText('Завести тетрадь вопросов').first().waitFor();
    await tool.getByRole('button', { name: 'Предложить наставляемому' }).click();
    await tool.getByText('План ждёт подтверждения наставляемого.').waitFor();
    await expectSound(mentor);

    const mentee = await person('mentee7');
    await mentee.tool.getByText('Прочитайте план и подтвердите его').first().waitFor();
    await mentee.tool.getByRole('link', { name: 'План: ждёт Вашего подтверждения' }).click();
    await mentee.tool.getByRole('button', { name: 'Подтвердить план' }).click();
    await mentee.tool.getByText(/Подтверждён .* Выполнено 0 из 8/).waitFor();
    await expectSound(mentee);

    await mentor.open('my');
    await card.getByRole('link', { name: /План: 0 из 8/ }).click();
    await tool.getByRole('link', { name: /^Отметить результат.*Консультация психолога/ }).click();
    await tool.getByLabel('выполнена', { exact: true }).check();
    await tool.getByLabel('Фактический результат').fill('Побывали, рекомендации есть');
    await tool.getByLabel('Оценка наставника').selectOption('5');
    await tool.getByRole('button', { name: 'Сохранить' }).click();
    await tool.getByText('Побывали, рекомендации есть').waitFor();
    await expectSound(mentor);

    await mentee.open('my');
    await mentee.tool.getByRole('link', { name: /План: 1 из 8, следующий срок/ }).waitFor();
    await mentee.tool.getByText(/План: 1 из 1/).waitFor();
    await expectSound(mentee);
  });
});
