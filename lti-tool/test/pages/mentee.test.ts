import { expect } from 'chai';
import { FAKE_PERSON_ID } from '../support/fake-api.js';
import { type PageClient, startPages } from './page-client.js';

describe('the pages of a mentee', function () {
  this.timeout(20_000);
  let pages: PageClient;
  const latest = () => pages.data.meetings[0] as (typeof pages.data.meetings)[number];
  const own = () => latest().attendance.find((a) => a.personId === FAKE_PERSON_ID);
  const respond = () => `meetings/${latest().meetingId}/respond`;
  const help = () => `my/pairs/${pages.data.pairs[0]?.pairId}/help`;

  beforeEach(async () => {
    pages = await startPages('mentee', [{ meetings: 3 }]);
  });
  afterEach(() => pages.close());

  it('says the next thing to do first, with the mentor, the progress and the history', async () => {
    const { html } = await pages.get('my');
    expect(html).to.contain('Подтвердите встречу 09.03.2026 и оцените её');
    expect(html.match(/type="radio" name="rating"/g)).to.have.length(10);
    expect(html).to.contain('1 – совсем не полезна').and.to.contain('Было не так');
    expect(html).to.contain('Кузнецова Мария Сергеевна').and.to.contain('46 из 100');
    expect(html).to.contain('История встреч').and.to.contain('Март 2026');
  });

  it('confirms with a rating and without', async () => {
    const answer = await pages.post(respond(), {
      decision: 'confirmed',
      rating: '8',
      back: 'home',
    });
    expect([answer.status, answer.location]).to.deep.equal([303, 'my']);
    expect(own()).to.include({ confirmation: 'confirmed', rating: 8 });
    const { html } = await pages.get('my');
    expect(html).to.contain('встреча подтверждена').and.not.to.contain('Подтвердите встречу');
    await pages.post(respond(), { decision: 'confirmed', back: 'meeting' });
    expect(own()).to.include({ confirmation: 'confirmed', rating: null });
  });

  it('objects without a rating and offers the curator', async () => {
    const answer = await pages.post(respond(), {
      decision: 'disputed',
      rating: '3',
      back: 'meeting',
    });
    expect(answer.location).to.equal(`meetings/${latest().meetingId}`);
    expect(own()).to.include({ confirmation: 'disputed', rating: null });
    expect((await pages.get(answer.location)).html).to.contain('Написать куратору');
  });

  it('objects in words, which are shown on the page, and says at the field when they are too many', async () => {
    const page = `meetings/${latest().meetingId}`;
    expect((await pages.get(page)).html).to.contain('name="objection"');
    const long = await pages.post(respond(), {
      decision: 'disputed',
      objection: 'ы'.repeat(1001),
      back: 'meeting',
    });
    expect(long.status).to.equal(422);
    expect(long.html).to.contain('id="field-objection-error"').and.to.contain('ыыыы');
    expect(long.html).to.match(/<details class="object-here" open/);
    await pages.post(respond(), { decision: 'disputed', objection: 'Мы <не> встречались' });
    expect(own()?.objection).to.equal('Мы <не> встречались');
    expect((await pages.get(page)).html).to.contain('Мы &lt;не&gt; встречались');
    await pages.post(respond(), { decision: 'confirmed', objection: 'осталось в поле' });
    expect(own()).to.include({ confirmation: 'confirmed', objection: '' });
  });

  it('refuses a rating off the scale', async () => {
    const answer = await pages.post(respond(), { decision: 'confirmed', rating: '11' });
    expect(answer.status).to.equal(422);
    expect(answer.html).to.contain('целое число от 1 до 10');
  });

  it('offers who was not there only to object', async () => {
    Object.assign(own() ?? {}, { came: false });
    const { html } = await pages.get(`meetings/${latest().meetingId}`);
    expect(html).to.contain('Вас на этой встрече не было');
    expect(html).to.contain('value="disputed"').and.not.to.contain('value="confirmed"');
  });

  it('asks the curator for help, once, and shows the answer', async () => {
    const page = await pages.get(help());
    expect(page.html).to.contain('Наставник этого не увидит');
    const text = 'Наставник не отвечает две недели';
    const answer = await pages.post(help(), { text, idempotencyKey: 'a-key-of-one-form' });
    expect([answer.status, answer.location]).to.deep.equal([303, 'my']);
    expect(pages.data.help[0]?.text).to.equal(text);
    Object.assign(pages.data.help[0] ?? {}, {
      state: 'answered',
      answer: 'Поговорю с ним',
      answeredAt: '2026-03-12T05:10:00.000Z',
    });
    expect((await pages.get('my')).html)
      .to.contain(text)
      .and.to.contain('Поговорю с ним');
  });

  it('keeps a request for help that is too long, and one of an ended session', async () => {
    const long = 'о'.repeat(2001);
    const answer = await pages.post(help(), { text: long });
    expect(answer.status).to.equal(422);
    expect(answer.html).to.contain(long).and.to.contain('Сократите на 1.');
    const { fake } = pages.tool;
    fake.lookup = { state: 'ended', reason: 'idle', session: fake.session };
    await pages.post(help(), { text: 'Нужен совет куратора', _draft: help() });
    fake.lookup = { state: 'live', session: fake.session };
    expect((await pages.get(help())).html)
      .to.contain('Нужен совет куратора')
      .and.to.contain('Мы вернули');
  });

  it('keeps pages of mentors from mentees and of mentees from mentors', async () => {
    const pairId = pages.data.pairs[0]?.pairId;
    expect((await pages.get(`meetings/new/${pairId}`)).status).to.equal(403);
    expect((await pages.get(`meetings/${latest().meetingId}/edit`)).status).to.equal(403);
    expect((await pages.get(`meetings/${latest().meetingId}`)).html).not.to.contain('Исправить');
    pages.tool.fake.session.role = 'mentor';
    // A mentor asks for themselves: the form says who does not see it.
    expect((await pages.get(`my/pairs/${pairId}/help`)).html).to.contain(
      'Наставляемый этого не увидит',
    );
    expect((await pages.get(`my/pairs/${pairId}/month`)).html).to.contain('Сейчас отзыв не нужен');
  });

  it('says what the progress is made of', async () => {
    const { html } = await pages.get('progress');
    expect(html).to.contain('46 баллов из 100').and.to.contain('4 из 8');
    expect(html)
      .to.contain('Не хватает 4 подтверждённых встреч')
      .and.to.contain('пока не оценивается');
  });

  it('shows people without a pair what comes next, in both languages', async () => {
    await pages.close();
    pages = await startPages('mentee', []);
    expect((await pages.get('my')).html).to.contain('У Вас пока нет наставника');
    expect((await pages.get('meetings')).html).to.contain('У Вас пока нет пары');
    Object.assign(pages.tool.fake.session, { role: 'mentor', locale: 'en' });
    expect((await pages.get('my')).html).to.contain('You have no pair yet');
  });
});
