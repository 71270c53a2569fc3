import { expect } from 'chai';
import { AppError } from '../../../shared/errors.js';
import { fakeApi } from '../support/fake-api.js';
import { fakeId } from '../support/fake-data.js';
import { type FakeTool, startFakeTool } from '../support/fake-shell.js';
import { fieldValue } from './page-client.js';

const FIELDS = {
  title: 'Наставничество 2025/26',
  startsOn: '2025-09-01',
  endsOn: '2026-06-30',
  forms: ['student_student', 'teacher_student'],
  meetingEveryDays: '7',
  feedbackEveryDays: '30',
  'weights.meetings': '60',
  'weights.plan': '0',
  'weights.feedback': '20',
  'weights.closing': '20',
  version: '3',
};
const CHANGES = {
  people: 7,
  lowest: -12,
  highest: 5,
  rows: [
    { personId: fakeId(1, 9), name: 'Ёлкина Анна Петровна', before: 80, after: 68 },
    { personId: fakeId(1, 8), name: 'Иванов Иван Иванович', before: 40, after: 45 },
  ],
};

describe('Настройки that change scores', () => {
  let tool: FakeTool;
  let cookie = '';
  let token = '';
  beforeEach(async () => {
    tool = await startFakeTool({ api: fakeApi() });
    tool.api.overrides.previewProgramme = async () => CHANGES;
    const page = await fetch(`${tool.origin}/app/s1/settings`);
    cookie = page.headers.get('set-cookie')?.split(';')[0] ?? '';
    token = fieldValue(await page.text(), '_csrf');
  });
  afterEach(() => tool.close());

  async function post(fields: Record<string, string | string[]>) {
    const body = new URLSearchParams({ _csrf: token });
    for (const [name, value] of Object.entries(fields)) {
      for (const one of [value].flat()) body.append(name, one);
    }
    const answer = await fetch(`${tool.origin}/app/s1/settings`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
      body,
    });
    return { status: answer.status, html: await answer.text() };
  }
  const saved = () => tool.api.calls.filter((call) => call.name === 'updateProgramme');
  /** All hidden fields of the page's form, as its button would send them. */
  const hiddenOf = (html: string) => {
    const fields: Record<string, string[]> = {};
    for (const [, name = '', value = ''] of html.matchAll(
      /<input type="hidden" name="([^"]+)" value="([^"]*)">/g,
    )) {
      fields[name] = [...(fields[name] ?? []), value];
    }
    delete fields['_csrf'];
    return fields;
  };

  it('say first how many people’s scores change, by how much and whose, and save nothing', async () => {
    const { status, html } = await post(FIELDS);
    expect(status).to.equal(200);
    expect(html).to.contain('<h1>Изменятся баллы 7 человек: от −12 до +5</h1>');
    expect(html).to.match(/Ёлкина Анна Петровна<\/th>.*>80<.*>68<.*>−12</);
    expect(html).to.contain('И ещё 5 человек');
    expect(saved()).to.deep.equal([]);
  });

  it('are saved as typed once that is confirmed', async () => {
    const { html } = await post(FIELDS);
    expect((await post(hiddenOf(html))).status).to.equal(303);
    expect(saved().map((call) => call.input)).to.have.length(1);
    expect(saved()[0]?.input).to.deep.include({
      meetingEveryDays: 7,
      forms: FIELDS.forms,
      weights: { meetings: 60, plan: 0, feedback: 20, closing: 20 },
      version: 3,
    });
  });

  it('go back to the form with everything typed', async () => {
    const { html } = await post(FIELDS);
    const back = await post({ ...hiddenOf(html), back: '1' });
    expect(back.html).to.match(/name="meetingEveryDays"[^>]*value="7"/);
    expect(back.html).to.match(/value="student_student" checked/);
    expect(saved()).to.deep.equal([]);
  });

  it('are saved at once when nobody’s score changes', async () => {
    const nothing = { people: 0, lowest: 0, highest: 0, rows: [] };
    tool.api.overrides.previewProgramme = async () => nothing;
    expect((await post(FIELDS)).status).to.equal(303);
    expect(saved()).to.have.length(1);
  });

  it('changed meanwhile by somebody else: shown beside, and asked again for that version', async () => {
    const { html } = await post(FIELDS);
    tool.api.overrides.updateProgramme = async () => {
      throw new AppError('changed_meanwhile', 'changed');
    };
    const changed = await post({ ...hiddenOf(html), version: '2', confirmed: '2' });
    expect(changed.status).to.equal(409);
    const again = hiddenOf(changed.html);
    expect(again['version']).to.deep.equal(['3']);
    delete tool.api.overrides.updateProgramme;
    const before = saved().length;
    expect((await post(again)).html).to.contain('Изменятся баллы 7 человек');
    expect(saved().length).to.equal(before);
  });
});
