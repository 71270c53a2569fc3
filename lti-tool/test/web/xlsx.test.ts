import { expect } from 'chai';
import { readSheet, unzip } from '../../../test/support/xlsx-reader.js';
import { type Column, eachPage, neutralise, type Pages, xlsxStream } from '../../web/xlsx.js';

async function* paged<Row>(...pages: Row[][]): Pages<Row> & AsyncGenerator<Row[]> {
  yield* pages;
}

async function whole(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));
const one = (value: (row: string) => string): Column<string>[] => [{ title: 'Текст', value }];

describe('xlsx', () => {
  it('neutralises what a spreadsheet would take for a formula', () => {
    for (const text of ['=1+1', '+7 900', '-5', '@SUM(A1)', '\t=1', '\r=1']) {
      expect(neutralise(text)).to.equal(`'${text}`);
    }
    for (const text of ['Иванов', '1-2', 'a=b', '']) expect(neutralise(text)).to.equal(text);
  });

  it('makes a workbook of the rows of all pages', async () => {
    const columns: Column<{ name: string }>[] = [
      { title: 'Имя', value: (row) => row.name },
      { title: 'Дата', value: () => ({ date: '2026-03-12' }) },
      { title: 'Когда', value: () => ({ at: '2026-03-12 18:00' }) },
      { title: 'Пусто', value: () => null },
      { title: 'Число', value: () => 7.5 },
      { title: 'Нет числа', value: () => Number.NaN },
    ];
    const pages = paged([{ name: '=cmd()' }], [], [{ name: 'Ёлкин & <Ко> "1"\nдва' }]);
    const file = await whole(xlsxStream("Пары: [1/2]*?'", columns, pages));
    expect(readSheet(file)).to.deep.equal([
      ['Имя', 'Дата', 'Когда', 'Пусто', 'Число', 'Нет числа'],
      ["'=cmd()", '46093', '46093.75', '', '7.5', ''],
      ['Ёлкин & <Ко> "1"\nдва', '46093', '46093.75', '', '7.5', ''],
    ]);
    const workbook = unzip(file).get('xl/workbook.xml')?.toString() ?? '';
    expect(workbook).to.contain('<sheet name="Пары   1 2" sheetId="1"');
  });

  it('has only what XML may hold, and leaves text as it was typed', async () => {
    const rows = ['a\u0000\u000bb\uFFFFc', 'x\uD800y', '_x0041_', '😀'.repeat(20_000)];
    const file = await whole(
      xlsxStream(
        'Т',
        one((row) => row),
        paged(rows),
      ),
    );
    const sheet = unzip(file).get('xl/worksheets/sheet1.xml')?.toString() ?? '';
    expect(sheet).to.contain('>abc<').and.contain('>x\uFFFDy<').and.contain('>_x005F_x0041_<');
    expect((readSheet(file)[4]?.[0] ?? '').length).to.be.at.most(32_767);
  });

  it('names the columns beyond Z', async () => {
    const columns = Array.from({ length: 30 }, (_, n) => ({ title: `${n}`, value: () => n }));
    const file = await whole(xlsxStream('Т', columns, paged([''])));
    const sheet = unzip(file).get('xl/worksheets/sheet1.xml')?.toString() ?? '';
    expect(sheet).to.contain('r="Z2"').and.contain('r="AA2"').and.contain('r="AD2"');
  });

  it('fetches a page when it is wanted, and lets others work between', async () => {
    let fetched = 0;
    let turns = 0;
    let most = 0;
    const text = 'Разобрали план работы и договорились о следующем шаге. ';
    const pages = eachPage(async (page, size) => {
      fetched = page;
      const rows = Array.from({ length: size }, (_, n) => `${text.repeat(5)}${page}-${n}`);
      return { rows, total: 15_000 };
    });
    let ended = false;
    const watching = (async () => {
      while (!ended) {
        turns += 1;
        await nextTurn();
      }
    })();
    let bytes = 0;
    let before = 0;
    for await (const chunk of xlsxStream(
      'Т',
      one((row) => row),
      pages,
    )) {
      bytes += chunk.length;
      most = Math.max(most, fetched - before);
      before = fetched;
      // A slow reader: nothing is fetched ahead of it.
      await nextTurn();
    }
    ended = true;
    await watching;
    expect(fetched).to.equal(15);
    expect(bytes).to.be.greaterThan(10_000);
    expect(most, 'pages fetched between two chunks').to.be.at.most(3);
    expect(turns, 'turns of the event loop').to.be.greaterThan(100);
  });

  it('ends with the error of the page that failed', async () => {
    const failing = eachPage<string>(async (page) => {
      if (page === 2) throw new Error('no second page');
      return { rows: Array.from({ length: 1000 }, () => 'x'), total: 5000 };
    });
    const error = await whole(
      xlsxStream(
        'Т',
        one((row) => row),
        failing,
      ),
    ).catch((e: Error) => e);
    expect(error).to.have.property('message', 'no second page');
  });

  it('lets go of its source when the reader leaves', async () => {
    let closed = false;
    async function* endless(): AsyncGenerator<string[]> {
      try {
        for (;;) yield Array.from({ length: 1000 }, (_, n) => `${Math.random()}${n}`);
      } finally {
        closed = true;
      }
    }
    const stream = xlsxStream(
      'Т',
      one((row) => row),
      endless(),
    );
    for await (const chunk of stream) if (chunk.length > 1000) break;
    for (let n = 0; n < 50 && !closed; n += 1) await nextTurn();
    expect(closed).to.equal(true);
  });

  it('asks for all pages and stops', async () => {
    const asked: number[] = [];
    const rows: number[] = [];
    const pages = eachPage(async (page, size) => {
      asked.push(page);
      const all = Array.from({ length: 2500 }, (_, n) => n);
      return { rows: all.slice((page - 1) * size, page * size), total: 2500 };
    });
    for await (const page of pages) rows.push(...page);
    expect(rows).to.have.length(2500);
    expect(asked).to.deep.equal([1, 2, 3]);
  });
});
