import { todayIn } from '../../shared/clock.js';
import type { OutputOf } from '../api/endpoint.js';
import type { Contract } from '../api/index.js';
import type { Authority } from '../authorise.js';
import { createRevisionCache } from '../db/revision-cache.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import type { Watch } from '../pairs/index.js';
import { readProgrammeSettings } from '../programmes/index.js';
import { byForm, byRhythm, byState, byTopic, byWeek, ratingOf } from './overview-rules.js';
import { type Figures, formsOf, periodOf } from './period-rules.js';
import { counters } from './queries/counters.js';
import { openDisputes } from './queries/disputes.js';
import { meetingsByWeek } from './queries/meetings-by-week.js';
import { type MentorLoad, mentorLoad } from './queries/mentor-load.js';
import { type PairFigure, pairFigures } from './queries/pair-figures.js';
import { ratingSum } from './queries/rating.js';

type Overview = OutputOf<Contract['getOverview']>;

/** Computed overviews held in this process: some ten kilobytes each. */
const CACHED_OVERVIEWS = 500;
const LOAD_ROWS = 15;
const DISPUTE_ROWS = 5;

const isObserver = (authority: Authority) => authority.role === 'observer';

/** The rows of mentors as the caller may see them: an observer sees figures without names. */
const loadRows = (rows: readonly MentorLoad[], named: boolean) =>
  rows.map(({ personId, name, total: _total, ...figures }) => ({
    ...figures,
    mentor: named ? { personId, name } : null,
  }));

const countOf = (pairs: readonly PairFigure[], which: (pair: PairFigure) => boolean): number =>
  pairs.filter(which).reduce((sum, p) => sum + p.pairs, 0);

const isSilent = (pair: PairFigure): boolean => pair.noFeedback === 1;
const restsTooLong = (pair: PairFigure): boolean => pair.pauseOver === 1;

/**
 * Computes Обзор by seven statements, whatever the number of pairs and meetings, and one more where a mentee
 * objects to a record. Who needs somebody is told by the signals, which have a memory of their own.
 */
async function compute(
  deps: ServiceDeps,
  { authority, input }: Call<'getOverview'>,
  today: string,
): Promise<Overview> {
  const { db } = deps;
  const { programmeId, scopeForms } = authority;
  const settings = await readProgrammeSettings(db, programmeId);
  const period = periodOf(input, settings, today);
  const figures: Figures = { programmeId, forms: formsOf(scopeForms, input.form), ...period };
  const watch: Watch = { settings, today };
  const named = !isObserver(authority);
  const [meetings, pairs, load, numbers, ratings] = await Promise.all([
    meetingsByWeek(db, figures),
    pairFigures(db, figures, watch),
    mentorLoad(db, figures, LOAD_ROWS),
    counters(db, figures),
    ratingSum(db, figures),
  ]);
  const states = byState(pairs);
  const objected = named && numbers.disputesTotal > 0;
  return {
    today,
    ...period,
    meetingEveryDays: settings.meetingEveryDays,
    feedbackEveryDays: settings.feedbackEveryDays,
    ...numbers,
    openPairs: states.find((s) => s.state === 'active')?.pairs ?? 0,
    meetings: meetings.reduce((sum, m) => sum + m.meetings, 0),
    minutes: meetings.reduce((sum, m) => sum + m.minutes, 0),
    rating: ratingOf(ratings),
    byRhythm: byRhythm(pairs),
    byState: states,
    byForm: byForm(pairs, meetings),
    byTopic: byTopic(meetings),
    byWeek: byWeek(meetings, pairs, period, settings.meetingEveryDays),
    load: loadRows(load, named),
    loadTotal: load[0]?.total ?? 0,
    disputes: objected ? await openDisputes(db, figures, DISPUTE_ROWS) : [],
    withoutFeedback: countOf(pairs, isSilent),
    pausesOver: countOf(pairs, restsTooLong),
  };
}

/** The figures of Обзор (product §5), remembered as long as nothing in the programme changes. */
export function analyticsHandlers(deps: ServiceDeps): Pick<Handlers, 'getOverview'> {
  const overviews = createRevisionCache<Overview>({ maxEntries: CACHED_OVERVIEWS });
  return {
    async getOverview(call) {
      const { authority, input } = call;
      const today = todayIn(authority.timeZone, deps.clock);
      const { programmeId, revision, scopeForms } = authority;
      const of = [isObserver(authority), scopeForms, input.form, input.from, input.to, today];
      return overviews.get({ programmeId, revision, of }, () => compute(deps, call, today));
    },
  };
}
