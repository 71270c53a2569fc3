import type { Answers } from '../../service/api/questionnaire-definition.js';
import type { Stack } from './stack.js';

interface Where {
  organisationId: string;
  programmeId: string;
}

/** The demo college's programme with a year of data. */
async function demoProgramme(stack: Stack): Promise<Where> {
  const row = await stack.tool
    .db('participations')
    .where('role', 'mentee')
    .groupBy('programme_id', 'organisation_id')
    .orderByRaw('count(*) desc')
    .first({ organisationId: 'organisation_id', programmeId: 'programme_id' });
  return row as Where;
}

/** So many mentees of that programme, the ones who answer first in `answerWave`. */
export async function firstMentees(stack: Stack, count: number): Promise<string[]> {
  const { programmeId } = await demoProgramme(stack);
  const rows: { person_id: string }[] = await stack.tool
    .db('participations')
    .where({ programme_id: programmeId, role: 'mentee' })
    .orderBy('id')
    .limit(count)
    .select('person_id');
  return rows.map((row) => row.person_id);
}

/** Has so many mentees hand in answers to a wave; their ids, in the order in which they answered. */
export async function answerWave(
  stack: Stack,
  waveId: string,
  count: number,
  answersOf: (i: number) => Answers,
): Promise<string[]> {
  const { organisationId, programmeId } = await demoProgramme(stack);
  const people = await firstMentees(stack, count);
  for (const [i, personId] of people.entries()) {
    const actor = { kind: 'person' as const, organisationId, personId, role: 'mentee' as const };
    await stack.tool.service.api
      .as(actor)
      .saveMyAnswers({ programmeId, waveId, answers: answersOf(i), final: true, version: 0 });
  }
  return people;
}

/** All required answers of a short questionnaire of a scale and a text. */
export const shortAnswers = (i: number): Answers => ({
  comfort: (i % 10) + 1,
  words: `Слова номер ${i}`,
});
