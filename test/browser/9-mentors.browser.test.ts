import { expect } from 'chai';
import { inBothShapes } from '../support/browser.js';

inBothShapes('the base of mentors', (world) => {
  it('a partner enterprise is added, and named with the mentor whom it gave', async () => {
    const coordinator = await world().person('coordinator');
    coordinator.expectAnswers(/^422 \/app\//);
    const tool = await coordinator.launch('Обзор программы');
    await tool.getByRole('link', { name: 'Наставники', exact: true }).click();
    await tool.getByRole('link', { name: 'Предприятия' }).click();
    await tool.getByRole('link', { name: 'Добавить предприятие' }).click();
    await tool.getByLabel('Номер соглашения').fill('27/1');
    await tool.getByLabel('Дата соглашения').fill('2026-09-01');
    await tool.getByLabel('Действует до').fill('2026-08-01');
    await tool.getByRole('button', { name: 'Сохранить' }).click();
    // Nothing of what was typed is gone.
    await tool.getByRole('link', { name: 'Название' }).waitFor();
    await tool.getByLabel('Название').fill('<b>Завод</b> «Прогресс»');
    await tool.getByRole('button', { name: 'Сохранить' }).click();
    const late = tool.locator('.field', { has: tool.getByLabel('Действует до') });
    await late.getByText('Конец не может быть раньше начала').waitFor();
    expect(await tool.getByLabel('Номер соглашения').inputValue()).to.equal('27/1');
    await tool.getByLabel('Действует до').fill('2099-08-31');
    await tool.getByRole('button', { name: 'Сохранить' }).click();
    const row = tool.getByRole('row', { name: /<b>Завод<\/b> «Прогресс»/ });
    await row.waitFor();
    expect(await row.innerText()).to.match(/действует.*№ 27\/1 от 01\.09\.2026 до 31\.08\.2099/s);

    await tool.getByRole('link', { name: 'Наставники', exact: true }).click();
    await tool.getByRole('link', { name: /Белова/ }).click();
    await tool.getByLabel('Предприятие').selectOption({ label: '<b>Завод</b> «Прогресс»' });
    await tool.getByLabel('Компетенции').fill('Методика урока');
    await tool.getByLabel('Сколько наставляемых').fill('99');
    await tool.getByRole('button', { name: 'Сохранить' }).click();
    const capacity = tool.locator('.field', { has: tool.getByLabel('Сколько наставляемых') });
    await capacity.locator('.field-error').waitFor();
    await tool.getByLabel('Сколько наставляемых').fill('5');
    await tool.getByRole('button', { name: 'Сохранить' }).click();
    await tool.getByText('Сведения наставника сохранены.').waitFor();
    await coordinator.open('mentors?availability=available');
    const mentor = coordinator.tool.getByRole('row', { name: /Белова/ });
    expect(await mentor.innerText()).to.match(
      /«Прогресс»[\s\S]*есть место[\s\S]*из 5[\s\S]*Методика урока/,
    );
    expect(coordinator.faults()).to.deep.equal([]);
  });

  it('a mentor says on a phone how many mentees they take, and the coordinator sees it', async () => {
    const mentor = await world().person('mentor1', { viewport: { width: 360, height: 740 } });
    await mentor.launchWindow();
    await mentor.open('mentor-profile');
    await mentor.tool.getByLabel('Пока не беру новых наставляемых').check();
    await mentor.tool.getByLabel('Причина паузы').fill('Сессия');
    await mentor.tool.getByRole('button', { name: 'Сохранить' }).click();
    await mentor.tool.getByText('Сведения наставника сохранены.').waitFor();
    const coordinator = await world().person('coordinator');
    await coordinator.launchWindow('Обзор программы');
    await coordinator.open('mentors?availability=paused');
    expect(await coordinator.tool.locator('tbody').innerText()).to.contain('Кузнецова');
    expect([...mentor.faults(), ...coordinator.faults()]).to.deep.equal([]);
  });
});
