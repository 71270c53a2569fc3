import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import type { Frame, Page } from 'playwright-core';
import { todayIn } from '../../shared/clock.js';
import { inOneShape, type World } from '../support/browser.js';
import { OVERVIEW, type Visitor } from '../support/visitor.js';
import { readSheet } from '../support/xlsx-reader.js';

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
const TEMPLATES = {
  mentee: 'Работодатель – студент. Наставляемый, до начала программы',
  mentor: 'Работодатель – студент. Наставник, до начала программы',
};
/** Who comes to the programme by this path; the LMS knows the student as a guest. */
const STUDENT = { key: 'visitor', name: 'Гостев Павел Ильич' };
const MOTHER = { name: 'Гостева Мария Павловна', phone: '+7 900 000-00-16' };
const MENTOR = {
  family: 'Станков',
  given: 'Семён',
  middle: 'Ильич',
  born: '1979-04-12',
  phone: '+7 900 000-00-17',
  workplace: 'АО «Станкозавод»',
};
const mentorName = `${MENTOR.family} ${MENTOR.given} ${MENTOR.middle}`;

/** The official columns (methodology §5.1, §5.2). */
const MENTEES = [
  '№ п/п',
  'ФИО наставляемого',
  'Контактные данные для связи (для несовершеннолетнего — данные представителя)',
  'Год рождения наставляемого',
  'Основной запрос наставляемого',
  'Дата вхождения в программу',
  'ФИО наставника',
  'Форма наставничества',
  'Место работы/учёбы наставника',
  'Дата завершения программы',
  'Результаты программы',
  'Ссылка на кейс/отзыв наставляемого, размещённые на сайте организации',
  'Отметка о прохождении программы',
];
const MENTORS = [
  '№ п/п',
  'ФИО наставника',
  'Контактные данные для связи',
  'Место работы/учёбы наставника',
  'Основные компетенции наставника',
  'Важные для программы достижения наставника',
  'Интересы наставника',
  'Желаемый возраст наставляемых',
  'Ресурс времени на программу наставничества',
  'Дата вхождения в программу',
  'ФИО наставляемого (наставляемых)',
  'Форма наставничества',
  'Место работы/учёбы наставляемого',
  'Дата завершения программы',
  'Результаты программы',
  'Ссылка на кейс/отзыв наставника, размещённые на сайте организации',
];

/** Somebody who is sixteen today. */
const sixteen = (): string => `${new Date().getUTCFullYear() - 17}-12-31`;

/** The number under which a workbook holds the college's calendar date. */
const excelDay = (now: Date): string => {
  const day = todayIn('Europe/Moscow', { now: () => now.getTime() });
  return String((Date.parse(day) - Date.UTC(1899, 11, 30)) / 86_400_000);
};

/** Answers whatever the page asks: sevens, the first of several, a sentence. */
async function answerPage(tool: Frame | Page): Promise<void> {
  const groups = tool.locator('main fieldset');
  for (let i = 0; i < (await groups.count()); i += 1) {
    const group = groups.nth(i);
    if (!(await group.isVisible())) continue;
    const seven = group.locator('input[type="radio"][value="7"]');
    const any = group.locator('input[type="radio"]');
    const text = group.locator('textarea, input[type="text"]');
    if ((await seven.count()) > 0) await seven.check();
    else if ((await any.count()) > 0) await any.first().check();
    else if ((await text.count()) > 0) await text.first().fill('Хочу научиться работать на станке');
  }
}

/** Goes through all steps of a questionnaire and hands it in. */
async function handIn(tool: Frame | Page): Promise<void> {
  for (let step = 0; step < 12; step += 1) {
    await answerPage(tool);
    const last = tool.getByRole('button', { name: 'Сдать анкету' });
    if ((await last.count()) > 0) {
      await last.click();
      await tool.getByText('Анкета сдана').first().waitFor();
      return;
    }
    const here = tool.url();
    await tool.getByRole('button', { name: 'Дальше' }).click();
    await tool.waitForURL((url) => String(url) !== here);
    await tool.waitForLoadState('load');
  }
  throw new Error('the questionnaire has no end');
}

