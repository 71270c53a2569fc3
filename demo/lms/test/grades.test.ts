import { expect } from 'chai';
import { type DemoLms, type LineItem, startDemoLms, type Tool } from '../index.js';
import { bearer, requestToken, type StubTool, startStubTool, toolOf } from './support.js';

const container = 'application/vnd.ims.lis.v2.lineitemcontainer+json';
const itemType = 'application/vnd.ims.lis.v2.lineitem+json';
const scoreType = 'application/vnd.ims.lis.v1.score+json';

describe('demo LMS: grades', () => {
  let lms: DemoLms;
  let stub: StubTool;
  let tool: Tool;
  let lineItem: LineItem;
  let authorization: string;
  let items: string;
  let second = 0;

  before(async () => {
    stub = await startStubTool();
  });
  after(() => stub.close());
  beforeEach(async () => {
    lms = await startDemoLms({ port: 0, quiet: true });
    tool = await lms.registerTool(toolOf(stub));
    const placed = await lms.placeActivity(2, { title: 'Прогресс', gradable: true });
    lineItem = placed.lineItem as LineItem;
    authorization = await bearer(lms, stub, tool);
    items = `${lms.url}/mod/lti/services.php/2/lineitems`;
    second = 0;
  });
  afterEach(() => lms.close());

  function send(url: string, method: string, type: string, body: unknown): Promise<Response> {
    const headers = { authorization, 'Content-Type': type };
    return fetch(url, { method, headers, body: JSON.stringify(body) });
  }

  function score(fields: Record<string, unknown> = {}, type = scoreType): Promise<Response> {
    second += 1;
    return send(`${items}/${lineItem.id}/lineitem/scores?type_id=${tool.id}`, 'POST', type, {
      userId: String(lms.user('mentee1').id),
      scoreGiven: 40,
      scoreMaximum: 100,
      activityProgress: 'Completed',
      gradingProgress: 'FullyGraded',
      timestamp: new Date(Date.UTC(2026, 10, 1, 12, 0, second)).toISOString(),
      ...fields,
    });
  }

  const stored = () => lms.state.grades[0];

  it('lists line items for the container type only', async () => {
    const list = (accept: string) =>
      fetch(`${items}?type_id=${tool.id}`, { headers: { authorization, accept } });
    expect((await list('*/*')).status).to.equal(400);
    const response = await list(container);
    const [first] = (await response.json()) as Record<string, unknown>[];
    expect(first).to.include({
      id: `${items}/${lineItem.id}/lineitem?type_id=${tool.id}`,
      label: 'Прогресс',
      scoreMaximum: 100,
      resourceLinkId: '1',
    });
  });

  it('gives malformed links with a limit', async () => {
    const headers = { authorization, accept: container };
    const response = await fetch(`${items}?type_id=${tool.id}&limit=1`, { headers });
    expect(response.headers.get('link')).to.contain('rel=').and.not.to.contain('rel="');
  });

  it('creates, reads, changes and deletes a line item', async () => {
    const body = { label: 'Встречи', scoreMaximum: 10, tag: 'meetings' };
    const created = await send(`${items}?type_id=${tool.id}`, 'POST', itemType, body);
    expect(created.status).to.equal(201);
    const { id } = (await created.json()) as { id: string };
    const changed = await send(id, 'PUT', itemType, { ...body, label: 'Встречи за год' });
    expect(await changed.json()).to.include({ id, label: 'Встречи за год', tag: 'meetings' });
    const read = await fetch(id, { headers: { authorization, accept: itemType } });
    expect(await read.json()).to.include({ label: 'Встречи за год' });
    const deleted = await fetch(id, { method: 'DELETE', headers: { authorization } });
    expect(deleted.status).to.equal(204);
    expect((await fetch(id, { headers: { authorization } })).status).to.equal(404);
  });

  it('refuses a line item without label', async () => {
    const url = `${items}?type_id=${tool.id}`;
    expect((await send(url, 'POST', itemType, { scoreMaximum: 1 })).status).to.equal(400);
  });

  it('stores a score with its comment', async () => {
    expect((await score({ comment: '4 встречи' })).status).to.equal(200);
    expect(stored()).to.include({ value: 40, comment: '4 встречи' });
  });

  it('takes exactly one content type', async () => {
    expect((await score({}, `${scoreType}; charset=utf-8`)).status).to.equal(400);
    expect((await score({}, 'application/json')).status).to.equal(400);
  });

  it('refuses a timestamp that is not later in whole seconds', async () => {
    const at = '2026-11-01T12:00:00';
    expect((await score({ timestamp: `${at}.100Z` })).status).to.equal(200);
    expect((await score({ timestamp: `${at}.900Z`, scoreGiven: 50 })).status).to.equal(409);
    expect(stored()?.value).to.equal(40);
    expect((await score({ timestamp: '2026-11-01T12:00:01Z' })).status).to.equal(200);
  });

  it('refuses people who are not students', async () => {
    for (const key of ['mentor1', 'coordinator', 'visitor']) {
      const response = await score({ userId: String(lms.user(key).id) });
      expect(response.status, key).to.equal(400);
    }
    expect((await score({ userId: '9999' })).status).to.equal(400);
    expect((await score({ userId: String(lms.user('mentor3').id) })).status).to.equal(200);
  });

  it('refuses malformed scores', async () => {
    const cases = [
      { timestamp: 'вчера' },
      { gradingProgress: undefined },
      { activityProgress: undefined },
      { scoreGiven: 'много' },
      { scoreMaximum: undefined },
    ];
    for (const change of cases) {
      expect((await score(change)).status, JSON.stringify(change)).to.equal(400);
    }
  });

  it('clears a grade', async () => {
    await score();
    expect((await score({ gradingProgress: 'Pending' })).status).to.equal(200);
    expect(stored()?.value).to.equal(null);
    await score();
    await score({ scoreGiven: undefined, scoreMaximum: undefined });
    expect(stored()?.value).to.equal(null);
  });

  it('rescales, then clips', async () => {
    await score({ scoreGiven: 5, scoreMaximum: 10 });
    expect(stored()?.value).to.equal(50);
    await score({ scoreGiven: 15, scoreMaximum: 10 });
    expect(stored()?.value).to.equal(100);
  });

  it('gives results, and crashes on a limit', async () => {
    await score({ comment: 'хорошо' });
    const url = `${items}/${lineItem.id}/lineitem/results?type_id=${tool.id}`;
    const headers = { authorization };
    const [first] = (await (await fetch(url, { headers })).json()) as Record<string, unknown>[];
    expect(first).to.include({ resultScore: 40, resultMaximum: 100, comment: 'хорошо' });
    expect((await fetch(`${url}&limit=1`, { headers })).status).to.equal(500);
  });

  it('answers 503 while it is switched off', async () => {
    await lms.setGradeService(false, { retryAfter: 7 });
    const answers = await Promise.all([
      score(),
      requestToken(lms, stub, tool, tool.scopes.join(' ')),
      fetch(`${items}?type_id=${tool.id}`, { headers: { authorization, accept: container } }),
    ]);
    expect(answers.map((one) => one.status)).to.deep.equal([503, 503, 503]);
    expect(answers[0]?.headers.get('retry-after')).to.equal('7');
    await lms.setGradeService(true);
    expect((await score()).status).to.equal(200);
    expect(lms.calls.filter((call) => call.status === 503)).to.have.lengthOf(2);
  });

  it('shows a teacher everybody, a student only themselves', async () => {
    await score({ comment: 'видно' });
    const book = async (key: string) => {
      const { cookie } = lms.signIn(key);
      const response = await fetch(`${lms.url}/course/2/grades.json`, { headers: { cookie } });
      return (await response.json()) as { rows: { cells: { comment: string }[] }[] };
    };
    expect((await book('mentor1')).rows).to.have.lengthOf(9);
    const own = await book('mentee1');
    expect(own.rows).to.have.lengthOf(1);
    expect(own.rows[0]?.cells[0]?.comment).to.equal('видно');
    expect((await book('visitor')).rows).to.have.lengthOf(0);
  });

  it('a teacher enters a grade by hand, which scores change no more until the cell is emptied', async () => {
    const byHand = async (key: string, value: string) => {
      const { cookie, session } = lms.signIn(key);
      const body = new URLSearchParams({
        sesskey: session.sesskey,
        user: String(lms.user('mentee1').id),
        column: String(lineItem.id),
        value,
      });
      const init = { method: 'POST', redirect: 'manual', headers: { cookie }, body } as const;
      return (await fetch(`${lms.url}/course/2/grades`, init)).status;
    };
    expect((await score()).status).to.equal(200);
    expect(await byHand('mentee1', '100'), 'a student').to.equal(403);
    expect(await byHand('coordinator', 'пять')).to.equal(400);
    expect(stored()?.value).to.equal(40);
    expect(await byHand('coordinator', '7,5')).to.equal(303);
    expect(stored()).to.include({ value: 7.5, overridden: true });
    const later = { timestamp: new Date(Date.now() + 60_000).toISOString() };
    expect((await score(later)).status).to.equal(200);
    expect(stored()?.value).to.equal(7.5);
    expect(await byHand('coordinator', '')).to.equal(303);
    expect(stored()?.value).to.equal(null);
    expect((await score({ timestamp: '2099-01-01T00:00:00Z' })).status).to.equal(200);
    expect(stored()?.value).to.equal(40);
  });
});
