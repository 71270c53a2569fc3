import type { MentorLink } from '../../../service/api/mentor-links.js';
import { AppError } from '../../../shared/errors.js';
import type { PageContext } from '../../web/context.js';
import type { CardPerson } from '../participants/card/sections.js';

export const pathOf = (personId: string): string => `participants/${personId}/mentor-link`;

/** How a link stands: «действует до 30.06.2027», «отозвана». */
export function stateWords(ctx: PageContext, link: MentorLink | null): string {
  const { t, fmt } = ctx;
  if (link === null) return t('mentorLink.none');
  if (link.state === 'open') return t('mentorLink.open', { date: fmt.date(link.lastDay) });
  return t(`mentorLink.state.${link.state}`);
}

export const lastWords = (ctx: PageContext, link: MentorLink | null): string => {
  if (link === null) return '';
  return link.lastUsedAt === null
    ? ctx.t('mentorLink.neverOpened')
    : ctx.t('mentorLink.lastOpened', { at: ctx.fmt.dateTime(link.lastUsedAt) });
};

export function confirmationWords(ctx: PageContext, link: MentorLink): string {
  const { t } = ctx;
  if (link.confirmation === 'code') return t('mentorLink.byCode', { contact: link.contact ?? '' });
  return t(link.confirmation === 'told_code' ? 'mentorLink.byTold' : 'mentorLink.byNone');
}

/** A mentor's link on their card; null: they have an account, or this reader makes none for them. */
export async function mentorLinkCard(ctx: PageContext, person: CardPerson) {
  const isMentor = person.roles.some(({ role }) => role === 'mentor');
  if (!isMentor || person.lmsStatus !== 'none') return null;
  const { programmeId } = ctx;
  const { personId } = person;
  try {
    const { link, refusal } = await ctx.api.getMentorLink({ programmeId, personId });
    if (refusal !== null && link === null) return null;
    const open = link?.state === 'open';
    return {
      words: stateWords(ctx, link),
      last: open ? lastWords(ctx, link) : '',
      open,
      path: pathOf(personId),
    };
  } catch (error) {
    // A curator has the mentors of their own pairs.
    if (error instanceof AppError && error.code === 'not_found') return null;
    throw error;
  }
}

/** The links of a pair's mentors who have no account, by person. */
export async function pairMentorLinks(ctx: PageContext, pairId: string) {
  const { rows } = await ctx.api.listMentorLinks({ programmeId: ctx.programmeId, pairId });
  return new Map(
    rows.map(({ personId, link }) => [
      personId,
      {
        path: pathOf(personId),
        words:
          link?.state === 'open'
            ? ctx.t('mentorLink.onPair', { date: ctx.fmt.date(link.lastDay) })
            : ctx.t('mentorLink.makeOnPair'),
      },
    ]),
  );
}
