import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import type { Frame } from 'playwright-core';
import { axeViolations, overflowOf } from '../support/axe.js';
import { inBothShapes, inOneShape, type World } from '../support/browser.js';
import { answerWave } from '../support/survey-people.js';
import { OVERVIEW, type Visitor } from '../support/visitor.js';
import { readSheet } from '../support/xlsx-reader.js';

const TEMPLATE = 'Студент – студент. Наставляемый, по завершении программы';
const CHANGED = 'Насколько легко Вам было с наставником?';
const ID = '[0-9a-f]{8}-[0-9a-f-]{27}';

const below = (url: string, base: string) => url.slice(base.length).split(/[?#]/)[0] ?? '';

/** Takes the template over; the address of the questionnaire. */
async function takeTemplate(visitor: Visitor): Promise<string> {
  const { tool, base } = visitor;
  await visitor.open('questionnaires/new');
  await tool.getByRole('button', { name: `Взять: ${TEMPLATE}` }).click();
  await tool.waitForURL(new RegExp(`/questionnaires/${ID}$`));
  return below(tool.url(), base);
}

async function changeFirstQuestion(tool: Frame): Promise<void> {
  await tool.getByRole('link', { name: /^Изменить: Насколько комфортно/ }).click();
  await tool.getByLabel('Вопрос', { exact: true }).fill(CHANGED);
  await tool.getByRole('button', { name: 'Сохранить вопрос' }).click();
  await tool.getByText('Сохранено.').waitFor();
  await tool.getByRole('listitem').filter({ hasText: CHANGED }).waitFor();
}

/** Makes a wave of the questionnaire that is open and opens it; its address. */
async function openWave({ tool, base }: Visitor, title: string): Promise<string> {
  await tool.getByRole('link', { name: 'Спросить' }).click();
  await tool.getByLabel('Название волны').fill(title);
  await tool.getByRole('button', { name: 'Создать черновик' }).click();
  await tool.waitForURL(new RegExp(`/surveys/${ID}$`));
  await tool.getByText('Черновик: пока никто ничего не видит').waitFor();
  await tool.getByRole('button', { name: 'Открыть волну' }).click();
  await tool.getByText('Волна открыта.').waitFor();
  return below(tool.url(), base);
}

/** Ten mentees answer all that is asked of them. */
async function answerAll(world: World, wave: string): Promise<void> {
  const waveId = wave.split('/')[1] ?? '';
  const { version_id: versionId } = await world.stack.tool
    .db('survey_waves')
    .where('id', waveId)
    .first('version_id');
  const row = await world.stack.tool
    .db('questionnaire_versions')
    .where('id', versionId)
    .first('definition');
  const { questions } = (
    typeof row.definition === 'string' ? JSON.parse(row.definition) : row.definition
  ) as { questions: { code: string; type: string }[] };
  await answerWave(world.stack, waveId, 10, (i) =>
    Object.fromEntries(
      questions.map(({ code, type }) => [
        code,
        type === 'scale' ? (i % 5) + 4 : type === 'yes_no' ? i % 3 > 0 : `Поддержка, ${i}`,
      ]),
    ),
  );
}

inBothShapes('step 9: questionnaires', (world) => {
  it('from a template over a changed question and a wave to its results with charts', async () => {
    const coordinator = await world().person('coordinator');
    const { shape } = world();
    const tool = await coordinator.launch(OVERVIEW);
    await tool.getByRole('navigation', { name: 'Разделы' }).getByText('Анкеты').click();
    await tool.getByRole('heading', { level: 1, name: 'Волны' }).waitFor();
    const quest = await takeTemplate(coordinator);
    await changeFirstQuestion(tool);
    const title = `Итог года, ${shape}`;
    const wave = await openWave(coordinator, title);
    await answerAll(world(), wave);
    await coordinator.open('surveys');
    const row = tool.getByRole('row').filter({ hasText: title });
    expect(await row.innerText()).to.match(/10 из \d+/);
    await row.getByRole('link', { name: title }).click();
    await tool.getByRole('link', { name: 'Напомнить' }).click();
    expect(await tool.getByRole('textbox').inputValue()).to.contain(title);
    await coordinator.open(wave);
    await tool.getByRole('link', { name: 'Итоги' }).click();
    const chart = tool.getByRole('region', { name: `1. ${CHANGED}` });
    await chart.getByText(/среднее 6/).waitFor();
    await chart.locator('canvas').waitFor();
    await chart.getByText('Те же числа в таблице').click();
    expect(await chart.getByRole('row').count()).to.equal(11);
    const [file] = await Promise.all([
      coordinator.page.waitForEvent('download'),
      tool.getByRole('link', { name: 'Скачать xlsx' }).click(),
    ]);
    const sheet = readSheet(await readFile(await file.path()));
    expect(sheet[1]?.slice(0, 5)).to.deep.equal(['1', CHANGED, 'шкала', '10', '6']);
    await tool
      .getByRole('link', { name: /^Прочитать 10 ответов/ })
      .first()
      .click();
    await tool.getByText('Поддержка, 3', { exact: true }).waitFor();
    // The questionnaire has answers now: the next change is another version.
    await coordinator.open(quest);
    await tool.getByText('правка вопросов создаст версию 2').waitFor();
    await tool.getByRole('button', { name: `Ниже: ${CHANGED}` }).click();
    await tool.getByText('Сохранено как версия 2').waitFor();
  });
});

/** What axe-core and a ruler find wrong with these pages, on a phone and at the desk. */
async function faultsOf(visitor: Visitor, paths: readonly string[]): Promise<string[]> {
  const { tool, page } = visitor;
  const faults: string[] = [];
  for (const path of paths) {
    expect(await visitor.open(path), path).to.equal(200);
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 740 });
      const over = await overflowOf(tool);
      if (over > 0) faults.push(`${path} at ${width}: ${over} px too wide`);
    }
    faults.push(...(await axeViolations(tool)).map((fault) => `${path}: ${fault}`));
  }
  return faults;
}

