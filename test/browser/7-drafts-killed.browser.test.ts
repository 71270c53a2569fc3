import { expect } from 'chai';
import { launchBrowser } from '../support/browser.js';
import { freeDay, onlyNetwork } from '../support/kept-drafts.js';
import { fillMeeting, openForm, save } from '../support/meeting-form.js';
import { until } from '../support/program.js';
import { type RealStack, startRealCollege } from '../support/real-stack.js';
import { type Visitor, visitorIn } from '../support/visitor.js';

const MENTEE = 'Смирнова Полина Игоревна';
/** How long after the press of the button the server is killed, in milliseconds. */
const KILLED_AFTER = [0, 15, 40];

describe('a meeting that is saved while the server is killed', function killed() {
  this.timeout(180_000);
  let stack: RealStack;
  let mentor: Visitor;

  before(async () => {
    stack = await startRealCollege({ database: 'sqlite' });
    const browser = await launchBrowser();
    const context = await browser.newContext({ locale: 'ru-RU', timezoneId: 'Europe/Moscow' });
    mentor = await visitorIn(context, stack, 'mentor1');
    await mentor.launch();
  });
  after(async () => {
    await mentor.close();
    await stack.close();
  });

  it('waits on the page until the server is there again, and is written once', async () => {
    const { tool } = mentor;
    await openForm(tool, mentor.base, MENTEE);
    await fillMeeting(tool, { done: 'сервер убит до отправки', heldOn: await freeDay(stack.db) });
    await stack.tool.end('SIGKILL');
    await save(tool);
    await tool.getByText('Нет сети. Черновик сохранён на этом устройстве').waitFor();
    await stack.startTool();
    await tool.getByText('Встреча записана.').waitFor({ timeout: 45_000 });
    const rows = await stack.db('meetings').where({ done: 'сервер убит до отправки' });
    expect(rows).to.have.length(1);
    onlyNetwork(mentor);
  });

  for (const ms of KILLED_AFTER) {
    it(`is written once, killed ${ms} ms after the press`, async () => {
      const { tool } = mentor;
      const done = `сервер убит через ${ms}`;
      await openForm(tool, mentor.base, MENTEE);
      await fillMeeting(tool, { done, heldOn: await freeDay(stack.db) });
      const pressed = save(tool);
      await new Promise((resolve) => setTimeout(resolve, ms));
      await stack.tool.end('SIGKILL');
      await pressed;
      await stack.startTool();
      // The answer came and the next page did not: that one is the browser's to ask for again.
      await until(
        'the page goes on',
        async () =>
          tool.url().startsWith('chrome-error:') ||
          (await tool.getByText('Встреча записана.').isVisible()),
        45_000,
      );
      if (tool.url().startsWith('chrome-error:')) await mentor.open('my');
      const rows = await stack.db('meetings').where({ done });
      expect(rows).to.have.length(1);
      onlyNetwork(mentor);
    });
  }
});
