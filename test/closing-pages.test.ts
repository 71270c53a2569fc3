import { expect } from 'chai';
import type { Db } from '../shared/db/connect.js';
import { readDocx } from './support/docx-reader.js';
import { type Stack, startStack } from './support/stack.js';
import { baseOf, fieldValue, newSurfer, type Seen, type Surfer } from './support/surfer.js';

const HOME = 'Моё наставничество';
const NASTY = '<script>alert(1)</script>';

describe('the pages of the end of a pair', function pages() {
  this.timeout(180_000);
  let stack: Stack;
  let db: Db;
  let coordinator: Surfer;
  let base: string;
  let ending: string;
  let over: string;

  before(async () => {
    stack = await startStack({ seed: true });
    db = stack.tool.db;
    coordinator = newSurfer(stack.lms.url);
    base = baseOf(await coordinator.launch('coordinator', HOME));
    ending = await pairOf('Орлова', 'Мамедов');
    over = await pairOf('Кузнецова', 'Александрова-Преображенская');
  });
  after(() => stack.close());

  async function pairOf(mentor: string, mentee: string): Promise<string> {
    const row = await db('pair_members as m')
      .join('people as p', 'p.id', 'm.person_id')
      .join('pair_members as e', 'e.pair_id', 'm.pair_id')
      .join('people as t', 't.id', 'e.person_id')
      .where({ 'p.family_name': mentor, 't.family_name': mentee })
      .first('m.pair_id');
    if (!row) throw new Error(`no pair of ${mentor} and ${mentee}`);
    return row.pair_id;
  }
  const hidden = (page: Seen) =>
    Object.fromEntries(
      ['_csrf', '_draft', 'idempotencyKey', 'version'].map((name) => [
        name,
        fieldValue(page.body, name),
      ]),
    );
  async function person(key: string) {
    const surfer = newSurfer(stack.lms.url);
    const at = baseOf(await surfer.launch(key, HOME));
    return { surfer, at };
  }

  it('the list names what is missing, is narrowed by its address and downloaded', async () => {
    const list = await coordinator.get(`${base}closing`);
    expect(list.body).to.contain('Орлова').and.contain('Александрова').and.contain('принят');
    const narrowed = await coordinator.get(`${base}closing?when=ending&lacks=report`);
    expect(narrowed.body).to.contain('Мамедов').and.not.contain('Александрова');
    expect((await coordinator.get(`${base}closing?lacks=nonsense`)).status).to.equal(400);
    const file = await coordinator.get(`${base}closing.xlsx?when=over`);
    expect(file.status).to.equal(200);
    expect(file.headers.get('content-type')).to.contain('spreadsheet');
  });

  it('says the one next step first, and a page for each that is not done', async () => {
    const page = (await coordinator.get(`${base}closing/${ending}`)).body;
    expect(page).to.contain('Что сделать сейчас').and.contain('Записать завершающую встречу');
    expect(page).to.contain('волна не открыта').and.contain('Написали 1 из 2');
    const pair = (await coordinator.get(`${base}pairs/${ending}`)).body;
    expect(pair).to.contain(`closing/${ending}`);
  });

  it('a mentor writes the report, the coordinator returns and accepts it, and it is a file', async () => {
    const { surfer, at } = await person('mentor3');
    const home = await surfer.get(`${at}my`);
    expect(home.body).to.contain(`closing/${ending}`);
    const path = `closing/${ending}/report`;
    const form = await surfer.get(`${at}${path}`);
    expect(form.body).to.contain('4 (по графику').and.contain('Ответы анкет сюда не входят');
    const missing = await surfer.post(`${at}${path}`, {
      ...hidden(form),
      achieved: NASTY,
      act: 'submit',
    });
    expect(missing.status).to.equal(422);
    expect(missing.body)
      .to.match(/id="field-difficulties-error"/)
      .and.not.contain(NASTY);
    const words = { achieved: 'Знакомится сам', difficulties: 'Сессия', recommendation: 'end' };
    const sent = { ...hidden(missing), ...words, act: 'submit' };
    expect((await surfer.post(`${at}${path}`, sent)).body).to.contain('Отчёт сдан.');

    const read = await coordinator.get(`${base}${path}`);
    expect(read.body).to.contain('Принять отчёт').and.contain('Знакомится сам');
    const decision = `${base}${path}/decision`;
    const bare = await coordinator.post(decision, {
      ...hidden(read),
      decision: 'return',
      note: '',
    });
    expect(bare.status).to.equal(422);
    const back = { ...hidden(read), decision: 'return', note: 'Добавьте пример' };
    expect((await coordinator.post(decision, back)).body).to.contain('Отчёт возвращён наставнику.');
    const again = await surfer.get(`${at}${path}`);
    expect(again.body).to.contain('Добавьте пример');
    await surfer.post(`${at}${path}`, { ...hidden(again), ...words, act: 'submit' });
    const whole = await coordinator.get(`${base}${path}`);
    const accepted = await coordinator.post(decision, {
      ...hidden(whole),
      decision: 'accept',
      dataKey: fieldValue(whole.body, 'dataKey'),
    });
    expect(accepted.body).to.contain('Отчёт принят.').and.contain('Редакция № 1');
    const docx = await fetch(`${base}${path}.docx`, {
      headers: { cookie: [...coordinator.cookies].map(([n, v]) => `${n}=${v}`).join('; ') },
    });
    const text = JSON.stringify(await readDocx(Buffer.from(await docx.arrayBuffer())));
    expect(text).to.contain('Знакомится сам').and.contain('Отчёт принят');
    expect((await coordinator.get(`${base}${path}/print`)).body).to.contain('data-print');
  });

  it('a reflection says who will read it, keeps what was typed, and its quote can be taken back', async () => {
    const { surfer, at } = await person('mentor3');
    const path = `${at}closing/${ending}/reflection`;
    const form = await surfer.get(path);
    expect(form.body.indexOf('Прочитают Вы')).to.be.lessThan(form.body.indexOf('name="changed"'));
    const long = await surfer.post(path, {
      ...hidden(form),
      changed: 'я'.repeat(1501),
      quote: 'no',
    });
    expect(long.status).to.equal(422);
    expect(long.body)
      .to.contain('я'.repeat(1501))
      .and.match(/id="field-changed-error"/);
    const saved = await surfer.post(path, { ...hidden(long), changed: NASTY, quote: 'anonymous' });
    expect(saved.body).to.contain('Сохранено. Спасибо!');
    const quoted = await surfer.get(`${at}closing/${ending}/case`);
    expect(quoted.body).to.contain('&lt;script&gt;').and.not.contain(NASTY);
    const old = await surfer.post(path, {
      ...hidden(long),
      changed: 'Иное',
      quote: 'no',
      idempotencyKey: 'another-key',
    });
    expect(old.status).to.equal(409);
    expect(old.body).to.contain('Иное');
  });

  it('a pair that is over shows its part to a mentee, and nothing of the college’s', async () => {
    const { surfer, at } = await person('mentee8');
    const page = (await surfer.get(`${at}closing/${over}`)).body;
    expect(page).to.contain('Скачать PDF').and.contain('Вы сказали, что хотите стать наставником');
    expect(page).not.to.contain('Отчёт наставника');
    for (const part of ['report', 'case', 'results', 'reflections'])
      expect((await surfer.get(`${at}closing/${over}/${part}`)).status, part).to.equal(403);
    expect((await surfer.get(`${at}closing/${ending}`)).status).to.equal(404);
    const pdf = await surfer.get(`${at}closing/${over}/my-paper.pdf`);
    expect(pdf.headers.get('content-type')).to.equal('application/pdf');
    expect(pdf.body.slice(0, 5)).to.equal('%PDF-');
    const stands = (await surfer.get(`${at}closing/${over}/reflection`)).body;
    expect(stands).to.contain('слова больше не меняются').and.not.contain('<textarea');
    const taken = await surfer.post(`${at}closing/${over}/reflection/quote`, {
      ...hidden(await surfer.get(`${at}closing/${over}/reflection`)),
      quote: 'no',
    });
    expect(taken.body).to.contain('Больше не цитируем.');
    const named = (await coordinator.get(`${base}closing/${over}/case`)).body;
    expect(named).not.to.contain('Перестал бояться');
  });

  it('papers are issued, renamed, downloaded together; wishes become candidates once', async () => {
    const page = await coordinator.get(`${base}closing/papers?pairId=${ending}`);
    const issued = await coordinator.post(`${base}closing/papers`, [
      ...Object.entries({
        ...hidden(page),
        pairId: ending,
        issuedOn: fieldValue(page.body, 'issuedOn'),
      }),
      ['kinds', 'certificate'],
      ['kinds', 'thanks'],
    ] as [string, string][]);
    expect(issued.body).to.contain('Выданы 2 документа.');
    const href = /closing\/papers\/[0-9a-f-]{36}/.exec(issued.body)?.[0] ?? '';
    const one = await coordinator.get(`${base}${href}`);
    const name = 'Константинопольской-Преображенской Александре Владимировне Нурлан кызы';
    const fields = { ...hidden(one), what: 'name', name };
    expect((await coordinator.post(`${base}${href}`, fields)).body).to.contain(name);
    expect((await coordinator.get(`${base}${href}/paper.pdf`)).status).to.equal(200);
    const all = await coordinator.get(`${base}closing/papers.pdf`);
    expect(all.body.match(/\/Type \/Page\b/g)?.length).to.equal(4);

    const wishes = await coordinator.get(`${base}closing/wishes`);
    const chosen = [
      ['_csrf', fieldValue(wishes.body, '_csrf')],
      ['personIds', /name="personIds" value="([^"]+)"/.exec(wishes.body)?.[1] ?? ''],
    ] as [string, string][];
    const made = await coordinator.post(`${base}closing/wishes`, chosen);
    expect(made.body).to.contain('1 человек взят в базу наставников как кандидат.');
    const twice = await coordinator.post(`${base}closing/wishes`, chosen);
    expect(twice.body).to.contain('Новых кандидатов нет.');
    expect((await coordinator.get(`${base}selection`)).body).to.contain('Александрова');
  });

  it('results go into the registers as ticked, and come back', async () => {
    const path = `${base}closing/${ending}/results`;
    const page = await coordinator.get(path);
    const ids = [...page.body.matchAll(/name="people" value="([^"]+)" checked/g)].map(
      ([, id]) => id ?? '',
    );
    expect(ids).to.have.length(2);
    const fields: [string, string][] = [
      ...(Object.entries(hidden(page)) as [string, string][]),
      ...ids.flatMap((id): [string, string][] => [
        ['people', id],
        [`text.${id}`, 'Четыре встречи'],
        [`seen.${id}`, ''],
      ]),
    ];
    expect((await coordinator.post(path, fields)).body).to.contain('Записано 2 участникам.');
    const after = await coordinator.get(path);
    const undo = /results\/[0-9a-f-]{36}\/undo/.exec(after.body)?.[0] ?? '';
    const undone = await coordinator.post(`${base}closing/${ending}/${undo}`, {
      _csrf: fieldValue(after.body, '_csrf'),
    });
    expect(undone.body).to.contain('Возвращено то, что было.');
    // An old page knows less than the register does.
    const stale: [string, string][] = fields.map(([n, v]) =>
      n === 'idempotencyKey' ? [n, 'one-more-key'] : [n, v],
    );
    expect((await coordinator.post(path, stale)).status).to.equal(409);
  });
});
