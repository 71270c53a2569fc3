import { expect } from 'chai';
import { SIGNAL_CODES } from '../service/api/index.js';
import { type Stack, startStack } from './support/stack.js';
import { day, type Reader, readerOf } from './support/survey-desk.js';

const OVERVIEW = 'Обзор программы';
const NASTY = '=2+5 <script>alert(1)</script>';

describe('the pages of signals', function pages() {
  this.timeout(120_000);
  let stack: Stack;
  let coordinator: Reader;

  before(async () => {
    stack = await startStack({ seed: true });
    coordinator = await readerOf(stack, 'coordinator', OVERVIEW);
  });
  after(() => stack.close());

  /** The page on which it is noted what was done about a pair, by a name on the work list. */
  async function actPath(name: string): Promise<string> {
    const { body } = await coordinator.get(`signals?search=${encodeURIComponent(name)}`);
    const path = /\/app\/[^/]+\/(signals\/[0-9a-f-]{36})"/.exec(body)?.[1];
    if (path === undefined) throw new Error(`${name} is not on the work list`);
    return path;
  }
  const signalOf = (body: string) => /name="signal" value="([^"]+)"/.exec(body)?.[1] ?? '';

  it('the list says who needs somebody and why, with a step; as a page and as a file', async () => {
    const { body } = await coordinator.get('signals');
    expect(body).to.match(/Ждут внимания \d+ пар/);
    expect(body).to.include('11 дней с начала, первой встречи нет');
    expect(body).to.include('href="mailto:mentor2@kollezh.example"');
    expect(body).to.include('В работе: 1').and.to.include('Отложено: 1');
    const sheet = await coordinator.sheet('signals.xlsx?code=no_first_meeting');
    expect(sheet[0]?.slice(0, 3)).to.deep.equal(['Важность', 'Наставники', 'Наставляемые']);
    expect(sheet).to.have.length(2);
    const inWork = await coordinator.get('signals?state=in_work');
    expect(inWork.body).to.include('Обещали встретиться в пятницу');
    const none = await coordinator.get('signals?severity=3&code=no_order');
    expect(none.body).to.include('Под условия ничего не подходит');
    expect((await coordinator.get('signals?severity=9')).status).to.equal(400);
    expect((await coordinator.get('signals?state=x')).status).to.equal(400);
  });

  it('Обзор shows the head of the same list, and leads to all of it', async () => {
    const overview = await coordinator.get('overview');
    const all = /Все сигналы: (\d+) пар/.exec(overview.body)?.[1];
    const list = await coordinator.get('signals');
    expect(list.body).to.match(new RegExp(`Ждут внимания ${all} пар`));
    const names = (html: string, mark: string) =>
      [...html.matchAll(new RegExp(`${mark}[^>]*title="([^"]*)"`, 'g'))].map((found) => found[1]);
    const shown = names(overview.body, 'class="attention-names"');
    expect(shown).to.have.length(5);
    expect(names(list.body, '<a href="[^"]*pairs/[^"]*"').slice(0, 5)).to.deep.equal(shown);
  });

  it('what is wrong stands at its field, and what was typed stays', async () => {
    const path = await actPath('Зайцев');
    const { body } = await coordinator.get(path);
    const fields = { signal: signalOf(body), action: 'snoozed', until: '', note: '' };
    const bare = await coordinator.send(path, path, fields);
    expect(bare.status).to.equal(422);
    expect(bare.body)
      .to.include('id="field-until-error"')
      .and.to.include('Напишите, почему откладываете');
    const late = await coordinator.send(path, path, { ...fields, until: day(60), note: NASTY });
    expect(late.status).to.equal(422);
    expect(late.body)
      .to.include('Выберите день после сегодняшнего')
      .and.to.include(`value="${day(60)}"`);
    expect(late.body).not.to.include('<script>alert');
    const unknown = await coordinator.send(path, path, { ...fields, signal: 'x', action: 'wrote' });
    expect(unknown.status).to.equal(422);
    expect(unknown.body).to.include('id="field-signal-error"');
    const gone = await coordinator.send(path, path, {
      ...fields,
      signal: 'no_order:2020-01-01',
      action: 'wrote',
    });
    expect(gone.status).to.equal(422);
    expect(gone.body).to.include('Этого сигнала уже нет');
  });

  it('what was done leaves the list, stands on the page of the pair, and no formula in a file', async () => {
    const path = await actPath('Зайцев');
    const { body } = await coordinator.get(path);
    const fields = { signal: signalOf(body), action: 'wrote', until: '', note: NASTY };
    const done = await coordinator.send(path, path, fields);
    expect(done.status).to.equal(200);
    expect(done.body).to.include('Записано: написали');
    expect(done.body).not.to.include('<script>alert');
    const pair = await coordinator.get(path.replace('signals/', 'pairs/'));
    expect(pair.body).to.include('11 дней с начала, первой встречи нет');
    expect(pair.body).to.match(/История: \d+ сигнал/);
    const sheet = await coordinator.sheet(
      'signals.xlsx?state=in_work&search=%D0%97%D0%B0%D0%B9%D1%86%D0%B5%D0%B2',
    );
    expect(sheet[1]?.at(-1)).to.equal(`'${NASTY}`);
    const { db } = stack.tool;
    const curator = db('people').where('family_name', 'Воронцов').select('id');
    await db('participations').whereIn('person_id', curator).update({ role: 'head' });
    const head = await readerOf(stack, 'curator', OVERVIEW);
    const seen = await head.get('signals?state=in_work');
    expect(seen.status).to.equal(200);
    expect(seen.body).to.include('написали').and.not.to.include('alert(1)');
    expect((await head.get(path)).status).to.equal(403);
    const headSheet = await head.sheet('signals.xlsx?state=in_work');
    expect(headSheet[0]).not.to.include('Заметка');
  });

  it('a step leads to the change of state that it offers, with its reason asked for', async () => {
    const acting = await actPath('Зайцев');
    const path = acting.replace('signals/', 'pairs/');
    const { body: offered } = await coordinator.get(path);
    expect(offered).to.match(/pairs\/[0-9a-f-]{36}\/pause"/);
    const { status, body } = await coordinator.get(`${path}/pause`);
    expect(status).to.equal(200);
    expect(body).to.include('name="reason"');
  });

  it('how often the rules were right is told by numbers, a share only of five', async () => {
    const { body } = await coordinator.get('signals/rules');
    expect(body).to.include('Точность сигналов').and.to.include('меньше 5').and.to.match(/57\s%/);
    const sheet = await coordinator.sheet('signals/rules.xlsx');
    expect(sheet).to.have.length(SIGNAL_CODES.length + 1);
    const reversed = await coordinator.get('signals/rules?from=2026-12-01&to=2026-11-01');
    expect(reversed.status).to.equal(200);
    expect(reversed.body).to.include('Конец периода раньше начала');
    expect((await coordinator.get('signals/rules?from=x')).status).to.equal(400);
  });

  it('are nobody’s but the coordinator’s, the curators’ and the head’s', async () => {
    const mentor = await readerOf(stack, 'mentor1', 'Моё наставничество');
    for (const page of ['signals', 'signals/rules', 'signals.xlsx'])
      expect((await mentor.get(page)).status, page).to.equal(403);
  });
});
