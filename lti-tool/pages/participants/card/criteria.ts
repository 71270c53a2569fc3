import { criteriaWords } from '../../selection/selection-words.js';
import { ifVisible } from './interviews.js';
import type { CardSection } from './sections.js';

export const criteriaSection: CardSection = {
  name: 'criteria',
  title: 'criteria.title',
  roles: ['coordinator', 'curator', 'head', 'methodist', 'psychologist'],
  place: 'main',
  async load(ctx, { personId, participations }) {
    if (!participations.some(({ role }) => role === 'mentor')) return null;
    const { programmeId } = ctx;
    const found = await ifVisible(ctx.api.listCriteriaSheets({ programmeId, personId }));
    if (!found) return null;
    return {
      summary: found.summary ? criteriaWords(ctx, found.summary) : '',
      rows: found.rows.map(({ assessor, sum, most }) => ({ assessor, sum, most })),
      href: ctx.url(`mentors/${personId}/criteria`),
      mayFill: found.assessors.length > 0,
    };
  },
};
