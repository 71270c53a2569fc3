import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Frame } from 'playwright-core';
import { PDF } from '../../service/test/support/file-shelf.js';
import { todayIn } from '../../shared/clock.js';
import { addDays } from '../../shared/dates.js';
import { axeViolations, overflowOf } from '../support/axe.js';
import { inOneShape, type World } from '../support/browser.js';
import { readDocx } from '../support/docx-reader.js';

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
/** Axe cannot be put into a page with our policy. */
const CHECKED = { ...PHONE, bypassCSP: true };
const MINOR = { key: 'mentee7', name: 'Зайцев Никита Романович' };
const ADULT = { key: 'mentee6', name: 'Ким Виктория Робертовна' };

const today = todayIn('Europe/Moscow', { now: () => Date.now() });
const yearsAgo = (years: number): string => `${Number(today.slice(0, 4)) - years}${today.slice(4)}`;
/** 17 years old for another year, less a day; and 18 since today. */
const BORN = { minor: addDays(yearsAgo(18), 364), adult: yearsAgo(18).replace('-02-29', '-02-28') };

async function write(world: World, name: string, birthDate: string): Promise<string> {
  const { db } = world.stack.tool;
  const person = await db('people').where({ name }).first('id', 'organisation_id');
  const row = { person_id: person.id, organisation_id: person.organisation_id, created_at: 0 };
  await db('profiles').where('person_id', person.id).delete();
  await db('profiles').insert({
    ...row,
    birth_date: birthDate,
    representative_name: 'Зайцева Анна',
  });
  await db('programmes').increment('revision', 1);
  return person.id;
}

/** What is wrong with a page on a phone. */
async function faultsOf(tool: Frame, page: string): Promise<string[]> {
  const over = await overflowOf(tool);
  const faults = (await axeViolations(tool)).map((fault) => `${page}: ${fault}`);
  return over > 0 ? [...faults, `${page}: ${over} px too wide`] : faults;
}

