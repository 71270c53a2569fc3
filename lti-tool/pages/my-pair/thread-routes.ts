import { Router } from 'express';
import type { OutputOf } from '../../../service/api/endpoint.js';
import type { Contract } from '../../../service/api/index.js';
import { notFound } from '../../../shared/errors.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import { type FormView, fieldText, openForm, submitForm } from '../../web/forms.js';
import { idParam } from '../meetings/path-ids.js';
import { OWN_REQUESTS } from './help-model.js';

type HelpRow = OutputOf<Contract['listHelpRequests']>['rows'][number];

/** Words of a request as both pages show them, the first words among them. */
export function threadLines({ t, fmt }: Pick<PageContext, 't' | 'fmt'>, row: HelpRow) {
  const first = { at: row.at, byStaff: false, text: row.text || t('home.help.withoutText') };
  return [first, ...row.messages].map(({ at, byStaff, text }) => ({
    at: fmt.dateTime(at),
    byStaff,
    text,
  }));
}

async function ownRequest(ctx: PageContext): Promise<HelpRow> {
  const { programmeId } = ctx;
  const { rows } = await ctx.api.listHelpRequests({ programmeId, pageSize: OWN_REQUESTS });
  const found = rows.find(({ helpRequestId }) => helpRequestId === idParam(ctx, 'helpRequestId'));
  if (!found) throw notFound('help request');
  return found;
}

async function show(ctx: PageContext, typed?: FormView): Promise<void> {
  requireRole(ctx, 'mentor', 'mentee');
  const row = await ownRequest(ctx);
  const form = typed ?? (await openForm(ctx, {}));
  ctx.render(
    'my-pair/thread',
    {
      private: ctx.t(ctx.role === 'mentor' ? 'home.help.private.mentor' : 'home.help.private'),
      state: ctx.ref('helpState', row.state),
      closed: row.state === 'closed',
      answered: row.state === 'answered',
      lines: threadLines(ctx, row).map((line) => ({
        ...line,
        who: ctx.t(line.byStaff ? 'help.by.staff' : 'help.by.you'),
      })),
      path: `my/help/${row.helpRequestId}`,
      version: row.version,
      form,
    },
    typed ? 422 : 200,
  );
}

async function write(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'mentor', 'mentee');
  const { body } = ctx.req;
  const { programmeId } = ctx;
  const helpRequestId = idParam(ctx, 'helpRequestId');
  const version = Number(fieldText(body, 'version'));
  const closing = fieldText(body, 'close') === 'yes';
  await submitForm(ctx, {
    labels: { text: ctx.t('help.more') },
    attempt: () =>
      closing
        ? ctx.api.setHelpState({ programmeId, helpRequestId, state: 'closed', version })
        : ctx.api.writeToHelp({
            programmeId,
            helpRequestId,
            text: fieldText(body, 'text'),
            version,
            idempotencyKey: fieldText(body, 'idempotencyKey') || ctx.idempotencyKey(),
          }),
    done: () =>
      closing
        ? ctx.redirect('my', { kind: 'success', key: 'help.closedDone' })
        : ctx.redirect(`my/help/${helpRequestId}`, { kind: 'success', key: 'help.moreSent' }),
    again: (form) => show(ctx, form),
    stored: async (typed) => {
      const now = await ownRequest(ctx);
      return {
        version: now.version,
        shown: { text: now.messages.at(-1)?.text ?? '' },
        typed: { text: fieldText(typed, 'text') },
        back: `my/help/${helpRequestId}`,
      };
    },
  });
}

/** One’s own request to the curator as a conversation. */
export function threadRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/my/help/:helpRequestId',
    page((ctx) => show(ctx)),
  );
  router.post('/my/help/:helpRequestId', page(write));
  return router;
}
