import type { MyPair } from '../../../service/api/pairs.js';
import { addDays } from '../../../shared/dates.js';
import type { PageContext } from '../../web/context.js';
import { nearWords } from '../calendar/planned-words.js';
import type { ConsentNotice } from '../me/notice.js';
import { OWN_REQUESTS } from '../my-pair/help-model.js';
import { askedOf, waitingOf } from '../my-surveys/list-model.js';
import { inOrder, type Next, type NextFacts } from './next-rules.js';
import { type NextView, nextView, type Others } from './next-words.js';
import { peopleInWords, whyStopped } from './pair-words.js';

/** What the home says first: the one next thing, then the rest in short. */
export interface NextModel {
  /** Null: nothing waits. */
  first: NextView | null;
  /** What it is, for who shows it in a way of their own. */
  what: Next | null;
  then: NextView[];
  /** Said when nothing waits: what comes, or that all is well. */
  idle: string;
}

/** So long an answer of the curator is pointed out. */
const FRESH_DAYS = 14;

/** Who stands on the other side, by pair. */
function othersOf(ctx: PageContext, pairs: readonly MyPair[]): Others {
  return new Map(
    pairs.map((pair) => {
      const others = pair.mySide === 'mentor' ? pair.mentees : pair.mentors;
      return [pair.pairId, { names: peopleInWords(ctx, others), n: others.length }];
    }),
  );
}

/** Answers of the curator that are fresh and not closed yet; the same call as that of one’s own requests. */
async function answersOf(ctx: PageContext): Promise<NextFacts['answers']> {
  const { programmeId, api, fmt } = ctx;
  const { rows } = await api.listHelpRequests({ programmeId, pageSize: OWN_REQUESTS });
  return rows.flatMap(({ helpRequestId, pairId, state, answeredAt }) =>
    state === 'answered' &&
    answeredAt !== null &&
    answeredAt.slice(0, 10) >= addDays(fmt.today, -FRESH_DAYS)
      ? [{ helpRequestId, pairId, answeredOn: answeredAt.slice(0, 10) }]
      : [],
  );
}

/** «Ближайшая встреча завтра в 15:00», or that nothing is asked for now. */
function idleWords(
  ctx: PageContext,
  pairs: readonly MyPair[],
  stopped: (pair: MyPair) => boolean,
): string {
  const { t, fmt } = ctx;
  const [next] = pairs
    .flatMap(({ planned }) => planned)
    .filter(({ onDate, state }) => onDate >= fmt.today && state === 'agreed')
    .sort((a, b) => (a.onDate < b.onDate ? -1 : 1));
  if (next) return t('next.idle.meeting', { when: nearWords(ctx, next) });
  const agreed = pairs.flatMap(({ nextMeetingOn }) => nextMeetingOn ?? []).sort()[0];
  if (agreed) return t('next.idle.meeting', { when: fmt.near(agreed) });
  if (pairs.length === 0) return '';
  // Nothing is said to go well of pairs whose meetings are not recorded: their cards say why.
  const goes = pairs.some((pair) => pair.state === 'active' && !stopped(pair));
  return t(goes ? 'next.idle.good' : 'next.idle.stopped');
}

/**
 * The next things of a mentor or a mentee. What is asked here is remembered by the service until something changes;
 * what it adds to a home that was computed anew is said in the test of its statements.
 * @param pairs those in which the reader stands on this side
 */
export async function nextModel(
  ctx: PageContext,
  pairs: readonly MyPair[],
  told: { consent: ConsentNotice | null; thanked: readonly string[] },
): Promise<NextModel> {
  const { api, programmeId, fmt } = ctx;
  const side = ctx.role === 'mentor' ? 'mentor' : 'mentee';
  const withdrawn = told.consent?.withdrawn ?? false;
  const signedIn = ctx.byLink === null;
  const [plans, months, surveys, events, answers] = await Promise.all([
    api.listMyPlans({ programmeId }),
    // Who came by a link has only what the link is for.
    signedIn ? api.myMonthlyFeedback({ programmeId }) : { rows: [] },
    askedOf(ctx),
    signedIn ? api.listMyGroupMeetings({ programmeId }) : { rows: [] },
    signedIn ? answersOf(ctx) : [],
  ]);
  const facts: NextFacts = {
    side,
    today: fmt.today,
    pairs: pairs.map((pair) => ({
      ...pair,
      stopped: whyStopped(ctx, pair, withdrawn),
      thanked: withdrawn || !signedIn || told.thanked.includes(pair.pairId),
    })),
    plans: plans.rows,
    months: months.rows,
    surveys: waitingOf(surveys),
    answers,
    events: events.rows.map(({ groupMeetingId, title, heldOn, link }) => ({
      id: groupMeetingId,
      title,
      onDate: heldOn,
      link,
    })),
    consent: told.consent?.path === 'me/consents/own',
  };
  const waiting = inOrder(facts);
  const others = othersOf(ctx, pairs);
  const [first = null, ...then] = waiting.map((one) => nextView(ctx, one, others));
  return {
    first,
    what: waiting[0] ?? null,
    then,
    idle:
      first === null
        ? idleWords(ctx, pairs, (pair) => whyStopped(ctx, pair, withdrawn) !== '')
        : '',
  };
}
