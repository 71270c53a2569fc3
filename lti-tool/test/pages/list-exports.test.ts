import { expect } from 'chai';
import { readSheet } from '../../../test/support/xlsx-reader.js';
import { fakeId } from '../support/fake-data.js';
import { type FakeTool, startFakeTool } from '../support/fake-shell.js';

describe('the journal and the requests for help as files', () => {
  let tool: FakeTool;
  beforeEach(async () => {
    tool = await startFakeTool();
  });
  afterEach(() => tool.close());

  const at = (path: string) => fetch(`${tool.origin}/app/s1/${path}`);
  async function sheet(path: string): Promise<string[][]> {
    const answer = await at(path);
    expect(answer.status, path).to.equal(200);
    return readSheet(Buffer.from(await answer.arrayBuffer()));
  }
  const asked = (name: string) => tool.api.calls.filter((call) => call.name === name).at(-1)?.input;

  it('hold what the page shows, a row for each entry', async () => {
    const [titles, first = [], ...others] = await sheet('journal.xlsx?entity=meeting');
    expect(titles).to.deep.equal(['Когда', 'Кто', 'Роли', 'Что', 'О чём', 'Было → стало']);
    expect(first[1]).not.to.equal('');
    expect(others.length).to.be.greaterThan(0);
    expect(asked('listJournal')).to.include({ entity: 'meeting', pageSize: 200 });
  });

  it('hold the text, the answer and the state of each request', async () => {
    const [titles, ...rows] = await sheet('help-requests.xlsx?state=open');
    expect(titles?.slice(1)).to.deep.equal([
      'Имя',
      'Пара',
      'Что случилось',
      'Состояние',
      'Ответ',
      'Когда ответили',
      'Ответили за, часов',
    ]);
    expect(rows.length).to.be.greaterThan(0);
    for (const row of rows) expect(row[4]).to.equal('ждёт ответа');
  });

  it('are offered on their pages with the chosen conditions', async () => {
    for (const [page, href] of [
      ['journal?entity=pair', 'journal.xlsx?entity=pair'],
      ['help-requests?state=open', 'help-requests.xlsx?state=open'],
    ] as const) {
      expect(await (await at(page)).text(), page).to.contain(`href="/app/s1/${href}"`);
    }
  });

  it('say of what nobody did that it happened by itself', async () => {
    const { rows } = await tool.api
      .as({ kind: 'system', name: 'test' })
      .listJournal({ programmeId: fakeId(9, 1), pageSize: 1 });
    tool.api.overrides.listJournal = async () => ({
      rows: rows.map((row) => ({ ...row, actorName: '', actorRole: 'system' })),
      total: 1,
      page: 1,
      pageSize: 50,
    });
    const html = await (await at('journal')).text();
    expect(html).to.contain('Автоматически').and.not.contain('system');
    expect((await sheet('journal.xlsx'))[1]?.slice(1, 3)).to.deep.equal(['Автоматически', '']);
  });

  it('are not for a mentor', async () => {
    tool.fake.session.role = 'mentor';
    for (const path of ['journal.xlsx', 'help-requests.xlsx']) {
      expect((await at(path)).status, path).to.equal(403);
    }
  });

  it('count the waiting requests of all pages, whatever state is shown', async () => {
    const words = /(\d+) прос[^.]*жд[^.]*ответа|Все просьбы с ответом/;
    const said = async (path: string) => words.exec(await (await at(path)).text())?.[0];
    expect(await said('help-requests?state=answered')).to.equal(await said('help-requests'));
  });
});
