import type { CriteriaLevel, InterviewOutcome, SelectionGap } from '../../../service/api/index.js';
import type { PageContext } from '../../web/context.js';

/** State by word and shape, never by colour alone. */
export const OUTCOME_LOOKS: Readonly<Record<InterviewOutcome, { look: string; sign: string }>> = {
  recommended: { look: 'state-good', sign: '✓' },
  conditional: { look: 'state-warn', sign: '◐' },
  not_recommended: { look: 'muted', sign: '✕' },
};

/** How an interview ended, with its sign. */
export const outcomeModel = (ctx: PageContext, outcome: InterviewOutcome) => ({
  ...OUTCOME_LOOKS[outcome],
  word: ctx.ref('interviewOutcome', outcome),
});

/** «82 %, высокий», with how many sheets stand behind it. */
export function criteriaWords(
  ctx: PageContext,
  { percent, level, sheets }: { percent: number; level: CriteriaLevel; sheets: number },
): string {
  return ctx.t('criteria.summary', { percent, level: ctx.ref('criteriaLevel', level), n: sheets });
}

/** What is missing, in words. */
export const lacksWords = (ctx: PageContext, lacks: readonly SelectionGap[]): string =>
  lacks.map((gap) => ctx.ref('selectionGap', gap)).join(', ');
