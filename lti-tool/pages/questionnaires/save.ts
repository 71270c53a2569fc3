import type { Definition } from '../../../service/api/questionnaire-definition.js';
import type { Questionnaire } from '../../../service/api/questionnaires.js';
import type { SurveyStage } from '../../../service/api/reference.js';
import { AppError, type FieldProblem } from '../../../shared/errors.js';
import type { PageContext } from '../../web/context.js';
import {
  type FormView,
  fieldText,
  type Labels,
  type StoredVersion,
  submitForm,
} from '../../web/forms.js';
import { idParam } from '../meetings/path-ids.js';
import { inLocale } from '../surveys/wave-words.js';
import { type Edit, inOrder } from './definition-edits.js';
import { fieldOfProblem } from './question-form.js';

export const readQuestionnaire = (ctx: PageContext, number?: number): Promise<Questionnaire> =>
  ctx.api.getQuestionnaire({
    programmeId: ctx.programmeId,
    questionnaireId: idParam(ctx, 'questionnaireId'),
    number,
  });

/** The number of the question that a problem is about, and the field within it. */
const PLACE = /^definition\.questions\.(\d+)\.(.+)$/;

/**
 * Problems by the fields of the form that is open: those of its own question at their fields, those
 * that its change makes elsewhere with the words of the question that they are about.
 */
function placed(
  ctx: PageContext,
  problems: readonly FieldProblem[],
  { questions }: Definition,
  code: string | null,
): FieldProblem[] {
  return problems.map((problem) => {
    const [, at, field = ''] = PLACE.exec(problem.path) ?? [];
    const question = at === undefined ? undefined : questions[Number(at)];
    if (!question) return { ...problem, path: problem.path.replace(/^definition\./, '') };
    if (question.code === code) return { ...problem, path: fieldOfProblem(field, question.type) };
    const what = ctx.t(`errors.${problem.code}`, problem.params);
    const params = { question: inLocale(ctx, question.text), problem: what };
    return { path: '', code: 'question.elsewhere', params };
  });
}

export interface Change {
  labels: Labels;
  /** What is to be done; applied to what is stored now, so that others' changes elsewhere stay. */
  edit: Edit;
  title?: string;
  stage?: SurveyStage;
  /** The code of the question that the form is about, after the change. */
  code?: string | null;
  /** Where one is when it is saved, below the questionnaire. */
  anchor: string;
  again: (form: FormView) => void | Promise<void>;
  /** The fields of the form as they are stored and as they were typed, when somebody was faster. */
  compare: (now: Questionnaire) => Omit<StoredVersion, 'version' | 'back'>;
}

/** Saves one change of a questionnaire over the version that the page was made from. */
export async function saveChange(ctx: PageContext, change: Change): Promise<void> {
  const found = await readQuestionnaire(ctx);
  const path = `questionnaires/${found.questionnaireId}`;
  const definition = inOrder(change.edit(inOrder(found.definition)));
  await submitForm(ctx, {
    labels: change.labels,
    attempt: async () => {
      try {
        return await ctx.api.updateQuestionnaire({
          programmeId: ctx.programmeId,
          questionnaireId: found.questionnaireId,
          title: change.title ?? found.title,
          stage: change.stage ?? found.stage,
          definition,
          version: Number(fieldText(ctx.req.body, 'version')),
        });
      } catch (error) {
        if (!(error instanceof AppError) || error.problems.length === 0) throw error;
        const problems = placed(ctx, error.problems, definition, change.code ?? null);
        throw new AppError(error.code, error.message, { problems, cause: error });
      }
    },
    done: (saved) =>
      ctx.redirect(
        `${path}${change.anchor}`,
        saved.versionNumber === found.versionNumber
          ? { kind: 'success', key: 'quest.saved' }
          : { kind: 'success', key: 'quest.versioned', params: { n: saved.versionNumber } },
      ),
    again: change.again,
    stored: async () => {
      const now = await readQuestionnaire(ctx);
      return { version: now.version, back: path, ...change.compare(now) };
    },
  });
}
