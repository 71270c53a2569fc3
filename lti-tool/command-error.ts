/** A command that cannot be carried out; the message is for the person at the keyboard. */
export class CommandError extends Error {
  constructor(
    message: string,
    /** 1: it went wrong; 2: the command was not understood. */
    readonly exitCode: 1 | 2 = 1,
  ) {
    super(message);
    this.name = 'CommandError';
  }
}
