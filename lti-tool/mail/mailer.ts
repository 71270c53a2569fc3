/** A message of the tool: plain text to one address. */
export interface MailMessage {
  to: string;
  subject: string;
  text: string;
  /** Further headers, by name. */
  headers?: Readonly<Record<string, string>>;
}

/**
 * How a message fared: `sent` – the mail server took it over (whether it arrives, nobody is told);
 * `refused` – the server will not take it, now or later; `unreachable` – it did not answer, or was busy,
 * and has surely not taken it; `unclear` – the connection broke off, and nobody knows whether it has;
 * `off` – no mail server is set up.
 */
export type MailOutcome = 'sent' | 'refused' | 'unreachable' | 'unclear' | 'off';

/** Sends mail. Never throws, and writes neither addresses nor texts into the log. */
export interface Mailer {
  /** Whether there is a mail server at all: where not, ways without mail are offered. */
  readonly configured: boolean;
  /** @param onRefusedAddress told where it was the address that the server will not take, now or later */
  send(message: MailMessage, onRefusedAddress?: () => void): Promise<MailOutcome>;
}

/** The mailer of an installation without a mail server. */
export const noMailer: Mailer = {
  configured: false,
  send: async () => 'off',
};
