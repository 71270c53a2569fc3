import { Router } from 'express';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import { type FormView, fieldText, type Labels, openForm, submitForm } from '../../web/forms.js';

/** The template of the survey of needs. */
const TEMPLATE = 'mentor_school_needs';
/** Days for which the survey is open unless somebody says otherwise. */
const USUAL_DAYS = 14;
const DAY_MS = 86_400_000;
const MOST_QUESTIONNAIRES = 500;

const labelsOf = ({ t }: PageContext): Labels => ({
  endsOn: t('school.needs.endsOn'),
  anonymous: t('school.needs.anonymous'),
});

const later = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + USUAL_DAYS * DAY_MS).toISOString().slice(0, 10);

async function show(ctx: PageContext, refused?: FormView): Promise<void> {
  requireRole(ctx, 'coordinator');
  const initial = { endsOn: later(ctx.fmt.today), anonymous: '' };
  const form = refused ?? (await openForm(ctx, initial, { labels: labelsOf(ctx) }));
  ctx.render('school/needs', { form }, refused ? 422 : 200);
}

/** The programme's own questionnaire of needs, as it was edited; the first time, from the template. */
async function questionnaireOf(ctx: PageContext, key: string): Promise<string> {
  const { programmeId } = ctx;
  const { rows } = await ctx.api.listQuestionnaires({
    programmeId,
    role: 'mentor',
    pageSize: MOST_QUESTIONNAIRES,
  });
  const known = rows.find((one) => one.templateCode === TEMPLATE && one.questions > 0);
  if (known) return known.questionnaireId;
  const made = await ctx.api.createQuestionnaire({
    programmeId,
    templateCode: TEMPLATE,
    idempotencyKey: `${key}-q`,
  });
  return made.questionnaireId;
}

/** Opens a wave to all mentors; sent twice, it is one wave. */
async function open(ctx: PageContext): Promise<string> {
  const { body } = ctx.req;
  const { programmeId } = ctx;
  const key = fieldText(body, 'idempotencyKey');
  const questionnaireId = await questionnaireOf(ctx, key);
  const wave = await ctx.api.createWave({
    programmeId,
    questionnaireId,
    startsOn: ctx.fmt.today,
    endsOn: fieldText(body, 'endsOn'),
    // Those too whose pairs are completed: they may lead the next ones.
    among: 'everyone',
    anonymous: fieldText(body, 'anonymous') === 'yes',
    idempotencyKey: `${key}-w`,
  });
  if (wave.state === 'draft') {
    const { waveId, version } = wave;
    await ctx.api.setWaveState({ programmeId, waveId, state: 'open', version });
  }
  return wave.waveId;
}

async function ask(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  await submitForm(ctx, {
    labels: labelsOf(ctx),
    attempt: () => open(ctx),
    done: (waveId) =>
      ctx.redirect(`surveys/${waveId}`, { kind: 'success', key: 'school.needs.opened' }),
    again: (form) => show(ctx, form),
  });
}

/** Asking all mentors what they want to learn. */
export function needsRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/school/needs',
    page((ctx) => show(ctx)),
  );
  router.post('/school/needs', page(ask));
  return router;
}
