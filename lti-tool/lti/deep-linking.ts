import type { Role, SurveyRole } from '../../service/api/index.js';
import type { Translate } from '../web/i18n.js';
import { HISTORY_PARAMETER, HISTORY_VARIABLE } from './course-history.js';
import type { ContentItem } from './library.js';
import { PROGRESS_COLUMN } from './progress-column.js';
import type { DeepLinkingRequest } from './session-types.js';

/**
 * Pages that can be put into a course (product.md §4); the key is the launch's `?page=…`. `sees` says
 * for whom there are words on what they find there: `deepLinking.page.<key>.<audience>`.
 */
export const PLACEABLE_PAGES = [
  { key: 'my', graded: false, sees: ['mentor', 'mentee', 'staff'] },
  { key: 'meetings', graded: false, sees: ['mentor', 'mentee', 'staff'] },
  { key: 'overview', graded: false, sees: ['staff', 'observer', 'others'] },
  { key: 'participants', graded: false, sees: ['staff', 'others'] },
  { key: 'pairs', graded: false, sees: ['staff', 'others'] },
  { key: 'progress', graded: true, sees: ['mentee', 'mentor', 'staff'] },
  { key: 'surveys', graded: false, sees: ['mentee', 'mentor', 'staff'] },
] as const;
export type PlaceablePage = (typeof PLACEABLE_PAGES)[number]['key'];

/** A wave of a questionnaire that can be put into the course: its link opens the filling in. */
export interface OfferedWave {
  waveId: string;
  title: string;
  role: SurveyRole;
  /** Its last day, ISO. */
  endsOn: string;
}

/** What can be picked: a page, or one wave. */
export type PickedKey = PlaceablePage | `wave:${string}`;
export const waveKey = (waveId: string): PickedKey => `wave:${waveId}`;
const waveOf = (key: PickedKey): string | null =>
  key.startsWith('wave:') ? key.slice('wave:'.length) : null;

/** Roles of people who build the course; learners and guests answer nothing to the LMS. */
const PLACING_ROLES: readonly Role[] = ['coordinator', 'curator', 'mentor', 'methodist', 'head'];

export const LARGEST_MAXIMUM = 1000;
export const TITLE_LENGTH = 255;
const RESOURCE_LINK = 'ltiResourceLink';
/** What the pages are made for, where an LMS lets a link say it. */
const FRAME = { width: 1000, height: 800 };

export const mayPlace = (role: Role): boolean => PLACING_ROLES.includes(role);

/** Deep Linking 2.0 §4.4.1: the LMS may want something that we do not have (files, HTML). */
export const takesLinks = (request: DeepLinkingRequest): boolean =>
  request.acceptTypes.includes(RESOURCE_LINK);

/** Deep Linking 2.0 §4.4.1: where it says nothing, nothing is assumed, and a column may be asked for. */
export const takesColumns = (request: DeepLinkingRequest): boolean =>
  request.acceptLineItem !== false;

/** What was ticked on the picker. */
export interface Picked {
  /** In the order of the pages, each with the title that it is to have. */
  pages: readonly { key: PickedKey; title: string }[];
  /** Points of the gradebook column; null: no column. */
  scoreMaximum: number | null;
}

/** How the link is to be shown, of what the LMS can do (Deep Linking 2.0 §4.4.1, §3.2.3). */
function presentation(request: DeepLinkingRequest): Partial<ContentItem> {
  const targets = request.documentTargets ?? [];
  if (targets.includes('iframe')) return { iframe: FRAME };
  return targets.includes('window') ? { window: { targetName: 'nastavnik' } } : {};
}

/** The column of «Прогресс», whose resourceId is how the grades find it again. */
const columnOf = (scoreMaximum: number) => ({
  lineItem: {
    scoreMaximum,
    label: PROGRESS_COLUMN.label,
    resourceId: PROGRESS_COLUMN.resourceId,
    tag: PROGRESS_COLUMN.tag,
  },
});

/** Where a link leads, said twice: some LMSs drop the query, and some the parameters. */
function target(key: PickedKey, publicUrl: string, t: Translate) {
  const waveId = waveOf(key);
  const named = waveId === null ? { page: key } : { wave: waveId };
  return {
    text: t(waveId === null ? `deepLinking.page.${key}.text` : 'deepLinking.wave.text'),
    url: `${publicUrl}/lti/launch?${new URLSearchParams(named)}`,
    custom: { ...named, [HISTORY_PARAMETER]: HISTORY_VARIABLE },
  };
}

/**
 * The chosen pages as content items (Deep Linking 2.0 §3.1). Only «Прогресс» has a column.
 * @param publicUrl PUBLIC_URL
 */
export function contentItems(
  picked: Picked,
  request: DeepLinkingRequest,
  publicUrl: string,
  t: Translate,
): ContentItem[] {
  const graded = new Set<PickedKey>(
    PLACEABLE_PAGES.filter((page) => page.graded).map((page) => page.key),
  );
  return picked.pages.map(({ key, title }) => ({
    type: RESOURCE_LINK,
    title,
    ...target(key, publicUrl, t),
    icon: { url: `${publicUrl}/public/icon.svg`, width: 64, height: 64 },
    ...presentation(request),
    ...(graded.has(key) && picked.scoreMaximum !== null && takesColumns(request)
      ? columnOf(picked.scoreMaximum)
      : {}),
  }));
}
