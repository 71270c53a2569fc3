import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import type { Locator } from 'playwright-core';
import { inBothShapes } from '../support/browser.js';
import { OVERVIEW, type Visitor } from '../support/visitor.js';
import { readSheet } from '../support/xlsx-reader.js';

const CHARTS = [
  'Встречи по неделям',
  'Пары по состоянию',
  'Работающие пары по формам',
  'Встречи по направлениям',
  'Нагрузка наставников',
];
const EXPORTS: readonly [path: string, heading: string, somebody: string][] = [
  ['participants', 'Имя', 'Кузнецова Марина Сергеевна'],
  ['pairs', 'Наставники', 'Кузнецова Марина Сергеевна'],
  ['meetings', 'Дата', 'Гайнутдинов'],
  ['sync', 'Имя', 'Иванов Артём Денисович'],
];

/** The share of a canvas's points on which something was drawn. */
const painted = (canvas: Locator): Promise<number> =>
  canvas.evaluate((element) => {
    const { width, height, getContext } = element as unknown as Canvas;
    const { data } = getContext.call(element, '2d').getImageData(0, 0, width, height);
    return data.filter((value, n) => n % 4 === 3 && value > 0).length / (width * height);
  });

interface Canvas {
  width: number;
  height: number;
  getContext(kind: '2d'): {
    getImageData(x: number, y: number, width: number, height: number): { data: Uint8ClampedArray };
  };
}

async function untilPainted(canvas: Locator, title: string): Promise<void> {
  for (let tries = 0; tries < 50; tries += 1) {
    if ((await painted(canvas)) > 0.01) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the chart «${title}» was not drawn`);
}

async function download(visitor: Visitor): Promise<string[][]> {
  const { page, tool } = visitor;
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    tool.getByRole('link', { name: 'Скачать xlsx' }).click(),
  ]);
  expect(file.suggestedFilename()).to.match(/^[А-Яа-я ]+ \d{4}-\d{2}-\d{2}\.xlsx$/);
  return readSheet(await readFile(await file.path()));
}

inBothShapes('step 5: the overview', (world) => {
  it('draws each chart, with its table and the names behind the figures', async () => {
    const coordinator = await world().person('coordinator');
    const tool = await coordinator.launch(OVERVIEW);
    for (const title of CHARTS) {
      const chart = tool.getByRole('region', { name: title, exact: true });
      const canvas = chart.locator('canvas');
      await canvas.scrollIntoViewIfNeeded();
      await untilPainted(canvas, title);
      await chart.getByText('Те же числа в таблице').click();
      const rows = chart.getByRole('row');
      expect(await rows.count(), title).to.be.greaterThan(1);
      const links = chart.getByRole('table').getByRole('link');
      expect(await links.count(), `names behind «${title}»`).to.be.greaterThan(0);
    }
  });

  it('leads from a figure to the list behind it with the same count', async () => {
    const coordinator = await world().person('coordinator');
    const tool = await coordinator.launch(OVERVIEW);
    const chart = tool.getByRole('region', { name: 'Пары по состоянию' });
    await chart.getByText('Те же числа в таблице').click();
    const row = chart.getByRole('row').filter({ hasText: 'На паузе' });
    const count = await row.getByRole('link').innerText();
    await row.getByRole('link').click();
    await tool.getByRole('heading', { level: 1, name: 'Пары' }).waitFor();
    expect(new URL(tool.url()).searchParams.get('state')).to.equal('paused');
    expect(await tool.getByRole('main').getByRole('row').count()).to.equal(Number(count) + 1);
  });

  it('names who needs somebody and why, worst first, as the work list does', async () => {
    const coordinator = await world().person('coordinator');
    const tool = await coordinator.launch(OVERVIEW);
    const attention = tool.getByRole('region', { name: 'Требуют внимания' });
    const rows = attention.getByRole('listitem');
    expect(await rows.count()).to.be.within(1, 5);
    const severities = (await rows.allInnerTexts()).map((row) =>
      ['◦', '◐', '▲'].findIndex((sign) => row.includes(sign)),
    );
    expect(severities).to.deep.equal([...severities].sort((a, b) => b - a));
    expect(severities).not.to.include(-1);
    const [mentor = ''] = (await rows.first().innerText()).split(' →');
    await attention.getByRole('link', { name: /^Все сигналы/ }).click();
    await tool.getByRole('heading', { level: 1, name: 'Сигналы' }).waitFor();
    const first = tool.getByRole('main').getByRole('listitem').first();
    expect(await first.innerText()).to.contain(mentor);
    await coordinator.open('pairs?rhythm=out&sort=urgency');
    const reasons = await tool.getByRole('main').getByRole('row').allInnerTexts();
    expect(reasons.length).to.be.greaterThan(1);
    for (const reason of reasons.slice(1)) {
      expect(reason).to.match(/вне ритма[\s\S]*\d+ (день|дня|дней) (без встречи|с начала)/);
    }
  });

  it('keeps its filters in the address, over a reload too', async () => {
    const coordinator = await world().person('coordinator');
    const tool = await coordinator.launch(OVERVIEW);
    const form = () => tool.getByRole('search').getByLabel('Форма');
    await form().selectOption({ label: 'Студент – студент' });
    await tool.waitForURL(/form=student_student/);
    await tool.goto(tool.url());
    expect(await form().inputValue()).to.equal('student_student');
    await coordinator.open('pairs');
    await tool.getByRole('search').getByLabel('Ритм').selectOption({ label: 'вне ритма' });
    await tool.waitForURL(/rhythm=out/);
    const found = await tool.getByRole('row').allInnerTexts();
    await tool.goto(tool.url());
    expect(await tool.getByRole('row').allInnerTexts()).to.deep.equal(found);
    await tool.getByRole('link', { name: 'Сбросить' }).click();
    await tool.waitForURL((url) => !url.search.includes('rhythm'));
  });

  it('downloads every list as a workbook that opens', async () => {
    const coordinator = await world().person('coordinator');
    const tool = await coordinator.launch(OVERVIEW);
    for (const [path, heading, somebody] of EXPORTS) {
      await coordinator.open(path);
      const rows = await download(coordinator);
      expect(rows[0]?.[0], path).to.equal(heading);
      expect(rows.flat().join('\n'), path).to.contain(somebody);
      expect(rows.length, path).to.be.greaterThan(5);
    }
    await coordinator.open('pairs?state=paused');
    expect(await download(coordinator)).to.have.length(2);
    expect(tool.url()).to.contain('state=paused');
  });
});
