import type { Meeting } from '../../../service/api/meetings.js';
import type { PageContext } from '../../web/context.js';
import type { ConfirmationWords } from './meeting-words.js';

/** How a withdrawn record stands in a list, where others say their confirmations. */
export const withdrawnState = (t: PageContext['t']): ConfirmationWords => ({
  mark: '–',
  text: t('meetings.state.withdrawn'),
  tone: 'none',
});

/** Whether the page offers to withdraw (the service decides: its mayWithdraw() has the rule). */
export function canWithdraw(ctx: PageContext, meeting: Meeting): boolean {
  if (meeting.withdrawn !== null || meeting.pairState !== 'active') return false;
  if (ctx.role === 'mentor') return meeting.authorId === ctx.me.personId;
  return ctx.role === 'coordinator' || ctx.role === 'curator';
}

/** Who took a record back, when and why; null: it stands. */
export function withdrawnWords(
  ctx: PageContext,
  meeting: Meeting,
): { text: string; reason: string } | null {
  const { withdrawn } = meeting;
  if (withdrawn === null) return null;
  const who = [ctx.fmt.dateTime(withdrawn.at), withdrawn.byName].filter(Boolean).join(', ');
  const reason = withdrawn.reason
    ? ctx.t('meetings.withdrawn.reason', { reason: withdrawn.reason })
    : '';
  return { text: ctx.t('meetings.withdrawn.text', { who }), reason };
}