/** Takes a template over, opens a wave of it; the wave's title. */
async function ask(boss: Visitor, template: string, title: string): Promise<void> {
  const { tool } = boss;
  await boss.open('questionnaires/new');
  await tool.getByRole('button', { name: `Взять: ${template}` }).click();
  await tool.getByRole('link', { name: 'Спросить' }).click();
  await tool.getByLabel('Название волны').fill(title);
  await tool.getByRole('button', { name: 'Создать черновик' }).click();
  await tool.getByRole('button', { name: 'Открыть волну' }).click();
  await tool.getByText('Волна открыта.').waitFor();
}

const personOf = async ({ stack }: World, name: string): Promise<string> =>
  (await stack.tool.db('people').where({ name }).first('id')).id;

/** Makes a personal link on somebody's card, with the birth year as what its holder must know. */
async function newLink(boss: Visitor, personId: string, purpose: RegExp): Promise<string> {
  const { tool } = boss;
  await boss.open(`participants/${personId}/links/new`);
  await tool.getByRole('radio', { name: purpose }).check();
  await tool.getByRole('radio', { name: 'Год рождения' }).check();
  await tool.getByRole('button', { name: 'Создать ссылку' }).click();
  return tool.getByRole('textbox', { name: 'Адрес ссылки' }).inputValue();
}

