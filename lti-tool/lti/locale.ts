import type { Session } from './session-types.js';

export type LtiLocale = Session['locale'];

const baseOf = (tag: string): string => (tag.trim().toLowerCase().split(/[-_;]/)[0] ?? '').trim();

/** The first of a browser's languages that we have; null: none of them, or it says none. */
export function localeOfBrowser(acceptLanguage: string | undefined): LtiLocale | null {
  for (const tag of (acceptLanguage ?? '').split(',')) {
    const base = baseOf(tag);
    if (base === 'ru' || base === 'en') return base;
  }
  return null;
}

/**
 * The language of a page: the LMS's word (Moodle writes `pt_br`, the specification `pt-BR`), else the
 * first of the browser's languages that we have, else Russian.
 */
export function localeOf(claimed: string | null, acceptLanguage: string | undefined): LtiLocale {
  if (claimed !== null) return baseOf(claimed) === 'ru' ? 'ru' : 'en';
  return localeOfBrowser(acceptLanguage) ?? 'ru';
}
