import { expect } from 'chai';
import type { Page } from 'playwright-core';
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

/** Confirms the meeting that waits on the mentee's home, with a rating. */
async function confirm(mentee: Visitor, rating: number): Promise<void> {
  const { tool } = mentee;
  const scale = tool.getByRole('group', { name: /Насколько полезна/ });
  await scale.getByRole('radio', { name: String(rating), exact: true }).check();
  await tool.getByRole('button', { name: 'Подтвердить встречу' }).click();
  await tool.getByText('Спасибо, встреча подтверждена.').waitFor();
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
      /ждёт: .*LMS.*(не отвечает|занята|пауза)/.test(await deliveryOf(watcher, 'Петрова')),
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
    await tool.getByRole('button', { name: 'Передать все снова' }).click();
    await tool
      .getByText(/\d+ (оценка поставлена|оценки поставлены|оценок поставлено) в очередь/)
      .waitFor();
    await until(
      'later times in the gradebook',
      () => timeOf('mentee3') > before && timeOf('mentee1') > 0,
    );
  });
});
