import type { Clock } from '../shared/clock.js';
import type { Db } from '../shared/db/connect.js';
import type { Logger } from '../shared/logger.js';
import type { AnswerOf, Bytes, ParsedInputOf } from './api/endpoint.js';
import type { Actor, Contract, EndpointName } from './api/index.js';
import type { Authority } from './authorise.js';
import type { FileShelf } from './files/file-shelf.js';

/** What the service is built from; given once, at the composition root. */
export interface ServiceDeps {
  db: Db;
  clock: Clock;
  logger: Logger;
  files: FileShelf;
  /** The greatest size of a file of a meeting, in MB. */
  meetingFileMb: number;
}

/** What a handler gets: who calls and what they may; for endpoints without a programme, no authority. */
export type Call<N extends EndpointName> = {
  actor: Actor;
  /** Present whenever the input names a programme; `system` endpoints without one have none. */
  authority: Authority;
  input: ParsedInputOf<Contract[N]>;
} & (Contract[N] extends { bytes: 'in' } ? { bytes: Bytes } : unknown);

export type Handler<N extends EndpointName> = (call: Call<N>) => Promise<AnswerOf<Contract[N]>>;

/** A feature's share of the service: one handler for each of its endpoints. */
export type Handlers<N extends EndpointName = EndpointName> = { [K in N]: Handler<K> };
