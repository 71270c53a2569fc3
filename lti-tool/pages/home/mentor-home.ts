import type { MyPair } from '../../../service/api/pairs.js';
import type { PageContext } from '../../web/context.js';
import { createForm } from '../../web/forms.js';
import { awaitsMe, type CardPlanned, cardPlanned, saysNext } from '../calendar/planned-words.js';
import { closingLink } from '../closing/closing-words.js';
import { type MeetingForm, meetingForm } from '../meetings/form-model.js';
import { newValues } from '../meetings/meeting-fields.js';
import type { PlanLine } from '../plans/plan-words.js';
import { type NextStep, nextStep, peopleInWords, stoppedWords } from './pair-words.js';

export interface MentorCard {
  pairId: string;
  href: string;
  /** The mentee, or «Группа: 4 человека». */
  title: string;
  /** The names of a group. */
  names: string;
  facts: string;
  plan: PlanLine | null;
  /** The closing of a pair that is at its end; null: it is not. */
  closing: ReturnType<typeof closingLink>;
  rhythm: string;
  next: NextStep;
  /** The planned lines say what is next. */
  nextSaid: boolean;
  planned: CardPlanned | null;
  /** Why no meetings are logged now; '': they are. */
  stopped: string;
  /** Meetings that wait for the mentees' word. */
  waiting: { href: string; label: string }[];
  waitingWords: string;
  /** Meetings that a mentee objects to. */
  objected: { href: string; label: string }[];
  waitingMore: number;
  /** The form, when it stands in the card. */
  form: MeetingForm | null;
  /** The form stands open. */
  open: boolean;
  openHref: string;
}

export interface MentorHome {
  lead: string;
  cards: MentorCard[];
  candidate: boolean;
}

const WAITING_SHOWN = 3;
const URGENCY: readonly string[] = ['out', 'attention', 'none', 'in_rhythm', 'off'];

function cardOf(
  ctx: PageContext,
  pair: MyPair,
  options: { form: boolean; open: boolean; stopped: string; plan: PlanLine | null },
): MentorCard {
  const { t, ref, fmt } = ctx;
  const group = pair.mentees.length > 1;
  const { stopped } = options;
  const planned = stopped === '' ? cardPlanned(ctx, pair, { leads: true, back: 'home' }) : null;
  const linksTo = (meetings: MyPair['waiting']) =>
    meetings.slice(0, WAITING_SHOWN).map((meeting) => ({
      href: ctx.url(`meetings/${meeting.meetingId}`),
      label: fmt.date(meeting.heldOn),
    }));
  const waiting = linksTo(pair.waiting);
  const form = createForm(t, newValues(pair, fmt.today));
  const action = `meetings/new/${pair.pairId}`;
  return {
    pairId: pair.pairId,
    href: ctx.url(`my/pairs/${pair.pairId}`),
    title: group
      ? t('home.group', { n: pair.mentees.length })
      : (pair.mentees[0]?.name ?? pair.title),
    names: group ? peopleInWords(ctx, pair.mentees) : '',
    facts: [ref('form', pair.form), t('home.held', { n: pair.meetingsHeld })].join(' · '),
    plan: options.plan,
    closing: closingLink(ctx, pair),
    rhythm: pair.rhythm,
    next: nextStep(ctx, pair),
    nextSaid: saysNext(planned, pair.nextMeetingOn, pair.planned),
    planned,
    stopped,
    waiting,
    waitingWords: pair.waiting.length > 0 ? t('home.waiting', { n: pair.waiting.length }) : '',
    waitingMore: pair.waiting.length - waiting.length,
    objected: linksTo(pair.objected),
    form:
      stopped === '' && options.form
        ? meetingForm(ctx, form, {
            mentees: pair.mentees,
            action,
            back: 'home',
            cancel: null,
            draftTitle: ctx.t('kept.title.new', {
              names: ctx.fmt.list(pair.mentees.map((mentee) => mentee.name)),
            }),
          })
        : null,
    open: options.open,
    openHref: `${ctx.url('my', { log: pair.pairId })}#pair-${pair.pairId}`,
  };
}

