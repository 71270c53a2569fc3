import { expect } from 'chai';
import type { Frame } from 'playwright-core';
import { inOneShape, type World } from '../support/browser.js';
import {
  draftsOnDevice,
  freeDay,
  keptText,
  OFFLINE,
  onlyNetwork,
  RESTORED,
} from '../support/kept-drafts.js';
import { expectAtField, fillMeeting, openForm, save } from '../support/meeting-form.js';
import { until } from '../support/program.js';

const MENTEE = 'Смирнова Полина Игоревна';
const LOGGED = 'Встреча записана.';
const TYPED = {
  minutes: 75,
  done: 'Разобрали билеты к экзамену',
  agreed: 'Полина решит три варианта',
  links: [
    { url: 'https://kollezh.example/1', title: 'Первый' },
    { url: 'https://kollezh.example/2', title: 'Второй' },
  ],
};

async function reload(tool: Frame): Promise<void> {
  await tool.goto(tool.url().split('#')[0] ?? '');
  await tool.waitForLoadState('load');
}

const doneOf = (tool: Frame): Promise<string> => tool.getByLabel(/^Что сделали/).inputValue();
const meetingsWith = async ({ stack }: World, done: string): Promise<number> =>
  (await stack.tool.db('meetings').where({ done })).length;

inOneShape('what is typed into the form of a meeting', (world) => {
  it('is there again after a reload, and goes when it is saved', async () => {
    const mentor = await world().person('mentor1');
    const tool = await mentor.launch();
    await openForm(tool, mentor.base, MENTEE);
    await fillMeeting(tool, { ...TYPED, heldOn: await freeDay(world().stack.tool.db) });
    // A third row of links is not on the page after a reload: it has to be added again.
    await tool.getByRole('button', { name: 'Ещё ссылка' }).click();
    await tool.getByLabel('Адрес ссылки 3').fill('https://kollezh.example/3');
    await reload(tool);
    await tool.getByText(RESTORED).waitFor();
    expect(await doneOf(tool)).to.equal(TYPED.done);
    expect(await tool.getByLabel(/^О чём договорились/).inputValue()).to.equal(TYPED.agreed);
    expect(await tool.getByLabel('Сколько минут').inputValue()).to.equal('75');
    expect(await tool.getByLabel('Название ссылки 2').inputValue()).to.equal('Второй');
    expect(await tool.getByLabel('Адрес ссылки 3').inputValue()).to.contain('example/3');
    await save(tool);
    await tool.getByText(LOGGED).waitFor();
    await until('what was saved is kept no more', async () => (await draftsOnDevice(tool)) === 0);
    await openForm(tool, mentor.base, MENTEE);
    expect(await tool.getByText(RESTORED).isVisible()).to.equal(false);
  });

  it('stays while the server finds something wrong with it, and goes when it is cleared', async () => {
    const mentor = await world().person('mentor1');
    mentor.expectAnswers(/^422 /);
    const tool = await mentor.launch();
    await openForm(tool, mentor.base, MENTEE);
    await fillMeeting(tool, { ...TYPED, links: [{ url: 'нет адреса', title: '' }] });
    await save(tool);
    await tool.getByRole('alert').waitFor();
    expect(await tool.getByText(RESTORED).isVisible()).to.equal(false);
    await openForm(tool, mentor.base, MENTEE);
    await tool.getByText(RESTORED).waitFor();
    await tool.getByRole('button', { name: 'Очистить' }).click();
    expect(await doneOf(tool)).to.equal('');
    await until('nothing is kept', async () => (await draftsOnDevice(tool)) === 0);
    await reload(tool);
    expect(await tool.getByText(RESTORED).isVisible()).to.equal(false);
  });

  it('lies on the device so that nobody reads it there, and the next person does not meet it', async () => {
    const mentor = await world().person('mentor1');
    const tool = await mentor.launch();
    await openForm(tool, mentor.base, MENTEE);
    await fillMeeting(tool, { done: TYPED.done });
    await until('the draft is kept', async () => (await draftsOnDevice(tool)) === 1);
    expect(await keptText(tool))
      .not.to.contain(TYPED.done)
      .and.not.to.contain('Смирнова');
    mentor.handTo('mentor2');
    const next = await mentor.launch();
    await next.getByRole('heading', { level: 1, name: 'Моё наставничество' }).waitFor();
    expect(await next.getByText('На этом устройстве есть Ваши черновики').isVisible()).to.equal(
      false,
    );
    // Whose it is finds it again, on any page of theirs.
    mentor.handTo('mentor1');
    const back = await mentor.launch();
    await mentor.open('meetings');
    await back.getByText('На этом устройстве есть Ваши черновики').waitFor();
    await back.getByRole('link', { name: `Встреча: ${MENTEE}` }).click();
    await back.getByText(RESTORED).waitFor();
    expect(await doneOf(back)).to.equal(TYPED.done);
    await back.getByRole('button', { name: 'Очистить' }).click();
  });

  it('is forgotten after a week', async () => {
    const mentor = await world().person('mentor1');
    const tool = await mentor.launch();
    await openForm(tool, mentor.base, MENTEE);
    await fillMeeting(tool, { done: TYPED.done });
    await until('the draft is kept', async () => (await draftsOnDevice(tool)) === 1);
    await tool.evaluate(`for (const [name, text] of Object.entries(window.localStorage))
      if (name.startsWith('kept:')) window.localStorage.setItem(name,
        JSON.stringify({ ...JSON.parse(text), at: Date.now() - 8 * 86400000 }))`);
    await reload(tool);
    expect(await draftsOnDevice(tool)).to.equal(0);
    expect(await tool.getByText(RESTORED).isVisible()).to.equal(false);
  });

  it('is kept in the tab, or said not to be kept, where the browser blocks storage', async () => {
    const mentor = await world().person('mentor1');
    await mentor.context.addInitScript(
      "for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, { get() { throw new Error('blocked'); } })",
    );
    const tool = await mentor.launch();
    await openForm(tool, mentor.base, MENTEE);
    await tool.getByText('Браузер не даёт хранить здесь черновики').waitFor();
    await fillMeeting(tool, {
      done: 'без хранилища',
      heldOn: await freeDay(world().stack.tool.db),
    });
    await mentor.context.setOffline(true);
    await save(tool);
    await tool.getByText('Нет сети. Отправим, когда сеть появится').waitFor();
    await mentor.context.setOffline(false);
    await tool.getByText(LOGGED).waitFor();
    onlyNetwork(mentor);
    expect(await meetingsWith(world(), 'без хранилища')).to.equal(1);
  });
});

