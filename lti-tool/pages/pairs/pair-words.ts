import { titleInWords } from '../../../service/api/pair-title.js';
import type { ListedPair, Pair } from '../../../service/api/pairs.js';
import type { PageContext } from '../../web/context.js';
import type { Translate } from '../../web/i18n.js';

/** Why a pair is where it is: «18 дней без встречи». */
export const reasonWords = (t: Translate, pair: Pick<Pair, 'reason'>): string =>
  t(`rhythmReason.${pair.reason.code}`, { days: pair.reason.days });

/**
 * «практика, с 01.03.2026 по 12.03.2026»; once its last day is past, «пауза окончилась 12.03.2026»; '' for a
 * pair that does not rest.
 */
export function pauseWords(
  { t, fmt, ref }: Pick<PageContext, 't' | 'fmt' | 'ref'>,
  pair: Pick<Pair, 'pause' | 'state'>,
): string {
  const { pause, state } = pair;
  if (pause === null || state !== 'paused') return '';
  if (pause.over) return t('life.pauseOver', { date: fmt.date(pause.untilOn) });
  const dates = t('life.pauseDates', {
    from: fmt.date(pause.fromOn),
    to: fmt.date(pause.untilOn) || 'none',
  });
  const reason = ref('pauseReason', pause.reason);
  return [reason.charAt(0).toLowerCase() + reason.slice(1), dates].filter(Boolean).join(', ');
}

/** «нет отклика 35 дней»; '' when feedback came in time. */
export const feedbackWords = (t: Translate, pair: Pick<Pair, 'noFeedbackDays'>): string =>
  pair.noFeedbackDays === null ? '' : t('pairs.noFeedback', { days: pair.noFeedbackDays });

/** Whose consent was withdrawn, and what follows: «согласие отозвано (Громов В. С.), встречи не записываются»; '': nobody's. */
export function frozenWords(
  { t, fmt }: Pick<PageContext, 't' | 'fmt'>,
  pair: Pick<ListedPair, 'frozen' | 'withdrawn' | 'mentors' | 'mentees' | 'shortNames'>,
): string {
  if (pair.frozen === null) return '';
  const people = [...pair.mentors, ...pair.mentees];
  const short = [...pair.shortNames.mentors, ...pair.shortNames.mentees];
  const names = people.flatMap(({ personId }, index) =>
    pair.withdrawn.includes(personId) ? [short[index] ?? ''] : [],
  );
  return t(`overview.frozen.${pair.frozen}`, { names: fmt.list(names), n: names.length });
}

/** Initials stay on the line of their name. */
export const unbroken = (name: string): string => name.replace(/ (?=\p{L}\.)/gu, '\u00a0');

/** The sides of a pair in short names; a group of more than two by their number. */
export function shortSides(t: Translate, pair: Pick<Pair, 'shortNames'>) {
  const mentors = pair.shortNames.mentors.map(unbroken);
  const mentees = pair.shortNames.mentees.map(unbroken);
  return {
    mentors: mentors.join(', '),
    mentees: mentees.length > 2 ? t('pairs.group', { n: mentees.length }) : mentees.join(', '),
  };
}

/** «Кузнецова М. С. — группа (3)» in the reader's language; the stored title is Russian. */
export function pairTitle(t: Translate, pair: Pick<Pair, 'shortNames'>): string {
  const mentors = pair.shortNames.mentors.map(unbroken);
  const mentees = pair.shortNames.mentees.map(unbroken);
  const right = mentees.length === 1 ? mentees[0] : t('pairs.group', { n: mentees.length });
  return `${mentors.join(', ')} — ${right}`;
}

/** A title as the log has it, in the reader's language. */
export const storedTitle = (t: Translate, title: string): string =>
  titleInWords(title, (n) => t('pairs.group', { n }));

/** Signs of the rhythm, beside its word: `layout/rhythm` has the same. */
export const RHYTHM_SIGNS = {
  in_rhythm: '●',
  attention: '◐',
  out: '○',
  none: '◌',
  off: '–',
} as const;
