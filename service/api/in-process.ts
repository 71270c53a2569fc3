import type { Bytes } from './endpoint.js';
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
  bytes?: Bytes,
) => Promise<unknown>;

/**
 * The client for one process. A client that `as()` makes is for one page: it remembers the caller's
 * rights for that long, so a page of three calls reads them once.
 */
export function inProcessApi(
  dispatch: InProcessDispatch,
  close: () => Promise<void>,
): MentoringApi {
  const names = Object.keys(contract) as EndpointName[];
  return {
    as(actor) {
      const memo = new Map<string, Promise<never>>();
      const client: Record<string, (input: unknown, bytes?: Bytes) => Promise<unknown>> = {};
      for (const name of names)
        client[name] = (input, bytes) => dispatch(name, actor, input, memo, bytes);
      return client as unknown as MentoringClient;
    },
    close,
  };
}
