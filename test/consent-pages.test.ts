import { expect } from 'chai';
import { PDF } from '../service/test/support/file-shelf.js';
import type { Db } from '../shared/db/connect.js';
import { DATABASE_KINDS } from './support/databases.js';
import { readDocx } from './support/docx-reader.js';
import { SHAPES, type Stack, startStack } from './support/stack.js';
import { baseOf, fieldValue, newSurfer, type Seen, type Surfer } from './support/surfer.js';
import { readSheet } from './support/xlsx-reader.js';

const HOME = 'Моё наставничество';
const NASTY = '<script>alert(1)</script> & Co';

/** MariaDB where it is, in the split shape; SQLite in one process. */
const WORLDS = SHAPES.map((shape) => ({
  shape,
  database: shape === 'split' ? (DATABASE_KINDS.at(-1) ?? 'sqlite') : 'sqlite',
}));

interface Person {
  personId: string;
  name: string;
}

for (const { shape, database } of WORLDS) {
  describe(`the pages of consents, ${shape}, on ${database}`, function pages() {
    this.timeout(120_000);
    let stack: Stack;
    let db: Db;
    let coordinator: Surfer;
    let base: string;
    let minor: Person;
    let adult: Person;
    let minors: string;

    /** A mentee of the demo college, born on this day. */
    async function born(subject: string, birthDate: string): Promise<Person> {
      const account = await db('person_accounts as a')
        .join('people as p', 'p.id', 'a.person_id')
        .where('p.name', 'like', `${subject}%`)
        .first({ personId: 'p.id', name: 'p.name', organisation_id: 'p.organisation_id' });
      await db('profiles').where('person_id', account.personId).delete();
      await db('profiles').insert({
        person_id: account.personId,
        organisation_id: account.organisation_id,
        birth_date: birthDate,
        representative_name: `Петрова ${NASTY}`,
        created_at: 0,
      });
      await db('programmes').increment('revision', 1);
      return { personId: account.personId, name: account.name };
    }

    before(async () => {
      stack = await startStack({ shape, database, seed: true });
      db = stack.tool.db;
      minor = await born('Смирнова', '2012-03-05');
      adult = await born('Фёдоров', '2000-03-05');
      await db('consents').where('person_id', adult.personId).delete();
      coordinator = newSurfer(stack.lms.url);
      base = baseOf(await coordinator.launch('coordinator', HOME));
      minors = `${base}participants/${minor.personId}/consents`;
    });
    after(() => stack.close());

    const cookie = () =>
      [...coordinator.cookies].map(([name, value]) => `${name}=${value}`).join('; ');

    /** Sends a form with a file, as browsers do. */
    async function send(
      page: Seen,
      action: string,
      fields: Record<string, string>,
      file?: { name: string; type: string; content: Buffer },
    ) {
      const form = new FormData();
      const hidden = ['_csrf', '_draft', 'idempotencyKey'].map((name) => [
        name,
        fieldValue(page.body, name),
      ]);
      for (const [name, value] of [...hidden, ...Object.entries(fields)] as [string, string][])
        form.append(name, value);
      const content = file === undefined ? [] : [new Uint8Array(file.content)];
      form.append('scan', new Blob(content, { type: file?.type ?? '' }), file?.name ?? '');
      const post = () =>
        fetch(action, {
          method: 'POST',
          body: form,
          redirect: 'manual',
          headers: { cookie: cookie() },
        });
      // An idle connection may be closed just as it is used again: browsers then send once more.
      const answer = await post().catch(post);
      return {
        status: answer.status,
        body: await answer.text(),
        location: answer.headers.get('location') ?? '',
      };
    }
    const download = async (address: string) => {
      const answer = await fetch(address, { headers: { cookie: cookie() } });
      return { answer, content: Buffer.from(await answer.arrayBuffer()) };
    };
    const paper = {
      kind: 'parent',
      givenOn: '2026-09-10',
      representative: `Петрова ${NASTY}`,
      'representative.ground': 'parent',
      originalNote: 'Личное дело, папка 3',
      originalNumber: '17',
    };
    const scanOf = (content: Buffer, name = 'photo.html', type = 'text/html') => ({
      name,
      type,
      content,
    });

    it('list who lacks what, in one sentence and by filters in the address', async () => {
      const page = await coordinator.get(`${base}consents`);
      expect(page.body).to.match(
        /\d+ из \d+ с согласиями, у \d+ не хватает: нет даты рождения – \d+, нет согласия родителя – 1, нет согласия – 2, исполнилось 18, нет своего согласия – 1\./,
      );
      const lacking = await coordinator.get(`${base}consents?gap=no_parent_consent`);
      expect(lacking.body).to.contain(minor.name).and.not.to.contain(adult.name);
      const none = await coordinator.get(`${base}consents?search=никого`);
      expect(none.body).to.contain('Ничего не нашлось');
      expect((await coordinator.get(`${base}consents?gap=nothing`)).status).to.equal(400);
    });

    it('give the list as a workbook', async () => {
      const { answer, content } = await download(`${base}consents.xlsx?gap=no_parent_consent`);
      expect(answer.status).to.equal(200);
      const [head, ...rows] = readSheet(content);
      expect(head).to.include.members(['Имя', 'Чего не хватает']);
      expect(rows).to.have.length(1);
      expect(rows[0]).to.include.members([
        minor.name,
        'нет согласия родителя',
        'несовершеннолетний',
      ]);
    });

    it('print the words of the record as a Word document', async () => {
      const { answer, content } = await download(`${minors}/print/parent.docx`);
      expect(answer.headers.get('content-disposition')).to.match(
        /^attachment; filename="nastavnik-[\d-]+\.docx"; filename\*=UTF-8''%D0%A1[\w%.-]+\.docx$/,
      );
      expect(answer.headers.get('x-content-type-options')).to.equal('nosniff');
      const lines = readDocx(content);
      expect(lines[0]).to.match(/^Согласие законного представителя/);
      expect(lines[1]).to.contain(`Я, Петрова ${NASTY},`).and.to.contain(minor.name);
      expect(lines.join('\n')).to.match(/Перечень персональных данных: .*дата рождения/);
      expect(lines.join('\n')).to.match(/действует до \d\d\.\d\d\.\d{4}/);
      expect((await download(`${minors}/print/nothing.docx`)).answer.status).to.equal(404);
    });

    it('refuse a file that is no scan, at its field, and lose nothing of what was typed', async () => {
      const page = await coordinator.get(`${minors}/paper`);
      const refused = await send(
        page,
        `${minors}/paper`,
        paper,
        scanOf(Buffer.from('<html>'), 'scan.pdf', 'application/pdf'),
      );
      expect(refused.status).to.equal(422);
      expect(refused.body)
        .to.contain('Это не PDF, не JPEG и не PNG')
        .and.to.contain('Личное дело, папка 3');
      expect(refused.body).not.to.contain('<script>alert');
      const large = await send(
        page,
        `${minors}/paper`,
        paper,
        scanOf(Buffer.concat([PDF, Buffer.alloc(11 * 1024 * 1024)])),
      );
      expect(large.status).to.equal(422);
      expect(large.body).to.contain('Файл больше 10 МБ').and.to.contain('Личное дело, папка 3');
      const huge = await send(
        page,
        `${minors}/paper`,
        paper,
        scanOf(Buffer.alloc(25 * 1024 * 1024)),
      );
      // Of so much nothing is held, and what was typed comes back all the same.
      expect(huge.status).to.equal(422);
      expect(huge.body).to.contain('Файл больше').and.to.contain('Личное дело, папка 3');
      expect(await db('consents').where('person_id', minor.personId)).to.deep.equal([]);
    });

    it('keep the scan when something else is wrong, write it all down, and give it back', async () => {
      const page = await coordinator.get(`${minors}/paper`);
      const future = await send(
        page,
        `${minors}/paper`,
        { ...paper, givenOn: '2999-01-01' },
        scanOf(PDF),
      );
      expect(future.status).to.equal(422);
      expect(future.body)
        .to.contain('Этот день ещё не наступил')
        .and.to.contain('Файл уже загружен: pdf');
      const scanId = fieldValue(future.body, 'scanId');
      const saved = await send(page, `${minors}/paper`, { ...paper, scanId });
      expect(saved.status).to.equal(303);
      const { body } = await coordinator.get(minors);
      expect(body).to.contain('Все нужные согласия действуют');
      expect(body).to.contain('&lt;script&gt;').and.not.to.contain('<script>alert');
      const link = /href="([^"]*\/scan)"/.exec(body)?.[1] ?? '';
      const { answer, content } = await download(new URL(link, base).href);
      expect(content.equals(PDF)).to.equal(true);
      // Told from the content, whatever the sender called it.
      expect(answer.headers.get('content-type')).to.equal('application/pdf');
      expect(answer.headers.get('content-disposition')).to.match(
        /^attachment; filename="nastavnik-[\d-]+\.pdf"/,
      );
      expect(answer.headers.get('x-content-type-options')).to.equal('nosniff');
    });

    it('take a better scan in the place of a wrong one with a reason, and keep the wrong one', async () => {
      const { body } = await coordinator.get(minors);
      const address = /href="([^"]*\/annotate)"/.exec(body)?.[1] ?? '';
      const annotate = new URL(address, base).href;
      const page = await coordinator.get(annotate);
      expect(page.body).to.contain('прежний останется');
      const better = Buffer.concat([PDF, Buffer.from('\n% the right page')]);
      const odd = await send(
        page,
        annotate,
        { reason: '', note: NASTY },
        scanOf(Buffer.from('GIF89a')),
      );
      expect(odd.status).to.equal(422);
      expect(odd.body).to.contain('Это не PDF').and.not.to.contain('<script>alert');
      const bare = await send(page, annotate, { reason: '', note: '' }, scanOf(better));
      expect(bare.status, 'a scan replaced without a reason').to.equal(422);
      const scanId = fieldValue(bare.body, 'scanId');
      const saved = await send(page, annotate, { reason: 'Не тот документ', note: NASTY, scanId });
      expect(saved.status).to.equal(303);
      const after = await coordinator.get(minors);
      expect(after.body).to.contain('Все нужные согласия действуют');
      expect(after.body).to.contain('&lt;script&gt;').and.not.to.contain('<script>alert');
      const links = [...after.body.matchAll(/href="([^"]*\/scan[^"]*)"/g)].map((m) => m[1] ?? '');
      const newest = await download(new URL(links[0] ?? '', base).href);
      expect(newest.content.equals(better)).to.equal(true);
      const files = await db('files')
        .where('person_id', minor.personId)
        .whereNotNull('attached_at');
      expect(files).to.have.length(2);
    });

    it('say in the person’s card, in the pair and among candidates what is missing', async () => {
      const card = await coordinator.get(`${base}participants/${adult.personId}`);
      expect(card.body).to.contain('нет согласия').and.to.contain(`${adult.personId}/consents`);
      const pairs = await coordinator.get(`${base}pairs?personId=${adult.personId}`);
      const pair = /href="([^"]*\/pairs\/[0-9a-f-]{36})"/.exec(pairs.body)?.[1] ?? '';
      expect((await coordinator.get(new URL(pair, base).href)).body).to.contain('нет согласия');
      const candidates = await coordinator.get(`${base}pairs/new`);
      expect(candidates.body).to.contain('нет даты рождения');
    });

    it('lead to the parent’s link, and list those that there are', async () => {
      const { body } = await coordinator.get(minors);
      expect(body).to.contain(`${minor.personId}/links/new?for=parent`);
      expect(body).to.contain('Личные ссылки');
      const adults = await coordinator.get(`${base}participants/${adult.personId}/consents`);
      expect(adults.body).not.to.contain('for=parent');
    });

    it('write a withdrawal down after a word of what it does', async () => {
      const page = await coordinator.get(`${minors}/withdraw`);
      expect(page.body).to.contain('перестанут использоваться сразу');
      const fields = {
        _csrf: fieldValue(page.body, '_csrf'),
        idempotencyKey: fieldValue(page.body, 'idempotencyKey'),
        kind: 'parent',
        withdrawnOn: '2999-01-01',
        byWhom: 'representative',
        reason: '',
      };
      expect((await coordinator.post(`${minors}/withdraw`, fields)).status).to.equal(422);
      const today = fieldValue(page.body, 'withdrawnOn');
      const done = await coordinator.post(`${minors}/withdraw`, {
        ...fields,
        withdrawnOn: today,
        reason: NASTY,
      });
      expect(done.body).to.contain('Согласие отозвано').and.to.contain('согласие отозвано');
      expect(done.body).not.to.contain('<script>alert');
    });

    it('name the pair that a withdrawal has frozen at once in Обзор, and say on its page what to do', async () => {
      const overview = await coordinator.get(`${base}overview`);
      const row = /<li>(?:(?!<\/li>).)*согласие отозвано: [^<]*<.*?href="([^"]+)"/s.exec(
        overview.body,
      );
      expect(row?.[0], 'the frozen pair is among the first').to.contain('отозвано');
      const pair = await coordinator.get(new URL(row?.[1] ?? '', base).href);
      expect(pair.body).to.contain('Новые встречи не записываются, контакты в паре закрыты');
      expect(pair.body).to.contain(`${minor.personId}/consents`).and.to.contain(minor.name);
      expect(pair.body).not.to.contain('meetings/new/');
    });

    it('refuse a birth date to come at its field, and show what somebody else wrote meanwhile', async () => {
      const profile = `${base}participants/${minor.personId}/profile`;
      const page = await coordinator.get(profile);
      const fields = {
        _csrf: fieldValue(page.body, '_csrf'),
        version: fieldValue(page.body, 'version'),
        birthDate: '2999-01-01',
        representativeName: 'Петрова Анна',
        groupName: 'ИС-21',
        course: '9',
      };
      const refused = await coordinator.post(profile, fields);
      expect(refused.status).to.equal(422);
      const future = await coordinator.post(profile, { ...fields, course: '2' });
      expect(future.body).to.contain('Дата рождения ещё не наступила').and.to.contain('ИС-21');
      const saved = await coordinator.post(profile, {
        ...fields,
        course: '2',
        birthDate: '2012-03-05',
      });
      expect(saved.body).to.contain('Сведения сохранены.').and.to.contain('ИС-21');
      const late = await coordinator.post(profile, {
        ...fields,
        course: '2',
        birthDate: '2012-03-05',
        groupName: 'ИС-22',
      });
      expect(late.status).to.equal(409);
      expect(late.body).to.contain('ИС-22').and.to.contain('ИС-21');
    });

    it('are closed to everybody else, and a form without our token is refused', async () => {
      const mentor = newSurfer(stack.lms.url);
      const mentors = baseOf(await mentor.launch('mentor1', HOME));
      for (const path of ['consents', 'consents.xlsx', `participants/${minor.personId}/consents`])
        expect((await mentor.get(`${mentors}${path}`)).status, path).to.equal(403);
      const page = await coordinator.get(`${minors}/paper`);
      const forged = await send({ ...page, body: '' }, `${minors}/paper`, paper, scanOf(PDF));
      expect(forged.status).to.equal(403);
      const broken = await fetch(`${minors}/paper`, {
        method: 'POST',
        body: 'no parts at all',
        headers: { cookie: cookie(), 'content-type': 'multipart/form-data; boundary=x' },
      });
      expect(broken.status).to.equal(400);
    });

    it('keep what was typed into a form with a file when the session had ended', async () => {
      const page = await coordinator.get(`${minors}/paper`);
      await db('lti_sessions').update({ last_seen_at: Date.now() - 2 * 3_600_000 });
      const ended = await send(
        page,
        `${minors}/paper`,
        { ...paper, originalNote: 'Сейф кабинета 12' },
        scanOf(PDF),
      );
      expect(ended.status).to.equal(401);
      base = baseOf(await coordinator.launch('coordinator', HOME));
      minors = `${base}participants/${minor.personId}/consents`;
      expect((await coordinator.get(`${minors}/paper`)).body).to.contain('Сейф кабинета 12');
    });
  });
}
