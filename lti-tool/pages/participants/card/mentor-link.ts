import { mentorLinkCard } from '../../links/mentor-link-words.js';
import type { CardSection } from './sections.js';

export const mentorLinkSection: CardSection = {
  name: 'mentor-link',
  title: 'mentorLink.title',
  roles: ['coordinator', 'curator'],
  place: 'aside',
  load: (ctx, person) => mentorLinkCard(ctx, person),
};
