import { expect } from 'chai';
import type { Frame, Page } from 'playwright-core';
import { axeViolations, overflowOf } from '../support/axe.js';
import { inOneShape } from '../support/browser.js';
import type { Visitor } from '../support/visitor.js';

const COPY = 'Скопировать для службы поддержки';
const WIDTHS = [320, 360, 885, 1280];

inOneShape('a launch that was refused', (world) => {
  const refusedAt = () => `${world().stack.toolUrl}/lti/login`;

  async function refused(options: object = {}): Promise<Visitor> {
    const visitor = await world().person('mentee1', options);
    visitor.expectAnswers(/^400 \/lti\/login/);
    await visitor.page.goto(refusedAt());
    return visitor;
  }
  const numberOn = async (page: Page | Frame) =>
    (await page.locator('code').first().textContent()) ?? '';

  it('is copied for the help desk by the keyboard, with all that it needs', async () => {
    const { page, context } = await refused();
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    for (let presses = 0; presses < 5; presses += 1) {
      await page.keyboard.press('Tab');
      const focused = page.locator(':focus');
      if ((await focused.textContent())?.trim() === COPY) break;
    }
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText('Скопировано.').waitFor();
    const copied = await page.evaluate(() => {
      const { navigator } = globalThis as unknown as {
        navigator: { clipboard: { readText(): Promise<string> } };
      };
      return navigator.clipboard.readText();
    });
    expect(copied).to.contain(await numberOn(page));
    expect(copied).to.contain('login_parameters').and.to.contain('UTC');
    expect(copied).to.contain(new URL(world().stack.toolUrl).host);
  });

  it('in a frame that may not copy the text is there, selected', async () => {
    const visitor = await refused();
    const { page } = visitor;
    await page.addInitScript(() => {
      const { document, navigator } = globalThis as unknown as {
        document: { execCommand: () => boolean };
        navigator: object;
      };
      const refuse = () => Promise.reject(new Error('not allowed here'));
      Object.defineProperty(navigator, 'clipboard', { value: { writeText: refuse } });
      document.execCommand = () => false;
    });
    await page.reload();
    await page.getByRole('button', { name: COPY }).click();
    await page.getByText('нажмите Ctrl+C').waitFor();
    const selected = await page.getByRole('textbox').evaluate((field) => {
      const { value, selectionStart, selectionEnd } = field as unknown as {
        value: string;
        selectionStart: number;
        selectionEnd: number;
      };
      return value.slice(selectionStart, selectionEnd);
    });
    expect(selected).to.contain(await numberOn(page));
  });

  it('says the same without scripts', async () => {
    const { page } = await refused({ javaScriptEnabled: false });
    expect(await page.getByRole('button', { name: COPY }).isVisible()).to.equal(false);
    await page.getByText('Сообщение для службы поддержки').click();
    expect(await page.getByRole('textbox').inputValue()).to.contain(await numberOn(page));
  });

  it('meets WCAG 2.2 AA by axe-core and fits every width, open and closed', async () => {
    const { page } = await refused({ bypassCSP: true });
    const faults: string[] = [];
    for (const open of [false, true]) {
      if (open) await page.getByText('Сообщение для службы поддержки').click();
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 740 });
        const over = await overflowOf(page.mainFrame());
        if (over > 0) faults.push(`at ${width} px: ${over} px too wide`);
      }
      faults.push(...(await axeViolations(page.mainFrame())));
    }
    expect(faults).to.deep.equal([]);
  });

  it('speaks the language that the browser asks for', async () => {
    const { page } = await refused({ locale: 'en-GB' });
    await page.getByText('What to do:', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Copy for the help desk' }).waitFor();
  });
});
