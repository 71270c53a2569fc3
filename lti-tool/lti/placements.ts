import type { Clock } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { newId } from '../../shared/ids.js';
import { type PickedKey, PLACEABLE_PAGES, type PlaceablePage } from './deep-linking.js';

/** A course as placements are known of: the organisation's, by its key for the service. */
export interface PlacedIn {
  organisationId: string;
  courseKey: string;
}

export interface Placement {
  /** A page, or the short name of a wave: see placementKey(). */
  page: string;
  /** What the course calls it; '' unknown. */
  title: string;
  /** When the picker handed it over last; ms; null: it came otherwise. */
  placedAt: number | null;
  /** When it was launched last, to within a day; ms; null: not yet. */
  seenAt: number | null;
}

export interface Placements {
  /** What the tool knows of a course, in the order of the pages. */
  of(course: PlacedIn): Promise<Placement[]>;
  placed(course: PlacedIn, items: readonly { page: PickedKey; title: string }[]): Promise<void>;
  /**
   * A launch came from this page's link. Written once a day and process, so that launches cost nothing.
   * @param page as `landingPath` says; '' is the home
   * @param launchUrl where the LMS opens it; null: not known
   */
  seen(course: PlacedIn, page: string, title: string, launchUrl?: string | null): Promise<void>;
}

const DAY_MS = 24 * 3600_000;
const REMEMBERED_AT_MOST = 5_000;
const TITLE_LENGTH = 300;
const URL_LENGTH = 500;
const HOME: PlaceablePage = 'my';
const ORDER: readonly string[] = PLACEABLE_PAGES.map((page) => page.key);

const UUID = /^(?:wave:|my-surveys\/)([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
const SHORT = /^w\.[\w-]{22}$/;

/**
 * Under which name a placement is kept: the page's, or 24 characters of a wave's id (the column holds 32).
 * @param page as it was picked, or as `landingPath` says; '' is the home
 * @returns null: no page that can be placed
 */
export function placementKey(page: string): string | null {
  const wave = UUID.exec(page)?.[1];
  if (wave) return `w.${Buffer.from(wave.replaceAll('-', ''), 'hex').toString('base64url')}`;
  const known = page === '' ? HOME : page;
  return ORDER.includes(known) ? known : null;
}

/** Waves come after the pages. */
const placeOf = (page: string): number =>
  ORDER.includes(page) ? ORDER.indexOf(page) : ORDER.length;

interface Row {
  page: string;
  title: string;
  placed_at: number | null;
  seen_at: number | null;
}

const moment = (value: number | null): number | null => (value === null ? null : Number(value));

export function placementStore(db: Db, clock: Clock): Placements {
  /** Until when a launch of this page need not be written again. */
  const written = new Map<string, number>();

  async function write(
    course: PlacedIn,
    item: { page: string; title: string; launchUrl?: string | null },
    field: 'placed_at' | 'seen_at',
  ): Promise<void> {
    const title = item.title.slice(0, TITLE_LENGTH);
    const url = item.launchUrl ?? null;
    const launch = url !== null && url.length <= URL_LENGTH ? { launch_url: url } : {};
    await db('lti_placements')
      .insert({
        placement_id: newId(),
        organisation_id: course.organisationId,
        course_key: course.courseKey,
        page: item.page,
        title,
        [field]: clock.now(),
        ...launch,
      })
      .onConflict(['organisation_id', 'course_key', 'page'])
      .merge([field, ...(title === '' ? [] : ['title']), ...Object.keys(launch)]);
  }

  return {
    async of({ organisationId, courseKey }) {
      const rows = (await db('lti_placements')
        .where({ organisation_id: organisationId, course_key: courseKey })
        .select('page', 'title', 'placed_at', 'seen_at')) as Row[];
      return rows
        .filter((row) => ORDER.includes(row.page) || SHORT.test(row.page))
        .sort((a, b) => placeOf(a.page) - placeOf(b.page))
        .map((row) => ({
          page: row.page,
          title: row.title,
          placedAt: moment(row.placed_at),
          seenAt: moment(row.seen_at),
        }));
    },
    async placed(course, items) {
      for (const { page, title } of items) {
        const kept = placementKey(page);
        if (kept !== null) await write(course, { page: kept, title }, 'placed_at');
      }
    },
    async seen(course, page, title, launchUrl = null) {
      const known = placementKey(page);
      if (known === null) return;
      const key = JSON.stringify([course.organisationId, course.courseKey, known]);
      if ((written.get(key) ?? 0) > clock.now()) return;
      await write(course, { page: known, title, launchUrl }, 'seen_at');
      if (written.size >= REMEMBERED_AT_MOST) written.delete(written.keys().next().value as string);
      written.set(key, clock.now() + DAY_MS);
    },
  };
}
