import { Router } from 'express';
import { AppError } from '../../../shared/errors.js';
import type { ConnectionReport } from '../../lti/connection/connection-control.js';
import type { LastLaunch } from '../../lti/journal/launch-report.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { resultWords, signOf, todoWords } from '../launches/launch-words.js';
import { checkWords, factsOf, lineWords } from './connection-words.js';

function controlsOf({ connection, launches }: ShellDeps) {
  if (!connection || !launches) throw new AppError('not_found', 'the connection is not watched');
  return { connection, launches };
}

function launchModel(
  deps: ShellDeps,
  ctx: PageContext,
  launch: LastLaunch | null,
  outcome: 'entered' | 'refused',
) {
  if (launch === null) return null;
  const { t } = ctx;
  return {
    at: ctx.fmt.dateTime(launch.at),
    result: resultWords(t, launch.result),
    ...signOf({ outcome, result: launch.result }),
    ...todoWords(t, launch.result, deps.config.publicUrl),
    reference: launch.reference,
    role: ctx.ref('role', launch.role),
    checks: checkWords(t, launch),
    facts: factsOf(t, launch),
  };
}

/** How many lines of the last check are well, and how many are not. */
function sentence(ctx: PageContext, report: ConnectionReport | null): string {
  if (report === null) return ctx.t('connection.never');
  const lines = report.courses.flatMap((course) => course.lines);
  const count = (level: string) => lines.filter((line) => line.level === level).length;
  const at = ctx.fmt.dateTime(report.at);
  if (lines.length === 0) return ctx.t('connection.noCourses', { at });
  return ctx.t('connection.lead', { at, red: count('red'), yellow: count('yellow') });
}

async function show(deps: ShellDeps, ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { connection, launches } = controlsOf(deps);
  const [report, last] = await Promise.all([
    connection.last(ctx.programmeId),
    launches.lastOfProgramme(ctx.programmeId),
  ]);
  ctx.render('connection/show', {
    lead: sentence(ctx, report),
    courses: (report?.courses ?? []).map(({ lms, course, lines }) => ({
      title: course ? ctx.t('connection.course', { course, lms }) : lms,
      lines: lines.map((line) => lineWords(ctx.t, line, deps.config.publicUrl)),
    })),
    launches: (['entered', 'refused'] as const).map((outcome) => ({
      outcome,
      launch: launchModel(deps, ctx, last[outcome], outcome),
    })),
  });
}

/** Asks the LMS now; a check of a moment ago is shown again. */
async function check(deps: ShellDeps, ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const done = await controlsOf(deps).connection.run(ctx.programmeId);
  ctx.redirect(
    'connection',
    done
      ? { kind: 'info', key: 'connection.done' }
      : { kind: 'warning', key: 'connection.tooSoon' },
  );
}

/** «Связь с LMS»: whether every part of the connection works, and what the last launch brought. */
export function connectionRoutes(deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/connection',
    page((ctx) => show(deps, ctx)),
  );
  router.post(
    '/connection/check',
    page((ctx) => check(deps, ctx)),
  );
  return router;
}
