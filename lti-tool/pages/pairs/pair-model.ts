import type { OutputOf } from '../../../service/api/endpoint.js';
import type { Contract, PairState } from '../../../service/api/index.js';
import { isSideWithdrawn } from '../../../service/api/withdrawn-side.js';
import type { PageContext } from '../../web/context.js';
import type { FormView } from '../../web/forms.js';
import { cardPlanned, saysNext } from '../calendar/planned-words.js';
import { closingLink } from '../closing/closing-words.js';
import { gapWords } from '../consents/consent-words.js';
import { consentGapsOf } from '../consents/marks.js';
import { contactWords } from '../home/pair-words.js';
import { pairMentorLinks } from '../links/mentor-link-words.js';
import { pairTimeline } from '../meetings/timeline-model.js';
import { historyModel, thanksModel } from '../pair-life/history-words.js';
import { actionLinks } from '../pair-life/routes.js';
import { pairPlans } from '../plans/plan-lines.js';
import { pairSignalsModel } from '../signals/pair-signals.js';
import { feedbackWords, pairTitle, pauseWords, reasonWords } from './pair-words.js';

type PairLife = OutputOf<Contract['getPairLife']>;
type FullPair = OutputOf<Contract['getPair']>;

/**
 * What may follow the states in which nothing is under way; pairs that work or rest have pages for each change
 * (the service has the same rule and the last word).
 */
const NEXT: Readonly<Partial<Record<PairState, readonly PairState[]>>> = {
  draft: ['active', 'terminated'],
  completed: ['active'],
  terminated: ['active'],
};
const NEEDS_REASON: readonly PairState[] = ['terminated'];

/** «Готовится» is never set by hand; opening again and so on are words of their own. */
function stateActions(ctx: PageContext, state: PairState) {
  return (NEXT[state] ?? []).map((next) => ({
    state: next,
    label: ctx.t(`pairs.action.${next}`),
    help: ctx.t(`pairs.actionHelp.${next}`),
    needsReason: NEEDS_REASON.includes(next),
  }));
}

function facts(ctx: PageContext, pair: FullPair): { label: string; value: string }[] {
  const { t, fmt } = ctx;
  const order = [
    pair.orderNumber && t('pairs.orderNo', { number: pair.orderNumber }),
    pair.orderDate && t('pairs.orderOf', { date: fmt.date(pair.orderDate) }),
  ];
  return [
    { label: t('pairs.form'), value: ctx.ref('form', pair.form) },
    { label: t('pairs.variant'), value: ctx.ref('roleVariant', pair.roleVariant) },
    { label: t('pairs.format'), value: ctx.ref('pairFormat', pair.format) },
    {
      label: t('pairs.period'),
      value: [
        `${fmt.date(pair.startsOn)} – ${fmt.date(pair.endsOn)}`,
        pair.prolongedFrom && t('life.prolongedTo', { date: fmt.date(pair.endsOn) }),
      ]
        .filter(Boolean)
        .join(', '),
    },
    { label: t('pairs.order'), value: order.filter(Boolean).join(' ') || t('pairs.noOrder') },
    {
      label: t('pairs.held'),
      value: `${t('pairs.meetingsHeld', { n: pair.meetingsHeld })}, ${fmt.minutes(pair.minutesTotal)}`,
    },
  ].filter((fact) => fact.value !== '');
}

interface PersonOfPair {
  personId: string;
  side: 'mentor' | 'mentee';
  name: string;
  withdrawn: boolean;
}

/** What a withdrawn consent has stopped in a pair that goes on, and where it is settled; null: nothing. */
function frozenModel(ctx: PageContext, { state }: FullPair, people: readonly PersonOfPair[]) {
  const withdrawn = people.filter((person) => person.withdrawn);
  if (withdrawn.length === 0 || state === 'completed' || state === 'terminated') return null;
  const ids = new Set(withdrawn.map(({ personId }) => personId));
  const stopped = (['mentor', 'mentee'] as const).some((side) => {
    const own = people.filter((person) => person.side === side);
    return isSideWithdrawn(
      own.map(({ personId }) => personId),
      ids,
    );
  });
  return {
    stopped,
    words: ctx.t(stopped ? 'pairs.frozen.stopped' : 'pairs.frozen.some'),
    people: withdrawn.map(({ personId, name }) => ({
      name,
      // Consents are the coordinator's; others see whom to speak of.
      href: ctx.role === 'coordinator' ? ctx.url(`participants/${personId}/consents`) : null,
    })),
  };
}

/** The page of a pair: people, what it is, its rhythm in words, the timeline, what can be done. */
export async function pairModel(ctx: PageContext, pair: FullPair, life: PairLife, form: FormView) {
  const mayEdit = ctx.role === 'coordinator' || ctx.role === 'curator';
  const gaps = await consentGapsOf(
    ctx,
    pair.contacts.map((person) => person.personId),
  );
  const people = pair.contacts.map((person) => ({
    personId: person.personId,
    lacks: gapWords(ctx, gaps.get(person.personId) ?? []),
    withdrawn: gaps.get(person.personId)?.includes('consent_withdrawn') ?? false,
    side: person.side,
    href: ctx.url(`participants/${person.personId}`),
    contact: contactWords([person])[0],
    name: person.name,
  }));
  const frozen = frozenModel(ctx, pair, people);
  const { programmeId } = ctx;
  const byLink = mayEdit ? await pairMentorLinks(ctx, pair.pairId) : null;
  const signals = await ctx.api.getPairSignals({ programmeId, pairId: pair.pairId });
  const planned =
    pair.state === 'active' && !frozen?.stopped
      ? {
          ...cardPlanned(ctx, pair, { leads: mayEdit, back: 'pair' }),
          ...(mayEdit ? {} : { plan: '' }),
        }
      : null;
  return {
    pair,
    frozen,
    title: pairTitle(ctx.t, pair),
    mentors: people
      .filter((person) => person.side === 'mentor')
      .map((person) => ({ ...person, page: byLink?.get(person.personId) ?? null })),
    mentees: people
      .filter((person) => person.side === 'mentee')
      .map((person) => ({ ...person, page: null })),
    reason: reasonWords(ctx.t, pair),
    feedback: feedbackWords(ctx.t, pair),
    facts: facts(ctx, pair),
    signals: pairSignalsModel(ctx, signals),
    timeline: await pairTimeline(ctx, pair),
    plans: await pairPlans(ctx, pair),
    mayEdit,
    closing: closingLink(ctx, pair),
    planned,
    nextSaid: saysNext(planned, pair.nextMeetingOn, pair.planned),
    mayLog: pair.state === 'active' && mayEdit && !frozen?.stopped,
    pause: pauseWords(ctx, pair),
    history: historyModel(ctx, life),
    thanks: thanksModel(ctx, life, mayEdit),
    links: mayEdit ? actionLinks(ctx, pair) : [],
    actions: mayEdit ? stateActions(ctx, pair.state) : [],
    chosenAction: form.value('state'),
    form,
  };
}
