/** What speaks against a pair that is made by hand, and who may pass over it (methodology §3, stage 5). */
import type { FieldProblem } from '../../shared/errors.js';
import type { MatchRelation } from '../api/reference.js';

/** A mentor with what is known of them and of the mentees who are to come. */
export interface MentorAsked {
  name: string;
  /** Mentees whom they said they take; null: they have said nothing, so nothing is too many. */
  capacity: number | null;
  paused: boolean;
  /** Mentees whom they have now. */
  mentees: number;
  /** `veto` is told to the coordinator alone. */
  forbidding: readonly (MatchRelation | 'ban' | 'veto')[];
}

/** Nobody passes over the family; a curator over nothing that the rules or the coordinator forbid. */
type Rule = 'places' | 'paused' | MatchRelation | 'ban' | 'veto';
const FOR_GOOD: readonly Rule[] = ['parent'];
const CURATORS: readonly Rule[] = ['places', 'paused'];

function rulesOf(mentor: MentorAsked, coming: number): Rule[] {
  const full = mentor.capacity !== null && mentor.mentees + coming > mentor.capacity;
  return [
    ...mentor.forbidding,
    ...(mentor.paused ? (['paused'] as const) : full ? (['places'] as const) : []),
  ];
}

/**
 * What is wrong with a pair against whose people a rule of matching stands: at the mentor, and at the reason
 * with which it can be made all the same. A code is `pair.against.<rule>`.
 * @param coming how many mentees the mentors would get
 */
export function againstProblems(
  mentors: readonly MentorAsked[],
  coming: number,
  { reason, role }: { reason: string | null; role: string },
): { problems: FieldProblem[]; passed: Rule[] } {
  const found = mentors.flatMap((mentor, index) =>
    rulesOf(mentor, coming).map((rule) => ({ mentor, index, rule })),
  );
  if (found.length === 0) return { problems: [], passed: [] };
  const never = (rule: Rule): boolean =>
    FOR_GOOD.includes(rule) || (role !== 'coordinator' && !CURATORS.includes(rule));
  const stopped = found.filter(({ rule }) => never(rule));
  const told = stopped.length > 0 ? stopped : reason ? [] : found;
  const problems = told.map(({ mentor, index, rule }): FieldProblem => {
    const { name, capacity, mentees } = mentor;
    const params = { mentor: name, capacity: capacity ?? 0, mentees };
    return { path: `mentorIds.${index}`, code: `pair.against.${rule}`, params };
  });
  const askFor = told.length > 0 && stopped.length === 0;
  if (askFor) problems.push({ path: 'directive', code: 'pair.directiveNeeded' });
  return { problems, passed: [...new Set(found.map(({ rule }) => rule))] };
}
