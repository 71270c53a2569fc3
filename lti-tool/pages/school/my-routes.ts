import { Router } from 'express';
import type { OutputOf } from '../../../service/api/endpoint.js';
import type { Contract } from '../../../service/api/index.js';
import { notFound } from '../../../shared/errors.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { sendCertificates } from './certificate-routes.js';
import { sendMaterial } from './material-routes.js';
import { materialModel } from './material-words.js';
import { stateWords, whenWords } from './session-words.js';
import { beenWords, missingWords, numberWords, ruleWords, trainedWords } from './training-words.js';

type Mine = OutputOf<Contract['getMySchool']>;
type MySession = Mine['programme'][number];

const MARKS = {
  present: { sign: '✓', kind: 'state-good' },
  excused: { sign: '◐', kind: 'state-warn' },
  absent: { sign: '✗', kind: 'state-out' },
} as const;

function sessionLine(ctx: PageContext, session: MySession) {
  const { mark, state } = session;
  return {
    title: session.title,
    when: whenWords(ctx, session),
    minutes: ctx.fmt.minutes(session.minutes),
    place: session.place ?? '',
    link: session.link,
    leader: session.leader ?? '',
    topics: session.topics ?? '',
    reason: session.cancelReason ?? '',
    state: mark
      ? { ...MARKS[mark], word: ctx.ref('schoolMark', mark) }
      : state === 'held'
        ? { sign: '–', kind: 'state-none', word: ctx.t('school.sheet.none') }
        : stateWords(ctx, state),
  };
}

/** Sessions that are still to come: planned, today or later. */
const isAhead = (ctx: PageContext, { state, heldOn }: MySession): boolean =>
  state === 'planned' && heldOn >= ctx.fmt.today;

function leadOf(ctx: PageContext, mine: Mine): string {
  const { t } = ctx;
  const { certificate } = mine;
  if (certificate) {
    const date = ctx.fmt.date(certificate.issuedOn);
    return t('school.my.certified', { number: numberWords(certificate), date });
  }
  const missing = missingWords(ctx, mine);
  if (missing !== '') return t('school.my.missing', { been: beenWords(ctx, mine), missing });
  return t(mine.trained ? 'school.my.trained' : 'school.my.been', { been: beenWords(ctx, mine) });
}

async function show(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'mentor');
  const mine = await ctx.api.getMySchool({ programmeId: ctx.programmeId });
  const ahead = mine.programme.filter((one) => isAhead(ctx, one));
  const behind = mine.programme.filter((one) => !isAhead(ctx, one)).reverse();
  ctx.render('school/my', {
    lead: leadOf(ctx, mine),
    trained: trainedWords(ctx, mine),
    rule: ruleWords(ctx, mine.rule),
    certificate: mine.certificate
      ? { number: numberWords(mine.certificate), href: ctx.url('my-school/certificate.docx') }
      : null,
    ahead: ahead.map((one) => sessionLine(ctx, one)),
    behind: behind.map((one) => sessionLine(ctx, one)),
    materials: mine.materials.map((one) => materialModel(ctx, one, true)),
  });
}

async function certificate(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'mentor');
  const mine = await ctx.api.getMySchool({ programmeId: ctx.programmeId });
  if (!mine.certificate) throw notFound('certificate');
  const { number, year } = mine.certificate;
  await sendCertificates(
    ctx,
    [mine.certificate],
    `${ctx.t('school.certificate')} ${number}-${year}`,
  );
}

/** The next session, for the home of a mentor; null: none is planned. */
export async function schoolLine(
  ctx: PageContext,
): Promise<{ words: string; path: string } | null> {
  if (ctx.role !== 'mentor') return null;
  const mine = await ctx.api.getMySchool({ programmeId: ctx.programmeId });
  const next = mine.programme.find((one) => isAhead(ctx, one));
  if (!next) return null;
  const when = [ctx.fmt.near(next.heldOn), next.startsAt].filter(Boolean).join(', ');
  const words = ctx.t('school.line', { title: next.title, when });
  return { words, path: 'my-school' };
}

/** «Школа наставников» of a mentor: what comes, what was, materials, the certificate. */
export function mySchoolRoutes(_deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/my-school', page(show));
  router.get('/my-school/certificate.docx', page(certificate));
  router.get('/my-school/:materialId/file', page(sendMaterial));
  return router;
}
