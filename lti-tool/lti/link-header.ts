/**
 * The address of `rel="next"` in a Link header (RFC 8288), or null. Only well-formed links count:
 * Moodle's line items carry typographic quotes, which no parser should take for a next page.
 */
export function nextLink(header: string | string[] | undefined): string | null {
  const text = Array.isArray(header) ? header.join(', ') : (header ?? '');
  for (const match of text.matchAll(
    /<([^<>]*)>((?:\s*;\s*[\w-]+\s*=\s*(?:"[^"]*"|[^",;\s]+))*)/g,
  )) {
    const rel = /;\s*rel\s*=\s*(?:"([^"]*)"|([^",;\s]+))/i.exec(match[2] ?? '');
    const names = (rel?.[1] ?? rel?.[2] ?? '').toLowerCase().split(/\s+/);
    if (names.includes('next')) return match[1] ?? null;
  }
  return null;
}

/**
 * The next page's address made whole: resolved against the page it came with, the parameters that we
 * had sent and the LMS dropped put back (Moodle drops `role`). Null when it leaves the service's
 * origin, where our token is not to go.
 */
export function nextPageUrl(
  current: string,
  header: string | string[] | undefined,
  kept: readonly string[],
): string | null {
  const link = nextLink(header);
  if (link === null) return null;
  const from = new URL(current);
  let next: URL;
  try {
    next = new URL(link, from);
  } catch {
    return null;
  }
  if (next.origin !== from.origin) return null;
  for (const name of kept) {
    const value = from.searchParams.get(name);
    if (value !== null && !next.searchParams.has(name)) next.searchParams.set(name, value);
  }
  return next.href;
}

/** Whether a header speaks of a next page at all, also by a link that no parser takes. */
export const announcesNext = (header: string | string[] | undefined): boolean =>
  /rel\s*=\s*.{0,4}next\b/is.test([header ?? ''].flat().join(','));
