import { expect } from 'chai';
import type { BuiltPerson } from '../service/test/support/builders.js';
import type { Db } from '../shared/db/connect.js';
import { newId } from '../shared/ids.js';
import { DATABASE_KINDS } from './support/databases.js';
import { emptyPool, fillPool } from './support/match-pool.js';
import { SHAPES, type Stack, startStack } from './support/stack.js';
import { baseOf, fieldValue, newSurfer, type Seen, type Surfer } from './support/surfer.js';
import { readSheet } from './support/xlsx-reader.js';

const HOME = 'Моё наставничество';
/** Calls of the service by a page of the board. */
const MOST_ASKS = 3;
const NASTY = '<script>alert(1)</script>';

/** MariaDB where it is, in the split shape; SQLite in one process. */
const WORLDS = SHAPES.map((shape) => ({
  shape,
  database: shape === 'split' ? (DATABASE_KINDS.at(-1) ?? 'sqlite') : 'sqlite',
}));

type Fields = [name: string, value: string][];

for (const { shape, database } of WORLDS) {
  describe(`the pages of matching, ${shape}, on ${database}`, function pages() {
    this.timeout(120_000);
    let stack: Stack;
    let db: Db;
    let coordinator: Surfer;
    let base: string;
    let people: BuiltPerson[];
    /** Address of the first run, below the session. */
    let run = '';

    const idOf = (at: number): string => people[at]?.personId ?? '';

    before(async () => {
      stack = await startStack({ shape, database, seed: true });
      db = stack.tool.db;
      coordinator = newSurfer(stack.lms.url);
      base = baseOf(await coordinator.launch('coordinator', HOME));
      await emptyPool({ db, api: stack.tool.service.api });
    });
    after(() => stack.close());

    const token = (page: Seen): Fields => [['_csrf', fieldValue(page.body, '_csrf')]];
    const get = (path: string) => coordinator.get(`${base}${path}`);
    const pathOf = (page: Seen): string => page.url.slice(base.length).split('?')[0] ?? '';

    /** Sends the buttons' form of a page of the run, or another form below it. */
    async function change(fields: Fields, version?: string): Promise<Seen> {
      const page = await get(run);
      const known: Fields = [
        ...token(page),
        ['version', version ?? fieldValue(page.body, 'version')],
      ];
      return coordinator.post(`${base}${run}/changes`, [...known, ...fields]);
    }

    /** Waits for the end of a run that was just begun. */
    async function finished(page: Seen): Promise<string> {
      const path = pathOf(page);
      for (let look = 0; look < 100; look += 1) {
        const { done } = JSON.parse((await get(`${path}/progress.json`)).body);
        if (done) return path;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      throw new Error('the run does not end');
    }

    async function start(form = 'student_student'): Promise<Seen> {
      const page = await get(`matching?form=${form}`);
      return coordinator.post(`${base}matching/runs`, [
        ...token(page),
        ['idempotencyKey', fieldValue(page.body, 'idempotencyKey')],
        ['form', form],
      ]);
    }

    it('say what comes first where nobody is in the pool', async () => {
      const page = await get('matching?form=student_student');
      expect(page.body).to.contain('Некого подбирать: в базе нет наставляемых');
      expect(page.body)
        .to.match(/participants\?role=mentee/)
        .and.to.contain('/consents"');
      const refused = await start();
      expect(refused.status).to.equal(422);
      expect(refused.body).to.contain('В базе нет наставляемых.');
      expect((await get('matching?form=nothing')).status).to.equal(400);
    });

    it('run, and name everybody with their mentor and why; a name stays text', async () => {
      people = await fillPool({ db, api: stack.tool.service.api }, [
        { role: 'mentor', familyName: 'Антонова', capacity: 2, speciality: '15.01.05 Сварщик' },
        {
          role: 'mentor',
          familyName: 'Борисов',
          capacity: 2,
          speciality: '13.01.10 Электромонтёр',
        },
        { role: 'mentee', familyName: NASTY, groupName: 'СВ-21', speciality: '15.01.05 Сварщик' },
        { role: 'mentee', familyName: 'Васильев', speciality: '13.01.10 Электромонтёр' },
        { role: 'mentee', familyName: 'Гусева', speciality: '15.01.05 Сварщик' },
      ]);
      run = await finished(await start());
      const page = await get(run);
      expect(page.body).to.contain('Наставника получили 3 из 3 наставляемых');
      expect(page.body).to.contain('одна специальность: 15.01.05 Сварщик');
      expect(page.body).to.contain('&lt;script&gt;').and.not.to.contain('<script>alert');
    });

    /** A workbook of the run. */
    async function sheet(file: string): Promise<string[][]> {
      const cookie = [...coordinator.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const answer = await fetch(`${base}${run}/${file}`, { headers: { cookie } });
      return readSheet(Buffer.from(await answer.arrayBuffer()));
    }

    it('filter by the address, and give the list as a workbook', async () => {
      const found = await get(`${run}?search=Васильев`);
      const names = [...found.body.matchAll(/<th scope="row"><a[^>]*>([^<]*)/g)].map(
        ([, name]) => name?.split(' ')[0],
      );
      expect(names).to.deep.equal(['Васильев']);
      expect(found.body).to.contain('Борисов');
      expect((await get(`${run}?show=unmatched`)).body).to.contain('Ничего не нашлось');
      expect((await get(`${run}?show=x`)).status).to.equal(400);
      const [head, ...rows] = await sheet('list.xlsx');
      expect(head?.slice(0, 4)).to.deep.equal(['Наставляемый', 'Группа', 'Наставник', 'Балл']);
      expect(rows).to.have.length(3);
      expect(rows.map((row) => row[0]?.split(' ')[0])).to.include('Гусева');
    });

    it('open a score into its reasons, which come to it', async () => {
      const page = await get(`${run}/mentees/${idOf(3)}`);
      const points = [...page.body.matchAll(/<span class="number">([\d,]+)<\/span>/g)].map(
        ([, text = '']) => Number(text.replace(',', '.')),
      );
      const sum = points.pop() ?? 0;
      expect(points.length).to.be.greaterThan(5);
      expect(points.reduce((total, one) => total + one, 0)).to.be.closeTo(sum, 0.005);
      expect(page.body).to.contain('Если бы не эта пара');
    });

    it('lock, refuse what a lock stands against in words, and take it back', async () => {
      const locked = await change([['do', `lock ${idOf(3)}`]]);
      expect(locked.body).to.contain('Пара закреплена.').and.to.contain('закреплено 1');
      const refused = await change([['do', `unassign ${idOf(3)}`]]);
      expect(refused.status).to.equal(422);
      expect(refused.body).to.contain('Сначала снимите закрепление');
      expect((await change([['do', 'undo']])).body).to.contain('возвращено');
      expect((await get(`${run}/changes`)).body).to.match(/<del>Васильев[^<]*закреплена<\/del>/);
    });

    it('say what another coordinator has changed, and keep what was typed', async () => {
      const path = `${run}/mentees/${idOf(3)}/forbid?unitId=${idOf(1)}`;
      const page = await get(path);
      await change([['do', `lock ${idOf(4)}`]]);
      const fields: Fields = [
        ...token(page),
        ['version', fieldValue(page.body, 'version')],
        ['unitId', idOf(1)],
        ['reason', `Ссорятся ${NASTY}`],
      ];
      const action = `${base}${run}/mentees/${idOf(3)}/forbid`;
      const late = await coordinator.post(action, fields);
      expect(late.status).to.equal(409);
      expect(late.body).to.match(/Лебедева[^<]*: закреплена пара Гусева/);
      expect(late.body).to.contain('Ссорятся &lt;script&gt;');
      const again = fields.map(([name, value]): [string, string] =>
        name === 'version' ? [name, fieldValue(late.body, 'version')] : [name, value],
      );
      const made = await coordinator.post(action, again);
      expect(made.body).to.contain('Пара запрещена.').and.to.contain('без наставника 1');
    });

    it('ask for the reason of an assignment against a rule, and never pass over a ban unseen', async () => {
      const path = `${run}/mentees/${idOf(3)}/move`;
      const page = await get(path);
      expect(page.body).to.contain('пара запрещена координатором');
      const fields = (directive: string): Fields => [
        ...token(page),
        ['version', fieldValue(page.body, 'version')],
        ['unitId', idOf(1)],
        ['directive', directive],
      ];
      const refused = await coordinator.post(`${base}${path}`, fields(''));
      expect(refused.status).to.equal(422);
      expect(refused.body).to.contain('Так нельзя: пара запрещена координатором');
      expect(refused.body)
        .to.contain('id="field-unitId-error"')
        .and.contain('id="field-directive-error"')
        .and.contain('Напишите причину');
      const made = await coordinator.post(`${base}${path}`, fields('Других электриков нет'));
      expect(made.body).to.contain('Перемещено.').and.to.contain('директивно: Других электриков');
    });

    it('give the annex of the order without a word of why', async () => {
      const [head, ...rows] = await sheet('annex.xlsx');
      expect(head).to.deep.equal(['№', 'Наставник', 'Наставляемый', 'Группа']);
      expect(rows.map(([number]) => number)).to.deep.equal(['1', '2', '3']);
      expect(JSON.stringify(rows)).not.to.contain('электриков');
      expect(JSON.stringify(await sheet('list.xlsx'))).to.contain('электриков');
    });

    it('ask the service for a board at most three times, however many there are', async () => {
      const { api } = stack.tool.service;
      const asks: string[] = [];
      const own = api.as;
      api.as = (actor) => {
        const client = own(actor);
        // What the tool does in the background at that moment is no part of the page.
        if (actor.kind !== 'person') return client;
        return new Proxy(client, {
          get: (target, name: string) => {
            asks.push(name);
            return target[name as keyof typeof target];
          },
        });
      };
      try {
        const page = await get(`${run}/board`);
        expect(page.status).to.equal(200);
        for (const name of ['Антонова', 'Борисов', 'Васильев', 'Гусева'])
          expect(page.body).to.contain(name);
        expect(asks).to.include('getMatchBoard').and.to.have.length.within(1, MOST_ASKS);
      } finally {
        api.as = own;
      }
    });

    it('mark on the board whom publication would be refused for, and say what to do', async () => {
      const { organisationId } = people[0] ?? { organisationId: '' };
      const boss = await db('participations').where('role', 'coordinator').first();
      const api = stack.tool.service.api.as({
        kind: 'person',
        organisationId,
        personId: boss.person_id,
        role: 'coordinator',
      });
      const of = { programmeId: boss.programme_id, personId: idOf(4), kind: 'own' as const };
      const today = new Date().toISOString().slice(0, 10);
      await api.withdrawConsent({
        ...of,
        withdrawnOn: today,
        byWhom: 'person',
        reason: 'Передумала',
      });
      const words =
        /Опубликовать нельзя: у наставляемого нет действующего согласия. Подберите заново/;
      for (const path of [`${run}/board`, `${run}?show=refused`, `${run}/mentees/${idOf(4)}`]) {
        const page = await get(path);
        expect(page.body, path).to.match(words);
        expect(page.body, path).to.contain('Опубликовать не получится: 1 пара или группа');
      }
      const refused = await get(`${run}?show=refused`);
      const names = [...refused.body.matchAll(/<th scope="row"><a[^>]*>([^<]*)/g)];
      expect(names.map(([, name]) => name?.split(' ')[0])).to.deep.equal(['Гусева']);
      expect((await get(`${run}/publish`)).body).to.contain('Опубликовать не получится');
      // As if it had never been: the tests below go on with these people.
      await db('consents')
        .where({ person_id: idOf(4), act: 'withdrawn' })
        .delete();
      await db('programmes').where('id', of.programmeId).increment('revision', 1);
      expect((await get(`${run}/board`)).body).not.to.match(words);
    });

    it('list parents and teachers by pages, with a search and as a workbook', async () => {
      const path = 'matching/relations';
      const page = await get(path);
      expect(page.body).not.to.contain('role="search" aria-label="Фильтры"');
      const programmeId: string = (await db('match_runs').first()).programme_id;
      const mine = { programme_id: programmeId, organisation_id: people[0]?.organisationId };
      const rows = Array.from({ length: 51 }, (_, n) => ({
        ...mine,
        id: newId(),
        kind: n === 0 ? 'parent' : 'teaches',
        mentor_id: idOf(0),
        mentee_id: n === 0 ? idOf(3) : '',
        group_name: n === 0 ? '' : `ЭЛ-${100 + n}`,
        created_at: 0,
      }));
      await db('match_relations').insert(rows);
      try {
        const count = async (query: string) =>
          [...(await get(`${path}${query}`)).body.matchAll(/<tr><th scope="row">/g)].length;
        expect(await count('')).to.equal(20);
        expect(await count('?page=3')).to.equal(11);
        expect(await count('?search=васильев')).to.equal(1);
        expect(await count('?kind=teaches&search=эл-150')).to.equal(1);
        const none = await get(`${path}?search=никого`);
        expect(none.body).to.contain('Ничего не нашлось').and.to.contain('value="никого"');
        const cookie = [...coordinator.cookies].map((one) => one.join('=')).join('; ');
        const file = await fetch(`${base}${path}.xlsx?kind=parent`, { headers: { cookie } });
        const [head, ...sheet] = readSheet(Buffer.from(await file.arrayBuffer()));
        expect(head?.[0]).to.equal('Наставник');
        expect(sheet.map((row) => row[2]?.split(' ')[0])).to.deep.equal(['Васильев']);
      } finally {
        await db('match_relations')
          .whereIn(
            'id',
            rows.map(({ id }) => id),
          )
          .delete();
      }
    });

    it('show what other weights would do before they are kept, and hold to the version', async () => {
      const page = await get('matching/settings?form=student_student');
      const hidden = ['_csrf', '_draft', 'idempotencyKey', 'version', 'newTeamId'];
      const numbers = [
        ...page.body.matchAll(/type="number"[^>]* name="(settings[^"]+)" value="(\d*)"/g),
      ];
      const more = [...page.body.matchAll(/name="(settings[^"]+)" type="number" value="(\d*)"/g)];
      const fields: Fields = [
        ...hidden.map((name): [string, string] => [name, fieldValue(page.body, name)]),
        ['form', 'student_student'],
        ...[...numbers, ...more].map(([, name = '', value = '']): [string, string] => [
          name,
          value,
        ]),
      ];
      const name = 'settings.criteria.speciality.weight';
      const weigh = (value: string) =>
        fields.map(([one, was]): [string, string] => [one, one === name ? value : was]);
      const action = `${base}matching/settings`;
      const looked = await coordinator.post(action, [...weigh('10'), ['preview', '1']]);
      expect(looked.body).to.contain('Что изменится').and.to.contain('Пока ничего не сохранено');
      expect(await db('match_settings').count({ n: '*' }).first()).to.include({ n: 0 });
      const wrong = await coordinator.post(action, weigh('11'));
      expect(wrong.status).to.equal(422);
      expect(wrong.body).to.contain('Специальность</a>').and.contain(`id="error-${name}"`);
      const nothing = fields.map(([one, was]): [string, string] => [
        one,
        one.endsWith('.weight') ? '0' : was,
      ]);
      const weightless = await coordinator.post(action, nothing);
      expect(weightless.status).to.equal(422);
      expect(weightless.body).to.match(/id="error-settings\.criteria\.\w+\.weight"/);
      const kept = await coordinator.post(action, weigh('10'));
      expect(kept.body).to.contain('Действует версия 1');
      const stale = await coordinator.post(action, weigh('9'));
      expect(stale.status).to.equal(409);
      expect(stale.body).to.contain('Специальность');
    });

    it('compare two runs, and repeat one from its record', async () => {
      const second = await finished(await start());
      const [one, other] = [run, second].map((path) => path.split('/').at(-1));
      const compared = await get(`matching/compare?one=${one}&other=${other}`);
      expect(compared.body).to.contain('Специальность').and.to.contain('Сравнение расчётов');
      const record = await get(`${second}/record`);
      expect(record.body).to.contain('SHA-256');
      const repeated = await coordinator.post(`${base}${second}/repeat`, token(record));
      expect(repeated.body).to.contain('Получилось то же самое');
      run = second;
    });

    it('publish with an order, all or nobody, and lead to the pairs', async () => {
      const path = `${run}/publish`;
      const page = await get(path);
      const fields = (number: string): Fields => [
        ...['_csrf', '_draft', 'idempotencyKey', 'version'].map((name): [string, string] => [
          name,
          fieldValue(page.body, name),
        ]),
        ['orderNumber', number],
        ['orderDate', '2026-11-20'],
        ['startsOn', fieldValue(page.body, 'startsOn')],
        ['endsOn', fieldValue(page.body, 'endsOn')],
        ['roleVariant', ''],
        ['format', ''],
      ];
      const refused = await coordinator.post(`${base}${path}`, fields(''));
      expect(refused.status).to.equal(422);
      expect(refused.body).to.contain('Номер приказа</a>').and.to.contain('value="2026-11-20"');
      const made = await coordinator.post(`${base}${path}`, fields('77-н'));
      expect(made.body).to.contain('Открыть пары').and.to.contain('приказ № 77-н');
      const pairs = await get('pairs?form=student_student&search=Гусева');
      expect(pairs.body).to.contain('Гусева');
      expect((await get(path)).body).to.contain('уже опубликован');
    });

    it('are for coordinators alone', async () => {
      for (const key of ['mentor1', 'mentee1', 'curator']) {
        const other = newSurfer(stack.lms.url);
        const own = baseOf(await other.launch(key, HOME));
        for (const path of ['matching', run, `${run}/board`, 'matching/settings'])
          expect((await other.get(`${own}${path}`)).status, `${key} ${path}`).to.equal(403);
      }
    });
  });
}
