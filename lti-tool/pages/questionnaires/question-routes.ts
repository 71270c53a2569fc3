import { Router } from 'express';
import type { Question } from '../../../service/api/questionnaire-definition.js';
import type { PairedQuestion, Questionnaire } from '../../../service/api/questionnaires.js';
import { notFound } from '../../../shared/errors.js';
import { type PageContext, type PageWrapper, pathParam, requireRole } from '../../web/context.js';
import {
  createForm,
  type FormValues,
  type FormView,
  fieldText,
  openForm,
  postedValues,
} from '../../web/forms.js';
import { freshCode, putQuestion, removeQuestion } from './definition-edits.js';
import { conditionWords, type Opened, showEditor } from './editor-model.js';
import { withRowUp } from './option-rows.js';
import { pairWords, readPaired } from './pair-words.js';
import {
  newQuestionValues,
  questionLabels,
  questionValues,
  readQuestion,
} from './question-form.js';
import { readQuestionnaire, saveChange } from './save.js';

function questionOf(one: Questionnaire, code: string): Question {
  const found = one.definition.questions.find((question) => question.code === code);
  if (!found) throw notFound('question');
  return found;
}

async function open(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const questionnaire = await readQuestionnaire(ctx);
  const code = pathParam(ctx, 'code');
  const values = questionValues(questionOf(questionnaire, code));
  const form = await openForm(ctx, values, { labels: questionLabels(ctx) });
  await showEditor(ctx, questionnaire, { opened: { kind: 'question', code }, form });
}

async function openNew(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const questionnaire = await readQuestionnaire(ctx);
  const section = fieldText(ctx.req.query, 'section');
  const form = await openForm(ctx, newQuestionValues(section), { labels: questionLabels(ctx) });
  await showEditor(ctx, questionnaire, { opened: { kind: 'newQuestion', section }, form });
}

/** What the form asks for besides saving: another order, more rows, the answers of another question. */
function reshaped(ctx: PageContext): FormValues | null {
  const { body } = ctx.req;
  const typed = postedValues(body);
  if (fieldText(body, 'optionUp') !== '') return withRowUp(typed, body);
  return fieldText(body, 'reshape') === '' ? null : typed;
}

/** The fields of a question in words, for the comparison of two versions. */
function fieldWords(
  ctx: PageContext,
  question: Question | undefined,
  one: Questionnaire,
  paired: readonly PairedQuestion[],
) {
  if (!question) return { text: ctx.t('quest.gone') };
  return {
    text: question.text.ru,
    'text.en': question.text.en,
    help: question.help.ru,
    type: ctx.ref('questionType', question.type),
    options: question.options.map(({ text }) => text.ru).join('; '),
    pair: pairWords(ctx, question, paired),
    'shownIf.question': conditionWords(ctx, question, one.definition),
  };
}

async function save(ctx: PageContext, code: string | null): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { body } = ctx.req;
  const found = await readQuestionnaire(ctx);
  const { questions } = found.definition;
  const opened: Opened =
    code === null
      ? { kind: 'newQuestion', section: fieldText(body, 'section') }
      : { kind: 'question', code };
  const labels = questionLabels(ctx);
  const typed = reshaped(ctx);
  if (typed) return showEditor(ctx, found, { opened, form: createForm(ctx.t, typed, { labels }) });
  const before = questions.find((one) => one.code === code) ?? null;
  const taken = questions.map((one) => one.code);
  const paired = await readPaired(ctx, found.questionnaireId);
  const question = readQuestion(
    body,
    found.definition,
    before,
    freshCode('q', found.version, taken),
  );
  await saveChange(ctx, {
    labels,
    edit: putQuestion(code, question),
    code: question.code,
    anchor: `#q-${question.code}`,
    again: async (form) =>
      showEditor(ctx, await readQuestionnaire(ctx), { opened, form, status: 422 }),
    compare: (now) => ({
      shown: fieldWords(
        ctx,
        now.definition.questions.find((one) => one.code === code),
        now,
        paired,
      ),
      typed: fieldWords(ctx, question, now, paired),
    }),
  });
}

async function askRemove(ctx: PageContext, form?: FormView): Promise<void> {
  requireRole(ctx, 'coordinator');
  const questionnaire = await readQuestionnaire(ctx);
  const question = questionOf(questionnaire, pathParam(ctx, 'code'));
  ctx.render(
    'questionnaires/remove',
    { questionnaire, question, form: form ?? createForm(ctx.t, {}) },
    form ? 422 : 200,
  );
}

async function remove(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const code = pathParam(ctx, 'code');
  await saveChange(ctx, {
    labels: { text: ctx.t('quest.field.text') },
    edit: removeQuestion(code),
    anchor: '',
    again: (form) => askRemove(ctx, form),
    compare: (now) => {
      const question = now.definition.questions.find((one) => one.code === code);
      return { shown: fieldWords(ctx, question, now, []), typed: { text: ctx.t('quest.removed') } };
    },
  });
}

/** Apart from the questions’ own addresses: any code may be one. */
const NEW = '/questionnaires/:questionnaireId/new-question';

/** One question of a questionnaire: opened in its place, added, changed, taken away. */
export function questionRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  const path = '/questionnaires/:questionnaireId/questions';
  router.get(NEW, page(openNew));
  router.post(
    NEW,
    page((ctx) => save(ctx, null)),
  );
  router.get(`${path}/:code`, page(open));
  router.post(
    `${path}/:code`,
    page((ctx) => save(ctx, pathParam(ctx, 'code'))),
  );
  router.get(
    `${path}/:code/remove`,
    page((ctx) => askRemove(ctx)),
  );
  router.post(`${path}/:code/remove`, page(remove));
  return router;
}
