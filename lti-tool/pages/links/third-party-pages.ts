import { Router } from 'express';
import type { OutputOf } from '../../../service/api/endpoint.js';
import type { Contract } from '../../../service/api/index.js';
import { shownQuestions } from '../../../service/api/shown-questions.js';
import { AppError, type FieldProblem, notFound } from '../../../shared/errors.js';
import {
  createForm,
  type FormView,
  fieldText,
  type Labels,
  postedValues,
} from '../../web/forms.js';
import { idParam } from '../meetings/path-ids.js';
import { withPosted } from '../my-surveys/posted-answers.js';
import { labelsOf, questionViews, valuesOf } from '../my-surveys/question-views.js';
import type { LinkPage, LinkPages } from './link-page.js';

type Asked = OutputOf<Contract['readThirdPartyByLink']>;
type Sheet = Asked['sheets'][number];

const NOBODY = { mentor: [], mentee: [], curator: [] };

const read = ({ system, link: { token, pass } }: LinkPage): Promise<Asked> =>
  system.readThirdPartyByLink({ token, pass });

/** Whom the link asks about; of one student at once their questions. */
async function showList(page: LinkPage): Promise<void> {
  const { ctx, link } = page;
  const asked = await read(page);
  const { sheets } = asked;
  const [only, ...more] = sheets;
  if (only && more.length === 0) {
    return ctx.redirect(`about/${only.sheetId}`, link.flash ?? undefined);
  }
  const given = sheets.filter(({ state }) => state === 'given').length;
  ctx.render('links/about-list', {
    organisationName: asked.organisationName,
    lead: ctx.t('linkAbout.lead', { n: given, of: sheets.length }),
    until: ctx.fmt.date(asked.expiresAt),
    done: given === sheets.length,
    rows: sheets.map((sheet) => ({
      name: sheet.name,
      group: sheet.groupName ?? '',
      href: ctx.url(`about/${sheet.sheetId}`),
      given: sheet.state === 'given',
    })),
  });
}

async function find(page: LinkPage): Promise<{ asked: Asked; sheet: Sheet }> {
  const asked = await read(page);
  const sheetId = idParam(page.ctx, 'sheetId');
  const sheet = asked.sheets.find((one) => one.sheetId === sheetId);
  if (!sheet) throw notFound('sheet');
  return { asked, sheet };
}

const labels = ({ ctx }: LinkPage, { definition }: Sheet): Labels => ({
  giverName: ctx.t('linkAbout.giverName'),
  ...labelsOf(ctx, definition.questions),
});

function showSheet(page: LinkPage, asked: Asked, sheet: Sheet, form: FormView, status = 200) {
  const { ctx } = page;
  const { definition } = sheet;
  const shown = new Set(shownQuestions(definition, sheet.answers).map(({ code }) => code));
  ctx.render(
    'links/about',
    {
      title: ctx.t(`linkAbout.title.${asked.giver}`, { name: sheet.name }),
      lead: [sheet.groupName, asked.organisationName].filter(Boolean).join(' · '),
      several: asked.sheets.length > 1,
      given: sheet.givenAt === null ? '' : ctx.fmt.date(sheet.givenAt),
      until: ctx.fmt.date(asked.expiresAt),
      path: `about/${sheet.sheetId}`,
      version: sheet.version,
      questions: questionViews(ctx, definition.questions, { shown, people: NOBODY }),
      form,
    },
    status,
  );
}

async function open(page: LinkPage): Promise<void> {
  const { asked, sheet } = await find(page);
  const values = {
    giverName: asked.giverName ?? '',
    ...valuesOf(sheet.definition.questions, sheet.answers),
  };
  showSheet(page, asked, sheet, createForm(page.ctx.t, values, { labels: labels(page, sheet) }));
}

/** What can be mended in the form; anything else ends the link or is a fault. */
function formProblems(error: unknown): readonly FieldProblem[] {
  if (!(error instanceof AppError)) throw error;
  if (error.code === 'changed_meanwhile') return [{ path: '', code: 'thirdParty.changed' }];
  const own = error.problems.filter(({ path }) => /^(answers|giverName)/.test(path));
  if (error.code !== 'invalid' || own.length === 0) throw error;
  return own;
}

async function save(page: LinkPage): Promise<void> {
  const { ctx, link, system } = page;
  const { body } = ctx.req;
  const { asked, sheet } = await find(page);
  const { token, pass } = link;
  const { questions } = sheet.definition;
  try {
    const { left } = await system.saveThirdPartyByLink({
      token,
      pass,
      sheetId: sheet.sheetId,
      giverName: fieldText(body, 'giverName'),
      answers: withPosted({}, questions, body),
      version: Number(fieldText(body, 'version')) || 0,
    });
    ctx.redirect('about', { kind: 'success', key: 'linkAbout.saved', params: { n: left } });
  } catch (error) {
    const problems = formProblems(error);
    const values = postedValues(body);
    // The stored version now: sent once more, what was typed replaces it, which the message says.
    const changed = problems.some(({ code }) => code === 'thirdParty.changed');
    const shown = changed ? { ...values, version: String(sheet.version) } : values;
    const form = createForm(ctx.t, shown, { labels: labels(page, sheet), problems });
    showSheet(page, asked, sheet, form, 422);
  }
}

/** The pages on which a third party tells what they know, of one student or of each of a group. */
export function thirdPartyLinkRoutes({ passed }: LinkPages): Router {
  const router = Router({ mergeParams: true });
  router.get('/links/:ref/about', passed(showList));
  router.get('/links/:ref/about/:sheetId', passed(open));
  router.post('/links/:ref/about/:sheetId', passed(save));
  return router;
}
