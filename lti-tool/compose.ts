import type { Express } from 'express';
import { type Clock, systemClock } from '../shared/clock.js';
import { connectDb, type Db } from '../shared/db/connect.js';
import { migrateUp, pendingMigrations } from '../shared/db/migrate.js';
import { newId } from '../shared/ids.js';
import type { Logger } from '../shared/logger.js';
import { createSealer, type Sealer } from '../shared/seal.js';
import type { LtiToolConfig } from './config.js';
import { backgroundJobs } from './lti/background-jobs.js';
import { browserSessions } from './lti/browser-session.js';
import { createCircuit } from './lti/circuit.js';
import { connectionControl } from './lti/connection/connection-control.js';
import { courseAddresses } from './lti/course-address.js';
import { courseCopies } from './lti/course-copies.js';
import { deepLinkingAnswers } from './lti/deep-linking-answers.js';
import { gradeDelivery } from './lti/grade-delivery.js';
import { createGradeWorker, type GradeWorker } from './lti/grade-sync.js';
import { createGradebook } from './lti/gradebook.js';
import { createAddressCheck, createGuardedFetch } from './lti/guarded-fetch.js';
import { inviteStore } from './lti/invite-store.js';
import { type LaunchJournal, launchJournal } from './lti/journal/launch-journal.js';
import { launchReports } from './lti/journal/launch-report.js';
import { launchStore } from './lti/journal/launch-store.js';
import { type ToolKeyStore, toolKeyStore } from './lti/keys.js';
import { leaseStore } from './lti/lease.js';
import { lineItemStore } from './lti/line-item-store.js';
import { progressColumns } from './lti/line-items.js';
import { offeredWaves } from './lti/offered-waves.js';
import { pairLetterJob } from './lti/pair-letter-job.js';
import { placementStore } from './lti/placements.js';
import { platformDirectory } from './lti/platform-directory.js';
import { type PlatformStore, platformStore } from './lti/platform-store.js';
import { createLtiLibrary } from './lti/provider.js';
import { createRegistration } from './lti/registration.js';
import { registrationRoutes } from './lti/registration-routes.js';
import { remindJob } from './lti/remind-job.js';
import { reminderJob } from './lti/reminder-job.js';
import { rosterStore } from './lti/roster-store.js';
import { createRosterSync, type RosterControl } from './lti/roster-sync.js';
import { createLtiRouter } from './lti/routes.js';
import { createScheduler, type Scheduler } from './lti/scheduler.js';
import { courseStates } from './lti/service-contexts.js';
import { createServiceCaller } from './lti/service-token.js';
import { sessionStore } from './lti/session.js';
import { toolSigner } from './lti/tool-signer.js';
import { type Mailer, openMailer } from './mail/index.js';
import { type OpenedService, openService } from './mentoring.js';
import { publicCalendarRoutes } from './pages/calendar/public-routes.js';
import { deepLinkingRoutes } from './pages/deep-linking/routes.js';
import { publicLinkRoutes } from './pages/links/public-routes.js';
import { createLtiPages } from './pages/lti/pages.js';
import { pairMessage } from './pages/pairs/pair-message.js';
import { registrationPages } from './pages/registration/pages.js';
import { letterMessage } from './pages/reminders/letter-message.js';
import { letterRoutes } from './pages/reminders/letter-routes.js';
import { reminderMessage } from './pages/surveys/reminder-message.js';
import { createShell, createToolApp } from './web/app.js';
import { createAttempts } from './web/attempts.js';
import type { ToolAppDeps } from './web/deps.js';
import { createDraftStore } from './web/drafts.js';
import { createI18n, type I18n, type Translate } from './web/i18n.js';
import { createMetrics, type Metrics } from './web/metrics.js';
import { homeOf, isForeignTab, pageOfRole } from './web/nav.js';

/** The tool, put together: its web application, its background work, and the stores that commands use. */
export interface Tool {
  app: Express;
  db: Db;
  service: OpenedService;
  platforms: PlatformStore;
  keys: ToolKeyStore;
  roster: RosterControl;
  grades: GradeWorker;
  scheduler: Scheduler;
  /** Ends background work and closes the database. */
  close(): Promise<void>;
}

/** What programs and tests may put in another's place. */
export interface ComposeOptions {
  clock?: Clock;
  logger: Logger;
  /** Further parts of the web application (benchmarks put their bare page here). */
  extend?: Partial<ToolAppDeps>;
}

