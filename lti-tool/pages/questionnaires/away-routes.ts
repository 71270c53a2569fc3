import { Router } from 'express';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import { type FormView, fieldText, openForm, submitForm } from '../../web/forms.js';
import { readQuestionnaire } from './save.js';

/** Before a questionnaire is deleted, or, where waves ask it, put away with the reason said. */
async function show(ctx: PageContext, refused?: FormView): Promise<void> {
  requireRole(ctx, 'coordinator');
  const one = await readQuestionnaire(ctx);
  const form = refused ?? (await openForm(ctx, {}));
  ctx.render('questionnaires/away', { questionnaire: one, form }, refused ? 422 : 200);
}

/** What was changed meanwhile is shown by the page itself: it says how things stand now. */
const stored = async (ctx: PageContext) => {
  const one = await readQuestionnaire(ctx);
  const back = `questionnaires/${one.questionnaireId}`;
  return { version: one.version, shown: {}, typed: {}, back };
};

async function remove(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { questionnaireId } = await readQuestionnaire(ctx);
  await submitForm(ctx, {
    labels: {},
    attempt: () =>
      ctx.api.deleteQuestionnaire({
        programmeId: ctx.programmeId,
        questionnaireId,
        version: Number(fieldText(ctx.req.body, 'version')),
      }),
    done: () => ctx.redirect('questionnaires', { kind: 'success', key: 'quest.deleted' }),
    again: (form) => show(ctx, form),
    stored: () => stored(ctx),
  });
}

async function archive(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { body } = ctx.req;
  const { questionnaireId } = await readQuestionnaire(ctx);
  const archived = fieldText(body, 'archived') === 'yes';
  await submitForm(ctx, {
    labels: {},
    attempt: () =>
      ctx.api.archiveQuestionnaire({
        programmeId: ctx.programmeId,
        questionnaireId,
        archived,
        version: Number(fieldText(body, 'version')),
      }),
    done: () =>
      ctx.redirect(archived ? 'questionnaires' : `questionnaires/${questionnaireId}`, {
        kind: 'success',
        key: archived ? 'quest.archived' : 'quest.unarchived',
      }),
    again: (form) => show(ctx, form),
    stored: () => stored(ctx),
  });
}

/** Deleting a questionnaire that was never asked, and putting one away that was. */
export function awayRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  const path = '/questionnaires/:questionnaireId';
  router.get(
    `${path}/delete`,
    page((ctx) => show(ctx)),
  );
  router.post(`${path}/delete`, page(remove));
  router.post(`${path}/archive`, page(archive));
  return router;
}
