import { entryPath, entryWords } from '../../registers/entry-routes.js';
import type { CardSection } from './sections.js';

export const registerSection: CardSection = {
  name: 'register',
  title: 'card.register',
  roles: ['coordinator', 'curator', 'head'],
  place: 'main',
  async load(ctx, { personId, participations }) {
    if (participations.length === 0) return null;
    const { programmeId } = ctx;
    const { rows } = await ctx.api.listRegisterEntries({ programmeId, personId });
    if (rows.length === 0) return null;
    return {
      mayEdit: ctx.role !== 'head',
      rows: rows.map((entry) => ({
        role: ctx.ref('role', entry.role),
        words: entryWords(ctx, entry),
        request: entry.request ?? '',
        results: entry.results ?? '',
        reviewUrl: entry.reviewUrl ?? '',
        href: ctx.url(entryPath({ personId, role: entry.role, pairId: entry.pairId })),
      })),
    };
  },
};
