import type { MentorReport } from '../../../service/api/closing-report.js';
import type { PageContext } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { createFormats } from '../../web/formats.js';
import { wordDocument } from '../../web/word.js';

/** A report as a paper: what the page that is printed and the Word document both say. */
export interface ReportPaper {
  title: string;
  organisation: string;
  programme: string;
  facts: { label: string; text: string }[];
  plans: { title: string; rows: string[][] }[];
  sections: { title: string; text: string }[];
  note: string;
  signers: { role: string; name: string }[];
}

/** Columns of the goals, in Russian as the paper is. */
export const GOAL_HEAD = [
  '№',
  'Цель',
  'Срок',
  'Ожидаемый результат',
  'Фактический результат',
  'Отметка',
];
const GOAL_STATES = {
  planned: 'не начата',
  in_progress: 'выполняется',
  done: 'выполнена',
  partly: 'выполнена частично',
  not_done: 'не выполнена',
  dropped: 'снята',
} as const;
const DECISIONS = {
  end: 'завершить работу пары',
  continue: 'продолжить работу пары',
  change: 'сменить пару',
} as const;

const filled = (facts: [string, string][]) =>
  facts.filter(([, text]) => text !== '').map(([label, text]) => ({ label, text }));

/** The report in Russian, whatever the page's language (methodology §9.2). */
export function reportPaper(deps: ShellDeps, ctx: PageContext, report: MentorReport): ReportPaper {
  const t = deps.i18n.translator('ru');
  const { programme } = ctx.me;
  const fmt = createFormats('ru', ctx.fmt.today, programme.timeZone);
  const { data, texts } = report;
  const sums = <T extends { n: number }>(rows: readonly T[], word: (row: T) => string) =>
    rows.map((row) => `${word(row)} – ${row.n}`).join('; ');
  const order = data.orderNumber
    ? `приказ № ${data.orderNumber}${data.orderDate ? ` от ${fmt.date(data.orderDate)}` : ''}`
    : '';
  const variant = data.roleVariant ? t(`ref.roleVariant.${data.roleVariant}`) : '';
  const { ratings } = data;
  const held = data.due === null ? String(data.held) : `${data.held} (по графику – ${data.due})`;
  const [accepted] = report.versions.filter(({ number }) => number === report.shownNumber);
  return {
    title: 'Отчёт наставника',
    organisation: programme.organisationName,
    programme: programme.title,
    facts: filled([
      [data.mentors.length > 1 ? 'Наставники' : 'Наставник', data.mentors.join(', ')],
      [data.mentees.length > 1 ? 'Наставляемые' : 'Наставляемый', data.mentees.join(', ')],
      ['Форма наставничества', [t(`ref.form.${data.form}`), variant].filter(Boolean).join(', ')],
      ['Формат', t(`ref.pairFormat.${data.format}`)],
      ['Период', `с ${fmt.date(data.startsOn)} по ${fmt.date(data.endsOn)}`],
      ['Основание', order],
      ['Проведено встреч', held],
      ['Общее время', data.minutes > 0 ? fmt.minutes(data.minutes) : ''],
      ['Виды встреч', sums(data.kinds, ({ kind }) => t(`ref.meetingKind.${kind}`).toLowerCase())],
      [
        'Форматы встреч',
        sums(data.formats, ({ format }) => t(`ref.meetingFormat.${format}`).toLowerCase()),
      ],
      ['Направления', sums(data.topics, ({ topic }) => t(`ref.topic.${topic}`).toLowerCase())],
      [
        'Завершающая встреча',
        data.closingMeetingOn ? fmt.date(data.closingMeetingOn) : 'не проведена',
      ],
      [
        'Посещаемость',
        data.attendance.map(({ name, came, of }) => `${name}: ${came} из ${of}`).join('; '),
      ],
      [
        'Оценки встреч наставляемым',
        ratings
          ? `в начале ${fmt.number(ratings.first, 1)}, в конце ${fmt.number(ratings.last, 1)} из 10 (оценок: ${ratings.n})`
          : '',
      ],
      [
        'Прогресс в программе',
        data.progress.map(({ name, score }) => `${name}: ${score} из 100`).join('; '),
      ],
    ]),
    plans: data.plans.map((plan) => ({
      title: `Цели плана: ${plan.name}${plan.confirmed ? '' : ' (план не подтверждён)'}`,
      rows: plan.goals.map((goal, index) => [
        String(index + 1),
        goal.task,
        fmt.date(goal.dueOn),
        goal.planned,
        goal.actual,
        [GOAL_STATES[goal.state], goal.mark === null ? '' : `оценка ${goal.mark}`]
          .filter(Boolean)
          .join('; '),
      ]),
    })),
    sections: [
      { title: 'Что удалось', text: texts.achieved },
      { title: 'Трудности', text: texts.difficulties },
      {
        title: 'Рекомендация',
        text: [texts.recommendation ? DECISIONS[texts.recommendation] : '', texts.advice]
          .filter(Boolean)
          .join('. '),
      },
      { title: 'Предложение о поощрении', text: texts.reward },
    ],
    note: accepted
      ? `Отчёт принят ${fmt.date(accepted.acceptedAt)}${accepted.acceptedBy ? `, ${accepted.acceptedBy}` : ''}. Редакция № ${accepted.number}, данные на эту дату.`
      : `Проект: отчёт ещё не принят. Данные на ${fmt.date(ctx.fmt.today)}.`,
    signers: [
      ...data.mentors.map((name) => ({ role: 'Наставник', name })),
      { role: 'Куратор', name: accepted?.acceptedBy ?? '' },
    ],
  };
}

/** The same as a Word document. */
export const reportDocx = (paper: ReportPaper): Promise<Buffer> =>
  wordDocument(paper.title, ({ docx, line, table }) => {
    const { CENTER } = docx.AlignmentType;
    const { HEADING_1, HEADING_2 } = docx.HeadingLevel;
    return [
      line(paper.organisation, { alignment: CENTER }),
      line(paper.title.toUpperCase(), { alignment: CENTER, heading: HEADING_1 }),
      line(paper.programme, { alignment: CENTER }),
      ...paper.facts.map(({ label, text }) => line(`${label}: ${text}`)),
      ...paper.plans.flatMap(({ title, rows }) => [
        line(title, { heading: HEADING_2 }),
        table(GOAL_HEAD, rows),
      ]),
      ...paper.sections.flatMap(({ title, text }) => [
        line(title, { heading: HEADING_2 }),
        line(text || '—'),
      ]),
      line(''),
      line(paper.note),
      ...paper.signers.map(({ role, name }) =>
        line(`${role} ______________________ / ${name || '______________________'}`),
      ),
    ];
  });
