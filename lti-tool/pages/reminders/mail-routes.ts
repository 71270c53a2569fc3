import { Router } from 'express';
import { LETTER_KINDS, type ReminderState } from '../../../service/api/index.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import {
  type FormValues,
  type FormView,
  fieldText,
  openForm,
  submitForm,
} from '../../web/forms.js';
import { idParam } from '../meetings/path-ids.js';

type Settings = Awaited<ReturnType<PageContext['api']['getReminderSettings']>>;
type Log = Awaited<ReturnType<PageContext['api']['getReminderLog']>>;

const labelsOf = ({ t }: PageContext) => ({
  quietFrom: t('remind.settings.quietFrom'),
  quietTo: t('remind.settings.quietTo'),
  weekends: t('remind.settings.weekends'),
  digestDay: t('remind.settings.digestDay'),
  digestHour: t('remind.settings.digestHour'),
});

const valuesOf = (settings: Settings): FormValues => ({
  quietFrom: settings.quietFrom,
  quietTo: settings.quietTo,
  weekends: settings.weekends ? 'yes' : '',
  digestDay: String(settings.digestDay),
  digestHour: String(settings.digestHour),
});

/** Letters that wait stand beside those that left, and those that did not with the reason in words. */
const COLUMNS = ['waiting', 'sent', 'failed'] as const;
const WAITING: readonly ReminderState[] = ['waiting', 'sending'];
const FAILED: readonly ReminderState[] = ['refused', 'unreachable', 'unclear', 'no_address'];

function logModel(ctx: PageContext, { letters }: Log) {
  const rows = LETTER_KINDS.flatMap((kind) => {
    const of = letters.filter((one) => one.kind === kind && one.state !== 'not_needed');
    const sum = (states: readonly ReminderState[]) =>
      of.filter(({ state }) => states.includes(state)).reduce((n, one) => n + one.n, 0);
    if (of.length === 0) return [];
    return [
      {
        label: ctx.t(`remind.kind.${kind}`),
        counts: [sum(WAITING), sum(['sent']), sum(FAILED)].map((n, i) => ({
          label: ctx.t(`remind.log.${COLUMNS[i] ?? ''}`),
          n: ctx.fmt.number(n),
        })),
        reasons: of
          .filter(({ state }) => FAILED.includes(state))
          .map(({ state, n }) => `${ctx.ref('reminderState', state)} – ${ctx.fmt.number(n)}`)
          .join('; '),
      },
    ];
  });
  return { rows, columns: COLUMNS.map((column) => ctx.t(`remind.log.${column}`)) };
}

async function show(
  deps: ShellDeps,
  ctx: PageContext,
  form: FormView | null = null,
): Promise<void> {
  requireRole(ctx, 'coordinator');
  const of = { programmeId: ctx.programmeId };
  const [settings, log] = await Promise.all([
    ctx.api.getReminderSettings(of),
    ctx.api.getReminderLog(of),
  ]);
  const { t, fmt } = ctx;
  ctx.render(
    'reminders/mail',
    {
      form: form ?? (await openForm(ctx, valuesOf(settings), { labels: labelsOf(ctx) })),
      version: settings.version,
      mail: deps.mailer?.configured === true,
      timeZone: ctx.me.programme.timeZone,
      days: [1, 2, 3, 4, 5, 6, 7].map((value) => ({ value, label: t(`remind.day.${value}`) })),
      since: fmt.date(log.since),
      log: logModel(ctx, log),
      refused: log.refused.map((one) => ({ ...one, at: fmt.date(one.at) })),
    },
    form ? 422 : 200,
  );
}

const inWords = (ctx: PageContext, values: FormValues) => ({
  quietFrom: fieldText(values, 'quietFrom'),
  quietTo: fieldText(values, 'quietTo'),
  weekends: ctx.t(fieldText(values, 'weekends') === 'yes' ? 'word.yes' : 'word.no'),
  digestDay: ctx.t(`remind.day.${Number(fieldText(values, 'digestDay')) || 1}`),
  digestHour: fieldText(values, 'digestHour'),
});

async function save(deps: ShellDeps, ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { body } = ctx.req;
  const number = (name: string) => {
    const text = fieldText(body, name).trim();
    return text === '' ? Number.NaN : Number(text);
  };
  await submitForm(ctx, {
    labels: labelsOf(ctx),
    attempt: () =>
      ctx.api.saveReminderSettings({
        programmeId: ctx.programmeId,
        quietFrom: fieldText(body, 'quietFrom'),
        quietTo: fieldText(body, 'quietTo'),
        weekends: fieldText(body, 'weekends') === 'yes',
        digestDay: number('digestDay'),
        digestHour: number('digestHour'),
        version: Number(fieldText(body, 'version')),
      }),
    done: () => ctx.redirect('reminders/mail', { kind: 'success', key: 'remind.settings.saved' }),
    again: (form) => show(deps, ctx, form),
    stored: async (typed) => {
      const settings = await ctx.api.getReminderSettings({ programmeId: ctx.programmeId });
      return {
        version: settings.version,
        shown: inWords(ctx, valuesOf(settings)),
        typed: inWords(ctx, typed),
        back: 'reminders/mail',
      };
    },
  });
}

async function tryAgain(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const personId = idParam(ctx, 'personId');
  await ctx.api.tryAddressAgain({ programmeId: ctx.programmeId, personId });
  ctx.redirect('reminders/mail', { kind: 'success', key: 'remind.refused.cleared' });
}

/** «Письма»: when letters leave, how they fared, and whom they do not reach. */
export function mailRoutes(deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/reminders/mail',
    page((ctx) => show(deps, ctx)),
  );
  router.post(
    '/reminders/mail',
    page((ctx) => save(deps, ctx)),
  );
  router.post('/reminders/mail/:personId/try', page(tryAgain));
  return router;
}
