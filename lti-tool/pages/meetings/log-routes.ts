import { Router } from 'express';
import type { OutputOf } from '../../../service/api/endpoint.js';
import type { Contract } from '../../../service/api/index.js';
import type { Meeting } from '../../../service/api/meetings.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import { type FormView, fieldText, openForm, submitForm } from '../../web/forms.js';
import { addPosted, checkPosted } from './file-routes.js';
import { backPath, meetingForm } from './form-model.js';
import {
  keepingTyped,
  meetingLabels,
  newValues,
  readFields,
  readNewFields,
  storedValues,
} from './meeting-fields.js';
import { fieldsInWords, fieldsOf, namesOf } from './meeting-words.js';
import { idParam } from './path-ids.js';

type PairPage = OutputOf<Contract['getPair']>;
const WRITERS = ['mentor', 'coordinator', 'curator'] as const;

/** The page of a pair for who looks: members have their own, staff theirs. */
const isMember = (ctx: PageContext) => ctx.role === 'mentor' || ctx.role === 'mentee';

function showNew(ctx: PageContext, pair: PairPage, form: FormView, status = 200): void {
  const action = `meetings/new/${pair.pairId}`;
  const back = form.value('back') || 'pair';
  const cancel = backPath(back, pair, isMember(ctx));
  const lead = ctx.fmt.list(pair.mentees.map((mentee) => mentee.name));
  const draftTitle = ctx.t('kept.title.new', { names: lead });
  const model = meetingForm(ctx, form, { mentees: pair.mentees, action, back, cancel, draftTitle });
  ctx.render(
    'meetings/form-page',
    { title: ctx.t('meetings.new.title'), lead, back: cancel, model },
    status,
  );
}

async function openNew(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...WRITERS);
  const pairId = idParam(ctx, 'pairId');
  const pair = await ctx.api.getPair({ programmeId: ctx.programmeId, pairId });
  const labels = meetingLabels(ctx);
  const form = await openForm(ctx, newValues(pair, ctx.fmt.today), { labels });
  const closed = pair.state !== 'active' && !form.restored;
  if (!closed) return showNew(ctx, pair, form);
  ctx.render('meetings/closed-pair', {
    title: ctx.t('meetings.new.title'),
    back: backPath('pair', pair, isMember(ctx)),
    state: pair.state,
    text: ctx.t(`meetings.closed.${pair.state}.text`),
    reason: pair.stateReason ?? '',
  });
}

/** Back where the form was opened; where one was planned for the same day, to the record, which asks whether it is that one. */
async function afterLogging(ctx: PageContext, meeting: Meeting): Promise<string> {
  const { meetingId } = meeting;
  const { rows } = await ctx.api.findPlannedOf({ programmeId: ctx.programmeId, meetingId });
  return rows.length > 0
    ? `meetings/${meetingId}`
    : backPath(fieldText(ctx.req.body, 'back'), meeting, isMember(ctx));
}

/** What comes later than it was typed may have been written down meanwhile, from another device. */
const dayKnown = (body: unknown): 'write' | 'refuse' =>
  fieldText(body, 'late') === 'yes' && fieldText(body, 'sameDay') !== 'yes' ? 'refuse' : 'write';

/** The meeting is written; which files it has, and that some were not taken, its page says. */
function toRefusedFiles(ctx: PageContext, { meetingId }: Meeting, codes: readonly string[]): void {
  const [first = ''] = codes;
  const key = `meetings.files.refused.${first}`;
  ctx.redirect(`meetings/${meetingId}`, {
    kind: 'warning',
    key: ctx.t(key) === key ? 'meetings.files.refused.other' : key,
    params: { n: codes.length },
  });
}

