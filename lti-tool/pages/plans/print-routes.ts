import { Router } from 'express';
import type { Plan } from '../../../service/api/plans.js';
import { sendAttachment } from '../../web/attachment.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { createFormats } from '../../web/formats.js';
import { DOCX_TYPE, wordDocument } from '../../web/word.js';
import { type PlanPaper, planPaper } from './paper-model.js';
import { planTitle } from './plan-words.js';
import { READERS, readPlan } from './show-routes.js';

/** The paper of a plan, in Russian with Russian dates, whatever the page's language. */
function paperOf(deps: ShellDeps, ctx: PageContext, plan: Plan): PlanPaper {
  const t = deps.i18n.translator('ru');
  const fmt = createFormats('ru', ctx.fmt.today, ctx.me.programme.timeZone);
  return planPaper({ fmt, me: ctx.me }, plan, {
    form: t(`ref.form.${plan.form}`),
    variant: plan.roleVariant ? t(`ref.roleVariant.${plan.roleVariant}`) : '',
  });
}

/** A plan as a Word document: what the record says, lines for the signatures (GOST R 7.0.97). */
function planDocx(paper: PlanPaper): Promise<Buffer> {
  return wordDocument(
    paper.title,
    ({ docx, line, table }) => {
      const { CENTER, JUSTIFIED } = docx.AlignmentType;
      const heading = (words: string) => line(words, { heading: docx.HeadingLevel.HEADING_2 });
      const sections = (of: PlanPaper['before']) =>
        of.flatMap(({ title, text }) => [
          heading(title),
          line(text === '' ? '—' : text, { alignment: JUSTIFIED }),
        ]);
      return [
        line(paper.organisation, { alignment: CENTER }),
        line(paper.title.toUpperCase(), {
          alignment: CENTER,
          heading: docx.HeadingLevel.HEADING_1,
        }),
        line(paper.programme, { alignment: CENTER }),
        ...paper.facts.map(({ label, text }) => line(`${label}: ${text}`)),
        ...sections(paper.before),
        heading(paper.tableTitle),
        table(paper.head, paper.rows),
        line(''),
        ...sections(paper.after),
        line(paper.note),
        ...paper.signers.map(({ role, name }) =>
          line(
            `${role} ______________________ / ${name === '' ? '______________________' : name}`,
            {
              keepNext: true,
            },
          ),
        ),
        line('Дата: «____» ______________ 20____ г.'),
      ];
    },
    { landscape: true },
  );
}

const docx = (deps: ShellDeps) =>
  async function download(ctx: PageContext): Promise<void> {
    requireRole(ctx, ...READERS);
    const plan = await readPlan(ctx);
    const bytes = await planDocx(paperOf(deps, ctx, plan));
    await sendAttachment(ctx, {
      name: `${planTitle(ctx, plan).replace(/[/\\:]/g, ' ')}.docx`,
      type: DOCX_TYPE,
      bytes: (async function* whole() {
        yield bytes;
      })(),
    });
  };

const print = (deps: ShellDeps) =>
  async function show(ctx: PageContext): Promise<void> {
    requireRole(ctx, ...READERS);
    const plan = await readPlan(ctx);
    ctx.render('plans/print', {
      title: planTitle(ctx, plan),
      path: `plans/${plan.planId}`,
      paper: paperOf(deps, ctx, plan),
    });
  };

/** A plan on paper: a page to print, and a Word document. */
export function printRoutes(deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/plans/:planId.docx', page(docx(deps)));
  router.get('/plans/:planId/print', page(print(deps)));
  return router;
}
