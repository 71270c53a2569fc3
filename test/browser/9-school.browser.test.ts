import { expect } from 'chai';
import { inBothShapes } from '../support/browser.js';
import { dayFromToday } from '../support/meeting-form.js';
import type { Visitor } from '../support/visitor.js';

const PHONE = { viewport: { width: 360, height: 740 } };

/** Taps a mark of somebody on the sheet. */
const tap = (visitor: Visitor, name: RegExp, mark: string) =>
  visitor.tool.getByRole('group', { name }).getByRole('radio', { name: mark, exact: true }).check();

inBothShapes('the school of mentors', (world) => {
  it('a session is planned, marked on a phone, and whoever met the rule gets a certificate', async () => {
    const coordinator = await world().person('coordinator', PHONE);
    coordinator.expectAnswers(/^422 \/app\//);
    await coordinator.launchWindow('Обзор программы');
    await coordinator.open('school');
    await coordinator.tool.getByRole('link', { name: 'Добавить занятие' }).click();
    await coordinator.tool.getByLabel('Дата').fill(dayFromToday(0));
    await coordinator.tool.getByRole('button', { name: 'Сохранить' }).click();
    await coordinator.tool.getByRole('link', { name: 'Название' }).waitFor();
    await coordinator.tool.getByLabel('Название').fill('<b>Итоги</b> осени');
    await coordinator.tool.getByRole('button', { name: 'Сохранить' }).click();
    await coordinator.tool.getByRole('heading', { name: '<b>Итоги</b> осени' }).waitFor();

    // Громов lacks one session, Саркисян three.
    await tap(coordinator, /Саркисян/, 'не был(а)');
    await coordinator.tool.getByRole('button', { name: 'Остальные были' }).click();
    await coordinator.tool.getByText('Отметки сохранены.').waitFor();
    await coordinator.tool.getByText(/Были: \d+, не были: 1,/).waitFor();

    await coordinator.open('school/mentors?training=ready');
    const row = coordinator.tool.getByRole('row', { name: /Громов/ });
    await row.getByRole('checkbox').check();
    await coordinator.tool.getByRole('button', { name: 'Выдать сертификаты' }).click();
    await coordinator.tool.getByText('Выдан 1 сертификат.').waitFor();
    await coordinator.tool.getByRole('row', { name: /Громов/ }).waitFor();
    expect(coordinator.faults()).to.deep.equal([]);
  });

  it('two who mark one person at once: the second is told, and nothing of theirs is lost', async () => {
    const first = await world().person('coordinator');
    const second = await world().person('coordinator', PHONE);
    second.expectAnswers(/^422 \/app\//);
    await first.launchWindow('Обзор программы');
    await second.launchWindow('Обзор программы');
    for (const one of [first, second]) {
      await one.open('school');
      await one.tool.getByRole('link', { name: 'Трудные разговоры' }).click();
      await one.tool.getByRole('heading', { name: 'Кто был' }).waitFor();
    }
    await tap(first, /Тихонов/, 'не был(а)');
    await first.tool.getByRole('button', { name: 'Сохранить' }).click();
    await first.tool.getByText('Отметки сохранены.').waitFor();
    await tap(second, /Тихонов/, 'был(а)');
    await tap(second, /Громов/, 'уваж. причина');
    await second.tool.getByRole('button', { name: 'Сохранить' }).click();
    const told = second.tool.getByRole('group', { name: /Тихонов/ });
    await told.getByText('кто-то поставил: не был(а)').waitFor();
    expect(await told.getByRole('radio', { name: 'был(а)', exact: true }).isChecked()).to.equal(
      true,
    );
    await second.tool.getByRole('button', { name: 'Сохранить' }).click();
    await second.tool.getByText('Отметки сохранены.').waitFor();
    const other = second.tool.getByRole('group', { name: /Громов/ });
    expect(await other.getByRole('radio', { name: 'уваж. причина' }).isChecked()).to.equal(true);
    expect([...first.faults(), ...second.faults()]).to.deep.equal([]);
  });

  it('a mentor finds the next session at home, and downloads their certificate', async () => {
    const mentor = await world().person('mentor1', PHONE);
    await mentor.launchWindow();
    await mentor.tool.getByRole('link', { name: /Школа наставников: «Обмен опытом/ }).click();
    await mentor.tool.getByText('Памятка наставника: первая встреча').waitFor();
    const [file] = await Promise.all([
      mentor.page.waitForEvent('download'),
      mentor.tool.getByRole('link', { name: /Скачать сертификат/ }).click(),
    ]);
    expect(file.suggestedFilename()).to.match(/^Сертификат \d+-\d{4}\.docx$/);
    expect(mentor.faults()).to.deep.equal([]);
  });
});