interface Base {
  config: LtiToolConfig;
  db: Db;
  clock: Clock;
  logger: Logger;
  sealer: Sealer;
  service: OpenedService;
  platforms: PlatformStore;
  keys: ToolKeyStore;
  metrics: Metrics;
  mailer: Mailer;
}

/** Letters that remind of waves. Their words are read with the first of them. */
function remindersOf({ service, mailer, logger, config }: Base) {
  let translate: Translate | undefined;
  return reminderJob({
    api: service.api,
    mailer,
    logger,
    message: (letter) => {
      translate ??= createI18n().translator('ru');
      return reminderMessage(translate, config.publicUrl, letter);
    },
  });
}

/** Letters that tell people of their new pair. */
function pairLettersOf({ service, mailer, logger }: Base) {
  let translate: Translate | undefined;
  return pairLetterJob({
    api: service.api,
    mailer,
    logger,
    message: (letter) => {
      translate ??= createI18n().translator('ru');
      return pairMessage(translate, letter);
    },
  });
}

/** Reminders: looked for, shown, and written by letters in the language of each. */
function remindOf({ service, mailer, logger, config }: Base) {
  let i18n: I18n | undefined;
  return remindJob({
    api: service.api,
    mailer,
    logger,
    message: (letter) => {
      i18n ??= createI18n();
      return letterMessage(i18n, config.publicUrl, letter);
    },
  });
}

/** Roster and grades: what goes to the LMS by itself; what runs beside the requests. */
function lmsServices(base: Base, journal: LaunchJournal) {
  const { db, clock, logger, sealer, service, platforms, keys } = base;
  const { api } = service;
  // Platforms were approved by the operator, also those on the college's own network.
  const fetch = createGuardedFetch({ allowPrivate: true });
  const signer = toolSigner({ keys, clock });
  const caller = createServiceCaller({ db, clock, sealer, signer, fetch });
  const leases = leaseStore(db, clock);
  const circuit = createCircuit(clock);
  const lineItems = lineItemStore(db, clock);
  const courses = courseStates(db, clock);
  const system = api.as({ kind: 'system', name: 'grade-sync' });
  const resend = (programmeId: string) => system.wakeGrades({ programmeId, columnChanged: true });
  const columns = progressColumns({ store: lineItems, leases, clock, holder: newId(), resend });
  const sending = { db, clock, logger, platforms, caller, columns, circuit, courses };
  const grades = createGradeWorker({ api, delivery: gradeDelivery(sending), clock, logger });
  const store = rosterStore(db, clock);
  const roster = createRosterSync({ db, api, clock, logger, caller, platforms, store, courses });
  const kick = () => grades.kick();
  const gradebook = createGradebook({
    db,
    api,
    clock,
    platforms,
    caller,
    lineItems,
    courses,
    circuit,
    kick,
  });
  const jobs = backgroundJobs({
    db,
    api,
    clock,
    logger,
    leases,
    roster,
    onScoresChanged: kick,
  });
  jobs.push(remindersOf(base), pairLettersOf(base), remindOf(base));
  return {
    roster,
    grades,
    gradebook,
    leases,
    journal,
    connection: connectionControl({ db, clock, signer, fetch, leases, platforms }),
    launches: launchReports(db, clock),
    scheduler: createScheduler({ jobs, workers: [grades, journal], logger }),
  };
}

const journalOf = ({ db, clock, logger, metrics }: Base): LaunchJournal =>
  launchJournal({
    store: launchStore(db),
    clock,
    logger,
    onDropped: (lines) => metrics.launchesDropped.inc(lines),
  });

type LmsServices = ReturnType<typeof lmsServices>;

async function isMigrated(db: Db): Promise<boolean> {
  try {
    return (await pendingMigrations(db)).length === 0;
  } catch {
    return false;
  }
}

