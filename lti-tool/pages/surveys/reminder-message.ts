import type { Letter } from '../../lti/reminder-job.js';
import type { MailMessage } from '../../mail/index.js';
import type { Translate } from '../../web/i18n.js';
import { linkAddress } from '../links/link-session.js';

const dateWords = (iso: string): string => iso.split('-').reverse().join('.');

/**
 * The letter that reminds of a wave, in Russian, since nobody's language is known here: the
 * questionnaire and until when, no name of anybody; a link for who has no account.
 */
export function reminderMessage(t: Translate, publicUrl: string, letter: Letter): MailMessage {
  const { to, title, endsOn, organisationName: organisation, programmeTitle, token } = letter;
  const byLink = letter.anonymous ? 'reminders.mail.byLinkAnonymous' : 'reminders.mail.byLink';
  const words = { title, organisation, programme: programmeTitle, date: dateWords(endsOn) };
  return {
    to,
    subject: t('reminders.mail.subject'),
    text:
      token === null
        ? t('reminders.mail.byCourse', words)
        : t(byLink, { ...words, address: linkAddress(publicUrl, token) }),
  };
}
