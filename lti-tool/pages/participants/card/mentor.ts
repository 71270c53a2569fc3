import { availabilityWords } from '../../mentors/mentor-form.js';
import type { CardSection } from './sections.js';

export const mentorSection: CardSection = {
  name: 'mentor',
  title: 'card.mentor',
  roles: ['coordinator', 'curator', 'head', 'methodist'],
  place: 'aside',
  async load(ctx, { personId, participations }) {
    if (!participations.some(({ role }) => role === 'mentor')) return null;
    const mentor = await ctx.api.getMentor({ programmeId: ctx.programmeId, personId });
    return {
      load: availabilityWords(ctx, mentor),
      selection:
        mentor.selection === null
          ? ''
          : ctx.t('mentors.selectionNow', { state: ctx.ref('selection', mentor.selection) }),
      competences: mentor.competences ?? '',
      href: ctx.url(`mentors/${personId}`),
    };
  },
};
