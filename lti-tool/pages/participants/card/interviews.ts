import { AppError } from '../../../../shared/errors.js';
import { outcomeModel } from '../../selection/selection-words.js';
import type { CardSection } from './sections.js';

/** Nothing where the service does not show this person to the reader: a curator of other forms. */
export async function ifVisible<T>(loading: Promise<T>): Promise<T | null> {
  try {
    return await loading;
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return null;
    throw error;
  }
}

export const interviewsSection: CardSection = {
  name: 'interviews',
  title: 'interview.heading',
  roles: ['coordinator', 'curator', 'psychologist', 'head'],
  place: 'main',
  async load(ctx, { personId, participations }) {
    if (!participations.some(({ role }) => role === 'mentor')) return null;
    const { programmeId } = ctx;
    const found = await ifVisible(ctx.api.listInterviews({ programmeId, personId }));
    if (!found) return null;
    const mayRead = ctx.role !== 'head' && ctx.me.personId !== personId;
    return {
      rows: found.rows.map((row) => ({
        ...outcomeModel(ctx, row.outcome),
        date: ctx.fmt.date(row.heldOn),
        heldBy: row.heldBy ?? '',
        reason: row.reason ?? '',
        href: mayRead ? ctx.url(`mentors/${personId}/interviews/${row.interviewId}`) : null,
      })),
      add: mayRead ? ctx.url(`mentors/${personId}/interviews/new`) : null,
    };
  },
};
