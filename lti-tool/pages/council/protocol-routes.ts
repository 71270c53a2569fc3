import { Router } from 'express';
import type { Protocol } from '../../../service/api/council.js';
import { sendAttachment } from '../../web/attachment.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import {
  createForm,
  type FormValues,
  type FormView,
  fieldText,
  openForm,
  postedValues,
  submitForm,
} from '../../web/forms.js';
import { DOCX_TYPE } from '../../web/word.js';
import { idParam } from '../meetings/path-ids.js';
import { protocolTitle } from './council-words.js';
import { peopleOptions, pointPeople } from './point-people.js';
import { protocolDocx } from './protocol-docx.js';
import {
  closeGaps,
  heldBy,
  isBlankAt,
  protocolLabels,
  protocolValues,
  readProtocol,
  shownPoints,
} from './protocol-form.js';

const READERS = ['coordinator', 'curator', 'head', 'methodist'] as const;

const find = (ctx: PageContext): Promise<Protocol> =>
  ctx.api.getProtocol({
    programmeId: ctx.programmeId,
    protocolId: idParam(ctx, 'protocolId'),
  });

async function presentOptions(ctx: PageContext) {
  const { rows } = await ctx.api.listCouncil({ programmeId: ctx.programmeId });
  return rows.map(({ memberId, name, role, current }) => ({
    value: memberId,
    label: name,
    help: [ctx.ref('councilRole', role), current ? '' : ctx.t('council.notNow')]
      .filter(Boolean)
      .join(', '),
  }));
}

/** @param more blank points beside those that the form shows by itself */
async function edit(ctx: PageContext, protocol: Protocol | null, given?: FormView, more = 0) {
  const initial: FormValues = protocol ? protocolValues(protocol) : { heldOn: ctx.fmt.today };
  const many = shownPoints(given ? given.values : initial) + more;
  const form = given ?? (await openForm(ctx, initial, { labels: protocolLabels(ctx, many) }));
  const people = await peopleOptions(ctx, protocol);
  ctx.render(
    'council/protocol-edit',
    {
      protocol,
      title: protocol ? protocolTitle(ctx, protocol) : ctx.t('council.protocol.new'),
      action: protocol ? `council/protocols/${protocol.protocolId}/edit` : 'council/protocols/new',
      back: protocol ? `council/protocols/${protocol.protocolId}` : 'council',
      form,
      points: Array.from({ length: Math.max(many, shownPoints(form.values)) }, (_, n) => ({
        n,
        blank: isBlankAt(form.values, n),
        people: pointPeople(people, form.values, n),
      })),
      present: await presentOptions(ctx),
      found: fieldText(ctx.req.body, '_find'),
    },
    form.summary.length > 0 ? 422 : 200,
  );
}

/** The form as it was sent, nothing written. */
const asPosted = (ctx: PageContext): FormView => createForm(ctx.t, postedValues(ctx.req.body));

/** One of the search buttons: the same form with other people to tick; another: one more blank point. */
async function answeredByForm(
  ctx: PageContext,
  load: () => Promise<Protocol | null>,
): Promise<boolean> {
  const { body } = ctx.req;
  if (fieldText(body, '_find') !== '') {
    const form = asPosted(ctx);
    await edit(ctx, await load(), form, Math.max(0, heldBy(body) - shownPoints(form.values)));
    return true;
  }
  closeGaps(body);
  if (fieldText(body, '_more') !== '1') return false;
  await edit(ctx, await load(), asPosted(ctx), 1);
  return true;
}

const labelsFor = (ctx: PageContext) => protocolLabels(ctx, shownPoints(ctx.req.body));

async function create(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { body } = ctx.req;
  if (await answeredByForm(ctx, async () => null)) return;
  await submitForm(ctx, {
    labels: labelsFor(ctx),
    attempt: () =>
      ctx.api.createProtocol({
        programmeId: ctx.programmeId,
        ...readProtocol(body),
        idempotencyKey: fieldText(body, 'idempotencyKey'),
      }),
    done: ({ protocolId }) =>
      ctx.redirect(`council/protocols/${protocolId}`, {
        kind: 'success',
        key: 'council.protocol.saved',
      }),
    again: (form) => edit(ctx, null, form),
  });
}

