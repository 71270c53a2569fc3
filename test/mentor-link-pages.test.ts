import { expect } from 'chai';
import {
  type BuiltPair,
  type BuiltPerson,
  buildMeeting,
  buildPair,
  buildPerson,
} from '../service/test/support/builders.js';
import { DATABASE_KINDS } from './support/databases.js';
import { type LinkWorld, startLinkWorld } from './support/link-world.js';
import { fieldValue, newSurfer, type Seen, type Surfer } from './support/surfer.js';

const DONE = 'Разобрали допуски и посадки на примере вала редуктора';
const XSS = '<script>alert(1)</script>';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A browser without script that holds a mentor's link. */
function holder(w: LinkWorld, surfer: Surfer = newSurfer(w.url)) {
  let page: Seen;
  let base = '';
  const at = (path: string) => `${base}/${path}`.replace(/\/$/, '');
  return {
    surfer,
    get page() {
      return page;
    },
    get base() {
      return base;
    },
    async open(token: string) {
      page = await surfer.get(`${w.url}/link/${token}`);
      base = page.url.split('?')[0]?.split('/').slice(0, 5).join('/') ?? '';
      return page;
    },
    async get(path: string) {
      page = await surfer.get(at(path));
      return page;
    },
    /** Sends a form with the token of the page that is open. */
    async post(path: string, fields: Record<string, string> = {}, from: Seen = page) {
      const csrf = fieldValue(from.body, '_csrf');
      page = await surfer.post(at(path), { _csrf: csrf, ...fields });
      return page;
    },
    /** Opens the link and confirms it with a code that was told, or without one. */
    async enter(made: { token: string; toldCode: string | null }) {
      await this.open(made.token);
      return this.post('confirm', { answer: made.toldCode ?? '' });
    },
  };
}
type Holder = ReturnType<typeof holder>;

/** SQLite in one process; MariaDB, where it is, with the service spoken to over HTTP. */
const SHAPES = (['one', 'split'] as const).map((shape) => ({
  shape,
  database: shape === 'split' ? (DATABASE_KINDS.at(-1) ?? 'sqlite') : ('sqlite' as const),
}));

