import type { TemplateGoal } from '../template-rules.js';

/**
 * A goal of a template.
 * @param week its term, in weeks from the beginning of the plan
 * @param task what is done @param planned by what one will see that it is
 */
export const goal = (week: number, task: string, planned: string): TemplateGoal => ({
  week,
  task,
  planned,
});

/** The last meeting, which every plan ends with (methodology §3 stage 7). */
export const closing = (week: number): TemplateGoal =>
  goal(
    week,
    'Итоговая встреча: сравнить планируемые и фактические результаты, решить, завершить работу или продолжить',
    'Заполнены итоговые анкеты и графы «фактический результат»; решение о продолжении записано',
  );
