import type { OutputOf } from '../../../service/api/endpoint.js';
import {
  type Contract,
  FORMS,
  PAIR_STATES,
  RHYTHMS,
  type Role,
  TOPICS,
} from '../../../service/api/index.js';
import { daysAgo, FAKE_TODAY, type FakeData } from './fake-data.js';

type Overview = OutputOf<Contract['getOverview']>;

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

/** Mondays of the last so many weeks, oldest first. */
function mondays(weeks: number): string[] {
  const weekday = (new Date(`${FAKE_TODAY}T00:00:00Z`).getUTCDay() + 6) % 7;
  return Array.from({ length: weeks }, (_, i) => daysAgo(weekday + 7 * (weeks - 1 - i)));
}

/** The overview of a fake college, counted from its rows. */
export function fakeOverview(data: FakeData, role: Role): Overview {
  const open = data.pairs.filter((p) => p.state === 'active');
  const names = role !== 'observer';
  const count = (key: 'mentor' | 'mentee') =>
    data.people.filter((p) => p.roles[0]?.role === key).length;
  return {
    today: FAKE_TODAY,
    from: '2025-09-01',
    to: FAKE_TODAY,
    meetingEveryDays: 14,
    feedbackEveryDays: 30,
    mentors: count('mentor'),
    mentees: count('mentee'),
    menteesInPairs: Math.min(count('mentee'), sum(open.map((p) => p.mentees.length))),
    openPairs: open.length,
    meetings: data.meetings.length,
    minutes: sum(data.meetings.map((m) => m.minutes)),
    openHelpRequests: Math.min(2, data.pairs.length),
    waitingConfirmations: open.length,
    rating: data.meetings.length > 5 ? { mean: 8.4, answers: 63 } : { mean: null, answers: 2 },
    byRhythm: RHYTHMS.map((rhythm) => ({
      rhythm,
      pairs: open.filter((p) => p.rhythm === rhythm).length,
    })),
    byState: PAIR_STATES.map((state) => ({
      state,
      pairs: data.pairs.filter((p) => p.state === state).length,
    })),
    byForm: FORMS.slice(0, 5).map((form) => {
      const pairs = open.filter((p) => p.form === form);
      return { form, pairs: pairs.length, meetings: sum(pairs.map((p) => p.meetingsHeld)) };
    }),
    byTopic: [...TOPICS, null].map((topic) => {
      const meetings = data.meetings.filter((m) => m.topic === topic);
      return { topic, meetings: meetings.length, minutes: sum(meetings.map((m) => m.minutes)) };
    }),
    byWeek: mondays(data.pairs.length === 0 ? 0 : 28).map((week, n) => ({
      week,
      meetings: data.meetings.filter(
        (m) => m.heldOn >= week && m.heldOn < daysAgo(7 * (27 - n) - 4),
      ).length,
      due: open.length / 2,
    })),
    load: open.slice(0, 15).map((pair, n) => ({
      mentor: names ? (pair.mentors[0] ?? null) : null,
      pairs: 1 + (n % 3),
      mentees: pair.mentees.length,
      meetings: pair.meetingsHeld,
      minutes: pair.minutesTotal,
    })),
    loadTotal: open.length,
    disputes: [],
    disputesTotal: 0,
    pausesOver: 0,
    withoutFeedback: open.filter((p) => p.noFeedbackDays !== null).length,
  };
}
