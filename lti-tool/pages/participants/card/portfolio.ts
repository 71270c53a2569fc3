import { entryModel } from '../../selection/portfolio-routes.js';
import { ifVisible } from './interviews.js';
import type { CardSection } from './sections.js';

/** More are behind a link to the whole. */
const SHOWN = 5;

export const portfolioSection: CardSection = {
  name: 'portfolio',
  title: 'portfolio.heading',
  roles: ['coordinator', 'curator', 'head', 'methodist'],
  place: 'main',
  async load(ctx, { personId, participations }) {
    if (!participations.some(({ role }) => role === 'mentor')) return null;
    const { programmeId } = ctx;
    const found = await ifVisible(ctx.api.listPortfolio({ programmeId, personId }));
    if (!found) return null;
    const path = `mentors/${personId}/portfolio`;
    return {
      path,
      mayEdit: ctx.role === 'coordinator',
      entries: found.rows.slice(0, SHOWN).map((entry) => entryModel(ctx, path, entry)),
      total: found.rows.length,
      more: found.rows.length > SHOWN,
    };
  },
};
