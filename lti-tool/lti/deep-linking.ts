import type { Role } from '../../service/api/index.js';
import type { Translate } from '../web/i18n.js';
import { HISTORY_PARAMETER, HISTORY_VARIABLE } from './course-history.js';
import type { ContentItem } from './library.js';
import { PROGRESS_COLUMN } from './progress-column.js';
import type { DeepLinkingRequest } from './session-types.js';

/** Pages that can be put into a course (product.md §4); the key is the launch's `?page=…`. */
export const PLACEABLE_PAGES = [
  { key: 'my', graded: false },
  { key: 'meetings', graded: false },
  { key: 'overview', graded: false },
  { key: 'participants', graded: false },
  { key: 'pairs', graded: false },
  { key: 'progress', graded: true },
] as const;
export type PlaceablePage = (typeof PLACEABLE_PAGES)[number]['key'];

/** Roles of people who build the course; learners and guests answer nothing to the LMS. */
const PLACING_ROLES: readonly Role[] = ['coordinator', 'curator', 'mentor', 'methodist', 'head'];

export const LARGEST_MAXIMUM = 1000;
const RESOURCE_LINK = 'ltiResourceLink';

export const mayPlace = (role: Role): boolean => PLACING_ROLES.includes(role);

/** Deep Linking 2.0 §4.4.1: the LMS may want something that we do not have (files, HTML). */
export const takesLinks = (request: DeepLinkingRequest): boolean =>
  request.acceptTypes.includes(RESOURCE_LINK);

/** What was ticked on the picker. */
export interface Picked {
  pages: readonly PlaceablePage[];
  /** Points of the gradebook column; null: no column. */
  scoreMaximum: number | null;
}

/**
 * The chosen pages as content items (Deep Linking 2.0 §3.1). Only «Прогресс» has a column, whose
 * resourceId is how the grades find it again.
 * @param publicUrl PUBLIC_URL
 */
export function contentItems(picked: Picked, publicUrl: string, t: Translate): ContentItem[] {
  const wanted = PLACEABLE_PAGES.filter((page) => picked.pages.includes(page.key));
  return wanted.map(({ key, graded }) => ({
    type: RESOURCE_LINK,
    title: t(`deepLinking.page.${key}.title`),
    text: t(`deepLinking.page.${key}.text`),
    url: `${publicUrl}/lti/launch?page=${key}`,
    icon: { url: `${publicUrl}/public/icon.svg`, width: 64, height: 64 },
    custom: { page: key, [HISTORY_PARAMETER]: HISTORY_VARIABLE },
    ...(graded && picked.scoreMaximum !== null
      ? {
          lineItem: {
            scoreMaximum: picked.scoreMaximum,
            label: PROGRESS_COLUMN.label,
            resourceId: PROGRESS_COLUMN.resourceId,
            tag: PROGRESS_COLUMN.tag,
          },
        }
      : {}),
  }));
}
