import { expect } from 'chai';
import { REGISTERS, type Register } from '../service/api/registers.js';
import { consentAll } from '../service/test/support/register-world.js';
import { archiveOf, oddWorkbook, officialTitles, workbookOf } from './support/register-files.js';
import { type Stack, startStack } from './support/stack.js';
import { baseOf, fieldValue, newSurfer, type Surfer } from './support/surfer.js';
import { readSheet } from './support/xlsx-reader.js';

const row = (changes: Record<number, string> = {}): string[] =>
  [
    '1',
    'Реестров Олег Львович',
    'Реестрова Анна, +7 900 111-22-33',
    '2010',
    'Сдать сессию',
    '05.11.2026',
    'Наставников Пётр Ильич',
    'Педагог – студент',
    '',
    '30.06.2027',
    '',
    '',
    '',
  ].map((text, index) => changes[index] ?? text);

describe('the pages of registers', function registerPages() {
  this.timeout(90_000);
  let stack: Stack;
  let surfer: Surfer;
  let base: string;
  before(async () => {
    stack = await startStack({ seed: true });
    surfer = newSurfer(stack.lms.url);
    base = baseOf(await surfer.launch('coordinator', 'Обзор программы'));
  });
  after(() => stack.close());
  const cookie = () => [...surfer.cookies].map(([name, value]) => `${name}=${value}`).join('; ');

  /** Sends a file as browsers do; the page that came of it. */
  async function give(register: Register, content: Buffer, name = 'Таблица.xlsx') {
    const page = await surfer.get(`${base}registers/imports/new?register=${register}`);
    const form = new FormData();
    for (const field of ['_csrf', '_draft', 'idempotencyKey'])
      form.append(field, fieldValue(page.body, field));
    form.append('register', register);
    form.append('file', new Blob([new Uint8Array(content)]), name);
    const answer = await fetch(`${base}registers/imports/new`, {
      method: 'POST',
      body: form,
      redirect: 'manual',
      headers: { cookie: cookie() },
    });
    const to = answer.headers.get('location');
    const body = await answer.text();
    return { status: answer.status, body, to: to === null ? '' : new URL(to, base).href };
  }

  /** Sends a form of the page of an import, as it stands, with these fields. */
  async function step(address: string, below: string, fields: [string, string][] = []) {
    const { body } = await surfer.get(address);
    const own = ['_csrf', 'idempotencyKey', 'version'].map((name): [string, string] => [
      name,
      fieldValue(body, name),
    ]);
    const chosen = [
      ...body.matchAll(/<select[^>]*name="(mapping\.\w+)"[^>]*>(.*?)<\/select>/gs),
    ].map(([, name = '', options = '']): [string, string] => [
      name,
      /<option value="(\d+)" selected>/.exec(options)?.[1] ?? '',
    ]);
    return surfer.post(`${address}/${below}`, [...own, ...chosen, ...fields]);
  }

  /** The page of an import once everything is written. */
  async function finished(address: string) {
    for (let tries = 0; tries < 200; tries += 1) {
      const page = await surfer.get(address);
      if (page.body.includes('Реестр загружен')) return page;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('the register was not taken in');
  }

  const sheetOf = async (path: string): Promise<string[][]> => {
    const answer = await fetch(`${base}${path}`, { headers: { cookie: cookie() } });
    expect(answer.status, path).to.equal(200);
    return readSheet(Buffer.from(await answer.arrayBuffer()));
  };
  const imports = async (): Promise<number> =>
    (await stack.tool.db('register_imports').whereIn('state', ['draft', 'checked'])).length;

  for (const register of REGISTERS) {
    it(`the file has the official columns, cell by cell (${register})`, async () => {
      const [titles, ...rows] = await sheetOf(`registers.xlsx?register=${register}`);
      expect(titles).to.deep.equal(officialTitles(register));
      expect(rows).to.have.length.greaterThan(2);
      for (const [index, cells] of rows.entries()) {
        expect(cells).to.have.length(register === 'mentees' ? 13 : 16);
        expect(cells[0]).to.equal(String(index + 1));
      }
      const page = await surfer.get(`${base}registers?register=${register}`);
      for (const cells of rows) expect(page.body).to.contain(cells[1]);
    });
  }

  it('each file that cannot be taken is answered with a clear word beside the field; nothing stays', async () => {
    const before = await imports();
    const titles = officialTitles('mentees');
    const many = await workbookOf(
      titles,
      Array.from({ length: 10_001 }, () => row()),
    );
    const files: [string, Buffer, RegExp][] = [
      [
        'an archive',
        await oddWorkbook('').then((good) =>
          Buffer.concat([good.subarray(0, 4), Buffer.alloc(50)]),
        ),
        /повреждён/,
      ],
      ['an archive of something else that was renamed', await archiveOf('photo.txt'), /Это архив/],
      ['macros', await oddWorkbook('', { 'xl/vbaProject.bin': 'x' }), /макросы/],
      [
        'old Excel',
        Buffer.concat([
          Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
          Buffer.alloc(900),
        ]),
        /старый Excel/,
      ],
      ['nothing', Buffer.alloc(0), /ничего нет|Выберите файл/],
      ['titles only', await workbookOf(titles, []), /только заголовки/],
      ['ten thousand and one', many, /Слишком много строк: можно до 10\s?000/],
      ['a picture', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), /Это не таблица/],
    ];
    for (const [title, bytes, word] of files) {
      const { status, body } = await give('mentees', bytes);
      expect(status, title).to.equal(422);
      expect(/id="field-file-error">[\s\S]*?<\/p>/.exec(body)?.[0], title).to.match(word);
    }
    expect(await imports()).to.equal(before);
    expect((await stack.tool.db('register_import_rows')).length).to.equal(0);
  });

  it('formulas and merged cells are told with all the other problems, by row and column', async () => {
    const titles = ['База наставляемых', ...Array(12).fill('')];
    const sheet = [titles, officialTitles('mentees'), row({ 3: '2040' }), row({ 1: '' }), row()];
    const bytes = await oddWorkbook(
      sheet
        .map((cells, r) => {
          const texts = cells.map((text, c) => {
            const place = `${String.fromCharCode(65 + c)}${r + 1}`;
            if (['A3', 'F5'].includes(place)) return `<c r="${place}"><f>1+1</f><v>2</v></c>`;
            return `<c r="${place}" t="inlineStr"><is><t>${text}</t></is></c>`;
          });
          return `<row r="${r + 1}">${texts.join('')}</row>`;
        })
        .join(''),
      {},
      ['A1:M1', 'B3:B4'],
    );
    const { to } = await give('mentees', bytes);
    await step(to, 'mapping');
    const [, ...lines] = await sheetOf(`${to.slice(base.length)}/problems.xlsx`);
    expect(lines.map((cells) => [cells[0], cells[1], cells[3]])).to.deep.equal([
      [
        '3',
        'ФИО наставляемого',
        'Ячейки B3:B4 объединены. Отмените объединение и заполните каждую',
      ],
      ['3', 'Год рождения наставляемого', 'Этот год ещё не наступил'],
      [
        '4',
        'ФИО наставляемого',
        'Ячейки B3:B4 объединены. Отмените объединение и заполните каждую',
      ],
      [
        '5',
        'Дата вхождения в программу',
        'В ячейке F5 формула. Замените её значением («Специальная вставка – Значения»)',
      ],
    ]);
    await step(to, 'drop');
  });

  it('dates in five ways, texts that a spreadsheet would run, and markup in a name stay what they are', async () => {
    const ways = ['05.11.2026', '5.11.26', '2026-11-05', '05/11/2026', '5 ноября 2026 г.'];
    const texts = ['=1+1', '+7', '-1', '@sum', '<script>alert(1)</script>'];
    const rows = ways.map((day, i) =>
      row({
        1: `<script>alert(${i})</script> Олег Львович`,
        2: '',
        3: '',
        5: day,
        6: `Наставников${i} Пётр`,
        10: texts[i] ?? '',
      }),
    );
    const { to } = await give('mentees', await workbookOf(officialTitles('mentees'), rows));
    const page = await step(to, 'mapping');
    expect(page.body).to.contain('Ошибок нет').and.not.to.contain('<script>alert');
    await step(to, 'run');
    await finished(to);
    const { id: programmeId } = await stack.tool.db('programmes').where('set_up', true).first('id');
    await consentAll(stack.tool.db, programmeId, '2026-11-10');
    const list = await surfer.get(`${base}registers?search=alert`);
    expect(list.body).to.contain('&lt;script&gt;alert(0)').and.not.to.contain('<script>alert');
    const [, ...cells] = await sheetOf('registers.xlsx?register=mentees&search=alert');
    expect(cells.map((one) => one[10])).to.deep.equal([
      "'=1+1",
      "'+7",
      "'-1",
      "'@sum",
      '<script>alert(1)</script>',
    ]);
    // The number of a spreadsheet for that day, whatever the file wrote.
    expect(new Set(cells.map((one) => one[5])).size).to.equal(1);
    // Back as it was; consents that were given meanwhile would stand in the way of it.
    await stack.tool.db('consents').where('created_at', 1).delete();
    await stack.tool.db('programmes').increment('revision', 1);
    expect((await step(to, 'undo')).body).to.contain('Загрузка отменена');
  });

  it('a text of Windows-1251 with semicolons is taken as a workbook is', async () => {
    const text = [officialTitles('mentees'), row()].map((cells) => cells.join(';')).join('\r\n');
    const bytes = Buffer.from(
      [...text].map((letter) => {
        const code = letter.charCodeAt(0);
        if (letter === '№') return 0xb9;
        if (letter === 'ё') return 0xb8;
        if (letter === '—' || letter === '–') return 0x97;
        return code >= 0x410 && code <= 0x44f ? code - 0x410 + 0xc0 : code;
      }),
    );
    const { status, to } = await give('mentees', bytes, 'Реестр.csv');
    expect(status).to.equal(303);
    const page = await step(to, 'mapping');
    expect(page.body).to.contain('Ошибок нет');
    await step(to, 'drop');
  });

  it('problems stand on the page and in a file; names stay text', async () => {
    const bad = row({ 1: '<script>alert(1)</script> Иван', 3: '2040', 11: 'javascript:alert(1)' });
    const { to } = await give(
      'mentees',
      await workbookOf(officialTitles('mentees'), [bad, row({ 1: '=Формула' })]),
    );
    const page = await step(to, 'mapping');
    expect(page.body)
      .to.contain('Нужны фамилия и имя целиком')
      .and.contain('Адрес должен начинаться');
    expect(page.body).not.to.contain('<script>alert');
    const [, ...lines] = await sheetOf(`${to.slice(base.length)}/problems.xlsx`);
    expect(lines.map((cells) => [cells[0], cells[1]])).to.deep.equal([
      ['2', 'Год рождения наставляемого'],
      ['2', 'Ссылка на кейс/отзыв наставляемого, размещённые на сайте организации'],
      ['3', 'ФИО наставляемого'],
    ]);
    expect(lines[2]?.[2], 'a text that would be a formula').to.equal("'=Формула");
    await step(to, 'drop');
  });

  it('whatever the curator of some forms asks for, imports are not theirs', async () => {
    const curator = newSurfer(stack.lms.url);
    const theirs = baseOf(await curator.launch('curator', 'Обзор программы'));
    expect((await curator.get(`${theirs}registers`)).status).to.equal(200);
    expect((await curator.get(`${theirs}registers/imports`)).status).to.equal(403);
    expect((await curator.get(`${theirs}registers/imports/new`)).status).to.equal(403);
    const mentor = newSurfer(stack.lms.url);
    const my = baseOf(await mentor.launch('mentor1', 'Моё наставничество'));
    expect((await mentor.get(`${my}registers`)).status).to.equal(403);
    expect((await mentor.get(`${my}registers.xlsx`)).status).to.equal(403);
  });

  const figuresOf = (body: string): string[] =>
    [...body.matchAll(/<dt>([^<]*)<\/dt><dd>([^<]*)<\/dd>/g)].map(([, name, n]) => `${name}: ${n}`);
  const downloaded = async (path: string): Promise<Buffer> => {
    const answer = await fetch(`${base}${path}`, { headers: { cookie: cookie() } });
    expect(answer.status, path).to.equal(200);
    return Buffer.from(await answer.arrayBuffer());
  };

  for (const register of REGISTERS) {
    it(`the downloaded register comes back with nothing to change, whoever may not be named (${register})`, async () => {
      const bytes = await downloaded(`registers.xlsx?register=${register}`);
      const { to } = await give(register, bytes);
      const page = await step(to, 'mapping');
      expect(page.body).to.contain('Ничего не изменится');
      expect(page.body).not.to.contain('>Загрузить</button>');
      const { body } = await surfer.get(`${to}/people?kind=known`);
      expect(body).to.contain('та же строка нашего реестра').and.not.to.contain('имя и почта');
      await step(to, 'drop');
    });
  }

  it('the first values stand beside each choice; columns that nobody chose are named with theirs', async () => {
    const titles = ['Кто', 'Г.р.', 'Заметки', 'Пусто'];
    const rows = ['2010', '2010', '2011', '2012', '2013'].map((year, i) => [
      `Реестров${i} <b>Олег</b>`,
      year,
      'важно',
      '',
    ]);
    const { to } = await give('mentees', await workbookOf(titles, rows));
    const { body } = await surfer.get(to);
    const help = (field: string) =>
      new RegExp(`id="field-mapping.${field}-help">([^<]*)<`).exec(body)?.[1];
    expect(help('birthYear')).to.equal('В файле: 2010; 2011; 2012');
    expect(help('name')).to.equal('Столбец не выбран: этих сведений не будет');
    const unused = /<div class="unused">([\s\S]*?)<\/div>/.exec(body)?.[1] ?? '';
    const items = [...unused.matchAll(/<li data-column="(\d+)"[^>]*?( hidden)?>/g)];
    expect(items.filter(([, , hidden]) => !hidden).map(([, n]) => n)).to.deep.equal([
      '0',
      '2',
      '3',
    ]);
    expect(unused).to.contain('В файле: Реестров0 &lt;b&gt;Олег&lt;/b&gt;;');
    expect(unused).to.contain('Этот столбец в файле пустой');
    await step(to, 'drop');
  });

  it('new people and differences are shown before and after, undone, and told in the history', async () => {
    const { id: personId } = await stack.tool
      .db('people')
      .where('name', 'like', 'Гайнутдинов%')
      .first('id');
    const [titles = [], ...all] = await sheetOf('registers.xlsx?register=mentees');
    const ours = all.find((cells) => cells[1]?.startsWith('Гайнутдинов')) ?? [];
    const changed = ours.map((text, i) => (i === 4 ? '=Другой запрос' : text));
    const fresh = row({ 8: '' });
    const { to } = await give('mentees', await workbookOf(titles, [changed, fresh]));
    let page = await step(to, 'mapping');
    expect(page.body).to.contain('Реестров Олег Львович').and.to.contain('строка 3');
    expect(page.body).to.contain('В файле 1 отличие').and.to.contain('=Другой запрос');
    expect(figuresOf(page.body)).to.include.members(['Новых людей: 2', 'Замен из файла: 0']);
    page = await step(to, 'choices', [['all', 'take']]);
    expect(figuresOf(page.body)).to.include('Замен из файла: 1');
    await step(to, 'run');
    page = await finished(to);
    expect(page.body).to.contain('1 значение взято из файла');
    const href = />Реестров Олег Львович<\/a>/.test(page.body)
      ? (/<a href="([^"]*)">Реестров Олег Львович<\/a>/.exec(page.body)?.[1] ?? '')
      : '';
    const card = await surfer.get(new URL(href, base).href);
    expect(card.body).to.contain('2010 год: он из загруженного реестра, полной даты нет');
    const known = await surfer.get(`${base}participants/${personId}`);
    expect(known.body).to.contain('=Другой запрос').and.contain('Дополнен из загруженного реестра');
    await step(to, 'undo');
    const back = await surfer.get(`${base}participants/${personId}`);
    expect(back.body)
      .to.contain('Отменено то, что внёс загруженный реестр')
      .and.not.to.contain('=Другой запрос');
    const journal = await surfer.get(`${base}journal`);
    expect(journal.body).to.contain('Убран: загрузка реестра отменена');
    const undone = await surfer.get(to);
    expect(undone.body).to.contain('заменённое возвращено').and.not.to.contain('Реестров Олег');
  });

  it('a stranger to imports reads none of their lists', async () => {
    const { to } = await give('mentees', await workbookOf(officialTitles('mentees'), [row()]));
    const mentor = newSurfer(stack.lms.url);
    const my = baseOf(await mentor.launch('mentor1', 'Моё наставничество'));
    const path = to.slice(base.length);
    expect((await mentor.get(`${my}${path}/people`)).status).to.equal(403);
    await step(to, 'drop');
  });
});
