import { expect } from 'chai';
import type { Locator, Page } from 'playwright-core';
import { inOneShape } from '../support/browser.js';
import { type CollegePerson, enrol, MatchCollege } from '../support/match-college.js';
import { dayFromToday } from '../support/meeting-form.js';
import { type Stack, startStack } from '../support/stack.js';
import { OVERVIEW, type Visitor, visitorIn } from '../support/visitor.js';

/** Two places, three who want one: Anna may not be with Boris, who is the only other mentor. */
const PEOPLE: readonly CollegePerson[] = [
  {
    key: 'gleb',
    role: 'mentor',
    familyName: 'Глебов',
    givenName: 'Илья',
    said: { match_competences: ['motivation', 'adaptation'], match_times: ['tue_evening'] },
  },
  {
    key: 'boris',
    role: 'mentor',
    familyName: 'Борисов',
    givenName: 'Пётр',
    said: { match_competences: ['career'], match_times: ['wed_day'] },
  },
  {
    key: 'anna',
    role: 'mentee',
    familyName: 'Абрамова',
    givenName: 'Анна',
    said: { match_requests: ['career'], match_times: ['wed_day'] },
  },
  {
    key: 'denis',
    role: 'mentee',
    familyName: 'Денисов',
    givenName: 'Егор',
    said: { match_requests: ['career'], match_times: ['wed_day'] },
  },
  {
    key: 'vera',
    role: 'mentee',
    familyName: 'Власова',
    givenName: 'Вера',
    said: { match_requests: ['values'], match_times: ['sat_evening'] },
  },
];
const FORM = 'Студент – студент';
const MOST_TABS = 150;

