import { expect } from 'chai';
import { buildPerson } from '../service/test/support/builders.js';
import type { Db } from '../shared/db/connect.js';
import { DATABASE_KINDS } from './support/databases.js';
import { readDocx } from './support/docx-reader.js';
import { SHAPES, type Stack, startStack } from './support/stack.js';
import { baseOf, fieldValue, newSurfer, type Seen, type Surfer } from './support/surfer.js';
import { readSheet } from './support/xlsx-reader.js';

const HOME = 'Моё наставничество';
const NASTY = '<script>alert(1)</script> & Co';
/** The demo's candidate who lacks nothing and is in no register yet. */
const CANDIDATE = 'Орлова Екатерина Андреевна';

/** MariaDB where it is, in the split shape; SQLite in one process. */
const WORLDS = SHAPES.map((shape) => ({
  shape,
  database: shape === 'split' ? (DATABASE_KINDS.at(-1) ?? 'sqlite') : 'sqlite',
}));

type Fields = [name: string, value: string][];

for (const { shape, database } of WORLDS) {
  describe(`the pages of the selection of mentors, ${shape}, on ${database}`, function pages() {
    this.timeout(120_000);
    let stack: Stack;
    let db: Db;
    let coordinator: Surfer;
    let base: string;
    let candidateId: string;

    before(async () => {
      stack = await startStack({ shape, database, seed: true });
      db = stack.tool.db;
      coordinator = newSurfer(stack.lms.url);
      base = baseOf(await coordinator.launch('coordinator', HOME));
      candidateId = (await db('people').where('name', CANDIDATE).first('id')).id;
    });
    after(() => stack.close());

    const hidden = (page: Seen, names = ['_csrf', '_draft', 'idempotencyKey', 'version']): Fields =>
      names.flatMap(
        (name): Fields =>
          page.body.includes(`name="${name}"`) ? [[name, fieldValue(page.body, name)]] : [],
      );
    /** Fills in the form of a page and sends it. */
    async function send(path: string, fields: Fields, action = path): Promise<Seen> {
      const page = await coordinator.get(`${base}${path}`);
      return coordinator.post(`${base}${action}`, [...hidden(page), ...fields]);
    }
    const collegeName = async (): Promise<string> => (await db('organisations').first('name')).name;
    async function download(path: string): Promise<Buffer> {
      const cookie = [...coordinator.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const answer = await fetch(`${base}${path}`, { headers: { cookie } });
      expect(answer.status, path).to.equal(200);
      return Buffer.from(await answer.arrayBuffer());
    }

    it('set candidates beside each other, filtered by the address, and as a workbook', async () => {
      const page = await coordinator.get(`${base}selection`);
      expect(page.body).to.contain(CANDIDATE).and.to.contain('в реестре 2');
      const approved = await coordinator.get(`${base}selection?selection=approved`);
      expect(approved.body).to.contain('Кузнецова').and.not.to.contain(CANDIDATE);
      const [head, ...rows] = readSheet(await download('selection.xlsx?lacks=no_interview'));
      expect(head).to.include.members(['Имя', 'Отбор', 'Чего не хватает']);
      for (const row of rows) expect(row.join()).to.contain('нет собеседования');
      expect((await coordinator.get(`${base}selection?selection=x`)).status).to.equal(400);
    });

    it('keep what was typed of an interview, and show what a correction replaced', async () => {
      const path = `mentors/${candidateId}/interviews/new`;
      const fields: Fields = [
        ['heldOn', '2026-10-05'],
        ['heldBy', `Психолог ${NASTY}`],
        ['motivation', 'Помогать'],
        ['outcome', 'conditional'],
      ];
      const refused = await send(path, fields);
      expect(refused.status).to.equal(422);
      expect(refused.body).to.contain('Условие или причина</a>: Заполните это поле');
      expect(refused.body).to.contain('Помогать').and.not.to.contain('<script>alert');
      const saved = await send(path, [...fields, ['reason', 'После курса']]);
      expect(saved.body).to.contain('Собеседование записано');
      const address = /interviews\/[0-9a-f-]{36}/g;
      const card = await coordinator.get(`${base}participants/${candidateId}`);
      const found = await Promise.all(
        [...new Set(card.body.match(address) ?? [])].map(async (one) => ({
          one,
          page: await coordinator.get(`${base}mentors/${candidateId}/${one}`),
        })),
      );
      const made = found.find(({ page }) => page.body.includes('После курса'));
      if (!made) throw new Error('the interview is not on the card');
      const changed = fields.map(([name, value]): [string, string] =>
        name === 'motivation' ? [name, 'Учить'] : [name, value],
      );
      await send(`mentors/${candidateId}/${made.one}`, [...changed, ['reason', 'После курса']]);
      const now = await coordinator.get(`${base}mentors/${candidateId}/${made.one}`);
      expect(now.body).to.match(/Что было до исправлений[\s\S]*Помогать/);
    });

    it('say at the criterion which points are missing', async () => {
      const answer = await send(`mentors/${candidateId}/criteria`, [
        ['as', 'self'],
        ['scores.time', '2'],
      ]);
      expect(answer.status).to.equal(422);
      expect(answer.body).to.contain('Мотивация и намерения</a>');
      expect(answer.body).to.match(/name="scores.time" value="2" checked/);
    });

    it('say of a member of the council when the name is needed', async () => {
      const { body } = await coordinator.get(`${base}council/members/new`);
      expect(body).to.match(/Имя <span class="optional">\(если не из программы\)/);
    });

    it('sign minutes, and print them with what was decided of whom', async () => {
      const page = await coordinator.get(`${base}council/protocols/new`);
      const present = /name="presentIds" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
      const fields: Fields = [
        ['number', '7/н'],
        ['heldOn', '2026-11-10'],
        ['presentIds', present],
        // The first point is left blank: the second becomes the first.
        ['points.1.topic', `О кандидатах ${NASTY}`],
        ['points.1.decision', 'Рекомендовать в реестр'],
        ['points.1.personIds', candidateId],
      ];
      // Boxes to tick, on a phone too; the words say what a signature asks for.
      expect(page.body)
        .not.to.contain('Ctrl')
        .and.not.to.match(/<select[^>]* multiple/);
      expect(page.body).to.match(/type="checkbox" name="points.0.personIds"/);
      expect(page.body).to.match(/Присутствовали <span class="optional">\(нужно для подписи\)/);
      expect(page.body).to.match(/Решили <span class="optional">\(нужно для подписи\)/);
      const more = await send('council/protocols/new', [...fields, ['_more', '1']]);
      expect(more.body).to.contain('name="points.2.topic"').and.to.contain('О кандидатах');
      expect(await db('council_protocols').where('number', '7/н')).to.deep.equal([]);
      const half = await send('council/protocols/new', [
        ['number', '8/н'],
        ['heldOn', '2026-11-10'],
        ['points.0.topic', 'О плане'],
      ]);
      expect(half.body).to.contain('Чтобы отметить протокол подписанным');
      expect(half.body).to.contain('Отметьте присутствовавших').and.to.contain('Запишите решение');
      expect(half.body).not.to.contain('Отметить подписанным</button>');
      const saved = await send('council/protocols/new', fields);
      expect(saved.body).to.contain('Протокол сохранён').and.to.contain(CANDIDATE);
      const { id } = await db('council_protocols').where('number', '7/н').first('id');
      const path = `council/protocols/${id}`;
      const signed = await send(path, [], `${path}/sign`);
      expect(signed.body).to.contain('отмечен подписанным');
      expect((await coordinator.get(`${base}${path}/edit`)).body).not.to.contain('points.0.topic');
      const lines = readDocx(await download(`${path}.docx`));
      expect(lines.slice(0, 2)).to.deep.equal([await collegeName(), 'ПРОТОКОЛ № 7/н']);
      expect(lines).to.include(`1. О кандидатах ${NASTY}`);
      expect(lines.join('\n')).to.contain('Решили: Рекомендовать в реестр').and.contain(CANDIDATE);
    });

    it('find whom a point concerns among many, without script; what is ticked stays', async () => {
      const row = await db('participations')
        .where({ person_id: candidateId, role: 'mentor' })
        .first({ organisationId: 'organisation_id', programmeId: 'programme_id' });
      const many: string[] = [];
      for (let n = 0; n < 60; n += 1) {
        const familyName = `Многолюдов${n}`;
        many.push((await buildPerson(db, row, { roles: ['mentor'], familyName })).personId);
      }
      const changed = () => db('programmes').where('id', row.programmeId).increment('revision', 1);
      await changed();
      const boxes = (body: string, n: number) =>
        [
          ...body.matchAll(
            new RegExp(`name="points\\.${n}\\.personIds" value="([^"]+)"( checked)?`, 'g'),
          ),
        ].map(([, id, ticked]) => [id, Boolean(ticked)]);
      const page = await coordinator.get(`${base}council/protocols/new`);
      expect(boxes(page.body, 0)).to.have.length(40);
      expect(page.body).to.contain('Показаны не все (66)');
      const asked = await send('council/protocols/new', [
        ['number', '9/н'],
        ['points.1.topic', 'О них'],
        ['points.1.personIds', candidateId],
        ['find.1', 'МНОГОЛЮДОВ57'],
        ['_find', '1'],
      ]);
      expect(asked.status).to.equal(200);
      expect(boxes(asked.body, 1)).to.deep.equal([
        [candidateId, true],
        [many[57], false],
      ]);
      expect(asked.body)
        .to.contain('О них')
        .and.to.match(/<details[^>]* open>/);
      expect(await db('council_protocols').where('number', '9/н')).to.deep.equal([]);
      await db('participations').whereIn('person_id', many).update({ state: 'withdrawn' });
      await changed();
    });

    it('approve a register that stays as it is, with the official columns in both files', async () => {
      await db('mentor_profiles').update({ competences: '=1+1', interests: NASTY });
      await db('programmes').increment('revision', 1);
      const page = await coordinator.get(`${base}mentor-registers/next`);
      const personIds = [...page.body.matchAll(/name="personIds" value="([^"]+)"/g)].map(
        ([, id]): [string, string] => ['personIds', id as string],
      );
      const order: Fields = [...personIds, ['orderNumber', '61/р'], ['orderOn', '2026-11-20']];
      const refused = await send('mentor-registers/next', order);
      expect(refused.status).to.equal(422);
      expect(refused.body).to.contain('Укажите основание или выберите протокол');
      const late = await send('mentor-registers/next', [
        ...order.slice(1),
        ['basis', 'Решение совета'],
      ]);
      expect(late.body).to.contain('список предложенных изменился');
      expect(fieldValue(late.body, 'version')).to.equal('1');
      const approved = await send('mentor-registers/next', [...order, ['basis', 'Решение совета']]);
      expect(approved.body)
        .to.contain('Реестр утверждён')
        .and.to.match(/Добавлены[\s\S]*Орлова/);
      expect(approved.body).not.to.contain('<script>alert');
      const { id } = await db('mentor_registers').where('order_number', '61/р').first('id');
      const [head, ...rows] = readSheet(await download(`mentor-registers/${id}.xlsx`));
      expect(head).to.have.length(16);
      expect(head?.[1]).to.equal('ФИО наставника');
      expect(head?.[15]).to.match(/^Ссылка на кейс/);
      expect(rows).to.have.length(personIds.length);
      expect(rows[0]?.[4]).to.equal("'=1+1");
      expect(rows[0]?.[6]).to.equal(NASTY);
      const lines = readDocx(await download(`mentor-registers/${id}.docx`));
      expect(lines.slice(0, 3)).to.deep.equal([
        'Приложение',
        'к распоряжению № 61/р от 20.11.2026',
        await collegeName(),
      ]);
      expect(lines).to.include(NASTY);
      expect(lines).to.include('Основание: Решение совета.');
      await db('mentor_profiles').update({ competences: 'Другое' });
      const again = readSheet(await download(`mentor-registers/${id}.xlsx`));
      expect(again).to.deep.equal([head, ...rows]);
    });

    it('offer what was decided for the register in force again, marked as such', async () => {
      const path = `mentor-registers/next/${candidateId}`;
      const reason: Fields = [
        ['included', 'no'],
        ['reason', 'Уезжает в июне'],
      ];
      await send(path, reason);
      const next = await coordinator.get(`${base}mentor-registers/next`);
      expect(next.body).not.to.contain('Как в прежнем реестре');
      const personIds = [...next.body.matchAll(/name="personIds" value="([^"]+)"/g)].map(
        ([, id]): [string, string] => ['personIds', id as string],
      );
      await send('mentor-registers/next', [
        ...personIds,
        ['orderNumber', '62/р'],
        ['orderOn', '2026-11-21'],
        ['basis', 'Решение совета'],
      ]);
      const again = await coordinator.get(`${base}mentor-registers/next`);
      expect(again.body)
        .to.contain('1 решение прежнего реестра (распоряжение № 62/р от 21.11.2026)')
        .and.to.match(/Орлова[\s\S]*?Как в прежнем реестре:\s*Уезжает в июне/);
      expect((await coordinator.get(`${base}${path}`)).body).not.to.contain('name="reason"');
    });

    it('give a curator of some forms an extract, which nobody takes for the whole', async () => {
      const { id } = await db('mentor_registers').where('order_number', '61/р').first('id');
      const curator = newSurfer(stack.lms.url);
      const theirs = baseOf(await curator.launch('curator', HOME));
      const whole = await curator.get(`${theirs}mentor-registers/${id}`);
      expect(whole.body).to.contain('Приложение к распоряжению').and.to.contain('Орлова');
      await db('participations')
        .where('role', 'curator')
        .update({ scope_forms: '["university_young_teacher"]' });
      const part = await curator.get(`${theirs}mentor-registers/${id}`);
      expect(part.body).to.contain('Выписка из реестра').and.to.contain('других форм');
      expect(part.body).not.to.contain('Кузнецова');
      const cookie = [...curator.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const answer = await fetch(`${theirs}mentor-registers/${id}.docx`, { headers: { cookie } });
      const lines = readDocx(Buffer.from(await answer.arrayBuffer()));
      expect(lines).to.include('ВЫПИСКА ИЗ РЕЕСТРА НАСТАВНИКОВ').and.not.to.include('Приложение');
      expect(lines.join()).not.to.contain('Кузнецова');
      await db('participations').where('role', 'curator').update({ scope_forms: null });
    });

    it('are not for mentors, who have their own portfolio', async () => {
      const mentor = newSurfer(stack.lms.url);
      const mine = baseOf(await mentor.launch('mentor1', HOME));
      for (const path of ['selection', 'council', 'mentor-registers', 'selection/criteria']) {
        expect((await mentor.get(`${mine}${path}`)).status, path).to.equal(403);
      }
      const page = await mentor.get(`${mine}mentor-profile/portfolio/new`);
      const bad: Fields = [
        ['kind', 'award'],
        ['title', 'Медаль'],
        ['link', 'javascript:alert(1)'],
      ];
      const post = (fields: Fields) =>
        mentor.post(`${mine}mentor-profile/portfolio/new`, [...hidden(page), ...fields]);
      const refused = await post(bad);
      expect(refused.status).to.equal(422);
      expect(refused.body).to.contain('Ссылка должна начинаться');
      const saved = await post([...bad.slice(0, 2), ['link', 'https://example.org/medal']]);
      expect(saved.body).to.contain('Запись добавлена').and.to.contain('Медаль');
    });
  });
}
