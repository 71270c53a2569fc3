import { Router } from 'express';
import type { MentorReport } from '../../../service/api/closing-report.js';
import { END_DECISIONS, type EndDecision, REPORT_TEXTS } from '../../../service/api/index.js';
import { sendAttachment } from '../../web/attachment.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import {
  createForm,
  type FormView,
  fieldOrNull,
  fieldText,
  openForm,
  submitForm,
} from '../../web/forms.js';
import { DOCX_TYPE } from '../../web/word.js';
import { idParam } from '../meetings/path-ids.js';
import { pairTitle } from '../pairs/pair-words.js';
import { GOAL_HEAD, reportDocx, reportPaper } from './report-paper.js';

const READERS = ['coordinator', 'curator', 'head', 'mentor'] as const;

const labelsOf = (ctx: PageContext): Record<string, string> => ({
  ...Object.fromEntries(REPORT_TEXTS.map((name) => [name, ctx.t(`closing.report.${name}`)])),
  recommendation: ctx.t('closing.report.recommendation'),
});

/** The version that the address names; nothing: the one that stands. */
function numberOf(ctx: PageContext): number | undefined {
  const raw = Number(ctx.req.query['number']);
  return Number.isInteger(raw) && raw > 0 ? raw : undefined;
}

const read = (ctx: PageContext): Promise<MentorReport> => {
  const number = numberOf(ctx);
  return ctx.api.getMentorReport({
    programmeId: ctx.programmeId,
    pairId: idParam(ctx, 'pairId'),
    ...(number === undefined ? {} : { number }),
  });
};

const valuesOf = ({ texts }: MentorReport) => ({
  ...texts,
  recommendation: texts.recommendation ?? '',
});

function stateWords(ctx: PageContext, report: MentorReport): string {
  const { t, fmt } = ctx;
  if (report.state === null) return t('closing.report.state.none');
  return t(`closing.report.state.${report.state}`, {
    name: report.submittedBy ?? '',
    date: fmt.date(report.submittedAt) || 'none',
  });
}

interface Shown {
  form?: FormView;
  decision?: FormView;
  status?: number;
}

async function show(deps: ShellDeps, ctx: PageContext, shown: Shown = {}): Promise<void> {
  requireRole(ctx, ...READERS);
  const report = await read(ctx);
  const path = `closing/${report.pairId}/report`;
  const { t, fmt } = ctx;
  const paper = reportPaper(deps, ctx, report);
  ctx.render(
    'closing/report',
    {
      title: t('closing.report.title', { pair: pairTitle(t, report) }),
      lead: stateWords(ctx, report),
      back: `closing/${report.pairId}`,
      path,
      frozen: report.frozen && report.shownNumber === null,
      returned: report.returnNote,
      paper,
      dataHelp: t(`closing.report.${report.shownNumber === null ? 'dataHelp' : 'dataKept'}`),
      head: GOAL_HEAD,
      mayWrite: report.mayWrite,
      forMentor: report.mayWrite && ctx.role !== 'mentor',
      texts: REPORT_TEXTS.map((name) => ({
        name,
        label: t(`closing.report.${name}`),
        required: name === 'achieved' || name === 'difficulties',
        mark:
          name === 'achieved' || name === 'difficulties' ? t('closing.report.toSubmit') : undefined,
        help: t(`closing.report.${name}Help`),
      })),
      decisions: END_DECISIONS.map((value) => ({ value, label: ctx.ref('endDecision', value) })),
      form: shown.form ?? (report.mayWrite ? await openForm(ctx, valuesOf(report)) : null),
      version: report.version,
      dataKey: report.dataKey,
      decide:
        report.mayDecide && numberOf(ctx) === undefined
          ? { accept: report.state === 'submitted', form: shown.decision ?? createForm(t, {}) }
          : null,
      versions: report.versions.map(({ number, acceptedAt, acceptedBy }) => ({
        href: ctx.url(path, { number }),
        label: t('closing.report.version', {
          number,
          date: fmt.date(acceptedAt),
          name: acceptedBy,
        }),
        current: number === report.shownNumber,
      })),
      files: {
        docx: ctx.url(`${path}.docx`, { number: numberOf(ctx) }),
        print: ctx.url(`${path}/print`, { number: numberOf(ctx) }),
      },
    },
    shown.status,
  );
}

