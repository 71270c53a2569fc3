import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { axeViolations } from '../support/axe.js';
import { inOneShape, type World } from '../support/browser.js';

const PHONE = {
  viewport: { width: 360, height: 740 },
  hasTouch: true,
  isMobile: true,
  bypassCSP: true,
};
const MAIL = 'gromov@depo.example';
const DONE = 'Осмотр тележки вагона, разобрали три замечания';
const LOST = 'Договорились о следующей встрече в депо';

inOneShape('a mentor without an account works by a link on a phone', (world) => {
  let address = '';

  /** The master of the demo college. */
  const masterOf = ({ stack }: World): Promise<{ personId: string }> =>
    stack.tool
      .db('people as p')
      .join('participations as t', 't.person_id', 'p.id')
      .where('t.role', 'mentor')
      .where('p.name', 'like', 'Громов%')
      .first({ personId: 'p.id' });

  const lastCode = ({ smtp }: World): string =>
    /Код: (\d{6})/.exec(smtp.inbox.at(-1)?.text ?? '')?.[1] ?? '';

  /** A page without anything wider than the phone, and accessible. */
  async function fits(page: Page): Promise<void> {
    const wide = await page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    expect(wide).to.be.at.most(0);
    expect(await axeViolations(page.mainFrame())).to.deep.equal([]);
  }

  it('the coordinator makes the link on the mentor’s card, and mails it', async () => {
    const w = world();
    const { personId } = await masterOf(w);
    const boss = await w.person('coordinator');
    const tool = await boss.launch('Обзор программы');
    await boss.open(`participants/${personId}`);
    await tool.getByRole('link', { name: 'Заменить или отозвать' }).click();
    await tool.getByRole('radio', { name: 'Код из письма' }).check();
    await tool.getByLabel(/Электронная почта получателя/).fill(MAIL);
    await tool.getByLabel('Отправить ссылку на этот адрес').check();
    await tool.getByRole('button', { name: 'Создать ссылку' }).click();
    await tool.getByText('Письмо со ссылкой принято').waitFor();
    address = await tool.getByRole('textbox', { name: 'Адрес ссылки' }).inputValue();
    expect(w.smtp.inbox.at(-1)?.text).to.contain(address).and.to.not.contain('Громов');
  });

  it('the mentor opens it, confirms by the code from the letter, and logs a meeting in under 30 s; the coordinator sees the mark and revokes, and the next press is refused with the text kept', async () => {
    const w = world();
    const mentor = await w.person('nobody', PHONE);
    mentor.expectAnswers(/^4(10|22) /);
    const phone = mentor.page;
    await phone.goto(address);
    expect(phone.url()).to.match(/\/links\/[0-9a-f]{16}$/);
    await fits(phone);
    await phone.getByRole('button', { name: 'Получить код' }).click();
    await phone.getByLabel('Код из письма').fill(lastCode(w));
    await phone.getByRole('button', { name: 'Продолжить' }).click();
    await phone.getByRole('heading', { name: 'Моё наставничество' }).waitFor();
    await fits(phone);
    const began = Date.now();
    await phone.getByRole('link', { name: 'Записать встречу' }).first().click();
    const form = phone.locator('.meeting-form').first();
    await form.getByLabel('Что сделали').fill(DONE);
    await form.getByRole('button', { name: 'Сохранить встречу' }).click();
    await phone.getByText('записана').first().waitFor();
    expect(Date.now() - began).to.be.lessThan(30_000);
    await fits(phone);
    await phone.getByRole('link', { name: 'Встречи' }).first().click();
    await phone.getByText(DONE.slice(0, 30)).first().waitFor();
    await fits(phone);
    for (const path of ['calendar', 'my-surveys']) {
      await phone.goto(`${phone.url().split('/').slice(0, 5).join('/')}/${path}`);
      await fits(phone);
    }
    const { personId } = await masterOf(w);
    // Meanwhile the mentor writes on.
    await phone.goto(`${phone.url().split('/').slice(0, 5).join('/')}/my`);
    await phone.getByRole('link', { name: 'Записать встречу' }).first().click();
    await phone.locator('.meeting-form').first().getByLabel('О чём договорились').fill(LOST);
    const boss = await w.person('coordinator');
    const tool = await boss.launch('Обзор программы');
    await boss.open('journal?entity=meeting');
    await tool.getByText('по ссылке').first().waitFor();
    const made = await w.stack.tool.db('meetings').where('done', DONE).first('id');
    await boss.open(`meetings/${made.id}`);
    await tool.getByText('внесено по ссылке').waitFor();
    await boss.open('mentor-links');
    await tool
      .getByText(/открывали \d/)
      .first()
      .waitFor();
    await boss.open(`participants/${personId}/mentor-link`);
    await tool.getByRole('button', { name: 'Отозвать' }).click();
    await tool.getByText('Ссылка отозвана').first().waitFor();
    const before = await world().stack.tool.db('meetings').count({ n: '*' }).first();
    await phone
      .locator('.meeting-form')
      .first()
      .getByRole('button', { name: 'Сохранить встречу' })
      .click();
    await phone.getByRole('heading', { name: 'Ссылка больше не действует' }).waitFor();
    await phone.getByText('Набранное не сохранено').waitFor();
    const kept = phone.getByLabel('О чём договорились');
    expect(await kept.inputValue()).to.equal(LOST);
    await phone.getByText('Обратитесь к координатору').waitFor();
    await fits(phone);
    const after = await world().stack.tool.db('meetings').count({ n: '*' }).first();
    expect(after).to.deep.equal(before);
  });
});
