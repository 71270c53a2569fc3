import { mkdirSync, statSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { fromRoot } from '../../shared/root.js';
import { withDemo } from './demo.js';
import { type Lms, lmsAt } from './lms.js';
import { SHOTS } from './pages.js';
import { STATES } from './states.js';

/** Width and height of the pictures in docs/images; the width stands in their names. */
const SIZES = [
  [360, 740],
  [1280, 900],
] as const;
const LARGEST_BYTES = 300 * 1024;
const COURSE = 2;
/** A course without a programme yet: the wizard is met there. */
const FRESH_COURSE = 3;

const made: string[] = [];
/** Names on the command line: only these pictures; none: all. */
const wanted = new Set(process.argv.slice(2));
const isWanted = (name: string): boolean => wanted.size === 0 || wanted.has(name);

async function save(page: Page, name: string, width: number): Promise<void> {
  if (!isWanted(name)) return;
  await page.waitForLoadState('networkidle');
  const path = fromRoot('docs', 'images', `${name}-${width}.png`);
  await page.screenshot({ path, animations: 'disabled' });
  const { size } = statSync(path);
  if (size > LARGEST_BYTES)
    throw new Error(`${path} has ${size} bytes, more than ${LARGEST_BYTES}`);
  made.push(path);
}

type Size = (typeof SIZES)[number];

async function newPage(browser: Browser, [width, height]: Size): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width, height },
    locale: 'ru-RU',
    timezoneId: 'Europe/Moscow',
    reducedMotion: 'reduce',
  });
  return context.newPage();
}

async function shootPages(browser: Browser, lms: Lms, size: Size): Promise<void> {
  for (const person of new Set(
    SHOTS.filter((shot) => isWanted(shot.name)).map((shot) => shot.person),
  )) {
    const page = await newPage(browser, size);
    await lms.signIn(page, person);
    const base = await lms.launch(page, COURSE);
    for (const shot of SHOTS.filter((one) => one.person === person && isWanted(one.name))) {
      await shot.open(page, base, lms.url);
      await save(page, shot.name, size[0]);
    }
    await page.context().close();
  }
}

/** The picker in the LMS's page, and the wizard that a course without a programme is met with. */
async function shootStart(browser: Browser, lms: Lms, size: Size): Promise<void> {
  if (!['deep-linking', 'setup'].some(isWanted)) return;
  const page = await newPage(browser, size);
  await lms.signIn(page, 'coordinator');
  await lms.openPicker(page, FRESH_COURSE);
  await save(page, 'deep-linking', size[0]);
  await lms.launch(page, FRESH_COURSE);
  await save(page, 'setup', size[0]);
  await page.context().close();
}

/** What is shown instead of a page; the last of them takes the browser's cookies. */
async function shootStates(browser: Browser, lms: Lms, size: Size): Promise<void> {
  if (!STATES.some((state) => isWanted(state.name))) return;
  const page = await newPage(browser, size);
  await lms.signIn(page, 'coordinator');
  const base = await lms.launch(page, COURSE);
  for (const state of STATES.filter((one) => isWanted(one.name))) {
    await state.open(page, base, () => lms.begin(page, COURSE));
    await save(page, state.name, size[0]);
  }
  await page.context().close();
}

/**
 * What the administrator of the LMS sees when the tool is registered, and when the same address is
 * used once more. An address registers once, so both sizes are taken of one page each.
 */
async function shootRegistration(browser: Browser, lms: Lms, invite: string): Promise<void> {
  if (!['registration-done', 'registration-refused'].some(isWanted)) return;
  const page = await newPage(browser, SIZES[0]);
  await lms.signIn(page, 'admin');
  const address = await lms.registrationAddress(page, invite);
  for (const name of ['registration-done', 'registration-refused']) {
    await page.goto(address);
    for (const [width, height] of SIZES) {
      await page.setViewportSize({ width, height });
      await save(page, name, width);
    }
  }
  await page.context().close();
}

async function main(): Promise<void> {
  mkdirSync(fromRoot('docs', 'images'), { recursive: true });
  const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
  await withDemo(async (url, invite) => {
    const browser = await chromium.launch({
      executablePath,
      // The browser's own language decides how its date fields look (Debian: chromium-l10n).
      env: { ...process.env, LANGUAGE: 'ru', LANG: 'ru_RU.UTF-8' },
      args: [
        '--lang=ru',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
      ],
    });
    try {
      for (const size of SIZES) {
        // First what does not go on as usual: the journal of launches then has something to show.
        await shootStates(browser, lmsAt(url), size);
        await shootPages(browser, lmsAt(url), size);
        await shootStart(browser, lmsAt(url), size);
      }
      if (invite !== null) await shootRegistration(browser, lmsAt(url), invite);
    } finally {
      await browser.close();
    }
  });
  process.stdout.write(`${made.join('\n')}\n${made.length} pictures\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
