import { birthWords } from '../../consents/profile-form.js';
import type { CardSection } from './sections.js';

export const profileSection: CardSection = {
  name: 'profile',
  title: 'card.profile',
  roles: ['coordinator'],
  place: 'aside',
  async load(ctx, { personId }) {
    const { programmeId } = ctx;
    const profile = await ctx.api.getProfile({ programmeId, personId });
    const age = profile.birthDate === null ? '' : ctx.ref('age', profile.age);
    const facts: [field: string, value: string][] = [
      ['birthDate', [birthWords(ctx, profile), age].filter(Boolean).join(', ')],
      ['adult', profile.birthDate === null && profile.adult ? ctx.ref('age', 'adult') : ''],
      ['course', profile.course === null ? '' : String(profile.course)],
      ['speciality', profile.speciality ?? ''],
      ['workplace', profile.workplace ?? ''],
      ['position', profile.position ?? ''],
      ['phone', profile.phone ?? ''],
      ['contactEmail', profile.contactEmail ?? ''],
      ['representativeName', profile.representativeName ?? ''],
      ['representativeContact', profile.representativeContact ?? ''],
    ];
    return {
      facts: facts
        .filter(([, value]) => value !== '')
        .map(([field, value]) => ({ label: ctx.ref('profileField', field), value })),
      href: ctx.url(`participants/${personId}/profile`, { from: 'card' }),
    };
  },
};
