import type { PageContext } from '../../web/context.js';
import { mainKind } from '../consents/consent-words.js';

/** One line on the home page: a consent is missing; null: none that this person can do something about. */
export interface ConsentNotice {
  words: string;
  path: string;
  label: string;
}

/** Withdrawn on purpose, wanted only by the way, or the coordinator's to mend. */
const NOT_ASKED: ReadonlySet<string> = new Set([
  'consent_withdrawn',
  'no_publication_consent',
  'birth_date_unknown',
]);

/** What the home page of a mentor or mentee says of their consents; who withdrew is not asked again. */
export async function consentNotice(ctx: PageContext): Promise<ConsentNotice | null> {
  const mine = await ctx.api.myConsents({ programmeId: ctx.programmeId });
  const [gap] = mine.gaps;
  if (gap === undefined || NOT_ASKED.has(gap)) return null;
  const { t } = ctx;
  if (mainKind(mine) === 'parent')
    return { words: t('me.notice.parent'), path: 'me', label: t('me.notice.how') };
  const words = t(gap === 'no_own_consent_since_18' ? 'me.notice.since18' : 'me.notice.own');
  return { words, path: 'me/consents/own', label: t('me.notice.read') };
}
