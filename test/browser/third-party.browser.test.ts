import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { axeViolations } from '../support/axe.js';
import { inOneShape } from '../support/browser.js';

const PHONE = {
  viewport: { width: 360, height: 740 },
  hasTouch: true,
  isMobile: true,
  bypassCSP: true,
};
const GROUP = 'ИС-31';

inOneShape('a group’s curator tells of students by one link on a phone', (world) => {
  let address = '';
  let code = '';

  /** A page without anything wider than the phone, and accessible. */
  async function fits(page: Page): Promise<void> {
    const wide = await page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    expect(wide).to.be.at.most(0);
    expect(await axeViolations(page.mainFrame())).to.deep.equal([]);
  }

  it('the coordinator asks about a group and is shown link and code once', async () => {
    const boss = await world().person('coordinator');
    const tool = await boss.launch('Обзор программы');
    await boss.open('third-party');
    await tool.getByRole('link', { name: 'Спросить о группе' }).click();
    await tool.getByLabel('Группа').selectOption(GROUP);
    await tool.getByRole('radio', { name: /Код, который передадите сами/ }).check();
    await tool.getByRole('button', { name: 'Создать ссылку' }).click();
    await tool.getByRole('heading', { name: 'Ссылка готова' }).waitFor();
    address = await tool.getByRole('textbox', { name: 'Адрес ссылки' }).inputValue();
    code = (await tool.locator('.told-code').innerText()).trim();
    expect(code).to.match(/^\d{6}$/);
    await boss.open('third-party');
    await tool.getByText(`Группа ${GROUP}`, { exact: true }).waitFor();
    expect(await tool.content()).to.not.contain(address);
  });

  it('who has the code tells of each student, and sees first names only', async () => {
    const w = world();
    const giver = await w.person('nobody', PHONE);
    giver.expectAnswers(/^422 /);
    const { page } = giver;
    await page.goto(address);
    await page.getByRole('heading', { name: 'Расскажите о студенте' }).waitFor();
    expect(await page.content()).to.not.contain(GROUP);
    await fits(page);
    await page.getByLabel('Код, который Вам передали').fill(code);
    await page.getByRole('button', { name: 'Продолжить' }).click();
    await page.getByRole('heading', { name: 'Расскажите о студентах' }).waitFor();
    expect(await page.content()).to.not.contain('Фёдоров');
    await fits(page);
    await page.getByRole('link', { name: 'Кирилл' }).click();
    await page.getByRole('button', { name: 'Сохранить' }).click();
    await page.getByText('Нужно исправить').waitFor();
    await fits(page);
    await page.getByLabel('Кто отвечает').fill('Мельникова Вера Павловна, куратор группы');
    await page.getByRole('radio', { name: 'почти без пропусков' }).check();
    await page.getByRole('radio', { name: 'хорошо, без долгов' }).check();
    await page.getByRole('checkbox', { name: 'понять свою профессию' }).check();
    await page.getByRole('button', { name: 'Сохранить' }).click();
    await page.getByText('Рассказано о 1 из').waitFor();
    await fits(page);
  });

  it('it stands on the mentee’s page, for the coordinator', async () => {
    const boss = await world().person('coordinator');
    const tool = await boss.launch('Обзор программы');
    await boss.open('third-party?state=given');
    await tool.getByRole('link', { name: /^Фёдоров/ }).click();
    await tool.getByText('понять свою профессию').waitFor();
    await tool.getByText('Мельникова Вера Павловна').waitFor();
  });
});
