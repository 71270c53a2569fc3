import { expect } from 'chai';
import type { Db } from '../shared/db/connect.js';
import { dialectOf } from '../shared/db/connect.js';
import { DATABASE_KINDS } from './support/databases.js';
import { type LinkWorld, MOTHER_MAIL, startLinkWorld } from './support/link-world.js';
import { fieldValue, newSurfer } from './support/surfer.js';

/** All that stands in the database, as one text. */
async function everything(db: Db): Promise<string> {
  const found =
    dialectOf(db) === 'mysql'
      ? (await db.raw('show tables'))[0].map((row: object) => String(Object.values(row)[0]))
      : (await db('sqlite_master').where('type', 'table').select('name')).map(({ name }) => name);
  const tables: string[] = found.filter((name: string) => !name.startsWith('sqlite_'));
  const rows = await Promise.all(tables.map((name) => db(name).select('*')));
  return JSON.stringify(rows);
}

for (const kind of DATABASE_KINDS) {
  describe(`personal links withstand who tries, ${kind}`, function links() {
    this.timeout(60_000);
    let w: LinkWorld;
    let waveId: string;

    before(async () => {
      w = await startLinkWorld(kind);
      waveId = await w.wave('Тайная анкета');
    });
    after(() => w.close());

    const of = (person = w.minor) => ({
      programmeId: w.programme.programmeId,
      personId: person.personId,
    });
    const yearLink = () =>
      w.boss.createConsentLink({
        ...of(),
        kind: 'parent',
        confirmation: 'birth_year',
        contact: MOTHER_MAIL,
      });
    const surveyLink = () =>
      w.boss.createSurveyLink({ ...of(w.mentor), waveId, confirmation: 'birth_year' });
    const baseOf = (url: string) => url.split('?')[0]?.split('/').slice(0, 5).join('/') ?? '';

    /** Opens a link and confirms it by a year. */
    async function confirmed(token: string, answer: string) {
      const surfer = newSurfer(w.url);
      const intro = await surfer.get(`${w.url}/link/${token}`);
      const base = baseOf(intro.url);
      const csrf = fieldValue(intro.body, '_csrf');
      const page = await surfer.post(`${base}/confirm`, { _csrf: csrf, answer });
      return { surfer, base, page };
    }
    /** A browser that says from which network it comes, as the proxy before the tool would. */
    const from = async (network: string, url: string) => {
      const headers = { 'x-forwarded-for': network };
      const first = await fetch(url, { redirect: 'manual', headers });
      const on = first.headers.get('location');
      if (on === null) return first.status;
      const cookie = first.headers.getSetCookie()[0]?.split(';')[0] ?? '';
      return (await fetch(new URL(on, url), { headers: { ...headers, cookie } })).status;
    };

    it('a token is 128 random bits, and the next one is no neighbour of it', async () => {
      const tokens = [];
      for (let n = 0; n < 20; n += 1) tokens.push((await yearLink()).token);
      expect(new Set(tokens).size).to.equal(20);
      const bits = tokens.map((token) => {
        expect(token).to.match(/^[\w-]{22}$/);
        return Buffer.from(token, 'base64url');
      });
      for (const bytes of bits) expect(bytes).to.have.length(16);
      // Each place of the bytes takes many values: none is a counter, a time or a constant.
      for (let at = 0; at < 16; at += 1) {
        expect(new Set(bits.map((bytes) => bytes[at])).size, `byte ${at}`).to.be.at.least(10);
      }
    });

    it('no table holds a token, a code or a pass, after all that was done by them', async () => {
      const { token } = await yearLink();
      const system = w.tool.service.api.as({ kind: 'system', name: 'links' });
      const { pass } = await system.confirmLink({ token, answer: '2009' });
      const { text } = await system.readConsentByLink({ token, pass });
      const representative = { name: 'Мать', ground: 'parent', document: null } as const;
      const textVersion = text.version;
      await system.giveConsentByLink({ token, pass, textVersion, representative });
      const byCode = await w.boss.createConsentLink({
        ...of(),
        kind: 'publication',
        contact: MOTHER_MAIL,
      });
      const sent = await system.sendLinkCode({ token: byCode.token });
      const all = await everything(w.tool.db);
      expect(all).to.contain(w.minor.name);
      for (const secret of [token, pass, byCode.token, `"${sent.code}"`]) {
        expect(all.includes(secret), secret).to.equal(false);
      }
    });

    it('before the confirmation no address of a link tells anything of anybody', async () => {
      for (const { token } of [await yearLink(), await surveyLink()]) {
        const surfer = newSurfer(w.url);
        const intro = await surfer.get(`${w.url}/link/${token}`);
        const base = baseOf(intro.url);
        const _csrf = fieldValue(intro.body, '_csrf');
        const gets = ['', '/consent', '/text', '/done', '/declined', '/about', '/my-surveys'];
        for (const path of [...gets, `/my-surveys/${waveId}`, '/people', '/code', '/confirm']) {
          await surfer.get(`${base}${path}`);
        }
        for (const path of ['/consent', '/give', '/about', `/my-surveys/${waveId}`, '/code']) {
          await surfer.post(`${base}${path}`, { _csrf, agree: 'yes', textVersion: 'x' });
        }
        const names = [w.minor.name, 'Ребёнкин', w.mentor.name, 'Заводской', 'Тайная анкета'];
        for (const { url, body } of surfer.seen) {
          for (const secret of [...names, MOTHER_MAIL, '05.03.2009', waveId]) {
            if (url.includes(waveId) && secret === waveId) continue;
            expect(body.includes(secret), `${secret} at ${url}`).to.equal(false);
          }
        }
      }
    });

    it('a pass opens what its link is for, and nothing else', async () => {
      const parent = await confirmed((await yearLink()).token, '2009');
      expect(parent.page.body).to.contain(w.minor.name);
      for (const path of ['/my-surveys', `/my-surveys/${waveId}`, '/about']) {
        const page = await parent.surfer.get(`${parent.base}${path}`);
        expect(page.status, path).to.be.oneOf([403, 404]);
        expect(page.body).not.to.contain('Тайная анкета');
      }
      const survey = await confirmed((await surveyLink()).token, '1980');
      expect(survey.page.body).to.contain('Тайная анкета');
      for (const path of ['/consent', '/text', '/done', '/about']) {
        const page = await survey.surfer.get(`${survey.base}${path}`);
        expect(page.body.includes('Я, '), path).to.equal(false);
        expect(page.body).not.to.contain(w.minor.name);
      }
    });

    it('revoked by the coordinator, it ends under the hands of who has it open', async () => {
      const { token, linkId } = await yearLink();
      const { surfer, base } = await confirmed(token, '2009');
      await w.boss.revokeLink({ ...of(), linkId });
      const page = await surfer.get(`${base}/consent`);
      expect(page.status).to.equal(410);
      expect(page.body).to.contain('Ссылка больше не действует').and.not.to.contain(w.minor.name);
    });

    it('an altered cookie, or the right one under another link’s address, opens nothing', async () => {
      const { surfer, base } = await confirmed((await yearLink()).token, '2009');
      const [name = '', value = ''] = [...surfer.cookies][0] ?? [];
      const flipped = `${value.slice(0, -2)}${value.endsWith('AA') ? 'BB' : 'AA'}`;
      for (const [cookie, at] of [
        [flipped, base],
        [value, baseOf(`${w.url}/links/${'0'.repeat(16)}`)],
        ['', base],
      ]) {
        const page = await fetch(`${at}/consent`, { headers: { cookie: `${name}=${cookie}` } });
        expect(page.status).to.equal(401);
        expect(await page.text()).not.to.contain(w.minor.name);
      }
    });

    it('the page says how many tries are left, and the last wrong one closes the link', async () => {
      const { token } = await yearLink();
      const { surfer, base, page } = await confirmed(token, '1999');
      expect(page.status).to.equal(422);
      expect(page.body).to.contain('Осталось 2 попытки').and.to.contain('Год не подходит');
      const send = (answer: string) =>
        surfer.post(`${base}/confirm`, { _csrf: fieldValue(page.body, '_csrf'), answer });
      expect((await send('1998')).body).to.contain('Осталась 1 попытка');
      expect((await send('1997')).body).to.contain('Слишком много попыток');
      expect((await send('2009')).body).to.contain('Слишком много попыток');
    });

    it('a guardian names the paper of the guardianship, a parent need not', async () => {
      const { surfer, base, page } = await confirmed((await yearLink()).token, '2009');
      const send = (fields: Record<string, string>) =>
        surfer.post(`${base}/consent`, {
          _csrf: fieldValue(page.body, '_csrf'),
          'representative.name': 'Опекунова Анна',
          ...fields,
        });
      const without = await send({ 'representative.ground': 'guardian' });
      expect(without.status).to.equal(422);
      expect(without.body).to.contain('field-representative.document-error');
      expect((await send({ 'representative.ground': 'parent' })).body).to.contain('Я, Опекунова');
      const paper = { 'representative.document': 'распоряжение № 12 от 01.02.2024' };
      const read = await send({ 'representative.ground': 'guardian', ...paper });
      expect(read.body).to.contain('распоряжение № 12 от 01.02.2024');
    });

    it('guessing from one network ends after a hundred tries an hour, for whoever comes from elsewhere it does not', async () => {
      const { token } = await yearLink();
      const guess = (n: number) =>
        from('203.0.113.7', `${w.url}/link/${String(n).padStart(22, 'g')}`);
      const answers = new Map<number, number>();
      for (let n = 0; n < 105; n += 1) {
        const status = await guess(n);
        answers.set(status, (answers.get(status) ?? 0) + 1);
      }
      expect(Object.fromEntries(answers)).to.deep.equal({ 404: 100, 429: 5 });
      expect(await from('203.0.113.7', `${w.url}/link/${token}`)).to.equal(429);
      expect(await from('198.51.100.9', `${w.url}/link/${token}`)).to.equal(200);
      w.clock.advance(3_600_000);
      expect(await from('203.0.113.7', `${w.url}/link/${token}`)).to.equal(200);
    });
  });
}
