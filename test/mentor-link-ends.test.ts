import { expect } from 'chai';
import { DONE, holder, mentorLinkWorld, SHAPES } from './support/mentor-link-world.js';

const XSS = '<script>alert(1)</script>';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

for (const shape of SHAPES) {
  describe(`a mentor’s link that ends under their hands, ${shape.shape}, ${shape.database}`, function pages() {
    this.timeout(90_000);
    const m = mentorLinkWorld(shape);

    const ways: [string, () => Promise<unknown>, string][] = [
      [
        'revoked',
        async () => {
          const { link } = await m.w.boss.getMentorLink(m.of());
          await m.w.boss.revokeMentorLink({ ...m.of(), linkId: link?.linkId ?? '' });
        },
        'Колледж отозвал её или заменил новой',
      ],
      ['replaced by a new one', () => m.told(), 'Колледж отозвал её или заменил новой'],
      [
        'at its end',
        () =>
          m.w.tool
            .db('personal_links')
            .where('person_id', m.mentor.personId)
            .update({ expires_at: 1 }),
        'Срок ссылки прошёл',
      ],
      [
        'of a mentor who was removed',
        async () => {
          const person = await m.w.boss.getPerson(m.of());
          await m.w.boss.setRoles({
            ...m.of(),
            roles: [],
            scopeForms: null,
            version: person.version,
          });
        },
        'Вы больше не числитесь наставником',
      ],
      [
        'of a programme that has gone on as another',
        async () => {
          await m.w.tool
            .db('programmes')
            .where('id', m.w.programme.programmeId)
            .update({ continued_in: m.w.programme.programmeId });
        },
        'Срок ссылки прошёл',
      ],
      [
        'of who took their consent back',
        async () => {
          const at = { ...m.of(), kind: 'own' } as const;
          await m.w.tool.db('profiles').insert({
            person_id: m.mentor.personId,
            organisation_id: m.mentor.organisationId,
            birth_date: '1980-03-05',
            created_at: 0,
          });
          await m.w.boss.recordPaperConsent({
            ...at,
            givenOn: '2026-10-01',
            representative: null,
            originalNumber: '1',
            originalNote: 'Дело',
          });
          await m.w.boss.withdrawConsent({
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
        const h = await m.entered();
        const home = h.page;
        await end();
        try {
          const refused = await h.post(
            `meetings/new/${m.pair.pairId}`,
            m.meeting({ agreed: `Коротко ${XSS}` }),
            home,
          );
          expect(refused.status).to.equal(410);
          expect(refused.body).to.contain(words).and.to.contain('Набранное не сохранено');
          expect(refused.body).to.contain(DONE).and.to.contain('2026-11-09');
          expect(refused.body).to.contain('Колледж связи').and.to.not.contain(XSS);
          expect(refused.body).to.not.contain(m.mentee.name);
          expect((await h.get('my')).status).to.equal(410);
          expect(await m.w.tool.db('meetings').where('pair_id', m.pair.pairId)).to.deep.equal([]);
        } finally {
          await m.w.tool
            .db('programmes')
            .where('id', m.w.programme.programmeId)
            .update({ continued_in: null });
        }
      });
    }

    it('after half an hour of rest the code is asked again, and the form has what was typed', async () => {
      const made = await m.told();
      const h = holder(m.w);
      const home = await h.enter(made);
      m.w.clock.advance(29 * MINUTE);
      expect((await h.get('my')).status).to.equal(200);
      m.w.clock.advance(31 * MINUTE);
      const path = `meetings/new/${m.pair.pairId}`;
      const again = await h.post(path, m.meeting({ _draft: path }), home);
      expect(again.url).to.equal(h.base);
      expect(again.body).to.contain('Набранное не пропало');
      const back = await h.post('confirm', { answer: made.toldCode ?? '' });
      expect(back.body).to.contain('несохранённый');
      expect((await h.get(path)).body).to.contain(DONE);
      expect((await h.post(path, m.meeting({ _draft: path }))).status).to.equal(200);
      expect(await m.w.tool.db('lti_drafts').where('person_id', m.mentor.personId)).to.deep.equal(
        [],
      );
    });

    it('who works on and on confirms again after twelve hours', async () => {
      const h = await m.entered();
      for (let n = 0; n < 12 * 3; n += 1) {
        m.w.clock.advance(20 * MINUTE);
        if (n % 2 === 0) await h.get('my');
        else await h.get('meetings');
      }
      expect((await h.get('my')).url).to.equal(h.base);
      m.w.clock.advance(-12 * HOUR);
    });

    it('confirmed on a second device, the first confirms again', async () => {
      const made = await m.told();
      const first = holder(m.w);
      await first.enter(made);
      const second = holder(m.w);
      expect((await second.enter(made)).url).to.equal(`${second.base}/my`);
      expect((await first.get('my')).url).to.equal(first.base);
      expect((await second.get('my')).status).to.equal(200);
    });
  });
}
