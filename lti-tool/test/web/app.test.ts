import { expect } from 'chai';
import { AppError } from '../../../shared/errors.js';
import { fakeApi } from '../support/fake-api.js';
import { FAKE_TODAY, fakeId } from '../support/fake-data.js';
import { type FakeTool, startFakeTool } from '../support/fake-shell.js';

/** The token of the first form of a page. */
const tokenOf = (html: string): string => /name="_csrf" value="([^"]+)"/.exec(html)?.[1] ?? '';

describe('the web application', function () {
  this.timeout(20_000);
  let tool: FakeTool;
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${tool.origin}${path}`, { redirect: 'manual', headers });
  const post = (path: string, body: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(`${tool.origin}${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams(body),
    });
  const token = async () => tokenOf(await (await get('/app/s1/pairs/new')).text());

  beforeEach(async () => {
    tool = await startFakeTool();
  });
  afterEach(() => tool.close());

  it('answers the probes', async () => {
    expect((await get('/healthz')).status).to.equal(200);
    expect(await (await get('/readyz')).json()).to.deep.equal({
      ready: true,
      checks: { database: true },
    });
    const metrics = await (await get('/metrics')).text();
    expect(metrics).to.contain('http_request_duration_seconds');
    expect(metrics).not.to.contain('s1');
  });

  it('lets nothing inline run and only the LMS frame it', async () => {
    const policy = (await get('/app/s1/overview')).headers.get('content-security-policy') ?? '';
    expect(policy).to.contain("frame-ancestors 'self' https://lms.example");
    expect(policy).to.contain("script-src 'self'").and.not.to.contain('unsafe');
  });

  it('keeps versioned files for a year and others not at all', async () => {
    const html = await (await get('/app/s1/help')).text();
    const css = /href="(\/public\/css\/app\.css\?v=[^"]+)"/.exec(html)?.[1] ?? '';
    expect((await get(css)).headers.get('cache-control')).to.contain('immutable');
    expect((await get('/public/css/app.css')).headers.get('cache-control')).to.equal('no-cache');
    expect((await get('/public/vendor/../../package.json')).status).to.equal(404);
    expect((await get('/public/icons.svg')).status).to.equal(200);
  });

  it('shows every page of the coordinator', async () => {
    const pages = [
      'overview',
      'participants',
      'pairs',
      'pairs/new',
      'settings',
      'sync',
      'journal',
      'help-requests',
      'help',
    ];
    for (const page of [
      ...pages,
      `pairs/${fakeId(2, 1)}`,
      `pairs/${fakeId(2, 1)}/edit`,
      `participants/${fakeId(1, 7)}`,
    ]) {
      for (const locale of ['ru', 'en'] as const) {
        tool.fake.session.locale = locale;
        const answer = await get(`/app/s1/${page}`);
        const html = await answer.text();
        expect(answer.status, page).to.equal(200);
        expect(html, page).not.to.match(/>\s*(ref|nav|errors|pairs|people)\.[a-z]/);
        expect(html, page).not.to.contain('undefined');
      }
    }
  });

  it('names a malformed parameter of the address in a friendly 400', async () => {
    const answer = await get('/app/s1/pairs?form=nonsense&page=0');
    expect(answer.status).to.equal(400);
    expect(await answer.text()).to.contain('не смогли прочесть: «Форма», «Номер страницы»');
    expect((await get('/app/s1/pairs?form=&page=')).status).to.equal(200);
  });

  it('sends who asks for a page behind the last one to the last, with the same filters', async () => {
    const last = await fetch(`${tool.origin}/app/s1/pairs?form=student_student&page=400`, {
      redirect: 'manual',
    });
    expect(last.status).to.equal(302);
    const href = last.headers.get('location') ?? '';
    expect(href).to.match(/^\/app\/s1\/pairs\?form=student_student(&page=\d+)?$/);
    expect((await get(href)).status).to.equal(200);
  });

  it('answers 404 to an id that is none', async () => {
    expect((await get('/app/s1/pairs/nonsense')).status).to.equal(404);
    expect((await get(`/app/s1/pairs/${fakeId(2, 999)}`)).status).to.equal(404);
    expect((await get('/app/s1/nowhere')).status).to.equal(404);
  });

  it('refuses a form without token, and one from elsewhere', async () => {
    const without = await post('/app/s1/sync/resend', {});
    expect(without.status).to.equal(403);
    const _csrf = await token();
    const foreign = await post(
      '/app/s1/sync/resend',
      { _csrf },
      { 'sec-fetch-site': 'cross-site' },
    );
    expect(foreign.status).to.equal(403);
    const wrongOrigin = await post(
      '/app/s1/sync/resend',
      { _csrf },
      { origin: 'https://evil.example' },
    );
    expect(wrongOrigin.status).to.equal(403);
    const ours = await post('/app/s1/sync/resend', { _csrf, all: '1' }, { origin: tool.origin });
    expect(ours.status).to.equal(303);
    expect(tool.api.calls.filter((call) => call.name === 'resendGrades')).to.have.length(1);
  });

  describe('while the LMS rests', () => {
    const restsUntil = `${FAKE_TODAY}T06:12:00Z`;
    let tried: string[];
    beforeEach(async () => {
      await tool.close();
      tried = [];
      tool = await startFakeTool({
        deps: {
          gradebook: {
            status: async () => ({
              available: true,
              column: { name: 'Прогресс', origin: 'link', replaced: true },
              other: null,
              readable: true,
              restsUntil,
            }),
            read: async () => ({ readAt: restsUntil, fault: 'unreachable' }),
            tryNow: async (programmeId) => void tried.push(programmeId),
          },
        },
      });
    });

    it('says when it is tried next, also after «send all again»', async () => {
      const html = await (await get('/app/s1/sync')).text();
      expect(/Следующая попытка: [^<]*/.exec(html)?.[0]).to.contain(':12');
      expect(html).to.contain('Оценки идут в колонку элемента курса «Прогресс»');
      const sent = await post('/app/s1/sync/resend', { _csrf: await token(), all: '1' });
      const cookie = sent.headers.getSetCookie()[0]?.split(';')[0] ?? '';
      const next = await get('/app/s1/sync', { cookie });
      expect(await next.text()).to.match(/7 оценок ждут: LMS не отвечает, следующая попытка/);
    });

    it('the coordinator may have it tried now, with the token of the form', async () => {
      expect(await (await get('/app/s1/sync')).text()).to.contain('Попробовать сейчас');
      expect((await post('/app/s1/sync/try-now', {})).status).to.equal(403);
      expect(tried).to.deep.equal([]);
      const answer = await post('/app/s1/sync/try-now', { _csrf: await token() });
      expect(answer.status).to.equal(303);
      expect(tried).to.have.length(1);
      const asked = tool.api.calls.find((call) => call.name === 'resendGrades');
      expect(asked?.input).to.include({ waitingOnly: true });
    });

    it('nobody else may, and the service’s refusal leaves the rest alone', async () => {
      tool.api.overrides.resendGrades = async () => {
        throw new AppError('forbidden', 'not a coordinator any more');
      };
      expect((await post('/app/s1/sync/try-now', { _csrf: await token() })).status).to.equal(403);
      tool.fake.session.role = 'head';
      expect(await (await get('/app/s1/sync')).text()).not.to.contain('Попробовать сейчас');
      expect((await post('/app/s1/sync/try-now', { _csrf: await token() })).status).to.equal(403);
      expect(tried).to.deep.equal([]);
    });
  });

  it('says how many are not graded beside the others', async () => {
    tool.api.overrides.listGrades = async () => ({
      rows: [],
      total: 0,
      page: 1,
      pageSize: 50,
      counts: { sent: 9, waiting: 1, not_graded: 3 },
    });
    expect(await (await get('/app/s1/sync')).text()).to.contain(
      'Передано 9, ждёт 1, отклонено 0, не оценивается 3.',
    );
  });

  it('shows a message once on the next page', async () => {
    const sent = await post('/app/s1/sync/resend', { _csrf: await token(), all: '1' });
    const cookie = sent.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const next = await get('/app/s1/sync', { cookie });
    expect(await next.text()).to.contain('7 оценок поставлено в очередь');
    expect(next.headers.getSetCookie()[0]).to.contain('Max-Age=0');
    const forged = await get('/app/s1/sync', { cookie: `${cookie}x` });
    expect(await forged.text()).not.to.contain('поставлено в очередь');
  });

  it('puts problems at their fields and keeps what was typed', async () => {
    const answer = await post('/app/s1/pairs/new', {
      _csrf: await token(),
      idempotencyKey: 'a-key-of-the-form',
      form: 'student_student',
      startsOn: '2026-03-12',
      endsOn: '2026-03-01',
      orderNumber: '77-о',
      format: 'individual',
      mentorIds: fakeId(1, 8),
      menteeIds: fakeId(1, 7),
    });
    const html = await answer.text();
    expect(answer.status).to.equal(422);
    expect(html).to.contain('href="#field-endsOn"').and.to.contain('value="77-о"');
  });

  it('shows two versions when somebody else was faster', async () => {
    const id = fakeId(2, 1);
    const answer = await post(`/app/s1/pairs/${id}/edit`, {
      _csrf: await token(),
      form: 'student_student',
      format: 'online',
      startsOn: '2025-09-15',
      endsOn: '2026-06-30',
      version: '0',
    });
    const html = await answer.text();
    expect(answer.status).to.equal(409);
    expect(html).to.contain('Онлайн').and.to.contain('name="version" value="1"');
    expect(html).to.contain('name="format" value="online"');
  });

  it('keeps text that meets an ended session, and gives it back', async () => {
    const _csrf = await token();
    const { session } = tool.fake;
    tool.fake.lookup = { state: 'ended', reason: 'idle', session };
    const ended = await post('/app/s1/pairs/new', {
      _csrf,
      _draft: 'pairs/new',
      orderNumber: '99-к',
    });
    expect(ended.status).to.equal(401);
    expect(await ended.text()).to.contain('сохранено');
    expect(tool.drafts.all.get('pairs/new')).to.deep.equal({ orderNumber: '99-к' });
    tool.fake.lookup = { state: 'live', session: { ...session, draftsWaiting: true } };
    const notice = 'С прошлого раза остался несохранённый текст.';
    const home = await (await get('/app/s1/overview')).text();
    expect(home).to.contain(notice).and.to.contain('href="/app/s1/pairs/new"');
    expect(await (await get('/app/s1/pairs')).text()).not.to.contain(notice);
    const again = await (await get('/app/s1/pairs/new')).text();
    expect(again).to.contain('value="99-к"');
    const looked = await (await get('/app/s1/pairs/new')).text();
    expect(looked, 'until it is saved or not wanted').to.contain('99-к');
    const gone = await post('/app/s1/pairs/new', { _csrf, _draft: 'pairs/new', _discard: '1' });
    expect([gone.status, gone.headers.get('location')]).to.deep.equal([303, '/app/s1/pairs/new']);
    expect(await (await get('/app/s1/pairs/new')).text()).not.to.contain('99-к');
    expect(await (await get('/app/s1/overview')).text()).not.to.contain(notice);
    tool.fake.lookup = { state: 'live', session };
  });

  it('keeps nothing for a form that is not ours', async () => {
    tool.fake.lookup = { state: 'ended', reason: 'idle', session: tool.fake.session };
    await post('/app/s1/pairs/new', { _csrf: 'forged', orderNumber: '1' });
    expect(tool.drafts.all.size).to.equal(0);
  });

  it('shows typed text to somebody whose session is unknown', async () => {
    tool.fake.lookup = { state: 'unknown' };
    const answer = await post('/app/s1/meetings/new/x', {
      done: 'Разобрали план <курсовой> работы',
    });
    expect(answer.status).to.equal(401);
    expect(await answer.text()).to.contain('Разобрали план &lt;курсовой&gt; работы');
  });

  it('gives errors a number and no inside', async () => {
    tool.api.overrides.getOverview = async () => {
      throw new Error('secret inside');
    };
    const answer = await get('/app/s1/overview');
    const html = await answer.text();
    expect(answer.status).to.equal(500);
    expect(html)
      .to.contain(answer.headers.get('x-request-id') ?? '!')
      .and.not.to.contain('secret inside');
    tool.api.overrides.getOverview = async () => {
      throw new AppError('forbidden', 'no');
    };
    expect((await get('/app/s1/overview')).status).to.equal(403);
  });

  it('switches role and language only to what there is, back to the same page', async () => {
    const _csrf = await token();
    expect((await post('/app/s1/role', { _csrf, role: 'head' })).status).to.equal(403);
    expect(
      (await post('/app/s1/role', { _csrf, role: 'mentor' })).headers.get('location'),
    ).to.equal('/app/s1/my');
    const there = await post('/app/s1/locale', {
      _csrf,
      locale: 'en',
      back: 'pairs?form=student_student',
    });
    expect(there.headers.get('location')).to.equal('/app/s1/pairs?form=student_student');
    for (const back of ['//evil.example', 'https://evil.example', '/\\evil.example']) {
      const answer = await post('/app/s1/locale', { _csrf, locale: 'en', back });
      expect(answer.headers.get('location'), back).to.match(/^\/app\/s1\/[^/]*$/);
    }
  });

  it('gives an observer figures without names', async () => {
    tool.fake.session.role = 'observer';
    const html = await (await get('/app/s1/overview')).text();
    expect(html)
      .not.to.contain('/participants')
      .and.not.to.match(/Иванов|Петров|Кузнецов/);
  });

  it('sends a list as a file', async () => {
    for (const list of ['participants', 'pairs', 'sync']) {
      const answer = await get(`/app/s1/${list}.xlsx`);
      expect(answer.status, list).to.equal(200);
      expect(answer.headers.get('content-type')).to.contain('spreadsheetml');
    }
  });
});

describe('a programme that is not set up', () => {
  it('leads the coordinator to the wizard and others to a kind word', async () => {
    const tool = await startFakeTool({ api: fakeApi({ setUp: false }) });
    const where = async () =>
      (await fetch(`${tool.origin}/app/s1/overview`, { redirect: 'manual' })).headers.get(
        'location',
      );
    expect(await where()).to.equal('/app/s1/setup');
    tool.fake.session.role = 'mentor';
    expect(await where()).to.equal('/app/s1/not-ready');
    await tool.close();
  });
});
