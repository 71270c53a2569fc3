import { expect } from 'chai';
import { SHAPES, type Stack, startStack } from './support/stack.js';
import { fieldValue, newSurfer, type Seen } from './support/surfer.js';
import { day, type Reader, readerOf } from './support/survey-desk.js';

const OVERVIEW = 'Обзор программы';
const LINK = /\/(participants\/[0-9a-f-]{36}\/mentor-link)"/;

for (const shape of SHAPES) {
  describe(`the staff’s pages of mentors without an account, ${shape}`, function pages() {
    this.timeout(180_000);
    let stack: Stack;
    let boss: Reader;
    let path: string;

    const linkIn = ({ body }: Seen, name: string): string => {
      const row = body.split('<tr>').find((one) => one.includes(name)) ?? '';
      const found = LINK.exec(row)?.[1];
      if (found === undefined) throw new Error(`no link of ${name}`);
      return found;
    };

    before(async () => {
      stack = await startStack({ seed: true, shape });
      boss = await readerOf(stack, 'coordinator', OVERVIEW);
      path = linkIn(await boss.get('mentor-links'), 'Громов');
    });
    after(() => stack.close());

    it('the list says whose link works and when it was opened; card and pair lead to it', async () => {
      const { body } = await boss.get('mentor-links');
      expect(body).to.contain('3 наставника, ссылка действует у 1').and.to.contain('открывали');
      expect((await boss.get('mentor-links?search=Никого')).body).to.contain('Ничего не нашлось');
      expect((await boss.get('mentor-links?state=x')).status).to.equal(400);
      const card = await boss.get(path.replace('/mentor-link', ''));
      expect(card.body).to.contain(`/${path}"`).and.to.contain('действует до');
      const pairs = await boss.get('pairs?search=Громов');
      const pair = /\/(pairs\/[0-9a-f-]{36})"/.exec(pairs.body)?.[1] ?? '';
      expect((await boss.get(pair)).body).to.contain('личная страница по ссылке до');
    });

    it('what cannot be is said at the field, and what was typed stays', async () => {
      const send = (fields: Record<string, string>) => boss.send(path, path, fields);
      const wrong: [Record<string, string>, string, string][] = [
        [{ lastDay: day(2) }, 'field-confirmation-error', ''],
        [{ confirmation: 'code', contact: 'm@depo.example' }, 'field-confirmation-error', 'm@depo'],
        [{ confirmation: 'told_code', lastDay: day(-3) }, 'Этот день уже прошёл', ''],
        [
          { confirmation: 'told_code', lastDay: '2199-01-01' },
          'дольше ссылка не действует',
          '2199',
        ],
        [{ confirmation: 'told_code', contact: 'не адрес' }, 'field-contact-error', 'не адрес'],
      ];
      for (const [fields, words, typed] of wrong) {
        const page = await send(fields);
        expect(page.status, JSON.stringify(fields)).to.equal(422);
        expect(page.body).to.contain(words).and.to.contain(typed);
      }
    });

    it('a new link is shown this once with its code, opens the page, and is revoked', async () => {
      const made = await boss.send(path, path, { confirmation: 'told_code', lastDay: day(9) });
      const address = /data-copy-text>([^<]+)</.exec(made.body)?.[1] ?? '';
      const answer = /told-code[^>]*><strong>(\d{6})</.exec(made.body)?.[1] ?? '';
      expect(address).to.match(/\/link\/[\w-]{22}$/);
      expect((await boss.get(path)).body).to.not.contain(address);
      const surfer = newSurfer(stack.lms.url);
      const intro = await surfer.get(address);
      const _csrf = fieldValue(intro.body, '_csrf');
      const home = await surfer.post(`${intro.url}/confirm`, { _csrf, answer });
      expect(home.body).to.contain('Моё наставничество');
      const { body } = await boss.get(path);
      const revoke = /\/(participants\/[\w-]+\/mentor-link\/[\w-]+\/revoke)"/.exec(body)?.[1] ?? '';
      expect((await boss.send(path, revoke, {})).body).to.contain('Ссылка отозвана');
      expect((await surfer.get(home.url)).status).to.equal(410);
    });

    it('the files of the journal and of the log say what was done by a link', async () => {
      const journal = await boss.sheet('journal.xlsx?entity=meeting');
      expect(journal.some((row) => /^Громов .*, по ссылке$/.test(row[1] ?? ''))).to.equal(true);
      expect(journal.some((row) => /^Громов [^,]*$/.test(row[1] ?? ''))).to.equal(true);
      const log = (await boss.sheet('meetings.xlsx')).flat();
      expect(log.filter((cell) => cell === 'Громов Виктор Степанович, по ссылке')).to.have.length(
        1,
      );
    });

    it('is for coordinators and curators; who has an account gets none', async () => {
      const curator = await readerOf(stack, 'curator', OVERVIEW);
      expect((await curator.get('mentor-links')).status).to.equal(200);
      const mentor = await readerOf(stack, 'mentor1', 'Моё наставничество');
      expect((await mentor.get('mentor-links')).status).to.equal(403);
      expect((await mentor.get(path)).status).to.equal(403);
      const idsOf = ({ body }: Seen) =>
        [...body.matchAll(/\/participants\/([0-9a-f-]{36})[/"]/g)].map(([, id = '']) => id);
      const without = idsOf(await boss.get('mentor-links'));
      const known = idsOf(await boss.get('participants?role=mentor')).find(
        (id) => !without.includes(id),
      );
      expect((await boss.get(`participants/${known}`)).body).to.not.contain('/mentor-link"');
      const refused = await boss.get(`participants/${known}/mentor-link`);
      expect(refused.body).to.contain('есть учётная запись').and.to.not.contain('Создать ссылку');
    });
  });
}
