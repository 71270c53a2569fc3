import { expect } from 'chai';
import type { Frame, Page } from 'playwright-core';
import { inBothShapes, type World } from '../support/browser.js';
import { COURSE, type Visitor } from '../support/visitor.js';

/** The promise is ten seconds; a busy machine gets half as much again. */
const ARRIVAL_MS = 15_000;
const POLL_MS = 200;

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<number> {
  const began = Date.now();
  while (!(await holds())) {
    if (Date.now() - began > ARRIVAL_MS) throw new Error(`within ${ARRIVAL_MS} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return Date.now() - began;
}

/** Confirms the meeting that waits on the mentee's home, first or after what presses more, with a rating. */
async function confirm(mentee: Visitor, rating: number): Promise<void> {
  const { tool } = mentee;
  await tool.locator('[data-next]').waitFor();
  if ((await tool.locator('[data-next="confirm"]').count()) === 0)
    await tool.getByRole('link', { name: /^Подтвердите встречу/ }).click();
  const scale = tool.getByRole('group', { name: /Насколько полезна/ });
  await scale.getByRole('radio', { name: String(rating), exact: true }).check();
  await tool.getByRole('button', { name: 'Подтвердить встречу' }).click();
  await tool.getByText('Спасибо, встреча подтверждена.').waitFor();
  await mentee.open('my');
}

/** The score on the mentee's own page. */
async function ownScore(mentee: Visitor): Promise<string> {
  const ring = mentee.tool.getByRole('img', { name: /Мой прогресс: \d+ из 100/ });
  return /(\d+) из 100/.exec((await ring.getAttribute('aria-label')) ?? '')?.[1] ?? '';
}

async function openGradebook({ stack }: World, page: Page): Promise<void> {
  await page.goto(`${stack.lms.url}/login?as=coordinator&to=/course/${COURSE}/grades`);
}

const gradeIn = (page: Page, name: string): Promise<string> =>
  page.getByRole('row').filter({ hasText: name }).getByRole('cell').first().innerText();

/** The row of a person on the sync page, read anew. */
async function deliveryOf(coordinator: Visitor, name: string): Promise<string> {
  await coordinator.open(`sync?search=${encodeURIComponent(name)}`);
  return coordinator.tool.getByRole('row').filter({ hasText: name }).innerText();
}

/** Asks for everything once more, with how many, from the page «Оценки». */
async function sendAllAgain(tool: Frame): Promise<void> {
  await tool.getByRole('link', { name: 'Передать всем ещё раз' }).click();
  await tool.getByRole('heading', { name: /Передать \d+ оцен(ку|ки|ок) ещё раз\?/ }).waitFor();
  await tool.getByRole('button', { name: /Передать \d+ оцен/ }).click();
}

inBothShapes('step 6: the gradebook', (world) => {
  it('has the score within seconds of the confirmation', async () => {
    const coordinator = await world().person('coordinator');
    await openGradebook(world(), coordinator.page);
    const mentee = await world().person('mentee3');
    await mentee.launch();
    const before = await ownScore(mentee);
    await confirm(mentee, 8);
    const score = await ownScore(mentee);
    expect(score).to.not.equal(before);
    // The page of the gradebook looks for news by itself.
    await until(`${score} in the gradebook`, async () =>
      (await gradeIn(coordinator.page, 'Гайнутдинов')).startsWith(score),
    );
    await coordinator.launch();
    const row = await deliveryOf(coordinator, 'Гайнутдинов');
    expect(row).to.contain(score).and.to.contain('передано');
  });

  it('loses nothing while the LMS’s grade service is off', async () => {
    const { lms } = world().stack;
    const coordinator = await world().person('coordinator');
    await openGradebook(world(), coordinator.page);
    const service = coordinator.page.getByRole('switch', { name: /Служба оценок/ });
    await service.click();
    await coordinator.page.getByText('Служба оценок: выключена').waitFor();
    const earlier = await gradeIn(coordinator.page, 'Петрова');
    const mentee = await world().person('mentee4');
    await mentee.launch();
    await confirm(mentee, 10);
    const score = await ownScore(mentee);
    const watcher = await world().person('coordinator');
    await watcher.launch();
    await until('the reason on the sync page', async () =>
      /ждёт: .*LMS.*(не отвечает|не принимает|пауза)/.test(await deliveryOf(watcher, 'Петрова')),
    );
    expect(await gradeIn(coordinator.page, 'Петрова')).to.equal(earlier);
    await service.click();
    await coordinator.page.getByText('Служба оценок: включена').waitFor();
    // Nobody has to do anything: the next try comes by itself.
    await until(`${score} in the gradebook`, async () =>
      (await gradeIn(coordinator.page, 'Петрова')).startsWith(score),
    );
    await until('sent', async () => /передано/.test(await deliveryOf(watcher, 'Петрова')));
    expect(lms.state.gradeService).to.equal(true);
  });

  it('says why a person is not graded, and sends again when asked', async () => {
    const { lms } = world().stack;
    const coordinator = await world().person('coordinator');
    const tool = await coordinator.launch();
    expect(await deliveryOf(coordinator, 'Королёва')).to.match(
      /не оценивается: нет учётной записи/,
    );
    await coordinator.open('sync');
    expect(await tool.getByRole('main').innerText()).to.match(/Передано [1-9]/);
    const timeOf = (key: string) => {
      const own = lms.state.grades.filter((grade) => grade.userId === lms.user(key).id);
      return Math.max(0, ...own.map((grade) => grade.timestamp));
    };
    const before = timeOf('mentee3');
    await sendAllAgain(tool);
    await tool
      .getByText(/\d+ (оценка поставлена|оценки поставлены|оценок поставлено) в очередь/)
      .waitFor();
    await until(
      'later times in the gradebook',
      () => timeOf('mentee3') > before && timeOf('mentee1') > 0,
    );
  });

  it('shows how far it is without a reload, and nothing jumps', async () => {
    const { lms } = world().stack;
    const coordinator = await world().person('coordinator');
    const tool = await coordinator.launch();
    await coordinator.open('sync');
    // Away for two seconds: the scores wait, and come all together then.
    await lms.setGradeService(false, { status: 503, retryAfter: 2 });
    await sendAllAgain(tool);
    const bar = tool.getByRole('progressbar', { name: /Передано \d+ из \d+/ });
    await bar.waitFor();
    const [value, max] = await bar.evaluate((one: { value: number; max: number }) => [
      one.value,
      one.max,
    ]);
    expect(value).to.be.lessThan(max as number);
    const marked = tool.locator('form.filters');
    await marked.evaluate((form) => form.setAttribute('data-seen', 'yes'));
    const before = await marked.boundingBox();
    await lms.setGradeService(true);
    await tool.getByText(`Передано ${max} из ${max}`, { exact: true }).waitFor();
    await tool.getByText(`Передано ${max}, ждёт 0`).waitFor();
    expect(await bar.getAttribute('aria-valuetext')).to.equal(`Передано ${max} из ${max}`);
    expect(await tool.getByRole('status').allInnerTexts()).to.include(
      `Передача закончена: Передано ${max} из ${max}.`,
    );
    const row = tool.getByRole('row').filter({ hasText: 'Гайнутдинов' });
    expect(await row.innerText(), 'the rows follow').to.contain('передано');
    expect(await marked.getAttribute('data-seen'), 'the same page').to.equal('yes');
    expect(await marked.boundingBox()).to.deep.equal(before);
  });

  it('compares with the gradebook when asked, by the keyboard alone', async () => {
    const { lms } = world().stack;
    const coordinator = await world().person('coordinator');
    const tool = await coordinator.launch();
    await coordinator.open('sync/check');
    // Each press leads to a page that may say what the one before it said: only the new one counts.
    const press = async (name: string | RegExp) => {
      await tool.getByRole('main').evaluate((main) => main.setAttribute('data-before', ''));
      await tool.getByRole('button', { name }).focus();
      await coordinator.page.keyboard.press('Enter');
      await tool.locator('main:not([data-before])').waitFor();
    };
    await press('Сверить ещё раз');
    await tool.getByText(/расхождений нет/).waitFor();
    const own = lms.state.grades.find((one) => one.userId === lms.user('mentee3').id);
    if (!own) throw new Error('no grade');
    await lms.gradeByHand(own.lineItemId, 'mentee3', 1);
    await press('Сверить ещё раз');
    await tool.getByText('1 расхождение').waitFor();
    const row = tool.getByRole('row').filter({ hasText: 'Гайнутдинов' });
    expect(await row.innerText())
      .to.contain('1 из 100')
      .and.to.contain('другое значение');
    // The teacher gives the cell back to the tool; then the score is sent again.
    await lms.gradeByHand(own.lineItemId, 'mentee3', null);
    await press(/Передать снова: Гайнутдинов/);
    await tool.getByText(/1 оценка поставлена в очередь/).waitFor();
    await until('the score is there again', () => (own.value ?? 0) > 1);
    await press('Сверить ещё раз');
    await tool.getByText(/расхождений нет/).waitFor();
  });
});
