import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';

/** What a person meets when something does not go on as usual; reached from a session of theirs. */
export interface StateShot {
  name: string;
  /** @param base address of the session; @param again launches once more, to wherever it ends */
  open(page: Page, base: string, again: () => Promise<void>): Promise<void>;
}

const originOf = (base: string) => new URL(base).origin;

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
      await page.route('**/lti/launch', async (route) => {
        const response = await route.fetch({ maxRedirects: 0 });
        // What was fetched for the page has left its cookies in the browser already.
        await page.context().clearCookies({ name: /nastavnik/ });
        const { 'set-cookie': _lost, ...headers } = response.headers();
        await route.fulfill({ response, headers });
      });
      await again();
      await page.locator('form[action="/app/open"]').waitFor();
    },
  },
];
