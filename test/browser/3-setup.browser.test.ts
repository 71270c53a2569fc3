import { expect } from 'chai';
import type { Frame } from 'playwright-core';
import { axeViolations, overflowOf } from '../support/axe.js';
import { inBothShapes } from '../support/browser.js';
import { FRESH_COURSE, HOME } from '../support/visitor.js';

const MENTOR = 'Кузнецова Марина Сергеевна';
const GROUP = [
  'Смирнова Полина Игоревна',
  'Гайнутдинов Тимур Ринатович',
  'Петрова Анастасия Олеговна',
];

async function giveRole(tool: Frame, base: string, person: string, role: string): Promise<void> {
  await tool.goto(`${base}participants`);
  await tool.getByRole('link', { name: person }).click();
  await tool.getByText('Изменить роли').click();
  const roles = tool.getByRole('group', { name: 'Роли в программе' });
  await roles.waitFor();
  for (const box of await roles.getByRole('checkbox').all()) await box.uncheck();
  await roles.getByRole('checkbox', { name: role, exact: false }).first().check();
  await tool.getByRole('button', { name: 'Сохранить роли' }).click();
  await tool.getByText('Роли сохранены.').waitFor();
}

interface NewPair {
  mentees: readonly string[];
  form: string;
  variant: string;
  format: string;
  startsOn: string;
  endsOn: string;
}

async function makePair(tool: Frame, base: string, pair: NewPair): Promise<void> {
  await tool.goto(`${base}pairs/new`);
  const mentors = tool.getByRole('group', { name: 'Наставники' });
  await mentors.getByRole('checkbox', { name: MENTOR }).check();
  const mentees = tool.getByRole('group', { name: 'Наставляемые' });
  for (const name of pair.mentees) await mentees.getByRole('checkbox', { name }).check();
  await tool.getByLabel('Форма', { exact: true }).selectOption({ label: pair.form });
  await tool.getByLabel('Роли в паре').selectOption({ label: pair.variant });
  await tool.getByLabel('Формат', { exact: true }).selectOption({ label: pair.format });
  await tool.getByLabel('Начало', { exact: true }).fill(pair.startsOn);
  await tool.getByLabel('Конец', { exact: true }).fill(pair.endsOn);
  await tool.getByRole('button', { name: 'Создать' }).click();
  await tool.getByText('Готово.').waitFor();
}

inBothShapes('step 3: setting a course up', (world) => {
  it('begins with a wizard that everybody can use', async () => {
    const phone = { viewport: { width: 320, height: 740 }, bypassCSP: true };
    const coordinator = await world().person('coordinator', phone);
    const tool = await coordinator.launchWindow(HOME, FRESH_COURSE);
    expect(tool.url()).to.equal(`${coordinator.base}setup`);
    expect(await axeViolations(tool)).to.deep.equal([]);
    expect(await overflowOf(tool)).to.equal(0);
  });

  it('meets the first coordinator with a wizard and refuses nonsense at its fields', async () => {
    const coordinator = await world().person('coordinator');
    const tool = await coordinator.launch(HOME, FRESH_COURSE);
    expect(tool.url()).to.equal(`${coordinator.base}setup`);
    expect(await tool.getByLabel('Название программы').inputValue()).to.equal(
      'Информатика, 2 курс',
    );
    // The other pages wait for it.
    await coordinator.open('overview');
    expect(tool.url()).to.equal(`${coordinator.base}setup`);
    coordinator.expectAnswers(/^422 .*\/setup$/);
    await tool.getByLabel('Последний день учебного года').fill('2020-01-01');
    await tool.getByRole('button', { name: 'Начать работу' }).click();
    await tool.getByRole('alert').waitFor();
    const field = tool.getByLabel('Последний день учебного года');
    expect(await field.getAttribute('aria-invalid')).to.equal('true');
    const { startsOn } = await world()
      .stack.tool.db('programmes')
      .where({ title: 'Информатика, 2 курс' })
      .first('starts_on as startsOn');
    await field.fill(`${Number(String(startsOn).slice(0, 4)) + 1}-06-30`);
    await tool.getByRole('button', { name: 'Начать работу' }).click();
    await tool.getByText('Программа готова').waitFor();
    expect(tool.url()).to.equal(`${coordinator.base}overview`);
  });

  it('takes the roster from the LMS with count and time', async () => {
    const coordinator = await world().person('coordinator');
    const tool = await coordinator.launch(HOME, FRESH_COURSE);
    await coordinator.open('participants');
    await tool.getByRole('button', { name: 'Обновить из LMS' }).click();
    await tool.getByText(/В курсе 8 человек/).waitFor();
    await tool.getByText(/Список из LMS обновлён .*\d{1,2}:\d{2}/).waitFor();
    const table = tool.getByRole('table');
    for (const name of [MENTOR, ...GROUP]) {
      expect(await table.getByRole('link', { name }).count(), name).to.equal(1);
    }
    // Non-editing teachers are learners in Moodle's roster: the coordinator gives the role by hand.
    expect(await table.getByRole('row').count()).to.be.within(9, 11);
  });

  it('gives roles that stand at later launches', async () => {
    const coordinator = await world().person('coordinator');
    const tool = await coordinator.launch(HOME, FRESH_COURSE);
    const { base } = coordinator;
    await giveRole(tool, base, MENTOR, 'Наставник');
    await giveRole(tool, base, 'Иванов Артём Денисович', 'Наставляемый');
    await giveRole(tool, base, 'Воронцов', 'Куратор');
    const curator = await world().person('curator');
    await curator.launch(HOME, FRESH_COURSE);
    expect(curator.tool.url()).to.equal(`${curator.base}overview`);
  });

  it('makes a pair and a group by hand', async () => {
    const coordinator = await world().person('coordinator');
    const tool = await coordinator.launch(HOME, FRESH_COURSE);
    const { base } = coordinator;
    const today = new Date().toISOString().slice(0, 10);
    const inAMonth = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
    const dates = { startsOn: today, endsOn: inAMonth };
    await makePair(tool, base, {
      mentees: ['Иванов Артём Денисович'],
      form: 'Педагог – студент',
      variant: 'Педагог – неуспевающий студент',
      format: 'Индивидуальный',
      ...dates,
    });
    for (const text of ['Кузнецова', 'Педагог – неуспевающий студент', 'Индивидуальный']) {
      expect(await tool.getByRole('main').innerText()).to.contain(text);
    }
    await makePair(tool, base, {
      mentees: GROUP,
      form: 'Педагог – студент',
      variant: 'Преподаватель – талантливый студент',
      format: 'Групповой',
      ...dates,
    });
    const text = await tool.getByRole('main').innerText();
    for (const name of GROUP) expect(text).to.contain(name);
    expect(text).to.contain('Групповой');
    const mentor = await world().person('mentor1');
    await mentor.launch(HOME, FRESH_COURSE);
    await mentor.tool.getByRole('heading', { name: 'Группа: 3 человека' }).waitFor();
    await mentor.tool.getByRole('heading', { name: 'Иванов Артём Денисович' }).waitFor();
  });
});
