import { expect } from 'chai';
import type { BrowserContext, Page } from 'playwright-core';
import {
  APART_HTTP,
  APART_HTTPS,
  courseFrame,
  historyOf,
  NO_COOKIES,
  SAME_SITE,
  startTerrain,
  type TerrainWorld,
  type Traces,
  windowOf,
} from '../support/terrain.js';
import { COURSE, FRESH_COURSE, HOME, isArrived } from '../support/visitor.js';

const MENTOR = 'mentor1';
const MENTEE = 'mentee1';
/** People's words that may stand nowhere but on pages. */
const PERSONAL = /Кузнецов|Иванов|Лебедев|kuznetsova|ivanov|lebedeva|@/i;
const SECRET = /id_token=|[?&]state=|continuation=|[?&]nonce=|eyJ[\w-]{10,}\./;
/** The one-time code stands in the address of one redirect, never of a page. */
const CODE = /[?&]code=/;

/** Nothing that lets somebody in, and nobody's name, where others could find it. */
async function expectNoTraces(world: TerrainWorld, traces: Traces, pages: readonly Page[]) {
  const ours = new URL(world.stack.toolUrl).origin;
  const own = traces.addresses.filter((address) => new URL(address).origin === ours);
  expect(own.length).to.be.greaterThan(0);
  for (const address of own) {
    expect(address.replace(/\/lti\/login\?.*/, '')).not.to.match(SECRET);
    if (!address.includes('/app/enter?')) expect(address).not.to.match(CODE);
    expect(decodeURIComponent(address)).not.to.match(/Кузнецов|Иванов|Лебедев/);
  }
  for (const referrer of traces.referrers) {
    if (!referrer.startsWith(ours)) continue;
    expect(referrer.replace(/\/lti\/login\?.*/, '')).not.to.match(SECRET);
    expect(referrer).not.to.match(CODE);
  }
  for (const page of pages) {
    for (const address of await historyOf(page)) {
      if (!address.startsWith(ours)) continue;
      expect(address).not.to.match(CODE);
      expect(address).not.to.match(SECRET);
    }
  }
  const log = world.log.join('');
  expect(log).not.to.match(PERSONAL);
  expect(log).not.to.match(SECRET);
  expect(log).not.to.match(CODE);
}

for (const terrain of [SAME_SITE, APART_HTTPS]) {
  describe(`${terrain.name}: the page stands in the frame`, function inFrames() {
    this.timeout(120_000);
    let world: TerrainWorld;
    before(async () => {
      world = await startTerrain(terrain);
    });
    afterEach(() => world.closeBrowsers());
    after(() => world.close());

    it('people work in it, and leave nothing in addresses, histories and the log', async () => {
      const { context, traces } = await world.browser();
      const mentor = await world.person(context, MENTOR);
      const tool = await mentor.launch();
      expect(tool.parentFrame(), 'in a frame').not.to.equal(null);
      await tool.getByRole('link', { name: 'Встречи', exact: true }).first().click();
      await tool.getByRole('heading', { level: 1, name: 'Встречи' }).waitFor();
      await tool.getByRole('button', { name: 'EN' }).click();
      await tool.getByRole('heading', { level: 1, name: 'Meetings' }).waitFor();
      await tool.getByRole('button', { name: 'RU' }).click();
      await tool.getByRole('heading', { level: 1, name: 'Встречи' }).waitFor();
      await expectNoTraces(world, traces, context.pages());
    });

    it('reload and Back lead to the page, or to words what to do', async () => {
      const { context } = await world.browser();
      const mentor = await world.person(context, MENTOR);
      await mentor.launch();
      const { page } = mentor;
      const activity = page.url();
      const home = courseFrame(page).getByRole('heading', { level: 1, name: 'Моё наставничество' });
      await page.reload();
      await home.waitFor();
      await page.goto(`${world.stack.lms.url}/course/${COURSE}`);
      await page.goBack();
      await home.waitFor();
      expect(page.url()).to.equal(activity);
      // Within the frame the LMS's way in may have entries of its own, whose hint is used up.
      for (let backs = 0; backs < 3 && page.url() === activity; backs += 1) {
        await page.evaluate('history.back()').catch(() => undefined);
        await page.waitForTimeout(2000);
        const ours = page.frames().find((frame) => frame.url().startsWith(world.stack.toolUrl));
        if (!ours) continue;
        const again = ours.getByText('Что сделать:');
        const title = ours.getByRole('heading', { level: 1, name: 'Моё наставничество' });
        await title.or(again).first().waitFor();
      }
    });

    it('two tabs of one person are both alive', async () => {
      const { context } = await world.browser();
      const first = await world.person(context, MENTOR);
      const one = await first.launch();
      const second = await world.person(context, MENTOR);
      const two = await second.launch();
      for (const tab of [one, two, one]) {
        await tab.page().bringToFront();
        await tab.getByRole('link', { name: 'Встречи', exact: true }).first().click();
        await tab.getByRole('heading', { level: 1, name: 'Встречи' }).waitFor();
      }
    });

    it('tabs that launch at the same moment are all alive', async () => {
      const { context } = await world.browser();
      const first = await world.person(context, MENTOR);
      await first.launch();
      const activity = first.page.url();
      const tabs = await Promise.all([0, 1, 2].map(() => context.newPage()));
      // The first cookie goes, so that each of them is given one of its own.
      await context.clearCookies({ name: /nastavnik/ });
      await Promise.all(tabs.map((tab) => tab.goto(activity)));
      for (const tab of tabs) {
        await tab.bringToFront();
        const frame = courseFrame(tab);
        await frame.getByRole('link', { name: 'Встречи', exact: true }).first().click();
        const heading = frame.getByRole('heading', { level: 1 });
        for (const until = Date.now() + 15_000; Date.now() < until; ) {
          if ((await heading.innerText()) !== 'Моё наставничество') break;
          await tab.waitForTimeout(100);
        }
        expect(await heading.innerText()).to.equal('Встречи');
      }
    });

    it('two courses at once stay each its own', async () => {
      const { context } = await world.browser();
      const first = await world.person(context, 'coordinator');
      const here = await first.launch(HOME, COURSE);
      const second = await world.person(context, 'coordinator');
      const there = await second.launch(HOME, FRESH_COURSE);
      await there.getByRole('heading', { level: 1, name: 'Подготовим программу' }).waitFor();
      await here.goto(here.url());
      await here.getByRole('heading', { level: 1, name: 'Обзор' }).waitFor();
      await there.goto(there.url());
      await there.getByRole('heading', { level: 1, name: 'Подготовим программу' }).waitFor();
    });

    it('whoever comes next in this browser is themselves, and ends what was open', async () => {
      const { context } = await world.browser();
      const first = await world.person(context, MENTOR);
      const old = await first.launch();
      const second = await world.person(context, MENTEE);
      const own = await second.launch();
      await own.getByRole('heading', { level: 1, name: /Моя пара|Мои пары/ }).waitFor();
      await old.getByRole('link', { name: 'Встречи', exact: true }).first().click();
      await old.getByRole('heading', { name: 'Сеанс закончился' }).waitFor();
      expect(await old.locator('body').innerText()).not.to.match(/Иванов|Кузнецов/);
      await own.goto(own.url());
      const role = own.getByRole('banner').getByText('Наставляемый', { exact: true });
      expect(await role.count()).to.equal(1);
    });
  });
}

