import type { SchoolRecord, SchoolRule } from '../../../service/api/school.js';
import type { PageContext } from '../../web/context.js';

/** «3 занятия, 4 ч 30 мин». */
export const beenWords = (ctx: PageContext, been: { sessions: number; minutes: number }): string =>
  ctx.t('school.been', { n: been.sessions, time: ctx.fmt.minutes(been.minutes) });

/** What the programme asks: «3 занятия и 4 ч 30 мин»; '': nothing. */
export function ruleWords(ctx: PageContext, rule: Pick<SchoolRule, 'sessions' | 'minutes'>) {
  const words = [
    rule.sessions === null ? '' : ctx.t('school.nSessions', { n: rule.sessions }),
    rule.minutes === null ? '' : ctx.fmt.minutes(rule.minutes),
  ].filter((word) => word !== '');
  return words.length === 0 ? '' : ctx.fmt.list(words);
}

/** What is still missing; '': nothing, or nothing is asked. */
export function missingWords(ctx: PageContext, { missing, certificate }: SchoolRecord): string {
  if (missing === null || certificate !== null) return '';
  const { sessions, minutes } = missing;
  const words = ruleWords(ctx, { sessions: sessions || null, minutes: minutes || null });
  return words === '' ? '' : ctx.t('school.missing', { what: words });
}

/** «№ 12/2026». */
export const numberWords = (certificate: { number: number; year: number }): string =>
  `№ ${certificate.number}/${certificate.year}`;

/** Whether somebody is trained, with its sign and colour. */
export function trainedWords(ctx: PageContext, { trained }: Pick<SchoolRecord, 'trained'>) {
  if (trained === null) return null;
  return trained
    ? { sign: '✓', kind: 'state-good', word: ctx.t('school.trained') }
    : { sign: '○', kind: 'state-warn', word: ctx.t('school.untrained') };
}
