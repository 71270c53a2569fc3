import { Router } from 'express';
import type { GroupMeetingFields } from '../../../service/api/group-meetings.js';
import type { Form } from '../../../service/api/reference.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import {
  type FormValues,
  type FormView,
  fieldOrNull,
  fieldText,
  type Labels,
  openForm,
  submitForm,
} from '../../web/forms.js';
import { idParam } from '../meetings/path-ids.js';
import { formOptions } from '../pairs/options.js';

const TEXTS = ['title', 'heldOn', 'startsAt', 'place', 'link', 'note'] as const;

const labelsOf = ({ t }: PageContext): Labels => ({
  ...Object.fromEntries(TEXTS.map((name) => [name, t(`groupMeeting.${name}`)])),
  form: t('groupMeeting.form'),
  invitePool: t('groupMeeting.invite'),
});

export const meetingOf = (ctx: PageContext) =>
  ctx.api.getGroupMeeting({
    programmeId: ctx.programmeId,
    groupMeetingId: idParam(ctx, 'groupMeetingId'),
  });
export type MeetingPage = Awaited<ReturnType<typeof meetingOf>>;

/** What stands in the form: of a meeting, or of a new one. */
const valuesOf = (ctx: PageContext, meeting: MeetingPage | null): FormValues => ({
  ...Object.fromEntries(TEXTS.map((name) => [name, meeting?.[name] ?? ''])),
  title: meeting?.title ?? ctx.t('groupMeeting.usualTitle'),
  form: meeting?.form ?? formOptions(ctx)[0]?.value ?? '',
  invitePool: 'yes',
});

const readFields = (body: unknown): GroupMeetingFields => ({
  title: fieldText(body, 'title'),
  form: fieldText(body, 'form') as Form,
  heldOn: fieldText(body, 'heldOn'),
  startsAt: fieldOrNull(body, 'startsAt'),
  place: fieldOrNull(body, 'place'),
  link: fieldOrNull(body, 'link'),
  note: fieldOrNull(body, 'note'),
});

async function show(ctx: PageContext, meeting: MeetingPage | null, refused?: FormView) {
  const { t, fmt } = ctx;
  const form = refused ?? (await openForm(ctx, valuesOf(ctx, meeting), { labels: labelsOf(ctx) }));
  const { startsOn, endsOn } = ctx.me.programme;
  ctx.render(
    'group-meetings/edit',
    {
      title: t(meeting ? 'groupMeeting.edit' : 'groupMeeting.new'),
      lead: meeting?.title ?? t('groupMeeting.newLead'),
      back: meeting ? `group-meetings/${meeting.groupMeetingId}` : 'group-meetings',
      backLabel: meeting?.title ?? t('nav.section.group-meetings'),
      path: meeting ? `group-meetings/${meeting.groupMeetingId}/edit` : 'group-meetings/new',
      version: meeting?.version,
      isNew: meeting === null,
      min: startsOn,
      max: meeting?.state === 'held' ? fmt.today : endsOn,
      form,
      forms: formOptions(ctx, meeting?.form),
    },
    refused ? 422 : 200,
  );
}

async function create(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { body } = ctx.req;
  await submitForm(ctx, {
    labels: labelsOf(ctx),
    attempt: () =>
      ctx.api.createGroupMeeting({
        programmeId: ctx.programmeId,
        ...readFields(body),
        invitePool: fieldText(body, 'invitePool') === 'yes',
        idempotencyKey: fieldText(body, 'idempotencyKey'),
      }),
    done: ({ groupMeetingId }) =>
      ctx.redirect(`group-meetings/${groupMeetingId}`, {
        kind: 'success',
        key: 'groupMeeting.created',
      }),
    again: (form) => show(ctx, null, form),
  });
}

/** Fields in words, for the page that shows what changed meanwhile. */
const inWords = (ctx: PageContext, values: FormValues): Record<string, string> => ({
  ...Object.fromEntries(TEXTS.map((name) => [name, fieldText(values, name)])),
  heldOn: ctx.fmt.date(fieldText(values, 'heldOn') || null),
  form: ctx.ref('form', fieldText(values, 'form')),
});

async function save(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { body } = ctx.req;
  const groupMeetingId = idParam(ctx, 'groupMeetingId');
  const at = { programmeId: ctx.programmeId, groupMeetingId };
  await submitForm(ctx, {
    labels: labelsOf(ctx),
    attempt: () =>
      ctx.api.updateGroupMeeting({
        ...at,
        ...readFields(body),
        version: Number(fieldText(body, 'version')),
      }),
    done: () =>
      ctx.redirect(`group-meetings/${groupMeetingId}`, {
        kind: 'success',
        key: 'groupMeeting.saved',
      }),
    again: async (form) => show(ctx, await meetingOf(ctx), form),
    stored: async (typed) => {
      const now = await meetingOf(ctx);
      return {
        version: now.version,
        shown: inWords(ctx, valuesOf(ctx, now)),
        typed: inWords(ctx, typed),
        back: `group-meetings/${groupMeetingId}`,
      };
    },
  });
}

/** Planning a group meeting, and changing it. */
export function editRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/group-meetings/new',
    page((ctx) => {
      requireRole(ctx, 'coordinator');
      return show(ctx, null);
    }),
  );
  router.post('/group-meetings/new', page(create));
  router.get(
    '/group-meetings/:groupMeetingId/edit',
    page(async (ctx) => {
      requireRole(ctx, 'coordinator');
      await show(ctx, await meetingOf(ctx));
    }),
  );
  router.post('/group-meetings/:groupMeetingId/edit', page(save));
  return router;
}