function webApp(base: Base, lms: LmsServices, extend: Partial<ToolAppDeps>): Express {
  const { config, db, clock, logger, sealer, service, platforms, keys, metrics } = base;
  const directory = platformDirectory(platforms, clock);
  const sessions = sessionStore({ db, clock, sealer, platforms: directory });
  const deps: ToolAppDeps = {
    api: service.api,
    sessions,
    drafts: createDraftStore({ db, clock, sealer }),
    config: { publicUrl: config.publicUrl },
    sealer,
    clock,
    logger,
    metrics,
    readiness: async () => ({ database: await isMigrated(db), service: await service.ready() }),
    apiRouter: service.apiRouter,
    roster: lms.roster,
    gradebook: lms.gradebook,
    launches: lms.launches,
    connection: lms.connection,
    mailer: base.mailer,
    browsers: browserSessions(db, clock),
    courses: courseAddresses(db, directory),
    copies: courseCopies({ db, clock, api: service.api }),
    programmesOf: async ({ organisationId, personId }) => {
      const system = service.api.as({ kind: 'system', name: 'lti-tool' });
      return (await system.findMyProgrammes({ organisationId, personId })).programmes;
    },
    ...extend,
  };
  const shell = createShell(deps);
  const launch = createLtiRouter({
    db,
    api: service.api,
    config,
    clock,
    logger,
    sealer,
    sessions,
    pages: createLtiPages(shell),
    landing: ({ programmeId, role }, page) => {
      // A link of the course is there for everybody; who has not that page gets their own home.
      const own = pageOfRole(role, page);
      if (own !== '' && !isForeignTab(role, own)) return own;
      return programmeId === null ? '' : homeOf(role);
    },
    counters: {
      launchSucceeded: () => metrics.launches.inc({ result: 'ok' }),
      launchFailed: (reason) => metrics.launches.inc({ result: reason }),
      withoutCookie: (result) => metrics.launches.inc({ result }),
    },
    journal: lms.journal,
  });
  const registration = createRegistration({
    db,
    api: service.api,
    clock,
    logger,
    fetch: createGuardedFetch({ allowPrivate: config.allowPrivatePlatforms }),
    checkAddress: createAddressCheck({ allowPrivate: config.allowPrivatePlatforms }),
    keys,
    platforms,
    invites: inviteStore(db, clock),
    leases: lms.leases,
    publicUrl: config.publicUrl,
  });
  const attempts = createAttempts({ db, clock, sealer });
  const library = createLtiLibrary({ db, clock, sealer, keys, platforms });
  const registrations = registrationRoutes({
    registration,
    pages: registrationPages(shell),
    logger,
    clock,
    publicUrl: config.publicUrl,
    count: (result) => metrics.registrations.inc({ result }),
  });
  return createToolApp({
    ...deps,
    ltiRouters: [launch, registrations],
    publicRouters: [
      publicLinkRoutes(shell, attempts),
      publicCalendarRoutes(shell, attempts),
      letterRoutes(shell, attempts),
      ...(extend.publicRouters ?? []),
    ],
    sessionRouters: [
      deepLinkingRoutes({
        ...shell,
        library,
        platforms,
        gradebook: lms.gradebook,
        placements: placementStore(db, clock),
        answers: deepLinkingAnswers(db, clock),
        waves: (session) => offeredWaves(service.api, session),
      }),
      ...(extend.sessionRouters ?? []),
    ],
  });
}

/**
 * Puts the tool together on its database. Nothing listens and nothing runs in the background yet:
 * `scheduler.start()` begins that.
 */
export async function composeTool(config: LtiToolConfig, options: ComposeOptions): Promise<Tool> {
  const { logger, clock = systemClock, extend = {} } = options;
  const db = connectDb(config.databaseUrl);
  try {
    if (config.migrateOnStart) await migrateUp(db, config.databaseUrl);
    const sealer = createSealer({
      current: config.secretKey,
      previous: config.secretKeyPrevious ?? null,
    });
    const base: Base = {
      config,
      db,
      clock,
      logger,
      sealer,
      service: await openService({ config, db, clock, logger }),
      platforms: platformStore(db, clock),
      keys: toolKeyStore(db, sealer, clock),
      metrics: createMetrics({ defaults: true }),
      mailer: openMailer(config, logger),
    };
    if (config.secretKeyPrevious !== undefined) await base.keys.resealAll();
    const lms = lmsServices(base, journalOf(base));
    const app = webApp(base, lms, extend);
    const { service, platforms, keys } = base;
    const { roster, grades, scheduler } = lms;
    return {
      app,
      db,
      service,
      platforms,
      keys,
      roster,
      grades,
      scheduler,
      async close() {
        await scheduler.stop();
        await service.api.close();
        await db.destroy();
      },
    };
  } catch (error) {
    await db.destroy();
    throw error;
  }
}
