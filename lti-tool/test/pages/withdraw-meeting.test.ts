import { expect } from 'chai';
import { fieldValue, type PageClient, startPages } from './page-client.js';

describe('withdrawing a record', function () {
  this.timeout(20_000);
  let pages: PageClient;
  const first = () => pages.data.meetings[0] as (typeof pages.data.meetings)[number];
  const page = () => `meetings/${first().meetingId}`;
  const open = async (role: 'mentor' | 'mentee') => {
    pages = await startPages(role, [{ meetings: 2 }]);
  };
  afterEach(() => pages.close());

  it('asks first, says what will happen, and shows it as withdrawn afterwards', async () => {
    await open('mentor');
    expect((await pages.get(page())).html).to.contain(`${page()}/withdraw"`);
    const asked = await pages.get(`${page()}/withdraw`);
    expect(asked.html).to.contain('баллы пересчитаются');
    expect(first().withdrawn).to.equal(null);
    const version = fieldValue(asked.html, 'version');
    const answer = await pages.post(`${page()}/withdraw`, { version, reason: 'Не та пара' });
    expect([answer.status, answer.location]).to.deep.equal([303, page()]);
    const { html } = await pages.get(page());
    expect(html).to.contain('Запись отозвана: ').and.to.contain('Причина: Не та пара');
    expect(html).not.to.contain('/withdraw"').and.not.to.contain('/edit"');
    const id = first().meetingId;
    expect((await pages.get('meetings')).html).not.to.contain(id);
    const taken = (await pages.get('meetings?state=withdrawn')).html;
    expect(taken).to.contain(id).and.to.contain('отозвана');
  });

  it('shows the record again when it was corrected meanwhile, with the reason kept', async () => {
    await open('mentor');
    Object.assign(first(), { version: 2, done: 'Исправлено' });
    const typed = { version: '1', reason: 'Не та пара' };
    const answer = await pages.post(`${page()}/withdraw`, typed);
    expect(answer.status).to.equal(409);
    expect(answer.html).to.contain('тем временем исправили').and.to.contain('Исправлено');
    expect(answer.html).to.contain('Не та пара');
    expect(fieldValue(answer.html, 'version')).to.equal('2');
  });

  it('says at the field that the reason is too long', async () => {
    await open('mentor');
    const typed = { version: '1', reason: 'ы'.repeat(501) };
    const answer = await pages.post(`${page()}/withdraw`, typed);
    expect(answer.status).to.equal(422);
    expect(answer.html).to.contain('id="field-reason-error"');
    expect(first().withdrawn).to.equal(null);
  });

  it('is offered only to who wrote the record, while the pair is at work', async () => {
    await open('mentor');
    Object.assign(first(), { authorId: null });
    expect((await pages.get(page())).html).not.to.contain('/withdraw"');
    expect((await pages.get(`${page()}/withdraw`)).location).to.equal(page());
    Object.assign(first(), { authorId: first().mentors[0]?.personId, pairState: 'paused' });
    expect((await pages.get(page())).html).not.to.contain('/withdraw"');
  });

  it('is told to the mentee, who is asked nothing more', async () => {
    await open('mentee');
    expect((await pages.get(page())).html).not.to.contain('/withdraw"');
    const withdrawn = { at: '2026-03-12T05:00:00.000Z', byName: 'Кузнецова', reason: '' };
    Object.assign(first(), { withdrawn });
    expect((await pages.get('my')).html).to.contain('1 запись отозвана и не учитывается');
    const { html } = await pages.get(page());
    expect(html).to.contain('Запись отозвана: ').and.not.to.contain('name="decision"');
  });
});
