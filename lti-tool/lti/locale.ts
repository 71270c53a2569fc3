import type { Session } from './session-types.js';

export type LtiLocale = Session['locale'];

const baseOf = (tag: string): string => (tag.trim().toLowerCase().split(/[-_;]/)[0] ?? '').trim();

/**
 * The language of a page: the LMS's word (Moodle writes `pt_br`, the specification `pt-BR`), else the
 * first of the browser's languages that we have, else Russian.
 */
export function localeOf(claimed: string | null, acceptLanguage: string | undefined): LtiLocale {
  if (claimed !== null) return baseOf(claimed) === 'ru' ? 'ru' : 'en';
  for (const tag of (acceptLanguage ?? '').split(',')) {
    const base = baseOf(tag);
    if (base === 'ru' || base === 'en') return base;
  }
  return 'ru';
}
