import type { Page } from 'playwright-core';

/** The demo LMS in a browser, as a person uses it. */
export interface Lms {
  url: string;
  signIn(page: Page, person: string): Promise<void>;
  /** Launches the course's first activity in a window of its own; the session's address. */
  launch(page: Page, course: number): Promise<string>;
  /** Opens the course's first activity in a window of its own, wherever that ends. */
  begin(page: Page, course: number): Promise<void>;
  /** The page «Добавить активность» with the tool's picker in its frame. */
  openPicker(page: Page, course: number): Promise<void>;
  /** The address at which the LMS opens the tool to register it; the person is its administrator. */
  registrationAddress(page: Page, invite: string): Promise<string>;
}

const SESSION = /^https?:\/\/[^/]+\/app\/(?!enter)[^/?#]+\//;

export function lmsAt(url: string): Lms {
  async function begin(page: Page, course: number): Promise<void> {
    await page.goto(`${url}/course/${course}`);
    const href = await page
      .locator('a[href^="/mod/lti/view.php?id="]')
      .first()
      .getAttribute('href');
    if (href === null) throw new Error(`Course ${course} of the demo LMS has no activity`);
    await page.goto(`${url}${href}&window=1`);
  }
  return {
    url,
    begin,
    async signIn(page, person) {
      await page.goto(`${url}/login?as=${person}&to=/course/2`);
    },
    async launch(page, course) {
      await begin(page, course);
      await page.waitForURL(SESSION);
      return SESSION.exec(page.url())?.[0] as string;
    },
    async registrationAddress(page, invite) {
      const query = new URLSearchParams({ url: invite });
      const answer = await page.request.get(`${url}/admin/tools/register?${query}`);
      const frame = /id="registrationframe"[^>]* src="([^"]+)"/.exec(await answer.text())?.[1];
      if (frame === undefined) throw new Error('The demo LMS offers no registration');
      return frame.replaceAll('&amp;', '&');
    },
    async openPicker(page, course) {
      await page.goto(`${url}/course/${course}`);
      await page.locator(`a[href^="/course/${course}/add?tool="]`).first().click();
      await page.frameLocator('#pickerframe').locator('form[action*="deep-linking"]').waitFor();
    },
  };
}
