import { THIRD_PARTY_READERS } from '../../../../service/api/third-party.js';
import { AppError } from '../../../../shared/errors.js';
import { sheetLine } from '../../third-party/sheet-words.js';
import type { CardSection } from './sections.js';

/** What others were asked and told of a mentee: who, when; the answers have a page of their own. */
export const thirdPartySection: CardSection = {
  name: 'third-party',
  title: 'thirdParty.title',
  roles: THIRD_PARTY_READERS,
  place: 'aside',
  async load(ctx, { personId, participations }) {
    if (!participations.some(({ role }) => role === 'mentee')) return null;
    const input = { programmeId: ctx.programmeId, personId };
    const found = await ctx.api.getThirdParty(input).catch((error: unknown) => {
      // Of themselves nobody reads it, whatever else they are.
      if (error instanceof AppError && error.code === 'not_found') return null;
      throw error;
    });
    if (found === null) return null;
    return {
      rows: found.sheets.map((sheet) => sheetLine(ctx, sheet)),
      href: ctx.url(`participants/${personId}/third-party`),
    };
  },
};
