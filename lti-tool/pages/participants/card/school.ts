import { beenWords, missingWords, numberWords, trainedWords } from '../../school/training-words.js';
import type { CardSection } from './sections.js';

export const schoolSection: CardSection = {
  name: 'school',
  title: 'card.school',
  roles: ['coordinator', 'curator', 'head', 'methodist'],
  place: 'aside',
  async load(ctx, { personId, roles }) {
    if (!roles.some(({ role }) => role === 'mentor')) return null;
    const record = await ctx.api.getSchoolRecord({ programmeId: ctx.programmeId, personId });
    const { certificate } = record;
    return {
      been: beenWords(ctx, record),
      missing: missingWords(ctx, record),
      trained: trainedWords(ctx, record),
      certificate: certificate ? numberWords(certificate) : '',
      href: certificate ? ctx.url(`school/certificates/${certificate.certificateId}`) : '',
    };
  },
};