async function stored(ctx: PageContext, typed: FormValues) {
  const now = await find(ctx);
  const [present, people] = [await presentOptions(ctx), await peopleOptions(ctx, now)];
  const options = [...present, ...people];
  const nameOf = (id: string) => options.find(({ value }) => value === id)?.label ?? '';
  const say = (values: FormValues) =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        name,
        [value ?? '']
          .flat()
          .map((one) => nameOf(one) || one)
          .join(', '),
      ]),
    );
  const shown = say(protocolValues(now));
  return {
    version: now.version,
    shown: { ...shown, heldOn: ctx.fmt.date(now.heldOn) },
    typed: { ...say(typed), heldOn: ctx.fmt.date(String(typed['heldOn'] ?? '') || null) },
    back: `council/protocols/${now.protocolId}`,
  };
}

async function save(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { body } = ctx.req;
  if (await answeredByForm(ctx, () => find(ctx))) return;
  const protocolId = idParam(ctx, 'protocolId');
  await submitForm(ctx, {
    labels: labelsFor(ctx),
    attempt: () =>
      ctx.api.updateProtocol({
        programmeId: ctx.programmeId,
        protocolId,
        ...readProtocol(body),
        version: Number(fieldText(body, 'version')),
      }),
    done: () =>
      ctx.redirect(`council/protocols/${protocolId}`, {
        kind: 'success',
        key: 'council.protocol.saved',
      }),
    again: async (form) => edit(ctx, await find(ctx), form),
    stored: (typed) => stored(ctx, typed),
  });
}

async function show(ctx: PageContext, refused?: FormView): Promise<void> {
  requireRole(ctx, ...READERS);
  const protocol = await find(ctx);
  const draft = protocol.state === 'draft';
  const { t, fmt } = ctx;
  ctx.render(
    'council/protocol',
    {
      protocol,
      title: protocolTitle(ctx, protocol),
      path: `council/protocols/${protocol.protocolId}`,
      state: draft
        ? t('council.protocol.draftLead')
        : t('council.protocol.signedLead', {
            date: fmt.date(protocol.signedAt),
            by: protocol.signedBy ?? '',
          }),
      mayEdit: draft && ctx.role === 'coordinator',
      maySign: draft && (ctx.role === 'coordinator' || ctx.role === 'head'),
      missing: protocol.missing.map((code) => t(`errors.${code}`)),
      form: refused ?? createForm(t, {}),
      present: protocol.present.map(({ name, position, role }) =>
        [name, [ctx.ref('councilRole', role), position].filter(Boolean).join(', ')].join(' – '),
      ),
      points: protocol.points.map(({ topic, decision, people }) => ({
        topic,
        decision,
        people: people.map(({ personId, name }) => ({
          name,
          href: ctx.url(`participants/${personId}`),
        })),
      })),
    },
    refused ? 422 : 200,
  );
}

async function sign(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator', 'head');
  const protocolId = idParam(ctx, 'protocolId');
  const path = `council/protocols/${protocolId}`;
  await submitForm(ctx, {
    labels: { presentIds: ctx.t('council.protocol.present'), points: ctx.t('council.agenda') },
    attempt: () =>
      ctx.api.signProtocol({
        programmeId: ctx.programmeId,
        protocolId,
        version: Number(fieldText(ctx.req.body, 'version')),
      }),
    done: () => ctx.redirect(path, { kind: 'success', key: 'council.protocol.signedNow' }),
    again: (form) => show(ctx, form),
  });
}

async function print(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...READERS);
  const protocol = await find(ctx);
  const bytes = await protocolDocx(ctx, protocol);
  const name = `${ctx.t('council.protocol')} ${protocol.number} ${protocol.heldOn}.docx`;
  await sendAttachment(ctx, {
    name: name.replace(/[/\\:]/g, '-'),
    type: DOCX_TYPE,
    bytes: (async function* whole() {
      yield bytes;
    })(),
  });
}

/** The minutes of the council: written, read, signed, printed. */
export function protocolRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  const path = '/council/protocols';
  router.get(
    `${path}/new`,
    page(async (ctx) => {
      requireRole(ctx, 'coordinator');
      await edit(ctx, null);
    }),
  );
  router.post(`${path}/new`, page(create));
  router.get(`${path}/:protocolId.docx`, page(print));
  router.get(
    `${path}/:protocolId/edit`,
    page(async (ctx) => {
      requireRole(ctx, 'coordinator');
      const protocol = await find(ctx);
      if (protocol.state === 'signed')
        return ctx.redirect(`council/protocols/${protocol.protocolId}`);
      return edit(ctx, protocol);
    }),
  );
  router.post(`${path}/:protocolId/edit`, page(save));
  router.post(`${path}/:protocolId/sign`, page(sign));
  router.get(
    `${path}/:protocolId`,
    page((ctx) => show(ctx)),
  );
  return router;
}
