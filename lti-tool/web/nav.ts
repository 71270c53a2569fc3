import type { Role } from '../../service/api/index.js';
import type { Translate } from './i18n.js';

export interface NavItem {
  path: string;
  label: string;
  current: boolean;
}

/** Tabs of each role: path below the session and key of the word (`nav.<key>`). */
const STAFF = [
  'overview',
  'participants',
  'mentors',
  'surveys',
  'pairs',
  'meetings',
  'sync',
] as const;
const TABS: Partial<Record<Role, readonly string[]>> = {
  coordinator: STAFF.flatMap((tab) => (tab === 'pairs' ? ['matching', tab] : [tab])).concat(
    'settings',
  ),
  curator: STAFF,
  head: [...STAFF, 'journal'],
  mentor: ['my', 'meetings', 'my-surveys', 'me'],
  mentee: ['my', 'meetings', 'my-surveys', 'me'],
  observer: ['overview'],
  psychologist: ['participants', 'waiting-list', 'surveys'],
  methodist: ['participants', 'mentors', 'questionnaires'],
};

/** Sections without a tab of their own show the tab that leads to them. */
const OF_TAB: Readonly<Record<string, readonly string[]>> = {
  settings: ['journal', 'launches', 'connection'],
  sync: ['progress'],
  me: ['mentor-profile', 'my-school'],
  my: ['plans'],
  meetings: ['diary-sheets'],
};

interface Section {
  path: string;
  roles: readonly Role[];
}

/** What stands below a tab, in a row of its own; the first is the tab's own page. */
const SECTIONS: Readonly<Record<string, readonly Section[]>> = {
  overview: [
    { path: 'overview', roles: ['coordinator', 'curator', 'head', 'observer'] },
    { path: 'signals', roles: ['coordinator', 'curator', 'head'] },
  ],
  participants: [
    {
      path: 'participants',
      roles: ['coordinator', 'curator', 'head', 'psychologist', 'methodist'],
    },
    { path: 'consents', roles: ['coordinator'] },
    { path: 'third-party', roles: ['coordinator', 'curator', 'psychologist'] },
    { path: 'registers', roles: ['coordinator', 'curator', 'head'] },
    // Who has no tab for mentors finds the interviews here.
    { path: 'selection', roles: ['psychologist'] },
  ],
  mentors: [
    { path: 'mentors', roles: ['coordinator', 'curator', 'head', 'methodist'] },
    { path: 'selection', roles: ['coordinator', 'curator', 'head'] },
    { path: 'school', roles: ['coordinator', 'curator', 'head', 'methodist'] },
    { path: 'council', roles: ['coordinator', 'curator', 'head', 'methodist'] },
    { path: 'mentor-registers', roles: ['coordinator', 'curator', 'head'] },
    { path: 'enterprises', roles: ['coordinator', 'curator', 'head'] },
    { path: 'mentor-links', roles: ['coordinator', 'curator'] },
  ],
  matching: [
    { path: 'matching', roles: ['coordinator'] },
    { path: 'waiting-list', roles: ['coordinator', 'psychologist'] },
    { path: 'group-meetings', roles: ['coordinator'] },
  ],
  pairs: [
    { path: 'pairs', roles: ['coordinator', 'curator', 'head'] },
    { path: 'plans', roles: ['coordinator', 'curator', 'head'] },
    { path: 'closing', roles: ['coordinator', 'curator', 'head'] },
  ],
  meetings: [
    { path: 'meetings', roles: ['coordinator', 'curator', 'head', 'mentor', 'mentee'] },
    { path: 'calendar', roles: ['coordinator', 'curator', 'head', 'mentor', 'mentee'] },
  ],
  surveys: [
    { path: 'surveys', roles: ['coordinator', 'curator', 'head', 'psychologist'] },
    {
      path: 'questionnaires',
      roles: ['coordinator', 'curator', 'head', 'psychologist', 'methodist'],
    },
  ],
};

/**
 * Pages about somebody that belong to another section than the one their address begins with: by the
 * first and the third word of the address, the sections that may hold them, the likeliest first.
 */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  'participants consents': ['consents'],
  'participants mentor-link': ['mentor-links'],
  'participants third-party': ['third-party'],
  'participants register': ['registers'],
  'participants support': ['waiting-list'],
  'mentors interviews': ['selection'],
  'mentors criteria': ['selection'],
  // The list of criteria is read from cards too, by who has no «Отбор».
  'selection ': ['selection', 'mentors'],
};

/** The page that a role lands on. */
export function homeOf(role: Role): string {
  return TABS[role]?.[0] ?? 'welcome';
}

/** «Анкеты» of a course are one link: those who are asked find theirs, the others the waves. */
export function pageOfRole(role: Role, page: string): string {
  return page === 'surveys' && (TABS[role] ?? []).includes('my-surveys') ? 'my-surveys' : page;
}

/** Whether a page is a tab of other roles and not of this one. */
export function isForeignTab(role: Role, page: string): boolean {
  const others = Object.values(TABS).some((tabs) => tabs.includes(page));
  const above = tabAbove(role, page);
  const own = (TABS[role] ?? []).some((tab) => tab === page || tab === above);
  return others && !own;
}

/**
 * The tabs of a role with the one marked whose page is shown.
 * @param path path below the session without the leading slash
 * @param openHelp requests for help that wait; the tab is there only when some do
 */
export function navItems(role: Role, path: string, openHelp: number, t: Translate): NavItem[] {
  const section = sectionOf(role, path);
  const above = tabAbove(role, section);
  const items = (TABS[role] ?? []).map((tab) => ({
    path: tab,
    label: t(tab === 'my' && role === 'mentee' ? 'nav.myPair' : `nav.${tab}`),
    current:
      section === tab ||
      above === tab ||
      OF_TAB[tab]?.includes(section) ||
      (tab === 'my' && (section === 'progress' || section === 'closing')),
  }));
  if (openHelp > 0 || (section === 'help-requests' && items.length > 1)) {
    items.splice(1, 0, {
      path: 'help-requests',
      label: t('nav.help-requests', { n: openHelp }),
      current: section === 'help-requests',
    });
  }
  return items;
}

/** The tab whose row holds a section for this role. */
const tabAbove = (role: Role, section: string): string | undefined =>
  Object.keys(SECTIONS).find((tab) =>
    SECTIONS[tab]?.some(({ path, roles }) => path === section && roles.includes(role)),
  );

/** The section that a page is shown in: the first that this role has, else what its address says. */
function sectionOf(role: Role, path: string): string {
  const [top = '', , below = ''] = path.split('/');
  const held = ELSEWHERE[`${top} ${below}`] ?? [];
  return held.find((section) => tabAbove(role, section) !== undefined) ?? top;
}

/**
 * The row below the tabs on the pages of a tab that has several sections; empty where a role has only one.
 * @param path path below the session without the leading slash
 */
export function sectionItems(role: Role, path: string, t: Translate): NavItem[] {
  const section = sectionOf(role, path);
  const tab = tabAbove(role, section);
  const own = tab === undefined ? [] : (SECTIONS[tab] ?? []).filter((s) => s.roles.includes(role));
  if (own.length < 2) return [];
  return own.map((item) => ({
    path: item.path,
    label: t(`nav.section.${item.path}`),
    current: item.path === section,
  }));
}
