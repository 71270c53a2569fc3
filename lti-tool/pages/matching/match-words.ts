import type { OutputOf } from '../../../service/api/endpoint.js';
import type { Contract } from '../../../service/api/index.js';
import type { MatchReason, MatchSuggestion, MatchUnit } from '../../../service/api/match-runs.js';
import {
  BROKEN_RULES,
  type BrokenRule,
  NEVER_PASSED_OVER,
} from '../../../service/api/reference.js';
import { AppError, type FieldProblem } from '../../../shared/errors.js';
import type { PageContext } from '../../web/context.js';
import { reasonSentence } from './reason-words.js';

type Change = OutputOf<Contract['listMatchChanges']>['rows'][number];

/** A rule that speaks against a pair: «у наставляемого нет согласия». */
export function ruleWords(ctx: PageContext, rule: BrokenRule): string {
  if (!rule.startsWith('must.')) return ctx.ref('matchRule', rule);
  const criterion = ctx.ref('matchCriterion', rule.slice('must.'.length));
  return ctx.t('matching.must.broken', { criterion });
}

export const rulesLine = (ctx: PageContext, rules: readonly BrokenRule[]): string =>
  rules.map((rule) => ruleWords(ctx, rule)).join('; ');

const never: readonly BrokenRule[] = NEVER_PASSED_OVER;

/** Whether a directive assignment cannot pass over one of these rules. */
export const isForGood = (rules: readonly BrokenRule[]): boolean =>
  rules.some((rule) => never.includes(rule));

/** Why somebody has nobody: the rules whose loosening would help, or that no rule stands against it. */
export function loosenWords(
  ctx: PageContext,
  { loosen, open }: Pick<MatchSuggestion, 'loosen' | 'open'>,
): string {
  if (loosen.length > 0) return ctx.t('matching.loosen', { rules: rulesLine(ctx, loosen) });
  return open === null ? ctx.t('matching.noUnits') : ctx.t(`matching.open.${open}`);
}

/** Why a publication is refused for a pair, and what to do; '': it is not. */
export function againstWords(ctx: PageContext, { against }: Pick<MatchSuggestion, 'against'>) {
  if (against === null) return '';
  const rules = against.gone ? ctx.t('matching.against.gone') : rulesLine(ctx, against.rules);
  return ctx.t('matching.against', { rules });
}

/** Why a publication is refused for what a mentor or team has taken; '': it is not. */
export function unitAgainst(ctx: PageContext, { against, atLeast }: MatchUnit): string {
  if (against === null) return '';
  const { code, capacity } = against;
  return ctx.t(`matching.against.${code}`, { n: capacity, least: atLeast });
}

/** What is as it should be because nobody has asked for anything: no reason for anybody. */
const SAYS_LITTLE = new Set(['gender not_asked', 'preferred_age any']);

/** The main reasons of a pair in one line. */
export function reasonsLine(ctx: PageContext, reasons: readonly MatchReason[]): string {
  const telling = reasons.filter(({ criterion, code }) => !SAYS_LITTLE.has(`${criterion} ${code}`));
  if (telling.length === 0) return ctx.t('matching.littleKnown');
  return telling.map((reason) => reasonSentence(ctx, reason)).join(' · ');
}

/** A change by hand in a sentence, for its list, the button that takes it back and who listens. */
export function changeSentence(ctx: PageContext, change: Change): string {
  const { t } = ctx;
  const of = {
    mentee: change.mentee ?? '–',
    from: change.from ?? t('matching.nobody'),
    to: change.to ?? t('matching.nobody'),
  };
  if (change.kind === 'undo') {
    const what = t(`matching.kind.${change.reason ?? 'assign'}`);
    return t('matching.change.undo', { mentee: of.mentee, what });
  }
  return t(`matching.change.${change.kind}`, of);
}

/** By the code of a problem of a publication, the rule that it is about. */
const RULE_OF: ReadonlyMap<string, BrokenRule> = new Map(
  BROKEN_RULES.map((rule) => [`match.publish.${rule.replace('.', '_')}`, rule] as const),
);

function worded(ctx: PageContext, problem: FieldProblem): FieldProblem {
  const { path, code, params } = problem;
  const published = RULE_OF.get(code);
  if (published !== undefined) {
    const rule = ruleWords(ctx, published);
    return { path, code: 'match.publishRule', params: { ...params, rule } };
  }
  if (!code.startsWith('match.rule.')) return problem;
  const rule = ruleWords(ctx, code.slice('match.rule.'.length) as BrokenRule);
  return { path, code: 'match.rule', params: { rule } };
}

/** The problems of an error with the rules among them as words. */
export function wordedProblems(ctx: PageContext, error: AppError): FieldProblem[] {
  const problems = error.problems.length > 0 ? error.problems : [{ path: '', code: error.code }];
  return problems.map((problem) => worded(ctx, problem));
}

/** Runs a call of the service; what it refuses comes with its rules in words. */
export async function withWords<T>(ctx: PageContext, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof AppError) || error.problems.length === 0) throw error;
    throw new AppError(error.code, error.message, {
      problems: wordedProblems(ctx, error),
      cause: error,
    });
  }
}

/** The rules that made a change impossible; empty where something else did. */
export const brokenRulesOf = (error: AppError): BrokenRule[] =>
  error.problems.flatMap(({ code }) =>
    code.startsWith('match.rule.') ? [code.slice('match.rule.'.length) as BrokenRule] : [],
  );
