import type { Meeting } from '../../../service/api/meetings.js';
import { type PageContext, requireRole } from '../../web/context.js';
import { createForm, type FormView, fieldOrNull, fieldText, submitForm } from '../../web/forms.js';
import { keepingTyped } from './meeting-fields.js';
import { idParam } from './path-ids.js';

/** What `meetings/respond.ejs` shows: confirm and rate, or say that it was not so. */
export interface RespondModel {
  meetingId: string;
  pairId: string;
  form: FormView;
  scale: { value: string; label: string }[];
  maxObjection: number;
  /** The field for what was not so stands open. */
  objecting: boolean;
  /** `home` or `meeting`: where the answer leads. */
  back: string;
}

/** Greatest length of an objection in characters (contract). */
const MAX_OBJECTION = 1000;

const SCALE = Array.from({ length: 10 }, (_, n) => ({
  value: String(n + 1),
  label: String(n + 1),
}));

export function respondModel(
  ctx: PageContext,
  meeting: { meetingId: string; pairId: string },
  back: string,
  form: FormView = createForm(ctx.t, {}),
): RespondModel {
  return {
    meetingId: meeting.meetingId,
    pairId: meeting.pairId,
    form,
    scale: SCALE,
    maxObjection: MAX_OBJECTION,
    objecting: form.value('objection') !== '',
    back,
  };
}

/** Takes a mentee's answer. @param again shows the meeting with what was wrong */
export async function respond(
  ctx: PageContext,
  again: (meeting: Meeting, form: FormView) => Promise<void> | void,
): Promise<void> {
  requireRole(ctx, 'mentee');
  const meetingId = idParam(ctx, 'meetingId');
  const key = { programmeId: ctx.programmeId, meetingId };
  const { body } = ctx.req;
  const decision = fieldText(body, 'decision') as 'confirmed' | 'disputed';
  const rating = decision === 'confirmed' ? fieldOrNull(body, 'rating') : null;
  const objection = fieldText(body, 'objection');
  const answer = { ...key, decision, rating, ...(decision === 'disputed' ? { objection } : {}) };
  await submitForm(ctx, {
    labels: {
      rating: ctx.t('meetings.rating.label'),
      decision: ctx.t('meetings.respond.title'),
      objection: ctx.t('meetings.respond.objection'),
    },
    attempt: () => keepingTyped(ctx, () => ctx.api.respondToMeeting(answer)),
    done: (meeting) => {
      const path = fieldText(body, 'back') === 'home' ? 'my' : `meetings/${meetingId}`;
      if (decision === 'confirmed') {
        return ctx.redirect(path, { kind: 'success', key: 'meetings.flash.confirmed' });
      }
      ctx.redirect(path, {
        kind: 'info',
        key: 'meetings.flash.disputed',
        link: { path: `my/pairs/${meeting.pairId}/help`, key: 'meetings.flash.askHelp' },
      });
    },
    again: async (form) => again(await ctx.api.getMeeting(key), form),
  });
}
