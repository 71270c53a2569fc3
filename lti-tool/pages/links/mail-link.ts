import type { LinkScope } from '../../../service/api/index.js';
import { invalid } from '../../../shared/errors.js';
import type { MailOutcome } from '../../mail/index.js';
import type { PageContext } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { fieldOrNull, fieldText } from '../../web/forms.js';
import { linkAddress } from './link-session.js';
import { linkMessage } from './messages.js';

/** Where a link is to go besides the page that shows it this once. */
export interface MailWish {
  contact: string | null;
  send: boolean;
}

/**
 * Reads from a form whether the link is to be mailed; without a mail server nothing is.
 * @throws `required` at `contact` when it is, and nobody is named
 */
export function mailWish(body: unknown, mail: boolean): MailWish {
  const contact = fieldOrNull(body, 'contact');
  const send = mail && fieldText(body, 'send') === 'yes';
  if (send && contact === null) throw invalid([{ path: 'contact', code: 'required' }]);
  return { contact, send };
}

/**
 * Mails a link that was just made; null: that was not asked for. A told code is never in the letter.
 * @param link.lastDay a day, or the moment at which it ends
 */
export async function mailLink(
  deps: ShellDeps,
  ctx: PageContext,
  { contact, send }: MailWish,
  { token, scope, lastDay }: { token: string; scope: LinkScope; lastDay: string },
): Promise<MailOutcome | null> {
  if (!send || contact === null || !deps.mailer) return null;
  return deps.mailer.send(
    linkMessage(ctx.t, {
      to: contact,
      address: linkAddress(deps.config.publicUrl, token),
      scope,
      organisationName: ctx.me.programme.organisationName,
      until: ctx.fmt.date(lastDay),
    }),
  );
}
