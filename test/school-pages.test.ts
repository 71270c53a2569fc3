import { expect } from 'chai';
import { PDF } from '../service/test/support/file-shelf.js';
import type { Db } from '../shared/db/connect.js';
import { readDocx } from './support/docx-reader.js';
import { type Stack, startStack } from './support/stack.js';
import { baseOf, fieldValue, newSurfer, type Seen, type Surfer } from './support/surfer.js';
import { readSheet } from './support/xlsx-reader.js';

const HOME = 'Моё наставничество';
const NASTY = '=2+5 <script>alert(1)</script>';
/** A zip that is no office document. */
const ZIP = Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), Buffer.alloc(100)]);

describe('the pages of the school of mentors', function pages() {
  this.timeout(120_000);
  let stack: Stack;
  let db: Db;
  let coordinator: Surfer;
  let mentor: Surfer;
  let base: string;
  let mine: string;
  let today: string;

  before(async () => {
    stack = await startStack({ seed: true });
    db = stack.tool.db;
    coordinator = newSurfer(stack.lms.url);
    base = baseOf(await coordinator.launch('coordinator', HOME));
    mentor = newSurfer(stack.lms.url);
    mine = baseOf(await mentor.launch('mentor2', HOME));
    today = (await coordinator.get(`${base}school/mentors`)).body.match(
      /name="issuedOn"[^>]* value="([\d-]+)"/,
    )?.[1] as string;
  });
  after(() => stack.close());

  const cookiesOf = (who: Surfer) =>
    [...who.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const hidden = (page: Seen) =>
    Object.fromEntries(
      ['_csrf', '_draft', 'idempotencyKey'].map((name) => [name, fieldValue(page.body, name)]),
    );

  async function download(address: string, who = coordinator) {
    const answer = await fetch(address, { headers: { cookie: cookiesOf(who) } });
    return { answer, content: Buffer.from(await answer.arrayBuffer()) };
  }

  /** Sends the form of a material with a file, as browsers do. */
  async function sendMaterial(fields: Record<string, string>, file?: Buffer) {
    const page = await coordinator.get(`${base}school/materials/new`);
    const form = new FormData();
    for (const [name, value] of Object.entries({ ...hidden(page), kind: 'slides', ...fields }))
      form.append(name, value);
    const content = file === undefined ? [] : [new Uint8Array(file)];
    form.append('file', new Blob(content), file === undefined ? '' : 'Секретное имя.exe');
    const answer = await fetch(`${base}school/materials/new`, {
      method: 'POST',
      body: form,
      redirect: 'manual',
      headers: { cookie: cookiesOf(coordinator) },
    });
    return { status: answer.status, body: await answer.text() };
  }

  async function addSession(fields: Record<string, string>): Promise<Seen> {
    const page = await coordinator.get(`${base}school/sessions/new`);
    return coordinator.post(`${base}school/sessions/new`, {
      ...hidden(page),
      title: 'Новое занятие',
      heldOn: today,
      minutes: '60',
      audience: 'all',
      ...fields,
    });
  }

  it('tell how many are trained, with the names behind, and keep filters in the address', async () => {
    const { body } = await coordinator.get(`${base}school`);
    expect(body).to.contain('Обучены 3 наставника из 6.').and.to.contain('были 5 из 6');
    const names = await coordinator.get(`${base}school/mentors?training=trained`);
    expect(names.body).to.contain('Кузнецова').and.not.to.contain('Саркисян');
    const planned = await coordinator.get(`${base}school?state=planned`);
    expect(planned.body).to.contain('Обмен опытом').and.not.to.contain('Трудные разговоры');
    expect((await coordinator.get(`${base}school?from=вчера`)).status).to.equal(400);
    const people = await coordinator.get(`${base}participants?gap=not_trained`);
    expect(people.body).to.contain('Саркисян').and.not.to.contain('Кузнецова');
    const mentors = await coordinator.get(`${base}mentors?training=untrained`);
    expect(mentors.body).to.contain('Саркисян').and.not.to.contain('Кузнецова');
  });

  it('bring mistakes back at their fields, with everything that was typed', async () => {
    const bad = await addSession({ title: '', startsAt: '7 утра', link: 'ftp://a', topics: 'Всё' });
    expect(bad.status).to.equal(422);
    for (const field of ['title', 'startsAt', 'link'])
      expect(bad.body).to.contain(`id="field-${field}-error"`);
    expect(bad.body).to.contain('>Всё</textarea>');
    const forms = await addSession({ audience: 'forms' });
    expect(forms.body).to.contain('Отметьте хотя бы одну форму');
  });

  it('ask again for a year that was typed with two figures, which the browser makes a date of', async () => {
    const bad = await addSession({ title: 'Опечатка', heldOn: '0026-11-27' });
    expect(bad.status).to.equal(422);
    expect(bad.body).to.match(/id="field-heldOn-error">.*Напишите год четырьмя цифрами/s);
    expect(bad.body).to.contain('value="Опечатка"');
    expect(await db('school_sessions').where('title', 'Опечатка').first('id')).to.equal(undefined);
  });

  it('take a session whose words look like a formula or a page for words', async () => {
    const made = await addSession({ title: NASTY });
    expect(made.body).to.contain('&lt;script&gt;').and.not.to.contain('<script>alert');
    const { content } = await download(`${base}school.xlsx`);
    const cells = readSheet(content).flat();
    expect(cells.some((cell) => cell.includes(NASTY))).to.equal(true);
    expect(cells.some((cell) => cell.startsWith('='))).to.equal(false);
  });

  it('mark nobody before the day of a session', async () => {
    const made = await addSession({ title: 'Далёкое', heldOn: '2099-01-10' });
    expect(made.body).to.contain('Отметить, кто был, можно в день занятия');
    const forced = await coordinator.post(made.url, {
      ...hidden(await coordinator.get(`${base}school/sessions/new`)),
      rest: 'present',
    });
    expect(forced.status).to.equal(422);
    expect(forced.body).to.contain('Этот день ещё не наступил');
  });

  it('keep files that are what they should be, and give them to whom they are meant for', async () => {
    const wrong = await sendMaterial({ title: 'Архив' }, ZIP);
    expect(wrong.status).to.equal(422);
    expect(wrong.body).to.match(/field-file-error[\s\S]*Файлы этого вида не принимаются/);
    expect(wrong.body).to.contain('value="Архив"');
    const none = await sendMaterial({ title: 'Ничего' });
    expect(none.body).to.contain('Укажите ссылку или выберите файл');
    expect((await sendMaterial({ title: 'Методичка' }, PDF)).status).to.equal(303);
    const { body } = await mentor.get(`${mine}my-school`);
    const href = /href="([^"]+\/my-school\/[0-9a-f-]{36}\/file)"/.exec(body)?.[1] ?? '';
    const file = await download(new URL(href, mine).href, mentor);
    expect(file.answer.headers.get('content-disposition')).to.match(/^attachment;/);
    expect(file.answer.headers.get('content-disposition')).to.not.contain('exe');
    expect(file.content.equals(PDF)).to.equal(true);
    await db('school_materials').where('title', 'Методичка').update({ forms: '["pupil_pupil"]' });
    await db('programmes').increment('revision', 1);
    const hiddenFile = await download(new URL(href, mine).href, mentor);
    expect(hiddenFile.answer.status).to.equal(404);
  });

  it('print certificates one by one and several in one file', async () => {
    const all = await download(`${base}school/certificates.docx`);
    const lines = readDocx(all.content);
    expect(lines.filter((line) => line === 'Сертификат')).to.have.length(2);
    expect(lines).to.include.members(['Кузнецова Марина Сергеевна', 'Орлова Екатерина Андреевна']);
    expect(lines.some((line) => line.startsWith('№ 1/'))).to.equal(true);
    const list = await coordinator.get(`${base}school/certificates`);
    const one = /href="([^"]+\/school\/certificates\/[0-9a-f-]{36})"/.exec(list.body)?.[1] ?? '';
    const page = await coordinator.get(new URL(one, base).href);
    const unsaid = await coordinator.post(page.url, { ...hidden(page), reason: '', version: '1' });
    expect(unsaid.status).to.equal(422);
    const done = await coordinator.post(page.url, {
      ...hidden(page),
      reason: 'Ошибка в имени',
      version: '1',
    });
    expect(done.body).to.contain('Сертификат отозван и не действует').and.to.contain('Ошибка в');
    const gone = await download(`${page.url}/certificate.docx`);
    expect(gone.answer.status).to.equal(404);
    expect(readDocx((await download(`${base}school/certificates.docx`)).content)).to.not.include(
      'Орлова Екатерина Андреевна',
    );
  });

  it('ask all mentors what they want to learn, once', async () => {
    const page = await coordinator.get(`${base}school/needs`);
    const past = await coordinator.post(`${base}school/needs`, {
      ...hidden(page),
      endsOn: '2020-01-01',
    });
    expect(past.status).to.equal(422);
    const fields = { ...hidden(page), endsOn: '2099-12-31' };
    const [wave] = await Promise.all([
      coordinator.post(`${base}school/needs`, fields),
      coordinator.post(`${base}school/needs`, fields),
    ]);
    expect(wave.status).to.equal(200);
    expect(
      await db('survey_waves').where('title', 'Потребности в обучении наставника'),
    ).to.have.length(1);
    expect((await coordinator.get(`${base}school`)).body).to.match(/Опрос идёт до [^:]+: 0 из 6/);
    expect((await mentor.get(`${mine}my`)).body).to.contain('Потребности в обучении наставника');
  });

  it('are read by who leads, and not by mentors and mentees', async () => {
    const own = await mentor.get(`${mine}school`);
    expect(own.url).to.match(/\/my-school$/);
    for (const path of ['school/mentors', 'school/certificates', 'school/rule', 'school/needs'])
      expect((await mentor.get(`${mine}${path}`)).status, path).to.equal(403);
    expect((await mentor.get(`${mine}my-school/certificate.docx`)).status).to.equal(404);
    const mentee = newSurfer(stack.lms.url);
    const theirs = baseOf(await mentee.launch('mentee1', HOME));
    for (const path of ['school', 'my-school', 'school/materials'])
      expect((await mentee.get(`${theirs}${path}`)).status, path).to.equal(403);
    const curator = newSurfer(stack.lms.url);
    const led = baseOf(await curator.launch('curator', HOME));
    const list = await curator.get(`${led}school`);
    expect(list.body).to.contain('Роль наставника').and.not.to.contain('school/sessions/new');
    for (const path of ['school/sessions/new', 'school/materials/new', 'school/needs'])
      expect((await curator.get(`${led}${path}`)).status, path).to.equal(403);
  });
});
