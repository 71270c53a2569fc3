import { Router } from 'express';
import {
  LETTER_LANGUAGES,
  REMIND_GROUPS,
  REMIND_KIND_FACTS,
  REMIND_KINDS,
  REMIND_WAYS,
  type RemindGroup,
  type RemindWay,
} from '../../../service/api/index.js';
import type { PageContext, PageWrapper } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import {
  type FormValues,
  type FormView,
  fieldText,
  openForm,
  submitForm,
} from '../../web/forms.js';

type Choices = Awaited<ReturnType<PageContext['api']['getMyReminderChoices']>>;

/** Roles that have something of a group. */
const GROUP_ROLES: Readonly<Record<RemindGroup, readonly string[]>> = {
  meetings: ['mentor', 'mentee'],
  plans: ['mentee'],
  surveys: ['mentor', 'mentee', 'curator'],
  pair: ['mentor', 'mentee'],
  staff: ['coordinator', 'curator'],
};

const groupsOf = (ctx: PageContext): RemindGroup[] =>
  REMIND_GROUPS.filter((group) => ctx.me.roles.some((role) => GROUP_ROLES[group].includes(role)));

const labelsOf = (ctx: PageContext) => ({
  ...Object.fromEntries(groupsOf(ctx).map((group) => [group, ctx.t(`remind.group.${group}`)])),
  language: ctx.t('remind.language'),
});

const valuesOf = (ctx: PageContext, { choices, language }: Choices): FormValues => ({
  ...Object.fromEntries(groupsOf(ctx).map((group) => [group, choices[group] ?? 'usual'])),
  language: language ?? ctx.locale,
});

/** A way of questionnaires is the days of each wave: it can only be declined. */
const waysOf = (group: RemindGroup): readonly RemindWay[] =>
  group === 'surveys' ? ['none'] : REMIND_WAYS;

function groupModel(ctx: PageContext, group: RemindGroup) {
  const { t } = ctx;
  const kinds = REMIND_KINDS.filter((kind) => REMIND_KIND_FACTS[kind].group === group);
  const free = kinds.filter((kind) => !REMIND_KIND_FACTS[kind].duty);
  const duties = kinds.filter((kind) => REMIND_KIND_FACTS[kind].duty);
  const names = (of: typeof kinds) => of.map((kind) => t(`remind.kind.${kind}`).toLowerCase());
  return {
    name: group,
    label: t(`remind.group.${group}`),
    help: [
      t('remind.mine.about', { kinds: ctx.fmt.list(names(free)) }),
      duties.length > 0 ? t('remind.mine.duty', { kinds: ctx.fmt.list(names(duties)) }) : '',
    ]
      .filter(Boolean)
      .join(' '),
    options: ['usual', ...waysOf(group)].map((value) => ({
      value,
      label: t(value === 'usual' ? `remind.usual.${group}` : `remind.way.${value}`),
    })),
  };
}

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7];

async function show(
  deps: ShellDeps,
  ctx: PageContext,
  form: FormView | null = null,
): Promise<void> {
  const kept = await ctx.api.getMyReminderChoices({ programmeId: ctx.programmeId });
  const { quietFrom, quietTo, digestDay, digestHour, weekends } = kept.reminding;
  const { t } = ctx;
  const view = form ?? (await openForm(ctx, valuesOf(ctx, kept), { labels: labelsOf(ctx) }));
  ctx.render(
    'reminders/mine',
    {
      form: view,
      version: kept.version,
      mail: deps.mailer?.configured === true,
      address: kept.address,
      when: [
        quietFrom === quietTo ? '' : t('remind.mine.quiet', { from: quietFrom, to: quietTo }),
        weekends ? '' : t('remind.mine.weekends'),
        t('remind.mine.digest', {
          day: t(`remind.onDay.${WEEKDAYS.includes(digestDay) ? digestDay : 1}`),
          hour: `${String(digestHour).padStart(2, '0')}:00`,
        }),
      ]
        .filter(Boolean)
        .join(' '),
      groups: groupsOf(ctx).map((group) => groupModel(ctx, group)),
      languages: LETTER_LANGUAGES.map((value) => ({ value, label: t(`remind.language.${value}`) })),
    },
    form ? 422 : 200,
  );
}

const wayWord = (ctx: PageContext, group: RemindGroup, value: string) =>
  ctx.t(REMIND_WAYS.includes(value as RemindWay) ? `remind.way.${value}` : `remind.usual.${group}`);

const inWords = (ctx: PageContext, values: FormValues) => ({
  ...Object.fromEntries(
    groupsOf(ctx).map((group) => [group, wayWord(ctx, group, fieldText(values, group))]),
  ),
  language: ctx.t(`remind.language.${fieldText(values, 'language') === 'en' ? 'en' : 'ru'}`),
});

async function save(deps: ShellDeps, ctx: PageContext): Promise<void> {
  const { body } = ctx.req;
  const chosen = groupsOf(ctx).flatMap((group) => {
    const way = waysOf(group).find((one) => one === fieldText(body, group));
    return way === undefined ? [] : [[group, way] as const];
  });
  await submitForm(ctx, {
    labels: labelsOf(ctx),
    attempt: () =>
      ctx.api.saveMyReminderChoices({
        programmeId: ctx.programmeId,
        choices: Object.fromEntries(chosen),
        language: fieldText(body, 'language') === 'en' ? 'en' : 'ru',
        version: Number(fieldText(body, 'version')),
      }),
    done: () => ctx.redirect('reminders/mine', { kind: 'success', key: 'remind.mine.saved' }),
    again: (form) => show(deps, ctx, form),
    stored: async (typed) => {
      const kept = await ctx.api.getMyReminderChoices({ programmeId: ctx.programmeId });
      return {
        version: kept.version,
        shown: inWords(ctx, valuesOf(ctx, kept)),
        typed: inWords(ctx, typed),
        back: 'reminders/mine',
      };
    },
  });
}

async function endLinks(ctx: PageContext): Promise<void> {
  await ctx.api.endMyMailLinks({ programmeId: ctx.programmeId });
  ctx.redirect('reminders/mine', { kind: 'success', key: 'remind.mine.linksEnded' });
}

/** «Как напоминать»: one's own choice for each group, and the language of letters. */
export function mineRoutes(deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/reminders/mine',
    page((ctx) => show(deps, ctx)),
  );
  router.post(
    '/reminders/mine',
    page((ctx) => save(deps, ctx)),
  );
  router.post('/reminders/mine/end-links', page(endLinks));
  return router;
}
