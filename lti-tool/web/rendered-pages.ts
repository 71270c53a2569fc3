/** Pages held at most, each some ten kilobytes; the least recently used go first. */
const PAGES_AT_MOST = 400;

interface RenderedPage {
  revision: number;
  body: Buffer;
}

/**
 * Remembers rendered pages, each under the programme's revision that it was made of. The service is
 * asked at every request all the same who this is and what they may: only if it gives the same revision
 * again, which each of its writes moves on, is the page known to be the same.
 *
 * The key holds all else that a page depends on: session, role, language, day, address.
 */
export interface RenderedPages {
  /** The page of this revision, if it was made before. */
  find(key: string, revision: number): Buffer | null;
  /** Makes and remembers it. */
  make(key: string, revision: number, render: () => string): Buffer;
}

export function createRenderedPages(): RenderedPages {
  const pages = new Map<string, RenderedPage>();
  function keep(key: string, page: RenderedPage): Buffer {
    pages.delete(key);
    pages.set(key, page);
    if (pages.size > PAGES_AT_MOST) pages.delete(pages.keys().next().value as string);
    return page.body;
  }
  return {
    find(key, revision) {
      const known = pages.get(key);
      return known?.revision === revision ? keep(key, known) : null;
    },
    make: (key, revision, render) => keep(key, { revision, body: Buffer.from(render(), 'utf8') }),
  };
}
