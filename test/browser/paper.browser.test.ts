import { expect } from 'chai';
import { axeViolations, overflowOf } from '../support/axe.js';
import { inOneShape } from '../support/browser.js';
import { coordinatorOf, openWave } from '../support/survey-waves.js';

inOneShape('a coordinator with sheets of paper', (world) => {
  it('makes and prints them, and enters one by the keyboard alone', async () => {
    const { stack } = world();
    const waveId = await openWave(stack, { title: 'Ожидания на бумаге' });
    const coordinator = await world().person('coordinator');
    coordinator.expectAnswers(/^422 /);
    const tool = await coordinator.launchWindow();
    await coordinator.open(`surveys/${waveId}/paper`);
    await tool.getByRole('button', { name: 'Сделать листы' }).click();
    await tool.getByText(/^Сделан[о]? \d+ лист/).waitFor();
    await tool.getByRole('link', { name: 'Печать листов' }).click();
    const sheets = tool.getByRole('article');
    await sheets.first().waitFor();
    const { api, programmeId } = await coordinatorOf(stack);
    const { rows } = await api.listSheets({ programmeId, waveId });
    expect(await sheets.count()).to.equal(rows.length);
    const one = rows[0];
    if (!one) throw new Error('no sheet was made');

    const { keyboard } = coordinator.page;
    await coordinator.open(`surveys/${waveId}/paper/enter`);
    const wrong = one.code.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10));
    await tool.locator('main :focus').first().waitFor();
    await keyboard.type(wrong);
    await keyboard.press('Enter');
    await tool.getByText('Такого кода не бывает').waitFor();
    await tool.locator('main :focus').first().waitFor();
    await keyboard.press('ControlOrMeta+a');
    await keyboard.type(`${one.code.slice(0, 4)} ${one.code.slice(4)}`);
    await keyboard.press('Enter');
    await tool.getByRole('heading', { level: 1, name: one.person?.name ?? '' }).waitFor();
    // The first question is under the fingers as soon as the page's script runs.
    await tool.locator('main :focus').first().waitFor();
    // Each question in its order: yes, where, 1–10, how often, one, several, number, date, two whom (none), words.
    const typed = ['д', 'В школе', '10', '2', '3', '1 3', '2,5', '05.03.2027', '', '', 'Поддержка'];
    for (const [i, text] of typed.entries()) {
      await keyboard.type(text);
      if (i === 0) await tool.getByText('Да', { exact: true }).waitFor();
      await keyboard.press('Enter');
    }
    await tool.getByText('Лист внесён. Можно вносить следующий.').waitFor();
    const row = await stack.tool.db('survey_responses').where('wave_id', waveId).first('answers');
    const answers = typeof row.answers === 'string' ? JSON.parse(row.answers) : row.answers;
    expect(answers).to.deep.equal({
      met: true,
      met_where: 'В школе',
      comfort: 10,
      often: 'often',
      topic: 'people',
      when: ['morning', 'evening'],
      hours: 2.5,
      since: '2027-03-05',
      words: 'Поддержка',
    });

    await tool.locator('main :focus').first().waitFor();
    await keyboard.type(one.code);
    await keyboard.press('Enter');
    await tool.getByText('Этот лист уже внесён').first().waitFor();
    // The question comes first, under the finger.
    await tool.locator('main :focus').first().waitFor();
    await keyboard.press('Space');
    await tool.getByLabel(/Насколько комфортным/).fill('3');
    await tool.getByRole('button', { name: 'Сохранить и внести следующий' }).click();
    await tool.getByText('На листе этих ответов нет').waitFor();
    await tool.getByText('На листе этих ответов нет').click();
    await tool.getByRole('button', { name: 'Сохранить и внести следующий' }).click();
    await tool.getByText('Лист внесён вместо прежних ответов').waitFor();
  });

  it('of an anonymous wave: blank ones, entered once', async () => {
    const { stack } = world();
    const waveId = await openWave(stack, { title: 'Анонимно на бумаге', anonymous: true });
    const coordinator = await world().person('coordinator', { javaScriptEnabled: true });
    coordinator.expectAnswers(/^422 /);
    const tool = await coordinator.launchWindow();
    await coordinator.open(`surveys/${waveId}/paper`);
    await tool.getByLabel('Сколько листов').fill('2');
    await tool.getByRole('button', { name: 'Сделать листы' }).click();
    await tool.getByText('Сделано 2 листа').waitFor();
    const { api, programmeId } = await coordinatorOf(stack);
    const { rows } = await api.listSheets({ programmeId, waveId });
    await coordinator.open(`surveys/${waveId}/paper/enter`);
    await tool.getByLabel('Код листа').fill(rows[0]?.code ?? '');
    await tool.getByRole('button', { name: 'Открыть лист' }).click();
    await tool.getByLabel(/Сталкивались/).fill('2');
    await tool.getByLabel(/Насколько комфортным/).fill('7');
    await tool.getByLabel(/О чём Вам важнее/).fill('1');
    await tool.getByLabel(/Когда Вам удобно/).fill('2');
    await tool.getByLabel(/Сколько часов/).fill('4');
    await tool.getByRole('button', { name: 'Сохранить и внести следующий' }).click();
    await tool.getByText('Лист внесён.').waitFor();
    await tool.getByLabel('Код листа').fill(rows[0]?.code ?? '');
    await tool.getByRole('button', { name: 'Открыть лист' }).click();
    await tool.getByText('Этот лист уже внесён. Анкета анонимная').waitFor();
  });

  it('meets WCAG 2.2 AA by axe-core and fits every width', async () => {
    const { stack } = world();
    const waveId = await openWave(stack, { title: 'Бумага и доступность' });
    const { api, programmeId } = await coordinatorOf(stack);
    await api.makeSheets({ programmeId, waveId });
    const { rows } = await api.listSheets({ programmeId, waveId, pageSize: 1 });
    const coordinator = await world().person('coordinator', { bypassCSP: true });
    const tool = await coordinator.launchWindow();
    const faults: string[] = [];
    for (const page of ['paper', 'paper/print', 'paper/enter', `paper/enter/${rows[0]?.code}`]) {
      await coordinator.open(`surveys/${waveId}/${page}`);
      for (const width of [320, 360, 885, 1280]) {
        await coordinator.page.setViewportSize({ width, height: 740 });
        const over = await overflowOf(tool);
        if (over > 0) faults.push(`${page} at ${width} px: ${over} px too wide`);
      }
      faults.push(...(await axeViolations(tool)).map((fault) => `${page}: ${fault}`));
    }
    expect(faults).to.deep.equal([]);
  });
});
