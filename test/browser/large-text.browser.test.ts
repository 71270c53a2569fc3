import { expect } from 'chai';
import { type Browser, chromium } from 'playwright-core';
import { overflowOf } from '../support/axe.js';
import { inOneShape } from '../support/browser.js';
import { type Visitor, visit } from '../support/visitor.js';

/** Twice the letters that browsers begin with, as somebody sets them who reads badly. */
const LETTERS_PX = 32;
const PHONE = { width: 360, height: 740 };
const LAPTOP = { width: 1280, height: 800 };

/** Pages of the main job: by their address, or the first link that looks so on one. */
const PAGES: Readonly<Record<string, readonly (string | [from: string, link: RegExp])[]>> = {
  mentor1: [
    'my',
    'meetings',
    'me',
    'calendar',
    ['my', /\/my\/pairs\/[0-9a-f-]{36}$/],
    ['meetings', /\/meetings\/[0-9a-f-]{36}$/],
    ['my', /\/plans\/[0-9a-f-]{36}$/],
  ],
  mentee2: ['my', 'progress', 'me', 'meetings'],
  coordinator: ['overview', 'participants', 'pairs', 'meetings', 'sync', 'mentors', 'settings'],
};

async function openPage(visitor: Visitor, page: string | [string, RegExp]): Promise<string> {
  const [from, link] = typeof page === 'string' ? [page, null] : page;
  await visitor.open(from);
  if (link === null) return from;
  const hrefs = await visitor.tool
    .locator('a[href]')
    .evaluateAll((all) => all.map((one) => (one as unknown as { href: string }).href));
  const found = hrefs.find((href) => link.test(href));
  if (!found) throw new Error(`no link ${link} on ${from}`);
  await visitor.open(found);
  return `${from} › ${link}`;
}

inOneShape('letters of twice the size', (world) => {
  let browser: Browser;
  before(async () => {
    browser = await chromium.launch({
      executablePath: process.env['CHROMIUM_PATH'] || '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', `--blink-settings=defaultFontSize=${LETTERS_PX}`],
    });
  });
  after(() => browser?.close());

  for (const key of Object.keys(PAGES)) {
    it(`let ${key} read without scrolling sideways, on a phone and on a laptop`, async () => {
      const visitor = await visit(browser, world().stack, key);
      try {
        await visitor.launchWindow();
        const faults: string[] = [];
        for (const page of PAGES[key] ?? []) {
          const name = await openPage(visitor, page);
          for (const size of [PHONE, LAPTOP]) {
            await visitor.page.setViewportSize(size);
            const over = await overflowOf(visitor.tool);
            if (over > 0) faults.push(`${name} at ${size.width} px: ${over} px too wide`);
          }
        }
        expect(faults).to.deep.equal([]);
      } finally {
        await visitor.close();
      }
    });
  }
});
