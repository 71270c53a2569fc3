import type { OutputOf } from '../../../service/api/endpoint.js';
import type { Contract } from '../../../service/api/index.js';
import type { PageContext } from '../../web/context.js';
import { minutesFor } from './steps.js';

export type MySurveyRow = OutputOf<Contract['listMySurveys']>['rows'][number];

export interface SurveyCard {
  path: string;
  title: string;
  facts: string;
  /** Word of the link; the button of those that wait. */
  action: string;
}

export interface SurveyList {
  lead: string;
  waiting: SurveyCard[];
  later: SurveyCard[];
  done: SurveyCard[];
}

/** Waves that one person was ever asked in a role: the service holds no more of them. */
const ALL = 500;

/** All waves that ask this person; remembered by the service until something is written. */
export async function askedOf(ctx: PageContext): Promise<MySurveyRow[]> {
  const { programmeId } = ctx;
  return (await ctx.api.listMySurveys({ programmeId, pageSize: ALL })).rows;
}

const waits = ({ state, answerState }: MySurveyRow): boolean =>
  state === 'open' && answerState !== 'submitted';

/** Those that wait for an answer, the first to end first. */
export const waitingOf = (rows: readonly MySurveyRow[]): MySurveyRow[] =>
  rows.filter(waits).sort((a, b) => (a.endsOn < b.endsOn ? -1 : a.endsOn > b.endsOn ? 1 : 0));

function cardOf(
  ctx: PageContext,
  row: MySurveyRow,
  kind: 'waiting' | 'later' | 'done',
): SurveyCard {
  const { t, fmt } = ctx;
  const answered = row.answerState === 'submitted';
  const last = () => {
    if (row.stopped) return t('mySurveys.stopped');
    const until = row.state === 'open' ? 'mySurveys.changeUntil' : 'mySurveys.closedOn';
    return t(until, { date: fmt.date(row.endsOn) });
  };
  const words = {
    waiting: [
      t('mySurveys.until', { date: fmt.date(row.endsOn) }),
      t('mySurveys.minutes', { n: minutesFor(row.questions) }),
      t(row.answerState === 'draft' ? 'mySurveys.begun' : 'mySurveys.notBegun'),
    ],
    later: [t('mySurveys.from', { date: fmt.date(row.startsOn) })],
    done: [
      ...(row.stopped && !answered
        ? []
        : [t(answered ? 'mySurveys.handedIn' : 'mySurveys.missed')]),
      last(),
    ],
  }[kind];
  if (row.anonymous && kind !== 'done') words.push(t('mySurveys.anonymous'));
  return {
    path: `my-surveys/${row.waveId}`,
    title: row.title,
    facts: words.join(' · '),
    action: t(
      kind !== 'waiting'
        ? 'mySurveys.open'
        : row.answerState === 'draft'
          ? 'mySurveys.goOn'
          : 'mySurveys.begin',
    ),
  };
}

/** «Анкеты» of a mentor and a mentee: what is asked now, later, and what is over. */
export function listModel(ctx: PageContext, rows: readonly MySurveyRow[]): SurveyList {
  const waiting = waitingOf(rows);
  const later = rows.filter(({ state }) => state === 'planned');
  const done = rows.filter((row) => row.state !== 'planned' && !waits(row));
  const cards = (kind: 'waiting' | 'later' | 'done', of: readonly MySurveyRow[]) =>
    of.map((row) => cardOf(ctx, row, kind));
  return {
    lead:
      rows.length === 0
        ? ''
        : waiting.length === 0
          ? ctx.t('mySurveys.nothingWaits')
          : ctx.t('mySurveys.waiting', { n: waiting.length }),
    waiting: cards('waiting', waiting),
    later: cards('later', later),
    done: cards('done', done),
  };
}

/** The line on the home of a mentor and a mentee; null: no questionnaire waits. */
export interface SurveyLine {
  path: string;
  words: string;
  /** Further ones that wait. */
  more: string;
}

/** What waits to be filled in, in one line. */
export async function surveyLine(ctx: PageContext): Promise<SurveyLine | null> {
  const [first, ...others] = waitingOf(await askedOf(ctx));
  if (!first) return null;
  const { t, fmt } = ctx;
  return {
    path: `my-surveys/${first.waveId}`,
    words: t(first.answerState === 'draft' ? 'mySurveys.line.begun' : 'mySurveys.line.new', {
      title: first.title,
      date: fmt.date(first.endsOn),
    }),
    more: others.length === 0 ? '' : t('mySurveys.line.more', { n: others.length }),
  };
}