inOneShape('from the first question to both registers', (world) => {
  it('the coordinator writes down who may come, and opens a wave for either side', async () => {
    const boss = await world().person('coordinator');
    // The guest is known once he has looked in.
    const guest = await world().person(STUDENT.key);
    await guest.launch();
    const tool = await boss.launch(OVERVIEW);
    const studentId = await personOf(world(), STUDENT.name);
    await boss.open(`participants/${studentId}`);
    await tool.getByText('Изменить роли').click();
    await tool.getByRole('checkbox', { name: /^Наставляемый/ }).check();
    await tool.getByRole('checkbox', { name: /^Гость/ }).uncheck();
    await tool.getByRole('button', { name: 'Сохранить роли' }).click();
    await tool.getByText('Роли сохранены.').waitFor();
    await boss.open(`participants/${studentId}/profile`);
    await tool.getByRole('textbox', { name: /^Дата рождения/ }).fill(sixteen());
    await tool.getByLabel(/^Законный представитель/).fill(MOTHER.name);
    await tool.getByLabel(/^Связь с представителем/).fill(MOTHER.phone);
    await tool.getByRole('button', { name: 'Сохранить' }).click();
    await tool.getByText('Сведения сохранены.').waitFor();

    await boss.open('participants/new');
    await tool.getByLabel('Фамилия').fill(MENTOR.family);
    await tool.getByLabel('Имя', { exact: true }).fill(MENTOR.given);
    await tool.getByLabel('Отчество').fill(MENTOR.middle);
    await tool.getByLabel('Роль', { exact: true }).selectOption('mentor');
    await tool.getByRole('textbox', { name: /^Дата рождения/ }).fill(MENTOR.born);
    await tool.getByLabel('Место работы или учёбы').fill(MENTOR.workplace);
    await tool.getByLabel(/^Телефон/).fill(MENTOR.phone);
    await tool.getByRole('button', { name: 'Добавить', exact: true }).click();
    await tool.getByText('Человек добавлен.').waitFor();

    await ask(boss, TEMPLATES.mentee, 'Вход наставляемых');
    await ask(boss, TEMPLATES.mentor, 'Вход наставников');
  });

  it('the mentee of 16 applies on a phone', async () => {
    const mentee = await world().person(STUDENT.key, PHONE);
    const tool = await mentee.launchWindow();
    await tool.getByText('Нужно согласие родителя.').waitFor();
    await tool.getByRole('heading', { name: 'Заполните анкету «Вход наставляемых»' }).waitFor();
    await tool.getByRole('link', { name: 'Открыть анкету' }).click();
    await handIn(tool);
  });

  it('a parent consents by a link', async () => {
    const boss = await world().person('coordinator');
    await boss.launch(OVERVIEW);
    const address = await newLink(
      boss,
      await personOf(world(), STUDENT.name),
      /Согласие законного представителя/,
    );
    const { page } = await world().person('nobody', PHONE);
    await page.goto(address);
    await page.getByLabel(/[Гг]од рождения/).fill(sixteen().slice(0, 4));
    await page.getByRole('button', { name: 'Продолжить' }).click();
    await page.getByLabel('Ваши фамилия, имя, отчество').fill(MOTHER.name);
    await page.getByRole('radio', { name: 'родитель' }).check();
    await page.getByRole('button', { name: 'Прочитать согласие' }).click();
    await page.getByRole('checkbox', { name: /даю согласие/ }).check();
    await page.getByRole('button', { name: 'Даю согласие' }).click();
    await page.getByRole('heading', { name: 'Согласие дано' }).waitFor();
  });

  it('a mentor from an enterprise fills in by a link, and signs on paper', async () => {
    const boss = await world().person('coordinator');
    const tool = await boss.launch(OVERVIEW);
    const mentorId = await personOf(world(), mentorName);
    const address = await newLink(boss, mentorId, /Вход наставников/);
    const { page } = await world().person('nobody', PHONE);
    await page.goto(address);
    await page.getByLabel('Ваш год рождения').fill(MENTOR.born.slice(0, 4));
    await page.getByRole('button', { name: 'Продолжить' }).click();
    await page.getByRole('heading', { name: 'Вход наставников' }).waitFor();
    await handIn(page);
    await boss.open(`participants/${mentorId}/consents/paper`);
    await tool.getByLabel('Где хранится оригинал').fill('папка «Согласия», кабинет 12');
    await tool.getByLabel('Когда подписано').fill(new Date().toISOString().slice(0, 10));
    await tool.getByRole('button', { name: 'Записать согласие' }).click();
    await tool.getByText('Согласие записано.').waitFor();
  });

  it('the coordinator sees both in the pool', async () => {
    const boss = await world().person('coordinator');
    const tool = await boss.launch(OVERVIEW);
    await boss.open('participants?state=pool');
    for (const name of [STUDENT.name, mentorName])
      await tool.getByRole('link', { name, exact: true }).waitFor();
  });

  it('and downloads both registers, as the ministry’s forms have them', async () => {
    const boss = await world().person('coordinator');
    const tool = await boss.launch(OVERVIEW);
    const registerOf = async (which: 'mentees' | 'mentors') => {
      await boss.open(`registers?register=${which}`);
      const [file] = await Promise.all([
        boss.page.waitForEvent('download'),
        tool.getByRole('link', { name: 'Скачать xlsx' }).click(),
      ]);
      return readSheet(await readFile(await file.path()));
    };
    const rowOf = (sheet: string[][], name: string) =>
      sheet.filter((row) => row[1] === name).map((row) => row.slice(1));
    const mentees = await registerOf('mentees');
    expect(mentees[0]).to.deep.equal(MENTEES);
    const today = excelDay(new Date());
    expect(rowOf(mentees, STUDENT.name)).to.deep.equal([
      [
        STUDENT.name,
        `${MOTHER.name}, ${MOTHER.phone}`,
        sixteen().slice(0, 4),
        '',
        today,
        ...Array(7).fill(''),
      ],
    ]);
    const mentors = await registerOf('mentors');
    expect(mentors[0]).to.deep.equal(MENTORS);
    expect(rowOf(mentors, mentorName)).to.deep.equal([
      [
        mentorName,
        `тел. ${MENTOR.phone}`,
        MENTOR.workplace,
        ...Array(5).fill(''),
        today,
        ...Array(6).fill(''),
      ],
    ]);
  });
});
