import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core';
import { DATABASE_KINDS } from './databases.js';
import { type FakeSmtp, startFakeSmtp } from './fake-smtp.js';
import { SHAPES, type Stack, startStack } from './stack.js';
import { type Visitor, visit } from './visitor.js';

export type Shape = (typeof SHAPES)[number];

/** One running tool with its demo college, shared by all browser tests of a shape. */
export interface World {
  shape: Shape;
  stack: Stack;
  /** The mail server that the tool hands its mail to. */
  smtp: FakeSmtp;
  /** Somebody of the demo LMS at a browser of their own; closed after the test. */
  person(key: string, options?: BrowserContextOptions): Promise<Visitor>;
  /** The same at another stack, which the test has started and closes. */
  personAt(at: Stack, key: string): Promise<Visitor>;
}

/** Long enough for a busy machine; a single wait ends after 15 seconds. */
const TEST_LIMIT_MS = 60_000;
const START_LIMIT_MS = 120_000;

let browser: Promise<Browser> | null = null;
const stacks = new Map<Shape, Promise<Stack>>();
let mailServer: Promise<FakeSmtp> | null = null;

function smtpOf(): Promise<FakeSmtp> {
  mailServer ??= startFakeSmtp();
  return mailServer;
}

/** The one browser of all browser tests; it is closed at their end. */
export function launchBrowser(): Promise<Browser> {
  browser ??= chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] || '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  return browser;
}

/** SQLite in one process, as on a college's first try; MariaDB, where there is one, when split. */
async function startShape(shape: Shape): Promise<Stack> {
  const database = shape === 'split' ? (DATABASE_KINDS.at(-1) ?? 'sqlite') : 'sqlite';
  const { url } = await smtpOf();
  const env = { SMTP_URL: url, MAIL_FROM: 'Наставник <mentor@kollezh.example>' };
  return startStack({ shape, database, seed: true, env });
}

function stackOf(shape: Shape): Promise<Stack> {
  const known = stacks.get(shape) ?? startShape(shape);
  stacks.set(shape, known);
  return known;
}

/** A picture of what a failed test saw, where BROWSER_TEST_SHOTS names a folder for it. */
export async function keepPictures(title: string, visitors: readonly Visitor[]): Promise<void> {
  const folder = process.env['BROWSER_TEST_SHOTS'];
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  const name = title.replace(/[^\p{L}\d]+/gu, '-').slice(0, 120);
  for (const visitor of visitors) {
    const path = join(folder, `${name}-${visitor.key}.png`);
    await visitor.page.screenshot({ path }).catch(() => undefined);
  }
}

function testIn(shape: Shape, title: string, body: (world: () => World) => void): void {
  describe(`${title}, ${shape === 'one' ? 'one process' : 'service apart'}`, function () {
    this.timeout(TEST_LIMIT_MS);
    let world: World;
    const visitors: Visitor[] = [];
    const faults: string[] = [];

    before(async function () {
      this.timeout(START_LIMIT_MS);
      const [started, stack] = await Promise.all([launchBrowser(), stackOf(shape)]);
      const person: World['person'] = async (key, options) => {
        const visitor = await visit(started, stack, key, options);
        visitors.push(visitor);
        return visitor;
      };
      const personAt: World['personAt'] = async (at, key) => {
        const visitor = await visit(started, at, key);
        visitors.push(visitor);
        return visitor;
      };
      world = { shape, stack, smtp: await smtpOf(), person, personAt };
    });

    afterEach(async function () {
      const here = visitors.splice(0);
      const test = this.currentTest;
      if (test?.isFailed()) await keepPictures(test.fullTitle(), here);
      faults.push(...here.flatMap((v) => v.faults().map((fault) => `${test?.title}: ${fault}`)));
      await Promise.all(here.map((visitor) => visitor.close()));
    });

    body(() => world);

    it('left no console error, failed script, failed request or unexpected answer', () => {
      expect(faults).to.deep.equal([]);
    });
  });
}

/**
 * Tests that hold for both shapes, on the shared college. A last test says what went wrong unseen in
 * the browsers of all the others.
 */
export function inBothShapes(title: string, body: (world: () => World) => void): void {
  for (const shape of SHAPES) testIn(shape, title, body);
}

/** Tests of pages alone, for which one shape is enough. */
export function inOneShape(title: string, body: (world: () => World) => void): void {
  testIn('one', title, body);
}

after(async function () {
  this.timeout(START_LIMIT_MS);
  await (await browser)?.close();
  for (const stack of stacks.values()) await (await stack).close();
  await (await mailServer)?.close();
});
