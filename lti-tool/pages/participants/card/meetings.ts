import type { CardSection } from './sections.js';

const SHOWN = 5;

export const meetingsSection: CardSection = {
  name: 'meetings',
  title: 'nav.meetings',
  roles: ['coordinator', 'curator', 'head'],
  place: 'main',
  async load(ctx, { personId, participations }) {
    if (participations.length === 0) return null;
    const { programmeId } = ctx;
    const found = await ctx.api.listMeetings({ programmeId, personId, pageSize: SHOWN });
    return {
      rows: found.rows.map((meeting) => ({
        href: ctx.url(`meetings/${meeting.meetingId}`),
        date: ctx.fmt.date(meeting.heldOn),
        iso: meeting.heldOn,
        kind: ctx.ref('meetingKind', meeting.kind),
      })),
      total: found.total,
      more: found.total > SHOWN ? ctx.url('meetings', { personId }) : null,
    };
  },
};
