import type { InputOf, OutputOf } from '../../service/api/endpoint.js';
import type { Contract } from '../../service/api/index.js';
import type { Clock } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import type { Logger } from '../../shared/logger.js';
import { type AgsClient, AgsRefused, agsClient } from './ags-client.js';
import type { Circuit } from './circuit.js';
import { ColumnBusy, NoGradebook, type ProgressColumns } from './line-items.js';
import { AGS_SCORE } from './lti-scopes.js';
import type { PlatformStore } from './platform-store.js';
import { PROGRESS_COLUMN } from './progress-column.js';
import {
  type CourseStates,
  type CourseWay,
  coursesOfProgramme,
  type ServiceContext,
} from './service-contexts.js';
import { LmsServiceError } from './service-error.js';
import type { ServiceCaller } from './service-token.js';

export type DueGrade = OutputOf<Contract['listDueGrades']>['grades'][number];
type Result = InputOf<Contract['recordGradeResult']>['results'][number];
/** What became of one score; `reason` is a code that the pages put into words (`grade.reason.<code>`). */
export type GradeOutcome = Pick<Result, 'outcome'> & {
  reason: string | null;
  retryAfterSeconds: number | null;
};

export interface DeliveryDeps {
  db: Db;
  clock: Clock;
  logger: Logger;
  platforms: Pick<PlatformStore, 'findById'>;
  caller: ServiceCaller;
  columns: ProgressColumns;
  circuit: Circuit;
  courses: CourseStates;
}

/** How long a score waits for something that only a launch or an administrator can change. */
const LONG_WAIT_S = 3600;
const COLUMN_BUSY_WAIT_S = 3;
const COLUMN_REFUSED_WAIT_S = 900;
/**
 * A registration that answered so lately is believed to be there: when its LMS is down, its scores wait
 * for it, instead of making a second column through another registration.
 */
const BELIEVED_MS = 24 * 3600_000;
/** Answers that may come of the registration and not of the LMS: another one is worth trying. */
const OF_THE_REGISTRATION: ReadonlySet<string | null> = new Set([
  'unauthorised',
  'column_refused',
  'no_gradebook',
]);
const OF_THE_LMS: ReadonlySet<string | null> = new Set(['resting', 'busy', 'unreachable']);

const outcome = (
  name: GradeOutcome['outcome'],
  reason: string | null = null,
  retryAfterSeconds: number | null = null,
): GradeOutcome => ({ outcome: name, reason, retryAfterSeconds });

/** A score that was claimed and not begun with. */
export const PUT_BACK = outcome('put_back');

/**
 * What an answer to a score means (lti.md §6). A refusal is about this person: Moodle answers 400 for
 * whoever is not a student of the course.
 */
export function outcomeOfStatus(status: number): GradeOutcome {
  if (status < 300) return outcome('sent');
  if (status === 409) return outcome('stale_timestamp', 'stale_timestamp');
  if (status === 400) return outcome('refused', 'user_not_student');
  if (status === 403) return outcome('refused', 'not_allowed');
  if (status === 404) return outcome('refused', 'user_unknown');
  return outcome('refused', 'rejected');
}

/** Sends scores one by one; knows nothing of queues. */
export interface GradeDelivery {
  /** Never throws for what an LMS does. */
  deliver(grade: DueGrade): Promise<GradeOutcome>;
}

