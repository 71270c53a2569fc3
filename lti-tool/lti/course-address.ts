import type { Db } from '../../shared/db/connect.js';
import { courseKeyOf } from './context-store.js';
import type { PlatformDirectory } from './platform-directory.js';
import { originOf } from './platforms/default.js';

/** Where the course of a programme is opened in its LMS. */
export interface CourseAddresses {
  /**
   * @returns `launchUrl`: the activity that launches the tool, where the LMS's product has such addresses and one
   * was launched; `origin`: the LMS; null where no course is known
   */
  of(
    programmeId: string,
  ): Promise<{ title: string; launchUrl: string | null; origin: string } | null>;
}

/** Told by what launches have brought; three statements. */
export const courseAddresses = (
  db: Db,
  platforms: Pick<PlatformDirectory, 'byId'>,
): CourseAddresses => ({
  async of(programmeId) {
    const context:
      | { platform_id: string; context_id: string; organisation_id: string; title: string }
      | undefined = await db('lti_contexts')
      .where('programme_id', programmeId)
      .orderBy('updated_at', 'desc')
      .first('platform_id', 'context_id', 'organisation_id', 'title');
    if (!context) return null;
    const platform = await platforms.byId(context.platform_id);
    if (!platform) return null;
    const origin = originOf(platform.authEndpoint) ?? platform.issuer;
    const placed: { launch_url: string } | undefined = await db('lti_placements')
      .where({
        organisation_id: context.organisation_id,
        course_key: courseKeyOf(platform.issuer, context.context_id),
      })
      .whereNotNull('launch_url')
      .whereNotNull('seen_at')
      .orderBy('seen_at', 'desc')
      .first('launch_url');
    return { title: context.title, launchUrl: placed?.launch_url ?? null, origin };
  },
});
