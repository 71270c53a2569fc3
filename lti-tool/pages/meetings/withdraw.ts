import { Router } from 'express';
import { AppError } from '../../../service/api/errors.js';
import type { Meeting } from '../../../service/api/meetings.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import { createForm, type FormView, fieldText, openForm, submitForm } from '../../web/forms.js';
import { keepingTyped } from './meeting-fields.js';
import { fieldsInWords, fieldsOf, namesOf } from './meeting-words.js';
import { idParam } from './path-ids.js';
import { canWithdraw } from './withdrawn-words.js';

const labelsOf = (ctx: PageContext) => ({ reason: ctx.t('meetings.withdraw.reason') });

/** The step before a record is withdrawn: what it is, what will happen, and why if one wants to say. */
function showWithdraw(ctx: PageContext, meeting: Meeting, form: FormView, status = 200): void {
  const path = `meetings/${meeting.meetingId}`;
  // Somebody withdrew it meanwhile, or it is not this person's to withdraw: its page says what there is.
  if (!canWithdraw(ctx, meeting)) {
    ctx.redirect(path);
    return;
  }
  const words = fieldsInWords(ctx, fieldsOf(meeting), namesOf(meeting));
  const facts = [
    meeting.pairTitle,
    words.kind,
    words.minutes,
    meeting.attendance.length > 1 ? words.attendeeIds : '',
  ];
  ctx.render(
    'meetings/withdraw',
    {
      title: ctx.t('meetings.withdraw.title', { date: words.heldOn }),
      facts: facts.filter(Boolean).join(' · '),
      done: meeting.done,
      path,
      version: meeting.version,
      form,
    },
    status,
  );
}

const at = (ctx: PageContext) => ({
  programmeId: ctx.programmeId,
  meetingId: idParam(ctx, 'meetingId'),
});

async function openWithdraw(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'mentor', 'coordinator', 'curator');
  const meeting = await ctx.api.getMeeting(at(ctx));
  showWithdraw(ctx, meeting, await openForm(ctx, {}, { labels: labelsOf(ctx) }));
}

/** The record was corrected meanwhile: it is shown as it is now, to be looked at once more. */
async function showChanged(ctx: PageContext): Promise<void> {
  const reason = fieldText(ctx.req.body, 'reason');
  const problems = [{ path: '', code: 'meeting.withdrawChanged' }];
  const form = createForm(ctx.t, { reason }, { labels: labelsOf(ctx), problems });
  showWithdraw(ctx, await ctx.api.getMeeting(at(ctx)), form, 409);
}

async function withdraw(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'mentor', 'coordinator', 'curator');
  const key = at(ctx);
  const { body } = ctx.req;
  const input = { ...key, version: fieldText(body, 'version'), reason: fieldText(body, 'reason') };
  try {
    await submitForm<Meeting>(ctx, {
      labels: labelsOf(ctx),
      attempt: () => keepingTyped(ctx, () => ctx.api.withdrawMeeting(input)),
      done: (meeting) =>
        ctx.redirect(`meetings/${meeting.meetingId}`, {
          kind: 'success',
          key: 'meetings.flash.withdrawn',
        }),
      again: async (form) => showWithdraw(ctx, await ctx.api.getMeeting(key), form, 422),
    });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'changed_meanwhile') throw error;
    await showChanged(ctx);
  }
}

/** The step that withdraws the record of a meeting. */
export function withdrawRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/meetings/:meetingId/withdraw', page(openWithdraw));
  router.post('/meetings/:meetingId/withdraw', page(withdraw));
  return router;
}
