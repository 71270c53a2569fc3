import { randomUUID } from 'node:crypto';
import type { Question } from '../../../service/api/questionnaire-definition.js';
import type { PairedQuestion, Questionnaire } from '../../../service/api/questionnaires.js';
import type { PageContext } from '../../web/context.js';
import { inLocale } from '../surveys/wave-words.js';

/** What is chosen for a question that another one, still to be written, will be compared with. */
const NEW_PAIR = '+';

/** The questions of other questionnaires with which those of this one can be compared. */
export async function readPaired(
  ctx: PageContext,
  questionnaireId: string,
): Promise<PairedQuestion[]> {
  const { programmeId } = ctx;
  return (await ctx.api.listPairedQuestions({ programmeId, questionnaireId })).rows;
}

/** Who answers a questionnaire and when: «наставляемые, по завершении». */
const sideWords = (ctx: PageContext, { role, stage }: Pick<PairedQuestion, 'role' | 'stage'>) =>
  `${ctx.t(`waves.whom.${role}`).toLowerCase()}, ${ctx.ref('surveyStage', stage)}`;

/** With whom and when a question is compared, each side once; '' with nobody. */
export function pairWords(
  ctx: PageContext,
  { pair }: Pick<Question, 'pair'>,
  paired: readonly PairedQuestion[],
): string {
  const same = pair === null ? [] : paired.filter((one) => one.pair === pair);
  const sides = [...new Set(same.map((one) => sideWords(ctx, one)))];
  return sides.length === 0 ? '' : ctx.t('quest.comparedWith', { what: sides.join('; ') });
}

/** Those of the same role first: before and after are compared more often than the two sides. */
function nearestFirst(
  paired: readonly PairedQuestion[],
  { role }: Pick<Questionnaire, 'role'>,
): PairedQuestion[] {
  const own = paired.filter((one) => one.role === role);
  return [...own, ...paired.filter((one) => one.role !== role)];
}

/**
 * What a question can be compared with, as the options of a select: each pair once, under the first
 * questionnaire that has it. What the question is compared with now is among them.
 */
export function pairOptions(
  ctx: PageContext,
  questionnaire: Questionnaire,
  paired: readonly PairedQuestion[],
  chosen: string,
) {
  const seen = new Set<string>();
  const options = nearestFirst(paired, questionnaire).flatMap((one) => {
    if (seen.has(one.pair)) return [];
    seen.add(one.pair);
    return [
      {
        value: one.pair,
        label: `${one.number}. ${inLocale(ctx, one.text)}`,
        group: `${one.title} (${sideWords(ctx, one)})`,
        groupKey: one.questionnaireId,
      },
    ];
  });
  const byGroup = [...new Set(options.map(({ group }) => group))].flatMap((group) =>
    options.filter((one) => one.group === group),
  );
  const alone = chosen !== '' && chosen !== NEW_PAIR && !seen.has(chosen);
  return [
    alone
      ? { value: chosen, label: ctx.t('quest.pair.alone') }
      : { value: NEW_PAIR, label: ctx.t('quest.pair.later') },
    ...byGroup,
  ];
}

/** The pair that was chosen; a new one gets a name that no other question has. */
export function chosenPair(value: string): string | null {
  if (value === NEW_PAIR) return `p_${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  return value.trim() || null;
}
