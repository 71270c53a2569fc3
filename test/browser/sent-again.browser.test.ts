import { expect } from 'chai';
import { inOneShape, type World } from '../support/browser.js';
import { RESTORED } from '../support/kept-drafts.js';
import { fillMeeting, openForm, save } from '../support/meeting-form.js';
import type { Visitor } from '../support/visitor.js';

const MENTEE = 'Зайцев Никита Романович';
const DONE = 'Разобрали чертёж вала';
const LOGGED = 'Встреча записана.';

async function meetingsOf({ stack }: World): Promise<number> {
  const [row] = (await stack.tool.db('meetings').count({ n: '*' })) as { n: number | string }[];
  return Number(row?.n);
}

/** Logs a meeting on the form's own page, then goes back to it. */
async function logAndGoBack(mentor: Visitor): Promise<void> {
  const { tool } = mentor;
  await openForm(tool, mentor.base, MENTEE);
  await fillMeeting(tool, { minutes: 45, done: DONE });
  await save(tool);
  await tool.getByText(LOGGED).waitFor();
  await mentor.page.evaluate('history.back()');
  await tool.getByText(LOGGED).waitFor({ state: 'hidden' });
  await tool.waitForLoadState('load');
  const card = tool.getByRole('region', { name: MENTEE });
  const button = tool.getByRole('button', { name: 'Сохранить встречу' });
  if (!(await button.isVisible())) await card.getByText('Записать встречу').click();
  await button.waitFor();
}

inOneShape('a form that was sent, met again by going back', (world) => {
  it('is one meeting when it is sent again as it was', async () => {
    const mentor = await world().person('mentor2');
    const tool = await mentor.launch();
    const before = await meetingsOf(world());
    await logAndGoBack(mentor);
    await fillMeeting(tool, { minutes: 45, done: DONE });
    await save(tool);
    await tool.getByText(LOGGED).waitFor();
    expect(await meetingsOf(world()), 'meetings').to.equal(before + 1);
  });

  it('says so when something else stands in it, and keeps what was typed', async () => {
    const mentor = await world().person('mentor2');
    mentor.expectAnswers(/^422 /);
    const tool = await mentor.launch();
    const before = await meetingsOf(world());
    await logAndGoBack(mentor);
    await fillMeeting(tool, { minutes: 45, done: `${DONE} и втулки` });
    await save(tool);
    await tool
      .getByRole('alert')
      .getByText(/уже отправлена и записана/)
      .waitFor();
    expect(await tool.getByLabel(/^Что сделали/).inputValue()).to.equal(`${DONE} и втулки`);
    expect(await meetingsOf(world()), 'meetings').to.equal(before + 1);
    // As it says: opened anew, a reload will do, with the text brought back.
    await tool.evaluate('location.reload()');
    await tool.getByText(RESTORED).waitFor();
    expect(await tool.getByLabel(/^Что сделали/).inputValue()).to.equal(`${DONE} и втулки`);
    await save(tool);
    // That day has a meeting already: it is asked, not written twice by mistake.
    await tool.getByLabel('Это другая встреча того же дня').check();
    await save(tool);
    await tool.getByText(LOGGED).waitFor();
    expect(await meetingsOf(world()), 'meetings').to.equal(before + 2);
  });

  it('is another meeting when the form is opened anew', async () => {
    const mentor = await world().person('mentor2');
    const tool = await mentor.launch();
    const before = await meetingsOf(world());
    for (let i = 0; i < 2; i += 1) {
      await openForm(tool, mentor.base, MENTEE);
      await fillMeeting(tool, { minutes: 45, done: DONE });
      await save(tool);
      await tool.getByText(LOGGED).waitFor();
    }
    expect(await meetingsOf(world()), 'meetings').to.equal(before + 2);
  });
});
