import { Router } from 'express';
import type { OutputOf } from '../../../service/api/endpoint.js';
import type { Contract } from '../../../service/api/index.js';
import { MEETING_FORMATS, MEETING_KINDS, TOPICS } from '../../../service/api/index.js';
import { AppError } from '../../../shared/errors.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import { createForm, type FormView, fieldText, postedValues } from '../../web/forms.js';
import { isoOf } from '../calendar/planned-form.js';
import { storedTitle } from '../pairs/pair-words.js';
import { spaced } from '../paper-answers/sheet-view.js';
import { backPath, optionsOf } from './form-model.js';
import { idParam } from './path-ids.js';
import {
  COLUMNS,
  type ReadRow,
  readLines,
  readRow,
  type TypedRow,
  type Usual,
} from './several-lines.js';

type PairPage = OutputOf<Contract['getPair']>;
type Sheet = OutputOf<Contract['findDiarySheet']>;

const WRITERS = ['mentor', 'coordinator', 'curator'] as const;
/** Rows of the table to type in, and as many as it can have. */
const ROWS = 5;
const MOST_TYPED = 60;

const isMember = (ctx: PageContext) => ctx.role === 'mentor';

/** The rows of the table that was posted, those with a date or words in them. */
function typedRows(body: unknown): TypedRow[] {
  const names = [...COLUMNS, 'agreed', 'sheetRow'] as const;
  const columns = names.map((name) => {
    const value = (body as Record<string, unknown> | null | undefined)?.[name];
    return (Array.isArray(value) ? value : [value]).map((one) =>
      typeof one === 'string' ? one.trim() : '',
    );
  });
  const rows = (columns[0] ?? []).map(
    (_, n) =>
      Object.fromEntries(
        names.map((name, at) => [name, columns[at]?.[n] ?? '']),
      ) as unknown as TypedRow,
  );
  return rows.filter((row) =>
    [row.heldOn, row.done, row.came, row.agreed].some((text) => text !== ''),
  );
}

const BLANK: TypedRow = {
  heldOn: '',
  kind: '',
  minutes: '',
  format: '',
  topic: '',
  done: '',
  came: '',
  agreed: '',
  sheetRow: '',
};

/** What is typed, and what is wrong with which row. */
interface Typed {
  /** `lines`: pasted text, kept as it is; `rows`: the table. */
  mode: 'rows' | 'lines';
  text: string;
  rows: TypedRow[];
  /** Off which sheet of paper; null: off none. */
  sheet: Sheet | null;
  problems: ReadonlyMap<number, string>;
  form: FormView | null;
}

/** «Ещё строки» asks for a longer table. */
const wantedRows = (ctx: PageContext): number =>
  ctx.req.query['rows'] === 'more' ? MOST_TYPED / 3 : ROWS;

/** The numbers of the sheet's rows that neither the log has nor the table that was posted. */
function freeRows({ rowCount, entered }: Sheet, rows: readonly TypedRow[]): number[] {
  const taken = new Set([...entered.map((one) => one.row), ...rows.map((one) => +one.sheetRow)]);
  return Array.from({ length: rowCount }, (_, n) => n + 1).filter((row) => !taken.has(row));
}

const sheetModel = (ctx: PageContext, { code, entered, rowCount }: Sheet) => ({
  code,
  title: ctx.t('diary.entry.title', { code: spaced(code) }),
  full: entered.length >= rowCount,
  entered: entered.map((one) => ({
    words: ctx.t('diary.entry.entered', { n: one.row, date: ctx.fmt.date(one.heldOn) }),
    path: `meetings/${one.meetingId}`,
  })),
});

/** The sheet that a code names, where one is given. */
async function sheetOf(ctx: PageContext, code: unknown): Promise<Sheet | null> {
  if (typeof code !== 'string' || code === '') return null;
  return ctx.api.findDiarySheet({ programmeId: ctx.programmeId, code: code.slice(0, 40) });
}

async function show(ctx: PageContext, pair: PairPage, typed: Typed): Promise<void> {
  const { days } = await ctx.api.listMeetingDays({
    programmeId: ctx.programmeId,
    pairId: pair.pairId,
  });
  const known = new Set(days);
  const { mode, rows, problems, sheet } = typed;
  const free = sheet ? freeRows(sheet, rows) : [];
  const wanted = sheet ? rows.length + free.length : wantedRows(ctx);
  const blank =
    mode === 'rows'
      ? Math.max(wanted - rows.length, rows.length < MOST_TYPED && !sheet ? 2 : 0)
      : wanted;
  const numbered = rows.map((row, n) => ({
    ...row,
    n,
    problem: problems.get(n) ?? '',
    known: known.has(isoOf(row.heldOn)) ? ctx.t('several.known') : '',
  }));
  const blanks = Array.from({ length: blank }, (_, n) => ({
    ...BLANK,
    sheetRow: String(free[n] ?? ''),
    n: (mode === 'rows' ? rows.length : 0) + n,
    problem: '',
    known: '',
  }));
  const wrong = numbered.filter((row) => row.problem !== '').length;
  ctx.render(
    'meetings/several',
    {
      lead: ctx.t('several.lead', { pair: storedTitle(ctx.t, pair.title) }),
      back: backPath('pair', pair, isMember(ctx)),
      path: `meetings/several/${pair.pairId}`,
      sheet: sheet && sheetModel(ctx, sheet),
      canMore: !sheet && mode === 'rows' && rows.length === 0 && wantedRows(ctx) === ROWS,
      wrong: wrong > 0 ? ctx.t('several.wrong', { n: wrong }) : '',
      form: typed.form,
      answered: typed.form !== null,
      draftTitle: ctx.t('kept.title.several', { names: storedTitle(ctx.t, pair.title) }),
      skipKnown: typed.form?.has('skipKnown', 'yes') ?? false,
      text: typed.text,
      preview: mode === 'lines' ? numbered : [],
      rows: mode === 'rows' ? [...numbered, ...blanks] : blanks,
      kinds: optionsOf(ctx, 'meetingKind', MEETING_KINDS),
      formats: optionsOf(ctx, 'meetingFormat', MEETING_FORMATS),
      topics: optionsOf(ctx, 'topic', TOPICS),
      usual: usualOf(pair),
      today: ctx.fmt.today,
      group: pair.mentees.length > 1,
    },
    typed.form === null ? 200 : 422,
  );
}

