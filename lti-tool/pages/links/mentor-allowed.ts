const ID = '[\\w-]+';

/** Pages of a mentor's link: addresses below it. */
const PAGES = [
  '',
  'my',
  `my/pairs/${ID}`,
  'meetings',
  'meetings/new',
  `meetings/new/${ID}`,
  `meetings/several/${ID}`,
  `meetings/${ID}`,
  `meetings/${ID}/(?:edit|withdraw)`,
  'calendar',
  'calendar/new',
  `calendar/new/${ID}`,
  `calendar/${ID}`,
  `calendar/${ID}/edit`,
  `plans/new/${ID}/${ID}`,
  `plans/${ID}`,
  `plans/${ID}/(?:edit|history)`,
  `plans/${ID}/versions/\\d+`,
  `plans/${ID}/rows/new`,
  `plans/${ID}/rows/${ID}/(?:edit|result)`,
  'my-surveys',
  `my-surveys/${ID}`,
  `my-surveys/${ID}/\\d+`,
];

/** Its forms. */
const FORMS = [
  `meetings/new/${ID}`,
  `meetings/several/${ID}`,
  `meetings/${ID}/(?:edit|withdraw)`,
  `calendar/new/${ID}`,
  `calendar/${ID}/(?:edit|answer|cancel|held|close)`,
  `plans/new/${ID}/${ID}`,
  `plans/${ID}/(?:edit|offer|copy|remove)`,
  `plans/${ID}/rows/new`,
  `plans/${ID}/rows/${ID}/(?:edit|move|remove|restore|result)`,
  `my-surveys/${ID}/\\d+`,
  `my-surveys/${ID}/\\d+/save`,
];

const anyOf = (paths: readonly string[]): RegExp => new RegExp(`^(?:${paths.join('|')})$`, 'i');
const PAGE = anyOf(PAGES);
const FORM = anyOf(FORMS);

/**
 * Whether an address is one of a mentor's link: their log, what is planned, plans, questionnaires. All
 * others are answered as if they did not exist, before anything is read for them; the service refuses them
 * all the same (`BY_LINK`).
 * @param path below the link, without the leading slash and without query
 */
export function isMentorPage(method: string, path: string): boolean {
  const bare = path.replace(/\/$/, '');
  return method === 'GET' || method === 'HEAD' ? PAGE.test(bare) : FORM.test(bare);
}
