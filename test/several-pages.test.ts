import { expect } from 'chai';
import type { Db } from '../shared/db/connect.js';
import { type Stack, startStack } from './support/stack.js';
import { day, type Reader, readerOf } from './support/survey-desk.js';

const ru = (iso: string) => iso.split('-').reverse().join('.');

describe('the page that takes several past meetings', function pages() {
  this.timeout(60_000);
  let stack: Stack;
  let db: Db;
  let mentor: Reader;
  let path: string;
  let pairId: string;

  before(async () => {
    stack = await startStack({ seed: true });
    db = stack.tool.db;
    mentor = await readerOf(stack, 'mentor2', 'Моё наставничество');
    const pair = await db('pairs as p')
      .join('pair_members as m', 'm.pair_id', 'p.id')
      .join('people as n', 'n.id', 'm.person_id')
      .where({ 'n.email': 'mentee3@kollezh.example', 'p.state': 'active' })
      .first('p.id');
    pairId = pair.id;
    path = `meetings/several/${pairId}`;
  });
  after(() => stack.close());

  const held = async () =>
    Number((await db('pairs').where('id', pairId).first('meetings_held')).meetings_held);
  const paste = (lines: string[], more: Record<string, string> = {}) =>
    mentor.send(path, path, { mode: 'lines', text: lines.join('\n'), ...more });

  it('is reached from the page of the pair, and is empty at first', async () => {
    expect((await mentor.get(`my/pairs/${pairId}`)).body).to.include(path);
    const { body } = await mentor.get(path);
    expect(body).to.include('Внести несколько встреч');
    expect((body.match(/name="heldOn"/g) ?? []).length).to.equal(5);
    const more = await mentor.get(`${path}?rows=more`);
    expect((more.body.match(/name="heldOn"/g) ?? []).length).to.equal(20);
  });

  it('lines that are pasted: each fault in its row, the text stays, nothing is written', async () => {
    const before = await held();
    const seen = await paste([
      'Дата;Вид;Минуты',
      `${ru(day(-2))};Обычная;60`,
      'позавчера;Обычная;60',
      `${ru(day(-3))};Пробежка;60`,
    ]);
    expect(seen.status).to.equal(422);
    expect(seen.body).to.include('Нет такого вида встречи: «Пробежка»');
    const next = await paste([
      `${ru(day(-2))};Обычная;60`,
      'позавчера;Обычная;60',
      `${ru(day(5))};;`,
    ]);
    expect(next.body).to.include('Дата пишется так: 12.03.2027');
    expect(next.body).to.include('Исправьте');
    expect(next.body).to.include('позавчера;Обычная;60');
    expect(await held()).to.equal(before);
  });

  it('right lines are all written, once; days that are known are skipped on wish', async () => {
    const before = await held();
    const lines = [2, 3, 4].map((n) => `${ru(day(-n))}\t\t30\t\t\tРазбор ${n}`);
    const done = await paste(lines, { idempotencyKey: 'several-of-a-test' });
    expect(done.body).to.include('Записаны 3 встречи');
    const twice = await paste(lines, { idempotencyKey: 'several-of-a-test' });
    expect(twice.body).to.include('Записаны 3 встречи');
    expect(await held()).to.equal(before + 3);
    const known = await paste(lines);
    expect(known.status).to.equal(422);
    expect(known.body).to.include('Встреча за этот день уже есть в журнале');
    const skipped = await paste([...lines, ru(day(-5))], { skipKnown: 'yes' });
    expect(skipped.body).to.include('Записана 1 встреча, 3 строки пропущены');
  });

  it('the table does the same, row by row', async () => {
    const before = await held();
    const rows = (days: string[]): [string, string][] =>
      days.flatMap((heldOn): [string, string][] => [
        ['heldOn', heldOn],
        ['kind', 'regular'],
        ['minutes', '45'],
        ['format', 'online'],
        ['topic', ''],
        ['done', ''],
        ['came', ''],
      ]);
    const refused = await mentor.send(path, path, [
      ['mode', 'rows'],
      ...rows([day(-6), day(6), '']),
    ]);
    expect(refused.status).to.equal(422);
    expect(refused.body).to.include(`value="${day(-6)}"`);
    expect(refused.body).to.include('row-error-1');
    const done = await mentor.send(path, path, [['mode', 'rows'], ...rows([day(-6), '', day(-7)])]);
    expect(done.body).to.include('Записаны 2 встречи');
    expect(await held()).to.equal(before + 2);
    const none = await mentor.send(path, path, [['mode', 'rows'], ...rows(['', ''])]);
    expect(none.body).to.include('Заполните хотя бы одну строку');
  });
});
