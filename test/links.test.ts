import { expect } from 'chai';
import { DATABASE_KINDS } from './support/databases.js';
import { type LinkWorld, MOTHER_MAIL, startLinkWorld } from './support/link-world.js';
import { fieldValue, newSurfer, type Seen, type Surfer } from './support/surfer.js';

const MOTHER = 'Ребёнкина Мария Ивановна';
const WHO = { 'representative.name': MOTHER, 'representative.ground': 'parent' };

/** Follows a link and its forms as a browser without script. */
function holder(w: LinkWorld) {
  const surfer: Surfer = newSurfer(w.url);
  let page: Seen;
  const at = (path: string) => `${base()}${path}`;
  const base = () => page.url.split('?')[0]?.split('/').slice(0, 5).join('/') ?? '';
  return {
    surfer,
    get page() {
      return page;
    },
    async open(token: string) {
      page = await surfer.get(`${w.url}/link/${token}`);
      return page;
    },
    async get(path: string) {
      page = await surfer.get(at(path));
      return page;
    },
    async post(path: string, fields: Record<string, string> = {}) {
      const more = {
        _csrf: fieldValue(page.body, '_csrf'),
        ...(page.body.includes('name="version"')
          ? { version: fieldValue(page.body, 'version') }
          : {}),
      };
      page = await surfer.post(at(path), { ...more, ...fields });
      return page;
    },
  };
}
type Holder = ReturnType<typeof holder>;

