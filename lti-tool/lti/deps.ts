import type { MentoringApi } from '../../service/api/index.js';
import type { Clock } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import type { Logger } from '../../shared/logger.js';
import type { Sealer } from '../../shared/seal.js';
import type { LaunchedContexts } from './context-store.js';
import type { LaunchJournal } from './journal/launch-journal.js';
import type { ToolKeyStore } from './keys.js';
import type { LaunchCodes } from './launch-codes.js';
import type { LaunchColumns } from './launch-column.js';
import type { LaunchStates } from './launch-state.js';
import type { LtiLibrary } from './library.js';
import type { LtiPages } from './pages.js';
import type { Placements } from './placements.js';
import type { PlatformDirectory } from './platform-directory.js';
import type { PlatformKeys } from './platform-keys.js';
import type { RefusalReason } from './refusals.js';
import type { LaunchSessions, SessionFacts } from './session.js';

/** Figures of the launches (Prometheus in the program). */
export interface LaunchCounters {
  launchSucceeded(): void;
  launchFailed(reason: RefusalReason): void;
  /** No refusal of ours, but the browser kept no cookie: of the login, or of the session. */
  withoutCookie?(result: 'binding_wanted' | 'cookies_refused'): void;
}

/** What `createLtiRouter` is made of. */
export interface LtiRouterDeps {
  db: Db;
  api: MentoringApi;
  config: { readonly publicUrl: string };
  clock: Clock;
  logger: Logger;
  sealer: Sealer;
  pages: LtiPages;
  counters: LaunchCounters;
  /** Takes note of how each launch ends. */
  journal?: Pick<LaunchJournal, 'note'>;
  /** Shared with the pages' middleware; made here when absent. */
  sessions?: LaunchSessions;
  /**
   * The page below the session on which a launch lands that wants `page`: another one where the role
   * does not have it, or where none was wanted; '' leads on by itself.
   */
  landing?: (session: SessionFacts, page: string) => string;
  /** Fetches the platforms' keys; the guarded one when absent (tests count requests by their own). */
  keys?: PlatformKeys;
}

/** The parts of the launch, made once. */
export interface LtiCore extends Omit<LtiRouterDeps, 'sessions' | 'keys'> {
  platforms: PlatformDirectory;
  states: LaunchStates;
  platformKeys: PlatformKeys;
  library: LtiLibrary;
  contexts: LaunchedContexts;
  columns: LaunchColumns;
  placements: Pick<Placements, 'seen'>;
  sessions: LaunchSessions;
  codes: LaunchCodes;
  toolKeys: ToolKeyStore;
}
