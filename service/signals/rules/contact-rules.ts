/** Whether a pair meets, and whether staff speak to it while it is new. */
import { addDays, daysBetween } from '../../../shared/dates.js';
import { FIRST_MEETING_DAYS, rhythmOf } from '../../pairs/pair-rules.js';
import type { Rule } from './rule-rules.js';

const TALK = ['write', 'plan_talk', 'open_pair', 'pause', 'rematch'] as const;

/**
 * No first meeting more than seven days after the start (methodology §10; the same rule as the pair's rhythm).
 * After twice as long it is urgent: very short matches harm (Grossman & Rhodes 2002).
 */
export const noFirstMeeting: Rule = {
  code: 'no_first_meeting',
  weight: 88,
  standings: ['active'],
  judge(pair, settings, today) {
    const { code, days } = rhythmOf(pair, settings, today).reason;
    if (code !== 'first_meeting_missing') return null;
    const since = addDays(pair.silentSince ?? pair.startsOn, FIRST_MEETING_DAYS + 1);
    return { severity: days > 2 * FIRST_MEETING_DAYS ? 3 : 2, since, days, steps: TALK };
  },
};

/**
 * No meeting for longer than the rhythm (methodology §10, 14 days by default); urgent after twice as long.
 * Steady meetings are what matches live by (everydaymentor.org; BBBS Canada).
 */
export const noMeeting: Rule = {
  code: 'no_meeting',
  weight: 90,
  standings: ['active'],
  judge(pair, settings, today) {
    const { code, days } = rhythmOf(pair, settings, today).reason;
    if (code !== 'no_meeting_for' || pair.lastMeetingOn === null) return null;
    const every = settings.meetingEveryDays;
    const since = addDays(pair.silentSince ?? pair.lastMeetingOn, every + 1);
    return { severity: days > 2 * every ? 3 : 2, since, days, steps: TALK };
  },
};

/** The last day of a pause is past, and nobody had the pair work again or closed it: few matches end formally (STAR). */
export const pauseOver: Rule = {
  code: 'pause_over',
  weight: 65,
  standings: ['paused'],
  judge({ pausedUntil }, _settings, today) {
    if (!pausedUntil || pausedUntil >= today) return null;
    return {
      severity: 2,
      since: addDays(pausedUntil, 1),
      days: daysBetween(pausedUntil, today),
      steps: ['resume', 'write', 'close'],
    };
  },
};

/** Staff speak to a new pair twice in its first month (EEPM, 4th edition, as remembered): by these days. */
const FIRST_CONTACT_DAYS = 14;
const SECOND_CONTACT_DAYS = 28;
/** Later it is no beginning any more. */
const BEGINNING_DAYS = 45;

/** A new pair that staff have spoken to less often than twice in its first month. */
export const earlyContact: Rule = {
  code: 'early_contact',
  weight: 45,
  standings: ['active'],
  judge(pair, _settings, today) {
    const days = daysBetween(pair.startsOn, today);
    if (days > BEGINNING_DAYS) return null;
    const n = new Set(pair.contactDays.filter((day) => day >= pair.startsOn && day <= today)).size;
    const due = n === 0 ? FIRST_CONTACT_DAYS : SECOND_CONTACT_DAYS;
    if (n >= 2 || days <= due) return null;
    const since = addDays(pair.startsOn, due + 1);
    return { severity: 1, since, days, n, steps: ['write', 'plan_talk', 'open_pair'] };
  },
};
