import type { MatchRun, MatchRunView } from '../../../service/api/match-runs.js';
import type { MatchTotals } from '../../../service/api/match-settings.js';
import type { MatchRunState } from '../../../service/api/reference.js';
import type { PageContext } from '../../web/context.js';
import { ruleWords } from './match-words.js';

const SIGNS: Readonly<Record<MatchRunState, string>> = {
  running: '◐',
  done: '●',
  stopped: '–',
  failed: '○',
  published: '✓',
};
const KINDS: Readonly<Record<MatchRunState, string>> = {
  running: 'warn',
  done: 'good',
  stopped: 'off',
  failed: 'bad',
  published: 'good',
};

/** The address of a page of a run. */
export const runPath = (runId: string, below = ''): string =>
  `matching/runs/${runId}${below === '' ? '' : `/${below}`}`;

/** «Наставника получили 28 из 31, средний балл 74.» */
export function totalsSentence(ctx: PageContext, totals: MatchTotals): string {
  const { t, fmt } = ctx;
  const { matched, mentees } = totals;
  return t('matching.lead', { matched, mentees, average: fmt.number(Math.round(totals.average)) });
}

/** The sentence of state of a run. */
export function runSentence(ctx: PageContext, run: MatchRun): string {
  const { t, fmt } = ctx;
  switch (run.state) {
    case 'running':
      return t('matching.lead.running', { n: run.counts.mentees });
    case 'stopped':
      return t('matching.lead.stopped');
    case 'failed':
      return t(run.lockFaults.length > 0 ? 'matching.lead.locks' : 'matching.lead.failed');
    default:
      if (run.now === null) return t('matching.lead.none');
      return run.state === 'published'
        ? t('matching.lead.published', {
            matched: run.now.matched,
            mentees: run.now.mentees,
            number: run.orderNumber ?? '–',
            date: fmt.date(run.orderDate),
          })
        : totalsSentence(ctx, run.now);
  }
}

/** A state by sign and word. */
export const stateModel = (ctx: PageContext, state: MatchRunState) => ({
  sign: SIGNS[state],
  kind: KINDS[state],
  word: ctx.ref('matchRunState', state),
});

/** «№ 3, 28.11.2026 14:05, Белова А. А.» */
export const runTitle = (ctx: PageContext, run: MatchRun): string =>
  ctx.t('matching.runTitle', { number: run.number, at: ctx.fmt.dateTime(run.startedAt) });

/** How far a run is, for the bar and for who asks again. */
export function progressModel(ctx: PageContext, run: MatchRun) {
  const { t } = ctx;
  const { mentees } = run.counts;
  return {
    words: t('matching.progress', { done: run.done, mentees }),
    value: run.done,
    max: Math.max(1, mentees),
    done: run.state !== 'running',
  };
}

/** Why the locks of a run cannot be kept, in names. */
export const faultWords = (ctx: PageContext, run: MatchRun): string[] =>
  run.lockFaults.map((fault) =>
    ctx.t(`matching.fault.${fault.code}`, {
      mentors: ctx.fmt.list(fault.mentors),
      mentees: ctx.fmt.list(fault.mentees),
      n: fault.mentees.length,
      capacity: fault.capacity ?? 0,
      rules: fault.rules.map((rule) => ruleWords(ctx, rule)).join('; ') || '–',
    }),
  );

/** The figures at the top and the pairs that are worth a second look; they move with each change. */
export function summaryModel(ctx: PageContext, run: MatchRunView) {
  const { t, fmt } = ctx;
  if (run.now === null) return null;
  const { now, solved } = run;
  const difference = solved === null ? 0 : Math.round((now.total - solved.total) * 10) / 10;
  return {
    total: t('matching.total', { total: fmt.number(now.total, 1) }),
    difference:
      difference === 0
        ? ''
        : t('matching.difference', {
            n: `${difference > 0 ? '+' : '−'}${fmt.number(Math.abs(difference), 1)}`,
          }),
    unmatched: now.mentees - now.matched,
    locked: run.locked,
    byHand: run.changesByHand,
    weakest: run.weakest.map((row) => ({
      name: row.mentee.name,
      score: fmt.number(Math.round(row.score ?? 0)),
      href: ctx.url(runPath(run.runId, `mentees/${row.mentee.personId}`), { sort: 'score' }),
    })),
  };
}
