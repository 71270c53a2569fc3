import { expect } from 'chai';
import { type Clock, systemClock } from '../../shared/clock.js';
import { inOneShape } from '../support/browser.js';
import { type Stack, startStack } from '../support/stack.js';
import { OVERVIEW } from '../support/visitor.js';

const DAY_MS = 86_400_000;
const PAIR = 'Кузнецова М. С.';
const MENTEE = 'Смирнова П. И.';
const SIGNAL = /\d+ (?:день|дня|дней) без встречи/;

/** Today's clock, which a test moves on by days. */
function movedClock(): Clock & { skip(days: number): void } {
  let ahead = 0;
  return {
    now: () => systemClock.now() + ahead,
    skip: (days) => {
      ahead += days * DAY_MS;
    },
  };
}

inOneShape('a signal', (world) => {
  let stack: Stack;
  const clock = movedClock();

  before(async function start() {
    this.timeout(120_000);
    stack = await startStack({ seed: true, clock });
    // What is recorded by the day is recorded here when the test says so.
    await stack.tool.scheduler.stop();
  });
  after(() => stack.close());

  const day = (ahead: number) => new Date(clock.now() + ahead * DAY_MS).toISOString().slice(0, 10);

  it('comes up with the days, is acted on and put off, comes back, and stands in the history', async () => {
    /** A launch on this day: a session of an earlier day has ended. */
    async function open(path: string) {
      const visitor = await world().personAt(stack, 'coordinator');
      const tool = await visitor.launch(OVERVIEW);
      await visitor.open(path);
      return { tool, visitor };
    }
    const search = `signals?search=${encodeURIComponent('Смирнова')}`;

    // Twelve days ago they met: nothing is amiss with their rhythm.
    const { tool: today } = await open(search);
    expect(await today.getByText(SIGNAL).count()).to.equal(0);

    clock.skip(3);
    const { tool, visitor } = await open(search);
    const row = tool.getByRole('listitem').filter({ hasText: PAIR }).first();
    await row.getByText('15 дней без встречи').waitFor();
    await row.getByRole('link', { name: /^Отметить/ }).click();
    await tool.getByRole('heading', { name: 'Сигналы пары' }).waitFor();
    await tool.getByRole('radio', { name: /без встречи/ }).check();
    await tool.getByRole('radio', { name: /^Написал/ }).check();
    await tool.getByLabel('Заметка').fill('Написали обоим, ждём ответа');
    await tool.getByRole('button', { name: 'Сохранить' }).click();
    await tool.getByText('Записано: написали.').waitFor();
    await visitor.open(`${search}&state=in_work`);
    await tool.getByText('«Написали обоим, ждём ответа»').waitFor();

    clock.skip(8);
    const { tool: later, visitor: then } = await open(search);
    then.expectAnswers(/^422 \/app\/[\w-]+\/signals\//);
    const again = later.getByRole('listitem').filter({ hasText: PAIR }).first();
    await again.getByText(/срок настал; написали/).waitFor();
    await again.getByRole('link', { name: /^Отметить/ }).click();
    await later.getByRole('radio', { name: /без встречи/ }).check();
    await later.getByRole('radio', { name: /^Отложить/ }).check();
    await later.getByRole('button', { name: 'Сохранить' }).click();
    await later.getByText('Напишите, почему откладываете').first().waitFor();
    await later.getByLabel('Вернуться к этому').fill(day(25));
    await later.getByLabel('Заметка').fill('Наставляемая в больнице');
    await later.getByRole('button', { name: 'Сохранить' }).click();
    await later.getByText('Отложено. Сигнал вернётся сам.').waitFor();
    await then.open(`${search}&state=snoozed`);
    await later.getByText('«Наставляемая в больнице»').waitFor();

    // Twice the rhythm has passed: it is urgent before its day.
    clock.skip(6);
    const { tool: urgent } = await open(search);
    const worse = urgent.getByRole('listitem').filter({ hasText: PAIR }).first();
    await worse.getByText('29 дней без встречи').waitFor();
    await worse.getByText(/стало хуже; отложили/).waitFor();
    await worse.getByRole('link', { name: `${PAIR} → ${MENTEE}` }).click();
    await urgent.getByRole('heading', { name: 'Сигналы' }).waitFor();
    await urgent.getByText(/^История:/).click();
    const history = urgent
      .getByRole('listitem')
      .filter({ hasText: 'Давно не встречались' })
      .first();
    await history.getByText('Написали обоим, ждём ответа').waitFor();
    await history.getByText('Наставляемая в больнице').waitFor();
  });
});
