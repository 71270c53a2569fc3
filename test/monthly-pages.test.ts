import { expect } from 'chai';
import { shiftedClock } from '../lti-tool/test/support/launch-tool.js';
import { type Stack, startStack } from './support/stack.js';
import { type Reader, readerOf } from './support/survey-desk.js';

const HOME = 'Моё наставничество';
const DAY_MS = 86_400_000;
const WISH = '<b>Чаще</b> встречаться';

/** Days until a month may be spoken of: its last five days and the first ten of the next. */
function daysToOpen(now: Date): number {
  const at = (n: number) => new Date(now.getTime() + n * DAY_MS).getUTCDate();
  let n = 0;
  // Away from both edges, whatever the zone.
  while (at(n) > 8 && !(at(n) >= 28 || at(n + 3) < at(n))) n += 1;
  return n;
}

describe('the pages of monthly feedback', function pages() {
  this.timeout(120_000);
  let stack: Stack;
  let mentor: Reader;
  let mentee: Reader;
  let coordinator: Reader;

  before(async () => {
    const clock = shiftedClock();
    clock.shift(daysToOpen(new Date()) * DAY_MS);
    stack = await startStack({ seed: true, clock });
    mentor = await readerOf(stack, 'mentor1', HOME);
    mentee = await readerOf(stack, 'mentee1', HOME);
    coordinator = await readerOf(stack, 'coordinator', 'Обзор программы');
  });
  after(() => stack.close());

  async function monthPath(reader: Reader): Promise<string> {
    const { body } = await reader.get('my');
    const path = /\/app\/[^/]+\/(my\/pairs\/[0-9a-f-]{36})"/.exec(body)?.[1];
    if (path === undefined) throw new Error('there is no pair');
    return `${path}/month`;
  }
  const monthOf = (body: string) => /name="month" value="([^"]+)"/.exec(body)?.[1] ?? '';

  it('say who reads the answer before it is written, keep what was typed, and thank', async () => {
    const path = await monthPath(mentee);
    const { body } = await mentee.get(path);
    expect(body).to.include('Наставник ответа не увидит');
    const fields = { month: monthOf(body), relation: '', useful: '4', wish: WISH };
    const bare = await mentee.send(path, path, fields);
    expect(bare.status).to.equal(422);
    expect(bare.body).to.include('id="field-relation-error"').and.to.include('&lt;b&gt;Чаще');
    const sent = await mentee.send(path, path, { ...fields, relation: '2' });
    expect(sent.body).to.include('Спасибо, отзыв сохранён');
    const again = await mentee.get(path);
    expect(again.body).to.match(/name="relation" value="2" checked/);
  });

  it('show what is there now when the month was answered in another window', async () => {
    const path = await monthPath(mentee);
    const { body } = await mentee.get(path);
    const fields = { month: monthOf(body), relation: '5', useful: '5', wish: '' };
    await mentee.send(path, path, { ...fields, wish: 'Первое окно' });
    const late = await mentee.send(path, path, { ...fields, version: '1', wish: 'Второе окно' });
    expect(late.status).to.equal(409);
    expect(late.body).to.include('Первое окно').and.to.include('Второе окно');
  });

  it('lead a mentor of several pairs from one to the next, and on to the curator', async () => {
    const path = await monthPath(mentor);
    const { body } = await mentor.get(path);
    const given = { month: monthOf(body), relation: '4', useful: '4', wish: 'Не выходит разговор' };
    const next = await mentor.send(path, path, { ...given, needsHelp: 'yes' });
    expect(next.body).to.include('Просьба ушла куратору').and.to.include('name="relation"');
    const help = await coordinator.get('help-requests?state=open');
    expect(help.body).to.include('Не выходит разговор');
  });

  it('are listed, narrowed and handed out for the coordinator, shown at the pair, and told as figures', async () => {
    const list = await coordinator.get('monthly');
    expect(list.body).to.match(/ответили \d+ из \d+/);
    expect(list.body).to.include('Первое окно');
    const helped = await coordinator.get('monthly?show=help');
    expect(helped.body).to.include('Не выходит разговор').and.not.to.include('Первое окно');
    const sheet = await coordinator.sheet('monthly.xlsx?show=help');
    expect(sheet).to.have.length(2);
    expect(sheet[1]).to.include('Не выходит разговор');
    const pair = /\/app\/[^/]+\/(pairs\/[0-9a-f-]{36})"/.exec(helped.body)?.[1] ?? '';
    const shown = await coordinator.get(pair);
    expect(shown.body).to.include('Отзывы за месяц').and.to.include('Не выходит разговор');
    const overview = await coordinator.get('overview');
    expect(overview.body).to.include('Как складывается работа: по отзывам за месяц');
    expect((await coordinator.get('monthly?show=x')).status).to.equal(400);
    for (const reader of [mentor, mentee]) {
      expect((await reader.get('monthly')).status).to.equal(403);
      const my = (await monthPath(reader)).replace('/month', '');
      expect((await reader.get(my)).body)
        .not.to.include('Первое окно')
        .and.not.to.include('Не выходит');
    }
  });
});
