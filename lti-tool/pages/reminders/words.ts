import type { DIGEST, LetterKind } from '../../../service/api/remind-reference.js';
import { createFormats } from '../../web/formats.js';
import type { I18n, Locale } from '../../web/i18n.js';

export type Facts = Readonly<Record<string, string | number>>;

/** Dates alone are written with it: they have no time zone, and no «today». */
const datesOf = (locale: Locale) => createFormats(locale, '2000-01-01', 'UTC');

/** What a letter or a line about a kind may name, in words of a language. */
export function fieldsIn(
  i18n: I18n,
  locale: Locale,
  kind: LetterKind,
  facts: Facts,
): Record<string, string> {
  const t = i18n.translator(locale);
  const fmt = datesOf(locale);
  const fields: Record<string, string> = {};
  const { date, time, days, count, title } = facts;
  if (typeof date === 'string') {
    fields['date'] = fmt.date(date);
    fields['when'] =
      typeof time === 'string' && time !== ''
        ? t('remind.when', { date: fmt.date(date), time })
        : fmt.date(date);
  }
  if (typeof days === 'number') fields['days'] = t('remind.days', { n: days });
  if (typeof count === 'number') fields['count'] = t(`remind.count.${kind}`, { n: count });
  if (typeof title === 'string') fields['title'] = title;
  return fields;
}

/** A reminder in one line. */
export const lineOf = (
  i18n: I18n,
  locale: Locale,
  kind: Exclude<LetterKind, typeof DIGEST>,
  facts: Facts,
): string => i18n.translator(locale)(`remind.line.${kind}`, fieldsIn(i18n, locale, kind, facts));

/** Puts words into the fields of a text; a field without any is left empty. */
export const filled = (text: string, fields: Readonly<Record<string, string>>): string =>
  text.replace(/\{(\w+)\}/g, (_all, name: string) => fields[name] ?? '');

/** The built-in words of a letter. */
export const builtIn = (i18n: I18n, locale: Locale, kind: LetterKind) => ({
  subjectLine: i18n.template(locale, `remind.mail.${kind}.subject`),
  body: i18n.template(locale, `remind.mail.${kind}.text`),
});

/** Facts with which a letter is shown before there is one. */
export const EXAMPLE: Facts = { date: '2026-12-15', time: '14:00', days: 18, count: 3, title: '…' };
