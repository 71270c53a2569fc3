import { SUPPORTERS } from '../../../../service/api/support-log.js';
import { nextWords } from '../../waiting-list/support-words.js';
import { ifVisible } from './interviews.js';
import type { CardSection } from './sections.js';

const SHOWN = 3;

/** What was done for a mentee without a mentor: when and what kind; the words have a page of their own. */
export const supportSection: CardSection = {
  name: 'support',
  title: 'support.title',
  roles: SUPPORTERS,
  place: 'aside',
  async load(ctx, { personId, participations }) {
    if (!participations.some(({ role }) => role === 'mentee')) return null;
    const input = { programmeId: ctx.programmeId, personId, pageSize: SHOWN };
    const log = await ifVisible(ctx.api.getSupportLog(input));
    // Of who has a mentor, and for whom nothing was ever done, there is nothing to say.
    if (log === null || (!log.open && log.total === 0)) return null;
    return {
      rows: log.rows.map((entry) => ({
        words: `${ctx.fmt.date(entry.heldOn)} · ${ctx.ref('supportKind', entry.kind)}`,
        note: entry.withdrawnAt === null ? '' : ctx.t('support.isWithdrawn'),
        next: nextWords(ctx, entry)?.words ?? '',
      })),
      open: log.open && log.consent,
      href: ctx.url(`participants/${personId}/support`),
    };
  },
};