for (const { shape, database } of SHAPES) {
  describe(`the page of a mentor without an account, ${shape}, ${database}`, function pages() {
    this.timeout(90_000);
    let w: LinkWorld;
    let mentor: BuiltPerson;
    let mentee: BuiltPerson;
    let pair: BuiltPair;
    let foreign: BuiltPair;
    let stranger: BuiltPerson;

    before(async () => {
      w = await startLinkWorld(database, true, shape);
    });
    after(() => w.close());
    beforeEach(async () => {
      const { db } = w.tool;
      const person = (roles: ('mentor' | 'mentee')[], familyName: string) =>
        buildPerson(db, w.programme, {
          roles,
          familyName,
          ...(roles.includes('mentor') ? { lmsStatus: 'none' as const } : {}),
        });
      mentor = await person(['mentor'], 'Мастеров');
      mentee = await person(['mentee'], 'Учеников');
      stranger = await person(['mentor'], 'Чужаков');
      const other = await person(['mentee'], 'Посторонняя');
      pair = await buildPair(db, w.programme, { mentors: [mentor], mentees: [mentee] });
      foreign = await buildPair(db, w.programme, { mentors: [stranger], mentees: [other] });
    });

    const of = (person = mentor) => ({
      programmeId: w.programme.programmeId,
      personId: person.personId,
    });
    const told = (person = mentor) =>
      w.boss.createMentorLink({ ...of(person), confirmation: 'told_code' });
    const meeting = (more: Record<string, string> = {}) => ({
      heldOn: '2026-11-09',
      kind: 'regular',
      minutes: '60',
      format: 'in_person',
      attendeeIds: mentee.personId,
      done: DONE,
      idempotencyKey: `key-${Math.random().toString(36).slice(2, 12)}`,
      ...more,
    });
    async function entered(person = mentor): Promise<Holder> {
      const h = holder(w);
      await h.enter(await told(person));
      return h;
    }
    const journalOf = (action: string) =>
      w.tool.db('journal').where({ programme_id: w.programme.programmeId, action }).orderBy('id');

    it('opens by the told code, at once on what is next, with nobody else on it', async () => {
      const { token, toldCode } = await told();
      const h = holder(w);
      const intro = await h.open(token);
      expect(intro.body).to.contain('Ваша страница наставника').and.to.contain('Колледж связи');
      for (const secret of [mentor.name, mentee.name, token])
        expect(intro.body).to.not.contain(secret);
      const wrong = await h.post('confirm', {
        answer: toldCode === '000000' ? '000001' : '000000',
      });
      expect(wrong.status).to.equal(422);
      const home = await h.post('confirm', { answer: toldCode ?? '' });
      expect(home.url).to.equal(`${h.base}/my`);
      expect(home.body).to.contain(mentee.name).and.to.contain('Записать встречу');
      for (const hidden of ['@kollezh.example', 'Посторонняя', 'Чужаков', 'href="/app', '/me"'])
        expect(home.body).to.not.contain(hidden);
      const list = await w.boss.listMentorLinks({ programmeId: w.programme.programmeId });
      const row = list.rows.find(({ personId }) => personId === mentor.personId);
      expect(row?.link?.lastUsedAt).to.equal('2026-11-10T09:00:00.000Z');
    });

    it('a meeting is logged, shown as logged by a link, corrected, and so in the journal and its file', async () => {
      const h = await entered();
      const saved = await h.post(`meetings/new/${pair.pairId}`, meeting({ back: 'home' }));
      expect(saved.status).to.equal(200);
      expect(saved.body).to.contain('записана');
      const [{ id }] = await w.tool.db('meetings').where('pair_id', pair.pairId).select('id');
      const shown = await h.get(`meetings/${id}`);
      expect(shown.body).to.contain(DONE).and.to.contain('внесено по ссылке');
      const form = await h.get(`meetings/${id}/edit`);
      const corrected = await h.post(
        `meetings/${id}/edit`,
        meeting({ minutes: '90', version: fieldValue(form.body, 'version') }),
      );
      expect(corrected.body).to.contain('по ссылке');
      const { versions } = await w.boss.meetingHistory({
        programmeId: w.programme.programmeId,
        meetingId: id,
      });
      expect(versions.map(({ byLink }) => byLink)).to.deep.equal([true, true]);
      expect(versions[0]?.after).to.not.have.property('byLink');
      const list = await h.get('meetings');
      expect(list.body).to.contain(DONE.slice(0, 20));
      expect(list.body).to.contain(`href="${new URL(h.base).pathname}/meetings/${id}"`);
    });

    it('several past meetings at once, a planned one, and what is agreed of it', async () => {
      const h = await entered();
      const several = await h.get(`meetings/several/${pair.pairId}`);
      expect(several.status).to.equal(200);
      const open = await h.get(`calendar/new/${pair.pairId}`);
      expect(open.status).to.equal(200);
      const planned = await h.post(`calendar/new/${pair.pairId}`, {
        onDate: '2026-11-20',
        startsAt: '15:00',
        kind: 'regular',
        minutes: '60',
        format: 'in_person',
        idempotencyKey: 'planned-1-by-link',
      });
      expect(planned.status).to.equal(200);
      expect(planned.body).to.contain('по ссылке');
      const cancelled = await h.post(`${planned.url.slice(h.base.length + 1)}/cancel`, {
        reason: 'work',
        version: '1',
      });
      expect(cancelled.body).to.contain('отмен');
      expect((await h.get('calendar')).status).to.equal(200);
    });

    it('a plan is made, filled and offered to the mentee in the mentor’s name', async () => {
      const h = await entered();
      await h.get(`plans/new/${pair.pairId}/${mentee.personId}`);
      const made = await h.post(`plans/new/${pair.pairId}/${mentee.personId}`, {
        template: 'empty',
        kind: 'individual_plan',
        idempotencyKey: 'plan-1-by-link',
      });
      expect(made.status).to.equal(200);
      const path = made.url.slice(h.base.length + 1).split('?')[0] ?? '';
      await h.get(`${path}/rows/new`);
      const added = await h.post(`${path}/rows/new`, {
        task: 'Освоить чтение чертежей',
        dueOn: '2026-12-20',
        planned: 'Читает чертёж сам',
        idempotencyKey: 'plan-row-1-by-link',
      });
      expect(added.status).to.equal(200);
      const plan = await h.get(path);
      const version = /plan-offer[\s\S]*?name="version" value="(\d+)"/.exec(plan.body)?.[1] ?? '';
      const offered = await h.post(`${path}/offer`, { version });
      expect(offered.status).to.equal(200);
      expect(offered.body).to.not.contain('.docx');
      const history = await h.get(`${path}/history`);
      expect(history.body).to.contain('по ссылке');
    });

    it('questionnaires that ask them are filled in, and no others', async () => {
      const waveId = await w.wave('Как идёт работа');
      const h = await entered();
      expect((await h.get('my')).body).to.contain('Как идёт работа');
      const page = await h.get(`my-surveys/${waveId}`);
      expect(page.status).to.equal(200);
      const done = await h.surfer.post(page.url, [
        ['_csrf', fieldValue(page.body, '_csrf')],
        ['version', fieldValue(page.body, 'version')],
        ['seen', 'glad'],
        ['seen', 'why'],
        ['answers.glad', 'true'],
        ['answers.why', 'Потому что дело живое'],
        ['go', 'finish'],
      ]);
      expect(done.body).to.contain('Анкета сдана');
      const [entry] = await journalOf('survey_wave.submitted');
      expect(JSON.stringify(entry?.after)).to.contain('byLink');
    });

    it('whatever else a mentor has, and all that staff have, is not there', async () => {
      const h = await entered();
      const id = pair.pairId;
      const paths = [
        'me',
        'me/calendar',
        'help',
        'my-school',
        'mentor-profile',
        'participants',
        'overview',
        'pairs',
        `pairs/${id}`,
        'journal',
        'meetings.xlsx',
        'calendar.xlsx',
        `progress/${mentee.personId}`,
        `my/pairs/${id}/help`,
        `my/pairs/${id}/thanks`,
        'help-requests',
        'surveys',
        'matching',
        'settings',
        'mentor-links',
        `participants/${mentor.personId}/mentor-link`,
        'consent',
        'about',
      ];
      for (const path of paths) {
        const page = await h.get(path);
        expect(page.status, path).to.be.oneOf([404]);
        expect(page.body, path).to.not.contain('Посторонняя');
      }
      const home = await h.get('my');
      for (const path of ['role', 'locale', 'me/calendar', `my/pairs/${id}/help`, 'settings']) {
        expect((await h.post(path, { role: 'coordinator' }, home)).status, path).to.equal(404);
      }
    });

    it('pairs, meetings and plans of others are as unknown, one’s own id in the address or not', async () => {
      const { meetingId } = await buildMeeting(w.tool.db, foreign);
      const h = await entered();
      const home = h.page;
      for (const path of [
        `my/pairs/${foreign.pairId}`,
        `meetings/${meetingId}`,
        `meetings/new/${foreign.pairId}`,
      ])
        expect((await h.get(path)).status, path).to.equal(404);
      const logged = await h.post(`meetings/new/${foreign.pairId}`, meeting(), home);
      expect(logged.status).to.equal(404);
      const withheld = await w.tool.db('meetings').where('pair_id', foreign.pairId);
      expect(withheld).to.have.length(1);
    });

    const ways: [string, () => Promise<unknown>, string][] = [
      [
        'revoked',
        async () => {
          const { link } = await w.boss.getMentorLink(of());
          await w.boss.revokeMentorLink({ ...of(), linkId: link?.linkId ?? '' });
        },
        'Колледж отозвал её или заменил новой',
      ],
      ['replaced by a new one', () => told(), 'Колледж отозвал её или заменил новой'],
      [
        'at its end',
        () =>
          w.tool.db('personal_links').where('person_id', mentor.personId).update({ expires_at: 1 }),
        'Срок ссылки прошёл',
      ],
      [
        'of a mentor who was removed',
        async () => {
          const person = await w.boss.getPerson(of());
          await w.boss.setRoles({ ...of(), roles: [], scopeForms: null, version: person.version });
        },
        'Вы больше не числитесь наставником',
      ],
      [
        'of a programme that has gone on as another',
        async () => {
          await w.tool
            .db('programmes')
            .where('id', w.programme.programmeId)
            .update({ continued_in: w.programme.programmeId });
        },
        'Срок ссылки прошёл',
      ],
      [
        'of who took their consent back',
        async () => {
          const at = { ...of(), kind: 'own' } as const;
          await w.tool.db('profiles').insert({
            person_id: mentor.personId,
            organisation_id: mentor.organisationId,
            birth_date: '1980-03-05',
            created_at: 0,
          });
          await w.boss.recordPaperConsent({
            ...at,
            givenOn: '2026-10-01',
            representative: null,
            originalNumber: '1',
            originalNote: 'Дело',
          });
          await w.boss.withdrawConsent({
            ...at,
            withdrawnOn: '2026-11-09',
            byWhom: 'person',
            reason: 'Просьба',
          });
        },
        'Согласие на обработку Ваших данных отозвано',
      ],
    ];
    for (const [what, end, words] of ways) {
      it(`a link ${what}: the next press is refused, and what was typed is shown back`, async () => {
        const h = await entered();
        const home = h.page;
        await end();
        try {
          const refused = await h.post(
            `meetings/new/${pair.pairId}`,
            meeting({ agreed: `Коротко ${XSS}` }),
            home,
          );
          expect(refused.status).to.equal(410);
          expect(refused.body).to.contain(words).and.to.contain('Набранное не сохранено');
          expect(refused.body).to.contain(DONE).and.to.contain('2026-11-09');
          expect(refused.body).to.contain('Колледж связи').and.to.not.contain(XSS);
          expect(refused.body).to.not.contain(mentee.name);
          expect((await h.get('my')).status).to.equal(410);
          expect(await w.tool.db('meetings').where('pair_id', pair.pairId)).to.deep.equal([]);
        } finally {
          await w.tool
            .db('programmes')
            .where('id', w.programme.programmeId)
            .update({ continued_in: null });
        }
      });
    }

    it('after half an hour of rest the code is asked again, and the form has what was typed', async () => {
      const made = await told();
      const h = holder(w);
      const home = await h.enter(made);
      w.clock.advance(29 * MINUTE);
      expect((await h.get('my')).status).to.equal(200);
      w.clock.advance(31 * MINUTE);
      const path = `meetings/new/${pair.pairId}`;
      const again = await h.post(path, meeting({ _draft: path }), home);
      expect(again.url).to.equal(h.base);
      expect(again.body).to.contain('Набранное не пропало');
      const back = await h.post('confirm', { answer: made.toldCode ?? '' });
      expect(back.body).to.contain('несохранённый');
      expect((await h.get(path)).body).to.contain(DONE);
      expect((await h.post(path, meeting({ _draft: path }))).status).to.equal(200);
      expect(await w.tool.db('lti_drafts').where('person_id', mentor.personId)).to.deep.equal([]);
    });

    it('who works on and on confirms again after twelve hours', async () => {
      const h = await entered();
      for (let n = 0; n < 12 * 3; n += 1) {
        w.clock.advance(20 * MINUTE);
        if (n % 2 === 0) await h.get('my');
        else await h.get('meetings');
      }
      expect((await h.get('my')).url).to.equal(h.base);
      w.clock.advance(-12 * HOUR);
    });

    it('confirmed on a second device, the first confirms again', async () => {
      const made = await told();
      const first = holder(w);
      await first.enter(made);
      const second = holder(w);
      expect((await second.enter(made)).url).to.equal(`${second.base}/my`);
      expect((await first.get('my')).url).to.equal(first.base);
      expect((await second.get('my')).status).to.equal(200);
    });

    it('two links of two people in one browser never mix', async () => {
      const surfer = newSurfer(w.url);
      const one = holder(w, surfer);
      await one.enter(await told());
      const jar = new Map(surfer.cookies);
      const two = holder(w, newSurfer(w.url));
      await two.enter(await told(stranger));
      // The cookie of one under the address of the other, as a browser would never send it.
      two.surfer.cookies.clear();
      for (const [name, value] of jar) two.surfer.cookies.set(name, value);
      const page = await two.get('my');
      expect(page.status).to.equal(401);
      expect(page.body).to.not.contain(mentee.name);
      expect((await one.get('my')).body).to.contain(mentee.name);
      expect(one.base).to.not.equal(two.base);
    });

    it('a form without our token, or from another site, is refused and does nothing', async () => {
      const h = await entered();
      const home = h.page;
      const path = `meetings/new/${pair.pairId}`;
      expect((await h.post(path, meeting({ _csrf: 'x' }), home)).status).to.equal(403);
      const [name = '', value = ''] = [...h.surfer.cookies][0] ?? [];
      const foreignSite = await fetch(`${h.base}/${path}`, {
        method: 'POST',
        headers: { cookie: `${name}=${value}`, origin: 'https://evil.example' },
        body: new URLSearchParams({ _csrf: fieldValue(home.body, '_csrf'), ...meeting() }),
        redirect: 'manual',
      });
      expect(foreignSite.status).to.equal(403);
      expect(await w.tool.db('meetings').where('pair_id', pair.pairId)).to.deep.equal([]);
    });

    it('a cookie that was planted before the confirmation opens nothing after it', async () => {
      const made = await told();
      const h = holder(w);
      await h.open(made.token);
      const planted = new Map(h.surfer.cookies);
      await h.post('confirm', { answer: made.toldCode ?? '' });
      const thief = holder(w, newSurfer(w.url));
      for (const [name, value] of planted) thief.surfer.cookies.set(name, value);
      const page = await thief.surfer.get(`${h.base}/my`);
      expect(page.body).to.not.contain(mentee.name);
    });

    it('neither token, code nor a name stands in the log, an address, or a page after opening', async () => {
      const made = await told();
      const h = holder(w);
      await h.enter(made);
      await h.post(`meetings/new/${pair.pairId}`, meeting());
      for (const secret of [made.token, made.toldCode ?? '', mentor.name, mentee.name, DONE])
        expect(w.log()).to.not.contain(secret);
      const [taken, ...ours] = h.surfer.seen;
      expect(taken?.headers.get('referrer-policy')).to.equal('no-referrer');
      expect(taken?.headers.get('set-cookie')).to.match(
        /^nastavnik-link=[\w.-]+; Path=\/links\/[0-9a-f]{16}; Max-Age=3600; HttpOnly; SameSite=Lax$/,
      );
      for (const { url, headers, body } of ours) {
        expect(url).to.not.contain(made.token);
        expect(body).to.not.contain(made.token);
        expect(headers.get('cache-control')).to.equal('no-store');
        expect(headers.get('content-security-policy')).to.contain("frame-ancestors 'none'");
      }
    });

    it('three wrong codes close the link, also for who knows the right one', async () => {
      const made = await told();
      const h = holder(w);
      await h.open(made.token);
      const wrong = made.toldCode === '000000' ? '000001' : '000000';
      for (let n = 0; n < 3; n += 1) await h.post('confirm', { answer: wrong });
      expect(h.page.body).to.contain('Слишком много попыток');
      expect((await holder(w).open(made.token)).body).to.contain('Слишком много попыток');
    });

    it('by a code from a letter, or without one; leaving closes it in this browser', async () => {
      const byMail = await w.boss.createMentorLink({
        ...of(),
        confirmation: 'code',
        contact: 'master@zavod.example',
      });
      const h = holder(w);
      await h.open(byMail.token);
      await h.post('code');
      const code = /Код: (\d{6})/.exec(w.smtp.inbox.at(-1)?.text ?? '')?.[1] ?? '';
      expect((await h.post('confirm', { answer: code })).url).to.equal(`${h.base}/my`);
      const free = await w.boss.createMentorLink({ ...of(), confirmation: 'none' });
      const other = holder(w);
      expect((await other.open(free.token)).body).to.contain('Открыть страницу');
      expect((await other.post('confirm')).body).to.contain(mentee.name);
      expect((await other.post('leave')).body).to.contain('Страница закрыта');
      expect((await other.get('my')).status).to.equal(401);
    });
  });
}
