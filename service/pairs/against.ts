import type { Knex } from 'knex';
import type { Call } from '../handler.js';
import { isUnwanted } from '../matching/engine/index.js';
import { forbidding } from '../matching/runs/forbidden.js';
import { mentorLoad } from '../mentors/index.js';
import { noteMadeDespite } from '../pair-life/made-despite.js';
import { againstProblems, type MentorAsked } from './against-rules.js';

type Creating = Pick<Call<'createPair'>, 'authority' | 'input'>;

/**
 * Looks at places and relations of the people of a new pair: the matching has them as hard rules, so nobody
 * goes round them by hand without a word of why.
 * @returns what is wrong, and the rules that a reason passes over
 */
export async function checkAgainst(trx: Knex.Transaction, { authority, input }: Creating) {
  const { programmeId, form, mentorIds, menteeIds, directive } = input;
  const mentors: MentorAsked[] = [];
  for (const mentorId of mentorIds) {
    const load = await mentorLoad(trx, programmeId, mentorId);
    if (load === null) continue;
    const found = await forbidding(trx, { programmeId, form }, mentorId, menteeIds);
    // In confidence: that a pair is refused to a curator would tell them who does not want whom.
    const vetoed =
      authority.role === 'coordinator' && (await isUnwanted(trx, programmeId, mentorId, menteeIds));
    mentors.push({ ...load, forbidding: vetoed ? [...found, 'veto'] : found });
  }
  const { role } = authority;
  return againstProblems(mentors, menteeIds.length, { reason: directive || null, role });
}

/** Writes down that a pair was made against rules, and why: the staff read it in the pair's history. */
export async function noteDirective(
  trx: Knex.Transaction,
  { authority, input }: Creating,
  made: { pairId: string; rules: readonly string[]; now: number },
): Promise<void> {
  if (made.rules.length === 0) return;
  const { organisationId, programmeId, personId } = authority;
  const place = { organisationId, programmeId, pairId: made.pairId };
  const words = { onDate: input.startsOn, note: input.directive ?? '' };
  await noteMadeDespite(trx, place, words, { actorId: personId, now: made.now });
}
