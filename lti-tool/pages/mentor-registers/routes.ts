import { Router } from 'express';
import type { OutputOf } from '../../../service/api/endpoint.js';
import type { Contract } from '../../../service/api/index.js';
import { REGISTER_COLUMNS } from '../../../service/api/register-columns.js';
import { sendAttachment } from '../../web/attachment.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { DOCX_TYPE } from '../../web/word.js';
import { type Column, sendXlsx } from '../../web/xlsx.js';
import { protocolTitle } from '../council/council-words.js';
import { idParam } from '../meetings/path-ids.js';
import { nextRegisterRoutes } from './next-routes.js';
import { isPart, registerDocx } from './register-docx.js';
import {
  COLUMN_WIDTHS,
  cellsOf,
  OFFICIAL_COLUMNS,
  orderWords,
  spreadsheetCell,
} from './register-words.js';

type Register = OutputOf<Contract['getMentorRegister']>;
type Row = Register['rows'][number];

const READERS = ['coordinator', 'curator', 'head'] as const;

async function list(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...READERS);
  const { t, programmeId } = ctx;
  const [{ rows }, next] = await Promise.all([
    ctx.api.listMentorRegisters({ programmeId }),
    ctx.api.proposeMentorRegister({ programmeId, pageSize: 1 }),
  ]);
  const [latest] = rows;
  ctx.render('mentor-registers/list', {
    lead: latest
      ? t('mentorRegister.lead', {
          number: latest.orderNumber,
          date: ctx.fmt.date(latest.orderOn),
          n: latest.mentors,
        })
      : t('mentorRegister.leadNone'),
    next: t('mentorRegister.nextNow', { n: next.included, of: next.mentors }),
    rows: rows.map((row) => ({
      title: orderWords(ctx, row),
      href: ctx.url(`mentor-registers/${row.registerId}`),
      basis: [row.protocol ? protocolTitle(ctx, row.protocol) : '', row.basis ?? '']
        .filter(Boolean)
        .join('; '),
      mentors: row.mentors,
      change:
        row.added + row.removed === 0
          ? ''
          : t('mentorRegister.change', { added: row.added, removed: row.removed }),
    })),
  });
}

const find = (ctx: PageContext): Promise<Register> =>
  ctx.api.getMentorRegister({
    programmeId: ctx.programmeId,
    registerId: idParam(ctx, 'registerId'),
  });

async function show(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...READERS);
  const register = await find(ctx);
  const { t, ref } = ctx;
  const lacking = (lacks: readonly string[]) =>
    lacks.map((gap) => ref('selectionGap', gap)).join(', ');
  ctx.render('mentor-registers/show', {
    title: orderWords(ctx, register),
    lead: t('mentorRegister.frozen', {
      n: register.mentors,
      date: ctx.fmt.dateTime(register.approvedAt),
    }),
    path: `mentor-registers/${register.registerId}`,
    basis: register.basis ?? '',
    protocol: register.protocol
      ? {
          title: protocolTitle(ctx, register.protocol),
          href: ctx.url(`council/protocols/${register.protocol.protocolId}`),
        }
      : null,
    added: register.rows.filter(({ isNew }) => isNew).map(({ cells }) => cells.name),
    gone: register.gone.map(({ name, reason }) => ({ name, note: reason ?? '' })),
    leftOut: register.leftOut.map(({ name, lacks, reason }) => ({
      name,
      note: [lacking(lacks), reason].filter(Boolean).join(' – '),
    })),
    exceptions: register.rows
      .filter(({ reason }) => reason !== null)
      .map(({ cells, lacks, reason }) => ({
        name: cells.name,
        note: [lacking(lacks), reason].filter(Boolean).join(' – '),
      })),
    hidden: register.hidden > 0 ? t('mentorRegister.hidden', { n: register.hidden }) : '',
    partly: register.rows.some(({ partly }) => partly) ? t('mentorRegister.partly') : '',
    columns: REGISTER_COLUMNS.mentors,
    rows: register.rows.map(({ position, cells, isNew }) => ({
      isNew,
      cells: [String(position), ...cellsOf(ctx, cells)].map((text, index) => ({
        text,
        title: OFFICIAL_COLUMNS[index],
      })),
    })),
  });
}

const fileName = (ctx: PageContext, register: Register): string =>
  `${ctx.t(isPart(register) ? 'mentorRegister.filePart' : 'mentorRegister.file')} ${register.orderNumber}`.replace(
    /[/\\:]/g,
    '-',
  );

async function print(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...READERS);
  const register = await find(ctx);
  const bytes = await registerDocx(ctx, register);
  await sendAttachment(ctx, {
    name: `${fileName(ctx, register)}.docx`,
    type: DOCX_TYPE,
    bytes: (async function* whole() {
      yield bytes;
    })(),
  });
}

async function exportRegister(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...READERS);
  const register = await find(ctx);
  const columns = OFFICIAL_COLUMNS.map(
    (title, index): Column<Row> => ({
      title,
      width: COLUMN_WIDTHS[index] ?? 0,
      value: ({ position, cells }) => (index === 0 ? position : spreadsheetCell(ctx, cells, index)),
    }),
  );
  const pages = (async function* whole() {
    yield register.rows;
  })();
  await sendXlsx(ctx, fileName(ctx, register), columns, pages);
}

/** «Утверждение реестра»: registers of mentors that orders have approved, and the next one. */
export function mentorRegisterRoutes(_deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/mentor-registers', page(list));
  router.use(nextRegisterRoutes(page));
  router.get('/mentor-registers/:registerId.docx', page(print));
  router.get('/mentor-registers/:registerId.xlsx', page(exportRegister));
  router.get('/mentor-registers/:registerId', page(show));
  return router;
}
