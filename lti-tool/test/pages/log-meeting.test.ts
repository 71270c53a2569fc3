import { expect } from 'chai';
import { AppError } from '../../../shared/errors.js';
import { daysAgo, FAKE_TODAY, fakeId } from '../support/fake-data.js';
import { fieldValue, type PageClient, startPages } from './page-client.js';

const TEXT = 'Разобрали введение и список литературы';

describe('logging a meeting', function () {
  this.timeout(20_000);
  let pages: PageClient;
  const pair = () => pages.data.pairs[0] as (typeof pages.data.pairs)[number];
  const mentee = () => pair().mentees[0]?.personId ?? '';
  const form = () => `meetings/new/${pair().pairId}`;
  const fields = (change: Record<string, string | string[]> = {}) => ({
    idempotencyKey: 'a-key-of-one-form',
    heldOn: FAKE_TODAY,
    kind: 'regular',
    minutes: '60',
    minutesOwn: '',
    format: 'in_person',
    attendeeIds: mentee(),
    done: TEXT,
    agreed: '',
    nextOn: '',
    topic: '',
    linkUrl: ['', ''],
    linkTitle: ['', ''],
    back: 'home',
    ...change,
  });

  beforeEach(async () => {
    pages = await startPages('mentor', [{ meetings: 2 }]);
  });
  afterEach(() => pages.close());

  it('has the form of the only pair on the home page, filled in', async () => {
    const { html } = await pages.get('my');
    expect(fieldValue(html, 'heldOn')).to.equal(FAKE_TODAY);
    expect(html).to.match(/value="60" checked/);
    expect(html).to.match(/value="regular" selected/);
    expect(fieldValue(html, 'attendeeIds')).to.equal(mentee());
    expect(html).to.contain(`action="/app/s1/${form()}"`);
  });

  it('offers no form to who withdrew their consent, and says why; another mentor goes on', async () => {
    const frozen = { allowed: false, reasons: ['consent_withdrawn' as const] };
    const mine = {
      personId: fakeId(9, 1),
      name: 'Наставник',
      age: 'adult' as const,
      needed: ['own' as const],
      valid: [],
      gaps: ['consent_withdrawn' as const],
      use: { matching: frozen, register: frozen, publication: frozen },
      entries: [
        {
          consentId: fakeId(9, 3),
          kind: 'own' as const,
          act: 'withdrawn' as const,
          on: FAKE_TODAY,
          recordedAt: `${FAKE_TODAY}T07:15:00.000Z`,
          way: 'tool' as const,
          byWhom: 'person' as const,
          recordedBy: 'Наставник',
          representative: null,
          validUntil: null,
          purpose: null,
          data: [],
          actions: [],
          textVersion: null,
          originalNumber: null,
          originalNote: null,
          reason: null,
          scan: null,
          annotations: [],
          valid: false,
        },
      ],
    };
    pages.tool.api.overrides.myConsents = async () => mine;
    const { html } = await pages.get('my');
    expect(html).to.contain('Согласие отозвано: новые встречи с Вами не записываются');
    expect(html).to.contain('Ваше согласие отозвано: встречи не записываются.');
    expect(html).not.to.contain(`action="/app/s1/${form()}"`).and.not.to.contain('по плану');
    const other = { personId: fakeId(9, 2), name: 'Второй', email: null, closed: false };
    Object.assign(pair(), {
      contacts: [...pair().contacts, { ...other, side: 'mentor' }],
    });
    expect((await pages.get('my')).html).to.contain(`action="/app/s1/${form()}"`);
  });

  it('says of a pair that has not met yet what to do first, not that all goes well', async () => {
    expect((await pages.get('my')).html).to.contain('всё идёт по плану');
    Object.assign(pair(), { meetingsHeld: 0, rhythm: 'none' });
    const { html } = await pages.get('my');
    expect(html).to.contain('Договоритесь о первой встрече').and.not.to.contain('по плану');
  });

  it('saves, says so and comes back home', async () => {
    const answer = await pages.post(form(), fields({ linkUrl: ['example.org/plan', ''] }));
    expect([answer.status, answer.location]).to.deep.equal([303, 'my']);
    expect(pages.data.meetings[0]).to.include({ minutes: 60, done: TEXT, topic: null });
    expect(pages.data.meetings[0]?.links).to.deep.equal([
      { url: 'https://example.org/plan', title: '' },
    ]);
    expect((await pages.get('my')).html).to.contain('Встреча записана');
  });

  describe('with a date agreed before', () => {
    const agreed = daysAgo(-5);
    const logged = async (change: Record<string, string>) => {
      await pages.post(form(), fields({ nextShown: agreed, ...change }));
      return pages.data.meetings[0]?.nextOn;
    };
    beforeEach(() => {
      Object.assign(pair(), { nextMeetingOn: agreed });
    });

    it('has it in the form, at home and on its own page, while it lies ahead', async () => {
      for (const page of ['my', form()]) {
        const { html } = await pages.get(page);
        expect(fieldValue(html, 'nextOn'), page).to.equal(agreed);
        expect(html, page).to.contain('Договорились на');
      }
      Object.assign(pair(), { nextMeetingOn: FAKE_TODAY });
      const { html } = await pages.get(form());
      expect(fieldValue(html, 'nextOn')).to.equal('');
      expect(html).not.to.contain('Договорились на');
    });

    it('keeps it when it is left as it stands, takes it back when emptied, changes it', async () => {
      expect(await logged({ nextOn: agreed })).to.equal(agreed);
      expect(await logged({ nextOn: '', idempotencyKey: 'another-key-1' })).to.equal(null);
      const other = daysAgo(-6);
      expect(await logged({ nextOn: other, idempotencyKey: 'another-key-2' })).to.equal(other);
    });

    it('does not lose what was agreed while the form stood open', async () => {
      expect(await logged({ nextShown: '', nextOn: '' })).to.equal(agreed);
    });

    it('shows what was typed again after a fault, with what was agreed', async () => {
      const answer = await pages.post(
        form(),
        fields({ nextShown: agreed, nextOn: '', minutes: '' }),
      );
      expect(answer.status).to.equal(422);
      expect(fieldValue(answer.html, 'nextOn')).to.equal('');
      expect(fieldValue(answer.html, 'nextShown')).to.equal(agreed);
    });
  });

  it('writes one meeting when the button is pressed twice', async () => {
    await Promise.all([pages.post(form(), fields(), 'my'), pages.post(form(), fields(), 'my')]);
    expect(pages.data.meetings).to.have.length(3);
  });

  it('takes an own length and several mentees', async () => {
    await pages.close();
    pages = await startPages('mentor', [{ mentees: 3 }]);
    const ids = pair().mentees.map((person) => person.personId);
    const answer = await pages.post(
      form(),
      fields({ minutes: 'own', minutesOwn: '75', attendeeIds: ids.slice(1) }),
    );
    expect(answer.status).to.equal(303);
    expect(pages.data.meetings[0]?.minutes).to.equal(75);
    expect(pages.data.meetings[0]?.attendance.map((a) => a.came)).to.deep.equal([
      false,
      true,
      true,
    ]);
  });

  const wrong: [what: string, change: Record<string, string | string[]>, says: RegExp][] = [
    ['a day in the future', { heldOn: '2031-01-01' }, /не может быть позже сегодняшней/],
    ['a day before the pair', { heldOn: '2025-09-01' }, /Пара работает с 15\.09\.2025/],
    ['no day', { heldOn: '' }, /Укажите дату/],
    ['zero minutes', { minutes: 'own', minutesOwn: '0' }, /от 5 минут до 12 часов/],
    ['25 hours', { minutes: 'own', minutesOwn: '1500' }, /от 5 минут до 12 часов/],
    ['words for minutes', { minutes: 'own', minutesOwn: 'час' }, /целое число/],
    ['somebody of another pair', { attendeeIds: fakeId(1, 999) }, /не из этой пары/],
    ['nobody', { attendeeIds: [] }, /хотя бы одного/],
    ['a link that is none', { linkUrl: 'javascript:alert(1)' }, /должен начинаться с http/],
  ];
  for (const [what, change, says] of wrong) {
    it(`refuses ${what} at its field and keeps what was typed`, async () => {
      const answer = await pages.post(form(), fields(change));
      expect(answer.status).to.equal(422);
      expect(answer.html).to.match(says);
      expect(answer.html).to.contain('error-summary').and.to.contain(TEXT);
      expect(fieldValue(answer.html, 'idempotencyKey')).to.equal('a-key-of-one-form');
      const shown = Object.values(change)
        .flat()
        .filter((typed) => typed !== fakeId(1, 999));
      for (const typed of shown) expect(answer.html).to.contain(typed);
      expect(pages.data.meetings).to.have.length(2);
    });
  }

  it('tells by how much a text of 100,000 characters is too long, and keeps all of it', async () => {
    const long = 'я'.repeat(100_000);
    const answer = await pages.post(form(), fields({ done: long }));
    expect(answer.status).to.equal(422);
    expect(answer.html.replace(/\s/g, ' ')).to.contain('100 000 знаков, а можно не больше 2 000');
    expect(answer.html).to.contain(long);
  });

  it('keeps the text when the pair was closed or the service does not answer', async () => {
    pair().state = 'paused';
    const closed = await pages.post(form(), fields());
    expect(closed.status).to.equal(422);
    expect(closed.html).to.contain(TEXT).and.to.contain('на паузе или закрыта');
    pages.tool.api.overrides.logMeeting = async () => {
      throw new AppError('unavailable', 'down');
    };
    const down = await pages.post(form(), fields());
    expect(down.status).to.equal(422);
    expect(down.html).to.contain(TEXT).and.to.contain('попробуйте ещё раз');
  });

  it('says why a pair that does not work takes no meetings', async () => {
    pair().state = 'paused';
    pair().stateReason = 'Практика';
    const { html } = await pages.get(form());
    expect(html).to.contain('Причина: Практика').and.not.to.contain('name="heldOn"');
  });

  it('answers unknown and malformed ids the same', async () => {
    for (const path of [
      `meetings/new/${fakeId(2, 1)}`,
      'meetings/new/x',
      'meetings/x',
      `meetings/${fakeId(3, 1)}`,
    ]) {
      expect((await pages.get(path)).status, path).to.equal(404);
    }
  });

  it('gives the text back after the session has ended', async () => {
    const { fake } = pages.tool;
    await pages.get('my');
    fake.lookup = { state: 'ended', reason: 'idle', session: fake.session };
    const ended = await pages.post(form(), fields({ minutes: '30' }));
    expect(ended.status).to.equal(401);
    fake.lookup = { state: 'live', session: fake.session };
    const { html } = await pages.get(form());
    expect(html).to.contain(TEXT).and.to.contain('Мы вернули');
    expect(html).to.match(/value="30" checked/);
    expect(fieldValue(html, 'idempotencyKey')).not.to.equal('a-key-of-one-form');
    expect((await pages.get(form())).html, 'looked at, not saved').to.contain(TEXT);
    const saved = await pages.post(form(), fields({ _draft: form(), minutes: '30' }));
    expect(saved.status).to.equal(303);
    expect((await pages.get(form())).html).not.to.contain('Мы вернули');
  });

  it('corrects over the version that was seen, and loses neither text', async () => {
    const stored = pages.data.meetings[0] as (typeof pages.data.meetings)[number];
    const path = `meetings/${stored.meetingId}/edit`;
    const opened = await pages.get(path);
    expect(fieldValue(opened.html, 'version')).to.equal('1');
    expect(opened.html).to.contain('Разобрали план курсовой');
    const first = await pages.post(path, fields({ version: '1', done: 'Первый' }));
    expect(first.location).to.equal(`meetings/${stored.meetingId}`);
    const second = await pages.post(path, fields({ version: '1', done: 'Второй' }));
    expect(second.status).to.equal(409);
    expect(second.html).to.contain('Первый').and.to.contain('Второй');
    expect(fieldValue(second.html, 'version')).to.equal('2');
    expect(stored.done).to.equal('Первый');
    const again = await pages.post(path, fields({ version: '2', done: 'Второй' }));
    expect(again.status).to.equal(303);
    expect(stored.done).to.equal('Второй');
    const { html } = await pages.get(`meetings/${stored.meetingId}`);
    expect(html).to.contain('История записи').and.to.contain('Первый → Второй');
  });

  it('takes the author from the home page to the pair that the address names', async () => {
    await pages.close();
    pages = await startPages('mentor', [{ meetings: 2 }, { meetings: 1, lastDaysAgo: 20 }]);
    const first = await pages.get('my');
    expect(first.html).not.to.contain('name="heldOn"');
    expect(first.html.indexOf('20 дней без встречи')).to.be.lessThan(
      first.html.indexOf('3 дня назад'),
    );
    const { html } = await pages.get(`my?log=${pages.data.pairs[1]?.pairId}`);
    expect(html).to.contain(`action="/app/s1/meetings/new/${pages.data.pairs[1]?.pairId}"`);
    expect((await pages.get('meetings/new')).location).to.equal('my');
    expect(daysAgo(20)).to.equal(pages.data.pairs[1]?.lastMeetingOn);
  });
});