/** Nineteen pages, each looked at by axe-core, on a busy machine. */
const AXE_LIMIT_MS = 240_000;
const PHONE = { viewport: { width: 360, height: 740 }, bypassCSP: true };

inOneShape('the pages of surveys meet WCAG 2.2 AA and scroll nowhere sideways', (world) => {
  it('waves and results', async () => {
    const coordinator = await world().person('coordinator', PHONE);
    await coordinator.launchWindow(OVERVIEW);
    await takeTemplate(coordinator);
    const wave = await openWave(coordinator, 'Доступность');
    await answerAll(world(), wave);
    const { person_id: personId } = await world()
      .stack.tool.db('survey_receipts')
      .where('wave_id', wave.split('/')[1])
      .first('person_id');
    const faults = await faultsOf(coordinator, [
      'surveys',
      'surveys/new',
      wave,
      `${wave}?who=submitted`,
      `${wave}/edit`,
      `${wave}/reminder`,
      `${wave}/results`,
      `${wave}/results/valuable`,
      `${wave}/people/${personId}`,
    ]);
    expect(faults).to.deep.equal([]);
  }).timeout(AXE_LIMIT_MS);

  it('questionnaires and the editor', async () => {
    const coordinator = await world().person('coordinator', PHONE);
    await coordinator.launchWindow(OVERVIEW);
    const quest = await takeTemplate(coordinator);
    const faults = await faultsOf(coordinator, [
      'questionnaires',
      'questionnaires/new',
      'questionnaires/templates/group_meeting_mentor',
      quest,
      `${quest}/head`,
      `${quest}/questions/comfort`,
      `${quest}/new-question`,
      `${quest}/questions/comfort/remove`,
      `${quest}/new-section`,
      `${quest}/preview`,
    ]);
    expect(faults).to.deep.equal([]);
  }).timeout(AXE_LIMIT_MS);
});
