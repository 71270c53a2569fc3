import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import { until } from '../../../test/support/program.js';
import { useSqlite } from '../support/databases.js';
import { startFramingLms } from '../support/framing-lms.js';
import { type LaunchTool, startLaunchTool } from '../support/launch-tool.js';
import { startTestPlatform } from '../support/test-platform.js';

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/** Settings of Chromium as a profile keeps them. Debian's blocks third-party cookies by default. */
const BLOCK_ALL = { profile: { default_content_setting_values: { cookies: 2 } } };
const ALLOW_THIRD_PARTIES = {
  profile: { cookie_controls_mode: 0, block_third_party_cookies: false },
};
const BLOCK_THIRD_PARTIES = {
  profile: { cookie_controls_mode: 1, block_third_party_cookies: true },
};

describe('the launch in frames of a real browser', function frames() {
  this.timeout(60_000);
  // The driver now and then loses a frame that changes processes while it waits or clicks, although the
  // launch has arrived: once more then, in another browser.
  this.retries(2);
  const openDb = useSqlite();
  let tool: LaunchTool;
  const closers: (() => Promise<void>)[] = [];
  const profiles: { context: BrowserContext; folder: string }[] = [];
  const courses = { '127.0.0.1': '', localhost: '' };

  before(async () => {
    tool = await startLaunchTool(await openDb());
    for (const host of ['127.0.0.1', 'localhost'] as const) {
      const platform = await startTestPlatform(tool.url, `client-${host}`);
      const lms = await startFramingLms(host, tool.url, platform);
      await tool.register(platform, { authEndpoint: lms.authEndpoint });
      courses[host] = lms.courseUrl;
      closers.push(lms.close, platform.close);
    }
  });
  afterEach(async () => {
    for (const { context, folder } of profiles.splice(0)) {
      await context.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
  after(async () => {
    for (const close of closers) await close();
    await tool.close();
  });

  /** A course's page in a browser with these settings, and the frame of the tool in it. */
  async function openCourse(host: keyof typeof courses, preferences: object, script?: string) {
    const folder = mkdtempSync(join(tmpdir(), 'nastavnik-chromium-'));
    mkdirSync(join(folder, 'Default'));
    writeFileSync(join(folder, 'Default', 'Preferences'), JSON.stringify(preferences));
    const context = await chromium.launchPersistentContext(folder, {
      executablePath: process.env['CHROMIUM_PATH'] || '/usr/bin/chromium',
      headless: true,
      args: ARGS,
      locale: 'ru-RU',
    });
    profiles.push({ context, folder });
    if (script !== undefined) await context.addInitScript({ content: script });
    const page = await context.newPage();
    await page.goto(courses[host]);
    return { context, page, frame: page.frameLocator('iframe') };
  }

  /** The window that a click opens. */
  async function windowOf(context: BrowserContext, button: Locator): Promise<Page> {
    const [window] = await Promise.all([context.waitForEvent('page'), button.click()]);
    return window;
  }

  /**
   * Presses a button of the tool's frame once, by the browser's own protocol: the driver now and then
   * loses a frame that changes processes while it waits, although its page stands there.
   */
  async function pressInFrame(page: Page, path: string, selector: string): Promise<Page> {
    const cdp = await page.context().newCDPSession(page);
    const opened = page.context().waitForEvent('page');
    let window: Page | null = null;
    void opened.then((one) => {
      window = one;
    });
    const expression = `{ const button = document.querySelector('${selector}');
      if (button && !globalThis.pressed) { globalThis.pressed = true; button.click(); } }`;
    const params = { expression, userGesture: true };
    const message = JSON.stringify({ id: 1, method: 'Runtime.evaluate', params });
    await until(`a window is opened from ${path}`, async () => {
      const { targetInfos } = await cdp.send('Target.getTargets');
      const frame = targetInfos.find((one) => one.type === 'iframe' && one.url.includes(path));
      if (frame) {
        const target = { targetId: frame.targetId, flatten: false };
        const { sessionId } = await cdp.send('Target.attachToTarget', target);
        await cdp.send('Target.sendMessageToTarget', { message, sessionId });
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      return window !== null;
    });
    return opened;
  }

  const isMeetings = (url: string | undefined) =>
    expect(url).to.match(new RegExp(`^${tool.url}/app/[\\w-]+/meetings$`));

  it('an LMS on the same site: the page stands in the frame', async () => {
    const { page, frame } = await openCourse('127.0.0.1', BLOCK_THIRD_PARTIES);
    await frame.getByText('"state":"live"').waitFor();
    isMeetings(page.frames()[1]?.url());
  });

  it('another site over http: bound by the window’s storage, then one button', async () => {
    const before = tool.answered.length;
    const { page } = await openCourse('localhost', ALLOW_THIRD_PARTIES);
    await until('the launch is at the page with the button', () =>
      tool.answered.slice(before).includes('200 GET /app/enter'),
    );
    const window = await pressInFrame(page, '/app/enter', 'form[action="/app/open"] button');
    await window.getByText('"state":"live"').waitFor();
    isMeetings(window.url());
  });

  it('a window’s storage that is slow to come leaves nobody standing', async () => {
    const slow = `const read = Storage.prototype.getItem;
      Storage.prototype.getItem = function (key) {
        return performance.now() < 2500 ? null : read.call(this, key);
      };`;
    // Told by what the tool was asked: the driver may lose a frame that changes processes while it waits.
    const before = tool.answered.length;
    await openCourse('localhost', ALLOW_THIRD_PARTIES, slow);
    const arrived = () => tool.answered.slice(before).includes('200 GET /app/enter');
    await until('the launch is at the page with the button', arrived);
  });

  it('another site over http, third parties blocked: the button comes before the LMS is asked', async () => {
    const { context, frame } = await openCourse('localhost', BLOCK_THIRD_PARTIES);
    const link = frame.getByRole('link', { name: 'Открыть в новом окне' });
    const window = await windowOf(context, link);
    await window.getByText('"state":"live"').waitFor();
    isMeetings(window.url());
  });

  it('all cookies blocked: in a window of its own too, what to allow', async () => {
    const { context, frame } = await openCourse('localhost', BLOCK_ALL);
    const link = frame.getByRole('link', { name: 'Открыть в новом окне' });
    const window = await windowOf(context, link);
    await window.getByRole('heading', { name: 'Браузер запрещает cookie' }).waitFor();
  });
});
