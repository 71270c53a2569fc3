import type { RequestHandler, Router } from 'express';
import type { MentoringApi, Role } from '../../service/api/index.js';
import type { Clock } from '../../shared/clock.js';
import type { Logger } from '../../shared/logger.js';
import type { Sealer } from '../../shared/seal.js';
import type { BrowserSessions } from '../lti/browser-session.js';
import type { ConnectionControl } from '../lti/connection/connection-control.js';
import type { CourseAddresses } from '../lti/course-address.js';
import type { CourseCopies } from '../lti/course-copies.js';
import type { LaunchReports } from '../lti/journal/launch-report.js';
import type { Session, SessionStore } from '../lti/session-types.js';
import type { Mailer } from '../mail/index.js';
import type { Assets } from './assets.js';
import type { DraftStore } from './drafts.js';
import type { FlashCookies } from './flash.js';
import type { HelpCounter } from './help-count.js';
import type { I18n } from './i18n.js';
import type { Metrics } from './metrics.js';
import type { Render } from './render.js';
import type { RenderedPages } from './rendered-pages.js';
import type { UnreadCounter } from './unread-count.js';

/** When and how the roster of a programme's course was last fetched. */
export interface RosterStatus {
  /** False: no launch has brought the address of the roster yet. */
  available: boolean;
  /** Moment of the last complete fetch, ISO; null: never. */
  lastAt: string | null;
  /** `running`: some process is fetching it now. */
  state?: 'off' | 'never' | 'running' | 'done' | 'failed';
  /** What it brought: people in the course; new, renamed or back, gone. */
  total?: number;
  added?: number;
  updated?: number;
  left?: number;
  /** When it is fetched again by itself, ISO. */
  nextAt?: string | null;
  /** Code of why the last fetch failed (`roster.error.<code>`), null: it did not. */
  error: string | null;
}

export interface RosterResult {
  total: number;
  added: number;
  updated: number;
  left: number;
  at: string;
}

/** Implemented by the LTI services: the roster of the LMS course (NRPS). */
export interface RosterControl {
  status(programmeId: string): Promise<RosterStatus>;
  /** Fetches the roster now; throws AppError `unavailable` when the LMS does not answer. */
  syncNow(programmeId: string): Promise<RosterResult>;
}

/** State of the gradebook column of a programme. */
export interface GradebookStatus {
  /** False: the LMS gave no gradebook service to this course. */
  available: boolean;
  /** The column that scores go to; null: made with the first score. */
  column: {
    name: string;
    /** `link`: it belongs to a placed activity; `own`: the tool made it. */
    origin: 'link' | 'own';
    /** It took the place of another one, which may still be in the gradebook. */
    replaced: boolean;
  } | null;
  /** The name of another graded activity of the course, to whose column nothing goes; null: none seen. */
  other: string | null;
  /** Whether the LMS lets us read what its gradebook holds. */
  readable: boolean;
  /** The LMS did not answer several times; sending goes on then. */
  restsUntil: string | null;
}

/** What the gradebook says of one person. */
export interface GradebookResult {
  issuer: string;
  subject: string;
  /** Null: nothing, or a zero that the LMS does not tell apart from it. */
  score: number | null;
  maximum: number;
}

/** Why a gradebook could not be read: a code of `check.fault.<code>`. */
export type ReadingFault =
  | 'no_column'
  | 'column_gone'
  | 'not_granted'
  | 'refused'
  | 'busy'
  | 'unreachable'
  | 'unauthorised';

/** What the gradebook held at a moment (ISO), or why that is not known. */
export type GradebookReading =
  | { readAt: string; results: GradebookResult[] }
  | { readAt: string; fault: ReadingFault };

export interface GradebookControl {
  status(programmeId: string): Promise<GradebookStatus>;
  /** Ends the rest of the programme's LMS and sends what waited for it. */
  tryNow(programmeId: string): Promise<void>;
  /**
   * Reads the gradebook and changes nothing.
   * @param again true: anew; false: a reading of the last minutes will do
   */
  read(programmeId: string, again: boolean): Promise<GradebookReading>;
}

/** A programme of a person who came without a course. */
export interface OwnProgramme {
  programmeId: string;
  title: string;
  roles: readonly Role[];
}

export interface ToolConfig {
  /** Where browsers reach the tool, without a path. */
  publicUrl: string;
}

/** What the tool's web application is made of. */
export interface ToolAppDeps {
  api: MentoringApi;
  sessions: SessionStore;
  drafts: DraftStore;
  config: ToolConfig;
  sealer: Sealer;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
  /** Which things are ready; `/readyz` answers 503 while one is false. */
  readiness: () => Promise<Readonly<Record<string, boolean>>>;
  /** `/lti/…` and `/app/enter`; mounted before any body parser. */
  ltiRouters?: readonly Router[] | undefined;
  /** Further routers without a session (benchmarks put their bare page here). */
  publicRouters?: readonly Router[] | undefined;
  /** Mounted at `/api/v1`. */
  apiRouter?: RequestHandler | undefined;
  /** Further routers below `/app/:sid` (deep-linking picker); behind session and CSRF checks. */
  sessionRouters?: readonly Router[] | undefined;
  roster?: RosterControl | undefined;
  gradebook?: GradebookControl | undefined;
  /** The journal of launches, where the program keeps one. */
  launches?: LaunchReports | undefined;
  /** Tries the connection with the LMS of a programme. */
  connection?: ConnectionControl | undefined;
  /** Sends mail, where a mail server is set up. */
  mailer?: Mailer | undefined;
  /** Sessions that a browser holds, and where courses are opened: for who comes by a letter. */
  browsers?: BrowserSessions | undefined;
  courses?: CourseAddresses | undefined;
  /** Which programmes a new course may continue. */
  copies?: CourseCopies | undefined;
  /** Programmes of a person whose launch had no course. */
  programmesOf?: ((session: Session) => Promise<readonly OwnProgramme[]>) | undefined;
}

/** What pages and middleware work with: the above and what the shell itself made. */
export interface ShellDeps extends ToolAppDeps {
  i18n: I18n;
  render: Render;
  assets: Assets;
  flashes: FlashCookies;
  helpCount: HelpCounter;
  unreadCount: UnreadCounter;
  rendered: RenderedPages;
}
