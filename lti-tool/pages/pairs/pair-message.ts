import type { PairLetter } from '../../lti/pair-letter-job.js';
import type { MailMessage } from '../../mail/index.js';
import type { Translate } from '../../web/i18n.js';

const dateWords = (iso: string): string => iso.split('-').reverse().join('.');

/**
 * The letter that tells somebody of their new pair, or of another mentor in it, in Russian, since nobody's language is known here: where
 * and when, by which order. It names nobody: who it is stands on their page in the course.
 */
export function pairMessage(t: Translate, letter: PairLetter): MailMessage {
  const { to, kind, side, orderNumber, orderDate, organisationName, programmeTitle } = letter;
  const order =
    orderNumber === null || orderDate === null
      ? ''
      : t('pairLetters.order', { number: orderNumber, date: dateWords(orderDate) });
  const words = {
    organisation: organisationName,
    programme: programmeTitle,
    from: dateWords(letter.startsOn),
    to: dateWords(letter.endsOn),
    order,
  };
  return {
    to,
    subject: t('pairLetters.subject'),
    text: t(`pairLetters.${kind === 'new_pair' ? side : kind}`, words),
  };
}
