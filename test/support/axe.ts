import { createRequire } from 'node:module';
import type { Frame } from 'playwright-core';

/** The parts of axe-core that are used; its own types want the browser's. */
interface Axe {
  run(
    where: unknown,
    options: { runOnly: string[]; resultTypes: string[] },
  ): Promise<{ violations: { id: string; help: string; nodes: { html: string }[] }[] }>;
}

const SOURCE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
/** WCAG 2.2 AA, by the tags of axe-core. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Checks the page by axe-core; what it found, one line each. The context must bypass the content policy. */
export async function axeViolations(page: Frame): Promise<string[]> {
  await page.addScriptTag({ path: SOURCE });
  return page.evaluate(async (tags) => {
    const { axe, document } = globalThis as unknown as { axe: Axe; document: unknown };
    const found = await axe.run(document, { runOnly: tags, resultTypes: ['violations'] });
    return found.violations.map(
      ({ id, help, nodes }) =>
        `${id}: ${help}: ${nodes
          .slice(0, 3)
          .map((n) => n.html)
          .join(' | ')}`,
    );
  }, TAGS);
}

const widerBy = (page: Frame): Promise<number> =>
  page.evaluate(() => {
    const { document } = globalThis as unknown as {
      document: { documentElement: { scrollWidth: number; clientWidth: number } };
    };
    return document.documentElement.scrollWidth - document.documentElement.clientWidth;
  });

/** Charts follow a change of the window's width a moment later. */
const SETTLE_MS = 2_000;

/** By how many pixels the page is wider than its window; 0 when nothing scrolls sideways. */
export async function overflowOf(page: Frame): Promise<number> {
  const until = Date.now() + SETTLE_MS;
  let over = await widerBy(page);
  while (over > 0 && Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    over = await widerBy(page);
  }
  return over;
}
