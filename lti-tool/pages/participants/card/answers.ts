import type { CardSection } from './sections.js';

export const answersSection: CardSection = {
  name: 'answers',
  title: 'card.answers',
  roles: ['coordinator', 'curator', 'head', 'psychologist'],
  place: 'main',
  async load(ctx, { personId, participations }) {
    if (participations.length === 0) return null;
    const { programmeId } = ctx;
    const { rows } = await ctx.api.listSurveysOfPerson({ programmeId, personId });
    return {
      rows: rows.map((row) => ({
        title: row.title,
        // Of an anonymous wave nothing leads to what this person said; of a draft it is still their own.
        href:
          row.anonymous || row.answerState !== 'submitted'
            ? null
            : ctx.url(`surveys/${row.waveId}/people/${personId}`),
        note: [
          ctx.ref('surveyStage', row.stage),
          row.anonymous ? ctx.t('card.anonymous') : '',
          ctx.ref('answerState', row.answerState),
        ]
          .filter(Boolean)
          .join(' · '),
      })),
    };
  },
};