inOneShape('a meeting that is saved without a network', (world) => {
  it('waits on the page, and is sent once by itself when the network is back', async () => {
    const mentor = await world().person('mentor1');
    const tool = await mentor.launch();
    await openForm(tool, mentor.base, MENTEE);
    await fillMeeting(tool, {
      done: 'в поезде',
      minutes: 75,
      heldOn: await freeDay(world().stack.tool.db),
    });
    await mentor.context.setOffline(true);
    await save(tool);
    await tool.getByText(OFFLINE).waitFor();
    // Pressed again and again it stays one, and what is typed now is sent too.
    await fillMeeting(tool, { agreed: 'доехать' });
    await save(tool);
    await tool.getByText(OFFLINE).waitFor();
    expect(await meetingsWith(world(), 'в поезде')).to.equal(0);
    await mentor.context.setOffline(false);
    await tool.getByText(LOGGED).waitFor();
    onlyNetwork(mentor);
    const rows = await world().stack.tool.db('meetings').where({ done: 'в поезде' });
    expect(rows.map((row) => row.agreed)).to.deep.equal(['доехать']);
    expect(await draftsOnDevice(tool)).to.equal(0);
  });

  it('is one when its answer was lost, and one when two tabs send it', async () => {
    const mentor = await world().person('mentor1');
    const tool = await mentor.launch();
    await openForm(tool, mentor.base, MENTEE);
    await fillMeeting(tool, {
      done: 'ответ потерян',
      heldOn: await freeDay(world().stack.tool.db),
    });
    let lost = 0;
    await mentor.context.route('**/meetings/new/**', async (route) => {
      lost += 1;
      await route.fetch({ maxRedirects: 0 });
      await route.abort('connectionreset');
    });
    await save(tool);
    await tool.getByText(OFFLINE).waitFor();
    expect(await meetingsWith(world(), 'ответ потерян'), 'it was written').to.equal(1);
    const other = await mentor.context.newPage();
    await other.goto(tool.url());
    const second = other.mainFrame();
    await second.getByText('Он ещё не отправлен').waitFor();
    expect(await doneOf(second)).to.equal('ответ потерян');
    await save(second);
    await second.getByText(OFFLINE).waitFor();
    await mentor.context.unroute('**/meetings/new/**');
    await save(second);
    await save(tool).catch(() => undefined);
    await second.getByText(LOGGED).waitFor();
    await tool
      .getByText(/Встреча записана|уже отправлена из другой вкладки/)
      .first()
      .waitFor();
    onlyNetwork(mentor);
    expect(lost).to.be.greaterThan(1);
    expect(await meetingsWith(world(), 'ответ потерян')).to.equal(1);
  });

  it('is asked about when another device has told of the same day, and taken when that is said', async () => {
    const [first, second] = [await world().person('mentor1'), await world().person('mentor1')];
    const heldOn = await freeDay(world().stack.tool.db);
    for (const [n, device] of [first, second].entries()) {
      device.expectAnswers(/^422 /);
      const tool = await device.launch();
      await openForm(tool, device.base, MENTEE);
      await fillMeeting(tool, { done: `устройство ${n + 1}`, heldOn });
      await device.context.setOffline(true);
      await save(tool);
      await tool.getByText(OFFLINE).waitFor();
    }
    await first.context.setOffline(false);
    await first.tool.getByText(LOGGED).waitFor();
    await second.context.setOffline(false);
    const { tool } = second;
    await expectAtField(tool, 'Дата', /уже есть встреча этой пары за этот день/);
    expect(await doneOf(tool)).to.equal('устройство 2');
    await tool.getByLabel('Это другая встреча того же дня').check();
    await save(tool);
    await tool.getByText(LOGGED).waitFor();
    for (const one of [first, second]) onlyNetwork(one);
    const rows = await world().stack.tool.db('meetings').where('done', 'like', 'устройство%');
    expect(rows.map((row) => row.held_on)).to.deep.equal([heldOn, heldOn]);
  });

  it('stays in place when the session has ended, and is in the form after the next launch', async () => {
    const mentor = await world().person('mentor1');
    mentor.expectAnswers(/^401 /);
    const tool = await mentor.launch();
    await openForm(tool, mentor.base, MENTEE);
    await fillMeeting(tool, {
      done: 'сеанс кончился',
      heldOn: await freeDay(world().stack.tool.db),
    });
    await mentor.context.setOffline(true);
    await save(tool);
    await tool.getByText(OFFLINE).waitFor();
    await world()
      .stack.tool.db('lti_sessions')
      .where({ sid: new URL(mentor.base).pathname.split('/')[2] })
      .update({ last_seen_at: Date.now() - 3 * 3_600_000 });
    await mentor.context.setOffline(false);
    await tool.getByText('Сеанс закончился, запись не отправлена').waitFor();
    expect(await doneOf(tool)).to.equal('сеанс кончился');
    onlyNetwork(mentor);
    const again = await mentor.launch();
    await openForm(again, mentor.base, MENTEE);
    await again.getByText(RESTORED).waitFor();
    await save(again);
    await again.getByText(LOGGED).waitFor();
    expect(await meetingsWith(world(), 'сеанс кончился')).to.equal(1);
  });

  it('is refused in words when the pair has closed meanwhile, with the text in place', async () => {
    const mentor = await world().person('mentor3');
    mentor.expectAnswers(/^422 /, /^404 /);
    const tool = await mentor.launch();
    const card = tool.getByRole('region').filter({ hasText: 'Записать встречу' }).first();
    await card.getByText('Записать встречу').click();
    await fillMeeting(tool, { done: 'пары уже нет' });
    await mentor.context.setOffline(true);
    await save(tool);
    await tool.getByText(OFFLINE).waitFor();
    const address = await tool.locator('form[data-kept]').first().getAttribute('data-kept');
    const pairId = address?.split('/').at(-1) ?? '';
    const { db } = world().stack.tool;
    const { person_id: personId } = await db('pair_members')
      .where({ pair_id: pairId, side: 'mentor' })
      .first();
    await db('pair_members')
      .where({ pair_id: pairId, person_id: personId })
      .update({ left_on: '2020-01-01' });
    await db('programmes').increment('revision', 1);
    try {
      await mentor.context.setOffline(false);
      await tool.getByText('Запись не принята: эта пара Вам больше не открыта').waitFor();
      expect(await doneOf(tool)).to.equal('пары уже нет');
      onlyNetwork(mentor);
      await mentor.open('my');
      await tool.getByText('Показать текст').click();
      expect(await tool.getByRole('textbox', { name: 'Показать текст' }).inputValue()).to.contain(
        'пары уже нет',
      );
      await tool.getByRole('button', { name: 'Удалить' }).click();
      expect(await tool.getByText('На этом устройстве есть Ваши').isVisible()).to.equal(false);
    } finally {
      await db('pair_members')
        .where({ pair_id: pairId, person_id: personId })
        .update({ left_on: null });
      await db('programmes').increment('revision', 1);
    }
    expect(await meetingsWith(world(), 'пары уже нет')).to.equal(0);
  });

  it('is so for a correction and for several at once too', async () => {
    const mentor = await world().person('mentor1');
    mentor.expectAnswers(/^409 /);
    const tool = await mentor.launch();
    await openForm(tool, mentor.base, MENTEE);
    const form = await tool.locator('form[data-kept]').first().getAttribute('data-kept');
    const pairId = form?.split('/').at(-1) ?? '';
    await mentor.open(`meetings/several/${pairId}`);
    await tool.getByText('Ещё строки').click();
    await tool.getByLabel('Строка 12: Дата').fill(await freeDay(world().stack.tool.db));
    await tool.getByLabel('Строка 12: Что сделали').fill('в таблице');
    await until('the draft is kept', async () => (await draftsOnDevice(tool)) > 0);
    await mentor.open(`meetings/several/${pairId}`);
    await tool.getByText(RESTORED).waitFor();
    expect(await tool.getByLabel('Строка 12: Что сделали').inputValue()).to.equal('в таблице');
    await mentor.context.setOffline(true);
    await tool
      .getByRole('button', { name: /^Записать|^Сохранить/ })
      .last()
      .click();
    await tool.getByText(OFFLINE).last().waitFor();
    await mentor.context.setOffline(false);
    await tool
      .getByText(/Записан/)
      .first()
      .waitFor();
    expect(await meetingsWith(world(), 'в таблице')).to.equal(1);
    const { id } = await world().stack.tool.db('meetings').where({ done: 'в таблице' }).first();
    await mentor.open(`meetings/${id}/edit`);
    await fillMeeting(tool, { done: 'исправлено в поезде' });
    await mentor.context.setOffline(true);
    await save(tool);
    await tool.getByText(OFFLINE).waitFor();
    await mentor.context.setOffline(false);
    await tool.getByText('Исправлено.').waitFor();
    onlyNetwork(mentor);
    expect(await meetingsWith(world(), 'исправлено в поезде')).to.equal(1);
  });
});
