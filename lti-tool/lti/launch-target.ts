import type { LtiClaims } from './claims.js';

/** Pages that a link in a course may name; anything else lands on the home of the person's role. */
const PAGES = new Set([
  'home',
  'my',
  'overview',
  'roadmap',
  'participants',
  'surveys',
  'matching',
  'pairs',
  'meetings',
  'progress',
  'documents',
  'settings',
  'help',
]);
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Pages of one thing, by the parameter that names it: `?pair=…` is `pairs/…`. */
const ITEM_PAGES: Readonly<Record<string, string>> = {
  pair: 'pairs',
  meeting: 'meetings',
  // Those who follow a wave and are not asked by it go on to its own page from there.
  wave: 'my-surveys',
};

/**
 * Where a launch lands, as a path below the session; '' is the home. Said by the target's query
 * (`?page=meetings`) or, where the LMS drops that, by the custom parameter of the same name.
 */
export function landingPath(claims: LtiClaims): string {
  if (claims.messageType === 'LtiDeepLinkingRequest') return 'deep-linking';
  const query = new URL(claims.targetLinkUri ?? 'http://none.invalid').searchParams;
  const named = (name: string) => query.get(name) ?? claims.custom[name] ?? '';
  for (const [name, page] of Object.entries(ITEM_PAGES)) {
    if (UUID.test(named(name))) return `${page}/${named(name)}`;
  }
  const page = named('page');
  return PAGES.has(page) && page !== 'home' ? page : '';
}