async function logMeeting(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...WRITERS);
  const pairId = idParam(ctx, 'pairId');
  const { body } = ctx.req;
  const { programmeId } = ctx;
  const idempotencyKey = fieldText(body, 'idempotencyKey') || ctx.idempotencyKey();
  await submitForm<Meeting>(ctx, {
    labels: meetingLabels(ctx),
    attempt: () =>
      keepingTyped(ctx, async () => {
        checkPosted(ctx, 'files');
        return ctx.api.logMeeting({
          ...readNewFields(body),
          programmeId,
          pairId,
          idempotencyKey,
          ifDayKnown: dayKnown(body),
        });
      }),
    done: async (meeting) => {
      const refused = await addPosted(ctx, meeting.meetingId, 'files');
      if (refused.length > 0) return toRefusedFiles(ctx, meeting, refused);
      ctx.redirect(await afterLogging(ctx, meeting), {
        kind: 'success',
        key: 'meetings.flash.logged',
        params: { n: meeting.attendance.filter((person) => person.came).length },
        link: { path: `meetings/${meeting.meetingId}`, key: 'meetings.flash.open' },
      });
    },
    again: async (form) => showNew(ctx, await ctx.api.getPair({ programmeId, pairId }), form, 422),
  });
}

function showCorrect(ctx: PageContext, meeting: Meeting, form: FormView, status = 200): void {
  const path = `meetings/${meeting.meetingId}`;
  const mentees = meeting.attendance.map(({ personId, name }) => ({ personId, name }));
  const model = meetingForm(ctx, form, {
    mentees,
    action: `${path}/edit`,
    back: 'meeting',
    cancel: path,
    version: meeting.version,
    draftTitle: ctx.t('kept.title.correct', { date: ctx.fmt.date(meeting.heldOn) }),
  });
  const title = ctx.t('meetings.correct.title', { date: ctx.fmt.date(meeting.heldOn) });
  ctx.render(
    'meetings/form-page',
    { title, lead: ctx.t('meetings.correct.lead'), back: path, model },
    status,
  );
}

async function openCorrect(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...WRITERS);
  const meetingId = idParam(ctx, 'meetingId');
  const meeting = await ctx.api.getMeeting({ programmeId: ctx.programmeId, meetingId });
  const form = await openForm(ctx, storedValues(meeting), { labels: meetingLabels(ctx) });
  if (meeting.pairState === 'active' || form.restored) return showCorrect(ctx, meeting, form);
  ctx.render('meetings/closed-pair', {
    title: ctx.t('meetings.correct.title', { date: ctx.fmt.date(meeting.heldOn) }),
    back: backPath('pair', meeting, isMember(ctx)),
    state: meeting.pairState,
    text: ctx.t(`meetings.show.locked.${meeting.pairState}`),
    reason: '',
  });
}

async function correctMeeting(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...WRITERS);
  const meetingId = idParam(ctx, 'meetingId');
  const { body } = ctx.req;
  const key = { programmeId: ctx.programmeId, meetingId };
  const typed = readFields(body);
  await submitForm<Meeting>(ctx, {
    labels: meetingLabels(ctx),
    attempt: () =>
      keepingTyped(ctx, () =>
        ctx.api.correctMeeting({ ...typed, ...key, version: fieldText(body, 'version') }),
      ),
    done: (meeting) =>
      ctx.redirect(`meetings/${meeting.meetingId}`, {
        kind: 'success',
        key: 'meetings.flash.corrected',
      }),
    again: async (form) => showCorrect(ctx, await ctx.api.getMeeting(key), form, 422),
    stored: async () => {
      const meeting = await ctx.api.getMeeting(key);
      const names = namesOf(meeting);
      return {
        version: meeting.version,
        shown: fieldsInWords(ctx, fieldsOf(meeting), names),
        typed: fieldsInWords(ctx, typed, names),
        back: `meetings/${meetingId}`,
      };
    },
  });
}

/** «Log a meeting» without a pair: mentors with one pair go straight to its form, others choose. */
async function chooseNew(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...WRITERS);
  if (ctx.role !== 'mentor') return ctx.redirect('pairs');
  const { pairs } = await ctx.api.myPairs({ programmeId: ctx.programmeId });
  const open = pairs.filter((pair) => pair.mySide === 'mentor' && pair.state === 'active');
  ctx.redirect(open.length === 1 ? `meetings/new/${open[0]?.pairId}` : 'my');
}

/** Forms that log and correct meetings. */
export function logRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/meetings/new', page(chooseNew));
  router.get('/meetings/new/:pairId', page(openNew));
  router.post('/meetings/new/:pairId', page(logMeeting));
  router.get('/meetings/:meetingId/edit', page(openCorrect));
  router.post('/meetings/:meetingId/edit', page(correctMeeting));
  return router;
}
