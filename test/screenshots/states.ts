import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';

/** What a person meets when something does not go on as usual; reached from a session of theirs. */
export interface StateShot {
  name: string;
  /** @param base address of the session; @param again launches once more, to wherever it ends */
  open(page: Page, base: string, again: () => Promise<void>): Promise<void>;
}

const originOf = (base: string) => new URL(base).origin;

/** Whatever this address answers sets no cookie. */
async function loseCookies(page: Page, address: string | RegExp): Promise<void> {
  await page.route(address, async (route) => {
    const response = await route.fetch({ maxRedirects: 0 });
    // What was fetched for the page has left its cookies in the browser already.
    await page.context().clearCookies({ name: /nastavnik/ });
    const { 'set-cookie': _lost, ...headers } = response.headers();
    await route.fulfill({ response, headers });
  });
}

export const STATES: readonly StateShot[] = [
  {
    name: 'not-found',
    open: async (page, base) => {
      await page.goto(new URL(`pairs/${randomUUID()}`, base).href);
    },
  },
  {
    name: 'session-ended',
    open: async (page, base) => {
      await page.goto(`${originOf(base)}/app/AAAAAAAAAAAAAAAA/my`);
    },
  },
  {
    name: 'launch-refused',
    open: async (page, base) => {
      await page.goto(`${originOf(base)}/lti/login`);
    },
  },
  {
    // A browser that keeps no cookie in the frame: the one that the launch sets does not get there.
    name: 'new-window',
    open: async (page, _base, again) => {
      // Nor the one of the login: else the launch would know that cookies hold there.
      await loseCookies(page, /\/lti\/login/);
      await loseCookies(page, '**/lti/launch');
      await again();
      await page.locator('form[action="/app/open"]').waitFor();
    },
  },
  {
    // The same browser keeps none in a window of its own either. To be taken after the one before.
    name: 'cookies-refused',
    open: async (page) => {
      await loseCookies(page, '**/app/open');
      const form = page.locator('form[action="/app/open"]');
      await form.evaluate((one) => {
        (one as unknown as { removeAttribute(name: string): void }).removeAttribute('target');
      });
      await form.getByRole('button').click();
      await page.getByRole('heading', { name: 'Браузер запрещает cookie' }).waitFor();
    },
  },
];
