import type { InputOf, OutputOf } from '../../service/api/endpoint.js';
import type { Contract } from '../../service/api/index.js';
import type { Clock } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import type { Logger } from '../../shared/logger.js';
import { type AgsClient, AgsRefused, agsClient } from './ags-client.js';
import type { Circuit } from './circuit.js';
import { ColumnBusy, NoGradebook, PROGRESS_COLUMN, type ProgressColumns } from './line-items.js';
import { AGS_SCORE } from './lti-scopes.js';
import type { PlatformStore } from './platform-store.js';
import {
  coursesOfProgramme,
  type ProgrammeCourse,
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
}

/** How long a score waits for something that only a launch or an administrator can change. */
const LONG_WAIT_S = 3600;
const COLUMN_BUSY_WAIT_S = 3;
const COLUMN_REFUSED_WAIT_S = 900;

const outcome = (
  name: GradeOutcome['outcome'],
  reason: string | null = null,
  retryAfterSeconds: number | null = null,
): GradeOutcome => ({ outcome: name, reason, retryAfterSeconds });

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
  const { db, clock, platforms, caller, columns, circuit } = deps;

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
      circuit.failed(platformId, error.retryAfterSeconds);
      return outcome('retry', error.fault, error.retryAfterSeconds);
    }
    deps.logger.error({ err: error, platformId }, 'a score could not be sent');
    return outcome('retry', 'internal');
  }

  async function sendTo(
    { context, platform }: ProgrammeCourse,
    grade: DueGrade,
  ): Promise<GradeOutcome> {
    const rest = circuit.restsUntil(platform.platformId);
    if (rest !== null) {
      return outcome('retry', 'resting', Math.ceil((rest - clock.now()) / 1000));
    }
    try {
      const status = await post(agsClient(caller, platform, context.agsScopes), context, grade);
      circuit.succeeded(platform.platformId);
      return outcomeOfStatus(status);
    } catch (error) {
      return outcomeOfError(error, platform.platformId);
    }
  }

  /** The courses of the programme on the person's LMS; or why there is none to send to. */
  async function targetsOf(grade: DueGrade): Promise<ProgrammeCourse[] | GradeOutcome> {
    const courses = await coursesOfProgramme(db, platforms, grade.programmeId);
    // Nobody has launched yet: the score waits for the course to become known.
    if (courses.length === 0) return outcome('retry', 'no_lms_course', LONG_WAIT_S);
    const targets = courses.filter((course) => course.platform.issuer === grade.issuer);
    if (targets.length === 0) return outcome('not_graded', 'no_lms_course');
    const active = targets.filter((t) => t.platform.active);
    if (active.length === 0) return outcome('retry', 'platform_disabled', LONG_WAIT_S);
    const usable = active.filter((t) => t.context.agsScopes.includes(AGS_SCORE));
    return usable.length > 0 ? usable : outcome('retry', 'no_gradebook', LONG_WAIT_S);
  }

  return {
    async deliver(grade) {
      const targets = await targetsOf(grade);
      if (!Array.isArray(targets)) return targets;
      let last = outcome('not_graded', 'no_lms_course');
      // A programme of several courses: whoever is no student of the newest may be one of another.
      for (const target of targets) {
        last = await sendTo(target, grade);
        if (last.outcome !== 'refused') return last;
      }
      return last;
    },
  };
}
