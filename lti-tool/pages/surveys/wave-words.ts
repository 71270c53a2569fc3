import type { Words } from '../../../service/api/questionnaire-definition.js';
import type { WaveState } from '../../../service/api/reference.js';
import type { SurveyWave } from '../../../service/api/survey-waves.js';
import type { PageContext } from '../../web/context.js';

/** What stands beside the word of a state, so that it is not told by colour alone. */
const SIGNS: Readonly<Record<WaveState, string>> = {
  draft: '–',
  planned: '○',
  open: '●',
  closed: '✓',
};

/** The state of a wave by sign and word; `kind` gives the colour. */
export const waveState = (ctx: PageContext, state: WaveState) => ({
  sign: SIGNS[state],
  word: ctx.ref('waveState', state),
  kind: state === 'open' ? 'good' : 'none',
});

/** Words in the language of the page; without a translation, the Russian ones. */
export const inLocale = (ctx: PageContext, words: Words): string =>
  ctx.locale === 'en' && words.en !== '' ? words.en : words.ru;

/** Whom a wave asks: «Наставляемые, студент – студент; группы ИС-21 и СА-31». */
export function whomWords(
  ctx: PageContext,
  { role, form, groups }: Pick<SurveyWave, 'role' | 'form' | 'groups'>,
): string {
  const who = [ctx.t(`waves.whom.${role}`), form === null ? '' : ctx.ref('form', form)];
  const words = who.filter(Boolean).join(', ');
  if (groups === null) return words;
  return `${words}; ${ctx.t('waves.groupsNamed', { n: groups.length, groups: ctx.fmt.list(groups) })}`;
}

/** Who else of the role is asked and who is not: those who have finished, those without an account. */
export function amongWords(
  ctx: PageContext,
  { role, among, guests }: Pick<SurveyWave, 'role' | 'among' | 'guests'>,
): string {
  const words = [
    role === 'curator' ? '' : ctx.ref('waveAmong', among),
    guests ? '' : ctx.t('waves.guests.no.words'),
  ].filter(Boolean);
  return words.join(', ');
}

/** How somebody comes to a wave: by themselves, or on paper and by a link. */
export const wayWords = (ctx: PageContext, { hasAccount }: { hasAccount: boolean }): string =>
  ctx.t(hasAccount ? 'waves.way.lms' : 'waves.way.guest');

/** «12.11.2026 – 26.11.2026». */
export const periodWords = (
  ctx: PageContext,
  { startsOn, endsOn }: Pick<SurveyWave, 'startsOn' | 'endsOn'>,
): string => `${ctx.fmt.date(startsOn)} – ${ctx.fmt.date(endsOn)}`;

/** How many of those asked have answered: figures for a bar, and the same in words. */
export function shareOf(
  ctx: PageContext,
  { answered, missing, onPaper }: Pick<SurveyWave, 'answered' | 'missing' | 'onPaper'>,
) {
  const asked = answered + missing;
  const percent = asked === 0 ? '' : ctx.fmt.percent(answered / asked);
  return {
    answered,
    asked,
    percent,
    words: ctx.t('waves.share', { answered, asked }),
    paper: onPaper === 0 ? '' : ctx.t('waves.share.paper', { n: onPaper }),
  };
}
