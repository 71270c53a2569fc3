import { CLOSED_PAIR_STATES } from '../../../service/api/index.js';
import type { MyPair } from '../../../service/api/pairs.js';
import type { MenteePlan } from '../../../service/api/plans.js';
import type { PageContext } from '../../web/context.js';
import { groupLine, type PlanLine, planLine } from './plan-words.js';

const isOver = ({ state }: Pick<MyPair, 'state'>): boolean =>
  (CLOSED_PAIR_STATES as readonly string[]).includes(state);

/** The plans of the reader's pairs, a line for each pair that has something to say, by the pair's id. */
export async function planLines(
  ctx: PageContext,
  pairs: readonly MyPair[],
): Promise<Map<string, PlanLine>> {
  const { rows } = await ctx.api.listMyPlans({ programmeId: ctx.programmeId });
  const lines = new Map<string, PlanLine>();
  for (const pair of pairs) {
    const mentees: MenteePlan[] = rows.filter(({ pairId }) => pairId === pair.pairId);
    const [only] = mentees;
    if (only === undefined || (isOver(pair) && mentees.every(({ plan }) => plan === null)))
      continue;
    const create = ctx.role === 'mentor' && !isOver(pair);
    lines.set(
      pair.pairId,
      mentees.length === 1
        ? planLine(ctx, pair.pairId, only, create)
        : groupLine(ctx, `my/pairs/${pair.pairId}#plans`, mentees),
    );
  }
  return lines;
}

/** A mentee with their plan, as the pair's page shows it. */
export interface PairPlan extends PlanLine {
  name: string;
}

/** The plans of one pair: of each mentee a line; of a pair that is over only where there is a plan. */
export async function pairPlans(
  ctx: PageContext,
  pair: Pick<MyPair, 'pairId' | 'state'>,
): Promise<PairPlan[]> {
  const { pairId } = pair;
  const { mayWrite, rows } = await ctx.api.listPairPlans({ programmeId: ctx.programmeId, pairId });
  return rows
    .filter(({ plan }) => plan !== null || !isOver(pair))
    .map((mentee) => ({ name: mentee.name, ...planLine(ctx, pairId, mentee, mayWrite) }));
}
