/**
 * How a request for help stands: `open`, somebody waits for an answer; `in_work`, a curator has taken it; `answered`;
 * `closed`, it is done with. A word of who asked opens it again.
 */
export const HELP_STATES = ['open', 'in_work', 'answered', 'closed'] as const;
export type HelpState = (typeof HELP_STATES)[number];

/** Those in which an answer is waited for. */
export const HELP_WAITING = ['open', 'in_work'] as const satisfies readonly HelpState[];
