import { expect } from 'chai';
import { invalid } from '../../../shared/errors.js';
import { fakeApi } from '../support/fake-api.js';
import { fakeOverview } from '../support/fake-overview.js';
import { type FakeTool, startFakeTool } from '../support/fake-shell.js';

describe('Обзор and the pairs behind it', () => {
  let tool: FakeTool;
  before(async () => {
    tool = await startFakeTool({ api: fakeApi() });
  });
  after(() => tool.close());
  const get = async (path: string) => (await fetch(`${tool.origin}/app/s1/${path}`)).text();
  const silent = () => {
    const found = tool.api.data.pairs.find(
      (pair) => pair.noFeedbackDays !== null && pair.rhythm === 'in_rhythm',
    );
    if (!found) throw new Error('the fake college has no pair without feedback');
    return found;
  };

  it('Обзор keeps a period that ends before it begins, and says so at the dates', async () => {
    tool.api.overrides.getOverview = async (input) => {
      if (input.from !== undefined) throw invalid([{ path: 'to', code: 'dates.order' }]);
      return fakeOverview(tool.api.data, 'coordinator');
    };
    const answer = await fetch(`${tool.origin}/app/s1/overview?from=2026-12-01&to=2026-11-01`);
    const html = await answer.text();
    delete tool.api.overrides.getOverview;
    expect(answer.status).to.equal(200);
    expect(html).to.contain('Конец периода раньше начала');
    expect(html).to.contain('value="2026-12-01"').and.to.contain('value="2026-11-01"');
  });

  it('say in words for how long a pair has been without feedback', async () => {
    const pair = silent();
    const words = new RegExp(`нет отклика ${pair.noFeedbackDays} (день|дня|дней)`);
    expect(await get(`pairs/${pair.pairId}`)).to.match(words);
    expect(await get('pairs?pageSize=100')).to.match(/нет отклика \d+ (день|дня|дней)/);
    expect(await get('overview')).to.match(/attention-reason[^>]*>.*?нет отклика \d+/);
  });

  it('Обзор leads to all the pairs without feedback', async () => {
    const count = tool.api.data.pairs.filter((pair) => pair.noFeedbackDays !== null).length;
    const html = await get('overview');
    const link = /href="([^"]*feedback=missing[^"]*)">([^<]*)</.exec(html);
    expect(link?.[2]).to.contain(String(count));
    expect(link?.[2]).to.contain('дольше 30 дней');
    expect(await get('pairs?feedback=missing')).to.contain(
      '<option value="missing" selected>нет дольше срока</option>',
    );
  });
});
