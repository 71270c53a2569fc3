import { Router } from 'express';
import { addDays } from '../../../shared/dates.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import { type FormView, fieldText, type Labels, openForm, submitForm } from '../../web/forms.js';
import { idParam } from '../meetings/path-ids.js';
import { meetingOf } from './edit-routes.js';

/** Days for which the questionnaires are open unless somebody says otherwise. */
const USUAL_DAYS = 7;

const labelsOf = ({ t }: PageContext): Labels => ({
  startsOn: t('groupMeeting.ballots.startsOn'),
  endsOn: t('groupMeeting.ballots.endsOn'),
});

async function show(ctx: PageContext, refused?: FormView): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { t, fmt } = ctx;
  const meeting = await meetingOf(ctx);
  const initial = { startsOn: fmt.today, endsOn: addDays(fmt.today, USUAL_DAYS) };
  const form = refused ?? (await openForm(ctx, initial, { labels: labelsOf(ctx) }));
  const { mentees, mentors } = meeting;
  ctx.render(
    'group-meetings/ballots',
    {
      title: meeting.title,
      back: `group-meetings/${meeting.groupMeetingId}`,
      path: `group-meetings/${meeting.groupMeetingId}/ballots`,
      version: meeting.version,
      lead: t('groupMeeting.ballots.lead', { mentees: mentees.present, mentors: mentors.present }),
      min: meeting.heldOn,
      max: ctx.me.programme.endsOn,
      form,
    },
    refused ? 422 : 200,
  );
}

async function open(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { body } = ctx.req;
  const groupMeetingId = idParam(ctx, 'groupMeetingId');
  await submitForm(ctx, {
    labels: labelsOf(ctx),
    attempt: () =>
      ctx.api.openBallots({
        programmeId: ctx.programmeId,
        groupMeetingId,
        startsOn: fieldText(body, 'startsOn'),
        endsOn: fieldText(body, 'endsOn'),
        version: Number(fieldText(body, 'version')),
        idempotencyKey: fieldText(body, 'idempotencyKey'),
      }),
    done: () =>
      ctx.redirect(`group-meetings/${groupMeetingId}`, {
        kind: 'success',
        key: 'groupMeeting.ballots.opened',
      }),
    again: (form) => show(ctx, form),
  });
}

/** «Открыть анкеты о предпочтениях». */
export function ballotRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/group-meetings/:groupMeetingId/ballots',
    page((ctx) => show(ctx)),
  );
  router.post('/group-meetings/:groupMeetingId/ballots', page(open));
  return router;
}
