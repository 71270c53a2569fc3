import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { axeViolations } from '../support/axe.js';
import { inOneShape, type World } from '../support/browser.js';

const PHONE = {
  viewport: { width: 360, height: 740 },
  hasTouch: true,
  isMobile: true,
  bypassCSP: true,
};
const MOTHER = 'Зайцева Ирина Петровна';
const MAIL = 'zajceva.mama@pochta.example';

inOneShape('a parent consents by a personal link on a phone', (world) => {
  let address = '';

  /** A mentee of 16 of the demo college. */
  async function minorOf({ stack }: World): Promise<{ personId: string; name: string }> {
    const { db } = stack.tool;
    const person = await db('people as p')
      .join('participations as t', 't.person_id', 'p.id')
      .where('t.role', 'mentee')
      .where('p.name', 'like', 'Зайцев%')
      .first({ personId: 'p.id', name: 'p.name', organisationId: 'p.organisation_id' });
    await db('profiles')
      .insert({
        person_id: person.personId,
        organisation_id: person.organisationId,
        birth_date: '2010-03-05',
        created_at: 0,
      })
      .onConflict('person_id')
      .merge(['birth_date']);
    return person;
  }

  const lastCode = ({ smtp }: World): string =>
    /Код: (\d{6})/.exec(smtp.inbox.at(-1)?.text ?? '')?.[1] ?? '';

  /** A page of the tool without anything wider than the phone, and accessible. */
  async function fits(page: Page): Promise<void> {
    const wide = await page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    expect(wide).to.be.at.most(0);
    expect(await axeViolations(page.mainFrame())).to.deep.equal([]);
  }

  it('the coordinator makes it on the person’s card, mails it, and sees it there', async () => {
    const w = world();
    const { personId, name } = await minorOf(w);
    const boss = await w.person('coordinator');
    const tool = await boss.launch('Обзор программы');
    await boss.open(`participants/${personId}`);
    await tool.getByRole('link', { name: 'Новая ссылка' }).click();
    await tool.getByRole('radio', { name: /Согласие законного представителя/ }).check();
    await tool.getByRole('radio', { name: /Код из письма/ }).check();
    // Not «необязательно»: a code goes nowhere without it.
    await tool.getByLabel('Электронная почта получателя (нужна для кода из письма)').fill(MAIL);
    await tool.getByLabel('Отправить ссылку на этот адрес').check();
    await tool.getByRole('button', { name: 'Создать ссылку' }).click();
    await tool.getByText('Письмо со ссылкой принято').waitFor();
    address = await tool.getByRole('textbox', { name: 'Адрес ссылки' }).inputValue();
    const mail = w.smtp.inbox.at(-1);
    expect(mail?.to).to.deep.equal([MAIL]);
    expect(mail?.text).to.contain(address).and.to.not.contain(name);
    await boss.open(`participants/${personId}`);
    await tool.getByText('ещё не открывали').waitFor();
    expect(await tool.content()).to.not.contain(address);
  });

  it('wrong code, right code, who, text, consent, the text to keep', async () => {
    const w = world();
    const { name } = await minorOf(w);
    const parent = await w.person('nobody', PHONE);
    parent.expectAnswers(/^422 /);
    const { page } = parent;
    await page.goto(address);
    expect(page.url()).to.match(/\/links\/[0-9a-f]{16}$/);
    await page.getByRole('heading', { name: 'Согласие на участие ребёнка' }).waitFor();
    expect(await page.content()).to.not.contain(name);
    await fits(page);
    await page.getByRole('button', { name: 'Получить код' }).click();
    const code = lastCode(w);
    const field = page.getByLabel('Код из письма');
    await field.fill(code === '000000' ? '000001' : '000000');
    await page.getByRole('button', { name: 'Продолжить' }).click();
    await page.getByText('Код не подходит').first().waitFor();
    await fits(page);
    await field.fill(code);
    await page.getByRole('button', { name: 'Продолжить' }).click();
    await page.getByText(name).waitFor();
    await page.getByLabel('Ваши фамилия, имя, отчество').fill(MOTHER);
    await page.getByRole('radio', { name: 'родитель' }).check();
    await fits(page);
    await page.getByRole('button', { name: 'Прочитать согласие' }).click();
    await page.getByText(`Я, ${MOTHER}`).waitFor();
    await page.getByRole('link', { name: 'Не согласен' }).click();
    await page.getByText('Ничего не записано').waitFor();
    await fits(page);
    await page.goBack();
    await page.getByText(`Я, ${MOTHER}`).waitFor();
    const agree = page.getByRole('checkbox', { name: /даю согласие/ });
    expect(await agree.isChecked()).to.equal(false);
    await fits(page);
    await page.getByRole('button', { name: 'Даю согласие' }).click();
    await page.getByText('Отметьте, что Вы даёте согласие').first().waitFor();
    await agree.check();
    await page.getByRole('button', { name: 'Даю согласие' }).click();
    await page.getByRole('heading', { name: 'Согласие дано' }).waitFor();
    await page.getByText(`Я, ${MOTHER}`).waitFor();
    await page.getByRole('button', { name: 'Распечатать' }).waitFor();
    await fits(page);
    expect(page.url()).to.match(/\/links\/[0-9a-f]{16}\/done$/);
  });

  it('used, it says so to whoever opens it then', async () => {
    const other = await world().person('nobody', PHONE);
    other.expectAnswers(/^410 /);
    await other.page.goto(address);
    await other.page.getByRole('heading', { name: 'По этой ссылке всё уже сделано' }).waitFor();
    await fits(other.page);
  });

  it('the coordinator sees the consent on the card', async () => {
    const w = world();
    const { personId } = await minorOf(w);
    const boss = await w.person('coordinator');
    const tool = await boss.launch('Обзор программы');
    await boss.open(`participants/${personId}`);
    await tool.getByText('согласие дано', { exact: true }).first().waitFor();
  });

  it('a link that the coordinator has revoked, and one past its end, say so', async () => {
    const w = world();
    const { personId } = await minorOf(w);
    const boss = await w.person('coordinator');
    const tool = await boss.launch('Обзор программы');
    const holder = await w.person('nobody', PHONE);
    holder.expectAnswers(/^410 /);
    const made = async () => {
      await boss.open(`participants/${personId}/links/new`);
      await tool.getByRole('radio', { name: 'Год рождения' }).check();
      await tool.getByRole('button', { name: 'Создать ссылку' }).click();
      return tool.getByRole('textbox', { name: 'Адрес ссылки' }).inputValue();
    };
    const first = await made();
    await boss.open(`participants/${personId}`);
    await tool.getByRole('button', { name: 'Отозвать' }).first().click();
    await tool.getByText('Ссылка отозвана').waitFor();
    await holder.page.goto(first);
    await holder.page.getByRole('heading', { name: 'Ссылка больше не действует' }).waitFor();
    const second = await made();
    await w.stack.tool
      .db('personal_links')
      .where('person_id', personId)
      .whereNull('revoked_at')
      .whereNull('used_at')
      .update({ expires_at: 1 });
    await holder.page.goto(second);
    await holder.page.getByRole('heading', { name: 'Срок ссылки прошёл' }).waitFor();
  });
});

