import { expect } from 'chai';
import { fakeId } from '../support/fake-data.js';
import { type FakeTool, startFakeTool } from '../support/fake-shell.js';
import { startPages } from './page-client.js';

describe('the meeting log', function () {
  this.timeout(20_000);
  let tool: FakeTool;
  const get = async (path: string) => {
    const answer = await fetch(`${tool.origin}/app/s1/${path}`);
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  };
  const asked = () => tool.api.calls.filter((call) => call.name === 'listMeetings').at(-1)?.input;

  beforeEach(async () => {
    tool = await startFakeTool();
  });
  afterEach(() => tool.close());

  it('shows fifty rows a page with links to the next', async () => {
    const { text } = await get('meetings');
    expect(text.match(/<tr><th scope="row">/g)).to.have.length(50);
    expect(text).to.contain('rel="next" href="/app/s1/meetings?page=2"');
  });

  it('keeps its filters in the address and in every link', async () => {
    const query =
      'search=%D0%98%D0%B2%D0%B0%D0%BD%D0%BE%D0%B2&form=student_student&kind=regular&topic=career&format=online&confirmation=waiting&from=2026-01-01&to=2026-03-01';
    const { text } = await get(`meetings?${query}&sort=heldOn`);
    expect(asked()).to.deep.include({
      search: 'Иванов',
      form: 'student_student',
      kind: 'regular',
      topic: 'career',
      format: 'online',
      confirmation: 'waiting',
      from: '2026-01-01',
      to: '2026-03-01',
      sort: 'heldOn',
      pageSize: 50,
    });
    expect(text)
      .to.contain('Сбросить')
      .and.to.match(/<details class="filter-more" open>/);
    expect(text).to.match(/meetings\.xlsx\?[^"]*kind=regular/);
    expect(text)
      .to.contain('aria-sort="ascending"')
      .and.to.match(/type="hidden" name="sort" value="heldOn"/);
  });

  it('says at the dates that a period ends before it begins', async () => {
    const problem = 'Конец периода раньше начала';
    const { text } = await get('meetings?from=2027-01-01&to=2026-01-01');
    expect(text).to.contain(problem);
    expect(text.match(/type="date"[^>]*aria-describedby="period-problem"/g)).to.have.length(2);
    for (const query of ['from=2026-01-01&to=2026-01-01', 'from=2026-01-01', '']) {
      expect((await get(`meetings?${query}`)).text, query).not.to.contain(problem);
    }
  });

  it('names a group in the language of the reader', async () => {
    tool.api.overrides.listMeetings = async () => ({
      rows: [
        {
          meetingId: fakeId(3, 1),
          pairId: fakeId(2, 1),
          pairTitle: 'Ким В. Р. — группа (3)',
          heldOn: '2026-03-01',
          kind: 'regular',
          minutes: 60,
          format: 'online',
          topic: null,
          done: '',
          came: 3,
          invited: 3,
          confirmed: 0,
          disputed: 0,
          withdrawn: false,
          version: 1,
        },
      ],
      total: 1,
      page: 1,
      pageSize: 50,
    });
    const narrowed = `meetings?pairId=${fakeId(2, 1)}`;
    for (const path of ['meetings', narrowed]) {
      expect((await get(path)).text, path).to.contain('Ким В. Р. — группа (3)');
    }
    tool.fake.session.locale = 'en';
    for (const path of ['meetings', narrowed]) {
      const { text } = await get(path);
      expect(text, path).to.contain('Ким В. Р. — group (3)');
      expect(text, path).not.to.contain('группа');
    }
  });

  it('names a malformed parameter', async () => {
    for (const query of ['page=-1', 'page=x', 'kind=dance', 'from=2026-02-30', 'pairId=1']) {
      const answer = await get(`meetings?${query}`);
      expect(answer.status, query).to.equal(400);
      expect(answer.text).to.contain(query.split('=')[0]);
    }
  });

  it('says which pair it is narrowed to, and when nothing fits', async () => {
    const { text } = await get(`meetings?pairId=${fakeId(2, 1)}`);
    expect(text).to.contain('Только:').and.to.contain('показать всех');
    const nothing = await get('meetings?search=zzzz');
    expect(nothing.text).to.contain('Ничего не нашлось');
  });

  it('gives the list as a file', async () => {
    tool.api.overrides.exportMeetings = async () => ({ rows: [], next: null });
    const answer = await get('meetings.xlsx?kind=regular&sort=heldOn');
    expect(answer.headers.get('content-type')).to.contain('spreadsheetml');
    const [call] = tool.api.calls.filter(({ name }) => name === 'exportMeetings');
    expect(call?.input).to.include({ kind: 'regular', sort: 'heldOn' });
  });

  it('tells each role what to do when there are no meetings', async () => {
    tool.api.data.meetings.length = 0;
    expect((await get('meetings')).text).to.contain('Их записывают наставники');
    const alone = await startPages('mentor', []);
    const { html } = await alone.get('meetings');
    expect(html).to.contain('У Вас пока нет пары').and.not.to.contain('meetings/new');
    await alone.close();
    const pages = await startPages('mentor', [{ meetings: 0 }]);
    const first = (await pages.get('meetings')).html;
    expect(first).to.contain('Вы ещё не записали ни одной встречи').and.to.contain('meetings/new');
    await pages.close();
  });

  it('shows every page in both languages without a key or a hole', async () => {
    const pages = await startPages('mentor', [
      { meetings: 4, mentees: 3 },
      { meetings: 40, everyDays: 4 },
    ]);
    const [first, second] = pages.data.pairs;
    const meeting = pages.data.meetings[0]?.meetingId;
    for (const locale of ['ru', 'en'] as const) {
      pages.tool.fake.session.locale = locale;
      for (const path of [
        'my',
        'meetings',
        'progress',
        `progress/${first?.mentees[0]?.personId}`,
        `my/pairs/${first?.pairId}`,
        `my/pairs/${second?.pairId}`,
        `meetings/${meeting}`,
        `meetings/${meeting}/edit`,
        `meetings/new/${first?.pairId}`,
      ]) {
        const { status, html } = await pages.get(path);
        expect(status, path).to.equal(200);
        expect(html, path).not.to.match(/[>"]\s*(ref|home|meetings|errors|progress)\.[a-zA-Z]/);
        expect(html, path).not.to.contain('undefined');
        if (locale === 'en')
          expect(html.replace(/lang="ru"[^>]*>/g, ''), path).not.to.match(
            /Встреч|Сохранить|Наставник</,
          );
      }
    }
    await pages.close();
  });
});
