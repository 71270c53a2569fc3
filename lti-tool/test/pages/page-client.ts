import { fakeApi } from '../support/fake-api.js';
import { type FakeMeetings, fakeMeetings, type PairSpec } from '../support/fake-meetings.js';
import { type FakeTool, startFakeTool } from '../support/fake-shell.js';

export interface Page {
  status: number;
  html: string;
  /** Where a redirect leads, below the session. */
  location: string;
}

/** A browser without script over the pages of one person. */
export interface PageClient {
  tool: FakeTool;
  data: FakeMeetings;
  get(path: string): Promise<Page>;
  /** Sends the fields with the token of a form of `from`. */
  post(path: string, fields: Record<string, string | string[]>, from?: string): Promise<Page>;
  close(): Promise<void>;
}

/** The value of a hidden or visible field of a page. */
export const fieldValue = (html: string, name: string): string =>
  new RegExp(`name="${name}"[^>]*? value="([^"]*)"`).exec(html)?.[1] ?? '';

/** Starts the tool for a mentor or a mentee with these pairs. */
export async function startPages(
  side: 'mentor' | 'mentee',
  specs: readonly PairSpec[],
): Promise<PageClient> {
  const api = fakeApi();
  const data = fakeMeetings(api, side, specs);
  const tool = await startFakeTool({ api, role: side });
  let cookie = '';
  let token = '';
  const send = async (path: string, init: RequestInit = {}): Promise<Page> => {
    const answer = await fetch(`${tool.origin}/app/s1/${path}`, {
      redirect: 'manual',
      ...init,
      headers: { ...(init.headers as Record<string, string>), cookie },
    });
    const set = answer.headers.get('set-cookie');
    if (set) cookie = set.split(';')[0] ?? '';
    const html = await answer.text();
    token = fieldValue(html, '_csrf') || token;
    const location = (answer.headers.get('location') ?? '').replace('/app/s1/', '');
    return { status: answer.status, html, location };
  };
  return {
    tool,
    data,
    get: (path) => send(path),
    async post(path, fields, from) {
      if (from !== undefined || token === '') await send(from ?? 'my');
      const body = new URLSearchParams({ _csrf: token });
      for (const [name, value] of Object.entries(fields)) {
        for (const one of Array.isArray(value) ? value : [value]) body.append(name, one);
      }
      return send(path, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
    },
    close: () => tool.close(),
  };
}
