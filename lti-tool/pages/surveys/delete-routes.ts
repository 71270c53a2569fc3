import { Router } from 'express';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import { type FormView, fieldText, openForm, submitForm } from '../../web/forms.js';
import { readWave } from './wave-routes.js';

/** Before a draft is deleted; a wave that was opened has nothing to confirm here. */
async function show(ctx: PageContext, refused?: FormView): Promise<void> {
  requireRole(ctx, 'coordinator');
  const wave = await readWave(ctx);
  if (wave.state !== 'draft' && !refused) return ctx.redirect(`surveys/${wave.waveId}`);
  const form = refused ?? (await openForm(ctx, {}));
  ctx.render('surveys/delete', { wave, form }, refused ? 422 : 200);
}

async function remove(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { waveId } = await readWave(ctx);
  await submitForm(ctx, {
    labels: {},
    attempt: () =>
      ctx.api.deleteWave({
        programmeId: ctx.programmeId,
        waveId,
        version: Number(fieldText(ctx.req.body, 'version')),
      }),
    done: () => ctx.redirect('surveys', { kind: 'success', key: 'waves.deleted' }),
    again: (form) => show(ctx, form),
    stored: async () => {
      const { version } = await readWave(ctx);
      return { version, shown: {}, typed: {}, back: `surveys/${waveId}` };
    },
  });
}

/** Deleting a wave that was never opened. */
export function deleteWaveRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/surveys/:waveId/delete',
    page((ctx) => show(ctx)),
  );
  router.post('/surveys/:waveId/delete', page(remove));
  return router;
}
