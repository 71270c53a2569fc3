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
      load: ctx.t('mentors.personLead', {
        state: ctx.ref('availability', mentor.availability),
        n: mentor.mentees,
        of: mentor.capacity,
      }),
      competences: mentor.competences ?? '',
      href: ctx.url(`mentors/${personId}`),
    };
  },
};
