import { expect } from 'chai';
import type { Frame } from 'playwright-core';
import { type ShiftedClock, shiftedClock } from '../../lti-tool/test/support/launch-tool.js';
import { todayIn } from '../../shared/clock.js';
import { addDays } from '../../shared/dates.js';
import { axeViolations, overflowOf } from '../support/axe.js';
import { launchBrowser } from '../support/browser.js';
import { type Stack, startStack } from '../support/stack.js';
import { HOME, OVERVIEW, type Visitor, visit } from '../support/visitor.js';

const DAY_MS = 86_400_000;
const MENTEE = 'Гайнутдинов Тимур Ринатович';
const words = (iso: string): string => iso.split('-').reverse().join('.');

describe('the life of a pair, with a moved clock', function life() {
  this.timeout(180_000);
  let stack: Stack;
  let clock: ShiftedClock;
  const visitors: Visitor[] = [];

  const today = () => todayIn('Europe/Moscow', clock);

  before(async () => {
    clock = shiftedClock();
    stack = await startStack({ seed: true, clock });
    // A year long enough, on whichever day of it the test runs.
    await stack.tool
      .db('programmes')
      .update({ ends_on: addDays(today(), 300) })
      .increment('revision', 1);
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
  const daysLater = (days: number) => clock.shift(days * DAY_MS);
  const soundness = async (tool: Frame) => [...(await axeViolations(tool)), await overflowOf(tool)];

  it('pause, resume, another mentor, prolonged, ended with a decision, thanks', async () => {
    const coordinator = await person('coordinator');
    coordinator.expectAnswers(/^422 \/app\//);
    let tool = await coordinator.launch(OVERVIEW);
    const openPair = async () => {
      await coordinator.open('pairs?search=Гайнутдинов');
      await coordinator.tool.locator('tbody th a').first().click();
      await coordinator.tool.getByRole('heading', { name: 'История пары' }).waitFor();
      return coordinator.tool;
    };

    // A pause with its end, and what is wrong with it said at the field.
    tool = await openPair();
    await tool.getByRole('link', { name: 'Поставить на паузу' }).click();
    await tool.getByLabel('Причина').selectOption({ label: 'Практика или стажировка' });
    await tool.getByLabel('Последний день паузы').fill(addDays(today(), -1));
    await tool.getByRole('button', { name: 'Поставить на паузу' }).click();
    await tool.getByRole('link', { name: 'Последний день паузы' }).waitFor();
    expect(await tool.getByLabel('Причина').inputValue()).to.equal('practice');
    const until = addDays(today(), 14);
    await tool.getByLabel('Последний день паузы').fill(until);
    expect(await soundness(tool)).to.deep.equal([0]);
    await tool.getByRole('button', { name: 'Поставить на паузу' }).click();
    await tool.getByText('Пара на паузе.').waitFor();

    const mentor = await person('mentor2');
    let mine = await mentor.launch(HOME);
    expect(await mine.locator('main').innerText()).to.match(
      /Пара на паузе: практика или стажировка/,
    );

    // The pause has ended, and nobody has had the pair work again: the list says so.
    daysLater(20);
    tool = await coordinator.launch(OVERVIEW);
    await coordinator.open('pairs?pause=over&search=Гайнутдинов');
    await coordinator.tool.getByText(`пауза окончилась ${words(until)}`).waitFor();
    tool = await openPair();
    await tool.getByRole('link', { name: 'Вернуть к работе' }).click();
    await tool.getByRole('button', { name: 'Вернуть к работе' }).click();
    await tool.getByText('Пара снова работает.').waitFor();
    // The silence is as long as it was before the pause.
    await tool.locator('.pair-state').getByText('22 дня без встречи').waitFor();

    // Another mentor, who has room.
    await tool.getByRole('link', { name: 'Сменить наставника' }).click();
    await tool.getByLabel('Кузнецова Марина Сергеевна').check();
    await tool.getByLabel('Причина').selectOption({ label: 'Не хватает времени' });
    await tool.getByLabel('Номер приказа').fill('77-н');
    await tool.getByLabel('Дата приказа').fill(today());
    expect(await soundness(tool)).to.deep.equal([0]);
    await tool.getByRole('button', { name: 'Сменить наставника' }).click();
    await tool.getByText('Наставник сменился.').waitFor();
    expect(await tool.locator('h1').innerText()).to.contain('Кузнецова');

    // Who has handed it over reads what was theirs, and writes nothing.
    mine = await mentor.launch(HOME);
    await mine.getByRole('heading', { name: 'Прежние пары' }).waitFor();
    await mine.getByRole('link', { name: /— Гайнутдинов/ }).click();
    await mentor.tool.getByText('Вы вели эту пару до').waitFor();
    expect(await mentor.tool.getByRole('link', { name: 'Записать встречу' }).count()).to.equal(0);
    expect(await mentor.tool.locator('.timeline-meeting').count()).to.equal(5);
    expect(await soundness(mentor.tool)).to.deep.equal([0]);

    // Prolonged.
    tool = await openPair();
    await tool.getByRole('link', { name: 'Продлить' }).click();
    const later = addDays(today(), 140);
    await tool.getByLabel('Новый конец').fill(later);
    await tool.getByRole('button', { name: 'Продлить' }).click();
    await tool.getByText('Пара продлена.').waitFor();
    await tool
      .getByText(`продлена до ${words(later)}`)
      .first()
      .waitFor();

    // Ended with a decision: without a closing meeting it is asked why.
    daysLater(139);
    tool = await coordinator.launch(OVERVIEW);
    tool = await openPair();
    await tool.getByRole('link', { name: 'Завершить с решением' }).click();
    await tool.getByLabel('Работа завершена, как планировалось.').check();
    await tool.getByRole('button', { name: 'Записать решение' }).click();
    await tool.getByRole('link', { name: 'Почему не было итоговой встречи' }).waitFor();
    await tool.getByLabel('Почему не было итоговой встречи').fill('Наставник в командировке');
    expect(await soundness(tool)).to.deep.equal([0]);
    await tool.getByRole('button', { name: 'Записать решение' }).click();
    await tool.getByText('Решение записано.').waitFor();

    // Thanks are text, whatever is typed; an improper one is hidden with the reason.
    const mentee = await person('mentee3');
    let theirs = await mentee.launch(HOME);
    await theirs.getByRole('link', { name: 'Кузнецова Марина Сергеевна', exact: true }).click();
    theirs = mentee.tool;
    await theirs.getByLabel('Скажите спасибо наставнику').fill('<b>Спасибо</b> за всё');
    await theirs.getByRole('button', { name: 'Отправить спасибо' }).click();
    await theirs.getByText('Спасибо записано').waitFor();
    expect(await theirs.getByRole('heading', { name: 'История пары' }).count()).to.equal(1);
    expect(await theirs.locator('main').innerText()).not.to.match(
      /командировке|Не хватает времени/,
    );
    expect(await soundness(theirs)).to.deep.equal([0]);

    const next = await person('mentor1');
    mine = await next.launch(HOME);
    await mine.getByRole('link', { name: MENTEE }).click();
    await next.tool.getByText('<b>Спасибо</b> за всё').waitFor();

    tool = await openPair();
    const history = await tool.locator('.life-history').innerText();
    expect(history).to.match(
      /Пара завершена[\s\S]*Пара продлена[\s\S]*Наставник сменился[\s\S]*приказ № 77-н[\s\S]*вернулась к работе[\s\S]*ушла на паузу/,
    );
    await tool.getByRole('link', { name: /^Скрыть/ }).click();
    await tool.getByLabel('Причина скрытия').fill('Разметка');
    await tool.getByRole('button', { name: 'Скрыть' }).click();
    await tool.getByText('Благодарность скрыта.').waitFor();
    await next.open(next.tool.url().split(/\/app\/[\w-]+\//)[1] ?? 'my');
    expect(await next.tool.getByText('Спасибо</b>').count()).to.equal(0);
    expect(coordinator.faults()).to.deep.equal([]);
  });
});
