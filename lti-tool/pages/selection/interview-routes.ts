import { Router } from 'express';
import type { OutputOf } from '../../../service/api/endpoint.js';
import {
  type Contract,
  INTERVIEW_OUTCOMES,
  type InterviewOutcome,
} from '../../../service/api/index.js';
import type { InterviewFields } from '../../../service/api/interviews.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import {
  createForm,
  type FormValues,
  type FormView,
  fieldOrNull,
  fieldText,
  type Labels,
  openForm,
  submitForm,
} from '../../web/forms.js';
import { idParam } from '../meetings/path-ids.js';

type Interview = OutputOf<Contract['getInterview']>;

const WRITERS = ['coordinator', 'curator', 'psychologist'] as const;
const NOTES = ['motivation', 'experience', 'readiness', 'limits'] as const;
const TEXTS = ['heldOn', 'heldBy', ...NOTES, 'outcome', 'reason'] as const;

const labelsOf = ({ t }: PageContext): Labels =>
  Object.fromEntries(TEXTS.map((name) => [name, t(`interview.${name}`)]));

const readFields = (body: unknown): InterviewFields => ({
  heldOn: fieldText(body, 'heldOn'),
  heldBy: fieldText(body, 'heldBy'),
  motivation: fieldOrNull(body, 'motivation'),
  experience: fieldOrNull(body, 'experience'),
  readiness: fieldOrNull(body, 'readiness'),
  limits: fieldOrNull(body, 'limits'),
  outcome: fieldText(body, 'outcome') as InterviewOutcome,
  reason: fieldOrNull(body, 'reason'),
});

const valuesOf = (interview: Pick<Interview, (typeof TEXTS)[number]>): FormValues =>
  Object.fromEntries(TEXTS.map((name) => [name, interview[name] ?? '']));

function inWords(ctx: PageContext, values: FormValues): Record<string, string> {
  const text = (name: string) => String(values[name] ?? '');
  const outcome = text('outcome');
  return {
    ...Object.fromEntries(TEXTS.map((name) => [name, text(name)])),
    heldOn: ctx.fmt.date(text('heldOn') || null),
    outcome: outcome && ctx.ref('interviewOutcome', outcome),
  };
}

const personOf = (ctx: PageContext) => ({
  programmeId: ctx.programmeId,
  personId: idParam(ctx, 'personId'),
});

/** What corrections replaced, each field in words. */
function earlierModel(ctx: PageContext, { earlier }: Interview) {
  const labels = labelsOf(ctx);
  return earlier.map(({ at, by, fields }) => {
    const { interviewOutcome, ...rest } = fields;
    const values = { ...rest, ...(interviewOutcome ? { outcome: interviewOutcome } : {}) };
    const words = inWords(ctx, values as FormValues);
    return {
      title: [ctx.fmt.dateTime(at), by].filter(Boolean).join(' · '),
      facts: Object.keys(values)
        .filter((name) => name in labels)
        .map((name) => ({ label: labels[name] ?? name, value: words[name] ?? '' })),
    };
  });
}

async function show(ctx: PageContext, interview: Interview | null, refused?: FormView) {
  const of = personOf(ctx);
  const labels = labelsOf(ctx);
  const initial = interview
    ? valuesOf(interview)
    : { heldOn: ctx.fmt.today, heldBy: ctx.me?.name ?? '' };
  const { name } = interview ?? (await ctx.api.getPerson(of));
  const path = `mentors/${of.personId}/interviews/${interview?.interviewId ?? 'new'}`;
  ctx.render(
    'selection/interview',
    {
      name,
      path,
      back: `participants/${of.personId}`,
      interview,
      form: refused ?? (await openForm(ctx, initial, { labels })),
      outcomes: INTERVIEW_OUTCOMES.map((value) => ({
        value,
        label: ctx.ref('interviewOutcome', value),
      })),
      earlier: interview ? earlierModel(ctx, interview) : [],
    },
    refused ? 422 : 200,
  );
}

const find = (ctx: PageContext): Promise<Interview> =>
  ctx.api.getInterview({ ...personOf(ctx), interviewId: idParam(ctx, 'interviewId') });

async function create(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...WRITERS);
  const { body } = ctx.req;
  const of = personOf(ctx);
  await submitForm(ctx, {
    labels: labelsOf(ctx),
    attempt: () =>
      ctx.api.recordInterview({
        ...of,
        ...readFields(body),
        idempotencyKey: fieldText(body, 'idempotencyKey'),
      }),
    done: () =>
      ctx.redirect(`participants/${of.personId}`, { kind: 'success', key: 'interview.recorded' }),
    again: (form) => show(ctx, null, form),
  });
}

async function save(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...WRITERS);
  const { body } = ctx.req;
  const of = personOf(ctx);
  const interviewId = idParam(ctx, 'interviewId');
  await submitForm(ctx, {
    labels: labelsOf(ctx),
    attempt: () =>
      ctx.api.correctInterview({
        ...of,
        ...readFields(body),
        interviewId,
        version: Number(fieldText(body, 'version')),
      }),
    done: () =>
      ctx.redirect(`participants/${of.personId}`, { kind: 'success', key: 'interview.corrected' }),
    again: async (form) => show(ctx, await find(ctx), form),
    stored: async (typed) => {
      const now = await find(ctx);
      return {
        version: now.version,
        shown: inWords(ctx, createForm(ctx.t, valuesOf(now)).values),
        typed: inWords(ctx, typed),
        back: `participants/${of.personId}`,
      };
    },
  });
}

/** Interviews with a candidate: writing one down, reading and correcting it. */
export function interviewRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  const path = '/mentors/:personId/interviews';
  const open = (load: (ctx: PageContext) => Promise<Interview | null>) =>
    page(async (ctx) => {
      requireRole(ctx, ...WRITERS);
      await show(ctx, await load(ctx));
    });
  router.get(
    `${path}/new`,
    open(async () => null),
  );
  router.post(`${path}/new`, page(create));
  router.get(`${path}/:interviewId`, open(find));
  router.post(`${path}/:interviewId`, page(save));
  return router;
}
