import { pairTitle } from '../../pairs/pair-words.js';
import type { CardSection } from './sections.js';

/** More are behind a link to the list. */
const SHOWN = 10;

export const pairsSection: CardSection = {
  name: 'pairs',
  title: 'nav.pairs',
  roles: ['coordinator', 'curator', 'head'],
  place: 'main',
  async load(ctx, person) {
    const { programmeId } = ctx;
    const { personId } = person;
    const found = await ctx.api.listPairs({ programmeId, personId, pageSize: SHOWN });
    return {
      rows: found.rows.map((pair) => ({
        title: pairTitle(ctx.t, pair),
        href: ctx.url(`pairs/${pair.pairId}`),
        form: ctx.ref('form', pair.form),
        state: ctx.ref('pairState', pair.state),
        held: ctx.t('card.meetings', { n: pair.meetingsHeld }),
      })),
      more: found.total > SHOWN ? ctx.url('pairs', { personId }) : null,
      total: found.total,
    };
  },
};
