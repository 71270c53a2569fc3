import type { ConsentGap } from '../../../service/api/index.js';
import type { PageContext } from '../../web/context.js';
import { gapWords } from './consent-words.js';

/** What is missing of people's consents: one call for all of them. Roles that are not told find nothing. */
export async function consentGapsOf(
  ctx: PageContext,
  personIds: readonly string[],
): Promise<ReadonlyMap<string, readonly ConsentGap[]>> {
  const told = ctx.role === 'coordinator' || ctx.role === 'curator' || ctx.role === 'head';
  if (!told || personIds.length === 0) return new Map();
  const ids = [...new Set(personIds)];
  const { people } = await ctx.api.findConsentGaps({
    programmeId: ctx.programmeId,
    personIds: ids,
  });
  return new Map(people.map(({ personId, gaps }) => [personId, gaps]));
}

/** The same in words, for marks beside names. */
export async function consentMarks(
  ctx: PageContext,
  personIds: readonly string[],
): Promise<(personId: string) => string> {
  const gaps = await consentGapsOf(ctx, personIds);
  return (personId) => gapWords(ctx, gaps.get(personId) ?? []);
}
