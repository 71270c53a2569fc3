import { expect } from 'chai';
import type { Frame } from 'playwright-core';
import { inOneShape } from '../support/browser.js';
import { fillMeeting, openForm, save } from '../support/meeting-form.js';
import { until } from '../support/program.js';

const MENTEE = 'Смирнова Полина Игоревна';
const OFFER = 'несохранённый текст этой формы';
const TYPED = {
  minutes: 75,
  done: 'Разобрали билеты к экзамену',
  agreed: 'Полина решит три варианта',
  links: [
    { url: 'https://kollezh.example/1', title: 'Первый' },
    { url: 'https://kollezh.example/2', title: 'Второй' },
  ],
};

/** What this tab keeps, as text. */
const kept = (tool: Frame): Promise<string> =>
  tool.evaluate('JSON.stringify(Object.entries(window.sessionStorage))');

async function reload(tool: Frame): Promise<void> {
  await tool.goto(tool.url().split('#')[0] ?? '');
  await tool.waitForLoadState('load');
}

inOneShape('what is typed into the form of a meeting', (world) => {
  it('survives a reload, is given back by one press, and goes when it is saved', async () => {
    const mentor = await world().person('mentor1');
    const tool = await mentor.launch();
    await openForm(tool, mentor.base, MENTEE);
    await fillMeeting(tool, TYPED);
    // A third row of links is not on the page after a reload: it has to be added again.
    await tool.getByRole('button', { name: 'Ещё ссылка' }).click();
    await tool.getByLabel('Адрес ссылки 3').fill('https://kollezh.example/3');
    await reload(tool);
    await tool.getByText(OFFER).waitFor();
    await tool.getByRole('button', { name: 'Вернуть его' }).click();
    expect(await tool.getByText(OFFER).isVisible()).to.equal(false);
    expect(await tool.getByLabel(/^Что сделали/).inputValue()).to.equal(TYPED.done);
    expect(await tool.getByLabel(/^О чём договорились/).inputValue()).to.equal(TYPED.agreed);
    expect(await tool.getByLabel('Сколько минут').inputValue()).to.equal('75');
    expect(await tool.getByLabel('Название ссылки 2').inputValue()).to.equal('Второй');
    expect(await tool.getByLabel('Адрес ссылки 3').inputValue()).to.contain('example/3');
    await save(tool);
    await tool.getByText('Встреча записана.').waitFor();
    // The page's script runs once the words are there.
    await until(
      'what was saved is kept no more',
      async () => !(await kept(tool)).includes(TYPED.done),
    );
    await openForm(tool, mentor.base, MENTEE);
    expect(await tool.getByText(OFFER).isVisible()).to.equal(false);
  });

  it('stays while the server finds something wrong with it, and goes when it is thrown away', async () => {
    const mentor = await world().person('mentor1');
    mentor.expectAnswers(/^422 /);
    const tool = await mentor.launch();
    await openForm(tool, mentor.base, MENTEE);
    await fillMeeting(tool, { ...TYPED, links: [{ url: 'нет адреса', title: '' }] });
    await save(tool);
    await tool.getByRole('alert').waitFor();
    expect(await tool.getByText(OFFER).isVisible()).to.equal(false);
    await openForm(tool, mentor.base, MENTEE);
    await tool.getByText(OFFER).waitFor();
    await tool.getByRole('button', { name: 'Удалить' }).click();
    expect(await kept(tool)).not.to.contain(TYPED.done);
    await reload(tool);
    expect(await tool.getByText(OFFER).isVisible()).to.equal(false);
  });

  it('is not there for the next person at the same computer', async () => {
    const mentor = await world().person('mentor1');
    const tool = await mentor.launch();
    await openForm(tool, mentor.base, MENTEE);
    await fillMeeting(tool, { done: TYPED.done });
    expect(await kept(tool)).to.contain(TYPED.done);
    mentor.handTo('mentor2');
    const next = await mentor.launch();
    await next.getByRole('heading', { level: 1, name: 'Моё наставничество' }).waitFor();
    expect(await kept(next)).not.to.contain(TYPED.done);
  });
});
