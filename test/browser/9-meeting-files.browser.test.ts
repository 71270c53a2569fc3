import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { pdf, photo, SECRETS } from '../../service/test/support/picture-files.js';
import { axeViolations } from '../support/axe.js';
import { inOneShape } from '../support/browser.js';
import { freeDay } from '../support/kept-drafts.js';
import { fillMeeting, openForm, save } from '../support/meeting-form.js';

const MENTEE = 'Смирнова Полина Игоревна';
const MIB = 1024 * 1024;
const PHOTO = { name: 'Чертёж.jpg', mimeType: 'image/jpeg', buffer: photo() };
const PROGRAM = {
  name: 'Фото.jpg',
  mimeType: 'image/jpeg',
  buffer: Buffer.from('MZ\u0090 program'),
};

inOneShape('files of a meeting', (world) => {
  it('go with the form, tell nothing but the picture, and what is no photo is refused', async () => {
    const mentor = await world().person('mentor1', { bypassCSP: true });
    mentor.expectAnswers(/^422 /);
    const tool = await mentor.launch();
    const { db } = world().stack.tool;
    await openForm(tool, mentor.base, MENTEE);
    const done = `с файлами ${world().shape}`;
    await fillMeeting(tool, { done, heldOn: await freeDay(db) });
    const card = tool.getByRole('region', { name: MENTEE });
    const field = card.locator('input[type="file"]');
    // A photo of forty megabytes does not even leave the browser, and what was typed stays.
    const folder = mkdtempSync(join(tmpdir(), 'nastavnik-large-'));
    const large = join(folder, 'Фото.jpg');
    writeFileSync(large, Buffer.alloc(40 * MIB, 1));
    await field.setInputFiles(large);
    rmSync(folder, { recursive: true });
    await card.getByText('Файл больше 20 МБ').waitFor();
    expect(await tool.getByLabel(/^Что сделали/).inputValue()).to.equal(done);
    await field.setInputFiles([PROGRAM, PHOTO]);
    await save(tool);
    await tool.getByText('Встреча записана. Не принято файлов: 1').waitFor();
    const download = mentor.page.waitForEvent('download');
    await tool.getByRole('link', { name: 'Чертёж.jpg' }).click();
    const file = await download;
    expect(file.suggestedFilename()).to.equal('Чертёж.jpg');
    const text = readFileSync(await file.path()).toString('latin1');
    for (const secret of SECRETS) expect(text).not.to.contain(secret);
    expect(await axeViolations(tool)).to.deep.equal([]);

    const add = tool.locator('#field-file');
    const script = {
      name: 'a.pdf',
      mimeType: 'application/pdf',
      buffer: pdf('<< /S /JavaScript >>'),
    };
    await add.setInputFiles(script);
    await tool.getByRole('button', { name: 'Добавить', exact: true }).click();
    await tool.getByText('есть то, что запускается или вложено').first().waitFor();
    await mentor.page.once('dialog', (dialog) => dialog.accept());
    await tool.getByRole('button', { name: /^Убрать ?: Чертёж/ }).click();
    await tool.getByText('Файл убран.').waitFor();
    expect(await db('meeting_files')).to.deep.equal([]);
  });

  it('of forty megabytes are refused while they stream where there is no script', async () => {
    const mentor = await world().person('mentor1');
    const tool = await mentor.launch();
    await openForm(tool, mentor.base, MENTEE);
    const form = tool.locator('form[data-kept]').first();
    const action = (await form.getAttribute('action')) ?? '';
    const fields = new FormData();
    for (const input of await form.locator('input[type="hidden"]').all())
      fields.append((await input.getAttribute('name')) ?? '', await input.inputValue());
    fields.append('done', 'набранный текст');
    fields.append('files', new Blob([Buffer.alloc(40 * MIB, 1)]), 'Фото.jpg');
    const cookies = await mentor.context.cookies(world().stack.toolUrl);
    const answer = await fetch(new URL(action, mentor.base), {
      method: 'POST',
      body: fields,
      headers: { cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; ') },
    });
    expect(answer.status).to.equal(422);
    expect(await answer.text())
      .to.contain('Файл больше 24 МБ')
      .and.to.contain('набранный текст');
    const { db } = world().stack.tool;
    expect(await db('meetings').where({ done: 'набранный текст' })).to.deep.equal([]);
    expect(
      await db('files').where({ purpose: 'meeting_file', attached_at: null }),
    ).to.have.length.below(2);
  });
});

inOneShape('the diary on paper', (world) => {
  it('is printed for a pair, and typed off by its code, each row once', async () => {
    const mentor = await world().person('mentor1', { bypassCSP: true });
    mentor.expectAnswers(/^422 /);
    const tool = await mentor.launch();
    await tool.getByRole('link', { name: MENTEE, exact: true }).click();
    await tool.getByRole('button', { name: 'Бумажный лист дневника' }).click();
    const code = await tool.locator('.paper-code-printed b').innerText();
    expect(await axeViolations(tool)).to.deep.equal([]);
    await mentor.open('diary-sheets');
    const digits = code.replace(/\s/g, '');
    await tool.getByLabel('Код листа').fill(`${digits.slice(0, 7)}${(Number(digits[7]) + 1) % 10}`);
    await tool.getByLabel('Код листа').press('Enter');
    await tool.getByRole('alert').waitFor();
    await tool.getByLabel('Код листа').fill(code);
    await tool.getByLabel('Код листа').press('Enter');
    await tool.getByRole('heading', { name: `Лист дневника ${code}` }).waitFor();
    expect(await axeViolations(tool)).to.deep.equal([]);
    const { db } = world().stack.tool;
    await tool.getByLabel('Строка 2: Дата').fill(await freeDay(db));
    await tool.getByLabel('Строка 2: Что сделали').fill(`с листа ${world().shape}`);
    await tool.getByLabel('Строка 2: О чём договорились').fill('решить');
    await tool.getByLabel('Строка 2: О чём договорились').press('Enter');
    await tool.getByText('Записана 1 встреча').waitFor();
    await mentor.open(`diary-sheets?code=${digits}`);
    await tool.getByText('Уже внесены:').waitFor();
    expect(await tool.getByLabel('Строка 2: Дата').count()).to.equal(0);
    await tool.getByRole('link', { name: /строка 2/ }).click();
    await tool.getByText(`с бумажного листа ${code}, строка 2`).waitFor();
  });
});
