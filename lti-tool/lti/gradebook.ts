import type { MentoringApi } from '../../service/api/index.js';
import type { Clock } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import type { GradebookControl } from '../web/deps.js';
import { type AgsClient, AgsRefused, agsClient } from './ags-client.js';
import type { Circuit } from './circuit.js';
import { gradebookReader } from './grade-results.js';
import type { KnownColumn, LineItemStore } from './line-item-store.js';
import { findColumn } from './line-items.js';
import { AGS_RESULT_READ } from './lti-scopes.js';
import type { PlatformStore } from './platform-store.js';
import { type CourseStates, type CourseWay, coursesOfProgramme } from './service-contexts.js';
import { LmsServiceError } from './service-error.js';
import type { ServiceCaller } from './service-token.js';
import type { Session } from './session-types.js';

const ACTOR = { kind: 'system', name: 'gradebook' } as const;
/** A picker waits for the LMS so long, then goes on without its answer. */
const PATIENCE_MS = 3_000;

/** The column that a course has for the programme; `unknown`: the LMS did not say in time. */
export type CourseColumn = Pick<KnownColumn, 'label' | 'origin'> | null | 'unknown';

export interface GradebookDeps {
  db: Db;
  api: MentoringApi;
  clock: Clock;
  platforms: Pick<PlatformStore, 'findById'>;
  caller: ServiceCaller;
  lineItems: LineItemStore;
  courses: CourseStates;
  circuit: Circuit;
  /** Sends what has become due. */
  kick(): void;
}

export interface Gradebook extends GradebookControl {
  /** For the picker: whether the course of this deep-linking session has a column already. */
  columnFor(session: Session): Promise<CourseColumn>;
}

function withPatience<T>(work: Promise<T>, otherwise: T): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(otherwise), PATIENCE_MS);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** What the pages may know of the gradebook and do with it; the scores themselves go by the worker. */
export function createGradebook(deps: GradebookDeps): Gradebook {
  const { db, api, clock, platforms, caller, lineItems, courses, circuit, kick } = deps;
  const reader = gradebookReader(deps);

  /** Each course by the registration that its scores go by. */
  async function waysOf(programmeId: string): Promise<CourseWay[]> {
    const known = await coursesOfProgramme(db, platforms, programmeId);
    return known.filter((course) => course.platform.active);
  }

  /** The other graded activities that the page speaks of, unless the LMS has lost them. */
  async function forgetDeleted(programmeId: string): Promise<void> {
    for (const { context, platform } of await waysOf(programmeId)) {
      const other = (await lineItems.find(context.ltiContextId))?.other;
      if (!other) continue;
      const ags = agsClient(caller, platform, context.agsScopes);
      const there = await ags.columnExists(other.url).catch(() => true);
      if (!there) await lineItems.forgetOther(context.ltiContextId, other.url);
    }
  }

  /** The remembered column, if the LMS still has it. */
  async function remembered(session: Session, contextId: string, ags: AgsClient) {
    const { platformId, deepLinking } = session;
    const row = (await db('lti_contexts')
      .where({
        platform_id: platformId,
        deployment_id: deepLinking?.deploymentId ?? '',
        context_id: contextId,
      })
      .first('lti_context_id')) as { lti_context_id: string } | undefined;
    const known = row ? await lineItems.find(row.lti_context_id) : null;
    if (!known || known.url === null) return null;
    return (await ags.columnExists(known.url)) ? known : null;
  }

  async function ask(session: Session): Promise<CourseColumn> {
    const gradebook = session.deepLinking?.gradebook;
    const platform = await platforms.findById(session.platformId);
    if (!gradebook || !platform?.active) return null;
    const ags = agsClient(caller, platform, gradebook.agsScopes);
    try {
      const found = await findColumn(ags, gradebook.lineItemsUrl);
      if (found?.origin === 'link') return found;
      return (await remembered(session, gradebook.contextId, ags)) ?? found;
    } catch (error) {
      if (error instanceof AgsRefused || error instanceof LmsServiceError) return 'unknown';
      throw error;
    }
  }

  return {
    async status(programmeId) {
      const ways = await waysOf(programmeId);
      const now = clock.now();
      const rests = ways.map((way) => way.context.restsUntil ?? 0).filter((until) => until > now);
      const known = await Promise.all(ways.map((way) => lineItems.find(way.context.ltiContextId)));
      const column = known.find((one) => one !== null && one.url !== null);
      return {
        available: ways.some((way) => way.context.lineItemsUrl !== null),
        column: column
          ? { name: column.label, origin: column.origin, replaced: column.replacedAt !== null }
          : null,
        other: known.find((one) => one?.other != null)?.other?.label ?? null,
        readable: ways.some((way) => way.context.agsScopes.includes(AGS_RESULT_READ)),
        restsUntil: rests.length > 0 ? new Date(Math.max(...rests)).toISOString() : null,
      };
    },
    async tryNow(programmeId) {
      await courses.askRetry(programmeId);
      for (const { platform, others } of await coursesOfProgramme(db, platforms, programmeId)) {
        for (const one of [platform, ...others.map((way) => way.platform)]) {
          circuit.retryAsked(one.platformId, clock.now());
        }
      }
      await api.as(ACTOR).wakeGrades({ programmeId });
      kick();
    },
    async read(programmeId, again) {
      const reading = await reader.read(programmeId, again);
      if (again && 'results' in reading) await forgetDeleted(programmeId);
      return reading;
    },
    columnFor: (session) => withPatience(ask(session), 'unknown'),
  };
}