/** What empty cells stand for: after its first meetings a pair meets as usual. */
const usualOf = (pair: PairPage): Usual => ({
  kind: 'regular',
  minutes: String(pair.usualMinutes),
  format: pair.usualFormat,
  mentees: pair.mentees,
});

const pairOf = (ctx: PageContext): Promise<PairPage> =>
  ctx.api.getPair({ programmeId: ctx.programmeId, pairId: idParam(ctx, 'pairId') });

async function open(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...WRITERS);
  const pair = await pairOf(ctx);
  const sheet = await sheetOf(ctx, ctx.req.query['sheet']);
  const nothing = { mode: 'rows', text: '', problems: new Map(), form: null } as const;
  await show(ctx, pair, { ...nothing, rows: [], sheet });
}

/** What the service says of rows, in words: by row, and what is said of all. */
function told(ctx: PageContext, error: AppError, n: number) {
  const labels = Object.fromEntries(
    Array.from({ length: n }, (_, row) => [`rows.${row}`, ctx.t('several.row', { n: row + 1 })]),
  );
  const problems =
    error.problems.length > 0
      ? // Of a date that is none people are told how one is written.
        error.problems.map((one) =>
          one.code === 'date.format' ? { ...one, code: 'several.date' } : one,
        )
      : [{ path: '', code: error.code }];
  const form = createForm(ctx.t, postedValues(ctx.req.body), {
    labels,
    problems,
    date: ctx.fmt.date,
  });
  const byRow = Object.entries(form.errors).flatMap(([field, message]) => {
    const row = /^rows\.(\d+)$/.exec(field)?.[1];
    return row === undefined ? [] : [[Number(row), message] as const];
  });
  // Rows say it themselves; above them stands only what is wrong with all.
  const whole = { ...form, summary: form.summary.filter((one) => one.field === '') };
  return { form: whole, problems: new Map(byRow) };
}

/** Rows that mean nothing, before the service is asked. */
const misread = (read: readonly ReadRow[]): Map<number, string> =>
  new Map(read.flatMap((one, n) => ('problem' in one ? [[n, one.problem] as const] : [])));

async function save(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...WRITERS);
  const { body } = ctx.req;
  const pair = await pairOf(ctx);
  const mode = fieldText(body, 'mode') === 'lines' ? 'lines' : 'rows';
  const text = mode === 'lines' ? fieldText(body, 'text') : '';
  const rows = mode === 'lines' ? readLines(text) : typedRows(body);
  const read = rows.map((row) => readRow(ctx, row, usualOf(pair)));
  const wrong = misread(read);
  const sheet = await sheetOf(ctx, fieldText(body, 'sheetCode'));
  const kept = { mode, text, rows, sheet } as const;
  if (wrong.size > 0) {
    const form = createForm(ctx.t, postedValues(body));
    return show(ctx, pair, { ...kept, rows, problems: wrong, form });
  }
  let done: { logged: number; skipped: number };
  try {
    done = await ctx.api.logSeveralMeetings({
      programmeId: ctx.programmeId,
      pairId: pair.pairId,
      rows: read.flatMap((one) => ('row' in one ? [one.row] : [])),
      skipKnown: fieldText(body, 'skipKnown') === 'yes',
      sheetCode: sheet?.code ?? null,
      idempotencyKey: fieldText(body, 'idempotencyKey') || ctx.idempotencyKey(),
    });
  } catch (error) {
    if (!(error instanceof AppError) || !['invalid', 'conflict'].includes(error.code)) throw error;
    return show(ctx, pair, { ...kept, rows, ...told(ctx, error, rows.length) });
  }
  // Off a pile of sheets: on to the next one.
  ctx.redirect(sheet ? 'diary-sheets' : backPath('pair', pair, isMember(ctx)), {
    kind: 'success',
    key: 'several.done',
    params: { n: done.logged, skipped: done.skipped },
  });
}

/** «Внести несколько встреч»: a table, or lines that are pasted; all are written, or none. */
export function severalRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/meetings/several/:pairId', page(open));
  router.post('/meetings/several/:pairId', page(save));
  return router;
}
