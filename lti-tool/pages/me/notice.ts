import type { PageContext } from '../../web/context.js';
import { mainKind } from '../consents/consent-words.js';

/** One line on the home page: a consent is missing; null: none that this person can do something about. */
export interface ConsentNotice {
  words: string;
  path: string;
  label: string;
  /** Theirs was withdrawn: nothing new is written of them. */
  withdrawn: boolean;
}

/** Wanted only by the way, or the coordinator's to mend. */
const NOT_ASKED: ReadonlySet<string> = new Set(['no_publication_consent', 'birth_date_unknown']);

type Mine = Awaited<ReturnType<PageContext['api']['myConsents']>>;

/** Whether it was a representative who withdrew, before the person came of age: they were never asked. */
const neverAsked = (mine: Mine): boolean =>
  mainKind(mine) === 'own' && !mine.entries.some(({ kind }) => kind === 'own');

/**
 * What the home page of a mentor or mentee says of their consents. Who withdrew is not asked again, but
 * told what has stopped by it.
 */
export async function consentNotice(ctx: PageContext): Promise<ConsentNotice | null> {
  const mine = await ctx.api.myConsents({ programmeId: ctx.programmeId });
  const [gap] = mine.gaps;
  if (gap === undefined || NOT_ASKED.has(gap)) return null;
  const { t } = ctx;
  const withdrawn = gap === 'consent_withdrawn';
  const since18 = withdrawn && neverAsked(mine);
  if (withdrawn && !since18)
    return { words: t('me.notice.withdrawn'), path: 'me', label: t('me.notice.more'), withdrawn };
  if (mainKind(mine) === 'parent')
    return { words: t('me.notice.parent'), path: 'me', label: t('me.notice.how'), withdrawn };
  const asAdult = since18 || gap === 'no_own_consent_since_18';
  const words = t(asAdult ? 'me.notice.since18' : 'me.notice.own');
  return { words, path: 'me/consents/own', label: t('me.notice.read'), withdrawn };
}
