import { expect } from 'chai';
import type { PairState } from '../../../service/api/index.js';
import { fakeApi } from '../support/fake-api.js';
import { MENTOR_NAME } from '../support/fake-meetings.js';
import { type FakeTool, startFakeTool } from '../support/fake-shell.js';
import { startPages as open, type PageClient } from './page-client.js';

const opened: PageClient[] = [];
/** Closed after the test, also when it fails. */
async function startPages(...args: Parameters<typeof open>): Promise<PageClient> {
  const pages = await open(...args);
  opened.push(pages);
  return pages;
}
describe('pages of pairs', () => {
  afterEach(async () => {
    for (const pages of opened.splice(0)) await pages.close();
  });

  describe('how to reach each other', () => {
    it('a mentee writes to the mentor from the home page and the page of the pair', async () => {
      const pages = await startPages('mentee', [{ meetings: 2 }]);
      for (const path of ['my', `my/pairs/${pages.data.pairs[0]?.pairId}`]) {
        const { html } = await pages.get(path);
        expect(html, path).to.contain('href="mailto:person0@college.example"');
      }
    });

    it('says so when no address is known, and writes odd addresses safely', async () => {
      const contact = { personId: '01980001-0000-7000-8000-000000000400', name: MENTOR_NAME };
      const of = (email: string | null, closed = false) => ({
        contacts: [{ ...contact, side: 'mentor' as const, email, closed }],
      });
      const none = await startPages('mentee', [{ change: of(null) }]);
      const { html } = await none.get('my');
      expect(html).to.contain('почта не указана').and.not.contain('mailto:');
      const closed = await startPages('mentee', [{ change: of(null, true) }]);
      const said = (await closed.get('my')).html;
      expect(said).to.contain('контакты закрыты').and.not.contain('почта не указана');
      expect(said).to.contain('Встречи пока не записываются');
      const odd = await startPages('mentee', [{ change: of('a?bcc=x&y"@z.example') }]);
      expect((await odd.get('my')).html).to.contain('href="mailto:a%3Fbcc%3Dx%26y%22@z.example"');
    });

    it('a mentor sees the mentees of a group with their addresses', async () => {
      const pages = await startPages('mentor', [{ mentees: 3 }]);
      const { html } = await pages.get(`my/pairs/${pages.data.pairs[0]?.pairId}`);
      expect(html).to.contain('Как связаться').and.contain('mailto:');
    });
  });

  describe('points of progress', () => {
    it('are said as numbers are in Russian', async () => {
      const pages = await startPages('mentee', [{}]);
      for (const [points, words] of [
        [25, '25 баллов'],
        [6, '6 баллов'],
        [1, '1 балл'],
        [22, '22 балла'],
        [2.5, '2,5 балла'],
        [5.04, '5 баллов'],
      ] as const) {
        const part = { part: 'meetings' as const, share: 0.5, weight: 60, points, done: 1, due: 2 };
        pages.tool.api.overrides.getProgress = async () => ({ score: 46, parts: [part] });
        expect((await pages.get('my')).html).to.match(new RegExp(`, ${words}</li>`));
      }
    });
  });

  describe('the tabs', () => {
    it('call the home of a mentee as its page, and that of a mentor as its own', async () => {
      const tabs = async (side: 'mentor' | 'mentee') => {
        const pages = await startPages(side, [{}]);
        const { html } = await pages.get('my');
        return /<nav class="tabs"[^>]*>(.*?)<\/nav>/s.exec(html)?.[1] ?? '';
      };
      expect(await tabs('mentee'))
        .to.contain('Моя пара')
        .and.not.contain('наставничество');
      expect(await tabs('mentor')).to.contain('Моё наставничество');
    });
  });

  describe('a meeting of a pair that is not at work', () => {
    for (const state of ['paused', 'completed', 'terminated'] as PairState[]) {
      it(`${state}: «correct» is not offered, and the form says why`, async () => {
        const pages = await startPages('mentor', [{ meetings: 1, change: { state } }]);
        const { meetingId } = pages.data.meetings[0] ?? {};
        const page = await pages.get(`meetings/${meetingId}`);
        expect(page.html).not.to.contain(`meetings/${meetingId}/edit`);
        expect(page.html).to.contain('запись');
        const form = await pages.get(`meetings/${meetingId}/edit`);
        expect(form.status).to.equal(200);
        expect(form.html)
          .to.match(/пар[аы]/i)
          .and.not.contain('name="heldOn"');
      });
    }

    it('a pair at work can be corrected', async () => {
      const pages = await startPages('mentor', [{ meetings: 1 }]);
      const { meetingId } = pages.data.meetings[0] ?? {};
      const { html } = await pages.get(`meetings/${meetingId}`);
      expect(html).to.contain(`meetings/${meetingId}/edit`);
    });

    it('a mentee may still answer for the first time, but not change the answer', async () => {
      const pages = await startPages('mentee', [{ meetings: 2, change: { state: 'completed' } }]);
      const [waiting, answered] = pages.data.meetings;
      expect((await pages.get(`meetings/${waiting?.meetingId}`)).html).to.contain(
        'name="decision"',
      );
      const { html } = await pages.get(`meetings/${answered?.meetingId}`);
      expect(html).to.contain('Вы подтвердили').and.not.contain('name="decision"');
    });
  });

  describe('the list of pairs', () => {
    let tool: FakeTool;
    before(async () => {
      tool = await startFakeTool({ api: fakeApi() });
    });
    after(() => tool.close());
    const get = async (path: string) => (await fetch(`${tool.origin}/app/s1/${path}`)).text();

    it('keeps the person whose pairs it shows when another condition is chosen', async () => {
      const personId = tool.api.data.people[0]?.personId;
      const html = await get(`pairs?personId=${personId}`);
      expect(html).to.contain(`<input type="hidden" name="personId" value="${personId}">`);
      expect(await get('pairs')).not.to.contain('name="personId"');
    });

    it('does not say that there are no pairs when the conditions leave none', async () => {
      const html = await get('pairs?search=никто');
      expect(html).to.contain('Под условия ничего не подходит').and.not.contain('Пар нет');
    });
  });

  describe('who loses the role of a pair', () => {
    it('leaves open pairs behind, and the coordinator is told', async () => {
      const tool = await startFakeTool({ api: fakeApi() });
      const own = (role: 'mentor' | 'mentee', pairs: number) => {
        const person = tool.api.data.people.find(
          (one) => one.roles.length === 1 && one.roles[0]?.role === role,
        );
        if (!person) throw new Error(`nobody is a ${role} only`);
        person.activePairs = pairs;
        return `participants/${person.personId}`;
      };
      const save = async (path: string, roles: string) => {
        const page = await (await fetch(`${tool.origin}/app/s1/${path}`)).text();
        const _csrf = /name="_csrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
        const answer = await fetch(`${tool.origin}/app/s1/${path}`, {
          method: 'POST',
          redirect: 'manual',
          headers: { origin: tool.origin },
          body: new URLSearchParams({ _csrf, version: '1', roles }),
        });
        expect(answer.status).to.equal(303);
        const cookie = String(answer.headers.get('set-cookie')).split(';')[0] ?? '';
        return (await fetch(`${tool.origin}/app/s1/${path}`, { headers: { cookie } })).text();
      };
      try {
        const mentor = own('mentor', 2);
        expect(await save(mentor, 'curator')).to.contain('остались 2 открытые пары');
        expect(await save(mentor, 'mentor'))
          .to.contain('Роли сохранены.')
          .and.not.contain('остал');
        expect(await save(own('mentee', 0), 'visitor')).not.to.contain('остал');
      } finally {
        await tool.close();
      }
    });
  });

  describe('pages of the staff in another language', () => {
    let tool: FakeTool;
    before(async () => {
      tool = await startFakeTool({ api: fakeApi() });
      Object.assign(tool.fake.session, { locale: 'en' });
    });
    after(() => tool.close());
    const get = async (path: string) => (await fetch(`${tool.origin}/app/s1/${path}`)).text();

    it('say a group’s title in English', async () => {
      const group = tool.api.data.pairs.find((pair) => pair.mentees.length > 1);
      const mentor = group?.shortNames.mentors[0]?.replaceAll(' ', '\u00a0');
      const title = `${mentor} — group (${group?.mentees.length})`;
      for (const path of [`pairs/${group?.pairId}`, `pairs/${group?.pairId}/edit`]) {
        const html = await get(path);
        expect(html, path).to.contain(title).and.not.contain('группа (');
      }
    });

    it('name who needs attention by short names, whole in the title', async () => {
      const html = await get('overview');
      const names = [...html.matchAll(/class="attention-names" title="([^"]*)">([^<]*)</g)];
      expect(names.length).to.be.greaterThan(0);
      for (const [, full = '', short = ''] of names) {
        expect(short.trim()).to.match(/^[\p{L}-]+(\u00a0\p{L}\.)+$/u);
        expect(full).to.contain(short.split('\u00a0')[0]);
      }
    });

    it('Обзор: an objection stands first, with its words and the way to the meeting', async () => {
      const { getOverview } = tool.api.overrides;
      const overview = await tool.api.as({ kind: 'system', name: 'test' }).getOverview({
        programmeId: '01980009-0000-7000-8000-000000000001',
      });
      const meetingId = '01980009-0000-7000-8000-000000000777';
      const one = { meetingId, heldOn: '2026-03-02', pairTitle: 'А — Б', personName: 'Иванов' };
      const disputes = [
        { ...one, objection: `Мы <не>\nвстречались ${'ы'.repeat(500)}` },
        { ...one, objection: '' },
      ];
      tool.api.overrides.getOverview = async () => ({ ...overview, disputes, disputesTotal: 7 });
      const html = await get('overview');
      if (getOverview) tool.api.overrides.getOverview = getOverview;
      else delete tool.api.overrides.getOverview;
      expect(html).to.contain(`href="/app/s1/meetings/${meetingId}"`);
      expect(html).to.match(
        /Иванов objects to the meeting of [^<]*: “Мы &lt;не&gt; встречались ы+…”/,
      );
      expect(html).to.contain('without a word why');
      expect(html).to.contain('meetings?confirmation=disputed').and.to.contain('All 7 objections');
    });

    it('Обзор: the sentence, the figure and the forms speak of the same pairs', async () => {
      const overview = await tool.api.as({ kind: 'system', name: 'test' }).getOverview({
        programmeId: '01980009-0000-7000-8000-000000000001',
      });
      const good = overview.byRhythm.find((row) => row.rhythm === 'in_rhythm')?.pairs;
      const html = await get('overview');
      expect(html).to.contain(`${good} pairs of ${overview.openPairs} in rhythm`);
      expect(html).to.contain(`${good} of ${overview.openPairs}`);
      const watched = overview.byRhythm.filter((row) => row.rhythm !== 'off');
      const sum = watched.reduce((all, row) => all + row.pairs, 0);
      expect(sum).to.equal(overview.openPairs);
    });
  });
});
