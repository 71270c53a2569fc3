import { expect } from 'chai';
import type { Frame } from 'playwright-core';
import { axeViolations, overflowOf } from '../support/axe.js';
import { inBothShapes, inOneShape } from '../support/browser.js';
import { dayFromToday, fillMeeting, openForm } from '../support/meeting-form.js';
import { isArrived, type Visitor } from '../support/visitor.js';

const SEVERAL = /SEVERAL$/;

/** 640: a laptop at 200 %. */
const WIDTHS = [320, 360, 640, 885, 1280];
const HEIGHT = 740;
/** A page by its address, or the first link of a page that looks so, and further ones, or what stands below it. */
type Page = string | [from: string, link: RegExp, ...further: (RegExp | string)[]];
const PLAN = /\/plans\/[0-9a-f-]{36}$/;

/** What is done with a pair on its way: of a group, which has all of it, and of one whose pause has ended. */
const LIFE_OF_A_PAIR: readonly Page[] = [
  ...['pause', 'prolong', 'mentor', 'join', 'leave', 'end', 'early-end', 'closing-talk'].map(
    (below): Page => [
      'pairs?form=student_student&state=active',
      /\/pairs\/[0-9a-f-]{36}$/,
      `/${below}`,
    ],
  ),
  ['pairs?pause=over', /\/pairs\/[0-9a-f-]{36}$/],
  ['pairs?pause=over', /\/pairs\/[0-9a-f-]{36}$/, '/resume'],
  ['pairs?state=completed', /\/pairs\/[0-9a-f-]{36}$/],
];

const CLOSING = /\/closing\/[0-9a-f-]{36}$/;

/** The end of pairs: one that has all its papers, and one that ends soon. */
const ENDS_OF_PAIRS: readonly Page[] = [
  'closing',
  'closing/papers',
  'closing/wishes',
  ['closing/papers', /\/closing\/papers\/[0-9a-f-]{36}$/],
  ['closing?when=ending', CLOSING],
  ...['report', 'report/print', 'case', 'results', 'reflections'].map(
    (below): Page => ['closing?when=over&search=Кузнецова', CLOSING, `/${below}`],
  ),
];

