import { Router } from 'express';
import type { Words } from '../../../service/api/questionnaire-definition.js';
import type { Questionnaire } from '../../../service/api/questionnaires.js';
import { notFound } from '../../../shared/errors.js';
import { type PageContext, type PageWrapper, pathParam, requireRole } from '../../web/context.js';
import { fieldText, type Labels, openForm } from '../../web/forms.js';
import {
  type Direction,
  type Edit,
  freshCode,
  moveQuestion,
  moveSection,
  putSection,
  removeSection,
} from './definition-edits.js';
import { type Opened, showEditor } from './editor-model.js';
import { readQuestionnaire, saveChange } from './save.js';

const labelsOf = (ctx: PageContext): Labels => ({
  sections: ctx.t('quest.field.sectionTitle'),
});

const titleOf = (one: Questionnaire, code: string): Words | undefined =>
  one.definition.sections.find((section) => section.code === code)?.title;

async function open(ctx: PageContext, code: string | null): Promise<void> {
  requireRole(ctx, 'coordinator');
  const one = await readQuestionnaire(ctx);
  const title = code === null ? { ru: '', en: '' } : titleOf(one, code);
  if (!title) throw notFound('section');
  const values = { sections: title.ru, 'sections.en': title.en };
  const form = await openForm(ctx, values, { labels: labelsOf(ctx) });
  const opened: Opened = code === null ? { kind: 'newSection' } : { kind: 'section', code };
  await showEditor(ctx, one, { opened, form });
}

async function save(ctx: PageContext, known: string | null): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { body } = ctx.req;
  const one = await readQuestionnaire(ctx);
  const taken = one.definition.sections.map((section) => section.code);
  const code = known ?? freshCode('s', one.version, taken);
  const title = { ru: fieldText(body, 'sections'), en: fieldText(body, 'sections.en') };
  const opened: Opened = known === null ? { kind: 'newSection' } : { kind: 'section', code };
  const removing = known !== null && fieldText(body, 'remove') !== '';
  await saveChange(ctx, {
    labels: labelsOf(ctx),
    edit: removing ? removeSection(code) : putSection(code, title),
    anchor: removing ? '' : `#s-${code}`,
    again: async (form) =>
      showEditor(ctx, await readQuestionnaire(ctx), { opened, form, status: 422 }),
    compare: (now) => ({
      shown: { sections: titleOf(now, code)?.ru ?? ctx.t('quest.gone') },
      typed: { sections: removing ? ctx.t('quest.removed') : title.ru },
    }),
  });
}

/** What the arrow of a card or a section asks for: `question:<code>:up`. */
function moveOf(text: string): { edit: Edit; anchor: string } | null {
  const [what, code = '', to] = text.split(':');
  if (to !== 'up' && to !== 'down') return null;
  const direction: Direction = to;
  if (what === 'question') return { edit: moveQuestion(code, direction), anchor: `#q-${code}` };
  return what === 'section' ? { edit: moveSection(code, direction), anchor: `#s-${code}` } : null;
}

async function move(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const wanted = moveOf(fieldText(ctx.req.body, 'move'));
  if (!wanted) throw notFound('question');
  const order = (one: Questionnaire) =>
    one.definition.questions.map(({ text }, i) => `${i + 1}. ${text.ru}`).join(' ');
  await saveChange(ctx, {
    labels: { order: ctx.t('quest.order') },
    edit: wanted.edit,
    anchor: wanted.anchor,
    again: async (refused) =>
      showEditor(ctx, await readQuestionnaire(ctx), { refused, status: 422 }),
    compare: (now) => ({
      shown: { order: order(now) },
      typed: { order: order({ ...now, definition: wanted.edit(now.definition) }) },
    }),
  });
}

/** The sections of a questionnaire, and the order of all. */
export function sectionRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  const path = '/questionnaires/:questionnaireId';
  router.post(`${path}/order`, page(move));
  router.get(
    `${path}/new-section`,
    page((ctx) => open(ctx, null)),
  );
  router.post(
    `${path}/new-section`,
    page((ctx) => save(ctx, null)),
  );
  router.get(
    `${path}/sections/:code`,
    page((ctx) => open(ctx, pathParam(ctx, 'code'))),
  );
  router.post(
    `${path}/sections/:code`,
    page((ctx) => save(ctx, pathParam(ctx, 'code'))),
  );
  return router;
}
