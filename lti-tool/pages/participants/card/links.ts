import { linksCard } from '../../links/card-model.js';
import type { CardSection } from './sections.js';

export const linksSection: CardSection = {
  name: 'links',
  title: 'links.title',
  roles: ['coordinator'],
  place: 'aside',
  bare: true,
  load: (ctx, { personId }) => linksCard(ctx, personId),
};
