import { expect } from 'chai';
import { DONE, holder, mentorLinkWorld, SHAPES } from './support/mentor-link-world.js';
import { fieldValue } from './support/surfer.js';

for (const shape of SHAPES) {
  describe(`the page of a mentor without an account, ${shape.shape}, ${shape.database}`, function pages() {
    this.timeout(90_000);
    const m = mentorLinkWorld(shape);

    const journalOf = (action: string) =>
      m.w.tool
        .db('journal')
        .where({ programme_id: m.w.programme.programmeId, action })
        .orderBy('id');

    it('opens by the told code, at once on what is next, with nobody else on it', async () => {
      const { token, toldCode } = await m.told();
      const h = holder(m.w);
      const intro = await h.open(token);
      expect(intro.body).to.contain('Ваша страница наставника').and.to.contain('Колледж связи');
      for (const secret of [m.mentor.name, m.mentee.name, token])
        expect(intro.body).to.not.contain(secret);
      const wrong = await h.post('confirm', {
        answer: toldCode === '000000' ? '000001' : '000000',
      });
      expect(wrong.status).to.equal(422);
      const home = await h.post('confirm', { answer: toldCode ?? '' });
      expect(home.url).to.equal(`${h.base}/my`);
      expect(home.body).to.contain(m.mentee.name).and.to.contain('Записать встречу');
      for (const hidden of [
        '@kollezh.example',
        'Посторонняя',
        'Чужаков',
        'href="/app',
        '/me"',
        'type="file"',
        'data-kept-owner',
      ])
        expect(home.body).to.not.contain(hidden);
      const list = await m.w.boss.listMentorLinks({ programmeId: m.w.programme.programmeId });
      const row = list.rows.find(({ personId }) => personId === m.mentor.personId);
      expect(row?.link?.lastUsedAt).to.equal('2026-11-10T09:00:00.000Z');
    });

    it('a meeting is logged, shown as logged by a link, corrected, and so in the journal and its file', async () => {
      const h = await m.entered();
      const saved = await h.post(`meetings/new/${m.pair.pairId}`, m.meeting({ back: 'home' }));
      expect(saved.status).to.equal(200);
      expect(saved.body).to.contain('записана');
      const [{ id }] = await m.w.tool.db('meetings').where('pair_id', m.pair.pairId).select('id');
      const shown = await h.get(`meetings/${id}`);
      expect(shown.body).to.contain(DONE).and.to.contain('внесено по ссылке');
      const form = await h.get(`meetings/${id}/edit`);
      const corrected = await h.post(
        `meetings/${id}/edit`,
        m.meeting({ minutes: '90', version: fieldValue(form.body, 'version') }),
      );
      expect(corrected.body).to.contain('по ссылке');
      const { versions } = await m.w.boss.meetingHistory({
        programmeId: m.w.programme.programmeId,
        meetingId: id,
      });
      expect(versions.map(({ byLink }) => byLink)).to.deep.equal([true, true]);
      expect(versions[0]?.after).to.not.have.property('byLink');
      const list = await h.get('meetings');
      expect(list.body).to.contain(DONE.slice(0, 20));
      expect(list.body).to.contain(`href="${new URL(h.base).pathname}/meetings/${id}"`);
    });

    it('several past meetings at once, a planned one, and what is agreed of it', async () => {
      const h = await m.entered();
      const several = await h.get(`meetings/several/${m.pair.pairId}`);
      expect(several.status).to.equal(200);
      const open = await h.get(`calendar/new/${m.pair.pairId}`);
      expect(open.status).to.equal(200);
      const planned = await h.post(`calendar/new/${m.pair.pairId}`, {
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
      const h = await m.entered();
      await h.get(`plans/new/${m.pair.pairId}/${m.mentee.personId}`);
      const made = await h.post(`plans/new/${m.pair.pairId}/${m.mentee.personId}`, {
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
      const waveId = await m.w.wave('Как идёт работа');
      const h = await m.entered();
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
      const h = await m.entered();
      const id = m.pair.pairId;
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
        `progress/${m.mentee.personId}`,
        `my/pairs/${id}/help`,
        `my/pairs/${id}/thanks`,
        'help-requests',
        'surveys',
        'matching',
        'settings',
        'mentor-links',
        `participants/${m.mentor.personId}/mentor-link`,
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
  });
}
