import type { PageContext } from '../../web/context.js';
import type { Overview, OverviewFilters } from './view-model.js';

/** So much of an objection stands in the list; the rest is on the meeting's page. */
const WORDS_SHOWN = 90;

const shortened = (text: string): string => {
  const line = text.replace(/\s+/g, ' ');
  return line.length <= WORDS_SHOWN ? line : `${line.slice(0, WORDS_SHOWN).trimEnd()}…`;
};

/** What `overview/disputes` shows: who objects to which record and why, each with its page. */
export function disputesModel(ctx: PageContext, o: Overview, filters: OverviewFilters) {
  const { t } = ctx;
  const query = { confirmation: 'disputed', form: filters.form };
  return {
    rows: o.disputes.map((one) => {
      const date = ctx.fmt.date(one.heldOn);
      const key = one.objection ? 'overview.dispute.words' : 'overview.dispute.silent';
      const words = shortened(one.objection);
      return {
        href: ctx.url(`meetings/${one.meetingId}`),
        pair: one.pairTitle,
        reason: t(key, { name: one.personName, date, words }),
        label: t('overview.dispute.open', { date, pair: one.pairTitle }),
      };
    }),
    more:
      o.disputesTotal > o.disputes.length
        ? {
            href: ctx.url('meetings', query),
            label: t('overview.dispute.all', { n: o.disputesTotal }),
          }
        : null,
  };
}
