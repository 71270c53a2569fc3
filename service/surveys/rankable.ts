import type { Db } from '../../shared/db/connect.js';
import type { MySurvey } from '../api/my-surveys.js';
import type { Definition } from '../api/questionnaire-definition.js';
import { audienceStore } from './audience-store.js';

/** People offered for a ranking. */
const MOST_PEOPLE = 1000;

/**
 * Those who can be ranked in a wave, without the person who ranks: who hold the role that a question is
 * about, of a wave with a list those who are offered in it.
 */
export async function rankable(
  db: Db,
  wave: { programmeId: string; list: string | null },
  { definition, personId }: { definition: Definition; personId: string },
): Promise<MySurvey['people']> {
  const wanted = new Set(
    definition.questions.flatMap(({ type, people }) =>
      type === 'ranking' && people ? [people] : [],
    ),
  );
  const people: MySurvey['people'] = { mentee: [], mentor: [], curator: [] };
  for (const role of wanted) {
    const holders = await audienceStore(db).holders(wave, role, MOST_PEOPLE);
    people[role] = holders.filter((one) => one.personId !== personId);
  }
  return people;
}