export function gradeDelivery(deps: DeliveryDeps): GradeDelivery {
  const { db, clock, platforms, caller, columns, circuit, courses } = deps;

  async function post(ags: AgsClient, context: ServiceContext, grade: DueGrade): Promise<number> {
    const send = (url: string) =>
      ags.postScore(url, {
        userId: grade.subject,
        scoreGiven: grade.score,
        scoreMaximum: PROGRESS_COLUMN.scoreMaximum,
        comment: grade.comment,
        timestampSeconds: grade.timestampSeconds,
        activityProgress: grade.score >= PROGRESS_COLUMN.scoreMaximum ? 'Completed' : 'InProgress',
      });
    const url = await columns.ensure(context, ags);
    const status = await send(url);
    // Somebody deleted the column in the LMS: it is made anew, once.
    if ((status === 404 || status === 403) && (await columns.forgetIfGone(context, ags, url))) {
      return send(await columns.ensure(context, ags));
    }
    return status;
  }

  /** An error on the way to one platform, as what is to be done with the score. */
  function outcomeOfError(error: unknown, platformId: string): GradeOutcome {
    if (error instanceof NoGradebook) return outcome('retry', 'no_gradebook', LONG_WAIT_S);
    if (error instanceof ColumnBusy) return outcome('retry', 'column_busy', COLUMN_BUSY_WAIT_S);
    if (error instanceof AgsRefused)
      return outcome('retry', 'column_refused', COLUMN_REFUSED_WAIT_S);
    if (error instanceof LmsServiceError) {
      circuit.failed(platformId, error.retryAfterSeconds, error.fault);
      return outcome('retry', error.fault, error.retryAfterSeconds);
    }
    deps.logger.error({ err: error, platformId }, 'a score could not be sent');
    return outcome('retry', 'internal');
  }

  async function sendTo({ context, platform }: CourseWay, grade: DueGrade): Promise<GradeOutcome> {
    const { platformId } = platform;
    if (context.retryAskedAt !== null) circuit.retryAsked(platformId, context.retryAskedAt);
    const rest = circuit.restsUntil(platformId);
    if (rest !== null) {
      return outcome('put_back', 'resting', Math.ceil((rest - clock.now()) / 1000));
    }
    try {
      const status = await post(agsClient(caller, platform, context.agsScopes), context, grade);
      circuit.succeeded(platformId);
      return outcomeOfStatus(status);
    } catch (error) {
      const failed = outcomeOfError(error, platformId);
      const until = circuit.restsUntil(platformId);
      if (until !== null) await courses.rests(context, until);
      return failed;
    }
  }

  /** Whether another registration of the tool may get further than this one did. */
  function isWayClosed({ context, platform }: CourseWay, { reason }: GradeOutcome): boolean {
    if (OF_THE_REGISTRATION.has(reason)) return true;
    if (!OF_THE_LMS.has(reason)) return false;
    if (circuit.lastFault(platform.platformId) === 'unauthorised') return true;
    return (context.answeredAt ?? 0) < clock.now() - BELIEVED_MS;
  }

  /** Sends by the best way to a course that is open; says what the best one said when none is. */
  async function sendByWays(ways: readonly CourseWay[], grade: DueGrade): Promise<GradeOutcome> {
    let first: GradeOutcome | null = null;
    for (const way of ways) {
      const result = await sendTo(way, grade);
      if (isWayClosed(way, result)) {
        first ??= result;
        continue;
      }
      if (result.outcome !== 'retry' && result.outcome !== 'put_back') {
        const best = ways[0]?.context.ltiContextId === way.context.ltiContextId;
        // What was sent by a registration that is gone went into a column of its own.
        const hadAnother = !best && ways[0]?.context.answeredAt !== null;
        if (hadAnother) await columns.movedHere(way.context);
        await courses.answered(way.context, best);
      }
      return result;
    }
    return first ?? outcome('retry', 'no_gradebook', LONG_WAIT_S);
  }

  /** The ways to each course of the programme on the person's LMS; or why there is none to send to. */
  async function targetsOf(grade: DueGrade): Promise<CourseWay[][] | GradeOutcome> {
    const known = await coursesOfProgramme(db, platforms, grade.programmeId);
    // Nobody has launched yet: the score waits for the course to become known.
    if (known.length === 0) return outcome('retry', 'no_lms_course', LONG_WAIT_S);
    const targets = known.filter((course) => course.platform.issuer === grade.issuer);
    if (targets.length === 0) return outcome('not_graded', 'no_lms_course');
    const active = targets
      .map((course) => [course, ...course.others].filter((way) => way.platform.active))
      .filter((ways) => ways.length > 0);
    if (active.length === 0) return outcome('retry', 'platform_disabled', LONG_WAIT_S);
    const usable = active
      .map((ways) => ways.filter((way) => way.context.agsScopes.includes(AGS_SCORE)))
      .filter((ways) => ways.length > 0);
    return usable.length > 0 ? usable : outcome('retry', 'no_gradebook', LONG_WAIT_S);
  }

  return {
    async deliver(grade) {
      const targets = await targetsOf(grade);
      if (!Array.isArray(targets)) return targets;
      let last = outcome('not_graded', 'no_lms_course');
      // A programme of several courses: whoever is no student of the newest may be one of another.
      for (const ways of targets) {
        last = await sendByWays(ways, grade);
        if (last.outcome !== 'refused') return last;
      }
      return last;
    },
  };
}