inOneShape('step 9: consents on a phone', (world) => {
  const folder = mkdtempSync(join(tmpdir(), 'nastavnik-scan-'));
  after(async () => {
    rmSync(folder, { recursive: true, force: true });
    // The college is shared: with what was withdrawn here nobody could write down a meeting any more.
    const { db } = world().stack.tool;
    const { id } = await db('people').where({ name: MINOR.name }).first('id');
    await db('consents').where({ person_id: id, act: 'withdrawn' }).delete();
    await db('programmes').increment('revision', 1);
  });

  it('a mentee of 17 is told at home and in «my data» that a parent consents, and how', async () => {
    await write(world(), MINOR.name, BORN.minor);
    const mentee = await world().person(MINOR.key, CHECKED);
    const tool = await mentee.launchWindow();
    await tool.getByText('Нужно согласие родителя.').waitFor();
    await tool.getByRole('link', { name: 'Как его дать' }).tap();
    await tool.getByRole('heading', { level: 1, name: 'Мои данные' }).waitFor();
    const text = await tool.getByRole('main').innerText();
    expect(text).to.contain('Не хватает: нет согласия родителя.').and.to.contain('Вам ещё нет 18');
    expect(await tool.getByRole('link', { name: /дать согласие/ }).count()).to.equal(0);
    expect(await faultsOf(tool, 'me')).to.deep.equal([]);
    // Not theirs to give, whatever the address says.
    await mentee.open('me/consents/own');
    await tool.getByRole('heading', { level: 1, name: 'Мои данные' }).waitFor();
  });

  it('a mentee of 18 is asked for the own one, reads it, gives it by one act, and can take it back', async () => {
    await write(world(), ADULT.name, BORN.adult);
    const mentee = await world().person(ADULT.key, CHECKED);
    const tool = await mentee.launchWindow();
    await tool.getByRole('heading', { name: 'Дайте согласие на обработку данных' }).waitFor();
    const faults = await faultsOf(tool, 'my');
    await tool.getByRole('link', { name: 'Прочитать и дать' }).tap();
    await tool.getByText(`Я, ${ADULT.name}`).waitFor();
    expect(await tool.locator('main input[type="checkbox"]').count()).to.equal(0);
    faults.push(...(await faultsOf(tool, 'give')));
    await tool.getByRole('button', { name: 'Даю согласие' }).tap();
    await tool.getByText('Согласие дано. Спасибо!').waitFor();
    await tool.getByText('Все нужные согласия есть.').waitFor();
    faults.push(...(await faultsOf(tool, 'me')));
    await mentee.open('my');
    expect(await tool.getByText('Дайте согласие').count()).to.equal(0);
    await mentee.open('me');
    await tool.getByRole('link', { name: /^Отозвать/ }).tap();
    await tool.getByText('сразу перестанут использоваться').waitFor();
    faults.push(...(await faultsOf(tool, 'withdraw')));
    await tool.getByRole('button', { name: 'Отозвать согласие' }).tap();
    await tool.getByText('Согласие отозвано.', { exact: true }).waitFor();
    await tool.getByText('Не хватает: согласие отозвано.').waitFor();
    // Given anew, all goes on: without it nothing more would be written of her.
    await mentee.open('me/consents/own');
    await tool.getByRole('button', { name: 'Даю согласие' }).tap();
    await tool.getByText('Согласие дано. Спасибо!').waitFor();
    expect(faults).to.deep.equal([]);
  });

  it('a mentee changes what is theirs to change', async () => {
    const mentee = await world().person(ADULT.key, CHECKED);
    const tool = await mentee.launchWindow();
    await mentee.open('me/edit');
    await tool.getByLabel(/^Телефон/).fill('+7 900 123-45-67');
    expect(await faultsOf(tool, 'me/edit')).to.deep.equal([]);
    await tool.getByRole('button', { name: 'Сохранить' }).tap();
    await tool.getByText('Сведения сохранены.').waitFor();
    await tool.getByText('+7 900 123-45-67').waitFor();
  });

  it('the coordinator prints the text, writes the signed paper down with a scan, and withdraws it', async () => {
    await write(world(), MINOR.name, BORN.minor);
    const coordinator = await world().person('coordinator', { ...CHECKED, acceptDownloads: true });
    const tool = await coordinator.launchWindow();
    await tool.getByRole('link', { name: 'Участники', exact: true }).tap();
    await tool.getByRole('link', { name: 'Согласия', exact: true }).tap();
    await tool.getByText(/с согласиями, у/).waitFor();
    const faults = await faultsOf(tool, 'consents');
    await tool.getByRole('link', { name: MINOR.name }).tap();
    await tool.getByText('Не хватает: нет согласия родителя.').waitFor();
    faults.push(...(await faultsOf(tool, 'person')));
    const [file] = await Promise.all([
      coordinator.page.waitForEvent('download'),
      tool.getByRole('link', { name: 'Согласие родителя для подписи' }).tap(),
    ]);
    expect(file.suggestedFilename()).to.equal(`Согласие родителя ${MINOR.name}.docx`);
    const lines = readDocx(readFileSync(await file.path()));
    expect(lines[1]).to.contain('Я, Зайцева Анна,').and.to.contain(MINOR.name);

    await tool.getByRole('link', { name: 'Записать бумажное согласие' }).tap();
    const scan = join(folder, 'скан.pdf');
    writeFileSync(scan, PDF);
    await tool.getByLabel(/^Когда подписано/).fill(today);
    await tool.getByLabel(/^Кем приходится/).selectOption({ label: 'родитель' });
    await tool.getByLabel(/^Где хранится оригинал/).fill('Личное дело');
    const large = join(folder, 'large.pdf');
    writeFileSync(large, Buffer.concat([PDF, Buffer.alloc(11 * 1024 * 1024)]));
    await tool.getByLabel(/^Скан или фото/).setInputFiles(large);
    await tool.getByText('Файл больше 10 МБ').waitFor();
    await tool.getByLabel(/^Скан или фото/).setInputFiles(scan);
    expect(await tool.getByText('Файл больше 10 МБ').isVisible()).to.equal(false);
    faults.push(...(await faultsOf(tool, 'paper')));
    await tool.getByRole('button', { name: 'Записать согласие' }).tap();
    await tool.getByText('Согласие записано.').waitFor();
    await tool.getByText('Все нужные согласия действуют.').waitFor();
    const [saved] = await Promise.all([
      coordinator.page.waitForEvent('download'),
      tool.getByRole('link', { name: /^Скан/ }).tap(),
    ]);
    expect(readFileSync(await saved.path()).equals(PDF)).to.equal(true);

    await tool.getByRole('link', { name: 'Отозвать' }).tap();
    await tool.getByLabel('Причина').fill('Заявление родителя');
    faults.push(...(await faultsOf(tool, 'withdraw')));
    await tool.getByRole('button', { name: 'Отозвать согласие' }).tap();
    await tool.getByText('Согласие отозвано: данные больше не используются.').waitFor();
    await tool.getByText('Не хватает: согласие отозвано.').waitFor();

    await tool.getByRole('link', { name: 'Изменить сведения' }).tap();
    await tool.getByRole('heading', { level: 1, name: 'Сведения об участнике' }).waitFor();
    faults.push(...(await faultsOf(tool, 'profile')));
    expect(faults).to.deep.equal([]);
  });
});
