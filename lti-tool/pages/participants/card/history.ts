import type { CardSection } from './sections.js';

const SHOWN = 10;

/** An action by its words; one that has none is shown as it is stored. */
const wordsOf = (t: (key: string) => string, action: string): string => {
  const key = `journal.action.${action.includes('.') ? action : `participant.${action}`}`;
  const words = t(key);
  return words === key ? action : words;
};

export const historySection: CardSection = {
  name: 'history',
  title: 'card.history',
  roles: ['coordinator', 'curator', 'head'],
  place: 'main',
  async load(ctx, { personId }) {
    const { programmeId } = ctx;
    const { rows, total } = await ctx.api.listPersonHistory({
      programmeId,
      personId,
      pageSize: SHOWN,
    });
    return {
      rows: rows.map((row) => ({
        at: ctx.fmt.dateTime(row.at),
        what: wordsOf(ctx.t, row.action),
        who: row.actorName,
      })),
      more:
        total > SHOWN && ctx.role !== 'curator' ? ctx.url('journal', { entityId: personId }) : null,
    };
  },
};
