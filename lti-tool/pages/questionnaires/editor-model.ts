import type { Definition, Question } from '../../../service/api/questionnaire-definition.js';
import type { PairedQuestion, Questionnaire } from '../../../service/api/questionnaires.js';
import { SURVEY_STAGES } from '../../../service/api/reference.js';
import type { PageContext } from '../../web/context.js';
import type { FormView } from '../../web/forms.js';
import { valueWords } from '../surveys/result-words.js';
import { inLocale } from '../surveys/wave-words.js';
import { inOrder } from './definition-edits.js';
import { shownRows } from './option-rows.js';
import { pairOptions, pairWords, readPaired } from './pair-words.js';
import { possibleAnswers, questionOptions } from './question-form.js';
import { markWords, sourceWords } from './template-words.js';
import { lacksEnglish, translationOf } from './translation.js';

/** What stands open in the editor, one thing at a time; each has its own address. */
export type Opened =
  | { kind: 'head' }
  | { kind: 'question'; code: string }
  | { kind: 'newQuestion'; section: string }
  | { kind: 'section'; code: string }
  | { kind: 'newSection' };

/** «показывается, если «…» – да или нет». */
export function conditionWords(
  ctx: PageContext,
  { shownIf }: Question,
  { questions }: Definition,
): string {
  const asked = shownIf && questions.find((one) => one.code === shownIf.question);
  if (!shownIf || !asked) return '';
  const answers = shownIf.is.map((value) => valueWords(ctx, asked, String(value)));
  return ctx.t('quest.shownIf', {
    question: inLocale(ctx, asked.text),
    answers: answers.join(ctx.t('quest.or')),
  });
}

/** The kind of a question with what bounds it: «шкала 1–10», «несколько из вариантов (4)». */
function kindWords(ctx: PageContext, { type, min, max, options, most, people }: Question): string {
  const kind = ctx.ref('questionType', type);
  switch (type) {
    case 'scale':
      return `${kind} ${min}–${max}`;
    case 'one_of':
    case 'several_of':
      return `${kind} (${options.length})`;
    case 'ranking':
      return `${kind}: ${ctx.t(`waves.whom.${people ?? 'mentor'}`).toLowerCase()}, ${most ?? 1}`;
    default:
      return kind;
  }
}

/** «EN», or that a translation is missing; nothing where nobody meant it to be translated. */
function translationNotes(ctx: PageContext, question: Question, definition: Definition): string[] {
  if (translationOf(definition).none) return [];
  return [lacksEnglish(question) ? ctx.t('quest.noEnglish') : 'EN'];
}

/** How far the questions are in English, in a sentence; '' where all of them are. */
export function translationWords(ctx: PageContext, definition: Definition): string {
  const { questions, missing, none, around } = translationOf(definition);
  if (questions === 0) return '';
  if (none) return ctx.t('quest.translation.none');
  if (missing > 0) return ctx.t('quest.translation.some', { n: missing, of: questions });
  return around ? ctx.t('quest.translation.around') : '';
}

function cardOf(
  ctx: PageContext,
  question: Question,
  at: number,
  { questionnaire, paired }: { questionnaire: Questionnaire; paired: readonly PairedQuestion[] },
) {
  const { t } = ctx;
  const { definition } = questionnaire;
  return {
    code: question.code,
    number: at + 1,
    text: inLocale(ctx, question.text),
    notes: [
      kindWords(ctx, question),
      question.required ? t('quest.required') : t('quest.notRequired'),
      pairWords(ctx, question, paired),
      conditionWords(ctx, question, definition),
      question.confidential ? t('answers.confidential') : '',
      ...translationNotes(ctx, question, definition),
    ].filter(Boolean),
    mark: markWords(ctx, question.mark),
    source: sourceWords(ctx, question.source),
    href: ctx.url(
      `questionnaires/${questionnaire.questionnaireId}/questions/${question.code}#open`,
    ),
    first: at === 0 && question.section === null,
    last: at === definition.questions.length - 1 && question.section === lastSection(definition),
  };
}

const lastSection = ({ sections }: Definition): string | null => sections.at(-1)?.code ?? null;

