import type { BrowserContext } from 'playwright-core';

/** Answers of pages that a test provokes, as a pattern of `<status> <path>`. */
type Expected = readonly RegExp[];

/** What went wrong in a browser without anybody seeing it. */
export interface Faults {
  /** Takes what was seen so far; empty when all was well. */
  take(): string[];
}

/** Chrome says every 4xx and 5xx in the console too; those are watched as answers. */
const SAID_AS_ANSWER = /^Failed to load resource: the server responded with a status of/;
/** A download or a click that overtakes a page under way ends its request. */
const OVERTAKEN = 'net::ERR_ABORTED';

/**
 * Watches all pages of a browser context: console errors (the content policy's too), scripts that
 * fail, requests that fail, answers of 400 and above that the test did not announce.
 */
export function watchFaults(context: BrowserContext, expected: () => Expected): Faults {
  const seen: string[] = [];
  context.on('console', (message) => {
    if (message.type() !== 'error' || SAID_AS_ANSWER.test(message.text())) return;
    seen.push(`console: ${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => {
    seen.push(`script: ${error.error().message}`);
  });
  context.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? '';
    if (why !== OVERTAKEN) seen.push(`request: ${why} ${request.url()}`);
  });
  context.on('response', (response) => {
    if (response.status() < 400) return;
    const { pathname } = new URL(response.url());
    const answer = `${response.status()} ${pathname}`;
    if (!expected().some((pattern) => pattern.test(answer))) seen.push(`answer: ${answer}`);
  });
  return { take: () => seen.splice(0) };
}