async function save(deps: ShellDeps, ctx: PageContext): Promise<void> {
  requireRole(ctx, 'mentor', 'coordinator', 'curator');
  const { body } = ctx.req;
  const pairId = idParam(ctx, 'pairId');
  const submit = fieldText(body, 'act') === 'submit';
  const typed = {
    achieved: fieldText(body, 'achieved'),
    difficulties: fieldText(body, 'difficulties'),
    advice: fieldText(body, 'advice'),
    reward: fieldText(body, 'reward'),
    recommendation: fieldOrNull(body, 'recommendation') as EndDecision | null,
  };
  const words = (of: { recommendation: string | null }) =>
    ctx.ref('endDecision', of.recommendation);
  await submitForm(ctx, {
    labels: labelsOf(ctx),
    attempt: () =>
      ctx.api.saveMentorReport({
        programmeId: ctx.programmeId,
        pairId,
        ...typed,
        submit,
        version: Number(fieldText(body, 'version')),
        idempotencyKey: fieldText(body, 'idempotencyKey'),
      }),
    done: () =>
      submit
        ? ctx.redirect(`closing/${pairId}`, { kind: 'success', key: 'closing.report.submitted' })
        : ctx.redirect(`closing/${pairId}/report`, {
            kind: 'success',
            key: 'closing.report.saved',
          }),
    again: (form) => show(deps, ctx, { form, status: 422 }),
    stored: async () => {
      const { texts, version } = await read(ctx);
      return {
        version,
        shown: { ...texts, recommendation: words(texts) },
        typed: { ...typed, recommendation: words(typed) },
        back: `closing/${pairId}/report`,
      };
    },
  });
}

async function decide(deps: ShellDeps, ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator', 'curator');
  const { body } = ctx.req;
  const pairId = idParam(ctx, 'pairId');
  const back = `closing/${pairId}/report`;
  const decision = fieldText(body, 'decision') === 'accept' ? 'accept' : 'return';
  await submitForm(ctx, {
    labels: { note: ctx.t('closing.report.note') },
    attempt: () =>
      ctx.api.decideMentorReport({
        programmeId: ctx.programmeId,
        pairId,
        decision,
        note: fieldText(body, 'note'),
        dataKey: fieldText(body, 'dataKey'),
        version: Number(fieldText(body, 'version')),
      }),
    done: () => ctx.redirect(back, { kind: 'success', key: `closing.report.done.${decision}` }),
    again: (form) => show(deps, ctx, { decision: form, status: 422 }),
    // Read anew before it is decided: the words or the data are not those that were seen.
    stored: async (values) => {
      const { version, state } = await read(ctx);
      return {
        version,
        shown: { note: state ? ctx.ref('reportState', state) : '' },
        typed: { note: fieldText(values, 'note') },
        back,
      };
    },
  });
}

async function print(deps: ShellDeps, ctx: PageContext): Promise<void> {
  requireRole(ctx, ...READERS);
  const report = await read(ctx);
  ctx.render('closing/report-print', {
    title: ctx.t('closing.report.title', { pair: pairTitle(ctx.t, report) }),
    back: `closing/${report.pairId}/report`,
    paper: reportPaper(deps, ctx, report),
    head: GOAL_HEAD,
  });
}

async function docx(deps: ShellDeps, ctx: PageContext): Promise<void> {
  requireRole(ctx, ...READERS);
  const report = await read(ctx);
  const file = await reportDocx(reportPaper(deps, ctx, report));
  await sendAttachment(ctx, {
    name: `Отчёт наставника ${pairTitle(deps.i18n.translator('ru'), report)}.docx`,
    type: DOCX_TYPE,
    bytes: (async function* whole() {
      yield file;
    })(),
  });
}

/** The mentor's report: filled from the data, written, handed in, decided. */
export function reportRoutes(deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  const at = '/closing/:pairId/report';
  router.get(
    `${at}.docx`,
    page((ctx) => docx(deps, ctx)),
  );
  router.get(
    `${at}/print`,
    page((ctx) => print(deps, ctx)),
  );
  router.get(
    at,
    page((ctx) => show(deps, ctx)),
  );
  router.post(
    at,
    page((ctx) => save(deps, ctx)),
  );
  router.post(
    `${at}/decision`,
    page((ctx) => decide(deps, ctx)),
  );
  return router;
}
