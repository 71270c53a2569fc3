import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { axeViolations, overflowOf } from '../support/axe.js';
import { inOneShape } from '../support/browser.js';
import { HOME } from '../support/visitor.js';
import { readSheet } from '../support/xlsx-reader.js';

/** A mentee of the demo, written down a second time by hand, as it happens. */
const TWICE = { family: 'иванов', given: 'Артем', middle: 'Денисович' };

inOneShape('participants', (world) => {
  it('a mentor from an enterprise is added, found by what is missing, waits and comes back', async () => {
    const coordinator = await world().person('coordinator', { bypassCSP: true });
    const tool = await coordinator.launch(HOME);
    await coordinator.open('participants/new');
    expect(await axeViolations(tool)).to.deep.equal([]);
    coordinator.expectAnswers(/^422 .*\/participants\/new$/);
    await tool.getByLabel('Фамилия').fill('Заводской');
    await tool.getByRole('button', { name: 'Добавить', exact: true }).click();
    await tool.getByRole('alert').waitFor();
    expect(await tool.getByLabel('Фамилия').inputValue()).to.equal('Заводской');
    await tool.getByLabel('Имя', { exact: true }).fill('Пётр');
    await tool.getByLabel('Место работы или учёбы').fill('ООО «Завод»');
    await tool.getByRole('checkbox').check();
    await tool.getByRole('button', { name: 'Добавить', exact: true }).click();
    await tool.getByText('Человек добавлен.').waitFor();
    const head = await tool.getByRole('main').innerText();
    for (const words of ['без учётной записи LMS', 'отобран', 'нет согласия']) {
      expect(head).to.contain(words);
    }
    expect(await axeViolations(tool)).to.deep.equal([]);
    await tool.getByText('Внести в лист ожидания').first().click();
    await tool.getByLabel('Причина').first().fill('Нет заявок от его цеха');
    await tool.getByRole('button', { name: 'Внести в лист ожидания' }).click();
    await tool.getByText('Человек в листе ожидания.').waitFor();
    await tool.getByText('Нет заявок от его цеха').waitFor();
    await coordinator.open('participants?state=waiting');
    await tool.getByRole('link', { name: 'Заводской Пётр' }).click();
    await tool.getByText('Вернуть из листа ожидания').first().click();
    await tool.getByRole('button', { name: 'Вернуть из листа ожидания' }).click();
    await tool.getByText('Человек возвращён из листа ожидания.').waitFor();
    await coordinator.open('participants?lmsStatus=none&search=завод&sort=-gaps');
    expect(await tool.getByRole('table').getByRole('row').count()).to.equal(2);
  });

  it('those who are chosen get a group together, after a question', async () => {
    const coordinator = await world().person('coordinator', { bypassCSP: true });
    const tool = await coordinator.launch(HOME);
    await coordinator.open('participants?role=mentee');
    const bulk = tool.getByRole('group', { name: 'С выбранными' });
    expect(await bulk.isVisible()).to.equal(false);
    const boxes = tool.getByRole('table').getByRole('checkbox');
    await boxes.nth(0).check();
    await boxes.nth(1).check();
    expect(await bulk.isVisible()).to.equal(true);
    expect(await axeViolations(tool)).to.deep.equal([]);
    await bulk.getByRole('textbox', { name: 'Группа' }).fill('ПД-77');
    await bulk.getByRole('button', { name: 'Указать группу' }).click();
    await tool.getByRole('heading', { name: 'Указать группу «ПД-77» у 2 человек?' }).waitFor();
    await tool.getByRole('button', { name: 'Указать группу' }).click();
    await tool.getByText('Группа указана: 2.').waitFor();
    expect(tool.url()).to.contain('role=mentee');
    await tool.getByRole('search').getByLabel('Группа').selectOption('ПД-77');
    await tool.getByText('Нашлось: 2.').waitFor();
    const [file] = await Promise.all([
      coordinator.page.waitForEvent('download'),
      tool.getByRole('link', { name: 'Скачать xlsx' }).click(),
    ]);
    const sheet = await readSheet(await readFile(await file.path()));
    expect(sheet[0]).to.include.members(['Имя', 'Состояние', 'Чего не хватает', 'Группа']);
    expect(sheet).to.have.length(3);
  });

  it('all of a page are ticked and unticked by one press, with their number; the bar stays in view', async () => {
    const coordinator = await world().person('coordinator', {
      bypassCSP: true,
      viewport: { width: 360, height: 740 },
    });
    const tool = await coordinator.launchWindow();
    await coordinator.open('participants?role=mentee');
    const bulk = tool.getByRole('group', { name: 'С выбранными' });
    const boxes = tool.getByRole('table').getByRole('checkbox');
    await boxes.last().check();
    await bulk.getByText('С выбранными: 1').waitFor();
    expect(await overflowOf(tool)).to.equal(0);
    const box = await bulk.boundingBox();
    expect(box?.y, 'in view').to.be.within(0, 740);
    const name = await tool.getByRole('table').getByRole('rowheader').last().boundingBox();
    const clear = {
      above: (name?.y ?? 0) + (name?.height ?? 0) <= (box?.y ?? 0),
      bar: box?.height,
    };
    expect(clear.above, 'the row that was ticked lies clear of it').to.equal(true);
    expect(clear.bar, 'most of the list is in view').to.be.lessThan(740 / 4);
    await bulk.getByRole('button', { name: 'Выбрать всех на странице' }).click();
    const all = await boxes.count();
    await bulk.getByText(`С выбранными: ${all}`).waitFor();
    expect(await axeViolations(tool)).to.deep.equal([]);
    await bulk.getByRole('button', { name: 'Снять выбор' }).click();
    expect(await bulk.isVisible()).to.equal(false);
    for (const one of await boxes.all()) expect(await one.isChecked()).to.equal(false);
  });

  it('the card of who is in a pair says what comes before they leave', async () => {
    const coordinator = await world().person('coordinator', { bypassCSP: true });
    const tool = await coordinator.launch(HOME);
    await coordinator.open('participants?search=Иванов&state=paired');
    await tool
      .getByRole('table')
      .getByRole('link', { name: /Иванов/ })
      .click();
    await tool.getByText('Пока человек в паре, из программы он не выходит').waitFor();
    await tool.getByRole('link', { name: 'Его пары' }).click();
    await tool.getByRole('table').getByText('Иванов').first().waitFor();
  });

  it('two records become one and are parted again', async () => {
    const coordinator = await world().person('coordinator', { bypassCSP: true });
    const tool = await coordinator.launch(HOME);
    await coordinator.open('participants/new');
    await tool.getByLabel('Фамилия').fill(TWICE.family);
    await tool.getByLabel('Имя', { exact: true }).fill(TWICE.given);
    await tool.getByLabel('Отчество').fill(TWICE.middle);
    await tool.getByLabel('Роль', { exact: true }).selectOption('mentee');
    await tool.getByRole('button', { name: 'Добавить', exact: true }).click();
    await tool.getByText('Человек добавлен.').waitFor();
    await coordinator.open('participants/duplicates');
    expect(await axeViolations(tool)).to.deep.equal([]);
    await tool.getByRole('link', { name: 'Объединить…' }).click();
    await tool.getByRole('heading', { name: 'Объединить две записи?' }).waitFor();
    expect(await axeViolations(tool)).to.deep.equal([]);
    expect(await overflowOf(tool)).to.equal(0);
    await tool.getByRole('button', { name: 'Объединить' }).click();
    await tool.getByText('Записи объединены.').waitFor();
    await tool.getByRole('heading', { name: 'Иванов Артём Денисович' }).waitFor();
    await tool.getByRole('link', { name: 'Отменить можно здесь.' }).click();
    coordinator.page.once('dialog', (dialog) => void dialog.accept());
    await tool.getByRole('button', { name: 'Отменить объединение' }).click();
    await tool.getByText('Объединение отменено: записей снова две.').waitFor();
    await tool.getByRole('button', { name: 'Это разные люди' }).click();
    await tool.getByText('Двойников не видно').waitFor();
  });
});
