import { Router } from 'express';
import type { OutputOf } from '../../../service/api/endpoint.js';
import type { Contract } from '../../../service/api/index.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import { createForm, type FormView, fieldList, fieldText, submitForm } from '../../web/forms.js';
import { idParam } from '../meetings/path-ids.js';

type Results = OutputOf<Contract['getClosingResults']>;

const read = (ctx: PageContext): Promise<Results> =>
  ctx.api.getClosingResults({ programmeId: ctx.programmeId, pairId: idParam(ctx, 'pairId') });

const fieldOf = (personId: string) => `text.${personId}`;

/** What a row begins with: whoever wrote something by hand keeps it, unless somebody chooses otherwise. */
function initialOf({ rows }: Results) {
  const open = rows.filter(({ frozen, current }) => !frozen && current === '');
  return {
    people: open.map(({ person }) => person.personId),
    ...Object.fromEntries(rows.map((row) => [fieldOf(row.person.personId), row.proposed])),
  };
}

const labelsOf = (results: Results, ctx: PageContext): Record<string, string> => ({
  ...Object.fromEntries(results.rows.map(({ person }) => [fieldOf(person.personId), person.name])),
  people: ctx.t('closing.results.title'),
});

async function show(ctx: PageContext, form?: FormView): Promise<void> {
  requireRole(ctx, 'coordinator', 'curator', 'head');
  const results = await read(ctx);
  const { t } = ctx;
  const view = form ?? createForm(t, initialOf(results));
  ctx.render(
    'closing/results',
    {
      path: `closing/${idParam(ctx, 'pairId')}`,
      mayWrite: results.mayWrite,
      form: view,
      rows: results.rows.map((row) => ({
        id: row.person.personId,
        name: row.person.name,
        register: t(`closing.results.register.${row.side}`),
        current: row.current,
        ours: row.ours,
        byHand: row.current !== '' && !row.ours,
        frozen: row.frozen,
        field: fieldOf(row.person.personId),
        undo: row.writeId,
        earlier: row.earlier || t('closing.results.empty'),
      })),
    },
    form ? 422 : 200,
  );
}

async function write(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator', 'curator');
  const { body } = ctx.req;
  const pairId = idParam(ctx, 'pairId');
  const people = fieldList(body, 'people');
  const results = await read(ctx);
  const path = `closing/${pairId}/results`;
  await submitForm(ctx, {
    labels: labelsOf(results, ctx),
    attempt: () =>
      ctx.api.writeClosingResults({
        programmeId: ctx.programmeId,
        pairId,
        rows: people.map((personId) => ({
          personId,
          text: fieldText(body, fieldOf(personId)),
          seen: fieldText(body, `seen.${personId}`).replace(/\r\n/g, '\n'),
        })),
        idempotencyKey: fieldText(body, 'idempotencyKey'),
      }),
    done: ({ written }) =>
      ctx.redirect(path, { kind: 'success', key: 'closing.results.done', params: { n: written } }),
    again: (form) => show(ctx, form),
    // What stands there now is shown beside what was to be written; nothing is written over unseen.
    stored: async () => {
      const now = await read(ctx);
      const of = (text: (row: Results['rows'][number]) => string) =>
        Object.fromEntries(now.rows.map((row) => [fieldOf(row.person.personId), text(row)]));
      return {
        version: 0,
        shown: of(({ current }) => current),
        typed: of(({ person }) => fieldText(body, fieldOf(person.personId))),
        back: path,
      };
    },
  });
}

async function undo(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator', 'curator');
  const pairId = idParam(ctx, 'pairId');
  await submitForm(ctx, {
    labels: {},
    attempt: () =>
      ctx.api.undoClosingResult({
        programmeId: ctx.programmeId,
        pairId,
        writeId: idParam(ctx, 'writeId'),
      }),
    done: () =>
      ctx.redirect(`closing/${pairId}/results`, { kind: 'success', key: 'closing.results.undone' }),
    again: (form) => show(ctx, form),
  });
}

/** «Результаты программы» of both registers. */
export function resultRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/closing/:pairId/results',
    page((ctx) => show(ctx)),
  );
  router.post('/closing/:pairId/results', page(write));
  router.post('/closing/:pairId/results/:writeId/undo', page(undo));
  return router;
}
