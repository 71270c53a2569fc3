import { expect } from 'chai';
import type { Frame } from 'playwright-core';
import { axeViolations, overflowOf } from '../support/axe.js';
import { inOneShape } from '../support/browser.js';
import { openWave } from '../support/survey-waves.js';
import type { Visitor } from '../support/visitor.js';

const PHONE = { viewport: { width: 360, height: 740 } };
const GLAD = 'Рады ли Вы, что участвуете?';

const choose = (tool: Frame, question: string, answer: string): Promise<void> =>
  tool.getByRole('group', { name: question }).getByLabel(answer, { exact: true }).check();
const saved = (tool: Frame): Promise<void> =>
  tool.getByText('сохранено', { exact: true }).waitFor();
/** What a lost network says in the console is no fault of the page. */
function onlyNetwork(visitor: Visitor): void {
  const others = visitor
    .faults()
    .filter((one) => !/ERR_INTERNET_DISCONNECTED|ERR_FAILED/.test(one));
  expect(others).to.deep.equal([]);
}
const press = (tool: Frame, name: string): Promise<void> =>
  tool.getByRole('button', { name, exact: true }).click();

inOneShape('a mentee with a questionnaire', (world) => {
  it('fills in parts, loses the network, comes back, hands in and changes', async () => {
    const waveId = await openWave(world().stack, { title: 'Ожидания на телефоне' });
    const mentee = await world().person('mentee1', PHONE);
    mentee.expectAnswers(/^422 /);
    const tool = await mentee.launchWindow();
    await tool.getByRole('link', { name: /Заполните анкету «Ожидания на телефоне»/ }).click();
    await choose(tool, 'Сталкивались ли Вы', 'Да');
    await saved(tool);
    await tool
      .getByRole('group', { name: 'Если да, то где?' })
      .getByRole('textbox')
      .fill('В школе');
    await saved(tool);
    await mentee.open(`my-surveys/${waveId}`);
    await tool.getByText('отвечено 2 из 10').waitFor();

    await mentee.context.setOffline(true);
    await choose(tool, 'Насколько комфортным', '7');
    await tool.getByText('не сохранено: нет связи').waitFor();
    await press(tool, 'Дальше');
    await tool.getByText('не сохранено: нет связи').waitFor();
    await choose(tool, 'Насколько комфортным', '8');
    await mentee.context.setOffline(false);
    await saved(tool);
    onlyNetwork(mentee);
    await press(tool, 'Дальше');
    await tool.getByRole('heading', { name: 'Ваши пожелания' }).waitFor();

    await choose(tool, 'О чём Вам важнее', 'Работа и профессия');
    await press(tool, 'Сдать анкету');
    await tool.getByRole('alert').waitFor();
    await choose(tool, 'Когда Вам удобно', 'утром');
    await tool.getByRole('group', { name: 'Сколько часов' }).getByRole('textbox').fill('3,5');
    await press(tool, 'Сдать анкету');
    await tool.getByText('Анкета сдана. Спасибо!').waitFor();
    for (const answer of ['В школе', '8', 'Работа и профессия', 'утром', '3.5'])
      await tool.getByRole('definition').getByText(answer, { exact: true }).waitFor();

    await tool.getByRole('link', { name: /Изменить ?: До начала/ }).click();
    await choose(tool, 'Насколько комфортным', '10');
    await saved(tool);
    await press(tool, 'Сохранить изменения');
    await tool.getByRole('definition').getByText('10', { exact: true }).waitFor();
    const rows = await world().stack.tool.db('survey_responses').where('wave_id', waveId);
    expect(rows).to.have.length(1);
  });

  it('finds on a page that was loaded again what could not be sent', async () => {
    const waveId = await openWave(world().stack, { title: 'Без связи' });
    const mentee = await world().person('mentee2', PHONE);
    const tool = await mentee.launchWindow();
    await mentee.open(`my-surveys/${waveId}`);
    await mentee.context.route('**/save', (route) => route.abort());
    await choose(tool, 'Насколько комфортным', '4');
    await tool.getByText('не сохранено: нет связи').waitFor();
    await mentee.context.unroute('**/save');
    onlyNetwork(mentee);
    await mentee.open(`my-surveys/${waveId}/1`);
    await saved(tool);
    expect(await tool.locator('input[value="4"]').isChecked()).to.equal(true);
    const kept = await tool.evaluate('JSON.stringify(Object.keys(window.sessionStorage))');
    expect(kept).not.to.contain(waveId);
  });

  it('that is answered in two windows at once loses neither answer', async () => {
    const waveId = await openWave(world().stack, { title: 'Два окна' });
    const mentee = await world().person('mentee3');
    mentee.expectAnswers(/^409 /);
    const tool = await mentee.launchWindow();
    await mentee.open(`my-surveys/${waveId}`);
    const other = await mentee.context.newPage();
    await other.goto(tool.url());
    await choose(other.mainFrame(), 'Насколько комфортным', '3');
    await saved(other.mainFrame());
    await choose(tool, 'Сталкивались ли Вы', 'Нет');
    await saved(tool);
    expect(await tool.locator('input[value="3"]').isChecked()).to.equal(true);
    await choose(other.mainFrame(), 'Насколько комфортным', '9');
    await saved(other.mainFrame());
    await choose(tool, 'Насколько комфортным', '1');
    await tool.getByText('Эти ответы изменили в другом окне').waitFor();
  });

  it('without script goes from step to step by the buttons', async () => {
    const waveId = await openWave(world().stack, { title: 'Без скриптов', anonymous: true });
    const withScript = await world().person('mentee4');
    await withScript.launchWindow();
    const { base } = withScript;
    const state = await withScript.context.storageState();
    const mentee = await world().person('mentee4', {
      ...PHONE,
      javaScriptEnabled: false,
      storageState: state,
    });
    mentee.expectAnswers(/^422 /);
    await mentee.page.goto(`${base}my-surveys/${waveId}`);
    const tool = mentee.page.mainFrame();
    await tool.getByText('Анкета анонимная. Что это значит').click();
    await choose(tool, 'Сталкивались ли Вы', 'Да');
    await press(tool, 'Дальше');
    await tool.getByText('После Вашего ответа появился ещё вопрос').waitFor();
    await tool
      .getByRole('group', { name: 'Если да, то где?' })
      .getByRole('textbox')
      .fill('В школе');
    await press(tool, 'Дальше');
    await choose(tool, 'О чём Вам важнее', 'Учёба и экзамены');
    await choose(tool, 'Когда Вам удобно', 'днём');
    await tool.getByRole('group', { name: 'Сколько часов' }).getByRole('textbox').fill('много');
    await press(tool, 'Сдать анкету');
    await tool.getByText('Введите число').first().waitFor();
    await tool.getByRole('group', { name: 'Сколько часов' }).getByRole('textbox').fill('12');
    await press(tool, 'Сдать анкету');
    // What is missing stands on the first step.
    await tool
      .getByRole('alert')
      .getByRole('link', { name: /Насколько комфортным/ })
      .waitFor();
    await choose(tool, 'Насколько комфортным', '5');
    await press(tool, 'Дальше');
    await press(tool, 'Сдать анкету');
    await tool.getByText('Анкета сдана. Спасибо!').waitFor();
    expect(await tool.getByText(GLAD).count()).to.equal(0);
  });

  it('meets WCAG 2.2 AA by axe-core and fits a phone, in every state', async () => {
    const waveId = await openWave(world().stack, {
      title: 'Анкета с длинным названием '.repeat(5),
    });
    const mentee = await world().person('mentee5', { ...PHONE, bypassCSP: true });
    mentee.expectAnswers(/^422 /);
    const tool = await mentee.launchWindow();
    const faults: string[] = [];
    const check = async (name: string) => {
      const over = await overflowOf(tool);
      if (over > 0) faults.push(`${name}: ${over} px too wide`);
      faults.push(...(await axeViolations(tool)).map((fault) => `${name}: ${fault}`));
    };
    await check('home');
    await mentee.open('my-surveys');
    await check('list');
    await mentee.open(`my-surveys/${waveId}/1`);
    await check('first step');
    await press(tool, 'Дальше');
    await check('second step');
    await press(tool, 'Сдать анкету');
    await tool.getByRole('alert').waitFor();
    await check('refused');
    await mentee.open(`my-surveys/${waveId.replace(/^./, (c) => (c === '0' ? '1' : '0'))}`);
    await tool.getByText('Эта анкета не для Вас').waitFor();
    await check('not asked');
    expect(faults).to.deep.equal([]);
  });
});
