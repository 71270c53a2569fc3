/** Pages held at most, each some ten kilobytes; the least recently used go first. */
const PAGES_AT_MOST = 400;

interface RenderedPage {
  sources: readonly object[];
  body: Buffer;
}

/**
 * Remembers rendered pages, by the very answers that they were made of. The service is asked at every
 * request all the same, with its permissions: only if it gives the same objects again, as it does
 * under an unchanged revision, is the page known to be the same.
 */
export interface RenderedPages {
  /**
   * @param key all else that the page depends on: session, language, day, address
   * @param sources the answers of the service
   */
  get(key: string, sources: readonly object[], render: () => string): Buffer;
}

export function createRenderedPages(): RenderedPages {
  const pages = new Map<string, RenderedPage>();
  return {
    get(key, sources, render) {
      const known = pages.get(key);
      const isSame = known?.sources.every((source, i) => source === sources[i]) ?? false;
      const page = known && isSame ? known : { sources, body: Buffer.from(render(), 'utf8') };
      pages.delete(key);
      pages.set(key, page);
      if (pages.size > PAGES_AT_MOST) pages.delete(pages.keys().next().value as string);
      return page.body;
    },
  };
}
