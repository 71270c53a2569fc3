import { expect } from 'chai';
import { AppError } from '../../../shared/errors.js';
import { readSheet } from '../../../test/support/xlsx-reader.js';
import { MENTOR_NAME } from '../support/fake-meetings.js';
import { type PageClient, startPages } from './page-client.js';

describe('the meeting log as a file', () => {
  let pages: PageClient;
  before(async () => {
    pages = await startPages('mentor', [{ mentees: 2, meetings: 5 }]);
    const [meeting] = pages.data.meetings;
    if (!meeting) throw new Error('no meeting');
    const [first, second] = meeting.attendance;
    Object.assign(first ?? {}, { came: true, confirmation: 'confirmed', rating: 8 });
    Object.assign(second ?? {}, { came: false, confirmation: 'disputed', objection: 'Я был там' });
    Object.assign(meeting, { nextOn: '2026-03-20', topic: 'career', done: '=HYPERLINK("x")' });
  });
  after(() => pages.close());

  const download = () => fetch(`${pages.tool.origin}/app/s1/meetings.xlsx`);

  it('holds every field and every name, of all parts', async () => {
    const answer = await download();
    expect(answer.status).to.equal(200);
    expect(answer.headers.get('content-disposition')).to.match(
      /^attachment; filename="nastavnik-[\d-]+\.xlsx"; filename\*=UTF-8''[\w%-]+\.xlsx$/,
    );
    const [titles = [], first = [], ...rest] = readSheet(Buffer.from(await answer.arrayBuffer()));
    expect(rest).to.have.length(4);
    const [meeting] = pages.data.meetings;
    const [came, absent] = meeting?.attendance ?? [];
    const said = Object.fromEntries(titles.map((title, n) => [title, first[n]]));
    expect(said).to.deep.include({
      Пара: meeting?.pairTitle,
      Форма: 'Студент – студент',
      Наставники: MENTOR_NAME,
      'Что сделали': '\'=HYPERLINK("x")',
      'О чём договорились': meeting?.agreed,
      Ссылки: 'План работы: https://example.org/plan',
      Наставляемых: '2',
      Были: '1',
      'Кто был': came?.name,
      'Кого не было': absent?.name,
      'Кто подтвердил': came?.name,
      'Кто возразил': `${absent?.name}: Я был там`,
      'Кто ещё не ответил': '',
      Оценки: `${came?.name}: 8`,
      'Кто записал': MENTOR_NAME,
    });
    expect(Number(said['Следующая встреча']) - Number(said['Дата'])).to.equal(11);
  });

  it('names a group in the language of the reader', async () => {
    const [meeting] = pages.data.meetings;
    if (!meeting) throw new Error('no meeting');
    const before = meeting.pairTitle;
    meeting.pairTitle = 'Ким В. Р. — группа (3)';
    pages.tool.fake.session.locale = 'en';
    try {
      const sheet = readSheet(Buffer.from(await (await download()).arrayBuffer()));
      expect(sheet[1]).to.include('Ким В. Р. — group (3)');
      expect(JSON.stringify(sheet)).not.to.contain('группа');
    } finally {
      meeting.pairTitle = before;
      pages.tool.fake.session.locale = 'ru';
    }
  });

  it('is a page with words when the service does not answer', async () => {
    const before = pages.tool.api.overrides.exportMeetings;
    pages.tool.api.overrides.exportMeetings = async () => {
      throw new AppError('unavailable', 'down');
    };
    const answer = await download();
    expect(answer.status).to.equal(503);
    expect(await answer.text()).to.contain('<html');
    if (before) pages.tool.api.overrides.exportMeetings = before;
  });

  it('breaks off when the service fails on the way', async () => {
    const before = pages.tool.api.overrides.exportMeetings;
    pages.tool.api.overrides.exportMeetings = async (input) => {
      if (input.after !== undefined) throw new AppError('unavailable', 'down');
      const rows = pages.data.meetings.slice(0, 1);
      return { rows, next: `${rows[0]?.heldOn}.${rows[0]?.meetingId}` };
    };
    const body = await download()
      .then((answer) => answer.arrayBuffer())
      .then(
        () => 'whole',
        () => 'broken off',
      );
    expect(body).to.equal('broken off');
    if (before) pages.tool.api.overrides.exportMeetings = before;
  });
});