/** The answers on which the opened question can hang, of the question that its form names. */
function conditionAnswers(ctx: PageContext, definition: Definition, form: FormView) {
  const asked = definition.questions.find((one) => one.code === form.value('shownIf.question'));
  if (!asked) return [];
  return possibleAnswers(asked).map((value) => ({
    value: String(value),
    label: valueWords(ctx, asked, String(value)),
  }));
}

/** The sentence of state: what a change of the questions does. */
function leadOf(ctx: PageContext, one: Questionnaire): string {
  const { t } = ctx;
  const about = t('quest.about', {
    whom: t(`waves.whom.${one.role}`),
    stage: ctx.ref('surveyStage', one.stage),
    n: one.questions,
    version: one.versionNumber,
  });
  return about;
}

function openedModel(ctx: PageContext, { questionnaire, paired, opened, form }: Shown) {
  if (!opened || !form) return null;
  const { definition } = questionnaire;
  const isQuestion = opened.kind === 'question' || opened.kind === 'newQuestion';
  const code = opened.kind === 'question' ? opened.code : null;
  const question = definition.questions.find((one) => one.code === code);
  return {
    ...opened,
    form,
    ...(isQuestion ? questionOptions(ctx, definition, code) : {}),
    pairs: isQuestion ? pairOptions(ctx, questionnaire, paired, form.value('pair')) : [],
    optionRows: isQuestion ? shownRows(form.values) : [],
    answers: isQuestion ? conditionAnswers(ctx, definition, form) : [],
    toCheck: question?.mark ? markWords(ctx, question.mark) : null,
    source: question ? sourceWords(ctx, question.source) : '',
    stages: SURVEY_STAGES.map((value) => ({ value, label: ctx.ref('surveyStage', value) })),
  };
}

/** What the page of a questionnaire is made from. */
interface Shown {
  questionnaire: Questionnaire;
  /** The questions of others with which those of this one are compared. */
  paired: readonly PairedQuestion[];
  opened: Opened | null;
  form: FormView | null;
}

function editorModel(ctx: PageContext, given: Shown) {
  const questionnaire = {
    ...given.questionnaire,
    definition: inOrder(given.questionnaire.definition),
  };
  const shown = { ...given, questionnaire };
  const { definition } = questionnaire;
  const cards = definition.questions.map((question, at) => ({
    section: question.section,
    ...cardOf(ctx, question, at, shown),
  }));
  const mayEdit = ctx.role === 'coordinator';
  const { sections } = definition;
  const parts = [null, ...sections].map((section, i) => ({
    code: section?.code ?? '',
    title: section ? inLocale(ctx, section.title) : '',
    first: i <= 1,
    last: i === sections.length,
    cards: cards.filter((card) => card.section === (section?.code ?? null)),
  }));
  return {
    questionnaire,
    path: `questionnaires/${questionnaire.questionnaireId}`,
    lead: leadOf(ctx, questionnaire),
    intro: inLocale(ctx, definition.intro),
    translation: translationWords(ctx, definition),
    // Of a new questionnaire without sections the one part is there, to add the first question to.
    parts: parts.filter(
      ({ code, cards: own }) => code !== '' || own.length > 0 || sections.length === 0,
    ),
    mayEdit,
    toCheck: definition.questions.filter((one) => one.mark !== null).length,
    nextVersion: Math.max(...questionnaire.versions.map((one) => one.number)) + 1,
    versions: questionnaire.versions.map((one) => ({
      ...one,
      created: ctx.fmt.date(one.createdAt),
      href: ctx.url(`questionnaires/${questionnaire.questionnaireId}/preview`, {
        number: one.number,
      }),
    })),
    opened: mayEdit ? openedModel(ctx, shown) : null,
  };
}

/**
 * Shows the page of a questionnaire: its questions as cards, one thing of it opened with its form.
 * @param more.refused the form of a move that could not be made
 */
export async function showEditor(
  ctx: PageContext,
  questionnaire: Questionnaire,
  more: { opened?: Opened; form?: FormView; refused?: FormView; status?: number } = {},
): Promise<void> {
  const { opened = null, form = null, refused, status = 200 } = more;
  const paired = await readPaired(ctx, questionnaire.questionnaireId);
  const model = editorModel(ctx, { questionnaire, paired, opened, form });
  ctx.render('questionnaires/edit', { ...model, ...(refused ? { refused } : {}) }, status);
}
