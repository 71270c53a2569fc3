import type { InputOf } from '../../../service/api/endpoint.js';
import {
  type Contract,
  MEETING_FORMATS,
  MEETING_KINDS,
  TOPICS,
} from '../../../service/api/index.js';
import { MOST_LINES } from '../../../service/api/planned-meeting-reference.js';
import type { PageContext } from '../../web/context.js';
import { isoOf } from '../calendar/planned-form.js';

type PastRow = InputOf<Contract['logSeveralMeetings']>['rows'][number];

/** A row as it was typed or pasted, in the order of the table's columns. */
export interface TypedRow {
  heldOn: string;
  kind: string;
  minutes: string;
  format: string;
  topic: string;
  done: string;
  came: string;
  /** Of a sheet of paper only: what was agreed, and the number of its row. */
  agreed: string;
  sheetRow: string;
}
/** The columns of the table, as they are pasted too. */
export const COLUMNS = ['heldOn', 'kind', 'minutes', 'format', 'topic', 'done', 'came'] as const;

/** What a row means, or in words why it means nothing. */
export type ReadRow = { row: PastRow } | { problem: string };

/** What empty cells stand for, and who may have come. */
export interface Usual {
  kind: string;
  minutes: string;
  format: string;
  mentees: readonly { personId: string; name: string }[];
}

/** A cell in quotes, as spreadsheets copy one that holds a delimiter or a line break. */
const unquoted = (cell: string): string => {
  const found = /^"((?:[^"]|"")*)"$/.exec(cell.trim());
  return (found?.[1] ?? cell).replaceAll('""', '"').trim();
};

/** The cells of a line; a delimiter in quotes parts nothing. */
function cellsOf(line: string): string[] {
  const delimiter = line.includes('\t') ? '\t' : ';';
  const cells: string[] = [];
  let cell = '';
  let quoted = false;
  for (const sign of line) {
    if (sign === '"') quoted = !quoted;
    if (sign === delimiter && !quoted) {
      cells.push(cell);
      cell = '';
    } else cell += sign;
  }
  return [...cells, cell].map(unquoted);
}

/** The rows of pasted text: a line each, empty ones and a heading left out. One more than are taken shows that there are more. */
export function readLines(text: string): TypedRow[] {
  const lines = text.split(/\r\n?|\n/).filter((line) => line.trim() !== '');
  const heading = lines[0] !== undefined && !/\d/.test(cellsOf(lines[0])[0] ?? '');
  return lines.slice(heading ? 1 : 0, (heading ? 1 : 0) + MOST_LINES + 1).map((line) => {
    const cells = cellsOf(line);
    const typed = Object.fromEntries(COLUMNS.map((name, n) => [name, cells[n] ?? '']));
    return { ...typed, agreed: '', sheetRow: '' } as unknown as TypedRow;
  });
}

const folded = (text: string): string =>
  text.toLowerCase().replaceAll('ё', 'е').replace(/\s+/g, ' ').trim();

/** The code of a label, or of its beginning where that is one label's only; the code itself too. */
function codeOf(
  ctx: Pick<PageContext, 'ref'>,
  list: string,
  codes: readonly string[],
  text: string,
): string | null {
  if (codes.includes(text)) return text;
  const wanted = folded(text);
  const labels = codes.map((code) => [code, folded(ctx.ref(list, code))] as const);
  const exact = labels.find(([, label]) => label === wanted);
  if (exact) return exact[0];
  const begun = labels.filter(([, label]) => label.startsWith(wanted));
  return begun.length === 1 ? (begun[0]?.[0] ?? null) : null;
}

/** Who came, by family names or whole names with commas; nothing: all. */
function cameOf(
  ctx: Pick<PageContext, 't'>,
  text: string,
  { mentees }: Usual,
): { ids: string[] } | { problem: string } {
  const names = text.split(',').map(folded).filter(Boolean);
  if (names.length === 0 || names.every((one) => one === folded(ctx.t('several.cameAll'))))
    return { ids: mentees.map((one) => one.personId) };
  const ids: string[] = [];
  for (const name of names) {
    const found = mentees.filter((one) => `${folded(one.name)} `.startsWith(`${name} `));
    if (found.length === 0) return { problem: ctx.t('several.unknownPerson', { text: name }) };
    if (found.length > 1) return { problem: ctx.t('several.ambiguous', { text: name }) };
    ids.push(found[0]?.personId ?? '');
  }
  return { ids };
}

/** What a row means in the contract's words; what a date or a number may be the service says. */
export function readRow(
  ctx: Pick<PageContext, 't' | 'ref'>,
  typed: TypedRow,
  usual: Usual,
): ReadRow {
  const { t } = ctx;
  const kind = codeOf(ctx, 'meetingKind', MEETING_KINDS, typed.kind || usual.kind);
  if (kind === null) return { problem: t('several.unknownKind', { text: typed.kind }) };
  const format = codeOf(ctx, 'meetingFormat', MEETING_FORMATS, typed.format || usual.format);
  if (format === null) return { problem: t('several.unknownFormat', { text: typed.format }) };
  const topic = typed.topic === '' ? null : codeOf(ctx, 'topic', TOPICS, typed.topic);
  if (topic === null && typed.topic !== '')
    return { problem: t('several.unknownTopic', { text: typed.topic }) };
  const came = cameOf(ctx, typed.came, usual);
  if ('problem' in came) return came;
  return {
    row: {
      kind: kind as PastRow['kind'],
      heldOn: isoOf(typed.heldOn),
      minutes: typed.minutes.trim() || usual.minutes,
      format: format as PastRow['format'],
      topic: topic as PastRow['topic'],
      done: typed.done,
      agreed: typed.agreed,
      attendeeIds: came.ids,
      sheetRow: /^\d+$/.test(typed.sheetRow) ? Number(typed.sheetRow) : null,
    },
  };
}
