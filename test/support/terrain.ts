import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { type BrowserContext, chromium, type Page, type Request } from 'playwright-core';
import { type Stack, startStack } from './stack.js';
import { type Visitor, visitorIn } from './visitor.js';

/** How LMS, tool and browser stand to each other (lti.md §2.4). */
export interface Terrain {
  name: string;
  hosts: { tool: string; lms: string };
  tls: boolean;
  /** Whose cookies the browser refuses. */
  refused: 'third parties' | 'all of the tool';
}

export const SAME_SITE: Terrain = {
  name: 'LMS and tool on one site, over http',
  hosts: { tool: '127.0.0.1', lms: '127.0.0.1' },
  tls: false,
  refused: 'third parties',
};
const APART = { tool: 'nastavnik.example', lms: 'kollezh.example' };
export const APART_HTTPS: Terrain = {
  name: 'the tool on another site, over https, third-party cookies blocked',
  hosts: APART,
  tls: true,
  refused: 'third parties',
};
export const APART_HTTP: Terrain = {
  name: 'the tool on another site, over plain http',
  hosts: APART,
  tls: false,
  refused: 'third parties',
};
export const NO_COOKIES: Terrain = {
  name: 'a browser that refuses every cookie of the tool',
  hosts: APART,
  tls: true,
  refused: 'all of the tool',
};

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP *.example 127.0.0.1',
];

/** Settings of Chromium as a profile keeps them. */
function preferences({ refused, hosts }: Terrain): object {
  const never = { [`[*.]${hosts.tool},*`]: { setting: 2 } };
  return {
    profile: {
      cookie_controls_mode: 1,
      block_third_party_cookies: true,
      ...(refused === 'third parties'
        ? {}
        : { content_settings: { exceptions: { cookies: never } } }),
    },
  };
}

/** What the browser sent and kept on its way: addresses, referrers, the entries of windows. */
export interface Traces {
  addresses: string[];
  referrers: string[];
}

function watch(context: BrowserContext): Traces {
  const traces: Traces = { addresses: [], referrers: [] };
  context.on('request', (request: Request) => {
    traces.addresses.push(request.url());
    const { referer } = request.headers();
    if (referer !== undefined) traces.referrers.push(referer);
  });
  return traces;
}

/** Addresses that a window would go back and forward to. */
export async function historyOf(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  const { entries } = await session.send('Page.getNavigationHistory');
  await session.detach();
  return entries.map((entry) => entry.url);
}

export interface TerrainWorld {
  stack: Stack;
  /** A browser with a fresh profile. */
  browser(): Promise<{ context: BrowserContext; traces: Traces }>;
  /** Somebody in that browser; several may share it, one after the other or in tabs. */
  person(context: BrowserContext, key: string): Promise<Visitor>;
  /** Lines that the tool has logged so far. */
  log: readonly string[];
  closeBrowsers(): Promise<void>;
  close(): Promise<void>;
}

/** Starts tool and demo LMS as the terrain has them, with the demo college's data. */
export async function startTerrain(terrain: Terrain): Promise<TerrainWorld> {
  const log: string[] = [];
  const logger = pino({ level: 'debug' }, { write: (line: string) => log.push(line) });
  const { hosts, tls } = terrain;
  const stack = await startStack({ seed: true, hosts, tls, logger });
  const open: { context: BrowserContext; folder: string }[] = [];
  async function closeBrowsers(): Promise<void> {
    for (const { context, folder } of open.splice(0)) {
      await context.close();
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return {
    stack,
    log,
    async browser() {
      const folder = mkdtempSync(join(tmpdir(), 'nastavnik-chromium-'));
      mkdirSync(join(folder, 'Default'));
      const settings = JSON.stringify(preferences(terrain));
      writeFileSync(join(folder, 'Default', 'Preferences'), settings);
      const context = await chromium.launchPersistentContext(folder, {
        executablePath: process.env['CHROMIUM_PATH'] || '/usr/bin/chromium',
        headless: true,
        args: ARGS,
        ignoreHTTPSErrors: true,
        locale: 'ru-RU',
        viewport: { width: 1280, height: 900 },
      });
      open.push({ context, folder });
      return { context, traces: watch(context) };
    },
    person: (context, key) => visitorIn(context, stack, key),
    closeBrowsers,
    async close() {
      await closeBrowsers();
      await stack.close();
    },
  };
}

/** The frame of the course's page that the tool stands in. */
export const courseFrame = (page: Page) => page.frameLocator('iframe[name="contentframe"]');

/** The window that this opens. */
export async function windowOf(page: Page, open: () => Promise<void>): Promise<Page> {
  const [window] = await Promise.all([page.context().waitForEvent('page'), open()]);
  await window.waitForLoadState('load');
  return window;
}
