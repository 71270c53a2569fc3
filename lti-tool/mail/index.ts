import type { Logger } from '../../shared/logger.js';
import type { LtiToolConfig } from '../config.js';
import { type Mailer, noMailer } from './mailer.js';
import { smtpMailer } from './smtp-mailer.js';
import { parseMailFrom, parseSmtpUrl } from './smtp-settings.js';

/** The mailer of this installation: by SMTP where `SMTP_URL` is set, else none. */
export function openMailer(
  config: Pick<LtiToolConfig, 'smtpUrl' | 'mailFrom'>,
  logger: Logger,
): Mailer {
  const { smtpUrl, mailFrom } = config;
  if (smtpUrl === undefined || mailFrom === undefined) return noMailer;
  return smtpMailer({ settings: parseSmtpUrl(smtpUrl), from: parseMailFrom(mailFrom), logger });
}

export type { Mailer, MailMessage, MailOutcome } from './mailer.js';
export { noMailer } from './mailer.js';
