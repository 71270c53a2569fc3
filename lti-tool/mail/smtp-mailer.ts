import { createTransport } from 'nodemailer';
import type { Logger } from '../../shared/logger.js';
import type { Mailer, MailMessage, MailOutcome } from './mailer.js';
import type { SmtpSettings } from './smtp-settings.js';

/** How long a server may keep us waiting at each step; somebody waits at the page meanwhile. */
export interface SmtpLimits {
  connectMs: number;
  answerMs: number;
  /** Before the one further try. */
  pauseMs: number;
}
const LIMITS: SmtpLimits = { connectMs: 5_000, answerMs: 10_000, pauseMs: 1_000 };

/** What nodemailer says of a failure, as far as it is of use here. */
interface Failure {
  code?: unknown;
  command?: unknown;
  responseCode?: unknown;
  response?: unknown;
  /** Of a failure of the system's. */
  syscall?: unknown;
  /** Of a time limit: which one. */
  timeoutType?: unknown;
}

const failureOf = (error: unknown): Failure =>
  typeof error === 'object' && error !== null ? (error as Failure) : {};

/** A final no of the server (5xx), or a login or an address that will be wrong again. */
function isFinal({ code, responseCode }: Failure): boolean {
  if (typeof responseCode === 'number') return responseCode >= 500;
  return code === 'EAUTH' || code === 'EENVELOPE' || code === 'EMESSAGE';
}

/**
 * Whether the server refused the address for good: its answer to RCPT TO is 5xx, and does not say that a rule of
 * its own forbids it (RFC 3463 §3.8, `5.7.x`), which is not the address's fault.
 */
const isAddressRefused = ({ command, responseCode, response }: Failure): boolean =>
  command === 'RCPT TO' &&
  typeof responseCode === 'number' &&
  responseCode >= 500 &&
  !/^\d{3}[ -]5\.7\.\d/.test(String(response ?? ''));

const BEFORE_THE_TEXT: readonly unknown[] = ['CONNECT_TIMEOUT', 'GREETING_TIMEOUT'];

/**
 * Whether it is sure that the server has not taken the message: it said «later» (4xx), or was not reached.
 * Where a connection broke off in between nobody knows, and two codes of one moment confuse more than a
 * code that has to be asked for anew.
 */
const isSurelyNotTaken = ({ code, responseCode, syscall, timeoutType }: Failure): boolean =>
  (typeof responseCode === 'number' && responseCode < 500) ||
  code === 'EDNS' ||
  syscall === 'connect' ||
  BEFORE_THE_TEXT.includes(timeoutType);

/**
 * Sends by SMTP, each message by a connection of its own. What the server surely has not taken is tried
 * once more after a moment, and never again: who asked is told and decides. Nothing is kept for later.
 */
export function smtpMailer(deps: {
  settings: SmtpSettings;
  from: { name: string; address: string };
  logger: Logger;
  limits?: SmtpLimits;
}): Mailer {
  const { settings, from, logger, limits = LIMITS } = deps;
  const transport = createTransport({
    host: settings.host,
    port: settings.port,
    secure: settings.secure,
    requireTLS: settings.requireTls,
    ...(settings.auth ? { auth: settings.auth } : {}),
    connectionTimeout: limits.connectMs,
    dnsTimeout: limits.connectMs,
    greetingTimeout: limits.answerMs,
    socketTimeout: limits.answerMs,
    // A message is made of what we pass here and of nothing that lies on disk or on the net.
    disableFileAccess: true,
    disableUrlAccess: true,
  });

  async function attempt({ to, subject, text, headers }: MailMessage): Promise<Failure | null> {
    try {
      // As objects: a list or a name hidden in an address stays part of the address.
      await transport.sendMail({
        from,
        to: { name: '', address: to },
        subject,
        text,
        headers: { 'Auto-Submitted': 'auto-generated', ...headers },
      });
      return null;
    } catch (error) {
      return failureOf(error);
    }
  }

  function tell(outcome: MailOutcome, failure: Failure | null, tries: number): MailOutcome {
    if (failure === null)
      logger.info({ outcome, tries }, 'a message was handed to the mail server');
    else {
      const { code, command, responseCode } = failure;
      logger.warn({ outcome, tries, code, command, responseCode }, 'a message was not sent');
    }
    return outcome;
  }

  return {
    configured: true,
    async send(message, onRefusedAddress) {
      let failure = await attempt(message);
      let tries = 1;
      if (failure !== null && !isFinal(failure) && isSurelyNotTaken(failure)) {
        await new Promise((resolve) => setTimeout(resolve, limits.pauseMs));
        failure = await attempt(message);
        tries = 2;
      }
      if (failure === null) return tell('sent', null, tries);
      if (isAddressRefused(failure)) onRefusedAddress?.();
      if (isFinal(failure)) return tell('refused', failure, tries);
      return tell(isSurelyNotTaken(failure) ? 'unreachable' : 'unclear', failure, tries);
    },
  };
}
