import type { MySurvey } from '../../../service/api/my-surveys.js';
import { AppError } from '../../../shared/errors.js';
import type { PageContext } from '../../web/context.js';
import { createForm, type FormValues, fieldText } from '../../web/forms.js';
import { saveStep } from './fill.js';
import { labelsOf, valuesOf } from './question-views.js';
import { answeredOf, type Step } from './steps.js';

/** What the page's script is told of an answer that it sent. */
export interface AutosaveReply {
  /** Of the answers now; null: nothing was saved. */
  version: number | null;
  /** What is wrong, by field; '' is the whole form. */
  errors: Readonly<Record<string, string>>;
  /** How many questions of those asked are answered. */
  answered: { n: number; of: number; words: string } | null;
  /** What is stored of this step, when it was changed elsewhere. */
  current: { version: number; values: FormValues } | null;
}

const NOTHING: AutosaveReply = { version: null, errors: {}, answered: null, current: null };

function progressOf(ctx: PageContext, survey: MySurvey): AutosaveReply['answered'] {
  const { n, of } = answeredOf(survey.definition, survey.answers);
  return { n, of, words: ctx.t('filling.answered', { n, of }) };
}

function replyTo(ctx: PageContext, error: AppError, step: Step): AutosaveReply {
  const problems = error.problems.length > 0 ? error.problems : [{ path: '', code: error.code }];
  const options = { labels: labelsOf(ctx, step.questions), problems, date: ctx.fmt.date };
  const { summary } = createForm(ctx.t, {}, options);
  const errors = Object.fromEntries(summary.map(({ field, message }) => [field, message]));
  return { ...NOTHING, errors };
}

/** Saves one step for the page's script, and answers in JSON what a form's page would say. */
export async function autosave(ctx: PageContext, survey: MySurvey, step: Step): Promise<void> {
  const { res, programmeId } = ctx;
  try {
    const saved = await saveStep(ctx, survey, step, false);
    // What an ended session had kept of this form stands in it now.
    if (ctx.session.draftsWaiting) await ctx.dropDraft(fieldText(ctx.req.body, '_draft'));
    const answered = progressOf(ctx, { ...survey, ...saved });
    res.json({ ...NOTHING, version: saved.version, answered } satisfies AutosaveReply);
  } catch (error) {
    if (!(error instanceof AppError) || error.status >= 500) throw error;
    if (error.code !== 'changed_meanwhile') {
      res.status(error.status).json(replyTo(ctx, error, step));
      return;
    }
    const now = await ctx.api.getMySurvey({ programmeId, waveId: survey.waveId });
    const values = valuesOf(step.questions, now.answers);
    const current = { version: now.version, values };
    res.status(409).json({ ...replyTo(ctx, error, step), current } satisfies AutosaveReply);
  }
}
