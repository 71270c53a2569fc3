import type { GroupMeeting } from '../../../service/api/group-meetings.js';
import type { PageContext } from '../../web/context.js';

const SIGNS = { planned: '◌', held: '✓', cancelled: '✗' } as const;
const KINDS = { planned: 'state-none', held: 'state-good', cancelled: 'state-out' } as const;

/** «12.11.2026, 15:00». */
export const whenWords = (
  ctx: PageContext,
  { heldOn, startsAt }: Pick<GroupMeeting, 'heldOn' | 'startsAt'>,
): string => [ctx.fmt.date(heldOn), startsAt].filter(Boolean).join(', ');

/** A state with its sign and colour. */
export const stateWords = (ctx: PageContext, state: GroupMeeting['state']) => ({
  sign: SIGNS[state],
  kind: KINDS[state],
  word: ctx.ref('groupMeetingState', state),
});

/** All who are invited, how many of them were there, were not, and of whom nothing was noted. */
export function totals({ mentees, mentors }: Pick<GroupMeeting, 'mentees' | 'mentors'>) {
  const invited = mentees.invited + mentors.invited;
  const present = mentees.present + mentors.present;
  const absent = mentees.absent + mentors.absent;
  return { invited, present, absent, none: invited - present - absent };
}

/** «12 наставляемых и 5 наставников», or that nobody is invited yet. */
export function invitedWords(
  { t }: PageContext,
  { mentees, mentors }: Pick<GroupMeeting, 'mentees' | 'mentors'>,
): string {
  if (mentees.invited + mentors.invited === 0) return t('groupMeeting.nobody');
  return t('groupMeeting.invitedSides', { mentees: mentees.invited, mentors: mentors.invited });
}

/** «пришли 9 из 12»; '' of a meeting at which nobody was noted. */
export function cameWords({ t }: PageContext, meeting: GroupMeeting): string {
  const { invited, present, absent } = totals(meeting);
  return present + absent === 0 ? '' : t('groupMeeting.came', { n: present, of: invited });
}
