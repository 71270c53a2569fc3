import type { Letter } from '../../lti/reminder-job.js';
import type { MailMessage } from '../../mail/index.js';
import type { Translate } from '../../web/i18n.js';
import { linkAddress } from '../links/link-session.js';
import { declineAddress, declineHeaders, placeAddress } from '../reminders/letter-message.js';

const dateWords = (iso: string): string => iso.split('-').reverse().join('.');

/**
 * The letter that reminds of a wave, in Russian, since nobody's language is known here: the
 * questionnaire and until when, no name of anybody; a link for who has no account.
 */
export function reminderMessage(t: Translate, publicUrl: string, letter: Letter): MailMessage {
  const { to, title, endsOn, organisationName: organisation, programmeTitle, token } = letter;
  const byLink = letter.anonymous ? 'reminders.mail.byLinkAnonymous' : 'reminders.mail.byLink';
  const words = { title, organisation, programme: programmeTitle, date: dateWords(endsOn) };
  const { mailToken } = letter;
  const text =
    token === null
      ? t('reminders.mail.byCourse', words)
      : t(byLink, { ...words, address: linkAddress(publicUrl, token) });
  const place =
    token === null ? [`${t('remind.openHere')}\n${placeAddress(publicUrl, mailToken)}`] : [];
  const decline = `-- \n${t('remind.footer.off')}\n${declineAddress(publicUrl, mailToken)}`;
  return {
    to,
    subject: t('reminders.mail.subject'),
    text: [text, ...place, decline].join('\n\n'),
    headers: declineHeaders(publicUrl, mailToken),
  };
}
