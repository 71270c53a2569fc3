import { AppError } from '../../../shared/errors.js';
import type { PageContext } from '../../web/context.js';
import { noteView } from './routes.js';

/** Notes shown on the page of the pair; the rest is one link away. */
const SHOWN = 2;

/** The latest notes on a pair, for who may read them; null: not this reader. */
export async function pairNotes(ctx: PageContext, pairId: string) {
  if (ctx.role !== 'coordinator' && ctx.role !== 'curator') return null;
  try {
    const { rows } = await ctx.api.listNotes({ programmeId: ctx.programmeId, pairId });
    const label =
      rows.length > SHOWN ? ctx.t('notes.all', { n: rows.length }) : ctx.t('notes.write');
    return {
      rows: rows.slice(0, SHOWN).map((note) => noteView(ctx, note)),
      path: `pairs/${pairId}/notes`,
      label,
    };
  } catch (error) {
    // Who stands in the pair reads no notes on it, whatever else they are.
    if (error instanceof AppError && error.code === 'not_found') return null;
    throw error;
  }
}
