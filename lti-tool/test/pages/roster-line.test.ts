import { expect } from 'chai';
import type { RosterStatus } from '../../web/deps.js';
import { type FakeTool, startFakeTool } from '../support/fake-shell.js';

const AT = '2026-03-11T04:00:00.000Z';
const USUAL: RosterStatus = { available: true, lastAt: AT, error: null, state: 'done' };

describe('«Участники»: what the last roster brought', () => {
  let tool: FakeTool;
  let status: RosterStatus;
  before(async () => {
    const nothing = { total: 0, added: 0, updated: 0, left: 0, at: AT };
    const roster = { status: async () => status, syncNow: async () => nothing };
    tool = await startFakeTool({ deps: { roster } });
  });
  after(() => tool.close());

  async function line(change: Partial<RosterStatus>, locale: 'ru' | 'en' = 'ru'): Promise<string> {
    status = { ...USUAL, ...change };
    tool.fake.session.locale = locale;
    const page = await (await fetch(`${tool.origin}/app/s1/participants`)).text();
    const html = /class="roster-line"[\s\S]*?<\/form>/.exec(page)?.[0] ?? '';
    return html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
  }

  const cases: [what: string, change: Partial<RosterStatus>, expected: RegExp][] = [
    ['never', { lastAt: null, state: 'never' }, /ещё не загружался/],
    [
      'not offered',
      { available: false, state: 'off' },
      /может разрешить список в настройках инструмента/,
    ],
    [
      'nothing changed',
      { total: 31 },
      /обновлён 11\.03\.2026, \d\d:00: в курсе 31 человек, без изменений\./,
    ],
    [
      'what changed',
      { total: 22, added: 2, updated: 5, left: 1 },
      /в курсе 22 человека, новых 2, обновлено 5, выбыл 1\./,
    ],
    ['only what changed', { total: 5, left: 3 }, /в курсе 5 человек, выбыло 3\./],
    ['it runs', { state: 'running', error: 'busy' }, /Сейчас обновляется\./],
  ];
  for (const [what, change, expected] of cases) {
    it(what, async () => {
      expect(await line(change)).to.match(expected);
    });
  }

  it('a fault in words, with the next attempt, and the last good moment beside it', async () => {
    for (const error of [
      'unreachable',
      'busy',
      'unauthorised',
      'refused',
      'malformed',
      'too_many',
      'internal',
    ]) {
      const text = await line({ state: 'failed', error, nextAt: '2026-03-11T05:00:00.000Z' });
      expect(text, error)
        .to.match(/обновлён 11\.03\.2026/)
        .and.match(/Последнее обновление не удалось: [^.]+\. Следующая попытка 11\.03\.2026/)
        .and.not.include('roster.');
    }
  });

  it('in English too', async () => {
    expect(await line({ total: 1, added: 1 }, 'en')).to.include('1 person in the course, 1 new');
  });
});
