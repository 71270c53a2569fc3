import type { Db } from '../../shared/db/connect.js';
import type { MySurvey } from '../api/my-surveys.js';
import type { Definition } from '../api/questionnaire-definition.js';
import { audienceStore } from './audience-store.js';

/** People offered for a ranking. */
const MOST_PEOPLE = 1000;

/** Those who can be ranked in this questionnaire, without the person who ranks. */
export async function rankable(
  db: Db,
  {
    programmeId,
    definition,
    personId,
  }: { programmeId: string; definition: Definition; personId: string },
): Promise<MySurvey['people']> {
  const wanted = new Set(
    definition.questions.flatMap(({ type, people }) =>
      type === 'ranking' && people ? [people] : [],
    ),
  );
  const people: MySurvey['people'] = { mentee: [], mentor: [], curator: [] };
  for (const role of wanted) {
    const holders = await audienceStore(db).holders(programmeId, role, MOST_PEOPLE);
    people[role] = holders.filter((one) => one.personId !== personId);
  }
  return people;
}
