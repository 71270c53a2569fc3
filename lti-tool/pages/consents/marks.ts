import type { PageContext } from '../../web/context.js';
import { gapWords } from './consent-words.js';

/**
 * What is missing of people's consents, in words, for marks beside their names: one call for all of
 * them. Roles that are not told get no marks.
 */
export async function consentMarks(
  ctx: PageContext,
  personIds: readonly string[],
): Promise<(personId: string) => string> {
  const told = ctx.role === 'coordinator' || ctx.role === 'curator' || ctx.role === 'head';
  if (!told || personIds.length === 0) return () => '';
  const ids = [...new Set(personIds)];
  const { people } = await ctx.api.findConsentGaps({
    programmeId: ctx.programmeId,
    personIds: ids,
  });
  const words = new Map(people.map(({ personId, gaps }) => [personId, gapWords(ctx, gaps)]));
  return (personId) => words.get(personId) ?? '';
}
