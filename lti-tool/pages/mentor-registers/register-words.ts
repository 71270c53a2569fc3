import type { MentorCells } from '../../../service/api/mentor-registers.js';
import { FORM_TITLES, REGISTER_COLUMNS } from '../../../service/api/register-columns.js';
import type { PageContext } from '../../web/context.js';

const COLUMNS = REGISTER_COLUMNS.mentors;

/** The official columns of the register of mentors, by their names in the methodology (§5.2). */
export const OFFICIAL_COLUMNS: readonly string[] = COLUMNS.map(({ title }) => title);
/** In characters. */
export const COLUMN_WIDTHS: readonly number[] = COLUMNS.map(({ width }) => width);

const KEYS = [
  'name',
  'contacts',
  'place',
  'competences',
  'achievements',
  'interests',
  'preferredAge',
  'timeResource',
  'joinedOn',
  'mentees',
  'forms',
  'menteePlaces',
  'endsOn',
  'results',
  'caseLink',
] as const satisfies readonly (keyof MentorCells)[];

const DATES: ReadonlySet<string> = new Set(['joinedOn', 'endsOn']);

/** The cells of columns 2–16 in words, which are official: in Russian whatever the page's language. */
export function cellsOf(ctx: PageContext, cells: MentorCells): string[] {
  return KEYS.map((key) => {
    if (key === 'forms') return cells.forms.map((form) => FORM_TITLES[form]).join('; ');
    const value = cells[key] ?? '';
    return DATES.has(key) ? ctx.fmt.date(value || null) : String(value);
  });
}

/** The cell of one official column as a spreadsheet holds it: dates as dates. */
export function spreadsheetCell(ctx: PageContext, cells: MentorCells, column: number) {
  const key = KEYS[column - 1];
  if (key === 'joinedOn' || key === 'endsOn') return { date: cells[key] };
  return cellsOf(ctx, cells)[column - 1] ?? '';
}

/** «Распоряжение № 12-р от 15.10.2026». */
export const orderWords = (
  ctx: PageContext,
  { orderNumber, orderOn }: { orderNumber: string; orderOn: string },
): string => ctx.t('mentorRegister.order', { number: orderNumber, date: ctx.fmt.date(orderOn) });
