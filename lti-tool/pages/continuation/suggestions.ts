import type { EarlierProgramme } from '../../lti/course-copies.js';
import type { PageContext } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';

/** What may be asked of a programme that is not set up yet. */
export interface Suggestions {
  /** The LMS says that the course is a copy of theirs: asked before the wizard. */
  copied: EarlierProgramme[];
  /** Others that this coordinator has on the same LMS: the wizard offers them. */
  others: EarlierProgramme[];
}

/** Nothing once it is decided, nor for programmes that somebody else coordinates. */
export async function suggestionsFor(deps: ShellDeps, ctx: PageContext): Promise<Suggestions> {
  if (!deps.copies || ctx.me.programme.setUp) return { copied: [], others: [] };
  const { options } = await ctx.api.getContinuation({ programmeId: ctx.programmeId });
  return deps.copies.sort(ctx.programmeId, options);
}
