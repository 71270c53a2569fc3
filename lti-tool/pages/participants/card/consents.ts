import type { CardSection } from './sections.js';

export const consentsSection: CardSection = {
  name: 'consents',
  title: 'card.consents',
  roles: ['coordinator'],
  place: 'aside',
  async load(ctx, { personId, participations }) {
    if (participations.length === 0) return null;
    const { programmeId } = ctx;
    const { needed, valid, gaps, age } = await ctx.api.getConsents({ programmeId, personId });
    return {
      age: ctx.ref('age', age),
      rows: [...new Set([...needed, ...valid])].map((kind) => ({
        kind: ctx.ref('consentKind', kind),
        valid: valid.includes(kind),
        words: ctx.t(valid.includes(kind) ? 'card.consent.valid' : 'card.consent.missing'),
      })),
      gaps: gaps.map((gap) => ctx.ref('consentGap', gap)),
      href: ctx.url(`participants/${personId}/consents`),
    };
  },
};
