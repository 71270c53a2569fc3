import type { Meeting, MeetingRow } from '../../../service/api/meetings.js';
import type { MyPair } from '../../../service/api/pairs.js';
import type { Progress } from '../../../service/api/progress.js';
import type { PageContext } from '../../web/context.js';
import {
  awaitsMe,
  type CardPlanned,
  cardPlanned,
  nearWords,
  saysNext,
} from '../calendar/planned-words.js';
import { closingLink } from '../closing/closing-words.js';
import { type RespondModel, respondModel } from '../meetings/respond.js';
import { type Timeline, timelineModel } from '../meetings/timeline-model.js';
import { type HelpModel, helpModel } from '../my-pair/help-model.js';
import type { PlanLine } from '../plans/plan-words.js';
import {
  type ContactWords,
  contactWords,
  type NextStep,
  nextStep,
  stoppedWords,
} from './pair-words.js';

/** The meeting to confirm first, with what the mentor wrote of it. */
export interface ConfirmTask {
  title: string;
  facts: string;
  done: string;
  agreed: string;
  href: string;
  respond: RespondModel;
  helpPath: string;
  /** Further ones that wait. */
  more: { href: string; label: string }[];
}

export interface MenteeHome {
  title: string;
  lead: string;
  candidate: boolean;
  pairs: {
    href: string;
    mentors: string;
    mentorsLabel: string;
    facts: string;
    plan: PlanLine | null;
    rhythm: string;
    next: NextStep;
    nextSaid: boolean;
    planned: CardPlanned | null;
    stopped: string;
    /** How to reach the mentors. */
    contacts: ContactWords[];
    helpPath: string;
    /** The closing of a pair that is at its end; null: it is not. */
    closing: ReturnType<typeof closingLink>;
  }[];
  task: ConfirmTask | null;
  progress: Progress | null;
  help: HelpModel | null;
  timeline: Timeline | null;
  /** Where the records that were taken back are; null: there are none. */
  withdrawn: { href: string; label: string } | null;
}

/** Latest meetings on the home page; the rest is one link away. */
const HISTORY_SIZE = 15;

interface Waiting {
  meetingId: string;
  heldOn: string;
  pair: MyPair;
}

/** Meetings that wait for this person's word, the oldest first. */
const waitingOf = (pairs: readonly MyPair[]): Waiting[] =>
  pairs
    .flatMap((pair) => pair.waiting.map((meeting) => ({ ...meeting, pair })))
    .sort((a, b) => (a.heldOn < b.heldOn ? -1 : 1));

function taskOf(ctx: PageContext, waiting: readonly Waiting[], meeting: Meeting): ConfirmTask {
  const { t, fmt, ref } = ctx;
  const mentors = fmt.list(meeting.mentors.map((mentor) => mentor.name));
  const facts = [
    mentors,
    ref('meetingKind', meeting.kind),
    fmt.minutes(meeting.minutes),
    ref('meetingFormat', meeting.format),
  ];
  return {
    title: t('home.task.confirm', { date: fmt.date(meeting.heldOn) }),
    facts: facts.join(' · '),
    done: meeting.done,
    agreed: meeting.agreed,
    href: ctx.url(`meetings/${meeting.meetingId}`),
    respond: respondModel(ctx, meeting, 'home'),
    helpPath: `my/pairs/${meeting.pairId}/help?meeting=${meeting.meetingId}`,
    more: waiting
      .filter((other) => other.meetingId !== meeting.meetingId)
      .map((other) => ({
        href: ctx.url(`meetings/${other.meetingId}`),
        label: fmt.date(other.heldOn),
      })),
  };
}

function pairOf(
  ctx: PageContext,
  pair: MyPair,
  withdrawn: boolean,
  plan: PlanLine | null,
): MenteeHome['pairs'][number] {
  const { t, ref, fmt } = ctx;
  // A meeting that nobody may write down is not to be arranged.
  const stopped = stoppedWords(ctx, pair) || (withdrawn ? t('home.stopped.own') : '');
  const planned = stopped === '' ? cardPlanned(ctx, pair, { leads: false, back: 'home' }) : null;
  return {
    href: ctx.url(`my/pairs/${pair.pairId}`),
    mentors: fmt.list(pair.mentors.map((mentor) => mentor.name)),
    mentorsLabel: t('home.mentors', { n: pair.mentors.length }),
    facts: [ref('form', pair.form), t('home.held', { n: pair.meetingsHeld })].join(' · '),
    plan,
    rhythm: pair.rhythm,
    next: nextStep(ctx, pair),
    nextSaid: saysNext(planned, pair.nextMeetingOn, pair.planned),
    planned,
    stopped,
    contacts: contactWords(pair.contacts),
    helpPath: `my/pairs/${pair.pairId}/help`,
    closing: closingLink(ctx, pair),
  };
}

