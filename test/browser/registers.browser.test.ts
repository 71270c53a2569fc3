import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { axeViolations, overflowOf } from '../support/axe.js';
import { inBothShapes } from '../support/browser.js';
import { officialTitles, workbookOf } from '../support/register-files.js';
import { readSheet } from '../support/xlsx-reader.js';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
/** Columns in another order and named otherwise, as colleges keep them. */
const TITLES = [
  'Наставник',
  'Ф.И.О. студента',
  'Г.р.',
  'Контакты',
  'Вид работы',
  'Дата начала',
  'Заметки',
];

inBothShapes('taking in a register', (world) => {
  it('file, columns, what is wrong, the corrected file, everything at once, and back again', async () => {
    const coordinator = await world().person('coordinator', { bypassCSP: true });
    coordinator.expectAnswers(/^422 \/app\//);
    const tool = await coordinator.launch('Обзор программы');
    const year = new Date().getFullYear();
    const start = `05.11.${year}`;
    const rows = (born: string) => [
      [
        'Новый Наставник Ильич',
        '<b>Реестров</b> Олег Львович',
        born,
        '+7 900 111-22-33',
        'Педагог – студент',
        start,
        '',
      ],
      [
        'Новый Наставник Ильич',
        'Реестрова Вера Львовна',
        '2005',
        'vera@mail.example',
        'педагог-студент',
        start,
        '',
      ],
    ];
    const give = async (born: string) => {
      const buffer = await workbookOf(TITLES, rows(born));
      await tool
        .getByLabel('Файл', { exact: true })
        .setInputFiles({ name: 'Наша таблица.xlsx', mimeType: XLSX, buffer });
      await tool.getByRole('button', { name: 'Прочитать файл' }).click();
    };
    await tool.getByRole('link', { name: 'Участники' }).click();
    await tool.getByRole('link', { name: 'Реестры' }).click();
    await tool.getByRole('link', { name: 'Загрузить из файла' }).click();

    // What is no table is told so, and nothing is lost.
    await tool
      .getByLabel('Файл', { exact: true })
      .setInputFiles({ name: 'скан.xlsx', mimeType: XLSX, buffer: Buffer.from('%PDF-1.7') });
    await tool.getByRole('button', { name: 'Прочитать файл' }).click();
    await tool.locator('#field-file-error').getByText('Это не таблица').waitFor();

    await give(String(year + 3));
    await tool.getByRole('heading', { name: 'Какой столбец что значит' }).waitFor();
    expect(await tool.getByLabel('ФИО наставляемого').inputValue()).to.equal('1');
    expect(await tool.getByLabel('ФИО наставника').inputValue()).to.equal('0');
    const form = tool.getByLabel('Форма наставничества');
    expect(await form.inputValue()).to.equal('');
    const sample = tool.locator('[id="field-mapping.form-help"]');
    expect(await sample.innerText()).to.match(/Столбец не выбран/);
    const unused = tool.locator('.unused li:visible');
    expect(await unused.allInnerTexts()).to.have.length(2);
    await form.selectOption({ label: '5. Вид работы' });
    expect(await sample.innerText()).to.equal('В файле: Педагог – студент; педагог-студент');
    expect(await unused.allInnerTexts()).to.deep.equal(['7. Заметки Этот столбец в файле пустой']);
    expect(await axeViolations(tool)).to.deep.equal([]);
    await tool.getByRole('button', { name: 'Проверить строки' }).click();

    await tool.getByRole('heading', { name: '1 строку нужно исправить' }).waitFor();
    const wrong = tool.locator('tbody tr');
    expect(await wrong.allInnerTexts()).to.have.length(1);
    expect(await wrong.first().innerText()).to.match(/2[\s\S]*Г\.р\.[\s\S]*ещё не наступил/);

    expect(await axeViolations(tool)).to.deep.equal([]);
    expect(await overflowOf(tool)).to.equal(0);
    await tool.getByRole('link', { name: 'Загрузить исправленный файл' }).click();
    await give('2005');
    await tool.getByLabel('Форма наставничества').selectOption({ label: '5. Вид работы' });
    await tool.getByRole('button', { name: 'Проверить строки' }).click();
    await tool.getByText('Ошибок нет').waitFor();
    const fresh = await tool.getByRole('row').allInnerTexts();
    expect(fresh.join('\n')).to.match(/<b>Реестров<\/b> Олег Львович 2005[^\n]*строка 2/);
    expect(await axeViolations(tool)).to.deep.equal([]);
    await tool.getByRole('button', { name: 'Загрузить', exact: true }).click();
    await tool.getByRole('heading', { name: 'Реестр загружен' }).waitFor();
    expect(await axeViolations(tool)).to.deep.equal([]);

    await coordinator.open('participants?search=реестров');
    expect(await coordinator.tool.locator('tbody').innerText()).to.contain(
      '<b>Реестров</b> Олег Львович',
    );
    await coordinator.open('pairs?search=реестров');
    expect(await coordinator.tool.locator('tbody tr').count()).to.equal(2);

    await coordinator.open('registers/imports');
    await coordinator.tool.locator('tbody a').first().click();
    await coordinator.tool.getByRole('button', { name: 'Отменить всю загрузку' }).click();
    await coordinator.tool.getByRole('heading', { name: 'Загрузка отменена' }).waitFor();
    await coordinator.open('participants?search=реестров');
    await coordinator.tool.getByText('Ничего не нашлось').waitFor();
    expect(coordinator.faults()).to.deep.equal([]);
  });

  it('on a phone, by keyboard: what differs is shown, the file’s is chosen, and it comes back', async () => {
    const coordinator = await world().person('coordinator', {
      bypassCSP: true,
      viewport: { width: 360, height: 740 },
    });
    await coordinator.launchWindow('Обзор программы');
    await coordinator.open('registers?register=mentees&search=Фёдоров');
    const page = coordinator.page;
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      coordinator.tool.getByRole('link', { name: 'Скачать xlsx' }).click(),
    ]);
    const [titles = [], ...rows] = readSheet(await readFile(await download.path()));
    const changed = rows.map((row) => row.map((text, i) => (i === 4 ? 'Стать бригадиром' : text)));
    await coordinator.open('registers/imports/new?register=mentees');
    await coordinator.tool.getByLabel('Файл', { exact: true }).setInputFiles({
      name: 'Изменённый.xlsx',
      mimeType: XLSX,
      buffer: await workbookOf(titles, changed),
    });
    /** Goes on with the keyboard alone to what bears this name, and presses it. */
    const press = async (name: string, key = 'Enter') => {
      for (let tries = 0; tries < 80; tries += 1) {
        await page.keyboard.press('Tab');
        const here = await page.locator(':focus').evaluate((element) => {
          const { labels, innerText } = element as unknown as {
            labels?: ArrayLike<{ textContent: string }>;
            innerText?: string;
          };
          return (labels?.[0]?.textContent ?? innerText ?? '').trim();
        });
        if (here === name) return page.keyboard.press(key);
      }
      throw new Error(`${name} is not reached by keyboard`);
    };
    await press('Прочитать файл');
    await coordinator.tool.getByRole('heading', { name: 'Какой столбец что значит' }).waitFor();
    await press('Проверить строки');
    await coordinator.tool.getByText('Нового в файле нет').waitFor();
    expect(await axeViolations(coordinator.tool)).to.deep.equal([]);
    expect(await overflowOf(coordinator.tool)).to.equal(0);
    // The radio of «наше» is on: the arrow takes the file's.
    await press('наше', 'ArrowDown');
    await press('Сохранить выбор');
    await coordinator.tool.getByRole('button', { name: 'Загрузить', exact: true }).waitFor();
    await press('Загрузить');
    await coordinator.tool.getByRole('heading', { name: 'Реестр загружен' }).waitFor();
    await coordinator.tool.getByText('1 значение взято из файла').waitFor();
    expect(await overflowOf(coordinator.tool)).to.equal(0);
    await press('Отменить всю загрузку');
    await coordinator.tool.getByRole('heading', { name: 'Загрузка отменена' }).waitFor();
    await coordinator.open('registers?register=mentees&search=Фёдоров');
    expect(await coordinator.tool.locator('main').innerText()).not.to.contain('Стать бригадиром');
    expect(coordinator.faults()).to.deep.equal([]);
  });

  it('results are written on the card and stand in the register; the curator sees it too', async () => {
    const coordinator = await world().person('coordinator');
    await coordinator.launch('Обзор программы');
    await coordinator.open('registers?search=Гайнутдинов');
    await coordinator.tool
      .getByRole('link', { name: /Гайнутдинов/ })
      .first()
      .click();
    await coordinator.tool
      .locator('#register')
      .getByRole('link', { name: 'Изменить' })
      .first()
      .click();
    await coordinator.tool.getByLabel('Результаты программы').fill('Занял второе место');
    await coordinator.tool
      .getByLabel('Ссылка на кейс или отзыв')
      .fill('https://kollezh.example/case');
    await coordinator.tool.getByRole('button', { name: 'Сохранить' }).click();
    await coordinator.tool.getByText('Сведения для реестра сохранены').waitFor();
    const curator = await world().person('curator');
    await curator.launch('Обзор программы');
    await curator.open('registers?search=Гайнутдинов');
    const head = await curator.tool.locator('.register thead th').allInnerTexts();
    expect(head).to.deep.equal(officialTitles('mentees'));
    expect(await curator.tool.locator('.register tbody').innerText()).to.contain(
      'Занял второе место',
    );
    expect(await curator.tool.getByRole('link', { name: 'Загрузить из файла' }).count()).to.equal(
      0,
    );
    expect([...coordinator.faults(), ...curator.faults()]).to.deep.equal([]);
  });
});
