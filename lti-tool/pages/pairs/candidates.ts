import type { Participant } from '../../../service/api/people.js';
import type { PageContext } from '../../web/context.js';
import { type FormValues, fieldList, fieldText } from '../../web/forms.js';
import { consentMarks } from '../consents/marks.js';

/** People offered at once; the others are found by a search. */
const OFFERED = 100;

export interface CandidateList {
  options: { value: string; label: string; help: string }[];
  search: string;
  /** More people than are offered. */
  more: boolean;
  total: number;
}

const optionOf = (ctx: PageContext, person: Participant, lacks: string) => ({
  value: person.personId,
  label: person.name,
  help: [
    person.groupName,
    person.activePairs > 0 ? ctx.t('pairs.alreadyIn', { n: person.activePairs }) : '',
    lacks,
  ]
    .filter(Boolean)
    .join(' · '),
});

/**
 * The people of one side to choose from: those already chosen first, then who meets the search.
 * Without a search mentees without a pair are offered, the likeliest to be wanted.
 */
export async function candidates(
  ctx: PageContext,
  role: 'mentor' | 'mentee',
  values: FormValues,
): Promise<CandidateList> {
  const search = fieldText(values, `${role}Search`).trim().slice(0, 100);
  const { programmeId } = ctx;
  const unpaired = role === 'mentee' && search === '' ? ({ pairing: 'unpaired' } as const) : {};
  const found = await ctx.api.listParticipants({
    programmeId,
    role,
    pageSize: OFFERED,
    ...(search ? { search } : {}),
    ...unpaired,
  });
  const offered = new Set(found.rows.map((person) => person.personId));
  const missing = fieldList(values, `${role}Ids`)
    .filter((id) => !offered.has(id))
    .slice(0, 30);
  const chosen = await Promise.all(
    missing.map((personId) => ctx.api.getParticipant({ programmeId, personId }).catch(() => null)),
  );
  const people = [...chosen.filter((person) => person !== null), ...found.rows];
  const lacks = await consentMarks(
    ctx,
    people.map((person) => person.personId),
  );
  return {
    options: people.map((person) => optionOf(ctx, person, lacks(person.personId))),
    search,
    more: found.total > found.rows.length || 'pairing' in unpaired,
    total: found.total,
  };
}
