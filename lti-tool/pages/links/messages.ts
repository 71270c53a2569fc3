import type { LinkScope } from '../../../service/api/index.js';
import type { MailMessage } from '../../mail/index.js';
import type { Translate } from '../../web/i18n.js';

/** The mail with a one-time code: whose college, no name of anybody, nothing in the subject. */
export function codeMessage(
  t: Translate,
  { code, contact, organisationName }: { code: string; contact: string; organisationName: string },
): MailMessage {
  return {
    to: contact,
    subject: t('link.mail.code.subject'),
    text: t('link.mail.code.text', { code, organisation: organisationName }),
  };
}

/** The mail with a personal link: what for and until when, no name of anybody. */
export function linkMessage(
  t: Translate,
  link: {
    to: string;
    address: string;
    scope: LinkScope;
    organisationName: string;
    until: string;
  },
): MailMessage {
  const { to, address, scope, organisationName: organisation, until } = link;
  return {
    to,
    subject: t(`link.mail.link.subject.${scope}`),
    text: t(`link.mail.link.text.${scope}`, { address, organisation, until }),
  };
}
