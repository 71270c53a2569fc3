import { expect } from 'chai';
import type { BrowserContextOptions, Frame } from 'playwright-core';
import type { BuiltPerson } from '../../service/test/support/builders.js';
import { axeViolations } from '../support/axe.js';
import { inBothShapes } from '../support/browser.js';
import { DATABASE_KINDS } from '../support/databases.js';
import { emptyPool, fillPool, type PoolPerson } from '../support/match-pool.js';
import { type Stack, startStack } from '../support/stack.js';
import { type Visitor, visitorIn } from '../support/visitor.js';

const WELDER = '15.01.05 Сварщик';
const FITTER = '13.01.10 Электромонтёр';
/** Mentors with places, and mentees who fit them by their speciality. */
const PEOPLE: readonly PoolPerson[] = [
  { role: 'mentor', familyName: 'Яковлева', capacity: 2, speciality: WELDER },
  { role: 'mentor', familyName: 'Ющенко', capacity: 2, speciality: FITTER },
  { role: 'mentee', familyName: 'Абрамов', speciality: WELDER },
  { role: 'mentee', familyName: 'Белкина', speciality: FITTER },
];

inBothShapes('pairs are made', (world) => {
  // A college of its own: in the shared one other tests count who is there.
  let stack: Stack;
  let people: BuiltPerson[];

  before(async function () {
    this.timeout(120_000);
    const { shape } = world();
    const database = shape === 'split' ? (DATABASE_KINDS.at(-1) ?? 'sqlite') : 'sqlite';
    stack = await startStack({ shape, database, seed: true });
    const opened = { db: stack.tool.db, api: stack.tool.service.api };
    await emptyPool(opened);
    people = await fillPool(opened, PEOPLE);
  });
  after(() => stack.close());

  const idOf = (at: number): string => people[at]?.personId ?? '';

  /** Somebody of this college in a browser that is watched and closed as all others are. */
  async function person(key: string, options?: BrowserContextOptions): Promise<Visitor> {
    const own = await world().person(key, options);
    const visitor = await visitorIn(own.context, stack, key);
    const expected = visitor.expectAnswers;
    visitor.expectAnswers = (...answers) => {
      own.expectAnswers(...answers);
      expected(...answers);
    };
    return visitor;
  }

  const card = (tool: Frame, at: number) => tool.locator(`.match-card[data-card="${idOf(at)}"]`);
  const lead = (tool: Frame, words: string) => tool.locator('.lead-line', { hasText: words });
  const said = (tool: Frame) => tool.locator('[data-match-live]');

  it('from the first run to an order, on the board and by keyboard alone', async () => {
    const coordinator = await person('coordinator', { bypassCSP: true });
    coordinator.expectAnswers(/^422 \/app\//, /^409 \/app\//);
    await coordinator.launchWindow('Обзор программы');
    await coordinator.open('matching?form=student_student');
    const { tool, page } = coordinator;
    await tool.getByText('Всё готово к подбору').waitFor();
    await tool.getByRole('button', { name: 'Запустить подбор' }).click();
    await lead(tool, 'Наставника получили 2 из 2 наставляемых').waitFor();

    // Why these two.
    await tool
      .getByRole('row', { name: /Абрамов/ })
      .getByRole('link')
      .click();
    await tool.getByText(`одна специальность: ${WELDER}`).last().waitFor();
    await tool.getByRole('heading', { name: 'Если бы не эта пара' }).waitFor();

    await tool.getByRole('link', { name: 'Доска' }).click();
    await card(tool, 2).locator('summary').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    const dialog = tool.getByRole('dialog');
    await dialog.waitFor();
    // Escape puts everything back, and the focus where it was.
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await card(tool, 2).locator('summary:focus').waitFor();

    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await dialog.getByRole('searchbox').waitFor();
    await page.keyboard.type('Ющенко');
    await page.keyboard.press('Enter');
    const other = dialog.getByRole('radio', { name: /Ющенко/ });
    await other.waitFor();
    await dialog.getByRole('radio', { name: /Яковлева/ }).waitFor({ state: 'detached' });
    await other.focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await said(tool)
      .getByText(/Абрамов.*наставник Ющенко.*раньше Яковлева/)
      .waitFor();
    const unit = tool.locator(`[data-unit="${idOf(1)}"]`);
    await unit.getByText('мест 2, занято 2').waitFor();
    await card(tool, 2).locator('summary:focus').waitFor();
    expect(await axeViolations(tool)).to.deep.equal([]);

    // Back again by the pointer; locked; forbidden elsewhere with a reason; the ban undone.
    await card(tool, 2).dragTo(tool.locator(`[data-unit="${idOf(0)}"] h3`));
    await said(tool)
      .getByText(/Абрамов.*наставник Яковлева/)
      .waitFor();
    await card(tool, 2).locator('summary').click();
    await card(tool, 2).getByRole('button', { name: 'Закрепить' }).click();
    await said(tool)
      .getByText(/Абрамов.*пара закреплена/)
      .waitFor();
    await card(tool, 3).locator('summary').click();
    await card(tool, 3).getByRole('link', { name: 'Запретить пару' }).click();
    await dialog.getByLabel('Причина').fill('Живут в одной комнате');
    await dialog.getByRole('button', { name: 'Запретить' }).click();
    await lead(tool, 'Наставника получили 1 из 2 наставляемых').waitFor();
    await tool.getByRole('heading', { name: 'Без наставника: 1' }).waitFor();
    await tool.getByRole('button', { name: /Вернуть/ }).click();
    await lead(tool, 'Наставника получили 2 из 2 наставляемых').waitFor();

    await tool.getByRole('button', { name: 'Подобрать заново' }).click();
    await tool.getByText('закреплено 1').waitFor();
    await tool.getByRole('link', { name: 'Расчёты' }).click();
    await tool.getByRole('link', { name: 'сравнить с № 1' }).click();
    await tool.getByText('Наставники у всех одни и те же.').waitFor();
    expect(coordinator.faults()).to.deep.equal([]);
  });

  it('two coordinators: the slower one is told what the other did, and loses nothing', async () => {
    const [one, two] = [await person('coordinator'), await person('coordinator')];
    one.expectAnswers(/^409 \/app\//);
    for (const each of [one, two]) {
      await each.launchWindow('Обзор программы');
      await each.open('matching?form=student_student');
      await each.tool.getByRole('link', { name: 'Доска' }).click();
      await card(each.tool, 3).waitFor();
    }
    await card(one.tool, 3).locator('summary').click();
    await card(one.tool, 3).getByRole('link', { name: 'Запретить пару' }).click();
    const dialog = one.tool.getByRole('dialog');
    await dialog.getByLabel('Причина').fill('Не сошлись');
    await card(two.tool, 3).locator('summary').click();
    await card(two.tool, 3).getByRole('button', { name: 'Закрепить' }).click();
    await said(two.tool)
      .getByText(/Белкина.*закреплена/)
      .waitFor();

    await dialog.getByRole('button', { name: 'Запретить' }).click();
    await dialog.getByText(/закреплена пара Белкина/).waitFor();
    await dialog.getByRole('button', { name: 'Показать новое состояние' }).click();
    await one.tool.locator('.match-card.is-locked', { hasText: 'Белкина' }).waitFor();
    expect(await dialog.getByLabel('Причина').inputValue()).to.equal('Не сошлись');
    expect([...one.faults(), ...two.faults()]).to.deep.equal([]);
  });

  it('a mentor sees nothing before the publication, and the pair after it', async () => {
    const coordinator = await person('coordinator');
    const mentor = await person('mentor3');
    await mentor.launchWindow();
    mentor.expectAnswers(/^403 \/app\//);
    expect(await mentor.open('matching')).to.equal(403);
    await coordinator.launchWindow('Обзор программы');
    await coordinator.open('matching?form=student_student');
    const { tool } = coordinator;
    // A mentor who has an account in the LMS, and no place left: that takes a reason.
    await tool
      .getByRole('row', { name: /Абрамов/ })
      .getByRole('link')
      .click();
    await tool.getByRole('button', { name: 'Снять закрепление' }).click();
    await tool.getByRole('link', { name: 'Переместить к…' }).click();
    const dialog = tool.getByRole('dialog');
    await dialog.getByRole('searchbox').fill('Орлова');
    await dialog.getByRole('button', { name: 'Найти' }).click();
    await dialog.getByRole('radio', { name: /Яковлева/ }).waitFor({ state: 'detached' });
    await dialog.getByRole('radio', { name: /Орлова/ }).check();
    await dialog.getByLabel('Причина директивного назначения').fill('По просьбе обоих');
    await dialog.getByRole('button', { name: 'Переместить' }).click();
    await said(tool)
      .getByText(/Абрамов.*наставник Орлова/)
      .waitFor();
    await mentor.open('my');
    expect(await mentor.tool.getByText('Абрамов').count()).to.equal(0);

    await tool.getByRole('link', { name: 'Опубликовать пары' }).click();
    await tool.getByText(/Будет создано: \d+ пар/).waitFor();
    await tool.getByLabel('Номер приказа').fill('77-н');
    await tool.getByRole('button', { name: 'Создать пары' }).click();
    await tool.getByRole('status').getByRole('link', { name: 'Открыть пары' }).click();
    const pair = tool.getByRole('row', { name: /Абрамов/ });
    await pair.getByRole('link').click();
    await tool.getByText('77-н').first().waitFor();
    await mentor.open('my');
    await mentor.tool.getByText('Абрамов').first().waitFor();
    expect(coordinator.faults()).to.deep.equal([]);
  });
});