inOneShape('somebody without an account answers a questionnaire by a personal link', (world) => {
  const DAYS = 20 * 86_400_000;
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);

  /** A mentor of the demo college, and the college's service as its coordinator has it. */
  async function cast({ stack }: World) {
    const { db, service } = stack.tool;
    const holder = (role: string) =>
      db('participations as t')
        .join('people as p', 'p.id', 't.person_id')
        .where('t.role', role)
        .orderBy('p.name')
        .first({
          personId: 't.person_id',
          name: 'p.name',
          programmeId: 't.programme_id',
          organisationId: 't.organisation_id',
        });
    const { personId, organisationId } = await holder('coordinator');
    const actor = { kind: 'person', organisationId, personId, role: 'coordinator' } as const;
    return { mentor: await holder('mentor'), boss: service.api.as(actor) };
  }

  it('on a phone, saved on the way, handed in; another wave stays closed to it', async () => {
    const w = world();
    const { mentor, boss } = await cast(w);
    const { programmeId, personId, organisationId, name } = mentor;
    await w.stack.tool
      .db('profiles')
      .insert({
        person_id: personId,
        organisation_id: organisationId,
        birth_date: '1980-03-05',
        created_at: 0,
      })
      .onConflict('person_id')
      .merge(['birth_date']);
    const open = async (title: string) => {
      const { questionnaireId } = await boss.createQuestionnaire({
        programmeId,
        title,
        role: 'mentor',
        stage: 'interim',
        definition: {
          questions: [
            { code: 'glad', type: 'yes_no', text: { ru: 'Довольны ли Вы встречами?' } },
            { code: 'why', type: 'text', text: { ru: 'Что получилось лучше всего?' } },
          ],
        },
      });
      const dates = { startsOn: day(Date.now() - DAYS), endsOn: day(Date.now() + DAYS) };
      const { waveId } = await boss.createWave({ programmeId, questionnaireId, ...dates });
      await boss.setWaveState({ programmeId, waveId, state: 'open', version: 1 });
      return waveId;
    };
    const waveId = await open('Как идут встречи');
    const otherId = await open('Совсем другая анкета');
    const { token } = await boss.createSurveyLink({
      programmeId,
      personId,
      waveId,
      confirmation: 'birth_year',
    });
    const visitor = await w.person('nobody', PHONE);
    visitor.expectAnswers(/^404 /);
    const { page } = visitor;
    await page.goto(`${w.stack.toolUrl}/link/${token}`);
    expect(await page.content()).to.not.contain(name);
    await page.getByLabel('Ваш год рождения').fill('1980');
    await page.getByRole('button', { name: 'Продолжить' }).click();
    await page.getByRole('heading', { name: 'Как идут встречи' }).waitFor();
    await page.getByRole('radio', { name: 'Да', exact: true }).check();
    await page.getByLabel('Что получилось лучше всего?').last().fill('Разобрали чертёж');
    await page.getByText('сохранено', { exact: true }).waitFor();
    await page.reload();
    expect(await page.getByRole('textbox').first().inputValue()).to.equal('Разобрали чертёж');
    await page.getByRole('button', { name: 'Сдать анкету' }).click();
    await page.getByText('Анкета сдана').waitFor();
    const { rows } = await boss.listWavePeople({ programmeId, waveId, state: 'submitted' });
    expect(rows.map((row) => row.personId)).to.deep.equal([personId]);
    const base = page.url().split('/').slice(0, 5).join('/');
    await page.goto(`${base}/my-surveys/${otherId}`);
    await page.getByRole('heading', { name: 'Такой ссылки нет' }).waitFor();
    const { links } = await boss.getLinks({ programmeId, personId });
    expect(links[0]).to.deep.include({ scope: 'survey', state: 'open' });
  });
});
