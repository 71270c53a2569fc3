import { expect } from 'chai';
import { type Stack, startStack } from './support/stack.js';
import { baseOf, fieldValue, newSurfer, type Surfer } from './support/surfer.js';

const HOME = 'Моё наставничество';
const WORDS = 'Разговор о <b>тревоге</b>';

describe('what a psychologist of the demo college meets', function psychologist() {
  this.timeout(60_000);
  let stack: Stack;
  let surfer: Surfer;
  let base: string;
  let coordinator: Surfer;
  let coordinatorBase: string;

  before(async () => {
    stack = await startStack({ seed: true });
    surfer = newSurfer(stack.lms.url);
    base = baseOf(await surfer.launch('psychologist', HOME));
    coordinator = newSurfer(stack.lms.url);
    coordinatorBase = baseOf(await coordinator.launch('coordinator', HOME));
  });
  after(() => stack.close());

  it('comes from the course as a teacher, and is what the coordinator has made of them', async () => {
    const { body } = await surfer.get(`${base}participants`);
    expect(body).to.contain('Лист ожидания').and.contain('Сведения о наставляемых');
    const people = (await coordinator.get(`${coordinatorBase}participants`)).body;
    expect(people).to.match(/Ларина Вера Андреевна.*?Психолог/s);
  });

  it('reads help about their own pages', async () => {
    const { body } = await surfer.get(`${base}help`);
    for (const title of ['Лист ожидания', 'Сведения о наставляемых', 'Собеседования', 'Анкеты'])
      expect(body).to.contain(`<h2>${title}`);
    expect(body).to.contain('Чего здесь нет');
  });

  it('keeps a support log that the coordinator reads and a curator does not', async () => {
    const list = (await surfer.get(`${base}waiting-list`)).body;
    const path = /participants\/[0-9a-f-]{36}\/support/.exec(list)?.[0] ?? '';
    const page = await surfer.get(`${base}${path}`);
    const own = ['_csrf', '_draft', 'idempotencyKey', 'heldOn'].map((name): [string, string] => [
      name,
      fieldValue(page.body, name),
    ]);
    const said = { kind: 'talk', text: WORDS, nextStep: '', nextOn: '' };
    await surfer.post(`${base}${path}`, { ...Object.fromEntries(own), ...said });
    const read = (await coordinator.get(`${coordinatorBase}${path}`)).body;
    expect(read).to.contain('Разговор о &lt;b&gt;тревоге').and.contain('Ларина Вера Андреевна');
    const curator = newSurfer(stack.lms.url);
    const curatorBase = baseOf(await curator.launch('curator', HOME));
    expect((await curator.get(`${curatorBase}${path}`)).status).to.equal(403);
    const journal = (await coordinator.get(`${coordinatorBase}journal`)).body;
    expect(journal).not.to.contain('тревоге');
  });

  it('meets no diary, pair, consent or journal', async () => {
    const { id } = await stack.tool.db('meetings').first('id');
    const pages = ['meetings', `meetings/${id}`, 'pairs', 'consents', 'journal', 'meetings.xlsx'];
    for (const path of pages)
      expect((await surfer.get(`${base}${path}`)).status, path).to.equal(403);
  });
});
