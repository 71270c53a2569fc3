import { expect } from 'chai';
import { todayIn } from '../shared/clock.js';
import { addDays } from '../shared/dates.js';
import type { Db } from '../shared/db/connect.js';
import { type Stack, startStack } from './support/stack.js';
import { baseOf, fieldValue, newSurfer, type Seen, type Surfer } from './support/surfer.js';

const HOME = 'Моё наставничество';
const NASTY = '<script>alert(1)</script>';
const words = (iso: string): string => iso.split('-').reverse().join('.');

describe('the pages of the life of a pair', function pages() {
  this.timeout(120_000);
  let stack: Stack;
  let db: Db;
  let coordinator: Surfer;
  let base: string;
  let today: string;

  before(async () => {
    stack = await startStack({ seed: true });
    db = stack.tool.db;
    today = todayIn('Europe/Moscow', { now: () => Date.now() });
    coordinator = newSurfer(stack.lms.url);
    base = baseOf(await coordinator.launch('coordinator', HOME));
  });
  after(() => stack.close());

  const hidden = (page: Seen) =>
    Object.fromEntries(
      ['_csrf', '_draft', 'idempotencyKey', 'version'].map((name) => [
        name,
        fieldValue(page.body, name),
      ]),
    );

  /** The pair of two people, by their family names. */
  async function pairOf(mentor: string, mentee: string) {
    const row = await db('pairs as q')
      .join('pair_members as m', 'm.pair_id', 'q.id')
      .join('people as p', 'p.id', 'm.person_id')
      .join('pair_members as e', 'e.pair_id', 'q.id')
      .join('people as t', 't.id', 'e.person_id')
      .where('p.family_name', mentor)
      .where('t.family_name', mentee)
      .orderBy('q.state')
      .first({ pairId: 'q.id', menteeId: 't.id', mentorId: 'p.id' });
    if (!row) throw new Error(`no pair of ${mentor} and ${mentee}`);
    return row as { pairId: string; menteeId: string; mentorId: string };
  }

  async function send(path: string, fields: Record<string, string>): Promise<Seen> {
    const page = await coordinator.get(`${base}${path}`);
    return coordinator.post(`${base}${path}`, { ...hidden(page), ...fields });
  }

  it('every change has a page, whose form keeps what was typed and says what is wrong at its field', async () => {
    const { pairId, menteeId } = await pairOf('Кузнецова', 'Смирнова');
    const ahead = addDays(today, 5);
    const cases: [string, Record<string, string>, RegExp][] = [
      ['pause', { reason: 'other', fromOn: today, note: '' }, /id="field-note-error"/],
      ['pause', { reason: '', fromOn: today, note: NASTY }, /id="field-reason-error"/],
      ['prolong', { endsOn: '2020-01-01', note: NASTY }, /id="field-endsOn-error"/],
      ['mentor', { onDate: ahead, reason: 'no_time', note: NASTY }, /id="field-comingId-error"/],
      ['end', { decision: 'end', onDate: ahead, note: NASTY }, /id="field-onDate-error"/],
      [
        'early-end',
        { reason: 'moved', initiative: 'both', onDate: today, talkHeld: 'no', note: NASTY },
        new RegExp(`id="field-next.${menteeId}-error"`),
      ],
    ];
    for (const [name, fields, error] of cases) {
      const page = await send(`pairs/${pairId}/${name}`, fields);
      expect(page.status, name).to.equal(422);
      expect(page.body, name).to.match(error).and.not.contain(NASTY);
      if (fields['note']) expect(page.body, name).to.contain('&lt;script&gt;');
    }
    const still = await db('pairs').where('id', pairId).first('state', 'version');
    expect(still).to.deep.include({ state: 'active', version: 1 });
  });

  it('say that a change does not fit, and offer the ones that do', async () => {
    const { pairId } = await pairOf('Саркисян', 'Дёмин');
    const rests = (await coordinator.get(`${base}pairs/${pairId}`)).body;
    expect(rests).to.contain(`пауза окончилась ${words(addDays(today, -2))}`);
    expect(rests).to.contain('Вернуть к работе').and.not.contain('Поставить на паузу');
    const page = await coordinator.get(`${base}pairs/${pairId}/pause`);
    expect(page.body).to.contain('Сейчас так нельзя').and.not.contain('name="fromOn"');
    const online = (await coordinator.get(`${base}pairs/${pairId}/join`)).body;
    expect(online).to.contain('name="personId"');
    const over = await coordinator.get(`${base}pairs?pause=over`);
    expect(over.body).to.contain('Саркисян').and.not.contain('Кузнецова');
  });

  it('whoever was slower sees what the pair is now, with everything that they typed', async () => {
    const { pairId } = await pairOf('Тихонов', 'Гайнутдинов');
    const path = `pairs/${pairId}/pause`;
    const early = await coordinator.get(`${base}${path}`);
    const fields = { reason: 'practice', fromOn: today, note: 'Первая' };
    const other = await send(`pairs/${pairId}/edit`, {
      form: 'teacher_student',
      format: 'group',
      startsOn: fieldValue((await coordinator.get(`${base}pairs/${pairId}/edit`)).body, 'startsOn'),
      endsOn: fieldValue((await coordinator.get(`${base}pairs/${pairId}/edit`)).body, 'endsOn'),
    });
    expect(other.body).to.contain('Изменения сохранены.');
    const late = await coordinator.post(`${base}${path}`, { ...hidden(early), ...fields });
    expect(late.status).to.equal(422);
    expect(late.body).to.contain('пару изменили').and.contain('Первая');
    const again = await coordinator.post(`${base}${path}`, { ...hidden(late), ...fields });
    expect(again.body).to.contain('Пара на паузе.').and.contain('История пары');
    // The other half of a double click has nothing left to do.
    const twice = await coordinator.post(`${base}${path}`, { ...hidden(late), ...fields });
    expect(twice.body).to.contain('Пара на паузе.');
    const events = await db('pair_events').where('pair_id', pairId).pluck('kind');
    expect(events).to.deep.equal(['paused']);
  });

  it('the guide to a closing talk can be printed, and stands before the form of an early end', async () => {
    const { pairId } = await pairOf('Кузнецова', 'Смирнова');
    const form = (await coordinator.get(`${base}pairs/${pairId}/early-end`)).body;
    expect(form).to.contain(`pairs/${pairId}/closing-talk`);
    const guide = (await coordinator.get(`${base}pairs/${pairId}/closing-talk`)).body;
    expect(guide)
      .to.contain('data-print')
      .and.contain('За что вы хотите сказать друг другу спасибо?');
    expect(guide.match(/<li>/g)?.length).to.be.at.least(20);
  });

  it('many pairs are ended at once; those that cannot be are named with the reason', async () => {
    const first = await pairOf('Кузнецова', 'Иванов');
    const second = await pairOf('Белова', 'Юдина');
    await db('meetings')
      .where({ pair_id: second.pairId })
      .orderBy('held_on', 'desc')
      .limit(1)
      .update({ kind: 'closing' });
    const list = await coordinator.get(`${base}pairs`);
    const pairIds = [first.pairId, second.pairId].map((id) => ['pairIds', id] as [string, string]);
    const token: [string, string] = ['_csrf', fieldValue(list.body, '_csrf')];
    const ask = await coordinator.post(`${base}pairs/ending`, [token, ...pairIds]);
    expect(ask.body).to.contain('Завершить 2 пары');
    const fields = Object.entries({ ...hidden(ask), confirmed: '1', onDate: today });
    const without = await coordinator.post(`${base}pairs/ending`, [...fields, ...pairIds]);
    expect(without.status).to.equal(422);
    const done = await coordinator.post(`${base}pairs/ending`, [
      ...fields,
      ['decision', 'end'],
      ...pairIds,
    ]);
    expect(done.body).to.contain('Записано для 1 пары, 1 осталась как есть.');
    expect(done.body).to.match(/Кузнецова М\. С\. — Иванов А\. Д\.[\s\S]*Нет записи об итоговой/);
    const none = await coordinator.post(`${base}pairs/ending`, [token]);
    expect(none.body).to.contain('Отметьте хотя бы одну пару.');
    const opened = await coordinator.get(`${base}pairs/ending`);
    expect(opened.body).to.contain('Создать пару');
  });

  it('a pair that is over is read by its people, with thanks and without reasons', async () => {
    const { pairId } = await pairOf('Кузнецова', 'Александрова-Преображенская');
    const mentee = newSurfer(stack.lms.url);
    const mine = baseOf(await mentee.launch('mentee8', HOME));
    const page = await mentee.get(`${mine}my/pairs/${pairId}`);
    expect(page.body).to.contain('Спасибо за Ваши вопросы.').and.contain('Пара завершена');
    expect(page.body).to.contain('Спасибо, что научили не бояться спрашивать!');
    const long = await mentee.post(`${mine}my/pairs/${pairId}/thanks`, {
      ...hidden(page),
      text: 'я'.repeat(501),
    });
    expect(long.status).to.equal(422);
    expect(long.body).to.contain('id="field-text-error"').and.contain('я'.repeat(501));
    const left = await pairOf('Белова', 'Зайцев');
    const other = newSurfer(stack.lms.url);
    const theirs = baseOf(await other.launch('mentee7', HOME));
    const early = await other.get(`${theirs}my/pairs/${left.pairId}`);
    expect(early.body).to.contain('Пара закрыта досрочно');
    expect(early.body).not.to.match(/другое отделение|причина|инициатива/i);
    for (const path of ['pause', 'early-end', 'closing-talk', 'mentor'])
      expect((await other.get(`${theirs}pairs/${left.pairId}/${path}`)).status, path).to.equal(403);
  });
});
