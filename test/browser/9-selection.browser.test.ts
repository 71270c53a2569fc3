import { expect } from 'chai';
import { PDF } from '../../service/test/support/file-shelf.js';
import { axeViolations, overflowOf } from '../support/axe.js';
import { inBothShapes } from '../support/browser.js';

inBothShapes('the selection of mentors', (world) => {
  it('a candidate is interviewed and assessed, and an order approves the register', async () => {
    const coordinator = await world().person('coordinator');
    coordinator.expectAnswers(/^422 \/app\//);
    const tool = await coordinator.launch('Обзор программы');
    await tool.getByRole('link', { name: 'Наставники', exact: true }).click();
    await tool.getByRole('link', { name: 'Отбор', exact: true }).click();
    await tool.getByRole('link', { name: /Записать собеседование ?: Саркисян/ }).click();
    await tool.getByLabel('Мотивация').fill('Хочет растить смену');
    await tool.getByLabel('рекомендован с условием').check();
    await tool.getByRole('button', { name: 'Записать собеседование' }).click();
    await tool.getByRole('link', { name: 'Условие или причина' }).waitFor();
    await tool.getByLabel('Условие или причина').fill('После курса');
    await tool.getByRole('button', { name: 'Записать собеседование' }).click();
    await tool.getByText('Собеседование записано.').waitFor();

    await tool.getByRole('link', { name: 'Заполнить лист' }).click();
    await tool.getByRole('button', { name: 'Сохранить лист' }).waitFor();
    for (const box of await tool.getByRole('group').all()) await box.getByLabel('2 – да').check();
    await tool.getByRole('button', { name: 'Сохранить лист' }).click();
    await tool.getByText(/20 из 20, высокий уровень/).waitFor();

    await tool.getByRole('link', { name: 'Утверждение реестра' }).click();
    await tool.getByRole('link', { name: 'Подготовить реестр' }).click();
    // Without a consent nobody can be taken in, however well they were assessed.
    const without = tool.getByRole('row', { name: /Саркисян/ });
    expect(await without.innerText()).to.match(/нет согласия[\s\S]*не войдёт[\s\S]*нужно согласие/);
    await tool.getByRole('link', { name: /Не включать ?: Кузнецова/ }).click();
    await tool.getByLabel('Причина').fill('Переходит на другое предприятие');
    await tool.getByRole('button', { name: 'Не включать', exact: true }).click();
    await tool.getByText('Наставник не войдёт в следующий реестр.').waitFor();
    await tool.getByLabel('Номер распоряжения').fill('64-р');
    await tool.getByRole('button', { name: 'Утвердить реестр' }).click();
    await tool.getByText('Реестр утверждён.').waitFor();
    const page = await tool.locator('main').innerText();
    expect(page).to.match(/Распоряжение № 64-р[\s\S]*Добавлены: [^\n]*Орлова/);
    expect(page).to.match(/Не вошли[\s\S]*Кузнецова[\s\S]*Переходит на другое предприятие/);
    // On a phone each mentor is a card whose cells name their column, and nothing is scrolled sideways.
    await coordinator.page.setViewportSize({ width: 360, height: 740 });
    const card = tool.locator('.register tbody tr').first();
    const sides = await card.evaluate((row) => {
      const cells = [...row.children].filter((cell) => cell.getClientRects().length > 0);
      const region = row.closest('.register') ?? row;
      return {
        left: new Set(cells.map((cell) => Math.round(cell.getBoundingClientRect().left))).size,
        beyond: region.scrollWidth - region.clientWidth,
        unnamed: cells.filter((cell) => cell.tagName === 'TD' && !cell.getAttribute('data-label'))
          .length,
      };
    });
    expect(sides).to.deep.equal({ left: 1, beyond: 0, unnamed: 0 });
    await coordinator.page.setViewportSize({ width: 1280, height: 900 });
    await coordinator.open('mentors?selection=approved');
    expect(await coordinator.tool.locator('tbody').innerText()).to.contain('Орлова');
    expect(coordinator.faults()).to.deep.equal([]);
  });

  it('minutes are written on a phone without a mouse: whom they concern is ticked', async () => {
    const phone = { viewport: { width: 360, height: 740 }, bypassCSP: true };
    const coordinator = await world().person('coordinator', phone);
    const tool = await coordinator.launchWindow('Обзор программы');
    await coordinator.open('council/protocols/new');
    const faults = async () => [...(await axeViolations(tool)), await overflowOf(tool)];
    expect(await faults()).to.deep.equal([0]);
    await tool.getByLabel('Номер').fill('12/к');
    await tool.getByLabel('Зорин').focus();
    await coordinator.page.keyboard.press('Space');
    await tool.getByLabel('О чём').first().fill('О кандидате');
    await tool.getByText('Кого касается').first().focus();
    await coordinator.page.keyboard.press('Enter');
    const group = tool.getByRole('group', { name: 'Вопрос 1: кого касается' });
    await group.getByLabel('Тихонов').focus();
    await coordinator.page.keyboard.press('Space');
    await tool.getByText('отмечено: 1').waitFor();
    expect(await faults()).to.deep.equal([0]);
    // Enter in a field saves, though the first button of the page searches for people.
    await tool.getByLabel('Номер').press('Enter');
    await tool.getByText('Протокол сохранён.').waitFor();
    await tool.getByText('Чтобы отметить протокол подписанным').waitFor();
    await tool.getByText('Запишите решение по каждому вопросу').waitFor();
    expect(await faults()).to.deep.equal([0]);
    await tool.getByRole('link', { name: 'Изменить' }).click();
    await tool.getByLabel('Решили').first().fill('Рекомендовать в реестр');
    await tool.getByRole('button', { name: 'Сохранить протокол' }).click();
    await tool.getByRole('button', { name: 'Отметить подписанным' }).click();
    await tool.getByText('Протокол отмечен подписанным.').waitFor();
    const page = await tool.getByRole('main').innerText();
    expect(page).to.contain('Тихонов').and.not.to.contain('Чтобы отметить');
    expect(coordinator.faults()).to.deep.equal([]);
  });

  it('a mentor adds to their portfolio on a phone, and the coordinator opens the document', async () => {
    const mentor = await world().person('mentor2', { viewport: { width: 360, height: 740 } });
    await mentor.launchWindow();
    await mentor.open('mentor-profile/portfolio/new');
    await mentor.tool
      .getByLabel('Вид', { exact: true })
      .selectOption({ label: 'повышение квалификации' });
    await mentor.tool.getByLabel('Название').fill('Школа экспертов');
    await mentor.tool
      .getByLabel('Документ')
      .setInputFiles({ name: 'diploma.pdf', mimeType: 'application/pdf', buffer: PDF });
    await mentor.tool.getByRole('button', { name: 'Сохранить' }).click();
    await mentor.tool.getByText('Запись добавлена в портфолио.').waitFor();
    const coordinator = await world().person('coordinator');
    await coordinator.launchWindow('Обзор программы');
    await coordinator.open('selection?search=Тихонов');
    await coordinator.tool
      .getByRole('link', { name: /Тихонов/ })
      .first()
      .click();
    const [download] = await Promise.all([
      coordinator.page.waitForEvent('download'),
      coordinator.tool.getByRole('link', { name: /Документ.*Школа экспертов/ }).click(),
    ]);
    expect(download.suggestedFilename()).to.equal('Школа экспертов.pdf');
    expect([...mentor.faults(), ...coordinator.faults()]).to.deep.equal([]);
  });
});
