import { expect } from 'chai';
import { buildMeeting } from '../service/test/support/builders.js';
import { DONE, holder, mentorLinkWorld, SHAPES } from './support/mentor-link-world.js';
import { fieldValue, newSurfer } from './support/surfer.js';

for (const shape of SHAPES) {
  describe(`a mentor’s link withstands who tries, ${shape.shape}, ${shape.database}`, function pages() {
    this.timeout(90_000);
    const m = mentorLinkWorld(shape);

    it('pairs, meetings and plans of others are as unknown, one’s own id in the address or not', async () => {
      const { meetingId } = await buildMeeting(m.w.tool.db, m.foreign);
      const h = await m.entered();
      const home = h.page;
      for (const path of [
        `my/pairs/${m.foreign.pairId}`,
        `meetings/${meetingId}`,
        `meetings/new/${m.foreign.pairId}`,
      ])
        expect((await h.get(path)).status, path).to.equal(404);
      const logged = await h.post(`meetings/new/${m.foreign.pairId}`, m.meeting(), home);
      expect(logged.status).to.equal(404);
      const withheld = await m.w.tool.db('meetings').where('pair_id', m.foreign.pairId);
      expect(withheld).to.have.length(1);
    });

    it('two links of two people in one browser never mix', async () => {
      const surfer = newSurfer(m.w.url);
      const one = holder(m.w, surfer);
      await one.enter(await m.told());
      const jar = new Map(surfer.cookies);
      const two = holder(m.w, newSurfer(m.w.url));
      await two.enter(await m.told(m.stranger));
      // The cookie of one under the address of the other, as a browser would never send it.
      two.surfer.cookies.clear();
      for (const [name, value] of jar) two.surfer.cookies.set(name, value);
      const page = await two.get('my');
      expect(page.status).to.equal(401);
      expect(page.body).to.not.contain(m.mentee.name);
      expect((await one.get('my')).body).to.contain(m.mentee.name);
      expect(one.base).to.not.equal(two.base);
    });

    it('a form without our token, or from another site, is refused and does nothing', async () => {
      const h = await m.entered();
      const home = h.page;
      const path = `meetings/new/${m.pair.pairId}`;
      expect((await h.post(path, m.meeting({ _csrf: 'x' }), home)).status).to.equal(403);
      const [name = '', value = ''] = [...h.surfer.cookies][0] ?? [];
      const foreignSite = await fetch(`${h.base}/${path}`, {
        method: 'POST',
        headers: { cookie: `${name}=${value}`, origin: 'https://evil.example' },
        body: new URLSearchParams({ _csrf: fieldValue(home.body, '_csrf'), ...m.meeting() }),
        redirect: 'manual',
      });
      expect(foreignSite.status).to.equal(403);
      expect(await m.w.tool.db('meetings').where('pair_id', m.pair.pairId)).to.deep.equal([]);
    });

    it('a cookie that was planted before the confirmation opens nothing after it', async () => {
      const made = await m.told();
      const h = holder(m.w);
      await h.open(made.token);
      const planted = new Map(h.surfer.cookies);
      await h.post('confirm', { answer: made.toldCode ?? '' });
      const thief = holder(m.w, newSurfer(m.w.url));
      for (const [name, value] of planted) thief.surfer.cookies.set(name, value);
      const page = await thief.surfer.get(`${h.base}/my`);
      expect(page.body).to.not.contain(m.mentee.name);
    });

    it('neither token, code nor a name stands in the log, an address, or a page after opening', async () => {
      const made = await m.told();
      const h = holder(m.w);
      await h.enter(made);
      await h.post(`meetings/new/${m.pair.pairId}`, m.meeting());
      for (const secret of [made.token, made.toldCode ?? '', m.mentor.name, m.mentee.name, DONE])
        expect(m.w.log()).to.not.contain(secret);
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
      const made = await m.told();
      const h = holder(m.w);
      await h.open(made.token);
      const wrong = made.toldCode === '000000' ? '000001' : '000000';
      for (let n = 0; n < 3; n += 1) await h.post('confirm', { answer: wrong });
      expect(h.page.body).to.contain('Слишком много попыток');
      expect((await holder(m.w).open(made.token)).body).to.contain('Слишком много попыток');
    });

    it('by a code from a letter, or without one; leaving closes it in this browser', async () => {
      const byMail = await m.w.boss.createMentorLink({
        ...m.of(),
        confirmation: 'code',
        contact: 'master@zavod.example',
      });
      const h = holder(m.w);
      await h.open(byMail.token);
      await h.post('code');
      const code = /Код: (\d{6})/.exec(m.w.smtp.inbox.at(-1)?.text ?? '')?.[1] ?? '';
      expect((await h.post('confirm', { answer: code })).url).to.equal(`${h.base}/my`);
      const free = await m.w.boss.createMentorLink({ ...m.of(), confirmation: 'none' });
      const other = holder(m.w);
      expect((await other.open(free.token)).body).to.contain('Открыть страницу');
      expect((await other.post('confirm')).body).to.contain(m.mentee.name);
      expect((await other.post('leave')).body).to.contain('Страница закрыта');
      expect((await other.get('my')).status).to.equal(401);
    });
  });
}
