import { expect } from 'chai';
import type { Browser, BrowserContext, BrowserContextOptions, Frame, Page } from 'playwright-core';
import { watchFaults } from './faults.js';
import type { Stack } from './stack.js';

/** The course with a year of data, and the one that is still to be set up. */
export const COURSE = 2;
export const FRESH_COURSE = 3;
/** The demo's activities as the course's menu calls them. */
export const HOME = 'Моё наставничество';
export const LOG = 'Журнал встреч';
export const OVERVIEW = 'Обзор программы';

/** A page of ours without anything secret in its address: no query, a short public session id. */
const PLAIN_ADDRESS = /^\/app\/[\w-]{16}\/(?!enter)[\w/-]*$/;
/** The page of the tool that a launch ends on. */
export const isArrived = (url: URL | string): boolean =>
  PLAIN_ADDRESS.test(new URL(String(url)).pathname);

/** Somebody at a browser of their own, signed in to the demo LMS. */
export interface Visitor {
  key: string;
  page: Page;
  context: BrowserContext;
  /** The frame of the LMS's page in which the tool stands. */
  readonly tool: Frame;
  /** Session's address, `http://…/app/<sid>/`. */
  readonly base: string;
  /** Somebody else takes over this browser: the launches that follow are theirs. */
  handTo(key: string): void;
  /** Opens an activity from the course's page, in its frame. */
  launch(activity?: string, course?: number): Promise<Frame>;
  /** The same in a window of its own, as phones do; `tool` is then the whole page. */
  launchWindow(activity?: string, course?: number): Promise<Frame>;
  /** Opens a page of the session in the same place; the status of the answer. */
  open(path: string): Promise<number>;
  /** From now on these answers are no faults: `<status> <path>`. */
  expectAnswers(...answers: RegExp[]): void;
  faults(): string[];
  close(): Promise<void>;
}

/** The tool's frame of an LMS page, whatever the page calls it. */
async function frameOf(page: Page, name: string): Promise<Frame> {
  const element = await page.locator(`iframe[name="${name}"]`).elementHandle();
  const frame = await element?.contentFrame();
  if (!frame) throw new Error(`no frame ${name} on ${page.url()}`);
  return frame;
}

function assertPlain(frame: Frame): void {
  const { pathname, search, hash } = new URL(frame.url());
  expect(pathname, 'address after a launch').to.match(PLAIN_ADDRESS);
  expect(search + hash, 'query after a launch').to.equal('');
}

/** Opens a browser context for this person of the demo LMS. */
export async function visit(
  browser: Browser,
  stack: Stack,
  key: string,
  options: BrowserContextOptions = {},
): Promise<Visitor> {
  const context = await browser.newContext({
    locale: 'ru-RU',
    timezoneId: 'Europe/Moscow',
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
    ...options,
  });
  return visitorIn(context, stack, key);
}

/** Somebody in a browser context that is there already. */
export async function visitorIn(
  context: BrowserContext,
  stack: Pick<Stack, 'lms'>,
  key: string,
): Promise<Visitor> {
  context.setDefaultTimeout(15_000);
  let expected: RegExp[] = [];
  const faults = watchFaults(context, () => expected);
  const page = await context.newPage();
  let who = key;
  let tool: Frame | null = null;
  let base = '';

  async function arrive(frame: Frame): Promise<Frame> {
    await frame.waitForURL(isArrived);
    await frame.waitForLoadState('load');
    assertPlain(frame);
    const url = new URL(frame.url());
    base = `${url.origin}${url.pathname.split('/').slice(0, 3).join('/')}/`;
    tool = frame;
    return frame;
  }

  async function toCourse(course: number, activity: string) {
    await page.goto(`${stack.lms.url}/login?as=${who}&to=/course/${course}`);
    return page.getByRole('main').getByRole('link', { name: activity, exact: true }).first();
  }

  function arrived(): Frame {
    if (!tool) throw new Error(`${who} has not launched yet`);
    return tool;
  }

  return {
    key,
    page,
    context,
    get tool() {
      return arrived();
    },
    get base() {
      return base;
    },
    handTo(other) {
      who = other;
    },
    async launch(activity = HOME, course = COURSE) {
      await (await toCourse(course, activity)).click();
      return arrive(await frameOf(page, 'contentframe'));
    },
    async launchWindow(activity = HOME, course = COURSE) {
      const address = await (await toCourse(course, activity)).getAttribute('href');
      await page.goto(`${stack.lms.url}${address}&window=1`);
      return arrive(page.mainFrame());
    },
    async open(path) {
      const answer = await arrived().goto(new URL(path, base).href);
      return answer?.status() ?? 0;
    },
    expectAnswers(...answers) {
      expected = [...expected, ...answers];
    },
    faults: () => faults.take().map((fault) => `${key}: ${fault}`),
    close: () => context.close(),
  };
}

export { frameOf };
