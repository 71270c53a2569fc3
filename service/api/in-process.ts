import {
  type Actor,
  contract,
  type EndpointName,
  type MentoringApi,
  type MentoringClient,
} from './index.js';

/** Calls an endpoint in this process; `memo` lives as long as the client. */
export type InProcessDispatch = (
  name: EndpointName,
  actor: Actor,
  input: unknown,
  memo?: Map<string, Promise<never>>,
) => Promise<unknown>;

/**
 * The client for one process. A client that `as()` makes is for one page: it remembers the caller's
 * rights for that long, so a page of three calls reads them once.
 */
export function inProcessApi(
  dispatch: InProcessDispatch,
  close: () => Promise<void>,
): MentoringApi {
  /** Its endpoints are getters: a page of three calls makes three functions, not one for each endpoint. */
  class Client {
    readonly #actor: Actor;
    readonly #memo = new Map<string, Promise<never>>();

    constructor(actor: Actor) {
      this.#actor = actor;
    }

    call(name: EndpointName) {
      return (input: unknown) => dispatch(name, this.#actor, input, this.#memo);
    }
  }
  for (const name of Object.keys(contract) as EndpointName[]) {
    Object.defineProperty(Client.prototype, name, {
      get(this: Client) {
        return this.call(name);
      },
    });
  }
  return { as: (actor) => new Client(actor) as unknown as MentoringClient, close };
}