/** Goes to an element by Tab alone, as who has no mouse does. */
async function reach(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let n = 0; n < MOST_TABS; n += 1) {
    if ((await target.and(page.locator(':focus')).count()) > 0) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not come to ${target}`);
}

async function activate(page: Page, target: Locator): Promise<void> {
  await reach(page, target);
  await page.keyboard.press('Enter');
}

async function type(page: Page, target: Locator, words: string): Promise<void> {
  await reach(page, target);
  await page.keyboard.type(words);
}

inOneShape('from closed questionnaires to pairs that everybody sees', (world) => {
  let stack: Stack;
  let college: MatchCollege;
  const visitors: Visitor[] = [];

  before(async function () {
    this.timeout(120_000);
    stack = await startStack();
    await enrol(stack, PEOPLE);
  });
  afterEach(() => {
    const faults = visitors.splice(0).flatMap((visitor) => visitor.faults());
    expect(faults).to.deep.equal([]);
  });
  after(() => stack.close());

  /** Somebody of this college in a browser that is closed as all others are. */
  async function person(key: string): Promise<Visitor> {
    const own = await world().person(key);
    const visitor = await visitorIn(own.context, stack, key);
    const expected = visitor.expectAnswers;
    visitor.expectAnswers = (...answers) => {
      own.expectAnswers(...answers);
      expected(...answers);
    };
    visitors.push(visitor);
    return visitor;
  }

  /** Ranks people of the other side and hands the ballot in. */
  async function ballot(key: string, wished: string, unwanted: string | null): Promise<void> {
    const visitor = await person(key);
    await visitor.launchWindow();
    await visitor.open('my-surveys');
    const { tool } = visitor;
    await tool.getByRole('link', { name: /Предпочтения по настав/ }).click();
    const first = (name: RegExp) =>
      tool.getByRole('group', { name }).getByLabel('1-е место').first();
    await first(/хотели бы работать\?/).selectOption({ label: wished });
    if (unwanted !== null) {
      const secret = first(/не хотели бы/);
      await secret.selectOption({ label: unwanted });
      await tool.getByText('Ответ увидит только координатор.').waitFor();
    }
    const places = tool.getByLabel(/Сколько наставляемых Вы готовы вести/);
    if ((await places.count()) > 0) await places.fill('1');
    await tool.getByRole('button', { name: 'Сдать анкету' }).click();
    await tool.getByText('Анкета сдана. Спасибо!').waitFor();
  }

  it('the questionnaires of both sides are answered and closed', async () => {
    const coordinator = await person('coordinator');
    await coordinator.launchWindow(OVERVIEW);
    const { tool } = coordinator;
    await tool.getByRole('button', { name: 'Начать работу' }).click();
    await tool.getByText('Программа готова').waitFor();
    await coordinator.open('participants');
    await tool.getByRole('button', { name: 'Обновить из LMS' }).click();
    await tool.getByRole('link', { name: /Абрамова/ }).waitFor();
    college = await MatchCollege.open(stack, PEOPLE);
    await college.admit();
    for (const role of ['mentor', 'mentee'] as const) await college.askAndClose(role);
    await coordinator.open('surveys?state=closed');
    for (const side of ['Наставляемый', 'Наставник'])
      await tool.getByRole('link', { name: new RegExp(`${side}, до начала`) }).waitFor();
  });

  it('all come to the group meeting, and both sides say whom they wish', async () => {
    const coordinator = await person('coordinator');
    await coordinator.launchWindow(OVERVIEW);
    const { tool } = coordinator;
    await coordinator.open('group-meetings/new');
    await tool.getByLabel('Название').fill('Знакомство');
    await tool.getByLabel('Дата').fill(dayFromToday(0));
    await tool.getByLabel('Начало').fill('15:00');
    await tool.getByLabel('Форма').selectOption({ label: FORM });
    await tool.getByRole('button', { name: 'Запланировать' }).click();
    await tool.getByRole('button', { name: /Отметить всех остальных/ }).click();
    await tool.getByText('Пришли 5 из 5.').waitFor();
    await tool.getByRole('link', { name: 'Открыть анкеты о предпочтениях' }).click();
    await tool.getByRole('button', { name: 'Открыть анкеты' }).click();
    await tool
      .getByText(/ответили 0 из/)
      .first()
      .waitFor();

    await ballot('anna', 'Глебов Илья', 'Борисов Пётр');
    await ballot('denis', 'Борисов Пётр', null);
    await ballot('boris', 'Денисов Егор', null);
    await coordinator.page.reload();
    await tool.getByText(/ответили 2 из 3/).waitFor();
    await tool.getByText(/ответили 1 из 2/).waitFor();
  });

  it('the coordinator matches, moves and locks by keyboard alone, and publishes', async () => {
    const coordinator = await person('coordinator');
    await coordinator.launchWindow(OVERVIEW);
    const { tool, page } = coordinator;
    await coordinator.open('matching?form=student_student');
    await activate(page, tool.getByRole('button', { name: 'Запустить подбор' }));
    const lead = tool.locator('.lead-line');
    await lead.getByText('Наставника получили 2 из 3 наставляемых').waitFor();
    const row = (name: RegExp) => tool.getByRole('row', { name });
    await row(/Абрамова.*Глебов/).waitFor();
    await row(/Денисов.*Борисов/).waitFor();
    await row(/Власова.*у наставника нет свободных мест/).waitFor();

    await activate(page, tool.getByRole('link', { name: 'Доска' }));
    const said = tool.locator('[data-match-live]');
    const card = (key: string) => tool.locator(`.match-card[data-card="${college.idOf(key)}"]`);
    const menu = async (key: string, item: RegExp) => {
      await activate(page, card(key).locator('summary'));
      await activate(page, card(key).getByText(item));
    };
    // A rule that no hand passes over: the word was confidential, and stands.
    await menu('anna', /Закрепить/);
    await said.getByText(/Абрамова Анна – Глебов Илья: пара закреплена/).waitFor();
    await card('anna').getByText('закреплено').waitFor();

    // Vera instead of Egor: he is taken out, and is told by what holds then.
    await menu('denis', /Убрать/);
    await said.getByText(/Денисов Егор: без наставника/).waitFor();
    await menu('vera', /Назначить наставника/);
    const dialog = tool.getByRole('dialog');
    await type(page, dialog.getByRole('searchbox'), 'Борисов');
    await page.keyboard.press('Enter');
    await dialog.getByRole('radio', { name: /Глебов/ }).waitFor({ state: 'detached' });
    await reach(page, dialog.getByRole('radio', { name: /Борисов/ }));
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await said.getByText(/Власова Вера: наставник Борисов Пётр/).waitFor();
    await card('denis')
      .getByText(/у наставника нет свободных мест/)
      .waitFor();

    await activate(page, tool.getByRole('link', { name: 'Опубликовать пары' }));
    await type(page, tool.getByLabel('Номер приказа'), '77-н');
    await activate(page, tool.getByRole('button', { name: 'Создать пары' }));
    await lead.getByText(/Опубликовано.*приказ № 77-н/).waitFor();
    await tool.getByText('Пары созданы, участники о них знают.').waitFor();
  });

  it('both sides see their pair at home, and who has nobody waits', async () => {
    for (const [key, ...others] of [
      ['gleb', 'Абрамова'],
      ['anna', 'Глебов'],
      ['boris', 'Власова'],
      ['vera', 'Борисов'],
    ]) {
      const visitor = await person(key ?? '');
      await visitor.launchWindow();
      for (const name of others) await visitor.tool.getByText(name).first().waitFor();
      // Neither the matching nor what was said of others in confidence is theirs to read.
      visitor.expectAnswers(/^403 \/app\//);
      expect(await visitor.open('matching'), key).to.equal(403);
    }
    const denis = await person('denis');
    await denis.launchWindow();
    const home = await denis.tool.getByRole('main').innerText();
    expect(home).not.to.match(/Борисов|Глебов/);

    const coordinator = await person('coordinator');
    await coordinator.launchWindow(OVERVIEW);
    await coordinator.open('waiting-list');
    const { tool } = coordinator;
    await tool.getByRole('row', { name: /Денисов.*в базе, пары ещё не было/ }).waitFor();
    expect(await tool.getByRole('row', { name: /Власова|Абрамова/ }).count()).to.equal(0);
    await coordinator.open('pairs?form=student_student');
    await tool
      .getByRole('row', { name: /Абрамова/ })
      .getByRole('link')
      .first()
      .click();
    await tool.getByText('77-н').first().waitFor();
  });
});
