import type { PageContext } from '../../web/context.js';
import { monthWords, stepWords } from './month-words.js';

/** What one person said of a month, as the page of the pair shows it. */
interface Cell {
  name: string;
  answered: boolean;
  relation: string;
  /** Five marks, so many of them filled, for the eye. */
  marks: string;
  low: boolean;
  useful: string;
  wish: string;
  needsHelp: boolean;
}

export interface PairMonth {
  month: string;
  cells: Cell[];
}

const STEPS = 5;
/** Months that stand open; the rest of a year is behind a word. */
const SHOWN = 4;

/** What the people of a pair said month by month, for who may read it; null: nothing is said, or not to this reader. */
export async function pairMonths(
  ctx: PageContext,
  pairId: string,
): Promise<{ shown: PairMonth[]; earlier: PairMonth[] } | null> {
  if (ctx.role !== 'coordinator' && ctx.role !== 'curator') return null;
  const { rows } = await ctx.api.getPairMonthly({ programmeId: ctx.programmeId, pairId });
  if (rows.length === 0) return null;
  const months = [...new Set(rows.map(({ month }) => month))].map((month) => ({
    month: monthWords(ctx, month),
    cells: rows
      .filter((row) => row.month === month)
      .map(({ person, answer }) => ({
        name: person.name,
        answered: answer !== null,
        relation: answer ? stepWords(ctx, 'monthlyRelation', answer.relation) : '',
        marks: answer ? '●'.repeat(answer.relation) + '○'.repeat(STEPS - answer.relation) : '',
        low: (answer?.relation ?? STEPS) <= 2,
        useful: answer ? stepWords(ctx, 'monthlyUseful', answer.useful) : '',
        wish: answer?.wish ?? '',
        needsHelp: answer?.needsHelp ?? false,
      })),
  }));
  return { shown: months.slice(0, SHOWN), earlier: months.slice(SHOWN) };
}
