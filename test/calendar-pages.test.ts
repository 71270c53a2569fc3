import { expect } from 'chai';
import ICAL from 'ical.js';
import type { Db } from '../shared/db/connect.js';
import { type Stack, startStack } from './support/stack.js';
import { day, type Fields, pathOf, type Reader, readerOf } from './support/survey-desk.js';

const HOME = 'Моё наставничество';
const NASTY = '=2+5 <script>alert(1)</script>';
const ru = (iso: string) => iso.split('-').reverse().join('.');

describe('the pages of planned meetings', function pages() {
  this.timeout(120_000);
  let stack: Stack;
  let db: Db;
  let mentor: Reader;
  let mentee: Reader;
  let coordinator: Reader;
  let pairId: string;

  before(async () => {
    stack = await startStack({ seed: true });
    db = stack.tool.db;
    mentor = await readerOf(stack, 'mentor1', HOME);
    mentee = await readerOf(stack, 'mentee1', HOME);
    coordinator = await readerOf(stack, 'coordinator', 'Обзор программы');
    const pair = await db('pairs as p')
      .join('pair_members as m', 'm.pair_id', 'p.id')
      .join('people as n', 'n.id', 'm.person_id')
      .where({ 'n.email': 'mentee1@kollezh.example', 'p.state': 'active' })
      .first('p.id');
    pairId = pair.id;
  });
  after(() => stack.close());

  const plan = (by: Reader, fields: Record<string, string> = {}) =>
    by.send(`calendar/new/${pairId}`, `calendar/new/${pairId}`, {
      kind: 'regular',
      onDate: day(3),
      startsAt: '12:00',
      minutes: '45',
      format: 'in_person',
      place: NASTY,
      ...fields,
    });
  const send = (by: Reader, path: string, action: string, fields: Fields = {}) =>
    by.send(path, `${path}/${action}`, fields);

  it('a mentee proposes, the mentor sees it on the home page and agrees by one tap', async () => {
    const made = await plan(mentee, { onDate: day(1) });
    expect(made.status).to.equal(200);
    expect(made.body).to.include('Встреча предложена, ждём ответа');
    expect(made.body).not.to.include('<script>alert');
    const home = await mentor.get('my');
    expect(home.body).to.include('ждёт Вашего ответа');
    const agreed = await send(mentor, pathOf(made), 'answer', { answer: 'agrees', back: 'home' });
    expect(agreed.body).to.include('Договорились');
    expect(agreed.body).to.include('завтра в 12:00');
    const seen = await mentee.get('my');
    expect(seen.body).to.include('завтра в 12:00');
  });

  it('what does not suit is said with words, another time is offered, and taken', async () => {
    const path = pathOf(await plan(mentor));
    const no = await send(mentee, path, 'answer', { answer: 'declines', words: 'Практика' });
    expect(no.body).to.include('Практика');
    expect((await mentor.get(path)).body).to.include('не подходит');
    const moved = await send(mentor, path, 'edit', {
      kind: 'regular',
      onDate: day(4),
      startsAt: '13:00',
      minutes: '45',
      format: 'online',
      link: 'room.example/1',
      scope: 'one',
    });
    expect(moved.body).to.include('https://room.example/1');
    const yes = await send(mentee, path, 'answer', { answer: 'agrees' });
    expect(yes.body).to.include('согласована');
  });

  it('faults stand at their fields, and nothing that was typed is lost', async () => {
    const refused = await plan(mentor, { onDate: '2001-01-01', link: 'javascript:alert(1)' });
    expect(refused.status).to.equal(422);
    expect(refused.body).to.include('field-link-error');
    const past = await plan(mentor, { onDate: '2001-01-01' });
    expect(past.status).to.equal(422);
    expect(past.body).to.include('Этот день уже прошёл');
    expect(past.body).to.include('value="=2+5 &lt;script&gt;');
  });

  it('another meeting at that time is named, and planned all the same when said again', async () => {
    await plan(mentor, { onDate: day(9), agreed: 'yes' });
    const told = await plan(mentor, { onDate: day(9), startsAt: '12:30' });
    expect(told.status).to.equal(422);
    expect(told.body).to.include('В это время уже есть встреча');
    expect(told.body).to.include('Всё равно запланировать');
    const done = await plan(mentor, { onDate: day(9), startsAt: '12:30', overlapOk: 'yes' });
    expect(done.status).to.equal(200);
  });

  it('a series is planned, moved from one on, and cancelled with a reason', async () => {
    const made = await plan(mentor, {
      onDate: day(20),
      agreed: 'yes',
      'repeat.unit': 'week',
      'repeat.every': '1',
      'repeat.count': '4',
      'repeat.skip': ru(day(27)),
    });
    expect(made.body).to.include('Запланированы 3 встречи');
    const path = pathOf(made);
    const unsaid = await plan(mentor, { onDate: day(20), 'repeat.unit': 'week' });
    expect(unsaid.body).to.include('Укажите, до какого дня или сколько встреч');
    const none = await send(mentor, path, 'cancel', { scope: 'following' });
    expect(none.status).to.equal(422);
    const gone = await send(mentor, path, 'cancel', { reason: 'holiday', scope: 'following' });
    expect(gone.body).to.include('праздник или каникулы');
    const [left] = await db('planned_meetings')
      .where({ pair_id: pairId, state: 'agreed' })
      .where('on_date', '>=', day(20))
      .count({ n: '*' });
    expect(Number(left?.['n'])).to.equal(0);
  });

  it('«held» leads to the form of the record, and pressed again to the same record', async () => {
    const path = pathOf(await plan(mentor, { onDate: day(0), startsAt: '00:05', agreed: 'yes' }));
    const version = { version: '1' };
    const held = await send(mentor, path, 'held', version);
    expect(held.url).to.match(/meetings\/[0-9a-f-]{36}\/edit$/);
    expect(held.body).to.include('Встреча записана в журнал');
    const again = await mentor.send('calendar', `${path}/held`, version);
    expect(again.url).to.equal(held.url);
    const record = pathOf(held).replace('/edit', '');
    expect((await mentee.get(record)).body).to.include('Ваш ответ');
  });

  it('a stale page is shown as it is now', async () => {
    const path = pathOf(await plan(mentor, { onDate: day(12) }));
    const fields = {
      kind: 'regular',
      onDate: day(13),
      startsAt: '09:00',
      minutes: '45',
      format: 'phone',
    };
    await send(mentor, path, 'edit', { ...fields, scope: 'one' });
    const late = await send(mentee, path, 'answer', { answer: 'agrees', version: '1' });
    expect(late.status).to.equal(422);
    expect(late.body).to.include('Встречу только что изменили');
    const changed = await send(mentor, path, 'edit', { ...fields, version: '1', scope: 'one' });
    expect(changed.status).to.equal(409);
  });

  it('the calendar shows a month, a day, a list and a file; a bad address is refused', async () => {
    const month = await coordinator.get('calendar');
    expect(month.body).to.include('Календарь встреч');
    expect(month.body).to.include('aria-current="date"');
    const list = await coordinator.get('calendar?view=list&search=никого-такого');
    expect(list.body).to.include('Ничего не найдено');
    expect((await coordinator.get(`calendar?day=${day(1)}`)).body).to.include('12:00');
    const sheet = await mentor.sheet(`calendar.xlsx?day=${day(1)}`);
    expect(sheet[0]?.slice(0, 3)).to.deep.equal(['Дата', 'Начало', 'Пара']);
    expect(sheet[1]?.[6]).to.equal(`'${NASTY}`);
    for (const bad of ['month=2026-13', 'view=x', 'state=x', 'day=2026-02-30'])
      expect((await coordinator.get(`calendar?${bad}`)).status, bad).to.equal(400);
  });

  it('leads to the page of each duty, for everybody who sees it', async () => {
    const [session] = await db('school_sessions').orderBy('held_on', 'desc').limit(1);
    const month = String(session.held_on).slice(0, 7);
    for (const who of ['coordinator', 'curator']) {
      const reader = await readerOf(stack, who, 'Обзор программы');
      const { body } = await reader.get(`calendar?month=${month}`);
      const paths = [...body.matchAll(/href="[^"]*?\/((?:school|group-meetings)\/[^"?#]*)"/g)];
      expect(paths.length, who).to.be.greaterThan(0);
      for (const [, path = ''] of paths)
        expect((await reader.get(path)).status, `${who} ${path}`).to.equal(200);
    }
  });

  it('of others’ meetings nobody finds a page', async () => {
    const path = pathOf(await plan(mentor, { onDate: day(14) }));
    const stranger = await readerOf(stack, 'mentee3', HOME);
    expect((await stranger.get(path)).status).to.equal(404);
    expect((await stranger.get(`calendar/new/${pairId}`)).status).to.equal(404);
    expect((await stranger.get('calendar/x')).status).to.equal(404);
    expect((await coordinator.get('me/calendar')).status).to.equal(403);
  });

  describe('the private address', () => {
    const fetchFeed = (url: string, headers: Record<string, string> = {}) =>
      fetch(url, { headers });
    async function make(by: Reader, fields: Fields = {}): Promise<string> {
      const made = await by.send('me/calendar', 'me/calendar', fields);
      const path = /\/calendar\/[\w-]{22}\.ics/.exec(made.body)?.[0] ?? '';
      return `${stack.toolUrl}${path}`;
    }

    it('is told once, read without a session, and not sent again while nothing changed', async () => {
      const url = await make(mentee);
      expect((await mentee.get('me/calendar')).body).not.to.include('.ics');
      const first = await fetchFeed(url);
      expect(first.status).to.equal(200);
      expect(first.headers.get('content-type')).to.equal('text/calendar; charset=utf-8');
      expect(first.headers.get('cache-control')).to.equal('private, no-cache');
      expect(first.headers.get('set-cookie')).to.equal(null);
      const text = await first.text();
      expect(text).not.to.include('Кузнецова');
      const events = new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent');
      expect(events.length).to.be.greaterThan(2);
      const states = new Set(events.map((one) => one.getFirstPropertyValue('status')));
      expect([...states].map(String).sort()).to.include.members(['CANCELLED', 'CONFIRMED']);
      const etag = first.headers.get('etag') ?? '';
      const again = await fetchFeed(url, { 'if-none-match': `W/${etag}` });
      expect([again.status, await again.text()]).to.deep.equal([304, '']);
      expect((await mentee.get('me/calendar')).body).to.include('Последний раз календарь читали');
    });

    it('says names when they are wanted; made anew or ended, the earlier one is gone', async () => {
      const url = await make(mentee);
      await mentee.send('me/calendar', 'me/calendar/names', { withNames: 'yes' });
      expect(await (await fetchFeed(url)).text()).to.include('Кузнецова');
      const next = await make(mentee);
      expect((await fetchFeed(url)).status).to.equal(404);
      expect((await fetchFeed(next)).status).to.equal(200);
      const ended = await mentee.send('me/calendar', 'me/calendar/end', {});
      expect(ended.body).to.include('Календарь отключён');
      expect((await fetchFeed(next)).status).to.equal(404);
    });

    it('is not guessed: tries of one network are counted, and an address read too often rests', async () => {
      const url = await make(mentor);
      for (let n = 0; n < 61; n += 1) await (await fetchFeed(url)).text();
      const tired = await fetchFeed(url);
      expect([tired.status, tired.headers.get('retry-after')]).to.deep.equal([429, '3600']);
      const guess = () => fetchFeed(`${stack.toolUrl}/calendar/${'A'.repeat(22)}.ics`);
      const codes = new Set<number>();
      for (let n = 0; n < 110; n += 1) codes.add((await guess()).status);
      expect([...codes]).to.deep.equal([404, 429]);
    });
  });
});
