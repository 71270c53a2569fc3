import { protocolTitle } from '../../council/council-words.js';
import type { CardSection } from './sections.js';

/** What the mentors' council has considered of somebody; left out where it is nothing. */
export const councilSection: CardSection = {
  name: 'council',
  title: 'council.onCard',
  roles: ['coordinator', 'curator', 'head', 'methodist'],
  place: 'aside',
  async load(ctx, { personId, participations }) {
    if (!participations.some(({ role }) => role === 'mentor')) return null;
    const { programmeId } = ctx;
    const found = await ctx.api.listProtocols({ programmeId, personId, pageSize: 10 });
    if (found.rows.length === 0) return null;
    return {
      rows: found.rows.map((row) => ({
        title: protocolTitle(ctx, row),
        href: ctx.url(`council/protocols/${row.protocolId}`),
        state: ctx.ref('protocolState', row.state),
      })),
    };
  },
};
