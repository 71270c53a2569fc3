import { Router } from 'express';
import type { OutputOf } from '../../../service/api/endpoint.js';
import type { Contract } from '../../../service/api/index.js';
import type { Question } from '../../../service/api/questionnaire-definition.js';
import { MAX_ANSWERS_PAGE } from '../../../service/api/survey-results.js';
import type { PageContext, PageWrapper } from '../../web/context.js';
import { readFilters } from '../../web/list-filters.js';
import { type Cell, type Column, sendXlsx } from '../../web/xlsx.js';
import { idParam } from '../meetings/path-ids.js';
import { RESULT_FILTERS } from './result-routes.js';
import { answerWords } from './result-words.js';
import { readWave } from './wave-routes.js';
import { inLocale } from './wave-words.js';

type Sheets = OutputOf<Contract['listWaveAnswers']>;
type Sheet = Sheets['rows'][number] & { names: Sheets['names'] };

const withNames = ({ rows, names }: Sheets): Sheet[] => rows.map((row) => ({ ...row, names }));

/** The pages of sheets after the first, which is there already. */
async function* allSheets(
  first: Sheets,
  fetchPage: (page: number) => Promise<Sheets>,
): AsyncGenerator<Sheet[]> {
  yield withNames(first);
  const pages = Math.ceil(first.total / MAX_ANSWERS_PAGE);
  for (let page = 2; page <= pages; page += 1) yield withNames(await fetchPage(page));
}

/** An answer as a cell: figures stay figures, dates dates. */
function answerCell(ctx: PageContext, question: Question, sheet: Sheet): Cell {
  const answer = sheet.answers[question.code];
  if (typeof answer === 'number') return answer;
  if (question.type === 'date' && typeof answer === 'string') return { date: answer };
  return answerWords(ctx, question, answer, sheet.names);
}

const WIDE = 40;
const NARROW = 18;

/** One row a person, one column a question. */
async function exportAnswers(ctx: PageContext): Promise<void> {
  const filters = readFilters(ctx, RESULT_FILTERS);
  const { programmeId } = ctx;
  const waveId = idParam(ctx, 'waveId');
  const fetchPage = (page: number) =>
    ctx.api.listWaveAnswers({
      programmeId,
      waveId,
      ...filters,
      page,
      pageSize: MAX_ANSWERS_PAGE,
    });
  const first = await fetchPage(1);
  const { t } = ctx;
  const columns: Column<Sheet>[] = [
    { title: t('people.name'), width: WIDE, value: (sheet) => sheet.name },
    { title: t('people.group'), value: (sheet) => sheet.groupName },
    {
      title: t('answers.savedAt'),
      width: NARROW,
      value: (sheet) => ({ at: ctx.fmt.local(sheet.savedAt) }),
    },
    ...first.definition.questions.map(
      (question, at): Column<Sheet> => ({
        title: `${at + 1}. ${inLocale(ctx, question.text)}`,
        width: question.type === 'text' ? WIDE : NARROW,
        value: (sheet) => answerCell(ctx, question, sheet),
      }),
    ),
  ];
  await sendXlsx(ctx, t('answers.file'), columns, allSheets(first, fetchPage));
}

/** What one person handed in to a named wave. */
async function showPerson(ctx: PageContext): Promise<void> {
  const { programmeId } = ctx;
  const wave = await readWave(ctx);
  const personId = idParam(ctx, 'personId');
  const sheet = await ctx.api.getAnswersOf({ programmeId, waveId: wave.waveId, personId });
  const { questions } = sheet.definition;
  ctx.render('surveys/answers', {
    wave,
    name: sheet.name,
    personHref: ctx.url(`participants/${personId}`),
    state: sheet.answerState,
    savedAt: sheet.savedAt === null ? '' : ctx.fmt.dateTime(sheet.savedAt),
    rows: questions.map((question, at) => ({
      question: `${at + 1}. ${inLocale(ctx, question.text)}`,
      confidential: question.confidential,
      answer: answerWords(ctx, question, sheet.answers[question.code], sheet.names),
    })),
  });
}

/** Who answered what to a named wave. */
export function answerRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/surveys/:waveId/answers.xlsx', page(exportAnswers));
  router.get('/surveys/:waveId/people/:personId', page(showPerson));
  return router;
}
