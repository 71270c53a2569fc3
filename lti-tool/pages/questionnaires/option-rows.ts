import type { Question } from '../../../service/api/questionnaire-definition.js';
import { type FormValues, fieldText } from '../../web/forms.js';

/** One row of the form's list of answers. */
export interface OptionRow {
  code: string;
  text: string;
  en: string;
}

/** Empty rows at the end of the list, to add answers without script. */
const SPARE = 2;
/** Rows of a list that is begun. */
const FEWEST = 4;
export const MOST_OPTIONS = 50;

/** All values of a field that stands in each row; empty ones count, for they hold the place. */
function column(values: unknown, name: string): string[] {
  const value = (values as Record<string, unknown> | null | undefined)?.[name];
  const list: unknown[] = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return list.map((one) => (typeof one === 'string' ? one : ''));
}

/** The rows that were filled in. */
export function filledRows(values: unknown): OptionRow[] {
  const [codes, texts, english] = ['optionCode', 'optionText', 'optionEn'].map((name) =>
    column(values, name),
  ) as [string[], string[], string[]];
  return texts
    .map((text, i) => ({ code: codes[i] ?? '', text: text.trim(), en: (english[i] ?? '').trim() }))
    .filter((row) => row.text !== '' || row.en !== '')
    .slice(0, MOST_OPTIONS);
}

/** The rows as the form shows them, with empty ones at the end. */
export function shownRows(values: FormValues): OptionRow[] {
  const rows = filledRows(values);
  const length = Math.min(MOST_OPTIONS, Math.max(FEWEST, rows.length + SPARE));
  const spare = Array.from({ length: length - rows.length }, () => ({
    code: '',
    text: '',
    en: '',
  }));
  return [...rows, ...spare];
}

/** The answers of a question; those that are new get the first code that is free. */
export function readOptions(body: unknown): Question['options'] {
  const rows = filledRows(body);
  const taken = new Set(rows.map(({ code }) => code));
  const fresh = () => {
    let n = 1;
    while (taken.has(`o${n}`)) n += 1;
    taken.add(`o${n}`);
    return `o${n}`;
  };
  return rows.map(({ code, text, en }) => ({ code: code || fresh(), text: { ru: text, en } }));
}

/** The form's values with the row of a button `optionUp` moved up by one; nothing typed is lost. */
export function withRowUp(values: FormValues, body: unknown): FormValues {
  const rows = filledRows(values);
  const at = Number(fieldText(body, 'optionUp'));
  const [above, row] = [rows[at - 1], rows[at]];
  if (above && row) {
    rows[at - 1] = row;
    rows[at] = above;
  }
  return {
    ...values,
    optionCode: rows.map(({ code }) => code),
    optionText: rows.map(({ text }) => text),
    optionEn: rows.map(({ en }) => en),
  };
}