for (const kind of DATABASE_KINDS) {
  describe(`personal links over HTTP, ${kind}`, function links() {
    this.timeout(60_000);
    let w: LinkWorld;

    before(async () => {
      w = await startLinkWorld(kind);
    });
    after(() => w.close());

    const of = (person = w.minor) => ({
      programmeId: w.programme.programmeId,
      personId: person.personId,
    });
    const parentLink = () =>
      w.boss.createConsentLink({ ...of(), kind: 'parent', contact: MOTHER_MAIL });
    const yearLink = () =>
      w.boss.createConsentLink({ ...of(), kind: 'parent', confirmation: 'birth_year' });
    const code = () => /Код: (\d{6})/.exec(w.smtp.inbox.at(-1)?.text ?? '')?.[1] ?? '';

    async function confirmed(token: string): Promise<Holder> {
      const h = holder(w);
      await h.open(token);
      await h.post('/code');
      await h.post('/confirm', { answer: code() });
      return h;
    }

    it('a parent reads and consents by a link with a code', async () => {
      const { token } = await parentLink();
      const h = holder(w);
      const intro = await h.open(token);
      expect(intro.status).to.equal(200);
      expect(intro.url).to.match(/\/links\/[0-9a-f]{16}$/);
      expect(intro.body).to.contain('Колледж связи').and.to.contain('p•••a@pochta.example');
      expect(intro.body).to.not.contain(w.minor.name).and.to.not.contain(token);
      expect((await h.post('/code')).body).to.contain('Код отправлен');
      const [mail] = w.smtp.inbox;
      expect(mail?.to).to.deep.equal([MOTHER_MAIL]);
      expect(mail?.text).to.not.contain(w.minor.name).and.to.not.contain(token);
      const wrong = await h.post('/confirm', { answer: code() === '000000' ? '000001' : '000000' });
      expect(wrong.status).to.equal(422);
      expect(wrong.body).to.contain('Код не подходит').and.to.contain('id="field-answer-error"');
      const spaced = `${code().slice(0, 3)} ${code().slice(3)}`;
      const who = await h.post('/confirm', { answer: spaced });
      expect(who.body).to.contain(w.minor.name);
      const empty = await h.post('/consent', {});
      expect(empty.status).to.equal(422);
      expect(empty.body).to.contain('field-representative.name-error');
      const text = await h.post('/consent', WHO);
      expect(text.body).to.contain(`Я, ${MOTHER}`).and.to.contain(w.minor.name);
      expect(text.body).to.not.match(/name="agree"[^>]*checked/);
      const textVersion = fieldValue(text.body, 'textVersion');
      const unticked = await h.post('/give', { ...WHO, textVersion });
      expect(unticked.status).to.equal(422);
      expect(unticked.body).to.contain('field-agree-error').and.to.contain(MOTHER);
      expect(await w.tool.db('consents')).to.deep.equal([]);
      const done = await h.post('/give', { ...WHO, textVersion, agree: 'yes' });
      expect(done.url).to.match(/\/done$/);
      expect(done.body).to.contain('Согласие записано').and.to.contain(`Я, ${MOTHER}`);
      expect((await w.boss.getConsents(of())).gaps).to.deep.equal([]);
      expect((await holder(w).open(token)).body).to.contain('По этой ссылке всё уже сделано');
    });

    it('neither token, code nor a name stands in the log, an address or a Referer', async () => {
      const { token } = await parentLink();
      const h = await confirmed(token);
      await h.post('/consent', WHO);
      await h.surfer.get(`${w.url}/LINK/${token}`);
      await h.surfer.get(`${w.url}//link/${token}`);
      const log = w.log();
      expect(log).to.contain('"path":"/link/:link"').and.to.contain('/links/:link/confirm');
      for (const secret of [token, code(), MOTHER, w.minor.name, MOTHER_MAIL, 'Ребёнкин']) {
        expect(log, secret).to.not.contain(secret);
      }
      const ours = h.surfer.seen.filter(({ url }) => !/\/link\//i.test(url));
      for (const { url, headers, body } of ours) {
        expect(url).to.not.contain(token);
        expect(body).to.not.contain(token);
        expect(headers.get('content-security-policy')).to.contain("frame-ancestors 'none'");
        expect(headers.get('cache-control')).to.equal('no-store');
      }
      const [taken] = h.surfer.seen;
      expect(taken?.headers.get('referrer-policy')).to.equal('no-referrer');
      expect(taken?.headers.get('set-cookie')).to.match(
        /^nastavnik-link=[\w.-]+; Path=\/links\/[0-9a-f]{16}; Max-Age=3600; HttpOnly; SameSite=Lax$/,
      );
    });

    it('what is unknown, revoked, expired or locked is said kindly and tells nothing', async () => {
      const unknown = await holder(w).open('x'.repeat(22));
      const malformed = await holder(w).open('x');
      expect(unknown.status).to.equal(404);
      const words = (seen: Seen) => seen.body.replace(/<code>\w+<\/code>/, '');
      expect(words(malformed)).to.equal(words(unknown));
      const { token, linkId } = await yearLink();
      await w.boss.revokeLink({ ...of(), linkId });
      expect((await holder(w).open(token)).body).to.contain('Ссылка больше не действует');
      const second = await yearLink();
      await w.tool.db('personal_links').where('id', second.linkId).update({ expires_at: 1 });
      const expired = await holder(w).open(second.token);
      expect(expired.status).to.equal(410);
      expect(expired.body).to.contain('Срок ссылки прошёл');
      const third = await yearLink();
      const h = holder(w);
      await h.open(third.token);
      for (const answer of ['2001', '2002']) await h.post('/confirm', { answer });
      expect(h.page.body).to.contain('Год не подходит');
      expect((await h.post('/confirm', { answer: '2003' })).body).to.contain(
        'Слишком много попыток',
      );
      for (const page of [unknown, expired, h.page]) expect(page.body).to.not.contain(w.minor.name);
    });

    it('the birth year confirms without mail; a decline writes nothing', async () => {
      const { token } = await yearLink();
      const h = holder(w);
      expect((await h.open(token)).body).to.contain('Год рождения ребёнка');
      const before = (await w.tool.db('consents')).length;
      expect((await h.post('/confirm', { answer: '2009' })).body).to.contain(w.minor.name);
      const declined = await h.get('/declined');
      expect(declined.body).to.contain('Ничего не записано').and.to.contain('Колледж связи');
      expect((await w.tool.db('consents')).length).to.equal(before);
    });

    it('a form without our token, or from another site, is refused', async () => {
      const { token } = await yearLink();
      const h = holder(w);
      await h.open(token);
      expect((await h.post('/confirm', { _csrf: 'x', answer: '2009' })).status).to.equal(403);
      const url = h.surfer.seen[1]?.url ?? '';
      const cookie = [...h.surfer.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const foreign = await fetch(`${url}/confirm`, {
        method: 'POST',
        headers: { cookie, origin: 'https://evil.example' },
        body: new URLSearchParams({ answer: '2009' }),
      });
      expect(foreign.status).to.equal(403);
    });

    it('without the cookie, with that of another link, or after an hour it is opened again', async () => {
      const first = await confirmed((await parentLink()).token);
      const { token } = await w.boss.createConsentLink({
        ...of(),
        kind: 'publication',
        confirmation: 'birth_year',
      });
      const other = await holder(w).open(token);
      expect((await fetch(other.url)).status).to.equal(401);
      expect((await first.surfer.get(other.url)).status).to.equal(401);
      w.clock.advance(61 * 60_000);
      const late = await first.get('/consent');
      expect(late.status).to.equal(401);
      expect(late.body).to.contain('Откройте ссылку ещё раз').and.to.not.contain(w.minor.name);
    });

    it('what the mail server refuses or does not take is said, and asked for again', async () => {
      const { token } = await parentLink();
      const h = holder(w);
      await h.open(token);
      w.smtp.refusals.push(550);
      expect((await h.post('/code')).body).to.contain('не принял письмо с кодом');
      w.clock.advance(61_000);
      expect((await h.post('/code')).body).to.contain('Код отправлен');
      expect((await h.post('/code')).body).to.contain('Новый можно запросить через минуту');
    });

    it('somebody without an account answers a wave by a link, and no other wave', async () => {
      const waveId = await w.wave('Анкета наставника');
      const otherWave = await w.wave('Другая анкета');
      const { token } = await w.boss.createSurveyLink({
        ...of(w.mentor),
        waveId,
        confirmation: 'birth_year',
      });
      const h = holder(w);
      await h.open(token);
      const form = await h.post('/confirm', { answer: '1980' });
      expect(form.status, form.url).to.equal(200);
      expect(form.url).to.contain(`/my-surveys/${waveId}/1`);
      expect(form.body).to.contain('Рады ли Вы').and.to.not.contain('На главную');
      const answers = { seen: 'glad', 'answers.glad': 'true', 'answers.why': 'Интересно' };
      const idempotencyKey = fieldValue(form.body, 'idempotencyKey');
      const fields = new URLSearchParams({ ...answers, go: 'finish', idempotencyKey });
      fields.append('seen', 'why');
      fields.append('_csrf', fieldValue(form.body, '_csrf'));
      fields.append('version', fieldValue(form.body, 'version'));
      const done = await h.surfer.post(form.url, [...fields]);
      expect(done.body).to.contain('Анкета сдана').and.to.contain('Интересно');
      const { programmeId } = w.programme;
      const { rows } = await w.boss.listWavePeople({ programmeId, waveId, state: 'submitted' });
      expect(rows.map((row) => row.personId)).to.deep.equal([w.mentor.personId]);
      const foreign = await h.get(`/my-surveys/${otherWave}`);
      expect(foreign.status).to.equal(404);
      expect(foreign.body).to.not.contain('Другая анкета');
      const consent = await h.get('/consent');
      expect(consent.status).to.equal(404);
    });

    /** A confirmed link of the mentor to a wave; the page that it leads to. */
    async function mentorAt(waveId: string) {
      const { token } = await w.boss.createSurveyLink({
        ...of(w.mentor),
        waveId,
        confirmation: 'birth_year',
      });
      const h = holder(w);
      await h.open(token);
      return { h, token, form: await h.post('/confirm', { answer: '1980' }) };
    }
    const answer = (h: Holder, form: Seen, fields: [string, string][]) =>
      h.surfer.post(form.url, [
        ['seen', 'glad'],
        ['seen', 'why'],
        ['_csrf', fieldValue(form.body, '_csrf')],
        ['version', fieldValue(form.body, 'version')],
        ['idempotencyKey', fieldValue(form.body, 'idempotencyKey')],
        ...fields,
      ]);

    it('of an anonymous wave it shows and changes nothing once it is opened anew', async () => {
      const waveId = await w.wave('Тайная анкета', { anonymous: true });
      const { h, token, form } = await mentorAt(waveId);
      expect(form.body).to.contain('Если открыть ссылку заново');
      const why = 'Об этом никому не скажу';
      const said: [string, string][] = [
        ['answers.glad', 'true'],
        ['answers.why', why],
      ];
      await answer(h, form, [...said, ['go', 'stay']]);
      // Whoever has made the link knows the birth year too.
      const other = holder(w);
      await other.open(token);
      const begun = await other.post('/confirm', { answer: '1980' });
      expect(begun.body).to.contain('уже начинали отвечать').and.to.not.contain(why);
      const again = holder(w);
      await again.open(token);
      const own = await again.post('/confirm', { answer: '1980' });
      const done = await answer(again, own, [...said, ['go', 'finish']]);
      expect(done.body).to.contain('Анкета сдана').and.to.contain(why);
      const later = holder(w);
      await later.open(token);
      const shut = await later.post('/confirm', { answer: '1980' });
      expect(shut.body).to.contain('по личной ссылке сданные ответы не показывают');
      expect(shut.body).to.not.contain(why);
      const step = await later.get(`/my-surveys/${waveId}/1`);
      expect(step.url).to.match(new RegExp(`/my-surveys/${waveId}$`));
      expect(step.body).to.not.contain(why);
      const posted = await answer(later, { ...own, url: `${step.url}/1` }, [['go', 'finish']]);
      expect(posted.body).to.not.contain(why);
      const { rows } = await w.boss.listWavePeople({
        programmeId: w.programme.programmeId,
        waveId,
        state: 'submitted',
      });
      expect(rows).to.have.length(1);
    });

    it('a megabyte of words, or an answer to no question, is told of and not kept', async () => {
      const waveId = await w.wave('Длинная');
      const { h, form } = await mentorAt(waveId);
      const long = await answer(h, form, [
        ['answers.glad', 'true'],
        ['answers.why', 'x'.repeat(1_000_000)],
        ['go', 'finish'],
      ]);
      expect(long.status).to.equal(422);
      expect(long.body).to.contain('Слишком длинно');
      const unknown = await answer(h, form, [
        ['answers.zzz', 'x'],
        ['go', 'stay'],
      ]);
      expect(unknown.status).to.equal(422);
      expect(unknown.body).to.contain('Такого вопроса в анкете нет');
      expect(await w.tool.db('survey_responses').where('wave_id', waveId)).to.deep.equal([]);
    });

    it('a form sent after the wave was closed is refused, and what was typed stays', async () => {
      const waveId = await w.wave('Закроется');
      const { h, form } = await mentorAt(waveId);
      const { programmeId } = w.programme;
      const { version } = await w.boss.getWave({ programmeId, waveId });
      await w.boss.setWaveState({ programmeId, waveId, state: 'closed', version });
      const why = 'Слова, которые жалко потерять';
      const late = await answer(h, form, [
        ['answers.why', why],
        ['go', 'finish'],
      ]);
      expect(late.status).to.be.oneOf([409, 422]);
      expect(late.body).to.contain('больше не принимаются').and.to.contain(why);
      const shown = await h.get(`/my-surveys/${waveId}`);
      expect(shown.body).to.contain('ответить на неё больше нельзя');
      expect(await w.tool.db('survey_responses').where('wave_id', waveId)).to.deep.equal([]);
    });

    it('in English for who asks so', async () => {
      const { token } = await yearLink();
      const first = await fetch(`${w.url}/link/${token}`, { redirect: 'manual' });
      const cookie = first.headers.get('set-cookie')?.split(';')[0] ?? '';
      const page = await fetch(`${w.url}${first.headers.get('location')}`, {
        headers: { cookie, 'accept-language': 'en-GB,en' },
      });
      expect(await page.text()).to.contain('The child’s birth year');
    });
  });
}

describe('personal links where no mail server is set up', function withoutMail() {
  this.timeout(60_000);
  let w: LinkWorld;
  before(async () => {
    w = await startLinkWorld('sqlite', false);
  });
  after(() => w.close());

  it('a link that asks for a code says what to ask the college for', async () => {
    const { token } = await w.boss.createConsentLink({
      programmeId: w.programme.programmeId,
      personId: w.minor.personId,
      kind: 'parent',
      contact: MOTHER_MAIL,
    });
    const h = holder(w);
    const page = await h.open(token);
    expect(page.body).to.contain('не настроена почта').and.to.not.contain('Получить код');
  });
});
