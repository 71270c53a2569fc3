import type { CouncilMember } from '../../../service/api/council.js';
import type { PageContext } from '../../web/context.js';

/** «№ 3 от 12.10.2026». */
export const protocolTitle = (
  ctx: PageContext,
  { number, heldOn }: { number: string; heldOn: string },
): string => ctx.t('council.protocol.title', { number, date: ctx.fmt.date(heldOn) });

/** «с 01.09.2026 по 31.08.2027». */
export const termWords = (
  ctx: PageContext,
  { since, until }: Pick<CouncilMember, 'since' | 'until'>,
): string =>
  ctx.t(until === null ? 'council.since' : 'council.term', {
    since: ctx.fmt.date(since),
    until: ctx.fmt.date(until),
  });
