import { DIGEST } from '../../../service/api/remind-reference.js';
import type { ReminderLetter } from '../../../service/api/reminding.js';
import type { MailMessage } from '../../mail/index.js';
import type { I18n } from '../../web/i18n.js';
import { builtIn, fieldsIn, filled, lineOf } from './words.js';

const base = (publicUrl: string) => publicUrl.replace(/\/$/, '');

/** Where a letter is declined, without signing in. */
export const declineAddress = (publicUrl: string, token: string): string =>
  `${base(publicUrl)}/mail/${token}`;

/** Where a letter leads, through the LMS; to one of several things that it brings. */
export const placeAddress = (publicUrl: string, token: string, reminderId?: string): string =>
  `${base(publicUrl)}/go/${token}${reminderId === undefined ? '' : `/${reminderId}`}`;

/** The headers by which mail programs offer to decline with one press (RFC 2369, RFC 8058). */
export const declineHeaders = (publicUrl: string, token: string): Record<string, string> => ({
  'List-Unsubscribe': `<${declineAddress(publicUrl, token)}>`,
  'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
});

/**
 * A letter that reminds, in the language of who gets it: the college's own words or the built-in ones, the address
 * of the exact place, and where it is declined. Nobody is named.
 */
export function letterMessage(i18n: I18n, publicUrl: string, letter: ReminderLetter): MailMessage {
  const { to, kind, language, items, more, token, duty, own } = letter;
  const t = i18n.translator(language);
  const [first] = items;
  const facts = kind === DIGEST ? { count: items.length + more } : (first?.facts ?? {});
  const fields = {
    ...fieldsIn(i18n, language, kind, facts),
    college: letter.organisationName,
    programme: letter.programmeTitle,
  };
  const words = own ?? builtIn(i18n, language, kind);
  const places =
    kind === DIGEST
      ? items.map(
          (one) =>
            `– ${lineOf(i18n, language, one.kind, one.facts)}\n  ${placeAddress(publicUrl, token, one.reminderId)}`,
        )
      : [`${t('remind.openHere')}\n${placeAddress(publicUrl, token)}`];
  const rest = more > 0 ? [t('remind.more', { n: more })] : [];
  const parts = [
    t('remind.greeting'),
    filled(words.body, fields),
    ...places,
    ...rest,
    `-- \n${t('remind.footer.from', fields)}\n${t(duty ? 'remind.footer.duty' : 'remind.footer.off')}\n${declineAddress(publicUrl, token)}`,
  ];
  return {
    to,
    subject: filled(words.subjectLine, fields).replace(/\s+/g, ' ').trim(),
    text: parts.join('\n\n'),
    headers: declineHeaders(publicUrl, token),
  };
}
