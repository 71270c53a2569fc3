import { expect } from 'chai';
import { buildPerson } from '../service/test/support/builders.js';
import { DATABASE_KINDS } from './support/databases.js';
import { type LinkWorld, startLinkWorld } from './support/link-world.js';
import { fieldValue, newSurfer, type Seen } from './support/surfer.js';

const GROUP = 'ИС-21';
const GIVER = 'Мельникова Вера Павловна, куратор группы';
const XSS = '<script>alert(1)</script>';

for (const kind of DATABASE_KINDS) {
  describe(`what third parties tell by a link, over HTTP, ${kind}`, function pages() {
    this.timeout(60_000);
    let w: LinkWorld;
    const at = () => ({ programmeId: w.programme.programmeId });
    const paper = (personId: string, type: 'parent' | 'own') =>
      w.boss.recordPaperConsent({
        ...at(),
        personId,
        kind: type,
        givenOn: '2026-10-01',
        representative:
          type === 'parent' ? { name: 'Ребёнкина Мария', ground: 'parent', document: null } : null,
        originalNumber: '1',
        originalNote: 'Личное дело',
      });

    before(async () => {
      w = await startLinkWorld(kind);
      const { db } = w.tool;
      const other = await buildPerson(db, w.programme, {
        roles: ['mentee'],
        familyName: 'Взрослов',
        givenName: `${XSS} Иванович`,
        groupName: GROUP,
      });
      await db('profiles').insert({
        person_id: other.personId,
        organisation_id: w.programme.organisationId,
        birth_date: '2000-01-01',
        created_at: 0,
      });
      await db('members').where('person_id', w.minor.personId).update({ group_name: GROUP });
      await paper(w.minor.personId, 'parent');
      await paper(other.personId, 'own');
    });
    after(() => w.close());

    it('a group’s curator confirms by a told code and tells of each student', async () => {
      const made = await w.boss.askThirdParty({
        ...at(),
        giver: 'group_curator',
        groupName: GROUP,
        confirmation: 'told_code',
      });
      const surfer = newSurfer(w.url);
      let page: Seen = await surfer.get(`${w.url}/link/${made.token}`);
      const base = page.url;
      const post = async (path: string, fields: [string, string][]) => {
        const hidden: [string, string][] = [
          ['_csrf', fieldValue(page.body, '_csrf')],
          ['version', fieldValue(page.body, 'version') || '0'],
        ];
        page = await surfer.post(`${base}${path}`, [...hidden, ...fields]);
        return page;
      };
      const answers = (more: [string, string][] = []): [string, string][] => [
        ['giverName', GIVER],
        ...['attendance', 'marks', 'needs', 'strengths', 'worries', 'form'].map(
          (code): [string, string] => ['seen', code],
        ),
        ['answers.attendance', 'regular'],
        ['answers.marks', 'good'],
        ['answers.needs', 'study'],
        ...more,
      ];
      expect(page.body).to.contain('Код, который Вам передали');
      expect(page.body).to.not.contain(GROUP).and.to.not.contain('Иван');
      expect((await surfer.get(`${base}/about`)).url).to.equal(base);
      expect((await post('/confirm', [['answer', 'нет']])).status).to.equal(422);
      await post('/confirm', [['answer', made.toldCode ?? '']]);
      expect(page.url).to.equal(`${base}/about`);
      expect(page.body).to.contain('Рассказано о 0 из 2').and.to.contain('Иван');
      expect(page.body).to.contain('&lt;script&gt;');
      for (const hidden of ['Ребёнкин', 'Взрослов', XSS, w.minor.name])
        expect(page.body).to.not.contain(hidden);
      const [first, second] = [...page.body.matchAll(/href="[^"]*(\/about\/[0-9a-f-]{36})"/g)].map(
        ([, path = '']) => path,
      );
      page = await surfer.get(`${base}${first}`);
      expect((await post(first ?? '', [['seen', 'needs']])).status).to.equal(422);
      expect(page.body).to.contain('field-giverName-error').and.to.contain('field-answers.needs');
      const saved = await post(first ?? '', answers([['answers.worries', XSS]]));
      expect(saved.body).to.contain('Остался 1 студент').and.to.contain('Рассказано о 1 из 2');
      page = await surfer.get(`${base}${second}`);
      expect(page.body).to.contain(GIVER);
      await post(second ?? '', answers());
      expect(page.body).to.contain('Вы рассказали обо всех');
      page = await surfer.get(`${base}${first}`);
      expect(page.body).to.contain('&lt;script&gt;').and.to.not.contain(XSS);
      const { counts } = await w.boss.listThirdParty(at());
      expect(counts).to.deep.equal({ mentees: 2, given: 2, missing: 0 });
      expect(w.log()).to.not.contain(made.token).and.to.not.contain(GIVER);
      for (const { headers } of surfer.seen.slice(1)) {
        expect(headers.get('cache-control')).to.equal('no-store');
        expect(headers.get('content-security-policy')).to.contain("frame-ancestors 'none'");
      }
    });

    it('a link for something else opens none of these pages, nor this link others', async () => {
      const made = await w.boss.askThirdParty({
        ...at(),
        giver: 'parent',
        personId: w.minor.personId,
        confirmation: 'told_code',
      });
      const surfer = newSurfer(w.url);
      const page = await surfer.get(`${w.url}/link/${made.token}`);
      const sheet = await surfer.post(`${page.url}/confirm`, {
        _csrf: fieldValue(page.body, '_csrf'),
        answer: made.toldCode ?? '',
      });
      expect(sheet.url).to.match(/\/about\/[0-9a-f-]{36}$/);
      expect(sheet.body).to.contain('Ваш ребёнок: Иван').and.to.not.contain('Ребёнкин');
      for (const path of ['/consent', '/my-surveys', '/done'])
        expect((await surfer.get(`${page.url}${path}`)).status, path).to.equal(404);
    });
  });
}
