import { expect } from 'chai';
import { courseKeyOf } from '../../lti/context-store.js';
import { placementStore } from '../../lti/placements.js';
import { portOfTests } from '../support/ports.js';
import { type Fields, type PickerWorld, PUBLIC_URL, startPicker } from './picker-world.js';
import { COURSE, eachDatabase } from './support.js';

const PORTS = {
  lms: await portOfTests(),
  tool: await portOfTests(),
  pages: await portOfTests(),
};
const PAGES = ['my', 'meetings', 'overview', 'participants', 'pairs', 'progress'];
const DL = 'https://purl.imsglobal.org/spec/lti-dl/claim';

const pick = (...pages: string[]): Fields => [
  ...pages.map((page): [string, string] => ['pages', page]),
  ['answer', 'place'],
];

describe('the picker of pages', () => {
  eachDatabase((db) => {
    let picker: PickerWorld;
    beforeEach(async () => {
      picker = await startPicker(db(), PORTS);
    });
    afterEach(() => picker.close());

    const course = () => ({
      organisationId: picker.session.organisationId,
      courseKey: courseKeyOf(picker.world.platform.issuer, String(COURSE)),
    });
    /** The card of one page, as HTML. */
    const cardOf = (html: string, page: string) =>
      html.split('<div class="pick">').find((part) => part.includes(`value="${page}"`)) ?? '';

    it('shows what will stand in the course, and who finds what there', async () => {
      const html = await picker.show();
      for (const page of [...PAGES, 'surveys']) {
        const card = cardOf(html, page);
        expect(card, page).to.match(new RegExp(`name="title\\.${page}"[^>]* value="[^"]+"`));
        expect(card, page).to.include('icon.svg').and.include('<dt>Координатор, куратор</dt>');
      }
      expect(cardOf(html, 'my')).to.include('<dd>своих наставляемых и запись встреч</dd>');
      expect(cardOf(html, 'progress')).to.include('name="scoreMaximum"');
      expect(html).not.to.include('deepLinking.').and.not.to.include('Одна анкета');
    });

    it('offers the waves that can be answered, and their links name them', async () => {
      const waveId = '0194f3c2-7a51-7c3e-9f10-2b6f0a9d4e11';
      const wave = { waveId, title: 'Ожидания <2026>', endsOn: '2026-12-12' } as const;
      picker.offered.push({ ...wave, role: 'mentee' });
      const card = cardOf(await picker.show(), `wave:${waveId}`);
      expect(card).to.include('Ожидания &lt;2026&gt;').and.include('до 12.12.2026');
      expect(card).to.include('<dt>Наставляемый</dt>').and.include('этот опрос');
      const { items } = await picker.answerOf(pick(`wave:${waveId}`, 'surveys'));
      expect(items.map((item) => [item['title'], item['url']])).to.deep.equal([
        ['Анкеты', `${PUBLIC_URL}/lti/launch?page=surveys`],
        ['Ожидания <2026>', `${PUBLIC_URL}/lti/launch?wave=${waveId}`],
      ]);
      expect(items[1]?.['custom']).to.include({ wave: waveId });
      picker.openAgain();
      expect(cardOf(await picker.show(), `wave:${waveId}`)).to.include('pick-there');
      await picker.placements.seen(course(), `my-surveys/${waveId}`, 'Как назвали в курсе');
      expect(cardOf(await picker.show(), `wave:${waveId}`)).to.include('Как назвали в курсе');
    });

    it('who places none is told who does', async () => {
      expect(await picker.show()).not.to.include('добавляет координатор');
      picker.session.role = 'curator';
      picker.session.programmeId = '0194f3c2-7a51-7c3e-9f10-2b6f0a9d4e12';
      expect(await picker.show()).not.to.include('добавляет координатор');
      picker.session.role = 'methodist';
      expect(await picker.show()).to.include('добавляет координатор');
    });

    it('a wave that is not offered is not placed', async () => {
      const { response } = await picker.answerOf(pick('wave:0194f3c2-7a51-7c3e-9f10-2b6f0a9d4e11'));
      expect(response.status).to.equal(422);
    });

    it('several at once, each under the title that was typed', async () => {
      const { items, jwt } = await picker.answerOf([
        ['title.my', '  Моя\tпара  '],
        ['title.meetings', ''],
        ['title.pairs', 'не отмечена'],
        ...pick('my', 'meetings'),
      ]);
      expect(items.map((item) => item['title'])).to.deep.equal(['Моя пара', 'Журнал встреч']);
      expect((await picker.sendToLms(jwt)).status).to.equal(200);
      expect(picker.world.lms.state.activities.map((one) => one.title)).to.deep.equal([
        'Моя пара',
        'Журнал встреч',
      ]);
    });

    it('a title that is too long comes back with the word at its field', async () => {
      const title = 'Ж'.repeat(256);
      const { response, html } = await picker.answerOf([['title.my', title], ...pick('my')]);
      expect(response.status).to.equal(422);
      const card = cardOf(html, 'my');
      expect(card).to.include(`value="${title}"`).and.include('aria-invalid="true"');
      const { items } = await picker.answerOf([['title.my', title.slice(1)], ...pick('my')]);
      expect(items).to.have.length(1);
    });

    it('no title gets into the page or the answer as anything but text', async () => {
      const title = '"><script>alert(1)</script>';
      const again = await picker.answerOf([['title.my', title + 'x'.repeat(255)], ...pick('my')]);
      expect(again.html).not.to.include('<script>alert');
      const { items } = await picker.answerOf([['title.my', title], ...pick('my')]);
      expect(items[0]?.['title']).to.equal(title);
      picker.openAgain();
      expect(await picker.show()).not.to.include('<script>alert');
    });

    const targets: [string[] | undefined, string[]][] = [
      [['frame', 'iframe', 'window'], ['iframe']],
      [['window'], ['window']],
      [['frame'], []],
      [[], []],
      [undefined, []],
    ];
    for (const [said, expected] of targets) {
      it(`an LMS that shows links in ${JSON.stringify(said)}: ${expected}`, async () => {
        if (said) picker.request.documentTargets = said;
        const { items } = await picker.answerOf(pick('my'));
        const found = ['iframe', 'window'].filter((name) => name in (items[0] ?? {}));
        expect(found).to.deep.equal(expected);
      });
    }

    it('an LMS that takes no columns is asked for none', async () => {
      picker.request.acceptLineItem = false;
      const html = await picker.show();
      expect(html).not.to.include('name="column"').and.not.to.include('name="scoreMaximum"');
      expect(html).to.include('«Наставник» заведёт её сам');
      const { items } = await picker.answerOf([
        ['column', 'yes'],
        ['scoreMaximum', '100'],
        ...pick('progress'),
      ]);
      expect(items[0]).not.to.have.property('lineItem');
      picker.openAgain();
      delete picker.request.gradebook;
      expect(await picker.show()).to.include('не дала доступа к журналу оценок');
    });

    it('says so where what is chosen stands in the course at once', async () => {
      expect(await picker.show()).not.to.include('Они появятся в курсе сразу');
      picker.request.autoCreate = true;
      expect(await picker.show()).to.include('Они появятся в курсе сразу');
    });

    it('`data` comes back as it was sent, also when it is empty, and never when it was not', async () => {
      for (const data of ['', 'a=1&b=<"', 'Ж'.repeat(3000), null]) {
        picker.openAgain();
        picker.request.data = data;
        const { claims, jwt } = await picker.answerOf(pick('my'));
        expect(claims[`${DL}/data`] ?? null, String(data)).to.equal(data);
        expect((await picker.sendToLms(jwt)).status).to.equal(200);
      }
    });

    it('words for the person, and codes for the log', async () => {
      const placed = await picker.answerOf(pick('my', 'pairs'));
      expect(placed.claims).to.include({
        [`${DL}/msg`]: 'Добавлено 2 страницы.',
        [`${DL}/log`]: 'placed: my pairs',
      });
      picker.openAgain();
      picker.session.role = 'mentee';
      const refused = await picker.answerOf(pick('my'));
      expect(refused.claims[`${DL}/errormsg`]).to.include('преподаватель');
      expect(refused.claims[`${DL}/errorlog`]).to.equal('nothing placed: role');
      expect(refused.items).to.deep.equal([]);
    });

    describe('after the answer', () => {
      it('a button pressed twice is answered twice, the window’s Back is not', async () => {
        const first = await picker.answerOf(pick('my'));
        const twice = await picker.answerOf(pick('my'));
        expect(first.items).to.have.length(1);
        expect(twice.items).to.have.length(1);
        expect(twice.claims['nonce']).not.to.equal(first.claims['nonce']);
        await picker.sendToLms(twice.jwt);
        picker.world.clock.advance(11_000);
        for (const html of [await picker.show(), (await picker.answerOf(pick('my'))).html]) {
          expect(html).to.include('Выбор уже передан в курс').and.not.include('name="JWT"');
        }
        expect(picker.world.lms.state.activities).to.have.length(1);
      });

      it('more can be chosen on purpose', async () => {
        await picker.answerOf(pick('my'));
        picker.world.clock.advance(3600_000);
        const again = await picker.post([['answer', 'again']]);
        expect(again.status).to.equal(303);
        expect(await picker.show()).to.include('name="pages"');
        expect((await picker.answerOf(pick('pairs'))).items).to.have.length(1);
      });

      it('a cancel is an answer too', async () => {
        await picker.answerOf([['answer', 'cancel']]);
        expect(await picker.show()).to.include('Выбор уже передан в курс');
      });

      it('another window of the same course is its own request', async () => {
        await picker.answerOf(pick('my'));
        picker.openAgain();
        expect(await picker.show()).to.include('name="pages"');
      });
    });

    describe('pages that the course has already', () => {
      it('are said, with what is known of them, and may be placed again', async () => {
        await picker.answerOf([['title.my', 'Моя пара'], ...pick('my')]);
        await placementStore(db(), picker.world.clock).seen(course(), 'meetings', 'Журнал группы');
        picker.openAgain();
        const html = await picker.show();
        expect(cardOf(html, 'my')).to.match(/Уже передавали в курс: «Моя пара», \d\d\.\d\d\.\d{4}/);
        expect(cardOf(html, 'meetings')).to.match(
          /Уже есть в курсе: «Журнал группы», открывали \d\d\.\d\d\.\d{4}/,
        );
        expect(cardOf(html, 'pairs')).not.to.include('Уже');
        // Beforehand only what is not there yet is ticked.
        expect(html)
          .to.match(/value="overview" checked/)
          .and.not.match(/value="my" checked/);
        expect((await picker.answerOf(pick('my'))).items).to.have.length(1);
      });

      it('are known of this course and college alone', async () => {
        await picker.answerOf(pick('my'));
        picker.openAgain();
        picker.request.contextId = '999';
        expect(await picker.show()).not.to.include('Уже передавали');
        picker.request.contextId = String(COURSE);
        const { organisationId } = picker.session;
        picker.session.organisationId = '01980000-0000-7000-8000-000000000000';
        expect(await picker.show()).not.to.include('Уже передавали');
        picker.session.organisationId = organisationId;
        picker.request.contextId = null;
        expect(await picker.show()).not.to.include('Уже передавали');
        expect((await picker.answerOf(pick('my'))).items, 'no course named').to.have.length(1);
      });

      it('a launch is written once a day, whatever is launched', async () => {
        const store = placementStore(db(), picker.world.clock);
        await store.seen(course(), '', 'Наставник');
        await store.seen(course(), 'settings', 'нет такой');
        await store.seen(course(), 'pairs/01980000-0000-7000-8000-000000000000', 'одна пара');
        const [first, ...others] = await store.of(course());
        expect(others).to.deep.equal([]);
        expect(first).to.include({ page: 'my', title: 'Наставник', placedAt: null });
        picker.world.clock.advance(3600_000);
        await store.seen(course(), '', 'Иначе');
        expect((await store.of(course()))[0]).to.deep.equal(first);
        picker.world.clock.advance(24 * 3600_000);
        await store.seen(course(), '', '');
        const later = (await store.of(course()))[0];
        expect(later?.seenAt).to.be.greaterThan(first?.seenAt ?? 0);
        expect(later?.title, 'a launch without a title takes none away').to.equal('Наставник');
      });
    });
  });
});
