import type { PersonalLink } from '../../../service/api/links.js';
import type { PageContext } from '../../web/context.js';

/** Words that begin a line. */
export const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** What a link is for: «Анкета «Входная»», «Согласие на публикацию». */
export const purposeWords = (ctx: PageContext, { scope, wave }: PersonalLink): string =>
  capital(
    wave === null ? ctx.ref('linkScope', scope) : ctx.t('links.forWave', { title: wave.title }),
  );

const HOW = {
  told_code: 'thirdParty.byTold',
  birth_year: 'links.byYear',
  none: 'mentorLink.byNone',
} as const;

function rowOf(ctx: PageContext, personId: string, link: PersonalLink) {
  const { fmt, t } = ctx;
  const { state, createdBy, lastUsedAt, linkId } = link;
  const isOpen = state === 'open';
  return {
    what: purposeWords(ctx, link),
    state: t(`links.state.${state}`),
    good: state === 'used',
    ends: isOpen ? t('links.until', { date: fmt.date(link.expiresAt) }) : '',
    made:
      createdBy === null
        ? t('links.made', { date: fmt.date(link.createdAt) })
        : t('links.madeBy', { date: fmt.date(link.createdAt), name: createdBy }),
    last:
      lastUsedAt === null
        ? t('links.neverUsed')
        : t('links.lastUsed', { at: fmt.dateTime(lastUsedAt) }),
    how:
      link.confirmation === 'code'
        ? t('links.byCode', { contact: link.contact ?? '' })
        : t(HOW[link.confirmation]),
    revoke: isOpen ? `participants/${personId}/links/${linkId}/revoke` : null,
  };
}

/** Shown before «all of them». */
const FIRST = 5;

/** The personal links of somebody on their card; null: not for this reader. */
export async function linksCard(ctx: PageContext, personId: string) {
  if (ctx.role !== 'coordinator') return null;
  const { links, offer } = await ctx.api.getLinks({ programmeId: ctx.programmeId, personId });
  // A mentor's page has a place of its own on the card.
  const others = links.filter(({ scope }) => scope !== 'mentor');
  const rows = others.map((link) => rowOf(ctx, personId, link));
  const canMake = offer.consents.length + offer.waves.length > 0;
  return {
    rows: rows.slice(0, FIRST),
    older: rows.slice(FIRST),
    make: canMake ? `participants/${personId}/links/new` : null,
  };
}
