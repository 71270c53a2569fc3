import { expect } from 'chai';
import type { Frame } from 'playwright-core';
import { axeViolations, overflowOf } from '../support/axe.js';
import { launchBrowser } from '../support/browser.js';
import { type Stack, startStack } from '../support/stack.js';
import { HOME, OVERVIEW, type Visitor, visit } from '../support/visitor.js';

const PHONE = { width: 360, height: 740 };

describe('the end of a pair, from the last meeting to the papers', function whole() {
  this.timeout(180_000);
  let stack: Stack;
  const visitors: Visitor[] = [];

  before(async () => {
    stack = await startStack({ seed: true });
  });
  afterEach(async () => {
    await Promise.all(visitors.splice(0).map((visitor) => visitor.close()));
  });
  after(() => stack.close());

  async function person(key: string): Promise<Visitor> {
    const visitor = await visit(await launchBrowser(), stack, key, { bypassCSP: true });
    visitors.push(visitor);
    return visitor;
  }
  const soundness = async (tool: Frame) => [...(await axeViolations(tool)), await overflowOf(tool)];

  it('a mentor on a phone writes, the coordinator accepts, issues and writes into the registers', async () => {
    const mentor = await person('mentor3');
    await mentor.page.setViewportSize(PHONE);
    await mentor.launch(HOME);
    await mentor.tool.getByRole('link', { name: 'Завершение пары' }).first().click();
    const steps = mentor.tool.locator('.closing-steps');
    await steps.getByRole('link', { name: 'Написать' }).click();
    await mentor.tool.getByText('Прочитают Вы, координатор и куратор.').waitFor();
    await mentor.tool.getByLabel('Что изменилось у наставляемого').fill('Стал смелее');
    await mentor.tool.getByLabel('Да, без имени').check();
    expect(await soundness(mentor.tool)).to.deep.equal([0]);
    await mentor.tool.getByRole('button', { name: 'Сохранить', exact: true }).click();
    await mentor.tool.getByText('Сохранено. Спасибо!').waitFor();

    // By keyboard, with what is missing said at the field.
    mentor.expectAnswers(/^422 \/app\//);
    await steps.getByRole('link', { name: 'Открыть отчёт' }).focus();
    await mentor.page.keyboard.press('Enter');
    await mentor.tool.getByLabel('Что удалось').fill('Знакомится сам');
    await mentor.tool.getByLabel('Завершить', { exact: true }).check();
    await mentor.tool.getByRole('button', { name: 'Сдать отчёт' }).click();
    await mentor.tool.locator('.error-summary').getByRole('link', { name: 'Трудности' }).waitFor();
    await mentor.tool.getByLabel('Трудности').fill('Мало времени');
    await mentor.tool.getByRole('button', { name: 'Сдать отчёт' }).click();
    await mentor.tool.getByText('Отчёт сдан.').waitFor();
    expect(await soundness(mentor.tool)).to.deep.equal([0]);

    const coordinator = await person('coordinator');
    await coordinator.launch(OVERVIEW);
    await coordinator.open('closing?lacks=decision');
    await coordinator.tool.getByRole('link', { name: /Орлова/ }).click();
    // What waits for them stands first.
    await coordinator.tool
      .locator('.closing-next')
      .getByRole('link', { name: 'Открыть отчёт' })
      .click();
    await coordinator.tool.getByRole('button', { name: 'Принять отчёт' }).click();
    await coordinator.tool.getByText('Отчёт принят.').waitFor();
    await coordinator.open('closing?when=ending');
    await coordinator.tool.getByRole('link', { name: /Орлова/ }).click();
    await coordinator.tool.getByRole('link', { name: 'Выдать и скачать' }).click();
    await coordinator.tool.getByRole('button', { name: 'Выдать документы' }).click();
    await coordinator.tool.getByText('Выданы 2 документа.').waitFor();
    expect(await soundness(coordinator.tool)).to.deep.equal([0]);
    await coordinator.open('closing?when=ending');
    await coordinator.tool.getByRole('link', { name: /Орлова/ }).click();
    await coordinator.tool.getByRole('link', { name: 'Записать в реестры' }).click();
    await coordinator.tool.getByRole('button', { name: 'Записать отмеченное' }).click();
    await coordinator.tool.getByText('Записано 2 участникам.').waitFor();
    expect(await soundness(coordinator.tool)).to.deep.equal([0]);

    await mentor.open('my');
    await mentor.tool.getByRole('link', { name: 'Завершение пары' }).first().click();
    const [download] = await Promise.all([
      mentor.page.waitForEvent('download'),
      mentor.tool.getByRole('link', { name: 'Скачать PDF' }).click(),
    ]);
    expect(download.suggestedFilename()).to.match(/\.pdf$/);
  });
});
