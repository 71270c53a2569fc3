import { PLAN_TEXTS, type PlanText } from '../../../service/api/index.js';
import type { Plan } from '../../../service/api/plans.js';
import type { PageContext } from '../../web/context.js';

/** Headings of the paper's sections (methodology §9.2); papers are in Russian, whatever the page's language. */
const SECTIONS: Readonly<Record<PlanText, string>> = {
  difficulties: 'Анализ трудностей и способы их преодоления',
  directions: 'Направления развития',
  problem: 'Проблема и профессиональные дефициты',
  aim: 'Цель',
  tasks: 'Задачи',
  functions: 'Участники и их функции',
  ways: 'Формы и виды наставничества',
  schedule: 'Режим работы и график встреч',
  results: 'Планируемые результаты',
  control: 'Формы контроля',
};
const MODES = { in_person: 'очно', online: 'онлайн', mixed: 'смешанно' } as const;
const STATES = {
  planned: '',
  in_progress: 'выполняется',
  done: 'выполнено',
  partly: 'выполнено частично',
  not_done: 'не выполнено',
  dropped: 'снято',
} as const;
const TITLES = {
  individual_plan: 'Индивидуальный план развития под руководством наставника',
  personal_programme: 'Персонализированная программа наставничества',
} as const;
/** What stands after the table of a programme, and before it. */
const AFTER: readonly PlanText[] = ['results', 'control'];

export interface PaperSection {
  title: string;
  text: string;
}

/** A plan as a paper: what the page that is printed and the Word document both say. */
export interface PlanPaper {
  title: string;
  organisation: string;
  programme: string;
  /** «Наставляемый: …» and the like. */
  facts: { label: string; text: string }[];
  before: PaperSection[];
  tableTitle: string;
  head: string[];
  rows: string[][];
  after: PaperSection[];
  /** Which version it is, and how it was confirmed. */
  note: string;
  signers: { role: string; name: string }[];
}

function sectionsOf(plan: Plan, names: readonly PlanText[]): PaperSection[] {
  return names.map((name) => {
    const mode = name === 'schedule' && plan.mode ? `Режим: ${MODES[plan.mode]}. ` : '';
    return { title: SECTIONS[name], text: `${mode}${plan[name]}`.trim() };
  });
}

/** «выполнено; оценка 5; комментарий», as the last column has it. */
function markOf(row: Plan['rows'][number]): string {
  const mark = row.mark === null ? '' : `оценка ${row.mark}`;
  const why = row.state === 'dropped' ? row.reason : '';
  return [STATES[row.state], why, mark, row.comment].filter(Boolean).join('; ');
}

function noteOf(ctx: Pick<PageContext, 'fmt'>, plan: Plan): string {
  const { fmt } = ctx;
  const { confirmed } = plan;
  if (confirmed === null) return 'Проект: обе стороны ещё не подтвердили план.';
  const how = confirmed.paperOn
    ? `подписана на бумаге ${fmt.date(confirmed.paperOn)}`
    : `подтверждена наставляемым ${fmt.date(confirmed.confirmedAt)}`;
  const changed =
    plan.state === 'confirmed' ? '' : ' После этого план изменён, изменения ещё не подтверждены.';
  return `Редакция № ${confirmed.number}, ${how}.${changed}`;
}

/** The plan of a page as a paper. @param variant the label of the role variant in Russian */
export function planPaper(ctx: Pick<PageContext, 'fmt' | 'me'>, plan: Plan, ru: Labels): PlanPaper {
  const { fmt } = ctx;
  const { organisationName, title: programme } = ctx.me.programme;
  const isPlan = plan.kind === 'individual_plan';
  const order = plan.orderNumber
    ? `№ ${plan.orderNumber}${plan.orderDate ? ` от ${fmt.date(plan.orderDate)}` : ''}`
    : '';
  const facts: [string, string][] = [
    ['Наставляемый', plan.mentee.name],
    [
      plan.mentors.length > 1 ? 'Наставники' : 'Наставник',
      plan.mentors.map((m) => m.name).join(', '),
    ],
    ['Форма наставничества', [ru.form, ru.variant].filter(Boolean).join(', ')],
    ['Срок', `с ${fmt.date(plan.startsOn)} по ${fmt.date(plan.endsOn)}`],
    ['Основание', order && `приказ ${order}`],
  ];
  const texts: readonly PlanText[] = PLAN_TEXTS[plan.kind];
  return {
    title: TITLES[plan.kind],
    organisation: organisationName,
    programme,
    facts: facts.filter(([, text]) => text !== '').map(([label, text]) => ({ label, text })),
    before: sectionsOf(
      plan,
      texts.filter((name) => !AFTER.includes(name)),
    ),
    tableTitle: isPlan ? 'План работы' : 'Мероприятия',
    head: isPlan
      ? [
          '№',
          'Проект, задание',
          'Срок',
          'Планируемый результат',
          'Фактический результат',
          'Оценка наставника',
        ]
      : ['№', 'Содержание', 'Срок', 'Планируемый результат', 'Результат', 'Отметка'],
    rows: plan.rows.map((row) => [
      String(row.number),
      row.task,
      fmt.date(row.dueOn),
      row.planned,
      row.actual,
      markOf(row),
    ]),
    after: sectionsOf(
      plan,
      texts.filter((name) => AFTER.includes(name)),
    ),
    note: noteOf(ctx, plan),
    signers: [
      ...plan.mentors.map(({ name }) => ({ role: 'Наставник', name })),
      { role: 'Наставляемый', name: plan.mentee.name },
      { role: 'Куратор', name: '' },
    ],
  };
}

interface Labels {
  form: string;
  variant: string;
}