/** The pages of each role. */
const PAGES: Readonly<Record<string, readonly Page[]>> = {
  coordinator: [
    'overview',
    'signals',
    'signals/rules',
    'reminders',
    'reminders/mine',
    'reminders/mail',
    'reminders/texts',
    'reminders/texts/meeting_tomorrow/ru',
    ['signals', /\/signals\/[0-9a-f-]{36}$/],
    'monthly',
    ['pairs?state=active', /\/pairs\/[0-9a-f-]{36}$/, '/notes'],
    ['participants', /\/participants\/[0-9a-f-]{36}$/, '/notes'],
    'participants',
    ['participants', /\/participants\/[0-9a-f-]{36}$/],
    'participants/new',
    'participants/duplicates',
    'consents',
    ['consents', /\/participants\/[0-9a-f-]{36}\/consents$/],
    'third-party',
    'third-party/new',
    ['third-party', /\/participants\/[0-9a-f-]{36}\/third-party$/],
    'mentors',
    ['mentors', /\/mentors\/[0-9a-f-]{36}$/],
    'enterprises',
    'enterprises/new',
    ['enterprises', /\/enterprises\/[0-9a-f-]{36}$/],
    'mentor-links',
    ['mentor-links', /\/participants\/[0-9a-f-]{36}\/mentor-link$/],
    'registers',
    'registers?register=mentors&group=rows',
    'registers/imports',
    'registers/imports/new',
    ['participants?search=Иванов', /\/participants\/[0-9a-f-]{36}$/],
    'selection',
    'selection/criteria',
    ['selection', /\/mentors\/[0-9a-f-]{36}\/criteria$/],
    ['selection', /\/mentors\/[0-9a-f-]{36}\/interviews\/new$/],
    'council',
    'council/members/new',
    'council/protocols/new',
    ['council', /\/council\/protocols\/[0-9a-f-]{36}$/],
    'mentor-registers',
    'mentor-registers/next',
    ['mentor-registers/next', /\/mentor-registers\/next\/[0-9a-f-]{36}$/],
    ['mentor-registers', /\/mentor-registers\/[0-9a-f-]{36}$/],
    'school',
    ['school', /\/school\/sessions\/[0-9a-f-]{36}$/],
    'school/sessions/new',
    'school/mentors',
    'school/materials',
    'school/materials/new',
    'school/certificates',
    ['school/certificates', /\/school\/certificates\/[0-9a-f-]{36}$/],
    'school/rule',
    'school/needs',
    'waiting-list',
    ['participants?search=Александрова', /\/participants\/[0-9a-f-]{36}$/],
    'group-meetings',
    'group-meetings/new',
    ['group-meetings', /\/group-meetings\/[0-9a-f-]{36}$/],
    'matching',
    'matching/settings',
    'matching/relations',
    'matching/runs',
    'pairs',
    ['pairs', /\/pairs\/[0-9a-f-]{36}$/],
    'pairs/new',
    'plans',
    ['plans?state=confirmed', PLAN],
    ...LIFE_OF_A_PAIR,
    ...ENDS_OF_PAIRS,
    'meetings',
    'diary-sheets',
    ['meetings', /\/meetings\/[0-9a-f-]{36}$/],
    'calendar',
    'calendar?view=list',
    'calendar?search=никого',
    ['calendar?state=open', /\/calendar\/[0-9a-f-]{36}$/],
    'sync',
    ['sync', /\/progress\/[0-9a-f-]{36}$/],
    'sync/resend',
    'sync/check',
    'settings',
    'journal',
    'launches',
    'launches?reference=abc',
    'connection',
    'help-requests',
    'help',
    'pairs/nothing',
    'meetings?page=x',
  ],
  psychologist: [
    'participants',
    ['participants?search=Иванов', /\/participants\/[0-9a-f-]{36}$/],
    'waiting-list',
    ['waiting-list', /\/participants\/[0-9a-f-]{36}\/support$/],
    ['third-party', /\/participants\/[0-9a-f-]{36}\/third-party$/],
    'selection',
    ['selection', /\/mentors\/[0-9a-f-]{36}\/interviews\/new$/],
    'surveys',
    'help',
    'meetings',
    'diary-sheets',
  ],
  mentor1: [
    'my',
    ['my', /\/my\?log=/],
    ['my', /\/my\/pairs\/[0-9a-f-]{36}$/],
    ['my', PLAN],
    ['my', PLAN, /\/edit$/],
    ['my', PLAN, /\/rows\/new$/],
    ['my', PLAN, /\/rows\/[0-9a-f-]{36}\/edit$/],
    ['my', PLAN, /\/result$/],
    ['my', PLAN, /\/history$/],
    ['my', PLAN, /\/history$/, /\/versions\/1$/],
    ['my', PLAN, /\/print$/],
    'meetings',
    ['meetings', /\/meetings\/[0-9a-f-]{36}$/],
    ['meetings', /EDIT$/],
    ['meetings', /WITHDRAW$/],
    'calendar',
    ['calendar/new', /\/calendar\/new\/[0-9a-f-]{36}$/],
    ['my', /\/calendar\/[0-9a-f-]{36}$/],
    ['my', SEVERAL],
    'calendar/new',
    'me/calendar',
    'progress',
    'me',
    'me/edit',
    'my-surveys',
    'mentor-profile',
    'mentor-profile/portfolio',
    'mentor-profile/portfolio/new',
    'my-school',
    'help',
    'settings',
  ],
  mentor2: [['my', /\/plans\/new\//]],
  mentor3: [
    ['my', CLOSING],
    ...['reflection', 'report', 'case'].map((below): Page => ['my', CLOSING, `/${below}`]),
  ],
  mentee8: [
    'my',
    ['my', /\/my\/pairs\/[0-9a-f-]{36}$/],
    ['my', /\/my\/pairs\/[0-9a-f-]{36}$/, '/thanks'],
    ['my', CLOSING],
    ['my', CLOSING, '/reflection'],
    ['my', CLOSING, '/mentor'],
  ],
  mentee1: [
    'my',
    ['my', PLAN],
    ['my', PLAN, /\/result$/],
    ['my', /\/my\/pairs\/[0-9a-f-]{36}$/],
    ['my', /\/help\?meeting=/],
    ['my', /\/my\/pairs\/[0-9a-f-]{36}$/, '/month'],
    'meetings',
    ['meetings', /\/meetings\/[0-9a-f-]{36}$/],
    'progress',
    'calendar',
    ['my', /\/calendar\/new\/[0-9a-f-]{36}$/],
    'me',
    'my-surveys',
    'help',
  ],
};

const linksOf = (tool: Frame): Promise<string[]> =>
  tool
    .locator('a[href]')
    .evaluateAll((all) => all.map((link) => (link as unknown as { href: string }).href));

/** The table of several past meetings: of the first pair for which a meeting can be planned. */
async function openSeveral(visitor: Visitor): Promise<string> {
  const links = await linksOf(visitor.tool);
  const pair = links
    .map((href) => /\/calendar\/new\/([0-9a-f-]{36})$/.exec(href)?.[1])
    .find(Boolean);
  const page = `meetings/several/${pair}`;
  await visitor.open(page);
  return page;
}

async function openPage(visitor: Visitor, page: Page): Promise<string> {
  if (typeof page === 'string') {
    await visitor.open(page);
    return page;
  }
  const [from, link, ...further] = page;
  await visitor.open(from);
  if (link === SEVERAL) return openSeveral(visitor);
  // Pages one step below that of a meeting.
  const below = /^(EDIT|WITHDRAW)\$$/.exec(link.source)?.[1];
  const wanted = below ? /\/meetings\/[0-9a-f-]{36}$/ : link;
  const address = (await linksOf(visitor.tool)).find((href) => wanted.test(href));
  if (!address) throw new Error(`${visitor.key}: no link ${link} on ${from}`);
  await visitor.open(below ? `${address}/${below.toLowerCase()}` : address);
  for (const next of further) {
    const here = visitor.tool.url();
    const found =
      typeof next === 'string'
        ? new URL(here).origin + new URL(here).pathname + next
        : (await linksOf(visitor.tool)).find((href) => next.test(href));
    if (!found) throw new Error(`${visitor.key}: no link ${next} on ${here}`);
    await visitor.open(found);
  }
  return new URL(visitor.tool.url()).pathname.split('/').slice(3).join('/');
}

/** Sixty pages, each at several widths and looked at by axe-core, on a busy machine. */
const EVERY_PAGE_MS = 300_000;

inOneShape('every page', (world) => {
  for (const key of Object.keys(PAGES)) {
    it(`of ${key} meets WCAG 2.2 AA by axe-core and fits every width`, async () => {
      const visitor = await world().person(key, { bypassCSP: true });
      visitor.expectAnswers(/^40[034] \/app\//);
      await visitor.launchWindow();
      const faults: string[] = [];
      for (const page of PAGES[key] ?? []) {
        const name = await openPage(visitor, page);
        for (const width of WIDTHS) {
          await visitor.page.setViewportSize({ width, height: HEIGHT });
          const over = await overflowOf(visitor.tool);
          if (over > 0) faults.push(`${name} at ${width} px: ${over} px too wide`);
        }
        await visitor.page.setViewportSize({ width: 360, height: HEIGHT });
        faults.push(...(await axeViolations(visitor.tool)).map((fault) => `${name}: ${fault}`));
      }
      expect(faults).to.deep.equal([]);
    }).timeout(EVERY_PAGE_MS);
  }

  it('meets WCAG 2.2 AA in the dark scheme', async () => {
    const visitor = await world().person('coordinator', { bypassCSP: true, colorScheme: 'dark' });
    await visitor.launchWindow();
    const faults: string[] = [];
    for (const page of ['overview', 'pairs', 'sync']) {
      await visitor.open(page);
      faults.push(...(await axeViolations(visitor.tool)).map((fault) => `${page}: ${fault}`));
    }
    expect(faults).to.deep.equal([]);
  });
});

/** Presses Tab until something with this name has the focus. */
async function tabTo(visitor: Visitor, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    const focused = await visitor.tool.evaluate(() => {
      const { document } = globalThis as unknown as {
        document: {
          activeElement: { textContent: string; labels?: Iterable<{ textContent: string }> };
        };
      };
      const { activeElement: element } = document;
      return [...(element.labels ?? []), element].map((one) => one.textContent.trim()).join(' ');
    });
    if (focused.length < 200 && name.test(focused)) return;
    await visitor.page.keyboard.press('Tab');
  }
  throw new Error(`nothing called ${name} is reached by Tab`);
}

inOneShape('the keyboard alone', (world) => {
  it('logs a meeting', async () => {
    const mentor = await world().person('mentor3');
    const { keyboard } = mentor.page;
    await mentor.launchWindow();
    await keyboard.press('Tab');
    await tabTo(mentor, /^К содержанию$/);
    await keyboard.press('Enter');
    await tabTo(mentor, /^Записать встречу: Мамедов/);
    await keyboard.press('Enter');
    await mentor.tool.waitForURL(/log=/);
    await tabTo(mentor, /^Дата/);
    await tabTo(mentor, /^30$|^30 /);
    await keyboard.press('ArrowRight');
    await tabTo(mentor, /^Что сделали/);
    await keyboard.type('записано с клавиатуры');
    await tabTo(mentor, /^Сохранить встречу$/);
    await keyboard.press('Enter');
    await mentor.tool.getByText('Встреча записана.').waitFor();
    await mentor.open('meetings');
    await mentor.tool.getByText('записано с клавиатуры').waitFor();
  });
});

inBothShapes('a browser without scripts', (world) => {
  it('launches in the frame’s place and logs a meeting', async () => {
    const mentor = await world().person('mentor2', { javaScriptEnabled: false });
    const { page } = mentor;
    const { lms } = world().stack;
    await page.goto(`${lms.url}/login?as=mentor2&to=/course/2`);
    await page.getByRole('main').getByRole('link', { name: 'Моё наставничество' }).click();
    await page.getByRole('link', { name: 'В новом окне' }).evaluate((link) => {
      (link as unknown as { removeAttribute(name: string): void }).removeAttribute('target');
    });
    await page.getByRole('link', { name: 'В новом окне' }).click();
    // The LMS's two forms that usually send themselves; between them our page goes on by itself.
    await page.getByRole('button', { name: 'Продолжить' }).click();
    await page.waitForURL((url) => url.pathname === '/mod/lti/auth.php');
    await page.getByRole('button', { name: 'Продолжить' }).click();
    await page.waitForURL(isArrived);
    const tool = page.mainFrame();
    const base = `${page.url().split('/').slice(0, 5).join('/')}/`;
    await openForm(tool, base, 'Мамедов Рустам Эльдарович');
    await fillMeeting(tool, { heldOn: dayFromToday(-1), done: 'записано без скриптов' });
    await tool.getByRole('button', { name: 'Сохранить встречу' }).click();
    await tool.getByText('Встреча записана.').waitFor();
  });
});