/** Why no meetings of a pair are logged now: for its own sake, or because this mentor withdrew and no other is there. */
function whyStopped(ctx: PageContext, pair: MyPair, withdrawn: boolean): string {
  const words = stoppedWords(ctx, pair);
  if (words !== '' || !withdrawn) return words;
  const others = pair.contacts.filter(({ side }) => side === 'mentor');
  return others.every(({ closed }) => closed) ? ctx.t('home.stopped.own') : '';
}

function leadOf(
  ctx: PageContext,
  pairs: readonly MyPair[],
  stopped: (pair: MyPair) => string,
): string {
  const open = pairs.filter((pair) => pair.state === 'active');
  const late = open.filter((pair) => stopped(pair) === '' && nextStep(ctx, pair).urgent);
  const due = late.filter((pair) => pair.nextMeetingOn === null);
  // Out of rhythm and agreed: nothing is to be arranged, and all is not well either.
  const next = late.flatMap((pair) => pair.nextMeetingOn ?? []).sort()[0];
  const asked = open
    .filter((pair) => stopped(pair) === '')
    .flatMap((pair) => pair.planned)
    .filter((one) => awaitsMe(ctx, one)).length;
  const waiting = pairs.reduce((sum, pair) => sum + pair.waiting.length, 0);
  const objected = pairs.reduce((sum, pair) => sum + pair.objected.length, 0);
  // A pair that has not met yet is not going well, it is still to begin.
  const fresh = open.filter((pair) => pair.meetingsHeld === 0).length;
  const going = fresh > 0 ? 'fresh' : 'good';
  const key = due.length > 0 ? 'due' : open.length > 0 ? going : 'none';
  // Nothing is said to go well of pairs whose meetings are not recorded: their cards say why.
  const allStopped = open.length > 0 && open.every((pair) => stopped(pair) !== '');
  const words = [];
  if (objected > 0) words.push(ctx.t('home.mentor.lead.objected', { n: objected }));
  // With an objection open, all is not well.
  if (asked > 0) words.push(ctx.t('planned.lead.answers', { n: asked }));
  if (due.length === 0 && next !== undefined)
    words.push(ctx.t('planned.lead.next', { when: ctx.fmt.near(next) }));
  else if (!allStopped && (key !== 'good' || objected === 0))
    words.push(ctx.t(`home.mentor.lead.${key}`, { n: open.length, due: due.length, fresh }));
  if (waiting > 0) words.push(ctx.t('home.mentor.lead.waiting', { n: waiting }));
  return words.join(' ');
}

/**
 * «My mentoring» of a mentor: one card a pair, the most urgent first. With one pair its form stands
 * in the card; with several, in the card that the address names (`?log=<pairId>`, `logFor`).
 * @param options.withdrawn this mentor's own consent was withdrawn
 * @param options.plans the line of each pair's plans, by its id
 */
export function mentorHome(
  ctx: PageContext,
  all: readonly MyPair[],
  options: { logFor: string; withdrawn: boolean; plans: ReadonlyMap<string, PlanLine> },
): MentorHome {
  const { logFor, withdrawn, plans } = options;
  const stopped = (pair: MyPair) => whyStopped(ctx, pair, withdrawn);
  const pairs = all
    .filter((pair) => pair.mySide === 'mentor')
    .sort((a, b) => URGENCY.indexOf(a.rhythm) - URGENCY.indexOf(b.rhythm));
  const active = pairs.filter((pair) => pair.state === 'active');
  const cards = pairs.map((pair) => {
    const open = pair.pairId === logFor;
    const plan = plans.get(pair.pairId) ?? null;
    const form = open || active.length === 1;
    return cardOf(ctx, pair, { form, open, stopped: stopped(pair), plan });
  });
  return {
    lead: pairs.length > 0 ? leadOf(ctx, pairs, stopped) : '',
    cards,
    candidate: ctx.me.candidate,
  };
}
