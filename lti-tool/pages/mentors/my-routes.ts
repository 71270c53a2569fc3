import { Router } from 'express';
import type { Mentor } from '../../../service/api/mentors.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import {
  createForm,
  type FormValues,
  type FormView,
  fieldText,
  openForm,
  submitForm,
} from '../../web/forms.js';
import { capital } from '../links/card-model.js';
import {
  availabilityWords,
  mentorInWords,
  mentorLabels,
  mentorOptions,
  mentorValues,
  readMentorFields,
} from './mentor-form.js';

const PATH = 'mentor-profile';

const find = (ctx: PageContext): Promise<Mentor> =>
  ctx.api.getMyMentorProfile({ programmeId: ctx.programmeId });

async function show(ctx: PageContext, refused?: FormView): Promise<void> {
  requireRole(ctx, 'mentor');
  const mentor = await find(ctx);
  const form =
    refused ?? (await openForm(ctx, mentorValues(mentor), { labels: mentorLabels(ctx) }));
  ctx.render(
    'mentors/my',
    {
      mentor,
      form,
      lead: `${capital(availabilityWords(ctx, mentor))} ${ctx.t('mentors.myLead')}`,
      ...mentorOptions(ctx, mentor.forms),
    },
    refused ? 422 : 200,
  );
}

async function stored(ctx: PageContext, typed: FormValues) {
  const mentor = await find(ctx);
  return {
    version: mentor.version,
    shown: mentorInWords(ctx, createForm(ctx.t, mentorValues(mentor)).values),
    typed: mentorInWords(ctx, typed),
    back: PATH,
  };
}

async function save(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'mentor');
  const { body } = ctx.req;
  await submitForm(ctx, {
    labels: mentorLabels(ctx),
    attempt: () =>
      ctx.api.updateMyMentorProfile({
        programmeId: ctx.programmeId,
        ...readMentorFields(body),
        version: Number(fieldText(body, 'version')),
      }),
    done: () => ctx.redirect(PATH, { kind: 'success', key: 'mentors.saved' }),
    again: (form) => show(ctx, form),
    stored: (typed) => stored(ctx, typed),
  });
}

/** A mentor's own page of what they bring and how many mentees they take. */
export function myMentorRoutes(_deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    `/${PATH}`,
    page((ctx) => show(ctx)),
  );
  router.post(`/${PATH}`, page(save));
  return router;
}
