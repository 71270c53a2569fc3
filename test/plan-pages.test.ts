import { expect } from 'chai';
import { readDocx } from './support/docx-reader.js';
import { type Stack, startStack } from './support/stack.js';
import type { Seen } from './support/surfer.js';
import { day, pathOf, type Reader, readerOf } from './support/survey-desk.js';

const OVERVIEW = 'Обзор программы';
const HOME = 'Моё наставничество';
const NASTY = '=2+5 <script>alert(1)</script>';
const ID = '[0-9a-f-]{36}';

const linkIn = ({ body }: Seen, pattern: string): string => {
  const found = new RegExp(`href="/app/[^/"]+/(${pattern})"`).exec(body)?.[1];
  if (found === undefined) throw new Error(`no link to ${pattern}`);
  return found;
};

describe('the pages of plans', function pages() {
  this.timeout(180_000);
  let stack: Stack;
  let coordinator: Reader;
  let mentor: Reader;
  let mentee: Reader;
  /** Of a mentee of whose pair nobody has made a plan yet. */
  let newPath: string;

  before(async () => {
    stack = await startStack({ seed: true });
    coordinator = await readerOf(stack, 'coordinator', OVERVIEW);
    mentor = await readerOf(stack, 'mentor2', HOME);
    mentee = await readerOf(stack, 'mentee7', HOME);
    newPath = await planless();
  });
  after(() => stack.close());

  /** Where the plan of mentee7 with mentor2 is begun. */
  async function planless(): Promise<string> {
    const { body } = await mentor.get('my');
    const paths = [...body.matchAll(new RegExp(`href="/app/[^/"]+/(plans/new/${ID}/${ID})"`, 'g'))];
    for (const [, path = ''] of paths) {
      const page = await mentor.get(path);
      if (page.body.includes('Зайцев')) return path;
    }
    throw new Error('everybody of the mentor has a plan');
  }

  it('the list tells who has which plan and what is late, as a page and as a file', async () => {
    const { body } = await coordinator.get('plans');
    expect(body).to.include('подтверждён');
    expect(body).to.match(/просрочено с/);
    const late = await coordinator.get('plans?delay=unconfirmed');
    expect(late.body).to.match(/не подтверждён \d+ д/);
    const none = await coordinator.get('plans?search=Никого');
    expect(none.body).to.include('Никого не найдено.');
    expect((await coordinator.get('plans?state=x')).status).to.equal(400);
    const sheet = await coordinator.sheet('plans.xlsx?state=confirmed');
    expect(sheet[0]?.slice(0, 2)).to.deep.equal(['Наставляемый', 'Наставники']);
    expect(sheet.length).to.be.greaterThan(1);
    expect(sheet.slice(1).every((row) => row[5] === 'подтверждён')).to.equal(true);
    expect((await mentor.get('plans')).status).to.equal(403);
    expect((await mentee.get('plans')).status).to.equal(403);
  });

  it('a plan from a template: offered, given back, offered again, confirmed, with a result', async () => {
    const before = await mentor.get(newPath);
    expect(before.body).to.include('подходит этой паре');
    const made = await mentor.send(newPath, newPath, { template: 'teacher.risk', kind: '' });
    expect(made.status).to.equal(200);
    const plan = pathOf(made);
    expect(made.body).to.include('Консультация психолога');
    const added = await mentor.send(`${plan}/rows/new`, `${plan}/rows/new`, {
      task: NASTY,
      dueOn: day(20),
      planned: 'Экзамен сдан',
    });
    expect(added.body).to.include('&lt;script&gt;').and.not.include('<script>alert');

    const offered = await mentor.send(plan, `${plan}/offer`, {});
    expect(offered.body).to.include('План ждёт подтверждения наставляемого.');
    const waits = await mentee.get(plan);
    expect(waits.body).to.include('Подтвердите план');
    const refused = await mentee.send(plan, `${plan}/return`, { number: '1', note: '' });
    expect(refused.status).to.equal(422);
    await mentee.send(plan, `${plan}/return`, { number: '1', note: 'Психолог занят до марта' });
    const told = await mentor.get(plan);
    expect(told.body).to.include('Психолог занят до марта');

    // Somebody who still looks at the version that was given back cannot confirm it.
    const old = await mentee.send(plan, `${plan}/confirm`, { number: '1' });
    expect(old.status).to.equal(409);
    await mentor.send(plan, `${plan}/offer`, {});
    const confirmed = await mentee.send(plan, `${plan}/confirm`, { number: '2' });
    expect(confirmed.body).to.include('План подтверждён');

    const result = linkIn(await mentor.get(plan), `${plan}/rows/${ID}/result`);
    const wrong = await mentor.send(result, result, {
      state: 'dropped',
      actual: 'Пока нет',
      reason: '',
    });
    expect(wrong.status).to.equal(422);
    expect(wrong.body).to.include('Напишите, почему цель снята').and.include('Пока нет');
    const noted = await mentor.send(result, result, {
      state: 'done',
      actual: 'Договорились',
      mark: '5',
      comment: 'Хорошее начало',
    });
    expect(noted.body).to.include('Хорошее начало').and.include('5 из 5');
    const own = await mentee.send(result, result, { actual: 'Договорились и записали' });
    expect(own.body).to.include('Договорились и записали');

    const history = await coordinator.get(`${plan}/history`);
    expect(history.body).to.include('Редакция № 2').and.include('Возвращена наставнику');
    expect(history.body).to.include('План составлен').and.include('Фактический результат');
    const version = await mentee.get(`${plan}/versions/2`);
    expect(version.body).to.include('действует');
    expect((await mentee.get(`${plan}/versions/9`)).status).to.equal(404);
  });

  it('what was confirmed and changed says so, and a row is taken out and put back', async () => {
    const plan = linkIn(await mentor.get('my'), `plans/${ID}`);
    const edit = linkIn(await mentor.get(plan), `${plan}/rows/${ID}/edit`);
    const form = await mentor.get(edit);
    expect(form.body).to.include('План уже подтверждён');
    const outside = await mentor.send(edit, edit, {
      task: 'Иначе',
      dueOn: '2031-01-01',
      planned: 'Так',
    });
    expect(outside.status).to.equal(422);
    expect(outside.body).to.include('Выберите день внутри срока плана').and.include('Иначе');
    const remove = edit.replace(/edit$/, 'remove');
    const version = /name="version" value="(\d+)"/.exec(form.body)?.[1] ?? '';
    const gone = await mentor.send(edit, remove, { version });
    expect(gone.body).to.include('Цель убрана.');
    const restore = new RegExp(`action="/app/[^/"]+/(${plan}/rows/${ID}/restore)"`).exec(
      gone.body,
    )?.[1];
    const next = /restore"[\s\S]*?name="version" value="(\d+)"/.exec(gone.body)?.[1] ?? '';
    const back = await mentor.send(plan, restore ?? '', { version: next });
    expect(back.body).to.include('Цель возвращена');
    const stale = await mentor.send(edit, remove, { version });
    expect(stale.status).to.equal(409);
  });

  it('on paper: a page of A4 and a Word document with places for signatures', async () => {
    const plan = linkIn(await coordinator.get('plans?state=confirmed&search=Юдина'), `plans/${ID}`);
    const page = await coordinator.get(`${plan}/print`);
    expect(page.body).to.include('Персонализированная программа наставничества');
    expect(page.body).to.include('Формы контроля').and.include('plan-paper-line');
    const file = await coordinator.file(`${plan}.docx`);
    const words = readDocx(file).join('\n');
    expect(words).to.include('ПЕРСОНАЛИЗИРОВАННАЯ ПРОГРАММА НАСТАВНИЧЕСТВА');
    expect(words)
      .to.include('Проблема и профессиональные дефициты')
      .and.include('Открытое занятие');
    expect(words).to.match(/Наставник _+ \/ Белова/);
    expect(words).to.include('Редакция № 1, подтверждена наставляемым');
  });

  it('a mentee opens their own plan alone, an id of nobody is not found', async () => {
    const other = linkIn(
      await coordinator.get('plans?state=confirmed&search=Юдина'),
      `plans/${ID}`,
    );
    expect((await mentee.get(other)).status).to.equal(404);
    expect((await mentee.get(`${other}/print`)).status).to.equal(404);
    expect((await mentor.get(`${other}/history`)).status).to.equal(404);
    expect((await mentor.get('plans/x')).status).to.equal(404);
  });
});