function leadOf(
  ctx: PageContext,
  pairs: readonly MyPair[],
  waiting: number,
  plans: ReadonlyMap<string, PlanLine>,
): string {
  const asking = [...plans.values()].filter(({ asks }) => asks).length;
  if (waiting > 0)
    return ctx.t(`home.mentee.lead.${asking > 0 ? 'both' : 'waiting'}`, { n: waiting });
  if (asking > 0) return ctx.t('home.mentee.lead.plan', { n: asking });
  const asked = pairs.flatMap((pair) => pair.planned).find((one) => awaitsMe(ctx, one));
  if (asked) return ctx.t('planned.lead.awaitsYou', { when: nearWords(ctx, asked) });
  const agreed = pairs
    .map((pair) => pair.nextMeetingOn)
    .filter((date) => date !== null)
    .sort()[0];
  if (agreed)
    return ctx.t('home.mentee.lead.next', {
      when: ctx.fmt.near(agreed),
      date: ctx.fmt.date(agreed),
    });
  return ctx.t(
    `home.mentee.lead.${pairs.some((pair) => pair.state === 'active') ? 'nothing' : 'stopped'}`,
  );
}

function historyOf(
  ctx: PageContext,
  pairs: readonly MyPair[],
  list: { rows: MeetingRow[]; total: number },
): Timeline {
  const [only] = pairs;
  return timelineModel(ctx, list.rows, {
    startsOn: pairs.length === 1 && only ? only.startsOn : null,
    until: ctx.fmt.today,
    total: list.total,
    morePath: 'meetings',
    showPair: pairs.length > 1,
  });
}

/** A meeting that vanishes from the history is not to be a riddle. */
const withdrawnOf = (ctx: PageContext, n: number): MenteeHome['withdrawn'] =>
  n === 0
    ? null
    : { href: ctx.url('meetings', { state: 'withdrawn' }), label: ctx.t('home.withdrawn', { n }) };

/**
 * «My pair» of a mentee: the next thing to do, mentors, progress, history; so many calls whatever the rows.
 * @param consentWithdrawn this mentee's own consent was withdrawn
 * @param plans the line of the plan in each pair, by the pair's id
 */
export async function menteeHome(
  ctx: PageContext,
  all: readonly MyPair[],
  consentWithdrawn: boolean,
  plans: ReadonlyMap<string, PlanLine>,
): Promise<MenteeHome> {
  const { programmeId, api } = ctx;
  const pairs = all.filter((pair) => pair.mySide === 'mentee');
  const title = ctx.t(pairs.length > 1 ? 'home.mentee.titleMany' : 'home.mentee.title');
  const empty = {
    title,
    lead: '',
    candidate: ctx.me.candidate,
    pairs: [],
    task: null,
    progress: null,
    help: null,
    timeline: null,
    withdrawn: null,
  };
  if (pairs.length === 0) return empty;
  const waiting = waitingOf(pairs);
  const [first] = waiting;
  const [meeting, progress, list, taken, help] = await Promise.all([
    first ? api.getMeeting({ programmeId, meetingId: first.meetingId }) : null,
    api.getProgress({ programmeId, personId: ctx.me.personId }),
    api.listMeetings({ programmeId, pageSize: HISTORY_SIZE }),
    api.listMeetings({ programmeId, state: 'withdrawn', pageSize: 1 }),
    helpModel(ctx, pairs),
  ]);
  return {
    ...empty,
    lead: leadOf(ctx, pairs, waiting.length, plans),
    pairs: pairs.map((pair) => pairOf(ctx, pair, consentWithdrawn, plans.get(pair.pairId) ?? null)),
    task: meeting ? taskOf(ctx, waiting, meeting) : null,
    progress,
    help,
    timeline: historyOf(ctx, pairs, list),
    withdrawn: withdrawnOf(ctx, taken.total),
  };
}