describe(`${APART_HTTP.name}: one button leads to a window of its own`, function inWindows() {
  this.timeout(120_000);
  let world: TerrainWorld;
  before(async () => {
    world = await startTerrain(APART_HTTP);
  });
  afterEach(() => world.closeBrowsers());
  after(() => world.close());

  /** Opens the activity in the frame and goes on by the button. */
  async function throughButton(context: BrowserContext, key: string): Promise<Page> {
    const page = await context.newPage();
    const { lms } = world.stack;
    await page.goto(`${lms.url}/login?as=${key}&to=/course/${COURSE}`);
    await page.getByRole('main').getByRole('link', { name: HOME, exact: true }).first().click();
    const label = 'Открыть в новом окне';
    const frame = courseFrame(page);
    const button = frame
      .getByRole('button', { name: label })
      .or(frame.getByRole('link', { name: label }));
    const window = await windowOf(page, () => button.click());
    await window.waitForURL(isArrived);
    return window;
  }

  it('which works, and leaves nothing in addresses, histories and the log', async () => {
    const { context, traces } = await world.browser();
    const window = await throughButton(context, MENTOR);
    await window.getByRole('link', { name: 'Встречи', exact: true }).first().click();
    await window.getByRole('heading', { level: 1, name: 'Встречи' }).waitFor();
    await window.getByRole('button', { name: 'EN' }).click();
    await window.getByRole('heading', { level: 1, name: 'Meetings' }).waitFor();
    await window.reload();
    await window.getByRole('heading', { level: 1, name: 'Meetings' }).waitFor();
    await expectNoTraces(world, traces, context.pages());
  });

  it('whoever comes next in this browser is themselves', async () => {
    const { context } = await world.browser();
    const first = await throughButton(context, MENTOR);
    const second = await throughButton(context, MENTEE);
    await second.getByRole('heading', { level: 1, name: /Моя пара|Мои пары/ }).waitFor();
    await first.getByRole('link', { name: 'Встречи', exact: true }).first().click();
    await first.getByRole('heading', { name: 'Сеанс закончился' }).waitFor();
  });
});

describe(`${NO_COOKIES.name}: words what to allow`, function refused() {
  this.timeout(120_000);
  let world: TerrainWorld;
  before(async () => {
    world = await startTerrain(NO_COOKIES);
  });
  afterEach(() => world.closeBrowsers());
  after(() => world.close());

  it('after the button, with the name of the site to allow', async () => {
    const { context } = await world.browser();
    const page = await context.newPage();
    await page.goto(`${world.stack.lms.url}/login?as=${MENTOR}&to=/course/${COURSE}`);
    await page.getByRole('main').getByRole('link', { name: HOME, exact: true }).first().click();
    const frame = courseFrame(page);
    const label = 'Открыть в новом окне';
    const button = frame
      .getByRole('button', { name: label })
      .or(frame.getByRole('link', { name: label }));
    const window = await windowOf(page, () => button.click());
    await window.getByRole('heading', { name: 'Браузер запрещает cookie' }).waitFor();
    expect(await window.locator('body').innerText()).not.to.match(PERSONAL);
  });
});
