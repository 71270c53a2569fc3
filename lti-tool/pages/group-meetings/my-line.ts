import type { PageContext } from '../../web/context.js';

/** A group meeting to come, as who is invited reads of it. */
export interface MeetingLine {
  words: string;
  /** Where it is held online; null: it is not. */
  link: string | null;
}

/** Lines of the coming meetings that the home of a mentor or mentee shows. */
const MOST_SHOWN = 3;

/** «Групповая встреча «Знакомство»: 12.03.2026 в 15:00, ауд. 214». */
export async function groupMeetingLines(ctx: PageContext): Promise<MeetingLine[]> {
  const { rows } = await ctx.api.listMyGroupMeetings({ programmeId: ctx.programmeId });
  const { t, fmt } = ctx;
  return rows.slice(0, MOST_SHOWN).map(({ title, heldOn, startsAt, place, link }) => {
    const date = fmt.date(heldOn);
    const when = startsAt ? t('groupMeeting.my.at', { date, time: startsAt }) : date;
    // «Групповая встреча «Групповая встреча»» would stammer.
    const usual = title === t('groupMeeting.usualTitle');
    const words = t(usual ? 'groupMeeting.my.lineUsual' : 'groupMeeting.my.line', { title, when });
    return { words: [words, place].filter(Boolean).join(', '), link };
  });
}
