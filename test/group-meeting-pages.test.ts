import { expect } from 'chai';
import type { Db } from '../shared/db/connect.js';
import { type Stack, startStack } from './support/stack.js';
import { day, type Reader, readerOf } from './support/survey-desk.js';

const OVERVIEW = 'Обзор программы';
const HOME = 'Моё наставничество';
const NASTY = '=2+5 <script>alert(1)</script>';

describe('the pages of group meetings and of the waiting list', function pages() {
  this.timeout(120_000);
  let stack: Stack;
  let db: Db;
  let coordinator: Reader;

  before(async () => {
    stack = await startStack({ seed: true });
    db = stack.tool.db;
    coordinator = await readerOf(stack, 'coordinator', OVERVIEW);
  });
  after(() => stack.close());

  /** Plans a meeting; the address of its page below the session. */
  async function plan(fields: Record<string, string> = {}): Promise<string> {
    const seen = await coordinator.send('group-meetings/new', 'group-meetings/new', {
      title: NASTY,
      form: 'teacher_student',
      heldOn: day(0),
      startsAt: '15:00',
      place: 'ауд. 214',
      link: '',
      note: '',
      ...fields,
    });
    expect(seen.status).to.equal(200);
    return /group-meetings\/[0-9a-f-]{36}/.exec(seen.url)?.[0] ?? '';
  }

  async function idOf(familyName: string): Promise<string> {
    const row = await db('people').where('family_name', familyName).first('id');
    return row.id;
  }

  it('a list tells when, where and how many, as a page and as a file', async () => {
    const { body } = await coordinator.get('group-meetings');
    expect(body).to.include('Знакомство наставников и наставляемых');
    expect(body).to.include('5 наставляемых и 3 наставника');
    expect(body).to.include('пришли 7 из 8');
    const sheet = await coordinator.sheet('group-meetings.xlsx');
    expect(sheet[0]?.slice(0, 3)).to.deep.equal(['Дата', 'Начало', 'Название']);
    expect(sheet).to.have.length(2);
    const none = await coordinator.get('group-meetings?state=cancelled');
    expect(none.body).to.include('Встреч не найдено.');
    expect((await coordinator.get('group-meetings?form=x')).status).to.equal(400);
  });

  it('what is wrong stands at its field, and nothing that was typed is lost', async () => {
    const refused = await coordinator.send('group-meetings/new', 'group-meetings/new', {
      title: NASTY,
      form: 'teacher_student',
      heldOn: '2001-01-01',
      startsAt: '',
      place: 'ауд. 214',
      link: 'javascript:alert(1)',
      note: '',
    });
    expect(refused.status).to.equal(422);
    expect(refused.body).to.include('Начинается с https://');
    const outside = await coordinator.send('group-meetings/new', 'group-meetings/new', {
      title: NASTY,
      form: 'teacher_student',
      heldOn: '2001-01-01',
      startsAt: '',
      place: 'ауд. 214',
      link: '',
      note: '',
    });
    expect(outside.status).to.equal(422);
    expect(outside.body).to.include('Выберите день в пределах года программы');
    expect(outside.body).to.include('value="ауд. 214"');
    expect(outside.body).not.to.include('<script>alert');
  });

  it('somebody is invited, marked, and the sheet is downloaded; no formula, no markup', async () => {
    const path = await plan();
    const empty = await coordinator.get(path);
    expect(empty.body).to.include('Никто не приглашён');
    const nobody = await coordinator.send(`${path}/invite`, `${path}/invite`, { whom: 'chosen' });
    expect(nobody.status).to.equal(422);
    const ids = [await idOf('Гайнутдинов'), await idOf('Кузнецова')];
    const invited = await coordinator.send(`${path}/invite`, `${path}/invite`, [
      ['whom', 'chosen'],
      ...ids.map((id): [string, string] => ['personIds', id]),
    ]);
    expect(invited.body).to.include('Приглашены 2 человека');
    const marked = await coordinator.send(path, path, {
      [`version.${ids[0]}`]: '1',
      [`was.${ids[0]}`]: '',
      [`mark.${ids[0]}`]: 'absent',
      rest: 'present',
    });
    expect(marked.body).to.include('Пришёл 1 из 2, не пришёл 1.');
    const sheet = await coordinator.sheet(`${path}/attendance.xlsx`);
    expect(sheet.map((row) => row.slice(0, 4).join(' | '))).to.deep.equal([
      'Имя | Кто | Группа | Отметка',
      'Гайнутдинов Тимур Ринатович | Наставляемый | ТОР-21 | не был(а)',
      'Кузнецова Марина Сергеевна | Наставник |  | был(а)',
    ]);
    const late = await coordinator.send(path, path, {
      [`version.${ids[0]}`]: '1',
      [`was.${ids[0]}`]: '',
      [`mark.${ids[0]}`]: 'present',
    });
    expect(late.status).to.equal(422);
    expect(late.body).to.include('Эту отметку уже изменили: сейчас «не был(а)»');
    const opened = await coordinator.send(`${path}/ballots`, `${path}/ballots`, {
      startsOn: day(0),
      endsOn: day(7),
    });
    expect(opened.status).to.equal(422);
    expect(opened.body).to.include('Из наставляемых никто не пришёл');
  });

  it('a cancelled meeting says so, takes no marks, and can be brought back', async () => {
    const path = await plan({ title: 'Отменят' });
    const state = (to: string, reason = '') =>
      coordinator.send(path, `${path}/state`, { state: to, reason });
    expect((await state('cancelled')).status).to.equal(422);
    expect((await state('cancelled', 'Карантин')).body).to.include('отменена');
    const marks = await coordinator.send(path, path, { rest: 'present' });
    expect(marks.body).to.include('Встреча отменена. Сначала верните её');
    expect((await state('planned')).body).to.include('Встреча снова запланирована');
  });

  it('who was marked meanwhile is not taken off the list, and the page says why', async () => {
    const path = await plan({ title: 'Список', heldOn: day(0) });
    const personId = await idOf('Гайнутдинов');
    await coordinator.send(`${path}/invite`, `${path}/invite`, {
      whom: 'chosen',
      personIds: personId,
    });
    await coordinator.send(path, path, { rest: 'absent' });
    const refused = await coordinator.send(path, `${path}/uninvite`, { personId });
    expect(refused.status).to.equal(422);
    expect(refused.body).to.include('Этот человек уже отмечен на встрече');
    const later = await plan({ title: 'Потом', heldOn: day(1) });
    await coordinator.send(`${later}/invite`, `${later}/invite`, {
      whom: 'chosen',
      personIds: personId,
    });
    const off = await coordinator.send(later, `${later}/uninvite`, { personId });
    expect(off.body).to.include('Человек убран из списка').and.to.include('Никто не приглашён');
  });

  it('two who change one meeting: the second sees both, and nothing is overwritten', async () => {
    const path = await plan({ title: 'Первое' });
    const change = (title: string) =>
      coordinator.send(`${path}/edit`, `${path}/edit`, {
        title,
        form: 'teacher_student',
        heldOn: day(0),
        startsAt: '',
        place: '',
        link: '',
        note: '',
        version: '1',
      });
    expect((await change('Второе')).body).to.include('Встреча изменена');
    const second = await change('Третье');
    expect(second.status).to.equal(409);
    expect(second.body).to.include('Второе').and.to.include('Третье');
  });

  it('who is no coordinator has none of it', async () => {
    const curator = await readerOf(stack, 'curator', OVERVIEW);
    const mentor = await readerOf(stack, 'mentor1', HOME);
    const mentee = await readerOf(stack, 'mentee8', HOME);
    const support = `participants/${await idOf('Александрова-Преображенская')}/support`;
    for (const reader of [curator, mentor, mentee])
      for (const path of ['group-meetings', 'waiting-list', 'waiting-list.xlsx', support])
        expect((await reader.get(path)).status, path).to.equal(403);
    const card = await curator.get(support.replace('/support', ''));
    expect(card.body).not.to.include('Журнал сопровождения');
  });

  it('the support log shows what was done, and takes nothing new of who has a mentor', async () => {
    const personId = await idOf('Александрова-Преображенская');
    const { body } = await coordinator.get(`participants/${personId}/support`);
    expect(body).to.include('Провести тест на интересы');
    expect(body).to.include('Журнал видят и ведут только координатор и психолог');
    expect(body).not.to.include('Новая запись');
    const card = await coordinator.get(`participants/${personId}`);
    expect(card.body).to.include('Журнал сопровождения');
    const sent = await coordinator.send(
      `participants/${personId}/support`,
      `participants/${personId}/support`,
      {
        heldOn: day(0),
        kind: 'talk',
        text: NASTY,
        nextStep: '',
        nextOn: '',
        idempotencyKey: 'a-form-of-before',
      },
    );
    expect(sent.body).to.include('Этот человек сейчас не ждёт наставника');
    const journal = await coordinator.get('journal?entity=support_entry');
    expect(journal.body).not.to.include('Александрова');
  });

  it('who waits is listed with days and next step, and as a file', async () => {
    const personId = await idOf('Александрова-Преображенская');
    await db('participations')
      .where({ person_id: personId, role: 'mentee' })
      .update({ decision: 'waiting', decided_at: Date.now() - 3 * 86_400_000, supported: true });
    await db('programmes').increment('revision', 1);
    const seen = await coordinator.get('waiting-list');
    expect(seen.body).to.match(/Наставника жд[ёу]т \d+ человека?, дольше всех – \d+ дн/);
    expect(seen.body).to.include('в листе ожидания, сопровождает психолог');
    expect(seen.body).to.include('Позвать на групповую встречу');
    const sheet = await coordinator.sheet('waiting-list.xlsx');
    const own = sheet.find((row) => row.some((cell) => cell?.includes('Александрова')));
    expect(own?.[4]).to.equal('3');
    const path = `participants/${personId}/support`;
    const added = await coordinator.send(path, path, {
      heldOn: day(0),
      kind: 'referral',
      text: NASTY,
      nextStep: '',
      nextOn: '',
    });
    expect(added.body).to.include('Запись сделана');
    expect(added.body).to.include('&lt;script&gt;');
    const entryId = /support\/([0-9a-f-]{36})"/.exec(added.body)?.[1] ?? '';
    const edit = `${path}/${entryId}`;
    const fixed = { heldOn: day(0), kind: 'talk', text: 'Поговорили', nextStep: '', nextOn: '' };
    expect((await coordinator.send(edit, edit, fixed)).body).to.include('Было исправлено 1 раз');
    const gone = await coordinator.send(path, `${edit}/withdraw`, { version: '2' });
    expect(gone.body).to.include('Запись отозвана');
    expect(gone.body).not.to.include('Поговорили');
    expect((await coordinator.get(edit)).status).to.equal(404);
    const english = await coordinator.get(
      `waiting-list?support=none&search=${encodeURIComponent('Александрова')}`,
    );
    expect(english.body).to.include('Никого не найдено.');
  });
});
