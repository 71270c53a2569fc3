/** What the tests of the service share: databases, a clock, builders, and the service over them. */
import { pino } from 'pino';
import type { Db } from '../../../shared/db/connect.js';
import { type InProcessDispatch, inProcessApi } from '../../api/in-process.js';
import type { Actor, MentoringClient } from '../../api/index.js';
import { createDispatch } from '../../dispatch.js';
import type { FileShelf } from '../../files/file-shelf.js';
import type { Handlers, ServiceDeps } from '../../handler.js';
import { type TestClock, testClock } from './clock.js';
import { temporaryShelf } from './file-shelf.js';

export * from './builders.js';
export * from './clock.js';
export * from './databases.js';

/** A feature's handlers, as the composition root takes them. */
export type Feature = (deps: ServiceDeps) => Partial<Handlers>;

export const SYSTEM: Actor = { kind: 'system', name: 'test' };
export const silentLogger = pino({ level: 'silent' });

export interface TestService {
  db: Db;
  clock: TestClock;
  deps: ServiceDeps;
  /** A client that speaks for this actor; a new one has forgotten the rights of earlier calls. */
  as(actor: Actor): MentoringClient;
  system: MentoringClient;
}

/** The service of these features over a database: `withService(db, [pairHandlers, meetingHandlers])`. */
export function withService(
  db: Db,
  features: readonly Feature[],
  clock: TestClock = testClock(),
  files: FileShelf = temporaryShelf().shelf,
): TestService {
  const deps: ServiceDeps = { db, clock, logger: silentLogger, files, meetingFileMb: 10 };
  const handlers = Object.assign({}, ...features.map((feature) => feature(deps))) as Handlers;
  const dispatch = createDispatch(deps, handlers);
  const api = inProcessApi(dispatch as InProcessDispatch, async () => undefined);
  return { db, clock, deps, as: (actor) => api.as(actor), system: api.as(SYSTEM) };
}
